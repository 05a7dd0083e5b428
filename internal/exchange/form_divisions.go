package exchange

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"onewindow/internal/fault"
	"onewindow/internal/organization"
)

// divisionRecord is a division in force.
type divisionRecord struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Level  string `json:"level"`
	Parent string `json:"parent_code,omitempty"`
}

var divisions = &Form{
	Name: "divisions", Chinese: "行政区划",
	Sheets: []*Sheet{{Name: "divisions", Chinese: "行政区划", Columns: []*Column{
		{Key: "code", Chinese: "区划代码", Kind: Code, Required: true, NoteChinese: "12 位数字。", NoteEnglish: "12 digits."},
		{Key: "name", Chinese: "名称", Required: true, NoteChinese: "区划的名称。", NoteEnglish: "The name of the division."},
		{Key: "level", Chinese: "层级", Required: true, Choices: levels, NoteChinese: "区划的层级。", NoteEnglish: "The level of the division."},
		{Key: "parent_code", Chinese: "上级区划", Kind: Code, NoteChinese: "上级的 12 位代码；最高一级留空。", NoteEnglish: "The code of the division around it; empty for the highest."},
	}}},
	export: func(s *source) ([]tree, error) {
		var all []divisionRecord
		s.Org.EachDivision(func(d *organization.DivisionAt) {
			record := divisionRecord{Code: d.Code(), Name: d.Name(), Level: string(d.Level())}
			if parent := d.Parent(); parent != nil {
				record.Parent = parent.Code()
			}
			all = append(all, record)
		})
		return trees(all), nil
	},
	load: loadDivisions,
}

// loadDivisions makes the divisions be as the file says from a day on. Unlike
// other forms this one is the whole truth below its top: what is missing ends.
func loadDivisions(ctx context.Context, r *run) error {
	asOf := r.tx.Today
	if r.options.AsOf != nil {
		asOf = *r.options.AsOf
	}
	outcomes := map[int]Outcome{}
	summary, err := organization.ImportDivisions(ctx, r.store, r.divisionsCSV(), asOf, false, func(row organization.ImportedRow) {
		switch row.Outcome {
		case organization.Added:
			outcomes[row.Line] = Added
		case organization.Unchanged:
			outcomes[row.Line] = Unchanged
		case organization.Ended:
			r.report.Rows = append(r.report.Rows, RowReport{Key: row.Code, Name: row.Name, Outcome: Changed})
		case organization.Faulty:
			outcomes[row.Line] = Faulty
		default:
			outcomes[row.Line] = Changed
		}
	})
	problems, refused := fault.From(err)
	if err != nil && !refused {
		return err
	}
	r.tellDivisions(outcomes, problems)
	r.adviseOn(summary.NeedSuccessors, successorsWanted)
	r.adviseOn(summary.MisplacedCenters, placeWanted)
	return r.step(ctx)
}

// What an import of divisions leaves to be done.
var (
	successorsWanted = fault.NewKind("SUCCESSORS_WANTED",
		"此区划已撤销，还没有登记撤并到哪里。请用 nameSuccessors 登记。",
		"This division has ended, and nobody has said what became of it. Name its successors with nameSuccessors.")
	placeWanted = fault.NewKind("PLACE_WANTED",
		"此中心所在的区划已撤销，或已不在上级中心的区划内。请用 setReportsTo 重新确定上级中心和所在区划。",
		"The division of this center has ended, or is no longer within that of the center above. Give it a place with setReportsTo.")
)

// adviseOn tells what has to be done about records, each a code with a name.
func (r *run) adviseOn(records []string, kind fault.Kind) {
	for _, record := range records {
		code, name, _ := strings.Cut(record, " ")
		advice := finding(nil, kind.At(""), Advice)
		at := slices.IndexFunc(r.report.Rows, func(row RowReport) bool { return row.Line == 0 && row.Key == code })
		if at < 0 {
			r.report.Rows = append(r.report.Rows, RowReport{Key: code, Name: name, Outcome: Unchanged})
			at = len(r.report.Rows) - 1
		}
		r.report.Rows[at].Findings = append(r.report.Rows[at].Findings, advice)
	}
}

// divisionsCSV is the file as the import of divisions reads it: its row n is in
// line n+1.
func (r *run) divisionsCSV() *bytes.Buffer {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	_ = out.Write([]string{"code", "name", "level", "parent_code"})
	for _, row := range r.file.Rows {
		_ = out.Write([]string{row.text("code"), row.text("name"), row.text("level"), row.text("parent_code")})
	}
	out.Flush()
	return &b
}

// tellDivisions puts problems, whose paths begin with "lines" and the line, to
// the rows they are about.
func (r *run) tellDivisions(outcomes map[int]Outcome, problems fault.Problems) {
	byLine := map[int]fault.Problems{}
	for _, p := range problems {
		line := 0
		if len(p.Path) > 1 && p.Path[0] == "lines" {
			line, _ = strconv.Atoi(p.Path[1])
			p.Path = p.Path[2:]
		}
		if line < 2 {
			r.report.File = append(r.report.File, finding(nil, p, Fault))
			continue
		}
		byLine[line] = append(byLine[line], p)
	}
	for i, row := range r.file.Rows {
		faults := row.problems
		for _, p := range byLine[i+2] {
			if len(row.problems) == 0 {
				faults = append(faults, p)
			}
		}
		r.tell(row, row.text("code"), row.text("name"), outcomes[i+2], faults, nil)
	}
}
