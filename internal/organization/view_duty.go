package organization

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/dutyplan"
	"onewindow/ent/db/dutyshift"
	"onewindow/internal/identity"
	"onewindow/internal/node"
)

// ReachableAt is who can be reached, as a caller sees it.
type ReachableAt struct {
	*Reachable
	lens *Lens
}

// Center is whose contact it is.
func (r *ReachableAt) Center() *CenterAt { return r.lens.centerAt(r.Reachable.Center) }

// ReachableNow is who can be reached at the lens's moment for a division, nil for
// nobody.
func (l *Lens) ReachableNow(ctx context.Context, client *db.Client, id node.DivisionID) (*ReachableAt, error) {
	found, err := l.Directory.ReachableNow(ctx, client, int(id), l.Now)
	if err != nil || found == nil {
		return nil, err
	}
	return &ReachableAt{found, l}, nil
}

// OnDuty are the persons on duty there, nil for callers who may not see all of them.
func (r *ReachableAt) OnDuty(ctx context.Context, client *db.Client) ([]*StaffMember, error) {
	if !r.lens.People.Center(r.Reachable.Center.ID) {
		return nil, nil
	}
	found, err := r.lens.StaffOf(ctx, client, r.StaffIDs)
	if err != nil {
		return nil, err
	}
	seen := make([]*StaffMember, 0, len(found))
	for _, s := range found {
		if s != nil {
			seen = append(seen, s)
		}
	}
	return seen, nil
}

// RosterAt is the duty roster of a center, as a caller sees it.
type RosterAt struct {
	CenterID   int
	AfterHours []Span
	Shifts     []*ShiftAt
	Version    int
	lens       *Lens
}

// Center is whose roster it is.
func (r *RosterAt) Center() *CenterAt { return r.lens.Center(r.CenterID) }

// Gaps are the stretches, from the lens's moment to the end of the last shift, in
// which the center promises that somebody is on duty and nobody is: its hours, or the
// calendar, have changed since the roster was planned. At most MaxShifts.
func (r *RosterAt) Gaps() []Stretch {
	center := r.lens.Directory.Center(r.CenterID)
	if center == nil || len(r.Shifts) == 0 {
		return []Stretch{}
	}
	shifts, whole := make([]DutyShift, len(r.Shifts)), Stretch{r.lens.Now, r.lens.Now}
	for i, s := range r.Shifts {
		shifts[i], whole.To = s.DutyShift, later(whole.To, s.To)
	}
	directory := r.lens.Directory
	gaps := DutyGaps(DutyTimes(center.Hours, r.AfterHours, whole, directory.Location(), directory.Calendar()), shifts)
	return append([]Stretch{}, gaps[:min(len(gaps), MaxShifts)]...)
}

// ShiftAt is a shift of a roster.
type ShiftAt struct {
	DutyShift
	id int
}

// ID is the opaque id.
func (s *ShiftAt) ID() node.DutyShiftID { return node.DutyShiftID(s.id) }

// ReadRoster reads the roster of a center from the lens's moment on, for those who
// may see persons there.
func (l *Lens) ReadRoster(ctx context.Context, client *db.Client, id int) (*RosterAt, error) {
	if _, err := identity.Authorize(ctx, identity.ReadStaff); err != nil {
		return nil, err
	}
	if !l.People.Center(id) {
		return nil, identity.ErrForbidden
	}
	return l.roster(ctx, client, id, l.Now)
}

func (l *Lens) roster(ctx context.Context, client *db.Client, id int, now time.Time) (*RosterAt, error) {
	r := &RosterAt{CenterID: id, AfterHours: []Span{}, lens: l}
	plan, err := client.DutyPlan.Query().Where(dutyplan.CenterID(id)).Only(ctx)
	switch {
	case db.IsNotFound(err):
	case err != nil:
		return nil, fmt.Errorf("read the duty plan of center %d: %w", id, err)
	default:
		r.Version = plan.Version
		if len(plan.AfterHours) > 0 {
			if err := json.Unmarshal(plan.AfterHours, &r.AfterHours); err != nil {
				return nil, fmt.Errorf("read the duty hours of center %d: %w", id, err)
			}
		}
	}
	rows, err := client.DutyShift.Query().Where(dutyshift.CenterID(id), dutyshift.EndsAtGT(now)).
		Order(dutyshift.ByBeginsAt(), dutyshift.ByID()).Limit(MaxShifts).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the shifts of center %d: %w", id, err)
	}
	r.Shifts = make([]*ShiftAt, len(rows))
	for i, row := range rows {
		r.Shifts[i] = &ShiftAt{shiftOf(row), row.ID}
	}
	return r, nil
}
