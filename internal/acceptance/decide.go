package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onewindow/ent/db"
	"onewindow/ent/db/casefile"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// Rules of the end of a case.
var (
	tasksOpen       = fault.NewKind("TASKS_OPEN", "还有环节未完成：%s。", "These tasks are not done: %s.")
	allAgree        = fault.NewKind("ALL_AGREE", "各环节均同意，不能不予许可。", "Every task agrees: it cannot be refused.")
	someDisagree    = fault.NewKind("SOME_DISAGREE", "有环节不同意（%s），不能准予。", "A task disagrees (%s): it cannot be granted.")
	materialsFollow = fault.NewKind("MATERIALS_FOLLOW", "容缺材料尚未补齐：%s。", "Materials that were to follow have not come: %s.")
	feeNotPaid      = fault.NewKind("FEE_NOT_PAID", "还有费用未缴：%s。不适用的，请以 0 元登记并注明理由。", "Not paid yet: %s. Note one that does not apply as 0, with the reason.")
	noFee           = fault.NewKind("NO_FEE", "该事项不收费。", "This item is free of charge.")
	paidAlready     = fault.NewKind("PAID_ALREADY", "这项费用已缴。", "This fee was paid already.")
	ratedAlready    = fault.NewKind("RATED_ALREADY", "已经评价过了。", "It was rated already.")
	notOver         = fault.NewKind(NotNow.Code, "办件还没有结束，结束后再评价。", "The case is not over: it can be rated then.")
	unknownCase     = fault.NewKind("UNKNOWN_CASE", "办件编号或查询码有误。", "The number or the code is wrong.")
	badDelivery     = fault.NewKind("NO_SUCH_DELIVERY", "该事项的结果不以此方式送达。", "The result of this item is not delivered in this way.")
)

// DecideInput is the decision on a case.
type DecideInput struct {
	Granted bool
	Reason  *string
	// Document is the number of the result: a licence, a certificate, a letter.
	Document *string
}

// DecideCase decides when every task is done: granted when all agree, refused, with
// reasons, when one does not. Silence never makes a licence (design 2.7).
func (s *Service) DecideCase(ctx context.Context, on On, in DecideInput) (node.CaseID, error) {
	return s.act(ctx, on, DecideCase, func(ctx context.Context, c *change) error {
		if err := c.tx.At(ctx, c.deskOf(c.OwnerID)); err != nil {
			return err
		}
		c.mayDecide(in.Granted)
		reason := c.text("reason", orZero(in.Reason), maxReason)
		if !in.Granted && reason == "" {
			c.report(fault.Required, "reason")
		}
		c.happen(EventDecided, Facts{Granted: &in.Granted, Reason: reason, Document: c.text("document", orZero(in.Document), maxName)})
		return nil
	})
}

func (c *change) mayDecide(granted bool) {
	var waiting, against, following []string
	for _, t := range c.Tasks {
		switch {
		case t.State != Done:
			waiting = append(waiting, t.Name)
		case !*t.Agrees:
			against = append(against, t.Name)
		}
	}
	for _, place := range c.following() {
		following = append(following, c.Edition.Materials[place].Name)
	}
	switch {
	case len(waiting) > 0:
		c.report(tasksOpen, "case", strings.Join(waiting, "、"))
	case granted && len(against) > 0:
		c.report(someDisagree, "granted", strings.Join(against, "、"))
	case !granted && len(against) == 0:
		c.report(allAgree, "granted")
	case granted && len(following) > 0:
		c.report(materialsFollow, "granted", strings.Join(following, "、"))
	}
}

// WithdrawCase ends a case because the applicant wants no more of it.
func (s *Service) WithdrawCase(ctx context.Context, on On, reason string) (node.CaseID, error) {
	return s.act(ctx, on, WithdrawCase, func(ctx context.Context, c *change) error {
		c.happen(EventWithdrawn, Facts{Reason: c.required("reason", reason, maxReason)})
		return c.atCenter(ctx)
	})
}

// PaymentInput is a fee that was paid. No card data is taken.
type PaymentInput struct {
	// Fee is its place in the edition's list of fees, from 0.
	Fee int
	// Amount is what was paid in yuan, needed where the standard is no fixed sum or is
	// reduced.
	Amount *string
	// Reduction says why less is paid than the standard.
	Reduction *string
	// Reference is the payer's; nobody has one for nothing.
	Reference string
}

