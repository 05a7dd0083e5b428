package acceptance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"onewindow/ent/db/casetask"
	"onewindow/ent/db/numberseries"
	"onewindow/ent/db/receipt"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// walker takes random steps, allowed or not, with random cases, by a clock that
// mostly goes on.
type walker struct {
	*scene
	r       *rand.Rand
	cases   []node.CaseID
	taken   map[Step]int
	refused int
}

// TestRandomWalks holds every reachable state to what always holds. In CI it takes
// some thousand steps on each engine, 100,000 with ONEWINDOW_TEST_LONG=1.
func TestRandomWalks(t *testing.T) {
	steps, long := 2000, os.Getenv("ONEWINDOW_TEST_LONG") != ""
	if long {
		steps = 100_000
	}
	testdb.EachEngine(t, func(t *testing.T, url string) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		w := &walker{scene: newScene(t, url), r: rand.New(rand.NewPCG(seed, 1)), taken: map[Step]int{}}
		for range steps {
			w.step()
			if t.Failed() {
				return
			}
		}
		for _, transition := range caseTable {
			if long && w.taken[transition.Step] == 0 && transition.Step != deemAccepted && transition.Step != RateCase {
				t.Errorf("%s was never taken in %d steps", transition.Step, steps)
			}
		}
		w.numbersHaveNoGap()
		t.Logf("%d cases, %d steps refused, taken %v", len(w.cases), w.refused, w.taken)
	})
}

// somebody does everything everywhere, as one of the persons of the scene.
func (w *walker) somebody(staff int) context.Context {
	return identity.With(w.t.Context(), identity.Caller{Name: "staff:any", StaffID: staff, Grants: []identity.Grant{
		{Role: identity.DistrictAdmin},
	}})
}

func (w *walker) step() {
	w.now = w.now.Add(time.Duration(w.r.IntN(120)) * time.Minute)
	switch w.r.IntN(40) {
	case 0:
		w.now = w.now.Add(-time.Hour) // somebody sets the machine's clock back
	case 1:
		w.now = w.now.AddDate(0, 0, 1+w.r.IntN(9)) // an outage
	case 2:
		w.must(w.Sweep(w.t.Context()))
	}
	if w.now.After(at("2026-10-30 00:00")) { // the years after are not known
		w.now = at("2026-03-02 10:00")
		w.cases = nil
	}
	if len(w.cases) < 3 || w.r.IntN(30) == 0 {
		w.cases = append(w.cases, w.start())
		w.cases = w.cases[max(0, len(w.cases)-4):]
	}
	id := w.cases[w.r.IntN(len(w.cases))]
	before := w.read(id)
	was := before.Version
	step := w.choose(before)
	err := w.take(step, id, before)
	after := w.read(id)
	if err == nil {
		w.taken[step]++
	} else {
		w.refused++
		if _, isProblem := fault.From(err); !isProblem {
			w.t.Errorf("%s in %s fails with %v", step, before.State, err)
		}
		if after.Version != was {
			w.t.Errorf("%s in %s was refused with %v and changed the case", step, before.State, err)
		}
	}
	w.holds(id, after, step)
}

// choose picks a step, mostly one that leads on.
func (w *walker) choose(c *Case) Step {
	switch allowed := stepsFrom(caseTable, c.State); {
	case w.r.IntN(6) == 0:
		return caseTable[w.r.IntN(len(caseTable))].Step
	case c.State == Accepted && w.r.IntN(4) > 0:
		return w.onward(c)
	case c.State == Decided && w.r.IntN(2) > 0:
		if len(c.Payments) == 0 {
			return RecordPayment
		}
		return DeliverCase
	default:
		return allowed[w.r.IntN(len(allowed))]
	}
}

// onward is a step that leads the tasks of a case on.
func (w *walker) onward(c *Case) Step {
	if h := c.OnTheWay(); h != nil {
		return SignHandOver
	}
	if len(c.following()) > 0 && w.r.IntN(3) == 0 {
		return CheckMaterials
	}
	for _, t := range c.Tasks {
		if allowed := stepsFrom(taskTable, t.State); len(allowed) > 0 && w.r.IntN(2) == 0 {
			return allowed[w.r.IntN(len(allowed))]
		}
	}
	if c.tasksDone() {
		return DecideCase
	}
	return DecideTask
}

