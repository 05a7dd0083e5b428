package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onewindow/ent/db"
	"onewindow/ent/db/synonymgroup"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/search"
	"onewindow/internal/store"
)

// How little a group of synonyms may hold, and how much a word.
const (
	maxSynonymLength  = 20 // characters of a word
	minSynonymsNeeded = 2
)

// Rules on groups of synonyms.
var (
	// TooFewWords is a group that says nothing.
	TooFewWords = fault.NewKind("TOO_FEW_WORDS",
		"一组同义词至少要有两个不同的词。",
		"A group of synonyms has at least two different words.")
	// WordForm keeps words such that a search can find them in a text.
	WordForm = fault.NewKind("WORD_FORM",
		"“%s”不能作同义词：一个词须有 1 至 %d 个字，只含文字和数字。",
		"%q cannot be a synonym: a word has 1 to %d letters or digits and nothing else.")
)

// SynonymGroup is a list of words that mean the same to those who search.
type SynonymGroup struct {
	Row *db.SynonymGroup
}

// SynonymGroupEdge and SynonymGroupConnection are pages of groups.
type (
	SynonymGroupEdge       = page.Edge[*SynonymGroup]
	SynonymGroupConnection = page.Connection[*SynonymGroup]
)

// ID is the opaque id.
func (g *SynonymGroup) ID() node.SynonymGroupID { return node.SynonymGroupID(g.Row.ID) }

// Words are the words, each as good as the other.
func (g *SynonymGroup) Words() []string { return g.Row.Words }

// Note is why they stand together, nil when nobody said.
func (g *SynonymGroup) Note() *string { return orNil(g.Row.Note) }

// Version is the version to give back when changing the record.
func (g *SynonymGroup) Version() int { return g.Row.Version }

// SaveSynonymsInput makes a group, or changes the one that is named.
type SaveSynonymsInput struct {
	// ID and ExpectedVersion are nil for a new group.
	ID              *node.SynonymGroupID
	ExpectedVersion *int
	Words           []string
	Note            *string
}

// RemoveSynonymsInput removes a group.
type RemoveSynonymsInput struct {
	ID              node.SynonymGroupID
	ExpectedVersion int
}

// SaveSynonyms stores a group of words that mean the same: a search for one
// finds what has another.
func SaveSynonyms(ctx context.Context, s *store.Store, in SaveSynonymsInput) (node.SynonymGroupID, error) {
	return store.Write(ctx, s, "saveSynonyms", func(ctx context.Context, tx *store.Tx) (node.SynonymGroupID, error) {
		words := once(in.Words)
		if err := checkSynonyms(in, words); err != nil {
			return 0, err
		}
		if in.ID == nil {
			row, err := tx.SynonymGroup.Create().SetWords(words).SetNillableNote(in.Note).Save(ctx)
			if err != nil {
				return 0, fmt.Errorf("store synonyms: %w", err)
			}
			tx.Record(event.Synonyms, row.ID, nil, row)
			return node.SynonymGroupID(row.ID), nil
		}
		row, err := synonymRow(ctx, tx, *in.ID, orZero(in.ExpectedVersion))
		if err != nil {
			return 0, err
		}
		updated, err := row.Update().SetWords(words).SetNillableNote(in.Note).AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store synonyms: %w", err)
		}
		tx.Record(event.Synonyms, row.ID, row, updated)
		return *in.ID, nil
	})
}

func checkSynonyms(in SaveSynonymsInput, words []string) error {
	var s shape
	if len(words) > MaxSynonyms {
		s.problems.Add(fault.TooMany.At("words", MaxSynonyms))
		return s.problems.Err()
	}
	for i, word := range words {
		if plain := search.Plain(word); plain == "" || utf8.RuneCountInString(plain) > maxSynonymLength {
			s.problems.Add(WordForm.At("words."+strconv.Itoa(i), clip(word), maxSynonymLength))
		}
	}
	if len(words) < minSynonymsNeeded {
		s.problems.Add(TooFewWords.At("words"))
	}
	if in.Note != nil {
		s.text("note", *in.Note)
	}
	if in.ID != nil && in.ExpectedVersion == nil {
		s.problems.Add(fault.Required.At("expectedVersion"))
	}
	return s.problems.Err()
}

// RemoveSynonyms forgets a group.
func RemoveSynonyms(ctx context.Context, s *store.Store, in RemoveSynonymsInput) (node.SynonymGroupID, error) {
	return store.Write(ctx, s, "removeSynonyms", func(ctx context.Context, tx *store.Tx) (node.SynonymGroupID, error) {
		row, err := synonymRow(ctx, tx, in.ID, in.ExpectedVersion)
		if err != nil {
			return 0, err
		}
		if err := tx.SynonymGroup.DeleteOne(row).Exec(ctx); err != nil {
			return 0, fmt.Errorf("remove synonyms: %w", err)
		}
		tx.Record(event.Synonyms, row.ID, row, nil)
		return in.ID, nil
	})
}

func synonymRow(ctx context.Context, tx *store.Tx, id node.SynonymGroupID, seen int) (*db.SynonymGroup, error) {
	row, err := tx.SynonymGroup.Get(ctx, int(id))
	if err != nil {
		return nil, store.Found(err, "id", node.Encode("SynonymGroup", int(id)))
	}
	return row, store.CheckVersion("expectedVersion", seen, row.Version)
}

// loadSynonyms reads the synonyms again when one changed.
func (s *Snapshot) loadSynonyms(ctx context.Context, client *db.Client, previous *Snapshot, events []event.Event) error {
	if previous != nil && !slices.ContainsFunc(events, func(e event.Event) bool { return e.Entity == event.Synonyms }) {
		s.synonyms, s.vocabulary = previous.synonyms, previous.vocabulary
		return nil
	}
	rows, err := client.SynonymGroup.Query().Order(synonymgroup.ByID()).All(ctx)
	if err != nil {
		return fmt.Errorf("read synonyms: %w", err)
	}
	words := make([][]string, len(rows))
	for i, row := range rows {
		s.synonyms, words[i] = append(s.synonyms, &SynonymGroup{row}), row.Words
	}
	s.vocabulary = search.NewVocabulary(words)
	return nil
}

// Synonyms lists the groups of synonyms, by id; with a word, those that have it.
func (l *Lens) Synonyms(word string, args page.Args) (*SynonymGroupConnection, error) {
	var found []*SynonymGroup
	for _, g := range l.synonyms {
		if strings.Contains(strings.Join(g.Row.Words, " "), strings.TrimSpace(word)) {
			found = append(found, g)
		}
	}
	c, err := page.Of(found, func(g *SynonymGroup) string { return fmt.Sprintf("%09d", g.Row.ID) }, args)
	return &c, err
}

// SynonymGroup is the group of an id, nil for none.
func (l *Lens) SynonymGroup(id node.SynonymGroupID) *SynonymGroup {
	for _, g := range l.synonyms {
		if g.Row.ID == int(id) {
			return g
		}
	}
	return nil
}
