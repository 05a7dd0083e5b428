// Package web holds the pages that OneWindow serves, built and embedded, so that the program needs no other file and no network.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// GraphiQLPolicy is the content security policy of the GraphiQL page: nothing from another origin.
// Its dialogs put a style into the page; the sockets of subscriptions count as 'self'.
const GraphiQLPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// PagePolicy is the content security policy of our own pages: nothing from another origin, no script and no style but their files.
const PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; " + pageSources

// adminPolicy is PagePolicy with inline styles, which the component library of the admin console sets.
const adminPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " + pageSources

const pageSources = "img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// Pages are our own pages, each with a manifest of the documents that it sends as the client onewindow-<page>.
var Pages = []string{"portal", "kiosk", "admin"}

// Page serves one of our own pages under /<name>/: its files, and its index.html for every other path, which is a view of it.
func Page(name string) http.Handler {
	policy := PagePolicy
	if name == "admin" {
		policy = adminPolicy
	}
	s := newSite(name, policy)
	s.views = true
	return s
}

// Documents is the manifest of the documents that one of our own pages sends.
func Documents(page string) []byte {
	content, err := dist.ReadFile("dist/" + page + "/documents.json")
	if err != nil {
		panic("web: " + err.Error())
	}
	return content
}

// Entry is where the built script of an entry of one of our own pages is, and its style; the build names both by their content.
func Entry(page, entry string) (script, style string) {
	var built map[string]struct {
		File string
		CSS  []string
	}
	content, err := dist.ReadFile("dist/" + page + "/manifest.json")
	if err == nil {
		err = json.Unmarshal(content, &built)
	}
	if err != nil || built[entry].File == "" || len(built[entry].CSS) != 1 {
		panic(fmt.Sprintf("web: the build of %s has no %s with one style: %v", page, entry, err))
	}
	prefix := "/" + page + "/"
	return prefix + built[entry].File, prefix + built[entry].CSS[0]
}

// GraphiQL serves the GraphQL editor under /graphiql/ and sends /graphiql there.
// The page talks to /graphql of the same origin.
func GraphiQL() http.Handler {
	return newSite("graphiql", GraphiQLPolicy)
}

// contentTypes names the types of all that a build emits, so that the system's own table has no say.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".png":  "image/png",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",

	".webmanifest": "application/manifest+json",
}

// site serves the files of one folder of dist under /<name>/.
type site struct {
	prefix string // "/<name>/"
	policy string // Content-Security-Policy
	views  bool   // paths that are no file are views of index.html
	files  map[string]file
}

// file is one embedded file with the headers that never change. Its content stays in the program's own text: in memory
// it would be there twice.
type file struct {
	path        string
	contentType string
	etag        string
	cache       string
}

// newSite reads a folder of dist. The files are part of the program, so a fault in them is a fault of the build.
func newSite(name, policy string) *site {
	s := &site{prefix: "/" + name + "/", policy: policy, files: map[string]file{}}
	root := "dist/" + name
	err := fs.WalkDir(dist, root, func(p string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := dist.ReadFile(p)
		s.files[strings.TrimPrefix(p, root+"/")] = newFile(p, content)
		return err
	})
	if err != nil {
		panic("web: " + err.Error())
	}
	return s
}

func newFile(name string, content []byte) file {
	sum := sha256.Sum256(content)
	f := file{
		path:        name,
		contentType: contentTypes[path.Ext(name)],
		etag:        `"` + hex.EncodeToString(sum[:8]) + `"`,
		cache:       "no-cache",
	}
	if f.contentType == "" {
		f.contentType = "application/octet-stream"
	}
	if path.Base(path.Dir(name)) == "assets" { // Their names carry a hash of the content.
		f.cache = "public, max-age=31536000, immutable"
	}
	return f
}

// ServeHTTP implements [http.Handler].
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path+"/" == s.prefix {
		http.Redirect(w, r, s.prefix, http.StatusMovedPermanently)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, s.prefix)
	if name == "" || s.views && path.Ext(name) == "" {
		name = "index.html"
	}
	f, found := s.files[name]
	if !ok || !found {
		http.NotFound(w, r)
		return
	}
	content, err := dist.Open(f.path)
	if err != nil {
		panic("web: " + err.Error()) // it was there when the program started
	}
	defer func() { _ = content.Close() }()
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", f.cache)
	h.Set("ETag", f.etag)
	h.Set("Content-Security-Policy", s.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	http.ServeContent(w, r, "", time.Time{}, content.(io.ReadSeeker))
}
