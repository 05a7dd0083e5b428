// Command diff writes the migration that brings the tables to what ent/schema
// says, for both engines:
//
//	go run ./migrations/diff NAME
//
// It needs PostgreSQL's binaries on the machine, or ONEWINDOW_TEST_POSTGRES.
package main

import (
	"context"
	"fmt"
	"os"
	"regexp"

	"onewindow/internal/store/drift"
	"onewindow/internal/testdb"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "diff:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	if len(os.Args) != 2 || !regexp.MustCompile(`^[a-z0-9_]+$`).MatchString(os.Args[1]) {
		return fmt.Errorf("give the migration a name in lower case, e.g. go run ./migrations/diff add_windows")
	}
	if err := drift.Diff(ctx, "sqlite:", "migrations/sqlite", os.Args[1]); err != nil {
		return err
	}
	url, stop, err := testdb.StartPostgres(ctx)
	if err != nil {
		return err
	}
	defer stop()
	return drift.Diff(ctx, url, "migrations/postgres", os.Args[1])
}
