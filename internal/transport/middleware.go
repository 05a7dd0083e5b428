package transport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"onewindow/graph"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/signin"
)

var errPanic = errors.New("a resolver panicked")

// limitBody cuts off a request that is too large. What comes with a token may be
// larger; a wrong token is refused before anything of the body is read.
func (s *Server) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := s.limits.MaxBody
		if r.Header.Get("Authorization") != "" {
			limit = s.limits.MaxSignedInBody
		}
		if r.ContentLength > limit {
			refuseBody(w, r, http.StatusRequestEntityTooLarge, largeBody.At("", limit))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// whole reads a body before anything is done with it, so that one which is too
// large, too slow or cut short is refused as such. It notes which registered
// document is asked for.
func (s *Server) whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r.WithContext(naming(r.Context(), func() string { return r.URL.Query().Get("documentId") })))
			return
		}
		body, err := io.ReadAll(r.Body)
		tooLarge, isTooLarge := errors.AsType[*http.MaxBytesError](err)
		switch {
		case isTooLarge:
			refuseBody(w, r, http.StatusRequestEntityTooLarge, largeBody.At("", tooLarge.Limit))
		case err != nil:
			refuseBody(w, r, http.StatusRequestTimeout, slowBody.At(""))
		case r.ContentLength < 0 && s.over(w, r, payer(r.Context()), len(body)/bytesOfBodyPerCost): // it did not say how large it is
		case isEvents(r) && !json.Valid(body), !isOne(body): // the transport of events logs what it can't read; both read no further than one value
			refuse(w, r, http.StatusBadRequest, unreadableBody.At(""))
		default:
			r.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(w, r.WithContext(naming(r.Context(), func() string { return idInBody(body) })))
		}
	})
}

// isOne is whether nothing follows the first value of a body in JSON. Whether that
// is well-formed is for its reader to say.
func isOne(body []byte) bool {
	depth := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '"':
			for i++; i < len(body) && body[i] != '"'; i++ {
				if body[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return len(bytes.TrimSpace(body[i+1:])) == 0
			}
		}
	}
	return true
}

// refuseBody refuses a body that was not read to its end, and the rest of the
// connection with it.
func refuseBody(w http.ResponseWriter, r *http.Request, status int, p fault.Problem) {
	w.Header().Set("Connection", "close")
	refuse(w, r, status, p)
}

// authenticate finds who calls by the bearer token or the session. Without either
// it is the public; one that has ended is refused, so that a caller notices, and a
// browser forgets its session.
func (s *Server) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shows, shown, wellFormed := credentialOf(r)
		switch {
		case !shown:
			next.ServeHTTP(w, r)
			return
		case !wellFormed:
			refuse(w, r, http.StatusUnauthorized, notBearer.At(""))
			return
		}
		caller, err := s.caller(r.Context(), shows)
		switch {
		case errors.Is(err, signin.ErrUnknownPerson):
			refuse(w, r, http.StatusUnauthorized, notStaff.At(""))
		case errors.Is(err, identity.ErrUnauthenticated):
			if shows.session != "" {
				s.setCookie(w, r, sessionCookie, "", "/", -1)
			}
			refuse(w, r, http.StatusUnauthorized, unknownToken.At(""))
		case errors.Is(err, signin.ErrProvider):
			slog.ErrorContext(r.Context(), "look up a caller", "error", err)
			refuse(w, r, http.StatusServiceUnavailable, noProvider.At(""))
		case err != nil:
			slog.ErrorContext(r.Context(), "look up a caller", "error", err)
			refuse(w, r, http.StatusServiceUnavailable, noLookUp.At(""))
		default:
			next.ServeHTTP(w, r.WithContext(identity.With(r.Context(), caller)))
		}
	})
}

