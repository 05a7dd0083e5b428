package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestTheLifeOfAGuide takes an item from its registration to its cancellation,
// over HTTP alone, as an admin's page would, while the public looks on.
func TestTheLifeOfAGuide(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			admin := sampleOn(t, engine)
			admin.token = newToken(t, admin.database, "editor")
			public := *admin
			public.token = ""
			g := &guideLife{t: t, admin: admin, public: &public}
			g.register()
			g.refusedWhileIncomplete()
			g.publish()
			g.offer()
			g.shorten()
			g.cancel()
		})
	}
}

type guideLife struct {
	t             *testing.T
	admin, public *server
	owner, item   string
	edition       string
	center        string
}

// change runs a mutation and returns its payload; it fails on user errors.
func (g *guideLife) change(mutation, input, selection string, variables map[string]any) map[string]any {
	g.t.Helper()
	payload := g.tryChange(mutation, input, selection, variables)
	if problems := payload["userErrors"].([]any); len(problems) > 0 {
		g.t.Fatalf("%s: %v", mutation, problems)
	}
	return payload
}

func (g *guideLife) tryChange(mutation, input, selection string, variables map[string]any) map[string]any {
	g.t.Helper()
	document := `mutation($input: ` + input + `!) { ` + mutation + `(input: $input) { ` + selection + ` userErrors { field code message } } }`
	return g.admin.must(g.t, document, map[string]any{"input": variables})[mutation].(map[string]any)
}

func (g *guideLife) register() {
	data := g.admin.must(g.t, `{ department(code: "mzj") { id } center(code: "511602000000-01") { id } }`, nil)
	g.owner, g.center = at(g.t, data, "department.id").(string), at(g.t, data, "center.id").(string)
	payload := g.change("registerItem", "RegisterItemInput", "item { id slug state codeFaults { code } } codeFaults { code part }", map[string]any{
		"slug": "elder-lunch", "owner": g.owner, "name": "老年人助餐补贴", "type": "PAYMENT", "aliases": []string{"老人吃饭补助"},
		"implementationCode": "512B9999900000-511602000000-000-123-1-00", "topics": []string{"ELDERLY"}, "audiences": []string{"NATURAL_PERSON"},
	})
	g.item = at(g.t, payload, "item.id").(string)
	if len(payload["codeFaults"].([]any)) == 0 {
		g.t.Error("the organization part of three digits was swallowed")
	}
	if seen := g.public.must(g.t, `{ item(slug: "elder-lunch") { id } }`, nil)["item"]; seen != nil {
		g.t.Error("the public sees an item without a guide")
	}
	again := g.tryChange("registerItem", "RegisterItemInput", "item { id }", map[string]any{"slug": "elder-lunch", "owner": g.owner})
	if codes := codesOf(again); !slices.Contains(codes, "ALREADY_EXISTS") || !slices.Contains(codes, "REQUIRED") {
		g.t.Errorf("a second one without a name is refused with %v", codes)
	}
}

func codesOf(payload map[string]any) []string {
	var codes []string
	for _, p := range payload["userErrors"].([]any) {
		codes = append(codes, p.(map[string]any)["code"].(string))
	}
	return codes
}

func (g *guideLife) refusedWhileIncomplete() {
	payload := g.change("draftEdition", "DraftEditionInput", "edition { id version status title }", map[string]any{"item": g.item})
	g.edition = at(g.t, payload, "edition.id").(string)
	refused := g.tryChange("publishEdition", "PublishEditionInput", "edition { id }", map[string]any{"id": g.edition, "expectedVersion": 1})
	codes := codesOf(refused)
	for _, want := range []string{"STEPS_MISSING", "MATERIALS_MISSING", "PROMISED_LIMIT_MISSING", "FEE_BASIS_MISSING", "FEE_STANDARD_MISSING"} {
		if !slices.Contains(codes, want) {
			g.t.Errorf("%s is not among what stops it: %v", want, codes)
		}
	}
	if a := g.public.ask(g.t, `query($id: ID!) { edition(id: $id) { title } node(id: $id) { id } }`, map[string]any{"id": g.edition}); !strings.Contains(string(a.raw), `{"edition":null,"node":null}`) {
		g.t.Errorf("the public is shown a draft: %s", a.raw)
	}
}

