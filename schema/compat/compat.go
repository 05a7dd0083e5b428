// Package compat finds what a change of the GraphQL schema would break in the operations that frontends already send.
package compat

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Breaking returns one line for every change of current against accepted that can break a client, in a stable order.
//
// Removing what accepted marks @deprecated breaks nothing. A type can't carry @deprecated: it may be removed
// when all that leads to it in accepted is deprecated.
func Breaking(accepted, current *ast.Schema) []string {
	c := &comparison{accepted: accepted, current: current, live: liveTypes(accepted)}
	c.roots()
	c.types()
	c.directives()
	return c.found
}

// comparison collects the breaking changes between two schemas.
type comparison struct {
	accepted, current *ast.Schema
	live              map[string]bool // of accepted, see liveTypes
	found             []string
}

func (c *comparison) report(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

// roots compares which types queries, mutations and subscriptions start from.
func (c *comparison) roots() {
	was, is := rootTypes(c.accepted), rootTypes(c.current)
	for i, operation := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		switch {
		case was[i] == nil || c.current.Types[was[i].Name] == nil: // Nothing to lose, or types reports it.
		case is[i] == nil:
			c.report("%s: the operation is removed", operation)
		case is[i].Name != was[i].Name:
			c.report("%s: starts from type %s, was %s", operation, is[i].Name, was[i].Name)
		}
	}
}

func (c *comparison) types() {
	for _, name := range slices.Sorted(maps.Keys(c.accepted.Types)) {
		was, is := c.accepted.Types[name], c.current.Types[name]
		switch {
		case was.BuiltIn:
		case is == nil:
			if c.live[name] {
				c.report("%s: the type is removed", name)
			}
		case is.Kind != was.Kind:
			c.report("%s: is of kind %s, was %s", name, is.Kind, was.Kind)
		default:
			c.definition(was, is)
		}
	}
}

// definition compares two types of the same kind.
func (c *comparison) definition(was, is *ast.Definition) {
	c.interfaces(was, is)
	c.members(was, is)
	c.enumValues(was, is)
	c.keys(was, is)
	if was.Kind == ast.InputObject {
		c.inputFields(was, is)
	} else {
		c.outputFields(was, is)
	}
}

func (c *comparison) interfaces(was, is *ast.Definition) {
	for _, name := range was.Interfaces {
		if !slices.Contains(is.Interfaces, name) && c.live[name] {
			c.report("%s: no longer implements %s", was.Name, name)
		}
	}
}

// members compares what a union holds.
func (c *comparison) members(was, is *ast.Definition) {
	for _, name := range was.Types {
		if !slices.Contains(is.Types, name) && c.live[was.Name] {
			c.report("%s: the union no longer holds %s", was.Name, name)
		}
	}
}

func (c *comparison) enumValues(was, is *ast.Definition) {
	for _, value := range was.EnumValues {
		if is.EnumValues.ForName(value.Name) == nil && !deprecated(value.Directives) {
			c.report("%s.%s: the enum value is removed", was.Name, value.Name)
		}
	}
}

// keys compares by which fields other subgraphs may refer to an entity.
func (c *comparison) keys(was, is *ast.Definition) {
	kept := keys(is)
	for _, key := range keys(was) {
		if !slices.Contains(kept, key) {
			c.report("%s: is no longer an entity by @key(fields: %q)", was.Name, key)
		}
	}
}

func (c *comparison) outputFields(was, is *ast.Definition) {
	for _, old := range was.Fields {
		at := was.Name + "." + old.Name
		field := is.Fields.ForName(old.Name)
		switch {
		case strings.HasPrefix(old.Name, "__"):
		case field == nil:
			if !deprecated(old.Directives) {
				c.report("%s: the field is removed", at)
			}
		default:
			if !outputFits(old.Type, field.Type) {
				c.report("%s: the field has type %s, was %s", at, field.Type, old.Type)
			}
			c.arguments(at, old.Arguments, field.Arguments)
		}
	}
}

func (c *comparison) inputFields(was, is *ast.Definition) {
	if is.Directives.ForName("oneOf") != nil && was.Directives.ForName("oneOf") == nil {
		c.report("%s: the input is new as @oneOf", was.Name)
	}
	c.inputs(inputFields(was), inputFields(is))
}

func (c *comparison) arguments(at string, was, is ast.ArgumentDefinitionList) {
	c.inputs(arguments(at, was), arguments(at, is))
}

// inputs compares what a client may give in one place: the arguments of a field or directive, the fields of an input.
func (c *comparison) inputs(was, is []input) {
	for _, old := range was {
		switch now := find(is, old.at); {
		case now == nil:
			if !deprecated(old.directives) {
				c.report("%s: the %s is removed", old.at, old.noun)
			}
		case !inputFits(old.typ, now.typ):
			c.report("%s: the %s has type %s, was %s", old.at, old.noun, now.typ, old.typ)
		case old.value != nil && literal(old.value) != literal(now.value):
			c.report("%s: the %s has %s, was %s", old.at, old.noun, defaultText(now.value), literal(old.value))
		}
	}
	for _, now := range is {
		if find(was, now.at) == nil && now.typ.NonNull && now.value == nil {
			c.report("%s: the %s is new and required", now.at, now.noun)
		}
	}
}

func (c *comparison) directives() {
	for _, name := range slices.Sorted(maps.Keys(c.accepted.Directives)) {
		was, is := c.accepted.Directives[name], c.current.Directives[name]
		switch {
		case builtIn(was.Position):
		case is == nil:
			if !deprecated(was.Directives) {
				c.report("@%s: the directive is removed", name)
			}
		default:
			c.directive(was, is)
		}
	}
}

func (c *comparison) directive(was, is *ast.DirectiveDefinition) {
	if was.IsRepeatable && !is.IsRepeatable {
		c.report("@%s: the directive is no longer repeatable", was.Name)
	}
	for _, location := range was.Locations {
		if !slices.Contains(is.Locations, location) {
			c.report("@%s: the directive can no longer stand on %s", was.Name, location)
		}
	}
	c.arguments("@"+was.Name, was.Arguments, is.Arguments)
}

// outputFits tells whether a client that reads was can read is: the same type, or one with fewer nulls.
func outputFits(was, is *ast.Type) bool {
	if was.NonNull && !is.NonNull {
		return false
	}
	return sameShape(was, is, outputFits)
}

// inputFits tells whether whoever gives was may give the same to is: the same type, or one with more nulls.
func inputFits(was, is *ast.Type) bool {
	if is.NonNull && !was.NonNull {
		return false
	}
	return sameShape(was, is, inputFits)
}

// sameShape compares names, or lists by their elements.
func sameShape(was, is *ast.Type, fits func(was, is *ast.Type) bool) bool {
	if was.Elem == nil || is.Elem == nil {
		return was.Elem == is.Elem && was.NamedType == is.NamedType
	}
	return fits(was.Elem, is.Elem)
}
