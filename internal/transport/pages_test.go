package transport

import (
	"strings"
	"testing"
)

// Our pages send nothing that would be refused for its form, and whatever they
// send is registered.
func TestDocumentsOfOurPages(t *testing.T) {
	own, err := OwnDocuments()
	if err != nil || len(own) == 0 {
		t.Fatalf("%d documents, %v", len(own), err)
	}
	check := CheckDocuments(DefaultLimits().DocumentLimits)
	for _, d := range own {
		if operations, faults := check(d.Body); len(faults) > 0 {
			var all []string
			for _, f := range faults {
				all = append(all, f.English)
			}
			t.Errorf("%s %s: %s", d.Client, operations, strings.Join(all, "; "))
		}
	}
}
