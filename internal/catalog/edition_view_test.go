package catalog

import (
	"reflect"
	"testing"

	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// see is how the administrator and the public see the present state.
func (s *scene) see() (admin, public *Lens) {
	live, err := Follow(s.t.Context(), s.Store)
	s.must(err)
	return live.Current().See(identity.Admin("test"), noon), live.Current().See(identity.Caller{}, noon)
}

func TestDraftsAreForThoseWhoMaySeeThem(t *testing.T) {
	s := newScene(t, testdb.SQLite(t))
	item := s.published("a")
	guide := s.Client.Edition.Query().OnlyX(t.Context())
	c := complete()
	c.PromisedLimit, c.Steps[1].Department = workingDays(7), "GAJ"
	draft := s.draft(item, c)
	admin, public := s.see()

	seen, err := admin.ReadEdition(t.Context(), s.Client, int(draft))
	s.must(err)
	if seen.Title != c.Title || seen.People().CreatedBy != "test" || seen.People().PublishedBy != nil {
		t.Errorf("the draft is %+v by %+v", seen.Content, seen.People())
	}
	if steps := seen.Steps(); steps[0].Department().Code != "MZJ" || steps[1].Department().Code != "GAJ" {
		t.Errorf("the steps are done by %s and %s", steps[0].Department().Code, steps[1].Department().Code)
	}
	changes := seen.Diff(nil)
	if len(changes) != 2 || !reflect.DeepEqual(changes[0].Path, []string{"promisedLimit", "value"}) {
		t.Errorf("changed: %+v", changes)
	}
	if found := seen.Findings(); found == nil || len(Refusal(found)) != 1 {
		t.Errorf("found %v, want that the steps exceed the promise", found)
	}
	published, err := public.ReadEdition(t.Context(), s.Client, guide.ID)
	s.must(err)
	if published == nil || published.People() != nil || published.Findings() != nil {
		t.Errorf("the public sees %+v", published)
	}
	if hidden, err := public.ReadEdition(t.Context(), s.Client, int(draft)); hidden != nil || err != nil {
		t.Errorf("the public sees the draft: %+v %v", hidden, err)
	}
	if changes := published.Diff(nil); changes == nil || len(changes) > 0 {
		t.Errorf("the first edition differs: %v", changes)
	}
	if back := published.Diff(seen); len(back) != 2 {
		t.Errorf("seen from the draft it changed %+v", back)
	}
}

func TestDraftsOfManyItemsAreReadAtOnce(t *testing.T) {
	statements := 0
	s := &scene{t: t, Store: testdb.Open(t, testdb.SQLite(t), store.Options{Observe: func(string) { statements++ }})}
	s.civil = addDepartment(t, s.Store, "MZJ")
	var drafts []node.EditionID
	for _, slug := range []string{"a", "b", "c", "d", "e"} {
		item := s.item(slug)
		if slug != "c" {
			drafts = append(drafts, s.draft(item, complete()))
		}
	}
	admin, public := s.see()
	var items []*ItemAt
	for _, slug := range []string{"e", "c", "a", "e"} {
		items = append(items, admin.ItemBySlug(slug))
	}
	statements = 0
	got, err := admin.ReadDrafts(t.Context(), s.Client, items)
	s.must(err)
	if got[0].ID() != drafts[3] || got[1] != nil || got[2].ID() != drafts[0] || got[3] != got[0] {
		t.Errorf("drafts %v", got)
	}
	if statements != 9 {
		t.Errorf("%d statements, want one and one for each table of parts", statements)
	}
	if hidden, err := public.ReadDrafts(t.Context(), s.Client, items); err != nil || hidden[0] != nil {
		t.Errorf("the public sees drafts: %v %v", hidden, err)
	}
}

func TestCodesOfAnItem(t *testing.T) {
	s := newScene(t, testdb.SQLite(t))
	register := func(slug string, code *string, basic *node.BasicItemID) {
		_, err := RegisterItem(adminContext, s.Store, RegisterItemInput{Slug: slug, Owner: node.DepartmentID(s.civil), ImplementationCode: code, Basic: basic,
			ItemValues: ItemValues{Name: ptr(slug), Type: ptr(Licence)}})
		s.must(err)
	}
	basic := s.basic("511A01390000", ItemValues{Name: ptr("n"), Type: ptr(Licence)})
	register("none", nil, nil)
	register("coded", ptr("511A01380000-511602000000-000-1151130108778239R-1-00"), nil)
	register("refining", ptr("faulty"), &basic)
	admin, _ := s.see()
	none, coded, refining := admin.ItemBySlug("none"), admin.ItemBySlug("coded"), admin.ItemBySlug("refining")
	if none.BasicCode() != nil || none.CodeParts() != nil || none.CodeFaults() != nil {
		t.Errorf("without a code: %v %v %v", none.BasicCode(), none.CodeParts(), none.CodeFaults())
	}
	if *coded.BasicCode() != "511A01380000" || coded.CodeParts().Area != "511602000000" || len(coded.CodeFaults()) != 1 {
		t.Errorf("with a code: %v %v %v", *coded.BasicCode(), coded.CodeParts(), coded.CodeFaults())
	}
	if *refining.BasicCode() != "511A01390000" || len(refining.CodeFaults()) == 0 {
		t.Errorf("with a basic entry: %v %v", *refining.BasicCode(), refining.CodeFaults())
	}
}
