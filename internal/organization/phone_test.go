package organization_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"onewindow/ent/db/auditevent"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

const phone = "138 7162 0459"

// registered is a person with a phone, and with a post where one is given.
func (p *place) registered(number string, post *organization.AssignPostInput) node.StaffID {
	p.t.Helper()
	id, err := p.RegisterStaff(admin, organization.RegisterStaffInput{Number: number, Name: "人" + number, Phone: ptr(phone)})
	p.must(err)
	if post != nil {
		post.Staff = node.StaffID(id)
		_, err = p.AssignPost(admin, *post)
		p.must(err)
	}
	return node.StaffID(id)
}

// shown is a person's phone as a lens shows it.
func (p *place) shown(id node.StaffID) string {
	p.t.Helper()
	person, err := p.lens("2026-03-02", true).ReadStaff(p.t.Context(), p.Client, int(id))
	p.must(err)
	masked := person.MaskedPhone(p.Keys())
	if masked == nil {
		return "none"
	}
	return *masked
}

func TestPhonesOfStaffAreMasked(t *testing.T) {
	eachPlace(t, func(p *place) {
		id := p.registered("S1", nil)
		if row := p.Client.Staff.GetX(t.Context(), int(id)); !strings.HasPrefix(string(row.Phone), "sealed:v1:") || p.shown(id) != "138 **** 0459" {
			t.Errorf("stored as %q, shown as %q", string(row.Phone), p.shown(id))
		}
		change := func(phone *string) error {
			_, err := p.UpdateStaff(admin, organization.UpdateStaffInput{ID: id, ExpectedVersion: p.Client.Staff.GetX(t.Context(), int(id)).Version, Phone: phone})
			return err
		}
		p.refused(func() error { return change(ptr(p.shown(id))) }, "BAD_PHONE phone")
		changed := func(want bool) {
			t.Helper()
			last := p.Client.AuditEvent.Query().Where(auditevent.Action("updateStaff")).Order(auditevent.BySeq()).AllX(t.Context())
			if got := strings.Contains(last[len(last)-1].After, `"PhoneChanged":true`); got != want {
				t.Errorf("the trail says %s", last[len(last)-1].After)
			}
		}
		p.must(change(nil))
		changed(false)
		p.must(change(ptr(phone)))
		changed(false)
		p.must(change(ptr("0826-2001101")))
		changed(true)
		if p.shown(id) != "082*-***1101" {
			t.Errorf("another one is shown as %q", p.shown(id))
		}
		// What was damaged can be written anew.
		p.Client.Staff.UpdateOneID(int(id)).SetPhone("sealed:v1:k1:AAAA").ExecX(t.Context())
		if p.shown(id) != "****" {
			t.Errorf("a damaged one is shown as %q", p.shown(id))
		}
		if seen, err := p.RevealStaffPhone(admin, organization.RevealStaffPhoneInput{ID: id, Reason: "试"}); seen != nil || err == nil {
			t.Errorf("a damaged one is told as %v", seen)
		}
		p.must(change(ptr("")))
		changed(true)
		if p.shown(id) != "none" {
			t.Errorf("none is shown as %q", p.shown(id))
		}
	})
}

func TestARevealLeavesATrace(t *testing.T) {
	eachPlace(t, func(p *place) {
		village := p.registered("V", &organization.AssignPostInput{Kind: organization.Clerk, Center: ptr(node.CenterID(p.villages[0]))})
		reviewer := p.registered("R", &organization.AssignPostInput{Kind: organization.Reviewer, Department: &p.civil})
		postless := p.registered("N", nil)
		as := func(role identity.Role, center int, department node.DepartmentID) identity.Caller {
			return identity.Caller{Name: "staff:X", Grants: []identity.Grant{{Role: role, CenterID: center, DepartmentID: int(department)}}}
		}
		east, west := as(identity.CenterAdmin, p.east, 0), as(identity.CenterAdmin, p.west, 0)
		civil := as(identity.DepartmentAdmin, 0, p.civil)
		for _, try := range []struct {
			who    string
			caller identity.Caller
			whose  node.StaffID
			want   error
		}{
			{"the township", east, village, nil},
			{"another township", west, village, identity.ErrForbidden},
			{"the township, of a reviewer", east, reviewer, identity.ErrForbidden},
			{"the department", civil, reviewer, nil},
			{"the township, of one without a post", east, postless, identity.ErrForbidden},
			{"the supervisor", as(identity.Supervisor, 0, 0), postless, nil},
			{"the auditor", as(identity.Auditor, 0, 0), village, identity.ErrForbidden},
			{"a clerk of the same center", as(identity.WindowClerk, p.villages[0], 0), village, identity.ErrForbidden},
			{"the public", identity.Caller{}, village, identity.ErrUnauthenticated},
		} {
			before := p.Client.AuditEvent.Query().CountX(t.Context())
			seen, err := p.RevealStaffPhone(identity.With(t.Context(), try.caller), organization.RevealStaffPhoneInput{ID: try.whose, Reason: "值班"})
			events := p.Client.AuditEvent.Query().CountX(t.Context()) - before
			if !errors.Is(err, try.want) || (seen != nil) != (try.want == nil) || (events == 1) != (try.want == nil) {
				t.Errorf("%s is told %v, %v, with %d events", try.who, seen, err, events)
			}
			if seen != nil && *seen != phone {
				t.Errorf("%s is told %s", try.who, *seen)
			}
		}
		last := p.Client.AuditEvent.Query().Order(auditevent.BySeq()).AllX(t.Context())
		event := last[len(last)-1]
		var after map[string]any
		p.must(json.Unmarshal([]byte(event.After), &after))
		if want := map[string]any{"Number": "N", "Revealed": []any{"phone"}, "Reason": "值班"}; !reflect.DeepEqual(after, want) ||
			event.Action != "revealStaffPhone" || event.Actor != "staff:X" || event.EntityID != fmt.Sprint(int(postless)) {
			t.Errorf("the trail says %+v", event)
		}
		p.refused(func() error {
			_, err := p.RevealStaffPhone(admin, organization.RevealStaffPhoneInput{ID: village, Reason: " "})
			return err
		}, "REQUIRED reason")
		p.refused(func() error {
			_, err := p.RevealStaffPhone(admin, organization.RevealStaffPhoneInput{ID: 999999, Reason: "试"})
			return err
		}, "NOT_FOUND id")
	})
}

func TestARetriedRevealIsAnotherLook(t *testing.T) {
	eachPlace(t, func(p *place) {
		in := organization.RevealStaffPhoneInput{ID: p.registered("S1", nil), Reason: "值班"}
		for range 2 {
			ctx, err := store.WithIdempotencyKey(admin, "once", in)
			p.must(err)
			if seen, err := p.RevealStaffPhone(ctx, in); err != nil || *seen != phone {
				t.Errorf("it tells %v, %v", seen, err)
			}
		}
		if n := p.Client.AuditEvent.Query().Where(auditevent.Action("revealStaffPhone")).CountX(t.Context()); n != 2 {
			t.Errorf("two looks left %d events", n)
		}
		if n := p.Client.IdempotencyKey.Query().CountX(t.Context()); n != 0 {
			t.Error("what was told is remembered")
		}
	})
}
