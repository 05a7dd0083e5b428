package exchange

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// tree is a record as JSON has it: objects, lists, texts, numbers, booleans.
type tree map[string]any

// treeOf is a record of Go as a tree.
func treeOf(record any) tree {
	t, err := parseTree([]byte(canonical(record)))
	if err != nil {
		panic(err) // plain values encode as objects
	}
	return t
}

func parseTree(b []byte) (tree, error) {
	var t tree
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return t, d.Decode(&t)
}

// decode makes a record of a tree. The values have the types of their columns.
func decode[R any](t tree) (R, error) {
	var record R
	return record, json.Unmarshal([]byte(canonical(t)), &record)
}

// canonical is a value as JSON with its keys in order.
func canonical(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // plain values always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// get is the value at a path, nil for none.
func (t tree) get(path string) any {
	head, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return t[head]
	}
	return below(t[head]).get(rest)
}

// has is whether a record says something at a path, also that there is none.
func (t tree) has(path string) bool {
	head, rest, deeper := strings.Cut(path, ".")
	value, there := t[head]
	if !deeper || !there || value == nil {
		return there
	}
	return below(value).has(rest)
}

// set puts a value at a path; nil takes away what is there.
func (t tree) set(path string, value any) {
	head, rest, deeper := strings.Cut(path, ".")
	switch {
	case deeper:
		inner := tree(maps.Clone(below(t[head])))
		if inner == nil {
			inner = tree{}
		}
		inner.set(rest, value)
		if value = map[string]any(inner); len(inner) == 0 {
			value = nil
		}
		t.set(head, value)
	case value == nil:
		delete(t, head)
	default:
		t[head] = value
	}
}

func below(v any) tree {
	switch v := v.(type) {
	case map[string]any:
		return v
	case tree:
		return v
	}
	return nil
}

// over lays what a row gives over a record.
func (t tree) over(row *Row) tree {
	merged := tree(maps.Clone(t))
	if merged == nil {
		merged = tree{}
	}
	for _, path := range slices.Sorted(maps.Keys(row.given)) {
		merged.set(path, row.given[path])
	}
	return merged
}
