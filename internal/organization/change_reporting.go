package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/division"
	"onewindow/ent/db/servicecenter"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of the tree in which centers report (三级服务体系).
var (
	orphan = fault.NewKind("ORPHAN",
		"只有最高层级（%s）的中心可以没有上级。",
		"Only a center of the highest level (%s) may report to none.")
	notHigher = fault.NewKind("REPORTS_TO_LEVEL",
		"上级中心须处于更高层级：本中心为 %s，所选中心为 %s。",
		"A center reports to one of a higher level: this one is %s, that one is %s.")
	notAround = fault.NewKind("REPORTS_TO_OUTSIDE",
		"上级中心所在的区划（%s）不包含本中心所在的区划（%s）。",
		"The division of the center above (%s) does not contain this center's division (%s).")
	cycle          = fault.NewKind("CYCLE", "这样会形成循环汇报。", "Centers would report in a circle.")
	superiorClosed = fault.NewKind("SUPERIOR_CLOSED", "中心“%s”已关闭，不能作为上级。", "Center %q is closed: none may report to it.")
	divisionEnded  = fault.NewKind("DIVISION_ENDED", "区划“%s”已撤销或尚未设立。", "Division %q has ended or is not there yet.")
)

// SetReportsToInput places a center in the tree.
type SetReportsToInput struct {
	ID              node.CenterID
	ExpectedVersion int
	// ReportsTo is nil for a center of the highest level.
	ReportsTo *node.CenterID
	// Division is where the center is from now on, when it moves at the same
	// time, as after a merger of villages.
	Division *node.DivisionID
	Reason   *string
}

// SetReportsTo has a center report to another one, which is at a higher level
// and whose division contains its own. Changes are serialised, so this holds
// also when many are made at once.
func (s *Service) SetReportsTo(ctx context.Context, in SetReportsToInput) (int, error) {
	return s.updateCenter(ctx, "setReportsTo", in.ID, in.ExpectedVersion, orZero(in.Reason), func(ctx context.Context, tx *store.Tx, c *checker, row *db.ServiceCenter) (*db.ServiceCenterUpdateOne, error) {
		at := seat{center: row.ID, divisionPath: "id", division: row.DivisionID, reportsToPath: "reportsTo", reportsTo: (*int)(in.ReportsTo)}
		if in.Division != nil {
			at.divisionPath, at.division = "division", int(*in.Division)
		}
		district, err := at.check(ctx, tx, c)
		if err != nil || c.stop() {
			return nil, err
		}
		if in.Division != nil {
			if err := at.holdsSubordinates(ctx, tx, c); err != nil {
				return nil, err
			}
		}
		update := row.Update().SetDivisionID(at.division).SetDistrictCode(district)
		if in.ReportsTo == nil {
			return update.ClearReportsTo(), nil
		}
		return update.SetReportsToID(int(*in.ReportsTo)), nil
	})
}

// seat is the place of a center in the tree: where it is and to whom it reports.
type seat struct {
	center    int // 0 for a new one
	division  int
	reportsTo *int
	// divisionPath and reportsToPath are the fields of the input that say so.
	divisionPath, reportsToPath string
}

// check holds the rules of the tree and returns the code of the district.
func (s seat) check(ctx context.Context, tx *store.Tx, c *checker) (district string, err error) {
	path, err := s.stands(ctx, tx, c)
	if err != nil || path == nil {
		return "", err
	}
	if s.reportsTo == nil {
		return districtOf(path), s.mayBeTop(ctx, tx, c, path[0])
	}
	superior, err := findSuperior(ctx, tx, c, s.reportsToPath, *s.reportsTo)
	if err != nil || superior == nil {
		return "", err
	}
	return districtOf(path), s.below(ctx, tx, c, path, superior)
}

