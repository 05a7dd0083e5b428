package portal

import (
	"math"
	"slices"
)

// division is a division in a list or a path.
type division struct {
	Code, Name, Level string
	OfferedItems      int
	Path              []division
	Centers           struct{ Nodes []*place }
}

// Above are the divisions that a division lies in.
func (d division) Above() []division { return d.Path[:max(len(d.Path)-1, 0)] }

// span is a time of a day at which a center is open.
type span struct {
	Days       []string
	From, To   string
	Kind, Note string
}

// exception is a day on which a center has other hours, or none.
type exception struct {
	Day    string
	Closed bool
	Reason *string
	Spans  []span
}

type position struct{ Longitude, Latitude float64 }

// place is a center as pages show it.
type place struct {
	Code, Name, Tier    string
	Address, Directions *string
	OpenNow             bool
	NextOpening         *string
	Position            *position
	Phones              []struct{ Label, Number string }
	HoursOn             []span
	DutyContact         *struct{ Name, Phone string }
	Division, ReportsTo *struct{ Code, Name string }
	Hours               struct {
		Weekly     []span
		Exceptions []exception
	}
	Departments []struct{ Code, Name string }
	Windows     []struct {
		Number     string
		Name       *string
		Department *struct{ Name string }
	}
	Offerings struct {
		TotalCount int
		PageInfo   pageInfo
		Nodes      []offering
	}

	Next string // the address of the next page of what can be done, empty after the last
	Way  string // how far it is from the nearest center whose position is known; empty for that one
}

// topDivision is the code of the province of the sample's district; a deployment's
// highest division in force is asked for by having no parent.
func (v *visit) topDivision() (string, error) {
	var data struct {
		Divisions struct{ Nodes []division }
	}
	if err := v.ask("TopDivisions", nil, &data); err != nil {
		return "", err
	}
	if len(data.Divisions.Nodes) == 0 {
		return "", errNothing
	}
	return data.Divisions.Nodes[0].Code, nil
}

// places finds where a reader lives: by a name, or level by level.
func (p *Portal) places(v *visit) (*view, error) {
	name, code := v.URL.Query().Get("name"), v.URL.Query().Get("in")
	shown := map[string]any{"Name": name}
	if name != "" {
		var named struct {
			Divisions struct{ Nodes []division }
		}
		if err := v.ask("PlacesNamed", map[string]any{"name": name}, &named); err != nil {
			return nil, err
		}
		shown["Named"] = named.Divisions.Nodes
	}
	if code == "" {
		top, err := v.topDivision()
		if err != nil {
			return nil, err
		}
		code = top
	}
	for { // a level with one division only is no choice
		var data struct {
			Division *struct {
				division
				Children struct{ Nodes []division }
			}
		}
		if err := v.ask("Places", map[string]any{"code": code}, &data); err != nil {
			return nil, err
		}
		if data.Division == nil {
			return nil, errNothing
		}
		if below := data.Division.Children.Nodes; len(below) == 1 {
			code = below[0].Code
			continue
		}
		shown["Division"] = data.Division
		return &view{template: "places", Title: v.words.Say("my-place"), Description: v.words.Say("find-place"), Data: shown}, nil
	}
}

// place tells what can be done where one lives, and what one level up.
func (p *Portal) place(v *visit) (*view, error) {
	var data struct{ Division *division }
	if err := v.ask("Place", map[string]any{"code": v.PathValue("code")}, &data); err != nil {
		return nil, err
	}
	d := data.Division
	if d == nil {
		return nil, errNothing
	}
	var levels []division // from here upwards
	var from *place       // where ways are measured from
	for i := len(d.Path) - 1; i >= 0; i-- {
		level := d.Path[i]
		for _, c := range level.Centers.Nodes {
			switch {
			case c.Position == nil:
				c.Way = v.words.Say("no-position")
			case from == nil:
				from = c
			default:
				c.Way = v.words.Say("distance", from.Name, kilometres(*from.Position, *c.Position))
			}
		}
		if len(level.Centers.Nodes) > 0 {
			levels = append(levels, level)
		}
	}
	return &view{template: "place", Title: d.Name, Description: v.words.Say("my-place"), Follows: true, Data: map[string]any{"Division": d, "Levels": levels}}, nil
}

// kilometres is the way over the ground between two places, on a round earth.
func kilometres(a, b position) float64 {
	const radius = 6371.0
	radians := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	north, east := radians(b.Latitude-a.Latitude)/2, radians(b.Longitude-a.Longitude)/2
	h := math.Sin(north)*math.Sin(north) + math.Cos(radians(a.Latitude))*math.Cos(radians(b.Latitude))*math.Sin(east)*math.Sin(east)
	return 2 * radius * math.Asin(math.Sqrt(h))
}

// center tells about a center.
func (p *Portal) center(v *visit) (*view, error) {
	c, err := v.place()
	if err != nil {
		return nil, err
	}
	return &view{template: "center", Title: c.Name, Description: orEmpty(c.Address), Follows: true, Structured: structured(v.office(c)), Data: c}, nil
}

// card is a center's card to keep.
func (p *Portal) card(v *visit) (*view, error) {
	c, err := v.place()
	if err != nil {
		return nil, err
	}
	code, err := qrCode(base(v.Request) + "/center/" + c.Code)
	if err != nil {
		return nil, err
	}
	return &view{template: "card", Title: c.Name, Data: map[string]any{"Center": c, "Code": code}}, nil
}

// place is the center that the address names.
func (v *visit) place() (*place, error) {
	var data struct{ Center *place }
	variables := map[string]any{"code": v.PathValue("code")}
	if after := v.URL.Query().Get("after"); after != "" {
		variables["after"] = after
	}
	if err := v.ask("Center", variables, &data); err != nil {
		return nil, err
	}
	c := data.Center
	if c == nil {
		return nil, errNothing
	}
	today := v.portal.today().String()
	c.Hours.Exceptions = slices.DeleteFunc(c.Hours.Exceptions, func(e exception) bool { return e.Day < today })
	if c.Offerings.PageInfo.HasNextPage {
		c.Next = v.with("after", c.Offerings.PageInfo.EndCursor) + "#can-do"
	}
	return c, nil
}

// office is a center in the words of schema.org.
func (v *visit) office(c *place) map[string]any {
	s := map[string]any{"@context": "https://schema.org", "@type": "GovernmentOffice", "name": c.Name, "url": base(v.Request) + "/center/" + c.Code}
	if c.Address != nil {
		s["address"] = *c.Address
	}
	if len(c.Phones) > 0 {
		s["telephone"] = c.Phones[0].Number
	}
	if c.Position != nil {
		s["geo"] = map[string]any{"@type": "GeoCoordinates", "longitude": c.Position.Longitude, "latitude": c.Position.Latitude}
	}
	var hours []any
	for _, h := range c.Hours.Weekly {
		days := make([]string, len(h.Days))
		for i, d := range h.Days {
			days[i] = "https://schema.org/" + d[:1] + lower(d[1:])
		}
		hours = append(hours, map[string]any{"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": h.From, "closes": h.To})
	}
	if len(hours) > 0 {
		s["openingHoursSpecification"] = hours
	}
	return s
}
