package catalog_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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
}

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
		v = x.Department
	case *organization.DivisionAt:
		v = []any{x.Name(), x.Code(), x.InForce()}
	case *organization.CenterAt:
		path := around(func() string {
			text := ""
			for _, d := range x.Division().Path() {
				text += d.Name()
			}
			return text
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
			v = []any{x.Values, x.State, around(func() string { return x.Owner().Name }), e.Edition}
		}
	case *catalog.OfferingAt:
		v = x.Offering
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
		after = changes.PageInfo.EndCursor
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
		delete(c.things, fmt.Sprintf("%T %v", key, key))
		return
	}
	if _, known := before[fmt.Sprintf("%T %v", key, key)]; known && change.Kind == catalog.ChangeAdded && c.day == l.Day {
		t.Errorf("%s %d is said to be new and was known: %s, since %d on %s", kind, id, before[fmt.Sprintf("%T %v", key, key)], c.revision, c.day)
	}
	c.keep(key, r.value(l, thing))
}

// hand makes random changes, as an admin would.
type hand struct {
	*district
	random   *rand.Rand
	today    *time.Time
	items    []node.ItemID
	offices  []node.DepartmentID
	topic    node.TopicID
	round    node.RoundID
	attempts map[string]int
}

func newHand(t *testing.T, url string, seed uint64) (*hand, func() time.Time) {
	now := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	h := &hand{district: newDistrict(t, url, store.Options{Clock: clock}), random: rand.New(rand.NewPCG(seed, 9)), today: &now, attempts: map[string]int{}}
	h.offices = []node.DepartmentID{h.owner}
	for _, code := range []string{"gaj", "rsj"} {
		id, err := h.org.CreateDepartment(h.ctx, organization.CreateDepartmentInput{Code: code, Name: code, Kind: organization.StatutoryBody})
		h.must(err)
		h.offices = append(h.offices, node.DepartmentID(id))
	}
	for i := range 6 {
		h.items = append(h.items, h.publishItem(fmt.Sprintf("item-%d", i), fmt.Sprintf("事项%d", i)))
	}
	var err error
	h.topic, err = catalog.CreateTopic(h.ctx, h.store, catalog.CreateTopicInput{Code: "T", Name: "题", Kind: catalog.KindTopic})
	h.must(err)
	h.round, err = catalog.CreateReformRound(h.ctx, h.store, catalog.CreateRoundInput{Code: "R", Name: "批", DecidedOn: calendar.MustParseDay("2026-01-01")})
	h.must(err)
	return h, func() time.Time { return now }
}

func pick[T any](h *hand, all []T) T { return all[h.random.IntN(len(all))] }

func (h *hand) anyCenter() node.CenterID {
	return h.centers[pick(h, slices.Sorted(maps.Keys(h.centers)))]
}

