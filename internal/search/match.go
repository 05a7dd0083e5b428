package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Place is where a document has what was searched for.
type Place string

// The places, the weightiest first.
const (
	Name  Place = "NAME"
	Alias Place = "ALIAS"
	About Place = "GUIDE"
	Code  Place = "CODE"
)

// Way is how what was written was understood.
type Way string

// The ways, the plainest first.
const (
	AsWords    Way = "WORDS"
	AsSynonym  Way = "SYNONYM"
	AsPinyin   Way = "PINYIN"
	AsInitials Way = "INITIALS"
	AsCode     Way = "CODE"
	AsSound    Way = "SOUND"
	AsMistake  Way = "TYPING_ERROR"
)

// Match says why a document was found.
type Match struct {
	Place Place
	Way   Way
	// Fragments are the text that matched, in its order, divided where what
	// matched begins and ends.
	Fragments []Fragment
}

// Fragment is a part of a text.
type Fragment struct {
	Text    string
	Matched bool
}

// Text is the whole text that matched.
func (m *Match) Text() string {
	var b strings.Builder
	for _, f := range m.Fragments {
		b.WriteString(f.Text)
	}
	return b.String()
}

// Explain says why a query finds a document, nil when it does not.
func (x *Index) Explain(q *Query, id int) *Match {
	d := x.documents[id]
	if d == nil || len(q.units) == 0 {
		return nil
	}
	for _, explain := range []func(*Document) *Match{q.inWords, q.inSound, q.inCodes, q.inMistake, q.inParts} {
		if m := explain(d); m != nil {
			return m
		}
	}
	return nil
}

// each visits the texts of a document, the weightiest first.
func (d *Document) each(visit func(place Place, text, plain string)) {
	d.eachFolded(func(place Place, text, plain, _ string) { visit(place, text, plain) })
}

// eachFolded visits them with the text that is compared character by character.
func (d *Document) eachFolded(visit func(place Place, text, plain, folded string)) {
	aliases, about := len(d.Names), len(d.names)
	for i, text := range d.Names {
		visit(Name, text, d.names[i].plain, d.folded[i])
	}
	for i, text := range d.Aliases {
		visit(Alias, text, d.names[aliases+i].plain, d.folded[aliases+i])
	}
	for i, text := range d.About {
		visit(About, text, "", d.folded[about+i])
	}
}

// inWords finds the text that has the most of the words. Behind one that has all
// of them only a name that is nothing else can be better.
func (q *Query) inWords(d *Document) (best *Match) {
	most, all := 0, 4*len(q.units)
	d.eachFolded(func(place Place, text, whole, folded string) {
		exact := whole == q.text || whole == q.core
		if most >= all && !exact || !q.somewhereIn(folded) {
			return
		}
		marked, points, own := make([]bool, len(folded)), 0, false
		if exact {
			points++
		}
		for _, u := range q.units {
			if mark(marked, folded, u.word) {
				points, own = points+4, true
				continue
			}
			for _, other := range u.other {
				if mark(marked, folded, other) {
					points += 2
					if whole == other {
						points++
					}
					break
				}
			}
		}
		if points <= most {
			return
		}
		most, best = points, &Match{Place: place, Way: AsSynonym, Fragments: fragments(text, folded, marked)}
		if own {
			best.Way = AsWords
		}
	})
	return best
}

// somewhereIn is whether a text has any of the words.
func (q *Query) somewhereIn(folded string) bool {
	return slices.ContainsFunc(q.units, func(u unit) bool {
		return strings.Contains(folded, u.word) || slices.ContainsFunc(u.other, func(other string) bool { return strings.Contains(folded, other) })
	})
}

// fold makes each character comparable without changing how many there are.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if narrow := width.LookupRune(r).Folded(); narrow != 0 {
			r = narrow
		}
		return simplified(unicode.ToLower(r))
	}, text)
}

// mark marks where a text has a word, byte by byte, and says whether it does.
func mark(marked []bool, text, word string) (found bool) {
	for from := 0; ; from++ {
		at := strings.Index(text[from:], word)
		if at < 0 || word == "" {
			return found
		}
		from += at
		if inside(text, from, from+len(word)) {
			continue
		}
		found = true
		for i := from; i < from+len(word); i++ {
			marked[i] = true
		}
	}
}

