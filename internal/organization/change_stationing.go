package organization

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/predicate"
	"onewindow/ent/db/stationing"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of stationing (部门进驻).
var (
	alreadyStationed = fault.NewKind("ALREADY_STATIONED", "“%s”已进驻“%s”。", "%q is stationed at %q already.")
	notStationed     = fault.NewKind("NOT_STATIONED", "“%s”在 %s 没有进驻“%s”。", "%q is not stationed on %s at %q.")
	stillStationed   = fault.NewKind("STILL_STATIONED", "该部门仍有 %d 处进驻，请先撤出。", "The department is stationed at %d places: withdraw it first.")
	centerClosed     = fault.NewKind("CENTER_CLOSED", "中心“%s”已关闭。", "Center %q is closed.")
	departmentEnded  = fault.NewKind("DEPARTMENT_NOT_IN_FORCE", "部门“%s”在 %s 不存续。", "Department %q does not exist on %s.")
	sameCenter       = fault.NewKind("SAME_CENTER", "迁出与迁入的中心相同。", "It moves to the center it is at.")
)

// StationDepartmentsInput has departments move in at a center.
type StationDepartmentsInput struct {
	Center      node.CenterID
	Departments []StationedDepartment
	// From is today when nil.
	From   *calendar.Day
	Reason string
	// DryRun tells what would come of it, and changes nothing.
	DryRun bool
}

// StationedDepartment is a department with the authority its window has.
type StationedDepartment struct {
	Department node.DepartmentID
	Authority  Authority
}

// StationDepartments has departments move in at a center; one that is there with
// another authority gets the new one from that day, and what it then may no
// longer offer ends. Its stationings are those that began.
func (s *Service) StationDepartments(ctx context.Context, in StationDepartmentsInput) (Restationed, error) {
	return s.restation(ctx, "stationDepartments", in.DryRun, in.From, in.Reason, len(in.Departments), "departments", func(ctx context.Context, m *mover) ([]int, error) {
		var begun []int
		for i, d := range in.Departments {
			path := fmt.Sprintf("departments.%d", i)
			listed(m.c, path+".authority", d.Authority, Authorities)
			if err := m.changeAuthority(ctx, int(d.Department), int(in.Center), d.Authority); err != nil {
				return nil, err
			}
			id, err := m.start(ctx, places{path + ".department", "center"}, int(d.Department), int(in.Center), d.Authority)
			if err != nil {
				return nil, err
			}
			begun = append(begun, id)
		}
		return begun, nil
	})
}

// WithdrawDepartmentsInput has departments move out of a center.
type WithdrawDepartmentsInput struct {
	Center      node.CenterID
	Departments []node.DepartmentID
	// On is the first day they are no longer there; today when nil.
	On     *calendar.Day
	Reason string
	// DryRun tells what would come of it, and changes nothing.
	DryRun bool
}

// WithdrawDepartments has departments move out; what they may no longer offer
// there, and at the centers below, ends the same day. Its stationings are those that ended.
func (s *Service) WithdrawDepartments(ctx context.Context, in WithdrawDepartmentsInput) (Restationed, error) {
	return s.restation(ctx, "withdrawDepartments", in.DryRun, in.On, in.Reason, len(in.Departments), "departments", func(ctx context.Context, m *mover) ([]int, error) {
		var ended []int
		for i, d := range in.Departments {
			row, err := m.leave(ctx, places{fmt.Sprintf("departments.%d", i), "center"}, int(d), int(in.Center))
			if err != nil {
				return nil, err
			}
			if row != nil {
				ended = append(ended, row.ID)
			}
		}
		return ended, nil
	})
}

// MoveDepartmentsInput has departments change centers.
type MoveDepartmentsInput struct {
	Moves []DepartmentMove
	// On is the first day at the new centers; today when nil. It is not before
	// the day on which a department began where it leaves.
	On     *calendar.Day
	Reason string
	// DryRun tells what would come of it, and changes nothing.
	DryRun bool
}

// DepartmentMove is one department that leaves one center for another.
type DepartmentMove struct {
	Department node.DepartmentID
	From, To   node.CenterID
	// Authority is that of the place it leaves when nil.
	Authority *Authority
}

// MoveDepartments moves all of them or none. What they may no longer offer once
// all have moved ends the same day: what the new place still allows goes on. Its
// stationings are those that began.
func (s *Service) MoveDepartments(ctx context.Context, in MoveDepartmentsInput) (Restationed, error) {
	return s.restation(ctx, "moveDepartments", in.DryRun, in.On, in.Reason, len(in.Moves), "moves", func(ctx context.Context, m *mover) ([]int, error) {
		var begun []int
		for i, move := range in.Moves {
			id, err := m.move(ctx, fmt.Sprintf("moves.%d", i), move)
			if err != nil {
				return nil, err
			}
			begun = append(begun, id)
		}
		return begun, nil
	})
}

