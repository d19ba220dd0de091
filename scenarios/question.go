package scenarios

import (
	"strings"

	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// A Question is one attempt at the servers of a file of another model than logon, in words.
type Question struct {
	From, As string
	Open     string  // a URL; of the model web
	Then     string  // what the site then opens; "": nothing
	Typed    *string // the password typed at a prompt; nil: the account's own
	To       string  // another server; of the model ews-proxy
}

// Ask puts a question in place of the attempts of a file. The paths of what is wrong with it begin at from, as, open,
// then or to.
func (f *File) Ask(q Question) (problems []logon.Problem) {
	f.Attempts = []Attempt{{}}
	switch c := f.Content.(type) {
	case *webContents:
		a, problems := q.web()
		if len(problems) > 0 {
			return problems
		}
		c.attempts = []webAttempt{{Attempt: a}}
		return c.world.CheckAttempt(a)
	case *ewsContents:
		a := ewsproxy.Attempt{From: q.From, To: q.To}
		c.attempts = []ewsAttempt{{Attempt: a}}
		return c.world.CheckAttempt(a)
	}
	return []logon.Problem{{Path: []string{"open"}, What: "a file about NET USE has no sites"}}
}

// saidOf is what is wrong with a URL, which is not repeated where it may have a password.
func saidOf(err error, text string) string {
	if strings.Contains(text, "@") {
		return "this is no URL that is modelled: leave the account out"
	}
	return err.Error()
}

// web is the question as an attempt of the model web.
func (q Question) web() (a web.Attempt, problems []logon.Problem) {
	add := func(key, what, hint string) {
		problems = append(problems, logon.Problem{Path: []string{key}, What: what, Hint: hint})
	}
	a.From = q.From
	domain, user, ok := strings.Cut(q.As, `\`)
	if a.As = (logon.Name{Domain: domain, User: user}); !ok || domain == "" || user == "" {
		add("as", `this is not DOMAIN\USER`, `CORP\ANNA`)
	}
	var err error
	if a.Open, err = web.ParseURL(q.Open); err != nil {
		add("open", saidOf(err, q.Open), "http://web1.corp.example/")
	}
	if q.Then != "" {
		then, err := web.ParseURL(q.Then)
		if a.Then = &then; err != nil {
			add("then", saidOf(err, q.Then), "http://back.corp.example/")
		}
	}
	if q.Typed != nil {
		a.Typed = &web.Typed{As: a.As, Password: *q.Typed}
	}
	return a, problems
}
