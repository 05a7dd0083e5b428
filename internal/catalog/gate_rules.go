package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"onewindow/internal/fault"
)

// Consistency rules that reviewers of implementation lists apply: to materials,
// results, visits and online handling, phones, and what a licence needs.
var (
	MaterialCount = fault.NewKind("MATERIAL_COUNT",
		"份数与形式不符：原件只计原件份数，复印件只计复印件份数，电子材料不计份数。",
		"The numbers do not match the form: originals and copies are counted as the form says, electronic ones not at all.")
	MaterialNotNeededWhen = fault.NewKind("MATERIAL_NOT_NEEDED_WHEN_MISSING",
		"非必要材料须说明何时不需要。",
		"A conditional material says when it is not needed.")
	MaterialIssuer = fault.NewKind("MATERIAL_ISSUER_MISSING",
		"由政府部门核发或中介机构出具的材料须写明出具单位。",
		"A material issued by an authority or an intermediary names its issuer.")
	MaterialTwice = fault.NewKind("MATERIAL_TWICE",
		"材料“%s”重复。",
		"The material %q is listed twice.")
	ResultsMissing = fault.NewKind("RESULTS_MISSING",
		"未写明办理结果。",
		"It is not said what comes out of it.")
	VisitsMissing = fault.NewKind("VISITS_MISSING",
		"未写明到现场次数。",
		"It is not said how often one must come to a counter.")
	VisitsReasonMissing = fault.NewKind("VISITS_REASON_MISSING",
		"须到现场的，要说明原因。",
		"Where one must come to a counter, the reason is said.")
	FullyOnlineVisits = fault.NewKind("FULLY_ONLINE_VISITS",
		"全程网办的，到现场次数应为 0。",
		"What is handled fully online needs no visit.")
	FullyOnlineDepth = fault.NewKind("FULLY_ONLINE_DEPTH",
		"全程网办的，网上办理深度至少为网上办理（HANDLE）。",
		"What is handled fully online has an online depth of HANDLE or deeper.")
	NoVisitNeedsMail = fault.NewKind("NO_VISIT_NEEDS_MAIL",
		"到现场次数为 0 又不是全程网办的，应支持邮寄结果。",
		"Without a visit and not fully online, the result is sent by mail.")
	NoVisitNeedsDelivery = fault.NewKind("NO_VISIT_NEEDS_DELIVERY",
		"到现场次数为 0 的，结果不能都只在窗口领取。",
		"Without a visit, not every result can wait at the counter.")
	MailMismatch = fault.NewKind("MAIL_MISMATCH",
		"是否邮寄结果与各项结果的送达方式不一致。",
		"Whether the result is sent by mail does not agree with how the results are delivered.")
	PhoneMissing = fault.NewKind("PHONE_MISSING",
		"缺少电话。",
		"The phone is missing.")
	PhoneInvalid = fault.NewKind("PHONE_INVALID",
		"“%s”不像电话号码。",
		"%q does not look like a phone number.")
	PhonesSame = fault.NewKind("PHONES_SAME",
		"投诉电话不能与咨询电话相同。",
		"The phone for complaints differs from the one for questions.")
	LicenceLegalBasis = fault.NewKind("LICENCE_LEGAL_BASIS_MISSING",
		"行政许可须有设定依据。",
		"A licence has a legal basis.")
	LicenceStatutoryLimit = fault.NewKind("LICENCE_STATUTORY_LIMIT_MISSING",
		"行政许可须写明法定办结时限。",
		"A licence says its statutory limit.")
	LicenceQuestion = fault.NewKind("LICENCE_QUESTION_MISSING",
		"行政许可至少要有一条常见问题解答。",
		"A licence answers at least one frequent question.")
	LicenceSteps = fault.NewKind("LICENCE_STEPS_MISSING",
		"行政许可的流程缺少环节：%s。",
		"The procedure of a licence lacks these steps: %s.")
)

func (g *gate) materialsAgree() {
	seen := map[string]bool{}
	for i, material := range g.Materials {
		at := fmt.Sprintf("content.materials.%d", i)
		g.materialAgrees(at, material)
		name := strings.TrimSpace(material.Name)
		if seen[name] && name != "" {
			g.block(MaterialTwice.At(at+".name", name))
		}
		seen[name] = true
	}
}

func (g *gate) materialAgrees(at string, m Material) {
	if !countsMatchForm(m) {
		g.block(MaterialCount.At(at + ".form"))
	}
	if m.Necessity == NecessityConditional && isBlank(m.NotNeededWhen) {
		g.block(MaterialNotNeededWhen.At(at + ".notNeededWhen"))
	}
	issued := m.Source == SourceGovernment || m.Source == SourceIntermediary
	if issued && isBlank(m.Issuer) {
		g.block(MaterialIssuer.At(at + ".issuer"))
	}
}

// countsMatchForm is whether exactly the papers are counted that the form asks for.
func countsMatchForm(m Material) bool {
	originals, copies := m.Originals > 0, m.Copies > 0
	switch m.Form {
	case FormOriginal:
		return originals && !copies
	case FormCopy:
		return !originals && copies
	case FormOriginalAndCopy:
		return originals && copies
	case FormElectronic:
		return !originals && !copies
	}
	return true // no form, or none that exists: reported as malformed
}

