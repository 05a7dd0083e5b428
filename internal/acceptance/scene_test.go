package acceptance

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// scene is a township with a hall above it, two departments and the people who
// work there, an item with parallel steps, and a clock that tests move.
type scene struct {
	*Service
	t                      *testing.T
	now                    time.Time
	hall, town             int
	owner, land            int
	clerk, hallClerk       int
	reviewer, surveyor     int
	head, leader, townHead int
	item                   int
}

var (
	shanghai = store.DefaultLocation()
	longAgo  = calendar.NewDay(2020, 1, 1)
)

// at is a moment by the clock of Shanghai.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// workdays are the days of the years that are known.
func workdays(t testing.TB) []calendar.Entry {
	f, err := os.Open("../calendar/testdata/workdays-cn-2019-2026.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	entries, err := calendar.ParseCSV(f)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// newScene is on Monday, the 2nd of March 2026, at ten.
func newScene(t *testing.T, url string) *scene {
	t.Helper()
	sc := &scene{t: t, now: at("2026-03-02 10:00")}
	s := testdb.Open(t, url, store.Options{Clock: func() time.Time { return sc.now }})
	ctx, db := t.Context(), s.Client
	for _, e := range workdays(t) {
		db.CalendarDay.Create().SetDay(e.Day).SetKind(string(e.Kind)).SetName(e.Name).SaveX(ctx)
	}
	district := db.Division.Create().SetCode("511602000000").SetName("广安区").SetLevel("DISTRICT").SetValidFrom(longAgo).SetStateSince(longAgo).SaveX(ctx)
	town := db.Division.Create().SetCode("511602001000").SetName("东街道").SetLevel("TOWNSHIP").SetParentID(district.ID).
		SetValidFrom(longAgo).SetStateSince(longAgo).SaveX(ctx)
	hours := organization.Hours{Weekly: []organization.Span{{
		Days: []organization.Weekday{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"}, From: "09:00", To: "17:30", Kind: organization.Regular,
	}}}
	stored, _ := json.Marshal(hours)
	center := func(code string, division int, above *int) int {
		return db.ServiceCenter.Create().SetCode(code).SetName("中心" + code).SetTier("CENTER").SetDivisionID(division).
			SetDistrictCode("511602000000").SetNillableReportsToID(above).SetStatus("OPEN").SetStatusSince(longAgo).
			SetWays([]string{}).SetHours(stored).SaveX(ctx).ID
	}
	sc.hall = center("HALL", district.ID, nil)
	sc.town = center("EAST", town.ID, &sc.hall)
	department := func(code string) int {
		return db.Department.Create().SetCode(code).SetName("部门" + code).SetKind("STATUTORY_BODY").SetDivisionID(district.ID).SetValidFrom(longAgo).SaveX(ctx).ID
	}
	sc.owner, sc.land = department("PLAN"), department("LAND")
	for _, d := range []int{sc.owner, sc.land} {
		db.Stationing.Create().SetDepartmentID(d).SetCenterID(sc.hall).SetAuthority("FULL").SetValidFrom(longAgo).SetStartedAt(sc.now).SetStartedBy("test").SaveX(ctx)
	}
	person := func(number, kind string, centerID, departmentID int) int {
		id := db.Staff.Create().SetNumber(number).SetName("人" + number).SaveX(ctx).ID
		post := db.Post.Create().SetStaffID(id).SetKind(kind).SetValidFrom(longAgo).SetStartedAt(sc.now).SetStartedBy("test")
		if centerID != 0 {
			post.SetCenterID(centerID)
		}
		if departmentID != 0 {
			post.SetDepartmentID(departmentID)
		}
		post.SaveX(ctx)
		return id
	}
	sc.clerk, sc.hallClerk = person("C1", "CLERK", sc.town, 0), person("C2", "CLERK", sc.hall, 0)
	sc.reviewer, sc.surveyor = person("R1", "REVIEWER", 0, sc.owner), person("R2", "REVIEWER", 0, sc.land)
	sc.head, sc.leader, sc.townHead = person("H1", "HEAD", 0, sc.owner), person("L1", "LEADER", 0, sc.owner), person("H2", "HEAD", sc.town, 0)
	live, err := catalog.Follow(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	sc.Service = New(s, live)
	sc.item = sc.publish("building")
	return sc
}

// publish registers an item with the guide of a file, and offers it at both centers.
func (sc *scene) publish(guide string) int {
	sc.t.Helper()
	b, err := os.ReadFile("testdata/" + guide + ".json")
	if err != nil {
		sc.t.Fatal(err)
	}
	var content catalog.Content
	if err := json.Unmarshal(b, &content); err != nil {
		sc.t.Fatal(err)
	}
	admin := identity.With(sc.t.Context(), identity.Admin("test"))
	kind := catalog.Licence
	item, err := catalog.RegisterItem(admin, sc.Store, catalog.RegisterItemInput{
		Slug: guide, Owner: node.DepartmentID(sc.owner), ItemValues: catalog.ItemValues{Name: &content.Title, Type: &kind},
	})
	sc.must(err)
	_, err = catalog.PutEdition(admin, sc.Store, catalog.PutEditionInput{Item: item, Content: content, Publish: true})
	sc.must(err)
	_, err = catalog.OfferItems(admin, sc.Store, catalog.OfferItemsInput{
		Items: []node.ItemID{item}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{node.CenterID(sc.hall), node.CenterID(sc.town)}},
		OfferingTerms: catalog.OfferingTerms{Mode: catalog.ModeForward}, Reason: "测试",
	})
	sc.must(err)
	return int(item)
}

func (sc *scene) must(err error) {
	sc.t.Helper()
	if err != nil {
		sc.t.Fatal(err)
	}
}

// as is the context of somebody of the scene.
func (sc *scene) as(staff int) context.Context {
	grants := map[int]identity.Grant{
		sc.clerk: {Role: identity.WindowClerk, CenterID: sc.town}, sc.hallClerk: {Role: identity.WindowClerk, CenterID: sc.hall},
		sc.reviewer: {Role: identity.DepartmentReviewer, DepartmentID: sc.owner}, sc.surveyor: {Role: identity.DepartmentReviewer, DepartmentID: sc.land},
		sc.townHead: {Role: identity.WindowClerk, CenterID: sc.town}, sc.head: {Role: identity.DepartmentReviewer, DepartmentID: sc.owner},
	}
	return identity.With(sc.t.Context(), identity.Caller{Name: "staff:" + string(rune('a'+staff)), StaffID: staff, Grants: []identity.Grant{grants[staff]}})
}

// start begins a case at the township.
func (sc *scene) start() node.CaseID {
	sc.t.Helper()
	id, err := sc.StartCase(sc.as(sc.clerk), StartCaseInput{
		Item: node.ItemID(sc.item), Center: node.CenterID(sc.town), Channel: AtWindow,
		Applicant: ApplicantInput{Kind: PersonApplies, Name: "张三丰"},
	})
	sc.must(err)
	return id
}

// read is the case as it is stored, without what holds by now.
func (sc *scene) read(id node.CaseID) *Case {
	sc.t.Helper()
	row := sc.Store.Client.CaseFile.GetX(sc.t.Context(), int(id))
	cases, err := sc.fold(sc.t.Context(), sc.Store.Client, sc.Live.Current(), rowsOf(row))
	sc.must(err)
	return cases[0]
}

// on names the case in the version that it has once all that holds is written down.
func (sc *scene) on(id node.CaseID) On {
	sc.t.Helper()
	c := sc.read(id)
	c.Settle(sc.rulesAt(sc.Live.Current(), c.AtCenterID), sc.Store.Now())
	return On{id, c.Version}
}

func (sc *scene) task(id node.CaseID, key string) OnTask {
	sc.t.Helper()
	for _, row := range sc.Store.Client.CaseFile.GetX(sc.t.Context(), int(id)).QueryTasks().AllX(sc.t.Context()) {
		if row.Key == key {
			return OnTask{node.TaskID(row.ID), sc.on(id).ExpectedVersion}
		}
	}
	sc.t.Fatalf("there is no task %s", key)
	return OnTask{}
}

// all are the materials, as they are when nothing is missing.
func all() []CheckInput {
	no := "没有旧房"
	return []CheckInput{
		{Material: 0, State: MaterialReceived}, {Material: 1, State: MaterialFetched}, {Material: 2, State: MaterialReceived},
		{Material: 3, State: MaterialNotNeeded, Note: &no},
	}
}

// accepted is a case that was accepted with all its materials.
func (sc *scene) accepted() node.CaseID {
	sc.t.Helper()
	id := sc.start()
	_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), all())
	sc.must(err)
	_, err = sc.AcceptCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	return id
}

// refused is that an error is a problem with a code.
func (sc *scene) refused(err error, code string) {
	sc.t.Helper()
	problems, ok := fault.From(err)
	if !ok || problems[0].Code != code {
		sc.t.Errorf("wanted %s, got %v", code, err)
	}
}
