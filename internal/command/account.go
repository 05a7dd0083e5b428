package command

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"onewindow/internal/signin"
	"onewindow/internal/store"
)

type accountCommand struct {
	Set    accountSet  `cmd:"" help:"Give a person a password, read from standard input, for serve --local-accounts."`
	List   accountList `cmd:"" help:"List the local accounts, without their secrets."`
	Lock   accountLock `cmd:"" help:"Lock an account and end its sessions."`
	Unlock accountFree `cmd:"" help:"Unlock an account, also one that waits after wrong passwords."`
	Codes  accountTOTP `cmd:"" help:"Ask a person for one-time codes from now on, and print the address for their app."`
}

// withStore runs something on the migrated database, and says in words what is wrong.
func (p *process) withStore(do func(*store.Store) error) error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return inWords(do(s))
}

type accountSet struct {
	Number string `arg:"" help:"The staff number."`
}

// Run sets a password.
func (c *accountSet) Run(p *process) error {
	return p.withStore(func(s *store.Store) error {
		_, _ = fmt.Fprintln(p.errors, "The password, then Enter:")
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		password := strings.TrimRight(line, "\r\n")
		if password == "" {
			return errors.Join(errors.New("no password on standard input"), err)
		}
		return signin.SetPassword(p.asOperator("account"), s, c.Number, password)
	})
}

type accountList struct{}

// Run lists the accounts.
func (accountList) Run(p *process) error {
	return p.withStore(func(s *store.Store) error {
		accounts, err := signin.Accounts(p.asOperator("account"), s)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "NUMBER\tNAME\tCODES\tLOCKED\tWAITS UNTIL")
		for _, a := range accounts {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%v\t%v\t%s\n", a.Number, a.Name, a.OneTimeCodes, a.Locked, moment(a.LockedUntil))
		}
		return table.Flush()
	})
}

type accountLock struct {
	Number string `arg:"" help:"The staff number."`
}

// Run locks an account.
func (c *accountLock) Run(p *process) error {
	return p.withStore(func(s *store.Store) error { return signin.Lock(p.asOperator("account"), s, c.Number, true) })
}

type accountFree struct {
	Number string `arg:"" help:"The staff number."`
}

// Run unlocks an account.
func (c *accountFree) Run(p *process) error {
	return p.withStore(func(s *store.Store) error { return signin.Lock(p.asOperator("account"), s, c.Number, false) })
}

type accountTOTP struct {
	Number string `arg:"" help:"The staff number."`
	Off    bool   `help:"Ask for none any more."`
}

// Run gives a person a key for one-time codes.
func (c *accountTOTP) Run(p *process) error {
	return p.withStore(func(s *store.Store) error {
		address, err := signin.SetTOTP(p.asOperator("account"), s, c.Number, c.Off)
		if err == nil && address != "" {
			_, err = fmt.Fprintln(p.out, address)
		}
		return err
	})
}
