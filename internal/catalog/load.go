package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/ent/db/offering"
	"onewindow/ent/db/serviceitem"
	"onewindow/internal/event"
)

// addItemsOf marks the items of editions that changed; drafts are in no snapshot.
func (s *stale) addItemsOf(ctx context.Context, client *db.Client, editions []int) error {
	for ids := range slices.Chunk(editions, 500) {
		items, err := client.Edition.Query().Where(edition.IDIn(ids...), edition.PublishedAtNotNil()).Select(edition.FieldItemID).Ints(ctx)
		if err != nil {
			return fmt.Errorf("find the items of changed editions: %w", err)
		}
		for _, id := range items {
			s.ids[id] = struct{}{}
		}
	}
	return nil
}

// inChunks calls read with the ids that are stale, few enough for one statement,
// and with nil for all of them.
func (s *stale) inChunks(read func(ids []int) error) error {
	if s.all {
		return read(nil)
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(s.ids)), 500) {
		if err := read(ids); err != nil {
			return err
		}
	}
	return nil
}

// loadItems reads the stale items with their published editions.
func (s *Snapshot) loadItems(ctx context.Context, client *db.Client, stale stale) (items []*Item, err error) {
	err = stale.inChunks(func(ids []int) error {
		query := client.ServiceItem.Query().WithBasic()
		if ids != nil {
			query = query.Where(serviceitem.IDIn(ids...))
		}
		rows, err := query.All(ctx)
		if err != nil {
			return fmt.Errorf("read items: %w", err)
		}
		byID := make(map[int]*Item, len(rows))
		for _, row := range rows {
			byID[row.ID] = s.compile(row)
			items = append(items, byID[row.ID])
		}
		return s.loadEditions(ctx, client, ids, byID)
	})
	return items, err
}

func (s *Snapshot) compile(row *db.ServiceItem) *Item {
	values, inherited := Effective(row, row.Edges.Basic)
	item := &Item{
		ID: row.ID, Slug: row.Slug, LocalCode: row.LocalCode, MainItem: row.MainItem,
		Values: values, Inherited: inherited, OwnerID: row.OwnerID,
		State: ItemState(row.State), StateReason: row.StateReason, StateSince: row.StateSince,
		UpdatedAt: row.UpdatedAt, Version: row.Version, offerings: map[int][]*Offering{},
	}
	item.ImplementationCode = orZero(row.ImplementationCode)
	item.BasicID, item.RoundID = orZero(row.BasicID), orZero(row.ReformRoundID)
	if owner := s.Directory.Department(row.OwnerID); owner != nil {
		item.sortKey = sortKeyOf(owner.Position, owner.Code, item.Name, item.ID)
	}
	return item
}

func (s *Snapshot) loadEditions(ctx context.Context, client *db.Client, itemIDs []int, items map[int]*Item) error {
	query := client.Edition.Query().Where(edition.PublishedAtNotNil()).Order(edition.ByItemID(), edition.ByNumber())
	if itemIDs != nil {
		query = query.Where(edition.ItemIDIn(itemIDs...))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return fmt.Errorf("read published editions: %w", err)
	}
	editions, err := s.compileEditions(ctx, client, rows)
	if err != nil {
		return err
	}
	for _, e := range editions {
		item := items[e.ItemID]
		item.Editions = append(item.Editions, e)
		if e.Status == EditionPublished {
			item.Current = e
		}
	}
	return nil
}

// compileEditions makes values of editions and their parts, a query per table.
func (s *Snapshot) compileEditions(ctx context.Context, client *db.Client, rows []*db.Edition) ([]*Edition, error) {
	contents, err := LoadContents(ctx, client, rows, s.departmentCode)
	if err != nil {
		return nil, err
	}
	editions := make([]*Edition, len(rows))
	for i, row := range rows {
		editions[i] = compileEdition(row, contents[row.ID])
	}
	return editions, nil
}

func (s *Snapshot) departmentCode(id int) string {
	if d := s.Directory.Department(id); d != nil {
		return d.Code
	}
	return ""
}

