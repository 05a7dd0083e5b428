package catalog

import (
	"fmt"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// Why a revision cannot be followed from.
var (
	// RevisionTooOld says that a follower has to read everything again.
	RevisionTooOld = fault.NewKind("REVISION_TOO_OLD",
		"版本 %d 太旧，此处只保留版本 %d 之后的变更：请重新读取全部内容，再从当前版本 %d 继续。",
		"Revision %d is too old: changes are known here after revision %d. Read everything again and go on from revision %d.")
	// RevisionUnknown says that a revision is not of this catalog.
	RevisionUnknown = fault.NewKind("REVISION_UNKNOWN",
		"版本 %d 不存在，当前版本是 %d：请重新读取全部内容。",
		"There is no revision %d, the present one is %d: read everything again.")
)

// CatalogChangeKind is what became of a thing for those who follow the catalog.
type CatalogChangeKind string

// The kinds of changes. A follower may treat ADDED and CHANGED alike: each
// carries the whole thing as it is now.
const (
	ChangeAdded   CatalogChangeKind = "ADDED"
	ChangeChanged CatalogChangeKind = "CHANGED"
	ChangeRemoved CatalogChangeKind = "REMOVED"
)

// ChangedThing is which sort of thing changed.
type ChangedThing string

// The things that are followed, in the order in which they lead to each other.
const (
	ChangedDivision   ChangedThing = "DIVISION"
	ChangedDepartment ChangedThing = "DEPARTMENT"
	ChangedTopic      ChangedThing = "TOPIC"
	ChangedCenter     ChangedThing = "CENTER"
	ChangedItem       ChangedThing = "ITEM"
	ChangedOffering   ChangedThing = "OFFERING"
)

// nodeKinds are the types under which the API knows the things.
var nodeKinds = map[ChangedThing]string{
	ChangedDivision: "Division", ChangedDepartment: "Department", ChangedTopic: "Topic",
	ChangedCenter: "ServiceCenter", ChangedItem: "ServiceItem", ChangedOffering: "Offering",
}

// CatalogChange is what became of one thing since a revision.
type CatalogChange struct {
	Kind  CatalogChangeKind
	Thing ChangedThing
	// Revision is that of the last change of it. What changed because a day began
	// has the revision that was asked about.
	Revision int64

	id int
}

// ID is the opaque id of the thing.
func (c *CatalogChange) ID() string { return node.Encode(nodeKinds[c.Thing], c.id) }

// key orders changes: what changes again while pages are read comes later.
func (c *CatalogChange) key() string {
	return fmt.Sprintf("%015d %s %012d", c.Revision, placeOf[c.Thing], c.id)
}

var placeOf = map[ChangedThing]string{
	ChangedDivision: "1", ChangedDepartment: "2", ChangedTopic: "3", ChangedCenter: "4", ChangedItem: "5", ChangedOffering: "6",
}

// CatalogChangeConnection is a page of changes and the state that they lead to.
type CatalogChangeConnection struct {
	page.Connection[*CatalogChange]
	// Since and SinceDay are what was asked about. The next time one asks about the
	// Revision of the last page and the Day of the first.
	Since, Revision int64
	SinceDay, Day   calendar.Day
}

// CatalogChangeEdge is one row of a page of changes.
type CatalogChangeEdge = page.Edge[*CatalogChange]

// Changes are what became of everything that the lens shows since a revision, or
// of what a center shows, in the order of revisions. Whoever applies all pages to
// what they read at that revision has what they would read now.
//
// What is dated begins and ends without a revision when a day begins, so a
// follower says also on which day they read; nil for today.
func (l *Lens) Changes(since int64, sinceDay *calendar.Day, center *node.CenterID, args page.Args) (*CatalogChangeConnection, error) {
	switch {
	case since > l.Revision || since < 0:
		return nil, RevisionUnknown.At("", since, l.Revision)
	case since < l.log.from:
		return nil, RevisionTooOld.At("", since, l.log.from, l.Revision)
	}
	f := &following{Lens: l, since: since, moment: l.log.momentOf(since), day: dayOr(sinceDay, l.Day), touched: map[thing]int64{}}
	f.read()
	f.passDays()
	var changes []*CatalogChange
	if center == nil {
		if f.allDivisions > 0 {
			return nil, RevisionTooOld.At("", since, f.allDivisions, l.Revision)
		}
		changes = f.everywhere()
	} else {
		c := l.Directory.Center(int(*center))
		if c == nil {
			return nil, fault.NotFound.At("center", node.Encode("ServiceCenter", int(*center)))
		}
		changes = f.at(c)
	}
	page.SortBy(changes, (*CatalogChange).key)
	p, err := page.Of(changes, (*CatalogChange).key, args)
	return &CatalogChangeConnection{Connection: p, Since: since, Revision: l.Revision, SinceDay: f.day, Day: l.Day}, err
}

// thing is something that may have changed.
type thing struct {
	sort ChangedThing
	id   int
}

// following is the work of telling what changed since a revision.
type following struct {
	*Lens
	since  int64
	moment time.Time    // when that revision was made
	day    calendar.Day // on which it was read

	touched map[thing]int64 // the last revision that touched it
	// The last revisions that touched all of a kind, 0 for none.
	allDivisions, allDepartments, allCenters int64
}

func (f *following) touch(sort ChangedThing, id int, revision int64) {
	t := thing{sort, id}
	f.touched[t] = max(f.touched[t], revision)
}

// rev is the last revision that touched a thing, and whether any did.
func (f *following) rev(sort ChangedThing, id int) (int64, bool) {
	r, ok := f.touched[thing{sort, id}]
	return r, ok
}

// read finds in the log what was touched.
func (f *following) read() {
	var itemOf map[int]int // of an edition that was published
	for _, e := range f.log.since(f.since) {
		switch e.Entity {
		case event.Edition:
			if itemOf == nil {
				itemOf = f.itemsOfEditions()
			}
			if item, ok := itemOf[e.ID]; ok { // a draft is nobody's change
				f.touch(ChangedItem, item, e.revision)
			}
		case event.Item:
			f.touchItems(e, func(i *Item) bool { return i.ID == e.ID })
		case event.BasicItem:
			f.touchItems(e, func(i *Item) bool { return i.BasicID != 0 && (e.ID == 0 || i.BasicID == e.ID) })
		case event.Offering:
			f.touchOfferings(e)
		case event.Topic:
			f.touch(ChangedTopic, e.ID, e.revision)
		default:
			f.readOrganization(e)
		}
	}
}

func (f *following) itemsOfEditions() map[int]int {
	itemOf := map[int]int{}
	for _, item := range f.items {
		for _, e := range item.Editions {
			itemOf[e.ID] = item.ID
		}
	}
	return itemOf
}

func (f *following) touchItems(e logged, concerns func(*Item) bool) {
	if e.Entity == event.Item && e.ID != 0 {
		f.touch(ChangedItem, e.ID, e.revision)
		return
	}
	for _, item := range f.items {
		if e.ID == 0 || concerns(item) {
			f.touch(ChangedItem, item.ID, e.revision)
		}
	}
}

// touchOfferings touches those of an item, all for no item.
func (f *following) touchOfferings(e logged) {
	for _, item := range f.items {
		if e.ID != 0 && item.ID != e.ID {
			continue
		}
		for _, offerings := range item.offerings {
			for _, o := range offerings {
				f.touch(ChangedOffering, o.ID, e.revision)
			}
		}
	}
}

func (f *following) readOrganization(e logged) {
	all := &organization.Lens{Directory: f.Directory, Day: f.Day, All: true}
	switch e.Entity {
	case event.Division:
		if e.ID == 0 {
			f.allDivisions = e.revision
		} else {
			f.touch(ChangedDivision, e.ID, e.revision)
		}
	case event.Department:
		if e.ID == 0 {
			f.allDepartments = e.revision
		} else {
			f.touch(ChangedDepartment, e.ID, e.revision)
		}
	case event.Calendar, event.Standard: // opening hours and scores of all centers
		f.allCenters = e.revision
	case event.Center:
		if e.ID == 0 {
			f.allCenters = e.revision
		} else {
			f.touch(ChangedCenter, e.ID, e.revision)
		}
	case event.Stationing:
		if s := all.Stationing(e.ID); s != nil {
			f.touch(ChangedCenter, s.CenterID, e.revision)
		} else {
			f.allCenters = e.revision
		}
	case event.Window:
		if w := f.Directory.Window(e.ID); w != nil {
			f.touch(ChangedCenter, w.CenterID, e.revision)
		} else {
			f.allCenters = e.revision
		}
	}
}

// passDays touches what began or ended between the day of the follower's reading
// and today.
func (f *following) passDays() {
	if f.day == f.Day {
		return
	}
	for _, item := range f.items {
		for _, e := range item.Editions {
			if f.passed(orZero(e.EffectiveFrom), e.EffectiveTo) {
				f.touch(ChangedItem, item.ID, f.since)
			}
		}
		for _, offerings := range item.offerings {
			for _, o := range offerings {
				if f.passed(o.ValidFrom, o.ValidTo) {
					f.touch(ChangedOffering, o.ID, f.since)
				}
			}
		}
	}
	for _, d := range f.Directory.Departments() {
		if f.passed(d.ValidFrom, d.ValidTo) {
			f.touch(ChangedDepartment, d.ID, f.since)
		}
		for _, s := range f.Directory.StationingHistory(d.ID) {
			if f.passed(s.ValidFrom, s.ValidTo) {
				f.touch(ChangedCenter, s.CenterID, f.since)
			}
		}
	}
	f.Org.EachDivisionBetween(f.day, f.Day, func(id int) { f.touch(ChangedDivision, id, f.since) })
}

// passed is whether a period began or ended after the follower's day up to
// today, or the other way round where the follower's day is later.
func (f *following) passed(from calendar.Day, to *calendar.Day) bool {
	return f.day.Within(from, to) != f.Day.Within(from, to)
}
