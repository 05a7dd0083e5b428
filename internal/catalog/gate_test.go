package catalog

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"onewindow/internal/fault"
)

func ptr[T any](v T) *T { return &v }

func workingDays(n int) *TimeLimit  { return &TimeLimit{Value: n, Unit: WorkingDays} }
func calendarDays(n int) *TimeLimit { return &TimeLimit{Value: n, Unit: CalendarDays} }
func atOnce() *TimeLimit            { return &TimeLimit{Unit: OnTheSpot} }

// complete is the guide of a licence in which nothing is found.
func complete() Content {
	return Content{
		Title: "食品小作坊登记", Summary: "开办食品小作坊的，领取登记证。",
		Handling: ptr(HandlingPromised), StatutoryLimit: workingDays(20), PromisedLimit: workingDays(10),
		SpecialProcedures: []SpecialProcedure{{Name: "现场核查", Limit: workingDays(5)}},
		Conditions:        []Condition{{Text: "有固定的生产场所"}},
		Materials: []Material{
			{Name: "申请表", Form: FormOriginal, Originals: 1, Necessity: NecessityRequired, Source: SourceApplicant, PageNotes: "A4 一页"},
			{Name: "身份证", Form: FormOriginalAndCopy, Originals: 1, Copies: 1, Necessity: NecessityConditional,
				NotNeededWhen: "可核验电子证照时", Source: SourceGovernment, Issuer: "公安机关", BlankFormURL: "https://example.gov.cn/form"},
			{Name: "平面图", Form: FormElectronic, Necessity: NecessityOptional, Source: SourceOther, PageNotes: "PDF", Format: ptr(FormatElectronic)},
		},
		Steps: []Step{
			{Key: "receive", Name: "收件", Kind: StepReceive, Limit: atOnce()},
			{Key: "accept", Name: "受理", Kind: StepAccept, Limit: workingDays(1), DependsOn: []string{"receive"}},
			{Key: "visit", Name: "现场核查", Kind: StepSpecial, Limit: workingDays(5), DependsOn: []string{"accept"}},
			{Key: "review", Name: "审查", Kind: StepReview, Limit: workingDays(6), DependsOn: []string{"visit"}},
			{Key: "decide", Name: "决定", Kind: StepDecide, Limit: workingDays(2), DependsOn: []string{"review"}},
			{Key: "deliver", Name: "送达", Kind: StepDeliver, Limit: workingDays(1), DependsOn: []string{"decide"}},
		},
		Charged:    ptr(true),
		Fees:       []Fee{{Name: "工本费", Standard: "每证 20 元", AmountFen: ptr(int64(2000)), Basis: "某省价费〔2012〕1号", PayableOnline: true}},
		LegalBases: []LegalBasis{{Law: "中华人民共和国食品安全法", Article: "第三十六条"}},
		Results: []Result{{Name: "登记证", Type: ResultLicence, SampleURL: "https://example.gov.cn/sample.png",
			Delivery: []Delivery{DeliverCounter, DeliverMail}}},
		Visits: ptr(1), VisitsReason: "核对原件", CrossArea: ptr(CrossCounty), OnlineDepth: ptr(OnlineAccept),
		OnlineURL: "https://example.gov.cn", MailResult: true,
		Consult: Channel{Phone: "0826-2222222"}, Complaint: Channel{Phone: "12345"},
		Appeal: Redress{Name: "区人民政府", Phone: "0826-3333333 转 801"}, Litigation: Redress{Name: "区人民法院"},
		Questions:  []Question{{Question: "多久能拿证？", Answer: "十个工作日。"}},
		VerifiedOn: "2026-05-06",
	}
}

// written is a finding as severity, public, code and path.
func written(f Finding) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s", f.Code, strings.Join(f.Path, ".")))
}

func writtenAll(findings []Finding, severity Severity) []string {
	var all []string
	for _, f := range findings {
		if f.Severity == severity {
			all = append(all, written(f))
		}
	}
	return all
}

func TestCompleteGuidePasses(t *testing.T) {
	for _, itemType := range []ItemType{Licence, PublicService, OtherPower} {
		if found := Check(Subject{itemType}, complete()); len(found) > 0 {
			t.Errorf("%s: %v", itemType, found)
		}
	}
}

