package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onewindow/internal/testdb"
)

// officer is somebody of the sample who is signed in.
type officer struct {
	*server
	t      *testing.T
	cookie string
}

// officer signs somebody in with a link of the sample; each link works once.
func (s *server) officer(t *testing.T, post string) *officer {
	t.Helper()
	awaitLog(t, s, "auditor") // the last of the links
	link := regexp.MustCompile(post + `\s+(http://\S+/auth/sample\?code=\S+)`).FindStringSubmatch(s.output.String())
	if link == nil {
		t.Fatalf("no link for a %s", post)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(link[1])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	for _, cookie := range response.Cookies() {
		if cookie.Value != "" {
			return &officer{s, t, cookie.Name + "=" + cookie.Value}
		}
	}
	t.Fatalf("the link of the %s gives no session", post)
	return nil
}

func (o *officer) headers(more ...string) []string {
	return append([]string{"Cookie", o.cookie, "OneWindow-CSRF", "1"}, more...)
}

func (o *officer) query(document string, variables map[string]any) map[string]any {
	o.t.Helper()
	return o.must(o.t, document, variables, o.headers()...)
}

// do makes a change of a case, in the version that it has, and says how it stands.
func (o *officer) do(mutation, id, input string) map[string]any {
	o.t.Helper()
	c := at(o.t, o.query(`query($id: ID!) { case(id: $id) { version tasks { id key } } }`, map[string]any{"id": id}), "case")
	on := fmt.Sprintf(`case: %q`, id)
	if key, rest, ok := strings.Cut(input, "|"); ok { // a task, by its key
		tasks := at(o.t, c, "tasks").([]any)
		place := slices.IndexFunc(tasks, func(t any) bool { return t.(map[string]any)["key"] == key })
		on, input = fmt.Sprintf(`task: %q`, tasks[place].(map[string]any)["id"]), rest
	}
	document := fmt.Sprintf(`mutation { %s(input: {%s, expectedVersion: %v, %s}) { case { state version runningLimit { due stopped extendedDays } } userErrors { field code message } } }`,
		mutation, on, at(o.t, c, "version"), input)
	done := at(o.t, o.query(document, nil), mutation).(map[string]any)
	if errors := done["userErrors"].([]any); len(errors) > 0 {
		o.t.Fatalf("%s is refused with %v", document, errors)
	}
	return done["case"].(map[string]any)
}

// chosen is an item of the civil affairs bureau that the clerk's center takes.
type chosen struct {
	item, center string
	materials    int
	tasks        []string
}

func (o *officer) choose() chosen {
	o.t.Helper()
	data := o.query(`{ center(code: "511602001000-01") { id offerings(first: 100) { nodes { mode item { id owner { code leader { id } }
		edition { charged materials { name } steps { key kind } } } } } } }`, nil)
	for _, row := range at(o.t, data, "center.offerings.nodes").([]any) {
		item := row.(map[string]any)["item"].(map[string]any)
		edition, _ := item["edition"].(map[string]any)
		if edition == nil || edition["charged"] == true || at(o.t, item, "owner.code") != "mzj" || row.(map[string]any)["mode"] == "CONSULT" {
			continue
		}
		c := chosen{item: item["id"].(string), center: at(o.t, data, "center.id").(string), materials: len(edition["materials"].([]any))}
		for _, step := range edition["steps"].([]any) {
			if kind := step.(map[string]any)["kind"]; kind == "REVIEW" || kind == "DECIDE" {
				c.tasks = append(c.tasks, step.(map[string]any)["key"].(string))
			}
		}
		return c
	}
	o.t.Fatal("the center offers nothing of the bureau")
	return chosen{}
}

const startDocument = `mutation($item: ID!, $center: ID!) { startCase(input: {item: $item, center: $center, channel: WINDOW,
	applicant: {kind: PERSON, name: "李小明", identity: "11010519491231002X", phone: "13812341234"}}) {
	case { id number version applicant { name identity phone } } followSecret userErrors { field code } } }`

func (o *officer) startCase(c chosen, headers ...string) map[string]any {
	o.t.Helper()
	begun := at(o.t, o.must(o.t, startDocument, map[string]any{"item": c.item, "center": c.center}, o.headers(headers...)...), "startCase").(map[string]any)
	if begun["case"] == nil {
		o.t.Fatalf("a case is not begun: %v", begun)
	}
	return begun
}

// checks are all materials of a list, as they are when nothing is missing.
func (c chosen) checks() string {
	var all []string
	for i := range c.materials {
		all = append(all, fmt.Sprintf(`{material: %d, state: RECEIVED}`, i))
	}
	return "checks: [" + strings.Join(all, ", ") + "]"
}

// TestACaseFromStartToRating goes over HTTP, with a supplement and an extension on the way.
func TestACaseFromStartToRating(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			clerk, reviewer := s.officer(t, "clerk"), s.officer(t, "reviewer")
			c := clerk.choose()
			begun := clerk.startCase(c, "Idempotency-Key", "case-1")
			if again := clerk.startCase(c, "Idempotency-Key", "case-1"); at(t, again, "case.number") != at(t, begun, "case.number") || again["followSecret"] != begun["followSecret"] {
				t.Errorf("a retry begins another case: %v", again)
			}
			if name := at(t, begun, "case.applicant.name"); name != "李**" {
				t.Errorf("the applicant is told as %v", name)
			}
			id, number, secret := at(t, begun, "case.id").(string), at(t, begun, "case.number").(string), begun["followSecret"].(string)
			clerk.do("oneTimeNotice", id, `remark: "请补齐"`)
			clerk.do("checkMaterials", id, c.checks())
			if done := clerk.do("acceptCase", id, ""); done["state"] != "ACCEPTED" || at(t, done, "runningLimit.due") == nil {
				t.Errorf("after acceptance it is %v", done)
			}
			for i, key := range c.tasks {
				reviewer.do("beginTask", id, key+"|")
				if i == 0 {
					if done := reviewer.do("requestSupplement", id, key+`|materials: [], extras: [{what: "近照"}], whyNow: "核实后才知"`); at(t, done, "runningLimit.stopped") != true {
						t.Errorf("while something is asked for the clock runs: %v", done)
					}
					told := followed(t, s, number, secret)
					if bring := at(t, told, "toBring").([]any); len(bring) != 1 || bring[0] != "近照" {
						t.Errorf("the applicant is told to bring %v", bring)
					}
					clerk.do("receiveSupplement", id, key+"|")
					leader := at(t, reviewer.query(`{ department(code: "mzj") { leader { id } } }`, nil), "department.leader.id")
					if done := reviewer.do("extendTask", id, fmt.Sprintf(`%s|days: 3, reason: "复杂", approver: %q`, key, leader)); at(t, done, "runningLimit.extendedDays") != 3.0 {
						t.Errorf("after the extension it is %v", done)
					}
				}
				reviewer.do("decideTask", id, key+`|agrees: true`)
			}
			reviewer.do("decideCase", id, `granted: true, document: "民字 1 号"`)
			if done := clerk.do("deliverCase", id, `way: COUNTER, receiver: APPLICANT, proof: "签 1"`); done["state"] != "DELIVERED" {
				t.Errorf("at the end it is %v", done)
			}
			rate := `mutation($n: String!, $s: String!) { rateCase(input: {number: $n, secret: $s, grade: 5}) { userErrors { code } } }`
			for _, want := range []string{"[]", "[map[code:RATED_ALREADY]]"} {
				if got := fmt.Sprint(at(t, s.must(t, rate, map[string]any{"n": number, "s": secret}), "rateCase.userErrors")); got != want {
					t.Errorf("the rating is answered %s, want %s", got, want)
				}
			}
			told := followed(t, s, number, secret)
			if told["state"] != "DELIVERED" || told["canBeRated"] != false {
				t.Errorf("the applicant is told %v", told)
			}
			papers := clerk.query(`query($n: String!) { case(number: $n) { receipts { number kind content { title lines { label text } } } events(first: 100) { nodes { summary } } } }`, map[string]any{"n": number})
			var kinds []any
			for _, r := range at(t, papers, "case.receipts").([]any) {
				kinds = append(kinds, r.(map[string]any)["kind"])
			}
			if want := []any{"TO_SUPPLEMENT", "RECEIVED", "ACCEPTED", "TO_SUPPLEMENT", "EXTENSION", "DECISION", "DELIVERY"}; !slices.Equal(kinds, want) {
				t.Errorf("its papers are %v", kinds)
			}
			clerk.ledgerHas(number)
			if text := fmt.Sprint(papers); strings.Contains(text, "李小明") || strings.Contains(text, "13812341234") || strings.Contains(s.output.String(), "李小明") {
				t.Error("the applicant stands somewhere in the clear")
			}
		})
	}
}

