package exchange

import (
	"fmt"
	"io"

	"onewindow/internal/catalog"
)

// source is what the registry has, seen by somebody who sees all of it.
type source struct{ *catalog.Lens }

// Export writes every record of a form that a lens shows. An administrator's
// lens shows all of them.
func Export(w io.Writer, lens *catalog.Lens, form *Form, format Format, chinese bool) error {
	records, err := form.export(&source{lens})
	if err != nil {
		return fmt.Errorf("export %s: %w", form.Name, err)
	}
	switch format {
	case JSON:
		return writeJSON(w, records)
	case XLSX:
		return writeXLSX(w, form, form.tables(records), chinese)
	default:
		return writeCSV(w, form, form.tables(records), chinese)
	}
}

// tables takes records apart into the sheets of the form.
func (f *Form) tables(records []tree) []table {
	tables := []table{{sheet: f.records(), rows: records}}
	for _, s := range f.Sheets[1:] {
		t := table{sheet: s}
		for _, record := range records {
			parts, _ := record.get(s.path).([]any)
			for i, p := range parts {
				part := tree{itemOfPart: record[itemOfPart], numberOfPart: number(i + 1)}
				for key, value := range below(p) {
					part[key] = value
				}
				t.rows = append(t.rows, part)
			}
		}
		tables = append(tables, t)
	}
	return tables
}

// trees are records as trees.
func trees[R any](records []R) []tree {
	all := make([]tree, len(records))
	for i, r := range records {
		all[i] = treeOf(r)
	}
	return all
}