// RecordPayment notes that a fee was paid: the edition's standard, or less with a
// reason.
func (s *Service) RecordPayment(ctx context.Context, on On, in PaymentInput) (node.CaseID, error) {
	return s.act(ctx, on, RecordPayment, func(ctx context.Context, c *change) error {
		if err := c.atCenter(ctx); err != nil {
			return err
		}
		fee := c.fee(in)
		reduction, reference := c.text("reduction", orZero(in.Reduction), maxNote), c.text("reference", in.Reference, maxName)
		paid := c.paid(fee, in.Amount)
		if reference == "" && (paid == nil || *paid > 0) {
			c.report(fault.Required, "reference")
		}
		if paid == nil || fee == nil { // which was told
			return nil
		}
		if standard := fee.AmountFen; reduction == "" && (standard == nil && *paid == 0 || standard != nil && *paid < *standard) {
			c.report(fault.Required, "reduction")
		}
		c.happen(EventPaid, Facts{Fee: in.Fee, AmountFen: *paid, Reduction: reduction, Document: reference})
		return nil
	})
}

// fee is the one of the edition that was paid, nil for none.
func (c *change) fee(in PaymentInput) *catalog.Fee {
	switch fees := c.Edition.Fees; {
	case len(fees) == 0:
		c.report(noFee, "fee")
		return nil
	case in.Fee < 0 || in.Fee >= len(fees):
		c.report(fault.Invalid, "fee", strconv.Itoa(in.Fee), fmt.Sprintf("0–%d", len(fees)-1))
		return nil
	case slices.ContainsFunc(c.Payments, func(p Payment) bool { return p.Fee == in.Fee }):
		c.report(paidAlready, "fee")
	}
	return &c.Edition.Fees[in.Fee]
}

// paid is what was paid in fen: the standard when nobody said, never more. It is nil
// for what is no amount.
func (c *change) paid(fee *catalog.Fee, amount *string) *int64 {
	var standard *int64
	if fee != nil {
		standard = fee.AmountFen
	}
	switch {
	case amount == nil && fee != nil && standard == nil:
		c.report(fault.Required, "amount")
		return nil
	case amount == nil:
		return standard
	}
	fen, ok := catalog.ParseYuan(strings.TrimSpace(*amount))
	switch {
	case !ok:
		c.report(catalog.MoneyForm, "amount")
		return nil
	case standard != nil && fen > *standard:
		c.report(fault.Invalid, "amount", *amount, fee.Standard)
	}
	return &fen
}

// DeliverInput is how the result is given to the person.
type DeliverInput struct {
	Way catalog.Delivery
	// Receiver is who took it.
	Receiver Receiver
	// Proof is the reference of the signature, the code that was said, or the number
	// of the parcel.
	Proof string
}

// Receiver is who took a result.
type Receiver string

// The receivers.
const (
	ApplicantTook Receiver = "APPLICANT" // 本人
	ProxyTook     Receiver = "PROXY"     // 代领人
	CarrierTook   Receiver = "CARRIER"   // 邮寄
)

// DeliverCase gives the result, or the refusal, to the person, after each fee for a
// result was paid, or noted as 0 with the reason.
func (s *Service) DeliverCase(ctx context.Context, on On, in DeliverInput) (node.CaseID, error) {
	return s.act(ctx, on, DeliverCase, func(ctx context.Context, c *change) error {
		if err := c.atCenter(ctx); err != nil {
			return err
		}
		if unpaid := c.unpaid(); c.Decision.Granted && len(unpaid) > 0 {
			c.report(feeNotPaid, "case", strings.Join(unpaid, "、"))
		}
		if in.Way != catalog.DeliverCounter && !slices.ContainsFunc(c.Edition.Results, func(r catalog.Result) bool { return slices.Contains(r.Delivery, in.Way) }) {
			c.report(badDelivery, "way")
		}
		c.happen(EventDelivered, Facts{Delivery: in.Way, Receiver: in.Receiver, Document: c.required("proof", in.Proof, maxName)})
		return nil
	})
}

// unpaid are the fees of the edition of which nobody said yet what was paid.
func (c *Case) unpaid() (names []string) {
	for i, fee := range c.Edition.Fees {
		if orZero(c.Edition.Charged) && !slices.ContainsFunc(c.Payments, func(p Payment) bool { return p.Fee == i }) {
			names = append(names, fee.Name)
		}
	}
	return names
}

// followed is a case that its applicant asked for with its number and the code.
func (s *Service) followed(ctx context.Context, number, code string) (*db.CaseFile, error) {
	return personal.Find(ctx, s.Codes, code, func() (*db.CaseFile, error) {
		row, err := s.Store.Client.CaseFile.Query().Where(casefile.Number(strings.TrimSpace(number))).Only(ctx)
		if err != nil && !db.IsNotFound(err) {
			return nil, fmt.Errorf("look for a case: %w", err)
		}
		return row, nil
	}, func(row *db.CaseFile) (string, personal.Sealed) { return row.Number, row.FollowSecret })
}

