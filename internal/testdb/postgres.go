// Package testdb gives tests a database of their own: SQLite in a temporary
// folder, or PostgreSQL from the binaries on the machine.
package testdb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrNoPostgres says that there is no PostgreSQL to start on this machine.
var ErrNoPostgres = errors.New("no PostgreSQL: install its server, or set ONEWINDOW_TEST_POSTGRES to postgres://… of one that tests may fill")

// StartPostgres starts a throwaway server, or uses ONEWINDOW_TEST_POSTGRES, and
// returns the address of an empty database with what stops and removes it. The
// settings are of the throwaway server, e.g. "fsync=on": it does not wait for the disk by itself.
func StartPostgres(ctx context.Context, settings ...string) (url string, stop func(), err error) {
	if given := os.Getenv("ONEWINDOW_TEST_POSTGRES"); given != "" {
		return given, func() {}, nil
	}
	bin, err := postgresBinaries()
	if err != nil {
		return "", nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", folderPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	server := &postgres{bin: bin, dir: dir, settings: settings}
	if url, err = server.start(ctx); err != nil {
		server.stop()
		return "", nil, err
	}
	return url, server.stop, nil
}

const folderPrefix = "onewindow-postgres-"

// sweep removes what servers left behind whose test was killed or ended without
// stopping them: a server ends with the process that started it.
func sweep() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*"))
	for _, dir := range folders {
		b, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
		pid, _, _ := strings.Cut(string(b), "\n")
		n, _ := strconv.Atoi(strings.TrimPrefix(pid, "-")) // with a minus while it is being made
		runs := err == nil && n > 0 && syscall.Kill(n, 0) == nil
		if !runs && !youngerThan(dir, 10*time.Minute) { // a young one may be between two steps
			_ = os.RemoveAll(dir)
		}
	}
}

func youngerThan(dir string, age time.Duration) bool {
	info, err := os.Stat(dir)
	return err == nil && time.Since(info.ModTime()) < age
}

// postgresBinaries finds the newest installed server.
func postgresBinaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", ErrNoPostgres
	}
	return filepath.Dir(found[len(found)-1]), nil
}

type postgres struct {
	bin, dir string
	settings []string
	cmd      *exec.Cmd
}

func (p *postgres) start(ctx context.Context) (string, error) {
	attr, err := p.asOrdinaryUser()
	if err != nil {
		return "", err
	}
	data := filepath.Join(p.dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(p.bin, "initdb"), "-D", data, "-U", "onewindow", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.SysProcAttr, initdb.Dir = attr, p.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	p.cmd = exec.Command(filepath.Join(p.bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-k", p.dir, "-h", "127.0.0.1",
		"-c", "fsync=off", "-c", "max_connections=300", "-c", "log_min_messages=fatal")
	for _, setting := range p.settings {
		p.cmd.Args = append(p.cmd.Args, "-c", setting)
	}
	p.cmd.SysProcAttr, p.cmd.Dir = attr, p.dir
	if err := p.cmd.Start(); err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	url := fmt.Sprintf("postgres://onewindow@127.0.0.1:%d/postgres?sslmode=disable", port)
	return url, waitFor(ctx, url)
}

// asOrdinaryUser lets root run the server as another user: it refuses to run as root.
func (p *postgres) asOrdinaryUser() (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, os.Chown(p.dir, uid, gid)
	}
	return nil, errors.New("no user to run PostgreSQL as: it refuses to run as root")
}

func (p *postgres) stop() {
	if p.cmd != nil && p.cmd.Process != nil {
		_ = p.cmd.Process.Signal(syscall.SIGINT)
		_ = p.cmd.Wait()
	}
	_ = os.RemoveAll(p.dir)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	return strconv.Atoi(port)
}

func waitFor(ctx context.Context, url string) error {
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := ping(ctx, url)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("PostgreSQL did not answer in time: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
