// Package drift compares the ent schema with the migrations.
package drift

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"ariga.io/atlas/sql/migrate"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"

	dbmigrate "onewindow/ent/db/migrate"
)

// Diff writes the migration that is missing between the files of a folder and
// the ent schema; it writes nothing where nothing is missing. The database at
// devURL ("sqlite:" for one in memory, or postgres://…) is an empty one to try
// the files on.
func Diff(ctx context.Context, devURL, folder, name string) error {
	dir, err := migrate.NewLocalDir(folder)
	if err != nil {
		return fmt.Errorf("open %s: %w", folder, err)
	}
	engine, driver, source := dialect.Postgres, "postgres", devURL
	if devURL == "sqlite:" {
		engine, driver, source = dialect.SQLite, "sqlite", "file:drift?mode=memory&_pragma=foreign_keys(1)"
	}
	pool, err := sql.Open(driver, source)
	if err != nil {
		return fmt.Errorf("open the database to try migrations on: %w", err)
	}
	defer func() { _ = pool.Close() }()
	pool.SetMaxOpenConns(1)
	m, err := schema.NewMigrate(entsql.OpenDB(engine, pool),
		schema.WithDir(dir), schema.WithMigrationMode(schema.ModeReplay), schema.WithDialect(engine),
		schema.WithFormatter(migrate.DefaultFormatter), schema.WithDropColumn(true), schema.WithDropIndex(true))
	if err != nil {
		return fmt.Errorf("prepare the comparison: %w", err)
	}
	err = m.NamedDiff(ctx, name, dbmigrate.Tables...)
	if errors.Is(err, migrate.ErrNoPlan) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("compare %s with the ent schema: %w", folder, err)
	}
	return nil
}
