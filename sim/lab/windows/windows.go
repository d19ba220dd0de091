package windows

import (
	"embed"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// files are those that are the same in every export.
//
//go:embed files/*
var files embed.FS

// An Export is a folder of scripts for Windows machines, and what they cannot do.
type Export struct {
	Files  []File       // in the order of their paths
	Cannot []lab.Cannot // what Windows cannot be told, or these scripts do not do, and which attempts are not made
}

// A File is one file of an export.
type File struct {
	Path   string // below the export's folder, with slashes
	Data   []byte
	Secret bool // it holds passwords
}

// New makes the export of a scenario. secret is the password of the accounts that the scenario gives none: trusts and
// the recovery mode of controllers. New is pure: the same scenario and secret give the same files. It fails where the
// topology is not valid.
func New(file *scenarios.File, secret string) (Export, error) {
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		return Export{}, err
	}
	l := &layout{file: file, secret: secret, secrets: map[string]string{"recovery": secret}}
	l.build()
	var e Export
	add := func(name string, data []byte) { e.Files = append(e.Files, File{Path: name, Data: data}) }
	for _, m := range l.machines {
		if m.Script != "" {
			add(m.Script, l.buildScript(m))
		}
	}
	l.attempts(world)
	add("attempts.ps1", l.attemptsScript())
	add("addresses.ps1", l.addressesScript())
	if err := l.static(add); err != nil {
		return Export{}, err
	}
	recording, err := l.unaskedRecording()
	if err != nil {
		return Export{}, err
	}
	add("recordings/not-asked.json", recording)
	if workflow := l.workflow(); workflow != nil {
		add(".github/workflows/ntlmsim.yml", workflow)
	}
	add("README.md", l.readme())
	e.Files = append(e.Files, File{"secrets.ps1", l.secretsScript(), true})
	slices.SortFunc(e.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	e.Cannot = l.cannot
	for _, u := range l.unasked {
		e.Cannot = append(e.Cannot, lab.Cannot{Machine: u.Machine, Attempt: u.Attempt, Why: "not asked: " + u.Why})
	}
	return e, nil
}

// static adds the files that are the same for every scenario.
func (l *layout) static(add func(string, []byte)) error {
	entries, err := files.ReadDir("files")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		data, err := files.ReadFile(path.Join("files", entry.Name()))
		if err != nil {
			return err
		}
		add(entry.Name(), data)
	}
	return nil
}

// secretsScript is the one file that holds passwords.
func (l *layout) secretsScript() []byte {
	var s script
	s.line("# The passwords of the scenario's accounts, and what its attempts type. They are for a lab: keep them to it.")
	s.line("$LabSecrets = @{")
	var names []string
	for name := range l.secrets {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s.line("    %s = %s", literal(name), literal(l.secrets[name]))
	}
	s.line("}")
	return s.bytes()
}

// addressesScript is what the reader fills in.
func (l *layout) addressesScript() []byte {
	var s script
	s.line("# Where the machines are: write the IPv4 address of each between its quotes, before anything is built.")
	s.line("$LabAddresses = @{")
	for _, m := range l.machines {
		if m.Script != "" {
			s.line("    %s = ''", literal(strings.ToUpper(m.Name)))
		}
	}
	s.line("}")
	return s.bytes()
}

// unaskedRecording is a recording of what is not asked, with the reasons, to be compared together with the others.
func (l *layout) unaskedRecording() ([]byte, error) {
	r := replay.Recording{Server: "Windows"}
	for _, u := range l.unasked {
		r.Entries = append(r.Entries, replay.Heard{File: l.file.Path, Attempt: u.Attempt, Retest: u.Retest, Client: "Windows", Machine: u.Machine, NotAsked: u.Why})
	}
	data, err := r.Marshal()
	if err == nil && !json.Valid(data) {
		panic("a recording that is no JSON")
	}
	return data, err
}
