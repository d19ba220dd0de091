package webconfig

import (
	"bytes"
	"fmt"
	"strings"

	"ntlmsim/sim/viewstate"
)

// A Says is what a node does with a field.
type Says string

// What nodes do. Unknown is where the file does not tell.
const (
	Takes   Says = "takes"
	Refuses Says = "refuses"
	Unknown Says = "unknown"
)

// An Answer is what one node does with a field, and why.
type Answer struct {
	Node   *Node
	Says   Says
	Result viewstate.Result
	Why    string // in words
	Beside string // what is worth knowing besides; "" where nothing is
}

// A Question is a field that is posted. Without its generator the legacy mode cannot be asked.
type Question struct {
	Field        viewstate.Field
	Page         viewstate.Page
	HasGenerator bool
}

// Ask asks each node. Where one takes the field, the others are told from it; where none does, each is told from what
// the field verifies with.
func Ask(nodes []*Node, q Question) (list []Answer) {
	var maker *Node
	for _, n := range nodes {
		a := q.of(n)
		if a.Says == Takes && maker == nil {
			maker = n
		}
		list = append(list, a)
	}
	for i, a := range list {
		if a.Says == Refuses && a.Why == "" {
			list[i].Why = q.why(a, maker)
		}
	}
	return list
}

// of asks one node. Why is left out where that takes the other nodes.
func (q Question) of(n *Node) Answer {
	a := Answer{Node: n, Says: Unknown, Why: q.unknown(n)}
	if a.Why != "" {
		return a
	}
	if len(n.Problems) > 0 {
		a.Says, a.Why = Refuses, "ASP.NET does not start with it: "+n.Problems[0].What
		return a
	}
	a.Result = viewstate.Verify(q.Field, n.Config(), q.Page)
	a.Says = Refuses
	switch a.Result.Verdict {
	case viewstate.Verified:
		a.Says, a.Why = Takes, fmt.Sprintf("the MAC is right (%s, %s, %s)", mode(n.Mode), n.Validation, a.Result.Form)
		a.Beside = beside(a.Result)
	case viewstate.PageUnknown:
		if q.Field.Plain() {
			break // Framework45 encrypts every field, and this one is not
		}
		a.Says, a.Why = Unknown, "Framework45 makes a key for each page: name it with --page, and the application with --app"
	case viewstate.Refused:
		a.Why = "ASP.NET does not start with it: " + a.Result.Err.Error()
	case viewstate.Unreadable:
		a.Why = "the MAC is right, and what it protects is no view state"
	case viewstate.CannotDecrypt:
		a.Why = "the validationKey is right, and the field cannot be decrypted: another decryptionKey or decryption made it"
	case viewstate.ModifierDiffers:
		a.Why = "the keys are right, but the field was made for " + another(a.Result.Differs)
	}
	if n.EnableMAC.Is("false") {
		a.Beside = `enableViewStateMac="false" is written here: before KB 2905247, and with AllowInsecureDeserialization, any field is taken`
	}
	return a
}

// unknown is why the file does not tell what the node does; "" where it does.
func (q Question) unknown(n *Node) string {
	switch {
	case n.Hidden != nil && n.Hidden.Encrypted:
		return "its machineKey is encrypted"
	case n.Hidden != nil:
		return "its machineKey stands in another file (configSource): name that one"
	case len(n.Problems) > 0:
		return ""
	case n.ModeUnknown:
		return "the mode stands in <httpRuntime targetFramework> of web.config, which is not in this file"
	case n.ValidationKey.AutoGenerate:
		return "its validationKey is AutoGenerate: the key is on the machine, and not in the file"
	case n.ValidationKey.Isolated():
		return "flags behind its validationKey change it by a hash of the application's path or id, which is .NET's own"
	case viewstate.Custom(n.Validation):
		return "its validation is a custom algorithm (alg:), and the file does not say what it computes"
	case viewstate.Custom(n.Decryption) && n.decrypts(q.Field):
		return "its decryption is a custom algorithm (alg:), and the file does not say what it computes"
	case n.Mode == viewstate.Legacy && n.Validation != viewstate.MD5 && !q.HasGenerator:
		return "the legacy mode binds the page: give the field with the page it is in, or --generator"
	case n.DecryptionKey.AutoGenerate && n.decrypts(q.Field):
		return "its decryptionKey is AutoGenerate: the key is on the machine, and not in the file"
	case n.DecryptionKey.Isolated() && n.decrypts(q.Field):
		return "flags behind its decryptionKey change it by a hash of the application's path or id, which is .NET's own"
	}
	return ""
}

