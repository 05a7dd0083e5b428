package reception

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"onewindow/ent/db/appointment"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/testdb"
)

// TestNoDoubleBooking has a hundred people book the same slot of seven places at once,
// on two instances.
func TestNoDoubleBooking(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(7))
		other := elsewhere(sc, url)
		results := make([]error, 100)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				instance := []*Service{sc.Service, other}[i%2]
				_, results[i] = instance.BookAppointment(t.Context(), sc.wish(plan, "2026-03-03 09:30"))
			})
		}
		all.Wait()
		booked := 0
		for _, err := range results {
			if err == nil {
				booked++
				continue
			}
			sc.refused(err, "SLOT_FULL", "beginsAt")
		}
		rows := sc.Store.Client.Appointment.Query().AllX(t.Context())
		places := map[int]bool{}
		for _, row := range rows {
			places[row.Place] = true
		}
		if booked != 7 || len(rows) != 7 || len(places) != 7 {
			t.Errorf("%d were told that they booked, %d are stored in %d places", booked, len(rows), len(places))
		}
	})
}

func TestBookAndCancel(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(1))
		number, secret := sc.book(plan, "2026-03-03 09:00")

		row := sc.Store.Client.Appointment.Query().Where(appointment.Number(number)).OnlyX(t.Context())
		for what, sealed := range map[string]string{"name": string(row.Name), "phone": string(row.Phone), "secret": string(row.Secret)} {
			if !strings.HasPrefix(sealed, "sealed:v1:") {
				t.Errorf("the %s is stored as %s", what, sealed)
			}
		}
		for _, e := range sc.Store.Client.AuditEvent.Query().AllX(t.Context()) {
			if s := fmt.Sprint(e.Before, e.After); strings.Contains(s, "张三丰") || strings.Contains(s, "1234 1234") || strings.Contains(s, secret) {
				t.Errorf("the trail tells who booked: %s", s)
			}
		}

		_, err := sc.BookAppointment(t.Context(), sc.wish(plan, "2026-03-03 09:00"))
		sc.refused(err, "SLOT_FULL", "beginsAt")
		cancel := func(number string, secret *string) error {
			_, err := sc.CancelAppointment(t.Context(), CancelInput{Number: number, Secret: secret})
			return err
		}
		wrong, unknown := cancel(number, new("WRONG")), cancel("ZZZZZZZZ", new("WRONG"))
		sc.refused(wrong, "UNKNOWN_APPOINTMENT", "number")
		if wrong.Error() != unknown.Error() {
			t.Errorf("a wrong code is told from an unknown number: %v, %v", wrong, unknown)
		}
		if err := cancel(number, nil); err == nil {
			t.Error("the public cancelled without a code")
		}
		sc.must(cancel(strings.ToLower(number), new(" "+strings.ToLower(secret))))
		sc.refused(cancel(number, &secret), "NOT_BOOKED", "number")

		again, code := sc.book(plan, "2026-03-03 09:00") // the place is free once more
		sc.now = at("2026-03-03 09:10")
		sc.refused(cancel(again, &code), "NOT_BOOKED", "number")
		if _, err := sc.CancelAppointment(sc.as(identity.WindowClerk, sc.other), CancelInput{Number: again}); err == nil {
			t.Error("a clerk cancelled elsewhere")
		}
		_, err = sc.CancelAppointment(sc.desk(), CancelInput{Number: again, Reason: new("停电")})
		sc.must(err)
	})
}

// All that is wrong with a wish is told at once, also where there is no such slot.
func TestAllThatIsWrongWithAWishIsToldAtOnce(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	plan := sc.plan(sc.mornings(1))
	for _, test := range []struct {
		in   BookInput
		want []string
	}{
		{BookInput{Plan: plan, BeginsAt: at("2026-03-03 09:10"), Item: 99999, Name: " ", Phone: "12", Address: new("\x07")},
			[]string{"NO_SUCH_SLOT beginsAt", "NOT_FOUND item", "REQUIRED name", "BAD_PHONE phone", "BAD_TEXT address"}},
		{BookInput{Plan: plan, BeginsAt: at("2026-03-07 09:00"), Item: sc.item, Name: "张", Phone: "12"}, []string{"NO_SUCH_SLOT beginsAt", "BAD_PHONE phone"}},
		{BookInput{Plan: 99999, BeginsAt: at("2026-03-03 09:00"), Item: sc.item, Phone: "12"}, []string{"NOT_FOUND plan", "REQUIRED name", "BAD_PHONE phone"}},
	} {
		_, err := sc.BookAppointment(t.Context(), test.in)
		var got []string
		problems, _ := fault.From(err)
		for _, p := range problems {
			got = append(got, p.Code+" "+strings.Join(p.Path, "."))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("it tells %v, want %v", got, test.want)
		}
	}
}

