package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
)

// fewHits is below which what has only a part of the words is told too.
const fewHits = 3

// Hit is a document that was found.
type Hit struct {
	ID int
	// Score is larger the better the document fits; it compares hits of one search.
	Score float64
}

// Find lists the documents that fit a text and that keep wants, the best first.
//
// It looks for what was written; where nothing has it, for what sounds like it,
// then for what differs in one character or letter. Where that gives few, those
// that have some of the words follow.
func (x *Index) Find(ctx context.Context, v *Vocabulary, text string, keep func(id int) bool) ([]Hit, error) {
	q := v.read(text)
	if len(q.units) == 0 {
		return nil, nil
	}
	var hits []Hit
	var err error
	for _, look := range []func() []query.Query{q.asWritten, q.asHeard, q.asMistaken} {
		if hits, err = x.run(ctx, look(), keep); err != nil {
			return nil, err
		}
		if len(hits) > 0 {
			break
		}
	}
	if len(hits) < fewHits {
		rest, err := x.run(ctx, q.inPart(), keep)
		if err != nil {
			return nil, err
		}
		hits = behind(hits, rest)
	}
	exact, err := x.run(ctx, q.exactly(), keep)
	return foremost(hits, exact), err
}

// behind puts what is not among the hits behind them.
func behind(hits, rest []Hit) []Hit {
	rest = slices.DeleteFunc(rest, func(h Hit) bool { return has(hits, h.ID) })
	if len(rest) > 0 {
		for i := range hits {
			hits[i].Score += rest[0].Score
		}
	}
	return append(hits, rest...)
}

// foremost puts those of the hits in front that are called exactly as was written.
func foremost(hits, exact []Hit) []Hit {
	var front, back []Hit
	for _, h := range hits {
		if has(exact, h.ID) {
			front = append(front, Hit{h.ID, h.Score + hits[0].Score})
		} else {
			back = append(back, h)
		}
	}
	return append(front, back...)
}

func has(hits []Hit, id int) bool {
	return slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == id })
}

// run lists what any of some queries finds, the best first.
func (x *Index) run(ctx context.Context, ways []query.Query, keep func(id int) bool) ([]Hit, error) {
	searcher, err := anyOf(ways).Searcher(ctx, x.reader, fields, search.SearcherOptions{})
	if err != nil {
		return nil, fmt.Errorf("prepare a search: %w", err)
	}
	defer func() { _ = searcher.Close() }()
	pool := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0), IndexReader: x.reader}
	var hits []Hit
	for {
		match, err := searcher.Next(pool)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if match == nil {
			break
		}
		id, err := x.idOf(match)
		if err != nil {
			return nil, err
		}
		if keep(id) {
			hits = append(hits, Hit{id, math.Round(match.Score*1e6) / 1e6})
		}
		pool.DocumentMatchPool.Put(match)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(x.documents[a.ID].Tie, x.documents[b.ID].Tie))
	})
	return hits, ctx.Err()
}

func (x *Index) idOf(match *search.DocumentMatch) (int, error) {
	name, err := x.reader.ExternalID(match.IndexInternalID)
	if err != nil {
		return 0, fmt.Errorf("read which document was found: %w", err)
	}
	id, err := strconv.Atoi(name)
	if err != nil {
		return 0, fmt.Errorf("read which document was found: %w", err)
	}
	return id, nil
}
