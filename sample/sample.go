// Package sample is a real district in size, so that the first start shows
// something true: its divisions, departments and list of items are published
// facts, its guides are sample text. README.md tells where each fact comes from.
package sample

import (
	"context"
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"onewindow/ent/db/division"
	"onewindow/internal/calendar"
	"onewindow/internal/store"
)

//go:embed data guides
var files embed.FS

// districtCode is the division that the sample is about.
const districtCode = "511602000000"

// workdays is the file of holidays and makeup days.
const workdays = "data/workdays-cn-2019-2026.csv"

// Load fills a database with the sample district, in one change: all of it or
// nothing. It leaves a database alone that has the district already and says
// whether it loaded anything.
func Load(ctx context.Context, s *store.Store) (bool, error) {
	return store.Write(ctx, s, "loadSample", func(ctx context.Context, tx *store.Tx) (bool, error) {
		there, err := tx.Division.Query().Where(division.Code(districtCode)).Exist(ctx)
		if err != nil {
			return false, fmt.Errorf("look for the sample district: %w", err)
		}
		if there {
			return false, nil
		}
		l, err := newLoader(s, tx)
		if err != nil {
			return false, err
		}
		for _, step := range []func(context.Context) error{
			l.calendar, l.divisions, l.sectors, l.headings, l.synonyms, l.departments, l.centers, l.standards, l.stationings,
			l.windows, l.leaders, l.officers, l.population, l.items, l.guides, l.offerings, l.cancellations,
			l.slots, l.duty, l.substitutes,
		} {
			if err := step(ctx); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// district is data/district.yaml.
type district struct {
	Sectors []struct {
		Code, Name string
		Named      bool
	}
	Topics, LifeEvents []struct{ Code, Name string }
	Standards          []struct{ Code, Level, Name, Description string }
	SuggestionRules    []struct {
		Fact          string
		AtLeast       int
		Topic, Reason string
	}
	Rounds []struct {
		Code, Name, Document string
		DecidedOn            calendar.Day
	}
	Cancelled  []struct{ Item, Round, Reason string }
	BasicItems []basicItem
	Hours      map[string]json.RawMessage
	Windows    []struct{ Number, Name, Kind, Department string }
	Leaders    []struct {
		Department, Number, Name string
		From                     calendar.Day
		To                       *calendar.Day
	}
	Officers []struct {
		Kind, Center, Department, Number, Name, Title, Phone string
	}
	TownshipItems, VillageItems offeringPlan
}

type basicItem struct {
	Code, Name, Type, ExerciseLevel, LegalBasis, CentralDepartment string
	Audiences, Topics, Aliases, Items                              []string
}

// offeringPlan says which published items the open centers of a level offer:
// those of some departments, and under some topics where topics are named.
type offeringPlan struct {
	Mode                string
	Departments, Topics []string
}

// decodeYAML reads a file strictly, by the JSON names of the Go fields.
func decodeYAML(name string, into any) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	asJSON, err := yaml.YAMLToJSON(b)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(asJSON)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// table reads a CSV file with a header, a map of columns for each row.
func table(name string) ([]map[string]string, error) {
	f, err := files.Open("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	rows := make([]map[string]string, 0, len(records))
	for _, record := range records[1:] {
		row := make(map[string]string, len(record))
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
