package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onewindow/internal/testdb"
)

func TestFiveProcessesStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		var wg sync.WaitGroup
		servers := make([]*server, 5)
		for i := range servers {
			wg.Go(func() {
				var err error
				if servers[i], err = launch(url, "--sample"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, s := range servers {
			if s == nil {
				continue
			}
			if n := at(t, s.must(t, `{ catalog { registeredItems } }`, nil), "catalog.registeredItems"); n != 1131.0 {
				t.Errorf("an instance knows %v items", n)
			}
			s.stop(t)
		}
	})
}

func TestADatabaseFromALaterVersionIsRefusedClearly(t *testing.T) {
	t.Parallel()
	url := testdb.SQLite(t)
	command(t, "migrate", "--database", url)
	pool, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.Exec("INSERT INTO schema_migrations VALUES ('29990101000000', 'future', 'then')"); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(binary, "serve", "--database", url, "--listen", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "newer than this program") {
		t.Errorf("it says %s, %v", out, err)
	}
}

func TestHelpAndVariables(t *testing.T) {
	t.Parallel()
	help := command(t, "--help")
	for _, word := range []string{"serve", "migrate", "import", "export", "sample", "token", "documents", "audit", "ONEWINDOW_LOG_LEVEL"} {
		if !strings.Contains(help, word) {
			t.Errorf("--help does not mention %s", word)
		}
	}
	url := testdb.SQLite(t)
	cmd := exec.Command(binary, "migrate")
	cmd.Env = append(cmd.Environ(), "ONEWINDOW_DATABASE="+url)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "is at version") {
		t.Errorf("migrate by variable: %s, %v", out, err)
	}
	out, err := exec.Command(binary, "serv").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "--help") {
		t.Errorf("a wrong command is answered: %s", out)
	}
}

func TestAStopFinishesWhatWasAccepted(t *testing.T) {
	s := sampleOn(t, "sqlite")
	// A request whose body is still coming when the stop begins.
	body, writer := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.address+"/graphql", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Expect", "100-continue")
	accepted := make(chan struct{}) // the server began to read the body
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(accepted) }}))
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: 10 * time.Second}}
	answered := make(chan string, 1)
	go func() {
		response, err := client.Do(r)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		b, _ := io.ReadAll(response.Body)
		answered <- string(b)
	}()
	<-accepted
	if _, err := io.WriteString(writer, `{"query":`); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	awaitLog(t, s, "stopping")
	if _, err := io.WriteString(writer, `"{ catalog { villages } }"}`); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	if got := <-answered; !strings.Contains(got, `"villages":332`) {
		t.Errorf("the accepted request was answered: %s", got)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the program ended badly: %v\n%s", err, s.output)
	}
}

// awaitLog polls the program's own output, the only sign it gives from outside.
func awaitLog(t *testing.T, s *server, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(s.output.String(), text) {
		select {
		case <-ctx.Done():
			t.Fatalf("the program never said %q:\n%s", text, s.output)
		case <-tick.C:
		}
	}
}

func TestHealth(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		for path, want := range map[string]string{"/healthz": `"ok"`, "/readyz": `"ready"`, "/": "/graphiql"} {
			response, err := http.Get("http://" + s.address + path)
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK || !strings.Contains(string(b), want) {
				t.Errorf("%s answers %d %s", path, response.StatusCode, b)
			}
		}
	})
}

func TestHealthByTheProgramItself(t *testing.T) {
	s := sampledOn(t, "sqlite")
	if said := command(t, "health", "--at", "http://"+s.address); !strings.Contains(said, `"ready"`) {
		t.Errorf("it says %s", said)
	}
	asked := exec.Command(binary, "health") // as a container does
	asked.Env = append(os.Environ(), "ONEWINDOW_LISTEN="+s.address)
	if said, err := asked.CombinedOutput(); err != nil || !strings.Contains(string(said), `"ready"`) {
		t.Errorf("where it listens it says %s (%v)", said, err)
	}
	if out, err := exec.Command(binary, "health", "--at", "http://127.0.0.1:1").CombinedOutput(); err == nil {
		t.Errorf("nobody is well: %s", out)
	}
}

