package exchange

import (
	"io"
	"strings"
)

// note explains a column in both languages, for a comment on its heading.
func (c *Column) note() string {
	text := c.Chinese + " (" + c.Key + ")"
	if c.Required {
		text += " 必填 required"
	}
	text += "\n" + c.NoteChinese + "\n" + c.NoteEnglish
	if len(c.Choices) > 0 {
		text += "\n" + c.allowed()
	}
	return text
}

// notes are the lines of the sheet of notes: a heading, then a line a column.
func (f *Form) notes() [][]string {
	lines := [][]string{{"表 Sheet", "列名 Heading", "英文键 Key", "必填 Required", "说明", "Note", "可填的值 Values"}}
	for _, s := range f.Sheets {
		for _, c := range s.Columns {
			required := ""
			if c.Required {
				required = "是 yes"
			}
			values := c.allowed()
			if c.Kind == YesNo {
				values = "是 yes、否 no"
			}
			lines = append(lines, []string{s.Chinese + " " + s.Name, c.Chinese, c.Key, required, c.NoteChinese, c.NoteEnglish, values})
		}
	}
	return lines
}

// notesKey marks a record of JSON that explains the others; it is not read.
const notesKey = "$notes"

// remark begins a row that explains others; it is not read.
const remark = "#"

// isRemark is whether a row is such a one; a formula that fails begins so as well.
func isRemark(cells []string) bool {
	first := ""
	if len(cells) > 0 {
		first = trim(cells[0])
	}
	return strings.HasPrefix(first, remark) && !formulaError.MatchString(first)
}

// Template writes an empty form with notes for each column in zh-CN and en. None
// of the notes is in the way when the file is filled and imported: in XLSX they
// are comments, lists to pick from and a sheet of their own, in CSV rows that
// begin with "#", in JSON a record under "$notes".
func Template(w io.Writer, form *Form, format Format, chinese bool) error {
	switch format {
	case XLSX:
		return writeXLSX(w, form, form.tables(nil), chinese)
	case JSON:
		return writeJSON(w, []tree{{notesKey: map[string]any(form.explained())}})
	default:
		return writeCSV(w, form, nil, chinese, form.remarks()...)
	}
}

// remarks are the rows of a CSV template that explain its columns.
func (f *Form) remarks() [][]string {
	rows := [][]string{{}, {}}
	if len(f.Sheets) > 1 {
		rows = [][]string{{"本行属于哪一部分：" + f.sheetNames()}, {"Which part the row is: " + f.sheetNames()}}
	}
	for _, c := range f.allColumns() {
		values := ""
		if len(c.Choices) > 0 {
			values = " " + c.allowed()
		}
		rows[0] = append(rows[0], strings.TrimSpace(c.mark("必填。")+c.NoteChinese+values))
		rows[1] = append(rows[1], strings.TrimSpace(c.mark("Required. ")+c.NoteEnglish+values))
	}
	for i := range rows {
		rows[i][0] = remark + " " + rows[i][0]
	}
	return rows
}

func (c *Column) mark(required string) string {
	if c.Required {
		return required
	}
	return ""
}

// explained is a record whose values are notes.
func (f *Form) explained() tree {
	record := tree{}
	for _, c := range f.records().Columns {
		record.set(c.at(), c.inShort())
	}
	for _, s := range f.Sheets[1:] {
		part := tree{}
		for _, c := range s.Columns {
			if c.Key != itemOfPart && c.Key != numberOfPart {
				part.set(c.at(), c.inShort())
			}
		}
		record.set(s.path, []any{map[string]any(part)})
	}
	return record
}

func (c *Column) inShort() string {
	return strings.ReplaceAll(c.note(), "\n", " | ")
}
