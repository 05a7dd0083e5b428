package catalog

import "fmt"

// Content is everything an edition tells a citizen or a window: the 办事指南.
//
// It is a plain value. A draft is edited by replacing its content; the gate
// checks it, a diff compares two of them, publishing freezes one. It is stored
// as rows (see store.go) and travels as JSON in the sample and in files.
//
// Optional numbers and yes/no questions are pointers: nil means "not said yet",
// which the gate treats differently from zero or "no".
type Content struct {
	// Title is the name the public reads, normally the item's name.
	Title string `json:"title"`
	// Summary says in one or two plain sentences what one gets and who may ask.
	Summary string `json:"summary,omitempty"`

	Handling *Handling `json:"handling,omitempty"`
	// StatutoryLimit is nil where the law sets none.
	StatutoryLimit *TimeLimit `json:"statutoryLimit,omitempty"`
	PromisedLimit  *TimeLimit `json:"promisedLimit,omitempty"`

	SpecialProcedures []SpecialProcedure `json:"specialProcedures,omitempty"`
	Conditions        []Condition        `json:"conditions,omitempty"`

	// NoMaterials says explicitly that nothing has to be handed in.
	NoMaterials bool       `json:"noMaterials,omitempty"`
	Materials   []Material `json:"materials,omitempty"`
	Steps       []Step     `json:"steps,omitempty"`

	// Charged is nil until somebody has said whether a fee is taken; false is
	// the explicit "no fee".
	Charged *bool `json:"charged,omitempty"`
	Fees    []Fee `json:"fees,omitempty"`

	LegalBases []LegalBasis `json:"legalBases,omitempty"`
	Results    []Result     `json:"results,omitempty"`

	// Visits is how often one must come to a counter; VisitsReason why.
	Visits       *int   `json:"visits,omitempty"`
	VisitsReason string `json:"visitsReason,omitempty"`
	// CrossArea is how far away from home it can be handled (通办范围).
	CrossArea     *CrossArea   `json:"crossArea,omitempty"`
	OnlineDepth   *OnlineDepth `json:"onlineDepth,omitempty"`
	FullyOnline   bool         `json:"fullyOnline,omitempty"`
	OnlineURL     string       `json:"onlineUrl,omitempty"`
	MailMaterials bool         `json:"mailMaterials,omitempty"`
	MailResult    bool         `json:"mailResult,omitempty"`
	Bookable      bool         `json:"bookable,omitempty"`
	BookingNote   string       `json:"bookingNote,omitempty"`
	// PlaceNote tells how to get there, beyond the addresses of the centers.
	PlaceNote string `json:"placeNote,omitempty"`
	// Quota is the limit in number, if there is one (数量限制).
	Quota string `json:"quota,omitempty"`

	Consult    Channel `json:"consult"`
	Complaint  Channel `json:"complaint"`
	Appeal     Redress `json:"appeal"`
	Litigation Redress `json:"litigation"`

	RightsAndDuties string     `json:"rightsAndDuties,omitempty"`
	Questions       []Question `json:"questions,omitempty"`
	// VerifiedOn is the day somebody last compared the guide with the law and
	// with practice, apart from when it was edited. Format 2006-01-02.
	VerifiedOn string `json:"verifiedOn,omitempty"`
	// Notice is a line shown with the guide, e.g. that it is sample text.
	Notice string `json:"notice,omitempty"`
}

// Handling says whether an item is done at once or by a promised day.
type Handling string

const (
	HandlingOnTheSpot Handling = "ON_THE_SPOT" // 即办件
	HandlingPromised  Handling = "PROMISED"    // 承诺件
)

// LimitUnit is the unit a time limit counts in.
type LimitUnit string

const (
	WorkingDays  LimitUnit = "WORKING_DAYS"  // 工作日
	CalendarDays LimitUnit = "CALENDAR_DAYS" // 自然日
	OnTheSpot    LimitUnit = "ON_THE_SPOT"   // 当场办结; its value is 0
)

// TimeLimit is a number of days and what kind of days they are.
type TimeLimit struct {
	Value       int       `json:"value"`
	Unit        LimitUnit `json:"unit"`
	Explanation string    `json:"explanation,omitempty"`
}