// mover ends and starts stationings on one day for one reason.
type mover struct {
	service *Service
	tx      *store.Tx
	c       *checker
	day     calendar.Day
	reason  string
	// departments and centers were looked up before.
	departments map[int]*db.Department
	centers     map[int]*db.ServiceCenter
	// left are the stationings that ended, filled the centers at which one began,
	// each with its field.
	left   []*db.Stationing
	filled map[int]string
}

// Restationed is what came of a change, or would come of it.
type Restationed struct {
	// Stationings are the ids of those that began or ended, none after a dry run.
	Stationings []int
	// Ended is what may no longer be offered.
	Ended []EndedOffering
}

// undone takes a dry run back: as an error, it leaves nothing of the change but
// what would have ended.
type undone struct{ ended []EndedOffering }

func (*undone) Error() string { return "only tried" }

// places are the fields of the input that name the department and the center.
type places struct{ department, center string }

func (s *Service) restation(ctx context.Context, action string, dryRun bool, day *calendar.Day, reason string, n int, list string,
	fn func(context.Context, *mover) ([]int, error),
) (Restationed, error) {
	made, err := change(ctx, s, action, func(ctx context.Context, tx *store.Tx, c *checker) (Restationed, error) {
		m := &mover{
			service: s, tx: tx, c: c, day: dayOr(day, tx.Today), reason: c.required("reason", reason, maxReason),
			departments: map[int]*db.Department{}, centers: map[int]*db.ServiceCenter{}, filled: map[int]string{},
		}
		c.some(list, n, MaxBatch)
		if n > MaxBatch {
			return Restationed{}, nil
		}
		ids, err := fn(ctx, m)
		if err != nil {
			return Restationed{}, err
		}
		if err := m.room(ctx); err != nil || c.stop() {
			return Restationed{}, err
		}
		ended, err := m.endOfferings(ctx)
		if err == nil && dryRun {
			err = &undone{ended}
		}
		return Restationed{ids, ended}, err
	})
	if tried := (*undone)(nil); errors.As(err, &tried) {
		return Restationed{Ended: tried.ended}, nil
	}
	return made, err
}

// room reports centers at which too many would be, once all have moved.
func (m *mover) room(ctx context.Context) error {
	for _, centerID := range slices.Sorted(maps.Keys(m.filled)) {
		n, err := m.tx.Stationing.Query().Where(stationing.CenterID(centerID), lasts(m.day)).Count(ctx)
		if err := m.c.room(m.filled[centerID], 0, n, MaxStationed, err); err != nil {
			return err
		}
	}
	return nil
}

// lasts are stationings that reach past a day.
func lasts(day calendar.Day) predicate.Stationing {
	return stationing.Or(stationing.ValidToIsNil(), stationing.ValidToGT(day))
}

// endOfferings ends what may no longer be offered, once all have moved.
func (m *mover) endOfferings(ctx context.Context) (ended []EndedOffering, err error) {
	for _, row := range m.left {
		more, err := m.service.endOfferings(ctx, m.tx, row.DepartmentID, []int{row.CenterID}, m.day)
		if err != nil {
			return nil, err
		}
		ended = append(ended, more...)
	}
	return ended, nil
}

// find looks both up; either is nil when there is none, which is then reported.
func (m *mover) find(ctx context.Context, at places, departmentID, centerID int) (*db.Department, *db.ServiceCenter, error) {
	department, known := m.departments[departmentID]
	var err error
	if !known {
		if department, err = findDepartment(ctx, m.tx, m.c, at.department, departmentID); err != nil {
			return nil, nil, err
		}
		m.departments[departmentID] = department
	}
	center, known := m.centers[centerID]
	if !known {
		if center, err = findCenter(ctx, m.tx, m.c, at.center, centerID); err != nil {
			return nil, nil, err
		}
		if err := m.tx.At(ctx, store.Place{CenterID: centerID}); err != nil {
			return nil, nil, err
		}
		m.centers[centerID] = center
	}
	return department, center, nil
}

func (m *mover) move(ctx context.Context, path string, move DepartmentMove) (int, error) {
	if move.From == move.To {
		m.c.add(sameCenter, path+".to")
		return 0, nil
	}
	left, err := m.leave(ctx, places{path + ".department", path + ".from"}, int(move.Department), int(move.From))
	if err != nil || left == nil {
		return 0, err
	}
	authority := Authority(left.Authority)
	if move.Authority != nil {
		authority = *move.Authority
		listed(m.c, path+".authority", authority, Authorities)
	}
	return m.start(ctx, places{path + ".department", path + ".to"}, int(move.Department), int(move.To), authority)
}

// leave ends a stationing.
func (m *mover) leave(ctx context.Context, at places, departmentID, centerID int) (*db.Stationing, error) {
	department, center, err := m.find(ctx, at, departmentID, centerID)
	if err != nil || department == nil || center == nil {
		return nil, err
	}
	row, err := m.inForce(ctx, departmentID, centerID)
	if err != nil {
		return nil, err
	}
	if row == nil {
		m.c.add(notStationed, at.department, department.Name, m.day, center.Name)
		return nil, nil
	}
	return row, m.end(ctx, row)
}

