package exchange

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What a workbook may grow to when it is unpacked.
const (
	maxUnzipped    = 512 << 20
	maxUnzippedXML = 128 << 20
)

// notesSheet explains the columns; it is not read.
const notesSheet = "填写说明 Notes"

func (f *File) readXLSX(form *Form, b []byte) {
	book, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzippedXML,
	})
	if err != nil {
		f.problems.Add(unreadable.At("", "XLSX", clip(err.Error())))
		return
	}
	defer func() { _ = book.Close() }()
	read := 0
	for _, name := range book.GetSheetList() {
		if shown, err := book.GetSheetVisible(name); err != nil || !shown {
			continue // what nobody sees is not meant
		}
		sheet := form.sheet(name)
		if sheet == nil && read == 0 && len(form.Sheets) == 1 && name != notesSheet {
			sheet = form.records() // whatever a clerk called it
		}
		if sheet == nil {
			continue
		}
		read++
		if err := f.readSheet(form, sheet, book, name); err != nil {
			f.problems.Add(unreadable.At("", "XLSX", clip(err.Error())))
			return
		}
	}
	if read == 0 {
		f.problems.Add(unreadable.At("", "XLSX", "no sheet named "+form.sheetNames()))
	}
}

func (f *File) readSheet(form *Form, sheet *Sheet, book *excelize.File, name string) error {
	rows, err := book.Rows(name)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var head header
	before := len(f.Rows)
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if head == nil {
			if head = f.readHeader(sheet.column, cells); countNil(head) == len(head) {
				f.problems = nil
				f.problems.Add(noColumns.At("", form.someHeadings()))
			}
			if len(f.problems) > 0 {
				return nil
			}
			continue
		}
		mendNumbers(book, name, head, line, cells)
		if row := head.row(sheet, line, cells); row != nil {
			if f.full() {
				return nil
			}
			f.Rows = append(f.Rows, row)
		}
	}
	if err := rows.Error(); err != nil {
		return err
	}
	return tellMerged(head, f.Rows[before:], book, name)
}

// tellMerged reports merged cells in the first row that they cover: only one
// cell has what a reader sees in all of them.
func tellMerged(head header, rows []*Row, book *excelize.File, name string) error {
	merged, err := book.GetMergeCells(name, true)
	if err != nil {
		return err
	}
	for _, m := range merged {
		from, first, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return err
		}
		to, last, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return err
		}
		covered := head[min(from-1, len(head)):min(to, len(head))]
		if countNil(covered) == len(covered) {
			continue // no column of the form
		}
		at, _ := slices.BinarySearchFunc(rows, first, func(r *Row, line int) int { return r.line - line })
		if at < len(rows) && rows[at].line <= last {
			rows[at].problems.Add(mergedCells.At("", m.GetStartAxis()+":"+m.GetEndAxis()))
		}
	}
	return nil
}

// wide is a text that may be a number which lost digits: Excel keeps 15.
var wide = regexp.MustCompile(`^[0-9]{16,}$|^[0-9](\.[0-9]+)?E\+?[0-9]+$`)

// mendNumbers looks at codes and texts that Excel turned into numbers. Up to 15
// digits are exact and are written out; beyond that digits are lost, and the
// cell gets the form in which its column reports that.
func mendNumbers(book *excelize.File, sheet string, head header, line int, cells []string) {
	for i, c := range head {
		if c == nil || i >= len(cells) || !wide.MatchString(cells[i]) || c.Kind != Code && c.Kind != Codes && c.Kind != Text {
			continue
		}
		at, err := excelize.CoordinatesToCellName(i+1, line)
		if err != nil {
			continue
		}
		kind, err := book.GetCellType(sheet, at)
		if err != nil || kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset {
			continue
		}
		number, err := strconv.ParseFloat(cells[i], 64)
		if err == nil && number < 1e15 && number == float64(int64(number)) {
			cells[i] = strconv.FormatInt(int64(number), 10)
		} else if err == nil {
			cells[i] = strconv.FormatFloat(number, 'E', 5, 64)
		}
	}
}

// table is a sheet with its rows.
type table struct {
	sheet *Sheet
	rows  []tree
}

