package sample

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// place is where an item stands among what the public finds, 0 for not among the first 20.
func place(t *testing.T, lens *catalog.Lens, query, slug string) (int, []string) {
	t.Helper()
	found, err := lens.Items(t.Context(), catalog.ItemFilter{Text: &query}, catalog.SortByRelevance, page.Args{})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	at, first := 0, []string{}
	for i, item := range found.Nodes() {
		if item.Slug == slug {
			at = i + 1
		}
		if i < 3 {
			first = append(first, item.Slug)
		}
	}
	return at, first
}

// public is how the public sees the sample, freshly loaded.
func public(t *testing.T, url string) *catalog.Lens {
	t.Helper()
	s := testdb.Open(t, url, store.Options{})
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	operator := identity.With(ctx, identity.Admin("test"))
	if _, err := Load(operator, s); err != nil {
		t.Fatal(err)
	}
	live, err := catalog.Follow(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	return live.Current().See(identity.Caller{}, s.Now())
}

// TestRanking runs the file of cases: a query, the item that is wanted, and the
// place up to which it has to come. It prints the hit rates at 1 and 3.
func TestRanking(t *testing.T) {
	lens := public(t, testdb.SQLite(t))
	cases, err := table("ranking.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 150 {
		t.Errorf("%d cases are too few", len(cases))
	}
	var first, firstThree int
	for _, c := range cases {
		wanted, err := strconv.Atoi(c["place"])
		if err != nil {
			t.Fatal(err)
		}
		at, instead := place(t, lens, c["query"], c["item"])
		if at == 1 {
			first++
		}
		if at >= 1 && at <= 3 {
			firstThree++
		}
		if at == 0 || at > wanted {
			t.Errorf("%s: %s is at %d, wanted up to %d; first are %v", c["query"], c["item"], at, wanted, instead)
		}
	}
	n := float64(len(cases))
	t.Logf("%d cases: %.1f%% at 1, %.1f%% at 3", len(cases), 100*float64(first)/n, 100*float64(firstThree)/n)
}

// The order must not depend on the engine, nor on how the catalog came about.
func TestSameOrderOnBothEngines(t *testing.T) {
	cases, err := table("ranking.csv")
	if err != nil {
		t.Fatal(err)
	}
	on := map[string]*catalog.Lens{"SQLite": public(t, testdb.SQLite(t)), "PostgreSQL": public(t, testdb.Postgres(t))}
	for _, c := range cases {
		query, slugs := c["query"], map[string][]string{}
		for engine, lens := range on {
			found, err := lens.Items(t.Context(), catalog.ItemFilter{Text: &query}, catalog.SortByRelevance, page.Args{First: new(page.Max)})
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range found.Nodes() {
				slugs[engine] = append(slugs[engine], item.Slug)
			}
		}
		if !slices.Equal(slugs["SQLite"], slugs["PostgreSQL"]) {
			t.Errorf("%s: %v on SQLite, %v on PostgreSQL", query, slugs["SQLite"], slugs["PostgreSQL"])
		}
	}
}
