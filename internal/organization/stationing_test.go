package organization_test

import (
	"slices"
	"strings"
	"testing"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

func (p *place) station(center int, from *calendar.Day, authority organization.Authority, departments ...node.DepartmentID) error {
	in := organization.StationDepartmentsInput{Center: node.CenterID(center), From: from, Reason: "进驻"}
	for _, d := range departments {
		in.Departments = append(in.Departments, organization.StationedDepartment{Department: d, Authority: authority})
	}
	_, err := p.StationDepartments(admin, in)
	return err
}

func (p *place) withdraw(center int, on *calendar.Day, departments ...node.DepartmentID) error {
	_, err := p.WithdrawDepartments(admin, organization.WithdrawDepartmentsInput{Center: node.CenterID(center), On: on,
		Departments: departments, Reason: "撤出"})
	return err
}

func (p *place) move(on *calendar.Day, moves ...organization.DepartmentMove) error {
	_, err := p.MoveDepartments(admin, organization.MoveDepartmentsInput{Moves: moves, On: on, Reason: "调整"})
	return err
}

func to(d node.DepartmentID, from, to int) organization.DepartmentMove {
	return organization.DepartmentMove{Department: d, From: node.CenterID(from), To: node.CenterID(to)}
}

// where are the codes of the centers where a department is on a day.
func (p *place) where(d node.DepartmentID, on string) string {
	p.t.Helper()
	c, err := p.lens(on, true).Department(int(d)).Centers(nil, nil, nil, nil)
	p.must(err)
	var found []string
	for _, e := range c.Edges {
		found = append(found, e.Node.Code)
	}
	return strings.Join(found, " ")
}

func TestMovesAsOfADay(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.must(p.station(p.hall, day("2026-01-05"), organization.Full, p.civil))
		p.must(p.move(day("2026-02-02"), to(p.civil, p.hall, p.east)))
		p.must(p.move(day("2026-06-01"), to(p.civil, p.east, p.hall))) // back, in the future
		for on, want := range map[string]string{
			"2026-01-04": "", "2026-01-05": "HALL", "2026-02-01": "HALL", "2026-02-02": "T511602001000", "2026-03-02": "T511602001000",
			"2026-05-31": "T511602001000", "2026-06-01": "HALL",
		} {
			if got := p.where(p.civil, on); got != want {
				t.Errorf("on %s it is at %q, want %q", on, got, want)
			}
		}
		p.must(p.withdraw(p.hall, day("2026-06-01"), p.civil)) // the future move back is called off
		if got := p.where(p.civil, "2026-07-01"); got != "" {
			t.Errorf("it is at %q, want nowhere", got)
		}
		p.refused(func() error { return p.withdraw(p.hall, day("2026-06-01"), p.civil) }, "NOT_STATIONED departments.0")
	})
}

func TestMovesAreAllOrNone(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.must(p.station(p.hall, day("2026-01-05"), organization.Full, p.civil, p.police))
		p.must(p.status(p.villages[3], organization.Closed))
		p.refused(func() error {
			return p.move(nil, to(p.civil, p.hall, p.east), to(p.police, p.west, p.east), to(p.police, p.hall, p.villages[3]),
				to(p.civil, p.east, p.east), to(99999, p.hall, p.east), to(p.police, 0, p.east))
		}, "NOT_STATIONED moves.1.department", "CENTER_CLOSED moves.2.to", "SAME_CENTER moves.3.to", "NOT_FOUND moves.4.department", "NOT_FOUND moves.5.from")
		if got := p.where(p.civil, "2026-03-02") + p.where(p.police, "2026-03-02"); got != "HALLHALL" {
			t.Errorf("they are at %s", got)
		}
		p.refused(func() error { return p.move(nil) }, "NOTHING_GIVEN moves")
		p.refused(func() error {
			_, err := p.WithdrawDepartments(admin, organization.WithdrawDepartmentsInput{Center: node.CenterID(p.hall),
				Departments: []node.DepartmentID{p.civil}, Reason: "  "})
			return err
		}, "REQUIRED reason")
		p.refused(func() error { return p.station(p.hall, day("2019-12-31"), organization.Full, p.civil) },
			"DEPARTMENT_NOT_IN_FORCE departments.0.department", "ALREADY_STATIONED departments.0.department")
		p.refused(func() error { return p.status(p.hall, organization.Closed) }, "HAS_SUBORDINATES status", "HAS_STATIONINGS status")
	})
}

