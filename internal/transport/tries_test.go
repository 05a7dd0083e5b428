package transport_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"onewindow/ent/db/casefile"
	"onewindow/ent/db/serviceitem"
	"onewindow/internal/acceptance"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/reception"
	"onewindow/internal/testdb"
)

const (
	followDocument = `query($n: String!, $s: String!) { followCase(number: $n, secret: $s) { state } }`
	rateDocument   = `mutation($n: String!, $s: String!) { rateCase(input: {number: $n, secret: $s, grade: 5}) { userErrors { code } } }`
	findDocument   = `query($n: String!, $s: String!) { findAppointment(number: $n, secret: $s) { state } }`
	cancelDocument = `mutation($n: String!, $s: String!) { cancelAppointment(input: {number: $n, secret: $s}) { userErrors { code } } }`
	wrongCode      = "AAAAAAAAAA"
)

// try says how an address that tries a code is answered.
func (c *counted) try(from, document, number, secret string) string {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]string{"n": number, "s": secret}})
	if err != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.RemoteAddr = from + ":1"
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	var answer struct {
		Data struct {
			RateCase, CancelAppointment struct{ UserErrors []struct{ Code string } }
		}
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		c.t.Fatal(err)
	}
	for _, e := range answer.Errors {
		return e.Extensions.Code
	}
	for _, e := range append(answer.Data.RateCase.UserErrors, answer.Data.CancelAppointment.UserErrors...) {
		return e.Code
	}
	return ""
}

// TestCodesOfCasesAreNotGuessed holds wrong codes from one address to ten a minute.
// A right code costs an address none of them, and nobody keeps others from a case.
func TestCodesOfCasesAreNotGuessed(t *testing.T) {
	c := newCounted(t, testdb.SQLite(t))
	c.fillCases(12)
	ctx := identity.With(t.Context(), identity.Caller{Name: "staff:CLERK", StaffID: 1, Grants: []identity.Grant{{Role: identity.DistrictAdmin}}})
	rows := c.store.Client.CaseFile.Query().Order(casefile.ByID()).AllX(t.Context())
	for _, row := range rows {
		told, err := c.server.Acceptance().RevealApplicant(ctx, acceptance.RevealApplicantInput{Case: node.CaseID(row.ID), Reason: "测试"})
		if err != nil {
			t.Fatal(err)
		}
		if code := c.try("192.0.2.1", followDocument, row.Number, told.FollowSecret); code != "" {
			t.Errorf("a right code is answered %s", code)
		}
	}
	for i := range 10 { // numbers that no case has, and those of cases
		number := fmt.Sprintf("1999-%06d", i)
		if i%2 == 0 {
			number = rows[i].Number
		}
		document := []string{followDocument, rateDocument}[i/5]
		if code := c.try("192.0.2.1", document, number, wrongCode); code != "UNKNOWN_CASE" {
			t.Errorf("wrong code %d is answered %s", i, code)
		}
	}
	// One more comes within six seconds: a slow machine gets a few more than ten.
	c.refusedAfter(1, 30, func(i int) string {
		return c.try("192.0.2.1", []string{followDocument, rateDocument}[i%2], rows[11].Number, wrongCode)
	})
	c.refusedAfter(10, 40, func(i int) string { // this machine, for which to ask is free
		return c.try("127.0.0.1", []string{followDocument, rateDocument}[i%2], rows[11].Number, wrongCode)
	})
	for i := range 40 {
		if code := c.try(fmt.Sprintf("198.51.100.%d", i), followDocument, rows[10].Number, wrongCode); code != "UNKNOWN_CASE" {
			t.Errorf("another address is answered %s", code)
		}
	}
}

