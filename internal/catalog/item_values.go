package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"onewindow/ent/db"
	"onewindow/ent/db/topic"
	"onewindow/internal/fault"
	"onewindow/internal/store"
)

// Rules on what an item says.
var (
	// TopicOfOtherKind keeps subjects and life events apart.
	TopicOfOtherKind = fault.NewKind("TOPIC_OF_OTHER_KIND",
		"“%s”的类别是 %s，这里需要 %s。",
		"%q is of the kind %s, wanted is one of the kind %s.")
	// NothingToInherit needs a basic entry behind "inherit".
	NothingToInherit = fault.NewKind("NOTHING_TO_INHERIT",
		"该事项没有对应的基本目录条目，无从继承。",
		"The item has no entry of the basic catalog to inherit this from.")
	// SetAndInherited is a field that is given a value and inherited at once.
	SetAndInherited = fault.NewKind("SET_AND_INHERITED",
		"%s 不能既填写又继承。",
		"%s cannot be given and inherited at once.")
)

// ItemValues are the fields which an item says itself or inherits from its
// basic entry. Nil means "not said" for a new record and "as it is" for a change.
type ItemValues struct {
	Name          *string
	Type          *ItemType
	ExerciseLevel *ExerciseLevel
	PowerSource   *PowerSource
	Audiences     []Audience
	// Topics and LifeEvents are codes of headings of their kind.
	Topics     []string
	LifeEvents []string
	// Aliases are other names that people use, colloquial ones too.
	Aliases []string
}

// clean trims texts and drops what is said twice.
func (v ItemValues) clean() ItemValues {
	if v.Name != nil {
		name := strings.TrimSpace(*v.Name)
		v.Name = &name
	}
	v.Audiences = once(v.Audiences)
	v.Topics, v.LifeEvents, v.Aliases = once(v.Topics), once(v.LifeEvents), once(v.Aliases)
	return v
}

// once trims each value and keeps its first appearance; nil stays nil.
func once[T ~string](values []T) []T {
	if values == nil {
		return nil
	}
	kept := make([]T, 0, len(values))
	for _, v := range values {
		if v = T(strings.TrimSpace(string(v))); !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// check reports what is wrong with cleaned values, headings that do not exist too.
// kindsOf gives the kind of each heading that exists.
func (v ItemValues) check(ctx context.Context, kindsOf func(context.Context, []string) (map[string]string, error)) (fault.Problems, error) {
	var s shape
	if v.Name != nil {
		s.line("name", *v.Name)
	}
	optional(&s, "type", v.Type, allItemTypes())
	optional(&s, "exerciseLevel", v.ExerciseLevel, exerciseLevels)
	optional(&s, "powerSource", v.PowerSource, powerSources)
	entries(&s, "audiences", v.Audiences, func(at string, a Audience) { oneOf(&s, at, a, audiences) })
	if len(v.Aliases) > MaxAliases {
		s.problems.Add(TooManyEntries.At("aliases", MaxAliases, len(v.Aliases)))
	} else {
		entries(&s, "aliases", v.Aliases, s.line)
	}
	kinds, err := kindsOf(ctx, slices.Concat(v.Topics, v.LifeEvents))
	if err != nil {
		return nil, err
	}
	entries(&s, "topics", v.Topics, func(at, code string) { s.heading(at, code, kinds, "TOPIC") })
	entries(&s, "lifeEvents", v.LifeEvents, func(at, code string) { s.heading(at, code, kinds, "LIFE_EVENT") })
	return s.problems, nil
}

func allItemTypes() []ItemType {
	all := make([]ItemType, len(itemTypes))
	for i, t := range itemTypes {
		all[i] = t.itemType
	}
	return all
}

// clip keeps what a caller wrote short when a message repeats it.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// line is a name that must be there.
func (s *shape) line(at, value string) {
	if isBlank(value) {
		s.problems.Add(fault.Required.At(at))
		return
	}
	s.name(at, value)
}

func (s *shape) heading(at, code string, kinds map[string]string, want string) {
	switch kind, known := kinds[code]; {
	case !known:
		s.problems.Add(fault.NotFound.At(at, clip(code)))
	case kind != want:
		s.problems.Add(TopicOfOtherKind.At(at, code, kind, want))
	}
}

// topicKinds gives the kind of each heading that exists, by code.
func topicKinds(ctx context.Context, tx *store.Tx, codes []string) (map[string]string, error) {
	kinds := map[string]string{}
	codes = slices.DeleteFunc(codes, func(code string) bool { return !headingCode.MatchString(code) })
	if len(codes) == 0 || len(codes) > 2*MaxEntries {
		return kinds, nil
	}
	rows, err := tx.Topic.Query().Where(topic.CodeIn(codes...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up topics: %w", err)
	}
	for _, r := range rows {
		kinds[r.Code] = r.Kind
	}
	return kinds, nil
}

// valuesMutation is what the rows of items and of basic entries have in common.
type valuesMutation interface {
	SetName(string)
	SetType(string)
	SetExerciseLevel(string)
	SetPowerSource(string)
	SetAudiences([]string)
	SetTopics([]string)
	SetLifeEvents([]string)
	SetAliases([]string)
}

var (
	_ valuesMutation = (*db.ServiceItemMutation)(nil)
	_ valuesMutation = (*db.BasicItemMutation)(nil)
)

// apply sets the columns of what is said.
func (v ItemValues) apply(m valuesMutation) {
	set(v.Name, m.SetName)
	set(text(v.Type), m.SetType)
	set(text(v.ExerciseLevel), m.SetExerciseLevel)
	set(text(v.PowerSource), m.SetPowerSource)
	setCodes(v.Audiences, m.SetAudiences)
	setCodes(v.Topics, m.SetTopics)
	setCodes(v.LifeEvents, m.SetLifeEvents)
	setCodes(v.Aliases, m.SetAliases)
}

func set[T any](value *T, set func(T)) {
	if value != nil {
		set(*value)
	}
}

func setCodes[T ~string](values []T, set func([]string)) {
	if values == nil {
		return
	}
	codes := make([]string, len(values))
	for i, v := range values {
		codes[i] = string(v)
	}
	set(codes)
}

// says is whether a field is given a value.
func (v ItemValues) says(field ItemField) bool {
	switch field {
	case FieldName:
		return v.Name != nil
	case FieldType:
		return v.Type != nil
	case FieldExerciseLevel:
		return v.ExerciseLevel != nil
	case FieldPowerSource:
		return v.PowerSource != nil
	case FieldAudiences:
		return v.Audiences != nil
	case FieldTopics:
		return v.Topics != nil
	case FieldLifeEvents:
		return v.LifeEvents != nil
	default:
		return v.Aliases != nil
	}
}

// inherit gives fields back to the basic entry.
func inherit(m *db.ServiceItemMutation, fields []ItemField) {
	clearings := map[ItemField]func(){
		FieldName: m.ClearName, FieldType: m.ClearType,
		FieldExerciseLevel: m.ClearExerciseLevel, FieldPowerSource: m.ClearPowerSource,
		FieldAudiences: m.ClearAudiences, FieldTopics: m.ClearTopics,
		FieldLifeEvents: m.ClearLifeEvents, FieldAliases: m.ClearAliases,
	}
	for _, field := range fields {
		clearings[field]()
	}
}

// storable is whether PostgreSQL takes a text, also to compare with: it knows
// neither NUL nor bytes that are not UTF-8.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// AllItemTypes are all types, with those that the public applies for first.
func AllItemTypes() []ItemType { return allItemTypes() }
