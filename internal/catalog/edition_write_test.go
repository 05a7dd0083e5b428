package catalog

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/ent/db/edition"
	"onewindow/internal/fault"
	"onewindow/internal/node"
)

func (s *scene) content(id node.EditionID) Content {
	c, err := loadContent(s.t.Context(), s.Client, s.edition(id))
	s.must(err)
	return c
}

// allSteps does each step to an edition at its newest version.
var allSteps = []struct {
	step editionStep
	do   func(s *scene, id node.EditionID, version int) error
}{
	{stepSave, func(s *scene, id node.EditionID, v int) error {
		_, err := SaveDraft(adminContext, s.Store, SaveDraftInput{ID: id, ExpectedVersion: v, Content: Content{Title: "changed"}})
		return err
	}},
	{stepSubmit, func(s *scene, id node.EditionID, v int) error {
		_, err := SubmitForReview(adminContext, s.Store, EditionInput{id, v})
		return err
	}},
	{stepReturn, func(s *scene, id node.EditionID, v int) error {
		_, err := ReturnForChanges(adminContext, s.Store, EditionReasonInput{id, v, "请补充"})
		return err
	}},
	{stepPublish, func(s *scene, id node.EditionID, v int) error {
		_, err := PublishEdition(adminContext, s.Store, PublishEditionInput{ID: id, ExpectedVersion: v})
		return err
	}},
	{stepRetire, func(s *scene, id node.EditionID, v int) error {
		_, err := Retire(adminContext, s.Store, EditionReasonInput{id, v, "停用"})
		return err
	}},
	{stepDiscard, func(s *scene, id node.EditionID, v int) error {
		_, err := DiscardDraft(adminContext, s.Store, EditionInput{id, v})
		return err
	}},
}

func (s *scene) do(step editionStep, id node.EditionID) error {
	for _, a := range allSteps {
		if a.step == step {
			return a.do(s, id, s.edition(id).Version)
		}
	}
	panic(step)
}

// Every step from every status either leads where the life of an edition says,
// or is refused and changes nothing.
func TestLifeOfAnEdition(t *testing.T) {
	eachScene(t, func(s *scene) {
		reach := map[EditionStatus][]editionStep{
			EditionDraft: nil, EditionInReview: {stepSubmit}, EditionPublished: {stepPublish}, EditionRetired: {stepPublish, stepRetire},
		}
		leads := map[editionStep]EditionStatus{
			stepSave: EditionDraft, stepSubmit: EditionInReview, stepReturn: EditionDraft, stepPublish: EditionPublished, stepRetire: EditionRetired,
		}
		for from, way := range reach {
			for _, a := range allSteps {
				item := s.item(strings.ToLower("a-" + strings.ReplaceAll(string(from), "_", "") + "-" + string(a.step)))
				id := s.draft(item, complete())
				for _, step := range way {
					s.must(s.do(step, id))
				}
				if got := s.edition(id).Status; got != string(from) {
					t.Fatalf("%v lead to %s", way, got)
				}
				before := s.content(id)
				if !slices.Contains(transitions[a.step], from) {
					s.unchanged(func() { s.refused(s.do(a.step, id), "EDITION_STATUS id") })
					if after := s.content(id); !reflect.DeepEqual(after, before) {
						t.Errorf("%s changed the content of a %s edition", a.step, from)
					}
					continue
				}
				version := s.edition(id).Version
				s.unchanged(func() { s.refused(a.do(s, id, version+1), "CONFLICT expectedVersion") })
				s.must(s.do(a.step, id))
				if a.step == stepDiscard {
					if s.Client.Edition.Query().Where(edition.ID(int(id))).ExistX(t.Context()) {
						t.Error("a discarded draft is still there")
					}
					continue
				}
				if row := s.edition(id); row.Status != string(leads[a.step]) || row.Version != version+1 {
					t.Errorf("%s from %s: status %s, version %d after %d", a.step, from, row.Status, row.Version, version)
				}
			}
		}
	})
}

func TestPublicationRefusesWithEverythingMissing(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.item("a")
		id := s.draft(item, Content{Steps: []Step{}})
		s.unchanged(func() {
			for _, publish := range []func() error{
				func() error { return s.do(stepPublish, id) }, func() error { return s.do(stepSubmit, id) },
			} {
				problems, _ := fault.From(publish())
				var codes []string
				for _, p := range problems {
					codes = append(codes, p.Code+" "+strings.Join(p.Path, "."))
				}
				for _, want := range []string{
					"TITLE_MISSING content.title", "STEPS_MISSING content.steps", "MATERIALS_MISSING content.materials",
					"PROMISED_LIMIT_MISSING content.promisedLimit", "FEE_BASIS_MISSING content.charged",
					"FEE_STANDARD_MISSING content.charged", "HANDLING_MISSING content.handling",
				} {
					if !slices.Contains(codes, want) {
						t.Errorf("%s is not among %v", want, codes)
					}
				}
			}
			findings, err := CheckEdition(adminContext, s.Store, CheckEditionInput{ID: id})
			s.must(err)
			public := map[SixPublic]bool{}
			for _, f := range findings {
				public[f.Public] = true
			}
			for _, p := range []SixPublic{PublicItem, PublicSteps, PublicMaterials, PublicPromisedLimit, PublicFeeBasis, PublicFeeStandard} {
				if !public[p] {
					t.Errorf("%s is not reported as missing", p)
				}
			}
			c := complete()
			if findings, err = CheckEdition(adminContext, s.Store, CheckEditionInput{ID: id, Content: &c}); err != nil || len(findings) > 0 {
				t.Errorf("a complete content: %v %v", findings, err)
			}
			_, err = CheckEdition(adminContext, s.Store, CheckEditionInput{ID: id + 9})
			s.refused(err, "NOT_FOUND id")
		})
	})
}

