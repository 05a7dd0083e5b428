package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/internal/testdb"
)

const villagesByID = `query Villages { catalog { villages } }`

// TestTrustedDocuments runs two programs on one database where only registered
// documents execute, and registers by the command line and through the API.
func TestTrustedDocuments(t *testing.T) {
	t.Parallel()
	testdb.EachEngine(t, func(t *testing.T, url string) {
		first := start(t, url, "--sample", "--documents", "only")
		second := start(t, url, "--documents", "only")
		file := filepath.Join(t.TempDir(), "persisted_queries.json")
		if err := os.WriteFile(file, []byte(`{"5d41402abc4b2a76b9719d911017c592": "`+villagesByID+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if a := first.ask(t, villagesByID, nil); a.status != http.StatusOK || a.Errors[0].Extensions["code"] != "DOCUMENT_NOT_REGISTERED" {
			t.Errorf("an unregistered document is answered %d %s", a.status, a.raw)
		}
		if out := command(t, "documents", "register", "--database", url, "--client", "kiosk", file); !strings.HasPrefix(out, "1 documents of kiosk registered, 0 were before") {
			t.Error(out)
		}
		began := time.Now()
		for _, s := range []*server{first, second} {
			s.knows(t, began, "5d41402abc4b2a76b9719d911017c592", `{"data":{"catalog":{"villages":332}}}`)
			if a := s.ask(t, "query Villages {\n  catalog {\n    villages\n  }\n}\n", nil); len(a.Errors) > 0 {
				t.Errorf("the registered text is answered %s", a.raw)
			}
		}
		if out := command(t, "documents", "list", "--database", url); !strings.Contains(out, "Villages") || !strings.Contains(out, "command:documents") {
			t.Error(out)
		}

		first.token = newToken(t, url, "office")
		register := first.must(t, `mutation($m: String!) { registerDocuments(input: {client: "portal", manifest: $m}) { added unchanged userErrors { message } } }`,
			map[string]any{"m": `{"revision": "query Revision { catalog { __typename } }"}`})
		if n := at(t, register, "registerDocuments.added"); n != 1.0 {
			t.Errorf("%v", register)
		}
		second.knows(t, time.Now(), "revision", `{"data":{"catalog":{"__typename":"CatalogStatus"}}}`)
		refused := first.must(t, `mutation { registerDocuments(input: {client: "portal", manifest: "{\"a\": \"query Wrong {\\n  catalogue { villages }\\n}\"}"}) { added userErrors { field code message } } }`, nil)
		if message := at(t, refused, "registerDocuments.userErrors.0.message").(string); !strings.Contains(message, "Wrong (a), line 2") {
			t.Errorf("a faulty document is reported as %q", message)
		}
		list := first.must(t, `{ trustedDocuments(first: 1) { totalCount nodes { id client documentId operation body registeredBy } } }`, nil)
		if at(t, list, "trustedDocuments.totalCount") != 2.0 || at(t, list, "trustedDocuments.nodes.0.registeredBy") != "token:office" {
			t.Errorf("the list has %v", list)
		}

		first.must(t, `mutation { removeDocuments(input: {client: "portal"}) { removed userErrors { code } } }`, nil)
		command(t, "documents", "remove", "--database", url, "--client", "kiosk", "5d41402abc4b2a76b9719d911017c592")
		second.knows(t, time.Now(), "5d41402abc4b2a76b9719d911017c592", "PREFLIGHT_REQUIRED")
		second.knows(t, time.Now(), "revision", "PREFLIGHT_REQUIRED")
		if out, err := exec.Command(binary, "documents", "remove", "--database", url, "--client", "kiosk").CombinedOutput(); err == nil || !strings.Contains(string(out), "--all") {
			t.Errorf("to remove nothing in particular is answered %s", out)
		}
	})
}

// knows waits until a document is answered by a plain GET as it should be, which
// takes no longer than a second.
func (s *server) knows(t *testing.T, since time.Time, id, want string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		got := s.byID(t, id)
		if strings.Contains(got, want) {
			t.Logf("%s knows %s after %s", s.address, id, time.Since(since).Round(time.Millisecond))
			return
		}
		if time.Since(since) > time.Second {
			t.Fatalf("%s is answered %s after a second", id, got)
		}
		<-tick.C
	}
}

// byID is what a plain GET answers that has the id of a document.
func (s *server) byID(t *testing.T, id string) string {
	t.Helper()
	response, err := http.Get("http://" + s.address + "/graphql?documentId=" + url.QueryEscape(id))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var body json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	return string(body)
}
