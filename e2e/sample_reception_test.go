package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestSampleReception is what a first start shows: each village reaches somebody, no
// roster has a gap, and an appointment is found and booked by the examples of the docs.
func TestSampleReception(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			anybody := &server{address: s.address} // without an account
			s.token = newToken(t, s.database, "sample")
			anybody.reachesFromEachVillage(t)
			s.hasNoGaps(t)
			anybody.booksByTheDocs(t)
			anybody.booksElsewhere(t)
		})
	}
}

// reachesFromEachVillage asks for all villages, ten at once.
func (s *server) reachesFromEachVillage(t *testing.T) {
	t.Helper()
	townships := at(t, s.must(t, `{ division(code: "511602000000") { children(first: 100) { nodes { id name } } } }`, nil), "division.children.nodes").([]any)
	var villages []string
	for _, one := range townships {
		found := s.must(t, `query($id: ID!) { division(id: $id) { children(first: 100) { nodes { id } } } }`, map[string]any{"id": at(t, one, "id")})
		for _, v := range at(t, found, "division.children.nodes").([]any) {
			villages = append(villages, at(t, v, "id").(string))
		}
	}
	if len(villages) != 332 {
		t.Errorf("there are %d villages", len(villages))
	}
	for part := range slices.Chunk(villages, 10) {
		var document strings.Builder
		for i, id := range part {
			fmt.Fprintf(&document, "v%d: reachableNow(division: %q) { center { name } contact { name phone } onDuty { id } } ", i, id)
		}
		for field, told := range s.must(t, "{ "+document.String()+"}", nil) {
			if told == nil || at(t, told, "contact.phone") == "" || at(t, told, "onDuty") != nil {
				t.Errorf("for %s of %v the public is told %v", field, part, told)
			}
		}
	}
}

// hasNoGaps looks at the rosters of the centers that have one.
func (s *server) hasNoGaps(t *testing.T) {
	t.Helper()
	for code, substitutes := range map[string]int{"511602000000-01": 1, "511602001000-01": 1, "511602002000-01": 0, "511602001001-01": 0} {
		center := at(t, s.must(t, `query($code: String!) { center(code: $code) { id } }`, map[string]any{"code": code}), "center.id")
		roster := at(t, s.must(t, `query($center: ID!) { dutyRoster(center: $center) {
			shifts { to staff { name } substituteFor { name } } gaps { from to } } }`, map[string]any{"center": center}), "dutyRoster")
		shifts, gaps, named := at(t, roster, "shifts").([]any), at(t, roster, "gaps").([]any), 0
		for _, shift := range shifts {
			if at(t, shift, "substituteFor") != nil {
				named++
			}
		}
		if len(shifts) == 0 || len(gaps) != 0 || named != substitutes {
			t.Errorf("%s has %d shifts, %d substitutes, the gaps %v", code, len(shifts), named, gaps)
		}
		if last := at(t, shifts[len(shifts)-1], "to").(string); last < dayFromNow(7*7) {
			t.Errorf("the duty of %s ends %s", code, last)
		}
	}
}

