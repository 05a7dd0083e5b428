package organization

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// noon is the present of the tests: 2026-03-02 12:00 in Asia/Shanghai, a Monday.
var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

var (
	today = calendar.NewDay(2026, 3, 2)
	since = calendar.NewDay(2020, 1, 1)
)

// scene is a small district with two townships of two villages each.
type scene struct {
	*testing.T
	ctx     context.Context
	store   *store.Store
	service *Service
	// divisions and centers are by code; a center has the code of its division
	// with a letter in front.
	divisions map[string]*db.Division
	centers   map[string]node.CenterID
	ended     []string // what EndOfferings was told
}

func newScene(t *testing.T, url string) *scene {
	t.Helper()
	s := testdb.Open(t, url, store.Options{Clock: func() time.Time { return noon }})
	sc := &scene{
		T: t, store: s, divisions: map[string]*db.Division{}, centers: map[string]node.CenterID{},
		ctx: identity.With(t.Context(), identity.Admin("test")),
	}
	sc.service = &Service{Store: s, EndOfferings: func(_ context.Context, _ *store.Tx, department int, centers []int, day calendar.Day) ([]EndedOffering, error) {
		sc.ended = append(sc.ended, fmt.Sprint(department, centers, day))
		return []EndedOffering{{ItemID: 1, CenterID: centers[0]}}, nil
	}}
	return sc
}

// district fills the scene.
func (sc *scene) district() *scene {
	sc.Helper()
	sc.division("D", District, "")
	for _, township := range []string{"A", "B"} {
		sc.division(township, Township, "D")
		for _, village := range []string{"1", "2"} {
			sc.division(township+village, Village, township)
		}
	}
	sc.center("cD", "D", "")
	for _, township := range []string{"A", "B"} {
		sc.center("c"+township, township, "cD")
		for _, village := range []string{"1", "2"} {
			sc.center("c"+township+village, township+village, "c"+township)
		}
	}
	return sc
}

func (sc *scene) division(name string, level Level, parent string) {
	sc.Helper()
	create := sc.store.Client.Division.Create().SetCode(fmt.Sprintf("%012d", len(sc.divisions)+1)).SetName(name).
		SetLevel(string(level)).SetValidFrom(since).SetStateSince(since)
	if parent != "" {
		create.SetParentID(sc.divisions[parent].ID)
	}
	sc.divisions[name] = create.SaveX(sc.ctx)
}

func (sc *scene) divisionID(name string) node.DivisionID {
	return node.DivisionID(sc.divisions[name].ID)
}

// center creates an open one through the service.
func (sc *scene) center(code, division, reportsTo string) {
	sc.Helper()
	open := Open
	in := CreateCenterInput{Code: code, Name: "中心" + code, Tier: TierCenter, Division: sc.divisionID(division), Status: &open, StatusSince: &since}
	if reportsTo != "" {
		above := sc.centers[reportsTo]
		in.ReportsTo = &above
	}
	id, err := sc.service.CreateCenter(sc.ctx, in)
	if err != nil {
		sc.Fatal(err)
	}
	sc.centers[code] = node.CenterID(id)
}

func (sc *scene) department(code string) node.DepartmentID {
	sc.Helper()
	id, err := sc.service.CreateDepartment(sc.ctx, CreateDepartmentInput{Code: code, Name: "部门" + code, Kind: StatutoryBody, ValidFrom: &since})
	if err != nil {
		sc.Fatal(err)
	}
	return node.DepartmentID(id)
}

func (sc *scene) version(code string) int {
	sc.Helper()
	return sc.store.Client.ServiceCenter.GetX(sc.ctx, int(sc.centers[code])).Version
}

func (sc *scene) revision() int64 {
	sc.Helper()
	return sc.store.Client.Ledger.Query().OnlyX(sc.ctx).Revision
}

func (sc *scene) directory() *Directory {
	sc.Helper()
	d, err := Load(sc.ctx, sc.store.Client, sc.store.Location(), nil, nil)
	if err != nil {
		sc.Fatal(err)
	}
	return d
}

// setStatus walks a center to a status.
func (sc *scene) setStatus(code string, statuses ...Status) {
	sc.Helper()
	for _, status := range statuses {
		in := ChangeCenterStatusInput{ID: sc.centers[code], ExpectedVersion: sc.version(code), Status: status}
		if _, err := sc.service.ChangeCenterStatus(sc.ctx, in); err != nil {
			sc.Fatal(err)
		}
	}
}

// codes are the rules that an error says were broken, "CODE at path".
func codes(err error) string {
	problems, ok := fault.From(err)
	if !ok {
		return fmt.Sprint(err)
	}
	all := make([]string, len(problems))
	for i, p := range problems {
		all[i] = p.Code + " at " + strings.Join(p.Path, ".")
	}
	return strings.Join(all, ", ")
}

func (sc *scene) want(err error, wanted string) {
	sc.Helper()
	if got := codes(err); got != wanted {
		sc.Errorf("got %s, want %s", got, wanted)
	}
}

func ptr[T any](v T) *T { return &v }

func nodeID(d *Division) node.DivisionID { return node.DivisionID(d.ID) }

func pageArgs(first int) page.Args { return page.Args{First: &first} }

// holds reads the tree back from the database: no cycle, no orphan, each
// superior higher and around, none closed above one that is not.
func (sc *scene) holds() {
	sc.Helper()
	d := sc.directory()
	for _, c := range d.Centers() {
		own, above := d.Division(c.DivisionID), d.Center(c.ReportsToID)
		if above == nil {
			if own.Level() != District {
				sc.Errorf("center %s is an orphan", c.Code)
			}
			continue
		}
		outer := d.Division(above.DivisionID)
		if !outer.Level().Above(own.Level()) || !d.divisions.within(d.divisions.place(own.ID), d.divisions.place(outer.ID), pack(today)) {
			sc.Errorf("center %s in %s reports to %s in %s", c.Code, own.Name, above.Code, outer.Name)
		}
		if above.Status == Closed && c.Status != Closed {
			sc.Errorf("center %s reports to %s, which is closed", c.Code, above.Code)
		}
		up := c
		for range d.Centers() {
			if up = d.Center(up.ReportsToID); up == nil {
				break
			}
		}
		if up != nil {
			sc.Errorf("center %s stands in a circle", c.Code)
		}
	}
}

// station has departments move in at a center with full authority.
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
