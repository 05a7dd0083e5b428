package organization_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"onewindow/ent/db/auditevent"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// seen are centers as they are now.
func (p *place) seen(centers ...int) []organization.SeenCenter {
	p.t.Helper()
	list := make([]organization.SeenCenter, len(centers))
	for i, id := range centers {
		list[i].ID = node.CenterID(id)
		if row, err := p.Client.ServiceCenter.Get(p.t.Context(), id); err == nil {
			list[i].ExpectedVersion = row.Version
		}
	}
	return list
}

// moveCenters has centers report to another one.
func (p *place) moveCenters(ctx context.Context, to int, centers []organization.SeenCenter) (organization.MovedCenters, error) {
	return p.MoveCenters(ctx, organization.MoveCentersInput{Centers: centers, ReportsTo: node.CenterID(to), Reason: "直管试点"})
}

// superior is to whom a center reports.
func (p *place) superior(center int) int {
	p.t.Helper()
	return *p.Client.ServiceCenter.GetX(p.t.Context(), center).ReportsToID
}

func TestCentersMoveTogether(t *testing.T) {
	eachPlace(t, func(p *place) {
		before := p.seen(p.villages...)
		once, err := store.WithIdempotencyKey(admin, "key-1", "move")
		p.must(err)
		moved, err := p.moveCenters(once, p.hall, before)
		p.must(err)
		again, err := p.moveCenters(once, p.hall, before)
		p.must(err)
		if !slices.Equal(again.Centers, moved.Centers) {
			t.Errorf("again %+v", again)
		}
		if !slices.Equal(moved.Centers, p.villages) || len(moved.Ended) != 0 {
			t.Errorf("moved %+v", moved)
		}
		for i, village := range p.villages {
			if got := p.superior(village); got != p.hall || p.version(village) != before[i].ExpectedVersion+1 {
				t.Errorf("village %d reports to %d at version %d", i, got, p.version(village))
			}
			trail := p.Client.AuditEvent.Query().Where(auditevent.Action("moveCenters"), auditevent.EntityID(fmt.Sprint(village))).AllX(t.Context())
			if len(trail) != 1 || trail[0].Actor != "test" {
				t.Errorf("the trail of village %d: %v", i, trail)
			}
		}
		p.checkTree()
		_, err = p.moveCenters(admin, p.east, p.seen(p.villages[:2]...))
		p.must(err)
		p.checkTree()
		if p.superior(p.villages[1]) != p.east || p.superior(p.villages[2]) != p.hall {
			t.Error("not those that were named went back")
		}
	})
}

func TestCentersThatMayNotMove(t *testing.T) {
	tooMany := make([]organization.SeenCenter, organization.MaxMoved+1)
	for name, test := range map[string]struct {
		to      func(p *place) int
		centers func(p *place) []organization.SeenCenter
		want    []string
	}{
		"none":     {hall, func(*place) []organization.SeenCenter { return nil }, []string{"NOTHING_GIVEN centers"}},
		"too many": {hall, func(*place) []organization.SeenCenter { return tooMany }, []string{"TOO_MANY centers"}},
		"one outside": {east, func(p *place) []organization.SeenCenter { return p.seen(p.villages...) },
			[]string{"REPORTS_TO_OUTSIDE centers.2", "REPORTS_TO_OUTSIDE centers.3"}},
		"a circle within": {east, func(p *place) []organization.SeenCenter { return p.seen(p.villages[0], p.east, p.hall) },
			[]string{"REPORTS_TO_LEVEL centers.1", "CYCLE centers.1", "REPORTS_TO_LEVEL centers.2", "CYCLE centers.2"}},
		"a level": {func(p *place) int { return p.villages[0] }, func(p *place) []organization.SeenCenter { return p.seen(p.villages[1]) },
			[]string{"REPORTS_TO_LEVEL centers.0"}},
		"seen before": {hall, func(p *place) []organization.SeenCenter {
			old := p.seen(p.villages...)
			p.must(p.status(p.villages[1], organization.Suspended))
			return old
		}, []string{"CONFLICT centers.1.expectedVersion"}},
		"given twice": {hall, func(p *place) []organization.SeenCenter { return p.seen(p.villages[0], p.villages[1], p.villages[0]) },
			[]string{"REPEATED centers.2"}},
		"not there": {hall, func(p *place) []organization.SeenCenter { return p.seen(p.villages[0], 99999) }, []string{"NOT_FOUND centers.1.id"}},
		"no target": {func(*place) int { return 99999 }, func(p *place) []organization.SeenCenter { return p.seen(p.villages[0], 99998) },
			[]string{"NOT_FOUND reportsTo", "NOT_FOUND centers.1.id"}},
		"a closed target": {func(p *place) int {
			p.must(p.status(p.villages[2], organization.Closed))
			p.must(p.status(p.villages[3], organization.Closed))
			p.must(p.status(p.west, organization.Closed))
			return p.west
		}, func(p *place) []organization.SeenCenter { return p.seen(p.villages[0], p.villages[2]) },
			[]string{"SUPERIOR_CLOSED reportsTo", "REPORTS_TO_OUTSIDE centers.0"}},
		"an ended division": {hall, func(p *place) []organization.SeenCenter {
			p.Client.Division.UpdateOneID(p.divisions["511602001202"]).SetValidTo(today).ExecX(p.t.Context())
			return p.seen(p.villages[:2]...)
		}, []string{"DIVISION_ENDED centers.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			eachPlace(t, func(p *place) {
				to, centers := test.to(p), test.centers(p)
				p.refused(func() error { _, err := p.moveCenters(admin, to, centers); return err }, test.want...)
				if got := []int{p.superior(p.villages[0]), p.superior(p.villages[2]), p.superior(p.east)}; !slices.Equal(got, []int{p.east, p.west, p.hall}) {
					t.Errorf("they report to %v", got)
				}
			})
		})
	}
}