func (g *gate) resultsAreNamed() {
	if len(g.Results) == 0 {
		g.block(ResultsMissing.At("content.results"))
	}
	for i, result := range g.Results {
		g.require(fmt.Sprintf("content.results.%d.name", i), result.Name)
	}
}

// partsSayWhatTheyAre: an entry that is there says something. In particular
// every legal basis names a law and every question has an answer.
func (g *gate) partsSayWhatTheyAre() {
	for i, p := range g.SpecialProcedures {
		g.require(fmt.Sprintf("content.specialProcedures.%d.name", i), p.Name)
	}
	for i, c := range g.Conditions {
		g.require(fmt.Sprintf("content.conditions.%d.text", i), c.Text)
	}
	for i, b := range g.LegalBases {
		g.require(fmt.Sprintf("content.legalBases.%d.law", i), b.Law)
	}
	for i, q := range g.Questions {
		g.require(fmt.Sprintf("content.questions.%d.question", i), q.Question)
		g.require(fmt.Sprintf("content.questions.%d.answer", i), q.Answer)
	}
}

func (g *gate) visitsAreSaid() {
	switch {
	case g.Visits == nil:
		g.block(VisitsMissing.At("content.visits"))
	case *g.Visits > 0 && isBlank(g.VisitsReason):
		g.block(VisitsReasonMissing.At("content.visitsReason"))
	}
}

func (g *gate) fullyOnlineMeansNoVisit() {
	if !g.FullyOnline {
		return
	}
	if g.Visits != nil && *g.Visits > 0 {
		g.block(FullyOnlineVisits.At("content.visits"))
	}
	if g.OnlineDepth == nil || slices.Index(onlineDepths, *g.OnlineDepth) < slices.Index(onlineDepths, OnlineHandle) {
		g.block(FullyOnlineDepth.At("content.onlineDepth"))
	}
}

func (g *gate) resultsComeWithoutVisit() {
	if g.Visits == nil || *g.Visits != 0 {
		return
	}
	if !g.FullyOnline && !g.MailResult {
		g.block(NoVisitNeedsMail.At("content.mailResult"))
	}
	if len(g.Results) > 0 && !slices.ContainsFunc(g.Results, comesByItself) {
		g.block(NoVisitNeedsDelivery.At("content.results"))
	}
}

// comesByItself is whether a result can reach the person without a visit: money
// goes to an account, and a result of which nothing is said contradicts nothing.
func comesByItself(r Result) bool {
	return r.Type == ResultPayment || len(r.Delivery) == 0 ||
		slices.ContainsFunc(r.Delivery, func(d Delivery) bool { return d != DeliverCounter })
}

func (g *gate) mailMatchesDelivery() {
	said := slices.ContainsFunc(g.Results, func(r Result) bool { return len(r.Delivery) > 0 })
	if said && g.MailResult != g.deliveredBy(DeliverMail) {
		g.block(MailMismatch.At("content.mailResult"))
	}
}

func (g *gate) deliveredBy(way Delivery) bool {
	return slices.ContainsFunc(g.Results, func(r Result) bool { return slices.Contains(r.Delivery, way) })
}

func (g *gate) phonesAreThere() {
	for _, phone := range []struct {
		at, number string
		required   bool
	}{
		{"content.consult.phone", g.Consult.Phone, true},
		{"content.complaint.phone", g.Complaint.Phone, true},
		{"content.appeal.phone", g.Appeal.Phone, false},
		{"content.litigation.phone", g.Litigation.Phone, false},
	} {
		g.phoneIsNumber(phone.at, phone.number, phone.required)
	}
	if consult := digits(g.Consult.Phone); consult != "" && consult == digits(g.Complaint.Phone) {
		g.block(PhonesSame.At("content.complaint.phone"))
	}
}

// phoneCharacters are those of one or more numbers with area code and extension:
// 0826-2222222 转 8001、12345.
var phoneCharacters = regexp.MustCompile(`^[0-9+\-—–()（）\[\] /、,，;；*#转]+$`)

func (g *gate) phoneIsNumber(at, number string, required bool) {
	switch {
	case isBlank(number):
		if required {
			g.block(PhoneMissing.At(at))
		}
	case !phoneCharacters.MatchString(number) || len(digits(number)) < 3:
		g.block(PhoneInvalid.At(at, number))
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// licenceIsComplete: a licence rests on a law (行政许可法 art. 14–17), has a
// statutory limit (art. 42), the steps of its chapter on procedure (art. 29–44),
// and, as reviewers ask, an answer to at least one question.
func (g *gate) licenceIsComplete() {
	if g.Type != Licence {
		return
	}
	if len(g.LegalBases) == 0 {
		g.block(LicenceLegalBasis.At("content.legalBases"))
	}
	if g.StatutoryLimit == nil {
		g.block(LicenceStatutoryLimit.At("content.statutoryLimit"))
	}
	if len(g.Questions) == 0 {
		g.block(LicenceQuestion.At("content.questions"))
	}
	if lacking := g.stepKindsLacking(); len(g.Steps) > 0 && len(lacking) > 0 {
		g.block(LicenceSteps.At("content.steps", listed(lacking)))
	}
}

func (g *gate) stepKindsLacking() []StepKind {
	var lacking []StepKind
	for _, kind := range []StepKind{StepReceive, StepAccept, StepReview, StepDecide, StepDeliver} {
		if !slices.ContainsFunc(g.Steps, func(s Step) bool { return s.Kind == kind }) {
			lacking = append(lacking, kind)
		}
	}
	return lacking
}
