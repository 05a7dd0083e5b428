package compat

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func accepted(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(acceptedFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAcceptNeedsASchema(t *testing.T) {
	if _, err := Accept(t.TempDir(), false); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestAcceptRefusesWhatWasNotDeprecated(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.graphql", `type Query { a: Int b: Int }`)
	if breaking, err := Accept(dir, false); err != nil || len(breaking) > 0 {
		t.Fatalf("first: %q, %v", breaking, err)
	}
	first := accepted(t, dir)

	write(t, dir, "a.graphql", `type Query { a: Int }`)
	want := []string{"Query.b: the field is removed"}
	if breaking, err := Accept(dir, false); err == nil || !slices.Equal(breaking, want) {
		t.Errorf("removed: %q, %v", breaking, err)
	}
	if accepted(t, dir) != first {
		t.Error("the refused schema was written")
	}

	if breaking, err := Accept(dir, true); err != nil || !slices.Equal(breaking, want) {
		t.Errorf("forced: %q, %v", breaking, err)
	}
	if accepted(t, dir) == first {
		t.Error("the forced schema was not written")
	}
}

func TestAcceptLetsGoWhatWasDeprecated(t *testing.T) {
	dir := t.TempDir()
	for _, sdl := range []string{`type Query { a: Int b: Int }`, `type Query { a: Int b: Int @deprecated }`, `type Query { a: Int }`} {
		write(t, dir, "a.graphql", sdl)
		if breaking, err := Accept(dir, false); err != nil || len(breaking) > 0 {
			t.Fatalf("%s: %q, %v", sdl, breaking, err)
		}
	}
}

func TestAcceptWritesOneFileOfAllFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b.graphql", `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
"""
An item (事项) with a \""" in its text.
"""
type Item @key(fields: "id") { "The id (标识)." id: ID!  "Parts." parts("How many (数量)." first: Int = 20, after: String @deprecated(reason: "no \"more\"")): [String!]! }`)
	write(t, dir, "a.graphql", `type Query { item(id: ID!): Item }`)
	for range 2 {
		if breaking, err := Accept(dir, false); err != nil || len(breaking) > 0 {
			t.Fatalf("%q, %v", breaking, err)
		}
		text := accepted(t, dir)
		for _, part := range []string{header, "extend schema @link", `type Item @key(fields: "id")`, "item(id: ID!): Item", "事项"} {
			if !strings.Contains(text, part) {
				t.Errorf("no %q in\n%s", part, text)
			}
		}
		if strings.Contains(text, "directive @key") || strings.Contains(text, "scalar Int") {
			t.Errorf("something built in stands in\n%s", text)
		}
	}
}
