package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onewindow/ent/db"
	"onewindow/ent/db/department"
	"onewindow/ent/db/serviceitem"
	steps "onewindow/ent/db/step"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

// loadContent reads the content of one edition from the database.
func loadContent(ctx context.Context, client *db.Client, row *db.Edition) (Content, error) {
	ids, err := client.Step.Query().Where(steps.EditionID(row.ID), steps.DepartmentIDNotNil()).
		Select(steps.FieldDepartmentID).Ints(ctx)
	if err != nil {
		return Content{}, fmt.Errorf("find the departments of steps: %w", err)
	}
	codes := map[int]string{}
	if len(ids) > 0 {
		rows, err := client.Department.Query().Where(department.IDIn(ids...)).All(ctx)
		if err != nil {
			return Content{}, fmt.Errorf("read the departments of steps: %w", err)
		}
		for _, d := range rows {
			codes[d.ID] = d.Code
		}
	}
	contents, err := LoadContents(ctx, client, []*db.Edition{row}, func(id int) string { return codes[id] })
	return contents[row.ID], err
}

// stepDepartments finds the departments that steps name, by code.
func stepDepartments(ctx context.Context, client *db.Client, c Content) (map[string]*db.Department, error) {
	var codes []string
	for _, s := range c.Steps {
		if s.Department != "" && storable(s.Department) && !slices.Contains(codes, s.Department) {
			codes = append(codes, s.Department)
		}
	}
	found := make(map[string]*db.Department, len(codes))
	if len(codes) == 0 || len(codes) > MaxEntries {
		return found, nil
	}
	rows, err := client.Department.Query().Where(department.CodeIn(codes...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up the departments of steps: %w", err)
	}
	for _, row := range rows {
		found[row.Code] = row
	}
	return found, nil
}

func rowIDs(departments map[string]*db.Department) map[string]int {
	ids := make(map[string]int, len(departments))
	for code, row := range departments {
		ids[code] = row.ID
	}
	return ids
}

// period is from when to when a department is in force.
type period struct {
	name  string
	first calendar.Day
	end   *calendar.Day
}

// stepPeriods are the departments of steps by code.
type stepPeriods map[string]period

func periodsOf(departments map[string]*db.Department) stepPeriods {
	periods := make(stepPeriods, len(departments))
	for code, row := range departments {
		periods[code] = period{row.Name, row.ValidFrom, row.ValidTo}
	}
	return periods
}

// unknown reports the steps that name no department.
func (known stepPeriods) unknown(c Content) fault.Problems {
	var problems fault.Problems
	for i, s := range c.Steps {
		if _, ok := known[s.Department]; !ok && s.Department != "" {
			problems.Add(fault.NotFound.At(departmentPath(i), clip(s.Department)))
		}
	}
	return problems
}

// ended reports the steps whose department is not in force on a day.
func (known stepPeriods) ended(c Content, day calendar.Day) fault.Problems {
	var problems fault.Problems
	for i, s := range c.Steps {
		if d, ok := known[s.Department]; ok && !day.Within(d.first, d.end) {
			problems.Add(DepartmentNotInForce.At(departmentPath(i), d.name, day.String()))
		}
	}
	return problems
}

func departmentPath(step int) string { return "content.steps." + strconv.Itoa(step) + ".department" }

func itemWithBasic(ctx context.Context, client *db.Client, id int) (*db.ServiceItem, error) {
	return client.ServiceItem.Query().Where(serviceitem.ID(id)).WithBasic().Only(ctx)
}
