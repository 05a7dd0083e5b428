package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/exchange"
	"onewindow/internal/identity"
)

type exportCommand struct {
	Form     string `arg:"" optional:"" enum:"catalog,divisions,headings,departments,centers,stationings,windows,basics,items,editions,offerings" default:"catalog" help:"Which form: ${enum}. Without one, the published catalog as one JSON document."`
	Template string `placeholder:"FORM" help:"Write an empty form with notes on its columns instead of data."`
	Format   string `enum:"auto,csv,xlsx,json" default:"auto" help:"How to write a form: csv, xlsx or json; auto goes by the name of the output."`
	Headings string `enum:"auto,zh,en" default:"auto" help:"Headings in Chinese (zh) or as machine names (en); auto is Chinese in XLSX and templates, machine names in CSV."`
	Output   string `short:"o" placeholder:"FILE" help:"Where to write; standard output when left out."`
	AsOf     string `placeholder:"YYYY-MM-DD" help:"The day; today when left out."`
}

// Run writes the catalog, a form or a template.
func (c *exportCommand) Run(p *process) error {
	if c.Template != "" {
		form := exchange.FormOf(c.Template)
		if form == nil {
			return fmt.Errorf("--template: there is no form %q; see onewindow export --help", c.Template)
		}
		return c.to(p, func(w io.Writer) error { return exchange.Template(w, form, c.format(), c.Headings != "en") })
	}
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
	caller := identity.Caller{}
	form := exchange.FormOf(c.Form)
	if form != nil { // the forms are for those who keep the registry
		caller = identity.From(p.asOperator("export"))
	}
	lens := live.Current().See(caller, s.Now())
	if c.AsOf != "" {
		day, err := calendar.ParseDay(c.AsOf)
		if err != nil {
			return fmt.Errorf("--as-of: %w", err)
		}
		lens = lens.On(day)
	}
	return c.to(p, func(w io.Writer) error {
		if form == nil {
			return writeJSON(w, lens.Export())
		}
		chinese := c.Headings == "zh" || c.Headings == "auto" && c.format() == exchange.XLSX
		return exchange.Export(w, lens, form, c.format(), chinese)
	})
}

func (c *exportCommand) format() exchange.Format {
	if c.Format == "auto" {
		return exchange.FormatOf(c.Output)
	}
	return exchange.Format(c.Format)
}

// to writes to the output.
func (c *exportCommand) to(p *process, write func(io.Writer) error) error {
	if c.Output == "" {
		return write(p.out)
	}
	f, err := os.Create(c.Output)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
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
