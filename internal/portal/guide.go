package portal

import (
	"slices"
	"strings"

	"onewindow/internal/calendar"
)

// item is an item with its guide.
type item struct {
	Slug, Name         string
	Aliases, Audiences []string
	ImplementationCode *string
	Owner              *struct {
		Code, Name string
		Phone      *string
	}
	Offerings struct {
		TotalCount int
		Nodes      []offering
	}
	Edition *edition
}

// offering is where and how an item is done.
type offering struct {
	Mode   string
	Days   []string
	Note   string
	Limit  *limit
	Window *struct {
		Number string
		Name   *string
	}
	Center *place
	Item   *struct {
		Slug, Name string
		Owner      *struct{ Name string }
	}
}

type edition struct {
	Number                        int
	EffectiveFrom                 *string
	Title, Summary                string
	StatutoryLimit, PromisedLimit *limit
	SpecialProcedures             []struct {
		Name, Explanation string
		Limit             *limit
	}
	Conditions []struct {
		Text     string
		Excludes bool
	}
	NoMaterials bool
	Materials   []material
	Steps       []step
	Charged     *bool
	Fees        []fee
	LegalBases  []struct{ Law, Article, Text string }
	Results     []struct {
		Name, ValidFor, SampleURL string
		Delivery                  []string
	}
	Visits                                 *int
	VisitsReason                           string
	FullyOnline, MailMaterials, MailResult bool
	OnlineURL                              string
	Bookable                               bool
	BookingNote, PlaceNote                 string
	Consult                                struct{ Phone, Address, URL string }
	Complaint                              struct{ Phone string }
	Questions                              []struct{ Question, Answer string }
	VerifiedOn                             *string
	Notice                                 string
	Diff                                   []change
}

type fee struct {
	Name, Standard, Basis, Reductions string
	PayableOnline                     bool
	Amount                            *struct{ Amount, Currency string }
}

type material struct {
	Name, Form, Necessity, NotNeededWhen, Source, SourceNote, Issuer, PageNotes, SampleURL, BlankFormURL, SharedRecord string
	Originals, Copies                                                                                                  int
	MayFollow                                                                                                          bool
}

type step struct {
	Key, Name, Kind, Post string
	DependsOn             []string
	Department            *struct{ Name string }
	Limit                 *limit
}

// guide shows how to get an item done.
func (p *Portal) guide(v *visit) (*view, error) {
	i, err := v.item()
	if err != nil {
		return nil, err
	}
	reckoned, err := v.reckon(i.Edition)
	if err != nil {
		return nil, err
	}
	data := i.shown()
	data["Due"] = reckoned
	return &view{template: "guide", Title: i.Edition.Title, Description: i.Edition.Summary, Follows: true, Structured: structured(v.governmentService(i)), Data: data}, nil
}

// sheet is a whole guide for paper: what it says on a day, with a code that leads to
// what it says later.
func (p *Portal) sheet(v *visit) (*view, error) { return v.onPaper("sheet") }

// leaflet is a guide in large print for a notice board.
func (p *Portal) leaflet(v *visit) (*view, error) { return v.onPaper("leaflet") }

// onPaper is a guide with the day, and with its address to be scanned and to be typed.
func (v *visit) onPaper(template string) (*view, error) {
	i, err := v.item()
	if err != nil {
		return nil, err
	}
	address := base(v.Request) + "/item/" + i.Slug
	code, err := qrCode(address)
	if err != nil {
		return nil, err
	}
	data := i.shown()
	data["Paper"], data["AsOf"], data["Address"], data["Code"] = true, v.portal.today().String(), address, code
	return &view{template: template, Title: i.Edition.Title, Description: i.Edition.Summary, Data: data}, nil
}

// shown is what pages show of an item.
func (i *item) shown() map[string]any {
	return map[string]any{
		"Item": i, "Edition": i.Edition, "Ranks": ranks(i.Edition.Steps), "Changes": i.Edition.changes(),
		"More": i.Offerings.TotalCount - len(i.Offerings.Nodes),
	}
}