// lunchGuide is a content that the gate lets pass, with a promised limit in working days.
func lunchGuide(promised int) map[string]any {
	spot := map[string]any{"value": 0, "unit": "ON_THE_SPOT"}
	return map[string]any{
		"title": "老年人助餐补贴申领", "summary": "六十岁以上老人可领", "handling": "PROMISED",
		"statutoryLimit": map[string]any{"value": 20, "unit": "WORKING_DAYS"}, "promisedLimit": map[string]any{"value": promised, "unit": "WORKING_DAYS"},
		"materials": []any{map[string]any{"name": "身份证", "form": "ORIGINAL", "originals": 1, "necessity": "REQUIRED", "source": "GOVERNMENT", "issuer": "公安机关"}},
		"steps": []any{
			map[string]any{"key": "accept", "name": "受理", "kind": "ACCEPT", "limit": spot},
			map[string]any{"key": "review", "name": "审核", "kind": "REVIEW", "limit": map[string]any{"value": promised, "unit": "WORKING_DAYS"}, "dependsOn": []string{"accept"}},
		},
		"charged": true, "fees": []any{map[string]any{"name": "工本费", "standard": "每本 5 元", "amount": "5.00", "basis": "某价费〔2020〕1号"}},
		"legalBases": []any{map[string]any{"law": "老年人权益保障法", "article": "第三十三条"}},
		"results":    []any{map[string]any{"name": "补贴", "type": "PAYMENT", "delivery": []string{"COUNTER"}}},
		"visits":     1, "visitsReason": "核对本人", "consult": map[string]any{"phone": "0826-2000111"}, "complaint": map[string]any{"phone": "0826-2009111"},
	}
}

func (g *guideLife) publish() {
	wrong := lunchGuide(30) // longer than the law allows
	g.change("saveDraft", "SaveDraftInput", "edition { version }", map[string]any{"id": g.edition, "expectedVersion": 1, "content": wrong})
	findings := g.admin.must(g.t, `query($id: ID!) { checkEdition(id: $id) { code severity field } }`, map[string]any{"id": g.edition})
	if text := strings.Join(valuesOf(findings["checkEdition"], "code"), " "); !strings.Contains(text, "PROMISE_EXCEEDS_STATUTORY") {
		g.t.Errorf("the gate finds %s", text)
	}
	stale := g.tryChange("saveDraft", "SaveDraftInput", "edition { id }", map[string]any{"id": g.edition, "expectedVersion": 1, "content": lunchGuide(10)})
	if codes := codesOf(stale); !slices.Equal(codes, []string{"CONFLICT"}) {
		g.t.Errorf("a stale save is answered %v", codes)
	}
	g.change("saveDraft", "SaveDraftInput", "edition { version }", map[string]any{"id": g.edition, "expectedVersion": 2, "content": lunchGuide(10)})
	g.change("submitForReview", "SubmitForReviewInput", "edition { status }", map[string]any{"id": g.edition, "expectedVersion": 3})
	g.change("returnForChanges", "ReturnForChangesInput", "edition { status }", map[string]any{"id": g.edition, "expectedVersion": 4, "reason": "补充依据"})
	input := map[string]any{"id": g.edition, "expectedVersion": 5}
	document := `mutation($input: PublishEditionInput!) { publishEdition(input: $input) { edition { status item { edition { number fees { amount { amount currency } } } } } userErrors { code } } }`
	once := g.admin.ask(g.t, document, map[string]any{"input": input}, "Idempotency-Key", "publish-once")
	if !strings.Contains(string(once.raw), `"PUBLISHED"`) || !strings.Contains(string(once.raw), `{"amount":"5.00","currency":"CNY"}`) {
		g.t.Fatalf("publishing is answered %s", once.raw)
	}
	if twice := g.admin.ask(g.t, document, map[string]any{"input": input}, "Idempotency-Key", "publish-once"); string(twice.raw) != string(once.raw) ||
		once.header.Get("Idempotency-Replayed") != "" || twice.header.Get("Idempotency-Replayed") != "true" {
		g.t.Errorf("the retry is answered %s after %s", twice.raw, once.raw)
	}
	input["expectedVersion"] = 6
	if other := g.admin.ask(g.t, document, map[string]any{"input": input}, "Idempotency-Key", "publish-once"); !strings.Contains(string(other.raw), "IDEMPOTENCY_KEY_REUSED") {
		g.t.Errorf("the key with other input is answered %s", other.raw)
	}
	seen := g.public.must(g.t, `{ item(slug: "elder-lunch") { aliases edition { title promisedLimit { value } people { publishedBy } } draft { id } } }`, nil)
	if at(g.t, seen, "item.edition.title") != "老年人助餐补贴申领" || at(g.t, seen, "item.edition.people") != nil {
		g.t.Errorf("the public sees %v", seen)
	}
	changed := g.tryChange("saveDraft", "SaveDraftInput", "edition { id }", map[string]any{"id": g.edition, "expectedVersion": 6, "content": lunchGuide(1)})
	if len(codesOf(changed)) == 0 {
		g.t.Error("a published edition was changed")
	}
}

