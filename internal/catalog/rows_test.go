package catalog

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

func TestContentsSurviveTheirRows(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := openStore(t, url)
		ctx := t.Context()
		departments := map[string]int{"511602-gaj": addDepartment(t, s, "511602-gaj"), "511602-mzj": addDepartment(t, s, "511602-mzj")}
		codes := map[int]string{}
		for code, id := range departments {
			codes[id] = code
		}
		random := contentMaker{rand.New(rand.NewPCG(1, 2))}
		want := map[int]Content{}
		var editions []*db.Edition
		for i := range 40 {
			item := addItem(t, s, fmt.Sprintf("item-%d", i), departments["511602-gaj"])
			edition := addEdition(t, s, item, Content{Title: "replaced"})
			for range 3 { // a content must leave nothing behind of the one before
				before, c := want[edition.ID], random.content()
				if i%2 == 0 { // most of it is the same
					c.Materials, c.Fees, c.Results, c.Conditions = before.Materials, before.Fees, before.Results, before.Conditions
				}
				want[edition.ID] = c
				replaceContent(t, s, edition.ID, departments, before, c)
			}
			editions = append(editions, s.Client.Edition.GetX(ctx, edition.ID))
		}
		got, err := LoadContents(ctx, s.Client, editions, func(id int) string { return codes[id] })
		if err != nil {
			t.Fatal(err)
		}
		for id, content := range want {
			if !reflect.DeepEqual(got[id], content) {
				t.Fatalf("edition %d\n got %+v\nwant %+v", id, got[id], content)
			}
		}
	})
}

func TestLoadingManyContentsTakesOneQueryPerTable(t *testing.T) {
	var statements int
	s := testdb.Open(t, testdb.SQLite(t), store.Options{Observe: func(string) { statements++ }})
	owner := addDepartment(t, s, "owner")
	var editions []*db.Edition
	for i := range 30 {
		editions = append(editions, addEdition(t, s, addItem(t, s, fmt.Sprintf("item-%d", i), owner), Content{Title: "t"}))
	}
	statements = 0
	if _, err := LoadContents(t.Context(), s.Client, editions, nil); err != nil {
		t.Fatal(err)
	}
	if statements != 8 {
		t.Errorf("%d statements for 30 editions, want one for each of the 8 tables of parts", statements)
	}
}

func TestPartsThatAreTheSameAreLeftAlone(t *testing.T) {
	var statements int
	s := testdb.Open(t, testdb.SQLite(t), store.Options{Observe: func(string) { statements++ }})
	row := addEdition(t, s, addItem(t, s, "item", addDepartment(t, s, "owner")), Content{Title: "t"})
	c := contentMaker{rand.New(rand.NewPCG(1, 2))}.content()
	c.Steps, c.Fees = nil, []Fee{{Name: "f"}}
	if err := storeParts(t.Context(), s.Client, row.ID, nil, Content{}, c); err != nil {
		t.Fatal(err)
	}
	shorter, dearer := c, c
	shorter.PromisedLimit = &TimeLimit{Value: 1, Unit: "WORKING_DAYS"}
	dearer.Fees = append([]Fee{{Name: "n"}}, c.Fees...)
	for name, want := range map[string]struct {
		content    Content
		statements int
	}{"another limit": {shorter, 0}, "another fee": {dearer, 2}, "nothing": {Content{}, 7}} {
		statements = 0
		if err := storeParts(t.Context(), s.Client, row.ID, nil, c, want.content); err != nil {
			t.Fatal(err)
		}
		if statements != want.statements {
			t.Errorf("%s: %d statements, not %d", name, statements, want.statements)
		}
		if err := storeParts(t.Context(), s.Client, row.ID, nil, want.content, c); err != nil {
			t.Fatal(err)
		}
	}
}

// contentMaker fills a Content by reflection, so that a field which is added
// and not stored is found.
type contentMaker struct{ *rand.Rand }

