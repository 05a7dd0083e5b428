package organization

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/centerstandard"
	"onewindow/ent/db/populationfact"
	"onewindow/ent/db/sector"
	"onewindow/ent/db/standardevidence"
	"onewindow/ent/db/topic"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of facts about centers and divisions.
var (
	standardLevel    = fault.NewKind("STANDARD_LEVEL", "该标准适用于 %s，中心属于 %s。", "The standard is for %s, the center is of %s.")
	documentRequired = fault.NewKind("EVIDENCE_REQUIRED", "达标（得分大于 0）须说明依据或附文件。", "A score above 0 needs evidence in words or a document.")
)

// RecordStandardEvidenceInput says how far a center meets a standard.
type RecordStandardEvidenceInput struct {
	Center   node.CenterID
	Standard node.StandardID
	// ExpectedVersion is nil when nobody looked before.
	ExpectedVersion *int
	Score           int
	Evidence        *string
	DocumentURL     *string
	// CheckedOn is today when nil.
	CheckedOn *calendar.Day
}

// RecordStandardEvidence records how far a center meets a standard of its level
// and returns the center's id.
func (s *Service) RecordStandardEvidence(ctx context.Context, in RecordStandardEvidenceInput) (int, error) {
	return change(ctx, s, "recordStandardEvidence", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		c.within("score", in.Score, 0, MetScore)
		text, link := c.text("evidence", orZero(in.Evidence), maxText), c.link("documentUrl", orZero(in.DocumentURL))
		if in.Score > 0 && text == "" && link == "" {
			c.add(documentRequired, "evidence")
		}
		on := dayOr(in.CheckedOn, tx.Today)
		c.dayOrder("checkedOn", tx.Today, on)
		if err := c.standardFits(ctx, tx, int(in.Center), int(in.Standard)); err != nil {
			return 0, err
		}
		row, err := tx.StandardEvidence.Query().
			Where(standardevidence.CenterID(int(in.Center)), standardevidence.StandardID(int(in.Standard))).Only(ctx)
		if err != nil && !db.IsNotFound(err) {
			return 0, fmt.Errorf("read evidence: %w", err)
		}
		seen, newest := orZero(in.ExpectedVersion), 0
		if row != nil {
			newest = row.Version
		}
		if c.version(seen, newest); c.stop() {
			return 0, nil
		}
		if row == nil {
			after, err := tx.StandardEvidence.Create().SetCenterID(int(in.Center)).SetStandardID(int(in.Standard)).SetScore(in.Score).
				SetEvidence(text).SetDocumentURL(link).SetCheckedOn(on).SetCheckedBy(tx.Caller.Name).Save(ctx)
			return savedEvidence(tx, nil, after, err)
		}
		after, err := row.Update().SetScore(in.Score).SetEvidence(text).SetDocumentURL(link).SetCheckedOn(on).
			SetCheckedBy(tx.Caller.Name).AddVersion(1).Save(ctx)
		return savedEvidence(tx, row, after, err)
	})
}

// standardFits keeps a standard to centers of its level.
func (c *checker) standardFits(ctx context.Context, tx *store.Tx, centerID, standardID int) error {
	center, err := findCenter(ctx, tx, c, "center", centerID)
	if err != nil {
		return err
	}
	standard, err := tx.CenterStandard.Query().Where(centerstandard.ID(standardID)).Only(ctx)
	if err := c.merge(store.Found(err, "standard", fmt.Sprint(standardID))); err != nil || center == nil || standard == nil {
		return err
	}
	where, err := tx.Division.Get(ctx, center.DivisionID)
	if err != nil {
		return fmt.Errorf("read division %d: %w", center.DivisionID, err)
	}
	if where.Level != standard.Level {
		c.add(standardLevel, "standard", standard.Level, where.Level)
	}
	return nil
}

func savedEvidence(tx *store.Tx, before, after *db.StandardEvidence, err error) (int, error) {
	if err != nil {
		return 0, fmt.Errorf("store evidence: %w", err)
	}
	var was any
	if before != nil {
		was = evidenceOf(before)
	}
	tx.Record(event.Standard, after.ID, was, evidenceOf(after))
	return after.CenterID, nil
}

