package portal

import (
	"net/url"
	"slices"
	"strings"
)

// limit is a time limit.
type limit struct {
	Value       int
	Unit        string
	Explanation string
}

// fragment is a part of a text that matched a search.
type fragment struct {
	Text    string
	Matched bool
}

// found is an item in a list.
type found struct {
	Match *struct {
		Way, Place string
		Fragments  []fragment
	}
	Node struct {
		Slug, Name string
		Owner      *struct{ Name string }
		Edition    *struct {
			Title, Summary string
			Charged        *bool
			PromisedLimit  *limit
		}
	}
}

// list is what was found.
type list struct {
	TotalCount int
	PageInfo   pageInfo
	Edges      []found
	Facets     struct {
		Departments []struct {
			Count      int
			Department struct{ Code, Name string }
		}
		Audiences []struct {
			Count    int
			Audience string
		}
	}
}

// choice is a way to narrow a list down.
type choice struct {
	Name, Address string
	Count         int
	Chosen        bool
}

// search lists what fits the words of a reader.
func (p *Portal) search(v *visit) (*view, error) {
	text := strings.TrimSpace(v.URL.Query().Get("q"))
	if text == "" {
		return p.home(v)
	}
	shown, total, err := v.list(map[string]any{"text": text})
	if err != nil {
		return nil, err
	}
	shown.Title = v.words.Say("found", text, total)
	if total == 0 {
		shown.Title = v.words.Say("found-none", text)
	}
	return shown, nil
}

// life lists what is needed in an event of life.
func (p *Portal) life(v *visit) (*view, error) { return v.under("lifeEvents") }

// topic lists what stands under a subject.
func (p *Portal) topic(v *visit) (*view, error) { return v.under("topics") }

func (v *visit) under(kind string) (*view, error) {
	code := v.PathValue("code")
	var data map[string]any
	if err := v.ask("Headings", nil, &data); err != nil {
		return nil, err
	}
	name := nameOf(data[kind], code)
	if name == "" {
		return nil, errNothing
	}
	shown, _, err := v.list(map[string]any{kind: []string{code}})
	if err != nil {
		return nil, err
	}
	shown.Title = name
	return shown, nil
}

// nameOf is the name of the heading with a code, empty for none.
func nameOf(headings any, code string) string {
	all, _ := headings.([]any)
	for _, h := range all {
		if h, ok := h.(map[string]any); ok && h["code"] == code {
			name, _ := h["name"].(string)
			return name
		}
	}
	return ""
}

// office is a department as its page shows it.
type office struct {
	ID, Code, Name string
	Phone, Address *string
}

// department tells about a department and lists its items.
func (p *Portal) department(v *visit) (*view, error) {
	var data struct{ Department *office }
	if err := v.ask("Office", map[string]any{"code": v.PathValue("code")}, &data); err != nil {
		return nil, err
	}
	if data.Department == nil {
		return nil, errNothing
	}
	shown, _, err := v.list(map[string]any{"departments": []string{data.Department.ID}})
	if err != nil {
		return nil, err
	}
	shown.Title = data.Department.Name
	about := shown.Data.(map[string]any)
	about["Office"] = data.Department
	delete(about, "Offices") // no other one narrows this one's items down
	return shown, nil
}

// list is a page of items that pass a filter, and what narrows it down.
func (v *visit) list(filter map[string]any) (*view, int, error) {
	q := v.URL.Query()
	if id := q.Get("dept"); id != "" {
		var data struct{ Department *office }
		if err := v.ask("Office", map[string]any{"code": id}, &data); err != nil {
			return nil, 0, err
		}
		if data.Department == nil {
			return nil, 0, errNothing
		}
		filter["departments"] = []string{data.Department.ID}
	}
	audience := q.Get("for")
	if _, known := texts["for-"+audience]; audience != "" && known {
		filter["audiences"] = []string{audience}
	}
	variables := map[string]any{"filter": filter}
	if after := q.Get("after"); after != "" {
		variables["after"] = after
	}
	var data struct{ Items list }
	if err := v.ask("Search", variables, &data); err != nil {
		return nil, 0, err
	}
	next := ""
	if data.Items.PageInfo.HasNextPage {
		next = v.with("after", data.Items.PageInfo.EndCursor)
	}
	return &view{template: "search", Description: v.words.Say("items", data.Items.TotalCount), Follows: true, Data: map[string]any{
		"List": data.Items, "Next": next, "Offices": v.offices(data.Items), "Audiences": v.audiences(data.Items),
	}}, data.Items.TotalCount, nil
}

// with is the address of this page with another value of a parameter, from its
// first row on unless the parameter says where it begins.
func (v *visit) with(name, value string) string {
	q := v.URL.Query()
	q.Del("after")
	q.Del("lang")
	q.Del("type")
	if value == "" {
		q.Del(name)
	} else {
		q.Set(name, value)
	}
	u := url.URL{Path: v.URL.Path, RawQuery: q.Encode()}
	return u.RequestURI()
}

func (v *visit) offices(l list) (choices []choice) {
	chosen := v.URL.Query().Get("dept")
	for _, d := range l.Facets.Departments {
		c := choice{d.Department.Name, v.with("dept", d.Department.Code), d.Count, d.Department.Code == chosen}
		if c.Chosen {
			c.Address = v.with("dept", "")
		}
		choices = append(choices, c)
	}
	return some(choices)
}

func (v *visit) audiences(l list) (choices []choice) {
	chosen := v.URL.Query().Get("for")
	for _, a := range l.Facets.Audiences {
		c := choice{v.words.Say("for-" + a.Audience), v.with("for", a.Audience), a.Count, a.Audience == chosen}
		if c.Chosen {
			c.Address = v.with("for", "")
		}
		choices = append(choices, c)
	}
	return some(choices)
}

// mostChoices is how many ways to narrow down are shown.
const mostChoices = 8

// some are the choices that are worth showing: one that leaves everything is none.
func some(choices []choice) []choice {
	if len(choices) < 2 && !slices.ContainsFunc(choices, func(c choice) bool { return c.Chosen }) {
		return nil
	}
	return choices[:min(len(choices), mostChoices)]
}
