package transport

import (
	"bytes"
	"cmp"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql/errcode"

	"onewindow/graph"
)

func init() {
	// An operation that is too large is refused before it runs, as an invalid one is.
	errcode.RegisterErrorType(tooCostly.Code, errcode.KindProtocol)
}

// methods are those of the GraphQL endpoint.
const methods = "GET, POST, OPTIONS"

// maxAccept is how long a list of types may be to be read; who sends a longer one is
// given what anybody takes. Thousands of qualities take longer to put in order than
// most operations to run.
const maxAccept = 4096

// conforming answers requests that never become an operation as the GraphQL over
// HTTP specification says, where gqlgen says otherwise.
func conforming(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodPost && r.Method != http.MethodOptions:
			w.Header().Set("Allow", methods)
			refuse(w, r, http.StatusMethodNotAllowed, notGetOrPost.At(""))
		case r.Method == http.MethodPost && !isJSON(r.Header.Get("Content-Type")):
			refuse(w, r, http.StatusUnsupportedMediaType, notJSON.At(""))
		case r.Method == http.MethodPost && isEncoded(r.Header):
			w.Header().Set("Accept-Encoding", "identity")
			refuse(w, r, http.StatusUnsupportedMediaType, encodedBody.At(""))
		case r.Method == http.MethodGet && !isReadable(r.URL.RawQuery):
			refuse(w, r, http.StatusBadRequest, unreadableURL.At(""))
		case isEvents(r) && (r.Header.Get("X-GraphQL-Event-Stream-Token") != "" || r.URL.Query().Has("token")):
			refuse(w, r, http.StatusBadRequest, singleConnection.At(""))
		case isEvents(r) && r.Method == http.MethodGet && !isSocket(r):
			w.Header().Set("Allow", http.MethodPost)
			refuse(w, r, http.StatusMethodNotAllowed, eventsByGet.At(""))
		default:
			switch accept := r.Header.Values("Accept"); {
			case len(strings.Join(accept, ",")) > maxAccept:
				r.Header.Del("Accept")
			case len(accept) > 0:
				r.Header["Accept"] = byQuality(accept)
			}
			if !isSocket(r) {
				r.Header.Del("Upgrade") // gqlgen's transports take no request that offers another protocol
			}
			next.ServeHTTP(w, r)
		}
	})
}

// byQuality are the types that a client takes, those first that it would rather have
// (RFC 9110, 12.5.1): gqlgen takes the first that it knows. One of the quality 0 is
// none.
func byQuality(accept []string) []string {
	joined := strings.Join(accept, ",")
	if !strings.Contains(joined, "=") {
		return accept
	}
	type ranged struct {
		media   string
		quality float64
	}
	var ranges []ranged
	for part := range strings.SplitSeq(joined, ",") {
		quality := 1.0
		if _, parameters, err := mime.ParseMediaType(part); err == nil && parameters["q"] != "" {
			if q, err := strconv.ParseFloat(parameters["q"], 64); err == nil {
				quality = q
			}
		}
		if quality > 0 {
			ranges = append(ranges, ranged{part, quality})
		}
	}
	slices.SortStableFunc(ranges, func(a, b ranged) int { return cmp.Compare(b.quality, a.quality) })
	taken := make([]string, len(ranges))
	for i, r := range ranges {
		taken[i] = strings.TrimSpace(r.media)
	}
	return []string{strings.Join(taken, ", ")}
}

// mending has the answers to faulty requests mended; streams have none.
func mending(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isStream(r) {
			w = &faultAnswer{ResponseWriter: w, request: r}
		}
		next.ServeHTTP(w, r)
	})
}

func isJSON(contentType string) bool {
	media, parameters, err := mime.ParseMediaType(contentType)
	charset, given := parameters["charset"]
	return err == nil && media == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}

// isEncoded is whether a body says that it is compressed or the like (RFC 9110, 8.4):
// none is unpacked, so that a small one can't become large.
func isEncoded(h http.Header) bool {
	coding := strings.Join(h.Values("Content-Encoding"), ",")
	return coding != "" && !strings.EqualFold(coding, "identity")
}

// isReadable is whether the parameters of an address are what they should be;
// gqlgen repeats what they are, and names no code.
func isReadable(query string) bool {
	parameters, err := url.ParseQuery(query)
	if err != nil {
		return false
	}
	for _, name := range []string{"variables", "extensions"} {
		var object map[string]json.RawMessage
		if text := parameters.Get(name); text != "" && json.Unmarshal([]byte(text), &object) != nil {
			return false
		}
	}
	return true
}

// faultAnswer mends the answers to faulty requests. gqlgen sets a status for
// these alone, before it writes the one answer.
type faultAnswer struct {
	http.ResponseWriter
	request *http.Request
	status  int
}

// WriteHeader holds the status back until the answer is there.
func (f *faultAnswer) WriteHeader(status int) { f.status = status }

// Write sends an answer: without data, which only an operation that ran has, and
// under the status of the specification.
func (f *faultAnswer) Write(b []byte) (int, error) {
	if f.status == 0 {
		return f.ResponseWriter.Write(b)
	}
	if rest, ok := bytes.CutSuffix(b, []byte(`,"data":null}`)); ok {
		b = append(rest, '}')
	}
	switch {
	case f.Header().Get("Retry-After") != "": // over the budget
		f.status = http.StatusTooManyRequests
	case f.status == http.StatusNotAcceptable: // a mutation by GET
		f.Header().Set("Allow", "POST")
		refuse(f.ResponseWriter, f.request, http.StatusMethodNotAllowed, changeByGet.At(""))
		return len(b), nil
	case bytes.HasPrefix(b, []byte(`{"errors":[{"message":"`+graph.NoDocument.At("").Message(languageOf(f.request))+`"`)):
		f.status = http.StatusBadRequest
	case f.status == http.StatusUnprocessableEntity: // well-formed, asked for as application/json
		f.status = http.StatusOK
	}
	f.ResponseWriter.WriteHeader(f.status)
	return f.ResponseWriter.Write(b)
}
