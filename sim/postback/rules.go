package postback

import (
	"fmt"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/viewstate"
)

func row(from sim.State, name string, holds func(*Facts) bool, found func(*Facts) string, to sim.State, cite sim.Cite) sim.Rule[Facts] {
	return sim.Rule[Facts]{From: from, If: sim.Cond[Facts]{Name: name, Holds: holds, Found: found}, To: to, Cite: cite}
}

// The sources beside the article.
const (
	source   = "microsoft/referencesource"
	mismatch = "mismatch."
)

func read(note string) sim.Cite { return sim.Documented.Cite(source, note) }

// Table is the rules, read from top to bottom. A state mismatch.… says why a field is refused; the rows behind it, what
// the person sees.
func Table() *sim.Table[Facts] { return table }

var table = mustTable(concat(received(), compared(), refused()))

func concat(blocks ...[]sim.Rule[Facts]) (list []sim.Rule[Facts]) {
	for _, b := range blocks {
		list = append(list, b...)
	}
	return list
}

// received: what decides before the MAC does.
func received() []sim.Rule[Facts] {
	return []sim.Rule[Facts]{
		row("post", "the page was never made: web.config of the node that makes it is wrong", func(f *Facts) bool { return f.made.wrong() != "" }, func(f *Facts) string { return f.made.wrong() }, "failed.not-made",
			read("MachineKeySection.cs: a machineKey element that cannot be used is a ConfigurationErrorsException, for every page")),
		row("post", "web.config of the node that gets the post is wrong", func(f *Facts) bool { return f.got.wrong() != "" }, func(f *Facts) string { return f.got.wrong() }, "failed.configuration",
			read("MachineKeySection.cs: a machineKey element that cannot be used is a ConfigurationErrorsException, for every page")),
		row("post", "the post has no view state", func(f *Facts) bool { return f.attempt.Field == Empty }, nil, "open.no-state",
			read("Page.cs, DeterminePostBackMode and LoadPageStateFromPersistenceMedium: without __VIEWSTATE no state is restored")),
		row("post", "the field is not Base64", func(f *Facts) bool { return f.attempt.Field == NotBase64 }, nil, "failed.format",
			read("ObjectStateFormatter.cs, Deserialize: Convert.FromBase64String throws before the MAC is looked at; HiddenFieldPageStatePersister.cs wraps it")),
		row("post", "the page does not check the MAC (EnableViewStateMac is false), and nothing enforces it", func(f *Facts) bool { return !f.checks() }, foundPosted, "unchecked",
			read("EnableViewStateMacRegistryHelper.cs: EnableViewStateMac=false is obeyed where neither the registry nor AllowInsecureDeserialization enforces the check")),
		row("post", "the MAC is checked", nil, foundPosted, "check",
			article("ASP.NET validerar MAC-datorn som skickas tillsammans med")),
		row("unchecked", "the field is encrypted, which the page does not expect", func(f *Facts) bool { return f.signs() && f.made.encrypts(f.page) }, foundMade, "failed.unreadable",
			read("ObjectStateFormatter.cs, Deserialize: without __VIEWSTATEENCRYPTED and without a MAC the bytes are taken for a state as they are")),
		row("unchecked", "the bytes were changed, or are cut short", func(f *Facts) bool { return f.attempt.Field != Whole }, foundField, "failed.unreadable",
			read("ViewStateException.cs: bytes that are no serialised state end in an error of their own")),
		row("unchecked", "the bytes are those that the server sent", nil, foundField, "open.unchecked",
			read("ObjectStateFormatter.cs, Deserialize: without the check whatever is posted is deserialised")),
	}
}

