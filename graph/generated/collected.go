package generated

import (
	"runtime"
	"sync"
	"weak"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// maxCollected is how many fields are kept of one document: more than any page
// asks for, and not much memory for a thousand documents made to be large.
const maxCollected = 500

// collected are the fields of each selection of a document, fragments resolved:
// they are the same whenever it is asked, so they are found once. It lives as long
// as its document.
type collected struct {
	mu     sync.RWMutex
	fields map[selected][]graphql.CollectedField
	count  int
}

// selected is a selection that is answered by a type. The first entry of a
// selection tells it from every other one.
type selected struct {
	first *ast.Selection
	count int
	by    *string
}

var documents sync.Map // weak.Pointer[ast.QueryDocument] → *collected

// collectedOf is what was collected of a document, nil for one that selects by
// its variables.
func collectedOf(doc *ast.QueryDocument) *collected {
	key := weak.Make(doc)
	if known, ok := documents.Load(key); ok {
		return known.(*collected)
	}
	var made *collected
	if !selectsByDirective(doc) {
		made = &collected{fields: map[selected][]graphql.CollectedField{}}
	}
	known, before := documents.LoadOrStore(key, made)
	if !before {
		runtime.AddCleanup(doc, func(key weak.Pointer[ast.QueryDocument]) { documents.Delete(key) }, key)
	}
	return known.(*collected)
}

// of is graphql.CollectFields.
func (c *collected) of(op *graphql.OperationContext, set ast.SelectionSet, satisfies []string) []graphql.CollectedField {
	if c == nil || len(set) == 0 {
		return graphql.CollectFields(op, set, satisfies)
	}
	key := selected{&set[0], len(set), &satisfies[0]}
	c.mu.RLock()
	fields, known := c.fields[key]
	c.mu.RUnlock()
	if known {
		return fields
	}
	return c.keep(key, graphql.CollectFields(op, set, satisfies))
}

// keep gives the fields that everybody uses: those of whoever came first, so that
// the selections below are known by their first entries too.
func (c *collected) keep(key selected, fields []graphql.CollectedField) []graphql.CollectedField {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.fields[key]; ok {
		return known
	}
	if c.count += len(fields); c.count <= maxCollected {
		c.fields[key] = fields
	}
	return fields
}

// selectsByDirective is whether a document has a directive in any selection: all
// there are for a selection take variables.
func selectsByDirective(doc *ast.QueryDocument) bool {
	for _, f := range doc.Fragments {
		if inSelection(f.SelectionSet) {
			return true
		}
	}
	for _, op := range doc.Operations {
		if inSelection(op.SelectionSet) {
			return true
		}
	}
	return false
}

func inSelection(set ast.SelectionSet) bool {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if len(s.Directives) > 0 || inSelection(s.SelectionSet) {
				return true
			}
		case *ast.InlineFragment:
			if len(s.Directives) > 0 || inSelection(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if len(s.Directives) > 0 {
				return true
			}
		}
	}
	return false
}
