package trusted_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/transport"
	"onewindow/internal/trusted"
)

const (
	villages = "query Villages { catalog { villages } }"
	revision = "query Revision {\n  catalog {\n    revision\n  }\n}"
)

// desk is a place where documents are registered.
type desk struct {
	*trusted.Service
	t   *testing.T
	ctx context.Context
}

func newDesk(t *testing.T, url string) *desk {
	t.Helper()
	s := testdb.Open(t, url, store.Options{})
	return &desk{&trusted.Service{Store: s, Check: transport.CheckDocuments(transport.DefaultLimits().DocumentLimits)}, t,
		identity.With(t.Context(), identity.Admin("test"))}
}

func manifest(t *testing.T, documents map[string]string) string {
	t.Helper()
	text, err := json.Marshal(documents)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (d *desk) register(client string, documents map[string]string) (trusted.Registered, fault.Problems) {
	d.t.Helper()
	done, err := d.Register(d.ctx, trusted.RegisterInput{Client: client, Manifest: manifest(d.t, documents)})
	problems, ok := fault.From(err)
	if err != nil && !ok {
		d.t.Fatal(err)
	}
	return done, problems
}

func TestDocumentsAreRegisteredOnce(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDesk(t, url)
		if done, problems := d.register("kiosk", map[string]string{"a": villages, "b": revision}); done.Added != 2 || done.Unchanged != 0 || problems != nil {
			t.Errorf("%v, %v", done, problems)
		}
		before := d.Store.Client.Ledger.Query().OnlyX(t.Context())
		if done, problems := d.register("kiosk", map[string]string{"a": villages, "b": revision}); done.Added != 0 || done.Unchanged != 2 || problems != nil {
			t.Errorf("again: %v, %v", done, problems)
		}
		if after := d.Store.Client.Ledger.Query().OnlyX(t.Context()); after.AuditSeq != before.AuditSeq || after.Revision != before.Revision {
			t.Error("the same manifest again has changed something")
		}
		trail := d.Store.Client.AuditEvent.Query().AllX(t.Context())
		if len(trail) != 1 || trail[0].Action != "registerDocuments" || !strings.Contains(string(trail[0].After), `"Villages"`) || strings.Contains(string(trail[0].After), "catalog") {
			t.Errorf("the trail has %v", trail)
		}
		if n := d.Store.Client.OutboxEvent.Query().CountX(t.Context()); n != 1 {
			t.Errorf("the outbox has %d events", n)
		}
		if done, _ := d.register("portal", map[string]string{"a": revision}); done.Added != 1 {
			t.Error("another client's ids are its own")
		}
		if _, problems := d.register("kiosk", map[string]string{"a": revision, "c": revision}); len(problems) != 1 || problems[0].Code != "DOCUMENT_ID_TAKEN" {
			t.Errorf("another document under a known id: %v", problems)
		}
		if n := d.Store.Client.TrustedDocument.Query().CountX(t.Context()); n != 3 {
			t.Errorf("%d documents are stored", n)
		}
	})
}

func TestOneFaultyDocumentKeepsAllOut(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDesk(t, url)
		_, problems := d.register("kiosk", map[string]string{
			"fine":      villages,
			"misspelt":  "query Wrong {\n  catalog {\n    vilages\n  }\n}",
			"unclosed":  "query Open {\n  catalog {",
			"fragment":  "fragment F on Query { catalog { villages } }",
			"deep":      "query Deep { division(code: 1) " + strings.Repeat("{ parent ", 30) + "{ id }" + strings.Repeat(" }", 30) + " }",
			"costly":    "query Costly { items(first: 100) { nodes { offerings(first: 100) { nodes { center { offerings(first: 100) { nodes { mode } } } } } } } }",
			"variables": "query Costly($n: Int = 100) { items(first: $n) { nodes { offerings(first: $n) { nodes { center { offerings(first: $n) { nodes { mode } } } } } } } }",
			"streams":   "subscription Two { ...a } fragment a on Subscription { a: catalogChanged { revision } b: catalogChanged { revision } }",
		})
		report := map[string]string{}
		for _, p := range problems {
			report[fmt.Sprint(p.Args[0], ":", p.Args[1])] += p.Message(fault.English) + p.Message(fault.Chinese)
		}
		for place, words := range map[string]string{
			"Wrong (misspelt):3": `Did you mean "villages"`, "unclosed:2": "Expected Name", "fragment:1": "其中没有操作", "Deep (deep):1": "嵌套了 21 层",
			"Costly (costly):1": "This asks for about", "Costly (variables):1": "This asks for about", "Two (streams):1": "one stream",
		} {
			if !strings.Contains(report[place], words) {
				t.Errorf("%s is reported as %q", place, report[place])
			}
			delete(report, place)
		}
		if len(report) > 0 {
			t.Errorf("beside them %v", report)
		}
		if n := d.Store.Client.TrustedDocument.Query().CountX(t.Context()) + d.Store.Client.AuditEvent.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d rows are stored", n)
		}
	})
}

func TestAReportHasAnEnd(t *testing.T) {
	d := newDesk(t, testdb.SQLite(t))
	wrong := map[string]string{}
	for i := range 150 {
		wrong[fmt.Sprint("d", i)] = strings.Repeat("{ a ", 2) + "} }"
	}
	_, problems := d.register("kiosk", wrong)
	if last := problems[len(problems)-1]; last.Code != "MORE_DOCUMENTS_FAULTY" || last.Args[0] != 50 || len(problems) != 101 {
		t.Errorf("%d problems, the last is %v", len(problems), last)
	}
}

