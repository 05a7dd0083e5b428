package search

import (
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
)

// Index holds documents at one moment. It never changes: With makes its
// successor. Any number of readers may search it at once.
type Index struct {
	documents map[int]*Document
	reader    index.IndexReader
	*writer
}

// writer is what an index and its successors grow in.
type writer struct {
	index bleve.Index
	// batches counts the parts it has grown to; an index in memory never joins
	// them by itself.
	batches int
	// rebuilt gives the one that is being built to take its place, nil for none.
	rebuilt <-chan *Index
}

// maxBatches is from how many parts on an index is built anew, beside the work.
const maxBatches = 64

// batchSize is how many documents one part takes at first.
const batchSize = 8192

// New indexes documents.
func New(documents []*Document) (*Index, error) {
	memory, err := bleve.NewUsing("", fields, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open a search index: %w", err)
	}
	x := &Index{documents: make(map[int]*Document, len(documents)), writer: &writer{index: memory}}
	for part := range slices.Chunk(documents, batchSize) {
		if err := x.write(part, nil); err != nil {
			return nil, err
		}
	}
	return x, x.open()
}

// Document is what is indexed under an id, nil for nothing.
func (x *Index) Document(id int) *Document { return x.documents[id] }

// With is the index with documents added or replaced and others removed. It is
// to be called on the newest index only, by one caller at a time.
func (x *Index) With(documents []*Document, removed []int) (*Index, error) {
	x = x.takeRebuilt()
	documents, removed = x.changed(documents, removed)
	if len(documents) == 0 && len(removed) == 0 {
		return x, nil
	}
	next := &Index{documents: maps.Clone(x.documents), writer: x.writer}
	if err := next.write(documents, removed); err != nil {
		return nil, err
	}
	if next.batches > maxBatches && next.rebuilt == nil {
		next.rebuilt = rebuild(slices.Collect(maps.Values(next.documents)))
	}
	return next, next.open()
}

// changed leaves out what the index holds already.
func (x *Index) changed(documents []*Document, removed []int) ([]*Document, []int) {
	documents = slices.DeleteFunc(slices.Clone(documents), func(d *Document) bool {
		old := x.documents[d.ID]
		return old != nil && old.equal(d)
	})
	removed = slices.DeleteFunc(slices.Clone(removed), func(id int) bool { return x.documents[id] == nil })
	return documents, removed
}

func (x *Index) write(documents []*Document, removed []int) error {
	batch := x.index.NewBatch()
	for _, d := range documents {
		if err := batch.Index(strconv.Itoa(d.ID), d.fields()); err != nil {
			return fmt.Errorf("index a document: %w", err)
		}
		x.documents[d.ID] = d
	}
	for _, id := range removed {
		batch.Delete(strconv.Itoa(id))
		delete(x.documents, id)
	}
	if err := x.index.Batch(batch); err != nil {
		return fmt.Errorf("write the search index: %w", err)
	}
	x.batches++
	return nil
}

// open fixes what the index shows; it is let go when nobody searches it any more.
func (x *Index) open() error {
	advanced, err := x.index.Advanced()
	if err != nil {
		return fmt.Errorf("read the search index: %w", err)
	}
	if x.reader, err = advanced.Reader(); err != nil {
		return fmt.Errorf("read the search index: %w", err)
	}
	runtime.AddCleanup(x, func(r index.IndexReader) { _ = r.Close() }, x.reader)
	return nil
}

// rebuild indexes documents in one part while others go on with many.
func rebuild(documents []*Document) <-chan *Index {
	done := make(chan *Index, 1)
	go func() {
		defer close(done)
		fresh, err := New(documents)
		if err != nil {
			slog.Error("build the search index anew", "error", err)
			return
		}
		done <- fresh
	}()
	return done
}

// takeRebuilt goes over to the index that was built anew, once it is there, and
// brings to it what changed meanwhile.
func (x *Index) takeRebuilt() *Index {
	select {
	case fresh := <-x.rebuilt:
		x.rebuilt = nil
		if fresh == nil {
			return x
		}
		var removed []int
		for id := range fresh.documents {
			if x.documents[id] == nil {
				removed = append(removed, id)
			}
		}
		if next, err := fresh.With(slices.Collect(maps.Values(x.documents)), removed); err == nil {
			return next
		}
	default:
	}
	return x
}

// The analyzers.
const (
	characters = "characters"
	terms      = "terms" // with blanks between them
)

// fields says how each field of a document is cut into terms.
var fields = func() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	must(m.AddCustomTokenFilter("pairs", map[string]any{"type": cjk.BigramName, "output_unigram": true}))
	must(m.AddCustomAnalyzer(characters, map[string]any{
		"type": custom.Name, "tokenizer": unicode.Name,
		"token_filters": []string{cjk.WidthName, lowercase.Name, "pairs"},
	}))
	must(m.AddCustomAnalyzer(terms, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}))
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	for analyzer, names := range map[string][]string{
		characters: {inName, inAbout},
		terms:      {inWhole, inSound, inSyllable, inOpening, inInitial, inCode},
	} {
		for _, name := range names {
			f := bleve.NewTextFieldMapping()
			f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = analyzer, false, false, false
			f.IncludeTermVectors = analyzer == characters
			m.DefaultMapping.AddFieldMappingsAt(name, f)
		}
	}
	return m
}()

func must(err error) {
	if err != nil {
		panic(err) // the names above are constants
	}
}
