package command

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"onewindow/internal/calendar"
	"onewindow/internal/exchange"
)

// importForm loads a file of one of the forms; its name is that of the command.
type importForm struct {
	File   string `arg:"" type:"existingfile" help:"The file: CSV (UTF-8 or GB18030), XLSX or JSON."`
	Format string `enum:"auto,csv,xlsx,json" default:"auto" help:"How the file is written; auto goes by its name."`
	DryRun bool   `help:"Report what would happen to every row, and change nothing."`
	Strict bool   `help:"Have advice keep the file out too, not only faults."`
	All    bool   `help:"List every row, also those with nothing to look at."`
	Report string `placeholder:"FILE" help:"Write the whole report to a file as well: JSON where its name ends in .json, CSV otherwise."`
}

// errFaults is why a file was not taken; the report says what to mend.
var errFaults = errors.New("nothing was changed: the file has faults, listed above")

// Run imports the file and reports on its rows.
func (c *importForm) Run(p *process, line *kong.Context) error {
	return c.run(p, exchange.FormOf(line.Selected().Name), nil)
}

func (c *importForm) run(p *process, form *exchange.Form, asOf *calendar.Day) error {
	report, err := c.load(p, form, asOf)
	if err != nil {
		return inWords(err)
	}
	if err := report.WriteText(p.out, c.All || c.DryRun); err != nil {
		return err
	}
	if err := c.keep(report); err != nil {
		return err
	}
	if !report.OK() {
		return errFaults
	}
	return nil
}

func (c *importForm) load(p *process, form *exchange.Form, asOf *calendar.Day) (*exchange.Report, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	format := exchange.Format(c.Format)
	if c.Format == "auto" {
		format = exchange.FormatOf(c.File)
	}
	file, err := exchange.Read(form, format, f)
	if err != nil {
		return nil, err
	}
	s, err := p.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	return exchange.Import(p.asOperator("import"), s, form, file, exchange.Options{DryRun: c.DryRun, Strict: c.Strict, AsOf: asOf})
}

// keep writes the report to a file, where one was asked for.
func (c *importForm) keep(report *exchange.Report) error {
	if c.Report == "" {
		return nil
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	write := report.WriteCSV
	if strings.HasSuffix(strings.ToLower(c.Report), ".json") {
		write = report.WriteJSON
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return fmt.Errorf("write the report: %w", err)
	}
	return f.Close()
}
