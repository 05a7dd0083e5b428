package organization

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db"
	"onewindow/ent/db/stationing"
	"onewindow/ent/db/window"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of windows.
var (
	windowNeedsDepartment = fault.NewKind("WINDOW_NEEDS_DEPARTMENT", "部门窗口须说明是哪个部门的。", "A department window says whose it is.")
	windowOfNone          = fault.NewKind("WINDOW_OF_NO_DEPARTMENT", "只有部门窗口属于某个部门。", "Only a department window belongs to a department.")
	windowOfStranger      = fault.NewKind("DEPARTMENT_NOT_STATIONED", "该部门没有进驻这个中心。", "This department is not stationed at the center.")
	windowClosed          = fault.NewKind("WINDOW_CLOSED", "窗口已关闭。", "The window is closed already.")
)

// OpenWindowInput is a window that opens.
type OpenWindowInput struct {
	Center node.CenterID
	Number string
	Name   *string
	Kind   WindowKind
	// Department is whose window it is, for DEPARTMENT ones.
	Department *node.DepartmentID
}

// OpenWindow opens a new window, or again one of that number that was closed.
func (s *Service) OpenWindow(ctx context.Context, in OpenWindowInput) (int, error) {
	return change(ctx, s, "openWindow", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		in.Number = c.required("number", in.Number, 20)
		name := c.text("name", orZero(in.Name), maxName)
		center, err := findCenter(ctx, tx, c, "center", int(in.Center))
		if err != nil {
			return 0, err
		}
		if center != nil && Status(center.Status) == Closed {
			c.add(centerClosed, "center", center.Name)
		}
		if err := c.window(ctx, tx, in.Kind, int(in.Center), (*int)(in.Department)); err != nil || c.stop() {
			return 0, err
		}
		row, err := tx.Window.Query().Where(window.CenterID(int(in.Center)), window.Number(in.Number)).First(ctx)
		switch {
		case db.IsNotFound(err):
			n, err := tx.Window.Query().Where(window.CenterID(int(in.Center))).Count(ctx)
			if err := c.room("center", 1, n, MaxWindows, err); err != nil || c.stop() {
				return 0, err
			}
			row, err = tx.Window.Create().SetCenterID(int(in.Center)).SetNumber(in.Number).SetName(name).
				SetKind(string(in.Kind)).SetNillableDepartmentID((*int)(in.Department)).Save(ctx)
			return savedWindow(tx, nil, row, err)
		case err != nil:
			return 0, fmt.Errorf("look for window %s: %w", in.Number, err)
		case row.Open:
			c.add(fault.Taken, "number", in.Number)
			return 0, nil
		}
		again, err := row.Update().SetName(name).SetKind(string(in.Kind)).ClearDepartment().
			SetNillableDepartmentID((*int)(in.Department)).SetOpen(true).AddVersion(1).Save(ctx)
		return savedWindow(tx, row, again, err)
	})
}

// UpdateWindowInput changes what is given.
type UpdateWindowInput struct {
	ID              node.WindowID
	ExpectedVersion int
	Number, Name    *string
	Kind            *WindowKind
	Department      graphql.Omittable[*node.DepartmentID]
}

// UpdateWindow changes a window.
func (s *Service) UpdateWindow(ctx context.Context, in UpdateWindowInput) (int, error) {
	return s.editWindow(ctx, "updateWindow", in.ID, in.ExpectedVersion, func(ctx context.Context, tx *store.Tx, c *checker, row *db.Window, update *db.WindowUpdateOne) error {
		kind, department := WindowKind(row.Kind), row.DepartmentID
		if in.Kind != nil {
			kind = *in.Kind
		}
		if id, given := in.Department.ValueOK(); given {
			department = (*int)(id)
		}
		if in.Name != nil {
			update.SetName(c.text("name", *in.Name, maxName))
		}
		if in.Number != nil {
			number := c.required("number", *in.Number, 20)
			exists, err := tx.Window.Query().Where(window.CenterID(row.CenterID), window.Number(number), window.IDNEQ(row.ID)).Exist(ctx)
			if err := taken(c, "number", number, exists, err); err != nil {
				return err
			}
			update.SetNumber(number)
		}
		update.SetKind(string(kind)).ClearDepartment().SetNillableDepartmentID(department)
		return c.window(ctx, tx, kind, row.CenterID, department)
	})
}

// CloseWindowInput names the window that closes.
type CloseWindowInput struct {
	ID              node.WindowID
	ExpectedVersion int
}

// CloseWindow closes a window; its number can open again.
func (s *Service) CloseWindow(ctx context.Context, in CloseWindowInput) (int, error) {
	return s.editWindow(ctx, "closeWindow", in.ID, in.ExpectedVersion, func(_ context.Context, _ *store.Tx, c *checker, row *db.Window, update *db.WindowUpdateOne) error {
		if !row.Open {
			c.add(windowClosed, "id")
		}
		update.SetOpen(false)
		return nil
	})
}

func (s *Service) editWindow(ctx context.Context, action string, id node.WindowID, seen int,
	edit func(context.Context, *store.Tx, *checker, *db.Window, *db.WindowUpdateOne) error,
) (int, error) {
	return change(ctx, s, action, func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		row, err := tx.Window.Get(ctx, int(id))
		if err := c.merge(store.Found(err, "id", idText(id))); err != nil || c.stop() {
			return 0, err
		}
		if err := tx.At(ctx, store.Place{CenterID: row.CenterID}); err != nil {
			return 0, err
		}
		c.version(seen, row.Version)
		update := row.Update()
		if err := edit(ctx, tx, c, row, update); err != nil || c.stop() {
			return 0, err
		}
		changed, err := update.AddVersion(1).Save(ctx)
		return savedWindow(tx, row, changed, err)
	})
}

// window checks whose window one of a kind is.
func (c *checker) window(ctx context.Context, tx *store.Tx, kind WindowKind, centerID int, departmentID *int) error {
	listed(c, "kind", kind, WindowKinds)
	switch {
	case kind == DepartmentWindow && departmentID == nil:
		c.add(windowNeedsDepartment, "department")
		return nil
	case kind != DepartmentWindow && departmentID != nil:
		c.add(windowOfNone, "department")
		return nil
	case departmentID == nil:
		return nil
	}
	stationed, err := tx.Stationing.Query().Where(stationing.CenterID(centerID), stationing.DepartmentID(*departmentID),
		stationing.Or(stationing.ValidToIsNil(), stationing.ValidToGT(tx.Today))).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for a stationing: %w", err)
	}
	if !stationed {
		c.add(windowOfStranger, "department")
	}
	return nil
}

func savedWindow(tx *store.Tx, before, after *db.Window, err error) (int, error) {
	if err != nil {
		return 0, fmt.Errorf("store a window: %w", err)
	}
	var was any
	if before != nil {
		was = windowOf(before)
	}
	tx.Record(event.Window, after.ID, was, windowOf(after))
	return after.ID, nil
}

func windowOf(r *db.Window) *Window {
	return &Window{r.ID, r.CenterID, r.Number, r.Name, WindowKind(r.Kind), orZero(r.DepartmentID), r.Open, r.Version}
}
