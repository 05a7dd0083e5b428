package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"onewindow/internal/testdb"
)

// example is a GraphQL document in a page of the docs, with what stands below it.
type example struct {
	page      string
	line      int
	document  string
	variables map[string]any
	answer    map[string]any
	signedIn  bool
	cost      string // as the header tells it, empty where the page does not say
}

var (
	block  = regexp.MustCompile("(?ms)^```(graphql|json)([^\n]*)\n(.*?)^```$")
	costIs = regexp.MustCompile(`(?m)^Cost: ([0-9,]+)$`)
)

// examplesIn finds the ```graphql blocks of a page. A ```json variables block, a
// ```json block and a line with the cost that follow belong to the document above
// them. A ```graphql signed in block needs a token.
func examplesIn(t *testing.T, page string) []example {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var found []example
	for _, m := range block.FindAllSubmatchIndex(text, -1) {
		kind, info, body := string(text[m[2]:m[3]]), strings.TrimSpace(string(text[m[4]:m[5]])), text[m[6]:m[7]]
		line := 1 + strings.Count(string(text[:m[0]]), "\n")
		switch {
		case kind == "graphql":
			found = append(found, example{page: filepath.Base(page), line: line, document: string(body), signedIn: info == "signed in"})
		case len(found) == 0:
		case info == "variables":
			decode(t, page, line, body, &found[len(found)-1].variables)
		case found[len(found)-1].answer == nil:
			decode(t, page, line, body, &found[len(found)-1].answer)
		}
	}
	for _, m := range costIs.FindAllSubmatchIndex(text, -1) {
		line := 1 + strings.Count(string(text[:m[0]]), "\n")
		i := sort.Search(len(found), func(i int) bool { return found[i].line > line })
		found[i-1].cost = strings.ReplaceAll(string(text[m[2]:m[3]]), ",", "")
	}
	return found
}

func decode(t *testing.T, page string, line int, body []byte, into *map[string]any) {
	t.Helper()
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s:%d: %v", page, line, err)
	}
}

// TestDocs runs every GraphQL example of the docs against the sample on both
// engines; those with an answer below them have to give just that. Commands in
// ```sh blocks are run as they are written.
func TestDocs(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "../README.md", "../README.zh-CN.md")
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			token := newToken(t, s.database, "docs")
			n := 0
			for _, page := range pages {
				for _, e := range examplesIn(t, page) {
					n++
					s.tryExample(t, e, token)
				}
			}
			if n < 12 {
				t.Errorf("only %d examples were found: are the blocks marked as graphql?", n)
			}
			s.tryCommands(t, pages)
		})
	}
}

func (s *server) tryExample(t *testing.T, e example, token string) {
	t.Helper()
	if strings.HasPrefix(strings.TrimSpace(e.document), "subscription") {
		return // TestSubscriptions follows them
	}
	var headers []string
	if e.signedIn {
		headers = []string{"Authorization", "Bearer " + token}
	}
	a := s.ask(t, e.document, e.variables, headers...)
	if len(a.Errors) > 0 {
		t.Errorf("%s:%d answers %s", e.page, e.line, a.raw)
		return
	}
	if cost := a.header.Get("Query-Cost"); e.cost != "" && e.cost != cost {
		t.Errorf("%s:%d costs %s and not %s", e.page, e.line, cost, e.cost)
	}
	if e.answer == nil {
		return
	}
	if want := e.answer["data"]; !reflect.DeepEqual(any(a.Data), want) {
		got, _ := json.MarshalIndent(map[string]any{"data": a.Data}, "", "  ")
		t.Errorf("%s:%d says another answer than it gets:\n%s", e.page, e.line, got)
	}
}

var shell = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// tryCommands runs the ```sh blocks of the pages one after the other in one folder.
// What asks the API has to be answered with data, within a second of what was
// changed before it.
func (s *server) tryCommands(t *testing.T, pages []string) {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		if testdb.Required("curl") {
			t.Fatal("no curl on this machine")
		}
		t.Log("no curl on this machine: the commands of the docs are not tried")
		return
	}
	dir, n := t.TempDir(), 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shell.FindAllSubmatch(text, -1) {
			n++
			script := strings.ReplaceAll(string(m[1]), "http://localhost:8080", "http://"+s.address)
			asks := strings.HasPrefix(script, "curl ")
			for began := time.Now(); ; {
				cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", script)
				cmd.Dir = dir
				cmd.Env = append(cmd.Environ(), "ONEWINDOW_DATABASE="+s.database, "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
				out, err := cmd.CombinedOutput()
				if err == nil && (!asks || strings.Contains(string(out), `{"data":`)) {
					break
				}
				if !asks || time.Since(began) > time.Second {
					t.Errorf("%s:\n%s\nsays %s, %v", filepath.Base(page), script, out, err)
					break
				}
			}
		}
	}
	if n == 0 {
		t.Error("no commands were found")
	}
}
