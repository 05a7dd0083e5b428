package compat

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// input is an argument or an input field: gqlparser has two types for what is compared alike.
type input struct {
	at         string // where it is, e.g. "Query.items(first:)"
	noun       string // "argument" or "input field"
	typ        *ast.Type
	value      *ast.Value // its default, or nil
	directives ast.DirectiveList
}

func arguments(at string, list ast.ArgumentDefinitionList) []input {
	var inputs []input
	for _, a := range list {
		inputs = append(inputs, input{at + "(" + a.Name + ":)", "argument", a.Type, a.DefaultValue, a.Directives})
	}
	return inputs
}

func inputFields(def *ast.Definition) []input {
	var inputs []input
	for _, f := range def.Fields {
		inputs = append(inputs, input{def.Name + "." + f.Name, "input field", f.Type, f.DefaultValue, f.Directives})
	}
	return inputs
}

func find(inputs []input, at string) *input {
	for i := range inputs {
		if inputs[i].at == at {
			return &inputs[i]
		}
	}
	return nil
}

// literal prints a default value so that equal values print alike: the fields of an object have no order.
func literal(v *ast.Value) string {
	if v == nil || v.Kind != ast.ObjectValue && v.Kind != ast.ListValue {
		return v.String()
	}
	var parts []string
	for _, child := range v.Children {
		if v.Kind == ast.ListValue {
			parts = append(parts, literal(child.Value))
		} else {
			parts = append(parts, child.Name+": "+literal(child.Value))
		}
	}
	if v.Kind == ast.ListValue {
		return "[" + strings.Join(parts, ", ") + "]"
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, ", ") + "}"
}

func defaultText(v *ast.Value) string {
	if v == nil {
		return "no default"
	}
	return "default " + literal(v)
}

func deprecated(directives ast.DirectiveList) bool {
	return directives.ForName("deprecated") != nil
}

// builtIn tells whether something comes with GraphQL or federation and not from our files.
func builtIn(at *ast.Position) bool {
	return at != nil && at.Src != nil && at.Src.BuiltIn
}

// keys returns the field sets of a type's @key directives.
func keys(def *ast.Definition) []string {
	var keys []string
	for _, directive := range def.Directives.ForNames("key") {
		if fields := directive.Arguments.ForName("fields"); fields != nil {
			keys = append(keys, strings.Join(strings.Fields(fields.Value.Raw), " "))
		}
	}
	return keys
}

// rootTypes returns the types of queries, mutations and subscriptions, nil where there is none.
func rootTypes(s *ast.Schema) [3]*ast.Definition {
	return [3]*ast.Definition{s.Query, s.Mutation, s.Subscription}
}

// liveTypes names the types that a client can meet without using anything deprecated.
func liveTypes(s *ast.Schema) map[string]bool {
	w := &walk{schema: s, live: map[string]bool{}}
	for _, root := range rootTypes(s) {
		if root != nil && slices.ContainsFunc(root.Fields, usable) {
			w.visit(root.Name)
		}
	}
	for _, def := range s.Types {
		if len(keys(def)) > 0 { // Other subgraphs reach an entity by its key.
			w.visit(def.Name)
		}
	}
	for _, directive := range s.Directives {
		if !deprecated(directive.Directives) {
			w.arguments(directive.Arguments)
		}
	}
	return w.live
}

// usable tells whether a field is one that clients should use.
func usable(f *ast.FieldDefinition) bool {
	return !strings.HasPrefix(f.Name, "__") && !deprecated(f.Directives)
}

// walk marks the types that lead on from each other.
type walk struct {
	schema *ast.Schema
	live   map[string]bool
}

func (w *walk) visit(name string) {
	def := w.schema.Types[name]
	if def == nil || w.live[name] {
		return
	}
	w.live[name] = true
	for _, field := range def.Fields {
		if usable(field) {
			w.visit(field.Type.Name())
			w.arguments(field.Arguments)
		}
	}
	for _, name := range def.Interfaces {
		w.visit(name)
	}
	for _, possible := range w.schema.GetPossibleTypes(def) {
		w.visit(possible.Name)
	}
}

func (w *walk) arguments(list ast.ArgumentDefinitionList) {
	for _, argument := range list {
		if !deprecated(argument.Directives) {
			w.visit(argument.Type.Name())
		}
	}
}
