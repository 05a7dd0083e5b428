package organization

import (
	"context"
	"errors"
	"fmt"

	"onewindow/ent/db"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// MoveCentersInput has several centers report to another one.
type MoveCentersInput struct {
	Centers   []SeenCenter
	ReportsTo node.CenterID
	Reason    string
	// DryRun tells what would come of it, and changes nothing.
	DryRun bool
}

// SeenCenter is a center with the version of it that somebody has seen.
type SeenCenter struct {
	ID              node.CenterID
	ExpectedVersion int
}

// MovedCenters is what came of a move, or would come of it.
type MovedCenters struct {
	// Centers are the ids of those that moved, none after a dry run.
	Centers []int
	// Ended is what may no longer be offered.
	Ended []EndedOffering
}

// MoveCenters has all of some centers report to another one, or none, by the rules
// of SetReportsTo for each. What may no longer be offered from there down, once all
// have moved, ends the same day.
func (s *Service) MoveCenters(ctx context.Context, in MoveCentersInput) (MovedCenters, error) {
	moved, err := change(ctx, s, "moveCenters", func(ctx context.Context, tx *store.Tx, c *checker) (MovedCenters, error) {
		in.Reason = c.required("reason", in.Reason, maxReason)
		c.some("centers", len(in.Centers), MaxMoved)
		if len(in.Centers) > MaxMoved {
			return MovedCenters{}, nil
		}
		places, err := in.check(ctx, tx, c)
		if err != nil || c.stop() {
			return MovedCenters{}, err
		}
		moved, elsewhere, err := in.place(ctx, tx, places)
		if err != nil {
			return MovedCenters{}, err
		}
		ended, err := s.endOfferings(ctx, tx, 0, elsewhere, tx.Today)
		if err == nil && in.DryRun {
			err = &undone{ended}
		}
		return MovedCenters{moved, ended}, err
	})
	if tried := (*undone)(nil); errors.As(err, &tried) {
		return MovedCenters{Ended: tried.ended}, nil
	}
	return moved, err
}

// placeInDistrict is a center that may move, with the code of its district.
type placeInDistrict struct {
	*db.ServiceCenter
	district string
}

// check holds the rules of the tree for each center.
func (in MoveCentersInput) check(ctx context.Context, tx *store.Tx, c *checker) ([]placeInDistrict, error) {
	superior, err := findSuperior(ctx, tx, c, "reportsTo", int(in.ReportsTo))
	if err != nil {
		return nil, err
	}
	if err := tx.At(ctx, store.Place{CenterID: int(in.ReportsTo)}); err != nil {
		return nil, err
	}
	var places []placeInDistrict
	given := map[node.CenterID]bool{}
	for i, seen := range in.Centers {
		at := fmt.Sprintf("centers.%d", i)
		if given[seen.ID] {
			c.add(fault.Repeated, at, idText(seen.ID))
			continue
		}
		given[seen.ID] = true
		place, err := seen.check(ctx, tx, c, at, superior)
		if err != nil {
			return nil, err
		}
		places = append(places, place)
	}
	return places, nil
}

// check finds a center and holds the rules of the tree for its place below another
// one, which is nil when that was not found.
func (seen SeenCenter) check(ctx context.Context, tx *store.Tx, c *checker, at string, superior *db.ServiceCenter) (place placeInDistrict, err error) {
	row, err := findCenter(ctx, tx, c, at+".id", int(seen.ID))
	if err != nil || row == nil {
		return place, err
	}
	if err := tx.At(ctx, store.Place{CenterID: row.ID}); err != nil {
		return place, err
	}
	if err := c.merge(store.CheckVersion(at+".expectedVersion", seen.ExpectedVersion, row.Version)); err != nil {
		return place, err
	}
	seat := seat{center: row.ID, division: row.DivisionID, divisionPath: at, reportsToPath: at}
	path, err := seat.stands(ctx, tx, c)
	if err != nil || path == nil || superior == nil {
		return place, err
	}
	return placeInDistrict{row, districtOf(path)}, seat.below(ctx, tx, c, path, superior)
}

// place gives the centers their new place and tells which of them reported to
// another center before.
func (in MoveCentersInput) place(ctx context.Context, tx *store.Tx, places []placeInDistrict) (moved, elsewhere []int, err error) {
	for _, place := range places {
		before, err := centerOf(place.ServiceCenter)
		if err != nil {
			return nil, nil, err
		}
		update := place.Update().SetDistrictCode(place.district).SetReportsToID(int(in.ReportsTo))
		if _, err := saveCenter(ctx, tx, before, update, in.Reason); err != nil {
			return nil, nil, err
		}
		moved = append(moved, place.ID)
		if before.ReportsToID != int(in.ReportsTo) {
			elsewhere = append(elsewhere, place.ID)
		}
	}
	return moved, elsewhere, nil
}
