package catalog_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// reader reads the catalog, in full or by what changed, as one caller for one
// center or for everything.
type reader struct {
	live   *catalog.Live
	caller identity.Caller
	center *node.CenterID
	now    func() time.Time
	// seen is the last revision at which it could see a thing.
	seen map[string]int64
}

// look remembers what can be seen.
func (r *reader) look(t *testing.T) {
	t.Helper()
	now := r.full(t)
	for key := range now.things {
		r.seen[key] = now.revision
	}
}

// sees is whether there is anything to read: the public reads no center that is not open.
func (r *reader) sees() bool { return r.center == nil || r.lens().Org.Center(int(*r.center)) != nil }

func (r *reader) lens() *catalog.Lens { return r.live.Current().See(r.caller, r.now()) }

// copyOf is what a follower keeps: each thing by its id, as text.
type copyOf struct {
	things   map[string]string
	revision int64
	day      calendar.Day
}

// full reads everything that a follower follows.
func (r *reader) full(t *testing.T) copyOf {
	t.Helper()
	l := r.lens()
	c := copyOf{things: map[string]string{}, revision: l.Revision, day: l.Day}
	for _, topic := range l.Topics(nil) {
		c.keep(topic.ID(), r.value(l, topic))
	}
	if r.center != nil {
		center := l.Org.Center(int(*r.center))
		if center == nil {
			return c
		}
		c.keep(*r.center, r.value(l, center))
		offerings, err := l.OfferingsAt(int(*r.center), nil, page.Args{First: new(100)})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offerings.Nodes() {
			c.keep(o.ID(), r.value(l, o))
			c.keep(o.Item().ID(), r.value(l, o.Item()))
		}
		return c
	}
	for _, d := range l.Directory.Departments() {
		if d.InForce(l.Day) {
			c.keep(node.DepartmentID(d.ID), r.value(l, l.Org.Department(d.ID)))
		}
	}
	for _, center := range l.Directory.Centers() {
		if l.Org.Sees(center) {
			c.keep(node.CenterID(center.ID), r.value(l, l.Org.Center(center.ID)))
		}
	}
	items, err := l.Items(t.Context(), catalog.ItemFilter{}, catalog.SortByName, page.Args{First: new(100)})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items.Nodes() {
		c.keep(item.ID(), r.value(l, item))
		offerings, err := item.Offerings(nil, new(100), nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offerings.Nodes() {
			c.keep(o.ID(), r.value(l, o))
		}
	}
	l.Org.EachDivision(func(d *organization.DivisionAt) { c.keep(d.ID(), r.value(l, d)) })
	return c
}

func (c copyOf) keep(id any, value string) { c.things[fmt.Sprintf("%T %v", id, id)] = value }

// value is what a thing shows. A follower of a center keeps with it what it shows
// of others.
func (r *reader) value(l *catalog.Lens, thing any) string {
	around := func(text func() string) string {
		if r.center == nil {
			return ""
		}
		return text()
	}
	var v any
	switch x := thing.(type) {
	case *catalog.TopicAt:
		v = x.Topic
	case *organization.DepartmentAt:
		v = []any{x.Department, l.Directory.Sector(x.SectorID)}
	case *organization.DivisionAt:
		v = []any{x.Name(), x.Code(), x.InForce(), l.Directory.PopulationFacts(x.Division.ID)}
	case *organization.CenterAt:
		path := around(func() string {
			text := ""
			for _, d := range x.Division().Path() {
				text += d.Name()
			}
			for _, above := range x.Superiors() {
				text += above.Name
			}
			return text + fmt.Sprint(len(l.Directory.PopulationFacts(x.DivisionID)))
		})
		var stationed []any
		for _, s := range x.Stationings() {
			stationed = append(stationed, s.Stationing.DepartmentID, s.Stationing.Authority, around(func() string { return s.Department().Name }))
		}
		windows := []any{}
		for _, w := range x.Windows() {
			windows = append(windows, w.Window)
		}
		v = []any{x.Center, path, stationed, windows}
	case *catalog.ItemAt:
		v = []any{x.Values, x.State, around(func() string { return x.Owner().Name })}
		if e := x.Edition(nil); e != nil {
			v = []any{x.Values, x.State, e.Edition, around(func() string {
				text := x.Owner().Name
				for _, step := range e.Steps() {
					text += step.Department().Name
				}
				return text
			})}
		}
	case *catalog.OfferingAt:
		v = []any{x.Offering, around(func() string {
			if w := x.Window(); w != nil {
				return w.Number
			}
			return ""
		})}
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// follow brings a copy up to date, page by page; between pages the catalog goes on.
func (r *reader) follow(t *testing.T, c copyOf, size int, between func()) copyOf {
	t.Helper()
	var after *string
	var day calendar.Day
	before := maps.Clone(c.things)
	for {
		l := r.lens()
		if after == nil {
			day = l.Day
		}
		changes, err := l.Changes(c.revision, &c.day, r.center, page.Args{First: &size, After: after})
		if err != nil {
			t.Fatal(err)
		}
		last := int64(-1)
		for _, e := range changes.Edges {
			change := e.Node
			if change.Revision < last {
				t.Fatal("changes are not in the order of revisions")
			}
			last = change.Revision
			r.apply(t, l, c, change, before)
		}
		if !changes.PageInfo.HasNextPage {
			c = copyOf{c.things, changes.Revision, day}
			if day != changes.Day { // it passed while pages were read
				return r.follow(t, c, size, between)
			}
			return c
		}
		after = changes.PageInfo.EndCursor()
		between()
	}
}

func (r *reader) apply(t *testing.T, l *catalog.Lens, c copyOf, change *catalog.CatalogChange, before map[string]string) {
	t.Helper()
	kind, id, err := node.Decode(change.ID())
	if err != nil {
		t.Fatal(err)
	}
	var key, thing any
	switch kind {
	case "Division":
		key, thing = node.DivisionID(id), l.Org.Division(id)
	case "Department":
		key, thing = node.DepartmentID(id), l.Org.Department(id)
	case "Topic":
		key, thing = node.TopicID(id), l.Topic(id)
	case "ServiceCenter":
		key, thing = node.CenterID(id), l.Org.Center(id)
	case "ServiceItem":
		key, thing = node.ItemID(id), l.Item(id)
	case "Offering":
		key, thing = node.OfferingID(id), l.Offering(id)
	}
	if change.Kind == catalog.ChangeRemoved {
		last, ever := r.seen[fmt.Sprintf("%T %v", key, key)]
		switch {
		case r.center != nil, kind == "Offering":
		case !ever, kind == "ServiceItem" && r.caller.Public() && last < c.revision:
			t.Errorf("%s %d is said to be gone since %d and was last seen at %d", kind, id, c.revision, last)
		}
		delete(c.things, fmt.Sprintf("%T %v", key, key))
		return
	}
	if _, known := before[fmt.Sprintf("%T %v", key, key)]; known && change.Kind == catalog.ChangeAdded && c.day == l.Day {
		t.Errorf("%s %d is said to be new and was known: %s, since %d on %s", kind, id, before[fmt.Sprintf("%T %v", key, key)], c.revision, c.day)
	}
	c.keep(key, r.value(l, thing))
}

// Whoever applies what changed, from any earlier revision and in pages of any
// size while the catalog goes on, has what they would read in full.
func TestFollowersHaveWhatAFullReadGives(t *testing.T) {
	for _, seed := range []uint64{1, 4} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			testdb.EachEngine(t, func(t *testing.T, url string) { followAlong(t, url, seed) })
		})
	}
}

