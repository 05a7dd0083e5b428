package compat

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// ReferenceCommand writes the reference, at the top of the repository.
const ReferenceCommand = "go run ./schema/reference"

// Reference is the schema as a page for people, in Markdown: operations first,
// then types, inputs, enums and scalars by name, each with its description.
func Reference(schema *ast.Schema) string {
	r := &reference{schema: schema}
	r.line("# Schema reference")
	r.line("")
	r.line("Written from `schema/*.graphql` by `" + ReferenceCommand + "`: don't edit it. How to use the API is in [api.md](api.md).")
	for _, root := range []struct {
		title string
		def   *ast.Definition
	}{{"Queries", schema.Query}, {"Mutations", schema.Mutation}, {"Subscriptions", schema.Subscription}} {
		if root.def != nil {
			r.heading(root.title)
			r.operations(root.def)
		}
	}
	for _, kind := range []struct {
		title string
		kinds []ast.DefinitionKind
		write func(*ast.Definition)
	}{
		{"Types", []ast.DefinitionKind{ast.Object, ast.Interface, ast.Union}, r.object},
		{"Inputs", []ast.DefinitionKind{ast.InputObject}, r.object},
		{"Enums", []ast.DefinitionKind{ast.Enum}, r.enum},
		{"Scalars", []ast.DefinitionKind{ast.Scalar}, r.scalar},
	} {
		r.heading(kind.title)
		for _, def := range r.definitions(kind.kinds) {
			kind.write(def)
		}
	}
	return r.text.String()
}

type reference struct {
	schema *ast.Schema
	text   strings.Builder
}

func (r *reference) line(text string) { r.text.WriteString(text + "\n") }

func (r *reference) heading(title string) { r.line("\n## " + title) }

// definitions are those of some kinds that clients see, by name.
func (r *reference) definitions(kinds []ast.DefinitionKind) []*ast.Definition {
	var found []*ast.Definition
	for _, name := range slices.Sorted(maps.Keys(r.schema.Types)) {
		def := r.schema.Types[name]
		root := def == r.schema.Query || def == r.schema.Mutation || def == r.schema.Subscription
		if !def.BuiltIn && !root && !strings.HasPrefix(name, "_") && slices.Contains(kinds, def.Kind) {
			found = append(found, def)
		}
	}
	return found
}

func (r *reference) operations(def *ast.Definition) {
	for _, f := range byName(def.Fields) {
		r.line(fmt.Sprintf("\n### %s: %s\n", f.Name, r.link(f.Type)))
		r.line(said(f.Description, f.Directives))
		if len(f.Arguments) == 0 {
			continue
		}
		r.line("\n| Argument | Type | |\n| --- | --- | --- |")
		for _, a := range f.Arguments {
			r.line(fmt.Sprintf("| `%s` | %s%s | %s |", a.Name, r.link(a.Type), defaultOf(a.DefaultValue), cell(a.Description)))
		}
	}
}

func byName(fields ast.FieldList) []*ast.FieldDefinition {
	shown := slices.DeleteFunc(slices.Clone(fields), func(f *ast.FieldDefinition) bool { return strings.HasPrefix(f.Name, "_") })
	slices.SortFunc(shown, func(a, b *ast.FieldDefinition) int { return strings.Compare(a.Name, b.Name) })
	return shown
}

func (r *reference) object(def *ast.Definition) {
	r.line("\n### " + def.Name + "\n")
	r.line(oneLine(def.Description))
	if len(def.Interfaces) > 0 {
		r.line("\nImplements " + strings.Join(def.Interfaces, ", ") + ".")
	}
	r.line("\n| Field | Type | |\n| --- | --- | --- |")
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "_") {
			continue
		}
		r.line(fmt.Sprintf("| `%s` | %s%s | %s |", f.Name+argumentsOf(f), r.link(f.Type), defaultOf(f.DefaultValue), cell(said(f.Description, f.Directives))))
	}
}

func argumentsOf(f *ast.FieldDefinition) string {
	if len(f.Arguments) == 0 {
		return ""
	}
	names := make([]string, len(f.Arguments))
	for i, a := range f.Arguments {
		names[i] = a.Name
	}
	return "(" + strings.Join(names, ", ") + ")"
}

func (r *reference) enum(def *ast.Definition) {
	r.line("\n### " + def.Name + "\n")
	r.line(oneLine(def.Description) + "\n\n| Value | |\n| --- | --- |")
	for _, v := range def.EnumValues {
		r.line(fmt.Sprintf("| `%s` | %s |", v.Name, cell(said(v.Description, v.Directives))))
	}
}

func (r *reference) scalar(def *ast.Definition) {
	r.line("\n### " + def.Name + "\n")
	r.line(oneLine(def.Description))
}

// link shows a type and leads to where it is described.
func (r *reference) link(t *ast.Type) string {
	def := r.schema.Types[t.Name()]
	if def == nil || def.BuiltIn {
		return "`" + t.String() + "`"
	}
	return fmt.Sprintf("[`%s`](#%s)", t.String(), strings.ToLower(t.Name()))
}

func defaultOf(v *ast.Value) string {
	if v == nil {
		return ""
	}
	return " = `" + v.String() + "`"
}

// said is a description, with what stands against using it.
func said(description string, directives ast.DirectiveList) string {
	text := oneLine(description)
	if d := directives.ForName("deprecated"); d != nil {
		text += " **Deprecated.**"
		if reason := d.Arguments.ForName("reason"); reason != nil {
			text += " " + reason.Value.Raw
		}
	}
	return text
}

func oneLine(description string) string { return strings.Join(strings.Fields(description), " ") }

func cell(description string) string { return strings.ReplaceAll(oneLine(description), "|", "\\|") }
