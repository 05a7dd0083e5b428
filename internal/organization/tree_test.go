package organization_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// checkTree holds what is stored against the rules of the tree: no cycle, no
// orphan, each below one of a higher level whose division contains its own, and
// none below a closed one. Closed centers are out of the tree.
func (p *place) checkTree() {
	p.t.Helper()
	rows := p.Client.ServiceCenter.Query().WithDivision().AllX(p.t.Context())
	at := map[int]int{}
	for i, row := range rows {
		at[row.ID] = i
	}
	for _, row := range rows {
		steps, next := 0, row
		for next.ReportsToID != nil {
			if steps++; steps > len(rows) {
				p.t.Fatalf("%s is in a circle", row.Code)
			}
			next = rows[at[*next.ReportsToID]]
		}
		switch {
		case row.Status == "CLOSED":
		case row.ReportsToID == nil:
			if row.Edges.Division.Level != "DISTRICT" {
				p.t.Errorf("%s is an orphan", row.Code)
			}
		default:
			above := rows[at[*row.ReportsToID]]
			if !organization.Level(above.Edges.Division.Level).Above(organization.Level(row.Edges.Division.Level)) {
				p.t.Errorf("%s reports to %s, which is not of a higher level", row.Code, above.Code)
			}
			if !p.contains(above.DivisionID, row.DivisionID) {
				p.t.Errorf("%s reports to %s, which does not contain it", row.Code, above.Code)
			}
			if above.Status == "CLOSED" {
				p.t.Errorf("%s (%s) reports to %s, which is closed", row.Code, row.Status, above.Code)
			}
		}
	}
}

func (p *place) contains(outer, inner int) bool {
	for next := &inner; next != nil; {
		if *next == outer {
			return true
		}
		next = p.Client.Division.GetX(p.t.Context(), *next).ParentID
	}
	return false
}

func (p *place) allCenters() []int {
	return append([]int{p.hall, p.east, p.west}, p.villages...)
}

// tolerate fails the test at any error but problems of the input.
func (p *place) tolerate(err error) bool {
	if _, problems := fault.From(err); err != nil && !problems {
		p.t.Errorf("not the caller's fault: %v", err)
	}
	return err == nil
}

func TestConcurrentReparentings(t *testing.T) {
	eachPlace(t, func(p *place) {
		var moved sync.Map
		var group sync.WaitGroup
		begin := make(chan struct{})
		for i := range 64 {
			r := rand.New(rand.NewPCG(uint64(i), 7))
			group.Go(func() {
				<-begin
				for range 4 {
					if p.tolerate(p.randomReparenting(r)) {
						moved.Store(i, true)
					}
				}
			})
		}
		close(begin)
		group.Wait()
		p.checkTree()
		succeeded := 0
		moved.Range(func(any, any) bool { succeeded++; return true })
		if succeeded == 0 {
			t.Error("none of them succeeded: nothing was tried")
		}
	})
}

// randomReparenting has any center report to any other one, or to none, and
// sometimes moves it to any division.
func (p *place) randomReparenting(r *rand.Rand) error {
	centers := p.allCenters()
	center := centers[r.IntN(len(centers))]
	row, err := p.Client.ServiceCenter.Get(p.t.Context(), center)
	if err != nil {
		return err
	}
	in := organization.SetReportsToInput{ID: node.CenterID(center), ExpectedVersion: row.Version}
	if r.IntN(8) > 0 {
		in.ReportsTo = ptr(node.CenterID(centers[r.IntN(len(centers))]))
	}
	if r.IntN(2) == 0 {
		divisions := slices.Sorted(maps.Values(p.divisions))
		in.Division = ptr(node.DivisionID(divisions[r.IntN(len(divisions))]))
	}
	_, err = p.SetReportsTo(admin, in)
	return err
}

func TestRandomChangesOfTheTree(t *testing.T) {
	eachPlace(t, func(p *place) {
		r := rand.New(rand.NewPCG(3, 4))
		divisions := slices.Sorted(maps.Values(p.divisions))
		for i := range 300 {
			centers := p.Client.ServiceCenter.Query().IDsX(t.Context())
			center := centers[r.IntN(len(centers))]
			var err error
			switch r.IntN(4) {
			case 0:
				in := organization.CreateCenterInput{Code: fmt.Sprint("C", i), Name: "新中心", Tier: organization.TierStation,
					Division: node.DivisionID(divisions[r.IntN(len(divisions))])}
				if r.IntN(6) > 0 {
					in.ReportsTo = ptr(node.CenterID(center))
				}
				_, err = p.CreateCenter(admin, in)
			case 1, 2:
				err = p.status(center, organization.Statuses[r.IntN(len(organization.Statuses))])
			default:
				err = p.randomReparenting(r)
			}
			p.tolerate(err)
			if i%20 == 19 {
				p.checkTree()
			}
		}
	})
}

func TestRulesOfTheTree(t *testing.T) {
	eachPlace(t, func(p *place) {
		reports := func(center, to int, division string) func() error {
			in := organization.SetReportsToInput{ID: node.CenterID(center), ExpectedVersion: p.version(center)}
			if to != 0 {
				in.ReportsTo = ptr(node.CenterID(to))
			}
			if division != "" {
				in.Division = ptr(node.DivisionID(p.divisions[division]))
			}
			return func() error { _, err := p.SetReportsTo(admin, in); return err }
		}
		p.refused(reports(p.villages[0], 0, ""), "ORPHAN reportsTo")
		p.refused(reports(p.villages[0], p.villages[1], ""), "REPORTS_TO_LEVEL reportsTo")
		p.refused(reports(p.villages[0], p.west, ""), "REPORTS_TO_OUTSIDE reportsTo")
		p.refused(reports(p.east, p.east, ""), "REPORTS_TO_LEVEL reportsTo", "CYCLE reportsTo")
		p.refused(reports(p.hall, p.east, ""), "REPORTS_TO_LEVEL reportsTo", "CYCLE reportsTo")
		p.refused(reports(p.east, 99999, ""), "NOT_FOUND reportsTo")
		p.refused(reports(p.east, p.hall, "511602002000"), "HAS_SUBORDINATES division")
		p.must(reports(p.villages[0], p.west, "511602002201")())
		p.refused(func() error { return p.status(p.west, organization.Closed) }, "HAS_SUBORDINATES status")
		p.checkTree()
	})
}

func TestAPlannedAgainCenterNeedsItsPlace(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.must(p.status(p.villages[0], organization.Closed))
		p.must(p.status(p.villages[1], organization.Closed))
		p.must(p.status(p.east, organization.Closed))
		p.refused(func() error { return p.status(p.villages[0], organization.Planned) }, "SUPERIOR_CLOSED status")
		_, err := p.SetReportsTo(admin, organization.SetReportsToInput{ID: node.CenterID(p.villages[0]),
			ExpectedVersion: p.version(p.villages[0]), ReportsTo: ptr(node.CenterID(p.hall))})
		p.must(err)
		p.must(p.status(p.villages[0], organization.Planned, organization.Building, organization.Accepted, organization.Open))
		p.checkTree()
	})
}
