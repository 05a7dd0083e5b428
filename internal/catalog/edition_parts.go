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
		if s.Department != "" && !slices.Contains(codes, s.Department) {
			codes = append(codes, s.Department)
		}
	}
	found := make(map[string]*db.Department, len(codes))
	if len(codes) == 0 || len(codes) > maxEntries {
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

// unknownDepartments reports the steps that name no department.
func unknownDepartments(c Content, known map[string]*db.Department) fault.Problems {
	var problems fault.Problems
	for i, s := range c.Steps {
		if s.Department != "" && known[s.Department] == nil {
			problems.Add(fault.NotFound.At(departmentPath(i), s.Department))
		}
	}
	return problems
}

// endedDepartments reports the steps whose department is not in force on a day.
func endedDepartments(c Content, known map[string]*db.Department, day calendar.Day) fault.Problems {
	var problems fault.Problems
	for i, s := range c.Steps {
		if d := known[s.Department]; d != nil && !day.Within(d.ValidFrom, d.ValidTo) {
			problems.Add(DepartmentNotInForce.At(departmentPath(i), d.Name, day.String()))
		}
	}
	return problems
}

func departmentPath(step int) string { return "content.steps." + strconv.Itoa(step) + ".department" }

func itemWithBasic(ctx context.Context, client *db.Client, id int) (*db.ServiceItem, error) {
	return client.ServiceItem.Query().Where(serviceitem.ID(id)).WithBasic().Only(ctx)
}