// TestMetrics are for those who run the place, and name nobody.
func TestMetrics(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		s.ask(t, `{ nothing }`, nil)
		read := func(header, passedOnFor string) (int, string) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+"/metrics", nil)
			if err != nil {
				t.Fatal(err)
			}
			if header != "" {
				request.Header.Set(header, passedOnFor)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			b, _ := io.ReadAll(response.Body)
			return response.StatusCode, string(b)
		}
		status, said := read("", "")
		if status != http.StatusOK {
			t.Fatalf("they are answered %d %s", status, said)
		}
		for _, want := range []string{
			`onewindow_request_seconds_count{route="/graphql",status="`, `onewindow_errors_total{code="GRAPHQL_VALIDATION_FAILED"} `,
			"\nonewindow_catalog_revision ", "\nonewindow_streams_open 0\n", "\nonewindow_clocks_behind_seconds 0\n", `go_sql_open_connections{db_name="onewindow"}`, "go_goroutines",
		} {
			if !strings.Contains(said, want) {
				t.Errorf("there is no %s", want)
			}
		}
		for header, value := range map[string]string{"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "Via": "1.1 proxy"} {
			if status, said := read(header, value); status != http.StatusNotFound || strings.Contains(said, "onewindow_") {
				t.Errorf("for somebody behind a proxy that says %s they are answered %d %s", header, status, said)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	s := sampleOn(t, "sqlite")
	s.token = newToken(t, s.database, "office")
	if n := at(t, s.must(t, `{ items(filter: {published: false}) { totalCount } }`, nil), "items.totalCount"); n.(float64) < 900 {
		t.Errorf("an admin sees %v items without a guide", n)
	}
	list := command(t, "token", "list", "--database", s.database)
	if !strings.Contains(list, "office") || strings.Contains(list, s.token) {
		t.Errorf("the list of tokens:\n%s", list)
	}
	command(t, "token", "revoke", "--database", s.database, "office")
	a := s.ask(t, `{ catalog { revision } }`, nil)
	if a.status != http.StatusUnauthorized || a.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
		t.Errorf("a revoked token is answered %d %s", a.status, a.raw)
	}
}

func TestAuditVerifies(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		if out := command(t, "audit", "verify", "--database", s.database); !strings.Contains(out, "whole") {
			t.Error(out)
		}
	})
}

func TestExport(t *testing.T) {
	s := sampledOn(t, "sqlite")
	out := command(t, "export", "--database", s.database)
	for _, want := range []string{`"code": "511602000000-01"`, `"slug":`, `"mode": "BY_AGENT"`, "示例文本"} {
		if !strings.Contains(out, want) {
			t.Errorf("the export has no %s", want)
		}
	}
	if strings.Contains(out, `"PLANNED"`) {
		t.Error("the export has centers that are not open")
	}
}

func TestGETIsCachedByRevisionAndContent(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		get := func(tag string) *http.Response {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
				"http://"+s.address+"/graphql?query="+"%7B%20catalog%20%7B%20revision%20%7D%20%7D", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("GraphQL-Require-Preflight", "1")
			if tag != "" {
				r.Header.Set("If-None-Match", tag)
			}
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			return response
		}
		first := get("")
		tag := first.Header.Get("ETag")
		if first.StatusCode != http.StatusOK || !strings.HasPrefix(tag, fmt.Sprintf("%q", first.Header.Get("Catalog-Revision"))[:2]) {
			t.Fatalf("%d with the tag %s", first.StatusCode, tag)
		}
		if again := get(tag); again.StatusCode != http.StatusNotModified {
			t.Errorf("the same tag is answered %d", again.StatusCode)
		}
	})
}

func TestMutationsNeedPOSTAndAToken(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			"http://"+s.address+"/graphql?query=mutation%20%7B%20createSector(input%3A%7Bcode%3A%22X%22%2Cname%3A%22X%22%7D)%20%7B%20userErrors%20%7B%20code%20%7D%20%7D%20%7D", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("GraphQL-Require-Preflight", "1")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("a mutation by GET is answered %d", response.StatusCode)
		}
		a := s.ask(t, `mutation { createSector(input: {code: "X", name: "X"}) { userErrors { code } } }`, nil)
		if len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
			t.Errorf("a mutation without a token: %s", a.raw)
		}
	})
}
