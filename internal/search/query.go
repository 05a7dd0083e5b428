package search

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestText is how many characters of a search are looked at.
const longestText = 64

// Vocabulary knows which words mean the same.
type Vocabulary struct {
	same    map[string][]string
	spelt   map[string][]string // the words of a spelling in pinyin or of initials
	longest map[rune]int        // characters of the longest word that begins so
}

// NewVocabulary takes groups of words that mean the same.
func NewVocabulary(groups [][]string) *Vocabulary {
	v := &Vocabulary{same: map[string][]string{}, spelt: map[string][]string{}, longest: map[rune]int{}}
	for _, group := range groups {
		words := make([]string, 0, len(group))
		for _, word := range group {
			if word = Plain(word); word != "" {
				words = append(words, word)
			}
		}
		for i, word := range words {
			others := slices.Concat(words[:i], words[i+1:])
			v.same[word] = append(v.same[word], others...)
			lengthen(v.longest, word)
			v.spell(word)
		}
	}
	return v
}

// lengthen notes how long a word is under the character that it begins with.
func lengthen(longest map[rune]int, word string) {
	first, _ := utf8.DecodeRuneInString(word)
	longest[first] = max(longest[first], utf8.RuneCountInString(word))
}

// spell remembers a word by its pinyin and, where these are no mere pair of
// letters, by its initials.
func (v *Vocabulary) spell(word string) {
	s := sound(word)
	if len(s) < 2 {
		return
	}
	for _, spelling := range spellings(s) {
		v.spelt[spelling] = append(v.spelt[spelling], word)
	}
	if len(s) >= shortestInitial {
		v.spelt[initials(s)] = append(v.spelt[initials(s)], word)
	}
}

// Query is what a search asks for, as the vocabulary understands it.
type Query struct {
	text     string // all of it, plain
	core     string // the same without stop words
	spelling string // how the core sounds, in pinyin
	units    []unit
	latin    bool // the core may be pinyin, initials or a code
}

// unit is a word of a search, or a pair of characters of it, with other words
// that would do as well.
type unit struct {
	word  string
	other []string
}

// Read takes a search apart.
func (v *Vocabulary) Read(text string) *Query {
	runes := []rune(text)
	text = string(runes[:min(len(runes), longestText)])
	q := &Query{text: Plain(text)}
	var core strings.Builder
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		for _, rest := range v.withoutStops(v.withoutEnds(withoutCounts([]rune(Plain(part))))) {
			core.WriteString(string(rest))
			q.units = append(q.units, v.units(rest)...)
		}
	}
	q.units = withoutSingles(q.units)
	if q.core = core.String(); len(q.units) == 0 && q.text != "" {
		q.core, q.units = q.text, pairs([]rune(q.text))
	}
	if q.latin = isPinyin(q.core); q.latin {
		q.spelling = q.core
		return q
	}
	q.spelling = spellings(sound(q.core))[0]
	for i, u := range q.units { // sfz丢了
		q.units[i].other = append(slices.Clip(u.other), v.spelt[u.word]...)
	}
	return q
}

// withoutSingles leaves out single characters that were left between words.
func withoutSingles(units []unit) []unit {
	long := slices.DeleteFunc(slices.Clone(units), func(u unit) bool { return utf8.RuneCountInString(u.word) == 1 })
	if len(long) == 0 {
		return units
	}
	return long
}

func isPinyin(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return !isLatin(r) }) < 0
}

// withoutStops is what stands before, between and behind stop words.
func (v *Vocabulary) withoutStops(text []rune) [][]rune {
	var all [][]rune
	from := 0
	for i := 0; i < len(text); {
		n, stop := v.wordAt(text[i:])
		if stop {
			all = append(all, text[from:i])
			from = i + n
		}
		i += max(1, n)
	}
	return append(all, text[from:])
}

