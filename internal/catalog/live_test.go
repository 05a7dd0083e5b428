package catalog_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// district is a small one: a district with two townships of two villages each,
// a center everywhere, and a department that is stationed at the top.
type district struct {
	t     *testing.T
	ctx   context.Context
	store *store.Store
	org   *organization.Service

	centers   map[string]node.CenterID // by the code of their division
	divisions map[string]node.DivisionID
	owner     node.DepartmentID
}

const divisionsCSV = `code,name,level,parent_code
100000000000,甲区,DISTRICT,
100000001000,东街道,TOWNSHIP,100000000000
100000002000,西镇,TOWNSHIP,100000000000
100000001001,一社区,VILLAGE,100000001000
100000001002,二社区,VILLAGE,100000001000
100000002001,三村,VILLAGE,100000002000
100000002002,四村,VILLAGE,100000002000
`

func newDistrict(t *testing.T, url string, o store.Options) *district {
	t.Helper()
	s := testdb.Open(t, url, o)
	d := &district{
		t: t, ctx: identity.With(t.Context(), identity.Admin("test")), store: s,
		org:     &organization.Service{Store: s, EndOfferings: catalog.EndOfferings},
		centers: map[string]node.CenterID{}, divisions: map[string]node.DivisionID{},
	}
	_, err := organization.ImportDivisions(d.ctx, s, strings.NewReader(divisionsCSV), calendar.MustParseDay("2020-01-01"), false, nil)
	d.must(err)
	for line := range strings.Lines(divisionsCSV[strings.Index(divisionsCSV, "\n")+1:]) {
		parts := strings.Split(strings.TrimSpace(line), ",")
		row, err := s.Client.Division.Query().All(d.ctx)
		d.must(err)
		for _, r := range row {
			d.divisions[r.Code] = node.DivisionID(r.ID)
		}
		d.addCenter(parts[0], parts[3])
	}
	id, err := d.org.CreateDepartment(d.ctx, organization.CreateDepartmentInput{Code: "mzj", Name: "民政局", Kind: organization.StatutoryBody})
	d.must(err)
	d.owner = node.DepartmentID(id)
	_, err = d.org.StationDepartments(d.ctx, organization.StationDepartmentsInput{
		Center: d.centers["100000000000"], Reason: "进驻",
		Departments: []organization.StationedDepartment{{Department: d.owner, Authority: organization.Full}},
	})
	d.must(err)
	return d
}

func (d *district) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *district) addCenter(division, parent string) {
	d.t.Helper()
	status := organization.Open
	in := organization.CreateCenterInput{
		Code: division + "-01", Name: "中心" + division, Tier: organization.TierCenter, Division: d.divisions[division], Status: &status,
	}
	if above, ok := d.centers[parent]; ok {
		in.ReportsTo = &above
	}
	id, err := d.org.CreateCenter(d.ctx, in)
	d.must(err)
	d.centers[division] = node.CenterID(id)
}

// publishItem registers an item and publishes a guide for it.
func (d *district) publishItem(slug, name string) node.ItemID {
	d.t.Helper()
	kind := catalog.PublicService
	item, err := catalog.RegisterItem(d.ctx, d.store, catalog.RegisterItemInput{
		Slug: slug, Owner: d.owner, ItemValues: catalog.ItemValues{Name: &name, Type: &kind, Aliases: []string{"别名" + slug}},
	})
	d.must(err)
	d.publishGuide(item, name)
	return item
}

func (d *district) publishGuide(item node.ItemID, title string) {
	d.t.Helper()
	edition, err := catalog.DraftEdition(d.ctx, d.store, catalog.DraftEditionInput{Item: item})
	d.must(err)
	_, err = catalog.SaveDraft(d.ctx, d.store, catalog.SaveDraftInput{ID: edition, ExpectedVersion: 1, Content: guideOf(title)})
	d.must(err)
	_, err = catalog.PublishEdition(d.ctx, d.store, catalog.PublishEditionInput{ID: edition, ExpectedVersion: 2})
	d.must(err)
}

