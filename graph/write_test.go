package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/reception"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// api answers GraphQL over a small district.
type api struct {
	t       *testing.T
	handler http.Handler
	owner   string
	center  string
	village string
}

func newAPI(t *testing.T) *api {
	t.Helper()
	s := testdb.Open(t, testdb.SQLite(t), store.Options{Clock: func() time.Time { return time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) }})
	ctx, since := t.Context(), calendar.NewDay(2020, 1, 1)
	district := s.Client.Division.Create().SetCode("511602000000").SetName("区").SetLevel("DISTRICT").SetValidFrom(since).SetStateSince(since).SaveX(ctx)
	village := s.Client.Division.Create().SetCode("511602001001").SetName("村").SetLevel("VILLAGE").SetParentID(district.ID).SetValidFrom(since).SetStateSince(since).SaveX(ctx)
	owner := s.Client.Department.Create().SetCode("MZJ").SetName("民政局").SetKind("STATUTORY_BODY").SetValidFrom(since).SaveX(ctx)
	hall := s.Client.ServiceCenter.Create().SetCode("HALL").SetName("大厅").SetTier("CENTER").SetDivisionID(district.ID).SetDistrictCode(district.Code).
		SetStatus("OPEN").SetStatusSince(since).SetWays([]string{}).SaveX(ctx)
	s.Client.ServiceCenter.Create().SetCode("V").SetName("村站").SetTier("STATION").SetDivisionID(village.ID).SetDistrictCode(district.Code).
		SetReportsToID(hall.ID).SetStatus("OPEN").SetStatusSince(since).SetWays([]string{}).ExecX(ctx)
	s.Client.Stationing.Create().SetDepartmentID(owner.ID).SetCenterID(hall.ID).SetAuthority("FULL").SetValidFrom(since).
		SetStartedAt(s.Now()).SetStartedBy("test").ExecX(ctx)
	live, err := catalog.Follow(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	resolver := &Resolver{Store: s, Live: live, Acceptance: acceptance.New(s, live), Reception: reception.New(s, live)}
	srv := handler.New(Schema(resolver))
	srv.AddTransport(transport.POST{})
	srv.Use(extension.Introspection{})
	srv.SetErrorPresenter(PresentError)
	srv.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(resolver.WithLoaders(live.Begin(ctx)))
	})
	return &api{t: t, handler: srv, owner: node.Encode("Department", owner.ID), center: node.Encode("ServiceCenter", hall.ID),
		village: node.Encode("Division", district.ID)}
}

// ask sends an operation and returns its answer.
func (a *api) ask(caller identity.Caller, query string, variables map[string]any) map[string]any {
	a.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		a.t.Fatal(err)
	}
	ctx := WithLanguage(identity.With(a.t.Context(), caller), fault.English)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	var answer map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		a.t.Fatalf("%v in %s", err, w.Body)
	}
	return answer
}

// admin wants an answer without errors.
func (a *api) admin(query string, variables map[string]any) map[string]any {
	a.t.Helper()
	answer := a.ask(identity.Admin("test"), query, variables)
	if answer["errors"] != nil {
		a.t.Fatalf("%s\n%v", query, answer["errors"])
	}
	return answer["data"].(map[string]any)
}

// at follows keys into an answer.
func at(v any, keys ...string) any {
	for _, k := range keys {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[k]
	}
	return v
}

var guide = map[string]any{
	"title": "食品小作坊登记", "summary": "开办食品小作坊的，领取登记证。", "handling": "PROMISED",
	"statutoryLimit": map[string]any{"value": 20, "unit": "WORKING_DAYS"}, "promisedLimit": map[string]any{"value": 10, "unit": "WORKING_DAYS"},
	"materials": []any{map[string]any{"name": "申请表", "form": "ORIGINAL", "originals": 1, "necessity": "REQUIRED", "source": "APPLICANT", "pageNotes": "A4"}},
	"steps": []any{
		map[string]any{"key": "receive", "name": "收件", "kind": "RECEIVE", "limit": map[string]any{"value": 0, "unit": "ON_THE_SPOT"}},
		map[string]any{"key": "decide", "name": "决定", "kind": "DECIDE", "department": "MZJ", "dependsOn": []any{"receive"}},
	},
	"charged": true, "fees": []any{map[string]any{"name": "工本费", "standard": "每证 20.5 元", "amount": "20.5", "basis": "某价费〔2012〕1号"}},
	"legalBases": []any{map[string]any{"law": "食品安全法"}},
	"results":    []any{map[string]any{"name": "登记证", "type": "LICENCE", "delivery": []any{"COUNTER"}}},
	"visits":     1, "visitsReason": "核对原件", "consult": map[string]any{"phone": "0826-1"}, "complaint": map[string]any{"phone": "12345"},
	"verifiedOn": "2026-02-01",
}

