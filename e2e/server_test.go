// Package e2e tries the real program over HTTP, on both engines, with the
// sample district, and pages in a real browser.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onewindow/internal/testdb"
)

// binary is the program under test.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "onewindow-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "onewindow")
	build := exec.Command("go", "build", "-o", binary, "onewindow")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	defer stopShared()
	key := exec.Command(binary, "personal", "key") // for all servers, so that both engines keep personal data
	out, err := key.Output()
	if err == nil {
		err = os.Setenv("ONEWINDOW_PERSONAL_KEYS", strings.TrimSpace(string(out)))
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "make a key for personal data: %v\n", err)
		return 1
	}
	return m.Run()
}

// server is a running program.
type server struct {
	address, database, token string
	cmd                      *exec.Cmd
	output                   *lockedBuffer
}

var listening = regexp.MustCompile(`GraphQL\s+http://(\S+)/graphql`)

// start starts the program and waits until it says where it listens.
func start(t *testing.T, database string, flags ...string) *server {
	t.Helper()
	s, err := launch(database, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop(t) })
	return s
}

func launch(database string, flags ...string) (*server, error) {
	s := &server{database: database, output: &lockedBuffer{}}
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--database", database}, flags...)
	s.cmd = exec.Command(binary, args...)
	s.cmd.Stderr = s.output
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		defer close(found)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			_, _ = fmt.Fprintln(s.output, lines.Text())
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case address, ok := <-found:
		if !ok {
			_ = s.cmd.Wait()
			return nil, fmt.Errorf("the program ended before it listened:\n%s", s.output)
		}
		s.address = address
	case <-time.After(2 * time.Minute):
		_ = s.cmd.Process.Kill()
		return nil, fmt.Errorf("the program did not listen:\n%s", s.output)
	}
	return s, nil
}

func (s *server) stop(t *testing.T) {
	t.Helper()
	if s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the program ended badly: %v\n%s", err, s.output)
	}
}

// command runs another command of the program and returns what it printed.
func command(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(binary, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("onewindow %s: %v\n%s%s", strings.Join(args, " "), err, out, &stderr)
	}
	return string(out)
}

// newToken makes a token on a server's database.
func newToken(t *testing.T, database, name string) string {
	t.Helper()
	return strings.TrimSpace(command(t, "token", "create", "--role", "admin", "--database", database, name))
}

// answer is what the API answered.
type answer struct {
	Data   map[string]any `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	status int
	header http.Header
	raw    []byte
}

// ask sends a document with variables, with the server's token if it has one.
func (s *server) ask(t *testing.T, document string, variables map[string]any, headers ...string) answer {
	t.Helper()
	a, err := s.post(t.Context(), document, variables, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (s *server) post(ctx context.Context, document string, variables map[string]any, headers ...string) (answer, error) {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", "en")
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	a := answer{status: response.StatusCode, header: response.Header}
	if a.raw, err = io.ReadAll(response.Body); err != nil {
		return a, err
	}
	return a, json.Unmarshal(a.raw, &a)
}

// must is ask for documents that have to succeed.
func (s *server) must(t *testing.T, document string, variables map[string]any, headers ...string) map[string]any {
	t.Helper()
	a := s.ask(t, document, variables, headers...)
	if len(a.Errors) > 0 {
		t.Fatalf("%s\n%v\nanswered: %s", document, variables, a.raw)
	}
	return a.Data
}

// at follows a path of names and numbers into an answer, e.g. "items.nodes.0.name".
func at(t *testing.T, data any, path string) any {
	t.Helper()
	for part := range strings.SplitSeq(path, ".") {
		switch v := data.(type) {
		case map[string]any:
			data = v[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(v) {
				t.Fatalf("no place %s in %v", part, v)
			}
			data = v[i]
		default:
			t.Fatalf("nothing below %s in %v", part, data)
		}
	}
	return data
}

// withSample runs a test against the sample district on each engine. The servers
// are shared: such tests change nothing but what they make themselves.
func withSample(t *testing.T, test func(t *testing.T, s *server)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) { test(t, sampledOn(t, engine)) })
	}
}

var sampled = map[string]*sharedServer{"sqlite": {}, "postgres": {}}

type sharedServer struct {
	once   sync.Once
	server *server
	err    error
}

// sampledOn is the shared server of an engine, without a token.
func sampledOn(t *testing.T, engine string) *server {
	t.Helper()
	shared := sampled[engine]
	database := "" // outlives this test: the server ends with the process
	if engine == "postgres" {
		database = testdb.SharedPostgres(t, "onewindow_e2e")
	} else {
		database = "sqlite:" + filepath.Join(filepath.Dir(binary), "sample.db")
	}
	shared.once.Do(func() { shared.server, shared.err = launch(database, "--sample") })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	own := *shared.server
	return &own
}

// stopShared stops the shared servers and the browser at the end of all tests.
func stopShared() {
	if chromium.stop != nil {
		chromium.stop()
	}
	for _, shared := range sampled {
		if shared.server != nil {
			_ = shared.server.cmd.Process.Signal(syscall.SIGTERM)
			_ = shared.server.cmd.Wait()
		}
	}
}

// sampleOn is a server of its own for a test that changes the sample.
func sampleOn(t *testing.T, engine string) *server {
	t.Helper()
	return start(t, sampleDatabase(t, engine), "--sample")
}

// sampleDatabase is a database of a test's own in which the sample is loaded: a
// copy of one that all tests share.
func sampleDatabase(t *testing.T, engine string) string {
	t.Helper()
	loaded := samples[engine]
	loaded.once.Do(func() {
		loaded.url = "sqlite:" + filepath.Join(filepath.Dir(binary), "template.db")
		if engine == "postgres" {
			loaded.url = testdb.SharedPostgres(t, "onewindow_template")
		}
		loaded.output, loaded.err = exec.Command(binary, "sample", "--database", loaded.url).CombinedOutput()
	})
	if loaded.err != nil {
		t.Fatalf("load the sample: %v\n%s", loaded.err, loaded.output)
	}
	return testdb.Copy(t, loaded.url)
}

var samples = map[string]*loadedSample{"sqlite": {}, "postgres": {}}

type loadedSample struct {
	once   sync.Once
	url    string
	output []byte
	err    error
}

// lockedBuffer is written by a process and read by a test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
