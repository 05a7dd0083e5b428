package organization

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/event"
)

// part is a piece of the Directory that is loaded as one.
type part struct {
	name string
	// follows are the kinds of change after which it is loaded again.
	follows []event.Entity
	load    func(context.Context, *db.Client, *Directory) error
}

var parts = []part{
	{"the calendar", []event.Entity{event.Calendar}, loadCalendar},
	{"divisions", []event.Entity{event.Division}, loadDivisions},
	{"centers", []event.Entity{event.Center}, loadCenters},
	{"standards", []event.Entity{event.Standard}, loadStandards},
	{"windows", []event.Entity{event.Window}, loadWindows},
	{"sectors", []event.Entity{event.Sector}, loadSectors},
	{"departments", []event.Entity{event.Department}, loadDepartments},
	{"stationings", []event.Entity{event.Stationing}, loadStationings},
	{"population facts", []event.Entity{event.Population}, loadPopulation},
}

// Load builds the Directory. With a previous one it loads only the parts that
// the events touch and shares the others; without one it loads everything. The
// client should be that of one read transaction, so that no two parts are of
// different moments.
func Load(ctx context.Context, client *db.Client, location *time.Location, previous *Directory, events []event.Event) (*Directory, error) {
	next := &Directory{location: location}
	if previous != nil {
		*next = *previous
		next.location = location
	}
	changed := map[event.Entity]bool{}
	for _, e := range events {
		changed[e.Entity] = true
	}
	for _, p := range parts {
		touched := slices.ContainsFunc(p.follows, func(e event.Entity) bool { return changed[e] })
		if previous != nil && !touched {
			continue
		}
		if err := p.load(ctx, client, next); err != nil {
			return nil, fmt.Errorf("load %s: %w", p.name, err)
		}
	}
	if previous == nil || changed[event.Center] || changed[event.Division] {
		next.within = centersWithin(next)
	}
	return next, nil
}

// centersWithin puts every center under its division and all that it lies in.
func centersWithin(d *Directory) map[int][]*Center {
	within := map[int][]*Center{}
	for _, c := range d.centers.all {
		division := d.Division(c.DivisionID)
		for range len(Levels) {
			if division == nil {
				break
			}
			within[division.ID] = append(within[division.ID], c)
			division = d.Division(division.ParentID())
		}
	}
	return within
}

// grouped collects rows by a number, keeping their order.
func grouped[T any](rows []T, by func(T) int) map[int][]T {
	groups := map[int][]T{}
	for _, row := range rows {
		groups[by(row)] = append(groups[by(row)], row)
	}
	return groups
}

// keyed indexes rows by a key.
func keyed[K comparable, T any](rows []T, key func(T) K) map[K]T {
	return maps.Collect(func(yield func(K, T) bool) {
		for _, row := range rows {
			if !yield(key(row), row) {
				return
			}
		}
	})
}

func orZero[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}
