package transport

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onewindow/internal/fault"
)

var notOnPurpose = fault.NewKind("PREFLIGHT_REQUIRED",
	"为防跨站请求，GET 须带其他网站的网页不能随意发送的请求头，例如 GraphQL-Require-Preflight: 1 或 Content-Type: application/json；或按 documentId 请求已登记的查询。",
	"A GET needs a header that a page of another site cannot send unasked, such as GraphQL-Require-Preflight: 1 or Content-Type: application/json; or it names a registered document by documentId.")

// preflighted are headers that a browser sends for a page of another origin only
// after it has asked here whether it may. If-None-Match is none of them: a
// browser's cache sends it by itself.
var preflighted = []string{
	csrfHeader, "GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name", "X-Requested-With",
	"Authorization", "Idempotency-Key",
}

// onPurpose refuses a GET that a page of another site may have had a browser send,
// by an image, a link, a form or a script: it could not read the answer, but it
// could make others ask.
func (s *Server) onPurpose(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && !isSocket(r) && !isPreflighted(r.Header) && !s.isOurs(r) && !s.namesTrusted(r) {
			refuse(w, r, http.StatusForbidden, notOnPurpose.At(""))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isPreflighted(h http.Header) bool {
	if slices.ContainsFunc(preflighted, func(name string) bool { return h.Get(name) != "" }) {
		return true
	}
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && !slices.Contains([]string{"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}, media)
}

// isOurs is whether a script or a program asks, and not a page that may not.
func (s *Server) isOurs(r *http.Request) bool { return byScript(r) && (s.listed(r) || fromHere(r)) }

// byScript is whether an answer in JSON is asked for, or a browser says that a
// script asks that wants to read the answer: with that it tells the origin of a
// page that is not ours, always.
func byScript(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return mode == "cors" || mode == "same-origin" || asksForJSON(r.Header.Values("Accept"))
}

// asksForJSON is whether a type of an answer in JSON is named, which is more than
// to take anything.
func asksForJSON(accept []string) bool {
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		media, _, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(media)) {
		case "application/json", "application/graphql-response+json":
			return true
		}
	}
	return false
}

// fromHere is whether nothing says that a page of another origin sends a request.
func fromHere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return (site == "" || site == "same-origin" || site == "none") && sameOrigin(r)
}

// sameOrigin is whether a request comes from a page of this host, or from none.
func sameOrigin(r *http.Request) bool {
	given := r.Header.Get("Origin")
	if given == "" {
		return true
	}
	origin, err := url.Parse(given)
	return err == nil && origin.Host != "" && strings.EqualFold(origin.Host, r.Host)
}

// listed is whether a request comes from a page of an origin that the operator named.
func (s *Server) listed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin != "" && s.allowed(origin)
}
