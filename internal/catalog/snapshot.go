package catalog

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/organization"
	"onewindow/internal/search"
)

// Snapshot is the catalog at one revision. It is never changed after it was
// made, so any number of readers share it without a lock (design section 5).
type Snapshot struct {
	Revision int64
	// ChangedAt is when the last change was made, nil before the first.
	ChangedAt *time.Time
	Directory *organization.Directory

	items  map[int]*Item
	bySlug map[string]*Item
	byCode map[string]*Item
	// listed are all items in the order of lists: by sortKey.
	listed []*Item
	// offered holds, for each center, what it ever offered, in the order of items.
	offered map[int][]*Offering

	topics topicIndex
	basics map[int]*BasicItem
	rounds roundIndex

	log changeLog
	// offeredIn keeps how many items divisions offer on the days asked about.
	offeredIn *sync.Map
	// orders are the items in other orders than listed, made when first asked for.
	orders *orders

	text       *search.Index
	synonyms   []*SynonymGroup
	vocabulary *search.Vocabulary
}

// Item is one entry of the catalog with what it inherits filled in.
type Item struct {
	ID                  int
	Slug                string
	ImplementationCode  string
	LocalCode, MainItem string
	Values
	Inherited []ItemField
	// OwnerID is the department, BasicID the basic entry (0 for none).
	OwnerID, BasicID int

	State       ItemState
	StateReason string
	StateSince  calendar.Day
	RoundID     int
	UpdatedAt   time.Time
	Version     int

	// Editions are those that were published, oldest first; Current is the one
	// that is, nil for none.
	Editions []*Edition
	Current  *Edition
	// offerings are the item's, ended ones too, by center.
	offerings map[int][]*Offering

	sortKey string
}

// Edition is one version of an item's guide with its content.
type Edition struct {
	ID, ItemID, Number int
	Status             EditionStatus
	RoundID            int
	// EffectiveFrom and EffectiveTo are the days it is in force, from the first
	// up to and without the last; nil before it was published and while it holds.
	EffectiveFrom, EffectiveTo *calendar.Day
	PublishedAt, RetiredAt     *time.Time
	CreatedAt, UpdatedAt       time.Time
	SubmittedAt                *time.Time
	// The people are for those who may see drafts.
	CreatedBy, UpdatedBy, SubmittedBy, PublishedBy, RetiredBy, Remark string
	Version                                                           int
	Content
}

// Offering is an item at a center.
type Offering struct {
	ID, ItemID, CenterID int
	Mode                 Mode
	WindowID             int
	// Days are the weekdays on which it is offered, none for all opening hours.
	Days      []string
	Limit     *TimeLimit
	Note      string
	ValidFrom calendar.Day
	ValidTo   *calendar.Day
	Version   int
	// startedAt and endedAt are when it was decided.
	startedAt time.Time
	endedAt   *time.Time
}

// InForce is whether it is offered on a day.
func (o *Offering) InForce(day calendar.Day) bool { return day.Within(o.ValidFrom, o.ValidTo) }

// load makes the snapshot after previous, reading again only what the events
// touched; without a previous one it reads everything.
func load(ctx context.Context, client *db.Client, previous *Snapshot, events []event.Event, location *time.Location) (*Snapshot, error) {
	s := &Snapshot{offeredIn: &sync.Map{}}
	var before *organization.Directory
	if previous != nil {
		before = previous.Directory
	}
	var err error
	if s.Directory, err = organization.Load(ctx, client, location, before, events); err != nil {
		return nil, err
	}
	stale, err := staleItems(ctx, client, previous, events)
	if err != nil {
		return nil, err
	}
	if err := s.loadHeadings(ctx, client, previous, events); err != nil {
		return nil, err
	}
	if previous != nil && !stale.all && len(stale.ids) == 0 {
		s.share(previous)
		return s, s.indexSearch(previous, nil, events)
	}
	fresh, err := s.loadItems(ctx, client, stale)
	if err != nil {
		return nil, err
	}
	s.items = map[int]*Item{}
	if !stale.all {
		s.items = maps.Clone(previous.items)
	}
	for id := range stale.ids {
		delete(s.items, id)
	}
	for _, item := range fresh {
		s.items[item.ID] = item
	}
	s.index()
	if previous == nil {
		return s, s.indexWhileReading(ctx, client, stale, fresh)
	}
	if err := s.loadOfferings(ctx, client, stale, fresh); err != nil {
		return nil, err
	}
	return s, s.indexSearch(previous, fresh, events)
}

