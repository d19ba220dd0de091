package ntlm_test

import (
	"testing"

	"ntlmsim/sim/ntlm"
)

func TestEveryKindHasAName(t *testing.T) {
	for _, kind := range ntlm.Kinds() {
		got, ok := ntlm.ParseKind(kind.String())
		equal(t, kind.String(), got, kind)
		equal(t, kind.String()+" is known", ok, true)
	}
	_, ok := ntlm.ParseKind("kerberos")
	equal(t, "kerberos is known", ok, false)
}
