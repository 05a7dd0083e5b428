package catalog

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/ent/db/offering"
	"onewindow/ent/db/serviceitem"

	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

func (s *scene) itemRow(id node.ItemID) *db.ServiceItem {
	return s.Client.ServiceItem.Query().Where(serviceitem.ID(int(id))).WithBasic().OnlyX(s.t.Context())
}

func (s *scene) basic(code string, values ItemValues) node.BasicItemID {
	id, err := CreateBasicItem(adminContext, s.Store, CreateBasicItemInput{BasicCode: code, ItemValues: values})
	s.must(err)
	return id
}

func TestRegisterItem(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.topic("WORK", "TOPIC")
		s.topic("BIRTH", "LIFE_EVENT")
		in := RegisterItemInput{
			Slug: "birth", Owner: node.DepartmentID(s.civil), ImplementationCode: ptr(" 511A0138-faulty "), MainItem: ptr("户籍"),
			ItemValues: ItemValues{
				Name: ptr(" 出生登记 "), Type: ptr(Confirmation), ExerciseLevel: ptr(LevelTownship), PowerSource: ptr(PowerOwn),
				Audiences: []Audience{ForNaturalPersons, ForNaturalPersons}, Topics: []string{"WORK"}, LifeEvents: []string{"BIRTH"},
				Aliases: []string{" 上户口", "上户口", "报户口"},
			},
		}
		id, err := RegisterItem(adminContext, s.Store, in)
		s.must(err)
		row := s.itemRow(id)
		want := Values{
			Name: "出生登记", Type: Confirmation, ExerciseLevel: ptr(LevelTownship), PowerSource: ptr(PowerOwn),
			Audiences: []Audience{ForNaturalPersons}, Topics: []string{"WORK"}, LifeEvents: []string{"BIRTH"}, Aliases: []string{"上户口", "报户口"},
		}
		if got := ownValues(row); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if *row.ImplementationCode != "511A0138-faulty" || row.DistrictCode != "511602000000" || row.State != "ACTIVE" || row.StateSince != today {
			t.Errorf("stored %+v", row)
		}
		s.unchanged(func() {
			in.Owner = 9999
			in.Basic = ptr(node.BasicItemID(77))
			in.Name = ptr(" ")
			in.Type = ptr(ItemType("MAGIC"))
			in.Audiences = []Audience{"GHOSTS"}
			in.Topics, in.LifeEvents = []string{"BIRTH"}, []string{"DEATH"}
			in.Aliases = []string{""}
			_, err := RegisterItem(adminContext, s.Store, in)
			s.refused(err, "ALREADY_EXISTS slug", "NOT_FOUND basic", "ALREADY_EXISTS implementationCode", "REQUIRED name", "NOT_ONE_OF type",
				"NOT_ONE_OF audiences.0", "REQUIRED aliases.0", "TOPIC_OF_OTHER_KIND topics.0", "NOT_FOUND lifeEvents.0", "NOT_FOUND owner")
			_, err = RegisterItem(adminContext, s.Store, RegisterItemInput{Slug: "Birth Reg", Owner: node.DepartmentID(s.civil)})
			s.refused(err, "SLUG_FORM slug", "REQUIRED name", "REQUIRED type")
		})
		s.Client.Department.UpdateOneID(s.police).SetValidTo(today).ExecX(t.Context())
		_, err = RegisterItem(adminContext, s.Store, RegisterItemInput{Slug: "x", Owner: node.DepartmentID(s.police),
			ItemValues: ItemValues{Name: ptr("x"), Type: ptr(Licence)}})
		s.refused(err, "DEPARTMENT_NOT_IN_FORCE owner")
	})
}

func TestWritesNeedAnAdministrator(t *testing.T) {
	s := &scene{t: t, Store: openStore(t, "sqlite:"+t.TempDir()+"/x.db")}
	_, err := RegisterItem(t.Context(), s.Store, RegisterItemInput{})
	if !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("got %v", err)
	}
	_, err = CheckEdition(t.Context(), s.Store, CheckEditionInput{ID: 1})
	if !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("got %v", err)
	}
}

