// Command diagram draws the state machine of cases into docs/cases.md. Run it at
// the top of the repository.
package main

import (
	"fmt"
	"os"

	"onewindow/internal/acceptance"
)

const page = "docs/cases.md"

func main() {
	text, err := os.ReadFile(page)
	if err == nil {
		var drawn string
		if drawn, err = acceptance.Draw(string(text)); err == nil {
			err = os.WriteFile(page, []byte(drawn), 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "diagram:", err)
		os.Exit(1)
	}
}
