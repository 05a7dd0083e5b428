package transport_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"onewindow/internal/acceptance"
	"onewindow/internal/catalog"
	"onewindow/internal/exchange"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/reception"
	"onewindow/internal/testdb"
)

// most is how long each list becomes that is answered whole: what the rules of
// the domain let in, which its own tests try, or what is told of a longer one.
var most = map[string]int{
	"Query.nodes":                            page.Max,
	"Query.topics":                           catalog.MaxTopics,
	"Query.reformRounds":                     page.Max,
	"Query.sectors":                          organization.MaxSectors,
	"Query.centerStandards":                  organization.MaxStandards,
	"Query.suggestionRules":                  organization.MaxRules,
	"SetSuggestionRulesPayload.rules":        organization.MaxRules,
	"EntryGap.sectors":                       organization.MaxSectors,
	"Division.path":                          len(organization.Levels),
	"Division.successors":                    organization.MaxSuccessions,
	"Division.predecessors":                  organization.MaxSuccessions,
	"Division.populationFacts":               organization.MaxFacts,
	"MoveCentersPayload.centers":             organization.MaxMoved,
	"ServiceCenter.superiors":                len(organization.Levels) - 1,
	"ServiceCenter.phones":                   organization.MaxPhones,
	"ServiceCenter.hoursOn":                  organization.MaxSpans,
	"ServiceCenter.stationings":              organization.MaxStationed,
	"ServiceCenter.departments":              organization.MaxStationed,
	"ServiceCenter.windows":                  organization.MaxWindows,
	"ServiceCenter.standards":                organization.MaxStandards,
	"ServiceCenter.populationFacts":          organization.MaxFacts,
	"CenterDay.open":                         organization.MaxSpans,
	"CenterDay.stationings":                  organization.MaxStationed,
	"CenterDay.phones":                       organization.MaxPhones,
	"Hours.weekly":                           organization.MaxSpans,
	"Hours.exceptions":                       organization.MaxExceptions,
	"HoursException.spans":                   organization.MaxSpans,
	"Department.otherCodes":                  organization.MaxOtherCodes,
	"Department.subordinates":                page.Max,
	"StationDepartmentsPayload.stationings":  organization.MaxBatch,
	"WithdrawDepartmentsPayload.stationings": organization.MaxBatch,
	"MoveDepartmentsPayload.stationings":     organization.MaxBatch,
	"OfferingEndings.items":                  catalog.MaxNamedEndings,
	"OfferingEndings.centers":                catalog.MaxNamedEndings,
	"Staff.posts":                            organization.MaxPosts,
	"Viewer.grants":                          organization.MaxPosts,
	"ServiceItem.publishedEditions":          page.Max,
	"ServiceItem.topics":                     catalog.MaxEntries,
	"ServiceItem.lifeEvents":                 catalog.MaxEntries,
	"ServiceItem.aliases":                    catalog.MaxAliases,
	"ServiceItem.readings":                   catalog.MaxReadings,
	"BasicItem.topics":                       catalog.MaxEntries,
	"BasicItem.lifeEvents":                   catalog.MaxEntries,
	"BasicItem.aliases":                      catalog.MaxAliases,
	"CancelItemsPayload.items":               catalog.MaxItems,
	"OfferItemsPayload.items":                catalog.MaxItems,
	"WithdrawItemsPayload.items":             catalog.MaxItems,
	"Edition.specialProcedures":              catalog.MaxEntries,
	"Edition.conditions":                     catalog.MaxEntries,
	"Edition.materials":                      catalog.MaxEntries,
	"Edition.steps":                          catalog.MaxEntries,
	"Edition.fees":                           catalog.MaxEntries,
	"Edition.legalBases":                     catalog.MaxEntries,
	"Edition.results":                        catalog.MaxEntries,
	"Edition.questions":                      catalog.MaxEntries,
	"Step.dependsOn":                         catalog.MaxEntries,
	"SynonymGroup.words":                     catalog.MaxSynonyms,
	"Reachable.onDuty":                       organization.MaxShifts,
	"DutyRoster.afterHours":                  organization.MaxSpans,
	"DutyRoster.shifts":                      organization.MaxShifts,
	"DutyRoster.gaps":                        organization.MaxShifts,
	"Query.freeSlots":                        reception.MaxFreeSlots,
	"Query.slotPlans":                        reception.MaxPlans,
	"Hall.calls":                             organization.MaxWindows,
	"ImportRun.fileFindings":                 exchange.MaxFindings,
	"ImportRow.findings":                     exchange.MaxFindings,
	"Case.notices":                           acceptance.MaxNotices,
	"Case.handOvers":                         acceptance.MaxHandOvers,
	"HandOver.papers":                        acceptance.MaxPapers,
	"HandOver.lost":                          acceptance.MaxPapers,
	"CaseWarning.persons":                    acceptance.MaxPersons,
	"CaseBreach.persons":                     acceptance.MaxPersons,
}

