package trusted

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"

	"onewindow/ent/db"
	"onewindow/ent/db/trusteddocument"
	"onewindow/internal/store"
	"onewindow/internal/trusted/manifest"
)

// retryAfter is how long a registry waits that could not read what changed.
const retryAfter = 300 * time.Millisecond

// Registry has all registered documents in memory, and follows the database. The
// zero Registry knows none.
type Registry struct {
	store   *store.Store
	own     []*Document
	current atomic.Pointer[known]
	loading sync.Mutex
	failed  chan struct{}
}

// known is what is registered at one moment; it never changes.
type known struct {
	rows map[int]*Document
	last int // the largest id among them

	ofClient  map[clientID]*Document
	byID      map[string]*Document // nil for an id that clients use for different documents
	byBody    map[string]*Document
	canonical map[string]*Document
}

type clientID struct{ client, id string }

// Document is a registered document.
type Document struct {
	Client, ID, Body string

	hash, canonical string
}

// OwnDocuments are those in the manifest of a page that is built into the program:
// they are registered without being stored.
func OwnDocuments(client string, text []byte) ([]*Document, error) {
	entries, err := manifest.Read(text)
	if err != nil {
		return nil, fmt.Errorf("read the documents of %s: %w", client, err)
	}
	own := make([]*Document, len(entries))
	for i, e := range entries {
		own[i] = newDocument(client, e.ID, e.Body)
	}
	return own, nil
}

// Follow reads what is registered, beside the program's own documents, and keeps
// up with it: changed tells that there is something new to look for.
func Follow(ctx context.Context, s *store.Store, changed <-chan struct{}, own []*Document) (*Registry, error) {
	r := &Registry{store: s, own: own, failed: make(chan struct{}, 1)}
	r.current.Store(index(nil, own))
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	go r.follow(ctx, changed)
	return r, nil
}

func (r *Registry) follow(ctx context.Context, changed <-chan struct{}) {
	var retry <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-changed:
			if !open {
				return
			}
		case <-r.failed:
		case <-retry:
		}
		retry = nil
		if err := r.read(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "follow the trusted documents", "error", err)
			retry = time.After(retryAfter)
		}
	}
}

// soon reads what changed, now if it can.
func (r *Registry) soon(ctx context.Context) {
	if err := r.read(ctx); err != nil {
		slog.WarnContext(ctx, "follow an own change of the trusted documents", "error", err)
		select {
		case r.failed <- struct{}{}:
		default: // it has been told already
		}
	}
}

// read brings the registry up to what is stored. Rows never change and ids are
// never used again, so the same number of rows with the same last id are the same.
func (r *Registry) read(ctx context.Context) error {
	r.loading.Lock()
	defer r.loading.Unlock()
	before := r.now()
	var there []struct {
		Count int
		Max   *int
	}
	err := r.store.Client.TrustedDocument.Query().Aggregate(db.Count(), db.Max(trusteddocument.FieldID)).Scan(ctx, &there)
	if err != nil {
		return fmt.Errorf("look for trusted documents: %w", err)
	}
	if n := there[0]; n.Count == len(before.rows) && (n.Max == nil || *n.Max == before.last) {
		return nil
	}
	ids, err := r.store.Client.TrustedDocument.Query().IDs(ctx)
	if err != nil {
		return fmt.Errorf("list trusted documents: %w", err)
	}
	rows := make(map[int]*Document, len(ids))
	var added []int
	for _, id := range ids {
		if d, known := before.rows[id]; known {
			rows[id] = d
			continue
		}
		added = append(added, id)
	}
	for batch := range slices.Chunk(added, perStatement) {
		found, err := r.store.Client.TrustedDocument.Query().Where(trusteddocument.IDIn(batch...)).All(ctx)
		if err != nil {
			return fmt.Errorf("read trusted documents: %w", err)
		}
		for _, row := range found {
			rows[row.ID] = newDocument(row.Client, row.DocumentID, row.Body)
		}
	}
	r.current.Store(index(rows, r.own))
	return nil
}

func newDocument(client, id, body string) *Document {
	d := &Document{Client: client, ID: id, Body: body, hash: manifest.Hash(body)}
	if parsed, err := parser.ParseQuery(&ast.Source{Input: body}); err == nil { // it was checked when it was registered
		d.canonical = Canonical(parsed)
	}
	return d
}

func index(rows map[int]*Document, own []*Document) *known {
	k := &known{rows: rows, ofClient: map[clientID]*Document{}, byID: map[string]*Document{}, byBody: map[string]*Document{}, canonical: map[string]*Document{}}
	all := slices.Clone(own)
	for id, d := range rows {
		k.last = max(k.last, id)
		all = append(all, d)
	}
	for _, d := range all {
		k.ofClient[clientID{d.Client, d.ID}] = d
		k.byBody[d.Body], k.canonical[d.canonical] = d, d
		if other, there := k.byID[d.ID]; there && (other == nil || other.Body != d.Body) {
			k.byID[d.ID] = nil
			continue
		}
		k.byID[d.ID] = d
	}
	delete(k.canonical, "")
	for _, d := range all { // whatever a client calls it, everybody can reckon its hash
		for _, id := range []string{d.hash, "sha256:" + d.hash} {
			if _, there := k.byID[id]; !there {
				k.byID[id] = d
			}
		}
	}
	return k
}

var none = &known{}

func (r *Registry) now() *known {
	if k := r.current.Load(); k != nil {
		return k
	}
	return none
}

// Find is the document of an id, nil for none. What the client registered under it
// comes first; an id is a hash, so whoever else registered it means the same.
func (r *Registry) Find(client, id string) *Document {
	k := r.now()
	if d := k.ofClient[clientID{client, id}]; d != nil {
		return d
	}
	return k.byID[id]
}

// Text is the registered document with just this text, nil for none.
func (r *Registry) Text(body string) *Document { return r.now().byBody[body] }

// Same is the registered document that differs from a parsed one in what means
// nothing only, such as spaces, commas and comments; nil for none.
func (r *Registry) Same(parsed *ast.QueryDocument) *Document {
	k := r.now()
	if len(k.canonical) == 0 {
		return nil
	}
	return k.canonical[Canonical(parsed)]
}

// Canonical is how a document is written by this program.
func Canonical(parsed *ast.QueryDocument) string {
	var b strings.Builder
	formatter.NewFormatter(&b, formatter.WithCompacted()).FormatQueryDocument(parsed)
	return b.String()
}
