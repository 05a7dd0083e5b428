// Package transport serves the API over HTTP: GraphQL with its limits and
// caching, GraphiQL, and the health of the instance.
package transport

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"

	"onewindow/graph"
	"onewindow/internal/catalog"
	"onewindow/internal/store"
	"onewindow/web"
)

// Server answers HTTP.
type Server struct {
	store    *store.Store
	live     *catalog.Live
	mux      *http.ServeMux
	draining atomic.Bool
}

// New is a server over an open, migrated store and the catalog that follows it.
func New(s *store.Store, live *catalog.Live) *Server {
	srv := &Server{store: s, live: live, mux: http.NewServeMux()}
	api := srv.authenticate(srv.inLanguage(srv.cacheable(graphQL(&graph.Resolver{Store: s, Live: live}))))
	srv.mux.Handle("/graphql", limitBody(api))
	srv.mux.Handle("/graphiql/", web.GraphiQL())
	srv.mux.Handle("/graphiql", http.RedirectHandler("/graphiql/", http.StatusMovedPermanently))
	srv.mux.HandleFunc("GET /healthz", srv.healthz)
	srv.mux.HandleFunc("GET /readyz", srv.readyz)
	srv.mux.HandleFunc("GET /{$}", srv.index)
	return srv
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	logged(s.mux).ServeHTTP(w, r)
}

// Drain makes /readyz say no, so that a balancer sends nothing new while the
// server finishes what it accepted.
func (s *Server) Drain() { s.draining.Store(true) }

// healthz says that the process runs.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"status": "ok"})
}

// readyz says whether the instance can serve: it reaches its database, and has
// the catalog in memory.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	switch err := s.store.SQL.PingContext(r.Context()); {
	case s.draining.Load():
		answer(w, http.StatusServiceUnavailable, map[string]any{"status": "stopping"})
	case err != nil:
		answer(w, http.StatusServiceUnavailable, map[string]any{"status": "database unreachable"})
	default:
		answer(w, http.StatusOK, map[string]any{"status": "ready", "catalogRevision": s.live.Current().Revision})
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// index tells a visitor of the bare address where things are.
func (s *Server) index(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "OneWindow 一窗\n\nGraphQL API   http://%s/graphql\nGraphiQL      http://%s/graphiql\n", r.Host, r.Host)
}