// item is the item that the address names, which has a guide.
func (v *visit) item() (*item, error) {
	var data struct{ Item *item }
	if err := v.ask("Guide", map[string]any{"slug": v.PathValue("slug")}, &data); err != nil {
		return nil, err
	}
	if data.Item == nil || data.Item.Edition == nil {
		return nil, errNothing
	}
	return data.Item, nil
}

// due is the day by which something is done that was handed in on a day.
type due struct {
	From, Day   string
	Provisional bool
}

// reckon tells by when the promise falls due for the day that the reader gave, or
// today.
func (v *visit) reckon(e *edition) (*due, error) {
	if e.PromisedLimit == nil || e.PromisedLimit.Value == 0 {
		return nil, nil
	}
	from, err := calendar.ParseDay(v.URL.Query().Get("from"))
	if err != nil {
		from = v.portal.today()
	}
	var data struct{ DueOn *due }
	err = v.ask("Due", map[string]any{"from": from.String(), "value": e.PromisedLimit.Value, "unit": e.PromisedLimit.Unit}, &data)
	if err != nil || data.DueOn == nil {
		return nil, err
	}
	data.DueOn.From = from.String()
	return data.DueOn, nil
}

// ranks are the steps of a procedure, those that may go on at once together: each
// comes after all that it depends on.
func ranks(steps []step) (all [][]step) {
	rank := map[string]int{}
	var rankOf func(s step, path []string) int
	rankOf = func(s step, path []string) int {
		if n, known := rank[s.Key]; known {
			return n
		}
		n := 0
		for _, other := range steps {
			if slices.Contains(s.DependsOn, other.Key) && !slices.Contains(path, other.Key) {
				n = max(n, rankOf(other, append(path, s.Key))+1)
			}
		}
		rank[s.Key] = n
		return n
	}
	for _, s := range steps {
		n := rankOf(s, nil)
		for len(all) <= n {
			all = append(all, nil)
		}
		all[n] = append(all[n], s)
	}
	return all
}

// governmentService is a guide in the words of schema.org.
func (v *visit) governmentService(i *item) map[string]any {
	e := i.Edition
	s := map[string]any{
		"@context": "https://schema.org", "@type": "GovernmentService", "name": e.Title, "description": e.Summary,
		"url": base(v.Request) + "/item/" + i.Slug, "inLanguage": "zh-CN", "serviceType": i.Name,
	}
	if len(i.Aliases) > 0 {
		s["alternateName"] = i.Aliases
	}
	if i.ImplementationCode != nil {
		s["identifier"] = *i.ImplementationCode
	}
	if i.Owner != nil {
		provider := map[string]any{"@type": "GovernmentOrganization", "name": i.Owner.Name, "url": base(v.Request) + "/department/" + i.Owner.Code}
		if i.Owner.Phone != nil {
			provider["telephone"] = *i.Owner.Phone
		}
		s["provider"] = provider
		s["serviceOperator"] = provider
	}
	var channels []any
	for _, o := range i.Offerings.Nodes {
		if o.Center == nil {
			continue
		}
		at := map[string]any{"@type": "Place", "name": o.Center.Name, "url": base(v.Request) + "/center/" + o.Center.Code}
		if o.Center.Address != nil {
			at["address"] = *o.Center.Address
		}
		channels = append(channels, map[string]any{"@type": "ServiceChannel", "serviceLocation": at})
	}
	if e.OnlineURL != "" {
		channels = append(channels, map[string]any{"@type": "ServiceChannel", "serviceUrl": e.OnlineURL})
	}
	if len(channels) > 0 {
		s["availableChannel"] = channels
	}
	if e.Charged != nil && !*e.Charged {
		s["offers"] = map[string]any{"@type": "Offer", "price": "0", "priceCurrency": "CNY"}
	}
	var outputs []any
	for _, r := range e.Results {
		outputs = append(outputs, map[string]any{"@type": "GovernmentPermit", "name": r.Name})
	}
	if len(outputs) > 0 {
		s["serviceOutput"] = outputs
	}
	return s
}

// Where says where a material comes from.
func (m material) Where() string {
	return strings.Join(slices.DeleteFunc([]string{m.Issuer, m.SourceNote}, func(s string) bool { return s == "" }), "，")
}
