package acceptance

import (
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/internal/fault"
)

func TestTheMachineIsDrawn(t *testing.T) {
	page, err := os.ReadFile("../../docs/cases.md")
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := Draw(string(page))
	if err != nil {
		t.Fatal(err)
	}
	if drawn != string(page) {
		t.Error("docs/cases.md is not what the tables say: run go run ./internal/acceptance/diagram")
	}
}

// TestEveryStepOfATaskIsOneOfACase holds the two tables together.
func TestEveryStepOfATaskIsOneOfACase(t *testing.T) {
	for _, task := range taskTable {
		if _, may := leads(caseTable, task.Step, Accepted); !may {
			t.Errorf("%s is a step of tasks and none of an accepted case", task.Step)
		}
	}
	for _, state := range States {
		if state.Final() != (state == Delivered || state == Declined || state == Withdrawn) {
			t.Errorf("%s is final: %v", state, state.Final())
		}
	}
}

func TestARefusalNamesWhatIsAllowed(t *testing.T) {
	problems, _ := fault.From(refuse(caseTable, "case", DeliverCase, Received))
	message := problems[0].Message(fault.English)
	for _, step := range stepsFrom(caseTable, Received) {
		if !strings.Contains(message, string(step)) {
			t.Errorf("%s is allowed and not named: %s", step, message)
		}
	}
	if problems[0].Code != "NOT_NOW" || strings.Contains(message, string(deemAccepted)) || slices.Contains(stepsFrom(caseTable, Received), DeliverCase) {
		t.Errorf("it says %s: %s", problems[0].Code, message)
	}
}
