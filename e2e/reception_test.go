package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// TestReception plans slots, has a hundred people book the same one at once, and leads
// one of them by the screen of the hall to the window.
func TestReception(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			s.token = newToken(t, s.database, "reception")
			anybody := &server{address: s.address} // without an account
			item, center, window := anybody.bookable(t)
			planned := s.must(t, `mutation($center: ID!, $window: ID!) { planSlots(input: {center: $center, kind: WINDOW, window: $window,
				days: [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY], begins: "00:00", ends: "24:00", minutes: 30, capacity: 3}) {
				plan { id capacity } userErrors { field code message } } }`, map[string]any{"center": center, "window": window})
			if at(t, planned, "planSlots.plan.capacity") != 3.0 {
				t.Fatalf("planned is %v", planned)
			}
			ask := map[string]any{"center": center, "item": item, "from": dayFromNow(1), "to": dayFromNow(14)}
			const free = `query($center: ID!, $item: ID!, $from: Date!, $to: Date!) { freeSlots(center: $center, item: $item, from: $from, to: $to) {
				planId beginsAt endsAt free kind window { number } } }`
			slot := at(t, anybody.must(t, free, ask), "freeSlots.0").(map[string]any)
			booked := anybody.bookAtOnce(t, map[string]any{"plan": slot["planId"], "beginsAt": slot["beginsAt"], "item": item, "name": "王小明", "phone": "13812341234"})
			if next := at(t, anybody.must(t, free, ask), "freeSlots.0").(map[string]any); next["beginsAt"] == slot["beginsAt"] {
				t.Errorf("a slot that is full is free: %v", next)
			}
			const cancel = `mutation($number: String!, $secret: String!) { cancelAppointment(input: {number: $number, secret: $secret}) {
				appointment { state } userErrors { field code } } }`
			wrong := anybody.must(t, cancel, map[string]any{"number": booked[0]["number"], "secret": "WRONG"})
			unknown := anybody.must(t, cancel, map[string]any{"number": "UNKNOWN", "secret": "WRONG"})
			if fmt.Sprint(wrong) != fmt.Sprint(unknown) || at(t, wrong, "cancelAppointment.userErrors.0.code") != "UNKNOWN_APPOINTMENT" {
				t.Errorf("a wrong secret gets %v, an unknown number %v", wrong, unknown)
			}
			if done := anybody.must(t, cancel, booked[0]); at(t, done, "cancelAppointment.appointment.state") != "CANCELLED" {
				t.Errorf("cancelled is %v", done)
			}
			if again := at(t, anybody.must(t, free, ask), "freeSlots.0"); again.(map[string]any)["free"] != 1.0 {
				t.Errorf("after it was cancelled %v is free", again)
			}
			s.leadToWindow(t, center, window)
			s.findOnDuty(t, anybody, center)
		})
	}
}

// bookable is an item whose guide takes appointments, with an open center where it is
// offered, nothing is planned yet, and an open window there that takes everything.
func (s *server) bookable(t *testing.T) (item, center, window string) {
	t.Helper()
	from, to := dayFromNow(0), dayFromNow(13)
	found := s.must(t, `{ items(first: 100, filter: {text: "登记"}) { nodes { id edition { bookable }
		offerings(first: 10) { nodes { center { id windows { id kind open } } } } } } }`, nil)
	for _, one := range at(t, found, "items.nodes").([]any) {
		if at(t, one, "edition.bookable") != true {
			continue
		}
		for _, o := range at(t, one, "offerings.nodes").([]any) {
			planned := s.must(t, `query($center: ID!, $from: Date!, $to: Date!) { freeSlots(center: $center, from: $from, to: $to) { planId } }`,
				map[string]any{"center": at(t, o, "center.id"), "from": from, "to": to})
			if len(planned["freeSlots"].([]any)) > 0 {
				continue
			}
			for _, w := range at(t, o, "center.windows").([]any) {
				if at(t, w, "kind") == "COMPREHENSIVE" && at(t, w, "open") == true {
					return at(t, one, "id").(string), at(t, o, "center.id").(string), at(t, w, "id").(string)
				}
			}
		}
	}
	t.Fatal("nothing in the sample can be booked")
	return "", "", ""
}

// dayFromNow is the day so many days ahead, in the district.
func dayFromNow(days int) string {
	return time.Now().In(time.FixedZone("", 8*60*60)).AddDate(0, 0, days).Format(time.DateOnly)
}

