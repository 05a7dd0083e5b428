package main

import (
	"bytes"
	"math/rand/v2"
	"net/http/httptest"
	"testing"

	"onewindow/ent/db/department"
	"onewindow/internal/catalog"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/transport"
)

var tiny = size{townships: 2, villages: 3, departments: 2, items: 14, offered: 4}

// TestQuestions has every query of the benchmark answered over a small district
// of the generator, and each kind of change made.
func TestQuestions(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s, err := store.Open(t.Context(), url, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := fill(t.Context(), s, tiny, 1); err != nil {
			t.Fatal(err)
		}
		offerings, err := s.Client.Offering.Query().Count(t.Context())
		if want := tiny.items + tiny.townships*(1+tiny.villages)*tiny.offered; err != nil || offerings != want {
			t.Errorf("%d offerings, want %d: %v", offerings, want, err)
		}
		token, err := adminToken(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		live, err := catalog.Follow(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(transport.New(s, live))
		defer server.Close()
		address := server.Listener.Addr().String()
		askAll(t, s, address)
		changeOne(t, s, admin{address, token})
	})
}

func askAll(t *testing.T, s *store.Store, address string) {
	t.Helper()
	ids, err := s.Client.Department.Query().Order(department.ByID()).IDs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	departments := times(len(ids), func(i int) string { return node.Encode("Department", ids[i]) })
	shows := map[string]string{"guide": `"name":"居民身份证"`, "list": `"name":"检验费"`, "township": `"offeredItems":4`, "search": `"matched":true`}
	for _, q := range questions(tiny, departments, rand.New(rand.NewPCG(1, 2))) {
		bodies, err := q.bodies()
		if err != nil {
			t.Fatal(err)
		}
		exchanges, err := capture(address, bodies)
		if err != nil {
			t.Fatal(err)
		}
		var all []byte
		for _, e := range exchanges {
			all = append(all, e.Answer...)
		}
		if !bytes.Contains(all, []byte(shows[q.name])) {
			t.Errorf("no answer to %s has %s", q.name, shows[q.name])
		}
	}
}

func changeOne(t *testing.T, s *store.Store, a admin) {
	t.Helper()
	content, err := guideOf(9)
	if err != nil {
		t.Fatal(err)
	}
	item, err := s.Client.ServiceItem.Query().FirstID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var saves, whole side
	if err := changeLimit(t.Context(), a, item, content, &saves, &whole); err != nil {
		t.Fatal(err)
	}
	if saves.answers == 0 || whole.answers != 1 {
		t.Errorf("%d saves and %d publications", saves.answers, whole.answers)
	}
}