// guideOf is a content that the gate lets pass.
func guideOf(title string) catalog.Content {
	spot := catalog.TimeLimit{Unit: catalog.OnTheSpot}
	return catalog.Content{
		Title: title, Handling: new(catalog.HandlingOnTheSpot), PromisedLimit: &spot, NoMaterials: true, Charged: new(false),
		Steps:   []catalog.Step{{Key: "all", Name: "当场办理", Kind: catalog.StepAccept, Limit: &spot}},
		Results: []catalog.Result{{Name: "回执", Type: catalog.ResultRecord, Delivery: []catalog.Delivery{catalog.DeliverCounter}}},
		Visits:  new(1), VisitsReason: "当面核对身份", LegalBases: []catalog.LegalBasis{{Law: "某法"}},
		Consult: catalog.Channel{Phone: "0826-2000001"}, Complaint: catalog.Channel{Phone: "0826-2009001"},
	}
}

func (d *district) live() *catalog.Live {
	d.t.Helper()
	live, err := catalog.Follow(d.t.Context(), d.store)
	d.must(err)
	return live
}

func public(s *catalog.Snapshot) *catalog.Lens {
	return s.See(identity.Caller{}, time.Now())
}

func TestThePublicSeesAPublicationAtOnce(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDistrict(t, url, store.Options{})
		live := d.live()
		before := live.Current()
		item := d.publishItem("elder-card", "老年人优待证")
		if got := public(before).Item(int(item)); got != nil {
			t.Error("an old snapshot shows the new item")
		}
		got := public(live.Current()).ItemBySlug("elder-card")
		if got == nil || got.Edition(nil) == nil || got.Edition(nil).Title != "老年人优待证" {
			t.Fatalf("the new item is %+v", got)
		}
		if got.Owner().Name != "民政局" {
			t.Errorf("owner %v", got.Owner())
		}
	})
}

func TestDraftsAreNotPublic(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	name, kind := "草稿事项", catalog.PublicService
	item, err := catalog.RegisterItem(d.ctx, d.store, catalog.RegisterItemInput{
		Slug: "draft", Owner: d.owner, ItemValues: catalog.ItemValues{Name: &name, Type: &kind},
	})
	d.must(err)
	s := d.live().Current()
	if public(s).Item(int(item)) != nil {
		t.Error("the public sees an item without a guide")
	}
	c, err := public(s).Items(t.Context(), catalog.ItemFilter{}, catalog.SortByDepartment, page.Args{})
	if err != nil || c.TotalCount != 0 {
		t.Errorf("the public's list has %d, %v", c.TotalCount, err)
	}
	if s.See(identity.From(d.ctx), time.Now()).Item(int(item)) == nil {
		t.Error("an admin does not see it")
	}
}

func TestOtherInstancesFollowWithinASecond(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDistrict(t, url, store.Options{})
		other, err := catalog.Follow(t.Context(), testdb.Open(t, url, store.Options{}))
		d.must(err)
		d.publishItem("first", "第一件")
		seenWithin(t, other, "first", time.Second)
		if strings.HasPrefix(url, "postgres") { // the connections are cut, the listener's too
			_, err := d.store.SQL.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
			d.must(err)
			d.publishItem("second", "第二件")
			seenWithin(t, other, "second", time.Second)
		}
	})
}

// seenWithin waits on the other instance's own notice of newer snapshots.
func seenWithin(t *testing.T, live *catalog.Live, slug string, limit time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	watch := live.Watch(ctx)
	for public(live.Current()).ItemBySlug(slug) == nil {
		if _, open := <-watch; !open {
			t.Fatalf("%s was not seen within %s", slug, limit)
		}
	}
}

func TestPublicReadsSendNoSQL(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		var statements atomic.Int64
		d := newDistrict(t, url, store.Options{Observe: func(string) { statements.Add(1) }})
		item := d.publishItem("elder-card", "老年人优待证")
		d.offer(catalog.ModeOnTheSpot, item, "100000000000")
		live := d.live()
		if statements.Load() == 0 {
			t.Fatal("statements are not counted")
		}
		before := statements.Load()
		lens := public(live.Current())
		c, err := lens.Items(t.Context(), catalog.ItemFilter{Text: new("优待")}, catalog.SortByName, page.Args{})
		d.must(err)
		c.Facets()
		view := c.Edges()[0].Node
		view.Edition(nil)
		_, err = view.Offerings(nil, nil, nil, nil, nil)
		d.must(err)
		view.WhereToGo(nil, new(d.divisions["100000002001"]))
		lens.EntryGap(nil)
		lens.Compression().Overall()
		lens.Status()
		if n := statements.Load() - before; n != 0 {
			t.Errorf("%d statements were sent", n)
		}
	})
}

