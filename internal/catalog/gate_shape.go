package catalog

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

// What is storable at all. The sizes are this platform's own: a name that fits
// on a printed line, a text that fits on a page, a list that a person reads, a
// limit shorter than a century.
const (
	maxName  = 200
	maxText  = 5000
	maxDays  = 36500
	maxCount = 1000
)

// Rules on the shape of values.
var (
	NotOneOf = fault.NewKind("NOT_ONE_OF",
		"“%s”不是可用的值，可用的有：%s。",
		"%q is not one of %s.")
	Negative = fault.NewKind("NEGATIVE",
		"不能小于 0。",
		"This cannot be less than 0.")
	TooLarge = fault.NewKind("TOO_LARGE",
		"不能大于 %d。",
		"This cannot be more than %d.")
	TooManyEntries = fault.NewKind("TOO_MANY_ENTRIES",
		"最多 %d 条，现有 %d 条。",
		"At most %d entries, and there are %d.")
	NotText = fault.NewKind("NOT_TEXT",
		"含有无法保存的字符。",
		"This has characters that cannot be stored.")
	NotWebAddress = fault.NewKind("NOT_A_WEB_ADDRESS",
		"“%s”不是以 http:// 或 https:// 开头的网址。",
		"%q is not a web address that begins with http:// or https://.")
	NotADay = fault.NewKind("NOT_A_DAY",
		"“%s”不是 YYYY-MM-DD 形式的日期。",
		"%q is not a day of the form YYYY-MM-DD.")
)

// The values of every enumeration in Content.
var (
	handlings   = []Handling{HandlingOnTheSpot, HandlingPromised}
	limitUnits  = []LimitUnit{WorkingDays, CalendarDays, OnTheSpot}
	forms       = []MaterialForm{FormOriginal, FormCopy, FormOriginalAndCopy, FormElectronic}
	necessities = []Necessity{NecessityRequired, NecessityConditional, NecessityOptional}
	sources     = []MaterialSource{SourceApplicant, SourceGovernment, SourceIntermediary, SourceOther}
	formats     = []MaterialFormat{FormatPaper, FormatElectronic, FormatEither}
	stepKinds   = []StepKind{StepReceive, StepAccept, StepReview, StepDecide, StepDeliver, StepSpecial}
	resultTypes = []ResultType{ResultLicence, ResultCertificate, ResultApproval, ResultRecord,
		ResultPayment, ResultInformation, ResultOther}
	deliveries = []Delivery{DeliverCounter, DeliverMail, DeliverOnline, DeliverHome}
	crossAreas = []CrossArea{CrossNation, CrossProvince, CrossCity, CrossCounty, CrossTownship, CrossVillage}
	// onlineDepths is in order, least first.
	onlineDepths = []OnlineDepth{OnlineNone, OnlineConsult, OnlineSubmit, OnlinePreReview,
		OnlineAccept, OnlineHandle, OnlineResult, OnlineElectronic}
)

// Malformed reports what even a draft must not hold: values outside their
// enumeration (an entry of a list says its own), negative or absurd numbers,
// texts and lists without end, addresses that are none. An incomplete draft is
// not malformed.
func Malformed(c Content) fault.Problems {
	var s shape
	s.head(c)
	s.access(c)
	entries(&s, "content.specialProcedures", c.SpecialProcedures, s.specialProcedure)
	entries(&s, "content.conditions", c.Conditions, s.condition)
	entries(&s, "content.materials", c.Materials, s.material)
	entries(&s, "content.steps", c.Steps, s.step)
	entries(&s, "content.fees", c.Fees, s.fee)
	entries(&s, "content.legalBases", c.LegalBases, s.legalBasis)
	entries(&s, "content.results", c.Results, s.result)
	s.contacts(c)
	entries(&s, "content.questions", c.Questions, s.question)
	s.tail(c)
	return s.problems
}

type shape struct{ problems fault.Problems }

func (s *shape) head(c Content) {
	s.name("content.title", c.Title)
	s.text("content.summary", c.Summary)
	optional(s, "content.handling", c.Handling, handlings)
	s.limit("content.statutoryLimit", c.StatutoryLimit)
	s.limit("content.promisedLimit", c.PromisedLimit)
}

func (s *shape) access(c Content) {
	if c.Visits != nil {
		s.number("content.visits", *c.Visits, maxCount)
	}
	s.text("content.visitsReason", c.VisitsReason)
	optional(s, "content.crossArea", c.CrossArea, crossAreas)
	optional(s, "content.onlineDepth", c.OnlineDepth, onlineDepths)
	s.url("content.onlineUrl", c.OnlineURL)
	s.text("content.bookingNote", c.BookingNote)
	s.text("content.placeNote", c.PlaceNote)
	s.text("content.quota", c.Quota)
}

func (s *shape) contacts(c Content) {
	s.channel("content.consult", c.Consult)
	s.channel("content.complaint", c.Complaint)
	s.redress("content.appeal", c.Appeal)
	s.redress("content.litigation", c.Litigation)
}

func (s *shape) tail(c Content) {
	s.text("content.rightsAndDuties", c.RightsAndDuties)
	if _, err := calendar.ParseDay(c.VerifiedOn); err != nil && c.VerifiedOn != "" {
		s.problems.Add(NotADay.At("content.verifiedOn", c.VerifiedOn))
	}
	s.text("content.notice", c.Notice)
}