func TestAGuideFromDraftToWithdrawal(t *testing.T) {
	a := newAPI(t)
	registered := a.admin(`mutation($owner: ID!) { registerItem(input: {slug: "food", owner: $owner, name: "小作坊登记", type: PUBLIC_SERVICE,
		implementationCode: "511A01380000-511602000000-000-1151130108778239R-1-00"}) {
		item { id version state draft { id } codeFaults { part code message } inherited audiences codeParts { area organization } basicCode }
		codeFaults { part code } userErrors { code } } }`, map[string]any{"owner": a.owner})
	item := at(registered, "registerItem", "item", "id")
	if faults, _ := json.Marshal(at(registered, "registerItem")); !strings.Contains(string(faults), `"part":"organization"`) {
		t.Errorf("the code's faults are not told: %s", faults)
	}

	drafted := a.admin(`mutation($item: ID!) { draftEdition(input: {item: $item}) { edition { id version number status title
		materials { name } steps { key } conditions { text } findings { code severity missingPublic } diff { kind } people { createdBy submittedBy } } userErrors { code } } }`,
		map[string]any{"item": item})
	id := at(drafted, "draftEdition", "edition", "id")
	if title := at(drafted, "draftEdition", "edition", "title"); title != "小作坊登记" {
		t.Errorf("the draft is called %v", title)
	}

	refused := a.admin(`mutation($id: ID!) { publishEdition(input: {id: $id, expectedVersion: 1}) { edition { id } userErrors { field code message } } }`, map[string]any{"id": id})
	if list, _ := at(refused, "publishEdition", "userErrors").([]any); len(list) < 6 || at(refused, "publishEdition", "edition") != nil {
		t.Errorf("publishing an empty guide: %v", refused)
	}

	saved := a.admin(`mutation($id: ID!, $content: EditionContentInput!) { saveDraft(input: {id: $id, expectedVersion: 1, content: $content}) {
		edition { version verifiedOn fees { amount { amount currency } } steps { key department { name } dependsOn } } userErrors { field code message } } }`,
		map[string]any{"id": id, "content": guide})
	want := map[string]any{"edition": map[string]any{
		"version": 2.0, "verifiedOn": "2026-02-01",
		"fees": []any{map[string]any{"amount": map[string]any{"amount": "20.50", "currency": "CNY"}}},
		"steps": []any{
			map[string]any{"key": "receive", "department": map[string]any{"name": "民政局"}, "dependsOn": []any{}},
			map[string]any{"key": "decide", "department": map[string]any{"name": "民政局"}, "dependsOn": []any{"receive"}},
		},
	}, "userErrors": []any{}}
	if got := at(saved, "saveDraft"); !reflect.DeepEqual(got, want) {
		t.Errorf("saved %v, want %v", got, want)
	}

	checked := a.admin(`query($id: ID!) { checkEdition(id: $id) { field code severity message missingPublic } }`, map[string]any{"id": id})
	for _, f := range at(checked, "checkEdition").([]any) {
		if at(f, "severity") != "ADVICE" {
			t.Errorf("found %v", f)
		}
	}

	published := a.admin(`mutation($id: ID!) { publishEdition(input: {id: $id, expectedVersion: 2}) {
		edition { status effectiveFrom item { publishedEditions { number } draft { id } } } userErrors { code message } } }`, map[string]any{"id": id})
	want = map[string]any{"status": "PUBLISHED", "effectiveFrom": "2026-03-02", "item": map[string]any{"publishedEditions": []any{map[string]any{"number": 1.0}}, "draft": nil}}
	if got := at(published, "publishEdition", "edition"); !reflect.DeepEqual(got, want) {
		t.Errorf("published %v, want %v", published, want)
	}

	offered := a.admin(`mutation($item: ID!, $within: ID!) { offerItems(input: {items: [$item], allCentersWithin: $within, mode: BY_AGENT, reason: "进驻",
		days: [MONDAY], limit: {value: 3, unit: WORKING_DAYS}}) { items { slug } started ended unchanged userErrors { code message } } }`,
		map[string]any{"item": item, "within": a.village})
	want = map[string]any{"items": []any{map[string]any{"slug": "food"}}, "started": 2.0, "ended": 0.0, "unchanged": 0.0, "userErrors": []any{}}
	if got := at(offered, "offerItems"); !reflect.DeepEqual(got, want) {
		t.Errorf("offered %v, want %v", got, want)
	}

	retired := a.admin(`mutation($id: ID!) { retire(input: {id: $id, expectedVersion: 3, reason: "停用"}) { edition { status people { remark } } userErrors { code } } }`, map[string]any{"id": id})
	if got := at(retired, "retire", "edition"); !reflect.DeepEqual(got, map[string]any{"status": "RETIRED", "people": map[string]any{"remark": "停用"}}) {
		t.Errorf("retired %v", got)
	}
}

func TestWritingIsForAdministrators(t *testing.T) {
	a := newAPI(t)
	for _, query := range []string{
		`mutation { createTopic(input: {code: "A", name: "a", kind: TOPIC}) { topic { id } } }`,
		`{ checkEdition(id: "` + node.Encode("Edition", 1) + `") { code } }`,
	} {
		answer := a.ask(identity.Caller{}, query, nil)
		if list, _ := answer["errors"].([]any); len(list) != 1 || at(list[0], "extensions", "code") != "UNAUTHENTICATED" {
			t.Errorf("%s: %v", query, answer)
		}
	}
}

func TestBadAmountIsRefused(t *testing.T) {
	a := newAPI(t)
	answer := a.ask(identity.Admin("test"), `mutation($id: ID!) { saveDraft(input: {id: $id, expectedVersion: 1,
		content: {title: "t", fees: [{name: "f", standard: "s", basis: "b", amount: "1,000"}]}}) { edition { id } } }`, map[string]any{"id": node.Encode("Edition", 1)})
	if list, _ := answer["errors"].([]any); len(list) != 1 || at(list[0], "extensions", "code") != "MONEY_FORM" {
		t.Errorf("%v", answer)
	}
}
