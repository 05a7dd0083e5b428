package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/division"
	"onewindow/ent/db/divisionsuccession"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of successors.
var (
	divisionInForce = fault.NewKind("DIVISION_IN_FORCE", "区划“%s”仍然存续，没有继任者。", "Division %q is in force: nothing takes over from it.")
	ownSuccessor    = fault.NewKind("OWN_SUCCESSOR", "区划不能是自己的继任者。", "A division does not take over from itself.")
	notYetSuccessor = fault.NewKind("SUCCESSOR_NOT_IN_FORCE", "区划“%s”在 %s 不存续。", "Division %q is not in force on %s.")
)

// NameSuccessorsInput says what became of a division that ended.
type NameSuccessorsInput struct {
	Division        node.DivisionID
	ExpectedVersion int
	Successors      []SuccessorInput
}

// SuccessorInput is a division that took over.
type SuccessorInput struct {
	Division node.DivisionID
	Note     *string
}

// NameSuccessors says which divisions took over from one that ended, instead of
// what was said before, and returns its id.
func (s *Service) NameSuccessors(ctx context.Context, in NameSuccessorsInput) (int, error) {
	return change(ctx, s, "nameSuccessors", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		row, err := findDivision(ctx, tx, c, "division", int(in.Division))
		if err != nil || row == nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, row.Version)
		c.some("successors", len(in.Successors), MaxSuccessions)
		if len(in.Successors) > MaxSuccessions {
			return 0, nil
		}
		if row.ValidTo == nil {
			c.add(divisionInForce, "division", row.Name)
			return 0, nil
		}
		if err := c.successors(ctx, tx, row, in.Successors); err != nil || c.stop() {
			return 0, err
		}
		return row.ID, replaceSuccessors(ctx, tx, row, in.Successors)
	})
}

func (c *checker) successors(ctx context.Context, tx *store.Tx, ended *db.Division, successors []SuccessorInput) error {
	seen := map[node.DivisionID]bool{}
	for i, s := range successors {
		path := fmt.Sprintf("successors.%d", i)
		if s.Note != nil {
			*s.Note = c.text(path+".note", *s.Note, maxReason)
		}
		if seen[s.Division] {
			c.add(fault.Repeated, path+".division", idText(s.Division))
		}
		seen[s.Division] = true
		row, err := findDivision(ctx, tx, c, path+".division", int(s.Division))
		switch {
		case err != nil:
			return err
		case row == nil:
		case row.ID == ended.ID:
			c.add(ownSuccessor, path+".division")
		case !ended.ValidTo.Within(row.ValidFrom, row.ValidTo):
			c.add(notYetSuccessor, path+".division", row.Name, *ended.ValidTo)
		}
		n, err := tx.DivisionSuccession.Query().
			Where(divisionsuccession.SuccessorID(int(s.Division)), divisionsuccession.PredecessorIDNEQ(ended.ID)).Count(ctx)
		if err := c.room(path+".division", 1, n, MaxSuccessions, err); err != nil {
			return err
		}
	}
	return nil
}

func replaceSuccessors(ctx context.Context, tx *store.Tx, ended *db.Division, successors []SuccessorInput) error {
	before, err := tx.DivisionSuccession.Query().Where(divisionsuccession.PredecessorID(ended.ID)).All(ctx)
	if err != nil {
		return fmt.Errorf("read successions: %w", err)
	}
	if _, err := tx.DivisionSuccession.Delete().Where(divisionsuccession.PredecessorID(ended.ID)).Exec(ctx); err != nil {
		return fmt.Errorf("remove successions: %w", err)
	}
	was := make([]SuccessorInput, len(before))
	for i, r := range before {
		was[i] = SuccessorInput{node.DivisionID(r.SuccessorID), optional(r.Note)}
	}
	for _, s := range successors {
		err := tx.DivisionSuccession.Create().SetPredecessorID(ended.ID).SetSuccessorID(int(s.Division)).
			SetOnDay(*ended.ValidTo).SetNote(orZero(s.Note)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("store a succession: %w", err)
		}
	}
	if err := tx.Division.Update().Where(division.ID(ended.ID)).AddVersion(1).Exec(ctx); err != nil {
		return fmt.Errorf("store division %d: %w", ended.ID, err)
	}
	tx.Record(event.Division, ended.ID, was, successors)
	return nil
}
