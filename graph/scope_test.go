package graph

import (
	"fmt"
	"testing"

	"onewindow/ent/db/department"
	"onewindow/ent/db/servicecenter"
	"onewindow/ent/db/serviceitem"
	"onewindow/ent/db/stationing"
	"onewindow/internal/identity"
	"onewindow/internal/node"
)

// TestRightsHoldInTheirScopeAndNowhereElse makes changes as admins of a township
// and of a department of the sample: their own go through, others are refused.
func TestRightsHoldInTheirScopeAndNowhereElse(t *testing.T) {
	e := newEverything(t)
	db, ctx := e.store.Client, t.Context()
	center := func(code string) int {
		return db.ServiceCenter.Query().Where(servicecenter.Code(code)).OnlyIDX(ctx)
	}
	hall, township, village, neighbour := center("511602000000-01"), center("511602001000-01"), center("511602001001-01"), center("511602002000-01")
	civil, other := db.Department.Query().Where(department.Code("mzj")).OnlyIDX(ctx), db.Department.Query().Where(department.Code("rsj")).OnlyIDX(ctx)
	atTownship := identity.Caller{Name: "staff:T", Grants: []identity.Grant{{Role: identity.CenterAdmin, CenterID: township}}}
	atCivil := identity.Caller{Name: "staff:D", Grants: []identity.Grant{{Role: identity.DepartmentAdmin, DepartmentID: civil}}}
	id := node.Encode
	free := 0 // a department that is stationed at neither
	for _, d := range db.Department.Query().IDsX(ctx) {
		if !db.Stationing.Query().Where(stationing.DepartmentID(d), stationing.CenterIDIn(township, village, neighbour)).ExistX(ctx) && d != e.emptyDepartment {
			free = d
		}
	}
	own := db.ServiceItem.Query().Where(serviceitem.OwnerID(civil), serviceitem.State("ACTIVE")).FirstX(ctx)
	theirs := db.ServiceItem.Query().Where(serviceitem.OwnerID(other), serviceitem.State("ACTIVE")).FirstX(ctx)

	station := func(center int) string {
		return fmt.Sprintf(`mutation { stationDepartments(input: {center: %q, departments: [{department: %q, authority: FULL}], reason: "试"}) { userErrors { code message } } }`,
			id("ServiceCenter", center), id("Department", free))
	}
	move := func(from, to int) string {
		return fmt.Sprintf(`mutation { moveDepartments(input: {moves: [{department: %q, from: %q, to: %q}], reason: "试"}) { userErrors { code message } } }`,
			id("Department", free), id("ServiceCenter", from), id("ServiceCenter", to))
	}
	suspend := func(item int) string {
		return fmt.Sprintf(`mutation { suspendItem(input: {id: %q, expectedVersion: 1, reason: "试"}) { userErrors { code message } } }`, id("ServiceItem", item))
	}
	nobodys := id("Staff", db.Staff.Create().SetNumber("NEW").SetName("新人").SaveX(ctx).ID)
	postOf := func(staff, kind string, center int) string {
		return fmt.Sprintf(`mutation { assignPost(input: {staff: %q, kind: %s, center: %q}) { userErrors { code message } } }`, staff, kind, id("ServiceCenter", center))
	}
	post := func(kind string, center int) string { return postOf(nobodys, kind, center) }
	for _, c := range []struct {
		what     string
		caller   identity.Caller
		document string
		allowed  bool
	}{
		{"a township stations in its village", atTownship, station(village), true},
		{"a township moves within itself", atTownship, move(village, township), true},
		{"a township moves out of itself", atTownship, move(township, neighbour), false},
		{"a township stations at its neighbour", atTownship, station(neighbour), false},
		{"a township stations upwards", atTownship, station(hall), false},
		{"a township suspends an item", atTownship, suspend(own.ID), false},
		{"a department suspends its item", atCivil, suspend(own.ID), true},
		{"a department suspends another's item", atCivil, suspend(theirs.ID), false},
		{"a department stations", atCivil, station(village), false},
		{"a township assigns a clerk of its village", atTownship, post("CLERK", village), true},
		{"a township assigns a clerk elsewhere", atTownship, post("CLERK", neighbour), false},
		{"a township makes an admin", atTownship, post("CENTER_ADMIN", village), false},
		{"a township makes an admin of all", atTownship, post("DISTRICT_ADMIN", village), false},
	} {
		answer := e.ask(c.caller, c.document, nil)
		errors, _ := answer["errors"].([]any)
		switch {
		case c.allowed && (len(errors) > 0 || problems(answer) > 0):
			t.Errorf("%s: %v", c.what, answer)
		case !c.allowed && (len(errors) != 1 || at(errors[0], "extensions", "code") != "FORBIDDEN"):
			t.Errorf("%s: %v", c.what, answer)
		}
	}
	if answer := e.ask(atTownship, postOf(e.ids["Staff"][0], "CLERK", village), nil); problems(answer) != 1 {
		t.Errorf("a township assigns somebody of another place: %v", answer)
	}
}

