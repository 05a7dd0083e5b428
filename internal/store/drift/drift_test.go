package drift_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onewindow/internal/store"
	"onewindow/internal/store/drift"
	"onewindow/internal/testdb"
)

func TestMigrationsMatchTheEntSchema(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { noDrift(t, "sqlite:", "sqlite") })
	t.Run("postgres", func(t *testing.T) { noDrift(t, testdb.Postgres(t), "postgres") })
}

// noDrift compares on a copy of the folder and fails when a migration is missing.
func noDrift(t *testing.T, url, engine string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../../migrations", engine))); err != nil {
		t.Fatal(err)
	}
	if err := drift.Diff(t.Context(), url, dir, "missing"); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*_missing.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		text, _ := os.ReadFile(f)
		t.Errorf("ent/schema says more than migrations/%s: run `go run ./migrations/diff NAME` and commit what it writes:\n%s", engine, text)
	}
}

func TestBothEnginesHaveTheSameTables(t *testing.T) {
	lite := columns(t, testdb.SQLite(t),
		"SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'")
	postgres := columns(t, testdb.Postgres(t),
		"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
	if !slices.Equal(lite, postgres) {
		t.Errorf("SQLite:\n%s\nPostgreSQL:\n%s", strings.Join(lite, "\n"), strings.Join(postgres, "\n"))
	}
}

func columns(t *testing.T, url, query string) []string {
	t.Helper()
	s := testdb.Open(t, url, store.Options{})
	rows, err := s.SQL.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	return slices.Sorted(func(yield func(string) bool) {
		for rows.Next() {
			var table, column sql.NullString
			if err := rows.Scan(&table, &column); err != nil {
				t.Fatal(err)
			}
			if !yield(fmt.Sprintf("%s.%s", table.String, column.String)) {
				return
			}
		}
	})
}
