package catalog

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// EditionReasonInput is a step for which somebody will ask why.
type EditionReasonInput struct {
	ID              node.EditionID
	ExpectedVersion int
	Reason          string
}

// PublishEditionInput makes an edition the one that the public reads.
type PublishEditionInput struct {
	ID              node.EditionID
	ExpectedVersion int
	// ReformRound is the round of reform that the new limits belong to.
	ReformRound *node.RoundID
}

// CheckEditionInput asks the gate about an edition.
type CheckEditionInput struct {
	ID node.EditionID
	// Content is checked instead of the stored one, where it is given.
	Content *Content
}

// CheckEdition reports all that the gate finds in an edition without changing
// anything. It is for those who may see drafts.
func CheckEdition(ctx context.Context, s *store.Store, in CheckEditionInput) ([]Finding, error) {
	caller, err := identity.Authorize(ctx, identity.ReadUnpublished)
	if err != nil {
		return nil, err
	}
	row, err := s.Client.Edition.Get(ctx, int(in.ID))
	if err != nil {
		return nil, store.Found(err, "id", node.Encode("Edition", int(in.ID)))
	}
	item, err := itemWithBasic(ctx, s.Client, row.ItemID)
	if err != nil {
		return nil, fmt.Errorf("read the item of an edition: %w", err)
	}
	if !caller.Reach(identity.ReadUnpublished).Department(item.OwnerID) {
		return nil, identity.ErrForbidden
	}
	if in.Content != nil {
		return examineStored(ctx, s.Client, item, *in.Content, s.Today())
	}
	content, err := loadContent(ctx, s.Client, row)
	if err != nil {
		return nil, err
	}
	return examineStored(ctx, s.Client, item, content, s.Today())
}

// examineStored is examine with the departments as the database has them.
func examineStored(ctx context.Context, client *db.Client, item *db.ServiceItem, c Content, today calendar.Day) ([]Finding, error) {
	departments, err := stepDepartments(ctx, client, c)
	if err != nil {
		return nil, err
	}
	values, _ := Effective(item, item.Edges.Basic)
	return examine(Subject{Type: values.Type}, c, periodsOf(departments), today), nil
}

// examine runs the gate, and checks the departments of the steps, which the gate
// cannot know. It is never nil.
func examine(subject Subject, c Content, known stepPeriods, day calendar.Day) []Finding {
	findings := append([]Finding{}, Check(subject, c)...)
	for _, p := range append(known.unknown(c), known.ended(c, day)...) {
		findings = append(findings, Finding{Problem: p, Severity: Blocking})
	}
	return findings
}

// SubmitForReview hands a draft to those who publish. What would stop the
// publication stops the submission too.
func SubmitForReview(ctx context.Context, s *store.Store, in EditionInput) (node.EditionID, error) {
	return store.Write(ctx, s, string(stepSubmit), func(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
		row, err := editionRow(ctx, tx, in, stepSubmit)
		if err != nil {
			return 0, err
		}
		if err := passGate(ctx, tx, row); err != nil {
			return 0, err
		}
		update := row.Update().SetStatus(string(EditionInReview)).SetSubmittedAt(tx.Now).SetSubmittedBy(tx.Caller.Name)
		return in.ID, changeStatus(ctx, tx, row, update)
	})
}

// ReturnForChanges gives an edition in review back to its authors.
func ReturnForChanges(ctx context.Context, s *store.Store, in EditionReasonInput) (node.EditionID, error) {
	return store.Write(ctx, s, string(stepReturn), func(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
		row, conflict := editionRow(ctx, tx, EditionInput{in.ID, in.ExpectedVersion}, stepReturn)
		if row == nil {
			return 0, conflict
		}
		var check shape
		check.reason(in.Reason)
		if err := fault.Join(conflict, check.problems.Err()); err != nil {
			return 0, err
		}
		return in.ID, changeStatus(ctx, tx, row, row.Update().SetStatus(string(EditionDraft)).SetRemark(in.Reason))
	})
}

// PublishEdition makes an edition the one in force from today on. It is refused
// with everything that the gate finds blocking, at once; advice does not stop it.
// The edition that was published before is retired on the same day. Editions of
// items that are suspended or cancelled are not published.
func PublishEdition(ctx context.Context, s *store.Store, in PublishEditionInput) (node.EditionID, error) {
	return store.Write(ctx, s, string(stepPublish), in.within)
}