// RateInput is what the person thought of it.
type RateInput struct {
	Number, Secret string
	// Grade is 1 to 5.
	Grade   int
	Comment *string
}

// RateCase keeps the one rating of a case (好差评), which its applicant gives with
// the number and the secret, without an account.
func (s *Service) RateCase(ctx context.Context, in RateInput) (node.CaseID, error) {
	row, err := s.followed(ctx, in.Number, in.Secret)
	if err != nil {
		return 0, err
	}
	now, err := s.settledCase(ctx, row)
	if err != nil {
		return 0, err
	}
	if !now.State.Final() {
		return 0, notOver.At("number")
	}
	ctx = identity.With(ctx, identity.Admin("applicant"))
	return s.actAs(ctx, "keepRating", On{node.CaseID(row.ID), now.Version}, RateCase, func(_ context.Context, c *change) error {
		if c.Rating != nil {
			c.report(ratedAlready, "number")
		}
		if in.Grade < 1 || in.Grade > 5 {
			c.report(fault.Invalid, "grade", strconv.Itoa(in.Grade), "1–5")
		}
		c.tx.Anywhere()
		c.happen(EventRated, Facts{Grade: in.Grade, Comment: c.text("comment", orZero(in.Comment), maxReason)})
		return nil
	})
}

// settledCase is a case as it stands now, for those who see no version of it.
func (s *Service) settledCase(ctx context.Context, row *db.CaseFile) (*Case, error) {
	cases, err := s.fold(ctx, s.Store.Client, s.Live.Current(), []*db.CaseFile{row})
	if err != nil {
		return nil, err
	}
	c := cases[0]
	c.Settle(s.rulesAt(s.Live.Current(), c.AtCenterID), s.Store.Now())
	return c, nil
}

// RevealApplicantInput asks for who applied, in the clear.
type RevealApplicantInput struct {
	Case   node.CaseID
	Reason string
}

// RevealedApplicant is who applied, in the clear.
type RevealedApplicant struct {
	Name                     string
	Identity, Phone, Address *string
	// FollowSecret lets the window print it once more.
	FollowSecret string
}

// RevealApplicant tells who applied, to those who handle the case. Each look leaves
// an event in the trail, also one with a key that was used before.
func (s *Service) RevealApplicant(ctx context.Context, in RevealApplicantInput) (*RevealedApplicant, error) {
	var told *RevealedApplicant // not the result of the change, which is kept for retries
	_, err := store.Write(store.Unkeyed(ctx), s.Store, "revealApplicant", func(ctx context.Context, tx *store.Tx) (int, error) {
		c, err := s.open(ctx, tx, int(in.Case))
		if err != nil {
			return 0, store.Found(err, "case", node.Encode("Case", int(in.Case)))
		}
		if err := c.atHandlers(ctx); err != nil {
			return 0, err
		}
		reason := c.required("reason", in.Reason, maxReason)
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		if told, err = s.clear(c.row); err != nil {
			return 0, err
		}
		tx.RecordOnly("case", c.row.ID, nil, struct{ Number, Revealed, Reason string }{c.Number, "applicant", reason})
		return c.row.ID, nil
	})
	return told, err
}

// atHandlers keeps something to those who handle the case: at its center, for the
// department that decides or one that has a task, and where papers are on their way to.
func (c *change) atHandlers(ctx context.Context) error {
	places := []store.Place{{CenterID: c.AtCenterID, DepartmentID: c.OwnerID}}
	for _, t := range c.Tasks {
		places = append(places, store.Place{DepartmentID: t.DepartmentID})
	}
	if h := c.OnTheWay(); h != nil {
		places = append(places, store.Place{CenterID: h.ToCenter, DepartmentID: h.ToDepartment})
	}
	err := identity.ErrForbidden
	for _, place := range places {
		if err = c.tx.At(ctx, place); err == nil {
			return nil
		}
	}
	return err
}

func (s *Service) clear(row *db.CaseFile) (*RevealedApplicant, error) {
	values := make([]string, 5)
	for i, f := range []struct {
		personal.Field
		sealed personal.Sealed
	}{
		{personal.ApplicantName, row.ApplicantName}, {personal.ApplicantIdentity, row.ApplicantIdentity},
		{personal.ApplicantPhone, row.ApplicantPhone}, {personal.ApplicantAddress, row.ApplicantAddress}, {personal.FollowSecret, row.FollowSecret},
	} {
		var err error
		if values[i], err = s.Store.Keys().Open(f.Field, row.Number, f.sealed); err != nil {
			return nil, fmt.Errorf("open the applicant of case %s: %w", row.Number, err)
		}
	}
	return &RevealedApplicant{values[0], orNil(values[1]), orNil(values[2]), orNil(values[3]), values[4]}, nil
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
