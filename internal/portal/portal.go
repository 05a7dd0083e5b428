// Package portal serves the pages for citizens: search, guides, places and
// centers, written out by the server so that they are useful without a script and
// found by search engines (issue 5). All they tell they ask of the public GraphQL
// API, by documents that are registered as any frontend's.
package portal

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/text/language"

	"onewindow/internal/calendar"
)

// Ask sends one of the portal's registered operations, by its name, to the API for
// the reader of a page, and reads the data of the answer. A Refusal is an answer
// without data.
type Ask func(r *http.Request, operation string, variables map[string]any, data any) error

// Codes of refusals that a page tells of.
const (
	unauthenticated = "UNAUTHENTICATED"
	forbidden       = "FORBIDDEN"
)

// Refusal is an answer of the API with errors and without data.
type Refusal struct {
	Status     int
	Code       string
	RetryAfter string // seconds, empty for none
}

func (r *Refusal) Error() string { return fmt.Sprintf("the API refused: %d %s", r.Status, r.Code) }

// Assets are the addresses of the built script and style.
type Assets struct{ Script, Style string }

// Portal serves the pages.
type Portal struct {
	ask Ask
	// askSignedIn asks as whoever is signed in.
	askSignedIn Ask
	assets      Assets
	policy      string
	today       func() calendar.Day
	mux         *http.ServeMux
}

//go:embed templates
var files embed.FS

var templates = parse()

// parse reads each page's template with the frame around it.
func parse() map[string]*template.Template {
	frame := template.Must(template.New("frame").Funcs(functions).ParseFS(files, "templates/frame.html", "templates/parts.html", "templates/sections.html"))
	all := map[string]*template.Template{}
	for _, name := range []string{"home", "search", "guide", "sheet", "leaflet", "places", "place", "center", "card", "follow", "receipt", "hall", "ledger", "problem"} {
		all[name] = template.Must(template.Must(frame.Clone()).ParseFS(files, "templates/"+name+".html"))
	}
	return all
}

// New makes the portal. The policy is the Content-Security-Policy of its pages, today
// the day in the deployment's time zone.
func New(ask, askSignedIn Ask, assets Assets, policy string, today func() calendar.Day) *Portal {
	p := &Portal{ask: ask, askSignedIn: askSignedIn, assets: assets, policy: policy, today: today, mux: http.NewServeMux()}
	for pattern, page := range map[string]page{
		"GET /{$}":                 p.home,
		"GET /search":              p.search,
		"GET /life/{code}":         p.life,
		"GET /topic/{code}":        p.topic,
		"GET /department/{code}":   p.department,
		"GET /item/{slug}":         p.guide,
		"GET /item/{slug}/print":   p.sheet,
		"GET /item/{slug}/leaflet": p.leaflet,
		"GET /places":              p.places,
		"GET /place/{code}":        p.place,
		"GET /center/{code}":       p.center,
		"GET /center/{code}/card":  p.card,
		"GET /hall/{code}":         p.hall,
		"GET /follow":              p.follow,
		"POST /follow":             p.followed,
		"GET /ledger":              p.ledger,
		"GET /receipts/{number}":   p.receipt,
	} {
		p.mux.HandleFunc(pattern, p.page(page))
	}
	p.mux.HandleFunc("GET /robots.txt", p.robots)
	p.mux.HandleFunc("GET /sitemap.xml", p.sitemap)
	p.mux.HandleFunc("/", p.page(func(*visit) (*view, error) { return nil, errNothing }))
	return p
}

// ServeHTTP answers with a page.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead && !mayPost(r) {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	p.mux.ServeHTTP(w, r)
}

// longestAddress is how many bytes the address of a page has at most: pages link to
// themselves.
const longestAddress = 2000

// errNothing is that there is nothing at an address.
var errNothing = errors.New("there is nothing here")

// visit is one reader's request for a page.
type visit struct {
	*http.Request
	portal *Portal
	words  *words
}

// ask asks the API for the reader, in the language of the page.
func (v *visit) ask(operation string, variables map[string]any, data any) error {
	return v.portal.ask(v.inLanguage(), operation, variables, data)
}

// askSignedIn asks as whoever is signed in.
func (v *visit) askSignedIn(operation string, variables map[string]any, data any) error {
	return v.portal.askSignedIn(v.inLanguage(), operation, variables, data)
}

func (v *visit) inLanguage() *http.Request {
	r := v.Clone(v.Context())
	r.Header.Set("Accept-Language", v.words.Language)
	return r
}

// view is what a page shows.
type view struct {
	template           string
	Title, Description string
	Structured         template.JS // schema.org data, empty for none
	Data               any
	// Follows is whether the page is written anew when the catalog changes.
	Follows bool
	// Private is whether no cache may keep it.
	Private bool
}

// page gathers what one page shows.
type page func(v *visit) (*view, error)

// framed is a view with what the frame around it needs.
type framed struct {
	*view
	*words
	Assets  Assets
	Address string // of the page, whatever its language
	Other   string // the same page in the other language
	// Large is whether it is in larger type, OtherType the same page in the other one.
	Large     bool
	OtherType string
	Query     string // what was searched for
}