// change makes one random change; many are refused, which is as good.
func (h *hand) change() {
	acts := map[string]func() error{
		"publish": func() error {
			item := pick(h, h.items)
			id, err := catalog.DraftEdition(h.ctx, h.store, catalog.DraftEditionInput{Item: item})
			if err != nil {
				return err
			}
			if _, err = catalog.SaveDraft(h.ctx, h.store, catalog.SaveDraftInput{ID: id, ExpectedVersion: 1, Content: guideOf(fmt.Sprintf("第%d稿", h.random.IntN(1000)))}); err != nil {
				return err
			}
			if h.random.IntN(3) == 0 { // only a draft: nobody's change
				_, err = catalog.DiscardDraft(h.ctx, h.store, catalog.EditionInput{ID: id, ExpectedVersion: 2})
				return err
			}
			_, err = catalog.PublishEdition(h.ctx, h.store, catalog.PublishEditionInput{ID: id, ExpectedVersion: 2})
			return err
		},
		"retire": func() error {
			row := h.store.Client.Edition.Query().AllX(h.ctx)
			e := pick(h, row)
			_, err := catalog.Retire(h.ctx, h.store, catalog.EditionReasonInput{ID: node.EditionID(e.ID), ExpectedVersion: e.Version, Reason: "r"})
			return err
		},
		"register": func() error {
			if len(h.items) > 12 {
				return nil
			}
			kind := catalog.PublicService
			name := fmt.Sprintf("新事项%d", len(h.items))
			id, err := catalog.RegisterItem(h.ctx, h.store, catalog.RegisterItemInput{
				Slug: fmt.Sprintf("new-%d", len(h.items)), Owner: pick(h, h.offices), ItemValues: catalog.ItemValues{Name: &name, Type: &kind},
			})
			h.items = append(h.items, id)
			return err
		},
		"rename item": func() error {
			row := h.store.Client.ServiceItem.GetX(h.ctx, int(pick(h, h.items)))
			name := fmt.Sprintf("改名%d", h.random.IntN(1000))
			_, err := catalog.UpdateItem(h.ctx, h.store, catalog.UpdateItemInput{ID: node.ItemID(row.ID), ExpectedVersion: row.Version, ItemValues: catalog.ItemValues{Name: &name}})
			return err
		},
		"cancel": func() error {
			if h.random.IntN(6) > 0 {
				return nil
			}
			_, err := catalog.CancelItems(h.ctx, h.store, catalog.CancelItemsInput{Round: h.round, Items: []node.ItemID{pick(h, h.items)}, Reason: "r"})
			return err
		},
		"offer": func() error {
			_, err := catalog.OfferItems(h.ctx, h.store, catalog.OfferItemsInput{
				Items: []node.ItemID{pick(h, h.items)}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{h.anyCenter(), h.anyCenter()}},
				OfferingTerms: catalog.OfferingTerms{Mode: pick(h, []catalog.Mode{catalog.ModeConsult, catalog.ModeForward, catalog.ModeByAgent})}, On: h.soon(), Reason: "r",
			})
			return err
		},
		"withdraw": func() error {
			_, err := catalog.WithdrawItems(h.ctx, h.store, catalog.WithdrawItemsInput{
				Items: []node.ItemID{pick(h, h.items)}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{h.anyCenter()}}, On: h.soon(), Reason: "r",
			})
			return err
		},
		"station": func() error {
			_, err := h.org.StationDepartments(h.ctx, organization.StationDepartmentsInput{Center: h.anyCenter(), Reason: "r", From: h.soon(),
				Departments: []organization.StationedDepartment{{Department: pick(h, h.offices), Authority: pick(h, organization.Authorities)}}})
			return err
		},
		"move out": func() error {
			_, err := h.org.WithdrawDepartments(h.ctx, organization.WithdrawDepartmentsInput{Center: h.anyCenter(), Departments: []node.DepartmentID{pick(h, h.offices)}, Reason: "r"})
			return err
		},
		"move": func() error {
			_, err := h.org.MoveDepartments(h.ctx, organization.MoveDepartmentsInput{Reason: "r",
				Moves: []organization.DepartmentMove{{Department: pick(h, h.offices), From: h.anyCenter(), To: h.anyCenter()}}})
			return err
		},
		"rename center": func() error {
			row := h.store.Client.ServiceCenter.GetX(h.ctx, int(h.anyCenter()))
			_, err := h.org.UpdateCenter(h.ctx, organization.UpdateCenterInput{ID: node.CenterID(row.ID), ExpectedVersion: row.Version, Name: new(fmt.Sprintf("中心%d", h.random.IntN(1000)))})
			return err
		},
		"open or close": func() error {
			row := h.store.Client.ServiceCenter.GetX(h.ctx, int(h.anyCenter()))
			status := organization.Suspended
			if row.Status != string(organization.Open) {
				status = organization.Open
			}
			_, err := h.org.ChangeCenterStatus(h.ctx, organization.ChangeCenterStatusInput{ID: node.CenterID(row.ID), ExpectedVersion: row.Version, Status: status, Reason: new("r")})
			return err
		},
		"rename department": func() error {
			row := h.store.Client.Department.GetX(h.ctx, int(pick(h, h.offices)))
			_, err := h.org.UpdateDepartment(h.ctx, organization.UpdateDepartmentInput{ID: node.DepartmentID(row.ID), ExpectedVersion: row.Version, Name: new(fmt.Sprintf("局%d", h.random.IntN(1000)))})
			return err
		},
		"window": func() error {
			_, err := h.org.OpenWindow(h.ctx, organization.OpenWindowInput{Center: h.anyCenter(), Number: fmt.Sprint(h.random.IntN(9)), Kind: organization.ComprehensiveWindow})
			return err
		},
		"topic": func() error {
			row := h.store.Client.Topic.GetX(h.ctx, int(h.topic))
			_, err := catalog.UpdateTopic(h.ctx, h.store, catalog.UpdateTopicInput{ID: h.topic, ExpectedVersion: row.Version, Name: new(fmt.Sprintf("题%d", h.random.IntN(1000)))})
			return err
		},
		"tomorrow": func() error {
			if h.random.IntN(4) == 0 {
				*h.today = h.today.AddDate(0, 0, 1)
			}
			return nil
		},
	}
	name := pick(h, slices.Sorted(maps.Keys(acts)))
	if err := acts[name](); err == nil {
		h.attempts[name]++
	} else if _, refused := fault.From(err); !refused {
		h.t.Fatalf("%s: %v", name, err)
	}
}

// soon is today, tomorrow or the day after.
func (h *hand) soon() *calendar.Day {
	return new(h.store.Today().AddDays(h.random.IntN(3)))
}

// Whoever applies what changed, from any earlier revision and in pages of any
// size while the catalog goes on, has what they would read in full.
func TestFollowersHaveWhatAFullReadGives(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		h, now := newHand(t, url, 7)
		live := h.live()
		admin := identity.Caller{Name: "a", Role: identity.RoleAdmin}
		var readers []*reader
		for _, caller := range []identity.Caller{{}, admin} {
			readers = append(readers, &reader{live: live, caller: caller, now: now})
			for _, code := range []string{"100000000000", "100000001000"} {
				readers = append(readers, &reader{live: live, caller: caller, now: now, center: new(h.centers[code])})
			}
		}
		copies := make([][]copyOf, len(readers)) // several by each, from different times
		for step := range 150 {
			h.change()
			for i, r := range readers {
				if step%25 == 0 {
					copies[i] = append(copies[i], r.full(t))
				}
				if h.random.IntN(4) > 0 || len(copies[i]) == 0 {
					continue
				}
				j := h.random.IntN(len(copies[i]))
				between := 0
				copies[i][j] = r.follow(t, copies[i][j], 1+h.random.IntN(9), func() {
					if between++; between < 5 { // or it would never catch up
						h.change()
					}
				})
				if want := r.full(t); !maps.Equal(copies[i][j].things, want.things) {
					t.Fatalf("step %d, reader %d: %s", step, i, differing(copies[i][j].things, want.things))
				}
			}
		}
		if len(h.attempts) < 14 {
			t.Errorf("only these changes were ever made: %v", h.attempts)
		}
	})
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
	all := live.Current().See(identity.Caller{Name: "a", Role: identity.RoleAdmin}, time.Now())
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