// inForce is the stationing of a department at a center on the day, nil for none.
func (m *mover) inForce(ctx context.Context, departmentID, centerID int) (*db.Stationing, error) {
	row, err := m.tx.Stationing.Query().Where(
		stationing.DepartmentID(departmentID), stationing.CenterID(centerID), stationing.ValidFromLTE(m.day), lasts(m.day),
	).First(ctx)
	if db.IsNotFound(err) {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	if err != nil {
		return nil, fmt.Errorf("look for a stationing: %w", err)
	}
	return row, nil
}

func (m *mover) end(ctx context.Context, row *db.Stationing) error {
	ended, err := row.Update().SetValidTo(m.day).SetEndedAt(m.tx.Now).SetEndedBy(m.tx.Caller.Name).
		SetEndReason(m.reason).AddVersion(1).Save(ctx)
	if err != nil {
		return fmt.Errorf("end stationing %d: %w", row.ID, err)
	}
	m.tx.Record(event.Stationing, row.ID, trailOf(row), trailOf(ended))
	m.left = append(m.left, row)
	return nil
}

// changeAuthority ends a stationing of another authority, so that a new one can
// follow it.
func (m *mover) changeAuthority(ctx context.Context, departmentID, centerID int, authority Authority) error {
	row, err := m.inForce(ctx, departmentID, centerID)
	if err != nil || row == nil || row.ValidTo != nil || Authority(row.Authority) == authority {
		return err
	}
	return m.end(ctx, row)
}

func (m *mover) start(ctx context.Context, at places, departmentID, centerID int, authority Authority) (int, error) {
	department, center, err := m.find(ctx, at, departmentID, centerID)
	if err != nil || department == nil || center == nil {
		return 0, err
	}
	if !m.day.Within(department.ValidFrom, department.ValidTo) {
		m.c.add(departmentEnded, at.department, department.Name, m.day)
	}
	if Status(center.Status) == Closed {
		m.c.add(centerClosed, at.center, center.Name)
	}
	overlaps, err := m.tx.Stationing.Query().Where(
		stationing.DepartmentID(departmentID), stationing.CenterID(centerID), lasts(m.day),
	).Exist(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for a stationing: %w", err)
	}
	if overlaps {
		m.c.add(alreadyStationed, at.department, department.Name, center.Name)
	}
	if m.c.stop() {
		return 0, nil
	}
	row, err := m.tx.Stationing.Create().SetDepartmentID(departmentID).SetCenterID(centerID).
		SetAuthority(string(authority)).SetValidFrom(m.day).SetStartedAt(m.tx.Now).
		SetStartedBy(m.tx.Caller.Name).SetStartReason(m.reason).Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("store a stationing: %w", err)
	}
	m.tx.Record(event.Stationing, row.ID, nil, trailOf(row))
	m.filled[centerID] = at.center
	return row.ID, nil
}

// stationingTrail is what the audit trail keeps of a stationing.
type stationingTrail struct {
	DepartmentID, CenterID int
	Authority              string
	ValidFrom              calendar.Day
	ValidTo                *calendar.Day
	StartReason, EndReason string `json:",omitempty"`
}

func trailOf(r *db.Stationing) stationingTrail {
	return stationingTrail{r.DepartmentID, r.CenterID, r.Authority, r.ValidFrom, r.ValidTo, r.StartReason, r.EndReason}
}

// stationedAfter counts the stationings of a department that reach past a day.
func stationedAfter(ctx context.Context, tx *store.Tx, departmentID int, day calendar.Day) (int, error) {
	n, err := tx.Stationing.Query().Where(stationing.DepartmentID(departmentID), lasts(day)).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count stationings of department %d: %w", departmentID, err)
	}
	return n, nil
}

// Attribution says who began and who ended a dated record, when and why. It is
// not public.
type Attribution struct {
	StartedAt              time.Time
	StartedBy, StartReason string
	EndedAt                *time.Time
	EndedBy, EndReason     *string
}

// Attributions reads who and why for many stationings at once, in their order;
// an id that is not known has nil.
func Attributions(ctx context.Context, client *db.Client, ids []int) ([]*Attribution, error) {
	rows, err := client.Stationing.Query().Where(stationing.IDIn(ids...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who stationed departments: %w", err)
	}
	byID := keyed(rows, func(r *db.Stationing) int { return r.ID })
	list := make([]*Attribution, len(ids))
	for i, id := range ids {
		if r := byID[id]; r != nil {
			list[i] = attributionOf(r.StartedAt, r.StartedBy, r.StartReason, r.EndedAt, r.EndedBy, r.EndReason)
		}
	}
	return list, nil
}

func attributionOf(startedAt time.Time, startedBy, startReason string, endedAt *time.Time, endedBy, endReason string) *Attribution {
	return &Attribution{startedAt, startedBy, startReason, endedAt, optional(endedBy), optional(endReason)}
}
