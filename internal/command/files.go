package command

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
)

type importCommand struct {
	Divisions importDivisions `cmd:"" help:"Load the divisions of a CSV file (code,name,level,parent_code) as they are from a day on."`
	Calendar  importCalendar  `cmd:"" help:"Load holidays and makeup days from a CSV file (date,kind,name)."`
}

type importDivisions struct {
	File   string `arg:"" type:"existingfile" help:"The CSV file."`
	AsOf   string `required:"" placeholder:"YYYY-MM-DD" help:"The first day on which the divisions are as the file says."`
	DryRun bool   `help:"Report what would happen to every row, and change nothing."`
}

// Run imports divisions and lists what somebody has to look at.
func (c *importDivisions) Run(p *process) error {
	asOf, err := calendar.ParseDay(c.AsOf)
	if err != nil {
		return fmt.Errorf("--as-of: %w", err)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	out := bufio.NewWriter(p.out)
	report := func(r organization.ImportedRow) {
		if c.DryRun || len(r.Problems) > 0 {
			_, _ = fmt.Fprintln(out, r)
		}
	}
	summary, err := organization.ImportDivisions(p.asOperator("import"), s, f, asOf, c.DryRun, report)
	if err == nil {
		_, _ = fmt.Fprintln(out, summary)
	}
	if flushed := out.Flush(); flushed != nil {
		return flushed
	}
	return inWords(err)
}

type importCalendar struct {
	File string `arg:"" type:"existingfile" help:"The CSV file."`
}

// Run imports a calendar.
func (c *importCalendar) Run(p *process) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	n, err := organization.ImportCalendar(p.asOperator("import"), s, f)
	if err != nil {
		return inWords(err)
	}
	_, err = fmt.Fprintf(p.out, "%d days are new or changed.\n", n)
	return err
}

type exportCommand struct {
	Output string `short:"o" placeholder:"FILE" help:"Where to write; standard output when left out."`
	AsOf   string `placeholder:"YYYY-MM-DD" help:"The day; today when left out."`
}

// Run writes what the public sees as JSON.
func (c *exportCommand) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	live, err := catalog.Follow(ctx, s)
	if err != nil {
		return err
	}
	lens := live.Current().See(identity.Caller{}, s.Now())
	if c.AsOf != "" {
		day, err := calendar.ParseDay(c.AsOf)
		if err != nil {
			return fmt.Errorf("--as-of: %w", err)
		}
		lens = lens.On(day)
	}
	export := lens.Export()
	if c.Output == "" {
		return writeJSON(p.out, export)
	}
	f, err := os.Create(c.Output)
	if err != nil {
		return err
	}
	if err := writeJSON(f, export); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
