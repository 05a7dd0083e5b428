package compat

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// TestSchemaHasNoBreakingChange keeps the promise to frontends: nothing goes without being deprecated first.
func TestSchemaHasNoBreakingChange(t *testing.T) {
	accepted, err := LoadAccepted("..")
	if errors.Is(err, os.ErrNotExist) {
		t.Fatalf("No schema is accepted yet. When schema/*.graphql is ready, run `%s` at the top of the repository and commit schema/accepted.", AcceptCommand)
	}
	if err != nil {
		t.Fatal(err)
	}
	current, err := Load("..")
	if err != nil {
		t.Fatal(err)
	}
	if breaking := Breaking(accepted, current); len(breaking) > 0 {
		t.Fatalf(`The schema breaks clients:

  %s

Keep what was there and mark it @deprecated; once that is accepted (`+"`%s`"+`), a later change may remove it.
To break clients all the same, run `+"`%[2]s --force`"+`, commit schema/accepted and say why.`,
			strings.Join(breaking, "\n  "), AcceptCommand)
	}
}
