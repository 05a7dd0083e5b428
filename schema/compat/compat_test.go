package compat

import (
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// change is one step from an accepted schema to a current one. Both get the query type of schema below.
type change struct {
	name, accepted, current string
	want                    []string
}

var output = []change{
	{"nothing changed", `type T { a: Int }`, `type T { a: Int }`, nil},
	{"new type", ``, `type T { a: Int! }`, nil},
	{"type removed", `type T { a: Int } extend type Query { t: T }`, `extend type Query { t: Int }`,
		[]string{"Query.t: the field has type Int, was T", "T: the type is removed"}},
	{"type removed with the last deprecated field that leads to it",
		`type T { u: U } type U { a: Int } extend type Query { t: T @deprecated }`, ``, nil},
	{"type removed with a deprecated field while another leads to it",
		`type T { a: Int } type U { t: T } extend type Query { t: T @deprecated u: U }`,
		`type U { a: Int } extend type Query { u: U }`,
		[]string{"T: the type is removed", "U.t: the field is removed"}},
	{"type removed that nothing led to", `type T { a: Int }`, ``, nil},
	{"input removed with a deprecated argument",
		`input I { a: Int } extend type Query { t(i: I @deprecated): Int }`, `extend type Query { t: Int }`, nil},
	{"kind changed", `scalar T`, `enum T { A }`, []string{"T: is of kind ENUM, was SCALAR"}},
	{"field added", `type T { a: Int }`, `type T { a: Int b: Int! }`, nil},
	{"fields reordered", `type T { a: Int b: Int }`, `type T { b: Int a: Int }`, nil},
	{"field removed", `type T { a: Int b: Int }`, `type T { a: Int }`, []string{"T.b: the field is removed"}},
	{"deprecated field removed", `type T { a: Int b: Int @deprecated }`, `type T { a: Int }`, nil},
	{"field deprecated and removed at once is as removed", `type T { a: Int b: Int }`, `type T { a: Int @deprecated }`,
		[]string{"T.b: the field is removed"}},
	{"field of an interface removed", `interface T { a: Int b: Int }`, `interface T { a: Int }`,
		[]string{"T.b: the field is removed"}},
	{"field becomes non-null", `type T { a: [Int] }`, `type T { a: [Int!]! }`, nil},
	{"field becomes nullable", `type T { a: Int! }`, `type T { a: Int }`,
		[]string{"T.a: the field has type Int, was Int!"}},
	{"elements become nullable", `type T { a: [Int!]! }`, `type T { a: [Int]! }`,
		[]string{"T.a: the field has type [Int]!, was [Int!]!"}},
	{"field of another type", `type T { a: Int }`, `type T { a: String }`,
		[]string{"T.a: the field has type String, was Int"}},
	{"field becomes a list", `type T { a: Int }`, `type T { a: [Int] }`,
		[]string{"T.a: the field has type [Int], was Int"}},
	{"field no longer a list", `type T { a: [Int] }`, `type T { a: Int }`,
		[]string{"T.a: the field has type Int, was [Int]"}},
	{"deprecated field of another type", `type T { a: Int @deprecated }`, `type T { a: String }`,
		[]string{"T.a: the field has type String, was Int"}},
	{"enum value added", `enum T { A }`, `enum T { A B }`, nil},
	{"enum value removed", `enum T { A B }`, `enum T { A }`, []string{"T.B: the enum value is removed"}},
	{"deprecated enum value removed", `enum T { A B @deprecated }`, `enum T { A }`, nil},
	{"union member added", `type A { a: Int } type B { a: Int } union T = A`,
		`type A { a: Int } type B { a: Int } union T = A | B`, nil},
	{"union member removed", `type A { a: Int } type B { a: Int } union T = A | B extend type Query { t: T }`,
		`type A { a: Int } type B { a: Int } union T = A extend type Query { t: T }`,
		[]string{"T: the union no longer holds B"}},
	{"union member removed while only a deprecated field gives the union",
		`type A { a: Int } type B { a: Int } union T = A | B extend type Query { t: T @deprecated }`,
		`type A { a: Int } type B { a: Int } union T = A extend type Query { t: T @deprecated }`, nil},
	{"interface added", `interface I { a: Int } type T { a: Int }`, `interface I { a: Int } type T implements I { a: Int }`, nil},
	{"interface removed from a type", `interface I { a: Int } type T implements I { a: Int } extend type Query { t: T }`,
		`interface I { a: Int } type T { a: Int } extend type Query { t: T }`, []string{"T: no longer implements I"}},
	{"key added", `type T { a: ID! }`, `type T @key(fields: "a") { a: ID! }`, nil},
	{"key removed", `type T @key(fields: "a") @key(fields: "b") { a: ID! b: ID! }`, `type T @key(fields: " b ") { a: ID! b: ID! }`,
		[]string{`T: is no longer an entity by @key(fields: "a")`}},
	{"entity removed", `type T @key(fields: "a") { a: ID! }`, ``, []string{"T: the type is removed"}},
}

var inputs = []change{
	{"argument added", `type T { a: Int }`, `type T { a(x: Int y: Int! = 1): Int }`, nil},
	{"required argument added", `type T { a: Int }`, `type T { a(x: Int!): Int }`,
		[]string{"T.a(x:): the argument is new and required"}},
	{"argument removed", `type T { a(x: Int): Int }`, `type T { a: Int }`, []string{"T.a(x:): the argument is removed"}},
	{"deprecated argument removed", `type T { a(x: Int @deprecated): Int }`, `type T { a: Int }`, nil},
	{"argument renamed", `type T { a(x: Int!): Int }`, `type T { a(y: Int!): Int }`,
		[]string{"T.a(x:): the argument is removed", "T.a(y:): the argument is new and required"}},
	{"argument becomes nullable", `type T { a(x: [Int!]!): Int }`, `type T { a(x: [Int]): Int }`, nil},
	{"argument becomes non-null", `type T { a(x: Int): Int }`, `type T { a(x: Int!): Int }`,
		[]string{"T.a(x:): the argument has type Int!, was Int"}},
	{"argument becomes non-null with a default", `type T { a(x: Int): Int }`, `type T { a(x: Int! = 1): Int }`,
		[]string{"T.a(x:): the argument has type Int!, was Int"}},
	{"elements become non-null", `type T { a(x: [Int]): Int }`, `type T { a(x: [Int!]): Int }`,
		[]string{"T.a(x:): the argument has type [Int!], was [Int]"}},
	{"argument of another type", `type T { a(x: Int): Int }`, `type T { a(x: ID): Int }`,
		[]string{"T.a(x:): the argument has type ID, was Int"}},
	{"argument becomes a list", `type T { a(x: Int): Int }`, `type T { a(x: [Int]): Int }`,
		[]string{"T.a(x:): the argument has type [Int], was Int"}},
	{"default added", `type T { a(x: Int): Int }`, `type T { a(x: Int = 1): Int }`, nil},
	{"default changed", `type T { a(x: Int = 1): Int }`, `type T { a(x: Int = 2): Int }`,
		[]string{"T.a(x:): the argument has default 2, was 1"}},
	{"default removed", `type T { a(x: Int = 1): Int }`, `type T { a(x: Int): Int }`,
		[]string{"T.a(x:): the argument has no default, was 1"}},
	{"default null is not no default", `type T { a(x: Int = null): Int }`, `type T { a(x: Int): Int }`,
		[]string{"T.a(x:): the argument has no default, was null"}},
	{"default written otherwise", `input I { a: Int b: [String] } type T { a(x: I = {a: 1, b: ["x"]}): Int }`,
		`input I { a: Int b: [String] } type T { a(x: I = {b: ["""x"""] a: 1}): Int }`, nil},
	{"default list reordered", `type T { a(x: [Int] = [1, 2]): Int }`, `type T { a(x: [Int] = [2, 1]): Int }`,
		[]string{"T.a(x:): the argument has default [2, 1], was [1, 2]"}},
	{"input field added", `input T { a: Int }`, `input T { a: Int b: Int c: Int! = 1 }`, nil},
	{"required input field added", `input T { a: Int }`, `input T { a: Int b: Int! }`,
		[]string{"T.b: the input field is new and required"}},
	{"input field removed", `input T { a: Int b: Int }`, `input T { a: Int }`, []string{"T.b: the input field is removed"}},
	{"deprecated input field removed", `input T { a: Int b: Int @deprecated }`, `input T { a: Int }`, nil},
	{"input field becomes nullable", `input T { a: Int! }`, `input T { a: Int }`, nil},
	{"input field becomes non-null", `input T { a: Int }`, `input T { a: Int! }`,
		[]string{"T.a: the input field has type Int!, was Int"}},
	{"input field of another type", `input T { a: Int }`, `input T { a: Float }`,
		[]string{"T.a: the input field has type Float, was Int"}},
	{"default of an input field changed", `input T { a: String = "x" }`, `input T { a: String = "y" }`,
		[]string{`T.a: the input field has default "y", was "x"`}},
	{"input becomes oneOf", `input T { a: Int b: Int }`, `input T @oneOf { a: Int b: Int }`,
		[]string{"T: the input is new as @oneOf"}},
	{"input no longer oneOf", `input T @oneOf { a: Int b: Int }`, `input T { a: Int b: Int }`, nil},
}

var directives = []change{
	{"directive added", ``, `directive @d(x: Int!) on FIELD`, nil},
	{"directive removed", `directive @d on FIELD`, ``, []string{"@d: the directive is removed"}},
	{"deprecated directive removed", `directive @d @deprecated on FIELD`, ``, nil},
	{"location added", `directive @d on FIELD`, `directive @d on FIELD | QUERY`, nil},
	{"location removed", `directive @d on FIELD | QUERY`, `directive @d on FIELD`,
		[]string{"@d: the directive can no longer stand on QUERY"}},
	{"becomes repeatable", `directive @d on FIELD`, `directive @d repeatable on FIELD`, nil},
	{"no longer repeatable", `directive @d repeatable on FIELD`, `directive @d on FIELD`,
		[]string{"@d: the directive is no longer repeatable"}},
	{"argument removed", `directive @d(x: Int) on FIELD`, `directive @d on FIELD`,
		[]string{"@d(x:): the argument is removed"}},
	{"deprecated argument removed", `directive @d(x: Int @deprecated) on FIELD`, `directive @d on FIELD`, nil},
	{"required argument added", `directive @d on FIELD`, `directive @d(x: Int!) on FIELD`,
		[]string{"@d(x:): the argument is new and required"}},
	{"argument of another type", `directive @d(x: Int) on FIELD`, `directive @d(x: ID) on FIELD`,
		[]string{"@d(x:): the argument has type ID, was Int"}},
	{"default changed", `directive @d(x: Int = 1) on FIELD`, `directive @d(x: Int = 2) on FIELD`,
		[]string{"@d(x:): the argument has default 2, was 1"}},
}

var roots = []change{
	{"mutation added", ``, `type Mutation { a: Int }`, nil},
	{"mutation removed", `type Mutation { a: Int }`, ``, []string{"Mutation: the type is removed"}},
	{"mutation with deprecated fields only removed", `type Mutation { a: Int @deprecated }`, ``, nil},
	{"mutation starts from another type",
		`schema { query: Query mutation: A } type A { a: Int } type B { a: Int }`,
		`schema { query: Query mutation: B } type A { a: Int } type B { a: Int }`,
		[]string{"mutation: starts from type B, was A"}},
	{"mutation no longer an operation",
		`schema { query: Query mutation: A } type A { a: Int }`, `schema { query: Query } type A { a: Int }`,
		[]string{"mutation: the operation is removed"}},
}

func TestBreaking(t *testing.T) {
	for group, changes := range map[string][]change{"output": output, "input": inputs, "directive": directives, "root": roots} {
		for _, c := range changes {
			t.Run(group+"/"+c.name, func(t *testing.T) {
				if got := Breaking(schema(t, c.accepted), schema(t, c.current)); !slices.Equal(got, c.want) {
					t.Errorf("got  %q\nwant %q", got, c.want)
				}
			})
		}
	}
}

// TestPrintedSchemaIsTheSame prints every schema of the tables and reads it back.
func TestPrintedSchemaIsTheSame(t *testing.T) {
	for _, c := range slices.Concat(output, inputs, directives, roots) {
		for _, sdl := range []string{c.accepted, c.current} {
			s := schema(t, sdl)
			if err := checkPrinted(s, Print(s)); err != nil {
				t.Errorf("%s: %v\n%s", sdl, err, Print(s))
			}
		}
	}
}

func schema(t *testing.T, sdl string) *ast.Schema {
	t.Helper()
	s, err := parse(&ast.Source{Name: "test", Input: "type Query { keep: Int }\n" + sdl})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
