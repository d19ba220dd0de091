package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"ntlmsim/sim/lab"
	"ntlmsim/sim/report"
)

// The shapes as a program outside would write them down: what is not here is not printed, and what is here is printed.
// They are written out on purpose, apart from the structs that print them.
type (
	wireCite struct {
		Source *string `json:"source"`
		Quote  *string `json:"quote"`
		Note   string  `json:"note"`
		Mark   *string `json:"mark"`
	}
	wireSent struct {
		To, Share, Domain, User, Response *string
		Salt                              *string
		Workstation                       *string
	}
	wireStep struct {
		State     *string `json:"state"`
		Condition *string `json:"condition"`
		Next      *string `json:"next"`
		wireCite
		Found  *string `json:"found"`
		Retest bool    `json:"retest"`
	}
	wireEvent struct {
		Machine       *string `json:"machine"`
		Log           *string `json:"log"`
		ID            *int    `json:"id"`
		Status        *string `json:"status"`
		StatusName    *string `json:"statusName"`
		SubStatus     *string `json:"subStatus"`
		SubStatusName *string `json:"subStatusName"`
		Account       *string `json:"account"`
		Domain        *string `json:"domain"`
		Workstation   *string `json:"workstation"`
		PassedOnBy    string  `json:"passedOnBy"`
		Became        string  `json:"became"`
		Ticket        string  `json:"ticket"`
		Result        string  `json:"result"`
		Source        *string `json:"source"`
		Note          *string `json:"note"`
		Mark          *string `json:"mark"`
	}
	wirePrediction struct {
		Version  int     `json:"version"`
		Error    *int    `json:"error"`
		Text     *string `json:"text"`
		Verdict  *string `json:"verdict"`
		Prompted *bool   `json:"prompted"`
		NTLMOnly string  `json:"ntlmOnly"`
		DFS      *struct {
			Path   string `json:"path"`
			Target string `json:"target"`
		} `json:"dfs"`
		Disputed   string      `json:"disputed"`
		Status     *string     `json:"status"`
		StatusName *string     `json:"statusName"`
		Stage      *string     `json:"stage"`
		Session    *string     `json:"session"`
		Because    *string     `json:"because"`
		End        *string     `json:"end"`
		Reason     *string     `json:"reason"`
		Remarks    []string    `json:"remarks"`
		Protocol   *string     `json:"protocol"`
		Sent       *wireSent   `json:"sent"`
		Trace      []wireStep  `json:"trace"`
		Events     []wireEvent `json:"events"`
		Counts     []wireCount `json:"counts"`
	}
	wireCount struct {
		Account   *string `json:"account"`
		Attempt   *int    `json:"attempt"`
		Effect    *string `json:"effect"`
		Bad       *int    `json:"bad"`
		Before    *int    `json:"before"`
		Threshold *int    `json:"threshold"`
		Lapsed    int     `json:"lapsed"`
		Released  int     `json:"released"`
		Unlocked  bool    `json:"unlocked"`
		LockedBy  int     `json:"lockedBy"`
		Left      *string `json:"left"`
		Text      *string `json:"text"`
		Source    *string `json:"source"`
		Quote     *string `json:"quote"`
		Note      string  `json:"note"`
		Mark      *string `json:"mark"`
	}
	wireDifference struct{ Field, Want, Got *string }
	wireAdvice     struct {
		Kind, Change, Session *string
		Run, AndRun           string
		And, Command, Caveat  string
	}
	wirePredicted struct {
		wirePrediction
		RestsOn  []wireGround
		Advice   []wireAdvice
		NoAdvice string
	}
	wireGround struct {
		Kind, What *string
		wireCite
	}
	wireExplanation struct {
		Version       int
		Remarks       []string
		File, Comment *string
		Attempts      []struct {
			Number, Line         *int
			Name, Want           *string
			After, From, As, Run string
			Logon                string
			Typed                bool
			Send                 *wireSent
			Differences          []wireDifference
			Prediction           *wirePrediction
			RestsOn              []wireGround
			Advice               []wireAdvice
			NoAdvice             string
		}
	}
	wireCode struct {
		Version             int
		Code, Kind, Meaning *string
		Statuses            []struct {
			Status, Name, Win32Name, Text *string
			Win32                         *int
			TextBefore8                   string
			wireCite
		}
		Event *struct {
			ID                         *int
			Log, Machine, When         *string
			FailureReason, FailureText string
			wireCite
		}
		Order  *wireCite
		Causes []struct {
			What, Tell, Do      *string
			Here, Run, Scenario string
			wireCite
		}
		Stages   []string
		Squashed []struct {
			Inside         []string
			When           string
			Wire, Survives *string
			wireCite
		}
		Situations []struct {
			Stage, What *string
			wireCite
		}
		Rules []struct {
			Ending, Stage             *string
			Shown, Conditions, States []string
			wireCite
		}
		Scenarios []struct {
			Number              *int
			File, Name, Because *string
			Shown               []string
		}
		Look []struct {
			Text *string
			wireCite
		}
	}
	wireLogs struct {
		Version  int
		File     *string
		Attempts []struct {
			Number  *int
			Name    *string
			Entries []struct {
				Machine, Channel, Provider *string
				ID, EventVersion           *int
				Fields                     []struct {
					Name, Value *string
					Decided     *bool
				}
				wireCite
			}
		}
	}
	wireExport struct {
		Version int
		Count   *int
		File    *string
		Unread  string
		Lost    *struct {
			Count, Events *int
			Bytes         *int64
			Places        []struct {
				Where, Problem *string
				Events         int
				Bytes          int64
			}
		}
		Groups []struct {
			Says, Sentence       *string
			Count                *int
			First, Last, Outside string
			Machines, Accounts   []string
			Must                 []struct {
				Branch     *string
				Conditions []string
			}
			Numbers []int
			Fields  []struct {
				Name, Value *string
				Says        string
				wireCite
			}
			Explanation *wireCode
		}
		Others []struct {
			Provider  *string
			ID, Count *int
		}
	}
	wireRun struct {
		Version int
		Files   []struct {
			Path, Comment *string
			Remarks       []string
			Error         string
			Attempts      []struct {
				Number, Line, Error             *int
				Name, Session, Because, Verdict *string
				AsExpected                      *bool
				Differences                     []wireDifference
				RestsOn                         []wireGround
				InSession                       int
			}
		}
		Evidence *struct {
			Attempts, Sound *int
			Citations       []struct {
				wireCite
				Attempts *int
				Of       []struct {
					Kind, What *string
					Attempts   *int
				}
			}
		}
		Summary struct{ Files, Attempts, AsExpected, Different, BadFiles, InSession *int }
	}
	wireCheck struct {
		Version     int
		Cause, Cure string
		Files       []struct {
			Path, Error *string
			Findings    []struct {
				Rule, What, Do, State *string
				Line, Column          *int
				Run                   []string
				wireCite
			}
		}
		Summary struct{ Files, Findings, BadFiles *int }
	}
	wireViewState struct {
		Version   int
		Bytes     *int
		Plain     *bool
		Generator string
		Nodes     []struct {
			Path, Says, Why, Mode, Validation *string
			Beside, Verdict, Form             string
		}
		Summary struct{ Nodes, Take, Refuse, Unknown *int }
	}
	wireRules struct {
		Version int
		Rules   []struct {
			State, Condition, Next *string
			Final, Taken           *bool
			wireCite
		}
	}
	wireOutcomes struct {
		Version  int
		Attempts *int
		Outcomes []struct {
			Stage, ErrorName, Status, StatusName, Session *string
			GoesOn                                        *bool
			Error, Attempts                               *int
			States                                        []string
			Rows, Endings                                 map[string]int
		}
	}
	wireProfiles struct {
		Version  int
		Settings []struct{ Name, About, Values *string }
		Profiles []struct {
			Name, Title, Base *string
			Roles             []string
			Settings          []struct {
				Name, Profile *string
				Value         any
				wireCite
			}
		}
	}
	wireAnswer struct {
		Setup, SetupName, Session, Tree *string
		TreeName                        string
	}
	wireReplay struct {
		Version int
		Results []struct {
			File, Attempt, Machine, Verdict, Because *string
			Retest                                   bool
			Why                                      string
			Predicted                                *wireAnswer
			Findings                                 []struct {
				Client, Verdict *string
				Why, Known      string
				Observed        *wireAnswer
				Sent            *struct{ Domain, User, Workstation, Response, Share *string }
			}
		}
		Stale   []string
		Summary map[string]int
		Spent   []struct {
			Account, Why         *string
			At                   []string
			Spent, Most, Earlier *int
			Until                *time.Time
		}
	}
)

