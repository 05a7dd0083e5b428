package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/ent/db/offering"
	"onewindow/ent/db/serviceitem"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules on the state of items.
var (
	// ItemInState refuses a change of state that does not follow from the present one.
	ItemInState = fault.NewKind("ITEM_STATE",
		"事项“%s”的状态是 %s，不能执行此操作。",
		"The item %q is %s: this cannot be done to it.")
	// NotInFuture is for what is decided and written down afterwards.
	NotInFuture = fault.NewKind("NOT_IN_FUTURE",
		"%s 晚于今天 %s。",
		"%s is later than today, %s.")
	// NamedTwice is an entry of a list that must hold each thing once.
	NamedTwice = fault.NewKind("NAMED_TWICE",
		"“%s”重复出现。",
		"%q is named twice.")
)

// ItemStateInput suspends or resumes an item.
type ItemStateInput struct {
	ID              node.ItemID
	ExpectedVersion int
	// Reason is shown to the public: why it is suspended, or why it can be had again.
	Reason string
}

// CancelItemsInput takes items off the catalog in one round of reform.
type CancelItemsInput struct {
	Round node.RoundID
	Items []node.ItemID
	// On is the day from which they are cancelled, today when nil.
	On     *calendar.Day
	Reason string
}

// SuspendItem marks an ACTIVE item as one that cannot be applied for; its guide stays.
func SuspendItem(ctx context.Context, s *store.Store, in ItemStateInput) (node.ItemID, error) {
	return changeItemState(ctx, s, "suspendItem", in, StateActive, StateSuspended)
}

// ResumeItem makes a SUSPENDED item ACTIVE again.
func ResumeItem(ctx context.Context, s *store.Store, in ItemStateInput) (node.ItemID, error) {
	return changeItemState(ctx, s, "resumeItem", in, StateSuspended, StateActive)
}

func changeItemState(ctx context.Context, s *store.Store, action string, in ItemStateInput, from, to ItemState) (node.ItemID, error) {
	return store.Write(ctx, s, action, func(ctx context.Context, tx *store.Tx) (node.ItemID, error) {
		row, conflict := itemRow(ctx, tx, in.ID, in.ExpectedVersion)
		if row == nil {
			return 0, conflict
		}
		var check shape
		check.reason(in.Reason)
		if row.State != string(from) {
			check.problems.Add(ItemInState.At("id", row.Slug, row.State))
		}
		if err := fault.Join(conflict, check.problems.Err()); err != nil {
			return 0, err
		}
		updated, err := row.Update().SetState(string(to)).SetStateReason(in.Reason).SetStateSince(tx.Today).
			SetUpdatedAt(tx.Now).AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the item's state: %w", err)
		}
		tx.Record(event.Item, row.ID, row, updated)
		return in.ID, nil
	})
}

// reason is required of what somebody will ask about later.
func (s *shape) reason(value string) {
	if isBlank(value) {
		s.problems.Add(fault.Required.At("reason"))
	}
	s.text("reason", value)
}

// CancelItems cancels items in one round of reform, all or none: each becomes
// CANCELLED with the round and the day, its published edition is retired and its
// offerings end on that day. Drafts stay, and cannot be published any more.
func CancelItems(ctx context.Context, s *store.Store, in CancelItemsInput) ([]node.ItemID, error) {
	return store.Write(ctx, s, "cancelItems", func(ctx context.Context, tx *store.Tx) ([]node.ItemID, error) {
		on := dayOr(in.On, tx.Today)
		rows, err := in.check(ctx, tx, on)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			updated, err := row.Update().SetState(string(StateCancelled)).SetStateReason(in.Reason).SetStateSince(on).
				SetReformRoundID(int(in.Round)).SetUpdatedAt(tx.Now).AddVersion(1).Save(ctx)
			if err != nil {
				return nil, fmt.Errorf("cancel an item: %w", err)
			}
			tx.Record(event.Item, row.ID, row, updated)
		}
		if err := retireEditionsOf(ctx, tx, in.Items, on, in.Reason); err != nil {
			return nil, err
		}
		_, err = endOfferings(ctx, tx, on, in.Reason, offering.ItemIDIn(ints(in.Items)...))
		return in.Items, err
	})
}

// check finds the items and everything that keeps them from being cancelled.
func (in CancelItemsInput) check(ctx context.Context, tx *store.Tx, on calendar.Day) ([]*db.ServiceItem, error) {
	var s shape
	s.reason(in.Reason)
	if on.After(tx.Today) {
		s.problems.Add(NotInFuture.At("on", on.String(), tx.Today.String()))
	}
	if _, err := tx.ReformRound.Get(ctx, int(in.Round)); db.IsNotFound(err) {
		s.problems.Add(fault.NotFound.At("round", node.Encode("ReformRound", int(in.Round))))
	} else if err != nil {
		return nil, err
	}
	rows, problems, err := itemRows(ctx, tx, in.Items)
	if err != nil {
		return nil, err
	}
	s.problems = append(s.problems, problems...)
	for i, row := range rows {
		if row != nil && row.State == string(StateCancelled) {
			s.problems.Add(ItemInState.At("items."+strconv.Itoa(i), row.Slug, row.State))
		}
	}
	return rows, s.problems.Err()
}

// itemRows reads the items of a list, in its order; those at fault are nil and
// have a problem at "items". The list is refused when empty or too long.
func itemRows(ctx context.Context, tx *store.Tx, ids []node.ItemID) ([]*db.ServiceItem, fault.Problems, error) {
	switch {
	case len(ids) == 0:
		return nil, fault.Problems{fault.Required.At("items")}, nil
	case len(ids) > MaxItems:
		return nil, fault.Problems{fault.TooMany.At("items", MaxItems)}, nil
	}
	found, err := tx.ServiceItem.Query().Where(serviceitem.IDIn(ints(ids)...)).All(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read items: %w", err)
	}
	byID := make(map[int]*db.ServiceItem, len(found))
	for _, row := range found {
		byID[row.ID] = row
	}
	var problems fault.Problems
	rows := make([]*db.ServiceItem, len(ids))
	for i, id := range ids {
		at := "items." + strconv.Itoa(i)
		switch {
		case byID[int(id)] == nil:
			problems.Add(fault.NotFound.At(at, node.Encode("ServiceItem", int(id))))
		case slices.Contains(ids[:i], id):
			problems.Add(NamedTwice.At(at, byID[int(id)].Slug))
		default:
			rows[i] = byID[int(id)]
		}
	}
	return rows, problems, nil
}

// retireEditionsOf ends the published editions of items on a day.
func retireEditionsOf(ctx context.Context, tx *store.Tx, items []node.ItemID, on calendar.Day, reason string) error {
	rows, err := tx.Edition.Query().
		Where(edition.ItemIDIn(ints(items)...), edition.Status(string(EditionPublished))).All(ctx)
	if err != nil {
		return fmt.Errorf("find published editions: %w", err)
	}
	for _, row := range rows {
		if err := retire(ctx, tx, row, on, reason); err != nil {
			return err
		}
	}
	return nil
}

// ints are the row ids of typed ids.
func ints[T ~int](ids []T) []int {
	rows := make([]int, len(ids))
	for i, id := range ids {
		rows[i] = int(id)
	}
	return rows
}

func dayOr(day *calendar.Day, otherwise calendar.Day) calendar.Day {
	if day == nil {
		return otherwise
	}
	return *day
}
