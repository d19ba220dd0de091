package logon

import (
	"fmt"
	"strings"
	"time"

	"ntlmsim/sim"
)

// An Effect is what a session setup does to the count of bad passwords of an account.
type Effect string

const (
	Counted   Effect = "counted"   // one more bad password
	Locks     Effect = "locks"     // one more, and that is the threshold
	Refused   Effect = "refused"   // the account is already locked out: nothing is counted, whatever the password
	Forgotten Effect = "forgotten" // a correct password resets the count
	Unchanged Effect = "unchanged" // neither: the account is refused for another reason
	Spared    Effect = "spared"    // one of the two previous passwords (N-2 password history check): not counted
	Exempt    Effect = "exempt"    // a wrong one for the built-in Administrator, or for a trust or machine account: not counted
)

// A Count is the bad password count of an account, and how a session setup changes it.
type Count struct {
	Account   Name // with its database
	Attempt   int  // the number of the session setup, from 1
	Effect    Effect
	Bad       int           // the bad password count, including this session setup
	Before    int           // the count before it
	Threshold int           // the lockout threshold
	By        string        // the fine-grained policy that it is from; "": the policy of the database
	Lapsed    int           // how many earlier ones no longer count: lockout-window has passed
	Released  int           // the attempt that had locked the account, before lockout-duration passed; 0: none
	Unlocked  bool          // it was locked before the first attempt, and lockout-duration has passed since
	LockedBy  int           // the attempt that locked the account; 0: none, or locked before the first attempt
	LockedFor time.Duration // how long ago; at least, if it was locked before the first attempt
	Duration  time.Duration // how long it stays locked; 0: until an administrator unlocks it
	Cite      sim.Cite      // the source of Effect
}

// The sources for what counts. Samba was observed with the scenarios samba/lockout.yaml and windows/lockout.yaml.
var (
	countedBySAMR = observed("Samba's torture tests; MS-SAMR 3.1.5.14.6", "the tests pass on Windows Server 2003 R2 and 2008 R2; badPwdCount and lockoutTime are documented for the change of a password")
	sambaCounts   = observed("Samba 4.17", "as many bad passwords as the threshold, whoever passes them on; what is refused by its kind counts as well")
	byLogon       = observed("Samba's torture tests; Samba 4.17", "a logon ends the row, and the right password of a disabled account does not; the tests pass on Windows")
)

// cite is the source for an effect at a place.
func (p *place) cite(e Effect) sim.Cite {
	samba := p.settings.Audit == AuditSamba
	switch {
	case e == Spared:
		return documented("Account lockout in Windows Server 2003: password history check (N-2)", "observed of Samba 4.17 as an Active Directory controller, too")
	case e == Exempt && p.uncounted() && !samba:
		return observed("Samba's torture tests; MS-ADTS 3.1.1.4.5.17", "the account of a computer, a controller or a trust is never locked out")
	case e == Exempt && !samba:
		return documented("KB 5020282", "before AllowAdministratorLockout; it is known by its name here")
	case (e == Forgotten || e == Unchanged) && !samba:
		return byLogon
	case samba:
		return sambaCounts
	case p.refusal == NoHash:
		return inferred("samlogon.c of Samba's torture tests", "Windows says WRONG_PASSWORD of it; that it counts as a bad password is our conclusion")
	case p.refusal == ResponseRefused:
		return sim.Cite{Source: "ss64", Note: "that a response which is refused by its kind counts as a bad password; observed of Samba 4.17", Mark: sim.Folklore}
	}
	return countedBySAMR
}

// Left is how long the account stays locked from now on, or at most if it was locked before the first attempt; 0 is
// until an administrator unlocks it.
func (c Count) Left() time.Duration { return max(c.Duration-c.LockedFor, 0) }

// Matters reports whether the effect is worth mentioning: a correct password after no bad one is not.
func (c Count) Matters() bool {
	return c.Effect != "" && (c.Effect != Forgotten && c.Effect != Unchanged || c.Before > 0 || c.Lapsed > 0 || c.Released > 0 || c.Unlocked)
}

// String describes it in sentences.
func (c Count) String() string {
	var list []string
	if c.Released > 0 {
		list = append(list, fmt.Sprintf("%s was locked out by attempt %d, and is unlocked again: lockout-duration has passed.", c.Account, c.Released))
	}
	if c.Unlocked {
		list = append(list, fmt.Sprintf("%s was locked out before the first attempt, and is unlocked again: lockout-duration has passed.", c.Account))
	}
	if c.Lapsed > 0 {
		list = append(list, fmt.Sprintf("What was bad before (%s for %s) does not count any more: lockout-window has passed.", counted(c.Lapsed), c.Account))
	}
	if text := c.effect(); text != "" {
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

func (c Count) effect() string {
	switch c.Effect {
	case Counted:
		return fmt.Sprintf("This is the %s bad password in a row for %s, of a lockout-threshold of %s.", ordinal(c.Bad), c.Account, c.threshold())
	case Locks:
		return fmt.Sprintf("This is the %s bad password in a row for %s, of a lockout-threshold of %s: the account is locked out from now on, %s.",
			ordinal(c.Bad), c.Account, c.threshold(), c.until())
	case Refused:
		return c.refused()
	case Forgotten:
		if c.Before > 0 {
			return fmt.Sprintf("The right password: the %s before it for %s is forgotten.", counted(c.Before), c.Account)
		}
	case Unchanged:
		if c.Before > 0 {
			return fmt.Sprintf("The %s before it for %s still counts, of a lockout-threshold of %s: this is no logon.", counted(c.Before), c.Account, c.threshold())
		}
	case Spared:
		return fmt.Sprintf("It does not count as a bad password for %s: it is one of the last two before the present one.", c.Account)
	case Exempt:
		return fmt.Sprintf("It does not count: %s is never locked out.", c.Account)
	}
	return ""
}

// threshold is the lockout threshold, and the fine-grained policy that it is from.
func (c Count) threshold() string {
	if c.By == "" {
		return fmt.Sprint(c.Threshold)
	}
	return fmt.Sprintf("%d (password settings %s)", c.Threshold, c.By)
}

func (c Count) refused() string {
	switch {
	case c.LockedBy == 0 && c.Duration == 0:
		return fmt.Sprintf("%s was locked out before the first attempt: it stays so until an administrator unlocks it.", c.Account)
	case c.LockedBy == 0:
		return fmt.Sprintf("%s was locked out before the first attempt, and nobody knows when: it is unlocked in %s at the latest.", c.Account, Lasting(c.Left()))
	}
	text := fmt.Sprintf("%s is locked out since attempt %d: that was the %s bad password in a row, of a lockout-threshold of %s.",
		c.Account, c.LockedBy, ordinal(c.Threshold), c.threshold())
	return text + " Nothing counts meanwhile. It stays locked " + c.until() + "."
}

func (c Count) until() string {
	if c.Duration == 0 {
		return "until an administrator unlocks it"
	}
	if c.LockedFor > 0 {
		return "for another " + Lasting(c.Left())
	}
	return "for " + Lasting(c.Duration)
}

// Lasting formats a duration without units that are zero: 30m, not 30m0s.
func Lasting(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func minutes(n int) string {
	if n == 1 {
		return "1 minute"
	}
	return fmt.Sprintf("%d minutes", n)
}

func counted(n int) string {
	if n == 1 {
		return "1 bad password"
	}
	return fmt.Sprintf("row of %d bad passwords", n)
}

var ordinals = [...]string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

func ordinal(n int) string {
	if n > 0 && n < len(ordinals) {
		return ordinals[n]
	}
	return fmt.Sprintf("%dth", n)
}