// followAlong makes random changes and has copies of several ages follow them.
func followAlong(t *testing.T, url string, seed uint64) {
	h, now := newHand(t, url, seed)
	readers := readersOf(h, now)
	change := func() {
		h.change()
		for _, r := range readers {
			r.look(t)
		}
	}
	copies := make([][]copyOf, len(readers))
	for step := range 200 {
		change()
		for i, r := range readers {
			if step%25 == 0 && r.sees() {
				copies[i] = append(copies[i], r.full(t))
			}
			if h.random.IntN(4) > 0 || len(copies[i]) == 0 {
				continue
			}
			j, between := h.random.IntN(len(copies[i])), 0
			copies[i][j] = r.follow(t, copies[i][j], 1+h.random.IntN(9), func() {
				if between++; between < 5 { // or it would never catch up
					change()
				}
			})
			if want := r.full(t); !maps.Equal(copies[i][j].things, want.things) {
				t.Fatalf("step %d, reader %d: %s", step, i, differing(copies[i][j].things, want.things))
			}
		}
	}
	if len(h.attempts) < 20 {
		t.Errorf("only these changes were ever made: %v", h.attempts)
	}
}

// readersOf are the public and an admin, each for everything and for a center on
// every level.
func readersOf(h *hand, now func() time.Time) []*reader {
	live := h.live()
	var readers []*reader
	for _, caller := range []identity.Caller{{}, identity.Admin("a")} {
		readers = append(readers, &reader{live: live, caller: caller, now: now, seen: map[string]int64{}})
		for _, code := range []string{"100000000000", "100000001000", "100000001001"} {
			readers = append(readers, &reader{live: live, caller: caller, now: now, seen: map[string]int64{}, center: new(h.centers[code])})
		}
	}
	return readers
}

