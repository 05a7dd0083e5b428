package organization

import (
	"reflect"
	"slices"
	"testing"

	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

func (sc *scene) station(center string, from calendar.Day, departments ...node.DepartmentID) {
	sc.Helper()
	in := StationDepartmentsInput{Center: sc.centers[center], From: &from, Reason: "进驻"}
	for _, d := range departments {
		in.Departments = append(in.Departments, StationedDepartment{d, Full})
	}
	if _, err := sc.service.StationDepartments(sc.ctx, in); err != nil {
		sc.Fatal(err)
	}
}

// stationedAt are the codes of the departments at a center on a day.
func (sc *scene) stationedAt(center string, day calendar.Day) []string {
	sc.Helper()
	lens := &Lens{Directory: sc.directory(), Day: day}
	found := []string{}
	for _, d := range lens.Center(int(sc.centers[center])).Departments() {
		found = append(found, d.Code)
	}
	slices.Sort(found)
	return found
}

func TestMoveDepartmentsIsAllOrNone(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		x, y, z := sc.department("X"), sc.department("Y"), sc.department("Z")
		sc.station("cA", since, x, y)
		before := sc.revision()
		move := func(d node.DepartmentID, from, to string) DepartmentMove {
			return DepartmentMove{Department: d, From: sc.centers[from], To: sc.centers[to]}
		}
		in := MoveDepartmentsInput{On: &today, Reason: "调整", Moves: []DepartmentMove{move(x, "cA", "cB"), move(z, "cA", "cB"), move(y, "cA", "cA")}}
		_, err := sc.service.MoveDepartments(sc.ctx, in)
		sc.want(err, "NOT_STATIONED at moves.1.department, SAME_CENTER at moves.2.to")
		if got := sc.stationedAt("cA", today); !reflect.DeepEqual(got, []string{"X", "Y"}) || sc.revision() != before {
			t.Errorf("a refused move left %v at A", got)
		}
		sc.ended = nil
		in.Moves = []DepartmentMove{move(x, "cA", "cB"), move(y, "cA", "cB1")}
		begun, err := sc.service.MoveDepartments(sc.ctx, in)
		if err != nil || len(begun) != 2 || len(sc.ended) != 2 {
			t.Fatalf("began %v, ended offerings of %v: %v", begun, sc.ended, err)
		}
		for _, c := range []struct {
			center string
			day    calendar.Day
			want   []string
		}{
			{"cA", today.AddDays(-1), []string{"X", "Y"}},
			{"cA", today, []string{}},
			{"cB", today.AddDays(-1), []string{}},
			{"cB", today, []string{"X"}},
			{"cB1", today, []string{"Y"}},
		} {
			if got := sc.stationedAt(c.center, c.day); !reflect.DeepEqual(got, c.want) {
				t.Errorf("on %s at %s are %v, want %v", c.day, c.center, got, c.want)
			}
		}
		_, err = sc.service.MoveDepartments(sc.ctx, in)
		sc.want(err, "NOT_STATIONED at moves.0.department, NOT_STATIONED at moves.1.department")
	})
}

func TestStationingRules(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		x := sc.department("X")
		sc.station("cA", since, x)
		_, err := sc.service.StationDepartments(sc.ctx, StationDepartmentsInput{Center: sc.centers["cA"], Departments: []StationedDepartment{{x, Full}}, Reason: " "})
		sc.want(err, "REQUIRED at reason, ALREADY_STATIONED at departments.0.department")
		_, err = sc.service.WithdrawDepartments(sc.ctx, WithdrawDepartmentsInput{Center: sc.centers["cA"], Departments: []node.DepartmentID{x, x}, Reason: "撤出"})
		sc.want(err, "NOT_STATIONED at departments.1")
		_, err = sc.service.UpdateDepartment(sc.ctx, UpdateDepartmentInput{ID: x, ExpectedVersion: 1, ValidTo: omittable(today)})
		sc.want(err, "STILL_STATIONED at validTo")
		sc.setStatus("cA1", Closed)
		_, err = sc.service.StationDepartments(sc.ctx, StationDepartmentsInput{Center: sc.centers["cA1"], Departments: []StationedDepartment{{x, Full}}, Reason: "进驻"})
		sc.want(err, "CENTER_CLOSED at center")

		from := today.AddDays(-10)
		_, err = sc.service.StationDepartments(sc.ctx, StationDepartmentsInput{Center: sc.centers["cA"], From: &from, Departments: []StationedDepartment{{x, ReceiveOnly}}, Reason: "收回授权"})
		sc.want(err, "<nil>")
		d := sc.directory()
		for day, want := range map[calendar.Day]Authority{from.AddDays(-1): Full, from: ReceiveOnly, today: ReceiveOnly} {
			if got, _ := d.StationedAt(int(x), int(sc.centers["cA"]), day); got != want {
				t.Errorf("on %s the authority is %q, want %q", day, got, want)
			}
		}
		if _, there := d.StationedAt(int(x), int(sc.centers["cA"]), since.AddDays(-1)); there {
			t.Error("stationed before it came")
		}
	})
}

func TestWhoAndWhyIsNotPublic(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t)).district()
	x := sc.department("X")
	sc.station("cA", since, x)
	for _, all := range []bool{false, true} {
		lens := &Lens{Directory: sc.directory(), Day: today, All: all}
		who, err := lens.AttributionsOf(sc.ctx, sc.store.Client, lens.Center(int(sc.centers["cA"])).Stationings())
		if err != nil || len(who) != 1 {
			t.Fatalf("who and why: %v, %v", who, err)
		}
		if known := who[0] != nil && who[0].StartReason == "进驻"; known != all {
			t.Errorf("told %v to a caller who may see all: %v", who[0], all)
		}
	}
}
