package scenarios

import (
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// spns is the key of the service principal names that accounts have beside those of their computers.
func spns[T any](list func(*T) *[]logon.Registered) strict.Field[T] {
	return strict.Key("spns", func(r *strict.Reader, t *T, n *strict.Node) {
		r.Each(n, "spns", `spns: {'CORP\SVCWEB': [HTTP/www.corp.example]}`, func(account string, _, value *strict.Node) {
			*list(t) = append(*list(t), logon.Registered{Account: account, Names: namesIn(r, value, "spns")})
		})
	}, strict.NamesOf(strict.AnyTexts))
}

// namesIn reads a list of service principal names.
func namesIn(r *strict.Reader, n *strict.Node, what string) (list []kerberos.Name) {
	r.List(n, what, func(item *strict.Node) {
		name, ok := kerberos.ParseName(r.Text(item))
		if !ok {
			r.Fail(item, "HTTP/www.corp.example", "this is no service principal name")
		}
		list = append(list, name)
	})
	return list
}
