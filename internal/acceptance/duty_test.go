package acceptance

import (
	"slices"
	"testing"

	"onewindow/ent/db/post"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/testdb"
)

// offered is how many cases and tasks wait for somebody to take them over.
func (sc *scene) offered(to int) [2]int {
	sc.t.Helper()
	person, ctx := node.StaffID(to), sc.Live.Begin(sc.as(to))
	cases, err := sc.List(ctx, &Filter{OfferedTo: &person}, DueFirst, page.Args{})
	sc.must(err)
	tasks, err := sc.Tasks(ctx, &TaskFilter{OfferedTo: &person}, page.Args{})
	sc.must(err)
	return [2]int{len(cases.Nodes()), len(tasks.Nodes())}
}

// What was offered to somebody is on their list until they take it, or another is
// asked, or it is over.
func TestDutiesThatWaitToBeTaken(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		id, other := sc.accepted(), sc.accepted()
		is := func(what string, person int, want [2]int) {
			t.Helper()
			if got := sc.offered(person); got != want {
				t.Errorf("%s: %v cases and tasks wait, want %v", what, got, want)
			}
		}
		plan := sc.task(id, "plan").Task
		is("nothing was offered", sc.townHead, [2]int{0, 0})
		for _, c := range []node.CaseID{id, other} {
			_, err := sc.OfferDuty(sc.as(sc.clerk), sc.on(c), DutyInput{To: node.StaffID(sc.townHead), Reason: "轮休"})
			sc.must(err)
		}
		_, err := sc.OfferDuty(sc.as(sc.reviewer), sc.on(id), DutyInput{Task: &plan, To: node.StaffID(sc.head), Reason: "轮休"})
		sc.must(err)
		is("two were offered", sc.townHead, [2]int{2, 0})
		is("who offered them", sc.clerk, [2]int{0, 0})
		is("a task was offered", sc.head, [2]int{0, 1})
		_, err = sc.TakeDuty(sc.as(sc.townHead), sc.on(id), nil)
		sc.must(err)
		is("one was taken", sc.townHead, [2]int{1, 0})
		_, err = sc.WithdrawCase(sc.as(sc.clerk), sc.on(other), "不办了")
		sc.must(err)
		is("the other is over", sc.townHead, [2]int{0, 0})
		_, err = sc.OfferDuty(sc.as(sc.head), sc.on(id), DutyInput{Task: &plan, To: node.StaffID(sc.reviewer), Reason: "还是他办"})
		sc.must(err)
		is("another was asked for the task", sc.head, [2]int{0, 0})
		_, err = sc.TakeDuty(sc.as(sc.reviewer), sc.on(id), &plan)
		sc.must(err)
		is("who took the task", sc.reviewer, [2]int{0, 0})
	})
}

// Where who answers has no post there any more, the heads are warned from the first:
// a warning never reaches only somebody who has gone.
func TestTheHeadIsWarnedWhereTheHandlerHasGone(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	left, stayed := sc.start(), sc.start()
	for _, id := range []node.CaseID{left, stayed} {
		_, err := sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
		sc.must(err)
	}
	_, err := sc.OfferDuty(sc.as(sc.clerk), sc.on(stayed), DutyInput{To: node.StaffID(sc.townHead), Reason: "调离"})
	sc.must(err)
	_, err = sc.TakeDuty(sc.as(sc.townHead), sc.on(stayed), nil)
	sc.must(err)
	sc.Store.Client.Post.Update().Where(post.StaffID(sc.clerk)).SetValidTo(calendar.NewDay(2026, 3, 3)).ExecX(t.Context())
	sc.now = at("2026-03-06 10:00")
	sc.must(sc.Sweep(t.Context()))
	for id, want := range map[node.CaseID][]Person{
		left: {{Handler, sc.clerk}, {Head, sc.townHead}}, stayed: {{Handler, sc.townHead}},
	} {
		warnings := sc.read(id).Warnings
		if len(warnings) == 0 || warnings[0].Level != Yellow || !slices.Equal(warnings[0].Persons, want) {
			t.Errorf("warned are %+v, want %v", warnings, want)
		}
	}
}

// Who comes second is told what happened in between, and by whom where they may see
// that person.
func TestAConflictSaysWhatHappenedInBetween(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		id := sc.start()
		seen := sc.on(id)
		_, err := sc.CheckMaterials(sc.as(sc.clerk), seen, all())
		sc.must(err)
		sc.now = at("2026-03-02 10:05")
		_, err = sc.AcceptCase(sc.as(sc.clerk), sc.on(id))
		sc.must(err)
		for who, want := range map[int]string{
			sc.townHead: "您看到的是第 1 版，现在已是第 4 版，其间：03-02 10:00 人C1 核验材料；03-02 10:05 人C1 收件；03-02 10:05 人C1 受理。请重新读取后再改。",
			sc.reviewer: "您看到的是第 1 版，现在已是第 4 版，其间：03-02 10:00 核验材料；03-02 10:05 收件；03-02 10:05 受理。请重新读取后再改。",
		} {
			if who == sc.reviewer {
				_, err = sc.DecideCase(sc.as(who), seen, DecideInput{Granted: true})
			} else {
				_, err = sc.OfferDuty(sc.as(who), seen, DutyInput{To: node.StaffID(who), Reason: "轮休"})
			}
			problems, _ := fault.From(err)
			if len(problems) == 0 || problems[0].Code != "CONFLICT" || problems[0].Message(fault.Chinese) != want {
				t.Errorf("person %d is told %v", who, err)
			}
		}
		_, err = sc.WithdrawCase(sc.as(sc.clerk), On{id, 99}, "不办了")
		if problems, _ := fault.From(err); len(problems) != 1 || problems[0].Message(fault.English) != "You saw version 99 and it is version 4 now: read it again before you change it." {
			t.Errorf("of a version that never was it tells %v", err)
		}
	})
}

// A task whose duty somebody took is begun by them: it does not move unless it is taken.
func TestATaskIsBegunByWhoTookItsDuty(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	plan := sc.task(id, "plan").Task
	_, err := sc.OfferDuty(sc.as(sc.reviewer), sc.on(id), DutyInput{Task: &plan, To: node.StaffID(sc.head), Reason: "专人办理"})
	sc.must(err)
	_, err = sc.TakeDuty(sc.as(sc.head), sc.on(id), &plan)
	sc.must(err)
	_, err = sc.BeginTask(sc.as(sc.reviewer), sc.task(id, "plan"))
	sc.refused(err, "OTHER_HANDLER")
	_, err = sc.BeginTask(sc.as(sc.head), sc.task(id, "plan"))
	sc.must(err)
	if c := sc.read(id); c.Task("plan").HolderID != sc.head {
		t.Errorf("it is held by %d", c.Task("plan").HolderID)
	}
}
