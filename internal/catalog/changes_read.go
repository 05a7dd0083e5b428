package catalog

import (
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
)

// clockSkew is how far the clocks of two instances may be apart.
const clockSkew = time.Hour

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

	touched   map[thing]int64 // the last revision that touched it
	offerings map[*Offering]int64
	// The last revisions that touched all of a kind, 0 for none.
	allDivisions, allDepartments, allCenters, allItems int64

	// changes is how often a thing itself changed, statuses how often a center's status did.
	changes  map[thing]int
	statuses map[int]int
	// republished are items that got a guide, lost it or have another one.
	republished map[int]bool
	// windows are the last revisions of windows.
	windows map[int]int64
}

// following finds what may have changed since a revision that was read on a day.
//
// Who sees unpublished things at some places only follows what the public
// follows: what they see besides is for working with, not for keeping.
func (l *Lens) following(since int64, day calendar.Day) *following {
	if !l.all() {
		l = l.Snapshot.See(identity.Caller{}, l.Org.Now).On(l.Day)
	}
	f := &following{
		Lens: l, since: since, moment: l.log.momentOf(since), day: day,
		touched: map[thing]int64{}, offerings: map[*Offering]int64{}, changes: map[thing]int{}, statuses: map[int]int{},
		republished: map[int]bool{}, windows: map[int]int64{},
	}
	f.read()
	f.passDays()
	return f
}

func (f *following) touch(sort ChangedThing, id int, revision int64) {
	t := thing{sort, id}
	f.touched[t] = max(f.touched[t], revision)
}

func (f *following) touchOffering(o *Offering, revision int64) {
	f.offerings[o] = max(f.offerings[o], revision)
}

// rev is the last revision that touched a thing, and whether any did.
func (f *following) rev(sort ChangedThing, id int) (int64, bool) {
	r, ok := f.touched[thing{sort, id}]
	return r, ok
}

// read finds in the log what was touched: each thing once, however often it changed.
func (f *following) read() {
	last, editions, basics := map[event.Event]int64{}, map[int]int64{}, map[int]int64{}
	for _, e := range f.log.since(f.since) {
		f.count(e.Event)
		e.Action = ""
		last[e.Event] = e.revision
	}
	for e, revision := range last {
		switch e.Entity {
		case event.Item, event.Offering:
			f.readItem(e, revision)
		case event.Edition:
			editions[e.ID] = revision
		case event.BasicItem:
			basics[e.ID] = revision
		case event.Topic:
			f.touch(ChangedTopic, e.ID, revision)
		default:
			f.readOrganization(e, revision)
		}
	}
	f.readGuides(editions, basics)
	if f.allItems > 0 {
		f.touchItems()
	}
}

var sortOf = map[event.Entity]ChangedThing{
	event.Center: ChangedCenter, event.Department: ChangedDepartment, event.Item: ChangedItem, event.Topic: ChangedTopic,
}

// count counts the changes of a thing itself.
func (f *following) count(e event.Event) {
	if sort, ok := sortOf[e.Entity]; ok {
		f.changes[thing{sort, e.ID}]++
	}
	if e.Entity == event.Center && e.Action == organization.StatusChange {
		f.statuses[e.ID]++
	}
}

// made is whether a thing was made since: all its versions are of later.
func (f *following) made(sort ChangedThing, id, version int) bool {
	return f.changes[thing{sort, id}] >= version
}

// readItem reads a change of an item or of where it is offered.
func (f *following) readItem(e event.Event, revision int64) {
	item := f.items[e.ID]
	switch {
	case item == nil:
		f.allItems = max(f.allItems, revision)
	case e.Entity == event.Item:
		f.touch(ChangedItem, e.ID, revision)
	default:
		item.eachOffering(func(o *Offering) { f.touchOffering(o, revision) })
	}
}

// readGuides touches the items of editions that are or were public, as a draft is
// nobody's change, and those that inherit from basic entries; 0 is all of them.
func (f *following) readGuides(editions, basics map[int]int64) {
	if len(editions)+len(basics) == 0 {
		return
	}
	for _, item := range f.listed {
		for _, e := range item.Editions {
			if r := max(editions[e.ID], editions[0]); r > 0 {
				f.touch(ChangedItem, item.ID, r)
				f.republished[item.ID] = true
			}
		}
		if r := max(basics[item.BasicID], basics[0]); r > 0 && item.BasicID != 0 {
			f.touch(ChangedItem, item.ID, r)
		}
	}
}

// touchItems touches all items with their offerings.
func (f *following) touchItems() {
	for _, item := range f.listed {
		f.touch(ChangedItem, item.ID, f.allItems)
		f.republished[item.ID] = true
		item.eachOffering(func(o *Offering) { f.touchOffering(o, f.allItems) })
	}
}

func (i *Item) eachOffering(f func(*Offering)) {
	for _, offerings := range i.offerings {
		for _, o := range offerings {
			f(o)
		}
	}
}

func (f *following) readOrganization(e event.Event, revision int64) {
	one := func(sort ChangedThing, all *int64) {
		if e.ID == 0 {
			*all = max(*all, revision)
		} else {
			f.touch(sort, e.ID, revision)
		}
	}
	switch e.Entity {
	case event.Division:
		one(ChangedDivision, &f.allDivisions)
	case event.Population: // of rules nobody follows what they suggest
		if division := f.Directory.DivisionOfFact(e.ID); division != 0 {
			f.touch(ChangedDivision, division, revision)
		}
	case event.Department:
		one(ChangedDepartment, &f.allDepartments)
	case event.Sector:
		for _, d := range f.Directory.Departments() {
			if d.SectorID == e.ID || e.ID == 0 {
				f.touch(ChangedDepartment, d.ID, revision)
			}
		}
	case event.Calendar, event.Standard: // opening hours and scores of all centers
		f.allCenters = max(f.allCenters, revision)
	case event.Center:
		one(ChangedCenter, &f.allCenters)
	case event.Stationing, event.Window:
		f.readPart(e, revision)
	}
}

// readPart reads a change of what belongs to a center.
func (f *following) readPart(e event.Event, revision int64) {
	if w := f.Directory.Window(e.ID); w != nil && e.Entity == event.Window {
		f.windows[w.ID] = revision
		f.touch(ChangedCenter, w.CenterID, revision)
		return
	}
	all := f.Directory.See(identity.Admin("log"), f.Day, f.Org.Now)
	if s := all.Stationing(e.ID); s != nil && e.Entity == event.Stationing {
		f.touch(ChangedCenter, s.CenterID, revision)
		return
	}
	f.allCenters = max(f.allCenters, revision)
}

// passDays touches what began or ended between the day of the follower's reading
// and today.
func (f *following) passDays() {
	if f.day == f.Day {
		return
	}
	for _, item := range f.listed {
		for _, e := range item.Editions {
			if f.passed(orZero(e.EffectiveFrom), e.EffectiveTo) {
				f.touch(ChangedItem, item.ID, f.since)
			}
		}
		item.eachOffering(func(o *Offering) {
			if f.passed(o.ValidFrom, o.ValidTo) {
				f.touchOffering(o, f.since)
			}
		})
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

// sinceDay is the earlier of the day of the reading and that of the revision.
func (f *following) sinceDay() calendar.Day {
	if at := f.moment; !at.IsZero() {
		if made := calendar.DayOf(at.Add(-clockSkew).In(f.Directory.Location())); made.Before(f.day) {
			return made
		}
	}
	return f.day
}
