package organization

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db"
	"onewindow/ent/db/department"
	"onewindow/ent/db/sector"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

var departmentCycle = fault.NewKind("CYCLE", "部门不能隶属于自己或自己的下级。", "A department can't belong to itself or to one below it.")

// DepartmentDetails are what may be said of a department; nil is not said.
type DepartmentDetails struct {
	ShortName  *string
	Sector     graphql.Omittable[*node.SectorID]
	Division   graphql.Omittable[*node.DivisionID]
	Parent     graphql.Omittable[*node.DepartmentID]
	CreditCode *string
	OtherCodes []string
	Phone      *string
	Address    *string
	Position   *int
}

// CreateDepartmentInput is a new department.
type CreateDepartmentInput struct {
	Code, Name string
	Kind       DepartmentKind
	// ValidFrom is today when nil.
	ValidFrom *calendar.Day
	DepartmentDetails
}

// CreateDepartment adds a department and returns its id.
func (s *Service) CreateDepartment(ctx context.Context, in CreateDepartmentInput) (int, error) {
	return change(ctx, s, "createDepartment", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		in.Code, in.Name = c.code("code", in.Code), c.required("name", in.Name, maxName)
		listed(c, "kind", in.Kind, DepartmentKinds)
		exists, err := tx.Department.Query().Where(department.Code(in.Code)).Exist(ctx)
		if err := taken(c, "code", in.Code, exists, err); err != nil {
			return 0, err
		}
		if err := c.department(ctx, tx, 0, &in.DepartmentDetails); err != nil || c.stop() {
			return 0, err
		}
		row, err := tx.Department.Create().SetCode(in.Code).SetName(in.Name).SetKind(string(in.Kind)).
			SetValidFrom(dayOr(in.ValidFrom, tx.Today)).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store department %s: %w", in.Code, err)
		}
		if row, err = in.update(row.Update()).Save(ctx); err != nil {
			return 0, fmt.Errorf("store department %s: %w", in.Code, err)
		}
		tx.Record(event.Department, row.ID, nil, departmentOf(row))
		return row.ID, nil
	})
}

// UpdateDepartmentInput changes what is given.
type UpdateDepartmentInput struct {
	ID              node.DepartmentID
	ExpectedVersion int
	Name            *string
	Kind            *DepartmentKind
	// ValidTo ends the department; null has it last.
	ValidTo graphql.Omittable[*calendar.Day]
	DepartmentDetails
}

// UpdateDepartment changes a department. It does not end while it is stationed
// somewhere.
func (s *Service) UpdateDepartment(ctx context.Context, in UpdateDepartmentInput) (int, error) {
	return change(ctx, s, "updateDepartment", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		row, err := findDepartment(ctx, tx, c, "id", int(in.ID))
		if err != nil || row == nil {
			return 0, err
		}
		if err := in.allowed(ctx, tx); err != nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, row.Version)
		update, before := row.Update(), departmentOf(row)
		if in.Name != nil {
			update.SetName(c.required("name", *in.Name, maxName))
		}
		if in.Kind != nil {
			listed(c, "kind", *in.Kind, DepartmentKinds)
			update.SetKind(string(*in.Kind))
		}
		if err := endDepartment(ctx, tx, c, row, update, in.ValidTo); err != nil {
			return 0, err
		}
		if err := c.department(ctx, tx, row.ID, &in.DepartmentDetails); err != nil || c.stop() {
			return 0, err
		}
		if row, err = in.update(update).AddVersion(1).Save(ctx); err != nil {
			return 0, fmt.Errorf("store department %d: %w", in.ID, err)
		}
		tx.Record(event.Department, row.ID, before, departmentOf(row))
		return row.ID, nil
	})
}

// allowed keeps a department's admin to their own department, and from ending it.
func (in UpdateDepartmentInput) allowed(ctx context.Context, tx *store.Tx) error {
	if _, ends := in.ValidTo.ValueOK(); ends && tx.Caller.Reach(identity.PlanDepartments).Nowhere() {
		return identity.ErrForbidden
	}
	return tx.At(ctx, store.Place{DepartmentID: int(in.ID)})
}

