package logon

import (
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim"
)

// NewestProfile finds the profile for a name and a role: the profile of that name or, if the name has no version
// (windows-11, windows-server, samba), the newest that begins with it. A title (windows-server-2019) is a name, too.
// kind is that of the machine's domain.
func NewestProfile(name string, role Role, kind DomainKind) (*Profile, bool) {
	if p, ok := ProfileNamed(name); ok {
		return p, true
	}
	for _, p := range Profiles() {
		if dashed(p.Title) == dashed(name) {
			return p, true
		}
	}
	list := slices.DeleteFunc(slices.Clone(Profiles()), func(p *Profile) bool { return !p.begins(name) })
	fits := slices.DeleteFunc(slices.Clone(list), func(p *Profile) bool { return !p.fits(role, kind) })
	if len(fits) > 0 {
		list = fits
	}
	if len(list) == 0 {
		return nil, false
	}
	return list[len(list)-1], true
}

// ShortProfileNames lists the names without a version that the documentation recommends.
func ShortProfileNames() []string { return []string{"windows-11", "windows-server", "samba"} }

// begins reports whether the name or the title of a profile begins with a name that lacks its version. Windows alone is
// either a client or a server.
func (p *Profile) begins(name string) bool {
	start := dashed(name) + "-"
	return start != "windows-" && (strings.HasPrefix(p.Name, start) || strings.HasPrefix(dashed(p.Title), start))
}

// fits reports whether a product can have a role. Samba has two products that are controllers.
func (p *Profile) fits(role Role, kind DomainKind) bool {
	if kind == NT4 && p.Name == "samba-ad-dc" || kind != NT4 && p.Name == "samba-nt4-dc" {
		return false
	}
	return slices.Contains(p.Roles, role)
}

// dashed is a title written like the name of a profile: Windows Server 2008 R2 is windows-server-2008-r2.
func dashed(title string) string { return strings.ToLower(strings.Join(strings.Fields(title), "-")) }

// mostNear is how many names a hint offers at most.
const mostNear = 4

// NearProfiles lists the profiles most similar to an unknown name: those that share most of its words and numbers
// (win11 shares 11), or else the one with the smallest edit distance. None if none is similar.
func NearProfiles(name string) []string {
	if dashed(name) == "windows" {
		return []string{"windows-11", "windows-server"}
	}
	shared := map[string]int{}
	most := 0
	for _, p := range Profiles() {
		shared[p.Name] = common(parts(name), parts(p.Name+" "+p.Title))
		most = max(most, shared[p.Name])
	}
	var list []string
	for _, p := range Profiles() {
		if most > 0 && shared[p.Name] == most {
			list = append(list, p.Name)
		}
	}
	if len(list) > 0 && len(list) <= mostNear {
		return list
	}
	if near := sim.Nearest(name, ProfileNames()); near != "" {
		return []string{near}
	}
	return nil
}

// parts lists the words and the numbers of a name, without those that many names have.
func parts(name string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(split(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !slices.Contains([]string{"windows", "server", "win", "version", "and", "later", "microsoft"}, word) {
			list = append(list, word)
		}
	}
	return list
}

// split puts a blank between letters and digits: 2008r2 is 2008 r 2.
func split(name string) string {
	var b strings.Builder
	var last rune
	for _, r := range strings.ToLower(name) {
		if unicode.IsLetter(last) && unicode.IsDigit(r) || unicode.IsDigit(last) && unicode.IsLetter(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// common is how many of the words are in the list of. The first number of a name is its version: if it is missing, the
// result is 0.
func common(words, of []string) (n int) {
	for i, word := range words {
		here := slices.Contains(of, word)
		if !here && i == 0 && strings.ContainsFunc(word, unicode.IsDigit) {
			return 0
		}
		if here {
			n++
		}
	}
	return n
}

// NearSettings lists the settings of a product most similar to an unknown name: by edit distance, by containing it, or
// else by mentioning it in their description (SMB1).
func NearSettings(name string, of []string) []string {
	if near := sim.Nearest(name, of); near != "" {
		return []string{near}
	}
	if len(name) < 3 {
		return nil
	}
	for _, has := range []func(setting string) bool{
		func(s string) bool { return contains(s, name) || contains(name, s) },
		func(s string) bool { doc, _ := SettingDoc(s); return contains(doc, name) },
		func(s string) bool { _, values := SettingDoc(s); return contains(values, name) },
	} {
		list := slices.DeleteFunc(slices.Clone(of), func(s string) bool { return !has(s) })
		if len(list) > 0 && len(list) <= mostNear {
			return list
		}
	}
	return nil
}

func contains(text, part string) bool { return strings.Contains(fold(text), fold(part)) }

// DidYouMean is the question "did you mean A, B or C?", or "" without names.
func DidYouMean(names []string) string {
	text := strings.Join(names, ", ")
	if i := strings.LastIndex(text, ", "); i >= 0 {
		text = text[:i] + " or " + text[i+2:]
	}
	if text == "" {
		return ""
	}
	return "did you mean " + text + "?"
}

// noProfile is the hint for a profile that does not exist.
func noProfile(name string) string {
	if near := NearProfiles(name); len(near) > 0 {
		return DidYouMean(near) + " ntlmsim profiles lists them all"
	}
	return "there are: " + strings.Join(ProfileNames(), ", ")
}

// noSetting is the hint for a setting that a product does not have.
func noSetting(p *Profile, name string) string {
	list := "ntlmsim profiles " + p.Name + " lists them"
	if _, ok := definitionOf(name); ok {
		return "other products have it; " + list
	}
	if near := NearSettings(name, p.SettingNames()); len(near) > 0 {
		return DidYouMean(near) + " " + list
	}
	return list
}
