package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// running is a process that serves HTTP.
type running struct {
	cmd     *exec.Cmd
	address string
	// start is how long it took from the call to the line that says where it serves.
	start time.Duration
}

var served = regexp.MustCompile(`http://localhost:(\d+)/`)

// startServer runs a command until it prints where it serves.
func startServer(ctx context.Context, env []string, program string, args ...string) (*running, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := served.FindStringSubmatch(lines.Text()); m != nil {
			r := &running{cmd: cmd, address: "127.0.0.1:" + m[1], start: time.Since(began)}
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return r, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s ended before it served", program), cmd.Wait())
}

func (r *running) stop() {
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	_ = r.cmd.Wait()
}

// resident is the memory of the process that is in RAM, in MiB.
func (r *running) resident() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the memory of a process: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			kib, err := strconv.ParseFloat(f[1], 64)
			return kib / 1024, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}

// processor is the processor time that the process has used. Linux counts it in
// hundredths of a second.
func (r *running) processor() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the processor time of a process: %w", err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}

// exchange is a request with the answer that was captured for it.
type exchange struct{ Request, Answer []byte }

// plainEnv names the file of exchanges; where it is set the program is the plain server.
const plainEnv = "ONEWINDOW_BENCH_PLAIN"

// plain answers what was captured, by a handler that does nothing else.
func plain(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var exchanges []exchange
	if err := json.Unmarshal(b, &exchanges); err != nil {
		return err
	}
	answers := make(map[string][]byte, len(exchanges))
	for _, e := range exchanges {
		answers[string(e.Request)] = e.Answer
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	fmt.Printf("http://localhost:%s/\n", port)
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		answer, ok := answers[string(body)]
		if err != nil || !ok {
			http.Error(w, "not captured", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	}))
}
