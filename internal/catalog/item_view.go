package catalog

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/search"
)

// ItemAt is an item as a caller sees it on a day.
type ItemAt struct {
	*Item
	lens *Lens
	// query is what was searched for when it was found, nil otherwise.
	query *search.Query
}

// Item is the item of an id, nil when there is none or it is not for this caller.
func (l *Lens) Item(id int) *ItemAt { return l.item(l.items[id]) }

// ItemBySlug is the item of a slug.
func (l *Lens) ItemBySlug(slug string) *ItemAt { return l.item(l.bySlug[slug]) }

// ItemByCode is the item of an implementation code.
func (l *Lens) ItemByCode(code string) *ItemAt { return l.item(l.byCode[code]) }

func (l *Lens) item(i *Item) *ItemAt {
	if i == nil || !l.sees(i) {
		return nil
	}
	return l.at(i)
}

func (l *Lens) at(i *Item) *ItemAt { return &ItemAt{Item: i, lens: l} }

// sees is whether the caller may know of an item: the public knows those whose
// guide was published and not withdrawn, and those that were cancelled.
func (l *Lens) sees(i *Item) bool {
	return i.Current != nil || i.State == StateCancelled || l.knows(i)
}

// ID is the opaque id.
func (i *ItemAt) ID() node.ItemID { return node.ItemID(i.Item.ID) }

// Lens is how the item is seen.
func (i *ItemAt) Lens() *Lens { return i.lens }

// ImplementationCode is the code as published, nil for none.
func (i *ItemAt) ImplementationCode() *string { return orNil(i.Item.ImplementationCode) }

// Readings are how the name and then each of the other names sounds.
func (i *ItemAt) Readings() []string {
	all := []string{search.Reading(i.Name)}
	for _, alias := range i.Aliases {
		all = append(all, search.Reading(alias))
	}
	return all
}

// LocalCode is the code the place itself uses, nil for none.
func (i *ItemAt) LocalCode() *string { return orNil(i.Item.LocalCode) }

// MainItem is the heading it stands under in the published list, nil for none.
func (i *ItemAt) MainItem() *string { return orNil(i.Item.MainItem) }

// StateReason is why it is in its state, nil when nothing was said.
func (i *ItemAt) StateReason() *string { return orNil(i.Item.StateReason) }

// Owner is the department that owns it.
func (i *ItemAt) Owner() *organization.DepartmentAt { return i.lens.Org.Department(i.OwnerID) }

// Basic is the basic entry it refines, nil for none.
func (i *ItemAt) Basic() *BasicAt { return i.lens.Basic(i.BasicID) }

// InheritedFields are the fields that come from the basic entry.
func (i *ItemAt) InheritedFields() []ItemField { return i.Inherited }

// ReformRound is the round that cancelled it, nil for none.
func (i *ItemAt) ReformRound() *RoundAt { return i.lens.Round(i.RoundID) }

// Topics are the subjects it stands under.
func (i *ItemAt) Topics() []*TopicAt { return i.lens.topicsOf(i.Values.Topics) }

// LifeEvents are the events of life in which it is needed.
func (i *ItemAt) LifeEvents() []*TopicAt { return i.lens.topicsOf(i.Values.LifeEvents) }

// Edition is the guide in force on a day: today's, or that of the day the item
// was asked for, unless another is named.
func (i *ItemAt) Edition(asOf *calendar.Day) *EditionAt {
	day := i.lens.Day
	if asOf != nil {
		day = *asOf
	}
	if e := i.EditionIn(day); e != nil {
		return &EditionAt{Edition: e, item: i}
	}
	return nil
}

// EditionConnection is a page of editions.
type EditionConnection = page.Connection[*EditionAt]

// EditionEdge is one row of that page.
type EditionEdge = page.Edge[*EditionAt]

// EditionPage are the editions that were ever published, newest first.
func (i *ItemAt) EditionPage(first *int, after *string, last *int, before *string) (*EditionConnection, error) {
	newest := slices.Clone(i.Item.Editions)
	slices.Reverse(newest)
	c, err := page.Map(newest, func(e *Edition) string { return fmt.Sprintf("%010d", math.MaxInt32-e.Number) },
		func(e *Edition) *EditionAt { return &EditionAt{Edition: e, item: i} },
		page.Args{First: first, After: after, Last: last, Before: before})
	return &c, err
}

// PublishedEditions are the newest of them.
func (i *ItemAt) PublishedEditions() ([]*EditionAt, error) {
	c, err := i.EditionPage(new(page.Max), nil, nil, nil)
	if err != nil {
		return nil, err
	}
	return c.Nodes(), nil
}

// EditionAt is an edition together with its item as a caller sees them.
type EditionAt struct {
	*Edition
	item *ItemAt
}

