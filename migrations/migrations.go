// Package migrations holds the versioned migrations of both engines. They are
// made by `go run ./migrations/diff NAME`, never edited once they have landed,
// and applied by package store.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite postgres
var files embed.FS

// For is the folder of an engine: "sqlite3" or "postgres".
func For(dialect string) (fs.FS, error) {
	if dialect == "sqlite3" {
		return fs.Sub(files, "sqlite")
	}
	return fs.Sub(files, dialect)
}
