package acceptance

import (
	"slices"
	"strings"
	"testing"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/testdb"
)

// A fee is paid as the guide says, and all that is wrong with it is told at once;
// nobody has a reference for nothing.
func TestFees(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	for _, test := range []struct {
		in   PaymentInput
		want []string
	}{
		{PaymentInput{Fee: 7, Amount: new("abc")}, []string{"INVALID fee", "MONEY_FORM amount", "REQUIRED reference"}},
		{PaymentInput{Fee: 0, Amount: new("10.01"), Reference: "P"}, []string{"INVALID amount"}},
		{PaymentInput{Fee: 0, Amount: new("9.99")}, []string{"REQUIRED reference", "REQUIRED reduction"}},
		{PaymentInput{Fee: 0, Amount: new("0"), Reduction: new("低保户免收")}, nil},
		{PaymentInput{Fee: 0, Reference: "P"}, []string{"PAID_ALREADY fee"}},
	} {
		_, err := sc.RecordPayment(sc.as(sc.clerk), sc.on(id), test.in)
		var got []string
		problems, _ := fault.From(err)
		for _, p := range problems {
			got = append(got, p.Code+" "+strings.Join(p.Path, "."))
		}
		if !slices.Equal(got, test.want) || err != nil && len(got) == 0 {
			t.Errorf("%+v is answered %v, want %v; %v", test.in, got, test.want, err)
		}
	}
	if paid := sc.read(id).Payments; len(paid) != 1 || paid[0].AmountFen != 0 || paid[0].Reduction != "低保户免收" {
		t.Errorf("paid is %+v", paid)
	}
}

// Of several fees each is paid, or said not to apply, before the result is given.
func TestOfSeveralFeesEachIsPaidOrSaidNotToApply(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.accepted()
	for _, part := range []struct {
		key string
		who int
	}{{"land", sc.surveyor}, {"plan", sc.reviewer}, {"decide", sc.reviewer}} {
		_, err := sc.BeginTask(sc.as(part.who), sc.task(id, part.key))
		sc.must(err)
		_, err = sc.DecideTask(sc.as(part.who), sc.task(id, part.key), true, nil)
		sc.must(err)
	}
	_, err := sc.DecideCase(sc.as(sc.reviewer), sc.on(id), DecideInput{Granted: true})
	sc.must(err)
	fees := &sc.read(id).Edition.Fees // the snapshot's own
	*fees = append(*fees, catalog.Fee{Name: "补证工本费", Standard: "每证 20 元"})
	deliver := DeliverInput{Way: catalog.DeliverCounter, Receiver: ApplicantTook, Proof: "签收 1"}
	_, err = sc.DeliverCase(sc.as(sc.clerk), sc.on(id), deliver)
	sc.refused(err, "FEE_NOT_PAID")
	_, err = sc.RecordPayment(sc.as(sc.clerk), sc.on(id), PaymentInput{Fee: 0, Reference: "P-1"})
	sc.must(err)
	_, err = sc.DeliverCase(sc.as(sc.clerk), sc.on(id), deliver)
	sc.refused(err, "FEE_NOT_PAID")
	if problems, _ := fault.From(err); !strings.Contains(problems[0].Message(fault.Chinese), "：补证工本费。") {
		t.Errorf("what is not paid is told as %s", problems[0].Message(fault.Chinese))
	}
	_, err = sc.RecordPayment(sc.as(sc.clerk), sc.on(id), PaymentInput{Fee: 1, Amount: new("0")})
	sc.refused(err, "REQUIRED")
	_, err = sc.RecordPayment(sc.as(sc.clerk), sc.on(id), PaymentInput{Fee: 1, Amount: new("0"), Reduction: new("不是补证")})
	sc.must(err)
	_, err = sc.DeliverCase(sc.as(sc.clerk), sc.on(id), deliver)
	sc.must(err)
}
