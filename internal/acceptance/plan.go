package acceptance

import (
	"slices"

	"onewindow/internal/catalog"
)

// decideUnlessPromised is the law's own limit, for an edition from before promises
// were asked for: twenty working days (行政许可法 art. 42).
var decideUnlessPromised = catalog.TimeLimit{Value: 20, Unit: catalog.WorkingDays}

// impliedTask is the one part of a case whose edition names no step of review.
const impliedTask = "decide"

// planOf is what the acceptance of a case starts: the edition's steps of review
// and decision as tasks, and the promise. Receiving, accepting and delivering are
// done at the window; a special procedure is started when it is needed.
func planOf(seen *catalog.Snapshot, offering *catalog.Offering, edition *catalog.Edition, owner int) Plan {
	plan := Plan{Limit: decideUnlessPromised}
	if edition.PromisedLimit != nil {
		plan.Limit = *edition.PromisedLimit
	}
	if offering != nil && offering.Limit != nil {
		plan.Limit = *offering.Limit
	}
	steps := map[string]*catalog.Step{}
	for i := range edition.Steps {
		steps[edition.Steps[i].Key] = &edition.Steps[i]
	}
	for _, step := range edition.Steps {
		if !isTask(step.Kind) {
			continue
		}
		department := owner
		if d := seen.Directory.DepartmentByCode(step.Department); d != nil && step.Department != "" {
			department = d.ID
		}
		plan.Tasks = append(plan.Tasks, PlannedTask{
			Key: step.Key, Name: step.Name, DepartmentID: department, Post: step.Post, Limit: step.Limit,
			After: tasksBefore(steps, step.DependsOn, nil),
		})
	}
	if len(plan.Tasks) == 0 {
		plan.Tasks = []PlannedTask{{Key: impliedTask, Name: "审查与决定", DepartmentID: owner}}
	}
	return plan
}

func isTask(kind catalog.StepKind) bool {
	return kind == catalog.StepReview || kind == catalog.StepDecide
}

// tasksBefore are the tasks that some steps wait for, also through steps that are none.
func tasksBefore(steps map[string]*catalog.Step, keys, found []string) []string {
	for _, key := range keys {
		step := steps[key]
		switch {
		case step == nil || slices.Contains(found, key):
		case isTask(step.Kind):
			found = append(found, key)
		default:
			found = tasksBefore(steps, step.DependsOn, found)
		}
	}
	return found
}