// anyTask is a task of a case that a step may be for.
func (w *walker) anyTask(id node.CaseID, c *Case, step Step) (OnTask, int) {
	rows := w.Store.Client.CaseTask.Query().Where(casetask.CaseID(int(id))).AllX(w.t.Context())
	if len(rows) == 0 {
		return OnTask{1 << 30, c.Version}, w.reviewer
	}
	row := rows[w.r.IntN(len(rows))]
	for _, other := range rows {
		if _, may := leads(taskTable, step, c.Task(other.Key).State); may && w.r.IntN(8) > 0 {
			row = other
		}
	}
	who := c.Responsible(c.Task(row.Key))
	if c.Task(row.Key).HolderID == 0 {
		who = w.reviewer
	}
	return OnTask{node.TaskID(row.ID), c.Version}, who
}

func (w *walker) take(step Step, id node.CaseID, c *Case) (err error) {
	c.Settle(w.rulesAt(w.Live.Current(), c.AtCenterID), w.Store.Now())
	on, ctx := On{id, c.Version}, w.somebody(c.HolderID)
	task, who := w.anyTask(id, c, step)
	byHandler := w.somebody(who)
	yes := w.r.IntN(5) > 0
	switch step {
	case CheckMaterials:
		checks := all()
		if w.r.IntN(3) == 0 {
			follows := w.Store.Today().AddDays(w.r.IntN(9))
			checks[2] = CheckInput{Material: 2, State: MaterialFollows, FollowsBy: &follows}
		}
		_, err = w.CheckMaterials(ctx, on, checks[w.r.IntN(3)/2:])
	case ReceiveCase:
		_, err = w.ReceiveCase(ctx, on)
	case OneTimeNotice:
		_, err = w.OneTimeNotice(ctx, on, NoticeInput{Extras: []ExtraInput{{fmt.Sprint("材料", w.r.IntN(3))}}})
	case AcceptCase, deemAccepted:
		_, err = w.AcceptCase(ctx, on)
	case DeclineCase:
		if w.r.IntN(4) > 0 { // seldom, so that cases get further
			return fault.Required.At("reason")
		}
		_, err = w.DeclineCase(ctx, on, "不属于", ReferralInput{Where: "大厅", How: "前往"})
	case WithdrawCase:
		if w.r.IntN(20) > 0 {
			return fault.Required.At("reason")
		}
		_, err = w.WithdrawCase(ctx, on, "不办了")
	case BeginTask:
		_, err = w.BeginTask(byHandler, task)
	case RequestSupp:
		_, err = w.RequestSupplement(byHandler, task, []int{w.r.IntN(5)}, NoticeInput{})
	case ReceiveSupp:
		_, err = w.ReceiveSupplement(ctx, task, all()[w.r.IntN(4):])
	case StartSpecial:
		_, err = w.StartSpecialProcedure(byHandler, task, SpecialInput{Name: "勘察", Limit: catalog.TimeLimit{Value: 3, Unit: catalog.WorkingDays}})
	case EndSpecial:
		_, err = w.EndSpecialProcedure(byHandler, task, "符合")
	case ExtendTask:
		_, err = w.ExtendTask(byHandler, task, ExtendInput{Days: 1 + w.r.IntN(11), Reason: "复杂", Approver: node.StaffID(w.head)})
	case DecideTask:
		_, err = w.DecideTask(byHandler, task, yes, new("理由"))
	case DecideCase:
		granted := !slices.ContainsFunc(c.Tasks, func(t *Task) bool { return t.Agrees != nil && !*t.Agrees })
		_, err = w.DecideCase(ctx, on, DecideInput{Granted: granted, Reason: new("理由")})
	case RecordPayment:
		_, err = w.RecordPayment(ctx, on, PaymentInput{Fee: w.r.IntN(2), Reference: "P"})
	case DeliverCase:
		_, err = w.DeliverCase(ctx, on, DeliverInput{Way: catalog.DeliverCounter, Receiver: ApplicantTook, Proof: "签"})
	case OfferDuty:
		_, err = w.OfferDuty(ctx, on, DutyInput{To: node.StaffID([]int{w.clerk, w.hallClerk, w.townHead}[w.r.IntN(3)]), Reason: "轮休"})
	case TakeDuty:
		_, err = w.TakeDuty(w.somebody(max(c.OfferedTo, 1)), on, nil)
	case SendHandOver:
		up := node.CenterID(w.hall)
		_, err = w.SendHandOver(ctx, on, HandOverInput{ToCenter: &up, Papers: []string{"申请表"}})
	case SignHandOver:
		_, err = w.SignHandOver(w.somebody(w.hallClerk), on, len(c.HandOvers), nil)
	default:
		return fault.Required.At("") // a rating is its applicant's
	}
	return err
}

