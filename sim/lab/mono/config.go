package mono

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"

	"ntlmsim/sim/postback"
)

// webConfig is the web.config of an application. Settings of its pages, which ASP.NET has in each page's first line,
// are appSettings for the page of host.cs.
func webConfig(c postback.Config, pages []postback.Page) string {
	var settings strings.Builder
	setting := func(key, value string) { fmt.Fprintf(&settings, "<add key=%s value=%s/>", quoted(key), quoted(value)) }
	for _, p := range pages {
		var words []string
		if p.NoMAC {
			words = append(words, "no-mac")
		}
		if p.Encrypted {
			words = append(words, "encrypted")
		}
		setting(p.Name, strings.Join(words, " "))
	}
	if c.AllowInsecure != nil {
		setting("aspnet:AllowInsecureDeserialization", fmt.Sprint(*c.AllowInsecure))
	}
	if c.IgnoreErrors {
		setting("aspnet:AlwaysIgnoreViewStateValidationErrors", "true")
	}
	target := ""
	if c.Target != 0 {
		target = "<httpRuntime targetFramework=" + quoted(c.Target.String()) + "/>"
	}
	return "<configuration><appSettings>" + settings.String() + "</appSettings><system.web><customErrors mode=\"Off\"/><compilation><assemblies><clear/></assemblies></compilation>" + target + machineKey(c.Key) +
		`<httpHandlers><add verb="*" path="*.aspx" type="ShopPage, host"/></httpHandlers></system.web></configuration>`
}

// machineKey is the element; "" where web.config says nothing of it.
func machineKey(k postback.MachineKey) string {
	text := ""
	attribute := func(name string, value *string) {
		if value != nil {
			text += " " + name + "=" + quoted(*value)
		}
	}
	attribute("validation", said(k.Validation))
	attribute("decryption", said(k.Decryption))
	attribute("validationKey", k.ValidationKey)
	attribute("decryptionKey", k.DecryptionKey)
	attribute("compatibilityMode", said(k.Mode))
	if text == "" {
		return ""
	}
	return "<machineKey" + text + "/>"
}

func said(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// quoted is a value of an attribute of XML.
func quoted(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes all
	return `"` + b.String() + `"`
}

var (
	plainPage = regexp.MustCompile(`^[A-Za-z0-9_-]+\.aspx$`)
	plainPath = regexp.MustCompile(`^(/[A-Za-z0-9_-]+)+$`)
)

// unplain is why an attempt's page cannot be an address here; "" if it can.
func (p Plan) unplain(a postback.Attempt) string {
	for _, at := range []postback.Place{a.Page, destination(a)} {
		if !plainPage.MatchString(at.Page) {
			return fmt.Sprintf("a page here has a name such as cart.aspx, not %q", at.Page)
		}
		if path := p.application(at.Application).Path; !plainPath.MatchString(path) {
			return fmt.Sprintf("a path here is such as /shop, not %q", path)
		}
	}
	return ""
}

// destination is the page that an attempt is posted to.
func destination(a postback.Attempt) postback.Place {
	if a.For != nil {
		return *a.For
	}
	return a.Page
}
