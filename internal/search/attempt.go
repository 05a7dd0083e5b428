package search

import (
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"
)

// bySynonym is how much a word weighs that means the same as what was written.
const bySynonym = 0.6

// How many of a search's words a document must have: most of them in its names,
// or where nothing has most, some of them anywhere.
const (
	mostWords = 0.6
	someWords = 0.34
)

// place is a field where words are looked for, with its weight.
type place struct {
	field  string
	weight float64
}

var (
	named    = []place{{inName, 1}}
	anywhere = []place{{inName, 1}, {inAbout, 0.2}}
)

// What is shorter than this would find everything.
const (
	shortestSpelling = 2 // letters of pinyin or initials
	shortestCode     = 4 // letters and digits of a code
	shortestMistyped = 3 // Chinese characters with a wrong one among them
	shortestMisspelt = 4 // letters with a wrong one among them
	shortestPart     = 3 // letters of one of two words
)

// wanting wants a share of the units, each in itself or in another word.
func wanting(units []unit, share float64, places []place) query.Query {
	wanted := make([]query.Query, len(units))
	for i, u := range units {
		ways := inFields(u.word, 1, places)
		for _, other := range u.other {
			ways = append(ways, inFields(other, bySynonym, places)...)
		}
		wanted[i] = anyOf(ways...)
	}
	all := query.NewDisjunctionQuery(wanted)
	all.SetMin(float64(atLeast(share, units)))
	return all
}

// atLeast is how many of some words make a share of them.
func atLeast(share float64, units []unit) int {
	return max(1, int(math.Ceil(share*float64(len(units)))))
}

func inFields(word string, weight float64, places []place) []query.Query {
	var ways []query.Query
	for _, p := range places {
		ways = append(ways, phrase(p.field, word, weight*p.weight))
	}
	return ways
}

// letters wants the text as pinyin, as initials or as the beginning of a code.
func (q *Query) letters() query.Query {
	var ways []query.Query
	if len(q.core) >= shortestSpelling {
		ways = append(ways, term(inSound, q.core), spelling(q.core), beginning(inInitial, q.core))
	}
	if len(q.core) >= shortestCode {
		ways = append(ways, beginning(inCode, q.core))
	}
	return anyOf(ways...)
}

// longestParts is how many letters of pinyin are tried as two words: each place
// between them is another search.
const longestParts = 32

// sounds wants what sounds like the text, or the pinyin of two words.
func (q *Query) sounds() query.Query {
	if !q.latin || len(q.core) > longestParts {
		if q.spelling != "" {
			return spelling(q.spelling)
		}
		return anyOf()
	}
	var ways []query.Query
	for i := shortestPart; i <= len(q.core)-shortestPart; i++ { // nongcun+jianfang
		ways = append(ways, query.NewConjunctionQuery([]query.Query{spelling(q.core[:i]), spelling(q.core[i:])}))
	}
	return anyOf(ways...)
}

// lettersOfOne is how many letters of pinyin one character has, not more than a few
// have more.
const lettersOfOne = 4

// longestMistaken is how many characters or letters may have a wrong one among
// them: to look for it costs more the more there are, and what is longer is found
// by the words that are right.
const longestMistaken = 12

// mistakes wants what differs in one character or letter.
func (q *Query) mistakes() query.Query {
	var ways []query.Query
	if n := utf8.RuneCountInString(q.core); !q.latin && n >= shortestMistyped && n <= longestMistaken {
		ways = append(ways, mistaken(inWhole, q.core))
	}
	if n := len(q.spelling); n >= shortestMisspelt && n <= longestMistaken*lettersOfOne {
		ways = append(ways, mistaken(inSound, q.spelling))
		if q.latin {
			ways = append(ways, mistaken(inSyllable, q.spelling))
		}
	}
	return anyOf(ways...)
}

// anyOf wants any of some queries; none finds nothing.
func anyOf(ways ...query.Query) query.Query { return query.NewDisjunctionQuery(ways) }

func term(field, text string) *query.TermQuery {
	q := query.NewTermQuery(text)
	q.SetField(field)
	return q
}

func beginning(field, text string) query.Query {
	q := query.NewPrefixQuery(text)
	q.SetField(field)
	return q
}

// spelling wants names that are spelt so from one of their characters on.
func spelling(text string) query.Query {
	if len(text) <= longestOpening {
		return term(inOpening, text)
	}
	return beginning(inSyllable, text)
}

func mistaken(field, text string) query.Query {
	q := query.NewFuzzyQuery(text)
	q.SetFuzziness(1)
	q.SetField(field)
	return q
}

// phrase wants the characters of a word one after another.
func phrase(field, word string, weight float64) query.Query {
	terms := termsOf(word)
	if len(terms) == 1 {
		q := term(field, terms[0])
		q.SetBoost(weight)
		return q
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
