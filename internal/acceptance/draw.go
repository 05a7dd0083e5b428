package acceptance

import (
	"fmt"
	"strings"
)

// Where docs/cases.md has what is drawn from the tables.
const (
	DrawnFrom = "<!-- drawn from internal/acceptance/machine.go by go run ./internal/acceptance/diagram -->"
	DrawnTo   = "<!-- end of what is drawn -->"
)

// Draw writes the tables of the state machine into a page, between its marks.
func Draw(page string) (string, error) {
	before, rest, ok := strings.Cut(page, DrawnFrom)
	_, after, closed := strings.Cut(rest, DrawnTo)
	if !ok || !closed {
		return "", fmt.Errorf("the page has no %s … %s", DrawnFrom, DrawnTo)
	}
	return before + DrawnFrom + "\n\nA case:\n\n" + drawn(caseTable, Contacted) + "\nA task:\n\n" + drawn(taskTable, Ready) +
		"\nWhat may be done in a state without leaving it:\n\n" + stays() + "\n" + DrawnTo + after, nil
}

// drawn is a table as a state diagram, with what leads from one state to another.
func drawn[S ~string](table []transition[S], first S) string {
	var b strings.Builder
	fmt.Fprintf(&b, "```mermaid\nstateDiagram-v2\n  [*] --> %s\n", first)
	for _, t := range table {
		for _, from := range t.From {
			if t.To != "" && t.To != from {
				fmt.Fprintf(&b, "  %s --> %s: %s\n", from, t.To, t.Step)
			}
		}
	}
	b.WriteString("```\n")
	return b.String()
}

// stays are the steps that leave a state as it is.
func stays() string {
	var b strings.Builder
	b.WriteString("| State | Steps |\n| --- | --- |\n")
	for _, state := range States {
		var steps []string
		for _, step := range stepsFrom(caseTable, state) {
			if to, _ := leads(caseTable, step, state); to == state {
				steps = append(steps, "`"+string(step)+"`")
			}
		}
		fmt.Fprintf(&b, "| %s | %s |\n", state, strings.Join(steps, ", "))
	}
	return b.String()
}