func TestHistoryTellsWhoAndWhyToAdminsOnly(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.must(p.station(p.hall, day("2026-01-05"), organization.Full, p.civil))
		p.must(p.station(p.hall, day("2026-02-02"), organization.ReceiveOnly, p.civil))
		p.must(p.withdraw(p.hall, nil, p.civil))
		for _, all := range []bool{true, false} {
			lens := p.lens("2026-03-02", all)
			c, err := lens.Department(int(p.civil)).Stationings(nil, nil, nil, nil)
			p.must(err)
			var history []*organization.StationingAt
			var authorities []organization.Authority
			for _, e := range c.Edges {
				history, authorities = append(history, e.Node), append(authorities, e.Node.Authority)
			}
			if !slices.Equal(authorities, []organization.Authority{organization.Full, organization.ReceiveOnly}) {
				t.Fatalf("history %v", authorities)
			}
			there, err := lens.Center(p.hall).StationingHistory(new(1), nil, nil, nil)
			p.must(err)
			if there.TotalCount != 2 || len(there.Edges) != 1 {
				t.Fatalf("the history of the center: %d of %d", len(there.Edges), there.TotalCount)
			}
			who, err := lens.AttributionsOf(t.Context(), p.Client, history)
			p.must(err)
			switch {
			case !all:
				if who[0] != nil || who[1] != nil {
					t.Error("the public is told who stationed a department")
				}
			case who[0].StartedBy != "test" || who[0].StartReason != "进驻" || *who[1].EndedBy != "test" || *who[1].EndReason != "撤出" || !who[1].EndedAt.Equal(noon):
				t.Errorf("attributions %+v %+v", who[0], who[1])
			}
		}
	})
}

// offer has the department of civil affairs offer an item at a center.
func (p *place) offer(slug, mode string, center int) int {
	p.t.Helper()
	item, err := catalog.RegisterItem(admin, p.Store, catalog.RegisterItemInput{Slug: slug, Owner: p.civil,
		ItemValues: catalog.ItemValues{Name: ptr("事项" + slug), Type: ptr(catalog.Licence)}})
	p.must(err)
	return p.Client.Offering.Create().SetItemID(int(item)).SetCenterID(center).SetDistrictCode(district).SetMode(mode).
		SetDays([]string{}).SetValidFrom(longAgo).SetStartedAt(noon).SetStartedBy("test").SaveX(p.t.Context()).ID
}

// goesOn is whether an offering has no end.
func (p *place) goesOn(offering int) bool {
	return p.Client.Offering.GetX(p.t.Context(), offering).ValidTo == nil
}

func TestWhatMayNoLongerBeOfferedEnds(t *testing.T) {
	for name, test := range map[string]struct {
		change                                   func(p *place) error
		onTheSpot, forwarded, forwardedElsewhere bool // whether they go on
	}{
		"withdrawn":      {func(p *place) error { return p.withdraw(p.east, nil, p.civil) }, false, false, true},
		"moved above":    {func(p *place) error { return p.move(nil, to(p.civil, p.east, p.hall)) }, false, true, true},
		"moved aside":    {func(p *place) error { return p.move(nil, to(p.civil, p.east, p.villages[2])) }, false, false, true},
		"less authority": {func(p *place) error { return p.station(p.east, nil, organization.ReceiveOnly, p.civil) }, false, true, true},
		"reports elsewhere": {func(p *place) error {
			_, err := p.SetReportsTo(admin, organization.SetReportsToInput{ID: node.CenterID(p.villages[0]),
				ExpectedVersion: p.version(p.villages[0]), ReportsTo: ptr(node.CenterID(p.hall))})
			return err
		}, true, false, true},
		"closed":  {func(p *place) error { return p.status(p.villages[0], organization.Closed) }, true, false, true},
		"nothing": {func(*place) error { return nil }, true, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			eachPlace(t, func(p *place) {
				p.must(p.station(p.east, &longAgo, organization.Full, p.civil))
				p.must(p.station(p.west, &longAgo, organization.Full, p.civil))
				spot := p.offer("spot", "ON_THE_SPOT", p.east)
				forwarded := p.offer("forwarded", "ACCEPT_AND_FORWARD", p.villages[0])
				elsewhere := p.offer("elsewhere", "ACCEPT_AND_FORWARD", p.villages[3])
				p.must(test.change(p))
				got := []bool{p.goesOn(spot), p.goesOn(forwarded), p.goesOn(elsewhere)}
				if want := []bool{test.onTheSpot, test.forwarded, test.forwardedElsewhere}; !slices.Equal(got, want) {
					t.Errorf("goes on: %v, want %v", got, want)
				}
			})
		})
	}
}