func valuesOf(list any, key string) []string {
	var values []string
	for _, row := range list.([]any) {
		values = append(values, row.(map[string]any)[key].(string))
	}
	return values
}

func (g *guideLife) offer() {
	g.change("offerItems", "OfferItemsInput", "started", map[string]any{
		"items": []string{g.item}, "centers": []string{g.center}, "mode": "ON_THE_SPOT", "reason": "进驻",
	})
	data := g.admin.must(g.t, `{ division(code: "511602001000") { id } village: division(code: "511602001001") { id } }`, nil)
	payload := g.change("offerItems", "OfferItemsInput", "started ended unchanged", map[string]any{
		"items": []string{g.item}, "allVillagesOf": at(g.t, data, "division.id"), "mode": "BY_AGENT", "reason": "下沉",
	})
	if payload["started"] != 6.0 {
		g.t.Errorf("all villages of the street are %v", payload["started"])
	}
	lands := g.admin.must(g.t, `{ items(filter: {text: "城乡居民基本养老保险参保登记", published: true}) { nodes { id owner { code } } } center(code: "511602122000-01") { id status } }`, nil)
	refused := g.tryChange("offerItems", "OfferItemsInput", "started", map[string]any{
		"items": []string{g.item}, "centers": []string{at(g.t, lands, "center.id").(string)}, "mode": "ON_THE_SPOT", "reason": "没有进驻",
	})
	if at(g.t, lands, "center.status") != "OPEN" && len(codesOf(refused)) == 0 {
		g.t.Error("an item is offered on the spot where its owner is not stationed with full authority")
	}
	where := g.public.must(g.t, `query($village: ID!) { item(slug: "elder-lunch") { whereToGo(division: $village) { here stepsUp center { code } offering { mode } } } }`,
		map[string]any{"village": at(g.t, data, "village.id")})
	if at(g.t, where, "item.whereToGo") == nil {
		g.t.Error("nobody says where to go instead")
	}
}

