package organization_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/internal/audit"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// admin is who makes the changes of the tests.
var admin = identity.With(context.Background(), identity.Admin("test"))

// noon is the moment of every test, on the day today.
var (
	noon    = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	today   = calendar.NewDay(2026, 3, 2)
	longAgo = calendar.NewDay(2020, 1, 1)
)

func ptr[T any](v T) *T { return &v }

func day(s string) *calendar.Day { return ptr(calendar.MustParseDay(s)) }

// place is a small district: two townships with two villages each, every one
// with an open center that reports to the one above, and two departments.
type place struct {
	t *testing.T
	*store.Store
	*organization.Service
	divisions     map[string]int // by code
	hall          int
	east, west    int
	villages      []int // two of the east, two of the west
	civil, police node.DepartmentID
}

const district = "511602000000"

func newPlace(t *testing.T, url string) *place {
	t.Helper()
	s := testdb.Open(t, url, store.Options{Clock: func() time.Time { return noon }})
	p := &place{t: t, Store: s, Service: &organization.Service{Store: s, EndOfferings: catalog.EndOfferings}, divisions: map[string]int{}}
	p.division(district, "DISTRICT", "")
	p.hall = p.center("HALL", district, 0)
	for i, township := range []string{"511602001000", "511602002000"} {
		p.division(township, "TOWNSHIP", district)
		hall := p.center("T"+township, township, p.hall)
		for _, n := range []string{"201", "202"} {
			village := township[:9] + n
			p.division(village, "VILLAGE", township)
			p.villages = append(p.villages, p.center("V"+village, village, hall))
		}
		*[]*int{&p.east, &p.west}[i] = hall
	}
	p.civil, p.police = p.department("MZJ"), p.department("GAJ")
	return p
}

func (p *place) division(code, level, parent string) {
	create := p.Client.Division.Create().SetCode(code).SetName("区划" + code).SetLevel(level).SetValidFrom(longAgo).SetStateSince(longAgo)
	if parent != "" {
		create.SetParentID(p.divisions[parent])
	}
	p.divisions[code] = create.SaveX(p.t.Context()).ID
}

func (p *place) center(code, division string, reportsTo int) int {
	p.t.Helper()
	in := organization.CreateCenterInput{Code: code, Name: "中心" + code, Tier: organization.TierCenter,
		Division: node.DivisionID(p.divisions[division]), Status: ptr(organization.Open)}
	if reportsTo != 0 {
		in.ReportsTo = ptr(node.CenterID(reportsTo))
	}
	id, err := p.CreateCenter(admin, in)
	p.must(err)
	return id
}

func (p *place) department(code string) node.DepartmentID {
	p.t.Helper()
	id, err := p.CreateDepartment(admin, organization.CreateDepartmentInput{Code: code, Name: "部门" + code,
		Kind: organization.StatutoryBody, ValidFrom: &longAgo})
	p.must(err)
	return node.DepartmentID(id)
}

// lens is the present state on a day, for those who may see all or the public.
func (p *place) lens(on string, all bool) *organization.Lens {
	p.t.Helper()
	d, err := organization.Load(p.t.Context(), p.Client, p.Location(), nil, nil)
	p.must(err)
	if all {
		return d.See(identity.Admin("test"), calendar.MustParseDay(on), noon)
	}
	return d.See(identity.Caller{}, calendar.MustParseDay(on), noon)
}

// status takes a center along its life.
func (p *place) status(center int, statuses ...organization.Status) error {
	for _, status := range statuses {
		_, err := p.ChangeCenterStatus(admin, organization.ChangeCenterStatusInput{ID: node.CenterID(center),
			ExpectedVersion: p.version(center), Status: status})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *place) version(center int) int {
	return p.Client.ServiceCenter.GetX(p.t.Context(), center).Version
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// refused wants the problems, written "CODE path", and that nothing changed.
func (p *place) refused(change func() error, want ...string) {
	p.t.Helper()
	before := p.revision()
	err := change()
	problems, ok := fault.From(err)
	if !ok {
		p.t.Fatalf("got %v, want problems %q", err, want)
	}
	if got := codes(problems); !slices.Equal(got, want) {
		p.t.Errorf("refused with\n%q, want\n%q", got, want)
	}
	for _, problem := range problems {
		for _, lang := range []fault.Lang{fault.Chinese, fault.English} {
			if text := problem.Message(lang); strings.Contains(text, "%!") {
				p.t.Errorf("%s is badly written: %s", problem.Code, text)
			}
		}
	}
	if after := p.revision(); after != before {
		p.t.Errorf("revision %d became %d: something changed", before, after)
	}
}

func codes(problems fault.Problems) []string {
	list := make([]string, len(problems))
	for i, problem := range problems {
		list[i] = strings.TrimSpace(problem.Code + " " + strings.Join(problem.Path, "."))
	}
	return list
}

func (p *place) revision() int64 { return p.Client.Ledger.Query().OnlyX(p.t.Context()).Revision }

// eachPlace runs a test on both engines and verifies the audit trail after it.
func eachPlace(t *testing.T, test func(p *place)) {
	t.Helper()
	testdb.EachEngine(t, func(t *testing.T, url string) {
		p := newPlace(t, url)
		test(p)
		if _, err := audit.Verify(t.Context(), p.Client, p.Dialect, audit.Check{}); err != nil {
			t.Error(err)
		}
	})
}
