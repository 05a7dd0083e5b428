package catalog_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// hand makes random changes, as an admin would.
type hand struct {
	*district
	random   *rand.Rand
	today    *time.Time
	items    []node.ItemID
	offices  []node.DepartmentID
	topic    node.TopicID
	round    node.RoundID
	sector   int
	attempts map[string]int
}

func newHand(t *testing.T, url string, seed uint64) (*hand, func() time.Time) {
	now := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	h := &hand{district: newDistrict(t, url, store.Options{Clock: clock}), random: rand.New(rand.NewPCG(seed, 9)), today: &now, attempts: map[string]int{}}
	h.offices = []node.DepartmentID{h.owner}
	sector, err := h.org.CreateSector(h.ctx, organization.CreateSectorInput{Code: "S", Name: "领域"})
	h.must(err)
	h.sector = sector
	for _, code := range []string{"gaj", "rsj"} {
		in := organization.CreateDepartmentInput{Code: code, Name: code, Kind: organization.StatutoryBody}
		in.Sector = graphql.OmittableOf(new(node.SectorID(sector)))
		id, err := h.org.CreateDepartment(h.ctx, in)
		h.must(err)
		h.offices = append(h.offices, node.DepartmentID(id))
	}
	for i := range 6 {
		h.items = append(h.items, h.publishItem(fmt.Sprintf("item-%d", i), fmt.Sprintf("事项%d", i)))
	}
	h.topic, err = catalog.CreateTopic(h.ctx, h.store, catalog.CreateTopicInput{Code: "T", Name: "题", Kind: catalog.KindTopic})
	h.must(err)
	h.round, err = catalog.CreateReformRound(h.ctx, h.store, catalog.CreateRoundInput{Code: "R", Name: "批", DecidedOn: calendar.MustParseDay("2026-01-01")})
	h.must(err)
	return h, func() time.Time { return now }
}

func pick[T any](h *hand, all []T) T { return all[h.random.IntN(len(all))] }

func (h *hand) anyCenter() node.CenterID {
	return h.centers[pick(h, slices.Sorted(maps.Keys(h.centers)))]
}

