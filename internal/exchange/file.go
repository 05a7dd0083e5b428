package exchange

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"onewindow/internal/fault"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	JSON Format = "json"
)

// Formats are all formats.
var Formats = []Format{CSV, XLSX, JSON}

// FormatOf is the format that a file's name says, CSV where it says none.
func FormatOf(name string) Format {
	for _, f := range Formats {
		if strings.EqualFold(filepath.Ext(name), "."+string(f)) {
			return f
		}
	}
	return CSV
}

// Limits of a file.
const (
	// MaxBytes is the largest file that is read.
	MaxBytes = 64 << 20
	// MaxRows is the most rows of a file, over all its sheets.
	MaxRows = 100_000
	// maxColumns is the most columns of a sheet.
	maxColumns = 300
)

// Faults of files as a whole.
var (
	fileTooLarge = fault.NewKind("FILE_TOO_LARGE",
		"文件超过 %d MiB。请拆成几个文件分别导入。",
		"The file is larger than %d MiB. Divide it and import the parts.")
	tooManyRows = fault.NewKind("TOO_MANY_ROWS",
		"文件超过 %d 行。请拆成几个文件分别导入。",
		"The file has more than %d rows. Divide it and import the parts.")
	unreadable = fault.NewKind("FILE_UNREADABLE",
		"无法按 %s 格式读取文件（%s）。请用 Excel 或 WPS 另存后再导入。",
		"The file can't be read as %s (%s). Save it again from Excel or WPS and import that.")
	empty = fault.NewKind("FILE_EMPTY",
		"文件中没有数据行。请在第一行写列名，从第二行起每行写一条。",
		"The file has no rows. Write the headings in the first row, and a record in each row from the second on.")
	unknownEncoding = fault.NewKind("FILE_ENCODING",
		"文件既不是 UTF-8 也不是 GB18030 编码。请用 Excel 另存为“CSV UTF-8”后再导入。",
		"The file is neither UTF-8 nor GB18030. Save it from Excel as CSV UTF-8 and import that.")
	noColumns = fault.NewKind("HEADINGS_UNKNOWN",
		"第一行没有本表的列名（如 %s）。请用 export --template 生成模板，照其列名填写。",
		"The first row has none of this form's headings (such as %s). Make a template with export --template and use its headings.")
	unknownColumn = fault.NewKind("COLUMN_UNKNOWN",
		"列“%s”不属于本表，请改正列名或删除此列。",
		"The column %q is none of this form's: correct the heading or delete the column.")
	noHeading = fault.NewKind("CELL_WITHOUT_HEADING",
		"第 %d 列没有列名，“%s”不知属于哪一列。内容里有逗号时请给这一格加上引号，否则请清空它。",
		"Column %d has no heading, so that it can't be told what %q belongs to. Quote a value that has commas in it, or empty the cell.")
	columnTwice = fault.NewKind("COLUMN_TWICE",
		"列“%s”出现了两次，请只留一列。",
		"The column %q is there twice: keep one of them.")
	unknownPart = fault.NewKind("PART_UNKNOWN",
		"“%s”不是本表的分部。可填：%s。",
		"%q is no part of this form. Write one of: %s.")
	notOfPart = fault.NewKind("NOT_OF_THIS_PART",
		"分部“%s”没有此列，请清空这一格。",
		"The part %q has no such column: empty this cell.")
	unbalanced = fault.NewKind("QUOTES_UNBALANCED",
		"第 %d 行的引号不成对，此后的内容无法识别。请补上引号。",
		"The quotes of line %d don't match, so that what follows can't be read. Balance them.")
	notRecords = fault.NewKind("JSON_NOT_A_LIST",
		"JSON 应为对象的数组。请写成 [{\"code\": \"…\"}] 这样的形式。",
		"The JSON should be an array of objects. Write it like [{\"code\": \"…\"}].")
	brokenJSON = fault.NewKind("JSON_SYNTAX",
		"JSON 有语法错误（%s）。请改正后再导入。",
		"The JSON can't be parsed (%s). Mend it and import it again.")
	mergedCells = fault.NewKind("CELLS_MERGED",
		"单元格 %s 是合并的，只有左上角一格有内容。请取消合并，并在每一行填写内容。",
		"The cells %s are merged, and only the first of them has a value. Unmerge them and fill each row.")
	notOfType = fault.NewKind("JSON_TYPE",
		"此处的值类型不对：%s。",
		"This has a value of the wrong type: %s.")
)

// Row is one row of a file: a record, or a part of one.
type Row struct {
	sheet *Sheet
	// line is where it stands in its sheet, from 1; for JSON its place in the array.
	line int
	// given are the values by path; nil is an empty cell.
	given    map[string]any
	problems fault.Problems
}

// text is the value at a path as text.
func (r *Row) text(path string) string {
	switch v := r.given[path].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		return canonical(v)
	}
}

// File is what was read: the rows in their order.
type File struct {
	Format Format
	Rows   []*Row
	// problems concern the file and not a row.
	problems fault.Problems
}

// Read reads a file of a form. What is wrong with the file comes back in the
// report of its import; the error is for a file that cannot be fetched.
func Read(form *Form, format Format, r io.Reader) (*File, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	f := &File{Format: format}
	if len(b) > MaxBytes {
		f.problems.Add(fileTooLarge.At("", MaxBytes>>20))
		return f, nil
	}
	switch format {
	case XLSX:
		f.readXLSX(form, b)
	case JSON:
		f.readJSON(form, bytes.TrimPrefix(b, bom))
	default:
		f.readCSV(form, b)
	}
	if len(f.Rows) == 0 && len(f.problems) == 0 {
		f.problems.Add(empty.At(""))
	}
	return f, nil
}

// full is whether one more row would be too many, which it reports.
func (f *File) full() bool {
	if len(f.Rows) < MaxRows {
		return false
	}
	f.problems.Add(tooManyRows.At("", MaxRows))
	return true
}

// header says which column stands where; nil is one that no form has.
type header []*Column

// readHeader finds the columns of a sheet by their headings. Columns without a
// heading are left out, unknown ones are faults of the file.
func (f *File) readHeader(find func(string) *Column, headings []string) header {
	found := make(header, len(headings))
	seen := map[*Column]bool{}
	for i, name := range headings {
		name = trim(name)
		c := find(name)
		switch {
		case name == "" || i >= maxColumns:
		case c == nil:
			f.problems.Add(unknownColumn.At("", clip(name)))
		case seen[c]:
			f.problems.Add(columnTwice.At("", clip(name)))
		default:
			found[i], seen[c] = c, true
		}
	}
	return found
}

// row reads the cells of a row; nil for one that is blank.
func (h header) row(sheet *Sheet, line int, cells []string) *Row {
	row := &Row{sheet: sheet, line: line, given: map[string]any{}}
	blank := true
	if isRemark(cells) {
		return nil
	}
	for i, c := range h {
		if c == nil {
			continue
		}
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		value, problem := c.read(cell)
		if problem != nil {
			row.problems.Add(*problem)
		}
		blank = blank && trim(cell) == ""
		row.given[c.at()] = value
	}
	for i := len(h); i < len(cells); i++ {
		if trim(cells[i]) != "" {
			row.problems.Add(noHeading.At("", i+1, clip(cells[i])))
			return row // one is enough: the rest moved with it
		}
	}
	if blank {
		return nil
	}
	return row
}
