package catalog

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"onewindow/ent/db/reformround"
	"onewindow/ent/db/topic"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// HeadingCodeForm keeps codes of topics and rounds stable for programs.
var HeadingCodeForm = fault.NewKind("CODE_FORM",
	"“%s”只能含大写英文字母、数字、下划线和连字符，最多 40 个字符。",
	"%q may have capital letters A–Z, digits, underscores and hyphens only, at most 40.")

var headingCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9_-]{0,39}$`)

var topicKindValues = []TopicKind{KindTopic, KindLifeEvent}

// CreateTopicInput is a new heading.
type CreateTopicInput struct {
	Code string
	Name string
	Kind TopicKind
	// Position orders headings, smallest first.
	Position *int
}

// UpdateTopicInput changes what is given. A heading keeps its code and kind.
type UpdateTopicInput struct {
	ID              node.TopicID
	ExpectedVersion int
	Name            *string
	Position        *int
}

// CreateRoundInput is a new round of reform.
type CreateRoundInput struct {
	Code string
	Name string
	// DecidedOn is the day of the decision; Document names it, e.g. 某府发〔2026〕3号.
	DecidedOn calendar.Day
	Document  *string
}

// CreateTopic adds a heading under which people look for items.
func CreateTopic(ctx context.Context, s *store.Store, in CreateTopicInput) (node.TopicID, error) {
	return store.Write(ctx, s, "createTopic", func(ctx context.Context, tx *store.Tx) (node.TopicID, error) {
		var check shape
		err := check.newCode("code", in.Code, func() (bool, error) {
			return tx.Topic.Query().Where(topic.Code(in.Code)).Exist(ctx)
		})
		if err != nil {
			return 0, err
		}
		in.Name = strings.TrimSpace(in.Name)
		check.line("name", in.Name)
		oneOf(&check, "kind", in.Kind, topicKindValues)
		check.position(in.Position)
		others, err := tx.Topic.Query().Count(ctx)
		if err != nil {
			return 0, fmt.Errorf("count topics: %w", err)
		}
		if others >= MaxTopics {
			check.problems.Add(fault.Full.At("code", MaxTopics))
		}
		if err := check.problems.Err(); err != nil {
			return 0, err
		}
		row, err := tx.Topic.Create().SetCode(in.Code).SetName(in.Name).SetKind(string(in.Kind)).
			SetNillablePosition(in.Position).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the topic: %w", err)
		}
		tx.Record(event.Topic, row.ID, nil, row)
		return node.TopicID(row.ID), nil
	})
}

// UpdateTopic renames or moves a heading that is seen at its newest version.
func UpdateTopic(ctx context.Context, s *store.Store, in UpdateTopicInput) (node.TopicID, error) {
	return store.Write(ctx, s, "updateTopic", func(ctx context.Context, tx *store.Tx) (node.TopicID, error) {
		row, err := tx.Topic.Get(ctx, int(in.ID))
		if err != nil {
			return 0, store.Found(err, "id", node.Encode("Topic", int(in.ID)))
		}
		update := row.Update().AddVersion(1).SetNillablePosition(in.Position)
		var check shape
		check.position(in.Position)
		if in.Name != nil {
			name := strings.TrimSpace(*in.Name)
			check.line("name", name)
			update.SetName(name)
		}
		conflict := store.CheckVersion("expectedVersion", in.ExpectedVersion, row.Version)
		if err := fault.Join(conflict, check.problems.Err()); err != nil {
			return 0, err
		}
		updated, err := update.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the topic: %w", err)
		}
		tx.Record(event.Topic, row.ID, row, updated)
		return in.ID, nil
	})
}

// CreateReformRound adds a round of reform, which cancels items or shortens limits.
func CreateReformRound(ctx context.Context, s *store.Store, in CreateRoundInput) (node.RoundID, error) {
	return store.Write(ctx, s, "createReformRound", func(ctx context.Context, tx *store.Tx) (node.RoundID, error) {
		var check shape
		err := check.newCode("code", in.Code, func() (bool, error) {
			return tx.ReformRound.Query().Where(reformround.Code(in.Code)).Exist(ctx)
		})
		if err != nil {
			return 0, err
		}
		in.Name = strings.TrimSpace(in.Name)
		check.line("name", in.Name)
		if in.Document != nil {
			check.text("document", *in.Document)
		}
		if in.DecidedOn.IsZero() {
			check.problems.Add(fault.Required.At("decidedOn"))
		}
		if err := check.problems.Err(); err != nil {
			return 0, err
		}
		row, err := tx.ReformRound.Create().SetCode(in.Code).SetName(in.Name).SetDecidedOn(in.DecidedOn).
			SetNillableDocument(in.Document).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the reform round: %w", err)
		}
		tx.Record(event.Round, row.ID, nil, row)
		return node.RoundID(row.ID), nil
	})
}

// lastPlace is the largest position.
const lastPlace = 1_000_000

func (s *shape) position(n *int) {
	if n != nil {
		s.number("position", *n, lastPlace)
	}
}

// newCode wants a code of the right form that nobody has.
func (s *shape) newCode(at, code string, exists func() (bool, error)) error {
	if !headingCode.MatchString(code) {
		s.problems.Add(HeadingCodeForm.At(at, clip(code)))
		return nil
	}
	taken, err := exists()
	if taken {
		s.problems.Add(fault.Taken.At(at, code))
	}
	if err != nil {
		return fmt.Errorf("look up a code: %w", err)
	}
	return nil
}
