package postback

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/viewstate"
)

// A Holder is an application at a node at some time: what its key depends on.
type Holder struct {
	topology *Topology

	node   *Node
	app    *Application
	pool   *Pool
	config Config
	starts int // how often the worker process has started again since the page was made

	store sim.State // where generated keys come from: a final state of Keys
}

// Keys is the table of generated keys, read from top to bottom. A final state says where the key comes from.
func Keys() *sim.Table[Holder] { return keys }

var keys = mustTable([]sim.Rule[Holder]{
	keyRow("generated", "the platform synchronises the keys of its nodes", func(h *Holder) bool { return h.node.Platform != "" }, foundPlatform, "key.platform",
		article("vidta åtgärder för att synkronisera varje programs automatiskt genererade nyckel över deras backend-servrar")),
	keyRow("generated", "HKLM has a place for the keys of the pool's identity", (*Holder).provisioned, foundRuntime, "key.provisioned",
		article("skapar nödvändiga nycklar i registreringsdatafilen för att aktivera persistence av automatiskt genererade datornycklar")),
	keyRow("generated", "the pool runs as an account of Windows, whose profile is always there", func(h *Holder) bool { return h.pool.Identity.Service() }, foundIdentity, "key.profile",
		article("lagrar nyckeln i registerdatafilen HKCU").Concluding("that the profile of these accounts is always loaded is our conclusion")),
	keyRow("generated", "the pool runs as ApplicationPoolIdentity", func(h *Holder) bool { return h.pool.Identity == PoolIdentity }, foundIdentity, "own-identity",
		article("Webbplatser som körs under programpoolsidentiteten har dock inte åtkomst till registret HKCU")),
	keyRow("generated", "IIS loads the profile of the pool's identity", (*Holder).loadsProfile, foundIdentity, "key.profile",
		article("lagrar nyckeln i registerdatafilen HKCU")),
	keyRow("generated", "IIS does not load the profile of the pool's identity", nil, foundIdentity, "key.no-profile",
		article("Därför skapas en ny automatiskt genererad nyckel varje gång programmet startas om.")),
	keyRow("own-identity", "IIS is 7.5 or later, which keeps these keys in another place", func(h *Holder) bool { return h.node.IIS >= V(7, 5) }, foundIIS, "key.kept",
		article("På dessa versioner av IIS kan ASP.NET spara sina automatiskt genererade nycklar på en annan plats")),
	keyRow("own-identity", "IIS is 7.0, which keeps these keys nowhere", nil, foundIIS, "key.pool-identity",
		article("Därför varje gång W3wp. exe återställs, genereras en ny temporär nyckel.")),
})

func keyRow(from sim.State, name string, holds func(*Holder) bool, found func(*Holder) string, to sim.State, cite sim.Cite) sim.Rule[Holder] {
	return sim.Rule[Holder]{From: from, If: sim.Cond[Holder]{Name: name, Holds: holds, Found: found}, To: to, Cite: cite}
}

func mustTable[C any](rules []sim.Rule[C]) *sim.Table[C] {
	t, err := sim.New(rules)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}

var generatedID, _ = keys.ID("generated")

// KB is the article, in Swedish, the only text at hand.
const KB = "KB 2915218"

func article(quote string) sim.Cite { return sim.Documented.Quote(KB, quote) }

// provisioned reports whether HKLM has a place for the right pool, runtime and bitness.
func (h *Holder) provisioned() bool {
	return slices.ContainsFunc(h.node.Provisioned, func(p Provision) bool {
		owner := h.topology.pool(p.Pool)
		return owner != nil && owner.identity() == h.pool.identity() && p.Framework.runtime() == h.pool.runtime() && p.Bits == h.pool.Bits
	})
}

// loadsProfile reports whether LoadUserProfile holds. IIS 7.5 and later set it where nobody has.
func (h *Holder) loadsProfile() bool {
	if p := h.pool.LoadProfile; p != nil {
		return *p
	}
	return h.node.IIS >= V(7, 5)
}

// framework is the version of .NET Framework that runs the application.
func (h *Holder) framework() Version {
	if h.pool.runtime() < V(4, 0) {
		return h.pool.Framework
	}
	return h.node.Framework
}

// A Mode is a way to compute.
type Mode string

// The modes.
const (
	Legacy      Mode = "Framework20"
	Framework45 Mode = "Framework45"
)

