package transport

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// slow are statements that take minutes.
var slow = map[string]string{
	"sqlite3":  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n`,
	"postgres": `SELECT pg_sleep(120)`,
}

// TestATimeoutEndsTheStatement has an operation send a statement that takes
// minutes.
func TestATimeoutEndsTheStatement(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		op := &graphql.OperationContext{Operation: &ast.OperationDefinition{Operation: ast.Query}}
		ctx := graphql.WithOperationContext(t.Context(), op)
		began := time.Now()
		inTime(50*time.Millisecond)(ctx, func(ctx context.Context) graphql.ResponseHandler {
			var n any
			err := s.SQL.QueryRowContext(ctx, slow[s.Dialect]).Scan(&n)
			if err == nil || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
				t.Errorf("the statement ended with %v", err)
			}
			return graphql.OneShot(nil)
		})(ctx)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it ended after %s", took)
		}
		for s.Dialect == "postgres" && stillSleeping(t, s) {
			if time.Since(began) > 10*time.Second {
				t.Fatal("PostgreSQL goes on with it")
			}
		}
	})
}

// stillSleeping is whether PostgreSQL works at the statement, whoever waits for it.
func stillSleeping(t *testing.T, s *store.Store) bool {
	t.Helper()
	n := 0
	err := s.SQL.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = $1`, slow["postgres"]).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n > 0
}

func TestWhatLastsHasNoTimeout(t *testing.T) {
	for document, want := range map[string]bool{
		`{ a }`: false, `mutation { a }`: false, `mutation { startImport }`: true, `mutation { importCalendar }`: true, `subscription { a }`: true,
	} {
		kind := ast.Query
		if first, _, ok := strings.Cut(document, " {"); ok && first != "" {
			kind = ast.Operation(first)
		}
		name := strings.Trim(document[strings.Index(document, "{")+1:], " }")
		op := &ast.OperationDefinition{Operation: kind, SelectionSet: ast.SelectionSet{&ast.Field{Name: name}}}
		if lasts(op) != want {
			t.Errorf("%s: %v", document, !want)
		}
	}
}

func TestFieldsOfAnAnswerAreCounted(t *testing.T) {
	for data, want := range map[string]int{
		`{}`: 0, `null`: 0, `{"a":1}`: 1, `{"a":{"b":"c","d":null}}`: 3, `{"a":[{"b":"b"},{"b":["x","y"]}],"c":true}`: 4,
	} {
		if n := fieldsIn([]byte(data)); n != want {
			t.Errorf("%s has %d", data, n)
		}
	}
}

func TestTheCostIsToldToWhoAsks(t *testing.T) {
	srv, _ := serving(t, testdb.SQLite(t), DefaultLimits())
	for extensions, want := range map[string]string{
		`{"cost":true}`: `"extensions":{"cost":{"actual":3,"requested":3}}`,
		`{}`:            `{"data":{"catalog":{"revision":0,"villages":0}}}`,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ catalog { revision villages } }","extensions":`+extensions+`}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is answered %s", extensions, w.Body)
		}
	}
}

func TestErrorsAreCutToSize(t *testing.T) {
	r := finished(t.Context(), func(context.Context) *graphql.Response {
		var errs gqlerror.List
		for range 1000 {
			errs = append(errs, &gqlerror.Error{Message: strings.Repeat("字", 1000), Path: ast.Path{ast.PathName(strings.Repeat("a", 1000))}})
		}
		return &graphql.Response{Errors: errs}
	})
	if len(r.Errors) != maxErrors || len(r.Errors.Error()) > maxErrors*(maxMessage+200) {
		t.Errorf("%d errors in %d bytes", len(r.Errors), len(r.Errors.Error()))
	}
}
