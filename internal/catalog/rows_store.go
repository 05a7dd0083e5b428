package catalog

import (
	"context"
	"fmt"
	"reflect"

	"onewindow/ent/db"
	"onewindow/ent/db/condition"
	"onewindow/ent/db/fee"
	"onewindow/ent/db/legalbasis"
	"onewindow/ent/db/material"
	"onewindow/ent/db/question"
	"onewindow/ent/db/result"
	"onewindow/ent/db/specialprocedure"
	steps "onewindow/ent/db/step"
	"onewindow/internal/calendar"
)

// setContent puts into an edition's row what is not in the tables of parts.
// The error is for a day that is none, which Malformed reports first.
func setContent(m *db.EditionMutation, c Content) error {
	m.SetTitle(c.Title)
	m.SetSummary(c.Summary)
	orClear(text(c.Handling), m.SetHandling, m.ClearHandling)
	setLimit(c.StatutoryLimit, m.SetStatutoryValue, m.ClearStatutoryValue, m.SetStatutoryUnit, m.ClearStatutoryUnit, m.SetStatutoryNote)
	setLimit(c.PromisedLimit, m.SetPromisedValue, m.ClearPromisedValue, m.SetPromisedUnit, m.ClearPromisedUnit, m.SetPromisedNote)
	m.SetNoMaterials(c.NoMaterials)
	orClear(c.Charged, m.SetCharged, m.ClearCharged)
	orClear(c.Visits, m.SetVisits, m.ClearVisits)
	m.SetVisitsReason(c.VisitsReason)
	orClear(text(c.CrossArea), m.SetCrossArea, m.ClearCrossArea)
	setAccess(m, c)
	setRedress(m, c)
	m.SetRightsAndDuties(c.RightsAndDuties)
	m.SetNotice(c.Notice)
	return setVerified(m, c.VerifiedOn)
}

func setAccess(m *db.EditionMutation, c Content) {
	orClear(text(c.OnlineDepth), m.SetOnlineDepth, m.ClearOnlineDepth)
	m.SetFullyOnline(c.FullyOnline)
	m.SetOnlineURL(c.OnlineURL)
	m.SetMailMaterials(c.MailMaterials)
	m.SetMailResult(c.MailResult)
	m.SetBookable(c.Bookable)
	m.SetBookingNote(c.BookingNote)
	m.SetPlaceNote(c.PlaceNote)
	m.SetQuota(c.Quota)
}

func setRedress(m *db.EditionMutation, c Content) {
	m.SetConsultPhone(c.Consult.Phone)
	m.SetConsultAddress(c.Consult.Address)
	m.SetConsultURL(c.Consult.URL)
	m.SetComplaintPhone(c.Complaint.Phone)
	m.SetComplaintAddress(c.Complaint.Address)
	m.SetComplaintURL(c.Complaint.URL)
	m.SetAppealName(c.Appeal.Name)
	m.SetAppealAddress(c.Appeal.Address)
	m.SetAppealPhone(c.Appeal.Phone)
	m.SetLitigationName(c.Litigation.Name)
	m.SetLitigationAddress(c.Litigation.Address)
	m.SetLitigationPhone(c.Litigation.Phone)
}

func setVerified(m *db.EditionMutation, verifiedOn string) error {
	if verifiedOn == "" {
		m.ClearVerifiedOn()
		return nil
	}
	day, err := calendar.ParseDay(verifiedOn)
	if err != nil {
		return fmt.Errorf("verifiedOn: %w", err)
	}
	m.SetVerifiedOn(day)
	return nil
}

func setLimit(limit *TimeLimit, setValue func(int), clearValue func(), setUnit func(string), clearUnit func(), setNote func(string)) {
	if limit == nil {
		clearValue()
		clearUnit()
		setNote("")
		return
	}
	setValue(limit.Value)
	setUnit(string(limit.Unit))
	setNote(limit.Explanation)
}

