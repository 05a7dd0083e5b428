package organization

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/store"
)

// Rules of single fields.
var (
	badCode      = fault.NewKind("BAD_CODE", "代码只能由字母、数字和 . _ - 组成。", "A code is made of letters, digits and . _ - only.")
	BadPhone     = fault.NewKind("BAD_PHONE", "电话号码只能含数字、空格、括号、+ 和 -，数字 3 至 20 位。", "A phone number has digits, spaces, brackets, + and - only, and 3 to 20 digits.")
	badURL       = fault.NewKind("BAD_URL", "须是 http 或 https 链接。", "This must be an http or https link.")
	badLongitude = fault.NewKind("BAD_LONGITUDE", "经度应在 -180 至 180 之间。", "A longitude is between -180 and 180.")
	badLatitude  = fault.NewKind("BAD_LATITUDE", "纬度应在 -90 至 90 之间。", "A latitude is between -90 and 90.")
	badNumber    = fault.NewKind("OUT_OF_RANGE", "应在 %d 至 %d 之间。", "This is between %d and %d.")
	nothingGiven = fault.NewKind("NOTHING_GIVEN", "至少要有一项。", "At least one is needed.")
	badCredit    = fault.NewKind("BAD_CREDIT_CODE",
		"统一社会信用代码应为 18 位且校验位正确（GB 32100）。",
		"A unified social credit code has 18 characters with a right check digit (GB 32100).")
)

// Lengths in characters.
const (
	maxCode   = 64
	maxName   = 120
	maxText   = 4000
	maxReason = 500
)

// checker collects what is wrong with an input.
type checker struct{ problems fault.Problems }

func (c *checker) add(k fault.Kind, path string, args ...any) { c.problems.Add(k.At(path, args...)) }

// merge takes in the problems of an error and returns any other error.
func (c *checker) merge(err error) error {
	if err == nil {
		return nil
	}
	found, ok := fault.From(err)
	if !ok {
		return err
	}
	c.problems = append(c.problems, found...)
	return nil
}

// text returns s trimmed; it may be empty. Text that no database takes is
// reported and returned as none, so that looking it up can't fail.
func (c *checker) text(path, s string, most int) string {
	s = strings.TrimSpace(s)
	if !fault.IsText(s) {
		c.add(fault.BadText, path)
		return ""
	}
	if utf8.RuneCountInString(s) > most {
		c.add(fault.TooLong, path, most)
	}
	return s
}

// required returns s trimmed; it may not be empty.
func (c *checker) required(path, s string, most int) string {
	if strings.TrimSpace(s) == "" {
		c.add(fault.Required, path)
	}
	return c.text(path, s, most)
}

var codePattern = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// code is a required code.
func (c *checker) code(path, s string) string {
	s = c.required(path, s, maxCode)
	if s != "" && !codePattern.MatchString(s) {
		c.add(badCode, path)
	}
	return s
}

var phonePattern = regexp.MustCompile(`^\+?[0-9() -]+$`)

// phone is a number that may be empty.
func (c *checker) phone(path, s string) string {
	s = strings.TrimSpace(s)
	if s != "" && !IsPhone(s) {
		c.add(BadPhone, path)
	}
	return s
}

// IsPhone is whether a text can be a telephone number; BadPhone says why not.
func IsPhone(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return phonePattern.MatchString(s) && digits >= 3 && digits <= 20 && len(s) <= 40
}

// link is a URL that may be empty.
func (c *checker) link(path, s string) string {
	s = c.text(path, s, 2000)
	if s == "" {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		c.add(badURL, path)
	}
	return s
}

func (c *checker) within(path string, n, least, most int) {
	if n < least || n > most {
		c.add(badNumber, path, least, most)
	}
}

func (c *checker) position(path string, p Position) {
	if !(p.Longitude >= -180 && p.Longitude <= 180) {
		c.add(badLongitude, path+".longitude")
	}
	if !(p.Latitude >= -90 && p.Latitude <= 90) {
		c.add(badLatitude, path+".latitude")
	}
}

func (c *checker) phones(path string, phones []Phone) []Phone {
	if len(phones) > MaxPhones {
		c.add(fault.TooMany, path, MaxPhones)
	}
	checked := make([]Phone, len(phones))
	for i, p := range phones {
		at := fmt.Sprintf("%s.%d", path, i)
		checked[i] = Phone{Label: c.text(at+".label", p.Label, 40), Number: c.phone(at+".number", p.Number)}
		if checked[i].Number == "" {
			c.add(fault.Required, at+".number")
		}
	}
	return checked
}

// dayOrder reports a day that is before another.
func (c *checker) dayOrder(path string, day, notBefore calendar.Day) {
	if day.Before(notBefore) {
		c.add(fault.DayOrder, path, day, notBefore)
	}
}

// some checks how many things are given: one at least.
func (c *checker) some(path string, n, most int) {
	if n == 0 {
		c.add(nothingGiven, path)
	}
	if n > most {
		c.add(fault.TooMany, path, most)
	}
}

// version reports a record that is newer than the caller has seen.
func (c *checker) version(seen, newest int) {
	_ = c.merge(store.CheckVersion("expectedVersion", seen, newest))
}

// listed keeps a value to an enumeration, for callers other than GraphQL.
func listed[T ~string](c *checker, path string, value T, all []T) {
	if !slices.Contains(all, value) {
		names := make([]string, len(all))
		for i, v := range all {
			names[i] = string(v)
		}
		c.add(fault.Invalid, path, clip(string(value)), strings.Join(names, " | "))
	}
}

// clip keeps messages short whatever was sent.
func clip(s string) string {
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	return s
}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ValidCreditCode checks the check digit of a unified social credit code:
// weights 3^i mod 31 over the first 17 characters (GB 32100-2015).
func ValidCreditCode(s string) bool {
	if len(s) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(creditAlphabet, s[i])
		if value < 0 {
			return false
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	return strings.IndexByte(creditAlphabet, s[17]) == (31-sum%31)%31
}

// idText is an id as the caller wrote it.
func idText(id interface{ MarshalGQL(io.Writer) }) string {
	var b strings.Builder
	id.MarshalGQL(&b)
	return strings.Trim(b.String(), `"`)
}
