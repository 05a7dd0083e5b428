package catalog

import (
	"strings"

	"onewindow/internal/fault"
)

// The gate decides whether an edition may be published. It has three layers,
// each rule in exactly one of them:
//
//   - Malformed (gate_shape.go): what even a draft must satisfy to be stored;
//   - the six publics (gate_publics.go): what the public has a right to read;
//   - consistency (gate_rules.go, gate_limits.go, gate_steps.go): what reviewers
//     of the national implementation list (实施清单) send back.
//
// Advice (gate_advice.go) never blocks.

// Subject is what the gate needs to know of the item that an edition is about.
type Subject struct {
	Type ItemType
}

// Severity says whether a finding stops the publication.
type Severity string

const (
	Blocking Severity = "BLOCKING"
	Advice   Severity = "ADVICE"
)

// SixPublic is one of the six things that must be public before an item is
// (六公开: 办理事项、流程、材料、承诺时限、收费依据、收费标准).
type SixPublic string

const (
	PublicItem          SixPublic = "ITEM"
	PublicSteps         SixPublic = "STEPS"
	PublicMaterials     SixPublic = "MATERIALS"
	PublicPromisedLimit SixPublic = "PROMISED_LIMIT"
	PublicFeeBasis      SixPublic = "FEE_BASIS"
	PublicFeeStandard   SixPublic = "FEE_STANDARD"
)

// Finding is one thing the gate found. Public names the one of the six publics
// that is missing, and is empty for every other finding.
type Finding struct {
	fault.Problem
	Severity Severity
	Public   SixPublic
}

// Check reports everything that is wrong with an edition's content, all at once
// and always in the same order: malformed values, the six publics, consistency,
// advice. Paths begin with "content".
func Check(subject Subject, content Content) []Finding {
	g := gate{Subject: subject, Content: content}
	for _, p := range Malformed(content) {
		g.block(p)
	}
	for _, rule := range gateRules {
		rule(&g)
	}
	return g.findings
}

// Refusal is the problems of the findings that stop the publication.
func Refusal(findings []Finding) fault.Problems {
	var problems fault.Problems
	for _, f := range findings {
		if f.Severity == Blocking {
			problems.Add(f.Problem)
		}
	}
	return problems
}

var gateRules = []func(*gate){
	(*gate).itemIsPublic,
	(*gate).stepsArePublic,
	(*gate).materialsArePublic,
	(*gate).promisedLimitIsPublic,
	(*gate).feesArePublic,

	(*gate).handlingMatchesPromise,
	(*gate).limitsMatchTheirUnits,
	(*gate).promiseKeepsWithinTheLaw,
	(*gate).stepKeysAreUnique,
	(*gate).stepsDependOnSteps,
	(*gate).stepsFitInThePromise,
	(*gate).materialsAgree,
	(*gate).resultsAreNamed,
	(*gate).partsSayWhatTheyAre,
	(*gate).visitsAreSaid,
	(*gate).fullyOnlineMeansNoVisit,
	(*gate).resultsComeWithoutVisit,
	(*gate).mailMatchesDelivery,
	(*gate).phonesAreThere,
	(*gate).licenceIsComplete,

	(*gate).adviseOnText,
	(*gate).adviseOnMaterials,
	(*gate).adviseOnResults,
	(*gate).adviseOnRedress,
}

// gate is one run of the rules over one content.
type gate struct {
	Subject
	Content
	findings []Finding
}

func (g *gate) block(p fault.Problem) { g.missing("", p) }

func (g *gate) missing(public SixPublic, p fault.Problem) {
	g.findings = append(g.findings, Finding{Problem: p, Severity: Blocking, Public: public})
}

func (g *gate) advise(p fault.Problem) {
	g.findings = append(g.findings, Finding{Problem: p, Severity: Advice})
}

// require blocks while a text is not there.
func (g *gate) require(path, value string) {
	if isBlank(value) {
		g.block(fault.Required.At(path))
	}
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }
