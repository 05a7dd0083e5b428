package token_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onewindow/ent/db/auditevent"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/token"
)

// scene is a hall, a township's center and a village's, each reporting to the one before.
type scene struct {
	*store.Store
	t                       *testing.T
	hall, township, village node.CenterID
	department              node.DepartmentID
	now                     time.Time
}

func newScene(t *testing.T, url string) *scene {
	t.Helper()
	s := &scene{t: t, now: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)}
	s.Store = testdb.Open(t, url, store.Options{Clock: func() time.Time { return s.now }})
	ctx, since := t.Context(), calendar.NewDay(2020, 1, 1)
	district := s.Client.Division.Create().SetCode("511602000000").SetName("区").SetLevel("DISTRICT").SetValidFrom(since).SetStateSince(since).SaveX(ctx)
	center := func(code string, to *int) int {
		return s.Client.ServiceCenter.Create().SetCode(code).SetName(code).SetTier("CENTER").SetDivisionID(district.ID).SetDistrictCode(district.Code).
			SetNillableReportsToID(to).SetStatus("OPEN").SetStatusSince(since).SetWays([]string{}).SaveX(ctx).ID
	}
	hall := center("HALL", nil)
	township := center("TOWNSHIP", &hall)
	s.hall, s.township, s.village = node.CenterID(hall), node.CenterID(township), node.CenterID(center("VILLAGE", &township))
	s.department = node.DepartmentID(s.Client.Department.Create().SetCode("MZJ").SetName("民政局").SetKind("STATUTORY_BODY").SetValidFrom(since).SaveX(ctx).ID)
	return s
}

func (s *scene) as(role identity.Role, center node.CenterID) context.Context {
	return identity.With(s.t.Context(), identity.Caller{Name: "staff:1", Grants: []identity.Grant{{Role: role, CenterID: int(center)}}})
}

func TestATokenIsItsHolder(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := newScene(t, url)
		admin := identity.With(t.Context(), identity.Admin("test"))
		ends := s.now.Add(time.Hour)
		made, err := token.Create(admin, s.Store, token.CreateInput{Name: " kiosk ", Role: identity.Service, Center: &s.township,
			Actions: []identity.Action{identity.ReadUnpublished, identity.ReadUnpublished}, ExpiresAt: &ends})
		if err != nil {
			t.Fatal(err)
		}
		c, err := identity.CallerOf(t.Context(), s.Client, s.now, made.Secret)
		if err != nil || c.Name != "token:kiosk" || c.Reach(identity.ReadUnpublished).Everywhere || c.Reach(identity.ReadUnpublished).Nowhere() {
			t.Fatalf("the token is %+v, %v", c, err)
		}
		if _, err := identity.CallerOf(t.Context(), s.Client, ends, made.Secret); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("a token that has ended: %v", err)
		}
		if _, err := token.Revoke(admin, s.Store, token.RevokeInput{ID: made.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := identity.CallerOf(t.Context(), s.Client, s.now, made.Secret); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("a revoked token: %v", err)
		}
		row := s.Client.AccessToken.GetX(t.Context(), int(made.ID))
		trail := s.Client.AuditEvent.Query().Where(auditevent.Entity("token")).AllX(t.Context())
		if len(trail) != 2 {
			t.Errorf("%d events of the trail, want 2", len(trail))
		}
		for _, e := range trail {
			if strings.Contains(e.Before+e.After, made.Secret) || strings.Contains(e.Before+e.After, row.Hash) {
				t.Errorf("the trail tells a secret: %s %s", e.Before, e.After)
			}
		}
	})
}

