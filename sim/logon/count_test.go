package logon

import (
	"strings"
	"testing"
	"time"

	"ntlmsim/sim"
)

// What a count says, in sentences.
func TestWhatACountSays(t *testing.T) {
	account := Name{"HOME", "USER1"}
	for _, c := range []struct {
		count Count
		want  string
	}{
		{Count{Effect: Counted, Bad: 1, Threshold: 3}, `This is the first bad password in a row for HOME\USER1, of a lockout-threshold of 3.`},
		{Count{Effect: Counted, Bad: 1, Threshold: 3, By: "Strict"},
			`This is the first bad password in a row for HOME\USER1, of a lockout-threshold of 3 (password settings Strict).`},
		{Count{Effect: Counted, Bad: 10, Threshold: 12}, `This is the tenth bad password in a row for HOME\USER1, of a lockout-threshold of 12.`},
		{Count{Effect: Counted, Bad: 11, Threshold: 12}, `This is the 11th bad password in a row for HOME\USER1, of a lockout-threshold of 12.`},
		{Count{Effect: Locks, Bad: 3, Threshold: 3, LockedBy: 3},
			`This is the third bad password in a row for HOME\USER1, of a lockout-threshold of 3: the account is locked out from now on, until an administrator unlocks it.`},
		{Count{Effect: Locks, Bad: 2, Threshold: 2, LockedBy: 2, Duration: 30 * time.Minute},
			`This is the second bad password in a row for HOME\USER1, of a lockout-threshold of 2: the account is locked out from now on, for 30m.`},
		{Count{Effect: Locks, Bad: 4, Threshold: 4, LockedBy: 1, Duration: 1},
			`This is the fourth bad password in a row for HOME\USER1, of a lockout-threshold of 4: the account is locked out from now on, for 1ns.`},
		{Count{Effect: Refused}, `HOME\USER1 was locked out before the first attempt: it stays so until an administrator unlocks it.`},
		{Count{Effect: Refused, Duration: time.Hour, LockedFor: 20 * time.Minute},
			`HOME\USER1 was locked out before the first attempt, and nobody knows when: it is unlocked in 40m at the latest.`},
		{Count{Effect: Counted, Unlocked: true, Bad: 1, Threshold: 3},
			`HOME\USER1 was locked out before the first attempt, and is unlocked again: lockout-duration has passed. This is the first bad password in a row for HOME\USER1, of a lockout-threshold of 3.`},
		{Count{Effect: Refused, LockedBy: 1, Threshold: 5, Duration: time.Hour, LockedFor: 20 * time.Minute},
			`HOME\USER1 is locked out since attempt 1: that was the fifth bad password in a row, of a lockout-threshold of 5. Nothing counts meanwhile. It stays locked for another 40m.`},
		{Count{Effect: Refused, LockedBy: 7, Threshold: 6, Duration: time.Hour},
			`HOME\USER1 is locked out since attempt 7: that was the sixth bad password in a row, of a lockout-threshold of 6. Nothing counts meanwhile. It stays locked for 1h.`},
		{Count{Effect: Refused, LockedBy: 7, Threshold: 7, Duration: time.Hour, LockedFor: 1},
			`HOME\USER1 is locked out since attempt 7: that was the seventh bad password in a row, of a lockout-threshold of 7. Nothing counts meanwhile. It stays locked for another 59m59.999999999s.`},
		{Count{Effect: Refused, LockedBy: 7, Threshold: 8},
			`HOME\USER1 is locked out since attempt 7: that was the eighth bad password in a row, of a lockout-threshold of 8. Nothing counts meanwhile. It stays locked until an administrator unlocks it.`},
		{Count{Effect: Forgotten, Before: 1}, `The right password: the 1 bad password before it for HOME\USER1 is forgotten.`},
		{Count{Effect: Forgotten, Before: 2}, `The right password: the row of 2 bad passwords before it for HOME\USER1 is forgotten.`},
		{Count{Effect: Forgotten}, ``},
		{Count{Effect: Unchanged, Before: 1, Threshold: 9},
			`The 1 bad password before it for HOME\USER1 still counts, of a lockout-threshold of 9: this is no logon.`},
		{Count{Effect: Unchanged}, ``},
		{Count{Effect: Spared}, `It does not count as a bad password for HOME\USER1: it is one of the last two before the present one.`},
		{Count{Effect: Exempt}, `It does not count: HOME\USER1 is never locked out.`},
		{Count{Effect: Counted, Bad: 1, Threshold: 3, Released: 1},
			`HOME\USER1 was locked out by attempt 1, and is unlocked again: lockout-duration has passed. This is the first bad password in a row for HOME\USER1, of a lockout-threshold of 3.`},
		{Count{Effect: Forgotten, Lapsed: 1}, `What was bad before (1 bad password for HOME\USER1) does not count any more: lockout-window has passed.`},
		{Count{Effect: Forgotten, Lapsed: 2}, `What was bad before (row of 2 bad passwords for HOME\USER1) does not count any more: lockout-window has passed.`},
	} {
		c.count.Account = account
		if got := c.count.String(); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.count, got, c.want)
		}
	}
	for n, want := range map[int]string{0: "0th", 1: "first", 9: "ninth", 10: "tenth", 11: "11th"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

// A right password after no bad one is nothing to tell; everything else is.
func TestWhichCountsMatter(t *testing.T) {
	for _, c := range []struct {
		count Count
		want  bool
	}{
		{Count{}, false}, {Count{Released: 1}, false},
		{Count{Effect: Forgotten}, false}, {Count{Effect: Unchanged}, false},
		{Count{Effect: Forgotten, Before: 1}, true}, {Count{Effect: Unchanged, Before: 1}, true},
		{Count{Effect: Forgotten, Lapsed: 1}, true}, {Count{Effect: Forgotten, Released: 1}, true}, {Count{Effect: Forgotten, Unlocked: true}, true},
		{Count{Effect: Counted}, true}, {Count{Effect: Locks}, true}, {Count{Effect: Refused}, true}, {Count{Effect: Spared}, true}, {Count{Effect: Exempt}, true},
	} {
		if got := c.count.Matters(); got != c.want {
			t.Errorf("%+v: got %t", c.count, got)
		}
	}
}

// How long an account stays locked, which is never less than nothing; at most, where it was locked before the first
// attempt.
func TestHowLongAnAccountStaysLocked(t *testing.T) {
	for _, c := range []struct {
		count Count
		want  time.Duration
	}{
		{Count{LockedBy: 1, Duration: time.Hour, LockedFor: 20 * time.Minute}, 40 * time.Minute},
		{Count{LockedBy: 2, Duration: time.Hour}, time.Hour},
		{Count{LockedBy: 2, Duration: time.Hour, LockedFor: 2 * time.Hour}, 0},
		{Count{LockedBy: 0, Duration: time.Hour, LockedFor: 5 * time.Minute}, 55 * time.Minute},
	} {
		if got := c.count.Left(); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.count, got, c.want)
		}
	}
	for d, want := range map[time.Duration]string{30 * time.Minute: "30m", time.Hour: "1h", 90 * time.Minute: "1h30m", time.Second: "1s", 61 * time.Second: "1m1s",
		time.Hour + time.Second: "1h0m1s"} {
		if got := Lasting(d); got != want {
			t.Errorf("%d: got %s, want %s", d, got, want)
		}
	}
	if got := minutes(1) + ", " + minutes(2); got != "1 minute, 2 minutes" {
		t.Errorf("got %s", got)
	}
}

