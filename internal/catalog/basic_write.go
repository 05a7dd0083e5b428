package catalog

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/basicitem"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// CreateBasicItemInput is a new entry of the basic catalog.
type CreateBasicItemInput struct {
	// BasicCode has 12 characters, e.g. 511A01380000.
	BasicCode string
	ItemValues
	BasicItemDetails
}

// UpdateBasicItemInput changes what is given. An entry keeps its basic code.
type UpdateBasicItemInput struct {
	ID              node.BasicItemID
	ExpectedVersion int
	ItemValues
	BasicItemDetails
}

// BasicItemDetails are the fields of a basic entry that items do not inherit.
type BasicItemDetails struct {
	// LegalBasis is the law it rests on, in words.
	LegalBasis *string
	// CentralDepartment is the ministry in charge.
	CentralDepartment *string
	Parent            *node.BasicItemID
}

// CreateBasicItem adds an entry that items can refine. Its name and type are required.
func CreateBasicItem(ctx context.Context, s *store.Store, in CreateBasicItemInput) (node.BasicItemID, error) {
	return store.Write(ctx, s, "createBasicItem", func(ctx context.Context, tx *store.Tx) (node.BasicItemID, error) {
		change := basicChange{tx: tx, values: in.clean(), details: in.BasicItemDetails}
		if err := change.checkCode(ctx, in.BasicCode); err != nil {
			return 0, err
		}
		if in.Name == nil {
			change.problems.Add(fault.Required.At("name"))
		}
		if in.Type == nil {
			change.problems.Add(fault.Required.At("type"))
		}
		if err := change.check(ctx); err != nil {
			return 0, err
		}
		create := tx.BasicItem.Create().SetBasicCode(in.BasicCode)
		change.apply(create.Mutation())
		row, err := create.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the basic entry: %w", err)
		}
		tx.Record(event.BasicItem, row.ID, nil, row)
		return node.BasicItemID(row.ID), nil
	})
}

// UpdateBasicItem changes an entry that is seen at its newest version. Items
// that inherit from it say the new values at once.
func UpdateBasicItem(ctx context.Context, s *store.Store, in UpdateBasicItemInput) (node.BasicItemID, error) {
	return store.Write(ctx, s, "updateBasicItem", func(ctx context.Context, tx *store.Tx) (node.BasicItemID, error) {
		row, err := tx.BasicItem.Get(ctx, int(in.ID))
		if err != nil {
			return 0, store.Found(err, "id", node.Encode("BasicItem", int(in.ID)))
		}
		conflict := store.CheckVersion("expectedVersion", in.ExpectedVersion, row.Version)
		change := basicChange{tx: tx, id: row.ID, values: in.clean(), details: in.BasicItemDetails}
		if err := fault.Join(conflict, change.check(ctx)); err != nil {
			return 0, err
		}
		update := row.Update().AddVersion(1)
		change.apply(update.Mutation())
		updated, err := update.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the basic entry: %w", err)
		}
		tx.Record(event.BasicItem, row.ID, row, updated)
		return in.ID, nil
	})
}

// basicChange is what a creation and an update have in common.
type basicChange struct {
	tx       *store.Tx
	id       int
	values   ItemValues
	details  BasicItemDetails
	problems fault.Problems
}

func (c *basicChange) checkCode(ctx context.Context, code string) error {
	if faults := CheckBasicCode(clip(code)); len(faults) > 0 {
		for _, p := range faults {
			c.problems.Add(p.Under("basicCode"))
		}
		return nil
	}
	taken, err := c.tx.BasicItem.Query().Where(basicitem.BasicCode(code)).Exist(ctx)
	if taken {
		c.problems.Add(fault.Taken.At("basicCode", code))
	}
	return err
}

// check returns every problem at once.
func (c *basicChange) check(ctx context.Context) error {
	problems, err := c.values.check(ctx, (&itemGround{tx: c.tx}).topicKinds)
	if err != nil {
		return err
	}
	s := shape{append(c.problems, problems...)}
	if c.details.LegalBasis != nil {
		s.text("legalBasis", *c.details.LegalBasis)
	}
	if c.details.CentralDepartment != nil {
		s.name("centralDepartment", *c.details.CentralDepartment)
	}
	if err := c.checkParent(ctx, &s); err != nil {
		return err
	}
	return s.problems.Err()
}

// checkParent walks up from the new parent: an entry is not below itself.
func (c *basicChange) checkParent(ctx context.Context, s *shape) error {
	if c.details.Parent == nil {
		return nil
	}
	next := int(*c.details.Parent)
	for {
		if next == c.id {
			s.problems.Add(BasicBelowItself.At("parent"))
			return nil
		}
		row, err := c.tx.BasicItem.Get(ctx, next)
		switch {
		case db.IsNotFound(err):
			s.problems.Add(fault.NotFound.At("parent", node.Encode("BasicItem", next)))
			return nil
		case err != nil:
			return fmt.Errorf("look up the parent: %w", err)
		case row.ParentID == nil:
			return nil
		}
		next = *row.ParentID
	}
}

// BasicBelowItself keeps the basic catalog a tree.
var BasicBelowItself = fault.NewKind("BELOW_ITSELF",
	"条目不能位于自身之下。",
	"An entry cannot stand below itself.")

func (c *basicChange) apply(m *db.BasicItemMutation) {
	c.values.apply(m)
	set(c.details.LegalBasis, m.SetLegalBasis)
	set(c.details.CentralDepartment, m.SetCentralDepartment)
	if c.details.Parent != nil {
		m.SetParentID(int(*c.details.Parent))
	}
}
