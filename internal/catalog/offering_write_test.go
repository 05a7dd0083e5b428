package catalog

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"onewindow/ent/db/auditevent"
	"onewindow/ent/db/offering"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

func centerIDs(ids ...int) OfferingPlaces {
	var p OfferingPlaces
	for _, id := range ids {
		p.Centers = append(p.Centers, node.CenterID(id))
	}
	return p
}

func (s *scene) offer(mode Mode, places OfferingPlaces, items ...node.ItemID) (OfferingResult, error) {
	return OfferItems(adminContext, s.Store, OfferItemsInput{Items: items, OfferingPlaces: places,
		OfferingTerms: OfferingTerms{Mode: mode}, Reason: "进驻"})
}

// offered writes what is offered on a day as "slug @ center mode".
func (s *scene) offered() []string {
	rows := s.Client.Offering.Query().Where(offering.ValidFromLTE(today), notEnded(today)).WithItem().WithCenter().AllX(s.t.Context())
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = fmt.Sprintf("%s @ %s %s", r.Edges.Item.Slug, r.Edges.Center.Code, r.Mode)
	}
	slices.Sort(list)
	return list
}

func TestModesNeedTheirStationing(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.published("a")
		village, east := s.villages[0], s.eastHall
		for _, tt := range []struct {
			name      string
			at        int // where the owner is stationed
			authority string
			center    int
			mode      Mode
			want      string
		}{
			{"nobody", 0, "", east, ModeOnTheSpot, "NO_FULL_STATIONING mode"},
			{"nobody", 0, "", village, ModeConsult, "NO_STATIONING mode"},
			{"full", east, "FULL", east, ModeOnTheSpot, ""},
			{"receives only", east, "RECEIVE_ONLY", east, ModeOnTheSpot, "NO_FULL_STATIONING mode"},
			{"receives only", east, "RECEIVE_ONLY", east, ModeForward, ""},
			{"full above", east, "FULL", village, ModeOnTheSpot, "NO_FULL_STATIONING mode"},
			{"above", east, "RECEIVE_ONLY", village, ModeForward, ""},
			{"further up", s.hall, "RECEIVE_ONLY", village, ModeByAgent, ""},
			{"below", village, "FULL", east, ModeConsult, "NO_STATIONING mode"},
			{"beside", s.westHall, "FULL", village, ModeForward, "NO_STATIONING mode"},
		} {
			stationing := 0
			if tt.at != 0 {
				stationing = s.station(s.civil, tt.at, tt.authority)
			}
			_, err := s.offer(tt.mode, centerIDs(tt.center), item)
			switch {
			case tt.want != "":
				s.refused(err, tt.want)
			case err != nil:
				t.Errorf("%s, %s: %v", tt.name, tt.mode, err)
			}
			s.Client.Offering.Delete().ExecX(t.Context())
			if stationing != 0 {
				s.Client.Stationing.DeleteOneID(stationing).ExecX(t.Context())
			}
		}
		ended := s.station(s.civil, east, "FULL")
		s.Client.Stationing.UpdateOneID(ended).SetValidTo(today).ExecX(t.Context())
		_, err := s.offer(ModeOnTheSpot, centerIDs(east), item)
		s.refused(err, "NO_FULL_STATIONING mode")
		_, err = OfferItems(adminContext, s.Store, OfferItemsInput{Items: []node.ItemID{item}, OfferingPlaces: centerIDs(east),
			OfferingTerms: OfferingTerms{Mode: ModeOnTheSpot}, On: ptr(today.AddDays(-1)), Reason: "补记"})
		s.must(err)
	})
}

