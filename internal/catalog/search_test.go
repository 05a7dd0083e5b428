package catalog_test

import (
	"strings"
	"testing"
	"time"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

func namesFound(t *testing.T, lens *catalog.Lens, text string) string {
	t.Helper()
	c, err := lens.Items(t.Context(), catalog.ItemFilter{Text: &text}, catalog.SortByRelevance, page.Args{})
	if err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for _, item := range c.Nodes() {
		slugs = append(slugs, item.Slug)
	}
	return strings.Join(slugs, " ")
}

func TestSearchFollowsThePublicationAndTheSynonyms(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDistrict(t, url, store.Options{})
		d.publishItem("elder-card", "老年人优待证")
		live := d.live()
		admin := func() *catalog.Lens {
			return live.Current().See(identity.Admin("a"), time.Now())
		}
		see := func() *catalog.Lens { return public(live.Current()) }
		if got := namesFound(t, see(), "砍树"); got != "" {
			t.Errorf("found %s before there was anything", got)
		}
		d.publishItem("felling", "林木采伐许可证")
		if got := namesFound(t, see(), "采伐"); got != "felling" {
			t.Errorf("a publication is found as %q", got)
		}
		id, err := catalog.SaveSynonyms(d.ctx, d.store, catalog.SaveSynonymsInput{Words: []string{"砍树", "采伐", " 砍树"}, Note: new("口语")})
		d.must(err)
		if got := namesFound(t, see(), "砍树"); got != "felling" {
			t.Errorf("by its synonym it is found as %q", got)
		}
		if g := see().SynonymGroup(id); g == nil || len(g.Words()) != 2 || g.Version() != 1 {
			t.Errorf("the group is %v", g)
		}
		_, err = catalog.SaveSynonyms(d.ctx, d.store, catalog.SaveSynonymsInput{ID: &id, ExpectedVersion: new(1), Words: []string{"锯树", "采伐"}})
		d.must(err)
		if got := namesFound(t, see(), "砍树") + namesFound(t, see(), "锯树"); got != "felling" {
			t.Errorf("after the group changed it is found as %q", got)
		}
		_, err = catalog.RemoveSynonyms(d.ctx, d.store, catalog.RemoveSynonymsInput{ID: id, ExpectedVersion: 1})
		if p, _ := fault.From(err); len(p) != 1 || p[0].Code != "CONFLICT" {
			t.Errorf("an old version is answered %v", err)
		}
		_, err = catalog.RemoveSynonyms(d.ctx, d.store, catalog.RemoveSynonymsInput{ID: id, ExpectedVersion: 2})
		d.must(err)
		if got := namesFound(t, see(), "锯树"); got != "" || see().SynonymGroup(id) != nil {
			t.Errorf("without the group it is found as %q", got)
		}
		// A hidden draft neither is found by the public nor hides what is weaker.
		draft, err := catalog.RegisterItem(d.ctx, d.store, catalog.RegisterItemInput{
			Slug: "hidden", Owner: d.owner, ItemValues: catalog.ItemValues{Name: new("老年证"), Type: new(catalog.Licence)},
		})
		d.must(err)
		if got := namesFound(t, see(), "老年证"); got != "elder-card" {
			t.Errorf("the public finds %q beside the draft %d", got, draft)
		}
		if got := namesFound(t, admin(), "老年证"); !strings.HasPrefix(got, "hidden") {
			t.Errorf("an admin finds %q", got)
		}
	})
}

func TestBadSynonymsAreRefusedWithEveryFault(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	many := make([]string, 31)
	for i := range many {
		many[i] = strings.Repeat("字", i+1)
	}
	for want, in := range map[string]catalog.SaveSynonymsInput{
		"TOO_FEW_WORDS words":                 {Words: []string{"一", "一"}},
		"WORD_FORM words.1,WORD_FORM words.2": {Words: []string{"好", "！？", strings.Repeat("长", 21)}},
		"TOO_MANY words":                      {Words: many},
		"REQUIRED expectedVersion":            {ID: new(node.SynonymGroupID(1)), Words: []string{"甲", "乙"}},
		"NOT_FOUND id":                        {ID: new(node.SynonymGroupID(1)), ExpectedVersion: new(1), Words: []string{"甲", "乙"}},
	} {
		_, err := catalog.SaveSynonyms(d.ctx, d.store, in)
		var got []string
		problems, _ := fault.From(err)
		for _, p := range problems {
			got = append(got, p.Code+" "+strings.Join(p.Path, "."))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%v, wanted %s", got, want)
		}
	}
}

func TestSearchesThatFoundNothingAreCountedAndSayNothingOfWhoAsked(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDistrict(t, url, store.Options{})
		live := d.live()
		for range 3 {
			live.Missed("办 护照")
		}
		live.Missed("我的号码13800138000")
		live.Missed("330106199001011234")
		live.Missed("一三九八七六五四三二一")
		live.Missed(strings.Repeat("长", 100))
		d.must(live.RememberMisses(t.Context()))
		live.Missed("办护照")
		d.must(live.RememberMisses(t.Context()))
		if _, err := catalog.MissedSearches(t.Context(), d.store.Client, page.Args{}); err == nil {
			t.Error("the public sees what people asked for")
		}
		c, err := catalog.MissedSearches(d.ctx, d.store.Client, page.Args{})
		d.must(err)
		var got []string
		for _, m := range c.Nodes() {
			got = append(got, m.Text)
			if m.FirstOn != d.store.Today() || m.LastOn != d.store.Today() {
				t.Errorf("%s is of %s to %s", m.Text, m.FirstOn, m.LastOn)
			}
		}
		if want := "办护照 我的号码 " + strings.Repeat("长", 40); strings.Join(got, " ") != want || c.Edges[0].Node.Times != 4 {
			t.Errorf("kept are %v, the first %d times", got, c.Edges[0].Node.Times)
		}
		n, err := catalog.DismissMissedSearches(d.ctx, d.store, []string{"办护照", "never asked"})
		if err != nil || n != 1 {
			t.Errorf("%d were forgotten, %v", n, err)
		}
	})
}
