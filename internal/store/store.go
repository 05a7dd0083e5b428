// Package store opens the database, brings it to this program's version, and
// makes changes: one transaction with its audit and outbox events, or nothing.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/personal"
)

// Store is an open database.
type Store struct {
	SQL    *sql.DB
	Client *db.Client
	// Dialect is dialect.SQLite or dialect.Postgres.
	Dialect string
	// URL is what the store was opened with, for listeners.
	URL string

	clock    func() time.Time
	location *time.Location
	// queue orders the changes of this process; those of others meet them at the
	// ledger's row, or at SQLite's file.
	queue queue
	keys  *personal.Keys

	afterCommit []func(ctx context.Context, revision int64)
}

// Options are what a store needs beside its URL.
type Options struct {
	// Clock is the present; nil is the system's clock.
	Clock func() time.Time
	// Location is the deployment's time zone, in which days begin; nil is Asia/Shanghai.
	Location *time.Location
	// Observe, where set, sees every statement sent through the client.
	Observe func(statement string)
}

// Open opens "sqlite:FILE" or "postgres://…". It does not migrate.
func Open(ctx context.Context, rawURL string, o Options) (*Store, error) {
	s := &Store{URL: rawURL, clock: o.Clock, location: o.Location}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.location == nil {
		s.location = DefaultLocation()
	}
	driver, source, err := dataSource(rawURL)
	if err != nil {
		return nil, err
	}
	if driver == "postgres" {
		s.Dialect = dialect.Postgres
		s.SQL, err = openPostgres(source)
	} else {
		s.Dialect = dialect.SQLite
		keepPrivate(strings.TrimPrefix(rawURL, "sqlite:"))
		s.SQL, err = sql.Open(driver, source)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s.SQL.SetMaxOpenConns(16)
	s.SQL.SetMaxIdleConns(16)
	if err := reach(ctx, s.SQL); err != nil {
		_ = s.SQL.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	var drv dialect.Driver = entsql.OpenDB(s.Dialect, s.SQL)
	if o.Observe != nil {
		drv = dialect.DebugWithContext(drv, func(_ context.Context, v ...any) { o.Observe(fmt.Sprint(v...)) })
	}
	s.Client = db.NewClient(db.Driver(drv))
	return s, nil
}

// keepPrivate makes SQLite's file for its owner alone where there is none; SQLite
// gives those beside it the same mode. One that is there has the mode that its
// operator gave it, and what can't be made SQLite tells.
func keepPrivate(file string) {
	if file == ":memory:" {
		return
	}
	if made, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
		_ = made.Close()
	}
}

// reach connects, and tries again while another process has SQLite's file for
// itself: it begins or ends the write-ahead log, for which busy_timeout does not wait.
func reach(ctx context.Context, database *sql.DB) error {
	for tries := 0; ; tries++ {
		err := database.PingContext(ctx)
		var refused *sqlite.Error
		if !errors.As(err, &refused) || refused.Code()&0xff != sqlite3.SQLITE_BUSY || tries == busyTries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(busyPause):
		}
	}
}

// A minute, as long as a writer waits for another.
const (
	busyPause = 50 * time.Millisecond
	busyTries = 1200
)

// Close closes the database.
func (s *Store) Close() error { return s.Client.Close() }

// Now is the present in UTC, with the microseconds that both engines keep.
func (s *Store) Now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// Today is the present day in the deployment's time zone.
func (s *Store) Today() calendar.Day { return calendar.DayOf(s.clock().In(s.location)) }

// Location is the deployment's time zone.
func (s *Store) Location() *time.Location { return s.location }

// AfterCommit has f called with the new revision after each change of this
// process, before the change's caller goes on; it may be called for several at once.
func (s *Store) AfterCommit(f func(ctx context.Context, revision int64)) {
	s.afterCommit = append(s.afterCommit, f)
}

// DefaultLocation is Asia/Shanghai, also where no zone files are installed.
func DefaultLocation() *time.Location {
	if loc, err := time.LoadLocation("Asia/Shanghai"); err == nil {
		return loc
	}
	return time.FixedZone("Asia/Shanghai", 8*60*60)
}

// dataSource turns the URL that people write into what the drivers read.
func dataSource(rawURL string) (driver, source string, err error) {
	if file, ok := strings.CutPrefix(rawURL, "sqlite:"); ok && file != "" {
		return "sqlite", sqliteSource(file), nil
	}
	if strings.HasPrefix(rawURL, "postgres://") || strings.HasPrefix(rawURL, "postgresql://") {
		source, err := postgresSource(rawURL)
		return "postgres", source, err
	}
	return "", "", fmt.Errorf("the database %q is neither sqlite:FILE nor postgres://…", redact(rawURL))
}

// sqliteSource waits a minute for another process that writes: the import of a
// whole country takes ten seconds, and longer on a small machine.
func sqliteSource(file string) string {
	q := url.Values{
		"_pragma": {"busy_timeout(60000)", "journal_mode(WAL)", "foreign_keys(1)", "synchronous(FULL)"},
		"_txlock": {"immediate"}, "_time_format": {"sqlite"}, "_timezone": {"UTC"},
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// postgresSource adds binary_parameters, which spares a round trip per statement.
func postgresSource(rawURL string) (string, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return "", fmt.Errorf("the database's address cannot be read")
	}
	q := u.Query()
	if q.Get("binary_parameters") == "" {
		q.Set("binary_parameters", "yes")
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// redact hides a password before an address is shown.
func redact(rawURL string) string {
	if u, err := url.Parse(rawURL); err == nil {
		return u.Redacted()
	}
	return "(unreadable)"
}