// indexWhileReading makes the first search index while the offerings are read,
// which are in no document of it: the program starts sooner.
func (s *Snapshot) indexWhileReading(ctx context.Context, client *db.Client, stale stale, fresh []*Item) error {
	var both errgroup.Group
	both.Go(func() error { return s.indexSearch(nil, fresh, nil) })
	both.Go(func() error { return s.loadOfferings(ctx, client, stale, fresh) })
	return both.Wait()
}

// share takes over the indexes of a snapshot with the same items.
func (s *Snapshot) share(previous *Snapshot) {
	s.items, s.listed, s.offered, s.orders = previous.items, previous.listed, previous.offered, previous.orders
	s.bySlug, s.byCode, s.text = previous.bySlug, previous.byCode, previous.text
}

func (s *Snapshot) index() {
	n := len(s.items)
	s.bySlug, s.byCode = make(map[string]*Item, n), make(map[string]*Item, n)
	s.orders = &orders{}
	s.listed = slices.SortedFunc(maps.Values(s.items), func(a, b *Item) int { return cmp.Compare(a.sortKey, b.sortKey) })
	for _, item := range s.listed {
		s.bySlug[item.Slug] = item
		if item.ImplementationCode != "" {
			s.byCode[item.ImplementationCode] = item
		}
	}
}

// stale says which items have to be read again.
type stale struct {
	all bool
	ids map[int]struct{}
}

// touchesItems is whether a change of an entity changes what items say: lists
// of items are in the order of their owners, so departments do.
func touchesItems(e event.Entity) bool {
	return e == event.Item || e == event.Offering || e == event.Edition || e == event.BasicItem || e == event.Department
}

func staleItems(ctx context.Context, client *db.Client, previous *Snapshot, events []event.Event) (stale, error) {
	s := stale{all: previous == nil, ids: map[int]struct{}{}}
	var editions, basics, owners []int
	for _, e := range events {
		switch {
		case !touchesItems(e.Entity):
		case e.ID == 0:
			s.all = true
		case e.Entity == event.Edition:
			editions = append(editions, e.ID)
		case e.Entity == event.BasicItem:
			basics = append(basics, e.ID)
		case e.Entity == event.Department:
			owners = append(owners, e.ID)
		default: // an item itself, or what is offered of it
			s.ids[e.ID] = struct{}{}
		}
	}
	if s.all {
		s.ids = nil
		return s, nil
	}
	for _, item := range previous.items {
		if item.BasicID != 0 && slices.Contains(basics, item.BasicID) || slices.Contains(owners, item.OwnerID) {
			s.ids[item.ID] = struct{}{}
		}
	}
	return s, s.addItemsOf(ctx, client, editions)
}

// Status is the catalog as a whole, with what is in force on the lens's day.
func (l *Lens) Status() *Status {
	status := &Status{Revision: l.Revision, OldestRevision: l.log.from, ChangedAt: l.ChangedAt}
	for _, item := range l.items {
		if item.State != StateCancelled {
			status.RegisteredItems++
		}
		if item.Current != nil {
			status.PublishedItems++
		}
	}
	for _, c := range l.Directory.Centers() {
		if c.Status == organization.Open {
			status.OpenCenters++
		}
	}
	counts := l.Directory.DivisionCount(l.Day)
	status.Townships, status.Villages = counts.Townships, counts.Villages
	for _, d := range l.Directory.Departments() {
		if d.InForce(l.Day) {
			status.Departments++
		}
	}
	return status
}

// ItemOf is the item of an id in whatever state, nil for none: for what began
// while it was active and goes on.
func (s *Snapshot) ItemOf(id int) *Item { return s.items[id] }

// EditionOf is the edition of an id that was ever published, nil for none.
func (i *Item) EditionOf(id int) *Edition {
	for _, e := range i.Editions {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// EditionIn is the edition that was in force on a day.
func (i *Item) EditionIn(day calendar.Day) *Edition {
	for _, e := range slices.Backward(i.Editions) {
		if e.EffectiveFrom != nil && day.Within(*e.EffectiveFrom, e.EffectiveTo) {
			return e
		}
	}
	return nil
}

// OfferedAt is how the item is offered at a center on a day, nil for not.
func (i *Item) OfferedAt(centerID int, day calendar.Day) *Offering {
	for _, o := range i.offerings[centerID] {
		if o.InForce(day) {
			return o
		}
	}
	return nil
}

func sortKeyOf(position int, departmentCode, name string, id int) string {
	return fmt.Sprintf("%06d %s %s %09d", position, departmentCode, name, id)
}
