package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onewindow/ent/db"
	"onewindow/ent/db/department"
	"onewindow/ent/db/division"
	"onewindow/ent/db/servicecenter"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// OfferingPlaces name centers, one by one or by the division they stand in; what
// is named in several ways counts once. Closed centers are left out where a
// division names them.
type OfferingPlaces struct {
	Centers []node.CenterID
	// AllVillagesOf are the centers of every village in a division.
	AllVillagesOf *node.DivisionID
	// AllCentersWithin are the centers of a division and of every division in it.
	AllCentersWithin *node.DivisionID
}

// find reads the centers on a day, ordered by id.
func (p OfferingPlaces) find(ctx context.Context, tx *store.Tx, day calendar.Day) ([]*db.ServiceCenter, fault.Problems, error) {
	if len(p.Centers) == 0 && p.AllVillagesOf == nil && p.AllCentersWithin == nil {
		return nil, fault.Problems{fault.Required.At("centers")}, nil
	}
	found, problems, err := p.findNamed(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	for _, scope := range []struct {
		path     string
		root     *node.DivisionID
		villages bool
	}{{"allVillagesOf", p.AllVillagesOf, true}, {"allCentersWithin", p.AllCentersWithin, false}} {
		if scope.root == nil {
			continue
		}
		centers, err := centersWithin(ctx, tx.Client, int(*scope.root), scope.villages, day)
		if db.IsNotFound(err) {
			problems.Add(fault.NotFound.At(scope.path, node.Encode("Division", int(*scope.root))))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if len(centers) == 0 {
			problems.Add(NoCenters.At(scope.path))
		}
		found = append(found, centers...)
	}
	slices.SortFunc(found, func(a, b *db.ServiceCenter) int { return a.ID - b.ID })
	return slices.CompactFunc(found, func(a, b *db.ServiceCenter) bool { return a.ID == b.ID }), problems, nil
}

// NoCenters is for a division in which no center stands.
var NoCenters = fault.NewKind("NO_CENTERS",
	"该区划内没有符合条件的中心。",
	"There is no such center in this division.")

func (p OfferingPlaces) findNamed(ctx context.Context, tx *store.Tx) ([]*db.ServiceCenter, fault.Problems, error) {
	var problems fault.Problems
	rows, err := centersByID(ctx, tx.Client, ints(p.Centers))
	if err != nil {
		return nil, nil, err
	}
	for i, id := range p.Centers {
		if !slices.ContainsFunc(rows, func(c *db.ServiceCenter) bool { return c.ID == int(id) }) {
			problems.Add(fault.NotFound.At("centers."+strconv.Itoa(i), node.Encode("ServiceCenter", int(id))))
		}
	}
	return rows, problems, nil
}

func centersByID(ctx context.Context, client *db.Client, ids []int) ([]*db.ServiceCenter, error) {
	var found []*db.ServiceCenter
	for chunk := range slices.Chunk(ids, rowsPerQuery) {
		rows, err := client.ServiceCenter.Query().Where(servicecenter.IDIn(chunk...)).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("read centers: %w", err)
		}
		found = append(found, rows...)
	}
	return found, nil
}

// centersWithin are the centers, closed ones left out, that stand in a division
// or below it on a day; only those of villages where villages is set.
func centersWithin(ctx context.Context, client *db.Client, root int, villages bool, day calendar.Day) ([]*db.ServiceCenter, error) {
	top, err := client.Division.Get(ctx, root)
	if err != nil {
		return nil, err
	}
	var found []*db.ServiceCenter
	for level := []*db.Division{top}; len(level) > 0; {
		var wanted, ids []int
		for _, d := range level {
			ids = append(ids, d.ID)
			if !villages || d.Level == string(organization.Village) {
				wanted = append(wanted, d.ID)
			}
		}
		for chunk := range slices.Chunk(wanted, rowsPerQuery) {
			rows, err := client.ServiceCenter.Query().Where(servicecenter.DivisionIDIn(chunk...),
				servicecenter.StatusNEQ(string(organization.Closed))).All(ctx)
			if err != nil {
				return nil, fmt.Errorf("read the centers of divisions: %w", err)
			}
			found = append(found, rows...)
		}
		if level, err = divisionsBelow(ctx, client, ids, day); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func divisionsBelow(ctx context.Context, client *db.Client, parents []int, day calendar.Day) ([]*db.Division, error) {
	var found []*db.Division
	for chunk := range slices.Chunk(parents, rowsPerQuery) {
		rows, err := client.Division.Query().Where(division.ParentIDIn(chunk...), division.ValidFromLTE(day),
			division.Or(division.ValidToIsNil(), division.ValidToGT(day))).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("read divisions: %w", err)
		}
		found = append(found, rows...)
	}
	return found, nil
}

func departmentNames(ctx context.Context, client *db.Client, ids []int) (map[int]string, error) {
	names := make(map[int]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	rows, err := client.Department.Query().Where(department.IDIn(ids...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read departments: %w", err)
	}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}
