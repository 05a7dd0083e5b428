package reception

import (
	"context"
	"encoding/json"
	"fmt"
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

// scene is a township with three windows, a clerk, an agent who goes, an item that
// can be booked and one that can't, and a clock that tests move.
type scene struct {
	*Service
	t                      *testing.T
	now                    time.Time
	town, other            int
	owner                  int
	window, second, office int
	clerk, agent           int
	item, walkIn           node.ItemID
}

var (
	shanghai = store.DefaultLocation()
	longAgo  = calendar.NewDay(2020, 1, 1)
	weekdays = []organization.Weekday{organization.Monday, organization.Tuesday, organization.Wednesday, organization.Thursday, organization.Friday}
)

// at is a moment by the clock of Shanghai.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

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

// usualHours are from nine to five, with a closed day for a move.
var usualHours = organization.Hours{
	Weekly:     []organization.Span{{Days: weekdays, From: "09:00", To: "17:00", Kind: organization.Regular}},
	Exceptions: []organization.Exception{{Day: calendar.NewDay(2026, 3, 5), Closed: true, Reason: "搬迁"}},
}

// newScene is on Monday, the 2nd of March 2026, at eight.
func newScene(t *testing.T, url string) *scene {
	t.Helper()
	sc := &scene{t: t, now: at("2026-03-02 08:00")}
	s := testdb.Open(t, url, store.Options{Clock: func() time.Time { return sc.now }})
	ctx, db := t.Context(), s.Client
	for _, e := range workdays(t) {
		db.CalendarDay.Create().SetDay(e.Day).SetKind(string(e.Kind)).SetName(e.Name).SaveX(ctx)
	}
	district := db.Division.Create().SetCode("511602000000").SetName("广安区").SetLevel("DISTRICT").SetValidFrom(longAgo).SetStateSince(longAgo).SaveX(ctx)
	stored, err := json.Marshal(usualHours)
	sc.must(err)
	center := func(code string) int {
		return db.ServiceCenter.Create().SetCode(code).SetName("中心" + code).SetTier("CENTER").SetDivisionID(district.ID).
			SetDistrictCode("511602000000").SetStatus("OPEN").SetStatusSince(longAgo).SetWays([]string{}).SetHours(stored).SaveX(ctx).ID
	}
	sc.town, sc.other = center("EAST"), center("WEST")
	department := func(code string) int {
		return db.Department.Create().SetCode(code).SetName("部门" + code).SetKind("STATUTORY_BODY").SetDivisionID(district.ID).SetValidFrom(longAgo).SaveX(ctx).ID
	}
	sc.owner = department("PLAN")
	department("LAND") // which the guide names
	db.Stationing.Create().SetDepartmentID(sc.owner).SetCenterID(sc.town).SetAuthority("FULL").SetValidFrom(longAgo).SetStartedAt(sc.now).SetStartedBy("test").SaveX(ctx)
	window := func(number, kind string) int {
		create := db.Window.Create().SetCenterID(sc.town).SetNumber(number).SetName("窗口" + number).SetKind(kind)
		if kind == "DEPARTMENT" {
			create.SetDepartmentID(sc.owner)
		}
		return create.SaveX(ctx).ID
	}
	sc.window, sc.second, sc.office = window("1", "COMPREHENSIVE"), window("2", "COMPREHENSIVE"), window("3", "DEPARTMENT")
	person := func(number, kind string) int {
		id := db.Staff.Create().SetNumber(number).SetName("人" + number).SaveX(ctx).ID
		db.Post.Create().SetStaffID(id).SetKind(kind).SetCenterID(sc.town).SetValidFrom(longAgo).SetStartedAt(sc.now).SetStartedBy("test").SaveX(ctx)
		return id
	}
	sc.clerk, sc.agent = person("C1", "CLERK"), person("A1", "AGENT")
	live, err := catalog.Follow(ctx, s)
	sc.must(err)
	sc.Service = New(s, live)
	sc.item, sc.walkIn = sc.publish("bookable", true), sc.publish("walk-in", false)
	return sc
}

// publish registers an item with a guide that takes appointments or not, and offers
// it at the township.
func (sc *scene) publish(slug string, bookable bool) node.ItemID {
	sc.t.Helper()
	b, err := os.ReadFile("../acceptance/testdata/building.json")
	sc.must(err)
	var content catalog.Content
	sc.must(json.Unmarshal(b, &content))
	content.Bookable = bookable
	ctx, kind := sc.admin(), catalog.Licence
	item, err := catalog.RegisterItem(ctx, sc.Store, catalog.RegisterItemInput{
		Slug: slug, Owner: node.DepartmentID(sc.owner), ItemValues: catalog.ItemValues{Name: &content.Title, Type: &kind},
	})
	sc.must(err)
	_, err = catalog.PutEdition(ctx, sc.Store, catalog.PutEditionInput{Item: item, Content: content, Publish: true})
	sc.must(err)
	_, err = catalog.OfferItems(ctx, sc.Store, catalog.OfferItemsInput{
		Items: []node.ItemID{item}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{node.CenterID(sc.town)}},
		OfferingTerms: catalog.OfferingTerms{Mode: catalog.ModeForward}, Reason: "测试",
	})
	sc.must(err)
	return item
}

