package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onewindow/internal/testdb"
)

// forms are all forms in the order in which an empty registry is filled.
var forms = []string{"divisions", "headings", "departments", "centers", "stationings", "windows", "basics", "items", "editions", "offerings"}

// TestFormsCarryTheCatalog exports every form on the command line, each format
// in turn, and fills an empty registry on the other engine with them: it has the same catalog.
func TestFormsCarryTheCatalog(t *testing.T) {
	t.Parallel()
	from, url, folder := sampleDatabase(t, "sqlite"), testdb.Postgres(t), t.TempDir()
	for i, form := range forms {
		file := filepath.Join(folder, form+"."+[]string{"xlsx", "json", "csv"}[i%3])
		command(t, "export", form, "--database", from, "-o", file)
		load := []string{"import", form, file, "--database", url}
		if form == "divisions" {
			load = append(load, "--as-of", "2019-01-01")
		}
		command(t, load...)
	}
	if a, b := exported(t, from), exported(t, url); a != b {
		t.Errorf("the catalogs differ: %d and %d bytes", len(a), len(b))
	}
	again := command(t, "import", "items", filepath.Join(folder, "items.json"), "--format", "json", "--database", url)
	if !strings.Contains(again, "0 added, 0 changed, 1135 unchanged") {
		t.Errorf("the same items again: %s", again)
	}
}

// exported is the published catalog without the revision it is of.
func exported(t *testing.T, database string) string {
	t.Helper()
	var catalog map[string]any
	if err := json.Unmarshal([]byte(command(t, "export", "--database", database)), &catalog); err != nil {
		t.Fatal(err)
	}
	delete(catalog, "revision")
	b, err := json.Marshal(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestFaultyFilesAreRefusedOnTheCommandLine: a fault is told with its line and
// what to do, nothing is changed, the exit status says so, the report is kept.
func TestFaultyFilesAreRefusedOnTheCommandLine(t *testing.T) {
	t.Parallel()
	database, folder := sampleDatabase(t, "sqlite"), t.TempDir()
	before := exported(t, database)
	file, report := filepath.Join(folder, "items.csv"), filepath.Join(folder, "report.json")
	write(t, file, "\ufeff网址名,事项名称,部门,事项类型\r\nnew-item,新事项,区民政局,行政许可\r\nother-item,,没有这个部门,行政许可\r\n")
	out, err := exec.Command(binary, "import", "items", file, "--report", report, "--database", database).CombinedOutput()
	if _, failed := err.(*exec.ExitError); !failed {
		t.Errorf("the exit status is 0: %v", err)
	}
	for _, want := range []string{"第 3 行", "部门 (owner) UNKNOWN_CODE", "请先用 departments 表导入它", "nothing was changed", "1 faulty"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
	if b, err := os.ReadFile(report); err != nil || !strings.Contains(string(b), `"outcome": "FAULTY"`) {
		t.Errorf("the kept report: %s, %v", b, err)
	}
	if exported(t, database) != before {
		t.Error("something was changed")
	}
	write(t, file, "网址名,事项名称,部门,事项类型\nnew-item,新事项,区民政局,行政许可\nother-item,另一事项,mzj,1\n")
	if out := command(t, "import", "items", file, "--dry-run", "--database", database); !strings.Contains(out, "2 added") {
		t.Errorf("the dry run: %s", out)
	}
	if out := command(t, "import", "items", file, "--database", database); !strings.Contains(out, "2 added") {
		t.Errorf("the mended file: %s", out)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTemplatesAreTakenBack: an empty template is refused as empty, in every form and format.
func TestTemplatesAreTakenBack(t *testing.T) {
	t.Parallel()
	database, folder := testdb.SQLite(t), t.TempDir()
	command(t, "migrate", "--database", database)
	for _, form := range forms[1:] {
		for _, format := range []string{"csv", "xlsx", "json"} {
			file := filepath.Join(folder, form+"."+format)
			command(t, "export", "--template", form, "-o", file)
			out, _ := exec.Command(binary, "import", form, file, "--database", database).CombinedOutput()
			if !strings.Contains(string(out), "FILE_EMPTY") {
				t.Errorf("the template of %s as %s: %s", form, format, out)
			}
		}
	}
}

const startItems = `mutation($text: String, $dry: Boolean!) { importItems(input: {format: CSV, text: $text, fileName: "items.csv", dryRun: $dry}) {
  importRun { id form state rowsTotal } userErrors { field code } } }`

const showImport = `query($id: ID!) { importRun(id: $id) { state rowsDone rowsTotal counts { added changed unchanged faulty advised }
  rows(first: 5, outcomes: [FAULTY]) { totalCount nodes { line outcome findings { column code severity message } } } } }`

// TestImportsThroughTheAPI: a list goes in in the background and is followed to
// its end; the same list again changes nothing; faults are told; the public is refused.
func TestImportsThroughTheAPI(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			if a := s.ask(t, startItems, map[string]any{"text": "slug\nx", "dry": false}); len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
				t.Errorf("the public is answered %s", a.raw)
			}
			s.token = newToken(t, s.database, "imports")
			list := manyItems(300)
			for _, want := range []string{"added", "unchanged"} {
				run := s.imported(t, list, false)
				if at(t, run, "state") != "DONE" || at(t, run, "counts."+want) != 300.0 {
					t.Errorf("wanted 300 %s, the run is %v", want, run)
				}
			}
			if n := at(t, s.must(t, `{ item(slug: "bulk-7") { name } }`, nil), "item.name"); n != "批量事项 7" {
				t.Errorf("the item is %v", n)
			}
			s.token = newToken(t, s.database, "followers")
			if told := s.progress(t, s.startImport(t, list, true)); !strings.Contains(told, `"state":"DONE"`) || !strings.Contains(told, "event: complete") {
				t.Errorf("a follower is told %s", told)
			}
			run := s.imported(t, list+"bad slug,坏,没有,1\n", false)
			if at(t, run, "state") != "FAULTY" || at(t, run, "counts.faulty") != 1.0 {
				t.Errorf("the faulty list: %v", run)
			}
			finding := at(t, run, "rows.nodes")
			if !strings.Contains(fmt.Sprint(finding), "UNKNOWN_CODE") {
				t.Errorf("the findings: %v", finding)
			}
		})
	}
}

// TestACancelledImportLeavesNothing cancels an import that waits behind another
// one, and one that is under way.
func TestACancelledImportLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			s.token = newToken(t, s.database, "imports")
			id := s.startImport(t, manyItems(20_000), false)
			a := s.must(t, `mutation($id: ID!) { cancelImport(input: {id: $id}) { importRun { state } userErrors { code } } }`, map[string]any{"id": id})
			if got := at(t, a, "cancelImport.importRun.state"); got != "CANCELLED" {
				t.Fatalf("the import is %v", got)
			}
			if item := at(t, s.must(t, `{ item(slug: "bulk-1") { name } }`, nil), "item"); item != nil {
				t.Errorf("the item %v stayed", item)
			}
			run := s.imported(t, manyItems(3), false)
			if at(t, run, "counts.added") != 3.0 {
				t.Errorf("the next import: %v", run)
			}
		})
	}
}