func TestOfferingsAreRefusedWithEveryProblem(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.station(s.civil, s.hall, "FULL")
		good, unpublished, suspended := s.published("good"), s.item("unpublished"), s.published("suspended")
		_, err := SuspendItem(adminContext, s.Store, ItemStateInput{ID: suspended, ExpectedVersion: 1, Reason: "r"})
		s.must(err)
		s.Client.ServiceCenter.UpdateOneID(s.westHall).SetStatus("CLOSED").ExecX(t.Context())
		s.unchanged(func() {
			_, err := OfferItems(adminContext, s.Store, OfferItemsInput{
				Items: []node.ItemID{good, unpublished, suspended, 999}, OfferingPlaces: centerIDs(s.westHall, s.hall, 888),
				OfferingTerms: OfferingTerms{Mode: ModeConsult, Window: ptr(node.WindowID(s.eastWindow)),
					Days: []organization.Weekday{"MONDAY", "SOMEDAY"}, Limit: workingDays(11)},
			})
			s.refused(err, "REQUIRED reason", "NOT_ONE_OF days.1", "NOT_FOUND items.3", "NOT_FOUND centers.2",
				"ITEMS_NOT_ACTIVE items", "ITEMS_NOT_PUBLISHED items", "LIMIT_EXCEEDS_PROMISE limit", "WINDOW_ELSEWHERE window", "CENTERS_CLOSED centers")
			_, err = OfferItems(adminContext, s.Store, OfferItemsInput{OfferingTerms: OfferingTerms{Mode: "SHOUT", Limit: calendarDays(0), Window: ptr(node.WindowID(77))}, Reason: "r"})
			s.refused(err, "NOT_ONE_OF mode", "LIMIT_OF_ZERO limit.value", "REQUIRED items", "REQUIRED centers", "NOT_FOUND window")
			_, err = OfferItems(adminContext, s.Store, OfferItemsInput{Items: []node.ItemID{good}, Reason: "r", OfferingTerms: OfferingTerms{Mode: ModeConsult},
				OfferingPlaces: OfferingPlaces{AllVillagesOf: ptr(node.DivisionID(999)), AllCentersWithin: ptr(node.DivisionID(998))}})
			s.refused(err, "NOT_FOUND allVillagesOf", "NOT_FOUND allCentersWithin")
			s.Client.ServiceCenter.UpdateOneID(s.villages[2]).SetStatus("CLOSED").ExecX(t.Context())
			_, err = s.offer(ModeConsult, OfferingPlaces{AllVillagesOf: ptr(node.DivisionID(s.west))}, good)
			s.refused(err, "NO_CENTERS allVillagesOf")
		})
	})
}

func TestOfferingChangesItsTerms(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.station(s.civil, s.eastHall, "FULL")
		item := s.published("a")
		first, err := s.offer(ModeForward, centerIDs(s.eastHall), item)
		s.must(err)
		if want := (OfferingResult{Items: []node.ItemID{item}, Started: 1}); !reflect.DeepEqual(first, want) {
			t.Errorf("got %+v, want %+v", first, want)
		}
		s.Client.Offering.Update().SetValidFrom(longAgo).ExecX(t.Context())
		s.unchanged(func() {
			again, err := s.offer(ModeForward, centerIDs(s.eastHall), item)
			s.must(err)
			if again.Unchanged != 1 || again.Started+again.Ended != 0 {
				t.Errorf("the same again: %+v", again)
			}
		})
		terms := OfferingTerms{Mode: ModeOnTheSpot, Window: ptr(node.WindowID(s.eastWindow)), Days: []organization.Weekday{organization.Monday},
			Limit: workingDays(3), Note: ptr("带身份证")}
		in := OfferItemsInput{Items: []node.ItemID{item}, OfferingPlaces: centerIDs(s.eastHall), OfferingTerms: terms, Reason: "授权"}
		changed, err := OfferItems(adminContext, s.Store, in)
		s.must(err)
		if changed.Started != 1 || changed.Ended != 1 {
			t.Errorf("another mode: %+v", changed)
		}
		s.unchanged(func() {
			if again, err := OfferItems(adminContext, s.Store, in); err != nil || again.Unchanged != 1 {
				t.Errorf("the same terms again: %+v %v", again, err)
			}
		})
		rows := s.Client.Offering.Query().Order(offering.ByID()).AllX(t.Context())
		old, current := rows[0], rows[1]
		if *old.ValidTo != today || old.EndReason != "授权" || old.EndedBy != "test" || old.Version != 2 {
			t.Errorf("the old one is %+v", old)
		}
		if current.ValidFrom != today || current.Mode != "ON_THE_SPOT" || *current.WindowID != s.eastWindow || *current.LimitValue != 3 ||
			!slices.Equal(current.Days, []string{"MONDAY"}) || current.Note != "带身份证" || current.StartReason != "授权" {
			t.Errorf("the new one is %+v", current)
		}
		events := s.Client.AuditEvent.Query().Where(auditevent.Entity("offering")).Order(auditevent.BySeq()).AllX(t.Context())
		if last := events[len(events)-1]; !strings.Contains(last.Before, "ACCEPT_AND_FORWARD") || !strings.Contains(last.After, "ON_THE_SPOT") {
			t.Errorf("the trail says %+v", last)
		}
		in.On, in.Mode = ptr(today.AddDays(-3)), ModeConsult
		in.OfferingTerms.Window = nil
		_, err = OfferItems(adminContext, s.Store, in)
		s.refused(err, "OFFERED_LATER on")
	})
}

