package exchange

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"onewindow/internal/catalog"
	"onewindow/internal/identity"
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

// ExportedFile is a form as the API hands it out.
type ExportedFile struct {
	Name      FormName
	Format    Format
	MediaType string
	content   []byte
}

// FileName is what to call it.
func (f *ExportedFile) FileName() string {
	return strings.ToLower(string(f.Name)) + "." + string(f.Format)
}

// Base64 are its bytes.
func (f *ExportedFile) Base64() string { return base64.StdEncoding.EncodeToString(f.content) }

var mediaTypes = map[Format]string{
	CSV: "text/csv; charset=utf-8", JSON: "application/json",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// ExportFile writes what a lens shows of a form, or its empty template, for those
// who may import it again. Spreadsheets have Chinese headings, the others machine names.
func ExportFile(ctx context.Context, lens *catalog.Lens, name FormName, format Format, template bool) (*ExportedFile, error) {
	if _, err := identity.Authorize(ctx, identity.ImportForms); err != nil {
		return nil, err
	}
	form := FormOf(strings.ToLower(string(name)))
	write := func(w io.Writer) error { return Export(w, lens, form, format, format == XLSX) }
	if template {
		write = func(w io.Writer) error { return Template(w, form, format, true) }
	}
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return nil, err
	}
	return &ExportedFile{name, format, mediaTypes[format], content.Bytes()}, nil
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
