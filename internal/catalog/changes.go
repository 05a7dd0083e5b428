package catalog

import (
	"fmt"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
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
	f := l.following(since, dayOr(sinceDay, l.Day))
	var changes []*CatalogChange
	if center == nil {
		if f.allDivisions > 0 {
			return nil, RevisionTooOld.At("", since, f.allDivisions, l.Revision)
		}
		changes = f.everywhere()
	} else {
		c := l.Directory.Center(int(*center))
		if c == nil || !f.mayHaveSeen(c) {
			return nil, fault.NotFound.At("center", node.Encode("ServiceCenter", int(*center)))
		}
		changes = f.at(c)
	}
	page.SortBy(changes, (*CatalogChange).key)
	p, err := page.Of(changes, (*CatalogChange).key, args)
	return &CatalogChangeConnection{Connection: p, Since: since, Revision: l.Revision, SinceDay: f.day, Day: l.Day}, err
}
