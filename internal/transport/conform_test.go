package transport

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onewindow/graph"
	"onewindow/internal/fault"
	"onewindow/internal/trusted"
)

// bare is the endpoint without a store behind it.
func bare() http.Handler {
	limits := DefaultLimits()
	s := &Server{limits: limits, documents: &trusted.Registry{}, budgets: newBudgets(limits, time.Now), metrics: newMetrics()}
	return conforming(mending(s.graphQL(&graph.Resolver{})))
}

// TestFaultyRequests holds the statuses of docs/conformance.md that need no data.
func TestFaultyRequests(t *testing.T) {
	server := bare()
	const json, result = "application/json", "application/graphql-response+json"
	for name, c := range map[string]struct {
		method, contentType, accept, body string
		status                            int
		allow                             string
	}{
		"invalid, as JSON":         {"POST", json, json, `{"query":"{ a }"}`, 200, ""},
		"invalid":                  {"POST", json, result, `{"query":"{ a }"}`, 400, ""},
		"too deep":                 {"POST", json, result, `{"query":"{ node(id: 1) ` + strings.Repeat("{ ... on Division { parent ", 30) + "{ id }" + strings.Repeat("} }", 30) + ` }"}`, 400, ""},
		"no query":                 {"POST", json, json, `{"qeury":"{ a }"}`, 400, ""},
		"no JSON":                  {"POST", json, json, `{`, 400, ""},
		"UTF-8, said":              {"POST", json + "; charset=UTF-8", json, `{"query":"{ a }"}`, 200, ""},
		"a subscription, as JSON":  {"POST", json, json, `{"query":"subscription { catalogChanged { revision } }"}`, 200, ""},
		"a subscription":           {"POST", json, result, `{"query":"subscription { catalogChanged { revision } }"}`, 400, ""},
		"another charset":          {"POST", json + "; charset=gbk", json, `{"query":"{ a }"}`, 415, ""},
		"another type":             {"POST", "text/plain", json, `{"query":"{ a }"}`, 415, ""},
		"no type":                  {"POST", "", json, `{"query":"{ a }"}`, 415, ""},
		"another method":           {"PUT", json, json, `{}`, 405, "GET, POST, OPTIONS"},
		"a stream by a bad method": {"DELETE", json, "text/event-stream", `{}`, 405, "GET, POST, OPTIONS"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, "/graphql", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.contentType)
		r.Header.Set("Accept", c.accept)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s is answered %d, Allow %q", name, w.Code, w.Header().Get("Allow"))
		}
		if body := w.Body.String(); !strings.HasPrefix(body, `{"errors":[`) || strings.Contains(body, `"data"`) {
			t.Errorf("%s is answered %s", name, body)
		}
	}
}

// TestABodyIsNotUnpacked: what says that it is compressed is refused as such, packed
// or not.
func TestABodyIsNotUnpacked(t *testing.T) {
	for coding, status := range map[string]int{"": 200, "identity": 200, "gzip": 415, "br, gzip": 415, "x": 415} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ a }"}`))
		r.Header = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {coding}}
		w := httptest.NewRecorder()
		bare().ServeHTTP(w, r)
		if takes := w.Header().Get("Accept-Encoding"); w.Code != status || (takes == "identity") != (status == 415) {
			t.Errorf("%q is answered %d, takes %q: %s", coding, w.Code, takes, w.Body)
		}
	}
}

// TestAnotherProtocolIsNotChangedTo: a client may offer one, as Java's does with each
// request, and is answered in this one (RFC 9110, 7.8).
func TestAnotherProtocolIsNotChangedTo(t *testing.T) {
	const query = `{"query":"{ a }"}`
	for _, r := range []*http.Request{
		httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(query)),
		httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query=%7Ba%7D", nil),
	} {
		r.Header = http.Header{"Content-Type": {"application/json"}, "Connection": {"Upgrade, HTTP2-Settings"}, "Upgrade": {"h2c"}, "Http2-Settings": {"AAMAAABk"}}
		w := httptest.NewRecorder()
		bare().ServeHTTP(w, r)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Cannot query field") {
			t.Errorf("a %s is answered %d %s", r.Method, w.Code, w.Body)
		}
	}
}

// TestTheTypeOfAnAnswer is the one that the client would rather have.
func TestTheTypeOfAnAnswer(t *testing.T) {
	const json, result = "application/json", "application/graphql-response+json"
	for accept, want := range map[string]string{
		"":                                    json,
		result:                                result,
		result + "," + json:                   result,
		result + ";q=0.5, " + json + ";q=0.9": json,
		result + ";q=0, " + json:              json,
		json + ";q=0.2, " + result + ";charset=utf-8":            result,
		json + ";q=x, " + result:                                 json,
		result + ";q=0.5" + strings.Repeat(", a/b;q=0.5", 5_000): json, // as long as headers may be: it takes anything
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ a }"}`))
		r.Header.Set("Content-Type", json)
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		w := httptest.NewRecorder()
		bare().ServeHTTP(w, r)
		if got, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); got != want {
			t.Errorf("%.200q is answered as %s, want %s", accept, got, want)
		}
	}
}

// TestEventsOfAFaultyRequest have no data, as answers have none: only an operation
// that ran has.
func TestEventsOfAFaultyRequest(t *testing.T) {
	server := bare()
	for _, c := range []struct{ query, wanted string }{
		{"{ a }", `data: {"errors":[{"message":"该类型没有这个字段：Cannot query field \"a\" on type \"Query\"."`},
		{"subscription { nothing }", `data: {"errors":[{"message":"该类型没有这个字段：Cannot query field \"nothing\" on type \"Subscription\"."`},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query":"`+c.query+`"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "text/event-stream")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if body := w.Body.String(); !strings.Contains(body, c.wanted) || strings.Contains(body, `"data":null`) || !strings.Contains(body, "event: complete") {
			t.Errorf("%s is answered %s", c.query, body)
		}
	}
}

