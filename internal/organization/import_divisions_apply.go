package organization

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/division"
	"onewindow/internal/store"
)

// rowsPerStatement keeps a statement below the engines' limits on parameters.
const rowsPerStatement = 1000

// apply makes the changes of a plan without a fault: first new divisions, the
// highest level first so that each finds its parent, then changed ones, then
// those that end.
func (p *divisionPlan) apply(ctx context.Context, tx *store.Tx) error {
	ids := make(map[string]int, len(p.rows))
	for code, d := range p.present {
		ids[code] = d.ID
	}
	for _, level := range Levels {
		if err := p.addLevel(ctx, tx, level, ids); err != nil {
			return err
		}
	}
	for _, row := range p.rows {
		if row.outcome == Renamed || row.outcome == Moved {
			if err := p.change(ctx, tx, row, ids); err != nil {
				return err
			}
		}
	}
	for some := range slices.Chunk(p.ended, rowsPerStatement) {
		endedIDs := make([]int, len(some))
		for i, d := range some {
			endedIDs[i] = d.ID
		}
		err := tx.Division.Update().Where(division.IDIn(endedIDs...)).SetValidTo(p.asOf).AddVersion(1).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end divisions: %w", err)
		}
	}
	return nil
}

// addLevel inserts the new divisions of one level and learns their ids.
func (p *divisionPlan) addLevel(ctx context.Context, tx *store.Tx, level Level, ids map[string]int) error {
	var added []*divisionRow
	for _, row := range p.rows {
		if row.outcome == Added && row.level == level {
			added = append(added, row)
		}
	}
	for some := range slices.Chunk(added, rowsPerStatement) {
		creates := make([]*db.DivisionCreate, len(some))
		for i, row := range some {
			creates[i] = tx.Division.Create().SetCode(row.code).SetName(row.name).SetLevel(string(row.level)).
				SetValidFrom(p.asOf).SetStateSince(p.asOf)
			if row.parent != "" {
				creates[i].SetParentID(ids[row.parent])
			}
		}
		stored, err := tx.Division.CreateBulk(creates...).Save(ctx)
		if err != nil {
			return fmt.Errorf("add divisions: %w", err)
		}
		for _, d := range stored {
			ids[d.Code] = d.ID
		}
	}
	return nil
}

// change gives a division its new name and parent; what it was before remains,
// unless that began on the same day and is corrected.
func (p *divisionPlan) change(ctx context.Context, tx *store.Tx, row *divisionRow, ids map[string]int) error {
	before := row.before
	if before.StateSince.Before(p.asOf) {
		err := tx.DivisionState.Create().SetDivisionID(before.ID).SetName(before.Name).SetNillableParentID(before.ParentID).
			SetValidFrom(before.StateSince).SetValidTo(p.asOf).Exec(ctx)
		if err != nil {
			return fmt.Errorf("keep what %s was: %w", row.code, err)
		}
	}
	update := tx.Division.Update().Where(division.ID(before.ID)).SetName(row.name).SetStateSince(p.asOf).AddVersion(1)
	if row.parent != "" {
		update.SetParentID(ids[row.parent])
	} else {
		update.ClearParentID()
	}
	if err := update.Exec(ctx); err != nil {
		return fmt.Errorf("change %s: %w", row.code, err)
	}
	return nil
}