func (d *district) offer(mode catalog.Mode, item node.ItemID, divisions ...string) {
	d.t.Helper()
	var centers []node.CenterID
	for _, code := range divisions {
		centers = append(centers, d.centers[code])
	}
	_, err := catalog.OfferItems(d.ctx, d.store, catalog.OfferItemsInput{
		Items: []node.ItemID{item}, Reason: "进驻",
		OfferingPlaces: catalog.OfferingPlaces{Centers: centers}, OfferingTerms: catalog.OfferingTerms{Mode: mode},
	})
	d.must(err)
}

func TestWhereToGoIsTheNearestCenterUpwards(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	everywhere, town, top := d.publishItem("a", "甲"), d.publishItem("b", "乙"), d.publishItem("c", "丙")
	nowhere := d.publishItem("d", "丁")
	d.offer(catalog.ModeByAgent, everywhere, "100000001001", "100000001000", "100000000000")
	d.offer(catalog.ModeForward, town, "100000001000")
	d.offer(catalog.ModeOnTheSpot, top, "100000000000")
	lens := public(d.live().Current())
	village := d.centers["100000001001"]
	for _, c := range []struct {
		item node.ItemID
		want string
		up   int
	}{{everywhere, "100000001001-01", 0}, {town, "100000001000-01", 1}, {top, "100000000000-01", 2}} {
		for name, point := range map[string]*catalog.ServicePoint{
			"from the center":   lens.Item(int(c.item)).WhereToGo(&village, nil),
			"from the division": lens.Item(int(c.item)).WhereToGo(nil, new(d.divisions["100000001001"])),
		} {
			if point == nil || point.Center().Code != c.want || point.StepsUp != c.up || point.Here != (c.up == 0) {
				t.Errorf("%s: item %d is at %+v, want %s", name, c.item, point, c.want)
			}
		}
	}
	if point := lens.Item(int(nowhere)).WhereToGo(&village, nil); point != nil {
		t.Errorf("what is offered nowhere is at %v", point.Center().Code)
	}
	if point := lens.Item(int(town)).WhereToGo(new(d.centers["100000002001"]), nil); point != nil {
		t.Errorf("the way does not lead over the other township: %v", point.Center().Code)
	}
}

func TestFacetsLeaveTheirOwnPartAside(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	for i := range 5 {
		item := d.publishItem(fmt.Sprintf("item-%d", i), fmt.Sprintf("事项%d", i))
		if i < 3 {
			d.offer(catalog.ModeOnTheSpot, item, "100000000000")
		} else {
			d.offer(catalog.ModeConsult, item, "100000001000")
		}
	}
	lens := public(d.live().Current())
	c, err := lens.Items(t.Context(), catalog.ItemFilter{Modes: []catalog.Mode{catalog.ModeConsult}}, catalog.SortByDepartment, page.Args{})
	d.must(err)
	if c.TotalCount != 2 {
		t.Errorf("%d items to consult", c.TotalCount)
	}
	f := c.Facets()
	if len(f.Modes) != 2 || f.Modes[0].Mode != catalog.ModeOnTheSpot || f.Modes[0].Count != 3 || f.Modes[1].Count != 2 {
		t.Errorf("modes %+v", f.Modes)
	}
	if departments, err := f.Departments(1); err != nil || len(departments) != 1 || departments[0].Count != 2 {
		t.Errorf("departments %+v, %v", departments, err)
	}
	within, err := lens.Items(t.Context(), catalog.ItemFilter{Division: new(d.divisions["100000001000"])}, catalog.SortByName, page.Args{})
	d.must(err)
	if within.TotalCount != 2 {
		t.Errorf("%d items in the township", within.TotalCount)
	}
}

func TestPagesOfItemsHoldWhileItemsCome(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	for i := range 6 {
		d.publishItem(fmt.Sprintf("item-%d", i), fmt.Sprintf("事项%02d", 2*i))
	}
	live := d.live()
	first, err := public(live.Current()).Items(t.Context(), catalog.ItemFilter{}, catalog.SortByName, page.Args{First: new(3)})
	d.must(err)
	d.publishItem("late", "事项01")
	second, err := public(live.Current()).Items(t.Context(), catalog.ItemFilter{}, catalog.SortByName, page.Args{First: new(3), After: first.PageInfo.EndCursor()})
	d.must(err)
	if got := second.Edges()[0].Node.Name; got != "事项06" || second.TotalCount != 7 {
		t.Errorf("the second page begins with %s of %d", got, second.TotalCount)
	}
}

