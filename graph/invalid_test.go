package graph

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/validator/rules"
)

// TestEachRuleIsSaidInChinese finds rules of validation that nobody has words for.
func TestEachRuleIsSaidInChinese(t *testing.T) {
	for name := range rules.NewDefaultRules().GetInner() {
		if brokenRules[strings.TrimSuffix(name, "WithoutSuggestions")] == "" {
			t.Errorf("%s has no words", name)
		}
	}
}
