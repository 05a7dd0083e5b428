// Package fault holds what can be wrong with a caller's input: one value per
// rule, with a code for programs and a message for people in each language.
//
// A rule declares its Kind beside itself and reports Problems; a domain call
// collects every problem it finds and returns them at once as Problems.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang is a language that messages are written in.
type Lang string

// The languages of the API. Chinese is the default.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Kind is one rule: a stable code and its message in each language. The
// messages are fmt formats that take the same arguments in the same order.
type Kind struct {
	Code    string
	Chinese string
	English string
}

// NewKind declares a rule.
func NewKind(code, chinese, english string) Kind {
	return Kind{Code: code, Chinese: chinese, English: english}
}

// Problem is one broken rule at one place of the input.
type Problem struct {
	Kind
	// Path leads to the field at fault, e.g. ["content", "steps", "2", "limit"].
	Path []string
	Args []any
}

// At reports the rule as broken at a path written with dots, e.g.
// "content.steps.2.limit". An empty path is the input as a whole.
func (k Kind) At(path string, args ...any) Problem {
	p := Problem{Kind: k, Args: args}
	if path != "" {
		p.Path = strings.Split(path, ".")
	}
	return p
}

// Message is the problem in words.
func (p Problem) Message(lang Lang) string {
	format := p.Chinese
	if lang == English {
		format = p.English
	}
	if len(p.Args) == 0 {
		return format
	}
	args := slices.Clone(p.Args)
	for i, arg := range args {
		if word, has := arg.(Word); has {
			args[i] = word.In(lang)
		}
	}
	return fmt.Sprintf(format, args...)
}

// Word is an argument that reads differently in each language.
type Word struct{ Chinese, English string }

// In is the word in a language.
func (w Word) In(lang Lang) string {
	if lang == English {
		return w.English
	}
	return w.Chinese
}

// Under returns the problem with its path put below a prefix.
func (p Problem) Under(prefix string) Problem {
	if prefix == "" {
		return p
	}
	p.Path = append(strings.Split(prefix, "."), p.Path...)
	return p
}

// Error makes a single problem an error of its own.
func (p Problem) Error() string {
	return fmt.Sprintf("%s at %q: %s", p.Code, strings.Join(p.Path, "."), p.Message(English))
}

// Problems is every problem of one input. It is an error that changed nothing.
type Problems []Problem

// Error lists every problem.
func (ps Problems) Error() string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.Error()
	}
	return strings.Join(parts, "; ")
}

// Add appends a problem.
func (ps *Problems) Add(p Problem) { *ps = append(*ps, p) }

// Err is nil when nothing is wrong, so that a check can end in `return ps.Err()`.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// From takes the problems out of an error, or says that it is none of the caller's.
func From(err error) (Problems, bool) {
	if ps, ok := errors.AsType[Problems](err); ok {
		return ps, true
	}
	if p, ok := errors.AsType[Problem](err); ok {
		return Problems{p}, true
	}
	return nil, false
}

// Join is what several checks of one input refuse it with, together; an error
// that is no problem of the input comes alone.
func Join(checks ...error) error {
	var all Problems
	for _, err := range checks {
		problems, ok := From(err)
		if err != nil && !ok {
			return err
		}
		all = append(all, problems...)
	}
	return all.Err()
}

// Rules that every domain shares.
var (
	Required = NewKind("REQUIRED", "此项必填。", "This is required.")
	NotFound = NewKind("NOT_FOUND", "找不到“%s”。", "Nothing is found under %q.")
	Conflict = NewKind("CONFLICT",
		"您看到的是第 %d 版，现在已是第 %d 版：请重新读取后再改。",
		"You saw version %d and it is version %d now: read it again before you change it.")
	Taken    = NewKind("ALREADY_EXISTS", "“%s”已经存在。", "%q exists already.")
	TooLong  = NewKind("TOO_LONG", "最多 %d 个字符。", "At most %d characters.")
	Invalid  = NewKind("INVALID", "“%s”不符合要求：%s。", "%q is not valid: %s.")
	DayOrder = NewKind("DAY_ORDER", "%s 早于 %s。", "%s is before %s.")
	TooMany  = NewKind("TOO_MANY", "一次最多 %d 项。", "At most %d at a time.")
	BadText  = NewKind("BAD_TEXT", "不能含有控制字符。", "Control characters are not allowed.")
	Repeated = NewKind("REPEATED", "“%s”重复出现。", "%q is given more than once.")
	Full     = NewKind("LIST_FULL", "已满：这里最多 %d 个。", "This is full: there are at most %d.")
)

// IsText is whether s is UTF-8 without control characters but newline and tab.
func IsText(s string) bool {
	return utf8.ValidString(s) &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}