// page answers with what a page gathers, or tells why it can't.
func (p *Portal) page(gather page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Request: r, portal: p, words: wordsOf(r)}
		keepLanguage(w, r, v.words)
		status := http.StatusOK
		shown, err := v.gather(gather)
		f := framed{words: v.words, Assets: p.assets, Address: base(r) + r.URL.Path, Other: v.inOtherLanguage(), Large: keepType(w, r), Query: r.URL.Query().Get("q")}
		f.OtherType = v.with("type", otherType[f.Large])
		if err != nil { // a page about what is not there repeats nothing of what was asked
			shown, status = v.problem(w, err)
			f.Address, f.Other, f.OtherType, f.Query = base(r)+"/", "/?lang="+v.words.other, "/?type="+otherType[f.Large], ""
		}
		f.view = shown
		var html bytes.Buffer
		if err := templates[shown.template].ExecuteTemplate(&html, "frame", f); err != nil {
			slog.ErrorContext(r.Context(), "write a page", "page", shown.template, "error", err)
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		body := html.Bytes()
		if v.words == english {
			body = markChinese(body)
		}
		p.send(w, r, status, body, shown.Private)
	}
}

// Busy answers a reader whose budget is used up, and says in seconds when to come again.
func (p *Portal) Busy(w http.ResponseWriter, r *http.Request, retryAfter string) {
	p.page(func(*visit) (*view, error) {
		return nil, &Refusal{Status: http.StatusTooManyRequests, RetryAfter: retryAfter}
	})(w, r)
}

func (v *visit) gather(gather page) (*view, error) {
	if len(v.URL.RequestURI()) > longestAddress {
		return nil, errNothing
	}
	return gather(v)
}

// send sends a page with a tag by which a browser asks for it again.
func (p *Portal) send(w http.ResponseWriter, r *http.Request, status int, html []byte, private bool) {
	sum := sha256.Sum256(html)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy)
	h.Add("Vary", "Accept-Language, Cookie")
	h.Set("Cache-Control", "no-cache")
	if private {
		h.Set("Cache-Control", "no-store")
	}
	if status == http.StatusOK && !private {
		h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(html))
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(html)
}

// problem is the page that says why there is no other.
func (v *visit) problem(w http.ResponseWriter, err error) (*view, int) {
	refused, isRefused := errors.AsType[*Refusal](err)
	switch {
	case errors.Is(err, errNothing), isRefused && refused.Code == "BAD_USER_INPUT": // what an address says is the reader's
		return &view{template: "problem", Title: v.words.Say("nothing"), Data: v.words.Say("nothing-long")}, http.StatusNotFound
	case isRefused && refused.Code == unauthenticated:
		return &view{template: "problem", Title: v.words.Say("sign-in"), Data: v.words.Say("sign-in-long"), Private: true}, http.StatusUnauthorized
	case isRefused && refused.Code == forbidden:
		return &view{template: "problem", Title: v.words.Say("not-allowed"), Data: v.words.Say("not-allowed-long"), Private: true}, http.StatusForbidden
	case isRefused && refused.Status == http.StatusTooManyRequests:
		w.Header().Set("Retry-After", refused.RetryAfter)
		return &view{template: "problem", Title: v.words.Say("busy"), Data: v.words.Say("busy-long")}, http.StatusTooManyRequests
	}
	slog.ErrorContext(v.Context(), "gather a page", "path", v.URL.Path, "error", err)
	return &view{template: "problem", Title: v.words.Say("broken"), Data: v.words.Say("broken-long")}, http.StatusServiceUnavailable
}

// languageCookie keeps the language that a reader chose.
const languageCookie = "onewindow_language"

var languages = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.English})

// wordsOf is the language of a page: as its address says, or the reader's choice
// before, or what the browser prefers; Chinese where none says anything.
func wordsOf(r *http.Request) *words {
	chosen := r.URL.Query().Get("lang")
	if cookie, err := r.Cookie(languageCookie); chosen == "" && err == nil {
		chosen = cookie.Value
	}
	if chosen == "" {
		chosen = r.Header.Get("Accept-Language")
	}
	if chosen != "" {
		if _, i := language.MatchStrings(languages, chosen); i == 1 {
			return english
		}
	}
	return chinese
}

// keepLanguage remembers a language that was asked for in an address, so that the
// next page has it too.
func keepLanguage(w http.ResponseWriter, r *http.Request, words *words) {
	if r.URL.Query().Get("lang") != "" {
		keep(w, languageCookie, words.Language)
	}
}

// typeCookie keeps the size of type that a reader chose.
const typeCookie = "onewindow_type"

// The sizes of type, and the other one for who has larger type or not.
const (
	largeType  = "large"
	normalType = "normal"
)

var otherType = map[bool]string{true: normalType, false: largeType}

// keepType is whether a reader wants larger type: as the address or the form says, or
// as they chose before. What they say is remembered for the next page.
func keepType(w http.ResponseWriter, r *http.Request) (large bool) {
	said := r.URL.Query().Get("type")
	if mayPost(r) {
		said = cmp.Or(said, r.PostFormValue("type"))
	}
	if said == largeType || said == normalType {
		keep(w, typeCookie, said)
		return said == largeType
	}
	cookie, err := r.Cookie(typeCookie)
	return err == nil && cookie.Value == largeType
}

// keep remembers a choice for a year.
func keep(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true})
}

// inOtherLanguage is the address of this page in the other language.
func (v *visit) inOtherLanguage() string {
	u := *v.URL
	q := u.Query()
	q.Set("lang", v.words.other)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// structured is a value of schema.org as a page may hold it.
func structured(value any) template.JS {
	text, err := json.Marshal(value) // which escapes <, > and &
	if err != nil {
		return ""
	}
	return template.JS(text)
}

type baseKey struct{}

// ReachedAt notes how readers reach this host, e.g. "https://services.example": links
// and codes that leave with a page begin with it.
func ReachedAt(r *http.Request, base string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), baseKey{}, base))
}

// base is what ReachedAt noted; the host that was asked for without it.
func base(r *http.Request) string {
	if noted, ok := r.Context().Value(baseKey{}).(string); ok {
		return noted
	}
	return "http://" + r.Host
}
