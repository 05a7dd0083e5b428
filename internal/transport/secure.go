package transport

import (
	"net/http"
	"slices"

	"onewindow/internal/identity"
)

const (
	// sessionCookie is the cookie of those who signed in with a browser.
	sessionCookie = "onewindow_session"
	// csrfHeader has to come with it, with any value: a page of another origin
	// cannot send it without being asked first, and is told no.
	csrfHeader = "OneWindow-CSRF"
)

// allowedHeaders are what pages of listed origins may send beside the usual ones.
const allowedHeaders = "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-None-Match, " +
	"GraphQL-Require-Preflight, Apollo-Require-Preflight, X-Apollo-Operation-Name, " +
	"GraphQL-Client-Name, GraphQL-Client-Version, Apollographql-Client-Name, Apollographql-Client-Version"

// The headers of every answer. They are shared, and never changed.
var (
	noSniff     = []string{"nosniff"}
	noReferrer  = []string{"no-referrer"}
	noFeatures  = []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
	noContent   = []string{"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}
	ownWindow   = []string{"same-origin"}
	onlySecure  = []string{"max-age=31536000"}
	framedNever = []string{"DENY"}
	ownPages    = []string{"same-origin"}
)

// harden tells browsers what an answer may not be used for. Pages have policies
// of their own and set them instead.
func (s *Server) harden(h http.Header, r *http.Request) {
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["Permissions-Policy"] = noFeatures
	h["Content-Security-Policy"] = noContent
	h["Cross-Origin-Opener-Policy"] = ownWindow
	h["X-Frame-Options"] = framedNever
	h["Cross-Origin-Resource-Policy"] = ownPages
	if s.overTLS(r) {
		h["Strict-Transport-Security"] = onlySecure
	}
}

// overTLS is whether the client's connection is encrypted, here or at a trusted
// proxy.
func (s *Server) overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" && isTrusted(peerAddress(r), s.limits.TrustedProxy)
}

// crossOrigin lets the pages of listed origins ask, with a token and never with a
// cookie, and refuses a cookie that another origin's page may have sent along.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if len(s.limits.CORSOrigin) > 0 {
			h.Add("Vary", "Origin") // a cache must not give one origin's answer to another
		}
		if origin := r.Header.Get("Origin"); s.listed(r) {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Expose-Headers", "ETag, Retry-After, "+revisionHeader+", "+costHeader+", "+replayedHeader)
			if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
				h.Set("Access-Control-Allow-Methods", "GET, POST")
				h.Set("Access-Control-Allow-Headers", allowedHeaders)
				h.Set("Access-Control-Max-Age", "600")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		switch {
		case s.forged(r):
			refuse(w, r, http.StatusForbidden, cookieFrom.At("", csrfHeader))
			return
		case isSocket(r) && !sameOrigin(r) && !s.listed(r):
			refuse(w, r, http.StatusForbidden, socketFrom.At(""))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) allowed(origin string) bool {
	return slices.Contains(s.limits.CORSOrigin, origin) || slices.Contains(s.limits.CORSOrigin, "*")
}

// forged is whether a request has the session cookie and no sign that this
// origin's page sent it. A browser sends no header of ours with a WebSocket, but
// tells the origin always.
func (s *Server) forged(r *http.Request) bool {
	if _, err := r.Cookie(sessionCookie); err != nil || r.Header.Get(csrfHeader) != "" {
		return false
	}
	return !isSocket(r) || r.Header.Get("Origin") == "" || !sameOrigin(r)
}

// streamsOf is who a stream counts for.
func (s *Server) streamsOf(r *http.Request) account {
	if caller := identity.From(r.Context()); !caller.Public() {
		return account{name: caller.Name}
	}
	return s.address(r)
}