// within is PublishEdition inside its transaction.
func (in PublishEditionInput) within(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
	row, err := editionRow(ctx, tx, EditionInput{in.ID, in.ExpectedVersion}, stepPublish)
	if err != nil {
		return 0, err
	}
	if err := in.check(ctx, tx, row); err != nil {
		return 0, err
	}
	previous, err := tx.Edition.Query().
		Where(edition.ItemID(row.ItemID), edition.Status(string(EditionPublished))).All(ctx)
	if err != nil {
		return 0, fmt.Errorf("find the published edition: %w", err)
	}
	for _, p := range previous {
		if err := retire(ctx, tx, p, tx.Today, ""); err != nil {
			return 0, err
		}
	}
	update := row.Update().SetStatus(string(EditionPublished)).SetEffectiveFrom(tx.Today).
		SetPublishedAt(tx.Now).SetPublishedBy(tx.Caller.Name).SetRemark("")
	if in.ReformRound != nil {
		update.SetReformRoundID(int(*in.ReformRound))
	}
	return in.ID, changeStatus(ctx, tx, row, update)
}

func (in PublishEditionInput) check(ctx context.Context, tx *store.Tx, row *db.Edition) error {
	var problems fault.Problems
	if in.ReformRound != nil {
		if _, err := tx.ReformRound.Get(ctx, int(*in.ReformRound)); db.IsNotFound(err) {
			problems.Add(fault.NotFound.At("reformRound", node.Encode("ReformRound", int(*in.ReformRound))))
		} else if err != nil {
			return err
		}
	}
	err := passGate(ctx, tx, row)
	refused, ok := fault.From(err)
	if err != nil && !ok {
		return err
	}
	return append(problems, refused...).Err()
}

// passGate refuses an edition with everything that is wrong with it and its item.
func passGate(ctx context.Context, tx *store.Tx, row *db.Edition) error {
	item, err := itemWithBasic(ctx, tx.Client, row.ItemID)
	if err != nil {
		return fmt.Errorf("read the item of an edition: %w", err)
	}
	var problems fault.Problems
	if item.State != string(StateActive) {
		problems.Add(ItemInState.At("id", item.Slug, item.State))
	}
	content, err := loadContent(ctx, tx.Client, row)
	if err != nil {
		return err
	}
	findings, err := examineStored(ctx, tx.Client, item, content, tx.Today)
	if err != nil {
		return err
	}
	return append(problems, Refusal(findings)...).Err()
}

// Retire withdraws a published edition: from today on the item has no guide
// until another edition is published. Its offerings stay.
func Retire(ctx context.Context, s *store.Store, in EditionReasonInput) (node.EditionID, error) {
	return store.Write(ctx, s, string(stepRetire), func(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
		row, conflict := editionRow(ctx, tx, EditionInput{in.ID, in.ExpectedVersion}, stepRetire)
		if row == nil {
			return 0, conflict
		}
		var check shape
		check.reason(in.Reason)
		if err := fault.Join(conflict, check.problems.Err()); err != nil {
			return 0, err
		}
		return in.ID, retire(ctx, tx, row, tx.Today, in.Reason)
	})
}

// retire ends a published edition on a day, or on its first day when that is later.
func retire(ctx context.Context, tx *store.Tx, row *db.Edition, on calendar.Day, reason string) error {
	if row.EffectiveFrom != nil && on.Before(*row.EffectiveFrom) {
		on = *row.EffectiveFrom
	}
	update := row.Update().SetStatus(string(EditionRetired)).SetEffectiveTo(on).
		SetRetiredAt(tx.Now).SetRetiredBy(tx.Caller.Name).SetRemark(reason)
	return changeStatus(ctx, tx, row, update)
}

func changeStatus(ctx context.Context, tx *store.Tx, row *db.Edition, update *db.EditionUpdateOne) error {
	updated, err := update.AddVersion(1).SetUpdatedAt(tx.Now).SetUpdatedBy(tx.Caller.Name).Save(ctx)
	if err != nil {
		return fmt.Errorf("store the edition's status: %w", err)
	}
	tx.Record(event.Edition, row.ID, factsOf(row, nil), factsOf(updated, nil))
	return nil
}
