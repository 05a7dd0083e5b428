package catalog

import (
	"fmt"

	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// Suggestion is an item that a center might offer, because of who lives there
// (因地制宜, design 2.13).
type Suggestion struct {
	Item *ItemAt
	// Fact is the number about the population that speaks for it.
	Fact   *organization.PopulationFact
	Topic  *TopicAt
	Reason string
}

// SuggestionConnection is a page of suggestions.
type SuggestionConnection = page.Connection[*Suggestion]

// SuggestionEdge is one row of that page.
type SuggestionEdge = page.Edge[*Suggestion]

// Suggestions are the published items that a center does not offer although its
// division's population reaches the threshold of a rule. The rules and the
// numbers are data.
func (l *Lens) Suggestions(c *organization.Center, args page.Args) (*SuggestionConnection, error) {
	seen := map[int]struct{}{}
	var found []*Suggestion
	for _, rule := range l.Directory.SuggestionRules() {
		fact := factOf(l.Directory.PopulationFacts(c.DivisionID), rule.Fact)
		topic := firstOf(l.topicsOf([]string{rule.Topic}))
		if fact == nil || fact.Count < rule.AtLeast || topic == nil {
			continue
		}
		for _, item := range l.listed {
			if _, ok := seen[item.ID]; ok || !l.lacks(c, item) || !item.under(rule.Topic) {
				continue
			}
			seen[item.ID] = struct{}{}
			found = append(found, &Suggestion{
				Item: l.at(item), Fact: fact, Topic: topic, Reason: rule.Reason,
			})
		}
	}
	key := func(s *Suggestion) string { return fmt.Sprintf("%09d %s", 999_999_999-s.Fact.Count, s.Item.sortKey) }
	page.SortBy(found, key)
	conn, err := page.Of(found, key, args)
	return &conn, err
}

// lacks is whether a center does not offer an item that it could.
func (l *Lens) lacks(c *organization.Center, item *Item) bool {
	return item.State == StateActive && item.Current != nil && item.OfferedAt(c.ID, l.Day) == nil
}

func factOf(facts []*organization.PopulationFact, kind string) *organization.PopulationFact {
	for _, f := range facts {
		if f.Kind == kind {
			return f
		}
	}
	return nil
}

func firstOf[T any](list []*T) *T {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}