// writeXLSX writes a workbook with a sheet for each table and one of notes. All
// cells are texts, so that Excel leaves codes alone.
func writeXLSX(w io.Writer, form *Form, tables []table, chinese bool) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	styles, err := newStyles(book)
	if err != nil {
		return err
	}
	for i, t := range tables {
		if i == 0 {
			err = book.SetSheetName("Sheet1", t.sheet.Chinese)
		} else {
			_, err = book.NewSheet(t.sheet.Chinese)
		}
		if err != nil {
			return err
		}
		if err := styles.writeSheet(book, t, chinese); err != nil {
			return fmt.Errorf("write the sheet %s: %w", t.sheet.Name, err)
		}
	}
	if err := styles.writeNotes(book, form); err != nil {
		return fmt.Errorf("write the notes: %w", err)
	}
	return book.Write(w)
}

// styles are the two that sheets use.
type styles struct{ heading, required, text int }

func newStyles(book *excelize.File) (s styles, err error) {
	bold := &excelize.Font{Bold: true}
	if s.heading, err = book.NewStyle(&excelize.Style{Font: bold, NumFmt: 49}); err != nil {
		return s, err
	}
	red := &excelize.Font{Bold: true, Color: "C00000"}
	if s.required, err = book.NewStyle(&excelize.Style{Font: red, NumFmt: 49}); err != nil {
		return s, err
	}
	s.text, err = book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top"}})
	return s, err
}

func (s styles) writeSheet(book *excelize.File, t table, chinese bool) error {
	name := t.sheet.Chinese
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, len(t.sheet.Columns), 18); err != nil {
		return err
	}
	if err := out.SetColStyle(1, len(t.sheet.Columns), s.text); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	heading := make([]any, len(t.sheet.Columns))
	for i, c := range t.sheet.Columns {
		style := s.heading
		if c.Required {
			style = s.required
		}
		heading[i] = excelize.Cell{StyleID: style, Value: pick(chinese, c.Chinese, c.Key)}
	}
	if err := out.SetRow("A1", heading); err != nil {
		return err
	}
	for i, row := range t.rows {
		cells := make([]any, len(t.sheet.Columns))
		for k, c := range t.sheet.Columns {
			if cell := c.write(row.get(c.at()), chinese); cell != "" {
				cells[k] = excelize.Cell{StyleID: s.text, Value: cell}
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return addHelp(book, t.sheet, chinese)
}

// addHelp gives each heading its note, and columns of few values a list to pick from.
func addHelp(book *excelize.File, sheet *Sheet, chinese bool) error {
	for i, c := range sheet.Columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		note := excelize.Comment{Cell: letter + "1", Author: "OneWindow", Text: c.note(), Width: 320, Height: 160}
		if err := book.AddComment(sheet.Chinese, note); err != nil {
			return err
		}
		if err := addList(book, sheet.Chinese, letter, c, chinese); err != nil {
			return err
		}
	}
	return nil
}

// addList offers the values of a column in each cell. Excel takes lists of up to
// 255 characters.
func addList(book *excelize.File, sheet, letter string, c *Column, chinese bool) error {
	var values []string
	for _, choice := range c.Choices {
		values = append(values, pick(chinese, choice.Chinese, choice.Value))
	}
	if c.Kind == YesNo {
		values = []string{yesNo(true, chinese), yesNo(false, chinese)}
	}
	if len(values) == 0 || c.Kind == List || len(strings.Join(values, ",")) > 250 {
		return nil
	}
	validation := excelize.NewDataValidation(true)
	validation.SetSqref(letter + "2:" + letter + "10000")
	if err := validation.SetDropList(values); err != nil {
		return err
	}
	return book.AddDataValidation(sheet, validation)
}

// writeNotes adds the sheet that explains every column.
func (s styles) writeNotes(book *excelize.File, form *Form) error {
	if _, err := book.NewSheet(notesSheet); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(notesSheet)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, 4, 20); err != nil {
		return err
	}
	if err := out.SetColWidth(5, 7, 60); err != nil {
		return err
	}
	for i, line := range form.notes() {
		cells := make([]any, len(line))
		for k, cell := range line {
			style := s.text
			if i == 0 {
				style = s.heading
			}
			cells[k] = excelize.Cell{StyleID: style, Value: cell}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
