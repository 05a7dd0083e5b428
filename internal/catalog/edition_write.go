package catalog

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/ent/db/serviceitem"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules on the life of editions.
var (
	// EditionInStatus refuses a step that does not follow from the present status.
	EditionInStatus = fault.NewKind("EDITION_STATUS",
		"该版本的状态是 %s，不能执行此操作。",
		"The edition is %s: this cannot be done to it.")
	// DraftExists keeps an item to one draft at a time.
	DraftExists = fault.NewKind("DRAFT_EXISTS",
		"该事项已有第 %d 版草稿，请先发布或丢弃。",
		"The item has a draft already, edition %d: publish or discard it first.")
)

// editionStep is something that is done to an edition.
type editionStep string

const (
	stepSave    editionStep = "saveDraft"
	stepDiscard editionStep = "discardDraft"
	stepSubmit  editionStep = "submitForReview"
	stepReturn  editionStep = "returnForChanges"
	stepPublish editionStep = "publishEdition"
	stepRetire  editionStep = "retire"
)

// transitions is the life of an edition: from which status each step may be
// taken. An administrator may publish a draft that was not submitted for review.
// Nothing leads to a content that was published: it never changes.
var transitions = map[editionStep][]EditionStatus{
	stepSave:    {EditionDraft},
	stepDiscard: {EditionDraft},
	stepSubmit:  {EditionDraft},
	stepReturn:  {EditionInReview},
	stepPublish: {EditionDraft, EditionInReview},
	stepRetire:  {EditionPublished},
}

// DraftEditionInput begins a new edition of an item.
type DraftEditionInput struct {
	Item node.ItemID
	// BasedOn is the edition whose content is copied, of this item or of another;
	// nil is the published one, or an empty content where there is none.
	BasedOn *node.EditionID
}

// SaveDraftInput replaces the whole content of a draft.
type SaveDraftInput struct {
	ID              node.EditionID
	ExpectedVersion int
	Content         Content
}

// EditionInput names an edition at the version that the caller saw.
type EditionInput struct {
	ID              node.EditionID
	ExpectedVersion int
}

// DraftEdition begins a new edition of an item that has no draft.
func DraftEdition(ctx context.Context, s *store.Store, in DraftEditionInput) (node.EditionID, error) {
	return store.Write(ctx, s, "draftEdition", in.within)
}

// within is DraftEdition inside its transaction.
func (in DraftEditionInput) within(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
	item, err := itemWithBasic(ctx, tx.Client, int(in.Item))
	if err != nil {
		return 0, store.Found(err, "item", node.Encode("ServiceItem", int(in.Item)))
	}
	if err := tx.At(ctx, store.Place{DepartmentID: item.OwnerID}); err != nil {
		return 0, err
	}
	number, err := in.check(ctx, tx, item)
	if err != nil {
		return 0, err
	}
	content, err := in.content(ctx, tx, item)
	if err != nil {
		return 0, err
	}
	create := tx.Edition.Create().SetItemID(item.ID).SetNumber(number).SetStatus(string(EditionDraft)).
		SetCreatedAt(tx.Now).SetCreatedBy(tx.Caller.Name).SetUpdatedAt(tx.Now).SetUpdatedBy(tx.Caller.Name)
	if err := setContent(create.Mutation(), content); err != nil {
		return 0, err
	}
	row, err := create.Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("store the draft: %w", err)
	}
	departments, err := stepDepartments(ctx, tx.Client, content)
	if err != nil {
		return 0, err
	}
	if err := storeParts(ctx, tx.Client, row.ID, rowIDs(departments), Content{}, content); err != nil {
		return 0, err
	}
	tx.Record(event.Edition, row.ID, nil, factsOf(row, &content))
	return node.EditionID(row.ID), nil
}

// check returns the number that the new edition has.
func (in DraftEditionInput) check(ctx context.Context, tx *store.Tx, item *db.ServiceItem) (int, error) {
	if item.State == string(StateCancelled) {
		return 0, ItemInState.At("item", item.Slug, item.State)
	}
	newest, err := tx.Edition.Query().Where(edition.ItemID(item.ID)).Order(db.Desc(edition.FieldNumber)).First(ctx)
	switch {
	case db.IsNotFound(err):
		return 1, nil
	case err != nil:
		return 0, fmt.Errorf("find the newest edition: %w", err)
	case newest.PublishedAt == nil:
		return 0, DraftExists.At("item", newest.Number)
	}
	return newest.Number + 1, nil
}

