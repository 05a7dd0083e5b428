package portal

import (
	"regexp"
	"slices"
)

// change is a difference between two editions, as the API tells it.
type change struct {
	Path          []string
	Kind          string
	Before, After *string
}

// shownChange is a difference in a reader's words.
type shownChange struct {
	Part          string // the field of a guide
	Entry         string // of the list that the field is, empty for none
	Kind          string
	Before, After string // empty for what no reader understands
}

// lists are the fields whose entries have names that a reader understands.
var lists = []string{"materials", "fees", "legalBases", "results", "conditions", "questions", "specialProcedures"}

// changes are the differences of an edition from the last, in a reader's words, each
// told once.
func (e *edition) changes() (shown []shownChange) {
	for _, c := range e.Diff {
		if len(c.Path) == 0 || c.Kind == "REORDERED" {
			continue
		}
		s := shownChange{Part: c.Path[0], Kind: "CHANGED", Before: asText(c.Before), After: asText(c.After)}
		if len(c.Path) > 1 && slices.Contains(lists, s.Part) {
			s.Entry = c.Path[1]
		}
		if len(c.Path) > 1 && s.Part == "steps" {
			s.Entry = e.stepNamed(c.Path[1])
		}
		if len(c.Path) < 3 { // what is below an entry changes the entry
			s.Kind = c.Kind
		}
		if !slices.Contains(shown, s) {
			shown = append(shown, s)
		}
	}
	return shown
}

// stepNamed is the name of the step with a key, empty where there is none any more.
func (e *edition) stepNamed(key string) string {
	for _, s := range e.Steps {
		if s.Key == key {
			return s.Name
		}
	}
	return ""
}

// coded is a value that is not written for readers: JSON, a yes or no, the name of a
// choice.
var coded = regexp.MustCompile(`^(\{.*|\[.*|true|false|[A-Z]+(_[A-Z]+)+|[A-Z]{3,})$`)

func asText(value *string) string {
	if text := orEmpty(value); !coded.MatchString(text) {
		return text
	}
	return ""
}
