package whatif

import (
	"strings"
	"testing"
)

// KB 926642 prefers the list of aliases to turning the loopback check off.
func TestAnAliasIsListedForTheLoopback(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: one}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022}
  FS: {role: member, domain: CORP, profile: windows-2022, aliases: [files.corp.test], shares: {data: {}}, settings: {BackConnectionHostNames: [web]}}
attempts:
  - {name: alias, from: FS, as: CORP\ANNA, run: 'net use \\files.corp.test\data'}
`)
	c := cases["alias"]
	if len(c.found.List) < 2 || c.found.List[0].Kind != "own-name" || c.found.List[1].Kind != "alias" {
		t.Fatalf("%+v", c.found)
	}
	c.wants(t, "alias", "add files.corp.test to BackConnectionHostNames of FS, and restart it")
	if run := c.found.List[1].Run; !strings.HasSuffix(run, `/t REG_MULTI_SZ /d "web\0files.corp.test" /f`) {
		t.Error(run)
	}
}
