package acceptance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

func rowsOf(rows ...*db.CaseFile) []*db.CaseFile { return rows }

func TestACaseFromContactToRating(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		id := sc.accepted()
		c := sc.read(id)
		if c.State != Accepted || c.Task("land").State != Ready || c.Task("plan").State != Ready || c.Task("decide").State != Waiting {
			t.Fatalf("after acceptance: %s, tasks %v", c.State, c.Tasks)
		}
		if due := sc.rulesAt(sc.Live.Current(), sc.town).Due(c.Clock); !due.At.Equal(at("2026-03-09 17:30")) || due.Provisional {
			t.Errorf("five working days from the 2nd of March end %v", due)
		}
		for _, part := range []struct {
			key string
			who int
		}{{"land", sc.surveyor}, {"plan", sc.reviewer}, {"decide", sc.reviewer}} {
			_, err := sc.BeginTask(sc.as(part.who), sc.task(id, part.key))
			sc.must(err)
			_, err = sc.DecideTask(sc.as(part.who), sc.task(id, part.key), true, nil)
			sc.must(err)
		}
		document := "建字第 1 号"
		_, err := sc.DecideCase(sc.as(sc.reviewer), sc.on(id), DecideInput{Granted: true, Document: &document})
		sc.must(err)
		deliver := DeliverInput{Way: catalog.DeliverCounter, Receiver: ApplicantTook, Proof: "签收 1"}
		_, err = sc.DeliverCase(sc.as(sc.clerk), sc.on(id), deliver)
		sc.refused(err, "FEE_NOT_PAID")
		_, err = sc.RecordPayment(sc.as(sc.clerk), sc.on(id), PaymentInput{Fee: 0, Reference: "P-1"})
		sc.must(err)
		_, err = sc.RecordPayment(sc.as(sc.clerk), sc.on(id), PaymentInput{Fee: 0, Reference: "P-2"})
		sc.refused(err, "PAID_ALREADY")
		_, err = sc.DeliverCase(sc.as(sc.clerk), sc.on(id), DeliverInput{Way: catalog.DeliverHome, Receiver: ApplicantTook, Proof: "1"})
		sc.refused(err, "NO_SUCH_DELIVERY")
		_, err = sc.DeliverCase(sc.as(sc.clerk), sc.on(id), deliver)
		sc.must(err)
		revealed, err := sc.RevealApplicant(sc.as(sc.clerk), RevealApplicantInput{Case: id, Reason: "补打凭证"})
		sc.must(err)
		if revealed.Name != "张三丰" {
			t.Errorf("the applicant is %q", revealed.Name)
		}
		_, err = sc.RateCase(t.Context(), RateInput{Number: c.Number, Secret: "WRONG", Grade: 5})
		sc.refused(err, "UNKNOWN_CASE")
		_, err = sc.RateCase(t.Context(), RateInput{Number: c.Number, Secret: revealed.FollowSecret, Grade: 5})
		sc.must(err)
		_, err = sc.RateCase(t.Context(), RateInput{Number: c.Number, Secret: revealed.FollowSecret, Grade: 1})
		sc.refused(err, "RATED_ALREADY")
		c = sc.read(id)
		if c.State != Delivered || c.Rating.Grade != 5 || len(c.Breaches) != 0 {
			t.Errorf("at the end: %+v", c)
		}
		numbers := sc.Store.Client.Receipt.Query().Where().AllX(t.Context())
		want := []string{"EAST-2026-R000001", "EAST-2026-R000002", "EAST-2026-R000003", "EAST-2026-R000004"}
		var got []string
		for _, r := range numbers {
			got = append(got, r.Number)
		}
		if !slices.Equal(got, want) {
			t.Errorf("papers %v, want %v", got, want)
		}
	})
}

func TestSilenceForFiveDaysIsAcceptance(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		id := sc.start()
		_, err := sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
		sc.must(err)
		sc.now = at("2026-03-09 17:29")
		sc.must(sc.Sweep(t.Context()))
		if c := sc.read(id); c.State != Received || c.Warning != Red {
			t.Errorf("a minute before: %s, warned %s", c.State, c.Warning)
		}
		sc.now = at("2026-03-16 09:00") // a week of outage
		sc.must(sc.Sweep(t.Context()))
		sc.must(sc.Sweep(t.Context()))
		c := sc.read(id)
		if c.State != Accepted || !c.Deemed || !c.AcceptedAt.Equal(at("2026-03-02 10:00")) {
			t.Errorf("it is %s since %v", c.State, c.AcceptedAt)
		}
		if ready := c.Task("land").ReadyAt; !ready.Equal(at("2026-03-09 17:30")) {
			t.Errorf("a department could begin at %v", ready)
		}
		kinds := map[BreachKind]int{}
		for _, b := range c.Breaches {
			kinds[b.Kind]++
		}
		if kinds[NotTold] != 1 || c.Breaches[0].Persons[0] != (Person{Handler, sc.clerk}) || !slices.Contains(c.Breaches[0].Persons, Person{Head, sc.townHead}) {
			t.Errorf("breaches %+v", c.Breaches)
		}
		events := c.Events
		sc.now = at("2026-03-16 08:00") // the machine's clock was set back
		sc.must(sc.Recalculate(t.Context()))
		if c := sc.read(id); c.Events != events {
			t.Errorf("a sweep with the clock set back added %d events", c.Events-events)
		}
	})
}

