package acceptance

import (
	"slices"
	"testing"

	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// sent is a case that was received and whose papers are on their way to the hall.
func (sc *scene) sent(papers ...string) node.CaseID {
	sc.t.Helper()
	id, up := sc.start(), node.CenterID(sc.hall)
	_, err := sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	_, err = sc.SendHandOver(sc.as(sc.clerk), sc.on(id), HandOverInput{ToCenter: &up, Papers: papers})
	sc.must(err)
	return id
}

// Whatever becomes of a case while its papers are on the way, they are signed for:
// nothing else tells what was lost.
func TestPapersOnTheWayAreAlwaysSignedFor(t *testing.T) {
	for _, test := range []struct {
		what   string
		do     func(sc *scene, id node.CaseID) error
		state  State
		center func(sc *scene) int
	}{
		{"told what is missing", func(sc *scene, id node.CaseID) error {
			_, err := sc.OneTimeNotice(sc.as(sc.clerk), sc.on(id), NoticeInput{})
			return err
		}, ToComplete, func(sc *scene) int { return sc.hall }},
		{"declined", func(sc *scene, id node.CaseID) error {
			_, err := sc.DeclineCase(sc.as(sc.clerk), sc.on(id), "不属于", ReferralInput{Where: "大厅", How: "前往"})
			return err
		}, Declined, func(sc *scene) int { return sc.town }},
		{"withdrawn", func(sc *scene, id node.CaseID) error {
			_, err := sc.WithdrawCase(sc.as(sc.clerk), sc.on(id), "不办了")
			return err
		}, Withdrawn, func(sc *scene) int { return sc.town }},
	} {
		t.Run(test.what, func(t *testing.T) {
			sc := newScene(t, testdb.SQLite(t))
			id := sc.sent("申请表", "身份证复印件")
			sc.must(test.do(sc, id))
			_, err := sc.SignHandOver(sc.as(sc.hallClerk), sc.on(id), 1, []string{"申请表", "身份证复印件"})
			sc.must(err)
			c := sc.read(id)
			if c.State != test.state || c.AtCenterID != test.center(sc) || c.OnTheWay() != nil {
				t.Errorf("it is %s at %d, on the way %v", c.State, c.AtCenterID, c.OnTheWay())
			}
			if len(c.Breaches) != 1 || c.Breaches[0].Kind != PapersLost || c.Breaches[0].Reason != "申请表、身份证复印件" {
				t.Errorf("breaches %+v", c.Breaches)
			}
		})
	}
}

// A list names each paper once: what is lost is told by its name.
func TestAPaperIsOnAListOnce(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.sent("申请表", "身份证复印件")
	told := func(err error) (paths []string) {
		problems, _ := fault.From(err)
		for _, p := range problems {
			paths = append(paths, p.Code+" "+p.Path[0]+"."+p.Path[1])
		}
		slices.Sort(paths)
		return paths
	}
	_, err := sc.SignHandOver(sc.as(sc.hallClerk), sc.on(id), 1, []string{"没有", "", "申请表", "申请表"})
	if got, want := told(err), []string{"NO_SUCH_PAPER lost.0", "REPEATED lost.3", "REQUIRED lost.1"}; !slices.Equal(got, want) {
		t.Errorf("of the lost ones it tells %v, want %v", got, want)
	}
	_, err = sc.SignHandOver(sc.as(sc.hallClerk), sc.on(id), 1, nil)
	sc.must(err)
	_, err = sc.SendHandOver(sc.as(sc.hallClerk), sc.on(id), HandOverInput{ToDepartment: new(node.DepartmentID(sc.owner)), Papers: []string{"申请表", " 申请表"}})
	if got, want := told(err), []string{"REPEATED papers.1"}; !slices.Equal(got, want) {
		t.Errorf("of the list it tells %v, want %v", got, want)
	}
}

// What can be done is told before, so that no page offers what would be refused.
func TestWhatIsToldBeforeIsNotRefused(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	told := func(what string, want map[Step]bool) {
		t.Helper()
		c, err := sc.Changed(sc.Live.Begin(sc.as(sc.clerk)), id)
		sc.must(err)
		for step, may := range want {
			if steps := c.AllowedSteps(); slices.Contains(steps, string(step)) != may {
				t.Errorf("%s: %s is told: %v, in %v", what, step, !may, steps)
			}
		}
		task := &TaskAt{c.Task("land"), nil, c}
		if may := c.OnTheWay() == nil; slices.Contains(task.AllowedSteps(), string(BeginTask)) != may {
			t.Errorf("%s: of its task %v is told", what, task.AllowedSteps())
		}
	}
	told("accepted", map[Step]bool{SendHandOver: true, SignHandOver: false, TakeDuty: false, RecordPayment: true, DecideCase: false})
	up := node.CenterID(sc.hall)
	_, err := sc.SendHandOver(sc.as(sc.clerk), sc.on(id), HandOverInput{ToCenter: &up, Papers: []string{"申请表"}})
	sc.must(err)
	_, err = sc.OfferDuty(sc.as(sc.clerk), sc.on(id), DutyInput{To: node.StaffID(sc.townHead), Reason: "轮休"})
	sc.must(err)
	_, err = sc.RecordPayment(sc.as(sc.clerk), sc.on(id), PaymentInput{Fee: 0, Reference: "P-1"})
	sc.must(err)
	told("on the way", map[Step]bool{SendHandOver: false, SignHandOver: true, TakeDuty: true, RecordPayment: false})
	_, err = sc.SignHandOver(sc.as(sc.hallClerk), sc.on(id), 1, nil)
	sc.must(err)
	told("arrived", map[Step]bool{SendHandOver: true, SignHandOver: false, TakeDuty: false})
}

// Papers go from the window to a department and back: the case and its duty stay.
func TestADepartmentHandsPapersBackToTheWindow(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	send := func(who int, center, department int) error {
		in := HandOverInput{Papers: []string{"许可证"}}
		if center != 0 {
			in.ToCenter = new(node.CenterID(center))
		}
		if department != 0 {
			in.ToDepartment = new(node.DepartmentID(department))
		}
		_, err := sc.SendHandOver(sc.as(who), sc.on(id), in)
		return err
	}
	sc.refused(send(sc.surveyor, sc.hall, 0), "TO_THE_WINDOW")
	sc.refused(send(sc.surveyor, 0, sc.owner), "TO_THE_WINDOW")
	sc.refused(send(sc.surveyor, 0, 0), "ONE_RECEIVER")
	sc.refused(send(sc.clerk, sc.town, 0), "NOT_UPWARDS")
	if err := send(sc.hallClerk, sc.town, 0); err == nil {
		t.Error("who has nothing to do with it sent papers")
	}
	sc.must(send(sc.surveyor, sc.town, 0))
	if lines := sc.paper(id).Lines; !slices.Contains(lines, Line{"移出部门", "部门LAND"}) || !slices.Contains(lines, Line{"移交至", "中心EAST"}) {
		t.Errorf("the list says %v", lines)
	}
	_, err := sc.BeginTask(sc.as(sc.reviewer), sc.task(id, "plan"))
	sc.must(err)
	if _, err := sc.SignHandOver(sc.as(sc.surveyor), sc.on(id), 1, nil); err == nil {
		t.Error("who sent it signed for it")
	}
	_, err = sc.SignHandOver(sc.as(sc.townHead), sc.on(id), 1, []string{"许可证"})
	sc.must(err)
	c := sc.read(id)
	if c.AtCenterID != sc.town || c.HolderID != sc.clerk || c.OnTheWay() != nil || c.HandOvers[0].FromDepartment != sc.land {
		t.Errorf("it is at %d, held by %d, after %+v", c.AtCenterID, c.HolderID, c.HandOvers[0])
	}
	if len(c.Breaches) != 1 || c.Breaches[0].Persons[0].StaffID != sc.surveyor {
		t.Errorf("breaches %+v", c.Breaches)
	}
}
