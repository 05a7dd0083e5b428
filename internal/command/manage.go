package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"onewindow/ent/db/accesstoken"
	"onewindow/ent/db/department"
	"onewindow/ent/db/servicecenter"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/token"
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
	p.sample = true
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
	Name       string        `arg:"" optional:"" default:"admin" help:"A name to know it by, e.g. the office that uses it."`
	Role       string        `required:"" help:"What it may do at most: admin for all, or another role of docs/permissions.md, e.g. service."`
	Actions    []string      `name:"action" placeholder:"ACTION" help:"Limit it to actions of docs/permissions.md, e.g. read-unpublished."`
	Registered bool          `name:"only-registered" help:"Limit it to trusted documents, as a kiosk should be; see onewindow documents."`
	Center     string        `placeholder:"CODE" help:"Limit it to a center and all that report to it."`
	Department string        `placeholder:"CODE" help:"Limit it to a department."`
	For        time.Duration `placeholder:"DURATION" help:"How long it lasts, e.g. 720h; without it, until it is revoked."`
}

// Run makes a token and prints it, alone on its line.
func (c *tokenCreate) Run(p *process) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	in, err := c.input(p.ctx, s)
	if err != nil {
		return inWords(err)
	}
	made, err := token.Create(p.asOperator("token"), s, in)
	if err != nil {
		return inWords(err)
	}
	_, err = fmt.Fprintln(p.out, made.Secret)
	return err
}

// input reads the flags: names as people type them, centers and departments by code.
func (c *tokenCreate) input(ctx context.Context, s *store.Store) (token.CreateInput, error) {
	in := token.CreateInput{Name: c.Name, Role: identity.Role(constant(c.Role)), OnlyRegistered: c.Registered}
	if in.Role == "ADMIN" {
		in.Role = identity.DistrictAdmin
	}
	if !slices.Contains(identity.Roles, in.Role) {
		return in, fault.Problems{fault.NotFound.At("role", c.Role)}
	}
	for _, a := range c.Actions {
		in.Actions = append(in.Actions, identity.Action(constant(a)))
	}
	if c.For > 0 {
		in.ExpiresAt = new(s.Now().Add(c.For))
	}
	if c.Center != "" {
		id, err := s.Client.ServiceCenter.Query().Where(servicecenter.Code(c.Center)).OnlyID(ctx)
		if err != nil {
			return in, store.Found(err, "center", c.Center)
		}
		in.Center = new(node.CenterID(id))
	}
	if c.Department != "" {
		id, err := s.Client.Department.Query().Where(department.Code(c.Department)).OnlyID(ctx)
		if err != nil {
			return in, store.Found(err, "department", c.Department)
		}
		in.Department = new(node.DepartmentID(id))
	}
	return in, nil
}

// constant is a role or an action as the schema writes it: district-admin is DISTRICT_ADMIN.
func constant(typed string) string { return strings.ToUpper(strings.ReplaceAll(typed, "-", "_")) }

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
	id, err := s.Client.AccessToken.Query().Where(accesstoken.Name(c.Name), accesstoken.RevokedAtIsNil()).OnlyID(p.ctx)
	if err != nil {
		return inWords(store.Found(err, "name", c.Name))
	}
	_, err = token.Revoke(p.asOperator("token"), s, token.RevokeInput{ID: node.TokenID(id)})
	return inWords(err)
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
