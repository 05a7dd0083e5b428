package organization

import (
	"context"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/dutyshift"
)

// Reachable is who can be reached now for a division: the contact that an open
// center publishes, where somebody is on duty.
type Reachable struct {
	Center  *Center
	Contact Contact
	// StaffIDs are who is on duty: not for the public (design section 4).
	StaffIDs []int
}

// ReachableNow walks from a division's own centers up, level by level, to the
// first open one that publishes whom to call and has somebody on duty; nil where
// there is none, not even at the top.
func (d *Directory) ReachableNow(ctx context.Context, client *db.Client, divisionID int, now time.Time) (*Reachable, error) {
	path := d.dutyPath(divisionID)
	ids := make([]int, len(path))
	for i, c := range path {
		ids[i] = c.ID
	}
	rows, err := client.DutyShift.Query().Where(dutyshift.CenterIDIn(ids...), dutyshift.BeginsAtLTE(now), dutyshift.EndsAtGT(now)).
		Order(dutyshift.ByBeginsAt(), dutyshift.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who is on duty: %w", err)
	}
	on := grouped(rows, func(r *db.DutyShift) int { return r.CenterID })
	for _, c := range path {
		if len(on[c.ID]) == 0 {
			continue
		}
		found := &Reachable{Center: c, Contact: *c.DutyContact}
		for _, row := range on[c.ID] {
			found.StaffIDs = append(found.StaffIDs, row.StaffID)
		}
		return found, nil
	}
	return nil, nil
}

// dutyPath are the open centers of a division and of each above it that publish
// whom to call, nearest first.
func (d *Directory) dutyPath(divisionID int) []*Center {
	var path []*Center
	division := d.Division(divisionID)
	for range len(Levels) {
		if division == nil {
			break
		}
		for _, c := range d.CentersWithin(division.ID) {
			if c.DivisionID == division.ID && c.Status == Open && c.DutyContact != nil {
				path = append(path, c)
			}
		}
		division = d.Division(division.ParentID())
	}
	return path
}
