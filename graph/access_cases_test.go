package graph

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"onewindow/ent/db/casefile"
	"onewindow/ent/db/casetask"
	"onewindow/ent/db/receipt"
	"onewindow/ent/db/servicecenter"
	"onewindow/ent/db/stationing"
	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
)

// office leads the cases of the fixture: somebody who does everything, everywhere.
type office struct {
	*acceptance.Service
	t      *testing.T
	ctx    context.Context
	staff  int
	item   node.ItemID
	center node.CenterID
	above  node.CenterID
	owner  int
}

// fillCases adds cases with something in every field: one that was led to its end,
// one under way, and one that was declined.
func (e *everything) fillCases(s *acceptance.Service) {
	o := e.office(s)
	whole, open, declined := e.led(o), o.underWay(), o.start()
	o.must(s.DeclineCase(o.ctx, o.on(declined), "不属于受理范围", acceptance.ReferralInput{Where: "区政务大厅", How: "到 3 号窗口", Phone: new("0826-1000001")}))
	db, ctx := e.store.Client, e.t.Context()
	for _, id := range []node.CaseID{whole, open, declined} {
		e.ids["Case"] = append(e.ids["Case"], node.Encode("Case", int(id)))
	}
	for _, id := range db.CaseTask.Query().Where(casetask.CaseIDIn(int(whole), int(open))).IDsX(ctx) {
		e.ids["CaseTask"] = append(e.ids["CaseTask"], node.Encode("CaseTask", id))
	}
	for _, row := range db.Receipt.Query().Where(receipt.CaseID(int(whole))).AllX(ctx) {
		e.ids["Receipt"] = append(e.ids["Receipt"], node.Encode("Receipt", row.ID))
		e.receipt = row.Number
	}
}

func (e *everything) office(s *acceptance.Service) *office {
	db, ctx := e.store.Client, e.t.Context()
	at := db.Stationing.Query().Where(stationing.ValidToIsNil(), stationing.HasCenterWith(servicecenter.Status("OPEN"), servicecenter.ReportsToIDNotNil())).
		WithCenter().FirstX(ctx)
	center := at.Edges.Center
	o := &office{Service: s, t: e.t, center: node.CenterID(center.ID), above: node.CenterID(*center.ReportsToID), owner: at.DepartmentID}
	o.staff = db.Staff.Create().SetNumber("ALL").SetName("全能").SaveX(ctx).ID
	for _, kind := range []string{"CLERK", "HEAD", "LEADER"} {
		db.Post.Create().SetStaffID(o.staff).SetKind(kind).SetCenterID(center.ID).SetDepartmentID(o.owner).SetValidFrom(calendar.NewDay(2020, 1, 1)).
			SetStartedAt(e.store.Now()).SetStartedBy("test").SaveX(ctx)
	}
	o.ctx = identity.With(ctx, identity.Caller{Name: "staff:ALL", StaffID: o.staff, Grants: []identity.Grant{
		{Role: identity.DistrictAdmin}, {Role: identity.WindowClerk}, {Role: identity.DepartmentReviewer},
	}})
	o.item = o.publish()
	return o
}

// publish offers an item with two parallel tasks, a fee and a material that may follow.
func (o *office) publish() node.ItemID {
	b, err := os.ReadFile("../internal/acceptance/testdata/building.json")
	if err != nil {
		o.t.Fatal(err)
	}
	var content catalog.Content
	if err := json.Unmarshal(b, &content); err != nil {
		o.t.Fatal(err)
	}
	content.Steps[2].Department, content.PromisedLimit.Value = "", 15
	kind := catalog.Licence
	item, err := catalog.RegisterItem(o.ctx, o.Store, catalog.RegisterItemInput{
		Slug: "building", Owner: node.DepartmentID(o.owner), ItemValues: catalog.ItemValues{Name: &content.Title, Type: &kind},
	})
	if err == nil {
		_, err = catalog.PutEdition(o.ctx, o.Store, catalog.PutEditionInput{Item: item, Content: content, Publish: true})
	}
	if err == nil {
		_, err = catalog.OfferItems(o.ctx, o.Store, catalog.OfferItemsInput{
			Items: []node.ItemID{item}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{o.center}},
			OfferingTerms: catalog.OfferingTerms{Mode: catalog.ModeForward}, Reason: "测试",
		})
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return item
}

func (o *office) must(_ node.CaseID, err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) start() node.CaseID {
	id, err := o.StartCase(o.ctx, acceptance.StartCaseInput{
		Item: o.item, Center: o.center, Channel: acceptance.AtWindow,
		Applicant: acceptance.ApplicantInput{
			Kind: acceptance.PersonApplies, Name: "张三丰", Identity: new("11010519491231002X"), Phone: new("13812341234"), Address: new("东街 1 号"),
		},
	})
	o.must(id, err)
	return id
}

func (o *office) on(id node.CaseID) acceptance.On {
	return acceptance.On{Case: id, ExpectedVersion: o.Store.Client.CaseFile.GetX(o.ctx, int(id)).Version}
}

func (o *office) task(id node.CaseID, key string) acceptance.OnTask {
	task := o.Store.Client.CaseTask.Query().Where(casetask.CaseID(int(id)), casetask.Key(key)).OnlyX(o.ctx)
	return acceptance.OnTask{Task: node.TaskID(task.ID), ExpectedVersion: o.on(id).ExpectedVersion}
}

func materials(follows *calendar.Day) []acceptance.CheckInput {
	checks := []acceptance.CheckInput{
		{Material: 0, State: acceptance.MaterialReceived}, {Material: 1, State: acceptance.MaterialReceived}, {Material: 2, State: acceptance.MaterialReceived},
		{Material: 3, State: acceptance.MaterialNotNeeded, Note: new("没有旧房")},
	}
	if follows != nil {
		checks[2] = acceptance.CheckInput{Material: 2, State: acceptance.MaterialFollows, FollowsBy: follows}
	}
	return checks
}