// orClear sets a column that may be NULL, or clears it.
func orClear[T any](value *T, set func(T), clear func()) {
	if value == nil {
		clear()
		return
	}
	set(*value)
}

// text is an enumeration's value as its column keeps it.
func text[E ~string](value *E) *string {
	if value == nil {
		return nil
	}
	s := string(*value)
	return &s
}

// storeParts makes the parts of an edition those of a content, where they were
// those of another; a table whose parts are the same is left alone. The caller
// has looked up the departments that the steps name (see stepDepartments).
func storeParts(ctx context.Context, client *db.Client, id int, departmentIDs map[string]int, before, c Content) error {
	s := partStorer{editionID: id, departmentIDs: departmentIDs}
	for _, t := range []struct {
		same     bool
		had, has int
		clear    func(context.Context) (int, error)
		fill     func() execer
	}{
		{same(before.SpecialProcedures, c.SpecialProcedures), len(before.SpecialProcedures), len(c.SpecialProcedures), client.SpecialProcedure.Delete().Where(specialprocedure.EditionID(id)).Exec,
			func() execer {
				return client.SpecialProcedure.MapCreateBulk(c.SpecialProcedures, s.specialProcedure(c))
			}},
		{same(before.Conditions, c.Conditions), len(before.Conditions), len(c.Conditions), client.Condition.Delete().Where(condition.EditionID(id)).Exec,
			func() execer { return client.Condition.MapCreateBulk(c.Conditions, s.condition(c)) }},
		{same(before.Materials, c.Materials), len(before.Materials), len(c.Materials), client.Material.Delete().Where(material.EditionID(id)).Exec,
			func() execer { return client.Material.MapCreateBulk(c.Materials, s.material(c)) }},
		{same(before.Steps, c.Steps), len(before.Steps), len(c.Steps), client.Step.Delete().Where(steps.EditionID(id)).Exec,
			func() execer { return client.Step.MapCreateBulk(c.Steps, s.step(c)) }},
		{same(before.Fees, c.Fees), len(before.Fees), len(c.Fees), client.Fee.Delete().Where(fee.EditionID(id)).Exec,
			func() execer { return client.Fee.MapCreateBulk(c.Fees, s.fee(c)) }},
		{same(before.LegalBases, c.LegalBases), len(before.LegalBases), len(c.LegalBases), client.LegalBasis.Delete().Where(legalbasis.EditionID(id)).Exec,
			func() execer { return client.LegalBasis.MapCreateBulk(c.LegalBases, s.legalBasis(c)) }},
		{same(before.Results, c.Results), len(before.Results), len(c.Results), client.Result.Delete().Where(result.EditionID(id)).Exec,
			func() execer { return client.Result.MapCreateBulk(c.Results, s.result(c)) }},
		{same(before.Questions, c.Questions), len(before.Questions), len(c.Questions), client.Question.Delete().Where(question.EditionID(id)).Exec,
			func() execer { return client.Question.MapCreateBulk(c.Questions, s.question(c)) }},
	} {
		if t.same {
			continue
		}
		if t.had > 0 {
			if _, err := t.clear(ctx); err != nil {
				return fmt.Errorf("replace the parts of an edition: %w", err)
			}
		}
		if t.has > 0 {
			if err := t.fill().Exec(ctx); err != nil {
				return fmt.Errorf("store the parts of an edition: %w", err)
			}
		}
	}
	return nil
}

// execer is a statement that is ready.
type execer interface{ Exec(context.Context) error }

// same is whether two lists of parts are stored as the same rows.
func same[T any](before, after []T) bool {
	return len(before) == 0 && len(after) == 0 || reflect.DeepEqual(before, after)
}

// partStorer fills the rows of the tables of parts.
type partStorer struct {
	editionID     int
	departmentIDs map[string]int
}