func TestUpdateItem(t *testing.T) {
	eachScene(t, func(s *scene) {
		basic := s.basic("511A01380000", ItemValues{Name: ptr("基本名"), Type: ptr(Payment), Aliases: []string{"别名"}})
		id, err := RegisterItem(adminContext, s.Store, RegisterItemInput{
			Slug: "a", Owner: node.DepartmentID(s.civil), Basic: &basic, ImplementationCode: ptr("C"),
			ItemValues: ItemValues{Name: ptr("自己的名字"), Aliases: []string{}},
		})
		s.must(err)
		s.unchanged(func() {
			_, err := UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id, ExpectedVersion: 2, Slug: ptr("b")})
			s.refused(err, "CONFLICT expectedVersion")
			_, err = UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id, ExpectedVersion: 2, Slug: ptr("B B")})
			s.refused(err, "CONFLICT expectedVersion", "SLUG_FORM slug")
			_, err = SuspendItem(adminContext, s.Store, ItemStateInput{ID: id, ExpectedVersion: 2})
			s.refused(err, "CONFLICT expectedVersion", "REQUIRED reason")
			_, err = UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id + 1, ExpectedVersion: 1})
			s.refused(err, "NOT_FOUND id")
			_, err = UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id, ExpectedVersion: 1,
				ItemValues: ItemValues{Name: ptr("n")}, Inherit: []ItemField{FieldName, "COLOUR"}})
			s.refused(err, "SET_AND_INHERITED inherit.0", "NOT_ONE_OF inherit.1")
			_, err = UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id, ExpectedVersion: 1, WithoutBasic: ptr(true)})
			s.refused(err, "REQUIRED type")
			_, err = UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id, ExpectedVersion: 1, WithoutBasic: ptr(true), Basic: &basic, Inherit: []ItemField{FieldName}})
			s.refused(err, "BASIC_CONTRADICTORY withoutBasic", "NOTHING_TO_INHERIT inherit.0")
		})
		_, err = UpdateItem(adminContext, s.Store, UpdateItemInput{ID: id, ExpectedVersion: 1, Slug: ptr("b"), ImplementationCode: ptr(""),
			ItemValues: ItemValues{Type: ptr(Licence)}, Inherit: []ItemField{FieldName, FieldAliases}})
		s.must(err)
		row := s.itemRow(id)
		values, inherited := Effective(row, row.Edges.Basic)
		if row.Version != 2 || row.Slug != "b" || row.ImplementationCode != nil || values.Name != "基本名" || values.Type != Licence ||
			!reflect.DeepEqual(values.Aliases, []string{"别名"}) || inherited[0] != FieldName || inherited[len(inherited)-1] != FieldAliases {
			t.Errorf("stored %+v, effective %+v, inherited %v", row, values, inherited)
		}
		_, err = UpdateBasicItem(adminContext, s.Store, UpdateBasicItemInput{ID: basic, ExpectedVersion: 1, ItemValues: ItemValues{Name: ptr("新基本名")}})
		s.must(err)
		if row = s.itemRow(id); row.Edges.Basic.Name != "新基本名" || *row.Type != "LICENCE" {
			t.Errorf("basic entry %+v", row.Edges.Basic)
		}
	})
}

func TestBasicCatalogIsATree(t *testing.T) {
	eachScene(t, func(s *scene) {
		values := ItemValues{Name: ptr("n"), Type: ptr(Licence)}
		top := s.basic("511A01380000", values)
		below, err := CreateBasicItem(adminContext, s.Store, CreateBasicItemInput{BasicCode: "511A01390000", ItemValues: values,
			BasicItemDetails: BasicItemDetails{Parent: &top, LegalBasis: ptr("法"), CentralDepartment: ptr("民政部")}})
		s.must(err)
		s.unchanged(func() {
			_, err = UpdateBasicItem(adminContext, s.Store, UpdateBasicItemInput{ID: top, ExpectedVersion: 1, BasicItemDetails: BasicItemDetails{Parent: &below}})
			s.refused(err, "BELOW_ITSELF parent")
			_, err = CreateBasicItem(adminContext, s.Store, CreateBasicItemInput{BasicCode: "511A01390000", BasicItemDetails: BasicItemDetails{Parent: ptr(node.BasicItemID(99))}})
			s.refused(err, "ALREADY_EXISTS basicCode", "REQUIRED name", "REQUIRED type", "NOT_FOUND parent")
			_, err = UpdateBasicItem(adminContext, s.Store, UpdateBasicItemInput{ID: top, ExpectedVersion: 7})
			s.refused(err, "CONFLICT expectedVersion")
		})
	})
}

