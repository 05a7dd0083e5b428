// Command shortcut rewrites what gqlgen generated, where gqlgen's way of
// answering a field costs more than the field: docs/performance.md has numbers.
//
// A field that only reads a value needs no context of its own, no middleware and
// no recovery: nothing in it can fail. An object of which all fields are so is
// plain: it needs no goroutine for each row of a list of it, and no map against
// fields that are written twice. What @defer needs is made only where @defer is.
// The public is answered from memory: nothing waits, so nothing runs beside. The
// fields of a selection are collected once for a document, not for every request.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/tools/imports"
)

var (
	// fieldFunc is a field's function: name, head, what the resolver returns, marshaler.
	fieldFunc = regexp.MustCompile(`(func \(ec \*executionContext\) (_\w+)\(ctx context\.Context, field graphql\.CollectedField, obj \*[\w.]+(?:\[[^\n]*?\])?\) \(ret graphql\.Marshaler\) \{\n)` +
		`\treturn graphql\.ResolveField\(\n\t\tctx,\n\t\tec\.OperationContext,\n\t\tfield,\n` +
		`\t\tfunc\(ctx context\.Context, field graphql\.CollectedField\) \(\*graphql\.FieldContext, error\) \{\n\t\t\treturn [^\n]+\n\t\t\},\n` +
		`\t\tfunc\(ctx context\.Context\) \(any, error\) \{\n\t\t\treturn (obj\.\w+(?:\(\))?), nil\n\t\t\},\n\t\tnil,\n` +
		`\t\tfunc\(ctx context\.Context, selections ast\.SelectionSet, v [^\n]+\) graphql\.Marshaler \{\n\t\t\treturn ec\.(\pL[\pL\pN_]*)\(ctx, selections, v\)\n\t\t\},\n` +
		`\t\t\w+,\n\t\t\w+,\n\t\)\n\}\n`)
	// leaf is the context of a field without fields below.
	leaf = regexp.MustCompile(`func \(ec \*executionContext\) fieldContext(_\w+)\([^\n]*\n\treturn graphql\.NewScalarFieldContext\(`)
	// objectFunc is an object's function: name, body.
	objectFunc = regexp.MustCompile(`(?s)func \(ec \*executionContext\) (_\w+)\(ctx context\.Context, sel ast\.SelectionSet, obj \*[^\n]+\) graphql\.Marshaler \{\n(\tfields := .*?\n)\treturn out\n\}\n`)
	// objectEnd is where an object that is not plain has been resolved.
	objectEnd = regexp.MustCompile(`(\t\tec\.ProcessDeferredGroup\(deferred\)\n\t\}\n\n)\treturn out\n\}\n`)
	fieldCall = regexp.MustCompile(`ec\.(_\w+)\(ctx, field, obj\)`)
	// typeOf is the GraphQL type that a marshaler is for.
	typeOf = regexp.MustCompile(`^marshal[NO](\w+?)2`)
	rows   = regexp.MustCompile(`\tret := marshalRows\(ctx, len\(v\), func\(ctx context\.Context, i int\) graphql\.Marshaler \{\n` +
		`\t\tfc := graphql\.GetFieldContext\(ctx\)\n\t\tfc\.Result = &v\[i\]\n\t\treturn (ec\.(\pL[\pL\pN_]*)\(ctx, sel, v\[i\]\))\n\t\}\)\n`)
)

func main() {
	if err := run("graph/generated"); err != nil {
		fmt.Fprintln(os.Stderr, "shortcut:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*.generated.go"))
	if err != nil {
		return err
	}
	texts := make([]string, len(names))
	for i, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		texts[i] = string(b)
	}
	s := find(strings.Join(texts, "\n"))
	if len(s.plain) == 0 {
		return errors.New("nothing to shorten: gqlgen writes its code in another way now")
	}
	for i, name := range names {
		code, err := imports.Process(name, []byte(s.rewrite(texts[i])), nil) // fewer are needed now
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, code, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// shortcuts are what can be shortened.
type shortcuts struct {
	fields map[string]bool // by the name of their function
	plain  map[string]bool // objects, by type
}

// find looks again until nothing more is found: an object with plain objects in
// it is plain too.
func find(code string) shortcuts {
	s := shortcuts{map[string]bool{}, map[string]bool{}}
	leaves := map[string]bool{}
	for _, m := range leaf.FindAllStringSubmatch(code, -1) {
		leaves[m[1]] = true
	}
	fields, objects := fieldFunc.FindAllStringSubmatch(code, -1), objectFunc.FindAllStringSubmatch(code, -1)
	for before := -1; before < len(s.plain); {
		before = len(s.plain)
		for _, m := range fields {
			if leaves[m[2]] || s.plain[typeFor(m[4])] {
				s.fields[m[2]] = true
			}
		}
		for _, m := range objects {
			if s.isPlain(m[2]) {
				s.plain[strings.TrimPrefix(m[1], "_")] = true
			}
		}
	}
	return s
}

func (s shortcuts) isPlain(body string) bool {
	if strings.Contains(body, "ResolveConcurrently") {
		return false
	}
	for _, call := range fieldCall.FindAllStringSubmatch(body, -1) {
		if !s.fields[call[1]] {
			return false
		}
	}
	return true
}

func typeFor(marshaler string) string {
	if m := typeOf.FindStringSubmatch(marshaler); m != nil {
		return m[1]
	}
	return ""
}

func (s shortcuts) rewrite(code string) string {
	code = strings.NewReplacer(
		"graphql.NewDeferredGroup(ctx)", "deferredGroup(ctx, fields)",
		"graphql.MarshalSliceConcurrently(ctx, len(v), 0, false, ", "marshalRows(ctx, len(v), ",
		"graphql.CollectFields(ec.OperationContext, ", "ec.collected.of(ec.OperationContext, ",
		"\treturn &executionContext{\n", "\treturn &executionContext{\n\t\tcollected: collectedOf(opCtx.Doc),\n",
		"type executionContext struct {\n", "type executionContext struct {\n\tcollected *collected\n",
		"out.ResolveConcurrently(ec.OperationContext, &deferred, i,", "resolve(ctx, out, ec.OperationContext, &deferred, field, i,",
	).Replace(code)
	code = replace(fieldFunc, code, func(m []string) string {
		if !s.fields[m[2]] {
			return m[0]
		}
		return m[1] + "\treturn ec." + m[4] + "(ctx, field.Selections, " + m[3] + ")\n}\n"
	})
	code = replace(objectFunc, code, func(m []string) string {
		if !s.plain[strings.TrimPrefix(m[1], "_")] {
			return m[0]
		}
		return strings.TrimSuffix(m[0], "\treturn out\n}\n") + "\treturn plainObject{fields, out.Values}\n}\n"
	})
	code = objectEnd.ReplaceAllString(code, "$1\treturn written(fields, out)\n}\n")
	return replace(rows, code, func(m []string) string {
		if !s.plain[typeFor(m[2])] {
			return m[0]
		}
		return "\tret := make(graphql.Array, len(v))\n\tfor i := range v {\n\t\tret[i] = " + m[1] + "\n\t}\n"
	})
}

func replace(r *regexp.Regexp, code string, f func(groups []string) string) string {
	return r.ReplaceAllStringFunc(code, func(found string) string { return f(r.FindStringSubmatch(found)) })
}