func (s partStorer) specialProcedure(c Content) func(*db.SpecialProcedureCreate, int) {
	return func(row *db.SpecialProcedureCreate, i int) {
		p := c.SpecialProcedures[i]
		row.SetEditionID(s.editionID).SetPosition(i).SetName(p.Name).SetExplanation(p.Explanation)
		if p.Limit != nil {
			row.SetLimitValue(p.Limit.Value).SetLimitUnit(string(p.Limit.Unit)).SetLimitNote(p.Limit.Explanation)
		}
	}
}

func (s partStorer) condition(c Content) func(*db.ConditionCreate, int) {
	return func(row *db.ConditionCreate, i int) {
		row.SetEditionID(s.editionID).SetPosition(i).SetText(c.Conditions[i].Text).SetExcludes(c.Conditions[i].Excludes)
	}
}

func (s partStorer) material(c Content) func(*db.MaterialCreate, int) {
	return func(row *db.MaterialCreate, i int) {
		m := c.Materials[i]
		row.SetEditionID(s.editionID).SetPosition(i).SetName(m.Name).SetForm(string(m.Form)).
			SetOriginals(m.Originals).SetCopies(m.Copies).
			SetNecessity(string(m.Necessity)).SetNotNeededWhen(m.NotNeededWhen).
			SetSource(string(m.Source)).SetSourceNote(m.SourceNote).SetIssuer(m.Issuer).
			SetNillableFormat(text(m.Format)).SetPageNotes(m.PageNotes).
			SetSampleURL(m.SampleURL).SetBlankFormURL(m.BlankFormURL).SetAcceptedStandard(m.AcceptedStandard).
			SetLegalBasis(m.LegalBasis).SetMayFollow(m.MayFollow).SetSharedRecord(m.SharedRecord)
	}
}

func (s partStorer) step(c Content) func(*db.StepCreate, int) {
	return func(row *db.StepCreate, i int) {
		p := c.Steps[i]
		row.SetEditionID(s.editionID).SetPosition(i).SetKey(p.Key).SetName(p.Name).SetKind(string(p.Kind)).
			SetPost(p.Post).SetCriteria(p.Criteria).SetDependsOn(append([]string{}, p.DependsOn...))
		if p.Department != "" {
			row.SetDepartmentID(s.departmentIDs[p.Department])
		}
		if p.Limit != nil {
			row.SetLimitValue(p.Limit.Value).SetLimitUnit(string(p.Limit.Unit)).SetLimitNote(p.Limit.Explanation)
		}
	}
}

func (s partStorer) fee(c Content) func(*db.FeeCreate, int) {
	return func(row *db.FeeCreate, i int) {
		f := c.Fees[i]
		row.SetEditionID(s.editionID).SetPosition(i).SetName(f.Name).SetStandard(f.Standard).
			SetNillableAmountFen(f.AmountFen).SetBasis(f.Basis).SetReductions(f.Reductions).SetPayableOnline(f.PayableOnline)
	}
}

func (s partStorer) legalBasis(c Content) func(*db.LegalBasisCreate, int) {
	return func(row *db.LegalBasisCreate, i int) {
		b := c.LegalBases[i]
		row.SetEditionID(s.editionID).SetPosition(i).SetLaw(b.Law).SetArticle(b.Article).SetText(b.Text)
	}
}

func (s partStorer) result(c Content) func(*db.ResultCreate, int) {
	return func(row *db.ResultCreate, i int) {
		r := c.Results[i]
		delivery := make([]string, len(r.Delivery))
		for k, way := range r.Delivery {
			delivery[k] = string(way)
		}
		row.SetEditionID(s.editionID).SetPosition(i).SetName(r.Name).SetType(string(r.Type)).
			SetSampleURL(r.SampleURL).SetDelivery(delivery).SetValidFor(r.ValidFor)
	}
}

func (s partStorer) question(c Content) func(*db.QuestionCreate, int) {
	return func(row *db.QuestionCreate, i int) {
		row.SetEditionID(s.editionID).SetPosition(i).SetQuestion(c.Questions[i].Question).SetAnswer(c.Questions[i].Answer)
	}
}
