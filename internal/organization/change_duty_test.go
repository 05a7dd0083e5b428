package organization

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// dutyScene is a district whose township A is promised from 14:00 to 20:00 today,
// with three persons.
func dutyScene(t *testing.T, url string) (sc *scene, people []node.StaffID, in PlanDutyInput) {
	sc = newScene(t, url).district()
	for _, number := range []string{"S1", "S2", "S3"} {
		id, err := sc.service.RegisterStaff(sc.ctx, RegisterStaffInput{Number: number, Name: "人员" + number})
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, node.StaffID(id))
	}
	clock := func(hour int) time.Time { return noon.Add(time.Duration(hour-12) * time.Hour) }
	return sc, people, PlanDutyInput{
		Center: sc.centers["cA"], From: clock(13), To: clock(21),
		AfterHours: []Span{{Days: weekdays, From: "14:00", To: "20:00", Kind: Extended}},
		Shifts:     []PlannedShift{{people[0], clock(14), clock(17)}, {people[1], clock(17), clock(20)}},
	}
}

func TestPlanAndWithdrawFromDuty(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc, people, in := dutyScene(t, url)
		revision := sc.revision()
		gappy := in
		gappy.Shifts = in.Shifts[:1]
		if _, err := sc.service.PlanDuty(sc.ctx, gappy); !slices.Equal(codesOf(t, err), []string{"DUTY_GAP"}) {
			t.Fatalf("a gap: %v", err)
		}
		if n := sc.store.Client.DutyShift.Query().CountX(sc.ctx); n != 0 {
			t.Fatalf("a refused plan left %d shifts", n)
		}
		if _, err := sc.service.PlanDuty(sc.ctx, in); err != nil {
			t.Fatal(err)
		}
		if _, err := sc.service.PlanDuty(sc.ctx, in); !slices.Equal(codesOf(t, err), []string{"CONFLICT"}) {
			t.Fatalf("planned from an old version: %v", err)
		}
		elsewhere := in
		elsewhere.Center = sc.centers["cB"]
		if _, err := sc.service.PlanDuty(sc.ctx, elsewhere); !slices.Equal(codesOf(t, err), []string{"DUTY_TWICE", "DUTY_TWICE"}) {
			t.Fatalf("on duty at two centers: %v", err)
		}
		first := sc.store.Client.DutyShift.Query().FirstIDX(sc.ctx)
		withdraw := WithdrawFromDutyInput{Center: in.Center, ExpectedVersion: 1, Shift: node.DutyShiftID(first)}
		if _, err := sc.service.WithdrawFromDuty(sc.ctx, withdraw); !slices.Equal(codesOf(t, err), []string{"DUTY_GAP"}) {
			t.Fatalf("withdrew without a substitute: %v", err)
		}
		withdraw.Substitute = &people[2]
		if _, err := sc.service.WithdrawFromDuty(sc.ctx, withdraw); err != nil {
			t.Fatal(err)
		}
		rows := sc.store.Client.DutyShift.Query().AllX(sc.ctx)
		if len(rows) != 2 || rows[1].StaffID != int(people[2]) || orZero(rows[1].SubstituteForID) != int(people[0]) {
			t.Errorf("after a substitute: %v", rows)
		}
		again := in
		again.ExpectedVersion = 2
		if _, err := sc.service.PlanDuty(sc.ctx, again); err != nil {
			t.Fatalf("planned anew: %v", err)
		}
		if n := sc.store.Client.DutyShift.Query().CountX(sc.ctx); n != 2 {
			t.Errorf("a new plan left %d shifts", n)
		}
		if now := sc.revision(); now != revision {
			t.Errorf("duty moved the catalog's revision from %d to %d", revision, now)
		}
	})
}