func endDepartment(ctx context.Context, tx *store.Tx, c *checker, row *db.Department, update *db.DepartmentUpdateOne, end graphql.Omittable[*calendar.Day]) error {
	to, given := end.ValueOK()
	switch {
	case !given:
		return nil
	case to == nil:
		update.ClearValidTo()
		return nil
	}
	c.dayOrder("validTo", *to, row.ValidFrom)
	update.SetValidTo(*to)
	stationed, err := stationedAfter(ctx, tx, row.ID, *to)
	if err != nil {
		return err
	}
	if stationed > 0 {
		c.add(stillStationed, "validTo", stationed)
	}
	return nil
}

// department checks what is said of a department; id is 0 for a new one.
func (c *checker) department(ctx context.Context, tx *store.Tx, id int, d *DepartmentDetails) error {
	if d.ShortName != nil {
		*d.ShortName = c.text("shortName", *d.ShortName, maxName)
	}
	if d.Address != nil {
		*d.Address = c.text("address", *d.Address, maxText)
	}
	if d.Phone != nil {
		*d.Phone = c.phone("phone", *d.Phone)
	}
	if d.Position != nil {
		c.within("position", *d.Position, 0, 1_000_000)
	}
	if d.CreditCode != nil {
		*d.CreditCode = strings.ToUpper(strings.TrimSpace(*d.CreditCode))
		if *d.CreditCode != "" && !ValidCreditCode(*d.CreditCode) {
			c.add(badCredit, "creditCode")
		}
	}
	c.otherCodes(d)
	return c.departmentReferences(ctx, tx, id, d)
}

func (c *checker) otherCodes(d *DepartmentDetails) {
	if len(d.OtherCodes) > MaxOtherCodes {
		c.add(fault.TooMany, "otherCodes", MaxOtherCodes)
	}
	seen := map[string]bool{}
	for i, code := range d.OtherCodes {
		path := fmt.Sprintf("otherCodes.%d", i)
		d.OtherCodes[i] = c.required(path, code, maxCode)
		if seen[d.OtherCodes[i]] {
			c.add(fault.Repeated, path, clip(code))
		}
		seen[d.OtherCodes[i]] = true
	}
}

func (c *checker) departmentReferences(ctx context.Context, tx *store.Tx, id int, d *DepartmentDetails) error {
	if s := d.Sector.Value(); s != nil {
		exists, err := tx.Sector.Query().Where(sector.ID(int(*s))).Exist(ctx)
		if err != nil {
			return fmt.Errorf("look for a sector: %w", err)
		}
		if !exists {
			c.add(fault.NotFound, "sector", idText(*s))
		}
	}
	if division := d.Division.Value(); division != nil {
		row, err := findDivision(ctx, tx, c, "division", int(*division))
		if err != nil {
			return err
		}
		if row != nil && !tx.Today.Within(row.ValidFrom, row.ValidTo) {
			c.add(divisionEnded, "division", row.Name)
		}
	}
	parent := d.Parent.Value()
	if parent == nil {
		return nil
	}
	above, err := findDepartment(ctx, tx, c, "parent", int(*parent))
	if err != nil || above == nil {
		return err
	}
	return c.departmentCycle(ctx, tx, id, above)
}

// deepest is how many departments may stand above one another.
const deepest = 10

func (c *checker) departmentCycle(ctx context.Context, tx *store.Tx, id int, above *db.Department) error {
	for range deepest {
		if above.ID == id {
			break
		}
		if above.ParentID == nil {
			return nil
		}
		var err error
		if above, err = tx.Department.Get(ctx, *above.ParentID); err != nil {
			return fmt.Errorf("walk up the departments: %w", err)
		}
	}
	c.add(departmentCycle, "parent")
	return nil
}

func (d DepartmentDetails) update(row *db.DepartmentUpdateOne) *db.DepartmentUpdateOne {
	row.SetNillableShortName(d.ShortName).SetNillableCreditCode(d.CreditCode).SetNillablePhone(d.Phone).
		SetNillableAddress(d.Address).SetNillablePosition(d.Position)
	if d.OtherCodes != nil {
		row.SetOtherCodes(d.OtherCodes)
	}
	if id, given := d.Sector.ValueOK(); given {
		row.ClearSector().SetNillableSectorID((*int)(id))
	}
	if id, given := d.Division.ValueOK(); given {
		row.ClearDivision().SetNillableDivisionID((*int)(id))
	}
	if id, given := d.Parent.ValueOK(); given {
		row.ClearParent().SetNillableParentID((*int)(id))
	}
	return row
}
