package webserver

import (
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/kerberos"
)

// The lines are what klist says of the keytab of a real controller, with other keys.
const heldSaid = `Keytab name: FILE:/tmp/all.keytab
KVNO Principal
---- --------------------------------------------------------------------------
   3 SVC@CORP.EXAMPLE (aes256-cts-hmac-sha1-96)  (0x0102)
   3 SVC@CORP.EXAMPLE (DEPRECATED:arcfour-hmac)  (0x0a0b)
   3 SVC@CORP.EXAMPLE (DEPRECATED:des-cbc-md5)  (0x0c)
  12 FS1$@CORP.EXAMPLE (aes128-cts-hmac-sha1-96)  (0xff)
   1 HTTP/pool.corp.example@CORP.EXAMPLE (aes256-cts-hmac-sha1-96)  (0x03)
`

func TestKeysAreThoseThatTheControllerShows(t *testing.T) {
	want := map[string][]Held{"SVC": {{3, 18, "0102"}, {3, 23, "0a0b"}}, "FS1$": {{12, 17, "ff"}}}
	if diff := cmp.Diff(want, ReadKeys(heldSaid)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A keytab has every key under every name. What klist and MIT's acceptor read in it is tested beside a real controller.
func TestAKeytabHasTheKeysUnderTheNameThatIsAsked(t *testing.T) {
	d := &Directory{Keys: ReadKeys(heldSaid)}
	svc := &kerberos.Account{Realm: "CORP", Name: "svc", Version: 1}
	got, err := d.keytab([]string{"HTTP/a@R"}, []kerberos.Key{{Of: svc, Version: 1}})
	if err != nil {
		t.Fatal(err)
	}
	const entry = "0002" + "000152" + "000448545450" + "000161" + "00000002" + "00000000" + "03"
	want := "0502" + "00000021" + entry + "0012" + "00020102" + "00000003" + "00000021" + entry + "0017" + "00020a0b" + "00000003"
	if diff := cmp.Diff(want, hex.EncodeToString(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, k := range []kerberos.Key{{Of: svc}, {Of: &kerberos.Account{Realm: "CORP", Name: "NOBODY", Version: 1}, Version: 1}} {
		if _, err := d.keytab([]string{"HTTP/a@R"}, []kerberos.Key{k}); err == nil {
			t.Errorf("version %d of %s is a key that the controller does not show", k.Version, k.Of.Name)
		}
	}
}
