package search

import (
	"maps"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"
)

// How much a match weighs, by how much of a name it covers, by where it is and
// by how it was understood.
const (
	asWhole     = 30
	asBeginning = 1.5
	asPhrase    = 4
	bySynonym   = 0.6
	bySound     = 3
	byInitials  = 2
)

// How many of a search's words a document must have: most of them in its names,
// or where nothing has most, some of them anywhere.
const (
	mostWords = 0.6
	someWords = 0.34
)

// named and anywhere are where words are looked for, with the weight of each place.
var (
	named    = map[string]float64{inAlias: 3, inName: 3}
	anywhere = map[string]float64{inAlias: 3, inName: 3, inAbout: 0.5}
)

// What is shorter than this would find everything.
const (
	shortestSpelling = 2 // letters of pinyin, initials or a code
	shortestMistyped = 3 // Chinese characters with a wrong one among them
	shortestMisspelt = 4 // letters with a wrong one among them
	shortestPart     = 3 // letters of one of two words
)

// exactly looks for what is called just as was written.
func (q *wanted) exactly() []query.Query {
	all := []query.Query{term(inWhole, q.text, 1)}
	if q.latin {
		all = append(all, term(inSound, q.text, 1))
	}
	return all
}

// asWritten looks for the text, as words or as pinyin.
func (q *wanted) asWritten() []query.Query {
	all := []query.Query{
		term(inWhole, q.text, asWhole), term(inWhole, q.core, asWhole), beginning(inWhole, q.core, asBeginning),
		anyOf(inFields(q.core, asPhrase, named)),
		q.words(mostWords, named),
	}
	if q.latin && len(q.text) >= shortestSpelling {
		all = append(all, heard(q.text)...)
		all = append(all, beginning(inInitial, q.text, byInitials), beginning(inCode, q.text, bySound))
	}
	return all
}

// asHeard looks for what sounds like the text, 身分证 for 身份证, and for pinyin
// of two words that stand apart in names.
func (q *wanted) asHeard() []query.Query {
	if !q.latin {
		return heard(q.spelling())
	}
	var all []query.Query
	for i := shortestPart; i <= len(q.text)-shortestPart; i++ { // nongcun+jianfang
		all = append(all, query.NewConjunctionQuery([]query.Query{
			beginning(inSyllable, q.text[:i], bySound), beginning(inSyllable, q.text[i:], bySound),
		}))
	}
	return all
}

func heard(spelling string) []query.Query {
	if spelling == "" { // nothing in it is spoken
		return nil
	}
	return []query.Query{
		term(inSound, spelling, asWhole), beginning(inSound, spelling, asBeginning), beginning(inSyllable, spelling, bySound),
	}
}

// asMistaken looks for what differs in one character or letter.
func (q *wanted) asMistaken() []query.Query {
	var all []query.Query
	if !q.latin && utf8.RuneCountInString(q.core) >= shortestMistyped {
		all = append(all, mistaken(inWhole, q.core, asWhole))
	}
	if s := q.spelling(); len(s) >= shortestMisspelt {
		all = append(all, mistaken(inSound, s, bySound))
		if q.latin {
			all = append(all, mistaken(inSyllable, s, bySound))
		}
	}
	return all
}

// inPart looks for what has some of the words.
func (q *wanted) inPart() []query.Query { return []query.Query{q.words(someWords, anywhere)} }

func (q *wanted) spelling() string {
	if q.latin {
		return q.text
	}
	return spellings(sound(q.core))[0]
}

// words wants a share of the units, each in itself or in another word.
func (q *wanted) words(share float64, places map[string]float64) query.Query {
	units := make([]query.Query, len(q.units))
	for i, u := range q.units {
		ways := inFields(u.word, 1, places)
		for _, other := range u.other {
			ways = append(ways, inFields(other, bySynonym, places)...)
		}
		units[i] = anyOf(ways)
	}
	all := query.NewDisjunctionQuery(units)
	all.SetMin(max(1, math.Ceil(share*float64(len(units)))))
	return all
}

func inFields(word string, weight float64, places map[string]float64) []query.Query {
	var ways []query.Query
	for _, field := range slices.Sorted(maps.Keys(places)) {
		ways = append(ways, phrase(field, word, weight*places[field]))
	}
	return ways
}

func anyOf(ways []query.Query) query.Query { return query.NewDisjunctionQuery(ways) }

func term(field, text string, weight float64) query.Query {
	q := query.NewTermQuery(text)
	q.SetField(field)
	q.SetBoost(weight)
	return q
}

func beginning(field, text string, weight float64) query.Query {
	q := query.NewPrefixQuery(text)
	q.SetField(field)
	q.SetBoost(weight)
	return q
}

func mistaken(field, text string, weight float64) query.Query {
	q := query.NewFuzzyQuery(text)
	q.SetFuzziness(1)
	q.SetField(field)
	q.SetBoost(weight)
	return q
}

// phrase wants the characters of a word one after another.
func phrase(field, word string, weight float64) query.Query {
	terms := termsOf(word)
	if len(terms) == 1 {
		return term(field, terms[0], weight)
	}
	q := query.NewPhraseQuery(terms, field)
	q.SetBoost(weight)
	return q
}

// termsOf cuts a word as the analyzer of names does: Chinese into pairs of
// characters, anything else into runs.
func termsOf(word string) []string {
	var terms []string
	for _, run := range runs([]rune(word)) {
		if len(run) < 2 || !unicode.Is(unicode.Han, run[0]) {
			terms = append(terms, string(run))
			continue
		}
		for i := range len(run) - 1 {
			terms = append(terms, string(run[i:i+2]))
		}
	}
	return terms
}