// followed are lists whose length follows from something else that has a limit.
var followed = map[string]string{
	"Query._entities":                "the representations of the question, by their cost",
	"Query.checkEdition":             "the content of the edition, whose lists have limits",
	"Edition.findings":               "the content of the edition, whose lists have limits",
	"Edition.diff":                   "the content of two editions, whose lists have limits",
	"EditionChange.path":             "how deep a content nests",
	"Finding.field":                  "how deep a content nests",
	"UserError.field":                "how deep an input nests",
	"ItemFacets.audiences":           "the values of an enumeration",
	"ItemFacets.types":               "the values of an enumeration",
	"ItemFacets.modes":               "the values of an enumeration",
	"ServiceItem.codeFaults":         "the parts of a code",
	"RegisterItemPayload.codeFaults": "the parts of a code",
	"UpdateItemPayload.codeFaults":   "the parts of a code",
	"Case.checklist":                 "the materials of the guide, whose lists have limits",
	"Case.tasks":                     "the steps of the guide, whose lists have limits",
	"Case.payments":                  "the fees of the guide, each once",
	"Case.warnings":                  "the limits of a case, each twice",
	"Case.breaches":                  "the limits, notices, supplements and hand-overs of a case",
	"Case.receipts":                  "the notices, supplements, procedures and hand-overs of a case, and its states",
	"Case.allowedSteps":              "the table of steps",
	"CaseTask.after":                 "the steps of the guide, whose lists have limits",
	"CaseTask.asked":                 "the materials of the guide, and what a notice asks for beside",
	"CaseTask.allowedSteps":          "the table of steps",
	"CaseNotice.missing":             "the materials of the guide, and what a notice asks for beside",
	"ReceiptContent.lines":           "what a paper has",
	"ReceiptContent.materials":       "the materials of the guide, or the papers of a hand-over",
	"FollowedCase.toBring":           "the materials of the guide, and what a notice asks for beside",
	"FollowedCase.steps":             "the steps of the guide, whose lists have limits",
	"SearchMatch.fragments":          "the text of a name, of at most 200 characters",
}

// TestEveryListHasACap walks the schema: a list is that of a connection, asks how
// many, has values of an enumeration, each once, tells what is wrong with an
// input, or is at most so long and says so. What is given as arguments is
// limited by TestListsAmongTheArgumentsHaveCaps.
func TestEveryListHasACap(t *testing.T) {
	c := newCounted(t, testdb.SQLite(t))
	schema, seen := sdl(), map[string]bool{}
	for name, definition := range schema.Types {
		if definition.Kind != ast.Object || strings.HasPrefix(name, "__") || name == "Entity" || definition.Fields.ForName("pageInfo") != nil {
			continue
		}
		for _, field := range definition.Fields {
			at := name + "." + field.Name
			if field.Type.Elem == nil || strings.HasPrefix(field.Name, "__") {
				continue
			}
			seen[at] = true
			_, follows := followed[at]
			switch number, limited := most[at]; {
			case limited:
				tells(t, at, field.Description, number)
			case follows, schema.Types[field.Type.Name()].Kind == ast.Enum, field.Type.Name() == "UserError":
			case field.Arguments.ForName("first") != nil:
				c.cutFirst(at, ways[name], field)
			default:
				t.Errorf("%s may be of any length: make it a connection, ask for `first`, or give it a limit where it is written and say that in this test", at)
			}
		}
	}
	for at := range most {
		if !seen[at] {
			t.Errorf("%s is no list any more", at)
		}
	}
	for at := range followed {
		if !seen[at] {
			t.Errorf("%s is no list any more", at)
		}
	}
}

var atMost = regexp.MustCompile(`(?i)\bat most ([0-9,]+)`)

// tells wants a description to say how long a list becomes.
func tells(t *testing.T, at, description string, number int) {
	t.Helper()
	for _, m := range atMost.FindAllStringSubmatch(description, -1) {
		if strings.ReplaceAll(strings.TrimSuffix(m[1], ","), ",", "") == strconv.Itoa(number) {
			return
		}
	}
	t.Errorf("%s has at most %d entries, and its description does not say so: %s", at, number, description)
}

// cutFirst asks for so many and for too many rows of a list without pages.
func (c *counted) cutFirst(at, way string, field *ast.FieldDefinition) {
	c.t.Helper()
	if way == "" {
		c.t.Errorf("say in TestEveryConnectionIsCut how to come to %s", at)
		return
	}
	tells(c.t, at+"(first:)", strings.ReplaceAll(field.Arguments.ForName("first").Description, "up to", "at most"), page.Max)
	for first, want := range map[string]string{"100": "", "0": "", "101": "LIMIT_EXCEEDED", "-1": "BAD_USER_INPUT"} {
		document := strings.Replace(way, "%s", field.Name+`(`+needed(field)+`first: `+first+`) { __typename }`, 1)
		codes := c.codes(document, nil)
		if want == "" && len(codes) > 0 || want != "" && !slices.Contains(codes, want) {
			c.t.Errorf("%s\nis refused with %v, want %q", document, codes, want)
		}
	}
}

// needed gives the arguments of a field that have to be there.
func needed(field *ast.FieldDefinition) (arguments string) {
	for _, a := range field.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			value := "1"
			if a.Type.Name() == "String" {
				value = `"证"`
			}
			arguments += a.Name + ": " + value + ", "
		}
	}
	return arguments
}
