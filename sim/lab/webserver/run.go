package webserver

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/logon"
)

// A Verdict is what becomes of an attempt that is put to real parts.
type Verdict = judged.Verdict

// The verdicts.
const (
	Agrees        = judged.Agrees
	Differs       = judged.Differs
	Known         = judged.Known
	NotAsked      = judged.NotAsked // of replay: not sent, or not as it is written
	NotObservable = judged.NotObservable
	CouldNot      = judged.CouldNot
	Planned       = judged.Planned
)

// A Result is an attempt with what came of it. File is that of replay, which takes several.
type Result = judged.Result[Seen]

// Judge compares what came with what is expected of these parts.
func (p Played) Judge(number int, got Seen, err error) Result {
	r := Result{Number: number, Attempt: p.Attempt.Name, Want: p.Want, Known: p.Known}
	if p.Cannot != "" {
		r.Verdict, r.Why, r.Known = NotObservable, p.Cannot, nil
		return r
	}
	if err != nil {
		r.Verdict, r.Why = CouldNot, err.Error()
		return r
	}
	r.Got = &got
	text, ok := p.Verdict(got)
	switch _, why, _ := strings.Cut(text, ": "); {
	case !ok && got.SPN != p.Want.SPN:
		r.Verdict, r.Why = CouldNot, why
	case !ok:
		r.Verdict, r.Why = Differs, why
	case len(p.Known) > 0:
		r.Verdict = Known
	default:
		r.Verdict = Agrees
	}
	if ok && p.Attempt.Then != nil {
		r.Why = "the second hop is not asked"
	}
	return r
}

// Planned is what would be asked of a plan.
func (p Plan) Planned() (list []Result) {
	for i, a := range p.Attempts {
		r := Result{Number: i + 1, Attempt: a.Attempt.Name, Verdict: Planned, Known: a.Known, Want: a.Want}
		if a.Cannot != "" {
			r.Verdict, r.Why, r.Known = NotObservable, a.Cannot, nil
		}
		list = append(list, r)
	}
	return list
}

// Differences are the names of all known differences, each with its reason.
func Differences() (list [][2]string) {
	for _, d := range differences {
		list = append(list, [2]string{d.String(), d.reason})
	}
	return list
}

// plain is a name that may stand in a line of a configuration.
var plain = regexp.MustCompile(`^[\pL\pN._$:-]*$`)

// Unbuildable is why these parts cannot be told what a plan says; "" if they can. Names and passwords stand in lines of
// their configurations.
func (p Plan) Unbuildable() string {
	t := p.World.Topology()
	realms, names := 0, map[string]string{}
	for _, d := range t.Domains {
		if d.Kind == logon.ActiveDirectory && d.DNS == "" {
			return "the domain " + d.Name + " has no dns:, which is its realm"
		}
		if d.DNS != "" {
			realms++
		}
		names[d.Name], names[d.DNS] = "domain", "domain"
		for _, a := range d.Accounts {
			names[a.Name] = "account"
			if strings.ContainsFunc(a.Password, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				return "the password of " + d.Name + `\` + a.Name + " has a control character"
			}
		}
	}
	if realms == 0 {
		return "no domain of Active Directory is there, whose KDC would give tickets"
	}
	for _, m := range t.Machines {
		names[m.Name] = "machine"
	}
	for _, a := range p.World.Directory().Accounts {
		for _, n := range a.Names {
			names[n.Host] = "host"
		}
	}
	for _, a := range p.Attempts {
		names[a.Attempt.Open.Host] = "host"
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !plain.MatchString(name) {
			return fmt.Sprintf("the %s %q has signs that no configuration here takes", names[name], name)
		}
	}
	return ""
}
