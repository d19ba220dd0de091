package lint

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/viewstate"
	"ntlmsim/sim/webconfig"
)

// A Placed is a finding in one of several files that are no scenarios.
type Placed struct {
	Finding
	webconfig.Place
	File int // its number, from 0

	Cause, Cure string // the same in a few words, for the first two lines
}

// WebConfigs lists what is wrong with web.config files: each is taken for the root of the same application on another
// node of a farm. What differs stands first, in the order in which a cause is looked for; then what ASP.NET does not
// start with, and what is weak.
func WebConfigs(files []*webconfig.File, known *KnownKeys) []Placed {
	f := &farm{known: known}
	for _, file := range files {
		f.nodes = append(f.nodes, file.Node())
	}
	f.refused()
	if len(f.nodes) > 1 {
		f.differ()
	}
	for i, n := range f.nodes {
		f.weak(i, n)
		f.switches(i, n)
	}
	return f.found
}

// Headline is the finding of a farm whose cure counts most: the first, but where the keys differ, too, one element for
// all nodes mends whatever else differs.
func Headline(list []Placed) Placed {
	for _, x := range list {
		if x.Cure == sameCure && slices.Contains([]*Rule{farmMode, farmValidation, farmDecryption}, list[0].Rule) {
			return x
		}
	}
	return list[0]
}

// A farm is what is looked at, and what was found.
type farm struct {
	nodes []*webconfig.Node
	known *KnownKeys
	found []Placed
}

func (f *farm) add(file int, at webconfig.Place, r *Rule, cause, cure, what, do string, run ...string) {
	if at.Line == 0 {
		at = f.nodes[file].At()
	}
	f.found = append(f.found, Placed{Finding: Finding{Rule: r, What: what, Do: do, Run: run}, Place: at, File: file, Cause: cause, Cure: cure})
}

// The commands that mend.
const (
	freshElement = "ntlmsim machinekey"
	freshCure    = "write a fresh <machineKey>: " + freshElement + " prints one"
	sameCure     = "the same <machineKey> on every node: " + freshElement + " prints one"
	oneElement   = "Write one <machineKey> with the same keys and algorithms into the web.config of every node, and deploy it to all at once."
)

// refused is what ASP.NET does not start with.
func (f *farm) refused() {
	for i, n := range f.nodes {
		for _, p := range n.Problems {
			if strings.HasSuffix(p.What, "it is empty") {
				f.add(i, p.Place, keyEmpty, "a key is empty, as a misspelled script makes it: ASP.NET does not start",
					freshCure,
					"A key is empty, and ASP.NET does not start with it. The script of KB 2915218 prints such an element for HMACSHA384, since it is misspelled there.",
					"Make the element again, and write it into the web.config of every node.", freshElement+" --validation HMACSHA384")
				continue
			}
			f.add(i, p.Place, keyRefused, "ASP.NET does not start with the <machineKey> of a node", freshCure,
				"ASP.NET does not start with this: "+p.What+".", "Mend it, or make the element again.", freshElement)
		}
	}
}

// differ compares what can be read of the nodes.
func (f *farm) differ() {
	var readable []int
	for i, n := range f.nodes {
		switch {
		case n.Hidden != nil:
			f.hidden(i, n.Hidden)
		case len(n.Problems) == 0:
			readable = append(readable, i)
		}
	}
	if len(readable) == 0 {
		return
	}
	const refuses = "What one makes, the other refuses."
	f.differs(readable, farmMode, "mode", refuses, func(n *webconfig.Node) string { return string(n.Mode) },
		"Write the same compatibilityMode, and the same <httpRuntime targetFramework>, into the web.config of every node.")
	f.differs(readable, farmValidation, "validation", refuses, func(n *webconfig.Node) string { return string(n.Validation) },
		"Write the same validation into the <machineKey> of every node.")
	f.keys(readable)
	f.differs(readable, farmDecryption, "decryption", whoNeedsIt(f.nodes[readable[0]]), func(n *webconfig.Node) string { return string(n.Config().Cipher()) },
		"Write the same decryption into the <machineKey> of every node.")
	f.decryptionKeys(readable)
}

// groups are the nodes by what a function says of them, the largest group first, and of two the earlier one.
func (f *farm) groups(nodes []int, of func(*webconfig.Node) string) (list [][]int) {
	at := map[string]int{}
	for _, i := range nodes {
		value := of(f.nodes[i])
		if _, ok := at[value]; !ok {
			at[value] = len(list)
			list = append(list, nil)
		}
		list[at[value]] = append(list[at[value]], i)
	}
	slices.SortStableFunc(list, func(a, b []int) int { return len(b) - len(a) })
	return list
}

// differs finds the nodes at which an attribute says something else than at most of them.
func (f *farm) differs(nodes []int, r *Rule, attribute, so string, of func(*webconfig.Node) string, do string) {
	groups := f.groups(nodes, of)
	for _, g := range groups[1:] {
		one, other := of(f.nodes[g[0]]), of(f.nodes[groups[0][0]])
		f.add(g[0], webconfig.Place{}, r,
			fmt.Sprintf("the nodes of the farm differ in %s: %s and %s", attribute, other, one),
			fmt.Sprintf("give every node the same %s", attribute),
			fmt.Sprintf("%sthe %s is %s here, and %s in %s. %s", f.these(g), attribute, one, other, f.names(groups[0]), so), do)
	}
}

