package search

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

//go:embed traditional.txt
var traditionalList string

// simplifiedOf has the simplified character of each traditional one.
var simplifiedOf = readTraditional(traditionalList)

func readTraditional(list string) map[rune]rune {
	all := map[rune]rune{}
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, group := range strings.Fields(line) {
			simple, n := utf8.DecodeRuneInString(group)
			for _, traditional := range group[n:] {
				all[traditional] = simple
			}
		}
	}
	return all
}

// simplified is a character as it is written in simplified Chinese.
func simplified(r rune) rune {
	if simple, ok := simplifiedOf[r]; ok {
		return simple
	}
	return r
}

// allSimplified is each text in simplified characters, one for one.
func allSimplified(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = strings.Map(simplified, text)
	}
	return all
}
