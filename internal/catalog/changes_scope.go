package catalog

import (
	"onewindow/internal/organization"
)

// everywhere tells of each thing on its own: a department's new name is a change
// of the department and not of its items.
func (f *following) everywhere() []*CatalogChange {
	f.touchAll()
	var changes []*CatalogChange
	add := func(c *CatalogChange) {
		if c != nil {
			changes = append(changes, c)
		}
	}
	for t, revision := range f.touched {
		if t.sort == ChangedItem {
			add(f.item(f.items[t.id], revision))
		} else {
			add(f.other(t, revision))
		}
	}
	for o, revision := range f.offerings {
		add(f.offering(f.items[o.ItemID], o, revision))
	}
	return changes
}

// touchAll touches each thing of the kinds that changed as a whole, and the
// offerings that can be seen or not because an item got or lost its guide, or a
// center opened or closed.
func (f *following) touchAll() {
	if f.allDepartments > 0 {
		for _, d := range f.Directory.Departments() {
			f.touch(ChangedDepartment, d.ID, f.allDepartments)
		}
	}
	if f.allCenters > 0 {
		for _, c := range f.Directory.Centers() {
			f.touch(ChangedCenter, c.ID, f.allCenters)
		}
	}
	for t, revision := range f.touched {
		switch {
		case t.sort == ChangedItem && f.republished[t.id]:
			f.items[t.id].eachOffering(func(o *Offering) { f.touchOffering(o, revision) })
		case t.sort == ChangedCenter && f.statuses[t.id] > 0:
			for _, o := range f.offered[t.id] {
				f.touchOffering(o, revision)
			}
		}
	}
}

// The statuses by which the public sees a center are told apart from others by
// how many changes of status lead to them from OPEN.
var fromOpen = map[organization.Status]int{
	organization.Open: 0, organization.Suspended: 0, organization.Closed: 0,
	organization.Planned: 2, organization.Building: 3, organization.Accepted: 4,
}

// mayHaveSeen is whether the caller sees a center, or may have when the follower
// read or later. The public never hears of one that was never open.
func (f *following) mayHaveSeen(c *organization.Center) bool {
	return f.all() || f.statuses[c.ID] >= fromOpen[c.Status]
}

// opened is whether the public sees a center now and did not when the follower
// read: its status changed once, to OPEN.
func (f *following) opened(c *organization.Center) bool {
	return !f.all() && c.Status == organization.Open && f.statuses[c.ID] == 1
}

// other tells what became of a division, a department, a topic or a center.
func (f *following) other(t thing, revision int64) *CatalogChange {
	change := &CatalogChange{Kind: ChangeChanged, Thing: t.sort, Revision: revision, id: t.id}
	switch t.sort {
	case ChangedDivision:
		if d := f.Org.Division(t.id); d == nil || !d.InForce() {
			change.Kind = ChangeRemoved
		}
	case ChangedDepartment:
		if d := f.Directory.Department(t.id); d == nil || !d.InForce(f.Day) {
			change.Kind = ChangeRemoved
		} else if f.made(t.sort, t.id, d.Version) {
			change.Kind = ChangeAdded
		}
	case ChangedTopic:
		if topic := f.Topic(t.id); topic == nil {
			change.Kind = ChangeRemoved
		} else if f.made(t.sort, t.id, topic.Version) {
			change.Kind = ChangeAdded
		}
	case ChangedCenter:
		return f.center(f.Directory.Center(t.id), revision)
	}
	return change
}

// center tells what became of a center; one that never opened is no change.
func (f *following) center(c *organization.Center, revision int64) *CatalogChange {
	if c == nil || !f.mayHaveSeen(c) {
		return nil
	}
	change := &CatalogChange{Kind: ChangeChanged, Thing: ChangedCenter, Revision: revision, id: c.ID}
	switch {
	case !f.Org.Sees(c):
		change.Kind = ChangeRemoved
	case f.opened(c), f.made(ChangedCenter, c.ID, c.Version):
		change.Kind = ChangeAdded
	}
	return change
}

// item tells what became of an item in the whole catalog: the list of what can
// be done has it, had it, or never had it.
func (f *following) item(item *Item, revision int64) *CatalogChange {
	if item == nil {
		return nil
	}
	change := &CatalogChange{Kind: ChangeChanged, Thing: ChangedItem, Revision: revision, id: item.ID}
	switch {
	case f.lists(item) && f.appeared(item):
		change.Kind = ChangeAdded
	case f.lists(item):
	case f.mayHaveListed(item):
		change.Kind = ChangeRemoved
	default:
		return nil // the follower never had it
	}
	return change
}

// appeared is whether the caller did not see an item when the follower read.
func (f *following) appeared(i *Item) bool {
	if f.all() {
		return f.made(ChangedItem, i.ID, i.Version)
	}
	return !f.wasPublished(i)
}

// mayHaveListed is whether the caller may have seen an item when the follower
// read or later: the public hears of no other.
func (f *following) mayHaveListed(i *Item) bool {
	return f.all() || i.Current != nil || f.republished[i.ID]
}

// lists is whether lists of what can be done have the item.
func (f *following) lists(i *Item) bool { return f.sees(i) && i.State != StateCancelled }

// wasPublished is whether a guide of the item was public when the follower read.
func (f *following) wasPublished(i *Item) bool {
	for _, e := range i.Editions {
		if e.PublishedAt != nil && !e.PublishedAt.After(f.moment) && (e.RetiredAt == nil || e.RetiredAt.After(f.moment)) {
			return true
		}
	}
	return false
}