// tryRun runs the program without a process.
func tryRun(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(stdin), &out, &err, nil)
	return out.String(), err.String(), code
}

func decode(t *testing.T, into any, args ...string) {
	t.Helper()
	stdout, stderr, code := tryRun(t, "", args...)
	if code != exitExpected {
		t.Fatalf("%q ends with %d: %s", args, code, stderr)
	}
	d := json.NewDecoder(strings.NewReader(stdout))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%q: %v in %s", args, err, stdout)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Errorf("%q prints more than one object", args)
	}
	if reflect.ValueOf(into).Elem().FieldByName("Version").Int() != 1 {
		t.Errorf("%q: the version is not 1", args)
	}
}

var puzzle = []string{"predict", "--json", "--topology", "kb103390/example.yaml", "--from", "LOCAL1", "--as", `LOCAL1\USER1`, `net use x: \\NET\share`}

func TestAPredictionHasTheDocumentedShape(t *testing.T) {
	var p wirePredicted
	decode(t, &p, puzzle...)
	if *p.Error != 1326 || *p.Status != "0xc000006d" || *p.StatusName != "STATUS_LOGON_FAILURE" || *p.Stage != "setup" ||
		*p.Session != "none" || !*p.Prompted || *p.Because != "unknown.missing.guest-disabled" || *p.Sent.Domain != "LOCAL1" {
		t.Errorf("the puzzle of the article is predicted as %+v", p)
	}
	if len(p.Trace) == 0 || len(p.Events) != 2 || *p.Events[0].Status != "0xc0000064" || p.Events[1].Status != nil {
		t.Errorf("trace %v, events %v", p.Trace, p.Events)
	}
	for _, s := range p.Trace {
		if s.State == nil || s.Condition == nil || s.Next == nil || s.Source == nil || s.Quote == nil || s.Mark == nil || s.Found == nil {
			t.Errorf("a step lacks a field: %+v", s)
		}
		if *s.Quote == "" && s.Note == "" {
			t.Errorf("%s is not cited", *s.State)
		}
	}
	if len(p.Advice) == 0 || p.Advice[0].Change == nil || p.NoAdvice != "" || len(p.RestsOn) == 0 || p.RestsOn[0].Mark == nil {
		t.Errorf("advice %+v, or else %q; it rests on %+v", p.Advice, p.NoAdvice, p.RestsOn)
	}
	last := p.Trace[len(p.Trace)-1]
	if *last.Next != *p.End {
		t.Errorf("the trace ends in %s, the attempt in %s", *last.Next, *p.End)
	}
}

