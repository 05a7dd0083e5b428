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

// A refusal is at the field that says what the step is done to, and reads in Chinese
// for who reads Chinese.
func TestARefusalIsAtItsField(t *testing.T) {
	for _, transition := range caseTable {
		want := "case"
		if isTaskStep(transition.Step) {
			want = "task"
		}
		if transition.Step == RateCase {
			want = "number"
		}
		if got := transition.Step.subject(); got != want {
			t.Errorf("%s is done to its %q, want %q", transition.Step, got, want)
		}
		if transition.Step != deemAccepted && stepWords[transition.Step] == "" {
			t.Errorf("%s has no word", transition.Step)
		}
	}
	for _, state := range States {
		if stateWords[string(state)] == "" {
			t.Errorf("%s has no word", state)
		}
	}
	problems, _ := fault.From(refuse(taskTable, "task", BeginTask, Special))
	if got, want := problems[0].Message(fault.Chinese), "现在（特别程序中）不能办理承办环节（beginTask），可以办理：结束特别程序（endSpecialProcedure）。"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