// TestWhoRegistersAPersonHearsTheirID has the admin of a center register somebody, who
// is nobody's until they have a post: without the id none could be given.
func TestWhoRegistersAPersonHearsTheirID(t *testing.T) {
	e := newEverything(t)
	_, center, err := node.Decode(e.ids["ServiceCenter"][0])
	if err != nil {
		t.Fatal(err)
	}
	admin := identity.Caller{Name: "staff:T", Grants: []identity.Grant{{Role: identity.CenterAdmin, CenterID: center}}}
	answer := e.ask(admin, `mutation { registerStaff(input: {number: "NEW", name: "新人", phone: "13812341234"}) { staff { id name phone posts { id } } userErrors { code } } }`, nil)
	id, _ := at(answer, "data", "registerStaff", "staff", "id").(string)
	if phone := at(answer, "data", "registerStaff", "staff", "phone"); id == "" || phone != "138****1234" {
		t.Fatalf("who registered somebody is told %v", answer)
	}
	if answer := e.ask(admin, fmt.Sprintf(`{ node(id: %q) { id } }`, id), nil); at(answer, "data", "node") != nil {
		t.Errorf("somebody without a post is seen: %v", answer)
	}
	answer = e.ask(admin, fmt.Sprintf(`mutation { assignPost(input: {staff: %q, kind: CLERK, center: %q}) { post { staff { name } } userErrors { code } } }`, id, e.ids["ServiceCenter"][0]), nil)
	if at(answer, "data", "assignPost", "post", "staff", "name") != "新人" {
		t.Errorf("the new person gets a post: %v", answer)
	}
}

// problems counts the userErrors of the one mutation of an answer.
func problems(answer map[string]any) (n int) {
	data, _ := answer["data"].(map[string]any)
	for _, payload := range data {
		list, _ := at(payload, "userErrors").([]any)
		n += len(list)
	}
	return n
}

// TestWhatIsUnpublishedIsSeenByItsDepartment lists, counts and searches as the
// public, as a department and as another: each sees its own and what is published.
func TestWhatIsUnpublishedIsSeenByItsDepartment(t *testing.T) {
	e := newEverything(t)
	db, ctx := e.store.Client, t.Context()
	see := func(c identity.Caller) (total float64, ids map[string]bool) {
		t.Helper()
		ids = map[string]bool{}
		after := "null"
		for {
			answer := e.ask(c, `{ items(first: 100, after: `+after+`) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`, nil)
			page := at(answer, "data", "items")
			total, _ = at(page, "totalCount").(float64)
			nodes, _ := at(page, "nodes").([]any)
			for _, n := range nodes {
				ids[at(n, "id").(string)] = true
			}
			if at(page, "pageInfo", "hasNextPage") != true {
				return total, ids
			}
			after = fmt.Sprintf("%q", at(page, "pageInfo", "endCursor"))
		}
	}
	_, public := see(identity.Caller{})
	for _, code := range []string{"mzj", "gaj"} {
		dep := db.Department.Query().Where(department.Code(code)).OnlyIDX(ctx)
		total, seen := see(identity.Caller{Name: "staff:D", Grants: []identity.Grant{{Role: identity.DepartmentReviewer, DepartmentID: dep}}})
		own := 0
		for _, item := range db.ServiceItem.Query().Where(serviceitem.StateNEQ("CANCELLED")).AllX(ctx) {
			shown := node.Encode("ServiceItem", item.ID)
			switch {
			case item.OwnerID == dep && !seen[shown]:
				t.Errorf("%s does not see its %s", code, item.Slug)
			case item.OwnerID != dep && seen[shown] != public[shown]:
				t.Errorf("%s sees %s otherwise than the public", code, item.Slug)
			case item.OwnerID == dep && !public[shown]:
				own++
			}
		}
		if int(total) != len(public)+own || own == 0 {
			t.Errorf("%s counts %v items, the public %d, and %d of its own are not published", code, total, len(public), own)
		}
	}
}
