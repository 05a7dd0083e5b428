package graph

import (
	"strings"
	"testing"
	"unicode"

	"onewindow/internal/identity"
)

// TestWhatGatewaysUseIsShown looks at what introspection adds to schema/*.graphql.
func TestWhatGatewaysUseIsShown(t *testing.T) {
	schema := Schema(nil).Schema()
	for name, d := range schema.Types {
		if strings.HasPrefix(name, "__") || d.Position.Src.Name == "prelude.graphql" {
			continue
		}
		if name == "Entity" || strings.HasSuffix(name, "Representation") || !told(d.Description) {
			t.Errorf("%s is shown, described as %q", name, d.Description)
		}
		for _, f := range d.Fields {
			if !strings.HasPrefix(f.Name, "__") && !told(f.Description) {
				t.Errorf("%s.%s is described as %q", name, f.Name, f.Description)
			}
			for _, argument := range f.Arguments {
				if !strings.HasPrefix(f.Name, "__") && !told(argument.Description) {
					t.Errorf("%s.%s(%s) is described as %q", name, f.Name, argument.Name, argument.Description)
				}
			}
		}
	}
	sdl, _ := at(newAPI(t).ask(identity.Caller{}, `{ _service { sdl } }`, nil), "data", "_service", "sdl").(string)
	for _, want := range []string{"@link(url:", `type ServiceItem implements Node @key(fields: "id")`} {
		if !strings.Contains(sdl, want) {
			t.Errorf("the subgraph's schema lacks %s", want)
		}
	}
}

func told(description string) bool {
	return strings.ContainsFunc(description, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