// stands returns the path that leads up from the division of the center, nil
// when there is none.
func (s seat) stands(ctx context.Context, tx *store.Tx, c *checker) ([]*db.Division, error) {
	own, err := findDivision(ctx, tx, c, s.divisionPath, s.division)
	if err != nil || own == nil {
		return nil, err
	}
	if !tx.Today.Within(own.ValidFrom, own.ValidTo) {
		c.add(divisionEnded, s.divisionPath, own.Name)
	}
	return divisionPath(ctx, tx, own.ID)
}

// findSuperior reads a center to which others are to report; none reports to a
// closed one.
func findSuperior(ctx context.Context, tx *store.Tx, c *checker, path string, id int) (*db.ServiceCenter, error) {
	row, err := findCenter(ctx, tx, c, path, id)
	if row != nil && Status(row.Status) == Closed {
		c.add(superiorClosed, path, row.Name)
	}
	return row, err
}

// below checks that the center may report to one above; path leads up from its
// own division.
func (s seat) below(ctx context.Context, tx *store.Tx, c *checker, path []*db.Division, superior *db.ServiceCenter) error {
	if err := s.above(ctx, tx, c, path, superior); err != nil {
		return err
	}
	return s.noCycle(ctx, tx, c, superior)
}

// above checks level and division of the center above; path leads up from the
// division of the one below.
func (s seat) above(ctx context.Context, tx *store.Tx, c *checker, path []*db.Division, superior *db.ServiceCenter) error {
	outer, err := tx.Division.Get(ctx, superior.DivisionID)
	if err != nil {
		return fmt.Errorf("read division %d: %w", superior.DivisionID, err)
	}
	if !Level(outer.Level).Above(Level(path[0].Level)) {
		c.add(notHigher, s.reportsToPath, path[0].Level, outer.Level)
		return nil
	}
	for _, d := range path {
		if d.ID == outer.ID {
			return nil
		}
	}
	c.add(notAround, s.reportsToPath, outer.Name, path[0].Name)
	return nil
}

// noCycle walks up from the center above. Since each step goes to a higher level
// there can be no cycle; this says so even if rows were changed by other hands.
func (s seat) noCycle(ctx context.Context, tx *store.Tx, c *checker, superior *db.ServiceCenter) error {
	for range len(Levels) {
		if superior.ID == s.center {
			c.add(cycle, s.reportsToPath)
			return nil
		}
		if superior.ReportsToID == nil {
			return nil
		}
		var err error
		if superior, err = tx.ServiceCenter.Get(ctx, *superior.ReportsToID); err != nil {
			return fmt.Errorf("walk up the centers: %w", err)
		}
	}
	c.add(cycle, s.reportsToPath)
	return nil
}

// mayBeTop lets a center report to none only at the highest level there is.
func (s seat) mayBeTop(ctx context.Context, tx *store.Tx, c *checker, own *db.Division) error {
	for _, level := range Levels {
		exists, err := tx.Division.Query().Where(division.Level(string(level)), division.ValidToIsNil()).Exist(ctx)
		if err != nil {
			return fmt.Errorf("look for the highest level: %w", err)
		}
		if exists {
			if Level(own.Level) != level {
				c.add(orphan, s.reportsToPath, level)
			}
			return nil
		}
	}
	return nil
}

// holdsSubordinates checks that those who report to a center that moves still may.
func (s seat) holdsSubordinates(ctx context.Context, tx *store.Tx, c *checker) error {
	below, err := tx.ServiceCenter.Query().
		Where(servicecenter.ReportsToID(s.center), servicecenter.StatusNEQ(string(Closed))).WithDivision().All(ctx)
	if err != nil {
		return fmt.Errorf("read subordinates: %w", err)
	}
	for _, row := range below {
		path, err := divisionPath(ctx, tx, row.DivisionID)
		if err != nil {
			return err
		}
		if !onPath(path[1:], s.division) {
			c.add(hasSubordinates, "division", len(below))
			return nil
		}
	}
	return nil
}

func onPath(path []*db.Division, id int) bool {
	for _, d := range path {
		if d.ID == id {
			return true
		}
	}
	return false
}