func TestNobodyGivesMoreThanTheyHave(t *testing.T) {
	s := newScene(t, testdb.SQLite(t))
	admin := s.as(identity.CenterAdmin, s.township)
	for name, c := range map[string]struct {
		in   token.CreateInput
		want error
	}{
		"for their center":            {token.CreateInput{Role: identity.Service, Center: &s.township}, nil},
		"for a village below":         {token.CreateInput{Role: identity.CenterAdmin, Center: &s.village}, nil},
		"upwards":                     {token.CreateInput{Role: identity.Service, Center: &s.hall}, identity.ErrForbidden},
		"everywhere":                  {token.CreateInput{Role: identity.Service}, identity.ErrForbidden},
		"a role above":                {token.CreateInput{Role: identity.DistrictAdmin, Center: &s.township}, identity.ErrForbidden},
		"a role above, limited":       {token.CreateInput{Role: identity.DistrictAdmin, Actions: []identity.Action{identity.ReadStaff}}, identity.ErrForbidden},
		"another kind of role":        {token.CreateInput{Role: identity.DepartmentAdmin, Department: &s.department}, identity.ErrForbidden},
		"an auditor, who reaches all": {token.CreateInput{Role: identity.Auditor, Center: &s.township}, identity.ErrForbidden},
	} {
		c.in.Name = name
		if _, err := token.Create(admin, s.Store, c.in); !errors.Is(err, c.want) {
			t.Errorf("a token %s: %v, want %v", name, err, c.want)
		}
	}
	for _, who := range []context.Context{t.Context(), s.as(identity.WindowClerk, s.township), s.as(identity.Supervisor, 0)} {
		if _, err := token.Create(who, s.Store, token.CreateInput{Name: "x", Role: identity.Service, Center: &s.township}); err == nil {
			t.Error("somebody makes tokens who may not")
		}
	}
}

func TestTokensAreListedToThoseWhoLookAfterThem(t *testing.T) {
	s := newScene(t, testdb.SQLite(t))
	admin := identity.With(t.Context(), identity.Admin("test"))
	for name, center := range map[string]*node.CenterID{"all": nil, "hall": &s.hall, "village": &s.village} {
		if _, err := token.Create(admin, s.Store, token.CreateInput{Name: name, Role: identity.Service, Center: center}); err != nil {
			t.Fatal(err)
		}
	}
	snapshot, err := catalog.Follow(t.Context(), s.Store)
	if err != nil {
		t.Fatal(err)
	}
	listed := func(ctx context.Context) (names []string) {
		c, err := token.List(ctx, s.Client, snapshot.Current().See(identity.From(ctx), s.now).Org, page.Args{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range c.Nodes() {
			names = append(names, v.Name())
		}
		return names
	}
	if all := listed(admin); len(all) != 3 {
		t.Errorf("an admin of all is listed %v", all)
	}
	if own := listed(s.as(identity.CenterAdmin, s.township)); len(own) != 1 || own[0] != "village" {
		t.Errorf("a township's admin is listed %v", own)
	}
}

func TestATokensFaults(t *testing.T) {
	s := newScene(t, testdb.SQLite(t))
	past, nowhere := s.now.Add(-time.Second), node.CenterID(999)
	_, err := token.Create(identity.With(t.Context(), identity.Admin("test")), s.Store, token.CreateInput{
		Role: identity.Service, Actions: []identity.Action{identity.PlanCenters}, Center: &nowhere, Department: &s.department, ExpiresAt: &past})
	var problems fault.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	var at []string
	for _, p := range problems {
		at = append(at, strings.Join(p.Path, ".")+" "+p.Code)
	}
	_, err = token.Create(identity.With(t.Context(), identity.Admin("test")), s.Store, token.CreateInput{Name: "a\x00b", Role: identity.Service})
	if problems, ok := fault.From(err); !ok || len(problems) != 1 || problems[0].Code != "BAD_TEXT" {
		t.Errorf("a name that can't be kept: %v", err)
	}
	if got := strings.Join(at, ", "); got != "name REQUIRED, actions.0 ACTION_NOT_OF_ROLE, expiresAt IN_THE_PAST, department ONE_PLACE, center NOT_FOUND" {
		t.Errorf("the faults are %s", got)
	}
}
