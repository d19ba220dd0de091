package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Kind is what a file is an output of.
type Kind string

// The kinds.
const (
	Setspn          Kind = "setspn"          // setspn -Q */*, setspn -L ACCOUNT, setspn -X
	LDIFDE          Kind = "ldifde"          // ldifde -f FILE
	ApplicationHost Kind = "applicationhost" // %windir%\system32\inetsrv\config\applicationHost.config
)

// Kinds are all of them.
var Kinds = []Kind{Setspn, LDIFDE, ApplicationHost}

// A Source is a file to read.
type Source struct {
	Kind    Kind
	Name    string // in remarks
	Machine string // whose applicationHost.config it is; "": not known
	Data    []byte
}

// Arguments reads a command line: a kind, and the files of that kind, each with MACHINE= before it where it is not a
// file as a whole. The data are still to be read.
func Arguments(args []string, isFile func(string) bool) (list []Source, err error) {
	kind := Kind("")
	for _, arg := range args {
		if i := slices.IndexFunc(Kinds, func(k Kind) bool { return strings.EqualFold(string(k), arg) }); i >= 0 {
			kind = Kinds[i]
			continue
		}
		if kind == "" {
			return nil, errors.New("import takes the kind of a file before it")
		}
		s := Source{Kind: kind, Name: arg}
		if machine, path, ok := strings.Cut(arg, "="); ok && !isFile(arg) {
			s.Machine, s.Name = machine, path
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return nil, errors.New("import takes a kind and a FILE")
	}
	return list, nil
}

// A Remark is what was not understood in a file, or what was guessed.
type Remark struct {
	File string // "": it is about all of them
	Line int    // 0: it is about the whole file
	What string
}

func (r Remark) String() string {
	switch {
	case r.File == "":
		return r.What
	case r.Line == 0:
		return r.File + ": " + r.What
	}
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.What)
}

// Limits of what is read: a directory that is larger is exported in parts (ldifde -r).
const (
	MaxSize     = 64 << 20 // of a file, in bytes
	mostObjects = 5000     // accounts and computers
	mostRemarks = 200
)

// Read makes a topology of some files, as YAML. Its error says which file cannot be read at all.
func Read(list []Source) (yaml []byte, remarks []Remark, err error) {
	e := &estate{byDN: map[string]*account{}, byName: map[string]*account{}, netbios: map[string]string{}}
	for i, s := range list {
		if len(s.Data) > MaxSize {
			return nil, nil, fmt.Errorf("%s: it is larger than %d MiB", s.Name, MaxSize>>20)
		}
		text, err := decoded(s.Data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		r := &reader{estate: e, file: s.Name}
		switch s.Kind {
		case Setspn:
			r.setspn(text)
		case LDIFDE:
			r.ldif(text)
		case ApplicationHost:
			err = r.applicationHost(text, s.Machine, i+1)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	e.settle()
	return e.yaml(list), e.told(), nil
}

// A reader reads one file into an estate.
type reader struct {
	*estate
	file string
}

func (r *reader) remark(line int, format string, args ...any) {
	r.remarks = append(r.remarks, Remark{r.file, line, fmt.Sprintf(format, args...)})
}

// told is the remarks, at most mostRemarks.
func (e *estate) told() []Remark {
	if more := len(e.remarks) - mostRemarks; more > 0 {
		return append(e.remarks[:mostRemarks:mostRemarks], Remark{e.remarks[mostRemarks].File, 0, fmt.Sprintf("and %d more", more)})
	}
	return e.remarks
}

// shown is a text of a file in a remark.
func shown(text string) string {
	const most = 60
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.TrimSpace(text))
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