// led is a case that nobody answered in time, and that was led to its end.
func (e *everything) led(o *office) node.CaseID {
	id := o.start()
	o.must(o.OneTimeNotice(o.ctx, o.on(id), acceptance.NoticeInput{Extras: []acceptance.ExtraInput{{What: "照片"}}, Remark: new("两寸")}))
	o.must(o.CheckMaterials(o.ctx, o.on(id), materials(nil)))
	o.must(o.ReceiveCase(o.ctx, o.on(id)))
	for accepted := false; !accepted; { // until the fifth working day has ended
		e.later += 24 * time.Hour
		if err := o.Sweep(o.ctx); err != nil {
			e.t.Fatal(err)
		}
		accepted = o.Store.Client.CaseFile.Query().Where(casefile.ID(int(id)), casefile.State("ACCEPTED")).ExistX(o.ctx)
	}
	for _, key := range []string{"land", "plan", "decide"} {
		o.must(o.BeginTask(o.ctx, o.task(id, key)))
		if key == "land" {
			o.must(o.RequestSupplement(o.ctx, o.task(id, key), []int{0}, acceptance.NoticeInput{Extras: []acceptance.ExtraInput{{What: "地块图"}}, WhyNow: new("勘察后得知")}))
			o.must(o.ReceiveSupplement(o.ctx, o.task(id, key), materials(nil)[:1]))
			o.must(o.StartSpecialProcedure(o.ctx, o.task(id, key), acceptance.SpecialInput{Name: "现场勘察", Limit: catalog.TimeLimit{Value: 3, Unit: catalog.WorkingDays}}))
			o.must(o.EndSpecialProcedure(o.ctx, o.task(id, key), "符合"))
			o.must(o.ExtendTask(o.ctx, o.task(id, key), acceptance.ExtendInput{Days: 2, Reason: "复杂", Approver: node.StaffID(o.staff)}))
		}
		o.must(o.DecideTask(o.ctx, o.task(id, key), true, new("符合规划")))
	}
	department := node.DepartmentID(o.owner)
	o.must(o.SendHandOver(o.ctx, o.on(id), acceptance.HandOverInput{ToDepartment: &department, Papers: []string{"申请表"}}))
	o.must(o.SignHandOver(o.ctx, o.on(id), 1, nil))
	reviewer := identity.With(o.ctx, identity.Caller{Name: "staff:ALL", StaffID: o.staff, Grants: []identity.Grant{
		{Role: identity.DepartmentReviewer, DepartmentID: o.owner},
	}})
	o.must(o.SendHandOver(reviewer, o.on(id), acceptance.HandOverInput{ToCenter: &o.center, Papers: []string{"申请表"}}))
	o.must(o.SignHandOver(o.ctx, o.on(id), 2, nil))
	o.must(o.SendHandOver(o.ctx, o.on(id), acceptance.HandOverInput{ToCenter: &o.above, Papers: []string{"申请表", "照片"}}))
	o.must(o.SignHandOver(o.ctx, o.on(id), 3, []string{"照片"}))
	o.must(o.DecideCase(o.ctx, o.on(id), acceptance.DecideInput{Granted: true, Reason: new("符合"), Document: new("建字 1 号")}))
	o.must(o.RecordPayment(o.ctx, o.on(id), acceptance.PaymentInput{Amount: new("5.00"), Reduction: new("低保户减半"), Reference: "P-1"}))
	o.must(o.DeliverCase(o.ctx, o.on(id), acceptance.DeliverInput{Way: catalog.DeliverCounter, Receiver: acceptance.ApplicantTook, Proof: "签 1"}))
	row := o.Store.Client.CaseFile.GetX(o.ctx, int(id))
	revealed, err := o.RevealApplicant(o.ctx, acceptance.RevealApplicantInput{Case: id, Reason: "测试"})
	if err != nil {
		e.t.Fatal(err)
	}
	o.must(o.RateCase(o.ctx, acceptance.RateInput{Number: row.Number, Secret: revealed.FollowSecret, Grade: 5, Comment: new("好")}))
	return id
}

// underWay is a case that is worked on, with a material to follow and duties that
// were offered and not taken.
func (o *office) underWay() node.CaseID {
	id, follows := o.start(), o.Store.Today().AddDays(5)
	o.must(o.CheckMaterials(o.ctx, o.on(id), materials(&follows)))
	o.must(o.AcceptCase(o.ctx, o.on(id)))
	other := o.Store.Client.Staff.Create().SetNumber("ALL2").SetName("接手").SaveX(o.ctx)
	o.Store.Client.Post.Create().SetStaffID(other.ID).SetKind("CLERK").SetCenterID(int(o.center)).SetDepartmentID(o.owner).
		SetValidFrom(calendar.NewDay(2020, 1, 1)).SetStartedAt(o.Store.Now()).SetStartedBy("test").SaveX(o.ctx)
	o.must(o.OfferDuty(o.ctx, o.on(id), acceptance.DutyInput{To: node.StaffID(other.ID), Reason: "轮休"}))
	task := o.task(id, "land").Task
	o.must(o.OfferDuty(o.ctx, o.on(id), acceptance.DutyInput{Task: &task, To: node.StaffID(other.ID), Reason: "轮休"}))
	o.must(o.BeginTask(o.ctx, o.task(id, "plan")))
	o.must(o.StartSpecialProcedure(o.ctx, o.task(id, "plan"), acceptance.SpecialInput{Name: "专家评审", Limit: catalog.TimeLimit{Value: 10, Unit: catalog.WorkingDays}}))
	return id
}
