package scenarios

import (
	"strings"
	"testing"
)

func TestNoMistakeShowsAPassword(t *testing.T) {
	for line, want := range map[string]string{
		`  NET: {accounts: {anna: {password: TopSecret9, disabld: true}}}`: `  NET: {accounts: {anna: {password: **********, disabld: true}}}`,
		`accounts: {a: {password: "x y"}, b: {password: 'it''s'}}`:         `accounts: {a: {password: *****}, b: {password: *******}}`,
		`    typed: PSW1`: `    typed: ****`,
		`  - {run: 'net use x: \\NET\share /user:D\u PSW1', want: {eror: 0}}`:  `  - {run: 'net use x: \\NET\share /user:D\u ****', want: {eror: 0}}`,
		`    run: 'net use x: \\NET\share PSW1 /user:D\u'`:                     `    run: 'net use x: \\NET\share **** /user:D\u'`,
		`    run: net use x: \\NET\share * /user:u`:                            `    run: net use x: \\NET\share * /user:u`,
		`    send: {to: NET, user: USER1, password: Gehéim, response: ntlmv3}`: `    send: {to: NET, user: USER1, password: ******, response: ntlmv3}`,
		`  NET: {role: controller, domain: NET-DOMAIN}`:                        `  NET: {role: controller, domain: NET-DOMAIN}`,
	} {
		if got := masked(line); got != want {
			t.Errorf("\n%s\ngot  %s\nwant %s", line, got, want)
		}
	}
	_, err := Load("a.yaml", []byte("machines:\n  NET: {role: standalone, profile: windows-2022, accounts: {anna: {password: TopSecret9, disabld: true}}}\n"))
	if err == nil || strings.Contains(err.Error(), "TopSecret9") {
		t.Errorf("got %v", err)
	}
}