// All that is wrong with a plan is told at once, and ids as they were written.
func TestAllThatIsWrongWithDutyIsToldAtOnce(t *testing.T) {
	sc, people, in := dutyScene(t, testdb.SQLite(t))
	told := func(err error) (all []string) {
		problems, _ := fault.From(err)
		for _, p := range problems {
			all = append(all, p.Code+" "+strings.Join(p.Path, "."))
			if p.Code == "NOT_FOUND" && !strings.Contains(p.Message(fault.English), node.Encode("Staff", 999)) && !strings.Contains(p.Message(fault.English), node.Encode("DutyShift", 999)) {
				t.Errorf("it says %s", p.Message(fault.English))
			}
		}
		return all
	}
	bad := in
	bad.From, bad.To = in.To, in.From
	bad.Shifts = []PlannedShift{{people[0], in.To, in.From}, {999, in.From, in.To}}
	_, err := sc.service.PlanDuty(sc.ctx, bad)
	if got, want := told(err), []string{"DUTY_ORDER to", "DUTY_ORDER shifts.0.to", "NOT_FOUND shifts.1.staff"}; !slices.Equal(got, want) {
		t.Errorf("of a plan it tells %v, want %v", got, want)
	}
	_, err = sc.service.WithdrawFromDuty(sc.ctx, WithdrawFromDutyInput{Center: in.Center, ExpectedVersion: 7, Shift: 999, Substitute: new(node.StaffID(999))})
	if got, want := told(err), []string{"CONFLICT expectedVersion", "NOT_FOUND shift", "NOT_FOUND substitute"}; !slices.Equal(got, want) {
		t.Errorf("of a withdrawal it tells %v, want %v", got, want)
	}
}

// A center that opens longer than the roster was planned for shows when nobody is there.
func TestGapsOfARoster(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc, _, in := dutyScene(t, url)
		if _, err := sc.service.PlanDuty(sc.ctx, in); err != nil {
			t.Fatal(err)
		}
		gaps := func() []Stretch {
			t.Helper()
			roster, err := sc.directory().See(identity.Admin("test"), today, noon).roster(sc.ctx, sc.store.Client, int(in.Center), noon)
			if err != nil {
				t.Fatal(err)
			}
			return roster.Gaps()
		}
		if got := gaps(); len(got) != 0 {
			t.Fatalf("a whole roster has gaps %v", got)
		}
		hours := Hours{Weekly: []Span{{Days: weekdays, From: "09:00", To: "15:00", Kind: Regular}}}
		if _, err := sc.service.UpdateCenter(sc.ctx, UpdateCenterInput{
			ID: in.Center, ExpectedVersion: sc.store.Client.ServiceCenter.GetX(sc.ctx, int(in.Center)).Version, CenterDetails: CenterDetails{Hours: &hours},
		}); err != nil {
			t.Fatal(err)
		}
		if got, want := gaps(), (Stretch{noon, noon.Add(2 * time.Hour)}); len(got) != 1 || !got[0].From.Equal(want.From) || !got[0].To.Equal(want.To) {
			t.Errorf("open from nine, and from two there is somebody: gaps are %v", got)
		}
	})
}

func TestReachableNow(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc, people, in := dutyScene(t, url)
		village := sc.divisions["A1"].ID
		if _, err := sc.service.PlanDuty(sc.ctx, in); err != nil {
			t.Fatal(err)
		}
		reach := func(now time.Time) *Reachable {
			t.Helper()
			found, err := sc.directory().ReachableNow(sc.ctx, sc.store.Client, village, now)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		onDuty := noon.Add(3 * time.Hour)
		if found := reach(onDuty); found != nil {
			t.Errorf("a contact that is not published: %v", found)
		}
		publish := UpdateCenterInput{ID: in.Center, ExpectedVersion: sc.version("cA")}
		publish.DutyContact = graphql.OmittableOf(&Contact{Name: "值班室", Phone: "0826-1234567"})
		if _, err := sc.service.UpdateCenter(sc.ctx, publish); err != nil {
			t.Fatal(err)
		}
		found := reach(onDuty)
		if found == nil || found.Center.Code != "cA" || found.Contact.Name != "值班室" || !slices.Equal(found.StaffIDs, []int{int(people[0])}) {
			t.Errorf("at 15:00 of the village: %+v", found)
		}
		if found := reach(noon.Add(9 * time.Hour)); found != nil {
			t.Errorf("at 21:00: %+v", found)
		}
	})
}
