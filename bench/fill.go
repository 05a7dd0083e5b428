package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db/division"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// size is how much the generator makes.
type size struct {
	// townships are in one district, villages in each township; every division has a center.
	townships, villages int
	departments, items  int
	// offered is how many items each township and village offers; the district offers all.
	offered int
}

// full has 1,500 items, 1 + 25 + 25·21 = 551 centers and 1,500 + 550·110 = 62,000 offerings.
var full = size{townships: 25, villages: 21, departments: 30, items: 1500, offered: 110}

const districtCode = "511699000000"

var founded = calendar.MustParseDay("2024-01-01")

// filler makes a district from a seed: the same seed makes the same district.
type filler struct {
	size
	random *rand.Rand
	store  *store.Store
	tx     *store.Tx
	org    *organization.Service

	divisions   map[string]node.DivisionID
	departments []node.DepartmentID
	centers     map[string]node.CenterID
	items       []node.ItemID
}

// fill writes the district in one change, by the functions that the API calls.
func fill(ctx context.Context, s *store.Store, n size, seed uint64) error {
	ctx = identity.With(ctx, identity.Caller{Name: "bench", Role: identity.RoleAdmin})
	_, err := store.Write(ctx, s, "fillBench", func(ctx context.Context, tx *store.Tx) (int, error) {
		f := &filler{size: n, random: rand.New(rand.NewPCG(seed, seed)), store: s, tx: tx,
			org:       &organization.Service{Store: s, EndOfferings: catalog.EndOfferings},
			divisions: map[string]node.DivisionID{}, centers: map[string]node.CenterID{}}
		for _, step := range []func(context.Context) error{
			f.fillDivisions, f.fillDepartments, f.fillCenters, f.fillStationings, f.fillItems, f.fillOfferings,
		} {
			if err := step(ctx); err != nil {
				return 0, err
			}
		}
		return len(f.items), nil
	})
	return err
}

func townshipCode(t int) string   { return fmt.Sprintf("511699%03d000", t+1) }
func villageCode(t, v int) string { return fmt.Sprintf("511699%03d%03d", t+1, v+1) }

func (f *filler) fillDivisions(ctx context.Context) error {
	var file strings.Builder
	fmt.Fprintf(&file, "code,name,level,parent_code\n%s,测试区,DISTRICT,\n", districtCode)
	for t := range f.townships {
		fmt.Fprintf(&file, "%s,%s镇,TOWNSHIP,%s\n", townshipCode(t), f.placeName(), districtCode)
		for v := range f.villages {
			fmt.Fprintf(&file, "%s,%s村,VILLAGE,%s\n", villageCode(t, v), f.placeName(), townshipCode(t))
		}
	}
	if _, err := organization.ImportDivisions(ctx, f.store, strings.NewReader(file.String()), founded, false, nil); err != nil {
		return err
	}
	rows, err := f.tx.Division.Query().Where(division.ValidToIsNil()).All(ctx)
	for _, d := range rows {
		f.divisions[d.Code] = node.DivisionID(d.ID)
	}
	return err
}

func (f *filler) placeName() string {
	return f.pick("龙凤青白花大广东西南北") + f.pick("山河溪坪桥井塘湾沟坝") + f.pick("新兴安平福和")
}

func (f *filler) pick(characters string) string {
	all := []rune(characters)
	return string(all[f.random.IntN(len(all))])
}

func (f *filler) fillDepartments(ctx context.Context) error {
	sector, err := f.org.CreateSector(ctx, organization.CreateSectorInput{Code: "GENERAL", Name: "综合"})
	if err != nil {
		return err
	}
	district := f.divisions[districtCode]
	for i := range f.size.departments {
		id, err := f.org.CreateDepartment(ctx, organization.CreateDepartmentInput{
			Code: departmentCode(i), Name: fmt.Sprintf("区第%d局", i+1), Kind: organization.StatutoryBody, ValidFrom: &founded,
			DepartmentDetails: organization.DepartmentDetails{
				Sector: graphql.OmittableOf(new(node.SectorID(sector))), Division: graphql.OmittableOf(&district),
				Phone: new(fmt.Sprintf("0826-20011%02d", i)), Position: new(i + 1),
			},
		})
		if err != nil {
			return err
		}
		f.departments = append(f.departments, node.DepartmentID(id))
	}
	return nil
}

func departmentCode(i int) string { return fmt.Sprintf("d%02d", i+1) }

func (f *filler) fillCenters(ctx context.Context) error {
	if err := f.fillCenter(ctx, districtCode, "区政务服务中心", ""); err != nil {
		return err
	}
	for t := range f.townships {
		if err := f.fillCenter(ctx, townshipCode(t), fmt.Sprintf("第%d便民服务中心", t+1), districtCode); err != nil {
			return err
		}
		for v := range f.villages {
			if err := f.fillCenter(ctx, villageCode(t, v), fmt.Sprintf("第%d-%d便民服务站", t+1, v+1), townshipCode(t)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) fillCenter(ctx context.Context, code, name, above string) error {
	in := organization.CreateCenterInput{
		Code: code + "-01", Name: name, Tier: organization.TierCenter, Division: f.divisions[code],
		Status: new(organization.Open), StatusSince: &founded,
		CenterDetails: organization.CenterDetails{
			Address: new(name + "（测试地址）"), Phones: []organization.Phone{{Label: "咨询", Number: "0826-2000000"}},
			Ways: []organization.Way{organization.Counter}, Hours: &organization.Hours{},
		},
	}
	if above != "" {
		in.ReportsTo = new(f.centers[above])
	}
	id, err := f.org.CreateCenter(ctx, in)
	f.centers[code] = node.CenterID(id)
	return err
}

func (f *filler) fillStationings(ctx context.Context) error {
	in := organization.StationDepartmentsInput{Center: f.centers[districtCode], From: &founded, Reason: "测试"}
	for _, d := range f.departments {
		in.Departments = append(in.Departments, organization.StationedDepartment{Department: d, Authority: organization.Full})
	}
	_, err := f.org.StationDepartments(ctx, in)
	return err
}

// fillOfferings has the district's center offer everything, and each half of a
// township's centers a choice of its own.
func (f *filler) fillOfferings(ctx context.Context) error {
	if err := f.offer(ctx, f.items, catalog.ModeOnTheSpot, []node.CenterID{f.centers[districtCode]}); err != nil {
		return err
	}
	for t := range f.townships {
		halves := [2][]node.CenterID{{f.centers[townshipCode(t)]}, {}}
		for v := range f.villages {
			halves[v%2] = append(halves[v%2], f.centers[villageCode(t, v)])
		}
		for _, centers := range halves {
			if err := f.offer(ctx, f.someItems(), catalog.ModeForward, centers); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) someItems() []node.ItemID {
	items := make([]node.ItemID, f.offered)
	for i, at := range f.random.Perm(len(f.items))[:f.offered] {
		items[i] = f.items[at]
	}
	return items
}

func (f *filler) offer(ctx context.Context, items []node.ItemID, mode catalog.Mode, centers []node.CenterID) error {
	if len(centers) == 0 {
		return nil
	}
	_, err := catalog.OfferItems(ctx, f.store, catalog.OfferItemsInput{
		Items: items, OfferingPlaces: catalog.OfferingPlaces{Centers: centers}, OfferingTerms: catalog.OfferingTerms{Mode: mode}, Reason: "测试",
	})
	return err
}
