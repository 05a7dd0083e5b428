package main

import (
	"bufio"
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// measurement is one run: the real program and the plain handler side by side.
type measurement struct {
	*runCommand
	dir, database string

	address string // of the real program
	pid     int
}

func (m *measurement) run(ctx context.Context) error {
	binary := filepath.Join(m.dir, "onewindow")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "onewindow").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	stop, err := m.start(binary)
	if err != nil {
		return err
	}
	defer stop()
	if m.Only != "write" {
		if err := m.reads(ctx); err != nil {
			return err
		}
	}
	if m.Only == "" || m.Only == "write" {
		return m.writes(ctx, binary)
	}
	return nil
}

var listens = regexp.MustCompile(`GraphQL\s+http://(\S+)/graphql`)

// start starts the real program and tells how long it took to be ready, and how
// much memory it has then.
func (m *measurement) start(binary string) (stop func(), err error) {
	cmd := exec.Command(binary, "serve", "--database", m.database, "--listen", "127.0.0.1:0", "--log-level", "error")
	if m.Profile != "" {
		cmd.Args = append(cmd.Args, "--profile-at", "127.0.0.1:6060")
	}
	cmd.Stderr = os.Stderr
	began := time.Now()
	line, err := firstLine(cmd, listens)
	if err != nil {
		return nil, err
	}
	m.address, m.pid = strings.Replace(line, "localhost", "127.0.0.1", 1), cmd.Process.Pid
	fmt.Printf("start with the filled database: %.2f s, resident memory %d MiB\n", time.Since(began).Seconds(), m.resident())
	return func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }, nil
}

// firstLine starts a program and gives what the first line that matches says.
func firstLine(cmd *exec.Cmd, wanted *regexp.Regexp) (string, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if match := wanted.FindStringSubmatch(lines.Text()); match != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return match[1], nil
		}
	}
	return "", fmt.Errorf("%s never said where it listens", cmd.Path)
}

// resident is the memory of the real program in MiB, 0 where the system does not tell.
func (m *measurement) resident() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.Atoi(kilobytes)
	return n / 1024
}

// reads measures every query on both sides, in turns.
func (m *measurement) reads(ctx context.Context) error {
	all, err := queries(m.address, whole)
	if err != nil {
		return err
	}
	answers := map[string][]byte{}
	for _, q := range all {
		for _, v := range q.variables {
			if answers[string(bodyOf(q.document, v))], err = ask(m.address, q.document, v); err != nil {
				return err
			}
		}
	}
	plain, stop, err := m.plain(ctx, answers)
	if err != nil {
		return err
	}
	defer stop()
	if m.Profile != "" {
		go m.profile()
	}
	fmt.Printf("\n%-10s %12s %12s %8s %8s %10s\n", "query", "ours/s", "plain/s", "ratio", "floor", "bytes")
	for _, q := range all {
		if m.Only != "" && m.Only != q.name {
			continue
		}
		if err := m.compare(q, plain, answers); err != nil {
			return err
		}
	}
	fmt.Printf("resident memory after all: %d MiB\n", m.resident())
	return nil
}

// plain starts this program again as the plain handler with the answers.
func (m *measurement) plain(ctx context.Context, answers map[string][]byte) (address string, stop func(), err error) {
	file := filepath.Join(m.dir, "answers.gob")
	f, err := os.Create(file)
	if err != nil {
		return "", nil, err
	}
	if err := gob.NewEncoder(f).Encode(answers); err != nil {
		return "", nil, err
	}
	if err := f.Close(); err != nil {
		return "", nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, "plain", file)
	address, err = firstLine(cmd, regexp.MustCompile(`^(\S+)$`))
	return address, func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }, err
}

func (m *measurement) compare(q query, plain string, answers map[string][]byte) error {
	requests, bytes := make([][]byte, len(q.variables)), 0
	for i, v := range q.variables {
		body := bodyOf(q.document, v)
		requests[i] = request(body)
		bytes += len(answers[string(body)])
	}
	var rates [2]float64
	for i, address := range []string{m.address, plain} { // warm up
		if _, _, err := load(address, requests, m.Slice/4); err != nil {
			return fmt.Errorf("%s at %d: %w", q.name, i, err)
		}
	}
	var counts [2]int
	var times [2]time.Duration
	for range m.Slices {
		for i, address := range []string{m.address, plain} {
			n, took, err := load(address, requests, m.Slice)
			if err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			counts[i] += n
			times[i] += took
		}
	}
	for i := range rates {
		rates[i] = float64(counts[i]) / times[i].Seconds()
	}
	fmt.Printf("%-10s %12.0f %12.0f %8.3f %8.2f %10d\n", q.name, rates[0], rates[1], rates[0]/rates[1], q.floor, bytes/len(requests))
	return nil
}

// profile asks the server for a CPU profile of the first seconds.
func (m *measurement) profile() {
	response, err := http.Get("http://127.0.0.1:6060/debug/pprof/profile?seconds=8")
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	f, err := os.Create(m.Profile)
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		return
	}
	defer func() { _ = f.Close() }()
	_, _ = io.Copy(f, response.Body)
}