func (s *shape) specialProcedure(at string, p SpecialProcedure) {
	s.name(at+".name", p.Name)
	s.limit(at+".limit", p.Limit)
	s.text(at+".explanation", p.Explanation)
}

func (s *shape) condition(at string, c Condition) { s.text(at+".text", c.Text) }

func (s *shape) material(at string, m Material) {
	s.name(at+".name", m.Name)
	oneOf(s, at+".form", m.Form, forms)
	s.number(at+".originals", m.Originals, maxCount)
	s.number(at+".copies", m.Copies, maxCount)
	oneOf(s, at+".necessity", m.Necessity, necessities)
	s.text(at+".notNeededWhen", m.NotNeededWhen)
	oneOf(s, at+".source", m.Source, sources)
	s.text(at+".sourceNote", m.SourceNote)
	s.name(at+".issuer", m.Issuer)
	optional(s, at+".format", m.Format, formats)
	s.text(at+".pageNotes", m.PageNotes)
	s.url(at+".sampleUrl", m.SampleURL)
	s.url(at+".blankFormUrl", m.BlankFormURL)
	s.text(at+".acceptedStandard", m.AcceptedStandard)
	s.text(at+".legalBasis", m.LegalBasis)
	s.name(at+".sharedRecord", m.SharedRecord)
}

func (s *shape) step(at string, t Step) {
	s.name(at+".key", t.Key)
	s.name(at+".name", t.Name)
	oneOf(s, at+".kind", t.Kind, stepKinds)
	s.name(at+".department", t.Department)
	s.name(at+".post", t.Post)
	s.limit(at+".limit", t.Limit)
	s.text(at+".criteria", t.Criteria)
	entries(s, at+".dependsOn", t.DependsOn, s.name)
}

func (s *shape) fee(at string, f Fee) {
	s.name(at+".name", f.Name)
	s.text(at+".standard", f.Standard)
	if f.AmountFen != nil && *f.AmountFen < 0 {
		s.problems.Add(Negative.At(at + ".amountFen"))
	}
	s.text(at+".basis", f.Basis)
	s.text(at+".reductions", f.Reductions)
}

func (s *shape) legalBasis(at string, b LegalBasis) {
	s.name(at+".law", b.Law)
	s.name(at+".article", b.Article)
	s.text(at+".text", b.Text)
}

func (s *shape) result(at string, r Result) {
	s.name(at+".name", r.Name)
	oneOf(s, at+".type", r.Type, resultTypes)
	s.url(at+".sampleUrl", r.SampleURL)
	said := map[Delivery]bool{}
	entries(s, at+".delivery", r.Delivery, func(at string, d Delivery) {
		if oneOf(s, at, d, deliveries); said[d] {
			s.problems.Add(fault.Repeated.At(at, string(d)))
		}
		said[d] = true
	})
	s.name(at+".validFor", r.ValidFor)
}

func (s *shape) question(at string, q Question) {
	s.text(at+".question", q.Question)
	s.text(at+".answer", q.Answer)
}

func (s *shape) channel(at string, c Channel) {
	s.name(at+".phone", c.Phone)
	s.text(at+".address", c.Address)
	s.url(at+".url", c.URL)
}

func (s *shape) redress(at string, r Redress) {
	s.name(at+".name", r.Name)
	s.text(at+".address", r.Address)
	s.name(at+".phone", r.Phone)
}

func (s *shape) limit(at string, l *TimeLimit) {
	if l == nil {
		return
	}
	s.number(at+".value", l.Value, maxDays)
	oneOf(s, at+".unit", l.Unit, limitUnits)
	s.text(at+".explanation", l.Explanation)
}

func (s *shape) name(at, value string) { s.bounded(at, value, maxName) }

func (s *shape) text(at, value string) { s.bounded(at, value, maxText) }

// bounded also refuses what PostgreSQL cannot store in a text: NUL and bytes
// that are not UTF-8.
func (s *shape) bounded(at, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		s.problems.Add(fault.TooLong.At(at, most))
	}
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		s.problems.Add(NotText.At(at))
	}
}

func (s *shape) number(at string, value, most int) {
	if value < 0 {
		s.problems.Add(Negative.At(at))
	}
	if value > most {
		s.problems.Add(TooLarge.At(at, most))
	}
}

func (s *shape) url(at, value string) {
	if value == "" {
		return
	}
	s.text(at, value)
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		s.problems.Add(NotWebAddress.At(at, value))
	}
}

// entries checks a list and what is in it. A list that is too long is one
// problem; its entries are not looked at.
func entries[T any](s *shape, at string, list []T, check func(at string, entry T)) {
	if len(list) > MaxEntries {
		s.problems.Add(TooManyEntries.At(at, MaxEntries, len(list)))
		return
	}
	for i, entry := range list {
		check(fmt.Sprintf("%s.%d", at, i), entry)
	}
}

func optional[T ~string](s *shape, at string, value *T, allowed []T) {
	if value != nil {
		oneOf(s, at, *value, allowed)
	}
}

func oneOf[T ~string](s *shape, at string, value T, allowed []T) {
	switch {
	case value == "":
		s.problems.Add(fault.Required.At(at))
	case !slices.Contains(allowed, value):
		s.problems.Add(NotOneOf.At(at, string(value), listed(allowed)))
	}
}

func listed[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
