package command

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"onewindow/ent/db/accesstoken"
	"onewindow/internal/audit"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

type migrateCommand struct{}

// Run migrates and says what it did.
func (migrateCommand) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	steps, err := store.Migrations(s.Dialect)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "The database is at version %s.\n", steps[len(steps)-1].Version)
	return err
}

type sampleCommand struct{}

// Run loads the sample district.
func (sampleCommand) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return loadSample(p, s)
}

type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token. It is shown once; only its hash is kept."`
	List   tokenList   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevoke `cmd:"" help:"Revoke a token at once."`
}

type tokenCreate struct {
	Name string        `arg:"" optional:"" default:"admin" help:"A name to know it by, e.g. the office that uses it."`
	Role string        `required:"" enum:"admin" help:"What it allows: admin."`
	For  time.Duration `placeholder:"DURATION" help:"How long it lasts, e.g. 720h; without it, until it is revoked."`
}

// Run makes a token and prints it, alone on its line.
func (c *tokenCreate) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	in := identity.NewToken{Name: c.Name, Role: identity.DistrictAdmin}
	if c.For > 0 {
		ends := s.Now().Add(c.For)
		in.ExpiresAt = &ends
	}
	var token string
	_, err = store.Write(p.asOperator("token"), s, "createToken", func(ctx context.Context, tx *store.Tx) (string, error) {
		if token, err = identity.CreateToken(ctx, tx.Client, tx.Now, in); err != nil {
			return "", err
		}
		tx.Record(event.Token, 0, nil, map[string]any{"name": in.Name, "role": in.Role, "expiresAt": in.ExpiresAt})
		return in.Name, nil
	})
	if err != nil {
		return inWords(err)
	}
	_, err = fmt.Fprintln(p.out, token)
	return err
}

type tokenList struct{}

// Run lists the tokens.
func (tokenList) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	tokens, err := s.Client.AccessToken.Query().Order(accesstoken.ByName(), accesstoken.ByID()).All(p.ctx)
	if err != nil {
		return fmt.Errorf("list the tokens: %w", err)
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "NAME\tROLE\tCREATED\tEXPIRES\tREVOKED")
	for _, t := range tokens {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", t.Name, t.Role, moment(&t.CreatedAt), moment(t.ExpiresAt), moment(t.RevokedAt))
	}
	return table.Flush()
}

func moment(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

type tokenRevoke struct {
	Name string `arg:"" help:"The token's name."`
}

// Run revokes a token.
func (c *tokenRevoke) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	_, err = store.Write(p.asOperator("token"), s, "revokeToken", func(ctx context.Context, tx *store.Tx) (int, error) {
		n, err := tx.AccessToken.Update().Where(accesstoken.Name(c.Name), accesstoken.RevokedAtIsNil()).SetRevokedAt(tx.Now).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("revoke %q: %w", c.Name, err)
		}
		if n == 0 {
			return 0, fault.NotFound.At("name", c.Name)
		}
		tx.Record(event.Token, 0, map[string]string{"name": c.Name}, nil)
		return n, nil
	})
	return inWords(err)
}

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Check that no event of the trail was altered, removed or reordered."`
}

type auditVerify struct{}

// Run walks the chain.
func (auditVerify) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	ledger, err := s.Client.Ledger.Query().Only(p.ctx)
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	n, err := audit.Verify(p.ctx, s.Client, audit.Head{Seq: ledger.AuditSeq, Hash: ledger.AuditHash})
	if err != nil {
		return fmt.Errorf("the audit trail is broken: %w", err)
	}
	_, err = fmt.Fprintf(p.out, "The audit trail is whole: %d events.\n", n)
	return err
}

// inWords shows problems of the input as a person reads them.
func inWords(err error) error {
	problems, ok := fault.From(err)
	if !ok {
		return err
	}
	lines := fault.Problems(problems)
	text := ""
	for i, p := range lines {
		if i > 0 {
			text += "\n"
		}
		text += p.Message(fault.Chinese) + " / " + p.Message(fault.English)
	}
	return fmt.Errorf("%s", text)
}
