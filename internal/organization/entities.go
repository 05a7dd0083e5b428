package organization

import "onewindow/internal/calendar"

// Ids of 0 mean that there is none.

// Center is a place, or in the poorest village a person, that serves (便民服务中心).
type Center struct {
	ID           int
	Code, Name   string
	Tier         Tier
	DivisionID   int
	DistrictCode string
	// ReportsToID is the center above.
	ReportsToID int
	Status      Status
	StatusSince calendar.Day
	Address     string
	Position    *Position
	Directions  string
	Phones      []Phone
	Hours       Hours
	Ways        []Way
	// DutyContact is whom the center publishes for when it is closed.
	DutyContact *Contact
	Version     int
}

// Position is a place on the map, in degrees of WGS 84.
type Position struct {
	Longitude float64 `json:"longitude"`
	Latitude  float64 `json:"latitude"`
}

// Phone is a number with what it is for, e.g. 咨询.
type Phone struct {
	Label  string `json:"label"`
	Number string `json:"number"`
}

// Contact is a person or a post who can be called.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// Standard is one criterion a center must meet: 四个一 for townships, 十个一 for villages.
type Standard struct {
	ID                      int
	Code, Name, Description string
	Level                   Level
	Position                int
	ValidFrom               calendar.Day
	ValidTo                 *calendar.Day
	Version                 int
}

// Evidence says how far a center meets a standard, from 0 to 100.
type Evidence struct {
	ID, CenterID, StandardID int
	Score                    int
	Text, DocumentURL        string
	CheckedOn                calendar.Day
	CheckedBy                string
	Version                  int
}

// Sector is a field of government work (领域); the named ones are those that
// the district wants at its windows.
type Sector struct {
	ID         int
	Code, Name string
	Named      bool
	Position   int
	Version    int
}

// Department is a body that owns items and decides cases (部门).
type Department struct {
	ID                    int
	Code, Name, ShortName string
	Kind                  DepartmentKind
	SectorID, DivisionID  int
	// CreditCode is the unified social credit code (统一社会信用代码), empty
	// where it is not known.
	CreditCode string
	// OtherCodes are codes under which published lists name it, faulty ones too.
	OtherCodes     []string
	ParentID       int
	Phone, Address string
	Position       int
	ValidFrom      calendar.Day
	ValidTo        *calendar.Day
	Version        int
}

// InForce is whether the department exists on a day.
func (d *Department) InForce(day calendar.Day) bool { return day.Within(d.ValidFrom, d.ValidTo) }

// Stationing says that a department reports to a center (进驻). Who began and
// ended it, and why, stays in the database.
type Stationing struct {
	ID, DepartmentID, CenterID int
	Authority                  Authority
	ValidFrom                  calendar.Day
	ValidTo                    *calendar.Day
	Version                    int
}

// InForce is whether the department is stationed on a day.
func (s *Stationing) InForce(day calendar.Day) bool { return day.Within(s.ValidFrom, s.ValidTo) }

// Window is a counter of a center (窗口).
type Window struct {
	ID, CenterID int
	Number, Name string
	Kind         WindowKind
	DepartmentID int
	Open         bool
	Version      int
}

// PopulationFact is a number about the people of a division.
type PopulationFact struct {
	ID, DivisionID int
	Kind           string
	Count          int
	CountedOn      calendar.Day
	Version        int
}

// SuggestionRule says from which population on which topic deserves to be
// served nearby (因地制宜).
type SuggestionRule struct {
	ID      int
	Fact    string
	AtLeast int
	Topic   string
	Reason  string
	Version int
}