// ViewEdition is an edition that was read from the database, a draft for one.
func (l *Lens) ViewEdition(e *Edition) *EditionAt {
	item := l.Item(e.ItemID)
	if item == nil {
		return nil
	}
	return &EditionAt{Edition: e, item: item}
}

// KeptEdition is an edition that was in force, for those who still have to do with it:
// what began by a guide keeps it, also when it was withdrawn since.
func (l *Lens) KeptEdition(e *Edition) *EditionAt {
	return &EditionAt{Edition: e, item: l.at(l.items[e.ItemID])}
}

// PublishedEdition is the edition of an id that was published, nil for none.
func (l *Lens) PublishedEdition(id int) *EditionAt {
	for _, item := range l.listed {
		for _, e := range item.Editions {
			if e.ID == id && l.sees(item) {
				return l.ViewEdition(e)
			}
		}
	}
	return nil
}

// ID is the opaque id.
func (e *EditionAt) ID() node.EditionID { return node.EditionID(e.Edition.ID) }

// Item is the item whose guide it is.
func (e *EditionAt) Item() *ItemAt { return e.item }

// ReformRound is the round in which it was published, nil for none.
func (e *EditionAt) ReformRound() *RoundAt { return e.item.lens.Round(e.RoundID) }

// TopicAt is a topic as a caller sees it.
type TopicAt struct {
	*Topic
	lens *Lens
}

// ID is the opaque id.
func (t *TopicAt) ID() node.TopicID { return node.TopicID(t.Topic.ID) }

// Topics are all topics of a kind, or of both where kind is nil, in their order.
func (l *Lens) Topics(kind *TopicKind) []*TopicAt {
	var found []*TopicAt
	for _, t := range l.topics.all {
		if kind == nil || t.Kind == *kind {
			found = append(found, &TopicAt{t, l})
		}
	}
	return found
}

// Topic is the topic of an id, nil for none.
func (l *Lens) Topic(id int) *TopicAt {
	if t := l.topics.byID[id]; t != nil {
		return &TopicAt{t, l}
	}
	return nil
}

func (l *Lens) topicsOf(codes []string) []*TopicAt {
	found := make([]*TopicAt, 0, len(codes))
	for _, code := range codes {
		if t := l.topics.byCode[code]; t != nil {
			found = append(found, &TopicAt{t, l})
		}
	}
	return found
}

// ItemCount is how many items that the caller sees stand under the topic.
func (t *TopicAt) ItemCount() int {
	n := 0
	for _, item := range t.lens.listed {
		if t.lens.sees(item) && item.State == StateActive && item.under(t.Code) {
			n++
		}
	}
	return n
}

func (i *Item) under(code string) bool {
	return slices.Contains(i.Topics, code) || slices.Contains(i.LifeEvents, code)
}

// BasicAt is an entry of the basic catalog as a caller sees it.
type BasicAt struct {
	*BasicItem
	lens *Lens
}

// Basic is the basic entry of an id, nil for none.
func (l *Lens) Basic(id int) *BasicAt {
	if b := l.basics[id]; b != nil {
		return &BasicAt{b, l}
	}
	return nil
}

// BasicItemConnection is a page of basic entries.
type BasicItemConnection = page.Connection[*BasicAt]

// BasicItemEdge is one row of that page.
type BasicItemEdge = page.Edge[*BasicAt]

// BasicItems are the basic entries whose name or code has a text in it, by code.
func (l *Lens) BasicItems(text string, args page.Args) (*BasicItemConnection, error) {
	var found []*BasicItem
	for _, b := range l.basics {
		if strings.Contains(b.Name, text) || strings.Contains(b.BasicCode, text) {
			found = append(found, b)
		}
	}
	key := func(b *BasicItem) string { return b.BasicCode }
	page.SortBy(found, key)
	c, err := page.Map(found, key, func(b *BasicItem) *BasicAt { return &BasicAt{b, l} }, args)
	return &c, err
}

// ID is the opaque id.
func (b *BasicAt) ID() node.BasicItemID { return node.BasicItemID(b.BasicItem.ID) }

// Parent is the entry above, nil for none.
func (b *BasicAt) Parent() *BasicAt { return b.lens.Basic(b.ParentID) }

// Topics are the subjects its items inherit.
func (b *BasicAt) Topics() []*TopicAt { return b.lens.topicsOf(b.Values.Topics) }

// LifeEvents are the events of life its items inherit.
func (b *BasicAt) LifeEvents() []*TopicAt { return b.lens.topicsOf(b.Values.LifeEvents) }

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// IsEntity tells gqlgen that other subgraphs may name an item by its keys.
func (*ItemAt) IsEntity() {}