// change makes one random change; many are refused, which is as good.
func (h *hand) change() {
	acts := map[string]func() error{
		"publish": func() error {
			item := pick(h, h.items)
			id, err := catalog.DraftEdition(h.ctx, h.store, catalog.DraftEditionInput{Item: item})
			if err != nil {
				return err
			}
			if _, err = catalog.SaveDraft(h.ctx, h.store, catalog.SaveDraftInput{ID: id, ExpectedVersion: 1, Content: h.guide()}); err != nil {
				return err
			}
			if h.random.IntN(3) == 0 { // only a draft: nobody's change
				_, err = catalog.DiscardDraft(h.ctx, h.store, catalog.EditionInput{ID: id, ExpectedVersion: 2})
				return err
			}
			_, err = catalog.PublishEdition(h.ctx, h.store, catalog.PublishEditionInput{ID: id, ExpectedVersion: 2})
			return err
		},
		"retire": func() error {
			row := h.store.Client.Edition.Query().AllX(h.ctx)
			e := pick(h, row)
			_, err := catalog.Retire(h.ctx, h.store, catalog.EditionReasonInput{ID: node.EditionID(e.ID), ExpectedVersion: e.Version, Reason: "r"})
			return err
		},
		"register": func() error {
			if len(h.items) > 12 {
				return nil
			}
			kind := catalog.PublicService
			name := fmt.Sprintf("新事项%d", len(h.items))
			id, err := catalog.RegisterItem(h.ctx, h.store, catalog.RegisterItemInput{
				Slug: fmt.Sprintf("new-%d", len(h.items)), Owner: pick(h, h.offices), ItemValues: catalog.ItemValues{Name: &name, Type: &kind},
			})
			h.items = append(h.items, id)
			return err
		},
		"rename item": func() error {
			row := h.store.Client.ServiceItem.GetX(h.ctx, int(pick(h, h.items)))
			name := fmt.Sprintf("改名%d", h.random.IntN(1000))
			_, err := catalog.UpdateItem(h.ctx, h.store, catalog.UpdateItemInput{ID: node.ItemID(row.ID), ExpectedVersion: row.Version, ItemValues: catalog.ItemValues{Name: &name}})
			return err
		},
		"cancel": func() error {
			if h.random.IntN(6) > 0 {
				return nil
			}
			_, err := catalog.CancelItems(h.ctx, h.store, catalog.CancelItemsInput{Round: h.round, Items: []node.ItemID{pick(h, h.items)}, On: new(h.store.Today().AddDays(-h.random.IntN(9))), Reason: "r"})
			return err
		},
		"offer": func() error {
			_, err := catalog.OfferItems(h.ctx, h.store, catalog.OfferItemsInput{
				Items: []node.ItemID{pick(h, h.items)}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{h.anyCenter(), h.anyCenter()}},
				OfferingTerms: catalog.OfferingTerms{Mode: pick(h, []catalog.Mode{catalog.ModeConsult, catalog.ModeForward, catalog.ModeByAgent})}, On: h.around(), Reason: "r",
			})
			return err
		},
		"withdraw": func() error {
			_, err := catalog.WithdrawItems(h.ctx, h.store, catalog.WithdrawItemsInput{
				Items: []node.ItemID{pick(h, h.items)}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{h.anyCenter()}}, On: h.around(), Reason: "r",
			})
			return err
		},
		"station": func() error {
			_, err := h.org.StationDepartments(h.ctx, organization.StationDepartmentsInput{Center: h.anyCenter(), Reason: "r", From: h.soon(),
				Departments: []organization.StationedDepartment{{Department: pick(h, h.offices), Authority: pick(h, organization.Authorities)}}})
			return err
		},
		"move out": func() error {
			_, err := h.org.WithdrawDepartments(h.ctx, organization.WithdrawDepartmentsInput{Center: h.anyCenter(), Departments: []node.DepartmentID{pick(h, h.offices)}, Reason: "r"})
			return err
		},
		"move": func() error {
			_, err := h.org.MoveDepartments(h.ctx, organization.MoveDepartmentsInput{Reason: "r",
				Moves: []organization.DepartmentMove{{Department: pick(h, h.offices), From: h.anyCenter(), To: h.anyCenter()}}})
			return err
		},
		"rename center": func() error {
			row := h.store.Client.ServiceCenter.GetX(h.ctx, int(h.anyCenter()))
			_, err := h.org.UpdateCenter(h.ctx, organization.UpdateCenterInput{ID: node.CenterID(row.ID), ExpectedVersion: row.Version, Name: new(fmt.Sprintf("中心%d", h.random.IntN(1000)))})
			return err
		},
		"open or close": func() error {
			row := h.store.Client.ServiceCenter.GetX(h.ctx, int(h.anyCenter()))
			status := pick(h, organization.Statuses)
			if organization.Status(row.Status) == organization.Open && h.random.IntN(2) == 0 {
				return nil // or there would be few that are open
			}
			since := row.StatusSince // as late as can be said of it
			if h.random.IntN(2) == 0 {
				since = h.store.Today()
			}
			if status == organization.Closed {
				if !slices.Contains([]string{"OPEN", "SUSPENDED"}, row.Status) {
					return nil
				}
				for _, below := range h.store.Client.ServiceCenter.Query().AllX(h.ctx) {
					if below.ReportsToID != nil && *below.ReportsToID == row.ID {
						return nil
					}
				}
			}
			_, err := h.org.ChangeCenterStatus(h.ctx, organization.ChangeCenterStatusInput{ID: node.CenterID(row.ID), ExpectedVersion: row.Version, Status: status, Since: &since, Reason: new("r")})
			return err
		},
		"rename department": func() error {
			row := h.store.Client.Department.GetX(h.ctx, int(pick(h, h.offices)))
			_, err := h.org.UpdateDepartment(h.ctx, organization.UpdateDepartmentInput{ID: node.DepartmentID(row.ID), ExpectedVersion: row.Version, Name: new(fmt.Sprintf("局%d", h.random.IntN(1000)))})
			return err
		},
		"window": func() error {
			_, err := h.org.OpenWindow(h.ctx, organization.OpenWindowInput{Center: h.anyCenter(), Number: fmt.Sprint(h.random.IntN(9)), Kind: organization.ComprehensiveWindow})
			return err
		},
		"rename window": func() error {
			rows := h.store.Client.Window.Query().AllX(h.ctx)
			if len(rows) == 0 {
				return nil
			}
			row := pick(h, rows)
			_, err := h.org.UpdateWindow(h.ctx, organization.UpdateWindowInput{ID: node.WindowID(row.ID), ExpectedVersion: row.Version, Number: new(fmt.Sprint(h.random.IntN(99)))})
			return err
		},
		"offer at a window": func() error {
			rows := h.store.Client.Window.Query().AllX(h.ctx)
			if len(rows) == 0 {
				return nil
			}
			row := pick(h, rows)
			_, err := catalog.OfferItems(h.ctx, h.store, catalog.OfferItemsInput{
				Items: []node.ItemID{pick(h, h.items)}, OfferingPlaces: catalog.OfferingPlaces{Centers: []node.CenterID{node.CenterID(row.CenterID)}},
				OfferingTerms: catalog.OfferingTerms{Mode: catalog.ModeConsult, Window: new(node.WindowID(row.ID))}, Reason: "r",
			})
			return err
		},
		"new center": func() error {
			if h.store.Client.ServiceCenter.Query().CountX(h.ctx) > 10 {
				return nil
			}
			code := pick(h, []string{"100000001001", "100000002002"})
			id, err := h.org.CreateCenter(h.ctx, organization.CreateCenterInput{
				Code: fmt.Sprintf("new-%d", h.random.IntN(1000)), Name: "新中心", Tier: organization.TierStation, Division: h.divisions[code],
				ReportsTo: new(h.centers["100000000000"]), Status: new(pick(h, []organization.Status{organization.Planned, organization.Accepted, organization.Open})),
			})
			if err == nil {
				h.centers[fmt.Sprint("new ", id)] = node.CenterID(id)
			}
			return err
		},
		"report elsewhere": func() error {
			row := h.store.Client.ServiceCenter.GetX(h.ctx, int(h.centers["100000001001"]))
			above := h.centers[pick(h, []string{"100000000000", "100000001000"})]
			_, err := h.org.SetReportsTo(h.ctx, organization.SetReportsToInput{ID: node.CenterID(row.ID), ExpectedVersion: row.Version, ReportsTo: &above, Reason: new("r")})
			return err
		},
		"population": func() error {
			_, err := h.org.RecordPopulationFacts(h.ctx, organization.RecordPopulationFactsInput{Division: h.divisions[pick(h, []string{"100000001001", "100000000000"})],
				Facts: []organization.PopulationFactInput{{Kind: fmt.Sprintf("KIND_%d", h.random.IntN(5)), Count: h.random.IntN(100)}}})
			return err
		},
		"sector": func() error {
			row := h.store.Client.Sector.GetX(h.ctx, h.sector)
			_, err := h.org.UpdateSector(h.ctx, organization.UpdateSectorInput{ID: node.SectorID(row.ID), ExpectedVersion: row.Version, Name: new(fmt.Sprintf("领域%d", h.random.IntN(1000)))})
			return err
		},
		"new topic": func() error {
			if h.store.Client.Topic.Query().CountX(h.ctx) > 5 {
				return nil
			}
			_, err := catalog.CreateTopic(h.ctx, h.store, catalog.CreateTopicInput{Code: fmt.Sprintf("N%d", h.random.IntN(1000)), Name: "新题", Kind: catalog.KindTopic})
			return err
		},
		"new department": func() error {
			if len(h.offices) > 5 {
				return nil
			}
			code := fmt.Sprintf("new-%d", len(h.offices))
			id, err := h.org.CreateDepartment(h.ctx, organization.CreateDepartmentInput{Code: code, Name: code, Kind: organization.StatutoryBody})
			if err == nil {
				h.offices = append(h.offices, node.DepartmentID(id))
			}
			return err
		},
		"topic": func() error {
			row := h.store.Client.Topic.GetX(h.ctx, int(h.topic))
			_, err := catalog.UpdateTopic(h.ctx, h.store, catalog.UpdateTopicInput{ID: h.topic, ExpectedVersion: row.Version, Name: new(fmt.Sprintf("题%d", h.random.IntN(1000)))})
			return err
		},
		"tomorrow": func() error {
			if h.random.IntN(4) == 0 {
				*h.today = h.today.AddDate(0, 0, 1)
			}
			return nil
		},
	}
	name := pick(h, slices.Sorted(maps.Keys(acts)))
	if err := acts[name](); err == nil {
		h.attempts[name]++
	} else if _, refused := fault.From(err); !refused {
		h.t.Fatalf("%s: %v", name, err)
	}
}

// guide is a guide in which another department may do the step.
func (h *hand) guide() catalog.Content {
	c := guideOf(fmt.Sprintf("第%d稿", h.random.IntN(1000)))
	c.Steps[0].Department = pick(h, []string{"", "gaj", "rsj"})
	return c
}

// around is a day before or after today: what was forgotten is put in order later.
func (h *hand) around() *calendar.Day {
	return new(h.store.Today().AddDays(h.random.IntN(10) - 7))
}

// soon is today, tomorrow or the day after.
func (h *hand) soon() *calendar.Day {
	return new(h.store.Today().AddDays(h.random.IntN(3)))
}
