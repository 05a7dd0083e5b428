package graph

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"onewindow/graph/generated"
)

// subgraphWords describe what gateways use; gqlgen declares it without a word.
var subgraphWords = map[string]string{
	"_Any":         "A reference to an entity: its `__typename` and the fields of one of its keys (实体引用).",
	"_Entity":      "What other subgraphs may refer to (实体).",
	"_Service":     "This API as a subgraph of a federated one (子图).",
	"_Service.sdl": "The schema of this subgraph in the schema definition language (子图定义).",
	"Query._entities": "For gateways, by the Apollo Federation 2 specification: the entities that are referred to, in the order " +
		"asked, null for each that there is none of or that is not for the caller to see (按引用取实体).",
	"Query._entities(representations)": "The references; kinds may be mixed (引用列表).",
	"Query._service":                   "For gateways, by the Apollo Federation 2 specification: the schema of this subgraph (子图信息).",
}

// Schema is the executable schema over a resolver. Of what gqlgen adds for
// federation it shows what gateways use, described, and hides gqlgen's own tools.
func Schema(r *Resolver) graphql.ExecutableSchema {
	schema := *generated.NewExecutableSchema(generated.Config{}).Schema()
	schema.Types, schema.Directives = maps.Clone(schema.Types), maps.Clone(schema.Directives)
	maps.DeleteFunc(schema.Types, func(name string, d *ast.Definition) bool {
		return ofFederation(d.Position) && subgraphWords[name] == ""
	})
	maps.DeleteFunc(schema.Directives, func(_ string, d *ast.DirectiveDefinition) bool {
		return ofFederation(d.Position)
	})
	for _, name := range []string{"_Any", "_Entity", "_Service", schema.Query.Name} {
		schema.Types[name] = worded(schema.Types[name])
	}
	schema.Query = schema.Types[schema.Query.Name]
	return generated.NewExecutableSchema(generated.Config{Schema: &schema, Resolvers: r})
}

// ofFederation is whether something was declared by gqlgen for federation.
func ofFederation(p *ast.Position) bool {
	return p != nil && p.Src.BuiltIn && strings.Contains(p.Src.Name, "federation/")
}

// worded is a copy of a type with the descriptions of subgraphWords.
func worded(d *ast.Definition) *ast.Definition {
	named := *d
	named.Description = cmp.Or(subgraphWords[d.Name], d.Description)
	named.Fields = nil
	for _, f := range d.Fields {
		if words := subgraphWords[d.Name+"."+f.Name]; words != "" {
			f = new(*f)
			f.Description, f.Arguments = words, slices.Clone(f.Arguments)
			for i, a := range f.Arguments {
				f.Arguments[i] = new(*a)
				f.Arguments[i].Description = subgraphWords[d.Name+"."+f.Name+"("+a.Name+")"]
			}
		}
		named.Fields = append(named.Fields, f)
	}
	return &named
}