// shorten publishes a second edition in a round of reform; the first one stays as it was.
func (g *guideLife) shorten() {
	payload := g.change("draftEdition", "DraftEditionInput", "edition { id number promisedLimit { value } }", map[string]any{"item": g.item})
	if at(g.t, payload, "edition.promisedLimit.value") != 10.0 || at(g.t, payload, "edition.number") != 2.0 {
		g.t.Errorf("the new draft begins as %v", payload)
	}
	second := at(g.t, payload, "edition.id").(string)
	g.change("saveDraft", "SaveDraftInput", "edition { id }", map[string]any{"id": second, "expectedVersion": 1, "content": lunchGuide(5)})
	diff := g.admin.must(g.t, `query($id: ID!, $with: ID!) { edition(id: $id) { diff(with: $with) { kind path before after } } }`, map[string]any{"id": second, "with": g.edition})
	if n := len(at(g.t, diff, "edition.diff").([]any)); n != 2 {
		g.t.Errorf("the promise and the step's limit changed, the diff is %v", diff)
	}
	round := at(g.t, g.admin.must(g.t, `{ rounds { nodes { id } } }`, nil), "rounds.nodes.1.id")
	g.change("publishEdition", "PublishEditionInput", "edition { id }", map[string]any{"id": second, "expectedVersion": 2, "reformRound": round})
	data := g.public.must(g.t, `query($id: ID!) { edition(id: $id) { status promisedLimit { value } } item(slug: "elder-lunch") { edition { number promisedLimit { value } } editions { nodes { number } } } }`,
		map[string]any{"id": g.edition})
	if at(g.t, data, "edition.status") != "RETIRED" || at(g.t, data, "edition.promisedLimit.value") != 10.0 || at(g.t, data, "item.edition.promisedLimit.value") != 5.0 {
		g.t.Errorf("after the second publication: %v", data)
	}
}

func (g *guideLife) cancel() {
	round := at(g.t, g.admin.must(g.t, `{ rounds { nodes { id cancelledCount } } }`, nil), "rounds.nodes.1")
	g.change("cancelItems", "CancelItemsInput", "items { state }", map[string]any{
		"items": []string{g.item}, "round": round.(map[string]any)["id"], "reason": "并入高龄津贴",
	})
	data := g.public.must(g.t, `{
		item(slug: "elder-lunch") { state stateReason reformRound { code } edition { id } offerings { totalCount } }
		items(filter: {text: "老年人助餐"}) { nodes { slug } }
		cancelled: items(filter: {text: "老年人助餐", states: [CANCELLED]}) { totalCount }
		rounds { nodes { cancelledCount } }
	}`, nil)
	if at(g.t, data, "item.state") != "CANCELLED" || at(g.t, data, "item.edition") != nil || at(g.t, data, "item.offerings.totalCount") != 0.0 {
		g.t.Errorf("the cancelled item is %v", data["item"])
	}
	if strings.Contains(fmt.Sprint(data["items"]), "elder-lunch") || at(g.t, data, "cancelled.totalCount") != 1.0 {
		g.t.Errorf("lists show %v and %v", data["items"], data["cancelled"])
	}
	if before := round.(map[string]any)["cancelledCount"].(float64); at(g.t, data, "rounds.nodes.1.cancelledCount") != before+1 {
		g.t.Errorf("the round cancelled %v after %v", data["rounds"], before)
	}
	if out := command(g.t, "audit", "verify", "--database", g.admin.database); !strings.Contains(out, "whole") {
		g.t.Error(out)
	}
}

func TestNothingIsChangedWithoutAToken(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		before := at(t, s.must(t, `{ catalog { revision } }`, nil), "catalog.revision")
		for _, token := range []string{"", "ow_wrong", "Basic xyz"} {
			r := s.ask(t, `mutation { createTopic(input: {code: "X", name: "X", kind: TOPIC}) { topic { id } userErrors { code } } }`, nil, "Authorization", strings.TrimSpace("Bearer "+token))
			if len(r.Errors) == 0 || r.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
				t.Errorf("with %q it is answered %d %s", token, r.status, r.raw)
			}
			if token != "" && r.status != http.StatusUnauthorized {
				t.Errorf("with %q the status is %d", token, r.status)
			}
		}
		if after := at(t, s.must(t, `{ catalog { revision } }`, nil), "catalog.revision"); after != before {
			t.Errorf("revision %v after %v", after, before)
		}
	})
}
