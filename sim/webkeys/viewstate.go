package webkeys

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/sim/report"
	"ntlmsim/sim/viewstate"
	"ntlmsim/sim/webconfig"
)

type viewstateOptions struct {
	generator, page, app, userKey string
	configs                       []string
	json                          bool
}

func viewstateCommand() Command {
	var o viewstateOptions
	return Command{
		Name:  "viewstate",
		Args:  "FIELD|FILE|-",
		Short: "say which nodes of a farm would take a __VIEWSTATE",
		Long: `Computes the MAC of a field with the keys of each web.config, as ASP.NET does, and says which node takes it, and why another does
not: another mode, algorithm or key, another page or ViewStateUserKey, or bytes that were changed, as far as a MAC tells them apart.
The field stands on the command line or in a file: alone, in a page of HTML, or in the body of a post, from which the generator is
taken, too. The legacy mode binds the field to the page's __VIEWSTATEGENERATOR; Framework45 to the page's path, of which it
needs --page and --app. Nothing is made with the keys but this check, and no key is printed.

The exit code is 1 where some node does not take the field, or it is not known.`,
		Examples: []Example{
			{"ntlmsim viewstate page.html --config web1.config --config web2.config", "a page that a browser saved, and two nodes"},
			{"ntlmsim viewstate post.txt --page /shop/list.aspx --app /shop --config web1.config", "the body of a post, for Framework45, too"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.StringArrayVar(&o.configs, "config", nil, "the web.config `FILE` of a node; again for each node")
			f.StringVar(&o.generator, "generator", "", "the page's __VIEWSTATEGENERATOR, `HEX`")
			f.StringVar(&o.page, "page", "", "the page's virtual `PATH`, for instance /shop/list.aspx")
			f.StringVar(&o.app, "app", "/", "the application's virtual `PATH`")
			f.StringVar(&o.userKey, "user-key-file", "", "a `FILE` with the ViewStateUserKey, which may be the id of a session")
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
		},
		Run: o.run,
	}
}

func (o *viewstateOptions) run(ctx context.Context, s Streams, args []string) error {
	switch {
	case len(args) != 1:
		return usage("For instance: ntlmsim viewstate page.html --config web.config", "viewstate takes one FIELD or FILE")
	case len(o.configs) == 0:
		return usage("For instance: --config web1.config --config web2.config", "viewstate needs a --config")
	}
	q, err := o.question(ctx, s.In, args[0])
	if err != nil {
		return err
	}
	nodes, err := o.nodes()
	if err != nil {
		return err
	}
	answers := webconfig.Ask(nodes, q)
	return o.show(s, q, answers)
}

// question is the field, and the page that it is posted to.
func (o *viewstateOptions) question(ctx context.Context, in io.Reader, arg string) (q webconfig.Question, err error) {
	text, err := fieldText(ctx, in, arg)
	if err != nil {
		return q, err
	}
	posted := viewstate.Find(text)
	if q.Field, err = viewstate.Parse(posted.Text); err != nil {
		return q, Fault{BadFile, err.Error(), "If it was meant as the name of a file: there is none of that name."}
	}
	if o.page != "" {
		if q.Page, err = viewstate.PageAt(o.page, o.app); err != nil {
			return q, usage("", "--page: %v", err)
		}
	}
	if generator := cmp.Or(o.generator, posted.Generator); generator != "" {
		if q.Page.Generator, err = viewstate.ParseGenerator(generator); err != nil {
			if o.generator == "" {
				return q, badFile("%v", err)
			}
			return q, usage("", "--generator: %v", err)
		}
		q.HasGenerator = true
	}
	if posted.Encrypted {
		q.Page.Form = viewstate.Encrypted
	}
	q.Page.UserKey, err = o.readUserKey()
	return q, err
}

// fieldText is what an argument stands for: standard input, a file, or itself.
func fieldText(ctx context.Context, in io.Reader, arg string) (string, error) {
	if arg == "-" {
		return piped(ctx, in)
	}
	if info, err := os.Stat(arg); err != nil || info.IsDir() {
		return arg, nil
	}
	data, err := readFile(arg, viewstate.MaxSize)
	return string(data), err
}

// piped reads standard input; Ctrl-C ends it.
func piped(ctx context.Context, in io.Reader) (string, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(in, viewstate.MaxSize+1))
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return string(r.data), r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (o *viewstateOptions) readUserKey() (string, error) {
	if o.userKey == "" {
		return "", nil
	}
	data, err := readFile(o.userKey, 64<<10)
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if err == nil && text == "" {
		err = badFile("%s: the file is empty: leave --user-key-file out where the page has no ViewStateUserKey", o.userKey)
	}
	return text, err
}

func (o *viewstateOptions) nodes() (list []*webconfig.Node, err error) {
	for _, name := range o.configs {
		data, err := readFile(name, webconfig.MaxSize)
		if err != nil {
			return nil, err
		}
		file, err := webconfig.Read(name, data)
		if err != nil {
			return nil, badFile("%v", err)
		}
		list = append(list, file.Node())
	}
	return list, nil
}

// readFile reads a file that may have a number of bytes.
func readFile(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(f, most+1)); err == nil && int64(len(data)) > most {
			err = fmt.Errorf("it is larger than %d kB", most>>10)
		}
		if err == nil {
			return data, nil
		}
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return nil, badFile("%s: cannot be read: %v", name, err)
}

func (o *viewstateOptions) show(s Streams, q webconfig.Question, answers []webconfig.Answer) error {
	if o.json {
		if err := s.JSON(report.ViewStateOf(q, answers)); err != nil {
			return err
		}
	} else {
		s.Page.PrintViewState(q, answers)
	}
	for _, a := range answers {
		if a.Says != webconfig.Takes {
			return Fault{Kind: Refused}
		}
	}
	return nil
}