// SpecialProcedure stops the clock while it lasts: a hearing, an inspection, a
// test, an expert review (行政许可法 art. 45).
type SpecialProcedure struct {
	Name        string     `json:"name"`
	Limit       *TimeLimit `json:"limit,omitempty"`
	Explanation string     `json:"explanation,omitempty"`
}

// Condition is one thing that must hold before an application is accepted (受理条件).
type Condition struct {
	Text string `json:"text"`
	// Excludes marks a condition that rules the applicant out, so that a page
	// can ask it first.
	Excludes bool `json:"excludes,omitempty"`
}

// MaterialForm is what kind of paper is handed in.
type MaterialForm string

const (
	FormOriginal        MaterialForm = "ORIGINAL"
	FormCopy            MaterialForm = "COPY"
	FormOriginalAndCopy MaterialForm = "ORIGINAL_AND_COPY"
	FormElectronic      MaterialForm = "ELECTRONIC"
)

// Necessity says whether a material is always needed.
type Necessity string

const (
	NecessityRequired    Necessity = "REQUIRED"
	NecessityConditional Necessity = "CONDITIONAL" // NotNeededWhen says when not
	NecessityOptional    Necessity = "OPTIONAL"
)

// MaterialSource says who provides a material.
type MaterialSource string

const (
	SourceApplicant    MaterialSource = "APPLICANT"    // 申请人自备
	SourceGovernment   MaterialSource = "GOVERNMENT"   // 政府部门核发
	SourceIntermediary MaterialSource = "INTERMEDIARY" // 中介机构或法定机构
	SourceOther        MaterialSource = "OTHER"
)

// MaterialFormat says on what a material may be handed in.
type MaterialFormat string

const (
	FormatPaper      MaterialFormat = "PAPER"
	FormatElectronic MaterialFormat = "ELECTRONIC"
	FormatEither     MaterialFormat = "PAPER_OR_ELECTRONIC"
)

// Material is one thing to hand in (申报材料).
type Material struct {
	Name      string       `json:"name"`
	Form      MaterialForm `json:"form"`
	Originals int          `json:"originals"`
	Copies    int          `json:"copies"`

	Necessity Necessity `json:"necessity"`
	// NotNeededWhen is required for CONDITIONAL ones.
	NotNeededWhen string `json:"notNeededWhen,omitempty"`

	Source     MaterialSource `json:"source"`
	SourceNote string         `json:"sourceNote,omitempty"`
	// Issuer is the body that issues it, required when Source is GOVERNMENT or INTERMEDIARY.
	Issuer string          `json:"issuer,omitempty"`
	Format *MaterialFormat `json:"format,omitempty"`
	// PageNotes tells size, number of pages, how to fill it in.
	PageNotes        string `json:"pageNotes,omitempty"`
	SampleURL        string `json:"sampleUrl,omitempty"`
	BlankFormURL     string `json:"blankFormUrl,omitempty"`
	AcceptedStandard string `json:"acceptedStandard,omitempty"`
	LegalBasis       string `json:"legalBasis,omitempty"`
	// MayFollow allows it to be supplied after acceptance (容缺受理).
	MayFollow bool `json:"mayFollow,omitempty"`
	// SharedRecord names the record the window fetches it from, so that the
	// applicant need not bring it; empty where there is none.
	SharedRecord string `json:"sharedRecord,omitempty"`
}

// StepKind is the part of the procedure a step belongs to.
type StepKind string

const (
	StepReceive StepKind = "RECEIVE" // 收件
	StepAccept  StepKind = "ACCEPT"  // 受理
	StepReview  StepKind = "REVIEW"  // 审查
	StepDecide  StepKind = "DECIDE"  // 决定
	StepDeliver StepKind = "DELIVER" // 颁证与送达
	StepSpecial StepKind = "SPECIAL" // 特别程序, not counted in the promise
)