// holds is what holds always.
func (w *walker) holds(id node.CaseID, c *Case, step Step) {
	w.t.Helper()
	wrong := func(format string, args ...any) {
		w.t.Errorf("case %s after %s, in %s: %s", c.Number, step, c.State, fmt.Sprintf(format, args...))
	}
	stopped := slices.ContainsFunc(c.Tasks, func(t *Task) bool { return t.State.Stopped() })
	rules := w.rulesAt(w.Live.Current(), c.AtCenterID)
	switch {
	case c.HolderID == 0:
		wrong("nobody is responsible")
	case c.Clock != nil && c.State == Accepted && c.Clock.Stopped() != stopped:
		wrong("the clock stands: %v, and something is waited for: %v", c.Clock.Stopped(), stopped)
	case c.Clock != nil && (rules.Due(c.Clock) == nil) != c.Clock.Stopped():
		wrong("a clock that stands has an end, or one that runs has none")
	case c.State.Final() && c.Clock != nil:
		wrong("it is over and a clock runs")
	case c.Decision != nil && !c.tasksDone():
		wrong("it was decided without its tasks")
	case c.State == Accepted && len(c.Tasks) == 0:
		wrong("it was accepted without tasks")
	}
	for _, t := range c.Tasks {
		if !t.State.Over() && t.State != Waiting && c.Responsible(t) == 0 || t.State == InProgress && t.HolderID == 0 {
			wrong("nobody is responsible for %s", t.Key)
		}
		if t.Clock != nil && t.State.Stopped() != t.Clock.Stopped() && !t.State.Over() {
			wrong("the clock of %s, which is %s, stands: %v", t.Key, t.State, t.Clock.Stopped())
		}
	}
	row := w.Store.Client.CaseFile.GetX(w.t.Context(), int(id))
	if row.State != string(c.State) || row.Version != c.Version || row.HolderID != c.HolderID || row.Warning != string(c.Warning) || row.Events != c.Events {
		wrong("its row says %s, version %d, held by %d, warned %s, %d events", row.State, row.Version, row.HolderID, row.Warning, row.Events)
	}
	if orZero(row.OfferedToID) != c.OfferedTo {
		wrong("its duty was offered to %d, its row says %d", c.OfferedTo, orZero(row.OfferedToID))
	}
	if again := w.read(id); !reflect.DeepEqual(again, c) {
		wrong("its events give another state when they are replayed")
	}
	now := max(w.Store.Now().UnixMicro(), c.LastAt.UnixMicro())
	c.Settle(rules, time.UnixMicro(now).UTC())
	settled := len(c.fresh)
	c.Settle(rules, time.UnixMicro(now).UTC())
	if len(c.fresh) != settled {
		wrong("settling it twice adds %d events", len(c.fresh)-settled)
	}
}

func (w *walker) numbersHaveNoGap() {
	for _, center := range []int{w.town, w.hall} {
		last, err := w.Store.Client.NumberSeries.Query().Where(numberseries.Kind(seriesOfReceipts), numberseries.CenterID(center), numberseries.Year(2026)).Only(w.t.Context())
		if err != nil {
			continue
		}
		if n := w.Store.Client.Receipt.Query().Where(receipt.CenterID(center)).CountX(w.t.Context()); n != last.Last {
			w.t.Errorf("center %d has %d papers and the last is number %d", center, n, last.Last)
		}
	}
}