func TestHeadings(t *testing.T) {
	eachScene(t, func(s *scene) {
		id, err := CreateTopic(adminContext, s.Store, CreateTopicInput{Code: "WORK", Name: " 就业 ", Kind: KindTopic})
		s.must(err)
		_, err = UpdateTopic(adminContext, s.Store, UpdateTopicInput{ID: id, ExpectedVersion: 1, Name: ptr("就业创业"), Position: ptr(3)})
		s.must(err)
		if row := s.Client.Topic.GetX(t.Context(), int(id)); row.Name != "就业创业" || row.Position != 3 || row.Version != 2 {
			t.Errorf("stored %+v", row)
		}
		s.round("R1")
		s.unchanged(func() {
			_, err = CreateTopic(adminContext, s.Store, CreateTopicInput{Code: "WORK", Kind: "MOOD"})
			s.refused(err, "ALREADY_EXISTS code", "REQUIRED name", "NOT_ONE_OF kind")
			_, err = CreateTopic(adminContext, s.Store, CreateTopicInput{Code: "work", Name: "x", Kind: KindLifeEvent})
			s.refused(err, "CODE_FORM code")
			_, err = UpdateTopic(adminContext, s.Store, UpdateTopicInput{ID: id, ExpectedVersion: 1})
			s.refused(err, "CONFLICT expectedVersion")
			_, err = UpdateTopic(adminContext, s.Store, UpdateTopicInput{ID: id, ExpectedVersion: 2, Position: ptr(-1)})
			s.refused(err, "NEGATIVE position")
			_, err = CreateTopic(adminContext, s.Store, CreateTopicInput{Code: "PLAY", Name: "x", Kind: KindTopic, Position: ptr(lastPlace + 1)})
			s.refused(err, "TOO_LARGE position")
			_, err = CreateReformRound(adminContext, s.Store, CreateRoundInput{Code: "R1"})
			s.refused(err, "ALREADY_EXISTS code", "REQUIRED name", "REQUIRED decidedOn")
		})
	})
}

func TestSuspendAndResume(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.item("a")
		s.unchanged(func() {
			_, err := SuspendItem(adminContext, s.Store, ItemStateInput{ID: item, ExpectedVersion: 1})
			s.refused(err, "REQUIRED reason")
			_, err = ResumeItem(adminContext, s.Store, ItemStateInput{ID: item, ExpectedVersion: 1, Reason: "r"})
			s.refused(err, "ITEM_STATE id")
		})
		_, err := SuspendItem(adminContext, s.Store, ItemStateInput{ID: item, ExpectedVersion: 1, Reason: "系统升级"})
		s.must(err)
		if row := s.itemRow(item); row.State != "SUSPENDED" || row.StateReason != "系统升级" || row.Version != 2 {
			t.Errorf("stored %+v", row)
		}
		_, err = ResumeItem(adminContext, s.Store, ItemStateInput{ID: item, ExpectedVersion: 2, Reason: "恢复"})
		s.must(err)
	})
}

func TestCancelItems(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.station(s.civil, s.hall, "FULL")
		kept, one, two := s.published("kept"), s.published("one"), s.item("two")
		round := s.round("2026-1")
		_, err := OfferItems(adminContext, s.Store, OfferItemsInput{Items: []node.ItemID{kept, one}, Reason: "进驻",
			OfferingPlaces: OfferingPlaces{AllCentersWithin: ptr(node.DivisionID(s.district))}, OfferingTerms: OfferingTerms{Mode: ModeConsult}})
		s.must(err)
		s.unchanged(func() {
			_, err := CancelItems(adminContext, s.Store, CancelItemsInput{Round: round + 9, Items: []node.ItemID{one, 999, one}, On: ptr(today.AddDays(1))})
			s.refused(err, "REQUIRED reason", "NOT_IN_FUTURE on", "NOT_FOUND round", "NOT_FOUND items.1", "NAMED_TWICE items.2")
			_, err = CancelItems(adminContext, s.Store, CancelItemsInput{Round: round, Reason: "r"})
			s.refused(err, "REQUIRED items")
		})
		ids, err := CancelItems(adminContext, s.Store, CancelItemsInput{Round: round, Items: []node.ItemID{one, two}, Reason: "第一批取消"})
		s.must(err)
		if !reflect.DeepEqual(ids, []node.ItemID{one, two}) {
			t.Errorf("cancelled %v", ids)
		}
		row := s.itemRow(one)
		if row.State != "CANCELLED" || row.StateSince != today || *row.ReformRoundID != int(round) || row.StateReason != "第一批取消" {
			t.Errorf("stored %+v", row)
		}
		guide := s.Client.Edition.Query().Order(db.Desc("id")).AllX(t.Context())[0]
		if guide.ItemID != int(one) || guide.Status != "RETIRED" || *guide.EffectiveTo != today || guide.RetiredAt == nil {
			t.Errorf("its guide is %+v", guide)
		}
		for item, want := range map[node.ItemID]int{kept: 6, one: 0} {
			if got := s.Client.Offering.Query().Where(offering.ItemID(int(item)), offering.ValidToIsNil()).CountX(t.Context()); got != want {
				t.Errorf("item %d is offered at %d centers, want %d", item, got, want)
			}
		}
		s.unchanged(func() {
			_, err := CancelItems(adminContext, s.Store, CancelItemsInput{Round: round, Items: []node.ItemID{kept, one}, Reason: "again"})
			s.refused(err, "ITEM_STATE items.1")
			_, err = DraftEdition(adminContext, s.Store, DraftEditionInput{Item: one})
			s.refused(err, "ITEM_STATE item")
			_, err = SuspendItem(adminContext, s.Store, ItemStateInput{ID: one, ExpectedVersion: 2, Reason: "r"})
			s.refused(err, "ITEM_STATE id")
		})
	})
}

