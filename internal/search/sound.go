package search

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// syllable is one character of a text as it sounds: its readings in pinyin
// without tones, the commonest first, or the character itself where it is a
// Latin letter or a digit.
type syllable struct {
	at, end  int // the character's bytes in the text
	readings []string
}

var readings = pinyin.Args{Style: pinyin.Normal, Heteronym: true}

// maxReadings keeps the rare readings of old books out.
const maxReadings = 2

// sound is a text as it is spoken, without what is not spoken.
func sound(text string) []syllable {
	var all []syllable
	for at, r := range text {
		s := syllable{at: at, end: at + len(string(r))}
		switch {
		case unicode.Is(unicode.Han, r):
			s.readings = readingsOf(r)
		case isLatin(r):
			s.readings = []string{string(unicode.ToLower(r))}
		}
		if len(s.readings) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// known keeps the readings of characters that were looked up.
var known sync.Map // rune → []string

func readingsOf(r rune) []string {
	if cached, ok := known.Load(r); ok {
		return cached.([]string)
	}
	var all []string
	for _, reading := range pinyin.SinglePinyin(r, readings) {
		if !slices.Contains(all, reading) && len(all) < maxReadings {
			all = append(all, reading)
		}
	}
	known.Store(r, all)
	return all
}

func isLatin(r rune) bool { return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// spellings are the ways to write syllables in pinyin: the common one, then
// each with one character read otherwise.
func spellings(syllables []syllable) []string {
	common := make([]string, len(syllables))
	for i, s := range syllables {
		common[i] = s.readings[0]
	}
	all := []string{strings.Join(common, "")}
	for i, s := range syllables {
		for _, other := range s.readings[1:] {
			common[i] = other
			all = append(all, strings.Join(common, ""))
		}
		common[i] = s.readings[0]
	}
	return all
}

// Reading is how a text sounds: pinyin without tones, each character as it is mostly read,
// a blank between syllables.
func Reading(text string) string {
	var all []string
	for _, s := range sound(text) {
		all = append(all, s.readings[0])
	}
	return strings.Join(all, " ")
}

// initials are the first letters of syllables, each with its common reading.
func initials(syllables []syllable) string {
	var b strings.Builder
	for _, s := range syllables {
		b.WriteByte(s.readings[0][0])
	}
	return b.String()
}