// booksByTheDocs runs the examples of docs/api.md with days of now: two weeks, as the
// longest holidays take more than one.
func (s *server) booksByTheDocs(t *testing.T) {
	t.Helper()
	examples := map[string]example{}
	for _, e := range examplesIn(t, "../docs/api.md") {
		for _, name := range []string{"query Free(", "mutation Book("} {
			if strings.Contains(e.document, name) {
				examples[name] = e
			}
		}
	}
	free, book := examples["query Free("], examples["mutation Book("]
	free.variables["from"], free.variables["to"] = dayFromNow(0), dayFromNow(13)
	slots := at(t, s.must(t, free.document, free.variables), "freeSlots").([]any)
	if len(slots) == 0 {
		t.Fatal("no slot is free")
	}
	slot := slots[len(slots)-1] // the first one may begin before it is booked
	book.variables["plan"], book.variables["beginsAt"] = at(t, slot, "planId"), at(t, slot, "beginsAt")
	booked := s.must(t, book.document, book.variables)
	if errs := at(t, booked, "bookAppointment.userErrors").([]any); len(errs) > 0 {
		t.Fatalf("the booking is refused with %v", errs)
	}
	mine := map[string]any{"number": at(t, booked, "bookAppointment.appointment.number"), "secret": at(t, booked, "bookAppointment.secret")}
	const find = `query($number: String!, $secret: String!) { findAppointment(number: $number, secret: $secret) { state beginsAt displaced item { slug } } }`
	found := at(t, s.must(t, find, mine), "findAppointment")
	if at(t, found, "state") != "BOOKED" || at(t, found, "beginsAt") != at(t, slot, "beginsAt") || at(t, found, "displaced") != false {
		t.Errorf("what was booked is %v, and %v was free", found, slot)
	}
	for _, wrong := range []map[string]any{
		{"number": mine["number"], "secret": "AAAAAAAAAA"}, {"number": "AAAAAAAA", "secret": mine["secret"]},
	} {
		if a := s.ask(t, find, wrong); !strings.Contains(string(a.raw), "UNKNOWN_APPOINTMENT") {
			t.Errorf("%v finds %s", wrong, a.raw)
		}
	}
	left := at(t, slot, "free").(float64) - 1
	for _, again := range at(t, s.must(t, free.document, free.variables), "freeSlots").([]any) {
		if at(t, again, "planId") == at(t, slot, "planId") && at(t, again, "beginsAt") == at(t, slot, "beginsAt") {
			left -= at(t, again, "free").(float64)
		}
	}
	if left != 0 {
		t.Errorf("a place that is booked is free: of %v, %v are unaccounted for", slot, left)
	}
	cancelled := s.must(t, `mutation($number: String!, $secret: String!) { cancelAppointment(input: {number: $number, secret: $secret}) {
		appointment { state } userErrors { code } } }`, mine)
	if at(t, cancelled, "cancelAppointment.appointment.state") != "CANCELLED" {
		t.Errorf("cancelled is %v", cancelled)
	}
}

// booksElsewhere books at a township's window, at home and after hours.
func (s *server) booksElsewhere(t *testing.T) {
	t.Helper()
	for _, p := range []struct{ center, item, kind string }{
		{"511602002000-01", "marriage-registration", "WINDOW"},
		{"511602004000-01", "marriage-registration", "WINDOW"},
		{"511602001000-01", "social-security-card-replace", "HOME_VISIT"},
		{"511602000000-01", "household-registration-birth", "EXTENDED_HOURS"},
	} {
		ids := s.must(t, `query($center: String!, $item: String!) { center(code: $center) { id } item(slug: $item) { id } }`,
			map[string]any{"center": p.center, "item": p.item})
		item := at(t, ids, "item.id")
		slots := at(t, s.must(t, `query($center: ID!, $item: ID!, $kind: SlotKind!, $from: Date!, $to: Date!) {
			freeSlots(center: $center, item: $item, kind: $kind, from: $from, to: $to) { planId beginsAt } }`,
			map[string]any{"center": at(t, ids, "center.id"), "item": item, "kind": p.kind, "from": dayFromNow(0), "to": dayFromNow(13)}), "freeSlots").([]any)
		if len(slots) == 0 {
			t.Errorf("nothing is free at %s for %s, %s", p.center, p.item, p.kind)
			continue
		}
		slot := slots[len(slots)-1]
		booked := s.must(t, `mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { kind state } userErrors { field code message } } }`,
			map[string]any{"input": map[string]any{
				"plan": at(t, slot, "planId"), "beginsAt": at(t, slot, "beginsAt"), "item": item, "name": "王小明", "phone": "10000000000", "address": "示例路1号",
			}})
		if at(t, booked, "bookAppointment.appointment.kind") != p.kind {
			t.Errorf("%s at %s is answered %v", p.kind, p.center, booked)
		}
	}
}
