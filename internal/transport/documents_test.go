package transport

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"onewindow/internal/identity"
	"onewindow/internal/testdb"
	"onewindow/internal/token"
	"onewindow/internal/trusted"
)

const (
	registered   = "query Revision { catalog { revision } }"
	unregistered = "query Other { catalog { villages } }"
)

// registering is a server on which the client kiosk registered a query as "md5" and
// a mutation as "change", and a way to ask it.
type registering struct {
	t   *testing.T
	srv *Server
	h   *httptest.Server
}

func newRegistering(t *testing.T, url string, change func(*Limits)) *registering {
	t.Helper()
	limits := DefaultLimits()
	change(&limits)
	srv, h := serving(t, url, limits)
	r := &registering{t, srv, h}
	desk := &trusted.Service{Store: srv.store, Check: CheckDocuments(limits.DocumentLimits), Registry: srv.documents}
	text, _ := json.Marshal(map[string]string{"md5": registered, "change": `mutation M { removeDocuments(input: {client: "x"}) { removed } }`})
	if _, err := desk.Register(identity.With(t.Context(), identity.Admin("test")), trusted.RegisterInput{Client: "kiosk", Manifest: string(text)}); err != nil {
		t.Fatal(err)
	}
	return r
}

func hashed(document string) string {
	sum := sha256.Sum256([]byte(document))
	return hex.EncodeToString(sum[:])
}

func apollo(hash string) string {
	return fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":%q}}`, hash)
}