// bookAtOnce has a hundred people book the same slot of three places, each with a
// number and a secret for those who got one.
func (s *server) bookAtOnce(t *testing.T, input map[string]any) (booked []map[string]any) {
	t.Helper()
	answers := make([]answer, 100)
	var people sync.WaitGroup
	for i := range answers {
		people.Go(func() {
			var err error
			answers[i], err = s.post(t.Context(), `mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) {
				appointment { number state name phone } secret userErrors { field code } } }`, map[string]any{"input": input})
			if err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
	for _, a := range answers {
		if len(a.Errors) > 0 {
			t.Fatalf("a booking is answered with %s", a.raw)
		}
		if secret := at(t, a.Data, "bookAppointment.secret"); secret != nil {
			booked = append(booked, map[string]any{"number": at(t, a.Data, "bookAppointment.appointment.number"), "secret": secret})
			if at(t, a.Data, "bookAppointment.appointment.name") != "王**" {
				t.Errorf("the answer is not masked: %s", a.raw)
			}
		} else if at(t, a.Data, "bookAppointment.userErrors.0.code") != "SLOT_FULL" {
			t.Errorf("a booking is refused with %s", a.raw)
		}
	}
	if len(booked) != 3 {
		t.Fatalf("%d of 100 booked a slot of three places", len(booked))
	}
	return booked
}

// findOnDuty publishes whom to call at a center, plans the duty of the next two hours,
// and has everybody find it; without a substitute nobody leaves.
func (s *server) findOnDuty(t *testing.T, anybody *server, center string) {
	t.Helper()
	found := s.must(t, `query($center: ID!) { center(id: $center) { version division { id } } staff(first: 2) { nodes { id } } }`, map[string]any{"center": center})
	variables := map[string]any{
		"center": center, "version": at(t, found, "center.version"), "staff": at(t, found, "staff.nodes.0.id"), "other": at(t, found, "staff.nodes.1.id"),
		"from": time.Now().Add(2 * time.Second).Format(time.RFC3339), "to": time.Now().Add(2 * time.Hour).Format(time.RFC3339),
	}
	planned := s.must(t, `mutation($center: ID!, $version: Int!, $staff: ID!, $from: DateTime!, $to: DateTime!) {
		updateCenter(input: {id: $center, expectedVersion: $version, dutyContact: {name: "值班室", phone: "0826-1000000"}}) { userErrors { field code } }
		planDuty(input: {center: $center, expectedVersion: 0, from: $from, to: $to, shifts: [{staff: $staff, from: $from, to: $to}],
			afterHours: [{days: [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY], from: "00:00", to: "24:00"}]}) {
			roster { version shifts { id staff { id } } } userErrors { field code message } } }`, variables)
	variables["shift"] = at(t, planned, "planDuty.roster.shifts.0.id")
	const leave = `mutation($center: ID!, $shift: ID!, $other: ID) {
		withdrawFromDuty(input: {center: $center, expectedVersion: 1, shift: $shift, substitute: $other}) {
			roster { shifts { staff { id } substituteFor { id } } } userErrors { code } } }`
	alone := s.must(t, leave, map[string]any{"center": center, "shift": variables["shift"]})
	if code := at(t, alone, "withdrawFromDuty.userErrors.0.code"); code != "DUTY_GAP" {
		t.Errorf("without a substitute: %v", alone)
	}
	if left := s.must(t, leave, variables); at(t, left, "withdrawFromDuty.roster.shifts.0.substituteFor.id") != variables["staff"] {
		t.Errorf("with a substitute: %v", left)
	}
	division := map[string]any{"division": at(t, found, "center.division.id")}
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		told := anybody.must(t, `query($division: ID!) { reachableNow(division: $division) { contact { phone } onDuty { id } } }`, division)
		if at(t, told, "reachableNow.onDuty") != nil {
			t.Errorf("the public is told %v", told)
		}
		if at(t, told, "reachableNow.contact.phone") == "0826-1000000" { // before that, the district's
			return
		}
		if time.Since(began) > 10*time.Second {
			t.Fatalf("nobody is reached: %v", told)
		}
	}
}

// leadToWindow takes a number, calls it and serves it, as the screen of the hall shows.
func (s *server) leadToWindow(t *testing.T, center, window string) {
	t.Helper()
	screen := s.screen(t, center)
	next := func(want string) {
		t.Helper()
		began := time.Now()
		for {
			select {
			case got := <-screen:
				if got == want {
					if took := time.Since(began); took > time.Second {
						t.Errorf("the screen showed %q after %s", want, took)
					}
					return
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("the screen never shows %q", want)
			}
		}
	}
	next("[] 0")
	taken := s.must(t, `mutation($center: ID!) { takeNumber(input: {center: $center, priority: true}) { ticket { number } userErrors { code } } }`, map[string]any{"center": center})
	next("[] 1")
	if number := at(t, taken, "takeNumber.ticket.number"); number != "001" {
		t.Errorf("the first number is %v", number)
	}
	called := s.must(t, `mutation($window: ID!) { callNext(input: {window: $window}) { ticket { id number version } userErrors { code } } }`, map[string]any{"window": window})
	next("[001] 0")
	s.must(t, `mutation($ticket: ID!, $version: Int!) { finishTicket(input: {ticket: $ticket, expectedVersion: $version}) { ticket { state } userErrors { code } } }`,
		map[string]any{"ticket": at(t, called, "callNext.ticket.id"), "version": at(t, called, "callNext.ticket.version")})
	next("[] 0")
}

// screen follows the hall of a center without an account, as "[numbers] waiting".
func (s *server) screen(t *testing.T, center string) <-chan string {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), "ws://"+s.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	for _, message := range []map[string]any{
		{"type": "connection_init"},
		{"type": "subscribe", "id": "1", "payload": map[string]any{
			"query": `subscription($center: ID!) { hallChanged(center: $center) { calls { number windowNumber } waiting } }`, "variables": map[string]any{"center": center},
		}},
	} {
		if err := wsjson.Write(t.Context(), conn, message); err != nil {
			t.Fatal(err)
		}
	}
	shown := make(chan string, 16)
	go func() {
		for {
			var message struct {
				Type    string
				Payload answer
			}
			if wsjson.Read(context.WithoutCancel(t.Context()), conn, &message) != nil {
				return
			}
			if hall, ok := message.Payload.Data["hallChanged"].(map[string]any); ok {
				numbers := []any{}
				for _, c := range hall["calls"].([]any) {
					numbers = append(numbers, c.(map[string]any)["number"])
				}
				shown <- fmt.Sprint(numbers, " ", hall["waiting"])
			}
		}
	}()
	return shown
}
