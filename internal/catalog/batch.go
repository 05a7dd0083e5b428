package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/event"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// SnapshotWithin is the catalog as a change under way finds it, read inside it.
func SnapshotWithin(ctx context.Context, tx *store.Tx, location *time.Location) (*Snapshot, error) {
	return load(ctx, tx.Client, nil, nil, location)
}

// EachItem calls f with every item that the lens shows, in the order of lists.
func (l *Lens) EachItem(f func(*ItemAt)) {
	for _, item := range l.listed {
		if view := l.item(item); view != nil {
			f(view)
		}
	}
}

// Own are the values that the item says itself; what it inherits is left out.
func (i *ItemAt) Own() Values {
	own := i.Values
	clearings := map[ItemField]func(){
		FieldName: func() { own.Name = "" }, FieldType: func() { own.Type = "" },
		FieldExerciseLevel: func() { own.ExerciseLevel = nil }, FieldPowerSource: func() { own.PowerSource = nil },
		FieldAudiences: func() { own.Audiences = nil }, FieldTopics: func() { own.Topics = nil },
		FieldLifeEvents: func() { own.LifeEvents = nil }, FieldAliases: func() { own.Aliases = nil },
	}
	for _, field := range i.Inherited {
		clearings[field]()
	}
	return own
}

// EachBasic calls f with every basic entry, in the order of codes.
func (l *Lens) EachBasic(f func(*BasicAt)) {
	all := make([]*BasicItem, 0, len(l.basics))
	for _, b := range l.basics {
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b *BasicItem) int { return a.ID - b.ID })
	for _, b := range all {
		f(&BasicAt{b, l})
	}
}

// EachOffering calls f with every offering of the item in force on the lens's
// day, by center code, also at centers that are not open.
func (i *ItemAt) EachOffering(f func(*Offering)) {
	for _, c := range i.lens.Directory.Centers() {
		if o := i.OfferedAt(c.ID, i.lens.Day); o != nil {
			f(o)
		}
	}
}

// ItemBatch registers and changes many items inside one change: it looks
// everything up once and writes new items together, so that ten thousand take
// seconds. The rules are those of RegisterItem and UpdateItem.
type ItemBatch struct {
	ground  *itemGround
	rows    map[int]*db.ServiceItem
	created []*db.ServiceItemCreate
}

// NewItemBatch begins a batch inside a change.
func NewItemBatch(ctx context.Context, tx *store.Tx) (*ItemBatch, error) {
	rows, err := tx.ServiceItem.Query().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read items: %w", err)
	}
	g := &itemGround{tx: tx, known: &knownItems{slugs: map[string]int{}, codes: map[string]int{}, districts: map[int]string{}}}
	b := &ItemBatch{ground: g, rows: make(map[int]*db.ServiceItem, len(rows))}
	for _, row := range rows {
		b.rows[row.ID] = row
		g.known.slugs[row.Slug] = row.ID
		if row.ImplementationCode != nil {
			g.known.codes[*row.ImplementationCode] = row.ID
		}
	}
	return b, g.known.read(ctx, tx)
}

// pending stands for the id of an item that is not written yet.
const pending = -1

// Register adds an item with the next Flush.
func (b *ItemBatch) Register(ctx context.Context, in RegisterItemInput) error {
	create, err := in.prepare(ctx, b.ground)
	if err != nil {
		return err
	}
	b.ground.known.note(create.Mutation(), pending)
	b.created = append(b.created, create)
	return nil
}

// Update changes an item as the batch found it.
func (b *ItemBatch) Update(ctx context.Context, in UpdateItemInput) error {
	row := b.rows[int(in.ID)]
	if row == nil {
		return store.Found(&db.NotFoundError{}, "id", node.Encode("ServiceItem", int(in.ID)))
	}
	update, err := in.prepare(ctx, b.ground, row)
	if err != nil {
		return err
	}
	updated, err := update.Save(ctx)
	if err != nil {
		return fmt.Errorf("store the item: %w", err)
	}
	b.ground.known.rename(row, updated)
	b.rows[row.ID] = updated
	b.ground.tx.Record(event.Item, row.ID, row, updated)
	return nil
}

// Flush writes the new items and returns their ids by slug.
func (b *ItemBatch) Flush(ctx context.Context) (map[string]node.ItemID, error) {
	ids := make(map[string]node.ItemID, len(b.created))
	for chunk := range slices.Chunk(b.created, rowsPerInsert) {
		rows, err := b.ground.tx.ServiceItem.CreateBulk(chunk...).Save(ctx)
		if err != nil {
			return nil, fmt.Errorf("store items: %w", err)
		}
		for _, row := range rows {
			b.ground.tx.Record(event.Item, row.ID, nil, row)
			ids[row.Slug], b.rows[row.ID] = node.ItemID(row.ID), row
		}
	}
	b.created = nil
	return ids, nil
}

// Version is the present version of an item in the batch.
func (b *ItemBatch) Version(id node.ItemID) int { return b.rows[int(id)].Version }

// itemGround answers what the rules of items ask: from the database, or from
// what a batch knows already.
type itemGround struct {
	tx    *store.Tx
	known *knownItems
}

// knownItems is everything that the rules of items may ask for.
type knownItems struct {
	slugs, codes map[string]int // item ids
	basics       map[int]*db.BasicItem
	kinds        map[string]string // of topics, by code
	departments  map[int]*db.Department
	districts    map[int]string // by department
}

func (k *knownItems) read(ctx context.Context, tx *store.Tx) error {
	basics, err := tx.BasicItem.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read basic entries: %w", err)
	}
	departments, err := tx.Department.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read departments: %w", err)
	}
	topics, err := tx.Topic.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read topics: %w", err)
	}
	k.basics, k.departments, k.kinds = map[int]*db.BasicItem{}, map[int]*db.Department{}, map[string]string{}
	for _, b := range basics {
		k.basics[b.ID] = b
	}
	for _, d := range departments {
		k.departments[d.ID] = d
	}
	for _, t := range topics {
		k.kinds[t.Code] = t.Kind
	}
	return nil
}

// note remembers the names that an item takes.
func (k *knownItems) note(m *db.ServiceItemMutation, id int) {
	if slug, set := m.Slug(); set {
		k.slugs[slug] = id
	}
	if code, set := m.ImplementationCode(); set {
		k.codes[code] = id
	}
}

// rename gives up the names that an item had for those it has now.
func (k *knownItems) rename(before, after *db.ServiceItem) {
	delete(k.slugs, before.Slug)
	k.slugs[after.Slug] = after.ID
	if before.ImplementationCode != nil {
		delete(k.codes, *before.ImplementationCode)
	}
	if after.ImplementationCode != nil {
		k.codes[*after.ImplementationCode] = after.ID
	}
}