// post answers a body; what it is answered with is a status, and a code or a name
// of what was asked for.
func (r *registering) post(body string, headers ...string) string {
	r.t.Helper()
	return r.send(http.MethodPost, "/graphql", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func (r *registering) send(method, target, body string, headers ...string) string {
	r.t.Helper()
	request := httptest.NewRequestWithContext(r.t.Context(), method, target, strings.NewReader(body))
	request.Header.Set("Accept", "application/graphql-response+json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.srv.ServeHTTP(w, request)
	return fmt.Sprint(w.Code, " ", said(r.t, w.Body.Bytes()))
}

// said is the code of an answer's error, or the name of what it tells.
func said(t *testing.T, body []byte) string {
	t.Helper()
	var answer struct {
		Data   map[string]map[string]any
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "no JSON"
	}
	if len(answer.Errors) > 0 {
		return answer.Errors[0].Extensions.Code
	}
	for _, catalog := range answer.Data {
		for name := range catalog {
			return name
		}
	}
	return "nothing"
}

func TestRegisteredDocumentsAreAskedForByID(t *testing.T) {
	for _, mode := range []DocumentMode{DocumentsOff, DocumentsLog, DocumentsOnly} {
		t.Run(string(mode), func(t *testing.T) {
			r := newRegistering(t, testdb.SQLite(t), func(l *Limits) { l.Documents = mode })
			free := "200 villages"
			if mode == DocumentsOnly {
				free = "400 DOCUMENT_NOT_REGISTERED"
			}
			get := func(query url.Values, headers ...string) string {
				return r.send(http.MethodGet, "/graphql?"+query.Encode(), "", append([]string{"Accept", "*/*"}, headers...)...)
			}
			const unknown = "400 PERSISTED_QUERY_NOT_FOUND"
			for name, c := range map[string]struct{ got, want string }{
				"documentId":                     {r.post(`{"documentId":"md5"}`), "200 revision"},
				"documentId, its own hash":       {r.post(`{"documentId":"sha256:` + hashed(registered) + `"}`), "200 revision"},
				"doc_id":                         {r.post(`{"doc_id":"md5","variables":{"query":"x","id":"y"}}`), "200 revision"},
				"id":                             {r.post(`{"id":"md5"}`), "200 revision"},
				"an empty text":                  {r.post(`{"query":"","documentId":"md5"}`), "200 revision"},
				"no text":                        {r.post(`{"query":null,"documentId":"md5"}`), "200 revision"},
				"Apollo":                         {r.post(`{"extensions":` + apollo(hashed(registered)) + `}`), "200 revision"},
				"Apollo, an id that is no hash":  {r.post(`{"extensions":` + apollo("md5") + `}`), "200 revision"},
				"of a client":                    {r.post(`{"documentId":"md5"}`, "GraphQL-Client-Name", "kiosk"), "200 revision"},
				"of another client":              {r.post(`{"documentId":"md5"}`, "Apollographql-Client-Name", "portal"), "200 revision"},
				"an unknown id":                  {r.post(`{"documentId":"other"}`), unknown},
				"an unknown hash":                {r.post(`{"extensions":` + apollo(hashed("{ a }")) + `}`), unknown},
				"an id that is no text":          {r.post(`{"documentId":7}`), "400 GRAPHQL_VALIDATION_FAILED"},
				"neither":                        {r.post(`{}`), "400 GRAPHQL_VALIDATION_FAILED"},
				"the text":                       {r.post(fmt.Sprintf(`{"query":%q}`, registered)), "200 revision"},
				"the text in another layout":     {r.post(`{"query":"query Revision {\n  catalog { revision, }\n} # the same"}`), "200 revision"},
				"another text":                   {r.post(fmt.Sprintf(`{"query":%q}`, unregistered)), free},
				"another text with a good id":    {r.post(fmt.Sprintf(`{"query":%q,"documentId":"md5"}`, unregistered)), free},
				"another text with a good hash":  {r.post(fmt.Sprintf(`{"query":%q,"extensions":%s}`, unregistered, apollo(hashed(registered)))), map[bool]string{true: free, false: "200 BAD_USER_INPUT"}[mode == DocumentsOnly]},
				"the text with its hash":         {r.post(fmt.Sprintf(`{"query":%q,"extensions":%s}`, registered, apollo(hashed(registered)))), "200 revision"},
				"another text, to be remembered": {r.post(fmt.Sprintf(`{"query":%q,"extensions":%s}`, unregistered, apollo(hashed(unregistered)))), free},
				"GET":                            {get(url.Values{"documentId": {"md5"}}), "200 revision"},
				"GET, Apollo":                    {get(url.Values{"extensions": {apollo(hashed(registered))}}), "200 revision"},
				"GET, a change":                  {get(url.Values{"documentId": {"change"}}), "405 BAD_USER_INPUT"},
				"a change":                       {r.post(`{"documentId":"change"}`), "200 UNAUTHENTICATED"},
				"GET, an unknown id":             {get(url.Values{"documentId": {"other"}}), "403 PREFLIGHT_REQUIRED"},
				"GET, an unknown id, announced":  {get(url.Values{"documentId": {"other"}}, "GraphQL-Require-Preflight", "1"), "200 PERSISTED_QUERY_NOT_FOUND"},
				"GET, a text behind a good id":   {get(url.Values{"documentId": {"md5"}, "query": {unregistered}}), "403 PREFLIGHT_REQUIRED"},
				"GET, the text":                  {get(url.Values{"query": {registered}}), "403 PREFLIGHT_REQUIRED"},
				"a stream":                       {r.event(`{"documentId":"md5"}`), "200 revision"},
			} {
				if c.got != c.want {
					t.Errorf("%s is answered %s, want %s", name, c.got, c.want)
				}
			}
			r.post(fmt.Sprintf(`{"query":%q,"extensions":%s}`, unregistered, apollo(hashed(unregistered))))
			want := "200 villages"
			if mode == DocumentsOnly {
				want = unknown
			}
			if got := r.post(`{"extensions":` + apollo(hashed(unregistered)) + `}`); got != want {
				t.Errorf("a document that was sent before is answered %s, want %s", got, want)
			}
			if got := get(url.Values{"extensions": {apollo(hashed(unregistered))}}); got != "403 PREFLIGHT_REQUIRED" {
				t.Errorf("a document that somebody sent, which is not registered, is answered by a plain GET: %s", got)
			}
		})
	}
}

// event asks for a stream of events and gives what the first one says.
func (r *registering) event(body string) string {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.h.URL+"/graphql", strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var events bytes.Buffer
	_, _ = events.ReadFrom(response.Body) // a query's stream ends by itself
	_, data, _ := strings.Cut(events.String(), "data: ")
	data, _, _ = strings.Cut(data, "\n")
	return fmt.Sprint(response.StatusCode, " ", said(r.t, []byte(data)))
}

func TestAWebSocketAsksByID(t *testing.T) {
	r := newRegistering(t, testdb.SQLite(t), func(l *Limits) { l.Documents = DocumentsOnly })
	conn := dial(t, r.h, subprotocol)
	say := func(text string) {
		t.Helper()
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	hear := func() (m message) {
		t.Helper()
		if err := wsjson.Read(t.Context(), conn, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	say(hello)
	hear()
	for payload, want := range map[string]string{
		`{"documentId":"md5"}`:                                     "revision",
		`{"extensions":` + apollo(hashed(registered)) + `}`:        "revision",
		`{"query":"` + registered + `"}`:                           "revision",
		`{"query":"` + unregistered + `"}`:                         "DOCUMENT_NOT_REGISTERED",
		`{"documentId":"other"}`:                                   "PersistedQueryNotFound",
		`{"query":"subscription { catalogChanged { revision } }"}`: "DOCUMENT_NOT_REGISTERED",
	} {
		say(`{"id":"1","type":"subscribe","payload":` + payload + `}`)
		answer := hear()
		if !strings.Contains(string(answer.Payload), want) {
			t.Errorf("%s is answered %s", payload, answer.Payload)
		}
		if answer.Type == "next" {
			hear() // complete
		}
	}
}

// TestWhoMaySendAnythingWhereOnlyRegisteredOnesExecute has callers send what is not
// registered.
func TestWhoMaySendAnythingWhereOnlyRegisteredOnesExecute(t *testing.T) {
	r := newRegistering(t, testdb.SQLite(t), func(l *Limits) { l.Documents = DocumentsOnly })
	open := newRegistering(t, testdb.SQLite(t), func(*Limits) {})
	for name, c := range map[string]struct {
		of             *registering
		in             token.CreateInput
		want, graphiQL string
	}{
		"an admin":                 {r, token.CreateInput{Role: identity.DistrictAdmin}, "200 villages", "200"},
		"a gateway":                {r, token.CreateInput{Role: identity.DistrictAdmin, Actions: []identity.Action{identity.ManageDocuments}}, "200 villages", "200"},
		"a clerk":                  {r, token.CreateInput{Role: identity.WindowClerk}, "400 DOCUMENT_NOT_REGISTERED", "403"},
		"a kiosk":                  {r, token.CreateInput{Role: identity.Service, OnlyRegistered: true}, "400 DOCUMENT_NOT_REGISTERED", "403"},
		"a limited admin":          {r, token.CreateInput{Role: identity.DistrictAdmin, OnlyRegistered: true}, "400 DOCUMENT_NOT_REGISTERED", "403"},
		"a kiosk where others may": {open, token.CreateInput{Role: identity.Service, OnlyRegistered: true}, "400 DOCUMENT_NOT_REGISTERED", "200"},
		"another where others may": {open, token.CreateInput{Role: identity.Service}, "200 villages", "200"},
		"the public":               {r, token.CreateInput{}, "400 DOCUMENT_NOT_REGISTERED", "403"},
		"the public where it may":  {open, token.CreateInput{}, "200 villages", "200"},
	} {
		headers := []string{}
		if c.in.Role != "" {
			c.in.Name = name
			made, err := token.Create(identity.With(t.Context(), identity.Admin("test")), c.of.srv.store, c.in)
			if err != nil {
				t.Fatal(err)
			}
			headers = []string{"Authorization", "Bearer " + made.Secret}
		}
		if got := c.of.post(fmt.Sprintf(`{"query":%q}`, unregistered), headers...); got != c.want {
			t.Errorf("%s is answered %s", name, got)
		}
		if got := c.of.post(`{"documentId":"md5"}`, headers...); got != "200 revision" {
			t.Errorf("%s is answered %s for a registered one", name, got)
		}
		if got, _, _ := strings.Cut(c.of.send(http.MethodGet, "/graphiql/", "", headers...), " "); got != c.graphiQL {
			t.Errorf("%s is answered %s by GraphiQL", name, got)
		}
	}
	// What others sent to be remembered is not for a limited token.
	kiosk, err := token.Create(identity.With(t.Context(), identity.Admin("test")), open.srv.store, token.CreateInput{Name: "k", Role: identity.Service, OnlyRegistered: true})
	if err != nil {
		t.Fatal(err)
	}
	open.post(fmt.Sprintf(`{"query":%q,"extensions":%s}`, unregistered, apollo(hashed(unregistered))))
	if got := open.post(`{"extensions":`+apollo(hashed(unregistered))+`}`, "Authorization", "Bearer "+kiosk.Secret); got != "400 PERSISTED_QUERY_NOT_FOUND" {
		t.Errorf("it is answered %s", got)
	}
}

func TestUnregisteredDocumentsAreLoggedOnce(t *testing.T) {
	r := newRegistering(t, testdb.SQLite(t), func(l *Limits) { l.Documents = DocumentsLog })
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	const search = `{"query":"query Search($t: String) { items(filter: {text: $t}) { totalCount } topics { name } }","variables":{"t":"secret"}}`
	for range 3 {
		r.post(search, "GraphQL-Client-Name", "portal")
		r.post(fmt.Sprintf(`{"query":%q}`, registered))
		r.post(fmt.Sprintf(`{"query":%q}`, registered+" # in another layout"))
		r.post(`{"documentId":"md5"}`)
	}
	for _, want := range []string{"operation=Search", "kind=query", "fields=items,topics", "client=portal", "sha256="} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("%q is not logged once:\n%s", want, &log)
		}
	}
	if strings.Contains(log.String(), "secret") || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("it logs:\n%s", &log)
	}
	log.Reset()
	for i := range maxStrangers + 50 {
		r.post(fmt.Sprintf(`{"query":"{ a%d: __typename }"}`, i))
	}
	if lines := strings.Count(log.String(), "\n"); lines > maxStrangers || !strings.Contains(log.String(), "no more of them are logged") {
		t.Errorf("%d lines are logged", lines)
	}
}

func TestIntrospectionIsForWhomTheOperatorChooses(t *testing.T) {
	url := testdb.SQLite(t)
	for to, want := range map[Audience][2]bool{Everyone: {true, true}, SignedIn: {false, true}, Nobody: {false, false}} {
		r := newRegistering(t, url, func(l *Limits) { l.Introspection = to })
		made, err := token.Create(identity.With(t.Context(), identity.Admin("test")), r.srv.store, token.CreateInput{Name: string(to), Role: identity.Service})
		if err != nil {
			t.Fatal(err)
		}
		for i, headers := range [][]string{{}, {"Authorization", "Bearer " + made.Secret}} {
			for document, told := range map[string]bool{
				`{ __schema { queryType { name } } }`: want[i], `{ a: __type(name: \"Query\") { name } }`: want[i], `{ _service { sdl } }`: want[i],
				`{ ...F } fragment F on Query { ... on Query { __schema { queryType { name } } } }`: want[i],
				`{ catalog { __typename } }`: true,
			} {
				got := r.post(`{"query":"`+document+`"}`, headers...)
				if told && strings.HasPrefix(got, "400") || !told && got != "400 INTROSPECTION_REFUSED" {
					t.Errorf("--introspection %s, caller %d: %s is answered %s", to, i, document, got)
				}
			}
		}
	}
	r := newRegistering(t, url, func(l *Limits) { l.NoIntrospection = true })
	if got := r.post(`{"query":"{ __schema { queryType { name } } }"}`); got != "400 INTROSPECTION_REFUSED" {
		t.Errorf("--no-introspection: it is answered %s", got)
	}
}
