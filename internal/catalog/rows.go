package catalog

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/condition"
	"onewindow/ent/db/fee"
	"onewindow/ent/db/legalbasis"
	"onewindow/ent/db/material"
	"onewindow/ent/db/question"
	"onewindow/ent/db/result"
	"onewindow/ent/db/specialprocedure"
	steps "onewindow/ent/db/step"
)

// rowsPerQuery keeps a list of ids below what both engines take as parameters.
const rowsPerQuery = 5000

// LoadContents reads the contents of many editions, with one query for each
// table of parts (and one more for every 5,000 editions). The editions' own
// rows are given; departmentCode turns the department of a step into the code
// that a content names it by. The result is keyed by the edition's id.
func LoadContents(ctx context.Context, client *db.Client, editions []*db.Edition, departmentCode func(id int) string) (map[int]Content, error) {
	contents := make(map[int]*Content, len(editions))
	ids := make([]int, len(editions))
	for i, e := range editions {
		c := contentOf(e)
		contents[e.ID], ids[i] = &c, e.ID
	}
	l := partLoader{client: client, contents: contents, departmentCode: departmentCode}
	for chunk := range slices.Chunk(ids, rowsPerQuery) {
		if err := l.load(ctx, chunk); err != nil {
			return nil, fmt.Errorf("read the parts of editions: %w", err)
		}
	}
	loaded := make(map[int]Content, len(contents))
	for id, c := range contents {
		loaded[id] = *c
	}
	return loaded, nil
}

// contentOf takes from an edition's own row what is not in the tables of parts.
func contentOf(e *db.Edition) Content {
	c := Content{
		Title: e.Title, Summary: e.Summary, Handling: enum[Handling](e.Handling),
		StatutoryLimit: limitOf(e.StatutoryValue, e.StatutoryUnit, e.StatutoryNote),
		PromisedLimit:  limitOf(e.PromisedValue, e.PromisedUnit, e.PromisedNote),
		NoMaterials:    e.NoMaterials, Charged: e.Charged,
		Visits: e.Visits, VisitsReason: e.VisitsReason,
		CrossArea: enum[CrossArea](e.CrossArea), OnlineDepth: enum[OnlineDepth](e.OnlineDepth),
		FullyOnline: e.FullyOnline, OnlineURL: e.OnlineURL,
		MailMaterials: e.MailMaterials, MailResult: e.MailResult,
		Bookable: e.Bookable, BookingNote: e.BookingNote, PlaceNote: e.PlaceNote, Quota: e.Quota,
		Consult:         Channel{Phone: e.ConsultPhone, Address: e.ConsultAddress, URL: e.ConsultURL},
		Complaint:       Channel{Phone: e.ComplaintPhone, Address: e.ComplaintAddress, URL: e.ComplaintURL},
		Appeal:          Redress{Name: e.AppealName, Address: e.AppealAddress, Phone: e.AppealPhone},
		Litigation:      Redress{Name: e.LitigationName, Address: e.LitigationAddress, Phone: e.LitigationPhone},
		RightsAndDuties: e.RightsAndDuties, Notice: e.Notice,
	}
	if e.VerifiedOn != nil {
		c.VerifiedOn = e.VerifiedOn.String()
	}
	return c
}

// limitOf is the time limit in three columns; without a unit there is none.
func limitOf(value *int, unit *string, note string) *TimeLimit {
	if value == nil || unit == nil {
		return nil
	}
	return &TimeLimit{Value: *value, Unit: LimitUnit(*unit), Explanation: note}
}

// enum gives a column that may be NULL the type of its enumeration.
func enum[E ~string](column *string) *E {
	if column == nil {
		return nil
	}
	value := E(*column)
	return &value
}

// enums gives a list of codes the type of its enumeration; an empty list is none.
func enums[E ~string](codes []string) []E {
	var values []E
	for _, code := range codes {
		values = append(values, E(code))
	}
	return values
}

// partLoader fills contents from the tables of parts.
type partLoader struct {
	client         *db.Client
	contents       map[int]*Content
	departmentCode func(id int) string
}

func (l partLoader) load(ctx context.Context, ids []int) error {
	loaders := []func(context.Context, []int) error{
		l.specialProcedures, l.conditions, l.materials, l.steps, l.fees, l.legalBases, l.results, l.questions,
	}
	for _, load := range loaders {
		if err := load(ctx, ids); err != nil {
			return err
		}
	}
	return nil
}

