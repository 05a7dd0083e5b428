package catalog

import (
	"fmt"

	"onewindow/internal/fault"
)

// The six publics (六公开). Their sources are the district's own rule that an
// item is offered only when its content, steps, materials, promised limit, fee
// basis and fee standard are public, and 行政许可法 art. 30 (what must be posted:
// item, basis, conditions, procedure, limit, all materials with sample forms)
// and art. 58–59 (a fee needs a law or regulation and a public standard).
var (
	TitleMissing = fault.NewKind("TITLE_MISSING",
		"未公开办理事项：缺少名称。",
		"The item is not public: its title is missing.")
	StepsMissing = fault.NewKind("STEPS_MISSING",
		"未公开办事流程：一个环节也没有。",
		"The procedure is not public: there is no step.")
	MaterialsMissing = fault.NewKind("MATERIALS_MISSING",
		"未公开申报材料：请列出材料，或明确“无需材料”。",
		"The materials are not public: list them, or say that none is needed.")
	MaterialsContradictory = fault.NewKind("MATERIALS_CONTRADICTORY",
		"既写明“无需材料”，又列出了材料。",
		"It says that no material is needed and lists some.")
	PromisedLimitMissing = fault.NewKind("PROMISED_LIMIT_MISSING",
		"未公开承诺时限。",
		"The promised limit is not public.")
	FeesContradictory = fault.NewKind("FEES_CONTRADICTORY",
		"写明不收费，却列出了收费项目。",
		"It says that no fee is taken and lists some.")
	FeeStandardMissing = fault.NewKind("FEE_STANDARD_MISSING",
		"未公开收费标准；不收费也须明确写出。",
		"The standard of the fee is not public; where there is none, say that it is free.")
	FeeBasisMissing = fault.NewKind("FEE_BASIS_MISSING",
		"未公开收费依据；不收费也须明确写出。",
		"The legal basis of the fee is not public; where there is none, say that it is free.")
)

func (g *gate) itemIsPublic() {
	if isBlank(g.Title) {
		g.missing(PublicItem, TitleMissing.At("content.title"))
	}
}

func (g *gate) stepsArePublic() {
	if len(g.Steps) == 0 {
		g.missing(PublicSteps, StepsMissing.At("content.steps"))
	}
	for i, step := range g.Steps {
		if isBlank(step.Name) {
			g.missing(PublicSteps, fault.Required.At(fmt.Sprintf("content.steps.%d.name", i)))
		}
	}
}

func (g *gate) materialsArePublic() {
	switch listed := len(g.Materials) > 0; {
	case !listed && !g.NoMaterials:
		g.missing(PublicMaterials, MaterialsMissing.At("content.materials"))
	case listed && g.NoMaterials:
		g.missing(PublicMaterials, MaterialsContradictory.At("content.noMaterials"))
	}
	for i, material := range g.Materials {
		if isBlank(material.Name) {
			g.missing(PublicMaterials, fault.Required.At(fmt.Sprintf("content.materials.%d.name", i)))
		}
	}
}

func (g *gate) promisedLimitIsPublic() {
	if g.PromisedLimit == nil {
		g.missing(PublicPromisedLimit, PromisedLimitMissing.At("content.promisedLimit"))
	}
}

func (g *gate) feesArePublic() {
	switch {
	case g.Charged == nil:
		g.feesMissing("content.charged")
	case *g.Charged && len(g.Fees) == 0:
		g.feesMissing("content.fees")
	case !*g.Charged && len(g.Fees) > 0:
		g.block(FeesContradictory.At("content.charged"))
	}
	for i, fee := range g.Fees {
		g.feeIsPublic(fmt.Sprintf("content.fees.%d", i), fee)
	}
}

// feesMissing are two of the six: neither basis nor standard is known.
func (g *gate) feesMissing(at string) {
	g.missing(PublicFeeBasis, FeeBasisMissing.At(at))
	g.missing(PublicFeeStandard, FeeStandardMissing.At(at))
}

func (g *gate) feeIsPublic(at string, fee Fee) {
	g.require(at+".name", fee.Name)
	if isBlank(fee.Basis) {
		g.missing(PublicFeeBasis, FeeBasisMissing.At(at+".basis"))
	}
	if isBlank(fee.Standard) {
		g.missing(PublicFeeStandard, FeeStandardMissing.At(at+".standard"))
	}
}
