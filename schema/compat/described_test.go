package compat_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"

	"onewindow/schema/compat"
)

// TestEverythingIsDescribed holds the schema to its promise: every type, field,
// argument and value says what it means, with the Chinese term.
func TestEverythingIsDescribed(t *testing.T) {
	schema, err := compat.Load("..")
	if err != nil {
		t.Fatal(err)
	}
	described := func(where, description string) {
		t.Helper()
		if !strings.ContainsFunc(description, func(r rune) bool { return unicode.Is(unicode.Han, r) }) ||
			!strings.ContainsFunc(description, func(r rune) bool { return r < 128 && unicode.IsLetter(r) }) {
			t.Errorf("%s is not described in English with its Chinese term: %q", where, description)
		}
	}
	for _, d := range schema.Types {
		if d.BuiltIn {
			continue
		}
		described(d.Name, d.Description)
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			described(d.Name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				described(d.Name+"."+f.Name+"("+a.Name+")", a.Description)
			}
		}
		for _, v := range d.EnumValues {
			described(d.Name+"."+v.Name, v.Description)
		}
	}
}

// unit finds how a description of a number says in what it counts.
var unit = regexp.MustCompile(`(?i)how (many|often|long)|number|\bplace\b|points|degrees|days|share|version|revision|at most so many`)

// TestNumbersHaveAUnit holds every number of the schema to saying what it counts.
func TestNumbersHaveAUnit(t *testing.T) {
	schema, err := compat.Load("..")
	if err != nil {
		t.Fatal(err)
	}
	isNumber := func(typ *ast.Type) bool { return typ.Name() == "Int" || typ.Name() == "Float" }
	for _, d := range schema.Types {
		for _, f := range d.Fields {
			if !d.BuiltIn && isNumber(f.Type) && !unit.MatchString(f.Description) {
				t.Errorf("%s.%s does not say what it counts: %q", d.Name, f.Name, f.Description)
			}
			for _, a := range f.Arguments {
				if isNumber(a.Type) && !unit.MatchString(a.Description) {
					t.Errorf("%s.%s(%s) does not say what it counts: %q", d.Name, f.Name, a.Name, a.Description)
				}
			}
		}
	}
}
