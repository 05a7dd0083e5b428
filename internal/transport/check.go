package transport

import (
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"onewindow/graph"
	"onewindow/internal/fault"
	"onewindow/internal/trusted"
)

// CheckDocuments says what is wrong with documents before they are registered: what
// a request with them would be refused for, whatever its variables are. Who
// registers may know the schema, so the faults suggest what was meant.
func CheckDocuments(limits DocumentLimits) trusted.Check {
	schema := graph.Schema(nil).Schema()
	return func(body string) (string, []trusted.Fault) {
		if len(body) > limits.MaxDocument {
			return "", []trusted.Fault{inBoth(longDocument.At("", limits.MaxDocument))}
		}
		doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: body}, limits.MaxTokens)
		if err != nil {
			return "", []trusted.Fault{located(unread(err))}
		}
		if len(doc.Operations) == 0 {
			return "", []trusted.Fault{inBoth(noOperation.At(""))}
		}
		names := make([]string, len(doc.Operations))
		for i, op := range doc.Operations {
			names[i] = op.Name
		}
		return cut(strings.Join(names, ", "), maxMessage), limits.faultsOf(schema, doc)
	}
}

var noOperation = fault.NewKind("NO_OPERATION", "其中没有操作。", "There is no operation in it.")

func (l DocumentLimits) faultsOf(schema *ast.Schema, doc *ast.QueryDocument) (faults []trusted.Fault) {
	if p := l.measure(doc); p != nil {
		return []trusted.Fault{inBoth(*p)} // it may take long to validate
	}
	for _, err := range validator.ValidateWithRules(schema, doc, rules.NewDefaultRules()) {
		faults = append(faults, located(err))
	}
	if len(faults) > 0 {
		return faults
	}
	for _, op := range doc.Operations {
		given := map[string]any{}
		for _, v := range op.VariableDefinitions {
			if v.DefaultValue == nil {
				continue
			}
			if value, err := v.DefaultValue.Value(nil); err == nil {
				given[v.Variable] = value
			}
		}
		running := &graphql.OperationContext{Doc: doc, Operation: op, Variables: given}
		if !isOneStream(running) {
			faults = append(faults, inBoth(severalStreams.At("")))
		}
		if p := l.costly(running); p != nil {
			faults = append(faults, inBoth(*p))
		}
	}
	return faults
}

func located(e *gqlerror.Error) trusted.Fault {
	f := trusted.Fault{Line: 1, Chinese: cut(graph.Said(e, fault.Chinese), maxMessage), English: cut(graph.Said(e, fault.English), maxMessage)}
	if len(e.Locations) > 0 {
		f.Line = e.Locations[0].Line
	}
	return f
}

func inBoth(p fault.Problem) trusted.Fault {
	return trusted.Fault{Line: 1, Chinese: p.Message(fault.Chinese), English: p.Message(fault.English)}
}
