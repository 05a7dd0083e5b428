// Command bench measures how fast the API answers, beside a plain net/http
// handler that gives the same bytes, in one run:
//
//	go run ./bench                     SQLite, all queries
//	go run ./bench --engine postgres   the same on PostgreSQL
//	go run ./bench --only search --profile search.pprof
//	go run ./bench writers             changes made at once, beside the same without the trail
//	go run ./bench cases               lists of cases, few beside many
//
// What counts are the ratios: this machine's rates are its own.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

type cli struct {
	Run     runCommand     `cmd:"" default:"withargs" help:"Make the data, where it is not there, and measure."`
	Writers writersCommand `cmd:"" help:"Measure changes that are made at once, beside the same without the trail."`
	Trail   trailCommand   `cmd:"" help:"Measure how fast a long audit trail is checked, read and written out."`
	Cases   casesCommand   `cmd:"" help:"Measure lists of cases, of a day with few of them beside one of a large city."`
	Plain   plainCommand   `cmd:"" hidden:""`
}

type runCommand struct {
	Engine  string        `default:"sqlite" enum:"sqlite,postgres" help:"On which engine: sqlite or postgres."`
	Dir     string        `placeholder:"DIR" help:"Where the data and the programs are kept for the next run; a new folder when left out."`
	Slices  int           `default:"6" help:"How many slices of time each side has for each query; the sides take turns."`
	Slice   time.Duration `default:"1s" help:"How long a slice is."`
	Only    string        `placeholder:"NAME" help:"Measure only this: guide, list, township, search or write."`
	Profile string        `placeholder:"FILE" help:"Write a CPU profile of the server while it is measured."`
}

func main() {
	var c cli
	parsed := kong.Parse(&c, kong.Name("bench"), kong.Description("Measures the API beside a plain handler."))
	parsed.FatalIfErrorf(parsed.Run())
}

// Run makes the data and measures.
func (c *runCommand) Run() error {
	ctx := context.Background()
	dir := c.Dir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "onewindow-bench-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
	}
	database, stop, err := c.database(ctx, dir)
	if err != nil {
		return err
	}
	defer stop()
	if err := prepare(ctx, database, whole); err != nil {
		return err
	}
	m := &measurement{runCommand: c, dir: dir, database: database}
	return m.run(ctx)
}

func (c *runCommand) database(ctx context.Context, dir string) (url string, stop func(), err error) {
	if c.Engine == "postgres" {
		return testdb.StartPostgres(ctx)
	}
	return "sqlite:" + filepath.Join(dir, "bench.db"), func() {}, nil
}

// prepare fills the database where it is empty.
func prepare(ctx context.Context, database string, n size) error {
	s, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Migrate(ctx); err != nil {
		return err
	}
	began := time.Now()
	if err := fill(ctx, s, n); err != nil {
		return fmt.Errorf("make the data: %w", err)
	}
	fmt.Printf("data: %d items, %d centers, %d offerings, made in %.1f s\n",
		n.items, 1+n.townships+n.villages, n.offered*(1+n.townships+n.villages), time.Since(began).Seconds())
	return nil
}