var enumValues = map[reflect.Type][]string{
	reflect.TypeFor[Handling]():       {"ON_THE_SPOT", "PROMISED"},
	reflect.TypeFor[LimitUnit]():      {"WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"},
	reflect.TypeFor[MaterialForm]():   {"ORIGINAL", "COPY", "ORIGINAL_AND_COPY", "ELECTRONIC"},
	reflect.TypeFor[Necessity]():      {"REQUIRED", "CONDITIONAL", "OPTIONAL"},
	reflect.TypeFor[MaterialSource](): {"APPLICANT", "GOVERNMENT", "INTERMEDIARY", "OTHER"},
	reflect.TypeFor[MaterialFormat](): {"PAPER", "ELECTRONIC", "PAPER_OR_ELECTRONIC"},
	reflect.TypeFor[StepKind]():       {"RECEIVE", "ACCEPT", "REVIEW", "DECIDE", "DELIVER", "SPECIAL"},
	reflect.TypeFor[ResultType]():     {"LICENCE", "CERTIFICATE", "APPROVAL", "RECORD", "PAYMENT", "INFORMATION", "OTHER"},
	reflect.TypeFor[Delivery]():       {"COUNTER", "MAIL", "ONLINE", "HOME"},
	reflect.TypeFor[CrossArea]():      {"NATIONWIDE", "ACROSS_PROVINCES", "VILLAGE"},
	reflect.TypeFor[OnlineDepth]():    {"NONE", "CONSULT", "ELECTRONIC"},
}

func (r contentMaker) content() Content {
	var c Content
	r.fill(reflect.ValueOf(&c).Elem())
	c.VerifiedOn = calendar.NewDay(2020, 1, 1+r.IntN(3000)).String()
	for i := range c.Steps {
		c.Steps[i].Department = []string{"", "511602-gaj", "511602-mzj"}[r.IntN(3)]
	}
	return c
}

func (r contentMaker) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			r.fill(v.Field(i))
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			r.fill(v.Elem())
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				r.fill(v.Index(i))
			}
		}
	case reflect.String:
		v.SetString(r.word(v.Type()))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		v.SetInt(r.Int64N(1000))
	}
}

func (r contentMaker) word(t reflect.Type) string {
	if values := enumValues[t]; values != nil {
		return values[r.IntN(len(values))]
	}
	return []string{"", "身份证", "a'b\"c\\", "两\n行", "😀 \t", "1%_"}[r.IntN(6)]
}

var adminContext = identity.With(context.Background(), identity.Admin("test"))

// noon is the present of every test: 2026-03-02 in Shanghai, a Monday.
var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func openStore(t *testing.T, url string) *store.Store {
	t.Helper()
	return testdb.Open(t, url, store.Options{Clock: func() time.Time { return noon }})
}

func addDepartment(t *testing.T, s *store.Store, code string) int {
	t.Helper()
	return s.Client.Department.Create().SetCode(code).SetName("局 " + code).SetKind("STATUTORY_BODY").
		SetValidFrom(calendar.NewDay(2020, 1, 1)).SaveX(t.Context()).ID
}

func addItem(t *testing.T, s *store.Store, slug string, owner int) int {
	t.Helper()
	return s.Client.ServiceItem.Create().SetSlug(slug).SetOwnerID(owner).SetDistrictCode("511602000000").
		SetName("事项 " + slug).SetType("CONFIRMATION").SetStateSince(calendar.NewDay(2020, 1, 1)).
		SetCreatedAt(noon).SetUpdatedAt(noon).SaveX(t.Context()).ID
}

func addEdition(t *testing.T, s *store.Store, item int, c Content) *db.Edition {
	t.Helper()
	create := s.Client.Edition.Create().SetItemID(item).SetNumber(1).SetStatus("DRAFT").
		SetCreatedAt(noon).SetCreatedBy("test").SetUpdatedAt(noon).SetUpdatedBy("test")
	if err := setContent(create.Mutation(), c); err != nil {
		t.Fatal(err)
	}
	return create.SaveX(t.Context())
}

func replaceContent(t *testing.T, s *store.Store, edition int, departments map[string]int, before, c Content) {
	t.Helper()
	update := s.Client.Edition.UpdateOneID(edition)
	if err := setContent(update.Mutation(), c); err != nil {
		t.Fatal(err)
	}
	update.ExecX(t.Context())
	if err := storeParts(t.Context(), s.Client, edition, departments, before, c); err != nil {
		t.Fatal(err)
	}
}