func TestAllVillagesInOneCall(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.station(s.civil, s.hall, "RECEIVE_ONLY")
		a, b := s.published("a"), s.published("b")
		got, err := s.offer(ModeByAgent, OfferingPlaces{AllVillagesOf: ptr(node.DivisionID(s.east)), Centers: []node.CenterID{node.CenterID(s.villages[0])}}, a, b)
		s.must(err)
		if want := (OfferingResult{Items: []node.ItemID{a, b}, Started: 4}); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		want := []string{"a @ 511602001001 BY_AGENT", "a @ 511602001002 BY_AGENT", "b @ 511602001001 BY_AGENT", "b @ 511602001002 BY_AGENT"}
		if offered := s.offered(); !slices.Equal(offered, want) {
			t.Errorf("offered: %v", offered)
		}
		s.Client.Offering.Update().SetValidFrom(longAgo).ExecX(t.Context())
		withdraw := WithdrawItemsInput{Items: []node.ItemID{a}, OfferingPlaces: OfferingPlaces{AllCentersWithin: ptr(node.DivisionID(s.district))}, Reason: "撤出"}
		got, err = WithdrawItems(adminContext, s.Store, withdraw)
		s.must(err)
		if want := (OfferingResult{Items: []node.ItemID{a}, Ended: 2, Unchanged: 4}); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if offered := s.offered(); !slices.Equal(offered, want[2:]) {
			t.Errorf("offered: %v", offered)
		}
		s.unchanged(func() {
			if _, err := WithdrawItems(adminContext, s.Store, withdraw); err != nil {
				t.Error(err)
			}
			withdraw.Reason = ""
			_, err := WithdrawItems(adminContext, s.Store, withdraw)
			s.refused(err, "REQUIRED reason")
		})
	})
}

