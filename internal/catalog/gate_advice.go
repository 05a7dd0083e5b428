package catalog

import (
	"fmt"

	"onewindow/internal/fault"
)

// What makes a guide better and does not stop it: columns of the national
// implementation list that reviewers ask for, and what users of such systems do.
var (
	SummaryAdvised = fault.NewKind("SUMMARY_ADVISED",
		"建议用一两句话说明办什么、谁能办。",
		"Say in a sentence or two what one gets and who may ask.")
	VerifiedOnAdvised = fault.NewKind("VERIFIED_ON_ADVISED",
		"建议写明最近一次核对的日期。",
		"Say on which day the guide was last verified.")
	StatutoryLimitAdvised = fault.NewKind("STATUTORY_LIMIT_ADVISED",
		"未写明法定时限：法律有规定的，建议写明。",
		"No statutory limit is said: say it if the law sets one.")
	MaterialHelpAdvised = fault.NewKind("MATERIAL_HELP_ADVISED",
		"建议提供空白表格，或说明规格、页数、填写要求。",
		"Give a blank form, or say size, pages and how to fill it in.")
	ResultSampleAdvised = fault.NewKind("RESULT_SAMPLE_ADVISED",
		"建议提供结果样本。",
		"Give a sample of the result.")
	AppealAdvised = fault.NewKind("APPEAL_ADVISED",
		"建议写明行政复议机关。",
		"Name the body that hears appeals.")
	LitigationAdvised = fault.NewKind("LITIGATION_ADVISED",
		"建议写明行政诉讼受理法院。",
		"Name the court that hears suits.")
)

func (g *gate) adviseOnText() {
	if isBlank(g.Summary) {
		g.advise(SummaryAdvised.At("content.summary"))
	}
	if isBlank(g.VerifiedOn) {
		g.advise(VerifiedOnAdvised.At("content.verifiedOn"))
	}
	if g.StatutoryLimit == nil && g.Type != Licence {
		g.advise(StatutoryLimitAdvised.At("content.statutoryLimit"))
	}
}

func (g *gate) adviseOnMaterials() {
	for i, m := range g.Materials {
		if isBlank(m.BlankFormURL) && isBlank(m.PageNotes) {
			g.advise(MaterialHelpAdvised.At(fmt.Sprintf("content.materials.%d.blankFormUrl", i)))
		}
	}
}

func (g *gate) adviseOnResults() {
	for i, r := range g.Results {
		if isBlank(r.SampleURL) {
			g.advise(ResultSampleAdvised.At(fmt.Sprintf("content.results.%d.sampleUrl", i)))
		}
	}
}

// adviseOnRedress: whoever is bound by a decision may appeal and sue (行政许可法
// art. 7, 行政复议法, 行政诉讼法). A public service decides nothing.
func (g *gate) adviseOnRedress() {
	if g.Type == PublicService {
		return
	}
	if isBlank(g.Appeal.Name) {
		g.advise(AppealAdvised.At("content.appeal.name"))
	}
	if isBlank(g.Litigation.Name) {
		g.advise(LitigationAdvised.At("content.litigation.name"))
	}
}
