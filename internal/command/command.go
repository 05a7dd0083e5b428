// Package command is the command line of onewindow.
package command

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/alecthomas/kong"

	"onewindow/graph/scalar"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// cli is every command and flag; the tags are what --help prints.
type cli struct {
	globals

	Serve     serveCommand     `cmd:"" default:"withargs" help:"Serve the API and the pages. This is what runs when no command is given."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database to this program's version and stop."`
	Import    importCommand    `cmd:"" help:"Load a file into the registry."`
	Export    exportCommand    `cmd:"" help:"Write the published catalog as JSON, a form for spreadsheets, or an empty template."`
	Sample    sampleCommand    `cmd:"" help:"Load the sample district and stop."`
	Token     tokenCommand     `cmd:"" help:"Make, list or revoke the tokens that allow changes."`
	Account   accountCommand   `cmd:"" help:"Look after the passwords of people, where there is no identity provider."`
	Documents documentsCommand `cmd:"" help:"Register, list or remove trusted documents: the only ones that execute with serve --documents only."`
	Health    healthCommand    `cmd:"" help:"Ask a running instance whether it is ready."`
	Version   versionCommand   `cmd:"" help:"Say which version this is."`
	Audit     auditCommand     `cmd:"" help:"Look after the audit trail."`
	Personal  personalCommand  `cmd:"" help:"Look after the keys of personal data."`
}

// globals are the flags that every command understands.
type globals struct {
	Database string `default:"sqlite:onewindow.db" placeholder:"URL" help:"Where the data is: sqlite:FILE or postgres://USER@HOST/NAME."`
	TimeZone string `default:"Asia/Shanghai" placeholder:"NAME" help:"The time zone in which days begin and times are shown."`
	LogLevel string `default:"info" enum:"debug,info,warn,error" help:"How much is logged: debug, info, warn or error."`
	LogJSON  bool   `name:"log-json" help:"Log as JSON, a line an event, for collectors."`

	PersonalKeys     string `placeholder:"ID:BASE64" help:"The keys of personal data, with commas between them: the first one seals, all of them open. Better as a variable: others see flags."`
	PersonalKeysFile string `placeholder:"FILE" help:"A file with these keys; SQLite's own is FILE.key beside the database, made where there is none."`
}

const description = `OneWindow (一窗): the service catalog of a local government, as a GraphQL API.

Every flag can be given as a variable too: --log-level as ONEWINDOW_LOG_LEVEL, and so on.

  onewindow --sample                        try it: SQLite, a sample district, http://localhost:8080
  onewindow --database postgres://ow@db/ow  serve from PostgreSQL
  onewindow --listen :8080                  serve at all of the machine's addresses; more in: onewindow serve --help
  onewindow token create --role admin office   make a token that allows changes`

// process is what a running command needs from the outside.
type process struct {
	ctx         context.Context
	out, errors io.Writer
	globals     *globals
	// serves is whether the process goes on to serve, which it does with all keys
	// of personal data or not at all.
	serves bool
	// sample is whether the process loads the sample.
	sample bool
}

// Run runs one command line to its end. The context's end stops it gracefully.
func Run(ctx context.Context, args []string, out, errors io.Writer) error {
	var c cli
	exited := false
	parser, err := kong.New(&c, kong.Name("onewindow"), kong.Description(description), kong.DefaultEnvars("ONEWINDOW"),
		kong.Writers(out, errors), kong.Exit(func(int) { exited = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false, WrapUpperBound: 110}))
	if err != nil {
		return fmt.Errorf("set the command line up: %w", err)
	}
	parsed, err := parser.Parse(args)
	if exited { // --help has been printed
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w; see onewindow --help", err)
	}
	c.logTo(errors)
	return parsed.Run(&process{ctx: ctx, out: out, errors: errors, globals: &c.globals})
}

func (g *globals) logTo(w io.Writer) {
	var level slog.Level
	_ = level.UnmarshalText([]byte(g.LogLevel)) // kong has checked it
	options := &slog.HandlerOptions{Level: level}
	if g.LogJSON {
		slog.SetDefault(slog.New(slog.NewJSONHandler(w, options)))
		return
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(w, options)))
}

// open is the migrated database of this process.
func (p *process) open() (*store.Store, error) {
	location, err := time.LoadLocation(p.globals.TimeZone)
	if err != nil && p.globals.TimeZone != "Asia/Shanghai" {
		return nil, fmt.Errorf("the time zone %q is not known on this machine", p.globals.TimeZone)
	}
	if err != nil {
		location = store.DefaultLocation()
	}
	scalar.ShowTimesIn(location)
	s, err := store.Open(p.ctx, p.globals.Database, store.Options{Location: location})
	if err != nil {
		return nil, err
	}
	applied, err := s.Migrate(p.ctx)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	for _, m := range applied {
		slog.Info("migrated", "to", m.Name)
	}
	if err := p.useKeys(s); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// asOperator is the context of a change that somebody at the machine makes.
func (p *process) asOperator(command string) context.Context {
	return identity.With(p.ctx, identity.Admin("command:"+command))
}