// these names the files that a finding is about; one file is named by its place.
func (f *farm) these(nodes []int) string {
	if len(nodes) == 1 {
		return ""
	}
	return f.names(nodes) + ": "
}

// names are the files of nodes.
func (f *farm) names(nodes []int) string {
	var list []string
	for _, i := range nodes {
		list = append(list, f.nodes[i].File.Name)
	}
	return strings.Join(list, ", ")
}

// keys compares the validationKeys: those that nodes make themselves, and those that are written.
func (f *farm) keys(nodes []int) {
	var auto, explicit []int
	for _, i := range nodes {
		if f.nodes[i].AutoGenerated() {
			auto = append(auto, i)
		} else {
			explicit = append(explicit, i)
		}
	}
	if len(auto) > 0 {
		f.autoGenerated(auto, explicit)
	}
	if len(explicit) == 0 {
		return
	}
	groups := f.groups(explicit, func(n *webconfig.Node) string { return string(n.ValidationKey.Bytes) })
	for _, g := range groups[1:] {
		f.add(g[0], f.nodes[g[0]].Element.ValidationKey.Place, farmKeys,
			fmt.Sprintf("the nodes of the farm have %d different validationKeys", len(groups)),
			sameCure,
			fmt.Sprintf("%sthe validationKey is another one than in %s.", f.these(g), f.names(groups[0])), oneElement, freshElement)
	}
	f.isolated(explicit)
}

func (f *farm) autoGenerated(auto, explicit []int) {
	cause, what := "each node makes its own key (AutoGenerate): cause 1 of KB 2915218", "so that each machine makes its own, which no other has."
	if len(explicit) > 0 {
		cause, what = "some nodes make their own key (AutoGenerate), and others have one", "while it is written in "+f.names(explicit)+"."
	}
	f.add(auto[0], webconfig.Place{}, farmAutoGenerate, cause, sameCure, f.these(auto)+"the validationKey is AutoGenerate, "+what, oneElement, freshElement)
}

// isolated finds flags behind the same key that some nodes have: the path and the id may differ, too.
func (f *farm) isolated(nodes []int) {
	groups := f.groups(nodes, func(n *webconfig.Node) string {
		return fmt.Sprint(n.ValidationKey.IsolateApps, n.ValidationKey.IsolateByID)
	})
	for _, g := range groups {
		if n := f.nodes[g[0]]; n.ValidationKey.Isolated() {
			f.add(g[0], n.Element.ValidationKey.Place, farmIsolated,
				"flags behind the key change it for each application",
				"leave ,IsolateApps and ,IsolateByAppId out, on every node",
				f.these(g)+"flags behind the validationKey change it by the application's path or id. Nodes agree only where these, and the flags, are the same.",
				"Leave out ,IsolateApps and ,IsolateByAppId behind the keys.")
		}
	}
}

// decryptionKeys compares what only encrypted fields need: all of Framework45, and those of AES and 3DES.
func (f *farm) decryptionKeys(nodes []int) {
	same := func(n *webconfig.Node) string {
		if n.DecryptionKey.AutoGenerate {
			return "AutoGenerate"
		}
		return "= " + string(n.DecryptionKey.Bytes)
	}
	groups := f.groups(nodes, same)
	auto := slices.IndexFunc(groups, func(g []int) bool { return same(f.nodes[g[0]]) == "AutoGenerate" })
	some := auto >= 0 && len(groups[auto]) > 1 && !f.nodes[groups[auto][0]].AutoGenerated()
	if len(groups) == 1 && !some || f.has(farmAutoGenerate) {
		return
	}
	i := groups[len(groups)-1][0]
	f.add(i, f.nodes[i].At(), farmDecryption, "the nodes of the farm have different decryptionKeys",
		sameCure,
		fmt.Sprintf("%sthe decryptionKey is not the one of the other nodes. %s", f.these(groups[len(groups)-1]), whoNeedsIt(f.nodes[i])), oneElement, freshElement)
}

func whoNeedsIt(n *webconfig.Node) string {
	if n.Mode == viewstate.Framework45 || n.Validation == viewstate.AES || n.Validation == viewstate.TripleDES {
		return "Every field is encrypted with it."
	}
	return "Pages that encrypt their view state, and tickets of forms authentication, need it."
}

func (f *farm) has(r *Rule) bool {
	return slices.ContainsFunc(f.found, func(p Placed) bool { return p.Rule == r })
}

func (f *farm) hidden(i int, u *webconfig.Unreadable) {
	what, do, run := "machineKey is encrypted here, and cannot be compared.", "Decrypt a copy on the node, and check that.", []string{`aspnet_regiis -pdf "system.web/machineKey" DIRECTORY`}
	if !u.Encrypted {
		what, do, run = "machineKey stands in another file (configSource), and is not read from there.", "Check that file of each node in place of this one.", nil
	}
	f.add(i, u.Place, farmHidden, "the keys of a node cannot be compared", do, what, do, run...)
}
