package winevent_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/winevent"
)

// What the tests write is a log to a reader that others wrote, libevtx, and it says the same of it. But it fills
// numbers up with zeros.
func TestALogIsReadAsAnotherReaderReadsIt(t *testing.T) {
	export, err := exec.LookPath("evtxexport")
	if err != nil {
		if os.Getenv("NTLMSIM_LIVE") != "" {
			t.Fatal("install libevtx-utils: its evtxexport reads logs, too")
		}
		t.Skip("install libevtx-utils: its evtxexport reads logs, too")
	}
	other := refused
	other.ID, other.Fields = 4776, []winevent.Field{{"PackageName", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"}, {"TargetUserName", "ÜSER2"},
		{"Workstation", "LOCAL1"}, {"Status", "0xc0000064"}}
	log := inLog(refused, other, refused)
	file := filepath.Join(t.TempDir(), "test.evtx")
	if err := os.WriteFile(file, log, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(export, "-f", "xml", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	out = regexp.MustCompile(`>0x0{15}`).ReplaceAll(out, []byte(">0x"))
	theirs, err := winevent.Read(regexp.MustCompile(`(?s)<Event .*</Event>`).Find(out))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := winevent.Read(log)
	if err != nil || len(ours) != 3 {
		t.Fatal(len(ours), err)
	}
	if diff := cmp.Diff(theirs, ours); diff != "" {
		t.Error(diff)
	}
}
