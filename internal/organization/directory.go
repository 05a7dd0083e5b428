package organization

import (
	"time"

	"onewindow/internal/calendar"
)

// Directory is an immutable index of the organization: divisions, centers,
// departments, stationings, windows and the calendar. What it holds is never
// changed after building, so any number of readers share it without a lock.
type Directory struct {
	location  *time.Location
	calendar  *calendar.Calendar
	divisions *divisionTree

	centers     *centerIndex
	standards   *standardIndex
	windows     map[int][]*Window // by center, then number
	windowByID  map[int]*Window
	sectors     []*Sector // by position, then code
	sectorByID  map[int]*Sector
	departments *departmentIndex
	stationings *stationingIndex
	population  *populationIndex

	// within holds, for each division that has centers in it or below it as the
	// tree is at present, those centers in the order of codes.
	within map[int][]*Center
}

type centerIndex struct {
	all          []*Center // by code
	byID         map[int]*Center
	byCode       map[string]*Center
	subordinates map[int][]*Center // by the center they report to, then code
}

type standardIndex struct {
	all      []*Standard // by level, position and code
	byID     map[int]*Standard
	evidence map[int]map[int]*Evidence // by center and standard
}

type departmentIndex struct {
	all    []*Department // by position, then code
	byID   map[int]*Department
	byCode map[string]*Department // by each of its codes
}

type stationingIndex struct {
	byID         map[int]*Stationing
	byCenter     map[int][]*Stationing // by first day, then id
	byDepartment map[int][]*Stationing
}

type populationIndex struct {
	facts map[int][]*PopulationFact // by division, then kind
	rules []*SuggestionRule
}

// Location is the deployment's time zone.
func (d *Directory) Location() *time.Location { return d.location }

// Calendar knows the working days.
func (d *Directory) Calendar() *calendar.Calendar { return d.calendar }

// Division is the division of an id, in force or not; nil for none.
func (d *Directory) Division(id int) *Division {
	return d.divisions.byPlace(d.divisions.place(id))
}

// DivisionByCode is the division that has a code on a day, nil for none.
func (d *Directory) DivisionByCode(code string, day calendar.Day) *Division {
	return d.divisions.byCode(code, pack(day))
}

// DivisionCount is how many townships and villages are in force on a day.
func (d *Directory) DivisionCount(day calendar.Day) DivisionCounts {
	return d.divisions.countOn(-1, pack(day))
}

// DistrictCode is the code of the district that a division lies in, or its own
// code when it lies in none: the partition key of rows that grow.
func (d *Directory) DistrictCode(divisionID int) string {
	at := d.divisions.place(divisionID)
	if at < 0 {
		return ""
	}
	found := at
	if d.divisions.rows[at].Level() != District {
		d.divisions.ancestorsOn(at, d.divisions.lastChange, func(above int32) bool {
			if d.divisions.rows[above].Level() == District {
				found = above
			}
			return found == at
		})
	}
	return d.divisions.rows[found].Code()
}

// Center is the center of an id, whatever its status; nil for none.
func (d *Directory) Center(id int) *Center { return d.centers.byID[id] }

// CenterByCode is the center of a code, nil for none.
func (d *Directory) CenterByCode(code string) *Center { return d.centers.byCode[code] }

// Centers are all centers in the order of codes.
func (d *Directory) Centers() []*Center { return d.centers.all }

// Superiors are the centers above one, nearest first.
func (d *Directory) Superiors(c *Center) []*Center {
	var above []*Center
	for range len(Levels) {
		if c = d.centers.byID[c.ReportsToID]; c == nil {
			break
		}
		above = append(above, c)
	}
	return above
}

// Subordinates are the centers that report to one, in the order of codes.
func (d *Directory) Subordinates(centerID int) []*Center { return d.centers.subordinates[centerID] }

// CentersWithin are all centers in a division or below it, as the tree is at
// present, in the order of codes.
func (d *Directory) CentersWithin(divisionID int) []*Center { return d.within[divisionID] }

// CenterLevel is the level of the division that a center is in.
func (d *Directory) CenterLevel(c *Center) Level {
	if division := d.Division(c.DivisionID); division != nil {
		return division.Level()
	}
	return ""
}

// Windows are the windows of a center in the order of their numbers.
func (d *Directory) Windows(centerID int) []*Window { return d.windows[centerID] }

// Window is the window of an id, nil for none.
func (d *Directory) Window(id int) *Window { return d.windowByID[id] }

// Standards are all standards by level, position and code.
func (d *Directory) Standards() []*Standard { return d.standards.all }

// Evidence is how far a center meets a standard, nil when nobody looked.
func (d *Directory) Evidence(centerID, standardID int) *Evidence {
	return d.standards.evidence[centerID][standardID]
}

// Department is the department of an id, in force or not; nil for none.
func (d *Directory) Department(id int) *Department { return d.departments.byID[id] }

// DepartmentByCode is the department that has a code, as its own, as its credit
// code or as one under which published lists name it; nil for none.
func (d *Directory) DepartmentByCode(code string) *Department { return d.departments.byCode[code] }

// Departments are all departments by position and code.
func (d *Directory) Departments() []*Department { return d.departments.all }

// StationedAt is the authority with which a department is stationed at a center
// on a day, and whether it is.
func (d *Directory) StationedAt(departmentID, centerID int, day calendar.Day) (Authority, bool) {
	for _, s := range d.stationings.byDepartment[departmentID] {
		if s.CenterID == centerID && s.InForce(day) {
			return s.Authority, true
		}
	}
	return "", false
}

// Stationings are those in force at a center on a day, by first day.
func (d *Directory) Stationings(centerID int, day calendar.Day) []*Stationing {
	return inForce(d.stationings.byCenter[centerID], day)
}

// EverStationed is every stationing that a center ever had, by first day.
func (d *Directory) EverStationed(centerID int) []*Stationing {
	return d.stationings.byCenter[centerID]
}

// StationingsOf are those of a department in force on a day, by first day.
func (d *Directory) StationingsOf(departmentID int, day calendar.Day) []*Stationing {
	return inForce(d.stationings.byDepartment[departmentID], day)
}

// StationingHistory is every stationing a department ever had, by first day.
func (d *Directory) StationingHistory(departmentID int) []*Stationing {
	return d.stationings.byDepartment[departmentID]
}

func inForce(all []*Stationing, day calendar.Day) []*Stationing {
	var found []*Stationing
	for _, s := range all {
		if s.InForce(day) {
			found = append(found, s)
		}
	}
	return found
}

// Sectors are all sectors by position and code.
func (d *Directory) Sectors() []*Sector { return d.sectors }

// Sector is the sector of an id, nil for none.
func (d *Directory) Sector(id int) *Sector { return d.sectorByID[id] }

// PopulationFacts are the numbers about the people of a division, by kind.
func (d *Directory) PopulationFacts(divisionID int) []*PopulationFact {
	return d.population.facts[divisionID]
}

// SuggestionRules are the rules for local extras, by fact and number.
func (d *Directory) SuggestionRules() []*SuggestionRule { return d.population.rules }

// DivisionOfFact is the id of the division that a population fact is about, 0 for
// no such fact.
func (d *Directory) DivisionOfFact(id int) int {
	for division, facts := range d.population.facts {
		for _, f := range facts {
			if f.ID == id {
				return division
			}
		}
	}
	return 0
}
