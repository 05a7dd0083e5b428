package testdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// EachEngine runs a test on SQLite and on PostgreSQL, each time with the
// address of an empty database. Where PostgreSQL is missing that half says so
// and skips, or fails when ONEWINDOW_TEST_REQUIRE names it.
func EachEngine(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is the address of a database file that goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "onewindow.db")
}

var shared = sync.OnceValues(func() (string, error) {
	url, _, err := StartPostgres(context.Background()) // it ends with the test's process
	return url, err
})

var databases atomic.Int64

// Postgres is the address of a database of its own on a server that all tests
// of a package share.
func Postgres(t *testing.T) string {
	t.Helper()
	return createPostgres(t, "")
}

// Copy is the address of a database of its own with all that another one has, to
// which nobody is connected.
func Copy(t *testing.T, of string) string {
	t.Helper()
	file, isFile := strings.CutPrefix(of, "sqlite:")
	if !isFile {
		u, err := url.Parse(of)
		if err != nil {
			t.Fatal(err)
		}
		return createPostgres(t, " TEMPLATE "+strings.TrimPrefix(u.Path, "/"))
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copied := SQLite(t)
	if err := os.WriteFile(strings.TrimPrefix(copied, "sqlite:"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return copied
}

func createPostgres(t *testing.T, options string) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		if errors.Is(err, ErrNoPostgres) && !Required("postgres") {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	name := fmt.Sprintf("onewindow_test_%d_%d", os.Getpid(), databases.Add(1))
	admin(t, server, "CREATE DATABASE "+name+options)
	t.Cleanup(func() { admin(t, server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return named(t, server, name)
}

// SharedPostgres is the address of a database that lasts as long as the test's
// process; it is the same one for the same name.
func SharedPostgres(t *testing.T, name string) string {
	t.Helper()
	Postgres(t) // skips or fails where there is no server
	server, _ := shared()
	name = fmt.Sprintf("%s_%d", name, os.Getpid())
	if _, made := keptDatabases.LoadOrStore(name, true); !made {
		admin(t, server, "CREATE DATABASE "+name)
	}
	return named(t, server, name)
}

var keptDatabases sync.Map

func named(t *testing.T, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// Required is whether a missing tool is a failure here, as it is in CI.
func Required(tool string) bool {
	for name := range strings.SplitSeq(os.Getenv("ONEWINDOW_TEST_REQUIRE"), ",") {
		if name == tool {
			return true
		}
	}
	return false
}

// keys seal personal data in tests.
var keys = sync.OnceValues(func() (*personal.Keys, error) { return personal.Parse(personal.NewKey()) })

// Open is a migrated store at an address with a key for personal data, closed with
// the test.
func Open(t testing.TB, url string, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	known, err := keys()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.UseKeys(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	return s
}

func admin(t *testing.T, server, statement string) {
	t.Helper()
	pool, err := sql.Open("postgres", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func ping(ctx context.Context, server string) error {
	pool, err := sql.Open("postgres", server)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	return pool.PingContext(ctx)
}

// Exec runs a statement on a database.
func Exec(t *testing.T, url, statement string) {
	t.Helper()
	admin(t, url, statement)
}

// Chromium is the path of a Chromium on this machine, empty for none.
func Chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
