package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"entgo.io/ent/dialect"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/internal/audit"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// trailCommand measures how fast a long trail is checked, read and written out.
type trailCommand struct {
	Engine   string `default:"sqlite" enum:"sqlite,postgres" help:"On which engine: sqlite or postgres."`
	Events   int    `default:"1000000" help:"How long the trail is made."`
	Database string `placeholder:"URL" help:"A database of your own, which is filled up and kept."`
	Dir      string `default:"." help:"Where the database of SQLite is made, when none is given."`
}

// Run makes the trail as long as it is wanted and measures.
func (c *trailCommand) Run() error {
	ctx := identity.With(context.Background(), identity.Admin("bench"))
	database := c.Database
	switch {
	case database == "" && c.Engine == "postgres":
		url, stop, err := testdb.StartPostgres(ctx)
		if err != nil {
			return err
		}
		defer stop()
		database = url
	case database == "":
		database = "sqlite:" + filepath.Join(c.Dir, "trail.db")
	}
	s, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Migrate(ctx); err != nil {
		return err
	}
	if err := lengthen(ctx, s, c.Events); err != nil {
		return err
	}
	began := time.Now()
	head, err := audit.Verify(ctx, s.Client, s.Dialect, audit.Check{})
	if err != nil {
		return err
	}
	told("verified", int(head.Seq), began)
	if err := readTrail(ctx, s, head); err != nil {
		return err
	}
	began = time.Now()
	n := 0
	err = audit.Each(ctx, s.Client, s.Dialect, time.Time{}, time.Time{}, func(e *db.AuditEvent) error {
		n++
		_, err := fmt.Fprintln(io.Discard, e)
		return err
	})
	told("written out", n, began)
	return err
}

func told(what string, n int, began time.Time) {
	took := time.Since(began).Seconds()
	fmt.Printf("%-12s %10d events in %7.1f s, %8.0f a second; at most %s so far\n", what, n, took, float64(n)/took, peak())
}

// peak is the most memory this process had, where the system tells.
func peak() string {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(kilobytes)
}

// lengthen appends events, chained as a change chains them, until there are as many.
func lengthen(ctx context.Context, s *store.Store, events int) error {
	row, err := s.Client.Ledger.Query().Only(ctx)
	if err != nil {
		return err
	}
	if row.AuditSeq >= int64(events) {
		return nil
	}
	restore, err := withoutIndexes(ctx, s)
	if err != nil {
		return err
	}
	random, began, made := rand.New(rand.NewPCG(4, 8)), time.Now(), 0
	for head := (audit.Head{Seq: row.AuditSeq, Hash: row.AuditHash}); head.Seq < int64(events); made += 100_000 {
		if head, err = appendMany(ctx, s, random, head); err != nil {
			return err
		}
	}
	told("made", made, began)
	return restore()
}

// withoutIndexes drops what makes a bulk load slow, and returns what makes it again.
func withoutIndexes(ctx context.Context, s *store.Store) (restore func() error, err error) {
	find := "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit_events' AND sql NOT LIKE '%UNIQUE%'"
	if s.Dialect == dialect.Postgres {
		find = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'audit_events' AND indexdef NOT LIKE '%UNIQUE%'"
	}
	rows, err := s.SQL.QueryContext(ctx, find)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var drop, again []string
	for rows.Next() {
		var name, definition string
		if err := rows.Scan(&name, &definition); err != nil {
			return nil, err
		}
		drop, again = append(drop, "DROP INDEX "+name), append(again, definition)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	run := func(statements []string) error {
		for _, statement := range statements {
			if _, err := s.SQL.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	}
	return func() error { return run(again) }, run(drop)
}

// appendMany appends 100,000 events in one transaction, the fastest way that the engine has.
func appendMany(ctx context.Context, s *store.Store, random *rand.Rand, head audit.Head) (audit.Head, error) {
	tx, err := s.SQL.BeginTx(ctx, nil)
	if err != nil {
		return head, err
	}
	defer func() { _ = tx.Rollback() }()
	columns := auditevent.Columns[1:]
	into := "INSERT INTO audit_events (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	if s.Dialect == dialect.Postgres {
		into = "COPY audit_events (" + strings.Join(columns, ", ") + ") FROM STDIN"
	}
	insert, err := tx.PrepareContext(ctx, into)
	if err != nil {
		return head, err
	}
	for i := range 100_000 {
		// A change every three seconds.
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(head.Seq) * 3 * time.Second)
		facts := map[string]any{"item": random.IntN(1500), "version": i, "promised": random.IntN(30), "title": "关于一次性告知与限时办结的试验事项"}
		var made []*audit.Event
		made, head, err = audit.Chain(head, at, []audit.Entry{{
			Actor: fmt.Sprint("staff:", random.IntN(500)), Action: "saveDraft", Entity: "edition", EntityID: fmt.Sprint(random.IntN(5000)), Before: facts, After: facts,
		}})
		if err != nil {
			return head, err
		}
		e := made[0]
		if _, err := insert.ExecContext(ctx, e.Seq, e.At, e.Actor, e.OnBehalfOf, e.Action, e.Entity, e.EntityID, e.Before, e.After, e.PreviousHash, e.Hash); err != nil {
			return head, err
		}
	}
	if s.Dialect == dialect.Postgres {
		if _, err := insert.ExecContext(ctx); err != nil {
			return head, err
		}
	}
	if err := insert.Close(); err != nil {
		return head, err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE ledger SET audit_seq = %d, audit_hash = '%s'", head.Seq, head.Hash)); err != nil {
		return head, err
	}
	return head, tx.Commit()
}

// readTrail asks for pages as auditors do, at the ends and in the middle.
func readTrail(ctx context.Context, s *store.Store, head audit.Head) error {
	actor, action, about, none := "staff:7", "saveDraft", node.Encode("Edition", 7), "nobody"
	middle := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(head.Seq/2) * 3 * time.Second)
	hour := middle.Add(time.Hour)
	half, err := audit.List(ctx, s.Client, &audit.Filter{To: &middle}, page.Args{First: new(1)})
	if err != nil {
		return err
	}
	deep := half.PageInfo.EndCursor()
	for _, q := range []struct {
		name   string
		filter audit.Filter
		after  *string
	}{
		{name: "newest"}, {name: "deep", after: deep},
		{name: "actor", filter: audit.Filter{Actor: &actor}}, {name: "actor, deep", filter: audit.Filter{Actor: &actor}, after: deep},
		{name: "unknown actor", filter: audit.Filter{Actor: &none}},
		{name: "action", filter: audit.Filter{Action: &action}}, {name: "unknown action", filter: audit.Filter{Action: &none}},
		{name: "about", filter: audit.Filter{About: &about}}, {name: "about, deep", filter: audit.Filter{About: &about}, after: deep},
		{name: "an hour", filter: audit.Filter{From: &middle, To: &hour}}, {name: "since then", filter: audit.Filter{From: &middle}},
		{name: "until then", filter: audit.Filter{To: &middle}}, {name: "actor, an hour", filter: audit.Filter{Actor: &actor, From: &middle, To: &hour}},
		{name: "actor until", filter: audit.Filter{Actor: &actor, To: &middle}},
		{name: "action, an hour", filter: audit.Filter{Action: &action, From: &middle, To: &hour}},
	} {
		began := time.Now()
		found, err := audit.List(ctx, s.Client, &q.filter, page.Args{First: new(50), After: q.after})
		if err != nil {
			return err
		}
		fmt.Printf("page: %-16s %4d events in %8.1f ms\n", q.name, len(found.Edges), float64(time.Since(began).Microseconds())/1000)
	}
	return nil
}