func hall(p *place) int { return p.hall }
func east(p *place) int { return p.east }

func TestCentersMoveForAReason(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.refused(func() error {
			_, err := p.MoveCenters(admin, organization.MoveCentersInput{Centers: p.seen(p.villages[0]), ReportsTo: node.CenterID(p.hall), Reason: " "})
			return err
		}, "REQUIRED reason")
	})
}

// Who looks after one township may move neither its own villages nor, with them,
// one of another.
func TestCentersMoveByWhoMayPlanThem(t *testing.T) {
	eachPlace(t, func(p *place) {
		for name, grant := range map[string]identity.Grant{
			"a center's admin":  {Role: identity.CenterAdmin, CenterID: p.east},
			"a clerk":           {Role: identity.WindowClerk, CenterID: p.hall},
			"a department's":    {Role: identity.DepartmentAdmin, DepartmentID: int(p.civil)},
			"the supervision's": {Role: identity.Supervisor},
		} {
			before := p.revision()
			caller := identity.With(context.Background(), identity.Caller{Name: name, Grants: []identity.Grant{grant}})
			for _, centers := range [][]int{{p.villages[0]}, {p.villages[0], p.villages[2]}} {
				if _, err := p.moveCenters(caller, p.hall, p.seen(centers...)); !errors.Is(err, identity.ErrForbidden) {
					t.Errorf("%s moves %d: %v", name, centers, err)
				}
			}
			if p.revision() != before {
				t.Errorf("%s changed something", name)
			}
		}
	})
}

// A dry run tells what the change then ends, once each, and leaves everything as it is.
func TestWhatCentersLoseThatMove(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.must(p.station(p.east, &longAgo, organization.Full, p.civil))
		p.must(p.station(p.west, &longAgo, organization.Full, p.civil))
		atEast, atWest := p.offer("east", "ACCEPT_AND_FORWARD", p.villages[0]), p.offer("west", "ACCEPT_AND_FORWARD", p.villages[2])
		stays := p.offer("stays", "ACCEPT_AND_FORWARD", p.villages[3])
		in := organization.MoveCentersInput{Centers: p.seen(p.villages[0], p.villages[1], p.villages[2], p.west), ReportsTo: node.CenterID(p.hall), Reason: "直管试点", DryRun: true}
		revision := p.revision()
		tried, err := p.MoveCenters(admin, in)
		p.must(err)
		if len(tried.Centers) != 0 || len(tried.Ended) != 2 {
			t.Errorf("tried: %+v", tried)
		}
		if p.revision() != revision || p.superior(p.villages[0]) != p.east || !p.goesOn(atEast) {
			t.Error("a dry run changed something")
		}
		in.DryRun = false
		made, err := p.MoveCenters(admin, in)
		p.must(err)
		if !slices.Equal(made.Ended, tried.Ended) || len(made.Centers) != 4 {
			t.Errorf("made %+v, tried %+v", made, tried)
		}
		if got := []bool{p.goesOn(atEast), p.goesOn(atWest), p.goesOn(stays)}; !slices.Equal(got, []bool{false, false, true}) {
			t.Errorf("goes on: %v", got)
		}
		in.Centers, in.DryRun = p.seen(p.east, p.villages[1]), true
		in.ReportsTo = node.CenterID(p.villages[1])
		_, err = p.MoveCenters(admin, in)
		if problems, ok := fault.From(err); !ok || !slices.Contains(codes(problems), "CYCLE centers.1") {
			t.Errorf("a dry run of what may not be: %v", err)
		}
	})
}