func differing(got, want map[string]string) string {
	text := ""
	for key := range got {
		if want[key] != got[key] {
			text += fmt.Sprintf("\n%s\n  has  %s\n  want %s", key, got[key], want[key])
		}
	}
	for key := range want {
		if _, ok := got[key]; !ok {
			text += fmt.Sprintf("\n%s is missing: %s", key, want[key])
		}
	}
	return text
}

func TestFollowersHearOfDraftsNothing(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	live := d.live()
	before := public(live.Current()).Revision
	kind, name := catalog.PublicService, "未公开"
	item, err := catalog.RegisterItem(d.ctx, d.store, catalog.RegisterItemInput{Slug: "hidden", Owner: d.owner, ItemValues: catalog.ItemValues{Name: &name, Type: &kind}})
	d.must(err)
	_, err = catalog.DraftEdition(d.ctx, d.store, catalog.DraftEditionInput{Item: item})
	d.must(err)
	changes, err := public(live.Current()).Changes(before, nil, nil, page.Args{})
	d.must(err)
	if len(changes.Edges) != 0 || changes.Revision == before {
		t.Errorf("the public hears of %v up to revision %d", changes.Nodes(), changes.Revision)
	}
	all := live.Current().See(identity.Admin("a"), time.Now())
	if changes, err = all.Changes(before, nil, nil, page.Args{}); err != nil || len(changes.Edges) != 1 {
		t.Errorf("an admin hears of %v, %v", changes, err)
	}
}

func TestRevisionsThatCannotBeFollowedFrom(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	live := d.live()
	lens := public(live.Current())
	for revision, want := range map[int64]string{lens.Revision + 1: "REVISION_UNKNOWN", -1: "REVISION_UNKNOWN", 0: "REVISION_TOO_OLD"} {
		_, err := lens.Changes(revision, nil, nil, page.Args{}) // all divisions were imported after revision 0
		if p, _ := fault.From(err); len(p) != 1 || p[0].Code != want {
			t.Errorf("since %d: %v, wanted %s", revision, err, want)
		}
	}
	if _, err := lens.Changes(0, nil, new(d.centers["100000000000"]), page.Args{}); err != nil {
		t.Errorf("a center can be followed from the beginning: %v", err)
	}
	// A restarted instance tells the same.
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	item := d.publishItem("one", "甲")
	again, err := catalog.Follow(ctx, d.store)
	d.must(err)
	for name, l := range map[string]*catalog.Live{"the one": live, "a restarted one": again} {
		changes, err := public(l.Current()).Changes(lens.Revision, nil, nil, page.Args{})
		d.must(err)
		if len(changes.Edges) != 1 || changes.Edges[0].Node.Kind != catalog.ChangeAdded || changes.Edges[0].Node.ID() != node.Encode("ServiceItem", int(item)) {
			t.Errorf("%s tells %v", name, changes.Nodes())
		}
	}
}
