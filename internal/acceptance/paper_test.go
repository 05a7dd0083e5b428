package acceptance

import (
	"slices"
	"testing"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

// paper is what the last paper of a case says.
func (sc *scene) paper(id node.CaseID) *Content {
	sc.t.Helper()
	ctx := sc.Live.Begin(sc.as(sc.clerk))
	shown, err := sc.Changed(ctx, id)
	sc.must(err)
	papers, err := sc.ReceiptsOf(ctx, []*CaseAt{shown})
	sc.must(err)
	content, err := papers[0][len(papers[0])-1].Content(fault.Chinese)
	sc.must(err)
	return content
}

func TestPapersSayWhatIsHandedOver(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id, three := sc.start(), 3
	checks := all()
	checks[1] = CheckInput{Material: 1, State: MaterialReceived, Copies: &three}
	_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), checks)
	sc.must(err)
	_, err = sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
	sc.must(err)
	if got, want := sc.paper(id).Materials, []string{"申请表（原件 1）", "身份证（原件 1，复印件 3）", "邻里意见（原件 1）"}; !slices.Equal(got, want) {
		t.Errorf("the receipt lists %v, want %v", got, want)
	}
	up := node.CenterID(sc.hall)
	_, err = sc.SendHandOver(sc.as(sc.clerk), sc.on(id), HandOverInput{ToCenter: &up, Papers: []string{"申请表"}})
	sc.must(err)
	if lines := sc.paper(id).Lines; !slices.Contains(lines, Line{"移交至", "中心HALL"}) {
		t.Errorf("the list of papers says %v", lines)
	}
	_, err = sc.SignHandOver(sc.as(sc.hallClerk), sc.on(id), 1, nil)
	sc.must(err)
	_, err = sc.AcceptCase(sc.as(sc.hallClerk), sc.on(id))
	sc.must(err)
	_, err = sc.SendHandOver(sc.as(sc.hallClerk), sc.on(id), HandOverInput{ToDepartment: new(node.DepartmentID(sc.land)), Papers: []string{"申请表"}})
	sc.must(err)
	if lines := sc.paper(id).Lines; !slices.Contains(lines, Line{"移交至", "部门LAND"}) {
		t.Errorf("the list of papers says %v", lines)
	}
	_, err = sc.SignHandOver(sc.as(sc.surveyor), sc.on(id), 2, nil)
	sc.must(err)
	for _, part := range []struct {
		key string
		who int
	}{{"land", sc.surveyor}, {"plan", sc.reviewer}, {"decide", sc.reviewer}} {
		_, err := sc.BeginTask(sc.as(part.who), sc.task(id, part.key))
		sc.must(err)
		_, err = sc.DecideTask(sc.as(part.who), sc.task(id, part.key), true, nil)
		sc.must(err)
	}
	_, err = sc.DecideCase(sc.as(sc.reviewer), sc.on(id), DecideInput{Granted: true})
	sc.must(err)
	_, err = sc.RecordPayment(sc.as(sc.hallClerk), sc.on(id), PaymentInput{Fee: 0, Reference: "P-1"})
	sc.must(err)
	_, err = sc.DeliverCase(sc.as(sc.hallClerk), sc.on(id), DeliverInput{Way: catalog.DeliverMail, Receiver: CarrierTook, Proof: "EMS 1"})
	sc.must(err)
	lines := sc.paper(id).Lines
	for _, want := range []Line{{"方式", "邮寄"}, {"领取人", "邮寄"}, {"签收凭证", "EMS 1"}} {
		if !slices.Contains(lines, want) {
			t.Errorf("the acknowledgement says %v, and not %v", lines, want)
		}
	}
}
