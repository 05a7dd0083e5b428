package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"onewindow/ent/db"
	"onewindow/ent/db/trusteddocument"
	"onewindow/internal/store"
	"onewindow/internal/transport"
	"onewindow/internal/trusted"
)

type documentsCommand struct {
	Register documentsRegister `cmd:"" help:"Register the documents of a frontend, from the manifest that graphql-codegen, relay-compiler or Apollo writes."`
	List     documentsList     `cmd:"" help:"List the registered documents."`
	Remove   documentsRemove   `cmd:"" help:"Remove documents of a frontend."`
}

type documentsRegister struct {
	Client string `required:"" placeholder:"NAME" help:"The frontend that they belong to, e.g. kiosk."`
	File   string `arg:"" help:"The manifest; - for standard input."`

	transport.DocumentLimits `embed:"" group:"Limits, as of serve"`
}

// Run registers a manifest, all of it or nothing.
func (c *documentsRegister) Run(p *process) error {
	manifest, err := c.read()
	if err != nil {
		return fmt.Errorf("read the manifest: %w", err)
	}
	return p.withStore(func(s *store.Store) error {
		desk := &trusted.Service{Store: s, Check: transport.CheckDocuments(c.DocumentLimits)}
		done, err := desk.Register(p.asOperator("documents"), trusted.RegisterInput{Client: c.Client, Manifest: string(manifest)})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "%d documents of %s registered, %d were before.\n", done.Added, c.Client, done.Unchanged)
		return err
	})
}

func (c *documentsRegister) read() ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(c.File)
}

type documentsList struct {
	Client string `placeholder:"NAME" help:"Of this frontend only."`
}

// Run lists documents.
func (c *documentsList) Run(p *process) error {
	return p.withStore(func(s *store.Store) error {
		query := s.Client.TrustedDocument.Query()
		if c.Client != "" {
			query = query.Where(trusteddocument.Client(c.Client))
		}
		rows, err := query.Order(trusteddocument.ByClient(), trusteddocument.ByID()).All(p.ctx)
		if err != nil {
			return fmt.Errorf("list the documents: %w", err)
		}
		return c.print(p.out, rows)
	})
}

func (*documentsList) print(out io.Writer, rows []*db.TrustedDocument) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "CLIENT\tOPERATION\tID\tREGISTERED\tBY")
	for _, d := range rows {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", d.Client, d.Operation, d.DocumentID, moment(&d.RegisteredAt), d.RegisteredBy)
	}
	return table.Flush()
}

type documentsRemove struct {
	Client string   `required:"" placeholder:"NAME" help:"The frontend that registered them."`
	IDs    []string `arg:"" optional:"" name:"id" help:"What its manifest calls them."`
	All    bool     `help:"Remove all of the frontend."`
}

// Run removes documents; all of a client has to be said, so that a forgotten id
// doesn't stop a frontend.
func (c *documentsRemove) Run(p *process) error {
	if c.All == (len(c.IDs) > 0) {
		return errors.New("give ids, or --all for all documents of the frontend")
	}
	return p.withStore(func(s *store.Store) error {
		removed, err := (&trusted.Service{Store: s}).Remove(p.asOperator("documents"), trusted.RemoveInput{Client: c.Client, IDs: c.IDs})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "%d documents of %s removed.\n", removed, c.Client)
		return err
	})
}
