package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/store"
)

// Service makes the changes of the organization. Each method is one change:
// all of it holds, with its audit and outbox events, or nothing. An error is
// fault.Problems when the caller can mend it.
type Service struct {
	Store *store.Store
	// EndOfferings ends, inside the same change and after it was made, what a
	// department may no longer offer from a day on at some centers and at those that
	// report to them; department 0 stands for all. It tells which offerings ended.
	EndOfferings func(ctx context.Context, tx *store.Tx, departmentID int, centerIDs []int, day calendar.Day) ([]EndedOffering, error)
}

// EndedOffering is an item that is no longer offered at a center.
type EndedOffering struct{ ItemID, CenterID int }

func (s *Service) endOfferings(ctx context.Context, tx *store.Tx, departmentID int, centerIDs []int, day calendar.Day) ([]EndedOffering, error) {
	if s.EndOfferings == nil || len(centerIDs) == 0 {
		return nil, nil
	}
	ended, err := s.EndOfferings(ctx, tx, departmentID, centerIDs, day)
	if err != nil {
		return nil, fmt.Errorf("end what is offered at centers %d: %w", centerIDs, err)
	}
	return ended, nil
}

// Results of changes are ids, so that a retry can be answered again.

// findDivision reads a division named by an input.
func findDivision(ctx context.Context, tx *store.Tx, c *checker, path string, id int) (*db.Division, error) {
	row, err := tx.Division.Get(ctx, id)
	return row, c.merge(store.Found(err, path, fmt.Sprint(id)))
}

func findCenter(ctx context.Context, tx *store.Tx, c *checker, path string, id int) (*db.ServiceCenter, error) {
	row, err := tx.ServiceCenter.Get(ctx, id)
	return row, c.merge(store.Found(err, path, fmt.Sprint(id)))
}

func findDepartment(ctx context.Context, tx *store.Tx, c *checker, path string, id int) (*db.Department, error) {
	row, err := tx.Department.Get(ctx, id)
	return row, c.merge(store.Found(err, path, fmt.Sprint(id)))
}

// divisionPath are a division and all that it lies in at present, nearest first.
func divisionPath(ctx context.Context, tx *store.Tx, id int) ([]*db.Division, error) {
	var path []*db.Division
	for next := &id; next != nil && len(path) < len(Levels); {
		row, err := tx.Division.Get(ctx, *next)
		if err != nil {
			return nil, fmt.Errorf("read division %d: %w", *next, err)
		}
		path = append(path, row)
		next = row.ParentID
	}
	return path, nil
}

// districtOf is the code of the district on a path, or of its first division.
func districtOf(path []*db.Division) string {
	for _, d := range path {
		if Level(d.Level) == District {
			return d.Code
		}
	}
	return path[0].Code
}

// taken reports a unique value that another record has.
func taken(c *checker, path, value string, exists bool, err error) error {
	if err != nil {
		return fmt.Errorf("look for %q: %w", value, err)
	}
	if exists {
		c.add(fault.Taken, path, clip(value))
	}
	return nil
}

// recordCenter notes a change of a center; before is nil for a new one.
func recordCenter(tx *store.Tx, before *Center, row *db.ServiceCenter, reason string) error {
	after, err := centerOf(row)
	if err != nil {
		return err
	}
	var was any
	if before != nil {
		was = before
	}
	tx.Record(event.Center, row.ID, was, struct {
		*Center
		Reason string `json:",omitempty"`
	}{after, reason})
	return nil
}

// change runs fn with a checker and fails with the problems it collected, so
// that a change with a problem leaves nothing.
func change[T any](ctx context.Context, s *Service, action string, fn func(context.Context, *store.Tx, *checker) (T, error)) (T, error) {
	return store.Write(ctx, s.Store, action, func(ctx context.Context, tx *store.Tx) (T, error) {
		c := &checker{}
		result, err := fn(ctx, tx, c)
		if err == nil {
			err = c.problems.Err()
		}
		return result, err
	})
}

// stop is whether problems were found that make going on pointless.
func (c *checker) stop() bool { return len(c.problems) > 0 }

func dayOr(day *calendar.Day, otherwise calendar.Day) calendar.Day {
	if day == nil {
		return otherwise
	}
	return *day
}
