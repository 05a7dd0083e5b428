package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/transport"
	"onewindow/sample"
)

// counted is the server over the sample, with a count of the statements it sends.
type counted struct {
	t          *testing.T
	server     http.Handler
	statements atomic.Int64
	token      string
}

func newCounted(t *testing.T, url string) *counted {
	t.Helper()
	c := &counted{t: t}
	s := testdb.Open(t, url, store.Options{Observe: func(string) { c.statements.Add(1) }})
	ctx := identity.With(t.Context(), identity.Caller{Name: "test", Role: identity.RoleAdmin})
	if _, err := sample.Load(ctx, s); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.token, err = identity.CreateToken(ctx, s.Client, s.Now(), identity.NewToken{Name: "test", Role: identity.RoleAdmin}); err != nil {
		t.Fatal(err)
	}
	live, err := catalog.Follow(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	c.server = transport.New(s, live)
	return c
}

// ask answers a document and says how many statements that took.
func (c *counted) ask(token, document string) int64 {
	c.t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	before, w := c.statements.Load(), httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"errors"`) {
		c.t.Fatalf("%s\nis answered %d %.500s", document, w.Code, w.Body)
	}
	return c.statements.Load() - before
}

func TestPublicQueriesSendNoSQL(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		c := newCounted(t, url)
		for _, document := range []string{
			`{ catalog { revision publishedItems villages } topics { name itemCount } sectors { name } reformRounds { name cancelledCount } }`,
			`{ items(first: 50, filter: {text: "养老"}) { totalCount nodes { name owner { name } edition { title materials { name } steps { name department { name } } fees { name } } offerings { nodes { center { name } } } } facets { departments { count } topics { count } modes { count } } } }`,
			`{ division(code: "511602000000") { counts { townships villages } children(first: 30) { nodes { name offeredItems centers { nodes { name openNow stationings { department { name leader { name } } attribution { startedBy } } } } } } } }`,
			`{ center(code: "511602000000-01") { name day { open { from } stationings { department { name } } } offerings(first: 100) { nodes { item { name } } } suggestions { totalCount } } }`,
			`{ items(first: 20) { nodes { name publishedEditions { number } whereToGo(center: "U2VydmljZUNlbnRlcjox") { here center { name } } } } }`,
			`{ entryGap { missingItems sectors { movedIn } } compression { overall { totalRatio } byDepartment { figures { items } } } }`,
			`{ _entities(representations: [{__typename: "ServiceItem", slug: "x"}, {__typename: "Division", code: "511602001001"}]) { ... on Division { name centers { nodes { name } } } } }`,
			`{ dueOn(from: "2026-09-28", value: 5, unit: WORKING_DAYS) { day } division(code: "511602001001", asOf: "2020-01-01") { name path { name } } }`,
		} {
			if n := c.ask("", document); n != 0 {
				t.Errorf("%d statements for %s", n, document)
			}
		}
	})
}

// TestNestedReadsDoNotGrowWithTheirParents compares few parents with many.
func TestNestedReadsDoNotGrowWithTheirParents(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		c := newCounted(t, url)
		for name, document := range map[string]string{
			"drafts":       `{ items(first: N, filter: {published: false}) { nodes { draft { title materials { name } steps { name } } } } }`,
			"attributions": `{ centers(first: N) { nodes { stationings { attribution { startedBy startReason } } } } }`,
			"leaders":      `{ departments(first: N) { nodes { leader { name posts { kind staff { name } } } } } }`,
		} {
			few, many := c.ask(c.token, strings.Replace(document, "N", "2", 1)), c.ask(c.token, strings.Replace(document, "N", "100", 1))
			// A busy machine may cut a batch in two or three; a statement for each
			// parent would be hundreds.
			if few == 0 || many > 3*few+10 {
				t.Errorf("%s: %d statements for 2 parents, %d for 100", name, few, many)
			}
		}
	})
}