// Each effect has the source that says so, of Windows and of Samba.
func TestEachEffectHasItsSource(t *testing.T) {
	const samba, windows = AuditSamba, AuditVista
	user, computer := &account{}, &account{Account: Account{Trust: Workstation}}
	for _, c := range []struct {
		audit   Audit
		account *account
		refusal Refusal
		effect  Effect
		source  string
		mark    sim.Mark
		note    string // its first words
	}{
		{windows, user, PasswordDiffers, Counted, "Samba's torture tests; MS-SAMR 3.1.5.14.6", sim.Observed, "the tests pass on Windows Server 2003 R2 and 2008 R2"},
		{windows, user, PasswordDiffers, Locks, "Samba's torture tests; MS-SAMR 3.1.5.14.6", sim.Observed, "the tests pass on Windows Server 2003 R2 and 2008 R2"},
		{windows, user, LockedOut, Refused, "Samba's torture tests; MS-SAMR 3.1.5.14.6", sim.Observed, "the tests pass on Windows Server 2003 R2 and 2008 R2"},
		{windows, user, ResponseRefused, Counted, "ss64", sim.Folklore, "that a response which is refused by its kind counts as a bad password"},
		{windows, user, NoHash, Counted, "samlogon.c of Samba's torture tests", sim.Inferred, "Windows says WRONG_PASSWORD of it"},
		{windows, user, Accepted, Forgotten, "Samba's torture tests; Samba 4.17", sim.Observed, "a logon ends the row, and the right password of a disabled account does not"},
		{windows, user, Disabled, Unchanged, "Samba's torture tests; Samba 4.17", sim.Observed, "a logon ends the row, and the right password of a disabled account does not"},
		{windows, user, PasswordDiffers, Spared, "Account lockout in Windows Server 2003: password history check (N-2)", sim.Documented, "observed of Samba 4.17 as an Active Directory controller, too"},
		{windows, user, PasswordDiffers, Exempt, "KB 5020282", sim.Documented, "before AllowAdministratorLockout"},
		{windows, computer, PasswordDiffers, Exempt, "Samba's torture tests; MS-ADTS 3.1.1.4.5.17", sim.Observed, "the account of a computer, a controller or a trust is never locked out"},
		{windows, computer, PasswordDiffers, Counted, "Samba's torture tests; MS-SAMR 3.1.5.14.6", sim.Observed, "the tests pass on Windows Server 2003 R2 and 2008 R2"},
		{samba, user, PasswordDiffers, Counted, "Samba 4.17", sim.Observed, "as many bad passwords as the threshold, whoever passes them on"},
		{samba, user, ResponseRefused, Counted, "Samba 4.17", sim.Observed, "as many bad passwords as the threshold, whoever passes them on"},
		{samba, user, Accepted, Forgotten, "Samba 4.17", sim.Observed, "as many bad passwords as the threshold, whoever passes them on"},
		{samba, user, Disabled, Unchanged, "Samba 4.17", sim.Observed, "as many bad passwords as the threshold, whoever passes them on"},
		{samba, user, PasswordDiffers, Exempt, "Samba 4.17", sim.Observed, "as many bad passwords as the threshold, whoever passes them on"},
		{samba, computer, PasswordDiffers, Exempt, "Samba 4.17", sim.Observed, "as many bad passwords as the threshold, whoever passes them on"},
		{samba, user, PasswordDiffers, Spared, "Account lockout in Windows Server 2003: password history check (N-2)", sim.Documented, "observed of Samba 4.17 as an Active Directory controller, too"},
	} {
		p := &place{account: c.account, refusal: c.refusal, settings: &Settings{Audit: c.audit, SparedTrustAccounts: SparesLockoutAndAge}}
		if got := p.cite(c.effect); got.Source != c.source || got.Mark != c.mark || !strings.HasPrefix(got.Note, c.note) {
			t.Errorf("%v, %s for %d: got %s (%s) %s, want %s (%s) %s", c.audit, c.effect, c.refusal, got.Source, got.Mark, got.Note, c.source, c.mark, c.note)
		}
	}
}
