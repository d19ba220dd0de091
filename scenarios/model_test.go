package scenarios_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
)

const small = "machines: {N: {role: standalone, profile: windows-2003}}\n"

func TestAFileNamesItsModelOrIsOfTheFirst(t *testing.T) {
	for _, text := range []string{small, "model: logon\n" + small, small + "model: 'logon'\n", "{model: logon, machines: {N: {role: standalone, profile: windows-2003}}}"} {
		file, err := scenarios.Load("x.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if file.Model().Name != "logon" || len(file.Topology.Machines) != 1 {
			t.Errorf("%s: %+v", text, file)
		}
	}
}

func TestAModelThatThereIsNotIsAnError(t *testing.T) {
	for text, want := range map[string]string{
		"model: login\n" + small:       "x.yaml:1:8: \"login\" is no model\nmodel: login\n       ^\n  did you mean logon?",
		"model: viewstate\n" + small:   "x.yaml:1:8: \"viewstate\" is no model\nmodel: viewstate\n       ^\n  there are: logon, web, ews-proxy, postback",
		"modle: logon\n" + small:       "x.yaml:1:1: a scenario has no key \"modle\"\nmodle: ***\n^\n  did you mean model?",
		"model:\n" + small:             "x.yaml:1:1: model has nothing behind it\nmodel:\n^\n  leave the key out, or write what belongs there",
		"model: [logon]\n" + small:     "x.yaml:1:8: here belongs a text, not a list\nmodel: [***]\n       ^",
		small + "model: a\nmodel: b\n": "x.yaml:2:8: \"a\" is no model\nmodel: a\n       ^\n  there are: logon, web, ews-proxy, postback",
	} {
		if _, err := scenarios.Load("x.yaml", []byte(text)); err == nil {
			t.Errorf("%s is accepted", text)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%s: -want +got\n%s", text, diff)
		}
	}
}
