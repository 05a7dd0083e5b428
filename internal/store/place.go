package store

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/servicecenter"
	"onewindow/internal/identity"
)

// Place is where a change is made: at a center, for a department, or at either.
// Whoever reaches one of the two may make it.
type Place struct{ CenterID, DepartmentID int }

// At refuses a change that is made beyond where the caller may make it. A change
// by somebody whose right has a scope must call it, or Anywhere, or it is refused.
func (tx *Tx) At(ctx context.Context, places ...Place) error {
	tx.placed = true
	if tx.reach.Everywhere {
		return nil
	}
	for _, p := range places {
		within, err := tx.within(ctx, p)
		if err != nil {
			return err
		}
		if !within {
			return identity.ErrForbidden
		}
	}
	return nil
}

// Anywhere says that a change has no place: who may make it at all may make it.
func (tx *Tx) Anywhere() { tx.placed = true }

// wasPlaced is an error when nobody looked where the change was made.
func (tx *Tx) wasPlaced() error {
	if tx.placed || tx.reach.Everywhere {
		return nil
	}
	return identity.ErrForbidden
}

func (tx *Tx) within(ctx context.Context, p Place) (bool, error) {
	if p.DepartmentID != 0 && slices.Contains(tx.reach.Departments, p.DepartmentID) {
		return true, nil
	}
	return Below(ctx, tx.Client, p.CenterID, tx.reach.Centers)
}

// Below is whether a center is one of some, or reports to one of them, at any
// remove.
func Below(ctx context.Context, client *db.Client, centerID int, above []int) (bool, error) {
	for len(above) > 0 && centerID != 0 {
		if slices.Contains(above, centerID) {
			return true, nil
		}
		row, err := client.ServiceCenter.Query().Where(servicecenter.ID(centerID)).Select(servicecenter.FieldReportsToID).Only(ctx)
		if db.IsNotFound(err) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("look for whom center %d reports to: %w", centerID, err)
		}
		centerID = 0
		if row.ReportsToID != nil {
			centerID = *row.ReportsToID
		}
	}
	return false, nil
}
