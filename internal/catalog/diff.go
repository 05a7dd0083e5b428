package catalog

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// ChangeKind is what happened to one place of a guide.
type ChangeKind string

const (
	Added     ChangeKind = "ADDED"
	Removed   ChangeKind = "REMOVED"
	Changed   ChangeKind = "CHANGED"
	Reordered ChangeKind = "REORDERED"
)

// Change is one difference between two contents.
//
// Path leads to the place by field names as in JSON; an entry of a list is named
// by its identity and not by its number: ["materials", "申请表", "copies"].
// Before and After are a text as it is, and any other value as JSON; Before is
// nil for what was added, After for what was removed. A list that was reordered
// shows the identities of the entries that both have, in their order.
type Change struct {
	Path   []string
	Kind   ChangeKind
	Before *string
	After  *string
}

// Diff tells what changed from one content to another, field by field in the
// order of Content.
//
// Entries of a list are the same entry when they have the same identity: a
// material, fee, result or special procedure its name, a step its key, a legal
// basis its law and article, a question or condition its text. So an entry that
// is inserted is one change, and one whose identity is edited is removed and
// added. When the entries that both lists have stand in another order, the list
// has one change of kind REORDERED besides.
//
// Diff is empty exactly when the two are equal; a list that is nil and one that
// is empty are equal.
func Diff(before, after Content) []Change {
	var d differ
	d.fields(nil, reflect.ValueOf(before), reflect.ValueOf(after))
	return d.changes
}

type differ struct{ changes []Change }

func (d *differ) report(path []string, kind ChangeKind, before, after *string) {
	d.changes = append(d.changes, Change{Path: slices.Clone(path), Kind: kind, Before: before, After: after})
}

// fields compares two structs of one type.
func (d *differ) fields(path []string, before, after reflect.Value) {
	for i := range before.NumField() {
		name, _, _ := strings.Cut(before.Type().Field(i).Tag.Get("json"), ",")
		d.value(append(path, name), before.Field(i), after.Field(i))
	}
}

func (d *differ) value(path []string, before, after reflect.Value) {
	switch before.Kind() {
	case reflect.Struct:
		d.fields(path, before, after)
	case reflect.Slice:
		d.list(path, before, after)
	case reflect.Pointer:
		d.pointer(path, before, after)
	default:
		d.scalar(path, said(before), said(after))
	}
}

// pointer compares what may be unsaid.
func (d *differ) pointer(path []string, before, after reflect.Value) {
	if before.IsNil() || after.IsNil() {
		d.scalar(path, said(before), said(after))
		return
	}
	if before, after = before.Elem(), after.Elem(); before.Kind() == reflect.Struct {
		d.fields(path, before, after)
	} else {
		d.scalar(path, inWords(before), inWords(after))
	}
}

// scalar compares two values that are nil where nothing is said.
func (d *differ) scalar(path []string, before, after *string) {
	switch {
	case before == nil && after == nil:
	case before == nil:
		d.report(path, Added, nil, after)
	case after == nil:
		d.report(path, Removed, before, nil)
	case *before != *after:
		d.report(path, Changed, before, after)
	}
}

// list compares two lists by the identities of their entries.
func (d *differ) list(path []string, before, after reflect.Value) {
	old, current := identities(before), identities(after)
	for i, id := range old {
		if !slices.Contains(current, id) {
			d.report(append(path, id), Removed, inWords(before.Index(i)), nil)
		}
	}
	for i, id := range current {
		if j := slices.Index(old, id); j >= 0 {
			d.value(append(path, id), before.Index(j), after.Index(i))
		} else {
			d.report(append(path, id), Added, nil, inWords(after.Index(i)))
		}
	}
	d.order(path, old, current)
}

func (d *differ) order(path []string, old, current []string) {
	was, is := shared(old, current), shared(current, old)
	if !slices.Equal(was, is) {
		d.report(path, Reordered, asJSON(was), asJSON(is))
	}
}

// shared is the entries of ids that others has too.
func shared(ids, others []string) []string {
	both := []string{}
	for _, id := range ids {
		if slices.Contains(others, id) {
			both = append(both, id)
		}
	}
	return both
}

// identities names the entries of a list, each name once: in a draft two may
// have the same, and the second of them is then "name #2".
func identities(list reflect.Value) []string {
	ids := make([]string, list.Len())
	for i := range ids {
		base := identityOf(list.Index(i).Interface())
		ids[i] = base
		for n := 2; slices.Contains(ids[:i], ids[i]); n++ {
			ids[i] = fmt.Sprintf("%s #%d", base, n)
		}
	}
	return ids
}

// identityOf is what makes an entry the same entry in two editions. Entries that
// are plain texts are their own.
func identityOf(entry any) string {
	switch e := entry.(type) {
	case Material:
		return e.Name
	case Step:
		return e.Key
	case Fee:
		return e.Name
	case LegalBasis:
		return strings.TrimSpace(e.Law + " " + e.Article)
	case Question:
		return e.Question
	case Result:
		return e.Name
	case Condition:
		return e.Text
	case SpecialProcedure:
		return e.Name
	default:
		return fmt.Sprint(e)
	}
}

// said is a value in words, nil for a text that is empty and for a nil pointer.
func said(v reflect.Value) *string {
	switch {
	case v.Kind() == reflect.String && v.Len() == 0:
		return nil
	case v.Kind() != reflect.Pointer:
		return inWords(v)
	case v.IsNil():
		return nil
	default:
		return inWords(v.Elem())
	}
}

// inWords is a text as it is and anything else as JSON.
func inWords(v reflect.Value) *string {
	if v.Kind() == reflect.String {
		s := v.String()
		return &s
	}
	return asJSON(v.Interface())
}

// asJSON never fails: the values are parts of a Content, which has no cycles,
// channels or functions.
func asJSON(v any) *string {
	text, _ := json.Marshal(v)
	s := string(text)
	return &s
}
