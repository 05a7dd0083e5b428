// Command bench measures how fast OneWindow answers, beside a plain net/http
// handler that returns the same bytes, and how fast it changes, beside a bare
// UPDATE. It fills a database of its own; docs/performance.md tells the results.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"onewindow/ent/db/department"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

type options struct {
	engine, only string
	seconds      int
	seed         uint64
	profile      string
}

func main() {
	if file := os.Getenv(plainEnv); file != "" {
		exit(plain(file))
		return
	}
	var o options
	flag.StringVar(&o.engine, "engine", "sqlite", "sqlite or postgres")
	flag.IntVar(&o.seconds, "seconds", 10, "how long each query is measured, both sides together")
	flag.StringVar(&o.only, "only", "", "only these, e.g. guide,search; of guide, list, township, search, change, memory")
	flag.Uint64Var(&o.seed, "seed", 1, "of the generator")
	flag.StringVar(&o.profile, "profile", "", "a folder for a profile of the server's processor time in each query")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(run(ctx, o))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (o options) wants(name string) bool {
	return o.only == "" || strings.Contains(","+o.only+",", ","+name+",")
}

func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "onewindow-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program := filepath.Join(dir, "onewindow")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "onewindow").CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w: %s", err, out)
	}
	url := "sqlite:" + filepath.Join(dir, "bench.db")
	if o.engine == "postgres" {
		var stop func()
		if url, stop, err = testdb.StartPostgres(ctx); err != nil {
			return err
		}
		defer stop()
	}
	filled, err := fillDatabase(ctx, url, o.seed)
	if err != nil {
		return err
	}
	if err := o.measure(ctx, program, url, dir, filled); err != nil {
		return err
	}
	if o.wants("memory") {
		return sampleMemory(ctx, program, dir)
	}
	return nil
}

// filled is what the measurements need of the database.
type filled struct {
	departments []string
	token       string
}

func fillDatabase(ctx context.Context, url string, seed uint64) (filled, error) {
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return filled{}, err
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Migrate(ctx); err != nil {
		return filled{}, err
	}
	began := time.Now()
	if err := fill(ctx, s, full, seed); err != nil {
		return filled{}, fmt.Errorf("fill the database: %w", err)
	}
	fmt.Printf("filled in %.1f s\n", time.Since(began).Seconds())
	token, err := adminToken(ctx, s)
	if err != nil {
		return filled{}, err
	}
	ids, err := s.Client.Department.Query().Order(department.ByID()).IDs(ctx)
	return filled{times(len(ids), func(i int) string { return node.Encode("Department", ids[i]) }), token}, err
}

func (o options) measure(ctx context.Context, program, url, dir string, data filled) error {
	args := []string{"serve", "--database", url, "--listen", "127.0.0.1:0", "--log-level", "warn"}
	if o.profile != "" {
		args = append(args, "--profile-listen", profileAddress)
	}
	server, err := startServer(ctx, nil, program, args...)
	if err != nil {
		return err
	}
	defer server.stop()
	began, err := server.resident()
	if err != nil {
		return err
	}
	fmt.Printf("%s: serves %.2f s after its start, %.0f MiB resident\n%s\n", o.engine, server.start.Seconds(), began, resultHead)
	for _, q := range questions(full, data.departments, rand.New(rand.NewPCG(o.seed, 2))) {
		if !o.wants(q.name) {
			continue
		}
		profiled := o.profiled(q.name)
		r, err := compare(ctx, server, q, time.Duration(o.seconds)*time.Second, dir)
		if err != nil {
			return err
		}
		fmt.Println(r)
		if err := <-profiled; err != nil {
			return err
		}
	}
	after, err := server.resident()
	if err != nil {
		return err
	}
	fmt.Printf("%.0f MiB resident after the load\n", after)
	if o.wants("change") {
		return compareChanges(ctx, server.address, url, data.token, time.Duration(o.seconds)*time.Second)
	}
	return nil
}

const profileAddress = "127.0.0.1:6469"

// profiled takes a profile of the server while it is under load.
func (o options) profiled(name string) <-chan error {
	done := make(chan error, 1)
	if o.profile == "" {
		done <- nil
		return done
	}
	go func() {
		answer, err := http.Get(fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", profileAddress, o.seconds))
		if err != nil {
			done <- err
			return
		}
		defer func() { _ = answer.Body.Close() }()
		b, err := io.ReadAll(answer.Body)
		if err == nil {
			err = os.WriteFile(filepath.Join(o.profile, name+".pprof"), b, 0o600)
		}
		done <- err
	}()
	return done
}

// sampleMemory tells what the program takes with the sample district loaded: in
// the process that loaded it, and in one that starts on the filled database.
func sampleMemory(ctx context.Context, program, dir string) error {
	args := []string{"serve", "--database", "sqlite:" + filepath.Join(dir, "sample.db"), "--listen", "127.0.0.1:0", "--log-level", "warn", "--sample"}
	for _, how := range []string{"sample, loading it", "sample, loaded before"} {
		server, err := startServer(ctx, nil, program, args...)
		if err != nil {
			return err
		}
		mib, err := server.resident()
		server.stop()
		if err != nil {
			return err
		}
		fmt.Printf("%s: serves after %.2f s, %.0f MiB resident\n", how, server.start.Seconds(), mib)
	}
	return nil
}