// content is what the draft begins with.
func (in DraftEditionInput) content(ctx context.Context, tx *store.Tx, item *db.ServiceItem) (Content, error) {
	source := edition.And(edition.ItemID(item.ID), edition.Status(string(EditionPublished)))
	if in.BasedOn != nil {
		source = edition.ID(int(*in.BasedOn))
	}
	row, err := tx.Edition.Query().Where(source).Only(ctx)
	switch {
	case db.IsNotFound(err) && in.BasedOn == nil:
		values, _ := Effective(item, item.Edges.Basic)
		return Content{Title: values.Name}, nil
	case db.IsNotFound(err):
		return Content{}, fault.NotFound.At("basedOn", node.Encode("Edition", int(*in.BasedOn)))
	case err != nil:
		return Content{}, fmt.Errorf("find the edition to copy: %w", err)
	}
	if row.PublishedAt == nil { // another one's draft is theirs
		if err := atItem(ctx, tx, row.ItemID); err != nil {
			return Content{}, err
		}
	}
	return loadContent(ctx, tx.Client, row)
}

// SaveDraft replaces the content of a draft. It may be incomplete, but not
// malformed, and the departments of its steps must exist.
func SaveDraft(ctx context.Context, s *store.Store, in SaveDraftInput) (node.EditionID, error) {
	return store.Write(ctx, s, string(stepSave), in.within)
}

// within is SaveDraft inside its transaction.
func (in SaveDraftInput) within(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
	row, conflict := editionRow(ctx, tx, EditionInput{in.ID, in.ExpectedVersion}, stepSave)
	if row == nil {
		return 0, conflict
	}
	departments, err := stepDepartments(ctx, tx.Client, in.Content)
	if err != nil {
		return 0, err
	}
	problems := append(Malformed(in.Content), periodsOf(departments).unknown(in.Content)...)
	if err := fault.Join(conflict, problems.Err()); err != nil {
		return 0, err
	}
	before, err := loadContent(ctx, tx.Client, row)
	if err != nil {
		return 0, err
	}
	update := row.Update().AddVersion(1).SetUpdatedAt(tx.Now).SetUpdatedBy(tx.Caller.Name)
	if err := setContent(update.Mutation(), in.Content); err != nil {
		return 0, err
	}
	updated, err := update.Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("store the draft: %w", err)
	}
	if err := storeParts(ctx, tx.Client, row.ID, rowIDs(departments), before, in.Content); err != nil {
		return 0, err
	}
	tx.Record(event.Edition, row.ID, factsOf(row, &before), factsOf(updated, &in.Content))
	return in.ID, nil
}

// DiscardDraft deletes a draft that was never published. It returns its item.
func DiscardDraft(ctx context.Context, s *store.Store, in EditionInput) (node.ItemID, error) {
	return store.Write(ctx, s, string(stepDiscard), func(ctx context.Context, tx *store.Tx) (node.ItemID, error) {
		row, err := editionRow(ctx, tx, in, stepDiscard)
		if err != nil {
			return 0, err
		}
		content, err := loadContent(ctx, tx.Client, row)
		if err != nil {
			return 0, err
		}
		if err := tx.Edition.DeleteOne(row).Exec(ctx); err != nil {
			return 0, fmt.Errorf("delete the draft: %w", err)
		}
		tx.Record(event.Edition, row.ID, factsOf(row, &content), nil)
		return node.ItemID(row.ItemID), nil
	})
}

// editionRow is the edition, when the step may be taken from its status; the error
// is a conflict when the caller saw another version, and the edition is nil with
// every other one.
func editionRow(ctx context.Context, tx *store.Tx, in EditionInput, step editionStep) (*db.Edition, error) {
	row, err := tx.Edition.Get(ctx, int(in.ID))
	if err != nil {
		return nil, store.Found(err, "id", node.Encode("Edition", int(in.ID)))
	}
	if err := atItem(ctx, tx, row.ItemID); err != nil {
		return nil, err
	}
	conflict := store.CheckVersion("expectedVersion", in.ExpectedVersion, row.Version)
	if conflict == nil && !slices.Contains(transitions[step], EditionStatus(row.Status)) {
		return nil, EditionInStatus.At("id", row.Status)
	}
	return row, conflict
}

// atItem keeps a change to items of the caller's department.
func atItem(ctx context.Context, tx *store.Tx, id int) error {
	item, err := tx.ServiceItem.Query().Where(serviceitem.ID(id)).Select(serviceitem.FieldOwnerID).Only(ctx)
	if err != nil {
		return fmt.Errorf("look for whose item %d is: %w", id, err)
	}
	return tx.At(ctx, store.Place{DepartmentID: item.OwnerID})
}

// editionFacts is what the audit trail keeps of an edition. Content is nil where
// it did not change.
type editionFacts struct {
	Item, Number, Version      int
	Status                     string
	EffectiveFrom, EffectiveTo *calendar.Day
	ReformRound                *int     `json:",omitempty"`
	Remark                     string   `json:",omitempty"`
	Content                    *Content `json:",omitempty"`
}

func factsOf(row *db.Edition, content *Content) editionFacts {
	return editionFacts{
		Item: row.ItemID, Number: row.Number, Version: row.Version, Status: row.Status,
		EffectiveFrom: row.EffectiveFrom, EffectiveTo: row.EffectiveTo,
		ReformRound: row.ReformRoundID, Remark: row.Remark, Content: content,
	}
}
