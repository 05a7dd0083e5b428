package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
	"entgo.io/ent/dialect"

	"onewindow/migrations"
)

// ErrNewerDatabase says that the database was made by a later program.
var ErrNewerDatabase = errors.New("the database is newer than this program")

// Migration is a step from one version of the tables to the next.
type Migration struct {
	Version    string
	Name       string
	Statements []string
}

// Migrations are the embedded steps for an engine, oldest first. Their sum file
// is checked: a landed migration never changes.
func Migrations(engine string) ([]Migration, error) {
	files, err := migrations.For(engine)
	if err != nil {
		return nil, err
	}
	dir, err := copyToMemory(files)
	if err != nil {
		return nil, err
	}
	if err := migrate.Validate(dir); err != nil {
		return nil, fmt.Errorf("the migrations do not match their sum file: %w", err)
	}
	list, err := dir.Files()
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	all := make([]Migration, len(list))
	for i, f := range list {
		statements, err := f.Stmts()
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", f.Name(), err)
		}
		all[i] = Migration{Version: f.Version(), Name: f.Name(), Statements: statements}
	}
	return all, nil
}

func copyToMemory(files fs.FS) (*migrate.MemDir, error) {
	dir := &migrate.MemDir{}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("list the embedded migrations: %w", err)
	}
	for _, e := range entries {
		b, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, fmt.Errorf("read the embedded migration %s: %w", e.Name(), err)
		}
		if err := dir.WriteFile(e.Name(), b); err != nil {
			return nil, fmt.Errorf("keep the embedded migration %s: %w", e.Name(), err)
		}
	}
	return dir, nil
}

// Migrate brings the database to this program's version and returns the steps
// that it applied. Any number of processes may do so at once: one applies them
// under a lock, the others wait and find nothing left.
func (s *Store) Migrate(ctx context.Context) ([]Migration, error) {
	steps, err := Migrations(s.Dialect)
	if err != nil {
		return nil, err
	}
	conn, err := s.SQL.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("take a connection to migrate on: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if s.Dialect == dialect.Postgres {
		return migrateOn(ctx, conn, steps, postgresLock)
	}
	return migrateOn(ctx, conn, steps, sqliteLock)
}

// lock is how an engine keeps a migration alone, and what it checks at its end.
type lock struct{ before, begin, check, after string }

var (
	// Foreign keys can only be switched off outside a transaction, on the one
	// connection that migrates: a table that is rebuilt would otherwise take its
	// children along. BEGIN IMMEDIATE is the lock.
	sqliteLock = lock{
		before: "PRAGMA foreign_keys = OFF",
		begin:  "BEGIN IMMEDIATE",
		check:  "PRAGMA foreign_key_check",
		after:  "PRAGMA foreign_keys = ON",
	}
	// The advisory lock ends with the transaction.
	postgresLock = lock{begin: "BEGIN; SELECT pg_advisory_xact_lock(7205759403792794)"}
)

func migrateOn(ctx context.Context, conn *sql.Conn, steps []Migration, l lock) (applied []Migration, err error) {
	if err := execAll(ctx, conn, l.before, l.begin); err != nil {
		return nil, fmt.Errorf("take the migration lock: %w", err)
	}
	defer func() {
		if err != nil {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
		err = errors.Join(err, execAll(context.WithoutCancel(ctx), conn, l.after))
	}()
	if applied, err = applyMissing(ctx, conn, steps); err != nil {
		return nil, err
	}
	if err := checkForeignKeys(ctx, conn, l.check); err != nil {
		return nil, err
	}
	if err := execAll(ctx, conn, "COMMIT"); err != nil {
		return nil, fmt.Errorf("commit the migrations: %w", err)
	}
	return applied, nil
}

func applyMissing(ctx context.Context, conn *sql.Conn, steps []Migration) ([]Migration, error) {
	done, err := appliedVersions(ctx, conn)
	if err != nil {
		return nil, err
	}
	known := make([]string, len(steps))
	for i, s := range steps {
		known[i] = s.Version
	}
	for _, version := range done {
		if !slices.Contains(known, version) {
			return nil, fmt.Errorf("%w: it has migration %s, the newest known here is %s; start a later version of onewindow",
				ErrNewerDatabase, version, known[len(known)-1])
		}
	}
	var applied []Migration
	for _, step := range steps {
		if slices.Contains(done, step.Version) {
			continue
		}
		if err := apply(ctx, conn, step); err != nil {
			return nil, err
		}
		applied = append(applied, step)
	}
	return applied, nil
}

func apply(ctx context.Context, conn *sql.Conn, step Migration) error {
	for _, statement := range step.Statements {
		if isPragma(statement) {
			continue
		}
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("migration %s: %w", step.Name, err)
		}
	}
	// The values are a file's name and the present: nothing to quote.
	record := fmt.Sprintf("INSERT INTO schema_migrations (version, name, applied_at) VALUES ('%s', '%s', '%s')",
		step.Version, step.Name, time.Now().UTC().Format(time.RFC3339))
	if _, err := conn.ExecContext(ctx, record); err != nil {
		return fmt.Errorf("record migration %s: %w", step.Name, err)
	}
	return nil
}

// isPragma finds the switches that the generator writes around a rebuilt table:
// inside a transaction they do nothing, and Migrate has thrown them already.
func isPragma(statement string) bool {
	return strings.HasPrefix(strings.ToUpper(strings.TrimSpace(statement)), "PRAGMA")
}

func appliedVersions(ctx context.Context, conn *sql.Conn) ([]string, error) {
	err := execAll(ctx, conn, "CREATE TABLE IF NOT EXISTS schema_migrations (version TEXT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)")
	if err != nil {
		return nil, fmt.Errorf("keep a list of migrations: %w", err)
	}
	rows, err := conn.QueryContext(ctx, "SELECT version FROM schema_migrations ORDER BY version")
	if err != nil {
		return nil, fmt.Errorf("read the list of migrations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var versions []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, fmt.Errorf("read the list of migrations: %w", err)
		}
		versions = append(versions, v)
	}
	return versions, rows.Err()
}

func checkForeignKeys(ctx context.Context, conn *sql.Conn, check string) error {
	if check == "" {
		return nil
	}
	rows, err := conn.QueryContext(ctx, check)
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		return errors.New("the migrations would leave rows without the rows they refer to")
	}
	return rows.Err()
}

func execAll(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if s == "" {
			continue
		}
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
