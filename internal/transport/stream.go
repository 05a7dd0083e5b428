package transport

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
)

// recheckEvery is how often the authority behind a stream is looked up again,
// beside each change of the catalog.
const recheckEvery = 30 * time.Second

// errAuthorityEnded is why the context of a stream ends whose caller may do less
// than when it began.
var errAuthorityEnded = errors.New("the authority that this stream began with has ended")

var tooManyStreams = fault.NewKind("LIMIT_EXCEEDED",
	"同时打开的订阅连接过多，最多 %d 个。",
	"At most %d streams are open at once.")

// isStream is whether a request asks for a WebSocket or for server-sent events.
func isStream(r *http.Request) bool { return isSocket(r) || isEvents(r) }

func isSocket(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

func isEvents(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// streaming counts streams, ends them with EndStreams and with the authority they
// began with, and cuts off a reader of events that is too slow.
func (s *Server) streaming(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isStream(r) {
			next.ServeHTTP(w, r)
			return
		}
		leave, ok := s.open.enter(s.streamsOf(r))
		if !ok {
			refuse(w, r, http.StatusTooManyRequests, tooManyStreams.At("", s.limits.MaxStreams))
			return
		}
		defer leave()
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.streams, cancel)()
		if shows, shown, _ := credentialOf(r); shown {
			ctx = s.whileAuthorized(ctx, shows)
		}
		if !isSocket(r) {
			w = &promptWriter{ResponseWriter: w, control: http.NewResponseController(w)}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// whileAuthorized is a context that ends when a credential no longer gives the
// authority that the context has.
func (s *Server) whileAuthorized(ctx context.Context, shows credential) context.Context {
	ctx, end := context.WithCancelCause(ctx)
	began := identity.From(ctx)
	go func() {
		tick := time.NewTicker(recheckEvery)
		defer tick.Stop()
		changed := s.live.Watch(ctx)
		for ctx.Err() == nil {
			now, err := s.caller(ctx, shows)
			switch {
			case ctx.Err() != nil:
				return
			case err == nil && reflect.DeepEqual(now, began):
			case err == nil || errors.Is(err, identity.ErrUnauthenticated):
				end(errAuthorityEnded)
				return
			default: // the database may be back the next time
				slog.WarnContext(ctx, "look up who follows a stream", "error", err)
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			case <-changed:
			}
		}
	}()
	return ctx
}

// promptWriter gives each event a time within which it has to be taken.
type promptWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write writes a part of an event.
func (p *promptWriter) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	return p.ResponseWriter.Write(b)
}

// Flush sends what was written so far.
func (p *promptWriter) Flush() {
	_ = p.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	_ = p.control.Flush()
}

// Unwrap gives the writer below.
func (p *promptWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