func TestASecondNoticeIsABreachWhenTheFirstCouldHaveToldIt(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.start()
	_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), all()[1:])
	sc.must(err)
	_, err = sc.OneTimeNotice(sc.as(sc.clerk), sc.on(id), NoticeInput{})
	sc.must(err)
	c := sc.read(id)
	if len(c.Notices) != 1 || len(c.Notices[0].Missing) != 1 || c.Notices[0].Missing[0].What != "申请表" {
		t.Fatalf("the notice says %+v", c.Notices)
	}
	_, err = sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	_, err = sc.OneTimeNotice(sc.as(sc.clerk), sc.on(id), NoticeInput{})
	sc.must(err)
	if c := sc.read(id); len(c.Breaches) != 0 {
		t.Errorf("to ask again for what was told is no breach: %+v", c.Breaches)
	}
	_, err = sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	_, err = sc.OneTimeNotice(sc.as(sc.clerk), sc.on(id), NoticeInput{Extras: []ExtraInput{{"户口簿"}}})
	sc.must(err)
	c = sc.read(id)
	if len(c.Breaches) != 1 || c.Breaches[0].Kind != SecondNotice || c.Breaches[0].Reason != "户口簿" {
		t.Errorf("breaches %+v", c.Breaches)
	}
}

func TestClocksStandWhileAskedAndAreExtendedOnce(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	due := func() time.Time {
		c := sc.read(id)
		d := sc.rulesAt(sc.Live.Current(), sc.town).Due(c.Clock)
		if d == nil {
			return time.Time{}
		}
		return d.At
	}
	_, err := sc.BeginTask(sc.as(sc.surveyor), sc.task(id, "land"))
	sc.must(err)
	sc.now = at("2026-03-03 11:00")
	_, err = sc.RequestSupplement(sc.as(sc.surveyor), sc.task(id, "land"), nil, NoticeInput{Extras: []ExtraInput{{"地块图"}}, WhyNow: new(string("新情况"))})
	sc.must(err)
	if !due().IsZero() {
		t.Errorf("while it stands it is due %v", due())
	}
	sc.now = at("2026-03-10 11:00")
	sc.must(sc.Sweep(t.Context()))
	for _, b := range sc.read(id).Breaches {
		if b.Task != "plan" { // which went on, and nobody took
			t.Errorf("a breach while the clock stands: %+v", b)
		}
	}
	_, err = sc.ReceiveSupplement(sc.as(sc.clerk), sc.task(id, "land"), nil)
	sc.must(err)
	if want := at("2026-03-16 17:30"); !due().Equal(want) { // one day was used
		t.Errorf("due %v, want %v", due(), want)
	}
	extend := ExtendInput{Days: 3, Reason: "案情复杂", Approver: node.StaffID(sc.clerk)}
	_, err = sc.ExtendTask(sc.as(sc.surveyor), sc.task(id, "land"), extend)
	sc.refused(err, "NOT_APPROVER")
	_, err = sc.BeginTask(sc.as(sc.reviewer), sc.task(id, "plan"))
	sc.must(err)
	_, err = sc.DecideTask(sc.as(sc.surveyor), sc.task(id, "plan"), true, nil)
	if err == nil {
		t.Error("another department decided")
	}
}

func TestAHandOverTravelsUpwardsAndTellsWhatIsLost(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	up := node.CenterID(sc.hall)
	_, err := sc.SendHandOver(sc.as(sc.clerk), sc.on(id), HandOverInput{ToCenter: &up, Papers: []string{"申请表", "身份证复印件"}})
	sc.must(err)
	_, err = sc.BeginTask(sc.as(sc.surveyor), sc.task(id, "land"))
	sc.refused(err, "PAPERS_ON_THE_WAY")
	if c := sc.read(id); c.AtCenterID != sc.town || c.HolderID != sc.clerk {
		t.Error("the duty moved before it was taken")
	}
	_, err = sc.SignHandOver(sc.as(sc.clerk), sc.on(id), 1, nil)
	if err == nil {
		t.Error("who sent it signed for it")
	}
	_, err = sc.SignHandOver(sc.as(sc.hallClerk), sc.on(id), 1, []string{"申请表"})
	sc.must(err)
	c := sc.read(id)
	if c.AtCenterID != sc.hall || c.HolderID != sc.hallClerk || len(c.Breaches) != 1 || c.Breaches[0].Kind != PapersLost || c.Breaches[0].Persons[0].StaffID != sc.clerk {
		t.Errorf("after it was signed: at %d, held by %d, breaches %+v", c.AtCenterID, c.HolderID, c.Breaches)
	}
}

