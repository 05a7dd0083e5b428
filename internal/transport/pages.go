package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"onewindow/internal/portal"
	"onewindow/internal/trusted"
	"onewindow/web"
)

// pages serves our own pages. They use the API as any frontend does.
func (s *Server) pages() {
	for _, name := range web.Pages {
		files := compressed(web.Page(name))
		s.mux.Handle("/"+name+"/", files)
		s.mux.Handle("/"+name, files)
	}
	script, style := web.Entry("portal", "main.ts")
	citizens := portal.New(s.ask(false), s.ask(true), portal.Assets{Script: script, Style: style}, web.PagePolicy, s.store.Today)
	busy := func(w http.ResponseWriter, r *http.Request, retryAfter string) {
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			citizens.Busy(w, r, retryAfter)
			return
		}
		refuseOverBudget(w, r, retryAfter)
	}
	s.mux.Handle("/", s.budgetedOr(pageCost, busy, compressed(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		citizens.ServeHTTP(w, portal.ReachedAt(r, s.base(r)))
	}))))
}

// compressed sends pages and their files in gzip to those who take it: there is no
// secret in them that could be guessed from their length.
func compressed(next http.Handler) http.Handler { return gzhttp.GzipHandler(next) }

// pageCost is what a page costs its reader beside what it asks of the API.
const pageCost = requestCost

// portalClient is as whom the portal asks.
const portalClient = "onewindow-portal"

// ask is how the portal asks the API: by the ids of its registered documents, as
// the public or as who is signed in, from the reader's address, through all that any
// request goes through.
func (s *Server) ask(signedIn bool) portal.Ask {
	ids := map[string]string{}
	own, err := trusted.OwnDocuments(portalClient, web.Documents("portal"))
	if err != nil {
		panic("transport: " + err.Error()) // the build is at fault
	}
	for _, d := range own {
		for _, name := range operationsOf(d.Body) {
			ids[name] = d.ID
		}
	}
	return func(r *http.Request, operation string, variables map[string]any, data any) error {
		body, err := json.Marshal(map[string]any{"documentId": ids[operation], "variables": variables})
		if err != nil {
			return fmt.Errorf("ask for %s: %w", operation, err)
		}
		question := r.Clone(r.Context())
		question.Method, question.URL.Path, question.URL.RawQuery = http.MethodPost, "/graphql", ""
		question.Header = http.Header{
			"Content-Type": {"application/json"}, "Accept": {"application/graphql-response+json"}, "Graphql-Client-Name": {portalClient},
			"Accept-Language": r.Header.Values("Accept-Language"), "X-Forwarded-For": r.Header.Values("X-Forwarded-For"),
		}
		if signedIn {
			question.Header["Cookie"] = r.Header.Values("Cookie")
			question.Header.Set(csrfHeader, portalClient) // what it changes takes a secret, and no session
		}
		question.Body, question.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		var answered recorded
		s.mux.ServeHTTP(&answered, question)
		var answer struct {
			Data   json.RawMessage
			Errors []struct {
				Message    string
				Extensions struct{ Code string }
			}
		}
		if err := json.Unmarshal(answered.body.Bytes(), &answer); err != nil {
			return fmt.Errorf("read the answer to %s: %w", operation, err)
		}
		if len(answer.Errors) > 0 {
			return &portal.Refusal{Status: answered.status, Code: answer.Errors[0].Extensions.Code, RetryAfter: answered.Header().Get("Retry-After")}
		}
		if err := json.Unmarshal(answer.Data, data); err != nil {
			return fmt.Errorf("read the answer to %s: %w", operation, err)
		}
		return nil
	}
}

func operationsOf(document string) (names []string) {
	doc, err := parser.ParseQuery(&ast.Source{Input: document})
	if err != nil {
		return nil
	}
	for _, op := range doc.Operations {
		names = append(names, op.Name)
	}
	return names
}

// recorded is an answer that is kept.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *recorded) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *recorded) WriteHeader(status int) { a.status = status }

func (a *recorded) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.body.Write(b)
}

// OwnDocuments are the documents that our own pages send.
func OwnDocuments() ([]*trusted.Document, error) {
	var all []*trusted.Document
	for _, page := range web.Pages {
		own, err := trusted.OwnDocuments("onewindow-"+page, web.Documents(page))
		if err != nil {
			return nil, fmt.Errorf("read what the built pages send: %w", err)
		}
		all = append(all, own...)
	}
	return all, nil
}