// Step is one part of the procedure (办理环节). Steps form a graph by DependsOn.
type Step struct {
	// Key names the step within its edition; DependsOn refers to it.
	Key  string   `json:"key"`
	Name string   `json:"name"`
	Kind StepKind `json:"kind"`
	// Department is the code of the department that does it; empty for the owner.
	Department string `json:"department,omitempty"`
	// Post is who does it there, e.g. 窗口受理岗.
	Post  string     `json:"post,omitempty"`
	Limit *TimeLimit `json:"limit,omitempty"`
	// Criteria is what the reviewer checks.
	Criteria  string   `json:"criteria,omitempty"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

// Fee is one charge (收费项目).
type Fee struct {
	Name string `json:"name"`
	// Standard is the rate in words, e.g. 每证 20 元.
	Standard string `json:"standard"`
	// AmountFen is the amount in fen (1/100 yuan) where the standard is a fixed sum.
	AmountFen     *int64 `json:"amountFen,omitempty"`
	Basis         string `json:"basis"`
	Reductions    string `json:"reductions,omitempty"`
	PayableOnline bool   `json:"payableOnline,omitempty"`
}

// Money is an amount of money as the API shows it: a decimal string, never a float.
type Money struct{ Amount, Currency string }

// Amount is the fixed sum, nil where the standard is none.
func (f *Fee) Amount() *Money {
	if f.AmountFen == nil {
		return nil
	}
	return &Money{Amount: fmt.Sprintf("%d.%02d", *f.AmountFen/100, *f.AmountFen%100), Currency: "CNY"}
}

// LegalBasis is the law an item rests on (设定依据).
type LegalBasis struct {
	Law     string `json:"law"`
	Article string `json:"article,omitempty"`
	Text    string `json:"text,omitempty"`
}

// ResultType is what kind of thing one takes home.
type ResultType string

const (
	ResultLicence     ResultType = "LICENCE"     // 证照
	ResultCertificate ResultType = "CERTIFICATE" // 证明
	ResultApproval    ResultType = "APPROVAL"    // 批文
	ResultRecord      ResultType = "RECORD"      // 备案、登记回执
	ResultPayment     ResultType = "PAYMENT"     // 资金或物资给付
	ResultInformation ResultType = "INFORMATION" // 查询、咨询答复
	ResultOther       ResultType = "OTHER"
)

// Delivery is how a result reaches the person.
type Delivery string

const (
	DeliverCounter Delivery = "COUNTER" // 窗口领取
	DeliverMail    Delivery = "MAIL"    // 邮寄
	DeliverOnline  Delivery = "ONLINE"  // 电子证照、网上下载
	DeliverHome    Delivery = "HOME"    // 送达上门
)

// Result is one thing that comes out (办理结果).
type Result struct {
	Name      string     `json:"name"`
	Type      ResultType `json:"type"`
	SampleURL string     `json:"sampleUrl,omitempty"`
	Delivery  []Delivery `json:"delivery,omitempty"`
	// ValidFor says how long it is good for, e.g. 五年.
	ValidFor string `json:"validFor,omitempty"`
}

// CrossArea is how far from home an item can be handled (通办范围).
type CrossArea string

const (
	CrossNation   CrossArea = "NATIONWIDE"
	CrossProvince CrossArea = "ACROSS_PROVINCES"
	CrossCity     CrossArea = "ACROSS_CITIES"
	CrossCounty   CrossArea = "ACROSS_COUNTIES"
	CrossTownship CrossArea = "TOWNSHIP"
	CrossVillage  CrossArea = "VILLAGE"
)

// OnlineDepth is how much can be done online (网上办理深度), least first.
type OnlineDepth string

const (
	OnlineNone       OnlineDepth = "NONE"
	OnlineConsult    OnlineDepth = "CONSULT"    // 网上咨询
	OnlineSubmit     OnlineDepth = "SUBMIT"     // 网上收件
	OnlinePreReview  OnlineDepth = "PRE_REVIEW" // 网上预审
	OnlineAccept     OnlineDepth = "ACCEPT"     // 网上受理
	OnlineHandle     OnlineDepth = "HANDLE"     // 网上办理
	OnlineResult     OnlineDepth = "RESULT"     // 结果网上反馈
	OnlineElectronic OnlineDepth = "ELECTRONIC" // 电子证照
)

// Channel is a way to ask or to complain. A guide needs at least a phone for each.
type Channel struct {
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
	URL     string `json:"url,omitempty"`
}

// Redress is a body that hears appeals or suits (行政复议、行政诉讼).
type Redress struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	Phone   string `json:"phone,omitempty"`
}

// Question is a frequent question with its answer (常见问题).
type Question struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}
