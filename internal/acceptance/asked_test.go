package acceptance

import (
	"testing"

	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// To ask again for what was told is no breach, whoever told it: a notice, an
// acceptance with materials to follow, or a supplement before.
func TestToAskAgainForWhatWasToldIsNoBreach(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id, by := sc.start(), calendar.NewDay(2026, 3, 6)
	checks := all()
	checks[2] = CheckInput{Material: 2, State: MaterialFollows, FollowsBy: &by}
	_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), checks)
	sc.must(err)
	_, err = sc.AcceptCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	_, err = sc.BeginTask(sc.as(sc.surveyor), sc.task(id, "land"))
	sc.must(err)
	_, err = sc.BeginTask(sc.as(sc.reviewer), sc.task(id, "plan"))
	sc.must(err)
	_, err = sc.OfferDuty(sc.as(sc.clerk), sc.on(id), DutyInput{To: node.StaffID(sc.townHead), Reason: "轮休"})
	sc.must(err)
	_, err = sc.TakeDuty(sc.as(sc.townHead), sc.on(id), nil)
	sc.must(err)
	ask := func(what string, who int, task string, materials []int, in NoticeInput, breaches int) {
		t.Helper()
		_, err := sc.RequestSupplement(sc.as(who), sc.task(id, task), materials, in)
		sc.must(err)
		came := []CheckInput{}
		for _, material := range materials {
			came = append(came, all()[material])
		}
		_, err = sc.ReceiveSupplement(sc.as(sc.clerk), sc.task(id, task), came)
		sc.must(err)
		if c := sc.read(id); len(c.Breaches) != breaches {
			t.Errorf("%s: %d breaches, want %d: %+v", what, len(c.Breaches), breaches, c.Breaches)
		}
	}
	drawing := []ExtraInput{{"地块图"}}
	ask("what was accepted to follow", sc.surveyor, "land", []int{2}, NoticeInput{}, 0)
	ask("what could not be known", sc.surveyor, "land", nil, NoticeInput{Extras: drawing, WhyNow: new(string("勘察时发现"))}, 0)
	ask("the same, which did not come", sc.surveyor, "land", nil, NoticeInput{Extras: drawing}, 0)
	ask("the same, by another department", sc.reviewer, "plan", nil, NoticeInput{Extras: drawing}, 0)
	ask("what could have been told", sc.reviewer, "plan", []int{0}, NoticeInput{}, 1)
	ask("the same, which did not come", sc.reviewer, "plan", []int{0}, NoticeInput{}, 1)
	if answers := sc.read(id).Breaches[0].Persons[0].StaffID; answers != sc.clerk {
		t.Errorf("person %d answers, and not who accepted it, %d", answers, sc.clerk)
	}
}

// No clock goes on when nothing came: of what was asked for from the list something is
// checked, with the call or before it; of what is not in the list the call itself says so.
func TestAClockGoesOnWhenSomethingCame(t *testing.T) {
	drawing := []ExtraInput{{"地块图"}}
	no := "不需要"
	for _, test := range []struct {
		what      string
		materials []int
		extras    []ExtraInput
		before    []CheckInput
		checks    []CheckInput
		want      string
	}{
		{"nothing", []int{0, 2}, nil, nil, nil, "NOTHING_CAME"},
		{"something else", []int{0, 2}, nil, nil, all()[1:2], "NOTHING_CAME"},
		{"a part of it", []int{0, 2}, nil, nil, all()[2:3], ""},
		{"what is not needed after all", []int{0}, nil, nil, []CheckInput{{Material: 0, State: MaterialNotNeeded, Note: &no}}, ""},
		{"what was checked before", []int{0, 2}, nil, all()[:1], nil, ""},
		{"what is not in the list", nil, drawing, nil, nil, ""},
		{"perhaps what is not in the list", []int{0}, drawing, nil, nil, ""},
	} {
		t.Run(test.what, func(t *testing.T) {
			sc := newScene(t, testdb.SQLite(t))
			id := sc.accepted()
			_, err := sc.BeginTask(sc.as(sc.surveyor), sc.task(id, "land"))
			sc.must(err)
			_, err = sc.RequestSupplement(sc.as(sc.surveyor), sc.task(id, "land"), test.materials, NoticeInput{Extras: test.extras})
			sc.must(err)
			for _, material := range test.materials {
				if state := sc.read(id).Checks[material].State; state != MaterialMissing {
					t.Errorf("material %d, which is asked for, is %s", material, state)
				}
			}
			if test.before != nil {
				_, err = sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), test.before)
				sc.must(err)
			}
			_, err = sc.ReceiveSupplement(sc.as(sc.clerk), sc.task(id, "land"), test.checks)
			if test.want != "" {
				sc.refused(err, test.want)
			} else {
				sc.must(err)
			}
			if stopped := sc.read(id).Clock.Stopped(); stopped != (test.want != "") {
				t.Errorf("the clock stands: %v", stopped)
			}
		})
	}
}

// A day for a material to follow is to come when the case is accepted, and nobody is
// reminded of it on a day off.
func TestAMaterialFollowsOnADayToCome(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.start()
	follow := func(by calendar.Day) {
		t.Helper()
		checks := all()
		checks[2] = CheckInput{Material: 2, State: MaterialFollows, FollowsBy: &by}
		_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), checks)
		sc.must(err)
	}
	follow(calendar.NewDay(2026, 3, 3))
	sc.now = at("2026-03-04 10:00")
	_, err := sc.AcceptCase(sc.as(sc.clerk), sc.on(id))
	sc.refused(err, "FOLLOW_DAY_PASSED")
	follow(calendar.NewDay(2026, 3, 8)) // a Sunday
	_, err = sc.AcceptCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	sc.now = at("2026-03-09 08:00")
	sc.must(sc.Sweep(t.Context()))
	for _, w := range sc.read(id).Warnings {
		if w.Clock == ToFollow && !w.At.Equal(at("2026-03-06 09:00")) {
			t.Errorf("reminded at %s", w.At.In(shanghai))
		}
	}
	if !sc.read(id).told[followKey(sc.rulesAt(sc.Live.Current(), sc.town).closing(calendar.NewDay(2026, 3, 8)))] {
		t.Error("nobody was reminded")
	}
}
