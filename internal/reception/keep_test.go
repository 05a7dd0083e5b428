package reception

import (
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
