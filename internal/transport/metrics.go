package transport

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what an operator watches of one instance, as Prometheus reads it
// (design, section 8). None has the name of a person, a text that was searched for or
// anything else that a request brought.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	errors   *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "onewindow_request_seconds", Help: "How long requests took, by route and status; a stream counts when it ends.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30},
		}, []string{"route", "status"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "onewindow_errors_total", Help: "Errors in answers of the API, by code; userErrors of changes are none.",
		}, []string{"code"}),
	}
	m.registry.MustRegister(m.requests, m.errors, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch adds what the server knows by itself.
func (m *metrics) watch(s *Server) {
	gauge := func(name, help string, read func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
	}
	m.registry.MustRegister(collectors.NewDBStatsCollector(s.store.SQL, "onewindow"))
	gauge("onewindow_catalog_revision", "The revision of the catalog in memory: alike on all instances.",
		func() float64 { return float64(s.live.Current().Revision) })
	gauge("onewindow_streams_open", "WebSockets and streams of events that are open.", func() float64 { return float64(s.open.count()) })
	gauge("onewindow_clocks_behind_seconds", "For how long the case that waits longest has waited for what holds by itself to be written down; above a minute its clock is not followed. -1: unknown.",
		func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			behind, err := s.acceptance.Behind(ctx)
			if err != nil {
				return -1
			}
			return behind.Seconds()
		})
}

// measured counts a request and its time.
func (m *metrics) measured(r *http.Request, status int, took time.Duration) {
	route := r.Pattern // what the router matched, never the address itself
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

// countErrors counts the errors of an answer.
func (m *metrics) countErrors(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	r := next(ctx)
	if r != nil {
		for _, e := range r.Errors {
			code, _ := e.Extensions["code"].(string)
			m.errors.WithLabelValues(code).Inc()
		}
	}
	return r
}

// serveMetrics answers those whom the operator chose; for others there is nothing.
func (s *Server) serveMetrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forSomebody := passedOn(r) && len(s.limits.TrustedProxy) == 0
		if forSomebody || !isTrusted(clientAddress(r, s.limits.TrustedProxy), s.limits.MetricsFrom) {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
