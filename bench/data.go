package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// size is how much data is made.
type size struct {
	items, townships, villages, departments int
	// offered is how many of the items every center offers.
	offered int
}

// whole is a large district: 1,500 items, 551 centers, 62,263 offerings.
var whole = size{items: 1500, townships: 25, villages: 525, departments: 34, offered: 113}

// maker fills an empty database through the domain's own functions, in one change.
// The same seed makes the same data.
type maker struct {
	size
	store  *store.Store
	org    *organization.Service
	random *rand.Rand

	departments []node.DepartmentID
	items       []node.ItemID
	hall        node.CenterID
}

const topCode = "990100000000"

// fill makes the data; it leaves a database alone that has it.
func fill(ctx context.Context, s *store.Store, n size) error {
	ctx = identity.With(ctx, identity.Admin("bench"))
	m := &maker{size: n, store: s, random: rand.New(rand.NewPCG(2026, 11)), org: &organization.Service{Store: s, EndOfferings: catalog.EndOfferings}}
	_, err := store.Write(ctx, s, "loadSample", func(ctx context.Context, tx *store.Tx) (bool, error) {
		there, err := tx.Division.Query().Exist(ctx)
		if there || err != nil {
			return false, err
		}
		for _, step := range []func(context.Context, *store.Tx) error{m.places, m.offices, m.guides, m.offerings} {
			if err := step(ctx, tx); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	return err
}

func townshipCode(i int) string { return fmt.Sprintf("990100%03d000", i+1) }

func (m *maker) villageCode(i int) string {
	return fmt.Sprintf("990100%03d%03d", i%m.townships+1, i/m.townships+1)
}

// places are the divisions, each with an open center.
func (m *maker) places(ctx context.Context, tx *store.Tx) error {
	var csv strings.Builder
	fmt.Fprintf(&csv, "code,name,level,parent_code\n%s,试验区,DISTRICT,\n", topCode)
	for i := range m.townships {
		fmt.Fprintf(&csv, "%s,第%d镇,TOWNSHIP,%s\n", townshipCode(i), i+1, topCode)
	}
	for i := range m.villages {
		fmt.Fprintf(&csv, "%s,第%d村,VILLAGE,%s\n", m.villageCode(i), i+1, townshipCode(i%m.townships))
	}
	since := calendar.MustParseDay("2020-01-01")
	if _, err := organization.ImportDivisions(ctx, m.store, strings.NewReader(csv.String()), since, false, nil); err != nil {
		return err
	}
	rows, err := tx.Division.Query().All(ctx)
	if err != nil {
		return err
	}
	ids := map[string]node.DivisionID{}
	for _, r := range rows {
		ids[r.Code] = node.DivisionID(r.ID)
	}
	if m.hall, err = m.center(ctx, ids[topCode], topCode, nil); err != nil {
		return err
	}
	halls := make([]node.CenterID, m.townships)
	for i := range halls {
		if halls[i], err = m.center(ctx, ids[townshipCode(i)], townshipCode(i), &m.hall); err != nil {
			return err
		}
	}
	for i := range m.villages {
		if _, err = m.center(ctx, ids[m.villageCode(i)], m.villageCode(i), &halls[i%m.townships]); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) center(ctx context.Context, division node.DivisionID, code string, above *node.CenterID) (node.CenterID, error) {
	open := organization.Open
	id, err := m.org.CreateCenter(ctx, organization.CreateCenterInput{
		Code: code + "-01", Name: "便民服务中心" + code, Tier: organization.TierCenter, Division: division, ReportsTo: above, Status: &open,
	})
	return node.CenterID(id), err
}

// offices are the departments, all stationed at the district's hall.
func (m *maker) offices(ctx context.Context, _ *store.Tx) error {
	var stationed []organization.StationedDepartment
	for i := range m.size.departments {
		id, err := m.org.CreateDepartment(ctx, organization.CreateDepartmentInput{
			Code: fmt.Sprintf("d%02d", i), Name: fmt.Sprintf("第%d局", i+1), Kind: organization.StatutoryBody,
		})
		if err != nil {
			return err
		}
		m.departments = append(m.departments, node.DepartmentID(id))
		stationed = append(stationed, organization.StationedDepartment{Department: node.DepartmentID(id), Authority: organization.Full})
	}
	_, err := m.org.StationDepartments(ctx, organization.StationDepartmentsInput{Center: m.hall, Departments: stationed, Reason: "进驻"})
	return err
}

var subjects = strings.Fields("身份证 户口 残疾人证 生活补贴 养老保险 医疗保险 住房 宅基地 施工 采伐 食品经营 卫生 医师执业 教师资格 婚姻 收养 公司 个体工商户 合作社 取水 运输 燃气 法律援助 失业 工伤 退役 救助 丧葬 生育 入学")
var actions = strings.Fields("办理 申领 变更 注销 换发 补领 备案 核发 登记 认定 年审 查询 转移 减免")

// itemName is the name of an item; itemCode the code under which it is asked for.
func itemName(i int) string {
	return fmt.Sprintf("%s%s（%d类）", subjects[i%len(subjects)], actions[i/len(subjects)%len(actions)], i/len(subjects)/len(actions)+1)
}

func itemCode(i int) string { return fmt.Sprintf("99%09d-BENCH-%d", i, i) }

// guides are items with a published guide each.
func (m *maker) guides(ctx context.Context, _ *store.Tx) error {
	kind := catalog.PublicService
	for i := range m.size.items {
		name, code := itemName(i), itemCode(i)
		item, err := catalog.RegisterItem(ctx, m.store, catalog.RegisterItemInput{
			Slug: fmt.Sprintf("bench-%d", i), Owner: m.departments[i%len(m.departments)], ImplementationCode: &code,
			ItemValues: catalog.ItemValues{Name: &name, Type: &kind, Aliases: []string{"办" + subjects[i%len(subjects)]}, Audiences: []catalog.Audience{catalog.Audience("NATURAL_PERSON")}},
		})
		if err != nil {
			return err
		}
		m.items = append(m.items, item)
		edition, err := catalog.DraftEdition(ctx, m.store, catalog.DraftEditionInput{Item: item})
		if err != nil {
			return err
		}
		if _, err := catalog.SaveDraft(ctx, m.store, catalog.SaveDraftInput{ID: edition, ExpectedVersion: 1, Content: m.content(name)}); err != nil {
			return err
		}
		if _, err := catalog.PublishEdition(ctx, m.store, catalog.PublishEditionInput{ID: edition, ExpectedVersion: 2}); err != nil {
			return fmt.Errorf("guide of item %d: %w", i, err)
		}
	}
	return nil
}

// content is a guide with about six materials, two fees and five steps.
func (m *maker) content(title string) catalog.Content {
	days := func(n int) *catalog.TimeLimit { return &catalog.TimeLimit{Value: n, Unit: catalog.WorkingDays} }
	c := catalog.Content{
		Title: title, Summary: "符合条件的居民可到任一便民服务中心申请" + title + "，材料齐全的当场受理。",
		Handling: new(catalog.HandlingPromised), StatutoryLimit: days(20), PromisedLimit: days(5 + m.random.IntN(6)), Charged: new(true),
		Visits: new(1), VisitsReason: "核对原件",
		Conditions: []catalog.Condition{{Text: "具有本区户籍或居住证"}, {Text: "材料真实有效"}},
		LegalBases: []catalog.LegalBasis{{Law: "中华人民共和国行政许可法", Article: "第四十二条"}},
		Results:    []catalog.Result{{Name: "办理结果通知书", Type: catalog.ResultRecord, Delivery: []catalog.Delivery{catalog.DeliverCounter}}},
		Consult:    catalog.Channel{Phone: "0826-2000001"}, Complaint: catalog.Channel{Phone: "0826-2009001"},
		Notice: "本指南为性能测试数据。",
	}
	for i := range 5 + m.random.IntN(3) {
		c.Materials = append(c.Materials, catalog.Material{
			Name: fmt.Sprintf("第%d项申请材料", i+1), Form: catalog.FormOriginal, Originals: 1, Necessity: catalog.NecessityRequired, Source: catalog.SourceApplicant,
			PageNotes: "签字并按日期顺序装订",
		})
	}
	for i := range 2 {
		c.Fees = append(c.Fees, catalog.Fee{Name: fmt.Sprintf("第%d项费用", i+1), Standard: "每件10元", AmountFen: new(int64(1000)), Basis: "川发改价格〔2017〕466号"})
	}
	kinds := []catalog.StepKind{catalog.StepAccept, catalog.StepReview, catalog.StepReview, catalog.StepDecide, catalog.StepDeliver}
	for i, kind := range kinds {
		step := catalog.Step{Key: fmt.Sprintf("s%d", i), Name: fmt.Sprintf("第%d步", i+1), Kind: kind, Limit: days(1)}
		if i > 0 {
			step.DependsOn = []string{fmt.Sprintf("s%d", i-1)}
		}
		c.Steps = append(c.Steps, step)
	}
	return c
}

// offerings are the first items, at every center.
func (m *maker) offerings(ctx context.Context, tx *store.Tx) error {
	centers, err := tx.ServiceCenter.Query().IDs(ctx)
	if err != nil {
		return err
	}
	ids := make([]node.CenterID, len(centers))
	for i, id := range centers {
		ids[i] = node.CenterID(id)
	}
	_, err = catalog.OfferItems(ctx, m.store, catalog.OfferItemsInput{
		Items: m.items[:m.offered], OfferingPlaces: catalog.OfferingPlaces{Centers: ids},
		OfferingTerms: catalog.OfferingTerms{Mode: catalog.ModeForward}, Reason: "进驻",
	})
	return err
}
