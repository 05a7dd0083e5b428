package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db/division"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// loader keeps what a later step needs of an earlier one.
type loader struct {
	store  *store.Store
	tx     *store.Tx
	org    *organization.Service
	about  district
	coming coming

	divisionIDs   map[string]int // by code
	sectorIDs     map[string]int
	departmentIDs map[string]int // by code
	byName        map[string]int // departments by name
	departmentOf  map[int]string // codes by id
	centerIDs     map[string]int
	centerRows    []map[string]string       // of centers.csv
	windowIDs     map[string]map[string]int // by center and number
	staffIDs      map[string]int            // by number
	roundIDs      map[string]node.RoundID
	itemIDs       map[string]node.ItemID // by implementation code
	itemsByName   map[string][]node.ItemID
	itemOwner     map[node.ItemID]string // codes of departments
	published     []guide
}

// founded is the day from which the sample's departments are in force: before
// anything else in it.
var founded = calendar.MustParseDay("2019-01-01")

func newLoader(s *store.Store, tx *store.Tx) (*loader, error) {
	l := &loader{
		store: s, tx: tx, org: &organization.Service{Store: s, EndOfferings: catalog.EndOfferings},
		divisionIDs: map[string]int{}, sectorIDs: map[string]int{}, departmentIDs: map[string]int{}, byName: map[string]int{},
		departmentOf: map[int]string{}, centerIDs: map[string]int{}, windowIDs: map[string]map[string]int{}, staffIDs: map[string]int{},
		roundIDs: map[string]node.RoundID{}, itemIDs: map[string]node.ItemID{}, itemsByName: map[string][]node.ItemID{},
		itemOwner: map[node.ItemID]string{},
	}
	if err := decodeYAML("data/district.yaml", &l.about); err != nil {
		return nil, err
	}
	return l, decodeYAML("data/reception.yaml", &l.coming)
}

func (l *loader) calendar(ctx context.Context) error {
	f, err := files.Open(workdays)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = organization.ImportCalendar(ctx, l.store, f)
	return err
}

func (l *loader) divisions(ctx context.Context) error {
	f, err := files.Open("data/divisions-511602.csv")
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if _, err := organization.ImportDivisions(ctx, l.store, f, founded, false, nil); err != nil {
		return err
	}
	rows, err := l.tx.Division.Query().Where(division.ValidToIsNil()).All(ctx)
	if err != nil {
		return fmt.Errorf("read divisions: %w", err)
	}
	for _, d := range rows {
		l.divisionIDs[d.Code] = d.ID
	}
	return nil
}

func (l *loader) sectors(ctx context.Context) error {
	for i, s := range l.about.Sectors {
		position := i + 1
		id, err := l.org.CreateSector(ctx, organization.CreateSectorInput{Code: s.Code, Name: s.Name, Named: s.Named, Position: &position})
		if err != nil {
			return err
		}
		l.sectorIDs[s.Code] = id
	}
	return nil
}

func (l *loader) departments(ctx context.Context) error {
	rows, err := table("departments.csv")
	if err != nil {
		return err
	}
	for _, r := range rows {
		sector, district := node.SectorID(l.sectorIDs[r["sector"]]), node.DivisionID(l.divisionIDs[districtCode])
		position, phone, codes := number(r["position"]), r["phone"], strings.Fields(r["published_codes"])
		in := organization.CreateDepartmentInput{
			Code: r["code"], Name: r["name"], Kind: organization.DepartmentKind(r["kind"]), ValidFrom: &founded,
			DepartmentDetails: organization.DepartmentDetails{
				Sector: graphql.OmittableOf(&sector), Division: graphql.OmittableOf(&district),
				OtherCodes: codes, Phone: &phone, Position: &position,
			},
		}
		if len(codes) == 1 && len(catalog.CheckCreditCode(codes[0])) == 0 {
			in.CreditCode = &codes[0]
		}
		id, err := l.org.CreateDepartment(ctx, in)
		if err != nil {
			return fmt.Errorf("department %s: %w", r["code"], err)
		}
		l.departmentIDs[r["code"]], l.byName[r["name"]], l.departmentOf[id] = id, id, r["code"]
	}
	return nil
}

func (l *loader) centers(ctx context.Context) error {
	var err error
	if l.centerRows, err = table("centers.csv"); err != nil {
		return err
	}
	for _, r := range l.centerRows {
		in, err := l.centerInput(r)
		if err != nil {
			return err
		}
		id, err := l.org.CreateCenter(ctx, in)
		if err != nil {
			return fmt.Errorf("center %s: %w", r["code"], err)
		}
		l.centerIDs[r["code"]] = id
	}
	return nil
}

