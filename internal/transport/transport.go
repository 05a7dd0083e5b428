// Package transport serves the API over HTTP: GraphQL with its limits and
// caching, GraphiQL, and the health of the instance.
package transport

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"

	"onewindow/graph"
	"onewindow/internal/acceptance"
	"onewindow/internal/catalog"
	"onewindow/internal/exchange"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
	"onewindow/internal/reception"
	"onewindow/internal/signin"
	"onewindow/internal/store"
	"onewindow/internal/trusted"
	"onewindow/web"
)

// Server answers HTTP.
type Server struct {
	store    *store.Store
	live     *catalog.Live
	mux      *http.ServeMux
	draining atomic.Bool

	limits    Limits
	documents *trusted.Registry
	doors     *signin.Doors
	budgets   *budgets
	open      *streamsOpen
	metrics   *metrics

	acceptance *acceptance.Service
	reception  *reception.Service

	// imports go on in the background.
	imports *exchange.Runs

	streams    context.Context
	endStreams context.CancelFunc
}

// New is a server over an open, migrated store and the catalog that follows it.
func New(s *store.Store, live *catalog.Live, documents *trusted.Registry, limits Limits, doors *signin.Doors) *Server {
	srv := &Server{
		store: s, live: live, mux: http.NewServeMux(), imports: exchange.NewRuns(s),
		limits: limits, documents: documents, doors: doors, budgets: newBudgets(limits, s.Now), open: &streamsOpen{most: limits.MaxStreams, open: map[account]int{}},
		metrics: newMetrics(),
	}
	srv.acceptance, srv.reception = acceptance.New(s, live), reception.New(s, live)
	codes := newTries(s.Now)
	srv.acceptance.Codes.Tries, srv.reception.Codes.Tries = codes, codes
	resolver := &graph.Resolver{
		Store: s, Live: live, Acceptance: srv.acceptance, Reception: srv.reception, Org: &organization.Service{Store: s, EndOfferings: catalog.EndOfferings}, Imports: srv.imports,
		Documents: &trusted.Service{Store: s, Check: CheckDocuments(limits.DocumentLimits), Registry: documents},
	}
	srv.streams, srv.endStreams = context.WithCancel(context.Background())
	api := srv.inLanguage(conforming(srv.onPurpose(srv.authenticate(srv.streaming(srv.whole(srv.cacheable(mending(srv.graphQL(resolver)))))))))
	srv.mux.Handle("/graphql", srv.crossOrigin(srv.budgeted(requestCost, srv.limitBody(api))))
	if limits.GraphiQL {
		srv.mux.Handle("/graphiql", srv.exploring(web.GraphiQL()))
		srv.mux.Handle("/graphiql/", srv.exploring(web.GraphiQL()))
	}
	srv.signInRoutes()
	if limits.Pages {
		srv.pages()
	} else {
		srv.mux.HandleFunc("GET /{$}", srv.index)
	}
	srv.mux.Handle("GET /ledger.xlsx", srv.budgeted(exportCost, srv.authenticate(http.HandlerFunc(srv.ledger))))
	srv.mux.HandleFunc("GET /healthz", srv.healthz)
	srv.mux.HandleFunc("GET /readyz", srv.readyz)
	srv.metrics.watch(srv)
	srv.mux.Handle("GET /metrics", srv.serveMetrics(srv.metrics.handler()))
	return srv
}

// exploring keeps the page on which people try documents from those who may send
// registered ones only.
func (s *Server) exploring(next http.Handler) http.Handler {
	if s.limits.Documents != DocumentsOnly {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller := identity.Caller{}
		if shows, shown, wellFormed := credentialOf(r); shown && wellFormed {
			caller, _ = s.caller(r.Context(), shows) // who is not found is the public
		}
		if s.limits.onlyRegistered(caller) {
			refuse(w, r, http.StatusForbidden, onlyTrusted.At(""))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.harden(w.Header(), r)
	s.observed(s.mux).ServeHTTP(w, r)
}

// Drain makes /readyz say no, so that a balancer sends nothing new while the
// server finishes what it accepted.
func (s *Server) Drain() { s.draining.Store(true) }

// EndStreams ends every subscription: they never finish by themselves.
func (s *Server) EndStreams() { s.endStreams() }

// Recover marks imports that ended with their process; see exchange.Runs.
func (s *Server) Recover(ctx context.Context) error { return s.imports.Recover(ctx) }

// Acceptance makes the changes of cases; whoever serves has it follow the clock.
func (s *Server) Acceptance() *acceptance.Service { return s.acceptance }

// Reception makes the changes of appointments and numbers; whoever serves has it keep
// the screens of halls up to date.
func (s *Server) Reception() *reception.Service { return s.reception }

// StopImports ends every import under way, leaving nothing of it.
func (s *Server) StopImports() { s.imports.Stop() }

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
	_, _ = fmt.Fprintf(w, "OneWindow 一窗\n\nGraphQL API   http://%s/graphql\n", r.Host)
	if s.limits.GraphiQL {
		_, _ = fmt.Fprintf(w, "GraphiQL      http://%s/graphiql\n", r.Host)
	}
}