func (sc *scene) must(err error) {
	sc.t.Helper()
	if err != nil {
		sc.t.Fatal(err)
	}
}

func (sc *scene) admin() context.Context {
	return identity.With(sc.t.Context(), identity.Admin("test"))
}

// as is the context of somebody with a role at a center.
func (sc *scene) as(role identity.Role, center int) context.Context {
	return identity.With(sc.t.Context(), identity.Caller{Name: "test:" + string(role), Grants: []identity.Grant{{Role: role, CenterID: center}}})
}

// desk is the clerk of the township.
func (sc *scene) desk() context.Context { return sc.as(identity.WindowClerk, sc.town) }

// reader sees the catalog of now as the public.
func (sc *scene) reader() context.Context { return sc.Live.Begin(sc.t.Context()) }

// mornings is a plan of window 1: nine to eleven on weekdays, half an hour each.
func (sc *scene) mornings(capacity int) PlanSlotsInput {
	return PlanSlotsInput{
		Center: node.CenterID(sc.town), Kind: AtWindow, Window: new(node.WindowID(sc.window)), Days: weekdays,
		Begins: "09:00", Ends: "11:00", Minutes: 30, Capacity: capacity,
	}
}

func (sc *scene) plan(in PlanSlotsInput) node.SlotPlanID {
	sc.t.Helper()
	id, err := sc.PlanSlots(sc.as(identity.CenterAdmin, sc.town), in)
	sc.must(err)
	return id
}

// wish is a booking of a slot.
func (sc *scene) wish(plan node.SlotPlanID, begins string) BookInput {
	return BookInput{Plan: plan, BeginsAt: at(begins), Item: sc.item, Name: "张三丰", Phone: "138 1234 1234"}
}

// book books a slot as the public, and returns the number with the code.
func (sc *scene) book(plan node.SlotPlanID, begins string) (number, secret string) {
	sc.t.Helper()
	id, err := sc.BookAppointment(sc.t.Context(), sc.wish(plan, begins))
	sc.must(err)
	a, err := sc.ChangedAppointment(sc.reader(), id)
	sc.must(err)
	code, err := sc.Secret(a)
	sc.must(err)
	return a.Number(), *code
}

// number gives out a number at the township and returns what the screen shows.
func (sc *scene) number(in TakeNumberInput) string {
	sc.t.Helper()
	in.Center = node.CenterID(sc.town)
	id, err := sc.TakeNumber(sc.desk(), in)
	sc.must(err)
	return sc.shown(id)
}

func (sc *scene) shown(id node.TicketID) string {
	return shownNumber(sc.Store.Client.Ticket.GetX(sc.t.Context(), int(id)).Number)
}

// call calls the next to a window and serves them; "" for nobody.
func (sc *scene) call(window int) string {
	sc.t.Helper()
	id, err := sc.CallNext(sc.desk(), CallNextInput{node.WindowID(window)})
	if problems, ok := fault.From(err); ok && problems[0].Code == "NOBODY_WAITS" {
		return ""
	}
	sc.must(err)
	_, err = sc.FinishTicket(sc.desk(), OnTicket{id, 2})
	sc.must(err)
	return sc.shown(id)
}

// refused is that an error is a problem with a code at a path.
func (sc *scene) refused(err error, code, path string) {
	sc.t.Helper()
	problems, ok := fault.From(err)
	if !ok {
		sc.t.Errorf("wanted %s, got %v", code, err)
		return
	}
	for _, p := range problems {
		if p.Code == code && fmt.Sprint(p.Path) == "["+path+"]" {
			return
		}
	}
	sc.t.Errorf("wanted %s at %s, got %v", code, path, err)
}

// elsewhere is another instance on the same database.
func elsewhere(sc *scene, url string) *Service {
	sc.t.Helper()
	s := testdb.Open(sc.t, url, store.Options{Clock: func() time.Time { return sc.now }})
	live, err := catalog.Follow(sc.t.Context(), s)
	sc.must(err)
	return New(s, live)
}