// inside is whether a part of a text is a part of a longer Latin word.
func inside(text string, from, to int) bool {
	latin := func(at int) bool { return isLatin(rune(text[at])) }
	return from > 0 && latin(from-1) && latin(from) || to < len(text) && latin(to) && latin(to-1)
}

// inSound finds the name that sounds so, or whose initials are these.
func (q *Query) inSound(d *Document) *Match {
	if !q.latin {
		return d.spelt(q.spelling, AsSound)
	}
	return d.spelt(q.core, AsPinyin)
}

// inParts finds the first of two words that were written in pinyin.
func (q *Query) inParts(d *Document) *Match {
	for n := len(q.core) - shortestPart; q.latin && n >= shortestPart; n-- {
		if m := d.spelt(q.core[:n], AsPinyin); m != nil {
			return m
		}
	}
	return nil
}

// spelt finds the name that is spelt so, or whose initials these are.
func (d *Document) spelt(spelling string, way Way) (found *Match) {
	try := func(place Place, text, _ string) {
		if found != nil || place == About {
			return
		}
		s := sound(text)
		for i := range s {
			if n := spoken(s[i:], spelling); n > 0 {
				found = heardIn(place, way, text, s[i:i+n])
				return
			}
			if way == AsPinyin && len(s)-i >= len(spelling) && strings.HasPrefix(initials(s[i:]), spelling) {
				found = heardIn(place, AsInitials, text, s[i:i+len(spelling)])
				return
			}
		}
	}
	d.each(try)
	return found
}

// spoken is how many syllables a spelling takes up from the beginning, the last
// one perhaps not to its end; 0 when it is not theirs.
func spoken(syllables []syllable, spelling string) int {
	for n, s := range syllables {
		for _, reading := range s.readings {
			if strings.HasPrefix(reading, spelling) {
				return n + 1
			}
		}
		rest := ""
		for _, reading := range s.readings {
			if after, ok := strings.CutPrefix(spelling, reading); ok {
				rest = after
				break
			}
		}
		if rest == "" {
			return 0
		}
		spelling = rest
	}
	return 0
}

func heardIn(place Place, way Way, text string, syllables []syllable) *Match {
	from, to := syllables[0].at, syllables[len(syllables)-1].end
	m := &Match{Place: place, Way: way}
	for _, f := range []Fragment{{text[:from], false}, {text[from:to], true}, {text[to:], false}} {
		if f.Text != "" {
			m.Fragments = append(m.Fragments, f)
		}
	}
	return m
}

func (q *Query) inCodes(d *Document) *Match {
	for _, code := range d.Codes {
		if !strings.HasPrefix(Plain(code), q.text) {
			continue
		}
		end := 0
		for n := len(q.text); n > 0; end++ {
			if isLatin(rune(code[end])) {
				n--
			}
		}
		return heardIn(Code, AsCode, code, []syllable{{at: 0, end: end}})
	}
	return nil
}

// inMistake finds the name that differs in one character or letter.
func (q *Query) inMistake(d *Document) (found *Match) {
	d.each(func(place Place, text, plain string) {
		if found != nil || place == About {
			return
		}
		if edits(plain, q.core) <= 1 || edits(spellings(sound(text))[0], q.spelling) <= 1 {
			found = &Match{Place: place, Way: AsMistake, Fragments: []Fragment{{text, true}}}
		}
	})
	return found
}

// edits is by how many characters two texts differ (Levenshtein).
func edits(from, to string) int {
	a, b := []rune(from), []rune(to)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// fragments divides a text where the marks of its folded form change: both have
// the same characters in number, if not the same bytes.
func fragments(text, folded string, marked []bool) []Fragment {
	var all []Fragment
	start, end, at := 0, 0, 0 // of the fragment and in the folded form
	for _, r := range folded {
		if end > start && marked[at] != marked[at-1] {
			all = append(all, Fragment{text[start:end], marked[at-1]})
			start = end
		}
		_, n := utf8.DecodeRuneInString(text[end:])
		end, at = end+n, at+utf8.RuneLen(r)
	}
	if end > start {
		all = append(all, Fragment{text[start:end], marked[at-1]})
	}
	return all
}
