package organization

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"onewindow/ent/db"
)

func loadCenters(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.ServiceCenter.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read centers: %w", err)
	}
	index := &centerIndex{}
	for _, r := range rows {
		c, err := centerOf(r)
		if err != nil {
			return err
		}
		index.all = append(index.all, c)
	}
	slices.SortFunc(index.all, func(a, b *Center) int { return cmp.Compare(a.Code, b.Code) })
	index.byID = keyed(index.all, func(c *Center) int { return c.ID })
	index.byCode = keyed(index.all, func(c *Center) string { return c.Code })
	index.subordinates = grouped(index.all, func(c *Center) int { return c.ReportsToID })
	d.centers = index
	return nil
}

// centerOf reads a stored center.
func centerOf(r *db.ServiceCenter) (*Center, error) {
	c := &Center{
		ID: r.ID, Code: r.Code, Name: r.Name, Tier: Tier(r.Tier), DivisionID: r.DivisionID, DistrictCode: r.DistrictCode,
		ReportsToID: orZero(r.ReportsToID), Status: Status(r.Status), StatusSince: r.StatusSince, Address: r.Address,
		Directions: r.Directions, Version: r.Version,
	}
	if r.Longitude != nil && r.Latitude != nil {
		c.Position = &Position{*r.Longitude, *r.Latitude}
	}
	for _, w := range r.Ways {
		c.Ways = append(c.Ways, Way(w))
	}
	if r.DutyContactName != "" || r.DutyContactPhone != "" {
		c.DutyContact = &Contact{r.DutyContactName, r.DutyContactPhone}
	}
	if err := decode(r.Phones, &c.Phones); err != nil {
		return nil, fmt.Errorf("read the phones of center %s: %w", r.Code, err)
	}
	if err := decode(r.Hours, &c.Hours); err != nil {
		return nil, fmt.Errorf("read the hours of center %s: %w", r.Code, err)
	}
	return c, nil
}

// decode reads a JSON column that may be NULL.
func decode(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, into)
}

func loadStandards(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.CenterStandard.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read standards: %w", err)
	}
	evidence, err := client.StandardEvidence.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read evidence: %w", err)
	}
	index := &standardIndex{evidence: map[int]map[int]*Evidence{}}
	for _, r := range rows {
		index.all = append(index.all, standardOf(r))
	}
	slices.SortFunc(index.all, func(a, b *Standard) int {
		return cmp.Or(cmp.Compare(a.Level.rank(), b.Level.rank()), cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code))
	})
	index.byID = keyed(index.all, func(s *Standard) int { return s.ID })
	for _, r := range evidence {
		e := evidenceOf(r)
		if index.evidence[e.CenterID] == nil {
			index.evidence[e.CenterID] = map[int]*Evidence{}
		}
		index.evidence[e.CenterID][e.StandardID] = e
	}
	d.standards = index
	return nil
}

func standardOf(r *db.CenterStandard) *Standard {
	return &Standard{
		ID: r.ID, Code: r.Code, Name: r.Name, Description: r.Description, Level: Level(r.Level),
		Position: r.Position, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, Version: r.Version,
	}
}

func evidenceOf(r *db.StandardEvidence) *Evidence {
	return &Evidence{
		ID: r.ID, CenterID: r.CenterID, StandardID: r.StandardID, Score: r.Score, Text: r.Evidence,
		DocumentURL: r.DocumentURL, CheckedOn: r.CheckedOn, CheckedBy: r.CheckedBy, Version: r.Version,
	}
}

func loadWindows(ctx context.Context, client *db.Client, d *Directory) error {
	rows, err := client.Window.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read windows: %w", err)
	}
	all := make([]*Window, len(rows))
	for i, r := range rows {
		all[i] = windowOf(r)
	}
	slices.SortFunc(all, func(a, b *Window) int {
		return cmp.Or(cmp.Compare(len(a.Number), len(b.Number)), cmp.Compare(a.Number, b.Number))
	})
	d.windows = grouped(all, func(w *Window) int { return w.CenterID })
	d.windowByID = keyed(all, func(w *Window) int { return w.ID })
	return nil
}

func compareRules(a, b *SuggestionRule) int {
	return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.AtLeast, b.AtLeast), cmp.Compare(a.Topic, b.Topic))
}