// What is wrong is told at the field of the input that is wrong.
func TestWhatIsWrongIsToldAtItsField(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	at := func(err error, want ...string) {
		t.Helper()
		var got []string
		problems, _ := fault.From(err)
		for _, p := range problems {
			got = append(got, p.Code+" "+strings.Join(p.Path, "."))
		}
		if !slices.Equal(got, want) {
			t.Errorf("it tells %v, want %v", got, want)
		}
	}
	revealed, err := sc.RevealApplicant(sc.as(sc.clerk), RevealApplicantInput{Case: id, Reason: "补打凭证"})
	sc.must(err)
	_, err = sc.RateCase(t.Context(), RateInput{Number: sc.read(id).Number, Secret: revealed.FollowSecret, Grade: 5})
	at(err, "NOT_NOW number")
	_, err = sc.BeginTask(sc.as(sc.surveyor), sc.task(id, "land"))
	sc.must(err)
	_, err = sc.StartSpecialProcedure(sc.as(sc.surveyor), sc.task(id, "land"), SpecialInput{Name: "听证", Limit: catalog.TimeLimit{Value: 5, Unit: catalog.OnTheSpot}})
	at(err, "INVALID limit.unit")
	_, err = sc.WithdrawCase(sc.as(sc.clerk), On{id, 1}, " ") // of another version, and without a reason
	at(err, "CONFLICT expectedVersion", "REQUIRED reason")
	task := sc.task(id, "land")
	_, err = sc.WithdrawCase(sc.as(sc.clerk), sc.on(id), "不办了")
	sc.must(err)
	_, err = sc.DecideTask(sc.as(sc.surveyor), OnTask{task.Task, sc.on(id).ExpectedVersion}, true, nil)
	at(err, "NOT_NOW task")
}

// A guide stays with the case that began by it, for who handles it, also when it is
// withdrawn and nobody else sees it any more.
func TestACaseKeepsItsGuide(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	admin := identity.With(t.Context(), identity.Admin("test"))
	edition := sc.Store.Client.Edition.GetX(t.Context(), sc.read(id).Edition.ID)
	_, err := catalog.Retire(admin, sc.Store, catalog.EditionReasonInput{ID: node.EditionID(edition.ID), ExpectedVersion: edition.Version, Reason: "停办"})
	sc.must(err)
	live, err := catalog.Follow(t.Context(), sc.Store)
	sc.must(err)
	sc.Service = New(sc.Store, live)
	ctx := sc.Live.Begin(sc.as(sc.clerk))
	if catalog.LensOf(ctx).Item(sc.item) != nil {
		t.Fatal("the item is still seen")
	}
	shown, err := sc.Changed(ctx, id)
	sc.must(err)
	if guide, item := shown.Guide(), shown.Item(); guide == nil || guide.Title != "农村住房建设许可" || item == nil || item.ID() != node.ItemID(sc.item) {
		t.Errorf("its guide is %v, its item %v", guide, item)
	}
	if drafts, err := catalog.LensOf(ctx).ReadDrafts(ctx, sc.Store.Client, []*catalog.ItemAt{shown.Item()}); err != nil || drafts[0] != nil {
		t.Errorf("its draft is told: %v, %v", drafts, err)
	}
}

// Who is declined follows why, and where to go on.
func TestWhoIsDeclinedFollowsWhy(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.start()
	revealed, err := sc.RevealApplicant(sc.as(sc.clerk), RevealApplicantInput{Case: id, Reason: "补打凭证"})
	sc.must(err)
	follow := func() *Followed {
		t.Helper()
		f, err := sc.FollowCase(sc.Live.Begin(t.Context()), sc.read(id).Number, revealed.FollowSecret, fault.Chinese)
		sc.must(err)
		return f
	}
	if f := follow(); f.Reason != nil {
		t.Errorf("before it ended it says %q", *f.Reason)
	}
	_, err = sc.DeclineCase(sc.as(sc.clerk), sc.on(id), "不属于本行政机关职权", ReferralInput{Where: "大厅", How: "前往"})
	sc.must(err)
	if f := follow(); f.Reason == nil || *f.Reason != "不属于本行政机关职权" || f.Referral == nil || f.Referral.Where != "大厅" {
		t.Errorf("it says %v and %+v", f.Reason, f.Referral)
	}
}