// ledgerHas is that the ledger of the center's day has a case, as a page and as a
// spreadsheet, and is nobody's but the staff's.
func (o *officer) ledgerHas(number string) {
	o.t.Helper()
	today := time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60)).Format(time.DateOnly)
	address := fmt.Sprintf("http://%s/ledger.xlsx?center=511602001000-01&day=%s", o.address, today)
	for cookie, want := range map[string]int{"": http.StatusUnauthorized, o.cookie: http.StatusOK} {
		r, _ := http.NewRequestWithContext(o.t.Context(), http.MethodGet, address, nil)
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			o.t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != want {
			o.t.Errorf("the ledger is answered %d, want %d", response.StatusCode, want)
		}
		if want != http.StatusOK {
			continue
		}
		book, err := excelize.OpenReader(bytes.NewReader(body))
		if err != nil {
			o.t.Fatal(err)
		}
		rows, err := book.GetRows("Sheet1")
		_ = book.Close()
		if err != nil || len(rows) < 10 || !slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, number) }) || strings.Contains(fmt.Sprint(rows), "李小明") {
			o.t.Errorf("the ledger has %v, %v", rows, err)
		}
	}
}

func followed(t *testing.T, s *server, number, secret string) map[string]any {
	t.Helper()
	data := s.must(t, `query($n: String!, $s: String!) { followCase(number: $n, secret: $s) { state toBring canBeRated steps { name at current } } }`,
		map[string]any{"n": number, "s": secret})
	return data["followCase"].(map[string]any)
}

