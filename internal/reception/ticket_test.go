package reception

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/ticket"
	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// TestWhoIsNext has every order that matters: appointments in their time, priority,
// numbers, who is early.
func TestWhoIsNext(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(sc.mornings(3))
		early, _ := sc.book(plan, "2026-03-02 10:30")
		inTime, _ := sc.book(plan, "2026-03-02 09:00")
		late, _ := sc.book(plan, "2026-03-02 09:00")
		tomorrow, _ := sc.book(plan, "2026-03-03 09:00")
		in := func(number string) {
			t.Helper()
			done, err := sc.CheckIn(sc.as(identity.Service, sc.town), CheckInInput{number})
			sc.must(err)
			if done.Ticket == 0 {
				t.Error("no number was given")
			}
		}
		sc.number(TakeNumberInput{})               // 001
		sc.number(TakeNumberInput{Priority: true}) // 002
		in(early)                                  // 003
		in(inTime)                                 // 004
		_, err := sc.CheckIn(sc.desk(), CheckInInput{tomorrow})
		sc.refused(err, "OTHER_DAY", "number")
		_, err = sc.CheckIn(sc.desk(), CheckInInput{inTime})
		sc.refused(err, "NOT_BOOKED", "number")
		sc.now = at("2026-03-02 09:40")
		in(late)                                                          // 005: as everybody
		sc.number(TakeNumberInput{Item: &sc.walkIn})                      // 006
		sc.number(TakeNumberInput{Window: new(node.WindowID(sc.second))}) // 007
		if got := sc.call(sc.office); got != "006" {
			t.Errorf("the department's window called %q, wanted 006", got)
		}
		for i, want := range []string{"004", "002", "001", "005", "003", ""} {
			if got := sc.call(sc.window); got != want {
				t.Errorf("call %d is %q, wanted %q", i, got, want)
			}
		}
		if got := sc.call(sc.second); got != "007" {
			t.Errorf("the second window called %q, wanted 007", got)
		}
	})
}

// TestNextIsInOrder draws halls: nobody who is called was behind another of the hall.
func TestNextIsInOrder(t *testing.T) {
	r, now := rand.New(rand.NewPCG(1, 2)), at("2026-03-02 10:00")
	for range 5000 {
		var rows []*db.Ticket
		for n := range r.IntN(12) {
			row := &db.Ticket{ID: n, Number: n + 1, State: []string{"WAITING", "CALLED", "DONE", "NO_SHOW"}[r.IntN(4)], Priority: r.IntN(4) == 0}
			if r.IntN(3) == 0 {
				row.DueAt = new(now.Add(time.Duration(r.IntN(120)-60) * time.Minute))
			}
			rows = append(rows, row)
		}
		called := []*db.Ticket{}
		for row := next(rows, now, all); row != nil; row = next(rows, now, all) {
			row.State = "CALLED"
			called = append(called, row)
		}
		inTime := func(t *db.Ticket) bool { return t.DueAt != nil && !t.DueAt.After(now) }
		for i, a := range called {
			for _, b := range called[i+1:] {
				switch {
				case inTime(b) && !inTime(a), inTime(a) && inTime(b) && b.DueAt.Before(*a.DueAt),
					b.Priority && !a.Priority && !inTime(a), a.DueAt == nil && b.DueAt == nil && a.Priority == b.Priority && b.Number < a.Number:
					t.Fatalf("%+v was called before %+v", a, b)
				}
			}
		}
		if slices.ContainsFunc(rows, func(t *db.Ticket) bool { return t.State == "WAITING" }) {
			t.Fatal("somebody still waits")
		}
	}
}

func all(*db.Ticket) bool { return true }