// signIn finds who opens a WebSocket: browsers can send no header, so the token
// may come in the payload of connection_init, as "Authorization".
func (s *Server) signIn(ctx context.Context, authorization string) (context.Context, error) {
	if authorization == "" {
		return ctx, nil
	}
	token, ok := cutBearer(authorization)
	if !ok {
		return nil, identity.ErrUnauthenticated
	}
	shows := credential{bearer: token}
	caller, err := s.caller(ctx, shows)
	if err != nil {
		return nil, fmt.Errorf("sign in on a WebSocket: %w", err)
	}
	return s.whileAuthorized(identity.With(ctx, caller), shows), nil
}

func cutBearer(header string) (string, bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

var languages = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English})

// inLanguage picks the language of messages: zh-CN unless English is asked for.
func (s *Server) inLanguage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(graph.WithLanguage(r.Context(), languageOf(r))))
	})
}

func languageOf(r *http.Request) fault.Lang {
	if wanted := r.Header.Get("Accept-Language"); wanted != "" {
		if _, i := language.MatchStrings(languages, wanted); i == 1 {
			return fault.English
		}
	}
	return fault.Chinese
}

// revisionHeader tells which state of the catalog a request began with.
const revisionHeader = "Catalog-Revision"

// cacheable gives answers to public GET queries an ETag and answers a repeated
// one with 304. The tag covers the bytes of the answer, because some of it, such
// as openNow, changes with the clock and not with the catalog's revision.
func (s *Server) cacheable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Add("Vary", "Accept, Accept-Language, Authorization")
		w.Header().Set("Cache-Control", "no-store")
		r = r.WithContext(s.live.Begin(context.WithValue(r.Context(), costKey{}, w.Header())))
		w.Header().Set(revisionHeader, strconv.FormatInt(catalog.LensOf(r.Context()).Revision, 10))
		if r.Method != http.MethodGet || !identity.From(r.Context()).Public() {
			next.ServeHTTP(w, r)
			return
		}
		kept := &keptAnswer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(kept, r)
		if kept.status == http.StatusOK && !hasErrors(kept.body.Bytes()) && w.Header().Get("Cache-Control") != notCached {
			w.Header().Set("Cache-Control", "public, no-cache")
			w.Header().Set("ETag", kept.tag())
			if isKnown(r.Header.Values("If-None-Match"), kept.tag()) {
				w.Header().Del("Content-Type")
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		w.WriteHeader(kept.status)
		_, _ = w.Write(kept.body.Bytes())
	})
}

// isKnown is whether a cache that names these tags has what this one stands for
// (RFC 9110, 13.1.2). A tag has no quotes inside, so that none is found in a part
// of another.
func isKnown(known []string, tag string) bool {
	list := strings.Join(known, ",")
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for one := range strings.SplitSeq(list, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == tag { // the comparison is the weak one
			return true
		}
	}
	return false
}

// keptAnswer holds an answer back until its tag is known.
type keptAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *keptAnswer) Header() http.Header         { return k.header }
func (k *keptAnswer) WriteHeader(status int)      { k.status = status }
func (k *keptAnswer) Write(b []byte) (int, error) { return k.body.Write(b) }

// tag is the catalog's revision, which the answer was made from, and a hash.
func (k *keptAnswer) tag() string {
	sum := sha256.Sum256(k.body.Bytes())
	return `"` + k.header.Get(revisionHeader) + "-" + hex.EncodeToString(sum[:8]) + `"`
}

// hasErrors is whether an answer tells errors: gqlgen writes them first.
func hasErrors(body []byte) bool { return !bytes.HasPrefix(body, []byte(`{"data":`)) }

// observed measures each request and writes a line of it, without what it asked or who asked.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &statusSeen{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		s.metrics.measured(r, seen.status, time.Since(began))
		slog.DebugContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path,
			"status", seen.status, "milliseconds", time.Since(began).Milliseconds())
	})
}

type statusSeen struct {
	http.ResponseWriter
	status int
}

func (s *statusSeen) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Flush sends what was written so far: streams of events live on it.
func (s *statusSeen) Flush() { _ = http.NewResponseController(s.ResponseWriter).Flush() }

// Unwrap lets a WebSocket take the connection over.
func (s *statusSeen) Unwrap() http.ResponseWriter { return s.ResponseWriter }