func (l partLoader) specialProcedures(ctx context.Context, ids []int) error {
	rows, err := l.client.SpecialProcedure.Query().Where(specialprocedure.EditionIDIn(ids...)).
		Order(specialprocedure.ByEditionID(), specialprocedure.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.SpecialProcedures = append(c.SpecialProcedures, SpecialProcedure{
			Name: r.Name, Limit: limitOf(r.LimitValue, r.LimitUnit, r.LimitNote), Explanation: r.Explanation,
		})
	}
	return err
}

func (l partLoader) conditions(ctx context.Context, ids []int) error {
	rows, err := l.client.Condition.Query().Where(condition.EditionIDIn(ids...)).
		Order(condition.ByEditionID(), condition.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.Conditions = append(c.Conditions, Condition{Text: r.Text, Excludes: r.Excludes})
	}
	return err
}

func (l partLoader) materials(ctx context.Context, ids []int) error {
	rows, err := l.client.Material.Query().Where(material.EditionIDIn(ids...)).
		Order(material.ByEditionID(), material.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.Materials = append(c.Materials, Material{
			Name: r.Name, Form: MaterialForm(r.Form), Originals: r.Originals, Copies: r.Copies,
			Necessity: Necessity(r.Necessity), NotNeededWhen: r.NotNeededWhen,
			Source: MaterialSource(r.Source), SourceNote: r.SourceNote, Issuer: r.Issuer,
			Format: enum[MaterialFormat](r.Format), PageNotes: r.PageNotes,
			SampleURL: r.SampleURL, BlankFormURL: r.BlankFormURL, AcceptedStandard: r.AcceptedStandard,
			LegalBasis: r.LegalBasis, MayFollow: r.MayFollow, SharedRecord: r.SharedRecord,
		})
	}
	return err
}

func (l partLoader) steps(ctx context.Context, ids []int) error {
	rows, err := l.client.Step.Query().Where(steps.EditionIDIn(ids...)).
		Order(steps.ByEditionID(), steps.ByPosition()).All(ctx)
	for _, r := range rows {
		s := Step{
			Key: r.Key, Name: r.Name, Kind: StepKind(r.Kind), Post: r.Post, Criteria: r.Criteria,
			Limit: limitOf(r.LimitValue, r.LimitUnit, r.LimitNote), DependsOn: enums[string](r.DependsOn),
		}
		if r.DepartmentID != nil {
			s.Department = l.departmentCode(*r.DepartmentID)
		}
		c := l.contents[r.EditionID]
		c.Steps = append(c.Steps, s)
	}
	return err
}

func (l partLoader) fees(ctx context.Context, ids []int) error {
	rows, err := l.client.Fee.Query().Where(fee.EditionIDIn(ids...)).
		Order(fee.ByEditionID(), fee.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.Fees = append(c.Fees, Fee{
			Name: r.Name, Standard: r.Standard, AmountFen: r.AmountFen, Basis: r.Basis,
			Reductions: r.Reductions, PayableOnline: r.PayableOnline,
		})
	}
	return err
}

func (l partLoader) legalBases(ctx context.Context, ids []int) error {
	rows, err := l.client.LegalBasis.Query().Where(legalbasis.EditionIDIn(ids...)).
		Order(legalbasis.ByEditionID(), legalbasis.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.LegalBases = append(c.LegalBases, LegalBasis{Law: r.Law, Article: r.Article, Text: r.Text})
	}
	return err
}

func (l partLoader) results(ctx context.Context, ids []int) error {
	rows, err := l.client.Result.Query().Where(result.EditionIDIn(ids...)).
		Order(result.ByEditionID(), result.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.Results = append(c.Results, Result{
			Name: r.Name, Type: ResultType(r.Type), SampleURL: r.SampleURL,
			Delivery: enums[Delivery](r.Delivery), ValidFor: r.ValidFor,
		})
	}
	return err
}

func (l partLoader) questions(ctx context.Context, ids []int) error {
	rows, err := l.client.Question.Query().Where(question.EditionIDIn(ids...)).
		Order(question.ByEditionID(), question.ByPosition()).All(ctx)
	for _, r := range rows {
		c := l.contents[r.EditionID]
		c.Questions = append(c.Questions, Question{Question: r.Question, Answer: r.Answer})
	}
	return err
}
