package catalog

import (
	"fmt"
	"slices"
	"strings"

	"onewindow/internal/fault"
)

// Rules on the graph of steps (办理环节). A case is routed along it, so it must
// be a graph without cycles; the promise is made to the applicant for the whole
// of it, so its longest path must fit.
var (
	StepKeyTwice = fault.NewKind("STEP_KEY_TWICE",
		"环节标识“%s”重复。",
		"The step key %q is used twice.")
	StepUnknown = fault.NewKind("STEP_UNKNOWN",
		"没有标识为“%s”的环节。",
		"There is no step with the key %q.")
	StepCycle = fault.NewKind("STEP_CYCLE",
		"环节互相等待，形成循环：%s。",
		"Steps wait for each other in a circle: %s.")

	stepsExceedPromise = perUnit("STEPS_EXCEED_PROMISE",
		"环节 %s 的时限合计折合 %s 个{天}，超过承诺的 %s 个{天}。",
		"The limits of the steps %s come to %s {days}, more than the promised %s {days}.")
)

func (g *gate) stepKeysAreUnique() {
	seen := map[string]bool{}
	for i, step := range g.Steps {
		at := fmt.Sprintf("content.steps.%d.key", i)
		g.require(at, step.Key)
		if seen[step.Key] && !isBlank(step.Key) {
			g.block(StepKeyTwice.At(at, step.Key))
		}
		seen[step.Key] = true
	}
}

func (g *gate) stepsDependOnSteps() {
	graph := graphOf(g.Steps)
	for i, step := range g.Steps {
		for j, key := range step.DependsOn {
			if _, known := graph.byKey[key]; !known {
				g.block(StepUnknown.At(fmt.Sprintf("content.steps.%d.dependsOn.%d", i, j), key))
			}
		}
	}
	for _, cycle := range graph.cycles() {
		g.block(StepCycle.At("content.steps", strings.Join(cycle, " → ")))
	}
}

// stepsFitInThePromise compares the longest way through the steps with the
// promise. Steps of a special procedure (特别程序: hearing, test, inspection,
// expert review) are not counted: 行政许可法 art. 45.
func (g *gate) stepsFitInThePromise() {
	if g.PromisedLimit == nil {
		return
	}
	promised, ok := lengthOf(*g.PromisedLimit)
	graph := graphOf(g.Steps)
	if !ok || len(graph.cycles()) > 0 {
		return
	}
	if total, path := graph.longestPath(); total > promised {
		unit := g.PromisedLimit.Unit
		g.block(stepsExceedPromise[unit].At("content.steps",
			strings.Join(path, " → "), total.in(unit), promised.in(unit)))
	}
}

// stepGraph is the steps with what they wait for, as indexes. Unknown keys are
// left out; of steps with one key the first is meant.
type stepGraph struct {
	steps    []Step
	byKey    map[string]int
	waitsFor [][]int
}

func graphOf(steps []Step) stepGraph {
	graph := stepGraph{steps, map[string]int{}, make([][]int, len(steps))}
	for i, step := range steps {
		if _, taken := graph.byKey[step.Key]; !taken && !isBlank(step.Key) {
			graph.byKey[step.Key] = i
		}
	}
	for i, step := range steps {
		for _, key := range step.DependsOn {
			if j, known := graph.byKey[key]; known {
				graph.waitsFor[i] = append(graph.waitsFor[i], j)
			}
		}
	}
	return graph
}

// cycles finds circles, each as the keys along it with the first one repeated
// at the end. There is at least one for every knot of steps, in stable order,
// and at most one per step.
func (graph stepGraph) cycles() [][]string {
	var found [][]string
	var path []int
	done := make([]bool, len(graph.steps))
	var visit func(i int)
	visit = func(i int) {
		path = append(path, i)
		reported := false
		for _, j := range graph.waitsFor[i] {
			if start := slices.Index(path, j); start >= 0 {
				if !reported {
					found = append(found, graph.keys(append(path[start:len(path):len(path)], j)))
				}
				reported = true
			} else if !done[j] {
				visit(j)
			}
		}
		path = path[:len(path)-1]
		done[i] = true
	}
	for i := range graph.steps {
		if !done[i] {
			visit(i)
		}
	}
	return found
}

// longestPath is the length of the longest way through a graph without cycles,
// and the keys of its steps in the order they are done.
func (graph stepGraph) longestPath() (length, []string) {
	longest := make([]length, len(graph.steps))
	before := make([]int, len(graph.steps))
	last := -1
	for _, i := range graph.inOrder() {
		before[i] = -1
		for _, j := range graph.waitsFor[i] {
			if before[i] < 0 || longest[j] > longest[before[i]] {
				before[i] = j
			}
		}
		longest[i] = counted(graph.steps[i])
		if before[i] >= 0 {
			longest[i] += longest[before[i]]
		}
		if last < 0 || longest[i] > longest[last] {
			last = i
		}
	}
	if last < 0 {
		return 0, nil
	}
	var path []int
	for i := last; i >= 0; i = before[i] {
		path = append(path, i)
	}
	slices.Reverse(path)
	return longest[last], graph.keys(path)
}

// inOrder is the steps of a graph without cycles, each after what it waits for.
func (graph stepGraph) inOrder() []int {
	var order []int
	done := make([]bool, len(graph.steps))
	var visit func(i int)
	visit = func(i int) {
		done[i] = true
		for _, j := range graph.waitsFor[i] {
			if !done[j] {
				visit(j)
			}
		}
		order = append(order, i)
	}
	for i := range graph.steps {
		if !done[i] {
			visit(i)
		}
	}
	return order
}

func (graph stepGraph) keys(indexes []int) []string {
	keys := make([]string, len(indexes))
	for i, index := range indexes {
		keys[i] = graph.steps[index].Key
	}
	return keys
}

// counted is the part of a step that uses up the promise.
func counted(step Step) length {
	if step.Kind == StepSpecial || step.Limit == nil {
		return 0
	}
	l, _ := lengthOf(*step.Limit)
	return l
}