// TestCodesOfAppointmentsAreNotGuessed holds wrong codes of appointments to the same
// ten a minute, together with those of cases.
func TestCodesOfAppointmentsAreNotGuessed(t *testing.T) {
	c := newCounted(t, testdb.SQLite(t))
	booked := c.book(12)
	for _, a := range booked {
		if code := c.try("192.0.2.1", findDocument, a.number, a.secret); code != "" {
			t.Errorf("a right code is answered %s", code)
		}
	}
	if code := c.try("192.0.2.1", cancelDocument, booked[0].number, booked[0].secret); code != "" {
		t.Errorf("a right code cancels with %s", code)
	}
	for i, try := range []struct{ document, number, want string }{
		{findDocument, "NOSUCHNO", "UNKNOWN_APPOINTMENT"},
		{findDocument, booked[0].number, "UNKNOWN_APPOINTMENT"}, // cancelled
		{findDocument, booked[1].number, "UNKNOWN_APPOINTMENT"},
		{findDocument, "", "UNKNOWN_APPOINTMENT"},
		{cancelDocument, "NOSUCHNO", "UNKNOWN_APPOINTMENT"},
		{cancelDocument, booked[0].number, "UNKNOWN_APPOINTMENT"},
		{cancelDocument, booked[1].number, "UNKNOWN_APPOINTMENT"},
		{cancelDocument, "", "UNKNOWN_APPOINTMENT"},
		{followDocument, "1999-000001", "UNKNOWN_CASE"},
		{rateDocument, "1999-000001", "UNKNOWN_CASE"},
	} {
		before := c.statements.Load()
		if code := c.try("192.0.2.1", try.document, try.number, wrongCode); code != try.want {
			t.Errorf("wrong code %d is answered %q", i, code)
		}
		if took := c.statements.Load() - before; took != 1 { // no more for a number that is there
			t.Errorf("wrong code %d takes %d statements", i, took)
		}
	}
	c.refusedAfter(1, 30, func(i int) string {
		return c.try("192.0.2.1", []string{findDocument, cancelDocument}[i%2], booked[2].number, wrongCode)
	})
	// Who is refused learns nothing, also with a right code, and no other address is.
	for _, document := range []string{findDocument, cancelDocument, followDocument} {
		if code := c.try("192.0.2.1", document, booked[3].number, booked[3].secret); code != "LIMIT_EXCEEDED" {
			t.Errorf("who tried too often is answered %q", code)
		}
	}
	if code := c.try("192.0.2.2", cancelDocument, booked[3].number, booked[3].secret); code != "" {
		t.Errorf("who booked is answered %s elsewhere", code)
	}
}

// appointmentCode is a booked appointment and its code.
type appointmentCode struct{ number, secret string }

// book books n appointments in the slots of the sample.
func (c *counted) book(n int) (booked []appointmentCode) {
	c.t.Helper()
	desk, ctx := c.server.Reception(), c.live.Begin(c.t.Context())
	item := node.ItemID(c.store.Client.ServiceItem.Query().Where(serviceitem.Slug("marriage-registration")).OnlyIDX(ctx))
	center, today := c.live.Current().Directory.CenterByCode("511602000000-01"), c.store.Today()
	free, err := desk.FreeSlots(ctx, reception.FreeFilter{
		Center: node.CenterID(center.ID), Item: &item, From: today.AddDays(1), To: today.AddDays(reception.MaxFreeDays),
	})
	if err != nil || len(free) < n {
		c.t.Fatalf("%d slots are free, %v", len(free), err)
	}
	for _, slot := range free[:n] {
		id, err := desk.BookAppointment(ctx, reception.BookInput{
			Plan: slot.PlanID(), BeginsAt: slot.BeginsAt, Item: item, Name: "张三丰", Phone: "13812341234",
		})
		if err != nil {
			c.t.Fatal(err)
		}
		a, err := desk.ChangedAppointment(ctx, id)
		if err != nil {
			c.t.Fatal(err)
		}
		secret, err := desk.Secret(a)
		if err != nil {
			c.t.Fatal(err)
		}
		booked = append(booked, appointmentCode{a.Number(), *secret})
	}
	return booked
}

// refusedAfter tries until a try is refused.
func (c *counted) refusedAfter(least, most int, try func(int) string) {
	c.t.Helper()
	for i := range most {
		switch code := try(i); {
		case code == "LIMIT_EXCEEDED" && i+1 >= least:
			return
		case code != "UNKNOWN_CASE" && code != "UNKNOWN_APPOINTMENT":
			c.t.Fatalf("try %d is answered %q", i, code)
		}
	}
	c.t.Errorf("%d tries are answered", most)
}