// units cuts a text into known words, longest first, and what is between them
// into pairs.
func (v *Vocabulary) units(text []rune) []unit {
	var all []unit
	from := 0
	for i := 0; i < len(text); {
		n, _ := v.wordAt(text[i:])
		if n > 0 {
			word := string(text[i : i+n])
			all = append(append(all, pairs(text[from:i])...), unit{word, v.same[word]})
			from = i + n
		}
		i += max(1, n)
	}
	return append(all, pairs(text[from:])...)
}

// wordAt is how many characters the longest known word at the beginning has; the
// text is not empty.
func (v *Vocabulary) wordAt(text []rune) (n int, stop bool) {
	for n := min(len(text), max(v.longest[text[0]], stopWords.longest[text[0]])); n > 0; n-- {
		word := string(text[:n])
		if _, known := v.same[word]; known {
			return n, false
		}
		if _, known := stopWords.anywhere[word]; known {
			return n, true
		}
	}
	return 0, false
}

// knows is whether a text begins with a known word.
func (v *Vocabulary) knows(text []rune) bool {
	n, stop := v.wordAt(text)
	return n > 1 && !stop
}

// pairs are the pairs of neighbouring Chinese characters, and each run of other
// letters as a whole. A single character counts only where it stands alone.
func pairs(text []rune) []unit {
	var all []unit
	for _, term := range termsOf(string(text)) {
		all = append(all, unit{word: term})
	}
	return all
}

// runs divides a text where Chinese characters and others meet.
func runs(text []rune) [][]rune {
	var all [][]rune
	for start := 0; start < len(text); {
		han := unicode.Is(unicode.Han, text[start])
		end := start + 1
		for end < len(text) && unicode.Is(unicode.Han, text[end]) == han {
			end++
		}
		all = append(all, text[start:end])
		start = end
	}
	return all
}

//go:embed stopwords.txt
var stopWordList string

// stopWords say nothing about what is wanted.
var stopWords = readStopWords(stopWordList)

type stopList struct {
	anywhere, first, last map[string]struct{}
	longest               map[rune]int // characters of the longest one that may be anywhere and begins so
}

func readStopWords(list string) stopList {
	s := stopList{anywhere: map[string]struct{}{}, first: map[string]struct{}{}, last: map[string]struct{}{}, longest: map[rune]int{}}
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if word, ok := strings.CutSuffix(line, "*"); ok {
			s.first[word] = struct{}{}
		} else if word, ok := strings.CutPrefix(line, "*"); ok {
			s.last[word] = struct{}{}
		} else {
			s.anywhere[line] = struct{}{}
			lengthen(s.longest, line)
		}
	}
	return s
}

// What counts things, 一棵树, 一个公司, is in nothing's name: 砍一棵树 is 砍树.
const (
	counts   = "一两三四五几"
	measures = "个家棵只头间套辆块份张条台位名所栋座"
)

// withoutCounts leaves out numbers with their measure words, while two characters
// remain. What stood around them stands together then.
func withoutCounts(text []rune) []rune {
	var kept []rune
	for i := 0; i < len(text); i++ {
		if i+1 < len(text) && strings.ContainsRune(counts, text[i]) && strings.ContainsRune(measures, text[i+1]) {
			i++
			continue
		}
		kept = append(kept, text[i])
	}
	if len(kept) < 2 {
		return text
	}
	return kept
}

// withoutEnds takes stop words off both ends while two characters remain: 领 of
// 领低保, but not of 领养小孩, which is a known word.
func (v *Vocabulary) withoutEnds(text []rune) []rune {
	for len(text) > 2 && contains(stopWords.first, text[:1]) && !v.knows(text) {
		text = text[1:]
	}
	for len(text) > 2 && contains(stopWords.last, text[len(text)-1:]) {
		text = text[:len(text)-1]
	}
	return text
}

func contains(words map[string]struct{}, word []rune) bool {
	_, ok := words[string(word)]
	return ok
}
