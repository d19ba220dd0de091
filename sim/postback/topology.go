package postback

import "strings"

// A Topology is what the question is about.
type Topology struct {
	Nodes        []Node
	Pools        []Pool
	Applications []Application
}

// A Node is a server with IIS.
type Node struct {
	Name        string
	IIS         Version
	Framework   Version // the newest that is installed beside 2.0: 2.0, 3.5, 4.0, 4.5 …
	Unpatched   bool    // EnableViewStateMac=false is obeyed: no KB 2905247, and no 4.5.2
	Platform    string  // what synchronises generated keys among its nodes, as Azure does; "": nothing
	Provisioned []Provision
}

// A Provision is a key AutoGenKeys in HKLM, made by aspnet_regiis -ga or by the script of the article's appendix B.
type Provision struct {
	Pool      string
	Framework Version // 2.0 or 4.0
	Bits      int     // 32 or 64
}

// An Identity is what a pool runs as.
type Identity string

// The identities. Any other text is an account.
const (
	PoolIdentity   Identity = "application-pool"
	NetworkService Identity = "network-service"
	LocalService   Identity = "local-service"
	LocalSystem    Identity = "local-system"
)

// Service reports whether it is an account of Windows whose profile is always there.
func (i Identity) Service() bool { return i == NetworkService || i == LocalService || i == LocalSystem }

// IdentityNamed reads one of the identities, also as IIS and Windows write it, or an account with its domain.
func IdentityNamed(text string) (Identity, bool) {
	word := strings.ToLower(strings.NewReplacer("-", "", " ", "", "_", "").Replace(text))
	for name, i := range map[string]Identity{"applicationpool": PoolIdentity, "applicationpoolidentity": PoolIdentity, "networkservice": NetworkService,
		"localservice": LocalService, "localsystem": LocalSystem, "system": LocalSystem} {
		if word == name {
			return i, true
		}
	}
	return Identity(text), strings.ContainsAny(text, `\@`)
}

// A Pool is an application pool. It has the same settings at each node.
type Pool struct {
	Name        string
	Identity    Identity
	LoadProfile *bool   // nil: as the version of IIS has it
	Bits        int     // 32 or 64
	Framework   Version // of the runtime: 2.0 or 4.0
}

// An Application is deployed to nodes under one path.
type Application struct {
	Name     string
	Path     string // /shop
	Nodes    []string
	Affinity bool // the balancer sends a client to the node that it had before
	Config        // of web.config
	Pages    []Page
	Own      map[string]Config // where a node has another web.config: that one
}

// A Config is what web.config says.
type Config struct {
	Pool          string
	Target        Version // targetFramework of httpRuntime; 0: none
	Key           MachineKey
	AllowInsecure *bool // aspnet:AllowInsecureDeserialization
	IgnoreErrors  bool  // aspnet:AlwaysIgnoreViewStateValidationErrors
	BindsNothing  bool  // of servers other than those of Windows: the MAC is that of the data alone
}

// A MachineKey is the element of web.config; what it does not say is "".
type MachineKey struct {
	Validation    string // SHA1, HMACSHA256 …
	Decryption    string
	ValidationKey *string // hex digits or AutoGenerate, with IsolateApps or IsolateByAppId behind a comma
	DecryptionKey *string
	Mode          string // compatibilityMode
}

// A Page is one of an application. A page that is not listed has the usual settings.
type Page struct {
	Name      string
	NoMAC     bool // EnableViewStateMac is false
	Encrypted bool // ViewStateEncryptionMode is Always
	UserKey   UserKey
}

// A UserKey is what the page sets ViewStateUserKey to.
type UserKey string

// The values.
const (
	NoUserKey UserKey = ""
	ByUser    UserKey = "user"    // the name of the user
	BySession UserKey = "session" // the identifier of the session
)

// A Place is a page of an application: shop/cart.aspx.
type Place struct{ Application, Page string }

func (p Place) String() string { return p.Application + "/" + p.Page }

// A Damage is what happens to the field on its way.
type Damage string

// The damages.
const (
	Whole     Damage = ""
	Empty     Damage = "empty"
	Changed   Damage = "changed"
	Cut       Damage = "cut"
	NotBase64 Damage = "not-base64"
)

// Damages are those that an attempt can have.
var Damages = []Damage{Empty, Changed, Cut, NotBase64}

// An Attempt is a page that is opened, and then posted.
type Attempt struct {
	Name string
	Page Place
	By   string // the node that makes the page
	To   string // the node that gets the post; "": as the balancer sends it
	For  *Place // the page that it is posted to; nil: the same

	User, Later string // who is signed on when the page is made, and when it is posted: "" is the same
	NewSession  bool   // the session has ended in between

	Recycled []string // nodes whose worker process has started again in between
	Drained  []string // nodes that the balancer has taken out in between
	Field    Damage
	NoPage   bool // the post has no __VIEWSTATEGENERATOR
	Gone     bool // the client has closed the connection
}

func equal(a, b string) bool { return strings.EqualFold(a, b) }

func (t *Topology) node(name string) *Node {
	for i := range t.Nodes {
		if equal(t.Nodes[i].Name, name) {
			return &t.Nodes[i]
		}
	}
	return nil
}

func (t *Topology) pool(name string) *Pool {
	for i := range t.Pools {
		if equal(t.Pools[i].Name, name) {
			return &t.Pools[i]
		}
	}
	return nil
}

func (t *Topology) application(name string) *Application {
	for i := range t.Applications {
		if equal(t.Applications[i].Name, name) {
			return &t.Applications[i]
		}
	}
	return nil
}

// config is the web.config of an application at a node.
func (a *Application) config(node string) Config {
	for name, c := range a.Own {
		if equal(name, node) {
			return c
		}
	}
	return a.Config
}

// page is a page with its settings.
func (a *Application) page(name string) Page {
	for _, p := range a.Pages {
		if equal(p.Name, name) {
			return p
		}
	}
	return Page{Name: name}
}
