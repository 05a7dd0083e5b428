package catalog

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/ent/db/offering"
	"onewindow/ent/db/window"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// OfferingEntry is one item at one center, as a list has it.
type OfferingEntry struct {
	Item   node.ItemID
	Center node.CenterID
	OfferingTerms
	// From is the first day, today when nil.
	From *calendar.Day
}

// OfferingBatch offers many items at many centers inside one change, each with
// terms of its own. The rules are those of OfferItems, told for each entry; an
// item that is suspended keeps the places that a list gives it, because it is to
// have them again when it is resumed.
type OfferingBatch struct {
	tx       *store.Tx
	reason   string
	items    map[int]*db.ServiceItem
	centers  map[int]*db.ServiceCenter
	windows  map[int]*db.Window
	promises map[int]*TimeLimit // of published guides, by item
	names    map[int]string     // of departments
	ground   *ground
	existing map[pairIDs]*db.Offering

	ends   []*db.Offering
	starts map[string]*offeringChange // by terms and day
	order  []string
	pairs  map[string][]pair
}

// NewOfferingBatch begins a batch inside a change. The reason stays with
// everything it begins and ends.
func NewOfferingBatch(ctx context.Context, tx *store.Tx, reason string) (*OfferingBatch, error) {
	b := &OfferingBatch{
		tx: tx, reason: reason, items: map[int]*db.ServiceItem{}, centers: map[int]*db.ServiceCenter{}, windows: map[int]*db.Window{},
		promises: map[int]*TimeLimit{}, existing: map[pairIDs]*db.Offering{},
		starts: map[string]*offeringChange{}, pairs: map[string][]pair{},
	}
	for _, read := range []func(context.Context) error{b.readItems, b.readPlaces, b.readGround, b.readExisting} {
		if err := read(ctx); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *OfferingBatch) readItems(ctx context.Context) error {
	items, err := b.tx.ServiceItem.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read items: %w", err)
	}
	for _, row := range items {
		b.items[row.ID] = row
	}
	guides, err := b.tx.Edition.Query().Where(edition.Status(string(EditionPublished))).
		Select(edition.FieldItemID, edition.FieldPromisedValue, edition.FieldPromisedUnit).All(ctx)
	if err != nil {
		return fmt.Errorf("read published editions: %w", err)
	}
	for _, g := range guides {
		b.promises[g.ItemID] = limitOf(g.PromisedValue, g.PromisedUnit, "")
	}
	return nil
}

func (b *OfferingBatch) readPlaces(ctx context.Context) error {
	centers, err := b.tx.ServiceCenter.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read centers: %w", err)
	}
	for _, row := range centers {
		b.centers[row.ID] = row
	}
	windows, err := b.tx.Window.Query().Where(window.Open(true)).All(ctx)
	if err != nil {
		return fmt.Errorf("read windows: %w", err)
	}
	for _, row := range windows {
		b.windows[row.ID] = row
	}
	return nil
}

func (b *OfferingBatch) readGround(ctx context.Context) error {
	departments, err := b.tx.Department.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read departments: %w", err)
	}
	ids := make([]int, len(departments))
	b.names = make(map[int]string, len(departments))
	for i, d := range departments {
		ids[i], b.names[d.ID] = d.ID, d.Name
	}
	b.ground, err = loadGround(ctx, b.tx.Client, b.tx.Today, ids, nil)
	if err != nil {
		return err
	}
	for _, c := range b.centers {
		b.ground.superior[c.ID] = orZero(c.ReportsToID)
	}
	return nil
}

func (b *OfferingBatch) readExisting(ctx context.Context) error {
	rows, err := b.tx.Offering.Query().Where(notEnded(b.tx.Today)).Order(offering.ByID()).All(ctx)
	if err != nil {
		return fmt.Errorf("find what is offered: %w", err)
	}
	for _, row := range rows {
		b.existing[pairIDs{row.ItemID, row.CenterID}] = row
	}
	return nil
}

// Offer checks an entry and has it offered with the next Flush.
func (b *OfferingBatch) Offer(e OfferingEntry) error {
	c := &offeringChange{tx: b.tx, day: dayOr(e.From, b.tx.Today), reason: b.reason, terms: e.OfferingTerms}
	c.checkTerms()
	item, center := b.items[int(e.Item)], b.centers[int(e.Center)]
	b.checkEntry(c, item, center)
	row := b.existing[pairIDs{item.ID, center.ID}]
	if row != nil && (row.ValidFrom.After(c.day) || row.ValidTo != nil) && !c.terms.same(row) {
		c.group(OfferedLater, "from", []string{item.Slug + " @ " + center.Name})
	}
	if err := c.problems.Err(); err != nil {
		return err
	}
	if row != nil {
		b.ends = append(b.ends, row)
	}
	key := fmt.Sprintf("%s %v", c.day, termsKey(c.terms))
	if b.starts[key] == nil {
		b.starts[key] = c
		b.order = append(b.order, key)
	}
	b.pairs[key] = append(b.pairs[key], pair{item, center})
	return nil
}

// checkEntry holds the rules that need what the batch has read.
func (b *OfferingBatch) checkEntry(c *offeringChange, item *db.ServiceItem, center *db.ServiceCenter) {
	promise, published := b.promises[item.ID]
	switch {
	case item.State == string(StateCancelled):
		c.group(ItemsNotActive, "item", []string{item.Slug})
	case !published:
		c.group(ItemsNotPublished, "item", []string{item.Slug})
	case longer(c.terms.Limit, promise):
		c.group(LimitExceedsPromise, "limit", []string{item.Slug})
	}
	if center.Status == string(organization.Closed) {
		c.group(CentersClosed, "center", []string{center.Name})
	}
	if id := c.terms.Window; id != nil {
		if w := b.windows[int(*id)]; w == nil {
			c.problems.Add(fault.NotFound.At("window", node.Encode("Window", int(*id))))
		} else if w.CenterID != center.ID {
			c.problems.Add(WindowElsewhere.At("window", w.Number, 1, center.Name))
		}
	}
	if !b.ground.allows(c.terms.Mode, item.OwnerID, center.ID) {
		kind := NoStationing
		if c.terms.Mode == ModeOnTheSpot {
			kind = NoFullStationing
		}
		c.group(kind, "mode", []string{b.names[item.OwnerID] + " @ " + center.Name})
	}
}

func termsKey(t OfferingTerms) string {
	return fmt.Sprintf("%s %d %v %+v %q", t.Mode, orZero(t.Window), t.Days, orZero(t.Limit), orZero(t.Note))
}

// Flush writes what was offered: what was offered in another way ends first.
func (b *OfferingBatch) Flush(ctx context.Context) error {
	ending := &offeringChange{tx: b.tx, day: b.tx.Today, reason: b.reason}
	if len(b.ends) > 0 {
		if _, err := ending.carryOut(ctx, offeringPlan{end: b.ends}); err != nil {
			return err
		}
	}
	for _, key := range b.order {
		if _, err := b.starts[key].carryOut(ctx, offeringPlan{start: b.pairs[key]}); err != nil {
			return err
		}
	}
	b.ends, b.order = nil, nil
	return nil
}
