package personal

import (
	"strings"
	"unicode/utf8"
)

// MaskName leaves the first character: 张三 is 张*.
func MaskName(name string) string { return masked(name, 1, 0) }

// MaskPhone leaves the first three and the last four digits of a whole number,
// and the last two of a shorter one: 13812341234 is 138****1234. Signs
// and spaces stay, so that the number keeps its shape.
func MaskPhone(number string) string {
	digits := 0
	for _, r := range number {
		if isDigit(r) {
			digits++
		}
	}
	front, back := 0, 0
	switch {
	case digits >= 11:
		front, back = 3, 4
	case digits >= 6:
		back = 2
	}
	at := 0
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("+-() ", r):
			return r
		case !isDigit(r):
			return '*'
		}
		at++
		if at <= front || at > digits-back {
			return r
		}
		return '*'
	}, number)
}

// MaskIdentityNumber leaves the first four, which tell the city, and the last four
// characters: 5116**********1234. Of a shorter number, as of a passport, it leaves
// the last two.
func MaskIdentityNumber(number string) string {
	switch n := utf8.RuneCountInString(number); {
	case n >= 15:
		return masked(number, 4, 4)
	case n >= 6:
		return masked(number, 0, 2)
	default:
		return masked(number, 0, 0)
	}
}

// masked leaves so many characters at the front and at the back.
func masked(text string, front, back int) string {
	runes := []rune(text)
	if len(runes) <= front+back { // nothing would be hidden
		front, back = 0, 0
	}
	for i := front; i < len(runes)-back; i++ {
		runes[i] = '*'
	}
	return string(runes)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
