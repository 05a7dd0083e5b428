package organization

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"onewindow/ent/db"
	"onewindow/ent/db/calendarday"
	"onewindow/internal/calendar"
)

func loadCalendar(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.CalendarDay.Query().Order(calendarday.ByDay()).All(ctx)
	if err != nil {
		return fmt.Errorf("read the calendar: %w", err)
	}
	entries := make([]calendar.Entry, len(rows))
	for i, r := range rows {
		entries[i] = calendar.Entry{Day: r.Day, Kind: calendar.Kind(r.Kind), Name: r.Name}
	}
	d.calendar = calendar.New(entries)
	return nil
}

// loadDivisions streams the rows: there may be 620,000 of them.
func loadDivisions(ctx context.Context, client *db.Client, d *Directory) error {
	tree := &divisionTree{}
	if err := scanDivisions(ctx, client, tree); err != nil {
		return err
	}
	former, err := formerRows(ctx, client)
	if err != nil {
		return err
	}
	tree.build(former)
	successions, err := client.DivisionSuccession.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read successions: %w", err)
	}
	all := make([]Succession, len(successions))
	for i, s := range successions {
		all[i] = Succession{s.PredecessorID, s.SuccessorID, s.OnDay, s.Note}
	}
	tree.successors = grouped(all, func(s Succession) int { return s.PredecessorID })
	tree.predecessors = grouped(all, func(s Succession) int { return s.SuccessorID })
	d.divisions = tree
	return nil
}

const divisionColumns = `SELECT id, code, name, level, COALESCE(parent_id, 0), valid_from, COALESCE(valid_to, ''), state_since, version FROM divisions ORDER BY code, valid_from`

func scanDivisions(ctx context.Context, client *db.Client, tree *divisionTree) error {
	rows, err := client.QueryContext(ctx, divisionColumns)
	if err != nil {
		return fmt.Errorf("read divisions: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row Division
		var code, level, from, to, since string
		if err := rows.Scan(&row.ID, &code, &row.Name, &level, &row.parentID, &from, &to, &since, &row.version); err != nil {
			return fmt.Errorf("read a division: %w", err)
		}
		number, ok := codeNumber(code)
		if !ok {
			return fmt.Errorf("division %d has the code %q, which is not one of twelve digits", row.ID, code)
		}
		row.code, row.level = number, uint8(Level(level).rank())
		if row.from, row.to, row.since, err = packAll(from, to, since); err != nil {
			return fmt.Errorf("division %s: %w", code, err)
		}
		tree.rows = append(tree.rows, row)
	}
	return rows.Err()
}

func packAll(from, to, since string) (packedFrom, packedTo, packedSince packedDay, err error) {
	if packedFrom, err = packText(from); err != nil {
		return
	}
	if packedTo, err = packText(to); err != nil {
		return
	}
	packedSince, err = packText(since)
	return
}

// packText reads a day as it is stored; empty is none. It is called millions of
// times, so it does not go through time.Parse.
func packText(s string) (packedDay, error) {
	s = strings.TrimRight(s, " ")
	if s == "" {
		return 0, nil
	}
	if len(s) != len("2006-01-02") {
		return 0, fmt.Errorf("%q is not a day", s)
	}
	var n packedDay
	for i, c := range []byte(s) {
		if i == 4 || i == 7 {
			continue
		}
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is not a day", s)
		}
		n = n*10 + packedDay(c-'0')
	}
	return n, nil
}

func formerRows(ctx context.Context, client *db.Client) ([]formerRow, error) {
	states, err := client.DivisionState.Query().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read former states: %w", err)
	}
	rows := make([]formerRow, len(states))
	for i, s := range states {
		rows[i] = formerRow{int32(s.DivisionID), int32(orZero(s.ParentID)), pack(s.ValidFrom), pack(s.ValidTo), s.Name}
	}
	return rows, nil
}

func loadPopulation(ctx context.Context, client *db.Client, d *Directory) error {
	facts, err := client.PopulationFact.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read facts: %w", err)
	}
	rules, err := client.SuggestionRule.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	index := &populationIndex{}
	all := make([]*PopulationFact, len(facts))
	for i, f := range facts {
		all[i] = &PopulationFact{f.ID, f.DivisionID, f.Kind, f.Count, f.CountedOn, f.Version}
	}
	slices.SortFunc(all, func(a, b *PopulationFact) int { return strings.Compare(a.Kind, b.Kind) })
	index.facts = grouped(all, func(f *PopulationFact) int { return f.DivisionID })
	for _, r := range rules {
		index.rules = append(index.rules, &SuggestionRule{r.ID, r.Fact, r.AtLeast, r.Topic, r.Reason, r.Version})
	}
	slices.SortFunc(index.rules, compareRules)
	d.population = index
	return nil
}