// CreateSectorInput is a new sector.
type CreateSectorInput struct {
	Code, Name string
	Named      bool
	Position   *int
}

// CreateSector adds a sector and returns its id.
func (s *Service) CreateSector(ctx context.Context, in CreateSectorInput) (int, error) {
	return change(ctx, s, "createSector", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		in.Code, in.Name = c.code("code", in.Code), c.required("name", in.Name, maxName)
		c.within("position", orZero(in.Position), 0, 1_000_000)
		exists, err := tx.Sector.Query().Where(sector.Code(in.Code)).Exist(ctx)
		if err := taken(c, "code", in.Code, exists, err); err != nil {
			return 0, err
		}
		n, err := tx.Sector.Query().Count(ctx)
		if err := c.room("code", 1, n, MaxSectors, err); err != nil || c.stop() {
			return 0, err
		}
		row, err := tx.Sector.Create().SetCode(in.Code).SetName(in.Name).SetNamed(in.Named).SetPosition(orZero(in.Position)).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store sector %s: %w", in.Code, err)
		}
		tx.Record(event.Sector, row.ID, nil, sectorOf(row))
		return row.ID, nil
	})
}

// UpdateSectorInput changes what is given.
type UpdateSectorInput struct {
	ID              node.SectorID
	ExpectedVersion int
	Name            *string
	Named           *bool
	Position        *int
}

// UpdateSector changes a sector.
func (s *Service) UpdateSector(ctx context.Context, in UpdateSectorInput) (int, error) {
	return change(ctx, s, "updateSector", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		row, err := tx.Sector.Get(ctx, int(in.ID))
		if err := c.merge(store.Found(err, "id", idText(in.ID))); err != nil || row == nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, row.Version)
		update := row.Update().SetNillableNamed(in.Named).SetNillablePosition(in.Position)
		c.within("position", orZero(in.Position), 0, 1_000_000)
		if in.Name != nil {
			update.SetName(c.required("name", *in.Name, maxName))
		}
		if c.stop() {
			return 0, nil
		}
		after, err := update.AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store sector %d: %w", in.ID, err)
		}
		tx.Record(event.Sector, row.ID, sectorOf(row), sectorOf(after))
		return row.ID, nil
	})
}

func sectorOf(r *db.Sector) *Sector {
	return &Sector{r.ID, r.Code, r.Name, r.Named, r.Position, r.Version}
}

// RecordPopulationFactsInput are numbers about the people of a division.
type RecordPopulationFactsInput struct {
	Division node.DivisionID
	Facts    []PopulationFactInput
}

// PopulationFactInput is one number; a kind that is known already gets the new one.
type PopulationFactInput struct {
	Kind  string
	Count int
	// CountedOn is today when nil.
	CountedOn *calendar.Day
}

// RecordPopulationFacts records numbers about the people of a division and
// returns its id.
func (s *Service) RecordPopulationFacts(ctx context.Context, in RecordPopulationFactsInput) (int, error) {
	return change(ctx, s, "recordPopulationFacts", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if _, err := findDivision(ctx, tx, c, "division", int(in.Division)); err != nil {
			return 0, err
		}
		c.some("facts", len(in.Facts), MaxFacts)
		seen := map[string]bool{}
		for i := range in.Facts {
			f, path := &in.Facts[i], fmt.Sprintf("facts.%d", i)
			f.Kind = c.code(path+".kind", f.Kind)
			c.within(path+".count", f.Count, 0, 2_000_000_000)
			if seen[f.Kind] {
				c.add(fault.Repeated, path+".kind", clip(f.Kind))
			}
			seen[f.Kind] = true
		}
		if c.stop() {
			return 0, nil
		}
		others, err := tx.PopulationFact.Query().Where(populationfact.DivisionID(int(in.Division)),
			populationfact.KindNotIn(slices.Collect(maps.Keys(seen))...)).Count(ctx)
		if err := c.room("facts", len(seen), others, MaxFacts, err); err != nil || c.stop() {
			return 0, err
		}
		for _, f := range in.Facts {
			if err := recordFact(ctx, tx, int(in.Division), f); err != nil {
				return 0, err
			}
		}
		return int(in.Division), nil
	})
}