func TestASuccessEndsInTree(t *testing.T) {
	var p wirePredicted
	decode(t, &p, append(puzzle[:len(puzzle)-1:len(puzzle)-1], `net use x: \\SCRATCH\share`)...)
	if *p.Error != 0 || *p.Stage != "tree" || *p.Session != "user" || *p.Status != "0x00000000" || p.Advice == nil || len(p.Advice) > 0 {
		t.Errorf("error %d, stage %s, session %s, status %s", *p.Error, *p.Stage, *p.Session, *p.Status)
	}
}

func TestEveryOtherShapeIsTheDocumentedOne(t *testing.T) {
	var explanation wireExplanation
	decode(t, &explanation, "explain", "--json", "kb103390/example.yaml")
	if len(explanation.Attempts) != 4 || len(explanation.Attempts[0].Advice) == 0 || explanation.Attempts[0].Prediction == nil {
		t.Errorf("explain: %+v", explanation)
	}
	var ran wireRun
	decode(t, &ran, "run", "--json")
	if *ran.Summary.Attempts == 0 || *ran.Summary.Attempts != *ran.Summary.AsExpected || len(ran.Files) != *ran.Summary.Files {
		t.Errorf("run: %+v", ran.Summary)
	}
	if ran.Evidence != nil {
		t.Error("run without --strict-evidence weighs what its attempts rest on")
	}
	var checked wireCheck
	decode(t, &checked, "check", "--json", "kb103390/example.yaml", "kb326985/first-tickets.yaml")
	if len(checked.Files) != 2 || *checked.Summary.Findings != 0 || checked.Files[0].Findings == nil {
		t.Errorf("check: %+v", checked)
	}
	var asked wireViewState
	decode(t, &asked, "viewstate", "--json", "../../sim/webconfig/testdata/page.html", "--config", "../../sim/webconfig/testdata/web1.config")
	if len(asked.Nodes) != 1 || *asked.Summary.Take != 1 || asked.Generator != "CA0B0334" {
		t.Errorf("viewstate: %+v", asked)
	}
	var rules wireRules
	decode(t, &rules, "rules", "--json", "--path", "kb103390/example.yaml#1")
	if len(rules.Rules) < 100 || rules.Rules[0].Taken == nil {
		t.Errorf("rules: %d of them", len(rules.Rules))
	}
	var ends wireOutcomes
	decode(t, &ends, "rules", "--outcomes", "--json")
	for _, o := range ends.Outcomes {
		if o.Stage == nil || o.GoesOn == nil || o.Error == nil || o.ErrorName == nil || o.StatusName == nil || o.Session == nil || len(o.States) == 0 ||
			len(o.Rows) == 0 || len(o.Endings) == 0 || o.Attempts == nil || *o.Attempts > *ends.Attempts {
			t.Errorf("an outcome lacks a field: %+v", o)
		}
	}
	var profiles wireProfiles
	decode(t, &profiles, "profiles", "--json")
	if len(profiles.Profiles) < 8 || len(profiles.Settings) == 0 {
		t.Errorf("profiles: %d", len(profiles.Profiles))
	}
}