// TestExportsThroughTheAPI: what one form hands out, an import of it takes again
// and finds nothing to change; templates are handed out too, the public gets none.
func TestExportsThroughTheAPI(t *testing.T) {
	t.Parallel()
	const document = `query($format: FileFormat!, $template: Boolean!) { exportFile(form: ITEMS, format: $format, template: $template) { fileName mediaType base64 } }`
	s := sampleOn(t, "sqlite")
	if a := s.ask(t, document, map[string]any{"format": "CSV", "template": false}); len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
		t.Errorf("the public is answered %s", a.raw)
	}
	s.token = newToken(t, s.database, "exports")
	for _, format := range []string{"CSV", "JSON", "XLSX"} {
		given := at(t, s.must(t, document, map[string]any{"format": format, "template": false}), "exportFile")
		if at(t, given, "fileName") != "items."+strings.ToLower(format) {
			t.Errorf("the file: %v, %v", at(t, given, "fileName"), at(t, given, "mediaType"))
		}
		a := s.must(t, `mutation($format: FileFormat!, $file: String!) { importItems(input: {format: $format, base64: $file}) { importRun { id } userErrors { code } } }`,
			map[string]any{"format": format, "file": at(t, given, "base64")})
		run := s.ended(t, at(t, a, "importItems.importRun.id").(string))
		if at(t, run, "state") != "DONE" || at(t, run, "counts.unchanged") != 1135.0 {
			t.Errorf("%s again: %v", format, run)
		}
	}
	empty := at(t, s.must(t, document, map[string]any{"format": "CSV", "template": true}), "exportFile.base64").(string)
	if text, err := base64.StdEncoding.DecodeString(empty); err != nil || !strings.Contains(string(text), "事项名称") || strings.Contains(string(text), "mzj") {
		t.Errorf("the template: %s, %v", text, err)
	}
}

func manyItems(n int) string {
	var b strings.Builder
	b.WriteString("slug,name,owner,type\n")
	for i := range n {
		fmt.Fprintf(&b, "bulk-%d,批量事项 %d,mzj,LICENCE\n", i, i)
	}
	return b.String()
}

func (s *server) startImport(t *testing.T, list string, dry bool) string {
	t.Helper()
	a := s.must(t, startItems, map[string]any{"text": list, "dry": dry})
	id, _ := at(t, a, "importItems.importRun.id").(string)
	return id
}

// imported is an import that was followed to its end.
func (s *server) imported(t *testing.T, list string, dry bool) any {
	t.Helper()
	return s.ended(t, s.startImport(t, list, dry))
}

// ended is an import once it has ended.
func (s *server) ended(t *testing.T, id string) any {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		run := at(t, s.must(t, showImport, map[string]any{"id": id}), "importRun")
		if at(t, run, "state") != "RUNNING" {
			return run
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the import never ended: %v", run)
		}
	}
}

// progress is all that a follower of an import is told, by server-sent events.
func (s *server) progress(t *testing.T, id string) string {
	t.Helper()
	body := fmt.Sprintf(`{"query": "subscription { importProgress(id: \"%s\") { state rowsDone } }"}`, id)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.address+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Accept": "text/event-stream", "Authorization": "Bearer " + s.token} {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	told, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(told)
}