func (l *loader) centerInput(r map[string]string) (organization.CreateCenterInput, error) {
	status, since, address := organization.Status(r["status"]), day(r["status_since"]), r["address"]
	in := organization.CreateCenterInput{
		Code: r["code"], Name: r["name"], Tier: organization.Tier(r["tier"]), Division: node.DivisionID(l.divisionIDs[r["division"]]),
		Status: &status, StatusSince: &since,
		CenterDetails: organization.CenterDetails{
			Address: &address, Phones: []organization.Phone{{Label: "咨询", Number: r["phone"]}}, Ways: waysOf(r),
		},
	}
	if above, ok := l.centerIDs[r["reports_to"]]; ok {
		in.ReportsTo = new(node.CenterID(above))
	}
	if r["longitude"] != "" {
		in.Position = graphql.OmittableOf(&organization.Position{Longitude: decimal(r["longitude"]), Latitude: decimal(r["latitude"])})
	}
	if r["duty_contact"] != "" {
		in.DutyContact = graphql.OmittableOf(&organization.Contact{Name: r["duty_contact"], Phone: r["phone"]})
	}
	hours, err := l.hoursOf(r["division"])
	in.Hours = &hours
	return in, err
}

// hoursOf are the hours of the centers of a division.
func (l *loader) hoursOf(division string) (hours organization.Hours, err error) {
	if err := json.Unmarshal(l.about.Hours[levelOf(division)], &hours); err != nil {
		return hours, fmt.Errorf("hours of the centers of %s: %w", division, err)
	}
	return hours, nil
}

// levelOf is the level of a division's code as the sample names it.
func levelOf(code string) string {
	switch {
	case strings.HasSuffix(code, "000000"):
		return "district"
	case strings.HasSuffix(code, "000"):
		return "township"
	default:
		return "village"
	}
}

func waysOf(r map[string]string) []organization.Way {
	switch {
	case r["tier"] == "DESIGNATED_PERSON":
		return []organization.Way{organization.HomeVisit, organization.ByAgent}
	case levelOf(r["division"]) == "village":
		return []organization.Way{organization.Counter, organization.HomeVisit, organization.ByAgent}
	default:
		return []organization.Way{organization.Counter, organization.Appointment, organization.ByAgent}
	}
}

// standards and the evidence of open centers: all met but one in every fifth.
func (l *loader) standards(ctx context.Context) error {
	for i, s := range l.about.Standards {
		position := i + 1
		id, err := l.org.CreateStandard(ctx, organization.CreateStandardInput{
			Code: s.Code, Name: s.Name, Description: &s.Description, Level: organization.Level(s.Level), Position: &position, ValidFrom: &founded,
		})
		if err != nil {
			return err
		}
		for _, r := range l.centerRows {
			code := r["code"]
			if r["status"] != "OPEN" && r["status"] != "ACCEPTED" || !strings.EqualFold(levelOf(r["division"]), s.Level) {
				continue
			}
			score, note := 100, "示例：验收时核对"
			if (number(code[6:9])+number(code[9:12])+i)%5 == 0 {
				score, note = 60, "示例：尚在完善"
			}
			checked := day(r["status_since"])
			_, err := l.org.RecordStandardEvidence(ctx, organization.RecordStandardEvidenceInput{
				Center: node.CenterID(l.centerIDs[code]), Standard: node.StandardID(id), Score: score, Evidence: &note, CheckedOn: &checked,
			})
			if err != nil {
				return fmt.Errorf("evidence of %s: %w", code, err)
			}
		}
	}
	return nil
}

func (l *loader) stationings(ctx context.Context) error {
	rows, err := table("stationings.csv")
	if err != nil {
		return err
	}
	for _, r := range rows {
		since := day(r["since"])
		_, err := l.org.StationDepartments(ctx, organization.StationDepartmentsInput{
			Center: node.CenterID(l.centerIDs[r["center"]]), From: &since, Reason: r["reason"],
			Departments: []organization.StationedDepartment{{
				Department: node.DepartmentID(l.departmentIDs[r["department"]]), Authority: organization.Authority(r["authority"]),
			}},
		})
		if err != nil {
			return fmt.Errorf("station %s at %s: %w", r["department"], r["center"], err)
		}
	}
	return nil
}

