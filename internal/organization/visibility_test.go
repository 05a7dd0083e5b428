package organization

import (
	"slices"
	"testing"

	"onewindow/ent/db/outboxevent"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/page"
	"onewindow/internal/testdb"
)

// TestPublicSeesOpenCentersOnEveryEdge looks for closed centers wherever a
// center can be reached from.
func TestPublicSeesOpenCentersOnEveryEdge(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t)).district()
	x := sc.department("X")
	sc.station("cA", since, x)
	sc.station("cA1", since, x)
	sc.station("cB", since, x)
	if _, err := sc.service.OpenWindow(sc.ctx, OpenWindowInput{Center: sc.centers["cA"], Number: "1", Kind: ComprehensiveWindow}); err != nil {
		t.Fatal(err)
	}
	sc.setStatus("cA", Suspended)
	sc.setStatus("cB2", Closed)
	d := sc.directory()
	public, admin := reachable(sc, d, false), reachable(sc, d, true)
	if want := []string{"cA1", "cA2", "cB", "cB1", "cD"}; !slices.Equal(public, want) {
		t.Errorf("the public reaches %v, want %v", public, want)
	}
	if want := []string{"cA", "cA1", "cA2", "cB", "cB1", "cB2", "cD"}; !slices.Equal(admin, want) {
		t.Errorf("an admin reaches %v, want %v", admin, want)
	}
	window := d.Windows(int(sc.centers["cA"]))[0]
	if (&Lens{Directory: d, Day: today}).Window(window.ID) != nil {
		t.Error("the public sees the window of a suspended center")
	}
}

// reachable are the codes of all centers that any edge of any view leads to.
func reachable(sc *scene, d *Directory, all bool) []string {
	sc.Helper()
	lens := d.See(identity.Caller{}, today, noon)
	if all {
		lens = d.See(identity.Admin("test"), today, noon)
	}
	seen := map[string]*CenterAt{}
	add := func(c *CenterAt) {
		if c != nil {
			seen[c.Code] = c
		}
	}
	addPage := func(c *CenterConnection, err error) {
		if err != nil {
			sc.Fatal(err)
		}
		for _, e := range c.Edges {
			add(e.Node)
		}
	}
	for code, id := range sc.centers {
		add(lens.Center(int(id)))
		add(lens.CenterByCode(code))
	}
	addPage(lens.Centers(&CenterFilter{Statuses: Statuses}, nil, page.Args{}))
	addPage(lens.Centers(nil, &Position{Longitude: 106, Latitude: 30}, page.Args{}))
	for _, row := range sc.divisions {
		addPage(lens.Division(row.ID).Centers(nil, nil, nil, nil, nil))
	}
	for _, department := range d.Departments() {
		at := lens.Department(department.ID)
		addPage(at.Centers(nil, nil, nil, nil))
		history, err := at.Stationings(nil, nil, nil, nil)
		if err != nil {
			sc.Fatal(err)
		}
		for _, e := range history.Edges {
			add(e.Node.Center())
		}
	}
	for _, c := range seen {
		add(c.ReportsTo())
		addPage(c.Subordinates(nil, nil, nil, nil))
		for _, above := range c.Superiors() {
			add(above)
		}
		for _, s := range c.Stationings() {
			add(s.Center())
		}
	}
	codes := []string{}
	for code := range seen {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

func TestLoadFollowsChangesAsAFullLoadWould(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		before, revision := sc.directory(), sc.revision()
		x := sc.department("X")
		sc.station("cA", since, x)
		stale, err := Load(sc.ctx, sc.store.Client, sc.store.Location(), before, nil)
		if err != nil {
			t.Fatal(err)
		}
		if stale.Department(int(x)) != nil {
			t.Error("a part that no event touches was loaded again")
		}
		next, err := Load(sc.ctx, sc.store.Client, sc.store.Location(), before, sc.events(revision))
		if err != nil {
			t.Fatal(err)
		}
		if _, stationed := next.StationedAt(int(x), int(sc.centers["cA"]), today); !stationed || next.Department(int(x)) == nil {
			t.Error("the new directory lacks the change")
		}
		if next.divisions != before.divisions {
			t.Error("divisions did not change and were loaded again")
		}
		if before.Department(int(x)) != nil {
			t.Error("the previous directory changed")
		}
	})
}

// events are the changes after a revision, as a snapshot follows them.
func (sc *scene) events(after int64) []event.Event {
	sc.Helper()
	var events []event.Event
	for _, r := range sc.store.Client.OutboxEvent.Query().Where(outboxevent.RevisionGT(after)).AllX(sc.ctx) {
		events = append(events, event.Event{Entity: event.Entity(r.Entity), ID: orZero(r.EntityID), Action: r.Action})
	}
	return events
}

func TestCenterDayKnowsExceptions(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t)).district()
	hours := Hours{
		Weekly:     []Span{{Days: []Weekday{Monday, Tuesday}, From: "09:00", To: "12:30", Kind: Regular}},
		Exceptions: []Exception{{Day: today.AddDays(1), Closed: true, Reason: "停电"}},
	}
	in := UpdateCenterInput{ID: sc.centers["cA"], ExpectedVersion: 1}
	in.Hours = &hours
	if _, err := sc.service.UpdateCenter(sc.ctx, in); err != nil {
		t.Fatal(err)
	}
	center := (&Lens{Directory: sc.directory(), Day: today, Now: noon}).Center(int(sc.centers["cA"]))
	if !center.OpenNow(nil) {
		t.Error("closed on a Monday noon")
	}
	for day, want := range map[calendar.Day]string{today: "", today.AddDays(1): "停电"} {
		if got := orZero(center.Day(&day).Reason()); got != want {
			t.Errorf("on %s the reason is %q, want %q", day, got, want)
		}
	}
}