// compared: what is the same at both, in the order in which a difference is told.
func compared() []sim.Rule[Facts] {
	return []sim.Rule[Facts]{
		row("check", "the two compute in different modes", func(f *Facts) bool { return f.made.mode() != f.got.mode() }, foundModes, mismatch+"mode",
			read("MachineKeySection.cs, CompatibilityMode; AspNetCryptoServiceProvider.cs: Framework45 derives other keys for each purpose, so neither mode accepts a field of the other")),
		row("check", "the page was made without a MAC", func(f *Facts) bool { return !f.signs() }, foundMade, mismatch+"unsigned",
			read("ObjectStateFormatter.cs, Serialize: without EnableViewStateMac no MAC is appended")),
		row("check", "the two use different algorithms", func(f *Facts) bool { return f.made.validation() != f.got.validation() }, foundAlgorithms, mismatch+"algorithm",
			article("konfiguration anger samma validationKey och validering algoritm")),
		row("check", "the validation keys differ", (*Facts).otherKey, foundKeys, "key",
			article("ingen av servrarna i servergruppen kommer överens om vilken nyckel som ska användas")),
		row("check", "the field is encrypted, and the keys or algorithms for that differ", (*Facts).otherDecryption, foundDecryption, mismatch+"decryption",
			read("MachineKeySection.cs, EncryptOrDecryptData; NetFXCryptoService.cs: what cannot be decrypted ends as a failure of the MAC does")),
		row("check", "ViewStateUserKey differs", (*Facts).otherUserKey, foundUsers, mismatch+"user",
			article("Om värdena inte matchar avvisas begäran som potentiellt skadlig.")),
		row("check", "the field was made for another page", (*Facts).otherPage, foundPages, mismatch+"page",
			read("ObjectStateFormatter.cs, GetMacKeyModifier: the page's directory and type are part of what is signed")),
		row("check", "the bytes were changed, or are cut short", func(f *Facts) bool { return f.attempt.Field != Whole }, foundField, mismatch+"bytes",
			article("ASP.NET kommer att upptäcka att en giltig MAC inte har tillhandahållits, och ASP.NET kommer att avvisa den skadliga begäran.")),
		row("check", "all of it is the same", nil, foundSame, "open.restored",
			read("ObjectStateFormatter.cs, Deserialize: where the MAC is that of the data, the page and the user key, the state is restored")),
		row("key", "both stand in web.config", func(f *Facts) bool { return f.explicit() == 2 }, foundKeys, "explicit",
			article("element i programmets Web. config-fil, säger utvecklaren ASP.NET att inte använda den automatiskt genererade kryptografiska nyckeln")),
		row("key", "one stands in web.config, and the other is generated", func(f *Facts) bool { return f.explicit() == 1 }, foundKeys, mismatch+"one-generated",
			article("Den här automatiskt genererade nyckeln används om det inte finns något explicit < machineKey > element i programmets konfiguration.")),
		row("key", "both are generated, each by its own machine", func(f *Facts) bool { m, g := f.keys(); return !f.sameNode() && m.base != g.base }, foundKeys, mismatch+"machines",
			article("den här automatiskt genererade nyckeln är lokal för den dator som skapade nyckeln")),
		row("key", "both are generated by one machine, or one platform", nil, foundKeys, "machine", article("lokal för den dator som skapade nyckeln")),
		row("explicit", "they are the same digits, and flags behind them change them (IsolateApps, IsolateByAppId)", func(f *Facts) bool { m, g := f.keys(); return m.base == g.base }, foundKeys, mismatch+"isolated",
			read("MachineKeySection.cs: in the legacy mode IsolateApps writes a hash of the application's path into the key")),
		row("explicit", "they are not the same", nil, foundKeys, mismatch+"explicit",
			article("distribuera programmet till varje server i gruppen")),
		row("machine", "the worker process has started again, and its identity (IIS 7.0) keeps no key", func(f *Facts) bool { return f.startedAgain("key.pool-identity") }, foundStart, mismatch+"pool-identity",
			article("Därför varje gång W3wp. exe återställs, genereras en ny temporär nyckel.")),
		row("machine", "the worker process has started again, and without a profile it keeps no key", func(f *Facts) bool { return f.startedAgain("key.no-profile") }, foundStart, mismatch+"no-profile",
			article("Därför skapas en ny automatiskt genererad nyckel varje gång programmet startas om.")),
		row("machine", "the applications differ (IsolateApps)", func(f *Facts) bool { m, g := f.keys(); return m.base == g.base }, foundKeys, mismatch+"application",
			article("ASP.NET genererar automatiskt en kryptografisk nyckel för varje program")),
		row("machine", "the pools keep their keys in different places", nil, foundKeys, mismatch+"pools",
			read("HttpRuntime.cs, SetAutogenKeys: the key belongs to the identity of the process and to the runtime")),
	}
}