func compileEdition(row *db.Edition, content Content) *Edition {
	return &Edition{
		ID: row.ID, ItemID: row.ItemID, Number: row.Number, Status: EditionStatus(row.Status), RoundID: orZero(row.ReformRoundID),
		EffectiveFrom: row.EffectiveFrom, EffectiveTo: row.EffectiveTo,
		PublishedAt: row.PublishedAt, RetiredAt: row.RetiredAt, SubmittedAt: row.SubmittedAt,
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
		CreatedBy: row.CreatedBy, UpdatedBy: row.UpdatedBy, SubmittedBy: row.SubmittedBy,
		PublishedBy: row.PublishedBy, RetiredBy: row.RetiredBy, Remark: row.Remark,
		Version: row.Version, Content: content,
	}
}

// loadOfferings reads where the stale items are offered and tells it to every center.
func (s *Snapshot) loadOfferings(ctx context.Context, client *db.Client, stale stale, fresh []*Item) error {
	items := make(map[int]*Item, len(fresh))
	for _, item := range fresh {
		items[item.ID] = item
	}
	err := stale.inChunks(func(ids []int) error {
		query := client.Offering.Query().Order(offering.ByID())
		if ids != nil {
			query = query.Where(offering.ItemIDIn(ids...))
		}
		rows, err := query.Select(offeringColumns...).All(ctx)
		if err != nil {
			return fmt.Errorf("read offerings: %w", err)
		}
		for _, row := range rows {
			item := items[row.ItemID]
			item.offerings[row.CenterID] = append(item.offerings[row.CenterID], compileOffering(row))
		}
		return nil
	})
	s.offered = map[int][]*Offering{}
	for _, item := range s.listed {
		for center, offerings := range item.offerings {
			s.offered[center] = append(s.offered[center], offerings...)
		}
	}
	return err
}

// offeringColumns are those that a snapshot keeps: offerings are by far the most rows.
var offeringColumns = []string{
	offering.FieldID, offering.FieldItemID, offering.FieldCenterID, offering.FieldMode, offering.FieldWindowID,
	offering.FieldDays, offering.FieldNote, offering.FieldLimitValue, offering.FieldLimitUnit, offering.FieldLimitNote,
	offering.FieldValidFrom, offering.FieldValidTo, offering.FieldVersion, offering.FieldStartedAt, offering.FieldEndedAt,
}

func compileOffering(row *db.Offering) *Offering {
	o := &Offering{
		ID: row.ID, ItemID: row.ItemID, CenterID: row.CenterID, Mode: Mode(row.Mode), WindowID: orZero(row.WindowID),
		Days: row.Days, Note: row.Note, ValidFrom: row.ValidFrom, ValidTo: row.ValidTo, Version: row.Version,
		startedAt: row.StartedAt, endedAt: row.EndedAt,
	}
	if row.LimitValue != nil && row.LimitUnit != nil {
		o.Limit = &TimeLimit{Value: *row.LimitValue, Unit: LimitUnit(*row.LimitUnit), Explanation: row.LimitNote}
	}
	return o
}

func orZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// loadHeadings reads synonyms, topics, rounds and basic entries again when one changed.
func (s *Snapshot) loadHeadings(ctx context.Context, client *db.Client, previous *Snapshot, events []event.Event) error {
	if err := s.loadSynonyms(ctx, client, previous, events); err != nil {
		return err
	}
	if previous != nil && !slices.ContainsFunc(events, isHeading) {
		s.topics, s.rounds, s.basics = previous.topics, previous.rounds, previous.basics
		return nil
	}
	var err error
	if s.topics, err = loadTopics(ctx, client); err != nil {
		return err
	}
	if s.rounds, err = loadRounds(ctx, client); err != nil {
		return err
	}
	s.basics, err = loadBasics(ctx, client)
	return err
}

func isHeading(e event.Event) bool {
	return e.Entity == event.Topic || e.Entity == event.Round || e.Entity == event.BasicItem
}