func TestTheGapAndTheCompression(t *testing.T) {
	d := newDistrict(t, testdb.SQLite(t), store.Options{})
	offered := d.publishItem("offered", "已进驻")
	d.publishItem("missing", "未进驻")
	d.offer(catalog.ModeOnTheSpot, offered, "100000000000")
	lens := public(d.live().Current())
	gap := lens.EntryGap(nil)
	if gap.PublicItems() != 2 || gap.MissingItems() != 1 {
		t.Errorf("%d of %d are missing", gap.MissingItems(), gap.PublicItems())
	}
	if gap := lens.EntryGap(new(d.divisions["100000002000"])); gap.MissingItems() != 2 {
		t.Errorf("in a township that offers nothing %d are missing", gap.MissingItems())
	}
	if f := lens.Compression().Overall(); f.Items != 0 || f.TotalRatio != nil {
		t.Errorf("without statutory limits: %+v", f)
	}
}

// TestOfferingsEndWithWhatAllowsThem withdraws, weakens, moves and re-parents,
// and looks at what is left of the offerings.
func TestOfferingsEndWithWhatAllowsThem(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDistrict(t, url, store.Options{})
		item := d.publishItem("a", "甲")
		live := d.live()
		offered := func() string {
			c, err := public(live.Current()).Item(int(item)).Offerings(nil, new(100), nil, nil, nil)
			d.must(err)
			var at []string
			for _, o := range c.Nodes() {
				at = append(at, o.Center().Code[:12]+" "+string(o.Mode))
			}
			return strings.Join(at, ", ")
		}
		d.offer(catalog.ModeOnTheSpot, item, "100000000000")
		d.offer(catalog.ModeByAgent, item, "100000001001", "100000002001")
		station := func(authority organization.Authority) {
			_, err := d.org.StationDepartments(d.ctx, organization.StationDepartmentsInput{
				Center: d.centers["100000000000"], Reason: "调整授权",
				Departments: []organization.StationedDepartment{{Department: d.owner, Authority: authority}},
			})
			d.must(err)
		}
		station(organization.ReceiveOnly)
		if got := offered(); got != "100000001001 BY_AGENT, 100000002001 BY_AGENT" {
			t.Errorf("with less authority: %s", got)
		}
		move := organization.MoveDepartmentsInput{Reason: "下沉", DryRun: true, Moves: []organization.DepartmentMove{
			{Department: d.owner, From: d.centers["100000000000"], To: d.centers["100000001000"]},
		}}
		before, revision := offered(), live.Current().Revision
		tried, err := d.org.MoveDepartments(d.ctx, move)
		d.must(err)
		if e := public(live.Current()).Endings(tried.Ended); len(tried.Stationings) != 0 || e.OfferingCount != 1 || e.ItemCount != 1 || e.CenterCount != 1 ||
			e.Items[0].Slug != "a" || e.Centers[0].Code != "100000002001-01" {
			t.Errorf("a dry run tells %+v with %+v", tried, e)
		}
		if got := offered(); got != before || live.Current().Revision != revision {
			t.Errorf("a dry run left %s at revision %d", got, live.Current().Revision)
		}
		move.DryRun = false
		made, err := d.org.MoveDepartments(d.ctx, move)
		d.must(err)
		if !slices.Equal(made.Ended, tried.Ended) || len(made.Stationings) != 1 {
			t.Errorf("made %+v, the dry run told %+v", made, tried)
		}
		if got := offered(); got != "100000001001 BY_AGENT" {
			t.Errorf("after the move to one township: %s", got)
		}
		_, err = d.org.WithdrawDepartments(d.ctx, organization.WithdrawDepartmentsInput{
			Center: d.centers["100000001000"], Departments: []node.DepartmentID{d.owner}, Reason: "撤出",
		})
		d.must(err)
		if got := offered(); got != "" {
			t.Errorf("after the withdrawal: %s", got)
		}
	})
}