// refused: what the person sees of a field that is refused.
func refused() (list []sim.Rule[Facts]) {
	for _, s := range []sim.State{"mode", "unsigned", "algorithm", "decryption", "user", "page", "bytes", "one-generated", "machines", "isolated", "explicit", "pool-identity", "no-profile", "application", "pools"} {
		list = append(list, row(mismatch+s, "the field is refused", nil, nil, "refuse", article("Ett fel i MAC-validering kommer att likna följande exempel")))
	}
	return append(list,
		row("refuse", "web.config says that failures are ignored", func(f *Facts) bool { return f.got.config.IgnoreErrors }, foundPosted, "silent.ignored",
			read("AppSettings.cs, AlwaysIgnoreViewStateValidationErrors: the post is taken for a first visit")),
		row("refuse", "the post comes from another page, and the page has no ViewStateUserKey", func(f *Facts) bool { return f.got.forgives() && f.userKey(f.onto, true) == "" && f.fromElsewhere() }, foundPages, "silent.other-page",
			read("ObjectStateFormatter.cs and EnableViewStateMacRegistryHelper.cs: a failure of a post from another page is not shown; the post is taken for a first visit")),
		row("refuse", "the client is gone", func(f *Facts) bool { return f.attempt.Gone }, nil, "failed.disconnected",
			read("ViewStateException.cs, IsConnected: The client disconnected.")),
		row("refuse", "the client reads the error", nil, nil, "failed.mac", article("Valideringen av viewstate MAC misslyckades.")),
	)
}

func (f *Facts) startedAgain(store sim.State) bool {
	return f.got.store == store && f.got.starts != f.made.starts && f.made.store == store
}

// wrong is why web.config cannot be used; "" if it can.
func (h *Holder) wrong() string {
	key := h.config.Key
	old := h.framework() < V(4, 0)
	switch {
	case old && strings.HasPrefix(h.validation(), "HMACSHA"):
		return fmt.Sprintf("%s is not known to ASP.NET %s", h.validation(), h.pool.runtime())
	case h.framework() < V(4, 5) && equal(key.Mode, string(Framework45)), old && key.Mode != "":
		return fmt.Sprintf("compatibilityMode=%s is not known to .NET Framework %s", key.Mode, h.framework())
	case h.framework() < V(4, 5) && h.config.Target > 0:
		return fmt.Sprintf("targetFramework of httpRuntime is not known to .NET Framework %s", h.framework())
	}
	return h.wrongKeys()
}

// wrongKeys is why the two keys cannot be used. A generated key fits everything.
func (h *Holder) wrongKeys() string {
	c := viewstate.Config{Mode: h.computes(), Validation: viewstate.Algorithm(h.validation()), Decryption: viewstate.Cipher(h.config.Key.Decryption)}
	fits := map[bool]int{false: 24, true: 8}[h.config.Key.Decryption == "DES"]
	for _, k := range []struct {
		name string
		text *string
		to   *[]byte
		fits int
	}{{"validationKey", h.config.Key.ValidationKey, &c.Keys.Validation, 64}, {"decryptionKey", h.config.Key.DecryptionKey, &c.Keys.Decryption, fits}} {
		got, err := h.read(k.text)
		if err != nil {
			return k.name + ": " + err.Error()
		}
		if *k.to = got.Bytes; got.AutoGenerate {
			*k.to = make([]byte, k.fits)
		}
	}
	if err := c.Check(); err != nil {
		return err.Error()
	}
	return ""
}