// Each case breaks the complete guide in one way and says all that is found.
func TestGateBlocks(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*Content)
		want  []string
	}{
		"no title":          {func(c *Content) { c.Title = " " }, []string{"TITLE_MISSING content.title"}},
		"no step":           {func(c *Content) { c.Steps = nil }, []string{"STEPS_MISSING content.steps"}},
		"no material":       {func(c *Content) { c.Materials = nil }, []string{"MATERIALS_MISSING content.materials"}},
		"materials and not": {func(c *Content) { c.NoMaterials = true }, []string{"MATERIALS_CONTRADICTORY content.noMaterials"}},
		"none is needed":    {func(c *Content) { c.Materials, c.NoMaterials = nil, true }, nil},
		"no promise":        {func(c *Content) { c.PromisedLimit = nil }, []string{"PROMISED_LIMIT_MISSING content.promisedLimit"}},
		"fee not said": {func(c *Content) { c.Charged, c.Fees = nil, nil },
			[]string{"FEE_BASIS_MISSING content.charged", "FEE_STANDARD_MISSING content.charged"}},
		"no fee listed": {func(c *Content) { c.Fees = nil }, []string{"FEE_BASIS_MISSING content.fees", "FEE_STANDARD_MISSING content.fees"}},
		"fees for free": {func(c *Content) { c.Charged = ptr(false) },
			[]string{"FEES_CONTRADICTORY content.charged"}},
		"free": {func(c *Content) { c.Charged, c.Fees = ptr(false), nil }, nil},
		"empty fee": {func(c *Content) { c.Fees[0] = Fee{} }, []string{"REQUIRED content.fees.0.name",
			"FEE_BASIS_MISSING content.fees.0.basis", "FEE_STANDARD_MISSING content.fees.0.standard"}},

		"no handling":   {func(c *Content) { c.Handling = nil }, []string{"HANDLING_MISSING content.handling"}},
		"即办 with a day": {func(c *Content) { c.Handling = ptr(HandlingOnTheSpot) }, []string{"HANDLING_MISMATCH content.handling"}},
		"承诺 on the spot": {func(c *Content) { c.PromisedLimit = atOnce() },
			[]string{"HANDLING_MISMATCH content.handling", "STEPS_EXCEED_PROMISE content.steps"}},
		"on the spot with days": {func(c *Content) { c.Steps[0].Limit.Value = 2 }, []string{"ON_THE_SPOT_VALUE content.steps.0.limit.value"}},
		"limit of zero":         {func(c *Content) { c.StatutoryLimit.Value = 0 }, []string{"LIMIT_OF_ZERO content.statutoryLimit.value", "PROMISE_EXCEEDS_STATUTORY content.promisedLimit"}},
		"special limit of zero": {func(c *Content) { c.SpecialProcedures[0].Limit = calendarDays(0) },
			[]string{"LIMIT_OF_ZERO content.specialProcedures.0.limit.value"}},
		"negative limit":     {func(c *Content) { c.PromisedLimit.Value = -1 }, []string{"NEGATIVE content.promisedLimit.value"}},
		"limit without unit": {func(c *Content) { c.PromisedLimit.Unit = "" }, []string{"REQUIRED content.promisedLimit.unit"}},
		"unknown unit":       {func(c *Content) { c.PromisedLimit.Unit = "WEEKS" }, []string{"NOT_ONE_OF content.promisedLimit.unit"}},
		"endless limit":      {func(c *Content) { c.StatutoryLimit.Value = 1 << 60 }, []string{"TOO_LARGE content.statutoryLimit.value"}},
		"promise beyond law": {func(c *Content) { c.StatutoryLimit = workingDays(9) }, []string{"PROMISE_EXCEEDS_STATUTORY content.promisedLimit"}},

		"key twice": {func(c *Content) { c.Steps[5].Key = "receive"; c.Steps[5].DependsOn = nil }, []string{"STEP_KEY_TWICE content.steps.5.key"}},
		"no key":    {func(c *Content) { c.Steps[5].Key = "" }, []string{"REQUIRED content.steps.5.key"}},
		"no name":   {func(c *Content) { c.Steps[5].Name = "" }, []string{"REQUIRED content.steps.5.name"}},
		"no kind": {func(c *Content) { c.Steps[5].Kind = "" },
			[]string{"REQUIRED content.steps.5.kind", "LICENCE_STEPS_MISSING content.steps"}},
		"unknown step":         {func(c *Content) { c.Steps[5].DependsOn = []string{"decide", "sign"} }, []string{"STEP_UNKNOWN content.steps.5.dependsOn.1"}},
		"cycle":                {func(c *Content) { c.Steps[1].DependsOn = []string{"decide"} }, []string{"STEP_CYCLE content.steps"}},
		"steps beyond promise": {func(c *Content) { c.PromisedLimit = workingDays(9) }, []string{"STEPS_EXCEED_PROMISE content.steps"}},

		"original not counted": {func(c *Content) { c.Materials[0].Originals = 0 }, []string{"MATERIAL_COUNT content.materials.0.form"}},
		"no form":              {func(c *Content) { c.Materials[0].Form = "" }, []string{"REQUIRED content.materials.0.form"}},
		"material name":        {func(c *Content) { c.Materials[0].Name = "" }, []string{"REQUIRED content.materials.0.name"}},
		"not needed when":      {func(c *Content) { c.Materials[1].NotNeededWhen = "" }, []string{"MATERIAL_NOT_NEEDED_WHEN_MISSING content.materials.1.notNeededWhen"}},
		"government's issuer":  {func(c *Content) { c.Materials[1].Issuer = "" }, []string{"MATERIAL_ISSUER_MISSING content.materials.1.issuer"}},
		"intermediary's issuer": {func(c *Content) { c.Materials[0].Source = SourceIntermediary },
			[]string{"MATERIAL_ISSUER_MISSING content.materials.0.issuer"}},
		"material twice": {func(c *Content) { c.Materials[2].Name = "申请表 " }, []string{"MATERIAL_TWICE content.materials.2.name"}},

		"no result":        {func(c *Content) { c.Results = nil }, []string{"RESULTS_MISSING content.results"}},
		"unnamed result":   {func(c *Content) { c.Results[0].Name = "" }, []string{"REQUIRED content.results.0.name"}},
		"no law":           {func(c *Content) { c.LegalBases[0].Law = "" }, []string{"REQUIRED content.legalBases.0.law"}},
		"empty condition":  {func(c *Content) { c.Conditions[0].Text = "" }, []string{"REQUIRED content.conditions.0.text"}},
		"unnamed special":  {func(c *Content) { c.SpecialProcedures[0].Name = "" }, []string{"REQUIRED content.specialProcedures.0.name"}},
		"no answer":        {func(c *Content) { c.Questions[0].Answer = "\n" }, []string{"REQUIRED content.questions.0.answer"}},
		"no question":      {func(c *Content) { c.Questions[0].Question = "" }, []string{"REQUIRED content.questions.0.question"}},
		"visits not said":  {func(c *Content) { c.Visits = nil }, []string{"VISITS_MISSING content.visits"}},
		"negative visits":  {func(c *Content) { c.Visits = ptr(-1) }, []string{"NEGATIVE content.visits"}},
		"visit why":        {func(c *Content) { c.VisitsReason = "" }, []string{"VISITS_REASON_MISSING content.visitsReason"}},
		"visit and online": {func(c *Content) { c.FullyOnline, c.OnlineDepth = true, ptr(OnlineHandle) }, []string{"FULLY_ONLINE_VISITS content.visits"}},
		"shallow online": {func(c *Content) { c.FullyOnline, c.Visits = true, ptr(0) },
			[]string{"FULLY_ONLINE_DEPTH content.onlineDepth"}},
		"depth not said": {func(c *Content) { c.FullyOnline, c.Visits, c.OnlineDepth = true, ptr(0), nil },
			[]string{"FULLY_ONLINE_DEPTH content.onlineDepth"}},
		"no visit, by mail": {func(c *Content) { c.Visits = ptr(0) }, nil},
		"no visit, no mail": {func(c *Content) {
			c.Visits, c.MailResult, c.Results[0].Delivery = ptr(0), false, []Delivery{DeliverCounter}
		}, []string{"NO_VISIT_NEEDS_MAIL content.mailResult", "NO_VISIT_NEEDS_DELIVERY content.results"}},
		"online, at the counter": {func(c *Content) {
			c.Visits, c.FullyOnline, c.OnlineDepth = ptr(0), true, ptr(OnlineElectronic)
			c.MailResult, c.Results[0].Delivery = false, []Delivery{DeliverCounter}
		}, []string{"NO_VISIT_NEEDS_DELIVERY content.results"}},
		"online, delivery not said": {func(c *Content) {
			c.Visits, c.FullyOnline, c.OnlineDepth = ptr(0), true, ptr(OnlineElectronic)
			c.MailResult, c.Results[0].Delivery = false, nil
		}, nil},
		"online, online": {func(c *Content) {
			c.Visits, c.FullyOnline, c.OnlineDepth = ptr(0), true, ptr(OnlineElectronic)
			c.MailResult, c.Results[0].Delivery = false, []Delivery{DeliverOnline}
		}, nil},
		"mail not delivered": {func(c *Content) { c.Results[0].Delivery = []Delivery{DeliverCounter} }, []string{"MAIL_MISMATCH content.mailResult"}},
		"mail not said":      {func(c *Content) { c.MailResult = false }, []string{"MAIL_MISMATCH content.mailResult"}},

		"no consult phone":   {func(c *Content) { c.Consult.Phone = "" }, []string{"PHONE_MISSING content.consult.phone"}},
		"no complaint phone": {func(c *Content) { c.Complaint.Phone = "" }, []string{"PHONE_MISSING content.complaint.phone"}},
		"same phones":        {func(c *Content) { c.Complaint.Phone = "(0826) 222 2222" }, []string{"PHONES_SAME content.complaint.phone"}},
		"words for a phone":  {func(c *Content) { c.Consult.Phone = "ask at the desk 5" }, []string{"PHONE_INVALID content.consult.phone"}},
		"short phone":        {func(c *Content) { c.Litigation.Phone = "12" }, []string{"PHONE_INVALID content.litigation.phone"}},

		"licence without law":      {func(c *Content) { c.LegalBases = nil }, []string{"LICENCE_LEGAL_BASIS_MISSING content.legalBases"}},
		"licence without limit":    {func(c *Content) { c.StatutoryLimit = nil }, []string{"LICENCE_STATUTORY_LIMIT_MISSING content.statutoryLimit"}},
		"licence without question": {func(c *Content) { c.Questions = nil }, []string{"LICENCE_QUESTION_MISSING content.questions"}},
		"licence without decision": {func(c *Content) { c.Steps[4].Kind = StepReview }, []string{"LICENCE_STEPS_MISSING content.steps"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := complete()
			tt.spoil(&c)
			got := writtenAll(Check(Subject{Licence}, c), Blocking)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestGateOfNonLicence(t *testing.T) {
	c := complete()
	c.LegalBases, c.StatutoryLimit, c.Questions = nil, nil, nil
	c.Steps = c.Steps[:1]
	found := Check(Subject{PublicService}, c)
	if got := writtenAll(found, Blocking); len(got) > 0 {
		t.Errorf("blocked by %q", got)
	}
	if got := writtenAll(found, Advice); !slices.Equal(got, []string{"STATUTORY_LIMIT_ADVISED content.statutoryLimit"}) {
		t.Errorf("advice %q", got)
	}
}

func TestGateAdvises(t *testing.T) {
	c := complete()
	c.Summary, c.VerifiedOn, c.Materials[0].PageNotes, c.Results[0].SampleURL = "", "", "", ""
	c.Appeal, c.Litigation = Redress{}, Redress{}
	want := []string{
		"SUMMARY_ADVISED content.summary",
		"VERIFIED_ON_ADVISED content.verifiedOn",
		"MATERIAL_HELP_ADVISED content.materials.0.blankFormUrl",
		"RESULT_SAMPLE_ADVISED content.results.0.sampleUrl",
		"APPEAL_ADVISED content.appeal.name",
		"LITIGATION_ADVISED content.litigation.name",
	}
	found := Check(Subject{Licence}, c)
	if got := writtenAll(found, Advice); !slices.Equal(got, want) || len(Refusal(found)) > 0 {
		t.Errorf("got %q", got)
	}
	if got := writtenAll(Check(Subject{PublicService}, c), Advice); !slices.Equal(got, want[:4]) {
		t.Errorf("a public service decides nothing: %q", got)
	}
}

// An empty guide lacks all six, and everything is said at once.
func TestEmptyGuideLacksAllSix(t *testing.T) {
	found := Check(Subject{Licence}, Content{})
	var publics []SixPublic
	for _, f := range found {
		if f.Public != "" {
			publics = append(publics, f.Public)
		}
	}
	want := []SixPublic{PublicItem, PublicSteps, PublicMaterials, PublicPromisedLimit, PublicFeeBasis, PublicFeeStandard}
	if !slices.Equal(publics, want) {
		t.Errorf("missing %v", publics)
	}
	if len(Refusal(found)) < 14 {
		t.Errorf("only %d problems: %v", len(Refusal(found)), Refusal(found))
	}
	if again := Check(Subject{Licence}, Content{}); !reflect.DeepEqual(found, again) {
		t.Error("the same content is judged differently")
	}
	if problems := Malformed(Content{}); len(problems) > 0 {
		t.Errorf("an empty draft may be stored, but: %v", problems)
	}
}

func TestPromiseAgainstLaw(t *testing.T) {
	for _, tt := range []struct {
		promised, statutory *TimeLimit
		ok                  bool
	}{
		{workingDays(20), workingDays(20), true},
		{workingDays(21), workingDays(20), false},
		{workingDays(5), calendarDays(7), true},
		{calendarDays(7), workingDays(5), true},
		{calendarDays(8), workingDays(5), false},
		{workingDays(5), calendarDays(6), false},
		{workingDays(1), calendarDays(1), false},
		{calendarDays(1), workingDays(1), true},
		{workingDays(20), calendarDays(30), true},
		{calendarDays(30), workingDays(20), false},
		{atOnce(), workingDays(1), true},
		{atOnce(), atOnce(), true},
		{workingDays(1), atOnce(), false},
		{calendarDays(45), calendarDays(45), true},
	} {
		g := gate{Content: Content{PromisedLimit: tt.promised, StatutoryLimit: tt.statutory}}
		g.promiseKeepsWithinTheLaw()
		if ok := len(g.findings) == 0; ok != tt.ok {
			t.Errorf("promised %+v under statutory %+v: %v", *tt.promised, *tt.statutory, ok)
		}
	}
}

func TestMessagesCountInTheUnitOfTheLimit(t *testing.T) {
	c := complete()
	c.PromisedLimit, c.StatutoryLimit = workingDays(8), calendarDays(10)
	found := Refusal(Check(Subject{Licence}, c))
	if len(found) != 2 {
		t.Fatalf("found %v", found)
	}
	for i, want := range []string{
		"承诺时限折合 11.2 个自然日，超过法定时限的 10 个自然日。",
		"环节 receive → accept → visit → review → decide → deliver 的时限合计折合 10 个工作日，超过承诺的 8 个工作日。",
	} {
		if got := found[i].Message(fault.Chinese); got != want {
			t.Errorf("got %s", got)
		}
	}
	if got := found[0].Message(fault.English); got != "The promised limit comes to 11.2 calendar days, more than the statutory 10 calendar days." {
		t.Error(got)
	}
}

func step(key string, days int, dependsOn ...string) Step {
	return Step{Key: key, Name: key, Kind: StepReview, Limit: workingDays(days), DependsOn: dependsOn}
}

func TestLongestPath(t *testing.T) {
	special := step("test", 90, "a")
	special.Kind = StepSpecial
	for name, tt := range map[string]struct {
		steps []Step
		days  int
		path  string
	}{
		"none":              {nil, 0, ""},
		"side by side":      {[]Step{step("a", 3), step("b", 5)}, 5, "b"},
		"diamond":           {[]Step{step("d", 1, "b", "c"), step("b", 5, "a"), step("c", 2, "a"), step("a", 1)}, 7, "a b d"},
		"special uncounted": {[]Step{step("a", 3), special, step("b", 1, "test")}, 4, "a test b"},
		"unknown ignored":   {[]Step{step("a", 3, "z")}, 3, "a"},
		"no limit":          {[]Step{{Key: "a"}, step("b", 2, "a")}, 2, "a b"},
	} {
		total, path := graphOf(tt.steps).longestPath()
		if total != length(7*tt.days) || strings.Join(path, " ") != tt.path {
			t.Errorf("%s: %v fifths along %v, want %d days along %s", name, total, path, tt.days, tt.path)
		}
	}
}

func TestCyclesAreToldWithTheirPath(t *testing.T) {
	for name, tt := range map[string]struct {
		steps []Step
		want  []string
	}{
		"none":    {[]Step{step("a", 1), step("b", 1, "a"), step("c", 1, "a", "b")}, nil},
		"itself":  {[]Step{step("a", 1, "a")}, []string{"a a"}},
		"two":     {[]Step{step("a", 1, "b"), step("b", 1, "a")}, []string{"a b a"}},
		"behind":  {[]Step{step("a", 1, "b"), step("b", 1, "c"), step("c", 1, "b")}, []string{"b c b"}},
		"apart":   {[]Step{step("a", 1, "a"), step("b", 1, "c"), step("c", 1, "b")}, []string{"a a", "b c b"}},
		"key two": {[]Step{step("a", 1), step("a", 1, "a")}, nil},
	} {
		var got []string
		for _, cycle := range graphOf(tt.steps).cycles() {
			got = append(got, strings.Join(cycle, " "))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestMalformed(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*Content)
		want  []string
	}{
		"nothing":       {func(*Content) {}, nil},
		"handling":      {func(c *Content) { c.Handling = ptr(Handling("SOON")) }, []string{"NOT_ONE_OF content.handling"}},
		"empty enum":    {func(c *Content) { c.Handling = ptr(Handling("")) }, []string{"REQUIRED content.handling"}},
		"cross area":    {func(c *Content) { c.CrossArea = ptr(CrossArea("MOON")) }, []string{"NOT_ONE_OF content.crossArea"}},
		"online depth":  {func(c *Content) { c.OnlineDepth = ptr(OnlineDepth("DEEP")) }, []string{"NOT_ONE_OF content.onlineDepth"}},
		"form":          {func(c *Content) { c.Materials[1].Form = "STONE" }, []string{"NOT_ONE_OF content.materials.1.form"}},
		"necessity":     {func(c *Content) { c.Materials[1].Necessity = "MAYBE" }, []string{"NOT_ONE_OF content.materials.1.necessity"}},
		"source":        {func(c *Content) { c.Materials[1].Source = "" }, []string{"REQUIRED content.materials.1.source"}},
		"format":        {func(c *Content) { c.Materials[2].Format = ptr(MaterialFormat("X")) }, []string{"NOT_ONE_OF content.materials.2.format"}},
		"copies":        {func(c *Content) { c.Materials[1].Copies = -1 }, []string{"NEGATIVE content.materials.1.copies"}},
		"many copies":   {func(c *Content) { c.Materials[1].Copies = 1001 }, []string{"TOO_LARGE content.materials.1.copies"}},
		"step kind":     {func(c *Content) { c.Steps[2].Kind = "WAIT" }, []string{"NOT_ONE_OF content.steps.2.kind"}},
		"result type":   {func(c *Content) { c.Results[0].Type = "" }, []string{"REQUIRED content.results.0.type"}},
		"delivery":      {func(c *Content) { c.Results[0].Delivery[1] = "PIGEON" }, []string{"NOT_ONE_OF content.results.0.delivery.1"}},
		"amount":        {func(c *Content) { c.Fees[0].AmountFen = ptr(int64(-1)) }, []string{"NEGATIVE content.fees.0.amountFen"}},
		"day":           {func(c *Content) { c.VerifiedOn = "2026-02-30" }, []string{"NOT_A_DAY content.verifiedOn"}},
		"javascript":    {func(c *Content) { c.OnlineURL = "javascript:alert(1)" }, []string{"NOT_A_WEB_ADDRESS content.onlineUrl"}},
		"no host":       {func(c *Content) { c.Consult.URL = "https:///x" }, []string{"NOT_A_WEB_ADDRESS content.consult.url"}},
		"relative":      {func(c *Content) { c.Materials[0].SampleURL = "/a.pdf" }, []string{"NOT_A_WEB_ADDRESS content.materials.0.sampleUrl"}},
		"ftp":           {func(c *Content) { c.Results[0].SampleURL = "ftp://a/b" }, []string{"NOT_A_WEB_ADDRESS content.results.0.sampleUrl"}},
		"upper case":    {func(c *Content) { c.OnlineURL = "HTTPS://EXAMPLE.COM" }, nil},
		"NUL":           {func(c *Content) { c.Summary = "a\x00b" }, []string{"NOT_TEXT content.summary"}},
		"no UTF-8":      {func(c *Content) { c.Fees[0].Reductions = "\xff" }, []string{"NOT_TEXT content.fees.0.reductions"}},
		"200 are fine":  {func(c *Content) { c.Title = strings.Repeat("许", 200) }, nil},
		"5000 are fine": {func(c *Content) { c.RightsAndDuties = strings.Repeat("许", 5000) }, nil},
		"many questions": {func(c *Content) { c.Questions = make([]Question, 101) },
			[]string{"TOO_MANY_ENTRIES content.questions"}},
		"many dependencies": {func(c *Content) { c.Steps[1].DependsOn = make([]string, 101) },
			[]string{"TOO_MANY_ENTRIES content.steps.1.dependsOn"}},
	} {
		c := complete()
		tt.spoil(&c)
		var got []string
		for _, p := range Malformed(c) {
			got = append(got, written(Finding{Problem: p}))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

// Every text and every list of Content has a bound, also those added later.
func TestEveryTextAndListIsBounded(t *testing.T) {
	eachLeaf(reflect.TypeFor[Content](), "content", nil, func(path string, index []int, kind reflect.Kind) {
		c := complete()
		field := reach(reflect.ValueOf(&c).Elem(), index)
		if kind == reflect.Slice {
			field.Set(reflect.MakeSlice(field.Type(), MaxEntries+1, MaxEntries+1))
		} else {
			field.SetString(strings.Repeat("长", maxText+1))
		}
		atPath := func(p fault.Problem) bool { return strings.Join(p.Path, ".") == path }
		if !slices.ContainsFunc(Malformed(c), atPath) {
			t.Errorf("%s is not bounded", path)
		}
	})
}

// eachLeaf calls f for every text and list below a type, with its path in JSON
// and the indexes that lead there; entries of lists are the first ones.
func eachLeaf(t reflect.Type, path string, index []int, f func(string, []int, reflect.Kind)) {
	switch t.Kind() {
	case reflect.Pointer:
		eachLeaf(t.Elem(), path, index, f)
	case reflect.String:
		f(path, index, reflect.String)
	case reflect.Slice:
		f(path, index, reflect.Slice)
		eachLeaf(t.Elem(), path+".0", append(slices.Clone(index), 0), f)
	case reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			eachLeaf(t.Field(i).Type, path+"."+name, append(slices.Clone(index), i), f)
		}
	}
}

func reach(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		v = open(v)
		if v.Kind() == reflect.Slice {
			if v.Len() == 0 {
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			}
			v = v.Index(i)
		} else {
			v = v.Field(i)
		}
	}
	return open(v)
}

func open(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	return v.Elem()
}

// Check says everything that Malformed says, so a guide that passes the gate is storable.
func TestCheckIncludesMalformed(t *testing.T) {
	c := Content{Handling: ptr(Handling("?")), Visits: ptr(-1), Materials: []Material{{Copies: -1}}, OnlineURL: "x"}
	found := writtenAll(Check(Subject{Licence}, c), Blocking)
	for _, p := range Malformed(c) {
		if !slices.Contains(found, written(Finding{Problem: p})) {
			t.Errorf("the gate does not tell %v", p)
		}
	}
}

func TestMessagesAreFormattedInBothLanguages(t *testing.T) {
	c := complete()
	c.Title, c.OnlineURL, c.VerifiedOn = strings.Repeat("a", 201), "x", "y"
	c.PromisedLimit, c.StatutoryLimit, c.Steps[0].Limit.Value = workingDays(3), workingDays(2), 7
	c.Steps[1].DependsOn, c.Steps[2].Key, c.Steps[3].Kind = []string{"?"}, "accept", "?"
	c.Materials[0].Name, c.Consult.Phone, c.Visits = "身份证", "phone", ptr(9999)
	for _, f := range append(Check(Subject{Licence}, c), Check(Subject{Licence}, Content{})...) {
		for _, lang := range []fault.Lang{fault.Chinese, fault.English} {
			if m := f.Message(lang); m == "" || strings.Contains(m, "%!") {
				t.Errorf("%s in %s: %q", f.Code, lang, m)
			}
		}
	}
}

func TestItemTypes(t *testing.T) {
	for code, want := range map[string]ItemType{
		"1": Licence, "2": Penalty, "3": Coercion, "4": Levy, "5": Payment, "6": Inspection,
		"7": Confirmation, "8": Reward, "9": Ruling, "10": OtherPower, "20": PublicService,
	} {
		got, ok := ParseItemType(code)
		if got != want || !ok || got.Code() != code || !got.Valid() || got.Chinese() == "" {
			t.Errorf("%s is %s, %v", code, got, ok)
		}
	}
	for _, code := range []string{"", "0", "01", "11", "行政许可", "LICENCE"} {
		if got, ok := ParseItemType(code); ok {
			t.Errorf("%q is %s", code, got)
		}
	}
	if none := ItemType("X"); none.Valid() || none.Chinese() != "" {
		t.Error("X is no type")
	}
}