// mode is that of compatibilityMode, or of targetFramework.
func (h *Holder) mode() Mode {
	switch m := h.config.Key.Mode; {
	case h.framework() < V(4, 5):
		return Legacy
	case equal(m, string(Framework45)), m == "" && h.config.Target >= V(4, 5):
		return Framework45
	}
	return Legacy
}

// validation is the algorithm of the MAC.
func (h *Holder) validation() string {
	switch v := h.config.Key.Validation; {
	case v != "":
		return strings.ToUpper(v)
	case h.framework() < V(4, 0):
		return "SHA1"
	}
	return "HMACSHA256"
}

// decryption is the algorithm of encryption.
func (h *Holder) decryption() string {
	if d := h.config.Key.Decryption; d != "" && !equal(d, "Auto") {
		return strings.ToUpper(d)
	}
	return "AES"
}

// A secret stands for one of a holder's two keys: two secrets are equal where the keys are.
type secret struct {
	explicit bool
	base     string // what it is made of, before it is made another one for each application
	isolated string
}

func (h *Holder) secret(text *string) secret {
	k, err := h.read(text)
	s := secret{explicit: err != nil || !k.AutoGenerate}
	switch {
	case err != nil:
		s.base = "no key" // the row about web.config comes first
	case s.explicit:
		s.base = "the key of web.config " + string(k.Bytes)
	default:
		s.base = h.stored()
	}
	if k.IsolateApps {
		s.isolated += strings.ToLower(h.app.Path)
	}
	if k.IsolateByID {
		s.isolated += "," + strings.ToLower(h.app.Name)
	}
	return s
}

// read reads one of the two keys as web.config has it.
func (h *Holder) read(text *string) (viewstate.Key, error) {
	if text == nil {
		return viewstate.ReadKey(viewstate.Unset, viewstate.Legacy)
	}
	return viewstate.ReadKey(*text, h.computes())
}

// computes is the mode, as package viewstate calls it.
func (h *Holder) computes() viewstate.Mode {
	if h.mode() == Framework45 {
		return viewstate.Framework45
	}
	return viewstate.Legacy
}

// stored names the generated key: whose it is, and where it is kept.
func (h *Holder) stored() string {
	by := fmt.Sprintf("generated by %s for ASP.NET %s", h.node.Name, h.pool.runtime())
	switch h.store {
	case "key.platform":
		return fmt.Sprintf("generated by the platform %s for ASP.NET %s", strings.ToLower(h.node.Platform), h.pool.runtime())
	case "key.profile":
		return by + ", kept in the profile of " + h.identity()
	case "key.provisioned":
		return fmt.Sprintf("%s with %d bits, kept in HKLM for %s", by, h.pool.Bits, h.identity())
	case "key.kept":
		return fmt.Sprintf("%s with %d bits, kept for %s", by, h.pool.Bits, h.identity())
	}
	return fmt.Sprintf("%s, kept nowhere: of the %s process of the pool %s", by, ordinal(h.starts), h.pool.Name)
}

func ordinal(restarts int) string {
	if restarts == 0 {
		return "first"
	}
	return "next"
}

// identity is the account of the pool, as Windows names it.
func (h *Holder) identity() string { return h.pool.identity() }

func (p *Pool) identity() string {
	switch p.Identity {
	case PoolIdentity:
		return `IIS APPPOOL\` + p.Name
	case NetworkService:
		return "NETWORK SERVICE"
	case LocalService:
		return "LOCAL SERVICE"
	case LocalSystem:
		return "SYSTEM"
	}
	return strings.ToUpper(string(p.Identity))
}

// runtime is that of the pool: 2.0, which runs 3.5, too, or 4.0, which runs all that is later.
func (p *Pool) runtime() Version { return p.Framework.runtime() }

func (v Version) runtime() Version {
	if v < V(4, 0) {
		return V(2, 0)
	}
	return V(4, 0)
}

// fresh reports whether each start of the worker process makes a new key.
func (h *Holder) fresh() bool { return h.store == "key.no-profile" || h.store == "key.pool-identity" }

func foundPlatform(h *Holder) string { return h.node.Platform + " at " + h.node.Name }
func foundIdentity(h *Holder) string { return h.pool.Name + " runs as " + h.identity() }
func foundIIS(h *Holder) string      { return h.node.Name + " has IIS " + h.node.IIS.String() }

func foundRuntime(h *Holder) string {
	return fmt.Sprintf("%s at %s, for ASP.NET %s with %d bits", h.pool.Name, h.node.Name, h.pool.runtime(), h.pool.Bits)
}
