package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

var bom = []byte("\ufeff")

// partColumn leads the rows of a CSV file of a form with several sheets.
const partColumn = "part"

// decodeText turns what Excel writes into UTF-8: UTF-8 with or without a byte
// order mark, UTF-16 ("Unicode text"), or GB18030, which covers GBK and GB 2312.
func decodeText(b []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		return string(text), err == nil
	case utf8.Valid(b):
		return string(bytes.TrimPrefix(b, bom)), true
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	return string(text), err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

func (f *File) readCSV(form *Form, b []byte) {
	text, ok := decodeText(b)
	if !ok {
		f.problems.Add(unknownEncoding.At(""))
		return
	}
	reader := csv.NewReader(strings.NewReader(oldLineEnds(text)))
	reader.FieldsPerRecord, reader.ReuseRecord, reader.Comma = -1, true, separator(text)
	var table csvTable
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			f.problems.Add(unbalanced.At("", broken.StartLine))
			return
		}
		line, _ := reader.FieldPos(0)
		if table.head == nil {
			table = f.csvHeader(form, record)
			if len(f.problems) > 0 {
				return
			}
			continue
		}
		if row := table.row(line, record); row != nil {
			if f.full() {
				return
			}
			f.Rows = append(f.Rows, row)
		}
	}
}

// oldLineEnds turns a lone carriage return, as old programs for the Mac write
// it, into a line end.
func oldLineEnds(text string) string {
	if strings.Contains(text, "\n") {
		return text
	}
	return strings.ReplaceAll(text, "\r", "\n")
}

// separator is what divides the cells: the one that the first line has most of.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, r := range "\t;" {
		if strings.Count(first, string(r)) > strings.Count(first, string(best)) {
			best = r
		}
	}
	return best
}

// csvTable is the header of a CSV file: of one sheet, or of all of a form's.
type csvTable struct {
	form *Form
	// head are the columns, whichever sheet has them; heads those of each sheet.
	head  header
	heads map[*Sheet]header
	// part is the place of the column "part", -1 for a form with one sheet.
	part int
	// names are the headings, empty for the column "part".
	names []string
}

func (f *File) csvHeader(form *Form, headings []string) csvTable {
	table := csvTable{form: form, part: -1, heads: map[*Sheet]header{}}
	for i, name := range headings {
		table.names = append(table.names, strings.Clone(name))
		if len(form.Sheets) > 1 && (plain(name) == partColumn || plain(name) == "分部") {
			table.part = i
		}
	}
	if table.part >= 0 {
		table.names[table.part] = ""
	}
	table.head = f.readHeader(form.anyColumn, table.names)
	for _, s := range form.Sheets {
		h := make(header, len(table.names))
		for i, name := range table.names {
			if name != "" {
				h[i] = s.column(name)
			}
		}
		table.heads[s] = h
	}
	if known := len(table.names) - countNil(table.head); known == 0 {
		f.problems = nil
		f.problems.Add(noColumns.At("", form.someHeadings()))
	}
	return table
}

// anyColumn finds a column in any sheet.
func (f *Form) anyColumn(heading string) *Column {
	for _, s := range f.Sheets {
		if c := s.column(heading); c != nil {
			return c
		}
	}
	return nil
}

func countNil(h header) (n int) {
	for _, c := range h {
		if c == nil {
			n++
		}
	}
	return n
}

func (f *Form) someHeadings() string {
	var names []string
	for _, c := range f.records().Columns[:min(3, len(f.records().Columns))] {
		names = append(names, c.Chinese+" / "+c.Key)
	}
	return strings.Join(names, "、")
}

// row reads a line; nil for a blank one.
func (t csvTable) row(line int, cells []string) *Row {
	if t.part < 0 {
		return t.head.row(t.form.records(), line, cells)
	}
	name := ""
	if t.part < len(cells) {
		name = strings.TrimSpace(cells[t.part])
	}
	sheet := t.form.records()
	if strings.HasPrefix(name, remark) || isRemark(cells) {
		return nil
	}
	if name != "" {
		sheet = t.form.sheet(name)
	}
	if sheet == nil {
		row := &Row{sheet: t.form.records(), line: line, given: map[string]any{}}
		row.problems.Add(unknownPart.At(partColumn, clip(name), t.form.sheetNames()))
		return row
	}
	row := t.heads[sheet].row(sheet, line, cells)
	for i, cell := range cells {
		if row != nil && i < len(t.names) && t.names[i] != "" && t.heads[sheet][i] == nil && strings.TrimSpace(cell) != "" {
			row.problems.Add(notOfPart.At(t.names[i], sheet.Name))
		}
	}
	return row
}

func (f *Form) sheetNames() string {
	names := make([]string, len(f.Sheets))
	for i, s := range f.Sheets {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// writeCSV writes sheets as one table. With Chinese headings it has the byte
// order mark that Excel needs to know UTF-8.
func writeCSV(w io.Writer, form *Form, tables []table, chinese bool, remarks ...[]string) error {
	if chinese {
		if _, err := w.Write(bom); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	columns := form.allColumns()
	heading := make([]string, 0, len(columns)+1)
	if len(form.Sheets) > 1 {
		heading = append(heading, pick(chinese, "分部", partColumn))
	}
	for _, c := range columns {
		heading = append(heading, pick(chinese, c.Chinese, c.Key))
	}
	if err := out.Write(heading); err != nil {
		return err
	}
	if err := out.WriteAll(remarks); err != nil {
		return err
	}
	for _, t := range tables {
		if err := writeRows(out, form, columns, t, chinese); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeRows(out *csv.Writer, form *Form, columns []*Column, t table, chinese bool) error {
	for _, row := range t.rows {
		var record []string
		if len(form.Sheets) > 1 {
			record = append(record, pick(chinese, t.sheet.Chinese, t.sheet.Name))
		}
		for _, c := range columns {
			cell := ""
			if own := t.sheet.column(c.Key); own != nil {
				cell = own.write(row.get(own.at()), chinese)
			}
			record = append(record, cell)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	return nil
}

// allColumns are the columns of all sheets; those that sheets share stand once.
func (f *Form) allColumns() []*Column {
	var all []*Column
	seen := map[string]bool{}
	for _, s := range f.Sheets {
		for _, c := range s.Columns {
			if !seen[c.Key] {
				all, seen[c.Key] = append(all, c), true
			}
		}
	}
	return all
}

func pick(chinese bool, a, b string) string {
	if chinese {
		return a
	}
	return b
}
