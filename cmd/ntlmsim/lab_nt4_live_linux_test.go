package main

import (
	"strings"
	"testing"
	"time"
)

// inLab runs a scenario in a lab that leaves nothing, and returns what it says in one line.
func inLab(t *testing.T, args ...string) (says string, took time.Duration) {
	t.Helper()
	before := traces(t)
	cmd, stdout, stderr := labProgram(t, t.TempDir(), append([]string{"lab", "run"}, args...)...)
	start := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("lab run %s: %v\n%s%s", args, err, stdout, stderr)
	}
	took = time.Since(start)
	same(t, before)
	return strings.Join(strings.Fields(stdout.String()), " "), took
}

// The article's example as the article had it: controllers of NT 4.0's kind, which is Samba's one that follows its
// rules of guests. The controller that is asked by the other one writes nothing down.
func TestTheArticlesExampleAnswersInTheStyleOfNT4(t *testing.T) {
	needLab(t)
	says, took := inLab(t, "-v", "kb103390/example.yaml", "--domains", "nt4")
	for _, want := range []string{
		`NT4-style controller of NET-DOMAIN`,
		`NET recorded 4625 NO_SUCH_USER for LOCAL1\USER1 from LOCAL1`,
		`SCRATCH recorded 4624 OK for LOCAL1\USER1 from LOCAL1, became SCRATCH-DOMAIN\USER1`,
		`NET recorded 4624 OK for SCRATCH-DOMAIN\USER1 from LOCAL1, became SCRATCH-DOMAIN\USER1`,
		"4 session setups: 4 agree, 0 differ",
	} {
		if !strings.Contains(says, want) {
			t.Errorf("nothing says %q\n%s", want, says)
		}
	}
	if took > 20*time.Second { // 2 s where nobody else computes
		t.Errorf("it takes %s", took)
	}
}

// Guests on controllers, trusts both ways and with a domain of Active Directory, and a member.
func TestControllersInTheStyleOfNT4AnswerAsPredicted(t *testing.T) {
	needLab(t)
	says, _ := inLab(t, "samba/nt4-controllers.yaml")
	if want := "22 session setups: 22 agree, 0 differ"; !strings.Contains(says, want) {
		t.Errorf("nothing says %q\n%s", want, says)
	}
}