// offering tells what became of an offering.
func (f *following) offering(item *Item, o *Offering, revision int64) *CatalogChange {
	change := &CatalogChange{Kind: ChangeChanged, Thing: ChangedOffering, Revision: revision, id: o.ID}
	switch {
	case f.shows(item, o) && !f.stood(o):
		change.Kind = ChangeAdded
	case f.shows(item, o):
	case f.mayHaveBeenShown(item, o):
		change.Kind = ChangeRemoved
	default:
		return nil
	}
	return change
}

// shows is whether an offering can be seen today.
func (f *following) shows(item *Item, o *Offering) bool {
	return o.InForce(f.Day) && f.lists(item) && f.mayServe(o.CenterID)
}

// stood is whether an offering was in force, at a center that was open, when the
// follower read.
func (f *following) stood(o *Offering) bool {
	return !o.startedAt.After(f.moment) && !o.ValidFrom.After(f.day) && !f.opened(f.Directory.Center(o.CenterID)) &&
		(o.InForce(f.day) || o.endedAt != nil && o.endedAt.After(f.moment))
}

// mayHaveBeenShown leaves out what had ended long before, and what nobody saw.
func (f *following) mayHaveBeenShown(item *Item, o *Offering) bool {
	return f.mayHaveListed(item) && f.mayHaveSeen(f.Directory.Center(o.CenterID)) && !f.endedBefore(o)
}

// endedBefore is whether an offering had ended when the follower read. It may
// have been decided later that it ended on an earlier day.
func (f *following) endedBefore(o *Offering) bool {
	return o.ValidTo != nil && o.ValidTo.Before(f.sinceDay()) &&
		(o.endedAt == nil || o.endedAt.Before(f.moment.Add(-clockSkew)))
}

// at tells of a center with all that it shows: itself, the topics, its items and
// its offerings. What these show of other things counts as theirs: the owner's
// name is the item's, the division's the center's.
func (f *following) at(c *organization.Center) []*CatalogChange {
	var changes []*CatalogChange
	for t, revision := range f.touched {
		if t.sort == ChangedTopic {
			changes = append(changes, f.other(t, revision))
		}
	}
	revision, touched := f.centerRevision(c)
	if touched {
		if change := f.center(c, revision); change != nil {
			changes = append(changes, change)
		}
	}
	whole := int64(-1) // the revision of a change of all that the center offers
	if f.statuses[c.ID] > 0 {
		whole = revision
	}
	told := map[int]bool{}
	for _, o := range f.offered[c.ID] {
		if !told[o.ItemID] {
			told[o.ItemID] = true
			item := f.items[o.ItemID]
			changes = append(changes, f.itemAt(item, item.offerings[c.ID], whole)...)
		}
	}
	return changes
}

// centerRevision is the last revision that changed what a center shows of itself.
func (f *following) centerRevision(c *organization.Center) (revision int64, touched bool) {
	take := func(r int64, ok bool) {
		if ok {
			revision, touched = max(revision, r), true
		}
	}
	take(f.rev(ChangedCenter, c.ID))
	take(f.allCenters, f.allCenters > 0)
	take(f.allDivisions, f.allDivisions > 0)
	take(f.allDepartments, f.allDepartments > 0)
	if home := f.Org.Division(c.DivisionID); home != nil {
		for _, d := range home.Path() {
			take(f.rev(ChangedDivision, d.Division.ID))
		}
	}
	for _, s := range f.Directory.Stationings(c.ID, f.Day) {
		take(f.rev(ChangedDepartment, s.DepartmentID))
	}
	for _, w := range f.Directory.Windows(c.ID) {
		take(f.rev(ChangedDepartment, w.DepartmentID))
	}
	for _, above := range f.Directory.Superiors(c) {
		take(f.rev(ChangedCenter, above.ID))
	}
	return revision, touched
}

// itemAt tells what became of an item and its offerings at the follower's center.
func (f *following) itemAt(item *Item, offerings []*Offering, whole int64) []*CatalogChange {
	own, itemTouched := f.itemRevision(item)
	var changes []*CatalogChange
	last, stood, shown, moved := own, false, false, false
	for _, o := range offerings {
		r, ok := f.offerings[o]
		if whole >= 0 {
			r, ok = max(r, whole), true
		}
		if itemTouched {
			r, ok = max(r, own), true
		}
		if window := f.windows[o.WindowID]; window > 0 {
			r, ok = max(r, window), true
		}
		stood, shown = stood || f.stood(o), shown || f.shows(item, o)
		if !ok {
			continue
		}
		if change := f.offering(item, o, r); change != nil {
			moved, last = true, max(last, r)
			changes = append(changes, change)
		}
	}
	if !itemTouched && !moved {
		return nil
	}
	change := &CatalogChange{Kind: ChangeChanged, Thing: ChangedItem, Revision: last, id: item.ID}
	switch {
	case shown && (!stood || f.appeared(item)):
		change.Kind = ChangeAdded
	case shown:
	case moved: // an offering of it went
		change.Kind = ChangeRemoved
	default:
		return changes
	}
	return append(changes, change)
}

// itemRevision is the last revision that changed what an item shows, the names
// of its owner and of those who do its steps too.
func (f *following) itemRevision(item *Item) (revision int64, touched bool) {
	take := func(r int64, ok bool) {
		if ok {
			revision, touched = max(revision, r), true
		}
	}
	take(f.rev(ChangedItem, item.ID))
	take(f.rev(ChangedDepartment, item.OwnerID))
	take(f.allDepartments, f.allDepartments > 0)
	for _, e := range item.Editions {
		for i := range e.Steps {
			if d := f.Directory.DepartmentByCode(e.Steps[i].Department); d != nil {
				take(f.rev(ChangedDepartment, d.ID))
			}
		}
	}
	return revision, touched
}
