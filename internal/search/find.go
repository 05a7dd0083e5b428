package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
)

// fewHits is below which what has only a part of the words is told too.
const fewHits = 3

// tooCommon is the part of all documents, one in so many, from which on a word
// that they have is none to guess by.
const tooCommon = 12

// Hit is a document that was found.
type Hit struct {
	ID int
	// Score is larger the better the document fits; it compares hits of one search.
	Score float64
	tie   string
}

// Find lists the documents that fit a query and that keep wants, the best first.
//
// It looks for what was written; where nothing has it, for what sounds like it,
// then for what differs in one character or letter. Where that gives few, those
// that have some of the words follow. What none of the three has found is only
// guessed at: by those of its words that a name has at all.
func (x *Index) Find(ctx context.Context, q *Query, keep func(id int) bool) (hits []Hit, guessed bool, err error) {
	if len(q.units) == 0 {
		return nil, false, nil
	}
	look := looking{ctx, x, q, keep}
	for _, attempt := range []func() ([]Hit, error){look.asWritten, look.asHeard, look.asMistaken} {
		if hits, err = attempt(); err != nil {
			return nil, false, err
		}
		if len(hits) > 0 {
			break
		}
	}
	if guessed = len(hits) == 0; guessed {
		if hits, err = look.asKnown(); err != nil {
			return nil, false, err
		}
	}
	if len(hits) >= fewHits {
		return hits, guessed, nil
	}
	rest, err := look.inPart()
	return behind(hits, rest), guessed, err
}

// looking is one search under way.
type looking struct {
	ctx  context.Context
	x    *Index
	q    *Query
	keep func(id int) bool
}

// asWritten finds what has most of the words in its names; letters may be pinyin,
// initials or a code as well.
func (l looking) asWritten() ([]Hit, error) {
	hits, err := l.run(wanting(l.q.units, mostWords, named), search.SearcherOptions{})
	if err != nil || !l.q.latin {
		return l.ranked(hits), err
	}
	spelt, err := l.run(l.q.letters(), unscored)
	if err != nil {
		return nil, err
	}
	return l.ranked(append(hits, without(spelt, hits)...)), nil
}

// asHeard finds what sounds like the text, 身分证 for 身份证, and what has pinyin
// of two words that stand apart.
func (l looking) asHeard() ([]Hit, error) {
	hits, err := l.run(l.q.sounds(), unscored)
	return l.ranked(hits), err
}

// asMistaken finds what differs in one character or letter.
func (l looking) asMistaken() ([]Hit, error) {
	hits, err := l.run(l.q.mistakes(), unscored)
	return l.ranked(hits), err
}

// asKnown finds what has most, or else some, of those words in its names that say
// something. In a long sentence many pairs of characters are no words: 把我, 我家.
func (l looking) asKnown() ([]Hit, error) {
	telling, best, err := l.telling()
	if err != nil {
		return nil, err
	}
	for _, share := range []float64{mostWords, someWords} {
		if best >= atLeast(share, telling) {
			hits, err := l.run(wanting(telling, share, named), search.SearcherOptions{})
			return l.ranked(hits), err
		}
	}
	return nil, nil
}

// inPart finds what has some of the words anywhere.
func (l looking) inPart() ([]Hit, error) {
	hits, err := l.run(wanting(l.q.units, someWords, anywhere), search.SearcherOptions{})
	return l.ranked(hits), err
}

// telling are the words of the search that some names have, and not so many that
// it would be no guess: 登记, 许可. best is how many of them the document has that
// has the most.
func (l looking) telling() (telling []unit, best int, err error) {
	most := 0
	for id := range l.x.documents {
		if l.keep(id) {
			most++
		}
	}
	most = max(1, most/tooCommon)
	words := map[int]int{}
	for _, u := range l.q.units {
		var having []int
		err := l.each(wanting([]unit{u}, 1, named), unscored, func(id int, _ float64) bool {
			having = append(having, id)
			return len(having) <= most
		})
		if err != nil {
			return nil, 0, err
		}
		if len(having) == 0 || len(having) > most {
			continue
		}
		telling = append(telling, u)
		for _, id := range having {
			words[id]++
			best = max(best, words[id])
		}
	}
	return telling, best, nil
}

// unscored is for queries that only say which documents there are. Their score
// would depend on how the index came about.
var unscored = search.SearcherOptions{Score: "none"}

// run tells the documents that a query finds, with its scores.
func (l looking) run(q query.Query, options search.SearcherOptions) (hits []Hit, err error) {
	err = l.each(q, options, func(id int, score float64) bool {
		hits = append(hits, Hit{ID: id, Score: score})
		return true
	})
	return hits, err
}

// each visits the documents that a query finds, until one is enough.
func (l looking) each(q query.Query, options search.SearcherOptions, visit func(id int, score float64) (more bool)) error {
	searcher, err := q.Searcher(l.ctx, l.x.reader, fields, options)
	if err != nil {
		return fmt.Errorf("prepare a search: %w", err)
	}
	defer func() { _ = searcher.Close() }()
	pool := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0), IndexReader: l.x.reader}
	for {
		match, err := searcher.Next(pool)
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if match == nil {
			return l.ctx.Err()
		}
		id, err := l.x.idOf(match)
		if err != nil {
			return err
		}
		if l.keep(id) && !visit(id, match.Score) {
			return nil
		}
		pool.DocumentMatchPool.Put(match)
	}
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

// ranked orders documents by how rare the words are that they have, and by how
// much of a name these make.
func (l looking) ranked(hits []Hit) []Hit {
	top := 0.0
	for _, h := range hits {
		top = max(top, h.Score)
	}
	for i := range hits {
		h := &hits[i]
		if top > 0 {
			h.Score /= top
		}
		document := l.x.documents[h.ID]
		h.Score, h.tie = math.Round((h.Score+closeness*l.q.closest(document))*1e4)/1e4, document.Tie
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.Score != b.Score {
			return cmp.Compare(b.Score, a.Score)
		}
		return strings.Compare(a.tie, b.tie)
	})
	return hits
}

// How much it weighs how close a name is to what was written, beside its words.
const (
	closeness    = 1.0
	calledSo     = 2.0 // the whole name is what was written
	closeSound   = 0.9
	closeInitial = 0.5
)

// closest is how close the closest name is: the share of it that was written,
// and more where that is all of it.
func (q *Query) closest(d *Document) float64 {
	best := 0.0
	for _, name := range d.names {
		if name.plain == q.text || q.latin && name.spelling == q.core {
			return calledSo
		}
		best = closer(best, 1, q.core, name.plain)
		best = closer(best, closeSound, q.spelling, name.spelling)
		if q.latin {
			best = closer(best, closeInitial, q.core, name.initials)
		}
	}
	return best
}

// closer is how much of a name a part of it is, weighed, where that is more than
// the best so far; a name that is too long to be better is not looked at.
func closer(best, weight float64, part, name string) float64 {
	if part == "" || len(part) > len(name) {
		return best
	}
	share := weight * float64(len(part)) / float64(len(name))
	if share > best && strings.Contains(name, part) {
		return share
	}
	return best
}

// behind puts what is not among the hits behind them.
func behind(hits, rest []Hit) []Hit {
	rest = without(rest, hits)
	if len(rest) > 0 {
		for i := range hits {
			hits[i].Score += rest[0].Score
		}
	}
	return append(hits, rest...)
}

// without leaves out hits that others are too.
func without(hits, others []Hit) []Hit {
	known := make(map[int]bool, len(others))
	for _, h := range others {
		known[h.ID] = true
	}
	return slices.DeleteFunc(hits, func(h Hit) bool { return known[h.ID] })
}
