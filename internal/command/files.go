package command

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"onewindow/internal/calendar"
	"onewindow/internal/exchange"
	"onewindow/internal/organization"
)

type importCommand struct {
	Divisions importDivisions `cmd:"" help:"Load the divisions as they are from a day on; what the file lacks ends."`
	Calendar  importCalendar  `cmd:"" help:"Load holidays and makeup days from a CSV file (date,kind,name)."`

	Headings    importForm `cmd:"" help:"Load sectors, topics, events of life and rounds of reform."`
	Departments importForm `cmd:"" help:"Load departments."`
	Centers     importForm `cmd:"" help:"Load service centers and to whom they report."`
	Stationings importForm `cmd:"" help:"Load which departments are stationed at which centers."`
	Windows     importForm `cmd:"" help:"Load the windows of centers."`
	Basics      importForm `cmd:"" help:"Load entries of the basic catalog, which items refine."`
	Items       importForm `cmd:"" help:"Load service items."`
	Editions    importForm `cmd:"" help:"Load guides of items, as drafts or to be published."`
	Offerings   importForm `cmd:"" help:"Load which items are offered at which centers."`
}

type importDivisions struct {
	importForm
	AsOf string `required:"" placeholder:"YYYY-MM-DD" help:"The first day on which the divisions are as the file says."`
}

// Run imports divisions and reports on them.
func (c *importDivisions) Run(p *process, line *kong.Context) error {
	asOf, err := calendar.ParseDay(c.AsOf)
	if err != nil {
		return fmt.Errorf("--as-of: %w", err)
	}
	return c.run(p, exchange.FormOf(line.Selected().Name), &asOf)
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
