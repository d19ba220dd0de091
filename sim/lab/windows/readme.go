package windows

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"ntlmsim/sim/logon"
)

// readmeText says what to run where, and what is not verified.
var readmeText = template.Must(template.New("README.md").Funcs(template.FuncMap{"md": markdown, "inc": func(i int) int { return i + 1 }}).Parse(`# {{md .Path}} on Windows

These files build the machines of the scenario on Windows, make its attempts there and record the results, so that
ntlmsim can compare it with what it predicts.

**They have not been run by us on Windows.** A parser of PowerShell's grammar finds no mistake in them; that each step does what
it says has not been seen. Read them before you run them, and use machines that hold nothing else: the scripts allow blank and short
passwords, open file sharing, and change security policies.

## Machines

| machine | what it is | which Windows | script |
|---|---|---|---|
{{range .Machines}}| {{md .Name}} | {{md .What}}{{if .Added}} (the scenario has none){{end}} | {{md .Title}} | {{if .Script}}{{md .Script}}{{else}}not built{{end}} |
{{end}}
## What cannot be done

{{range .Cannot}}- {{md .}}
{{else}}Nothing that we know of.
{{end}}- Where a client could use Kerberos, Windows does so, and no NTLM happens. The events show it, and the attempt counts as not asked.

## Before you begin

1. Put all machines into one network of their own, and write their addresses into **addresses.ps1**.
2. **secrets.ps1** holds the passwords of the scenario, and one of our own for trusts and for the recovery of controllers. Keep
   it as private as the lab is. No script prints what is in it.
3. Every machine needs PowerShell 5.1, and the whole folder. Allow scripts for one session:
   ` + "`Set-ExecutionPolicy -Scope Process Bypass`" + `.
4. The clocks of all machines must agree within two seconds: what was logged is found by its time.
5. Sign on as each person once before the attempts, and make sure that ` + "`cmdkey /list`" + ` shows no password stored for a server.

## Build

Run each script as administrator, in this order. A script that ends with "Restart this machine and run this script again" means
it: controllers and members need two or three runs.{{if .Trusts}} Trusts have two sides: when all controllers are there, run their
scripts once more, until they say "Done."{{end}} At last restart every machine: some values are read only when a service starts.

{{range $i, $m := .Built}}{{inc $i}}. {{md .Name}}: ` + "`.\\{{.Script}}`" + `
{{end}}{{if .Controllers}}
Ordinary people may not sign on at a controller. Where attempts are made from one, give their accounts the right "Allow log on
locally" there.
{{end}}
## Make the attempts

{{if .Desks}}Sign on as each of these accounts, at that machine, and run ` + "`.\\run-attempts.ps1`" + ` in a session that is not elevated
(` + "`-List`" + ` only says what it would do). A second account on the same machine can use
` + "`runas /user:NAME \"powershell -File ...\\run-attempts.ps1\"`" + `.

| at | as | session setups |
|---|---|---|
{{range .Desks}}| {{md .Machine}} | {{md .As}} | {{.Count}} |
{{end}}
The script ends its own connections to the server before each attempt, and tries again while Windows answers 1219. Where the
command gives the password it runs NET USE with exactly the scenario's arguments, and keeps the number of the system error;
where NET USE would ask, it makes the same call, WNetAddConnection2, which does not ask. Drive letters must be free.

Then run ` + "`.\\collect-events.ps1`" + ` as administrator on every machine of the first table that has shares, and on every controller.
{{else}}No attempt of the scenario can be made from a Windows machine.
{{end}}
{{if .Unasked}}Not asked:

{{range .Unasked}}- {{md .Attempt}}: {{md .Why}}
{{end}}
{{end}}## Compare

Copy the files of all folders named recordings into one, together with recordings/not-asked.json, and compare:

    ntlmsim replay {{.Shell}} --recording recordings{{range .Instead}} --as {{.}}{{end}}
{{if .Instead}}
--as is right if these machines are Windows Server 2022. For another product name its own profile (` + "`ntlmsim profiles`" + `).
{{end}}
Compared is the number of the system error. A success is compared once event 4624 shows whose session it is, and every event
that is predicted and was logged is compared with its Status and SubStatus.
{{if .Workflow}}
## On a hosted runner

.github/workflows/ntlmsim.yml does the part that one machine can do by itself, on hosted Windows runners: it has not been run
by us, either. There the server is its own client. A machine may decide otherwise about itself than about others:
LimitBlankPasswordUse does not count its logons, client and server have one LmCompatibilityLevel, and NTLM knows its own
machine. Attempts that need two levels are left out; every other is marked in the recording, and where a blank password decides
it counts as not asked.
{{end}}`))

type readmeMachine struct {
	machine
	What string
}

type readmeDesk struct {
	Machine, As string
	Count       int
}

// readme is README.md.
func (l *layout) readme() []byte {
	data := struct {
		Path, Shell                   string
		Machines, Built               []readmeMachine
		Cannot                        []string
		Trusts, Controllers, Workflow bool
		Desks                         []readmeDesk
		Unasked                       []unasked
		Instead                       []string
	}{Path: l.file.Path, Shell: shellWord(l.file.Path), Trusts: len(l.trusts) > 0, Unasked: l.unasked, Workflow: len(l.loopback) > 0}
	for _, m := range l.machines {
		row := readmeMachine{m, what(m)}
		data.Machines = append(data.Machines, row)
		if m.Script == "" {
			continue
		}
		data.Built = append(data.Built, row)
		data.Controllers = data.Controllers || m.Role == logon.Controller
		if m.Profile == "kb103390" || slices.Contains(beforePowerShell, m.Profile) {
			data.Instead = append(data.Instead, m.Name+"="+insteadOf)
		}
	}
	for _, c := range l.cannot {
		data.Cannot = append(data.Cannot, c.String())
	}
	desks, count := l.desksOf()
	for _, d := range desks {
		data.Desks = append(data.Desks, readmeDesk{d.machine, d.as.String(), count[d]})
	}
	var b bytes.Buffer
	if err := readmeText.Execute(&b, data); err != nil {
		panic(err) // it holds strings, numbers and flags
	}
	return b.Bytes()
}

// markdown is a text that Markdown shows as it is.
func markdown(text string) string {
	var b strings.Builder
	for _, r := range comment(text) {
		if strings.ContainsRune("\\`*_{}[]<>()#!|&~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shellWord is a path as a shell takes it for one word.
func shellWord(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" {
		return path
	}
	return fmt.Sprintf("'%s'", strings.ReplaceAll(comment(path), "'", `'\''`))
}
