package catalog

import (
	"slices"
	"strings"
	"testing"

	"onewindow/ent/db"
	"onewindow/internal/audit"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// scene is a small district: two townships with three villages, each with a
// center that reports upwards, and two departments.
type scene struct {
	t *testing.T
	*store.Store
	district, east, west     int // divisions
	hall, eastHall, westHall int // centers
	villages                 []int
	civil, police            int // departments
	eastWindow               int
}

var longAgo = calendar.NewDay(2020, 1, 1)

// today is the day of every test in Shanghai.
var today = calendar.NewDay(2026, 3, 2)

func newScene(t *testing.T, url string) *scene {
	t.Helper()
	s := &scene{t: t, Store: openStore(t, url)}
	s.district = s.division("511602000000", "广安区", "DISTRICT", nil)
	s.east = s.division("511602001000", "东街道", "TOWNSHIP", &s.district)
	s.west = s.division("511602002000", "西镇", "TOWNSHIP", &s.district)
	s.hall = s.center("DIST", "政务大厅", s.district, nil)
	s.eastHall = s.center("EAST", "东街道中心", s.east, &s.hall)
	s.westHall = s.center("WEST", "西镇中心", s.west, &s.hall)
	for i, code := range []string{"511602001001", "511602001002", "511602002001"} {
		parent, superior := s.east, s.eastHall
		if i == 2 {
			parent, superior = s.west, s.westHall
		}
		village := s.division(code, "村"+code, "VILLAGE", &parent)
		s.villages = append(s.villages, s.center(code, "村站"+code, village, &superior))
	}
	s.civil, s.police = addDepartment(t, s.Store, "MZJ"), addDepartment(t, s.Store, "GAJ")
	s.eastWindow = s.Client.Window.Create().SetCenterID(s.eastHall).SetNumber("1").SetKind("COMPREHENSIVE").SaveX(t.Context()).ID
	return s
}

func (s *scene) division(code, name, level string, parent *int) int {
	return s.Client.Division.Create().SetCode(code).SetName(name).SetLevel(level).SetNillableParentID(parent).
		SetValidFrom(longAgo).SetStateSince(longAgo).SaveX(s.t.Context()).ID
}

func (s *scene) center(code, name string, division int, reportsTo *int) int {
	return s.Client.ServiceCenter.Create().SetCode(code).SetName(name).SetTier("CENTER").SetDivisionID(division).
		SetDistrictCode("511602000000").SetNillableReportsToID(reportsTo).SetStatus("OPEN").SetStatusSince(longAgo).
		SetWays([]string{}).SaveX(s.t.Context()).ID
}

func (s *scene) station(department, center int, authority string) int {
	return s.Client.Stationing.Create().SetDepartmentID(department).SetCenterID(center).SetAuthority(authority).
		SetValidFrom(longAgo).SetStartedAt(noon).SetStartedBy("test").SaveX(s.t.Context()).ID
}

func (s *scene) topic(code, kind string) {
	_, err := CreateTopic(adminContext, s.Store, CreateTopicInput{Code: code, Name: "题 " + code, Kind: TopicKind(kind)})
	s.must(err)
}

func (s *scene) round(code string) node.RoundID {
	id, err := CreateReformRound(adminContext, s.Store, CreateRoundInput{Code: code, Name: "批次", DecidedOn: today})
	s.must(err)
	return id
}

// item registers an item of the civil affairs department.
func (s *scene) item(slug string) node.ItemID {
	id, err := RegisterItem(adminContext, s.Store, RegisterItemInput{
		Slug: slug, Owner: node.DepartmentID(s.civil), ItemValues: ItemValues{Name: ptr("事项 " + slug), Type: ptr(Licence)},
	})
	s.must(err)
	return id
}

// published registers an item with a published guide.
func (s *scene) published(slug string) node.ItemID {
	item := s.item(slug)
	s.publish(s.draft(item, complete()))
	return item
}

// draft begins an edition and saves a content: its version is 2.
func (s *scene) draft(item node.ItemID, c Content) node.EditionID {
	id, err := DraftEdition(adminContext, s.Store, DraftEditionInput{Item: item})
	s.must(err)
	_, err = SaveDraft(adminContext, s.Store, SaveDraftInput{ID: id, ExpectedVersion: 1, Content: c})
	s.must(err)
	return id
}

func (s *scene) publish(id node.EditionID) {
	_, err := PublishEdition(adminContext, s.Store, PublishEditionInput{ID: id, ExpectedVersion: s.edition(id).Version})
	s.must(err)
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// refused wants the problems of an error, written "CODE path", and nothing changed.
func (s *scene) refused(err error, want ...string) {
	s.t.Helper()
	problems, ok := fault.From(err)
	if !ok {
		s.t.Fatalf("got %v, want problems", err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, strings.TrimSpace(p.Code+" "+strings.Join(p.Path, ".")))
		for _, lang := range []fault.Lang{fault.Chinese, fault.English} {
			if message := p.Message(lang); strings.Contains(message, "%!") {
				s.t.Errorf("%s is badly written: %s", p.Code, message)
			}
		}
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("refused with\n%q, want\n%q", got, want)
	}
}

// revision is the number of changes so far.
func (s *scene) revision() int64 { return s.Client.Ledger.Query().OnlyX(s.t.Context()).Revision }

// unchanged wants that a call changed nothing.
func (s *scene) unchanged(call func()) {
	s.t.Helper()
	before := s.revision()
	call()
	if after := s.revision(); after != before {
		s.t.Errorf("revision %d became %d: something changed", before, after)
	}
}

// verify walks the audit trail.
func (s *scene) verify() {
	s.t.Helper()
	if _, err := audit.Verify(s.t.Context(), s.Client, s.Dialect, audit.Check{}); err != nil {
		s.t.Error(err)
	}
}

// eachScene runs a test on both engines and verifies the audit trail after it.
func eachScene(t *testing.T, test func(s *scene)) {
	t.Helper()
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := newScene(t, url)
		test(s)
		s.verify()
	})
}

func (s *scene) edition(id node.EditionID) *db.Edition {
	return s.Client.Edition.GetX(s.t.Context(), int(id))
}
