package catalog

import (
	"onewindow/internal/calendar"
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
		switch t.sort {
		case ChangedItem:
			add(f.item(f.items[t.id], revision))
		case ChangedOffering: // below
		default:
			add(f.other(t, revision))
		}
	}
	for _, item := range f.items {
		for _, offerings := range item.offerings {
			for _, o := range offerings {
				if revision, ok := f.rev(ChangedOffering, o.ID); ok {
					add(f.offering(item, o, revision))
				}
			}
		}
	}
	return changes
}

// touchAll touches each thing of the kinds that changed as a whole, and the
// offerings of what can be seen or not because an item or a center changed.
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
	for _, item := range f.items {
		ofItem, itemTouched := f.rev(ChangedItem, item.ID)
		for centerID, offerings := range item.offerings {
			atCenter, centerTouched := f.rev(ChangedCenter, centerID)
			centerTouched = centerTouched && f.mayHaveOpenedOrClosed(f.Directory.Center(centerID))
			for _, o := range offerings {
				if itemTouched {
					f.touch(ChangedOffering, o.ID, ofItem)
				}
				if centerTouched {
					f.touch(ChangedOffering, o.ID, atCenter)
				}
			}
		}
	}
}

// mayHaveOpenedOrClosed is whether a center's status is of the follower's day or later.
func (f *following) mayHaveOpenedOrClosed(c *organization.Center) bool {
	return c != nil && !c.StatusSince.Before(f.sinceDay())
}

// sinceDay is the earlier of the day of the reading and that of the revision.
func (f *following) sinceDay() calendar.Day {
	if at := f.moment; !at.IsZero() {
		if made := calendar.DayOf(at.In(f.Directory.Location())); made.Before(f.day) {
			return made
		}
	}
	return f.day
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
		}
	case ChangedTopic:
		if f.Topic(t.id) == nil {
			change.Kind = ChangeRemoved
		}
	case ChangedCenter:
		return f.center(f.Directory.Center(t.id), revision)
	}
	return change
}

// center tells what became of a center; one that never opened is no change.
func (f *following) center(c *organization.Center, revision int64) *CatalogChange {
	if c == nil {
		return nil
	}
	change := &CatalogChange{Kind: ChangeChanged, Thing: ChangedCenter, Revision: revision, id: c.ID}
	if f.Org.Sees(c) {
		return change
	}
	if c.Status != organization.Suspended && c.Status != organization.Closed {
		return nil
	}
	change.Kind = ChangeRemoved
	return change
}

// item tells what became of an item in the whole catalog: the list of what can
// be done has it, had it, or never had it.
func (f *following) item(item *Item, revision int64) *CatalogChange {
	if item == nil {
		return nil
	}
	change := &CatalogChange{Kind: ChangeChanged, Thing: ChangedItem, Revision: revision, id: item.ID}
	was := f.wasPublished(item)
	switch {
	case f.lists(item) && !was && !f.All:
		change.Kind = ChangeAdded
	case f.lists(item):
	case f.All || len(item.Editions) > 0:
		change.Kind = ChangeRemoved
	default:
		return nil // nobody ever saw it
	}
	return change
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

// stood is whether an offering was in force when the follower read.
func (f *following) stood(o *Offering) bool {
	return !o.startedAt.After(f.moment) && !o.ValidFrom.After(f.day) && (o.InForce(f.day) || o.endedAt != nil && o.endedAt.After(f.moment))
}

// mayHaveBeenShown leaves out what had ended long before, and what nobody saw.
func (f *following) mayHaveBeenShown(item *Item, o *Offering) bool {
	return (f.All || len(item.Editions) > 0) && (o.ValidTo == nil || !o.ValidTo.Before(f.sinceDay()))
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
	if touched && f.mayHaveOpenedOrClosed(c) {
		whole = revision
	}
	for _, item := range f.items {
		if offerings := item.offerings[c.ID]; len(offerings) > 0 {
			changes = append(changes, f.itemAt(item, offerings, whole)...)
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
		r, ok := f.rev(ChangedOffering, o.ID)
		if whole >= 0 {
			r, ok = max(r, whole), true
		}
		if itemTouched {
			r, ok = max(r, own), true
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
	case shown && (!stood || !f.All && !f.wasPublished(item)):
		change.Kind = ChangeAdded
	case shown:
	case moved: // an offering of it went
		change.Kind = ChangeRemoved
	default:
		return changes
	}
	return append(changes, change)
}

// itemRevision is the last revision that changed what an item shows, its owner's name too.
func (f *following) itemRevision(item *Item) (revision int64, touched bool) {
	revision, touched = f.rev(ChangedItem, item.ID)
	if r, ok := f.rev(ChangedDepartment, item.OwnerID); ok {
		revision, touched = max(revision, r), true
	}
	if f.allDepartments > 0 {
		revision, touched = max(revision, f.allDepartments), true
	}
	return revision, touched
}
