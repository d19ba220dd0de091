package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/graph"
	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

var graphFormats = []string{"text", "svg", "mermaid"}

// graphEndings are the formats that the name of a file asks for.
var graphEndings = map[string]string{".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid"}

type graphOptions struct {
	format, output string
	outputTo       *report.Output
}

func graphCommand() command {
	var o graphOptions
	return command{
		Name:  "graph",
		Args:  "FILE[#ATTEMPT]",
		Short: "draw machines, accounts and trusts, and how an attempt goes",
		Long:  long("graph"),
		Examples: []example{
			{"ntlmsim graph kb103390/example.yaml", "who is there, in the terminal"},
			{"ntlmsim graph kb103390/example.yaml#3 --format svg > workaround.svg", "a picture of an attempt, for a browser"},
			{"ntlmsim graph windows/members.yaml -o members.svg", "the same by the name of the file"},
			{"ntlmsim graph kb103390/example.yaml --format mermaid", "for a page of Markdown"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.StringVar(&o.format, "format", "", "`FORMAT`: "+strings.Join(graphFormats, ", "))
			f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, whole or not at all")
		},
		Run:      o.run,
		Complete: scenarios.AllFiles,
	}
}

func (o *graphOptions) run(ctx context.Context, e *env, args []string) (err error) {
	if len(args) != 1 {
		return usage("For instance: ntlmsim graph kb103390/example.yaml#1", "graph takes one FILE or FILE#ATTEMPT")
	}
	if err := o.ending(); err != nil {
		return err
	}
	if err := oneOf("format", o.format, graphFormats); err != nil {
		return err
	}
	if o.outputTo, err = report.NewOutput("--output", o.output, 0o644); err != nil {
		return err
	}
	defer o.outputTo.Abandon()
	s, err := loadScene(ctx, e, args[0])
	if err != nil {
		return err
	}
	if o.outputTo == nil {
		return o.draw(s, e.out.Page, e.raw)
	}
	return o.outputTo.Write(func() ([]byte, error) {
		var b bytes.Buffer
		err := o.draw(s, page.New(&b, page.DefaultWidth, e.color == "always"), &b)
		return b.Bytes(), err
	})
}

// ending takes the format from the name of the output file, where --format does not say it.
func (o *graphOptions) ending() error {
	ending := strings.ToLower(filepath.Ext(o.output))
	format, known := graphEndings[ending]
	switch {
	case o.format != "":
	case known:
		o.format = format
	case ending == "" || ending == ".txt":
		o.format = "text"
	default:
		return usage(fmt.Sprintf("Write %s.svg, which every browser shows; .mmd and .txt are written, too. Another name needs --format.", strings.TrimSuffix(o.output, filepath.Ext(o.output))),
			"--output: no picture of the kind %s can be written", ending)
	}
	return nil
}

// draw writes the scene: as text on a page, or as a picture to raw.
func (o *graphOptions) draw(s *graph.Scene, p *page.Page, raw io.Writer) error {
	switch o.format {
	case "svg":
		return s.SVG(raw)
	case "mermaid":
		return s.Mermaid(raw)
	}
	s.Text(p)
	return nil
}

// loadScene is the scene of FILE or FILE#ATTEMPT. FILE may be a topology without attempts.
func loadScene(ctx context.Context, e *env, arg string) (*graph.Scene, error) {
	name, attempt := splitAttempt(arg)
	file, err := loadAny(ctx, e, name, scenarios.Lenient)
	if err != nil {
		return nil, err
	}
	s, err := report.Picture(file)
	if err != nil || attempt == "" {
		return s, drawable(err)
	}
	if len(file.Attempts) == 0 {
		return nil, badScenario("%s has no attempts", file.Path)
	}
	n, err := attemptNamed(file, attempt)
	if err != nil {
		return nil, err
	}
	p, err := playedTo(file, n)
	if err != nil {
		return nil, err
	}
	s, err = report.PictureOf(file, p)
	return s, drawable(err)
}

func drawable(err error) error {
	if err != nil {
		err = badScenario("%v", err)
	}
	return err
}