func TestAdviceDoesNotStopAPublication(t *testing.T) {
	eachScene(t, func(s *scene) {
		c := complete()
		c.Summary = ""
		id := s.draft(s.item("a"), c)
		findings, err := CheckEdition(adminContext, s.Store, CheckEditionInput{ID: id})
		s.must(err)
		if len(findings) == 0 || len(Refusal(findings)) > 0 {
			t.Fatalf("want advice only, got %v", findings)
		}
		s.must(s.do(stepPublish, id))
	})
}

func TestPublicationRetiresTheEditionBefore(t *testing.T) {
	eachScene(t, func(s *scene) {
		item, round := s.item("a"), s.round("R1")
		first := s.draft(item, complete())
		s.must(s.do(stepPublish, first))
		s.Client.Edition.UpdateOneID(int(first)).SetEffectiveFrom(longAgo).ExecX(t.Context())

		second, err := DraftEdition(adminContext, s.Store, DraftEditionInput{Item: item})
		s.must(err)
		if got := s.content(second); !reflect.DeepEqual(got, complete()) {
			t.Errorf("a new draft begins with %+v", got)
		}
		s.unchanged(func() {
			_, err := DraftEdition(adminContext, s.Store, DraftEditionInput{Item: item})
			s.refused(err, "DRAFT_EXISTS item")
			_, err = PublishEdition(adminContext, s.Store, PublishEditionInput{ID: second, ExpectedVersion: 1, ReformRound: ptr(round + 5)})
			s.refused(err, "NOT_FOUND reformRound")
		})
		_, err = PublishEdition(adminContext, s.Store, PublishEditionInput{ID: second, ExpectedVersion: 1, ReformRound: &round})
		s.must(err)
		old, current := s.edition(first), s.edition(second)
		if old.Status != "RETIRED" || *old.EffectiveTo != today || old.RetiredBy != "test" {
			t.Errorf("the edition before is %+v", old)
		}
		if current.Number != 2 || *current.EffectiveFrom != today || current.EffectiveTo != nil || *current.ReformRoundID != int(round) ||
			current.PublishedBy != "test" || !current.PublishedAt.Equal(noon) {
			t.Errorf("the new edition is %+v", current)
		}
		if got := s.content(first); !reflect.DeepEqual(got, complete()) {
			t.Error("retiring an edition changed its content")
		}
	})
}

func TestDraftsBeginWithAContent(t *testing.T) {
	eachScene(t, func(s *scene) {
		item, other := s.item("a"), s.published("other")
		guide := s.Client.Edition.Query().Where(edition.ItemID(int(other))).OnlyX(t.Context())
		id, err := DraftEdition(adminContext, s.Store, DraftEditionInput{Item: item})
		s.must(err)
		if got := s.content(id); !reflect.DeepEqual(got, Content{Title: "事项 a"}) {
			t.Errorf("the first draft begins with %+v", got)
		}
		_, err = DiscardDraft(adminContext, s.Store, EditionInput{id, 1})
		s.must(err)
		s.unchanged(func() {
			_, err = DraftEdition(adminContext, s.Store, DraftEditionInput{Item: item, BasedOn: ptr(node.EditionID(9999))})
			s.refused(err, "NOT_FOUND basedOn")
			_, err = DraftEdition(adminContext, s.Store, DraftEditionInput{Item: 9999})
			s.refused(err, "NOT_FOUND item")
		})
		id, err = DraftEdition(adminContext, s.Store, DraftEditionInput{Item: item, BasedOn: ptr(node.EditionID(guide.ID))})
		s.must(err)
		if got := s.content(id); !reflect.DeepEqual(got, complete()) {
			t.Errorf("a copy begins with %+v", got)
		}
	})
}

