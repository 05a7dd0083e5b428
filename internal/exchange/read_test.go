package exchange

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"onewindow/internal/fault"
)

// TestHeadingsAreClear: within a form a heading means one column, in every sheet
// the same.
func TestHeadingsAreClear(t *testing.T) {
	for _, f := range Forms() {
		byHeading := map[string]string{}
		for _, s := range f.Sheets {
			inSheet := map[string]bool{}
			for _, c := range s.Columns {
				if c.NoteChinese == "" || c.NoteEnglish == "" || c.Chinese == "" {
					t.Errorf("%s.%s has no note", s.Name, c.Key)
				}
				for _, name := range append([]string{c.Key, c.Chinese}, c.aliases...) {
					heading := plain(name)
					if other, taken := byHeading[heading]; taken && other != c.Key || inSheet[heading] && heading != plain(c.Key) {
						t.Errorf("%s: the heading %s means %s and %s", f.Name, name, other, c.Key)
					}
					byHeading[heading], inSheet[heading] = c.Key, true
				}
			}
		}
	}
}

// people are the rows of all the encodings below.
const people = "code,name,kind,phone\r\nmzj,区民政局,法定机关,0826-2001101\r\n\r\n511602001001,\"名称，带逗号\",STATUTORY_BODY,\r\n"

func TestFilesAsExcelWritesThem(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(people)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(strings.ReplaceAll(people, ",", "\t"), "\"名称，带逗号\"", "名称，带逗号"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"UTF-8": people, "with BOM": "\ufeff" + people, "GB18030": gb, "UTF-16": wide,
		"semicolons": strings.ReplaceAll(people, ",", ";"), "old line ends": strings.ReplaceAll(people, "\r\n", "\r"),
		"Chinese headings in another order, unnamed column": "名称,电话 ,,代码*,机构性质\n区民政局,0826-2001101,?,mzj,法定机关\n" +
			"名称，带逗号,,,511602001001,STATUTORY_BODY\n",
	} {
		f := readText(t, "departments", content)
		if len(f.problems) > 0 || len(f.Rows) != 2 {
			t.Errorf("%s: %d rows, %v", name, len(f.Rows), f.problems)
			continue
		}
		first, second := f.Rows[0], f.Rows[1]
		if first.text("name") != "区民政局" || first.text("kind") != "STATUTORY_BODY" || second.text("code") != "511602001001" || second.text("name") != "名称，带逗号" {
			t.Errorf("%s: %v, %v", name, first.given, second.given)
		}
	}
	if line := readText(t, "departments", people).Rows[1].line; line != 4 {
		t.Errorf("the last row stands in line %d, not 4", line)
	}
}

