package reception

import (
	"context"
	"errors"
	"testing"
	"time"

	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/testdb"
)

func TestFindAppointment(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		number, secret := sc.book(sc.plan(sc.mornings(1)), "2026-03-03 09:00")
		found, err := sc.FindAppointment(sc.reader(), " "+number+" ", secret)
		sc.must(err)
		if found.Number() != number || found.State() != Booked || found.Displaced() || found.Name() == "张三丰" {
			t.Errorf("found %s %s %s, displaced %v", found.Number(), found.State(), found.Name(), found.Displaced())
		}
		for _, wrong := range [][2]string{{number, "AAAA-AAAA-AA"}, {"AAAAAAAA", secret}, {number, ""}, {"", ""}, {"\x00", secret}} {
			_, err := sc.FindAppointment(sc.reader(), wrong[0], wrong[1])
			sc.refused(err, "UNKNOWN_APPOINTMENT", "number")
		}
	})
}

// wrongTries counts the wrong codes that are tried, and refuses after so many.
type wrongTries struct{ left, wrong int }

func (w *wrongTries) May(context.Context) error {
	if w.wrong >= w.left {
		return identity.ErrForbidden
	}
	return nil
}

func (w *wrongTries) Wrong(context.Context) { w.wrong++ }

// Codes are tried to find and to cancel; right ones, and clerks without one, count for
// nothing. Who tried too many gets one answer, whatever they send.
func TestTriesOfCodes(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(3))
		number, secret := sc.book(plan, "2026-03-03 09:00")
		other, _ := sc.book(plan, "2026-03-03 09:00")
		tries := &wrongTries{left: 5}
		sc.Codes.Tries = tries
		find := func(number, secret string) error {
			_, err := sc.FindAppointment(sc.reader(), number, secret)
			return err
		}
		cancel := func(number, secret string) error {
			_, err := sc.CancelAppointment(sc.reader(), CancelInput{Number: number, Secret: &secret})
			return err
		}
		for i, c := range []struct {
			do             func(string, string) error
			number, secret string
			wrong          int
			want           string
		}{
			{find, number, secret, 0, ""},
			{find, number, "WRONG", 1, "UNKNOWN_APPOINTMENT"},
			{find, "ZZZZZZZZ", secret, 2, "UNKNOWN_APPOINTMENT"},
			{cancel, other, secret, 3, "UNKNOWN_APPOINTMENT"},
			{cancel, "ZZZZZZZZ", "", 4, "UNKNOWN_APPOINTMENT"},
			{cancel, number, secret, 4, ""},
			{cancel, number, secret, 4, "NOT_BOOKED"}, // the code is right
			{find, number, secret, 4, ""},
			{cancel, number, "WRONG", 5, "UNKNOWN_APPOINTMENT"},
			{cancel, number, secret, 5, "too often"},
			{find, number, secret, 5, "too often"},
			{find, "ZZZZZZZZ", "WRONG", 5, "too often"},
		} {
			err := c.do(c.number, c.secret)
			switch {
			case c.want == "":
				sc.must(err)
			case c.want == "too often":
				if !errors.Is(err, identity.ErrForbidden) {
					t.Errorf("try %d is answered %v", i, err)
				}
			default:
				sc.refused(err, c.want, "number")
			}
			if tries.wrong != c.wrong {
				t.Errorf("after try %d, %d were wrong", i, tries.wrong)
			}
		}
		_, err := sc.CancelAppointment(sc.desk(), CancelInput{Number: other})
		sc.must(err)
	})
}

// An appointment whose slot goes is shown as such, to who booked and to the center.
func TestDisplaced(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(1))
		early, secret := sc.book(plan, "2026-03-03 09:00")
		late, _ := sc.book(plan, "2026-03-03 10:30")
		gone, code := sc.book(plan, "2026-03-04 09:00")
		_, err := sc.CancelAppointment(t.Context(), CancelInput{Number: gone, Secret: &code})
		sc.must(err)
		displaced := func() (numbers []string) {
			t.Helper()
			found, err := sc.Displaced(sc.Live.Begin(sc.desk()), node.CenterID(sc.town), page.Args{})
			sc.must(err)
			for _, a := range found.Nodes() {
				numbers = append(numbers, a.Number())
			}
			return numbers
		}
		if got := displaced(); len(got) != 0 {
			t.Fatalf("before any change %v are displaced", got)
		}

		center := sc.Live.Current().Directory.Center(sc.town)
		hours := usualHours
		hours.Weekly = []organization.Span{{Days: weekdays, From: "10:00", To: "17:00", Kind: organization.Regular}}
		_, err = (&organization.Service{Store: sc.Store}).UpdateCenter(identity.With(t.Context(), identity.Admin("test")), organization.UpdateCenterInput{
			ID: node.CenterID(sc.town), ExpectedVersion: center.Version, CenterDetails: organization.CenterDetails{Hours: &hours},
		})
		sc.must(err)
		if got := displaced(); len(got) != 1 || got[0] != early {
			t.Errorf("of %s and %s %v are displaced when the hall opens at ten", early, late, got)
		}
		if found, err := sc.FindAppointment(sc.reader(), early, secret); err != nil || !found.Displaced() {
			t.Errorf("who booked is not told: %v", err)
		}
		sc.now = sc.now.Add(48 * time.Hour)
		if got := displaced(); len(got) != 0 {
			t.Errorf("%v are displaced after their time", got)
		}
		_, err = sc.Displaced(sc.Live.Begin(sc.as(identity.WindowClerk, sc.other)), node.CenterID(sc.town), page.Args{})
		if err == nil {
			t.Error("another center's clerk sees them")
		}
	})
}
