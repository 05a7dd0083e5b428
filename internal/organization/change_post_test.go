package organization_test

import (
	"context"
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db"
	"onewindow/ent/db/post"
	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// TestUpdatePost changes posts that have ended, that are held and that are still
// to come, on the day 2026-03-02.
func TestUpdatePost(t *testing.T) {
	eachPlace(t, func(p *place) {
		number := 0
		given := func(staff node.StaffID, kind organization.PostKind, from, to string) int {
			in := organization.AssignPostInput{Staff: staff, Kind: kind, Title: ptr("旧职务"), Department: &p.civil, From: day(from)}
			id, err := p.AssignPost(admin, in)
			p.must(err)
			if to != "" {
				_, err := p.EndPost(admin, organization.EndPostInput{ID: node.PostID(id), ExpectedVersion: 1, On: day(to), Reason: "届满"})
				p.must(err)
			}
			return id
		}
		person := func() node.StaffID {
			number++
			id, err := p.RegisterStaff(admin, organization.RegisterStaffInput{Number: string(rune('A' + number)), Name: "某人"})
			p.must(err)
			return node.StaffID(id)
		}
		end := func(on string) graphql.Omittable[*calendar.Day] { return graphql.OmittableOf(day(on)) }
		type input = organization.UpdatePostInput
		for name, test := range map[string]struct {
			from, to string
			change   input
			problems []string // none: it is done
		}{
			"a held one has another title":  {"2026-01-01", "", input{Title: ptr("新职务")}, nil},
			"a held one loses its title":    {"2026-01-01", "", input{Title: ptr(" ")}, nil},
			"a held one ends":               {"2026-01-01", "", input{To: end("2026-04-01")}, nil},
			"a held one ends today":         {"2026-01-01", "", input{To: end("2026-03-02")}, nil},
			"a held one ends later":         {"2026-01-01", "2026-04-01", input{To: end("2026-05-01")}, nil},
			"a held one ends earlier":       {"2026-01-01", "2026-04-01", input{To: end("2026-03-15")}, nil},
			"a held one ends no more":       {"2026-01-01", "2026-04-01", input{To: graphql.OmittableOf[*calendar.Day](nil)}, nil},
			"a held one, said again":        {"2026-01-01", "", input{Kind: ptr(organization.Leader), From: day("2026-01-01"), Department: graphql.OmittableOf(&p.civil)}, nil},
			"a held one had not ended":      {"2026-01-01", "", input{To: end("2026-03-01")}, []string{"DAY_ORDER to"}},
			"a held one was another":        {"2026-01-01", "", input{Kind: ptr(organization.Head), From: day("2026-01-02"), Department: graphql.OmittableOf(&p.police)}, []string{"POST_BEGUN kind", "POST_BEGUN department", "POST_BEGUN from"}},
			"one that begins today":         {"2026-03-02", "", input{From: day("2026-03-03")}, []string{"POST_BEGUN from"}},
			"an ended one":                  {"2026-01-01", "2026-03-02", input{Title: ptr("新职务")}, []string{"POST_ENDED id"}},
			"one to come is another":        {"2026-04-01", "", input{Kind: ptr(organization.Head), From: day("2026-03-02"), To: end("2027-01-01"), Center: graphql.OmittableOf(ptr(node.CenterID(p.hall))), Department: graphql.OmittableOf[*node.DepartmentID](nil)}, nil},
			"one to come was there before":  {"2026-04-01", "", input{From: day("2026-03-01")}, []string{"DAY_ORDER from"}},
			"one to come ends before":       {"2026-04-01", "", input{To: end("2026-03-31")}, []string{"DAY_ORDER to"}},
			"one to come is nowhere":        {"2026-04-01", "", input{Department: graphql.OmittableOf[*node.DepartmentID](nil)}, []string{"POST_PLACE center"}},
			"one to come, of nobody":        {"2026-04-01", "", input{Leader: graphql.OmittableOf(ptr(node.StaffID(999)))}, []string{"NOT_FOUND leader"}},
			"a version that is not newest":  {"2026-01-01", "", input{ExpectedVersion: 7, Title: ptr("新职务")}, []string{"CONFLICT expectedVersion"}},
			"without a reason":              {"2026-01-01", "", input{Title: ptr("新职务"), Reason: " "}, []string{"REQUIRED reason"}},
			"a text that no database takes": {"2026-01-01", "", input{Title: ptr("\x00")}, []string{"BAD_TEXT title"}},
		} {
			id := given(person(), organization.Leader, test.from, test.to)
			before := p.Client.Post.GetX(t.Context(), id)
			in := test.change
			in.ID = node.PostID(id)
			if in.ExpectedVersion == 0 {
				in.ExpectedVersion = before.Version
			}
			if in.Reason == "" {
				in.Reason = "更正"
			}
			if test.problems != nil {
				p.refused(func() error { _, err := p.UpdatePost(admin, in); return err }, test.problems...)
				if after := p.Client.Post.GetX(t.Context(), id); after.String() != before.String() {
					p.t.Errorf("%s: refused, and yet changed: %v, was %v", name, after, before)
				}
				continue
			}
			if _, err := p.UpdatePost(admin, in); err != nil {
				p.t.Fatalf("%s: %v", name, err)
			}
			checkPost(p.t, p.Client.Post.GetX(t.Context(), id), before, in)
		}

		// What overlaps another one of the kind is refused, what ends where it begins isn't.
		twice := person()
		first := given(twice, organization.Leader, "2026-01-01", "2026-04-01")
		given(twice, organization.Leader, "2026-05-01", "")
		until := func(to graphql.Omittable[*calendar.Day], version int) func() error {
			return func() error {
				_, err := p.UpdatePost(admin, input{ID: node.PostID(first), ExpectedVersion: version, To: to, Reason: "延长"})
				return err
			}
		}
		p.must(until(end("2026-05-01"), 2)())
		p.refused(until(end("2026-05-02"), 3), "POST_HELD id")
		p.refused(until(graphql.OmittableOf[*calendar.Day](nil), 3), "POST_HELD id")
	})
}

// checkPost compares what a post became with what was asked.
func checkPost(t *testing.T, after, before *db.Post, in organization.UpdatePostInput) {
	t.Helper()
	if after.Version != before.Version+1 || after.StaffID != before.StaffID || after.StartedBy != before.StartedBy {
		t.Errorf("became %v, was %v", after, before)
	}
	if in.Kind != nil && after.Kind != string(*in.Kind) || in.From != nil && after.ValidFrom != *in.From {
		t.Errorf("became %v", after)
	}
	if in.Title == nil && after.Title != before.Title || in.Title != nil && after.Title == before.Title {
		t.Errorf("the title became %q", after.Title)
	}
	if center, given := in.Center.ValueOK(); given && (after.CenterID == nil || *after.CenterID != int(*center) || after.DepartmentID != nil) {
		t.Errorf("the place became %v %v", after.CenterID, after.DepartmentID)
	}
	to, given := in.To.ValueOK()
	switch {
	case !given:
	case to == nil:
		if after.ValidTo != nil || after.EndedAt != nil || after.EndedBy != "" || after.EndReason != "" {
			t.Errorf("the end is not taken back: %v", after)
		}
	case after.ValidTo == nil || *after.ValidTo != *to || after.EndedAt == nil || after.EndReason != in.Reason:
		t.Errorf("the end became %v", after)
	}
}

// TestUpdatePostNeedsTheRightToGiveIt keeps the admin of a department from posts
// that they couldn't give, as they were and as they become.
func TestUpdatePostNeedsTheRightToGiveIt(t *testing.T) {
	eachPlace(t, func(p *place) {
		staff, err := p.RegisterStaff(admin, organization.RegisterStaffInput{Number: "1", Name: "某人"})
		p.must(err)
		give := func(kind organization.PostKind, department *node.DepartmentID) node.PostID {
			id, err := p.AssignPost(admin, organization.AssignPostInput{Staff: node.StaffID(staff), Kind: kind, Department: department, From: day("2026-04-01")})
			p.must(err)
			return node.PostID(id)
		}
		own, others, high := give(organization.Reviewer, &p.civil), give(organization.Reviewer, &p.police), give(organization.DepartmentAdminPost, &p.civil)
		caller := identity.With(t.Context(), identity.Caller{Name: "civil", Grants: []identity.Grant{{Role: identity.DepartmentAdmin, DepartmentID: int(p.civil)}}})
		for name, in := range map[string]organization.UpdatePostInput{
			"another department's":    {ID: others, Title: ptr("新")},
			"to another department":   {ID: own, Department: graphql.OmittableOf(&p.police)},
			"an admin's":              {ID: high, Title: ptr("新")},
			"to the post of an admin": {ID: own, Kind: ptr(organization.DepartmentAdminPost)},
		} {
			in.ExpectedVersion, in.Reason = 1, "试"
			if _, err := p.UpdatePost(caller, in); !errors.Is(err, identity.ErrForbidden) {
				p.t.Errorf("%s: %v", name, err)
			}
		}
		_, err = p.UpdatePost(caller, organization.UpdatePostInput{ID: own, ExpectedVersion: 1, Title: ptr("新"), Reason: "试"})
		p.must(err)
	})
}

// TestWhomAnAdminGivesAPost keeps who looks after a place from giving a post there to
// somebody whom they have never seen: with it they would see the name and the number.
func TestWhomAnAdminGivesAPost(t *testing.T) {
	eachPlace(t, func(p *place) {
		number := 0
		person := func(posts ...organization.AssignPostInput) node.StaffID {
			number++
			id, err := p.RegisterStaff(admin, organization.RegisterStaffInput{Number: string(rune('A' + number)), Name: "某人"})
			p.must(err)
			for _, in := range posts {
				in.Staff = node.StaffID(id)
				if in.From == nil {
					in.From = day("2026-01-01")
				}
				_, err := p.AssignPost(admin, in)
				p.must(err)
			}
			return node.StaffID(id)
		}
		ended := func(id node.StaffID) node.StaffID {
			for _, row := range p.Client.Post.Query().Where(post.StaffID(int(id))).AllX(t.Context()) {
				_, err := p.EndPost(admin, organization.EndPostInput{ID: node.PostID(row.ID), ExpectedVersion: 1, On: day("2026-02-01"), Reason: "调离"})
				p.must(err)
			}
			return id
		}
		center := func(id int) *node.CenterID { return ptr(node.CenterID(id)) }
		clerk := func(at int) organization.AssignPostInput {
			return organization.AssignPostInput{Kind: organization.Clerk, Center: center(at)}
		}
		stationed := clerk(p.west)
		stationed.Department = &p.civil
		later := clerk(p.west)
		later.From = day("2026-04-01")
		east := identity.With(t.Context(), identity.Caller{Name: "east", Grants: []identity.Grant{{Role: identity.CenterAdmin, CenterID: p.east}}})
		civil := identity.With(t.Context(), identity.Caller{Name: "civil", Grants: []identity.Grant{{Role: identity.DepartmentAdmin, DepartmentID: int(p.civil)}}})
		atEast := organization.AssignPostInput{Kind: organization.Agent, Center: center(p.east)}
		atCivil := organization.AssignPostInput{Kind: organization.Reviewer, Department: &p.civil}
		for name, test := range map[string]struct {
			ctx   context.Context
			staff node.StaffID
			post  organization.AssignPostInput
			may   bool
		}{
			"who never had one":                          {east, person(), atEast, true},
			"who has one here":                           {east, person(clerk(p.east)), atEast, true},
			"who has one at a village below":             {east, person(clerk(p.villages[0])), atEast, true},
			"who had one here":                           {east, ended(person(clerk(p.east))), atEast, true},
			"who has one here and one elsewhere":         {east, person(clerk(p.east), clerk(p.west)), atEast, true},
			"who has one beside":                         {east, person(clerk(p.west)), atEast, false},
			"who had one beside":                         {east, ended(person(clerk(p.west))), atEast, false},
			"who will have one beside":                   {east, person(later), atEast, false},
			"who has one above":                          {east, person(clerk(p.hall)), atEast, false},
			"who has one for a department":               {east, person(atCivil), atEast, false},
			"whom a department has at a window":          {civil, person(stationed), atCivil, true},
			"who is at a center, for a department":       {civil, person(clerk(p.west)), atCivil, false},
			"who moves, by the district":                 {admin, person(clerk(p.west)), atEast, true},
			"who moves to a department, by the district": {admin, ended(person(clerk(p.west))), atCivil, true},
		} {
			in := test.post
			in.Staff = test.staff
			give := func() error { _, err := p.AssignPost(test.ctx, in); return err }
			if !test.may {
				p.refused(give, "WORKS_ELSEWHERE staff")
			} else if err := give(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