func TestARetryHasOneEffect(t *testing.T) {
	eachScene(t, func(s *scene) {
		in := RegisterItemInput{Slug: "a", Owner: node.DepartmentID(s.civil), ItemValues: ItemValues{Name: ptr("n"), Type: ptr(Licence)}}
		keyed := func(input any) context.Context {
			ctx, err := store.WithIdempotencyKey(adminContext, "key-1", input)
			s.must(err)
			return ctx
		}
		first, err := RegisterItem(keyed(in), s.Store, in)
		s.must(err)
		s.unchanged(func() {
			again, err := RegisterItem(keyed(in), s.Store, in)
			s.must(err)
			if again != first {
				t.Errorf("first %d, then %d", first, again)
			}
			other := in
			other.Slug = "b"
			_, err = RegisterItem(keyed(other), s.Store, other)
			s.refused(err, "IDEMPOTENCY_KEY_REUSED")
		})
		events := s.Client.AuditEvent.Query().Where(auditevent.Action("registerItem")).AllX(t.Context())
		if len(events) != 1 || events[0].Before != "" || !strings.Contains(events[0].After, `"slug":"a"`) {
			t.Errorf("trail: %+v", events)
		}
	})
}

// Text that PostgreSQL cannot take is the caller's problem, not an internal error.
func TestTextThatCannotBeStored(t *testing.T) {
	eachScene(t, func(s *scene) {
		item := s.item("a")
		draft := s.draft(item, complete())
		for _, bad := range []string{"a\x00b", "a\xffb"} {
			s.unchanged(func() {
				_, err := RegisterItem(adminContext, s.Store, RegisterItemInput{Slug: bad, Owner: node.DepartmentID(s.civil), ImplementationCode: &bad,
					LocalCode: &bad, MainItem: &bad, ItemValues: ItemValues{Name: &bad, Type: ptr(ItemType(bad)), Topics: []string{bad}, Aliases: []string{bad}}})
				s.refused(err, "SLUG_FORM slug", "NOT_TEXT implementationCode", "NOT_TEXT localCode", "NOT_TEXT mainItem",
					"NOT_TEXT name", "NOT_ONE_OF type", "NOT_TEXT aliases.0", "NOT_FOUND topics.0")
				_, err = CreateTopic(adminContext, s.Store, CreateTopicInput{Code: bad, Name: bad, Kind: KindTopic})
				s.refused(err, "CODE_FORM code", "NOT_TEXT name")
				_, err = CreateReformRound(adminContext, s.Store, CreateRoundInput{Code: bad, Name: "n", DecidedOn: today, Document: &bad})
				s.refused(err, "CODE_FORM code", "NOT_TEXT document")
				_, err = CreateBasicItem(adminContext, s.Store, CreateBasicItemInput{BasicCode: bad, ItemValues: ItemValues{Name: ptr("n"), Type: ptr(Licence)},
					BasicItemDetails: BasicItemDetails{LegalBasis: &bad, CentralDepartment: &bad}})
				s.refused(err, "CODE_BASIC basicCode", "NOT_TEXT legalBasis", "NOT_TEXT centralDepartment")
				_, err = SuspendItem(adminContext, s.Store, ItemStateInput{ID: item, ExpectedVersion: 1, Reason: bad})
				s.refused(err, "NOT_TEXT reason")
				c := complete()
				c.Steps[0].Department = bad
				_, err = SaveDraft(adminContext, s.Store, SaveDraftInput{ID: draft, ExpectedVersion: 2, Content: c})
				s.refused(err, "NOT_TEXT content.steps.0.department", "NOT_FOUND content.steps.0.department")
				_, err = CheckEdition(adminContext, s.Store, CheckEditionInput{ID: draft, Content: &c})
				s.must(err)
				_, err = OfferItems(adminContext, s.Store, OfferItemsInput{Items: []node.ItemID{item}, OfferingPlaces: centerIDs(s.hall), Reason: bad,
					OfferingTerms: OfferingTerms{Mode: Mode(bad), Note: &bad, Limit: &TimeLimit{Value: 1, Unit: LimitUnit(bad)}}})
				s.refused(err, "NOT_TEXT reason", "NOT_ONE_OF mode", "NOT_ONE_OF limit.unit", "NOT_TEXT note", "ITEMS_NOT_PUBLISHED items", "NO_STATIONING mode")
			})
		}
	})
}