// TestACaseIsToldToNobodyElse tries numbers and codes, and asks by GET.
func TestACaseIsToldToNobodyElse(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk := s.officer(t, "clerk")
	begun := clerk.startCase(clerk.choose())
	number, secret := at(t, begun, "case.number").(string), begun["followSecret"].(string)
	ask := `query($n: String!, $s: String!) { followCase(number: $n, secret: $s) { state } }`
	wrong := s.ask(t, ask, map[string]any{"n": number, "s": "AAAAAAAAAA"})
	unknown := s.ask(t, ask, map[string]any{"n": "511602001000-01-1999-000001", "s": "AAAAAAAAAA"})
	if string(wrong.raw) != string(unknown.raw) || wrong.Errors[0].Extensions["code"] != "UNKNOWN_CASE" {
		t.Errorf("a wrong code is told apart: %s and %s", wrong.raw, unknown.raw)
	}
	for _, private := range []string{`{ cases { nodes { number } } }`, `{ case(number: "` + number + `") { state } }`, `{ caseTasks { nodes { key } } }`} {
		if a := s.ask(t, private, nil); len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
			t.Errorf("%s is answered %s", private, a.raw)
		}
	}
	url := fmt.Sprintf(`http://%s/graphql?query=%s`, s.address, strings.ReplaceAll(fmt.Sprintf(`{followCase(number:"%s",secret:"%s"){state}}`, number, secret), `"`, "%22"))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	r.Header.Set("OneWindow-CSRF", "1")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.Header.Get("ETag") != "" || !strings.Contains(response.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("a case that is followed may be kept: %v", response.Header)
	}
}

// TestTwoInstancesSettleTheSameCases has two programs on one database write down
// what holds by itself.
func TestTwoInstancesSettleTheSameCases(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "postgres")
	clerk := s.officer(t, "clerk")
	c := clerk.choose()
	for range 20 {
		id := at(t, clerk.startCase(c), "case.id").(string)
		clerk.do("receiveCase", id, "")
	}
	s.stop(t)
	// Weeks pass while nobody serves: everything moves into the past.
	for _, statement := range []string{
		`UPDATE case_events SET at = at - interval '30 days'`, `UPDATE case_files SET started_at = started_at - interval '30 days', next_check_at = next_check_at - interval '30 days'`,
	} {
		testdb.Exec(t, s.database, statement)
	}
	var both [2]*server
	var starting sync.WaitGroup
	for i := range both {
		starting.Go(func() {
			var err error
			if both[i], err = launch(s.database, "--sample"); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
	if t.Failed() {
		return
	}
	for _, s := range both {
		awaitLog(t, s, "auditor") // it is stopped when it is up
		defer s.stop(t)
	}
	seen := both[0].officer(t, "supervisor").query(`{ cases(first: 100) { nodes { number state deemed breaches { kind } warnings { task clock level } } } }`, nil)
	for _, row := range at(t, seen, "cases.nodes").([]any) {
		told := map[string]int{}
		for _, w := range at(t, row, "warnings").([]any) {
			told[fmt.Sprint(w)]++
		}
		for what, n := range told {
			if n > 1 {
				t.Errorf("%v was told %d times: %s", at(t, row, "number"), n, what)
			}
		}
		if at(t, row, "state") != "ACCEPTED" || at(t, row, "deemed") != true || !strings.Contains(fmt.Sprint(at(t, row, "breaches")), "NOT_TOLD") {
			t.Errorf("after weeks of silence: %v", row)
		}
	}
}
