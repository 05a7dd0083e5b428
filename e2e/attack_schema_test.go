package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"onewindow/graph"
)

// wild are values that hardly any argument wants, for each kind of scalar; all
// others take those of String as well.
var wild = map[string][]any{
	"ID":      {"", "x", "RGl2aXNpb246", "RGl2aXNpb246LTE", "RGl2aXNpb246MQ\n", "\x00", "' OR 1=1 --", strings.Repeat("A", 20_000), 7},
	"Int":     {-1, 0, 2147483647, -2147483648, 1.5, "1"},
	"Boolean": {"true", 1},
	"String":  {"", "x", "\x00", strings.Repeat("A", 20_000), "'; DROP TABLE x; --", "\u202e%_*", "../../etc/passwd", "\r\nX: y", 5, true, []any{}, map[string]any{}},
	"Date":    {"9999-99-99", "0000-00-00", "99999-01-01", "9999-12-31", "0001-01-01"},
}

// walk is a walk through the arguments of a schema.
type walk struct {
	*ast.Schema
	try func(where, document string, variables map[string]any)
}

// TestEveryArgumentTakesWildValues gives wild values to every argument that can be
// reached, as the public and as an admin: each is refused for what it is or taken,
// and nothing fails inside.
func TestEveryArgumentTakesWildValues(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) { everyArgument(t, sampleOn(t, engine)) })
	}
}

func everyArgument(t *testing.T, s *server) {
	t.Helper()
	admin := newToken(t, s.database, "walker")
	tried := 0
	w := walk{graph.Schema(&graph.Resolver{}).Schema(), func(where, document string, variables map[string]any) {
		for _, token := range []string{"", admin} {
			if token == "" && strings.HasPrefix(document, "mutation") {
				continue // the public changes nothing, whatever the values
			}
			s.token = token
			tried++
			a := s.ask(t, document, variables)
			if found := inside.Find(a.raw); found != nil || a.status >= 500 {
				t.Errorf("%s with %.100v is answered %d with %q: %.300s", where, variables["v"], a.status, found, a.raw)
			}
		}
	}}
	w.below(w.Query, "query", nil, 3, map[string]bool{})
	w.below(w.Mutation, "mutation", nil, 0, map[string]bool{})
	if tried < 3000 {
		t.Errorf("only %d were tried", tried)
	}
	if log := s.output.String(); strings.Contains(log, "level=ERROR") {
		t.Errorf("it logs errors of its own: %.2000s", log[strings.Index(log, "level=ERROR"):])
	}
}

// below tries the arguments of an object's fields, and of what is below them, each
// type once. The way to it is a list of calls.
func (w walk) below(on *ast.Definition, kind string, way []string, deep int, seen map[string]bool) {
	seen[on.Name] = true
	for _, f := range on.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		for _, a := range f.Arguments {
			w.argument(f, a, kind, way)
		}
		next := w.Types[f.Type.Name()]
		call, callable := f.Name, true
		for _, a := range f.Arguments {
			callable = callable && !needed(a.Type, a.DefaultValue)
		}
		if f.Name == "division" && on == w.Query {
			call, callable = district, true
		}
		if deep > 0 && callable && next.Kind == ast.Object && !seen[next.Name] {
			w.below(next, kind, append(way[:len(way):len(way)], call), deep-1, seen)
		}
	}
}

func needed(t *ast.Type, preset *ast.Value) bool { return t.NonNull && preset == nil }

// argument tries the wild values of an argument, with the others as they should be.
func (w walk) argument(f *ast.FieldDefinition, a *ast.ArgumentDefinition, kind string, way []string) {
	defs, args, variables := "$v: "+a.Type.String(), a.Name+": $v", map[string]any{}
	for _, other := range f.Arguments {
		if other != a && needed(other.Type, other.DefaultValue) {
			defs += fmt.Sprintf(", $%s: %s", other.Name, other.Type)
			args += fmt.Sprintf(", %[1]s: $%[1]s", other.Name)
			variables[other.Name] = w.plain(other.Type, 0)
		}
	}
	selection := ""
	if k := w.Types[f.Type.Name()].Kind; k == ast.Object || k == ast.Interface || k == ast.Union {
		selection = " { __typename }"
	}
	document := fmt.Sprintf("%s(%s) { %s { __typename %s(%s)%s } }", kind, defs, strings.Join(way, " { "), f.Name, args, selection)
	document += strings.Repeat(" }", max(0, len(way)-1))
	if len(way) == 0 {
		document = fmt.Sprintf("%s(%s) { %s(%s)%s }", kind, defs, f.Name, args, selection)
	}
	for _, v := range w.wild(a.Type, 0) {
		variables["v"] = v
		w.try(fmt.Sprintf("%s of %s.%s", a.Name, strings.Join(way, "."), f.Name), document, variables)
	}
}

// wild are the wild values of a type; of an object, with one of them at a time.
func (w walk) wild(t *ast.Type, deep int) (values []any) {
	if t.Elem != nil {
		for _, v := range w.wild(t.Elem, deep) {
			values = append(values, []any{v})
		}
		return values
	}
	switch d := w.Types[t.NamedType]; {
	case d.Kind == ast.Enum:
		return []any{"NONE", strings.Repeat("X", 3000), 1}
	case d.Kind != ast.InputObject:
		if own, ok := wild[d.Name]; ok && d.Name != "Date" {
			return own
		}
		return append(wild["String"], wild["Date"]...)
	case deep > 1:
		return []any{map[string]any{}, "x"}
	default:
		for _, f := range d.Fields {
			for _, v := range w.wild(f.Type, deep+1) {
				object := w.plain(t, deep).(map[string]any)
				object[f.Name] = v
				values = append(values, object)
			}
		}
		return values
	}
}

// plain is a value that a type takes.
func (w walk) plain(t *ast.Type, deep int) any {
	if t.Elem != nil {
		return []any{w.plain(t.Elem, deep+1)}
	}
	switch d := w.Types[t.NamedType]; {
	case d.Kind == ast.Enum:
		return d.EnumValues[0].Name
	case d.Kind == ast.InputObject:
		object := map[string]any{}
		for _, f := range d.Fields {
			if needed(f.Type, f.DefaultValue) && deep < 5 {
				object[f.Name] = w.plain(f.Type, deep+1)
			}
		}
		return object
	default:
		if v, ok := map[string]any{"ID": "RGl2aXNpb246MQ", "Int": 1, "Boolean": true, "Date": "2026-01-01", "DateTime": "2026-01-01T00:00:00Z"}[d.Name]; ok {
			return v
		}
		return "x"
	}
}
