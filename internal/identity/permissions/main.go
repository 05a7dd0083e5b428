// Command permissions writes docs/permissions.md out of the table of rights. Run
// it at the top of the repository.
package main

import (
	"fmt"
	"os"

	"onewindow/internal/identity"
)

func main() {
	if err := os.WriteFile("docs/permissions.md", []byte(identity.Page()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