// A department that leaves a center takes along what it alone allowed: there,
// and at the centers below.
func TestOfferingsEndWithTheStationing(t *testing.T) {
	eachScene(t, func(s *scene) {
		atEast := s.station(s.civil, s.eastHall, "FULL")
		s.station(s.civil, s.westHall, "FULL")
		item := s.published("a")
		_, err := s.offer(ModeOnTheSpot, centerIDs(s.eastHall, s.westHall), item)
		s.must(err)
		_, err = s.offer(ModeForward, centerIDs(s.villages...), item)
		s.must(err)
		leave := func() int {
			s.Client.Stationing.UpdateOneID(atEast).SetValidTo(today).ExecX(t.Context())
			ended, err := store.Write(adminContext, s.Store, "withdrawDepartments", func(ctx context.Context, tx *store.Tx) (int, error) {
				ended, err := EndOfferings(ctx, tx, s.civil, []int{s.eastHall}, tx.Today)
				return len(ended), err
			})
			s.must(err)
			return ended
		}
		above := s.station(s.civil, s.hall, "RECEIVE_ONLY")
		if ended := leave(); ended != 1 {
			t.Errorf("%d ended while it stays further up, want what was decided on the spot", ended)
		}
		s.Client.Stationing.DeleteOneID(above).ExecX(t.Context())
		if ended := leave(); ended != 2 {
			t.Errorf("%d ended, want those of the two villages below", ended)
		}
		if ended := leave(); ended != 0 {
			t.Errorf("%d ended again", ended)
		}
		want := []string{"a @ 511602002001 ACCEPT_AND_FORWARD", "a @ WEST ON_THE_SPOT"}
		if offered := s.offered(); !slices.Equal(offered, want) {
			t.Errorf("offered: %v", offered)
		}
		recheck := func(center int) int {
			ended, err := store.Write(adminContext, s.Store, "updateCenter", func(ctx context.Context, tx *store.Tx) (int, error) {
				ended, err := EndOfferings(ctx, tx, 0, []int{center}, tx.Today)
				return len(ended), err
			})
			s.must(err)
			return ended
		}
		s.Client.Stationing.Update().SetAuthority("RECEIVE_ONLY").ExecX(t.Context())
		if ended := recheck(s.westHall); ended != 1 {
			t.Errorf("%d ended with the full authority, want what was decided on the spot", ended)
		}
		s.Client.ServiceCenter.UpdateOneID(s.villages[2]).SetReportsToID(s.eastHall).ExecX(t.Context())
		if ended := recheck(s.westHall); ended != 0 {
			t.Errorf("%d ended at a center that the village no longer reports to", ended)
		}
		s.station(s.civil, s.hall, "RECEIVE_ONLY")
		_, err = s.offer(ModeConsult, centerIDs(s.westHall), item)
		s.must(err)
		s.Client.ServiceCenter.UpdateOneID(s.westHall).SetStatus("CLOSED").ExecX(t.Context())
		if ended := recheck(s.westHall); ended != 1 {
			t.Errorf("%d ended at a center that closed", ended)
		}
		s.Client.Stationing.Delete().ExecX(t.Context())
		if ended := recheck(s.villages[2]); ended != 1 {
			t.Errorf("%d ended at the village that reports elsewhere", ended)
		}
	})
}

// Thirty items at 330 villages take a few statements and one event for each item.
func TestOfferingsAreWrittenInSets(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand rows")
	}
	statements := 0
	s := &scene{t: t, Store: testdb.Open(t, testdb.SQLite(t), store.Options{Observe: func(string) { statements++ }})}
	s.civil = addDepartment(t, s.Store, "MZJ")
	s.district = s.division("511602000000", "区", "DISTRICT", nil)
	s.hall = s.center("HALL", "大厅", s.district, nil)
	s.station(s.civil, s.hall, "FULL")
	for i := range 330 {
		code := fmt.Sprintf("511602001%03d", i)
		s.center(code, "站"+code, s.division(code, "村"+code, "VILLAGE", &s.district), &s.hall)
	}
	var items []node.ItemID
	for i := range 30 {
		id := addItem(t, s.Store, fmt.Sprintf("item-%d", i), s.civil)
		row := addEdition(t, s.Store, id, Content{Title: "t"})
		row.Update().SetStatus("PUBLISHED").SetPublishedAt(noon).ExecX(t.Context())
		items = append(items, node.ItemID(id))
	}
	statements = 0
	got, err := s.offer(ModeByAgent, OfferingPlaces{AllVillagesOf: ptr(node.DivisionID(s.district))}, items...)
	s.must(err)
	if got.Started != 9900 || statements > 60 {
		t.Errorf("%+v in %d statements", got, statements)
	}
	if n := s.Client.AuditEvent.Query().Where(auditevent.Entity("offering")).CountX(t.Context()); n != 30 {
		t.Errorf("%d events for 30 items", n)
	}
	s.Client.Stationing.Delete().ExecX(t.Context())
	_, err = s.offer(ModeByAgent, OfferingPlaces{AllVillagesOf: ptr(node.DivisionID(s.district))}, items...)
	s.refused(err, "NO_STATIONING mode")
	problems, _ := fault.From(err)
	if message := problems[0].Message(fault.English); !strings.Contains(message, "330 times") || len(message) > 2000 {
		t.Errorf("message: %s", message)
	}
	s.verify()
}
