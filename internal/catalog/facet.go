package catalog

import (
	"cmp"
	"maps"
	"slices"

	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// Facets count the items of a list under each heading. Each count leaves its
// own part of the filter aside, so that it says what choosing another value of
// that part would give.
type Facets struct {
	departments []DepartmentCount
	topics      []TopicCount
	lifeEvents  []TopicCount
	Audiences   []AudienceCount
	Types       []TypeCount
	Modes       []ModeCount
}

// Departments are those with the most items.
func (f *Facets) Departments(first int) ([]DepartmentCount, error) {
	return page.Top(f.departments, first)
}

// Topics are those with the most items.
func (f *Facets) Topics(first int) ([]TopicCount, error) { return page.Top(f.topics, first) }

// LifeEvents are those with the most items.
func (f *Facets) LifeEvents(first int) ([]TopicCount, error) { return page.Top(f.lifeEvents, first) }

// DepartmentCount is how many items a department owns.
type DepartmentCount struct {
	Department *organization.DepartmentAt
	Count      int
}

// TopicCount is how many items stand under a topic or life event.
type TopicCount struct {
	Topic *TopicAt
	Count int
}

// AudienceCount is how many items serve an audience.
type AudienceCount struct {
	Audience Audience
	Count    int
}

// TypeCount is how many items are of a type.
type TypeCount struct {
	Type  ItemType
	Count int
}

// ModeCount is how many items are offered in a mode.
type ModeCount struct {
	Mode  Mode
	Count int
}

// Facets are counted only when they are asked for.
func (c *ItemConnection) Facets() *Facets {
	t := tally{
		departments: map[int]int{}, topics: map[string]int{}, lifeEvents: map[string]int{},
		audiences: map[Audience]int{}, types: map[ItemType]int{}, modes: map[Mode]int{},
	}
	for _, item := range c.search.candidates {
		t.add(c.search, item)
	}
	return t.facets(c.search.lens)
}

type tally struct {
	departments        map[int]int
	topics, lifeEvents map[string]int
	audiences          map[Audience]int
	types              map[ItemType]int
	modes              map[Mode]int
}

// add counts an item under every heading whose own part is the only one, if
// any, that it fails.
func (t *tally) add(s *listing, i *Item) {
	failing := s.failing(i)
	if passesBut(failing, failsDepartment) {
		t.departments[i.OwnerID]++
	}
	if passesBut(failing, failsTopic) {
		countAll(t.topics, i.Topics)
	}
	if passesBut(failing, failsLifeEvent) {
		countAll(t.lifeEvents, i.LifeEvents)
	}
	if passesBut(failing, failsAudience) {
		countAll(t.audiences, i.Audiences)
	}
	if passesBut(failing, failsType) {
		t.types[i.Type]++
	}
	if passesBut(failing, failsMode) {
		countAll(t.modes, s.modesOf(i))
	}
}

func passesBut(failing, part int) bool { return failing&^part == 0 }

func countAll[K comparable](counts map[K]int, keys []K) {
	for _, k := range keys {
		counts[k]++
	}
}

// modesOf are the modes in which an item is offered where the list looks.
func (s *listing) modesOf(i *Item) []Mode {
	modes := map[Mode]struct{}{}
	for centerID := range i.offerings {
		if s.place && !slices.Contains(s.centers, centerID) || !s.lens.mayServe(centerID) {
			continue
		}
		if o := i.OfferedAt(centerID, s.lens.Day); o != nil {
			modes[o.Mode] = struct{}{}
		}
	}
	return slices.Collect(maps.Keys(modes))
}

func (t *tally) facets(l *Lens) *Facets {
	f := &Facets{}
	for _, id := range mostFirst(t.departments) {
		if d := l.Org.Department(id); d != nil { // one that was dissolved is no heading
			f.departments = append(f.departments, DepartmentCount{d, t.departments[id]})
		}
	}
	f.topics, f.lifeEvents = l.topicCounts(t.topics), l.topicCounts(t.lifeEvents)
	for _, a := range mostFirst(t.audiences) {
		f.Audiences = append(f.Audiences, AudienceCount{a, t.audiences[a]})
	}
	for _, k := range mostFirst(t.types) {
		f.Types = append(f.Types, TypeCount{k, t.types[k]})
	}
	for _, m := range mostFirst(t.modes) {
		f.Modes = append(f.Modes, ModeCount{m, t.modes[m]})
	}
	return f
}

func (l *Lens) topicCounts(counts map[string]int) []TopicCount {
	var list []TopicCount
	for _, code := range mostFirst(counts) {
		if t := l.topics.byCode[code]; t != nil {
			list = append(list, TopicCount{&TopicAt{t, l}, counts[code]})
		}
	}
	return list
}

// mostFirst are the keys of a tally, the largest count first.
func mostFirst[K cmp.Ordered](counts map[K]int) []K {
	return slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}