func readText(t testing.TB, form, content string) *File {
	t.Helper()
	f, err := Read(FormOf(form), CSV, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestNumbersOfExcel: codes that Excel made numbers are read right up to 15
// digits and reported beyond; days come as Excel's numbers.
func TestNumbersOfExcel(t *testing.T) {
	book := excelize.NewFile()
	for i, row := range [][]any{
		{"代码", "名称", "机构性质", "统一社会信用代码", "设立日期", "顺序"},
		{511602001001, "甲", "法定机关", nil, 43466, 3.0},
		{"乙-1", "乙", "法定机关", 115113010087782980, "2019年3月5日", "４"},
		{"c", "丙", "法定机关", "115113010087782980", "2019/13/1", "many"},
	} {
		if err := book.SetSheetRow("Sheet1", "A"+itoa(i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Read(departments, XLSX, b)
	if err != nil || len(f.Rows) != 3 {
		t.Fatal(err, f.problems)
	}
	if r := f.Rows[0]; r.text("code") != "511602001001" || r.text("validFrom") != "2019-01-01" || r.text("position") != "3" || len(r.problems) > 0 {
		t.Errorf("the first row: %v %v", r.given, r.problems)
	}
	if r := f.Rows[1]; len(r.problems) != 1 || r.problems[0].Code != "DIGITS_LOST" || r.text("validFrom") != "2019-03-05" || r.text("position") != "4" {
		t.Errorf("the second row: %v %v", r.given, r.problems)
	}
	if r := f.Rows[2]; len(r.problems) != 2 || r.text("creditCode") != "115113010087782980" {
		t.Errorf("the third row: %v %v", r.given, r.problems)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	for want, file := range map[string]struct {
		form, content string
		format        Format
	}{
		"FILE_UNREADABLE":   {"items", "this is no workbook", XLSX},
		"FILE_ENCODING":     {"items", "slug\n\xff\xff\xff", CSV},
		"QUOTES_UNBALANCED": {"items", "slug,name\na,\"b\nc,d\n", CSV},
		"JSON_NOT_A_LIST":   {"items", `{"slug": "a"}`, JSON},
		"FILE_EMPTY":        {"items", `[]`, JSON},
		"COLUMN_TWICE":      {"items", "slug,网址名\na,b\n", CSV},
		"TOO_MANY_ROWS":     {"items", "slug\n" + strings.Repeat("a\n", MaxRows+1), CSV},
	} {
		f, err := Read(FormOf(file.form), file.format, strings.NewReader(file.content))
		if err != nil || len(f.problems) != 1 || f.problems[0].Code != want {
			t.Errorf("%s: %v, %v", want, f.problems, err)
		}
	}
	f, err := Read(items, JSON, strings.NewReader(`["a", null]`))
	if err != nil || len(f.problems) > 0 || len(f.Rows) != 2 || f.Rows[1].problems[0].Code != "JSON_TYPE" {
		t.Errorf("what is no record: %v", f)
	}
	for record, twice := range map[string]bool{
		`{"slug": "a", "name": "甲", "name": "乙"}`:                                 true,
		`{"slug": "a", "handling": {"x": 1, "x": 2}}`:                             true,
		`{"slug": "a", "topics": [{"a": 1, "a": 2}], "name": "甲"}`:                true,
		`{"slug": "a", "name": "slug", "topics": [{"a": "a"}, {"a": 1}, "name"]}`: false,
	} {
		f, err := Read(items, JSON, strings.NewReader("["+record+"]"))
		if err != nil || len(f.Rows) != 1 || slices.ContainsFunc(f.Rows[0].problems, func(p fault.Problem) bool { return p.Code == "COLUMN_TWICE" }) != twice {
			t.Errorf("%s: %v", record, f.Rows[0].problems)
		}
	}
	f, err = Read(items, JSON, strings.NewReader(`[{"slug": "a", "colour": 1, "aliases": "x", "type": "行政许可", "topics": ["A"]}]`))
	if err != nil || len(f.Rows) != 1 || len(f.Rows[0].problems) != 2 || f.Rows[0].text("type") != "LICENCE" {
		t.Errorf("a strange record: %v", f.Rows)
	}
}

// TestWorkbooksAsClerksLeaveThem: a formula that fails, cells merged, a sheet
// hidden, digits in full width, what nobody sees.
func TestWorkbooksAsClerksLeaveThem(t *testing.T) {
	book := excelize.NewFile()
	if _, err := book.NewSheet("清单"); err != nil {
		t.Fatal(err)
	}
	for _, sheet := range []string{"Sheet1", "清单"} {
		for at, row := range map[string][]any{
			"A1": {"slug", "name", "owner", "备注"}, "A2": {sheet + "-a", "甲", "ｍｚｊ\u200b"},
			"A3": {"#N/A", "乙", "区民政局（本级）"}, "A4": {"c", "丙", ""}, "A5": {"d", "#REF!", "mzj"},
		} {
			if err := book.SetSheetRow(sheet, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	book.SetActiveSheet(1)
	var b bytes.Buffer
	if err := errors.Join(
		book.SetCellStr("清单", "D1", ""), book.MergeCell("清单", "C3", "C4"), book.MergeCell("清单", "D2", "D4"),
		book.SetSheetVisible("Sheet1", false), book.Write(&b),
	); err != nil {
		t.Fatal(err)
	}
	f, err := Read(FormOf("items"), XLSX, &b)
	if err != nil || len(f.problems) > 0 || len(f.Rows) != 4 {
		t.Fatalf("%d rows, %v, %v", len(f.Rows), f.problems, err)
	}
	if f.Rows[0].text("slug") != "清单-a" || f.Rows[0].text("owner") != "mzj" || f.Rows[1].text("owner") != "区民政局（本级）" {
		t.Errorf("read %v and %v", f.Rows[0].given, f.Rows[1].given)
	}
	for i, want := range []string{"", "FORMULA_ERROR CELLS_MERGED", "", "FORMULA_ERROR"} {
		var codes []string
		for _, p := range f.Rows[i].problems {
			codes = append(codes, p.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("line %d has %q, wanted %q", f.Rows[i].line, got, want)
		}
	}
}

// TestCellsComeBack: whatever a record holds is read as it was written, in both
// languages.
func TestCellsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		c, value := someCell(r)
		for _, chinese := range []bool{true, false} {
			written := c.write(value, chinese)
			got, problem := c.read(written)
			if problem != nil || canonical(got) != canonical(value) {
				t.Fatalf("%s written as %q is read as %s, %v", canonical(value), written, canonical(got), problem)
			}
		}
	}
}

// someCell is a column with a value that it may hold.
func someCell(r *rand.Rand) (*Column, any) {
	switch r.IntN(6) {
	case 0:
		return &Column{Kind: YesNo}, r.IntN(2) == 0
	case 1:
		return &Column{Kind: Integer}, number(r.IntN(1e9) - 5e8)
	case 2:
		return &Column{Kind: Yuan}, number(r.IntN(1e9))
	case 3:
		return &Column{Choices: modes}, modes[r.IntN(len(modes))].Value
	case 4:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, someText(r))
		}
		return &Column{Kind: List}, list
	default:
		return &Column{Kind: Text}, someText(r)
	}
}

// someText has the signs in it that cells are taken apart by.
func someText(r *rand.Rand) string {
	signs := []rune(`a中;；\-,，"'# ` + "\n")
	text := make([]rune, 1+r.IntN(6))
	for i := range text {
		text[i] = signs[r.IntN(len(signs))]
	}
	if s := strings.TrimSpace(string(text)); s != "" {
		return s
	}
	return "x"
}

// FuzzRead: no bytes make a reader fail otherwise than by telling what is wrong.
func FuzzRead(f *testing.F) {
	for _, form := range []string{"departments", "editions"} {
		for _, format := range Formats {
			var b bytes.Buffer
			if err := Template(&b, FormOf(form), format, true); err != nil {
				f.Fatal(err)
			}
			f.Add(form, string(format), b.Bytes())
		}
	}
	f.Add("departments", "csv", []byte(people))
	f.Add("editions", "csv", []byte("part,item,name,title\neditions,a,,t\nmaterials,a,m,\nwrong,a,,\n"))
	f.Add("editions", "json", []byte(`[{"item":"a","content":{"materials":[{"name":"m"},3],"statutoryLimit":{"value":"x"}}}]`))
	f.Fuzz(func(t *testing.T, form, format string, content []byte) {
		if FormOf(form) == nil {
			return
		}
		file, err := Read(FormOf(form), Format(format), bytes.NewReader(content))
		if err != nil || len(file.Rows) == 0 && len(file.problems) == 0 {
			t.Errorf("%d rows, %v, %v", len(file.Rows), file.problems, err)
		}
	})
}
