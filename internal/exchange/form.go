// Package exchange carries the registry in and out of files that people keep in
// spreadsheets: forms of columns, as CSV, XLSX and JSON.
//
// A Form declares its columns once; reading, writing, templates and reports
// follow the declaration. A row is matched with what the registry has by the
// form's business key, laid over it, and handed to the domain functions that the
// API uses too. A file goes in as one change: all of it or nothing.
package exchange

import (
	"context"
	"slices"
	"strings"
	"unicode"
)

// Form is a kind of file, e.g. the list of items.
type Form struct {
	// Name is the form's name on the command line and in the API, e.g. "items".
	Name string
	// Chinese is its heading for people.
	Chinese string
	// Sheets are the tables of the form. The first has the records; the others,
	// of editions, have the parts of each.
	Sheets []*Sheet

	// export gives every record the registry has, as trees.
	export func(*source) ([]tree, error)
	// load brings the rows of a run into the registry.
	load func(context.Context, *run) error
}

// Sheet is one table of a form.
type Sheet struct {
	// Name is the sheet's name in the API and in the column "part" of a CSV file.
	Name    string
	Chinese string
	Columns []*Column
	// path is where the parts of a record stand in its JSON, empty for the records.
	path string
}

// Kind is what a cell holds.
type Kind int

// The kinds of cells.
const (
	Text    Kind = iota
	Code         // text of digits and letters that Excel likes to turn into a number
	Integer      // a whole number
	Decimal      // a number
	YesNo        // 是 or 否
	Date         // a day
	Yuan         // an amount in yuan, kept in fen
	List         // several texts
	Codes        // several codes
	Object       // a JSON value
)

// Column is one column of a sheet.
type Column struct {
	// Key is the machine name, as in the API; Chinese the heading for people.
	Key     string
	Chinese string
	Kind    Kind
	// Required columns must be filled for a record to be new.
	Required bool
	// Choices are the values allowed; none for free ones.
	Choices []Choice
	// NoteChinese and NoteEnglish say what belongs there.
	NoteChinese, NoteEnglish string

	// path is where the value stands in a record's JSON, the key when empty.
	path string
	// aliases are other headings seen in real lists.
	aliases []string
}

// Choice is one value of an enumeration with its official Chinese name.
type Choice struct {
	Value   string
	Chinese string
	// number is how national lists write it, e.g. "10".
	number string
}

func (c *Column) at() string {
	if c.path != "" {
		return c.path
	}
	return c.Key
}

// Forms are all forms in the order in which an empty registry is filled.
func Forms() []*Form {
	return []*Form{divisions, headings, departments, centers, stationings, windows, basics, items, editions, offerings}
}

// FormOf is the form of a name, nil for none.
func FormOf(name string) *Form {
	for _, f := range Forms() {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// records is the first sheet.
func (f *Form) records() *Sheet { return f.Sheets[0] }

// sheet finds a sheet by its name or Chinese name.
func (f *Form) sheet(name string) *Sheet {
	for _, s := range f.Sheets {
		if plain(name) == plain(s.Name) || plain(name) == plain(s.Chinese) {
			return s
		}
	}
	return nil
}

// column finds a column by any of its headings.
func (s *Sheet) column(heading string) *Column {
	wanted := plain(heading)
	for _, c := range s.Columns {
		names := append([]string{c.Key, c.Chinese}, c.aliases...)
		if slices.ContainsFunc(names, func(n string) bool { return plain(n) == wanted }) {
			return c
		}
	}
	return nil
}

// plain makes headings alike that people write differently: reports_to,
// Reports To and reportsTo* are one.
func plain(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("_-*＊.:：()（）", r):
			return -1
		}
		return unicode.ToLower(r)
	}, heading)
}