func recordFact(ctx context.Context, tx *store.Tx, divisionID int, f PopulationFactInput) error {
	on := dayOr(f.CountedOn, tx.Today)
	row, err := tx.PopulationFact.Query().Where(populationfact.DivisionID(divisionID), populationfact.Kind(f.Kind)).Only(ctx)
	switch {
	case db.IsNotFound(err):
		after, err := tx.PopulationFact.Create().SetDivisionID(divisionID).SetKind(f.Kind).SetCount(f.Count).SetCountedOn(on).Save(ctx)
		if err != nil {
			return fmt.Errorf("store a fact: %w", err)
		}
		tx.Record(event.Population, after.ID, nil, factOf(after))
		return nil
	case err != nil:
		return fmt.Errorf("read a fact: %w", err)
	case row.Count == f.Count && row.CountedOn == on:
		return nil
	}
	after, err := row.Update().SetCount(f.Count).SetCountedOn(on).AddVersion(1).Save(ctx)
	if err != nil {
		return fmt.Errorf("store a fact: %w", err)
	}
	tx.Record(event.Population, after.ID, factOf(row), factOf(after))
	return nil
}

func factOf(r *db.PopulationFact) *PopulationFact {
	return &PopulationFact{r.ID, r.DivisionID, r.Kind, r.Count, r.CountedOn, r.Version}
}

// SetSuggestionRulesInput is the whole list of rules.
type SetSuggestionRulesInput struct{ Rules []SuggestionRuleInput }

// SuggestionRuleInput is one rule.
type SuggestionRuleInput struct {
	Fact    string
	AtLeast int
	Topic   string
	Reason  *string
}

// SetSuggestionRules replaces the rules for local extras and returns their number.
func (s *Service) SetSuggestionRules(ctx context.Context, in SetSuggestionRulesInput) (int, error) {
	return change(ctx, s, "setSuggestionRules", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if len(in.Rules) > MaxRules {
			c.add(fault.TooMany, "rules", MaxRules)
			return 0, nil
		}
		seen := map[[2]string]bool{}
		for i := range in.Rules {
			if err := c.rule(ctx, tx, fmt.Sprintf("rules.%d", i), &in.Rules[i], seen); err != nil {
				return 0, err
			}
		}
		if c.stop() {
			return 0, nil
		}
		return len(in.Rules), replaceRules(ctx, tx, in.Rules)
	})
}

func (c *checker) rule(ctx context.Context, tx *store.Tx, path string, r *SuggestionRuleInput, seen map[[2]string]bool) error {
	r.Fact = c.code(path+".fact", r.Fact)
	c.within(path+".atLeast", r.AtLeast, 0, 2_000_000_000)
	if r.Reason != nil {
		*r.Reason = c.text(path+".reason", *r.Reason, maxReason)
	}
	before := len(c.problems)
	if r.Topic = c.required(path+".topic", r.Topic, maxCode); len(c.problems) > before {
		return nil
	}
	key := [2]string{r.Fact, r.Topic}
	if seen[key] {
		c.add(fault.Repeated, path+".topic", clip(r.Topic))
		return nil
	}
	seen[key] = true
	exists, err := tx.Topic.Query().Where(topic.Code(r.Topic)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for topic: %w", err)
	}
	if !exists {
		c.add(fault.NotFound, path+".topic", clip(r.Topic))
	}
	return nil
}

func replaceRules(ctx context.Context, tx *store.Tx, rules []SuggestionRuleInput) error {
	before, err := tx.SuggestionRule.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	if _, err := tx.SuggestionRule.Delete().Exec(ctx); err != nil {
		return fmt.Errorf("remove rules: %w", err)
	}
	was := make([]SuggestionRuleInput, len(before))
	for i, r := range before {
		was[i] = SuggestionRuleInput{r.Fact, r.AtLeast, r.Topic, optional(r.Reason)}
	}
	for _, r := range rules {
		err := tx.SuggestionRule.Create().SetFact(r.Fact).SetAtLeast(r.AtLeast).SetTopic(r.Topic).SetReason(orZero(r.Reason)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("store a rule: %w", err)
		}
	}
	tx.Record(event.Population, 0, was, rules)
	return nil
}
