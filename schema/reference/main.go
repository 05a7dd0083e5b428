// Command reference writes docs/schema.md, the reference of the GraphQL schema,
// out of schema/*.graphql. Run it at the top of the repository.
package main

import (
	"fmt"
	"os"

	"onewindow/schema/compat"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	schema, err := compat.Load("schema")
	if err != nil {
		return err
	}
	return os.WriteFile("docs/schema.md", []byte(compat.Reference(schema)), 0o644)
}