// TestNumbersHaveNoGap gives and calls numbers from many sides at once.
func TestNumbersHaveNoGap(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		var clients sync.WaitGroup
		for i := range 100 {
			clients.Go(func() {
				in := TakeNumberInput{Center: node.CenterID(sc.town)}
				if i%10 == 0 {
					in.Item = new(node.ItemID(99999)) // refused: it gives its number back
				}
				if _, err := sc.TakeNumber(sc.desk(), in); (err == nil) != (i%10 != 0) {
					t.Errorf("taking a number: %v", err)
				}
			})
		}
		clients.Wait()
		numbers := sc.Store.Client.Ticket.Query().Order(ticket.ByNumber()).Select(ticket.FieldNumber).IntsX(t.Context())
		for i, n := range numbers {
			if n != i+1 {
				t.Fatalf("number %d is in place %d of %d", n, i+1, len(numbers))
			}
		}
		called := make([]string, 80)
		for i := range called {
			clients.Go(func() {
				for called[i] == "" { // the window may be busy with another
					id, err := sc.CallNext(sc.desk(), CallNextInput{node.WindowID([]int{sc.window, sc.second}[i%2])})
					if err != nil {
						sc.refused(err, "WINDOW_BUSY", "window")
						continue
					}
					called[i] = sc.shown(id)
					_, err = sc.FinishTicket(sc.desk(), OnTicket{id, 2})
					sc.must(err)
				}
			})
		}
		clients.Wait()
		slices.Sort(called)
		if len(numbers) != 90 || len(slices.Compact(called)) != 80 || called[0] != "001" || called[79] != "080" {
			t.Errorf("of %d numbers %v were called", len(numbers), called)
		}
		sc.now = at("2026-03-03 08:00")
		if got := sc.number(TakeNumberInput{}); got != "001" {
			t.Errorf("the next day begins with %s", got)
		}
	})
}

func TestOneNumberAtAWindow(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.number(TakeNumberInput{})
		sc.number(TakeNumberInput{})
		id, err := sc.CallNext(sc.desk(), CallNextInput{node.WindowID(sc.window)})
		sc.must(err)
		_, err = sc.CallNext(sc.desk(), CallNextInput{node.WindowID(sc.window)})
		sc.refused(err, "WINDOW_BUSY", "window")
		served, err := sc.ServedAt(sc.Live.Begin(sc.desk()), node.WindowID(sc.window))
		sc.must(err)
		if served.ID() != id || served.Number() != "001" || served.State() != Called {
			t.Errorf("served is %+v", served.Row)
		}
		if _, err := sc.ServedAt(sc.as(identity.WindowClerk, sc.other), node.WindowID(sc.window)); err == nil {
			t.Error("a clerk saw a number elsewhere")
		}
		_, err = sc.NoShow(sc.desk(), OnTicket{id, 1})
		sc.refused(err, "CONFLICT", "expectedVersion")
		_, err = sc.NoShow(sc.desk(), OnTicket{id, 2})
		sc.must(err)
		_, err = sc.FinishTicket(sc.desk(), OnTicket{id, 3})
		sc.refused(err, "NOT_CALLED", "ticket")
		if _, err := sc.CallNext(sc.as(identity.WindowClerk, sc.other), CallNextInput{node.WindowID(sc.window)}); err == nil {
			t.Error("a clerk called elsewhere")
		}
		sc.must(second(sc.CallNext(sc.desk(), CallNextInput{node.WindowID(sc.window)}))) // and forgets to finish it
		sc.now = at("2026-03-03 09:00")
		sc.number(TakeNumberInput{})
		if got := sc.call(sc.window); got != "001" {
			t.Errorf("after a day that was not finished %q is called", got)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// TestAVisitHasNoNumber has who goes arrive.
// A number that is called again stands on the screen as called now.
func TestCallAgain(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		number := sc.number(TakeNumberInput{Center: node.CenterID(sc.town)})
		id, err := sc.CallNext(sc.desk(), CallNextInput{node.WindowID(sc.window)})
		sc.must(err)
		if got := sc.shown(id); got != number {
			t.Fatalf("%s is called, not %s", got, number)
		}
		row := sc.Store.Client.Ticket.Query().OnlyX(t.Context())
		sc.now = sc.now.Add(time.Minute)
		_, err = sc.CallAgain(sc.desk(), OnTicket{node.TicketID(row.ID), row.Version})
		sc.must(err)
		hall, err := sc.Hall(sc.reader(), node.CenterID(sc.town))
		sc.must(err)
		if len(hall.Calls) != 1 || !hall.Calls[0].CalledAt.Equal(sc.now) {
			t.Errorf("after it was called again the screen has %v", hall.Calls)
		}
		_, err = sc.CallAgain(sc.desk(), OnTicket{node.TicketID(row.ID), row.Version})
		sc.refused(err, "CONFLICT", "expectedVersion")
		_, err = sc.FinishTicket(sc.desk(), OnTicket{node.TicketID(row.ID), row.Version + 1})
		sc.must(err)
		_, err = sc.CallAgain(sc.desk(), OnTicket{node.TicketID(row.ID), row.Version + 2})
		sc.refused(err, "NOT_CALLED", "ticket")
	})
}

