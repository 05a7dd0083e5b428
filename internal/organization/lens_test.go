package organization_test

import (
	"strings"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// No edge leads the public to a center that is not open.
func TestThePublicSeesOpenCentersOnly(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.must(p.station(p.east, &longAgo, organization.Full, p.civil))
		window, err := p.OpenWindow(admin, organization.OpenWindowInput{Center: node.CenterID(p.east), Number: "1", Kind: organization.ComprehensiveWindow})
		p.must(err)
		p.must(p.status(p.east, organization.Suspended))
		for _, all := range []bool{true, false} {
			lens, shown := p.lens("2026-03-02", all), map[string]bool{}
			shown["center"] = lens.Center(p.east) != nil
			shown["code"] = lens.CenterByCode("T511602001000") != nil
			shown["parent"] = lens.Center(p.villages[0]).ReportsTo() != nil
			shown["superiors"] = len(lens.Center(p.villages[0]).Superiors()) == 2
			shown["window"] = lens.Window(window) != nil
			subordinates, err := lens.Center(p.hall).Subordinates(nil, nil, nil, nil)
			p.must(err)
			shown["subordinates"] = len(subordinates.Edges) == 2
			in, err := lens.Division(p.divisions["511602001000"]).Centers(nil, nil, nil, nil, nil)
			p.must(err)
			shown["division"] = len(in.Edges) == 3
			listed, err := lens.Centers(nil, nil, page.Args{})
			p.must(err)
			shown["list"] = len(listed.Edges) == 7
			shown["department"] = p.stationedCenters(lens) == 1
			history, err := lens.Department(int(p.civil)).Stationings(nil, nil, nil, nil)
			p.must(err)
			shown["stationings"] = len(history.Edges) == 1
			for edge, seen := range shown {
				if seen != all {
					t.Errorf("all=%v: %s shown is %v", all, edge, seen)
				}
			}
		}
	})
}

func (p *place) stationedCenters(lens *organization.Lens) int {
	p.t.Helper()
	c, err := lens.Department(int(p.civil)).Centers(nil, nil, nil, nil)
	p.must(err)
	return len(c.Edges)
}

func TestStaleVersionsAndAllProblemsAtOnce(t *testing.T) {
	eachPlace(t, func(p *place) {
		p.refused(func() error {
			_, err := p.UpdateCenter(admin, organization.UpdateCenterInput{ID: node.CenterID(p.hall), ExpectedVersion: 9, Name: ptr("新")})
			return err
		}, "CONFLICT expectedVersion")
		p.refused(func() error {
			_, err := p.CreateCenter(admin, organization.CreateCenterInput{Code: "a\x00b", Name: " ", Tier: "TENT", Division: 0,
				ReportsTo: ptr(node.CenterID(0)), Status: ptr(organization.Closed),
				CenterDetails: organization.CenterDetails{Address: ptr(strings.Repeat("长", 4001)), Phones: []organization.Phone{{Number: "x"}}}})
			return err
		}, "BAD_TEXT code", "REQUIRED name", "INVALID tier", "INVALID status", "TOO_LONG address", "BAD_PHONE phones.0.number", "NOT_FOUND division")
		p.refused(func() error {
			_, err := p.CreateDepartment(admin, organization.CreateDepartmentInput{Code: "\xff", Name: "\x00", Kind: organization.StatutoryBody})
			return err
		}, "BAD_TEXT code", "BAD_TEXT name")
	})
}

func TestPostsAndLeadersAsOfADay(t *testing.T) {
	eachPlace(t, func(p *place) {
		person := func(number string) node.StaffID {
			id, err := p.RegisterStaff(admin, organization.RegisterStaffInput{Number: number, Name: "人" + number})
			p.must(err)
			return node.StaffID(id)
		}
		first, second := person("1"), person("2")
		lead := func(s node.StaffID, from string) int {
			id, err := p.AssignPost(admin, organization.AssignPostInput{Staff: s, Kind: organization.Leader, Department: &p.civil, From: day(from)})
			p.must(err)
			return id
		}
		post := lead(first, "2026-01-01")
		_, err := p.EndPost(admin, organization.EndPostInput{ID: node.PostID(post), ExpectedVersion: 1, On: day("2026-02-01"), Reason: "调离"})
		p.must(err)
		lead(second, "2026-02-01")
		for on, want := range map[string]string{"2025-12-31": "", "2026-01-31": "1", "2026-02-01": "2"} {
			lens := p.lens(on, true)
			leaders, err := lens.LeadersOf(t.Context(), p.Client, []*organization.DepartmentAt{lens.Department(int(p.civil))}, nil)
			p.must(err)
			got := ""
			if leaders[0] != nil {
				got = leaders[0].Number()
			}
			if got != want {
				t.Errorf("on %s %q leads, want %q", on, got, want)
			}
		}
		public := p.lens("2026-03-02", false)
		leaders, err := public.LeadersOf(t.Context(), p.Client, []*organization.DepartmentAt{public.Department(int(p.civil))}, nil)
		p.must(err)
		if s, err := public.ReadStaff(t.Context(), p.Client, int(first)); s != nil || err != nil || leaders[0] != nil {
			t.Errorf("the public sees a person: %v %v %v", s, leaders, err)
		}
		if _, err := public.ListStaff(t.Context(), p.Client, nil, page.Args{}); err != identity.ErrUnauthenticated {
			t.Errorf("the public lists staff: %v", err)
		}
		people, err := p.lens("2026-03-02", true).ListStaff(admin, p.Client, &organization.StaffFilter{Text: ptr("\x00")}, page.Args{})
		if err != nil || len(people.Edges) != 0 {
			t.Errorf("NUL finds %v, %v", people, err)
		}
	})
}

func TestHoursThroughTheLens(t *testing.T) {
	eachPlace(t, func(p *place) {
		_, err := p.UpdateCenter(admin, organization.UpdateCenterInput{ID: node.CenterID(p.hall), ExpectedVersion: 1,
			CenterDetails: organization.CenterDetails{Hours: &organization.Hours{Weekly: []organization.Span{
				{Days: []organization.Weekday{organization.Monday, organization.Tuesday}, From: "09:00", To: "17:00", Kind: organization.Regular}},
				Exceptions: []organization.Exception{{Day: today.AddDays(1), Closed: true, Reason: "停电"}}}}})
		p.must(err)
		lens := p.lens("2026-03-02", false) // a Monday at noon
		hall := lens.Center(p.hall)
		if !hall.OpenNow(nil) || hall.OpenNow(ptr(noon.Add(8*time.Hour))) {
			t.Error("it is open at noon and closed in the evening")
		}
		next := hall.NextOpening(ptr(noon.Add(8 * time.Hour)))
		if want := time.Date(2026, 3, 9, 9, 0, 0, 0, p.Location()); next == nil || !next.Equal(want) {
			t.Errorf("next opening %v, want %v", next, want)
		}
		tuesday := hall.Day(ptr(today.AddDays(1)))
		if len(tuesday.Open()) != 0 || *tuesday.Reason() != "停电" || !tuesday.WorkingDay().Working {
			t.Errorf("tuesday: %v", tuesday.Open())
		}
		if hours := hall.HoursOn(ptr(calendar.NewDay(2026, 3, 9))); len(hours) != 1 || hours[0].From != "09:00" {
			t.Errorf("hours %v", hours)
		}
	})
}
