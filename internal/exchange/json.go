package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"onewindow/internal/fault"
)

// readJSON reads an array of records. The values have the names of the columns,
// and stand where the record's own shape has them.
func (f *File) readJSON(form *Form, b []byte) {
	var list []json.RawMessage
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&list); err != nil {
		if _, wrong := err.(*json.UnmarshalTypeError); wrong {
			f.problems.Add(notRecords.At(""))
		} else {
			f.problems.Add(brokenJSON.At("", clip(err.Error())))
		}
		return
	}
	if d.More() {
		f.problems.Add(notRecords.At(""))
		return
	}
	for i, raw := range list {
		if f.full() {
			return
		}
		record, err := parseTree(raw)
		if err != nil || record == nil {
			row := &Row{sheet: form.records(), line: i + 1, given: map[string]any{}}
			row.problems.Add(notOfType.At("", clip(string(raw))))
			f.Rows = append(f.Rows, row)
			continue
		}
		if key, twice := repeatedKey(raw); twice {
			row := &Row{sheet: form.records(), line: i + 1, given: map[string]any{}}
			row.problems.Add(columnTwice.At("", clip(key)))
			f.Rows = append(f.Rows, row)
			continue
		}
		if record[notesKey] == nil {
			f.addRecord(form, i+1, record)
		}
	}
}

// repeatedKey is a name that an object of a well-formed value has twice: of its values
// only the last would be read.
func repeatedKey(b []byte) (string, bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	var open []map[string]bool // the names of each object around, nil for a list
	isName := false
	for {
		token, err := d.Token()
		if err != nil {
			return "", false // its end
		}
		switch token {
		case json.Delim('{'):
			open, isName = append(open, map[string]bool{}), true
			continue
		case json.Delim('['):
			open, isName = append(open, nil), false
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		default:
			if isName {
				name, names := token.(string), open[len(open)-1]
				if names[name] {
					return name, true
				}
				names[name], isName = true, false
				continue
			}
		}
		isName = len(open) > 0 && open[len(open)-1] != nil
	}
}

// addRecord makes rows of a record: its own and those of its parts.
func (f *File) addRecord(form *Form, line int, record tree) {
	row := jsonRow(form.records(), line, record, form.partPaths())
	f.Rows = append(f.Rows, row)
	for _, s := range form.Sheets[1:] {
		parts, isList := record.get(s.path).([]any)
		if value := record.get(s.path); value != nil && !isList {
			row.problems.Add(notOfType.At(s.path, clip(canonical(value))))
		}
		for i, part := range parts {
			if _, isObject := part.(map[string]any); !isObject {
				row.problems.Add(notOfType.At(fmt.Sprintf("%s.%d", s.path, i), clip(canonical(part))))
				continue
			}
			own := jsonRow(s, line, below(part), nil)
			own.given[itemOfPart] = row.given[itemOfPart]
			own.given[numberOfPart] = json.Number(strconv.Itoa(i + 1))
			f.Rows = append(f.Rows, own)
		}
	}
}

func (f *Form) partPaths() []string {
	var paths []string
	for _, s := range f.Sheets[1:] {
		paths = append(paths, s.path)
	}
	return paths
}

// jsonRow takes the values of the columns out of an object; what no column
// takes is a fault.
func jsonRow(sheet *Sheet, line int, record tree, except []string) *Row {
	row := &Row{sheet: sheet, line: line, given: map[string]any{}}
	var known []string
	for _, c := range sheet.Columns {
		known = append(known, c.at())
		if !record.has(c.at()) {
			continue
		}
		value, problem := c.check(record.get(c.at()))
		if problem != nil {
			row.problems.Add(*problem)
		}
		row.given[c.at()] = value
	}
	for _, path := range record.unknown("", append(known, except...)) {
		row.problems.Add(unknownColumn.At(path, clip(path)))
	}
	return row
}

// unknown are the paths of values that no column takes, in order.
func (t tree) unknown(prefix string, known []string) []string {
	var strange []string
	for _, key := range slices.Sorted(maps.Keys(t)) {
		path := prefix + key
		if slices.Contains(known, path) {
			continue
		}
		inner, isObject := t[key].(map[string]any)
		if isObject && slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, path+".") }) {
			strange = append(strange, tree(inner).unknown(path+".", known)...)
		} else if t[key] != nil || !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, path+".") }) {
			strange = append(strange, path)
		}
	}
	return strange
}

// check takes a value of JSON, which has a type of its own, or a text that a
// cell could have.
func (c *Column) check(value any) (any, *fault.Problem) {
	fits := false
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		if c.Kind == Text && len(c.Choices) == 0 {
			return c.read(v)
		}
		if c.Kind != List && c.Kind != Codes && c.Kind != Object && c.Kind != Yuan {
			return c.read(v)
		}
	case bool:
		fits = c.Kind == YesNo
	case json.Number:
		if c.Kind == Integer || c.Kind == Decimal {
			return c.read(v.String())
		}
		if _, err := v.Int64(); c.Kind == Yuan { // fen, as the record has them
			fits = err == nil
		}
	case []any:
		if c.Kind == List || c.Kind == Codes {
			return c.checkList(v)
		}
		fits = c.Kind == Object
	case map[string]any:
		fits = c.Kind == Object
	}
	if !fits {
		return c.fails(notOfType, clip(canonical(value)))
	}
	return value, nil
}

func (c *Column) checkList(list []any) (any, *fault.Problem) {
	checked := make([]any, 0, len(list))
	for _, v := range list {
		s, isText := v.(string)
		if !isText {
			return c.fails(notOfType, clip(canonical(v)))
		}
		if len(c.Choices) > 0 {
			value, problem := c.choose(s)
			if problem != nil {
				return nil, problem
			}
			v = value
		}
		checked = append(checked, v)
	}
	return checked, nil
}

// writeJSON writes records as an array.
func writeJSON(w io.Writer, records []tree) error {
	if records == nil {
		records = []tree{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(records)
}