// decrypts reports whether a node decrypts a field before it is taken.
func (n *Node) decrypts(f viewstate.Field) bool { return n.Mode == viewstate.Framework45 || !f.Plain() }

func mode(m viewstate.Mode) string {
	if m == viewstate.Legacy {
		return "the legacy mode"
	}
	return string(m)
}

func another(p viewstate.Part) string {
	switch p {
	case viewstate.OtherPage:
		return "another page"
	case viewstate.UserKey:
		return "another ViewStateUserKey, or for none (cause 4 of KB 2915218)"
	}
	return "another page or ViewStateUserKey (cause 4 of KB 2915218)"
}

func beside(r viewstate.Result) string {
	switch len(r.Unbound) {
	case 0:
		return ""
	case 1:
		return "MD5 does not bind the page: a field of another page is taken, too"
	}
	return "MD5 binds neither the page nor the ViewStateUserKey, except its length: a field of another page or user is taken, too"
}

// why is what a MAC that differs comes from: mode, validation, keys, and then what is bound besides.
func (q Question) why(a Answer, maker *Node) string {
	n := a.Node
	if maker != nil {
		if text := apart(n, maker); text != "" {
			return text
		}
	}
	if t, ok := viewstate.Diagnose(q.Field, n.Config(), q.Page); ok {
		return q.trial(n, t)
	}
	if n.Mode == viewstate.Framework45 && q.Field.Plain() {
		return "the field is not encrypted, and Framework45 encrypts every field: a node in the legacy mode made it"
	}
	if a.Result.Verdict == viewstate.TooShort {
		return fmt.Sprintf("the field has %d bytes, and a MAC of %s alone has %d: it is cut, or made otherwise", q.Field.Len(), n.Validation, n.Validation.Size())
	}
	parts := []string{"another key or algorithm made it"}
	if q.Page.UserKey == "" {
		parts = append(parts, "it is of a page with a ViewStateUserKey (--user-key-file)")
	} else {
		parts = append(parts, "of another ViewStateUserKey")
	}
	if n.Mode == viewstate.Legacy && !q.Field.Plain() && q.Page.Type == "" {
		parts = append(parts, "Framework45 made it (--page and --app would show it)")
	}
	return "the MAC differs: " + strings.Join(parts, ", or ") + ", or of another page, or it was changed on the way. A MAC does not tell these apart"
}

// apart is what two nodes differ in that matters to a MAC.
func apart(n, maker *Node) string {
	switch {
	case n.Mode != maker.Mode:
		return fmt.Sprintf("%s made it in %s, and here is %s", maker.File.Name, mode(maker.Mode), mode(n.Mode))
	case n.Validation != maker.Validation:
		return fmt.Sprintf("%s made it with %s, and here is %s", maker.File.Name, maker.Validation, n.Validation)
	case !bytes.Equal(n.ValidationKey.Bytes, maker.ValidationKey.Bytes):
		return fmt.Sprintf("%s made it, and has another validationKey", maker.File.Name)
	}
	return ""
}

func (q Question) trial(n *Node, t viewstate.Trial) string {
	without := ""
	if q.Page.UserKey != "" && t.Page.UserKey == "" {
		without = ", without a ViewStateUserKey"
	}
	switch t.Change {
	case viewstate.OtherAlgorithm:
		return fmt.Sprintf("the key is right, and the field was made with %s%s: here is %s", t.Config.Validation, without, n.Validation)
	case viewstate.OtherMode:
		return fmt.Sprintf("the key is right, and the field was made in %s with %s%s: here is %s", mode(t.Config.Mode), t.Config.Validation, without, mode(n.Mode))
	case viewstate.NoUserKey:
		return "the key is right, and the field was made without a ViewStateUserKey (cause 4 of KB 2915218)"
	case viewstate.NoPage:
		return "the key is right, and Mono made the field, which binds no page"
	}
	return fmt.Sprintf("the key is right, and the field is %s, which the post does not say", t.Result.Form)
}
