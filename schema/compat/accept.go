package compat

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/plugin/federation"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// AcceptCommand is what a developer runs to accept the present schema, at the top of the repository.
const AcceptCommand = "go run ./schema/compat/accept"

const header = "# The schema that frontends rely on. Written by `" + AcceptCommand + "`: don't edit it.\n\n"

// Load reads the schema that the *.graphql files of a folder make together, with what gqlgen adds for federation.
// Without any file the error is [os.ErrNotExist].
func Load(dir string) (*ast.Schema, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.graphql"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s holds no .graphql file: %w", dir, os.ErrNotExist)
	}
	var sources []*ast.Source
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		sources = append(sources, &ast.Source{Name: file, Input: string(text)})
	}
	return parse(sources...)
}

// LoadAccepted reads the schema that was accepted last. If none was yet, the error is [os.ErrNotExist].
func LoadAccepted(dir string) (*ast.Schema, error) {
	return Load(filepath.Dir(acceptedFile(dir)))
}

// Accept makes the schema in dir the accepted one. It refuses, and returns what would break,
// if a breaking change was not deprecated before; with force it accepts that too.
func Accept(dir string, force bool) (breaking []string, err error) {
	current, err := Load(dir)
	if err != nil {
		return nil, err
	}
	accepted, err := LoadAccepted(dir)
	switch {
	case errors.Is(err, os.ErrNotExist): // The first time.
	case err != nil && !force:
		return nil, err
	case err == nil:
		breaking = Breaking(accepted, current)
	}
	if len(breaking) > 0 && !force {
		return breaking, errors.New("the schema breaks clients")
	}
	text := Print(current)
	if err := checkPrinted(current, text); err != nil {
		return breaking, err
	}
	if err := os.MkdirAll(filepath.Dir(acceptedFile(dir)), 0o755); err != nil {
		return breaking, err
	}
	return breaking, os.WriteFile(acceptedFile(dir), []byte(header+text), 0o644)
}

// Print writes a schema as text, types and directives by name, fields in their order: equal schemas give equal text.
func Print(schema *ast.Schema) string {
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(schema)
	return text.String()
}

// checkPrinted makes sure that the text means the schema, in case the printer loses something.
func checkPrinted(schema *ast.Schema, text string) error {
	again, err := parse(&ast.Source{Name: "printed schema", Input: text})
	if err != nil {
		return err
	}
	if Print(again) != text || len(Breaking(schema, again)) > 0 || len(Breaking(again, schema)) > 0 {
		return errors.New("the printed schema differs from the schema")
	}
	return nil
}

// parse builds a schema together with the definitions that gqlgen adds for federation, as built-in ones.
func parse(sources ...*ast.Source) (*ast.Schema, error) {
	plugin, err := federation.New(2, &config.Config{})
	if err != nil {
		return nil, err
	}
	directives, err := plugin.InjectSourcesEarly()
	if err != nil {
		return nil, err
	}
	return gqlparser.LoadSchema(append(directives, sources...)...)
}

func acceptedFile(dir string) string {
	return filepath.Join(dir, "accepted", "schema.graphql")
}