func TestGarbageIsNotSaved(t *testing.T) {
	eachScene(t, func(s *scene) {
		id := s.draft(s.item("a"), complete())
		s.unchanged(func() {
			c := complete()
			c.Steps[1].Department, c.Steps[2].Department = "GAJ", "UNKNOWN"
			c.PromisedLimit.Unit, c.Materials[0].Form, c.VerifiedOn, c.Summary = "MOONS", "CLAY", "yesterday", "a\x00b"
			_, err := SaveDraft(adminContext, s.Store, SaveDraftInput{ID: id, ExpectedVersion: 2, Content: c})
			s.refused(err, "NOT_TEXT content.summary", "NOT_ONE_OF content.promisedLimit.unit", "NOT_ONE_OF content.materials.0.form",
				"NOT_A_DAY content.verifiedOn", "NOT_FOUND content.steps.2.department")
		})
		if got := s.content(id); !reflect.DeepEqual(got, complete()) {
			t.Error("a refused content changed the draft")
		}
		c := complete()
		c.Steps[1].Department = "GAJ"
		_, err := SaveDraft(adminContext, s.Store, SaveDraftInput{ID: id, ExpectedVersion: 2, Content: c})
		s.must(err)
		if got := s.content(id); got.Steps[1].Department != "GAJ" {
			t.Errorf("the step's department is %q", got.Steps[1].Department)
		}
		s.Client.Department.UpdateOneID(s.police).SetValidTo(today).ExecX(t.Context())
		s.unchanged(func() { s.refused(s.do(stepPublish, id), "DEPARTMENT_NOT_IN_FORCE content.steps.1.department") })
		events := s.Client.AuditEvent.Query().Where(auditevent.Action("saveDraft")).Order(auditevent.BySeq()).AllX(t.Context())
		if last := events[len(events)-1]; strings.Contains(last.Before, "GAJ") || !strings.Contains(last.After, "GAJ") {
			t.Errorf("the trail does not tell before from after: %+v", last)
		}
	})
}

func TestASuspendedItemPublishesNothing(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.item("a")
		id := s.draft(item, complete())
		_, err := SuspendItem(adminContext, s.Store, ItemStateInput{ID: item, ExpectedVersion: 1, Reason: "r"})
		s.must(err)
		s.unchanged(func() { s.refused(s.do(stepPublish, id), "ITEM_STATE id") })
	})
}

func TestReturnNeedsAReason(t *testing.T) {
	eachScene(t, func(s *scene) {
		id := s.draft(s.item("a"), complete())
		s.must(s.do(stepSubmit, id))
		s.unchanged(func() {
			_, err := ReturnForChanges(adminContext, s.Store, EditionReasonInput{id, 3, " "})
			s.refused(err, "REQUIRED reason")
		})
		s.must(s.do(stepReturn, id))
		if got := s.edition(id).Remark; got != "请补充" {
			t.Errorf("the remark is %q", got)
		}
		s.must(s.do(stepPublish, id))
		s.unchanged(func() {
			_, err := Retire(adminContext, s.Store, EditionReasonInput{ID: id, ExpectedVersion: s.edition(id).Version})
			s.refused(err, "REQUIRED reason")
		})
	})
}

// Sixteen publish the same draft, and as many begin a draft, at once: one wins
// each time and the others are told why.
func TestConcurrentPublishers(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.published("a")
		race := func(do func(context.Context) error) (won int, lost []string) {
			errs := make([]error, 16)
			var all sync.WaitGroup
			for i := range errs {
				all.Go(func() { errs[i] = do(adminContext) })
			}
			all.Wait()
			for _, err := range errs {
				problems, ok := fault.From(err)
				switch {
				case err == nil:
					won++
				case ok:
					lost = append(lost, problems[0].Code)
				default:
					t.Errorf("not told why: %v", err)
				}
			}
			slices.Sort(lost)
			return won, slices.Compact(lost)
		}
		won, lost := race(func(ctx context.Context) error {
			_, err := DraftEdition(ctx, s.Store, DraftEditionInput{Item: item})
			return err
		})
		if won != 1 || !slices.Equal(lost, []string{"DRAFT_EXISTS"}) {
			t.Errorf("%d drafts; the others: %v", won, lost)
		}
		draft := node.EditionID(s.Client.Edition.Query().Where(edition.Status("DRAFT")).OnlyIDX(t.Context()))
		won, lost = race(func(ctx context.Context) error {
			_, err := PublishEdition(ctx, s.Store, PublishEditionInput{ID: draft, ExpectedVersion: 1})
			return err
		})
		if won != 1 || !slices.Equal(lost, []string{"CONFLICT"}) {
			t.Errorf("%d publications; the others: %v", won, lost)
		}
		rows := s.Client.Edition.Query().Order(db.Asc("number")).AllX(t.Context())
		if len(rows) != 2 || rows[0].Status != "RETIRED" || rows[1].Status != "PUBLISHED" {
			t.Errorf("the editions are %+v", rows)
		}
	})
}

// The constraints hold even against statements that go past the rules.
func TestOneDraftAndOnePublishedByConstraint(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.published("a")
		create := func() *db.EditionCreate {
			return s.Client.Edition.Create().SetItemID(int(item)).SetStatus("DRAFT").
				SetCreatedAt(noon).SetCreatedBy("x").SetUpdatedAt(noon).SetUpdatedBy("x")
		}
		if err := create().SetNumber(2).SetStatus("PUBLISHED").SetPublishedAt(noon).Exec(t.Context()); !db.IsConstraintError(err) {
			t.Errorf("a second published edition: %v", err)
		}
		create().SetNumber(2).ExecX(t.Context())
		if err := create().SetNumber(3).Exec(t.Context()); !db.IsConstraintError(err) {
			t.Errorf("a second draft: %v", err)
		}
	})
}
