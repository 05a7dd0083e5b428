package organization

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// fullList can be filled past its rules, one row a call, and be added to by them.
type fullList struct {
	most    int
	fill    func(i int)
	add     func() error
	refusal string
}

// TestListsThatAreFullTakeNoMore fills each list but for one place, which is
// taken by the rules; then there is no room.
func TestListsThatAreFullTakeNoMore(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		for name, l := range map[string]fullList{
			"departments of a center": sc.stationed(), "windows": sc.windows(), "standards": sc.standards(), "sectors": sc.sectors(),
			"facts": sc.facts(), "predecessors": sc.predecessors(), "posts": sc.posts(),
		} {
			for i := range l.most - 1 {
				l.fill(i)
			}
			if err := l.add(); err != nil {
				t.Errorf("%s: the last place is refused: %s", name, codes(err))
			}
			if got := codes(l.add()); got != l.refusal {
				t.Errorf("%s: one more is answered with %s, want %s", name, got, l.refusal)
			}
		}
	})
}

// numbered is a code that is another one each time.
func numbered(prefix string) func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprint(prefix, n)
	}
}

func (sc *scene) stationed() fullList {
	code, center := numbered("d"), sc.centers["cA"]
	return fullList{MaxStationed, func(int) {
		create := sc.store.Client.Stationing.Create().SetDepartmentID(int(sc.department(code()))).SetCenterID(int(center))
		create.SetAuthority(string(Full)).SetValidFrom(today.AddDays(9)).SetStartedAt(noon).SetStartedBy("test").SetStartReason("进驻").SaveX(sc.ctx)
	}, func() error {
		in := StationDepartmentsInput{Center: center, Departments: []StationedDepartment{{sc.department(code()), Full}}, Reason: "进驻"}
		_, err := sc.service.StationDepartments(sc.ctx, in)
		return err
	}, "LIST_FULL at center"}
}

func (sc *scene) windows() fullList {
	number, center := numbered("W"), sc.centers["cB"]
	return fullList{MaxWindows, func(int) {
		sc.store.Client.Window.Create().SetCenterID(int(center)).SetNumber(number()).SetKind(string(ComprehensiveWindow)).SetOpen(false).SaveX(sc.ctx)
	}, func() error {
		_, err := sc.service.OpenWindow(sc.ctx, OpenWindowInput{Center: center, Number: number(), Kind: ComprehensiveWindow})
		return err
	}, "LIST_FULL at center"}
}

// standards has one that ended, which takes no place until it goes on.
func (sc *scene) standards() fullList {
	code := numbered("S")
	create := func(end *calendar.Day) int {
		return sc.store.Client.CenterStandard.Create().SetCode(code()).SetName("标准").SetLevel(string(Village)).SetValidFrom(since).
			SetNillableValidTo(end).SaveX(sc.ctx).ID
	}
	ended := create(ptr(today.AddDays(-1)))
	return fullList{MaxStandards, func(int) { create(nil) }, func() error {
		in := CreateStandardInput{Code: code(), Name: "标准", Level: District}
		if _, err := sc.service.CreateStandard(sc.ctx, in); err != nil {
			return err
		}
		again := UpdateStandardInput{ID: node.StandardID(ended), ExpectedVersion: 1, ValidTo: graphql.OmittableOf[*calendar.Day](nil)}
		_, err := sc.service.UpdateStandard(sc.ctx, again)
		sc.want(err, "LIST_FULL at validTo")
		return nil
	}, "LIST_FULL at code"}
}

func (sc *scene) sectors() fullList {
	code := numbered("F")
	return fullList{MaxSectors, func(int) { sc.store.Client.Sector.Create().SetCode(code()).SetName("领域").SaveX(sc.ctx) }, func() error {
		_, err := sc.service.CreateSector(sc.ctx, CreateSectorInput{Code: code(), Name: "领域"})
		return err
	}, "LIST_FULL at code"}
}

func (sc *scene) facts() fullList {
	kind, division := numbered("K"), sc.divisionID("A1")
	return fullList{MaxFacts, func(int) {
		sc.store.Client.PopulationFact.Create().SetDivisionID(int(division)).SetKind(kind()).SetCount(1).SetCountedOn(today).SaveX(sc.ctx)
	}, func() error {
		// what is known already takes no other place
		in := RecordPopulationFactsInput{Division: division, Facts: []PopulationFactInput{{Kind: "K1", Count: 2}, {Kind: kind(), Count: 3}}}
		_, err := sc.service.RecordPopulationFacts(sc.ctx, in)
		return err
	}, "LIST_FULL at facts"}
}

