// Package search finds what people ask for, in the words they use: names and
// other names, pinyin and initials, two-character words, with a wrong character
// or letter (design section 5). Analysis and ranking are bleve's.
package search

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Document is what can be found, and by which words.
type Document struct {
	ID int
	// Names are what it is called officially, Aliases what people call it.
	Names, Aliases []string
	// About are texts that tell what it is for; they weigh less than names.
	About []string
	// Codes are found by their beginning.
	Codes []string
	// Tie orders documents that match equally well.
	Tie string

	names  []spelt  // each name and alias as it is written and spoken
	folded []string // each text in the order of each, comparable character by character
}

// spelt is a name as it is compared.
type spelt struct{ plain, spelling, initials string }

func (d *Document) equal(o *Document) bool {
	return d.ID == o.ID && d.Tie == o.Tie && slices.Equal(d.Names, o.Names) && slices.Equal(d.Aliases, o.Aliases) &&
		slices.Equal(d.About, o.About) && slices.Equal(d.Codes, o.Codes)
}

// The fields of the index.
const (
	inName     = "name"     // characters and pairs of characters of names and aliases
	inAbout    = "about"    // the same of what tells about it
	inWhole    = "whole"    // each name and alias as a whole
	inSound    = "sound"    // each name and alias as a whole in pinyin, and its initials
	inSyllable = "syllable" // pinyin from each character on
	inOpening  = "opening"  // how the pinyin from each character on begins
	inInitial  = "initial"  // initials from each character on
	inCode     = "code"
)

// What is kept of a name's sound from one of its characters on.
const (
	longestSound    = 8 // syllables
	shortestInitial = 3 // two letters would be found in everything
	longestOpening  = 6 // letters: so much of the pinyin is a term of its own
)

// fields are what is indexed. What it is called officially counts twice.
func (d *Document) fields() map[string]any {
	f := map[string]any{inName: allSimplified(slices.Concat(d.Names, d.Names, d.Aliases)), inAbout: allSimplified(d.About)}
	var whole, sounds, syllables, openings, first, codes []string
	d.names, d.folded = nil, nil
	for _, text := range slices.Concat(d.Names, d.Aliases, d.About) {
		d.folded = append(d.folded, fold(text))
	}
	for _, text := range slices.Concat(d.Names, d.Aliases) {
		s := sound(text)
		d.names = append(d.names, spelt{Plain(text), spellings(s)[0], initials(s)})
		whole = append(whole, Plain(text))
		if len(s) == 0 {
			continue
		}
		sounds = append(append(sounds, spellings(s)...), initials(s))
		for i := range s {
			rest := s[i:min(len(s), i+longestSound)]
			for _, spelling := range spellings(rest) {
				syllables = append(syllables, spelling)
				for n := shortestSpelling; n <= min(longestOpening, len(spelling)); n++ {
					openings = append(openings, spelling[:n])
				}
			}
			if len(rest) >= shortestInitial {
				first = append(first, initials(rest))
			}
		}
	}
	for _, code := range d.Codes {
		codes = append(codes, Plain(code))
	}
	for field, terms := range map[string][]string{
		inWhole: whole, inSound: sounds, inSyllable: syllables, inOpening: openings, inInitial: first, inCode: codes,
	} {
		f[field] = strings.Join(distinct(terms), " ")
	}
	return f
}

func distinct(terms []string) []string {
	slices.Sort(terms)
	return slices.Compact(terms)
}

// Plain is a text as it is compared: half width, lower case, in simplified
// characters, with nothing but letters and digits.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return simplified(unicode.ToLower(r))
		}
		return -1
	}, norm.NFKC.String(text))
}
