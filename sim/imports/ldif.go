package imports

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// A value is an attribute of a record, and the line on which it begins.
type value struct {
	name, text string // the name in lower case, without options
	line       int
}

// ldif reads an export of ldifde (RFC 2849).
func (r *reader) ldif(text string) {
	var record []value
	for _, v := range r.values(text) {
		if v.name == "" || v.name == "dn" {
			r.record(record)
			record = nil
		}
		if v.name != "" {
			record = append(record, v)
		}
	}
	r.record(record)
}

// values are the attributes of a text, folded lines joined; between records one without a name.
func (r *reader) values(text string) (list []value) {
	all := lines(text)
	for i := 0; i < len(all); i++ {
		start, line := i, all[i]
		var b strings.Builder
		b.WriteString(line)
		for i+1 < len(all) && strings.HasPrefix(all[i+1], " ") && line != "" {
			i++
			b.WriteString(all[i][1:])
		}
		switch line = b.String(); {
		case strings.TrimSpace(line) == "":
			list = append(list, value{line: start + 1})
		case !strings.HasPrefix(line, "#") && line != "-":
			list = append(list, r.value(start+1, line)...)
		}
	}
	return list
}

// read are the attributes that are read. Of the others nothing is said: an export has all of them.
var read = " dn objectclass samaccountname serviceprincipalname useraccountcontrol msds-allowedtodelegateto msds-supportedencryptiontypes " +
	"operatingsystem netbiosname dnsroot msds-allowedtoactonbehalfofotheridentity "

// value reads one line. It returns nothing where the line has no value that is needed.
func (r *reader) value(line int, text string) []value {
	name, rest, ok := strings.Cut(text, ":")
	name, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(name)), ";")
	if !ok || name == "" || strings.Contains(name, " ") {
		r.remark(line, "no attribute and value")
		return nil
	}
	if !strings.Contains(read, " "+name+" ") {
		return nil
	}
	switch encoded, is := strings.CutPrefix(rest, ":"); {
	case is:
		data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
		if err != nil {
			r.remark(line, "%s is no base64", name)
			return nil
		}
		return []value{{name, string(data), line}}
	case strings.HasPrefix(rest, "<"):
		r.remark(line, "%s is in another file, which is not read", name)
		return nil
	}
	return []value{{name, strings.TrimSpace(rest), line}}
}

// Bits of userAccountControl (MS-ADTS 2.2.16).
const (
	accountDisable        = 0x2
	workstationTrust      = 0x1000
	serverTrust           = 0x2000
	trustedToDelegate     = 0x80000
	notDelegated          = 0x100000
	useDESOnly            = 0x200000
	trustedToAuthenticate = 0x1000000
)

// Bits of msDS-SupportedEncryptionTypes (MS-KILE 2.2.7).
const (
	withRC4 = 0x4
	withAES = 0x8 | 0x10
)

// record reads a record: an account, or the names of a domain.
func (r *reader) record(record []value) {
	if len(record) == 0 {
		return
	}
	one := func(name string) string {
		for _, v := range record {
			if v.name == name {
				return v.text
			}
		}
		return ""
	}
	if isName(one("netbiosname")) && one("dnsroot") != "" {
		r.netbios[strings.ToLower(one("dnsroot"))] = one("netbiosname")
		return
	}
	d, ok := parseDN(one("dn"))
	if !ok {
		if record[0].name == "dn" {
			r.remark(record[0].line, "no distinguished name")
		}
		return
	}
	if name := one("samaccountname"); name != "" && !strings.EqualFold(name, "krbtgt") && r.isAccount(record) {
		r.fill(r.object(record[0].line, d, strings.TrimSuffix(name, "$")), name, record)
	}
}

// isAccount reports whether a record is one that can log on. Groups have logon names, too. An export may be limited to
// some attributes: what has names of services is an account.
func (r *reader) isAccount(record []value) bool {
	for _, v := range record {
		switch class := strings.ToLower(v.text); {
		case v.name == "serviceprincipalname" || v.name == "useraccountcontrol":
			return true
		case v.name == "objectclass" && (class == "user" || class == "computer"):
			return true
		}
	}
	return false
}

func (r *reader) fill(a *account, name string, record []value) {
	if a == nil {
		return
	}
	a.computer = a.computer || strings.HasSuffix(name, "$")
	for _, v := range record {
		switch v.name {
		case "objectclass":
			if class := strings.ToLower(v.text); strings.HasSuffix(class, "managedserviceaccount") {
				a.managed, a.computer = true, false
			}
		case "serviceprincipalname":
			r.register(v.line, a, v.text)
		case "msds-allowedtodelegateto":
			if r.ofService(v.line, v.text) {
				a.to = append(a.to, v.text)
			}
		case "operatingsystem":
			a.system = v.text
		case "useraccountcontrol":
			r.control(v, a)
		case "msds-supportedencryptiontypes":
			r.encryption(v, a)
		case "msds-allowedtoactonbehalfofotheridentity":
			r.remark(v.line, "who may act for others at %s is a security descriptor, which is not read (Get-ADComputer -Properties PrincipalsAllowedToDelegateToAccount)", a.name)
		}
	}
	a.computer = a.computer && !a.managed
}

func (r *reader) control(v value, a *account) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	if err != nil {
		r.remark(v.line, "userAccountControl is no number")
		return
	}
	has := func(bit int64) bool { return n&bit != 0 }
	a.disabled, a.sensitive, a.anyProtocol = has(accountDisable), has(notDelegated), has(trustedToAuthenticate)
	a.controller = a.controller || has(serverTrust)
	a.computer = a.computer || has(workstationTrust|serverTrust)
	a.unconstrained = has(trustedToDelegate)
	if has(useDESOnly) {
		r.remark(v.line, "%s has keys of DES alone, which is not modelled", a.name)
	}
}

func (r *reader) encryption(v value, a *account) {
	n, err := strconv.ParseInt(v.text, 10, 64)
	switch {
	case err != nil:
		r.remark(v.line, "msDS-SupportedEncryptionTypes is no number")
	case n&withAES == 0 && n&withRC4 != 0:
		a.rc4Only = true
	case n != 0 && n&(withAES|withRC4) == 0:
		r.remark(v.line, "the encryption types of %s are not modelled", a.name)
	}
}
