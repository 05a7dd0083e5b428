package calendar

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"onewindow/internal/fault"
)

// Faults of a calendar file.
var (
	BadHeader = fault.NewKind("CALENDAR_HEADER",
		"第一行应为“date,kind,name”，实际为“%s”。",
		"The first line is %q and should be \"date,kind,name\".")
	BadLine = fault.NewKind("CALENDAR_LINE",
		"此行不是三列的 CSV：%s。",
		"This line is not CSV of three columns: %s.")
	BadDay = fault.NewKind("CALENDAR_DAY",
		"“%s”不是 YYYY-MM-DD 形式的日期。",
		"%q is not a day of the form YYYY-MM-DD.")
	BadKind = fault.NewKind("CALENDAR_KIND",
		"“%s”应为 HOLIDAY 或 MAKEUP_WORKDAY。",
		"%q should be HOLIDAY or MAKEUP_WORKDAY.")
	RepeatedDay = fault.NewKind("CALENDAR_DAY_REPEATED",
		"%s 在第 %d 行已经出现。",
		"%s is on line %d already.")
	MakeupOnWeekday = fault.NewKind("CALENDAR_MAKEUP_ON_WEEKDAY",
		"%s 不是周末，不能是调休上班日。",
		"%s is not on a weekend and cannot be a makeup workday.")
)

var header = []string{"date", "kind", "name"}

// ParseCSV reads a calendar file: a line "date,kind,name" and then a line per
// day. What is wrong with the file is told at once, as fault.Problems whose
// paths are "lines.<number>.<column>"; any other error is that of the reader.
// Nothing is returned of a file with a fault.
func ParseCSV(r io.Reader) ([]Entry, error) {
	p := parser{csv: csv.NewReader(r), seen: map[Day]int{}}
	p.csv.FieldsPerRecord = -1
	for p.next() {
	}
	if p.failure != nil {
		return nil, fmt.Errorf("read the calendar: %w", p.failure)
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return p.entries, nil
}

type parser struct {
	csv        *csv.Reader
	headerRead bool
	seen       map[Day]int
	entries    []Entry
	problems   fault.Problems
	failure    error
}

// next reads one line and is false after the last one.
func (p *parser) next() bool {
	record, err := p.csv.Read()
	var malformed *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		p.finish()
		return false
	case errors.As(err, &malformed):
		p.problems.Add(BadLine.At(fmt.Sprintf("lines.%d", malformed.Line), malformed.Err))
		p.headerRead = true
	case err != nil:
		p.failure = err
		return false
	case !p.headerRead:
		p.header(record)
	default:
		p.record(record)
	}
	return true
}

func (p *parser) finish() {
	if !p.headerRead {
		p.problems.Add(BadHeader.At("lines.1", ""))
	}
}

func (p *parser) header(record []string) {
	p.headerRead = true
	record[0] = strings.TrimPrefix(record[0], "\ufeff")
	if !slices.Equal(record, header) {
		p.problems.Add(BadHeader.At("lines.1", strings.Join(record, ",")))
	}
}

func (p *parser) record(record []string) {
	line, _ := p.csv.FieldPos(0)
	at := fmt.Sprintf("lines.%d", line)
	if len(record) != len(header) {
		p.problems.Add(BadLine.At(at, strings.Join(record, ",")))
		return
	}
	kind := Kind(record[1])
	if !kind.Valid() {
		p.problems.Add(BadKind.At(at+".kind", record[1]))
	}
	day, err := ParseDay(record[0])
	if err != nil {
		p.problems.Add(BadDay.At(at+".date", record[0]))
		return
	}
	p.day(at+".date", line, day, kind)
	p.entries = append(p.entries, Entry{Day: day, Kind: kind, Name: record[2]})
}

func (p *parser) day(at string, line int, day Day, kind Kind) {
	if first, repeated := p.seen[day]; repeated {
		p.problems.Add(RepeatedDay.At(at, day, first))
		return
	}
	p.seen[day] = line
	if kind == MakeupWorkday && !isWeekend(day) {
		p.problems.Add(MakeupOnWeekday.At(at, day))
	}
}