func (l *loader) windows(ctx context.Context) error {
	for _, w := range l.about.Windows {
		if err := l.openWindow(ctx, districtCode+"-01", w.Number, w.Name, w.Kind, w.Department); err != nil {
			return err
		}
	}
	for _, r := range l.centerRows {
		code := r["code"]
		if r["status"] != "OPEN" || levelOf(r["division"]) != "township" {
			continue
		}
		for _, number := range []string{"1", "2"} {
			if err := l.openWindow(ctx, code, number, "综合窗口"+number, string(organization.ComprehensiveWindow), ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *loader) openWindow(ctx context.Context, center, number, name, kind, department string) error {
	in := organization.OpenWindowInput{Center: node.CenterID(l.centerIDs[center]), Number: number, Name: &name, Kind: organization.WindowKind(kind)}
	if department != "" {
		in.Department = new(node.DepartmentID(l.departmentIDs[department]))
	}
	id, err := l.org.OpenWindow(ctx, in)
	if err != nil {
		return fmt.Errorf("window %s of %s: %w", number, center, err)
	}
	if l.windowIDs[center] == nil {
		l.windowIDs[center] = map[string]int{}
	}
	l.windowIDs[center][number] = id
	return nil
}

func (l *loader) leaders(ctx context.Context) error {
	title, reason := "分管领导（示例）", "示例"
	for _, p := range l.about.Leaders {
		staff, err := l.org.RegisterStaff(ctx, organization.RegisterStaffInput{Number: p.Number, Name: p.Name})
		if err != nil {
			return err
		}
		l.staffIDs[p.Number] = staff
		department := node.DepartmentID(l.departmentIDs[p.Department])
		id, err := l.org.AssignPost(ctx, organization.AssignPostInput{
			Staff: node.StaffID(staff), Kind: organization.Leader, Title: &title, Department: &department, From: &p.From, Reason: &reason,
		})
		if err != nil {
			return fmt.Errorf("post of %s: %w", p.Number, err)
		}
		if p.To == nil {
			continue
		}
		if _, err := l.org.EndPost(ctx, organization.EndPostInput{ID: node.PostID(id), ExpectedVersion: 1, On: p.To, Reason: "示例：任期结束"}); err != nil {
			return fmt.Errorf("end the post of %s: %w", p.Number, err)
		}
	}
	return nil
}

// officers are those who work with the system, whose rights people can try.
func (l *loader) officers(ctx context.Context) error {
	since, reason := calendar.NewDay(2025, 1, 1), "示例"
	for _, p := range l.about.Officers {
		person := organization.RegisterStaffInput{Number: p.Number, Name: p.Name}
		if l.org.Store.Keys() != nil { // without a key, personal data is refused
			person.Phone = &p.Phone
		}
		staff, err := l.org.RegisterStaff(ctx, person)
		if err != nil {
			return err
		}
		l.staffIDs[p.Number] = staff
		in := organization.AssignPostInput{Staff: node.StaffID(staff), Kind: organization.PostKind(p.Kind), Title: &p.Title, From: &since, Reason: &reason}
		if p.Center != "" {
			in.Center = new(node.CenterID(l.centerIDs[p.Center]))
		}
		if p.Department != "" {
			in.Department = new(node.DepartmentID(l.departmentIDs[p.Department]))
		}
		if _, err := l.org.AssignPost(ctx, in); err != nil {
			return fmt.Errorf("post of %s: %w", p.Number, err)
		}
	}
	return nil
}

func (l *loader) population(ctx context.Context) error {
	rows, err := table("population.csv")
	if err != nil {
		return err
	}
	facts := map[string][]organization.PopulationFactInput{}
	for _, r := range rows {
		counted := day(r["counted_on"])
		facts[r["division"]] = append(facts[r["division"]], organization.PopulationFactInput{
			Kind: r["fact"], Count: number(r["count"]), CountedOn: &counted,
		})
	}
	for _, code := range slices.Sorted(maps.Keys(facts)) {
		list := facts[code]
		in := organization.RecordPopulationFactsInput{Division: node.DivisionID(l.divisionIDs[code]), Facts: list}
		if _, err := l.org.RecordPopulationFacts(ctx, in); err != nil {
			return fmt.Errorf("population of %s: %w", code, err)
		}
	}
	var rules organization.SetSuggestionRulesInput
	for _, r := range l.about.SuggestionRules {
		rules.Rules = append(rules.Rules, organization.SuggestionRuleInput{Fact: r.Fact, AtLeast: r.AtLeast, Topic: r.Topic, Reason: &r.Reason})
	}
	_, err = l.org.SetSuggestionRules(ctx, rules)
	return err
}

// The sample's own files hold these as its tests check: what cannot be read is 0.
func number(s string) int { n, _ := strconv.Atoi(s); return n }

func decimal(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }

func day(s string) calendar.Day { return calendar.MustParseDay(s) }
