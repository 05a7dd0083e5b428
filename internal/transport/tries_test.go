package transport_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"onewindow/ent/db/casefile"
	"onewindow/internal/acceptance"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

const (
	followDocument = `query($n: String!, $s: String!) { followCase(number: $n, secret: $s) { state } }`
	rateDocument   = `mutation($n: String!, $s: String!) { rateCase(input: {number: $n, secret: $s, grade: 5}) { userErrors { code } } }`
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
			RateCase struct{ UserErrors []struct{ Code string } }
		}
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		c.t.Fatal(err)
	}
	for _, e := range answer.Errors {
		return e.Extensions.Code
	}
	for _, e := range answer.Data.RateCase.UserErrors {
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
	for i := range 40 {
		if code := c.try(fmt.Sprintf("198.51.100.%d", i), followDocument, rows[10].Number, wrongCode); code != "UNKNOWN_CASE" {
			t.Errorf("another address is answered %s", code)
		}
	}
}

// refusedAfter tries until a try is refused.
func (c *counted) refusedAfter(least, most int, try func(int) string) {
	c.t.Helper()
	for i := range most {
		switch code := try(i); {
		case code == "LIMIT_EXCEEDED" && i+1 >= least:
			return
		case code != "UNKNOWN_CASE":
			c.t.Fatalf("try %d is answered %q", i, code)
		}
	}
	c.t.Errorf("%d tries are answered", most)
}