// TestFaultsAreToldInTheCallersLanguage, also those that gqlgen words in English.
func TestFaultsAreToldInTheCallersLanguage(t *testing.T) {
	server := bare()
	for body, want := range map[string][2]string{
		`{"query":"{"}`:               {"查询有语法错误：Expected Name", "Expected Name"},
		`{"query":"{ a }"}`:           {"该类型没有这个字段：Cannot query", "Cannot query"},
		`{"query":"{ node { id } }"}`: {"缺少必填的参数：", "Field"},
		`{"query":"query A { __typename }","operationName":"B"}`:    {"请求要执行的操作不在查询中", "The operation to run is not in the document"},
		`{"query":"query A { __typename } query B { __typename }"}`: {"请求要执行的操作不在查询中", "The operation to run is not in the document"},
		`{"query":""}`: {"请求中没有查询", "The request has no query"},
		`{"query":"query A($id: ID!) { node(id: $id) { id } }"}`:                                             {"变量 id 的值不对：", "The variable id has a wrong value: must be defined"},
		`{"query":"query A($f: ItemFilter) { items(filter: $f) { totalCount } }","variables":{"f":{"x":1}}}`: {"变量 f.x 的值不对：", "The variable f.x has a wrong value: unknown field"},
		`{"query":"subscription { a: catalogChanged { revision } b: catalogChanged { revision } }"}`:         {"一个订阅只能选择一个流", "A subscription selects one stream"},
		`{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`:         {"extensions.persistedQuery 须有", "extensions.persistedQuery has"},
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`:                                  {"PersistedQueryNotFound", "PersistedQueryNotFound"},
		`null`: {"请求中没有查询", "The request has no query"},
	} {
		for i, lang := range []fault.Lang{fault.Chinese, fault.English} {
			r := httptest.NewRequestWithContext(graph.WithLanguage(t.Context(), lang), http.MethodPost, "/graphql", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept-Language", string(lang))
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			if got := w.Body.String(); !strings.HasPrefix(got, `{"errors":[{"message":"`+want[i]) {
				t.Errorf("%s is answered %s in %s", body, got, lang)
			}
		}
	}
}

// TestABodyIsOneRequest holds that what stands behind a request is not passed
// over, and that the caller is told in their language.
func TestABodyIsOneRequest(t *testing.T) {
	s := &Server{limits: DefaultLimits(), documents: &trusted.Registry{}}
	passed := false
	server := s.whole(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { passed = true }))
	for body, one := range map[string]bool{
		`{"query":"{ a }"}`:                            true,
		"{\"query\":\"{ a }\"}\r\n\t ":                 true,
		`{"query":"{ a(b: \"}\\\") }","variables":{}}`: true,
		`{"query":"} {","variables":{"a":[{}]}}`:       true,
		`{"query":"{ a }"}{"query":"{ b }"}`:           false,
		`{"query":"{ a }"} and more`:                   false,
		`{"query":"{ a }"} [`:                          false,
		"{\"query\":\"{ a }\"}\x00":                    false,
		`{"variables":{}}}`:                            false,
		`{"query":"{ a }"`:                             true, // for its reader to say
		``:                                             true,
	} {
		for language, message := range map[string]string{"": unreadableBody.At("").Message(fault.Chinese), "en": unreadableBody.At("").Message(fault.English)} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
			r.Header.Set("Accept-Language", language)
			w := httptest.NewRecorder()
			passed = false
			server.ServeHTTP(w, r)
			if passed != one || !one && (w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), message)) {
				t.Errorf("%q is passed on: %v, answered %d %s", body, passed, w.Code, w.Body)
			}
		}
	}
}

func TestAMutationByGETIsNotAllowed(t *testing.T) {
	server := bare()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query=mutation+%7B+__typename+%7D", nil)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" {
		t.Errorf("it is answered %d, Allow %q: %s", w.Code, w.Header().Get("Allow"), w.Body)
	}
}

// What an address has wrong is told with a code, and is not repeated.
func TestFaultyAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		query  string
		status int
	}{
		"variables that are no JSON":     {"query={__typename}&variables=secret", http.StatusBadRequest},
		"variables that are a list":      {"query={__typename}&variables=[]", http.StatusBadRequest},
		"two variables":                  {"query={__typename}&variables={}{}", http.StatusBadRequest},
		"extensions that are a text":     {"query={__typename}&extensions=%22secret%22", http.StatusBadRequest},
		"an escape that is none":         {"query={__typename}&secret=%ZZ", http.StatusBadRequest},
		"a semicolon":                    {"query={__typename};secret=1", http.StatusBadRequest},
		"a mutation":                     {"query=mutation+{__typename}", http.StatusMethodNotAllowed},
		"variables nested without bound": {"query={__typename}&variables=" + strings.Repeat("[", 20_000), http.StatusBadRequest},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql", nil)
		r.URL.RawQuery = c.query
		w := httptest.NewRecorder()
		bare().ServeHTTP(w, r)
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(body, `"code":"BAD_USER_INPUT"`) || strings.Contains(body, "secret") || strings.Contains(body, "ZZ") || strings.Contains(body, `"data"`) {
			t.Errorf("%s is answered %d %s", name, w.Code, body)
		}
	}
}