func TestWhatCannotBeBooked(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(1))
		visits := sc.plan(PlanSlotsInput{
			Center: node.CenterID(sc.town), Kind: HomeVisit, Staff: new(node.StaffID(sc.agent)), Days: weekdays,
			Begins: "14:00", Ends: "18:00", Minutes: 120, Capacity: 1,
		})
		sc.now = at("2026-03-02 10:00")
		try := func(code, path string, change func(*BookInput)) {
			t.Helper()
			in := sc.wish(plan, "2026-03-03 09:00")
			change(&in)
			_, err := sc.BookAppointment(t.Context(), in)
			sc.refused(err, code, path)
		}
		try("NO_SUCH_SLOT", "beginsAt", func(in *BookInput) { in.BeginsAt = at("2026-03-02 09:30") }) // it has begun
		try("NO_SUCH_SLOT", "beginsAt", func(in *BookInput) { in.BeginsAt = at("2026-03-03 09:10") })
		try("NO_SUCH_SLOT", "beginsAt", func(in *BookInput) { in.BeginsAt = at("2026-03-05 09:00") }) // closed
		try("NO_SUCH_SLOT", "beginsAt", func(in *BookInput) { in.BeginsAt = at("2026-06-02 09:00") }) // too far ahead
		try("NOT_FOUND", "plan", func(in *BookInput) { in.Plan = 99999 })
		try("NOT_FOUND", "item", func(in *BookInput) { in.Item = 99999 })
		try("NOT_BOOKABLE", "item", func(in *BookInput) { in.Item = sc.walkIn })
		try("REQUIRED", "name", func(in *BookInput) { in.Name = " " })
		try("BAD_PHONE", "phone", func(in *BookInput) { in.Phone = "12" })
		try("ADDRESS_NEEDED", "address", func(in *BookInput) { in.Plan, in.BeginsAt = visits, at("2026-03-03 16:00") })

		sc.Store.Client.ServiceCenter.UpdateOneID(sc.town).SetStatus("SUSPENDED").ExecX(t.Context())
		live, err := catalog.Follow(t.Context(), sc.Store)
		sc.must(err)
		sc.Service = New(sc.Store, live)
		try("NOT_FOUND", "plan", func(*BookInput) {})
	})
}

func TestFreeSlots(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(2))
		sc.plan(PlanSlotsInput{
			Center: node.CenterID(sc.town), Kind: HomeVisit, Staff: new(node.StaffID(sc.agent)), Days: weekdays,
			Begins: "14:00", Ends: "18:00", Minutes: 120, Capacity: 1,
		})
		monday := calendar.NewDay(2026, 3, 2)
		free := func(f FreeFilter) string {
			t.Helper()
			f.Center = node.CenterID(sc.town)
			slots, err := sc.FreeSlots(sc.reader(), f)
			sc.must(err)
			var told []string
			for _, s := range slots {
				told = append(told, fmt.Sprintf("%s:%d", s.BeginsAt.In(shanghai).Format("02 15:04"), s.Free))
			}
			return strings.Join(told, ", ")
		}
		sc.book(plan, "2026-03-02 09:30")
		sc.book(plan, "2026-03-02 10:30")
		sc.book(plan, "2026-03-02 10:30")
		sc.now = at("2026-03-02 09:00")
		if got, want := free(FreeFilter{From: monday, To: monday}), "02 09:30:1, 02 10:00:2, 02 14:00:1, 02 16:00:1"; got != want {
			t.Errorf("free are %s, wanted %s", got, want)
		}
		if got, want := free(FreeFilter{From: monday, To: monday.AddDays(1), Kind: new(HomeVisit), Item: &sc.item}),
			"02 14:00:1, 02 16:00:1, 03 14:00:1, 03 16:00:1"; got != want {
			t.Errorf("visits are %s, wanted %s", got, want)
		}
		if got := free(FreeFilter{From: monday, To: monday, Item: &sc.walkIn}); got != "" {
			t.Errorf("of an item without appointments %s are free", got)
		}
		_, err := sc.FreeSlots(sc.reader(), FreeFilter{Center: node.CenterID(sc.town), From: monday, To: monday.AddDays(14)})
		sc.refused(err, "TOO_MANY_DAYS", "to")
	})
}

func TestWhoSeesAppointments(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		number, _ := sc.book(sc.plan(sc.mornings(1)), "2026-03-03 09:00")
		center, day := node.CenterID(sc.town), calendar.NewDay(2026, 3, 3)
		if _, err := sc.Appointments(sc.reader(), center, day, page.Args{}); err == nil {
			t.Error("the public saw appointments")
		}
		if _, err := sc.Appointments(sc.as(identity.WindowClerk, sc.other), center, day, page.Args{}); err == nil {
			t.Error("a clerk saw appointments elsewhere")
		}
		seen, err := sc.Appointments(sc.Live.Begin(sc.desk()), center, day, page.Args{})
		sc.must(err)
		a := seen.Nodes()[0]
		if a.Number() != number || a.Name() != "张**" || a.Phone() != "138 **** 1234" || a.State() != Booked {
			t.Errorf("the clerk saw %s %s %s %s", a.Number(), a.Name(), a.Phone(), a.State())
		}
		sc.now = at("2026-03-03 09:30")
		seen, err = sc.Appointments(sc.Live.Begin(sc.desk()), center, day, page.Args{})
		sc.must(err)
		if state := seen.Nodes()[0].State(); state != Missed {
			t.Errorf("nobody came, and it is %s", state)
		}
		_, err = sc.RevealVisitor(sc.desk(), RevealVisitorInput{Appointment: a.ID()})
		sc.refused(err, "REQUIRED", "reason")
		told, err := sc.RevealVisitor(sc.desk(), RevealVisitorInput{Appointment: a.ID(), Reason: "电话确认"})
		sc.must(err)
		if told.Name != "张三丰" || told.Phone != "138 1234 1234" || told.Address != nil {
			t.Errorf("revealed was %+v", told)
		}
		if _, err := sc.RevealVisitor(sc.as(identity.WindowClerk, sc.other), RevealVisitorInput{Appointment: a.ID(), Reason: "x"}); err == nil {
			t.Error("a clerk looked at a visitor elsewhere")
		}
	})
}