func TestAVisitHasNoNumber(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		plan := sc.plan(PlanSlotsInput{
			Center: node.CenterID(sc.town), Kind: HomeVisit, Staff: new(node.StaffID(sc.agent)), Days: weekdays,
			Begins: "14:00", Ends: "18:00", Minutes: 120, Capacity: 1,
		})
		wish := sc.wish(plan, "2026-03-02 14:00")
		wish.Address = new("东街道 1 号")
		id, err := sc.BookAppointment(t.Context(), wish)
		sc.must(err)
		a, err := sc.ChangedAppointment(sc.reader(), id)
		sc.must(err)
		sc.now = at("2026-03-02 14:05")
		done, err := sc.CheckIn(sc.as(identity.Agent, sc.town), CheckInInput{a.Number()})
		sc.must(err)
		if done.Ticket != 0 || done.Appointment != id || a.Plan.StaffID != sc.agent {
			t.Errorf("checked in is %+v", done)
		}
	})
}

// TestScreensFollowWithinASecond also follows from another instance.
func TestScreensFollowWithinASecond(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		go sc.Watch(t.Context())
		other := elsewhere(sc, url)
		go other.Watch(t.Context())
		var screens []<-chan *Hall
		for i := range 2000 {
			ch, err := []*Service{sc.Service, other}[i%2].HallChanged(sc.reader(), node.CenterID(sc.town))
			sc.must(err)
			screens = append(screens, ch)
		}
		tell := func(want string) {
			t.Helper()
			began := time.Now()
			for i, ch := range screens {
				for got := ""; got != want; {
					select {
					case h := <-ch:
						got = said(h)
					case <-time.After(10 * time.Second):
						t.Fatalf("screen %d shows %q, wanted %q", i, got, want)
					}
				}
			}
			t.Logf("2,000 screens show %q after %v", want, time.Since(began).Round(time.Millisecond))
		}
		tell("waiting 0")
		sc.number(TakeNumberInput{Priority: true})
		tell("waiting 1")
		id, err := sc.CallNext(sc.desk(), CallNextInput{node.WindowID(sc.window)})
		sc.must(err)
		tell("001→1 waiting 0")
		sc.must(second(sc.FinishTicket(sc.desk(), OnTicket{id, 2})))
		tell("waiting 0")
		if _, err := sc.HallChanged(sc.reader(), 99999); err == nil {
			t.Error("a hall that is none was followed")
		}
	})
}

// said is what a screen shows.
func said(h *Hall) string {
	var shown []string
	for _, c := range h.Calls {
		shown = append(shown, c.Number+"→"+c.WindowNumber)
	}
	return strings.Join(append(shown, fmt.Sprintf("waiting %d", h.Waiting)), " ")
}

func TestAHallIsOfItsDay(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	sc.number(TakeNumberInput{})
	h, err := sc.Hall(sc.reader(), node.CenterID(sc.town))
	sc.must(err)
	if said(h) != "waiting 1" || h.Day != calendar.NewDay(2026, 3, 2) {
		t.Errorf("the hall is %+v", h)
	}
	sc.now = at("2026-03-03 08:00")
	if h, err = sc.Hall(sc.reader(), node.CenterID(sc.town)); err != nil || said(h) != "waiting 0" {
		t.Errorf("the next day it is %+v, %v", h, err)
	}
	if h, err := sc.Hall(sc.reader(), 99999); h != nil || err != nil {
		t.Errorf("of no center it is %+v, %v", h, err)
	}
}