func (sc *scene) predecessors() fullList {
	name, heir := numbered("ended"), sc.divisionID("A2")
	ended := func() int {
		code := name()
		sc.division(code, Village, "A")
		return sc.divisions[code].Update().SetValidTo(today).SaveX(sc.ctx).ID
	}
	return fullList{MaxSuccessions, func(int) {
		sc.store.Client.DivisionSuccession.Create().SetPredecessorID(ended()).SetSuccessorID(int(heir)).SetOnDay(today).SaveX(sc.ctx)
	}, func() error {
		in := NameSuccessorsInput{Division: node.DivisionID(ended()), ExpectedVersion: 1, Successors: []SuccessorInput{{Division: heir}}}
		_, err := sc.service.NameSuccessors(sc.ctx, in)
		return err
	}, "LIST_FULL at successors.0.division"}
}

func (sc *scene) posts() fullList {
	kinds, title := []PostKind{Agent, Clerk}, numbered("p")
	person := sc.store.Client.Staff.Create().SetNumber("S1").SetName("人").SaveX(sc.ctx).ID
	return fullList{MaxPosts, func(int) {
		sc.store.Client.Post.Create().SetStaffID(person).SetKind(string(Reviewer)).SetCenterID(int(sc.centers["cD"])).SetTitle(title()).
			SetValidFrom(since).SetStartedAt(noon).SetStartedBy("test").SetStartReason("任").SaveX(sc.ctx)
	}, func() error {
		kind := kinds[0]
		kinds = kinds[1:]
		_, err := sc.service.AssignPost(sc.ctx, AssignPostInput{Staff: node.StaffID(person), Kind: kind, Center: ptr(sc.centers["cD"])})
		return err
	}, "LIST_FULL at staff"}
}

func TestEachFieldOfARuleHasOneFault(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.store.Client.Topic.Create().SetCode("MIGRATION").SetName("流动人口").SetKind("TOPIC").SaveX(sc.ctx)
		set := func(rules ...SuggestionRuleInput) error {
			_, err := sc.service.SetSuggestionRules(sc.ctx, SetSuggestionRulesInput{rules})
			return err
		}
		good := SuggestionRuleInput{Fact: "MIGRANTS", AtLeast: 10, Topic: "MIGRATION"}
		sc.want(set(good, good), "REPEATED at rules.1.topic")
		sc.want(set(SuggestionRuleInput{Fact: "MIGRANTS"}), "REQUIRED at rules.0.topic")
		sc.want(set(SuggestionRuleInput{Topic: "NONE"}), "REQUIRED at rules.0.fact, NOT_FOUND at rules.0.topic")
		sc.want(set(make([]SuggestionRuleInput, MaxRules+1)...), "TOO_MANY at rules")
		sc.want(set(good), "<nil>")
		if rules := sc.directory().SuggestionRules(); len(rules) != 1 {
			t.Errorf("after one was set there are %d rules", len(rules))
		}
		sc.want(set(), "<nil>")
		if rules := sc.directory().SuggestionRules(); len(rules) != 0 {
			t.Errorf("after none was set there are %d rules", len(rules))
		}
	})
}

// TestOfALongHistoryTheLatestPostsAreTold has one more post than are told.
func TestOfALongHistoryTheLatestPostsAreTold(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		person := sc.store.Client.Staff.Create().SetNumber("S1").SetName("人").SaveX(sc.ctx)
		for i := range MaxPosts + 1 {
			sc.store.Client.Post.Create().SetStaffID(person.ID).SetKind(string(Clerk)).SetCenterID(int(sc.centers["cD"])).SetValidFrom(since.AddDays(i)).
				SetValidTo(since.AddDays(i + 1)).SetStartedAt(noon).SetStartedBy("test").SetStartReason("任").SaveX(sc.ctx)
		}
		l := sc.directory().See(identity.Admin("test"), today, noon)
		for name, wanted := range map[string]struct {
			on          *calendar.Day
			n           int
			first, last calendar.Day
		}{
			"all":      {nil, MaxPosts, since.AddDays(1), since.AddDays(MaxPosts)},
			"on a day": {&since, 1, since, since},
		} {
			posts, err := l.PostsOf(sc.ctx, sc.store.Client, []*StaffMember{{person, l}}, wanted.on)
			if err != nil {
				t.Fatal(err)
			}
			told := posts[0]
			if len(told) != wanted.n || told[0].Row.ValidFrom != wanted.first || told[len(told)-1].Row.ValidFrom != wanted.last {
				t.Errorf("%s: %d posts are told, from %s", name, len(told), told[0].Row.ValidFrom)
			}
		}
	})
}