func TestWhoMayRegister(t *testing.T) {
	d := newDesk(t, testdb.SQLite(t))
	for want, caller := range map[error]identity.Caller{
		identity.ErrUnauthenticated: {},
		identity.ErrForbidden:       {Name: "x", Grants: []identity.Grant{{Role: identity.CenterAdmin}}},
	} {
		ctx := identity.With(t.Context(), caller)
		if _, err := d.Register(ctx, trusted.RegisterInput{Client: "kiosk", Manifest: "no manifest"}); !errors.Is(err, want) {
			t.Errorf("register: %v", err)
		}
		if _, err := d.Remove(ctx, trusted.RemoveInput{Client: "kiosk"}); !errors.Is(err, want) {
			t.Errorf("remove: %v", err)
		}
		if _, err := trusted.List(ctx, d.Store.Client, nil, page.Args{}); !errors.Is(err, want) {
			t.Errorf("list: %v", err)
		}
	}
	for _, client := range []string{"", "a b", "自助机", strings.Repeat("k", 81)} {
		if _, problems := d.register(client, map[string]string{"a": villages}); len(problems) != 1 || problems[0].Path[0] != "client" {
			t.Errorf("the client %q: %v", client, problems)
		}
	}
}

func TestDocumentsAreRemovedAndListed(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDesk(t, url)
		for _, name := range []string{"a", "b", "c"} {
			d.register("kiosk", map[string]string{name: "query " + name + " { catalog { revision } }"})
		}
		d.register("portal", map[string]string{"a": villages})
		list := func(client *string, args page.Args) (ids string, total int) {
			c, err := trusted.List(d.ctx, d.Store.Client, client, args)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range c.Nodes() {
				ids += v.DocumentID()
			}
			if total, err = c.TotalCount(t.Context()); err != nil {
				t.Fatal(err)
			}
			return ids, total
		}
		if ids, total := list(nil, page.Args{First: new(2)}); ids != "ac" || total != 4 {
			t.Errorf("%s of %d", ids, total)
		}
		if ids, total := list(new("kiosk"), page.Args{Last: new(2)}); ids != "ba" || total != 3 {
			t.Errorf("%s of %d", ids, total)
		}
		for name, in := range map[string]trusted.RemoveInput{
			"an id that is not there": {Client: "kiosk", IDs: []string{"a", "x"}}, "a client that is not there": {Client: "x"}, "no ids": {Client: "kiosk", IDs: []string{}},
		} {
			if _, err := d.Remove(d.ctx, in); err == nil {
				t.Errorf("%s is removed", name)
			}
		}
		if n, err := d.Remove(d.ctx, trusted.RemoveInput{Client: "kiosk", IDs: []string{"a", "c", "a"}}); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		if ids, _ := list(nil, page.Args{}); ids != "ab" {
			t.Errorf("what is left is %s", ids)
		}
		if n, err := d.Remove(d.ctx, trusted.RemoveInput{Client: "kiosk"}); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// TestAnotherProcessFollows registers in one process and looks in another.
func TestAnotherProcessFollows(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		d := newDesk(t, url)
		other := testdb.Open(t, url, store.Options{})
		live, err := catalog.Follow(t.Context(), other)
		if err != nil {
			t.Fatal(err)
		}
		registry, err := trusted.Follow(t.Context(), other, live.Watch(t.Context()), nil)
		if err != nil {
			t.Fatal(err)
		}
		within := func(want bool) {
			t.Helper()
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			for began := time.Now(); (registry.Find("", "a") != nil) != want; <-tick.C {
				if time.Since(began) > time.Second {
					t.Fatalf("the other process does not follow within a second")
				}
			}
		}
		within(false)
		d.register("kiosk", map[string]string{"a": villages})
		within(true)
		if _, err := d.Remove(d.ctx, trusted.RemoveInput{Client: "kiosk", IDs: []string{"a"}}); err != nil {
			t.Fatal(err)
		}
		within(false)
	})
}

func sha256Of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestDocumentsAreFound(t *testing.T) {
	d := newDesk(t, testdb.SQLite(t))
	registry, err := trusted.Follow(t.Context(), d.Store, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Registry = registry
	d.register("kiosk", map[string]string{"one": villages, "shared": villages, "same": revision})
	d.register("portal", map[string]string{"shared": revision, "same": revision})
	for _, c := range []struct{ client, id, body string }{
		{"kiosk", "one", villages}, {"", "one", villages}, {"portal", "one", villages}, {"nobody", "one", villages},
		{"kiosk", "shared", villages}, {"portal", "shared", revision}, {"", "shared", ""}, {"", "same", revision},
		{"", "SHA", villages}, {"portal", "sha256:SHA", villages}, {"", strings.Repeat("0", 64), ""}, {"", "", ""},
	} {
		found, body := registry.Find(c.client, strings.Replace(c.id, "SHA", sha256Of(villages), 1)), ""
		if found != nil {
			body = found.Body
		}
		if body != c.body {
			t.Errorf("%q of %q is %q", c.id, c.client, body)
		}
	}
	if registry.Text(villages) == nil || registry.Text(villages+" ") != nil {
		t.Error("a text is found by its bytes")
	}
	for text, want := range map[string]bool{
		"query   Villages{catalog,{villages}} # as it was": true, "query Villages { catalog { villages revision } }": false, "{ catalog { villages } }": false,
		"query Villages { catalog @skip(if: false) { villages } }": false, "query Villages { c: catalog { villages } }": false,
	} {
		parsed, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatal(err)
		}
		if (registry.Same(parsed) != nil) != want {
			t.Errorf("%s is the same: %v", text, !want)
		}
	}
}
