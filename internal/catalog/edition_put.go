package catalog

import (
	"context"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// PutEditionInput is a guide as a list has it: a draft, or an edition that is
// published together with its past.
type PutEditionInput struct {
	Item    node.ItemID
	Content Content
	Publish bool
	// Number is the next one when nil. It is above those the item has.
	Number *int
	// EffectiveFrom is the first day of a published edition, today when nil; not in
	// the future and not before the present edition began.
	EffectiveFrom *calendar.Day
	// PublishedAt is when it was published, now when nil; not in the future.
	PublishedAt *time.Time
	ReformRound *node.RoundID
}

// NumberTaken keeps the numbers of editions growing.
var NumberTaken = fault.NewKind("EDITION_NUMBER",
	"版本号 %d 不大于现有的第 %d 版。请留空由系统编号，或填更大的号。",
	"The number %d is not above edition %d, which there is. Leave it empty, or write a larger one.")

// PutEdition stores a guide that comes from a list. As a draft it replaces the
// draft that the item has. To be published it passes the same gate as
// PublishEdition; a draft that the item has becomes this edition, and the one in
// force is retired on the day on which this one begins. An item that is
// suspended keeps its guide, one that is cancelled gets none.
func PutEdition(ctx context.Context, s *store.Store, in PutEditionInput) (node.EditionID, error) {
	return store.Write(ctx, s, "putEdition", func(ctx context.Context, tx *store.Tx) (node.EditionID, error) {
		p := putting{PutEditionInput: in, tx: tx}
		if err := p.find(ctx); err != nil {
			return 0, err
		}
		if err := p.check(ctx); err != nil {
			return 0, err
		}
		return p.store(ctx)
	})
}

// putting is a guide on its way in.
type putting struct {
	PutEditionInput
	tx               *store.Tx
	item             *db.ServiceItem
	draft, published *db.Edition
	newest           int
	departments      map[string]*db.Department
}

func (p *putting) find(ctx context.Context) error {
	var err error
	if p.item, err = itemWithBasic(ctx, p.tx.Client, int(p.Item)); err != nil {
		return store.Found(err, "item", node.Encode("ServiceItem", int(p.Item)))
	}
	rows, err := p.tx.Edition.Query().Where(edition.ItemID(p.item.ID)).Order(edition.ByNumber()).All(ctx)
	if err != nil {
		return fmt.Errorf("read the editions of an item: %w", err)
	}
	for _, row := range rows {
		p.newest = row.Number
		switch {
		case row.PublishedAt == nil:
			p.draft = row
		case row.Status == string(EditionPublished):
			p.published = row
		}
	}
	p.departments, err = stepDepartments(ctx, p.tx.Client, p.Content)
	return err
}

// check collects everything that keeps the guide out.
func (p *putting) check(ctx context.Context) error {
	var problems fault.Problems
	if p.item.State == string(StateCancelled) {
		problems.Add(ItemInState.At("item", p.item.Slug, p.item.State))
	}
	if p.draft != nil && p.draft.Status != string(EditionDraft) {
		problems.Add(EditionInStatus.At("item", p.draft.Status))
	}
	if p.Number != nil && (p.draft == nil || p.draft.Number != *p.Number) && *p.Number <= p.newest {
		problems.Add(NumberTaken.At("number", *p.Number, p.newest))
	}
	p.checkDays(&problems)
	if p.ReformRound != nil {
		if _, err := p.tx.ReformRound.Get(ctx, int(*p.ReformRound)); db.IsNotFound(err) {
			problems.Add(fault.NotFound.At("reformRound", node.Encode("ReformRound", int(*p.ReformRound))))
		} else if err != nil {
			return err
		}
	}
	known := periodsOf(p.departments)
	if p.Publish {
		values, _ := Effective(p.item, p.item.Edges.Basic)
		return append(problems, Refusal(examine(Subject{Type: values.Type}, p.Content, known, p.tx.Today))...).Err()
	}
	return append(append(problems, Malformed(p.Content)...), known.unknown(p.Content)...).Err()
}

func (p *putting) checkDays(problems *fault.Problems) {
	if day := p.EffectiveFrom; day != nil && p.Publish {
		if day.After(p.tx.Today) {
			problems.Add(NotInFuture.At("effectiveFrom", day.String(), p.tx.Today.String()))
		}
		if p.published != nil && p.published.EffectiveFrom != nil && day.Before(*p.published.EffectiveFrom) {
			problems.Add(fault.DayOrder.At("effectiveFrom", day.String(), p.published.EffectiveFrom.String()))
		}
	}
	if at := p.PublishedAt; at != nil && at.After(p.tx.Now) {
		problems.Add(NotInFuture.At("publishedAt", at.Format(time.RFC3339), p.tx.Now.Format(time.RFC3339)))
	}
}

func (p *putting) store(ctx context.Context) (node.EditionID, error) {
	from := dayOr(p.EffectiveFrom, p.tx.Today)
	if p.Publish && p.published != nil {
		if err := retire(ctx, p.tx, p.published, from, ""); err != nil {
			return 0, err
		}
	}
	row, before, err := p.row(ctx)
	if err != nil {
		return 0, err
	}
	var was any // nothing, when it is new
	update := row.Update().SetUpdatedAt(p.tx.Now).SetUpdatedBy(p.tx.Caller.Name)
	if p.draft != nil {
		was = factsOf(p.draft, &before)
		update.AddVersion(1)
	}
	if p.Number != nil {
		update.SetNumber(*p.Number)
	}
	if p.Publish {
		at := p.tx.Now
		if p.PublishedAt != nil {
			at = p.PublishedAt.UTC().Truncate(time.Microsecond)
		}
		update.SetStatus(string(EditionPublished)).SetEffectiveFrom(from).SetPublishedAt(at).SetPublishedBy(p.tx.Caller.Name)
	}
	if p.ReformRound != nil {
		update.SetReformRoundID(int(*p.ReformRound))
	}
	if err := setContent(update.Mutation(), p.Content); err != nil {
		return 0, err
	}
	stored, err := update.Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("store a guide: %w", err)
	}
	if err := storeParts(ctx, p.tx.Client, row.ID, rowIDs(p.departments), before, p.Content); err != nil {
		return 0, err
	}
	p.tx.Record(event.Edition, row.ID, was, factsOf(stored, &p.Content))
	return node.EditionID(row.ID), nil
}

// row is the draft that the guide replaces, with what it was, or a new one.
func (p *putting) row(ctx context.Context) (*db.Edition, Content, error) {
	if p.draft != nil {
		content, err := loadContent(ctx, p.tx.Client, p.draft)
		return p.draft, content, err
	}
	row, err := p.tx.Edition.Create().SetItemID(p.item.ID).SetNumber(p.newest + 1).SetStatus(string(EditionDraft)).
		SetCreatedAt(p.tx.Now).SetCreatedBy(p.tx.Caller.Name).SetUpdatedAt(p.tx.Now).SetUpdatedBy(p.tx.Caller.Name).Save(ctx)
	if err != nil {
		return nil, Content{}, fmt.Errorf("store a draft: %w", err)
	}
	return row, Content{}, nil
}
