package exchange

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"onewindow/internal/fault"
)

// Outcome is what an import does, or would do, with a record.
type Outcome string

// The outcomes. A record with a fault keeps the whole file out.
const (
	Added     Outcome = "ADDED"
	Changed   Outcome = "CHANGED"
	Unchanged Outcome = "UNCHANGED"
	Faulty    Outcome = "FAULTY"
)

// Severity says whether a finding keeps a record out.
type Severity string

// The severities.
const (
	Fault  Severity = "FAULT"
	Advice Severity = "ADVICE"
)

// Finding is one thing somebody should look at.
type Finding struct {
	// Sheet and Line are where it stands; Line is 0 for the file as a whole.
	Sheet string `json:"sheet,omitempty"`
	Line  int    `json:"line"`
	// Column is the machine name of the column and Heading its Chinese name,
	// empty for the row as a whole.
	Column   string   `json:"column,omitempty"`
	Heading  string   `json:"heading,omitempty"`
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	// Chinese and English say what is wrong and what to do.
	Chinese string `json:"zh"`
	English string `json:"en"`
}

// Message is the finding in words.
func (f Finding) Message(lang fault.Lang) string {
	if lang == fault.English {
		return f.English
	}
	return f.Chinese
}

// RowReport is what happened, or would happen, to one record.
type RowReport struct {
	Sheet string `json:"sheet,omitempty"`
	Line  int    `json:"line"`
	// Key is what the record is known by; Name what people call it.
	Key      string    `json:"key,omitempty"`
	Name     string    `json:"name,omitempty"`
	Outcome  Outcome   `json:"outcome"`
	Findings []Finding `json:"findings,omitempty"`
}

// Counts says how many records had which outcome.
type Counts struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Faulty    int `json:"faulty"`
	// Advised are records with advice, whatever their outcome.
	Advised int `json:"advised"`
}

// Report is what an import did.
type Report struct {
	Form   string `json:"form"`
	DryRun bool   `json:"dryRun"`
	// Applied is whether the registry was changed.
	Applied bool `json:"applied"`
	Counts
	// File are the faults of the file as a whole.
	File []Finding   `json:"file,omitempty"`
	Rows []RowReport `json:"rows"`
}

// OK is whether nothing keeps the file out.
func (r *Report) OK() bool { return r.Faulty == 0 && len(r.File) == 0 }

// count fills in the counts and puts the rows in the order of the file.
func (r *Report) count() {
	r.sortRows()
	r.Counts = Counts{}
	for _, row := range r.Rows {
		switch row.Outcome {
		case Added:
			r.Added++
		case Changed:
			r.Changed++
		case Unchanged:
			r.Unchanged++
		case Faulty:
			r.Faulty++
		}
		if slices.ContainsFunc(row.Findings, func(f Finding) bool { return f.Severity == Advice }) {
			r.Advised++
		}
	}
}

// sortRows puts the rows in the order of the file.
func (r *Report) sortRows() {
	slices.SortStableFunc(r.Rows, func(a, b RowReport) int { return a.Line - b.Line })
}

// WriteText writes the report for a person: what needs a look, then the counts.
// All rows are listed where all is set.
func (r *Report) WriteText(w io.Writer, all bool) error {
	var b strings.Builder
	for _, f := range r.File {
		writeFinding(&b, f)
	}
	for _, row := range r.Rows {
		if all || len(row.Findings) > 0 {
			fmt.Fprintf(&b, "%-9s %s %s %s\n", row.Outcome, where(row.Sheet, row.Line), row.Key, row.Name)
		}
		for _, f := range row.Findings {
			writeFinding(&b, f)
		}
	}
	b.WriteString(r.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func where(sheet string, line int) string {
	if sheet == "" {
		return fmt.Sprintf("第 %d 行 line %d", line, line)
	}
	return fmt.Sprintf("%s 第 %d 行 line %d", sheet, line, line)
}

func writeFinding(b *strings.Builder, f Finding) {
	at := ""
	if f.Column != "" {
		at = fmt.Sprintf(" %s (%s)", f.Heading, f.Column)
	}
	if f.Sheet != "" {
		at = " " + where(f.Sheet, f.Line) + at
	}
	fmt.Fprintf(b, "    %s%s %s\n      %s\n      %s\n", f.Severity, at, f.Code, f.Chinese, f.English)
}

// Summary is the report in two lines.
func (r *Report) Summary() string {
	zh, en := "已导入。", "Imported."
	switch {
	case !r.OK():
		zh, en = "有错误，未做任何改动：请按上面的说明改正后重新导入。", "There are faults and nothing was changed: mend them as told above and import again."
	case r.DryRun:
		zh, en = "试运行，未做任何改动。", "A dry run: nothing was changed."
	case !r.Applied:
		zh, en = "与登记内容一致，未做任何改动。", "The registry has all of it already: nothing was changed."
	}
	return fmt.Sprintf("%s 新增 %d，更改 %d，不变 %d，错误 %d，提示 %d。%s\n%s: %d added, %d changed, %d unchanged, %d faulty, %d with advice. %s\n",
		FormOf(r.Form).Chinese, r.Added, r.Changed, r.Unchanged, r.Faulty, r.Advised, zh,
		r.Form, r.Added, r.Changed, r.Unchanged, r.Faulty, r.Advised, en)
}

// WriteJSON writes the whole report as JSON.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// WriteCSV writes the report as a table: a line for each finding, and one for
// each record without any.
func (r *Report) WriteCSV(w io.Writer) error {
	if _, err := w.Write(bom); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"sheet", "line", "key", "name", "outcome", "severity", "column", "heading", "code", "说明", "message"})
	write := func(row RowReport, f Finding) {
		sheet, line := row.Sheet, row.Line
		if f.Sheet != "" {
			sheet, line = f.Sheet, f.Line
		}
		_ = out.Write([]string{sheet, fmt.Sprint(line), row.Key, row.Name, string(row.Outcome),
			string(f.Severity), f.Column, f.Heading, f.Code, f.Chinese, f.English})
	}
	for _, f := range r.File {
		write(RowReport{Outcome: Faulty}, f)
	}
	for _, row := range r.Rows {
		if len(row.Findings) == 0 {
			write(row, Finding{})
		}
		for _, f := range row.Findings {
			write(row, f)
		}
	}
	out.Flush()
	return out.Error()
}
