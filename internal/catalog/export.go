package catalog

import (
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/organization"
)

// Export is what a lens shows, as plain data that names things by their codes
// and not by ids, so that it can leave the system (公开数据, design 2.20).
type Export struct {
	Revision    int64                `json:"revision"`
	AsOf        calendar.Day         `json:"asOf"`
	Divisions   []ExportedDivision   `json:"divisions"`
	Departments []ExportedDepartment `json:"departments"`
	Centers     []ExportedCenter     `json:"centers"`
	Stationings []ExportedStationing `json:"stationings"`
	Items       []ExportedItem       `json:"items"`
	Offerings   []ExportedOffering   `json:"offerings"`
}

// ExportedDivision is a division in force.
type ExportedDivision struct {
	Code   string             `json:"code"`
	Name   string             `json:"name"`
	Level  organization.Level `json:"level"`
	Parent string             `json:"parent,omitempty"`
}

// ExportedDepartment is a department in force.
type ExportedDepartment struct {
	Code   string                      `json:"code"`
	Name   string                      `json:"name"`
	Kind   organization.DepartmentKind `json:"kind"`
	Sector string                      `json:"sector,omitempty"`
}

// ExportedCenter is a center that the lens shows.
type ExportedCenter struct {
	Code      string               `json:"code"`
	Name      string               `json:"name"`
	Tier      organization.Tier    `json:"tier"`
	Division  string               `json:"division"`
	ReportsTo string               `json:"reportsTo,omitempty"`
	Status    organization.Status  `json:"status"`
	Address   string               `json:"address,omitempty"`
	Phones    []organization.Phone `json:"phones,omitempty"`
}

// ExportedStationing is a department at a center.
type ExportedStationing struct {
	Department string                 `json:"department"`
	Center     string                 `json:"center"`
	Authority  organization.Authority `json:"authority"`
	Since      calendar.Day           `json:"since"`
}

// ExportedItem is an item with the guide that is in force.
type ExportedItem struct {
	Slug               string           `json:"slug"`
	ImplementationCode string           `json:"implementationCode,omitempty"`
	Name               string           `json:"name"`
	Type               ItemType         `json:"type"`
	Owner              string           `json:"owner"`
	State              ItemState        `json:"state"`
	Audiences          []Audience       `json:"audiences,omitempty"`
	Topics             []string         `json:"topics,omitempty"`
	LifeEvents         []string         `json:"lifeEvents,omitempty"`
	Aliases            []string         `json:"aliases,omitempty"`
	Edition            *ExportedEdition `json:"edition,omitempty"`
}

// ExportedEdition is a published guide.
type ExportedEdition struct {
	Number        int           `json:"number"`
	EffectiveFrom *calendar.Day `json:"effectiveFrom"`
	PublishedAt   *time.Time    `json:"publishedAt"`
	Content       Content       `json:"content"`
}

// ExportedOffering is an item at a center.
type ExportedOffering struct {
	Item   string `json:"item"`
	Center string `json:"center"`
	Mode   Mode   `json:"mode"`
}

// Export shows everything that the lens shows.
func (l *Lens) Export() *Export {
	e := &Export{Revision: l.Revision, AsOf: l.Day}
	l.Org.EachDivision(func(d *organization.DivisionAt) {
		row := ExportedDivision{Code: d.Code(), Name: d.Name(), Level: d.Level()}
		if parent := d.Parent(); parent != nil {
			row.Parent = parent.Code()
		}
		e.Divisions = append(e.Divisions, row)
	})
	for _, d := range l.Directory.Departments() {
		if l.Org.Department(d.ID) != nil {
			e.Departments = append(e.Departments, l.exportDepartment(d))
		}
	}
	for _, c := range l.Directory.Centers() {
		if l.Org.Sees(c) {
			l.exportCenter(e, c)
		}
	}
	for _, item := range l.listed {
		if l.sees(item) {
			l.exportItem(e, item)
		}
	}
	return e
}

func (l *Lens) exportDepartment(d *organization.Department) ExportedDepartment {
	row := ExportedDepartment{Code: d.Code, Name: d.Name, Kind: d.Kind}
	if sector := l.Directory.Sector(d.SectorID); sector != nil {
		row.Sector = sector.Code
	}
	return row
}

func (l *Lens) exportCenter(e *Export, c *organization.Center) {
	row := ExportedCenter{Code: c.Code, Name: c.Name, Tier: c.Tier, Status: c.Status, Address: c.Address, Phones: c.Phones}
	row.Division = l.Directory.Division(c.DivisionID).Code()
	if above := l.Directory.Center(c.ReportsToID); above != nil {
		row.ReportsTo = above.Code
	}
	e.Centers = append(e.Centers, row)
	for _, s := range l.Directory.Stationings(c.ID, l.Day) {
		e.Stationings = append(e.Stationings, ExportedStationing{
			Department: l.Directory.Department(s.DepartmentID).Code, Center: c.Code, Authority: s.Authority, Since: s.ValidFrom,
		})
	}
}

func (l *Lens) exportItem(e *Export, i *Item) {
	row := ExportedItem{
		Slug: i.Slug, ImplementationCode: i.ImplementationCode, Name: i.Name, Type: i.Type, State: i.State,
		Owner: l.Directory.Department(i.OwnerID).Code, Audiences: i.Audiences, Topics: i.Topics, LifeEvents: i.LifeEvents, Aliases: i.Aliases,
	}
	if edition := i.EditionIn(l.Day); edition != nil {
		row.Edition = &ExportedEdition{
			Number: edition.Number, EffectiveFrom: edition.EffectiveFrom, PublishedAt: edition.PublishedAt, Content: edition.Content,
		}
	}
	e.Items = append(e.Items, row)
	for _, c := range l.Directory.Centers() {
		if o := i.OfferedAt(c.ID, l.Day); o != nil && l.mayServe(c.ID) {
			e.Offerings = append(e.Offerings, ExportedOffering{Item: i.Slug, Center: c.Code, Mode: o.Mode})
		}
	}
}
