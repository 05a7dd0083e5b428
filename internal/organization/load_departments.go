package organization

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
)

func loadSectors(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.Sector.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read sectors: %w", err)
	}
	all := make([]*Sector, len(rows))
	for i, r := range rows {
		all[i] = &Sector{r.ID, r.Code, r.Name, r.Named, r.Position, r.Version}
	}
	slices.SortFunc(all, func(a, b *Sector) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code))
	})
	d.sectors, d.sectorByID = all, keyed(all, func(s *Sector) int { return s.ID })
	return nil
}

func loadDepartments(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.Department.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read departments: %w", err)
	}
	index := &departmentIndex{byCode: map[string]*Department{}}
	for _, r := range rows {
		index.all = append(index.all, departmentOf(r))
	}
	slices.SortFunc(index.all, func(a, b *Department) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code))
	})
	index.byID = keyed(index.all, func(d *Department) int { return d.ID })
	for _, department := range index.all {
		index.nameOtherwise(department)
	}
	for _, department := range index.all {
		index.byCode[department.Code] = department // its own code goes first
	}
	d.departments = index
	return nil
}

// nameOtherwise lets a department be found under its other codes; the first
// department that has one keeps it.
func (x *departmentIndex) nameOtherwise(d *Department) {
	for _, code := range append([]string{d.CreditCode}, d.OtherCodes...) {
		if _, taken := x.byCode[code]; code != "" && !taken {
			x.byCode[code] = d
		}
	}
}

func departmentOf(r *db.Department) *Department {
	return &Department{
		ID: r.ID, Code: r.Code, Name: r.Name, ShortName: r.ShortName, Kind: DepartmentKind(r.Kind),
		SectorID: orZero(r.SectorID), DivisionID: orZero(r.DivisionID), CreditCode: r.CreditCode,
		OtherCodes: r.OtherCodes, ParentID: orZero(r.ParentID), Phone: r.Phone, Address: r.Address,
		Position: r.Position, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, Version: r.Version,
	}
}

func loadStationings(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.Stationing.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read stationings: %w", err)
	}
	all := make([]*Stationing, len(rows))
	for i, r := range rows {
		all[i] = &Stationing{r.ID, r.DepartmentID, r.CenterID, Authority(r.Authority), r.ValidFrom, r.ValidTo, r.Version}
	}
	slices.SortFunc(all, func(a, b *Stationing) int {
		return cmp.Or(a.ValidFrom.Compare(b.ValidFrom), cmp.Compare(a.ID, b.ID))
	})
	d.stationings = &stationingIndex{
		byID:         keyed(all, func(s *Stationing) int { return s.ID }),
		byCenter:     grouped(all, func(s *Stationing) int { return s.CenterID }),
		byDepartment: grouped(all, func(s *Stationing) int { return s.DepartmentID }),
	}
	return nil
}