func TestAReplayHasTheDocumentedShape(t *testing.T) {
	var replayed wireReplay
	decode(t, &replayed, "replay", "--json", "samba/map-to-guest.yaml", "--recording", "../../testdata/recordings/samba-4.17.json")
	if len(replayed.Results) != 19 || replayed.Summary["agrees"] != 19 || len(replayed.Summary) != 7 {
		t.Errorf("%d results: %v", len(replayed.Results), replayed.Summary)
	}
	for _, r := range replayed.Results {
		if *r.Verdict != "agrees" || len(r.Findings) != 2 {
			t.Errorf("%s: %s, %d findings", *r.Attempt, *r.Verdict, len(r.Findings))
		}
		for _, f := range r.Findings {
			if *f.Verdict == "agrees" && (f.Observed == nil || *f.Observed.Setup != *r.Predicted.Setup || f.Sent == nil) {
				t.Errorf("%s: %s agrees with %+v, having observed %+v", *r.Attempt, *f.Client, r.Predicted, f.Observed)
			}
		}
	}
}

func TestHelpNamesEveryFieldOfJSON(t *testing.T) {
	for _, shape := range []any{report.PredictedJSON{}, report.ExplanationJSON{}, report.CodeJSON{}, report.ExportJSON{}, report.LogsJSON{}, report.RunJSON{}, report.CheckJSON{}, report.ViewStateJSON{}, report.RulesJSON{}, report.OutcomesJSON{}, report.ProfilesJSON{}, report.ReplayJSON{}, report.WebLabJSON{}, report.FarmLabJSON{}, lab.Outline{}} {
		for _, name := range fieldsOf(reflect.TypeOf(shape)) {
			if !strings.Contains(report.JSONHelp, name) {
				t.Errorf("help json does not name %q of %T", name, shape)
			}
		}
	}
}

func fieldsOf(shape reflect.Type) (names []string) {
	for shape.Kind() == reflect.Slice || shape.Kind() == reflect.Pointer {
		shape = shape.Elem()
	}
	if shape.Kind() != reflect.Struct {
		return nil
	}
	for i := range shape.NumField() {
		f := shape.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
		names = append(names, fieldsOf(f.Type)...)
	}
	return names
}

func TestNoPasswordIsPrinted(t *testing.T) {
	const secret = "Zq7-geheim"
	lab := strings.ReplaceAll(`
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {USER1: {password: SECRET}}}
  LOCAL1: {role: standalone, profile: windows-2022, accounts: {USER2: {password: SECRET}}}
attempts:
  - {name: one, from: LOCAL1, as: LOCAL1\USER2, run: 'net use x: \\SRV\share SECRET /user:SRV\USER1', want: {error: 1}}
  - {name: two, from: LOCAL1, as: LOCAL1\USER2, run: 'net use x: \\SRV\share', typed: SECRET, want: {error: 1}}
  - {name: three, from: LOCAL1, as: LOCAL1\USER2, run: 'net use "\\SRV\share" "SECRET" /user:SRV\USER3', want: {error: 1}}
  - {name: four, send: {to: SRV, user: USER1, password: SECRET}, want: {error: 1}}
`, "SECRET", secret)
	command := `net use x: \\SRV\share ` + secret + ` /user:SRV\USER3`
	for _, args := range [][]string{
		{"run", "-v", "-"}, {"run", "--json", "-"}, {"explain", "-"}, {"explain", "-t", "-"}, {"explain", "--json", "-"},
		{"predict", "--topology", "-", "--from", "LOCAL1", "--as", `LOCAL1\USER2`, "-t", command},
		{"predict", "--topology", "-", "--from", "LOCAL1", "--as", `LOCAL1\USER2`, "--json", "--typed", secret, `net use x: \\SRV\share`},
		{"predict", "--topology", "-", "--to", "SRV", "-t", "--send", "{user: USER1, password: " + secret + "}"},
		{"predict", "--topology", "-", "--to", "SRV", "--send", "{usr: USER1, password: " + secret + "}"},
		{"predict", "--topology", "-", "--from", "LOCAL1", "--as", `LOCAL1\NOBODY`, command},
		{"predict", "--topology", "-", "--from", "LOCAL1", "--as", `LOCAL1\USER2`, command + " again"},
	} {
		stdout, stderr, _ := tryRun(t, lab, args...)
		if strings.Contains(stdout+stderr, secret) {
			t.Errorf("%q prints the password: %s%s", args, stdout, stderr)
		}
		if stdout+stderr == "" {
			t.Errorf("%q prints nothing", args)
		}
	}
}
