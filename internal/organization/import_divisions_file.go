package organization

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"onewindow/ent/db"
	"onewindow/internal/fault"
)

// What can be wrong with a file of divisions.
var (
	divisionHeader = fault.NewKind("DIVISIONS_HEADER",
		"第一行应为列名 code,name,level,parent_code，现为 %s。",
		"The first line names the columns code,name,level,parent_code; it is %s.")
	divisionsEmpty = fault.NewKind("DIVISIONS_EMPTY",
		"文件中没有任何区划。",
		"The file has no division in it.")
	divisionLine = fault.NewKind("DIVISIONS_LINE",
		"第 %d 行应有 4 列，现有 %d 列。",
		"Line %d has 4 columns to have, and has %d.")
	divisionQuotes = fault.NewKind("DIVISIONS_QUOTES",
		"第 %d 行的引号不成对，此后的内容无法识别。",
		"The quotes of line %d don't match: what follows can't be read.")
	divisionCode = fault.NewKind("DIVISION_CODE",
		"区划代码“%s”应为 12 位数字。",
		"The code %q is not of 12 digits.")
	divisionLevel = fault.NewKind("DIVISION_LEVEL",
		"层级“%s”应为 PROVINCE、CITY、DISTRICT、TOWNSHIP 或 VILLAGE。",
		"The level %q is none of PROVINCE, CITY, DISTRICT, TOWNSHIP, VILLAGE.")
	divisionTwice = fault.NewKind("DIVISION_TWICE",
		"代码 %s 在第 %d 行已出现。",
		"The code %s stands in line %d already.")
	divisionWithoutParent = fault.NewKind("DIVISION_WITHOUT_PARENT",
		"上级 %s 既不在文件中，也不是存续的区划。",
		"The parent %s is neither in the file nor in force.")
	divisionNotBelow = fault.NewKind("DIVISION_NOT_BELOW",
		"%s 不能隶属于 %s。",
		"A %s can't lie in a %s.")
	divisionLevelChanged = fault.NewKind("DIVISION_LEVEL_CHANGED",
		"该代码原为 %s，不能改为 %s：请先撤销，再以新代码设立。",
		"This code was a %s and can't become a %s: end it and begin one with another code.")
	divisionKnownLater = fault.NewKind("DIVISION_KNOWN_LATER",
		"%s 自 %s 起的情况已经登记，不能再导入更早的 %s。",
		"What %s is from %s on is known already: an import as of %s comes too late.")
)

// divisionRow is one row of the file and what becomes of it.
type divisionRow struct {
	line               int
	code, name, parent string
	level              Level

	outcome  Outcome
	was      string
	before   *db.Division
	problems fault.Problems
}

var importedColumns = []string{"code", "name", "level", "parent_code"}

// readDivisions reads the file; what is wrong with single rows comes as
// problems, what makes it no such file at all as an error.
func readDivisions(r io.Reader) ([]*divisionRow, fault.Problems, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("read the divisions: %w", err)
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, divisionsEmpty.At("lines.1")
	}
	if err != nil || !slices.Equal(header, importedColumns) {
		return nil, nil, divisionHeader.At("lines.1", clip(strings.Join(header, ",")))
	}
	var rows []*divisionRow
	var problems fault.Problems
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			if len(rows)+len(problems) == 0 {
				problems.Add(divisionsEmpty.At("lines.2"))
			}
			return rows, problems, nil
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok { // quotes are unbalanced: what follows can't be told apart
			problems.Add(divisionQuotes.At(fmt.Sprintf("lines.%d", broken.StartLine), broken.StartLine))
			return rows, problems, nil
		}
		line, _ := reader.FieldPos(0)
		if len(record) != len(importedColumns) {
			problems.Add(divisionLine.At(fmt.Sprintf("lines.%d", line), line, len(record)))
			continue
		}
		row := newDivisionRow(line, record)
		problems = append(problems, row.problems...)
		rows = append(rows, row)
	}
}

func newDivisionRow(line int, record []string) *divisionRow {
	row := &divisionRow{line: line, code: strings.TrimSpace(record[0]), name: strings.TrimSpace(record[1]),
		level: Level(strings.TrimSpace(record[2])), parent: strings.TrimSpace(record[3])}
	at := func(column string) string { return fmt.Sprintf("lines.%d.%s", line, column) }
	if _, ok := codeNumber(row.code); !ok {
		row.problems.Add(divisionCode.At(at("code"), clip(row.code)))
	}
	if row.parent != "" {
		if _, ok := codeNumber(row.parent); !ok {
			row.problems.Add(divisionCode.At(at("parent_code"), clip(row.parent)))
			row.parent = ""
		}
	}
	if !slices.Contains(Levels, row.level) {
		row.problems.Add(divisionLevel.At(at("level"), clip(string(row.level))))
		row.level = ""
	}
	switch n := utf8.RuneCountInString(row.name); {
	case n == 0:
		row.problems.Add(fault.Required.At(at("name")))
	case n > maxName:
		row.problems.Add(fault.TooLong.At(at("name"), maxName))
	case !fault.IsText(row.name):
		row.problems.Add(fault.BadText.At(at("name")))
	}
	return row
}
