package compat

import (
	"os"
	"strings"
	"testing"
)

// TestReferenceIsWritten keeps docs/schema.md the same as the schema.
func TestReferenceIsWritten(t *testing.T) {
	schema, err := Load("..")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/schema.md")
	if err != nil {
		t.Fatal(err)
	}
	want := Reference(schema)
	if string(page) != want {
		t.Errorf("docs/schema.md is not what the schema says: run %s", ReferenceCommand)
	}
	for _, part := range []string{"### items: [`ItemConnection`](#itemconnection)", "| `sort` | [`ItemSort!`](#itemsort) = `RELEVANCE` |", "| `WORKING_DAYS` |", "### Date"} {
		if !strings.Contains(want, part) {
			t.Errorf("the reference lacks %s", part)
		}
	}
}
