package graph

import (
	"slices"
	"strings"
	"testing"

	"onewindow/ent/db"
	"onewindow/ent/db/servicecenter"
	"onewindow/internal/identity"
	"onewindow/internal/node"
)

// Villages of two townships of the sample are moved below the district's hall: tried
// first, refused to whom it is not for, made once, and refused to who has not seen that.
func TestMovingCentersThroughTheAPI(t *testing.T) {
	e := newEverything(t)
	client, ctx := e.store.Client, t.Context()
	center := func(code string) *db.ServiceCenter {
		return client.ServiceCenter.Query().Where(servicecenter.Code(code)).OnlyX(ctx)
	}
	hall, township := center("511602000000-01"), center("511602001000-01")
	villages := []string{"511602001001-01", "511602001002-01"}
	outside := client.ServiceCenter.Query().Where(servicecenter.ReportsToID(center("511602002000-01").ID)).FirstX(ctx).Code
	villages = append(villages, outside)
	move := func(caller identity.Caller, to *db.ServiceCenter, dryRun bool, codes ...string) map[string]any {
		seen := make([]map[string]any, len(codes))
		for i, code := range codes {
			c := center(code)
			seen[i] = map[string]any{"id": node.Encode("ServiceCenter", c.ID), "expectedVersion": c.Version}
		}
		return e.ask(caller, `mutation($input: MoveCentersInput!) { moveCenters(input: $input) {
			centers { code reportsTo { code } version } endings { offeringCount } userErrors { field code } } }`,
			map[string]any{"input": map[string]any{"centers": seen, "reportsTo": node.Encode("ServiceCenter", to.ID), "reason": "直管试点", "dryRun": dryRun}})
	}
	admin := identity.Admin("test")

	atTownship := identity.Caller{Name: "staff:T", Grants: []identity.Grant{{Role: identity.CenterAdmin, CenterID: township.ID}}}
	for _, caller := range []identity.Caller{atTownship, {}} {
		answer := move(caller, hall, false, villages...)
		errors, _ := answer["errors"].([]any)
		if code := at(errors[0], "extensions", "code"); len(errors) != 1 || code != "FORBIDDEN" && code != "UNAUTHENTICATED" {
			t.Errorf("%s is answered %v", caller.Name, answer)
		}
	}
	payload := at(move(admin, hall, true, villages...), "data", "moveCenters")
	if at(payload, "centers") != nil || at(payload, "endings", "offeringCount") == nil {
		t.Errorf("tried: %v", payload)
	}
	refused := at(move(admin, township, false, villages...), "data", "moveCenters")
	problems, _ := at(refused, "userErrors").([]any)
	if at(refused, "centers") != nil || at(refused, "endings") != nil || len(problems) != 1 || at(problems[0], "code") != "REPORTS_TO_OUTSIDE" {
		t.Fatalf("refused: %v", refused)
	}
	if field, _ := at(problems[0], "field").([]any); !slices.Equal(field, []any{"centers", "2"}) {
		t.Errorf("at %v", field)
	}
	for _, code := range villages {
		if c := center(code); *c.ReportsToID == hall.ID {
			t.Errorf("%s was moved", code)
		}
	}

	payload = at(move(admin, hall, false, villages...), "data", "moveCenters")
	moved, _ := at(payload, "centers").([]any)
	if len(moved) != len(villages) {
		t.Fatalf("moved: %v", payload)
	}
	for i, one := range moved {
		if at(one, "code") != villages[i] || at(one, "reportsTo", "code") != hall.Code || at(one, "version") != float64(center(villages[i]).Version) {
			t.Errorf("moved: %v", one)
		}
	}
	var none strings.Builder
	for range 101 {
		none.WriteString(`{id: "U2VydmljZUNlbnRlcjox", expectedVersion: 1} `)
	}
	tooMany := e.ask(admin, `mutation { moveCenters(input: {centers: [`+none.String()+`], reportsTo: "U2VydmljZUNlbnRlcjox", reason: "试"}) { userErrors { field code } } }`, nil)
	if list, _ := at(tooMany, "data", "moveCenters", "userErrors").([]any); len(list) != 1 || at(list[0], "code") != "TOO_MANY" {
		t.Errorf("too many: %v", tooMany)
	}
}
