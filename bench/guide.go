package main

import (
	"context"
	"fmt"

	"onewindow/internal/catalog"
)

// subjects and acts make the names of items, which the searches ask for.
var (
	subjects = []string{"养老保险", "医疗保险", "失业保险", "工伤保险", "残疾人证", "最低生活保障", "林木采伐", "建设工程", "食品经营", "道路运输",
		"出生医学", "户口迁移", "不动产", "农村宅基地", "劳动用工", "民办学校", "公共场所", "个体工商户", "危险化学品", "退役军人",
		"住房公积金", "公共租赁住房", "特种设备", "水土保持", "取水", "排污", "兽药经营", "种子生产", "渔业捕捞", "广告发布"}
	acts = []string{"登记", "变更", "注销", "许可", "备案", "补贴申领", "证明出具", "年度检查", "延续", "补办", "转移接续", "信息查询"}
	fits = []string{"城镇职工", "城乡居民", "企业", "个人", "社会组织", "港澳台居民", "灵活就业人员", "农民", "学生", "机构"}
)

// itemName is different for each of the first 3,600 items.
func itemName(i int) string {
	return fits[i/len(subjects)/len(acts)%len(fits)] + subjects[i%len(subjects)] + acts[i/len(subjects)%len(acts)]
}

// itemCode has the form of published implementation codes.
func itemCode(i int) string {
	return fmt.Sprintf("511A%08d-%s-000-11511301008778298W-1-00", i+1, districtCode)
}

func (f *filler) fillItems(ctx context.Context) error {
	kind, level := catalog.PublicService, catalog.LevelDistrict
	for i := range f.size.items {
		name, code := itemName(i), itemCode(i)
		item, err := catalog.RegisterItem(ctx, f.store, catalog.RegisterItemInput{
			Slug: fmt.Sprintf("item-%04d", i+1), Owner: f.departments[i%len(f.departments)], ImplementationCode: &code,
			ItemValues: catalog.ItemValues{Name: &name, Type: &kind, ExerciseLevel: &level,
				Audiences: []catalog.Audience{catalog.ForNaturalPersons}, Aliases: []string{"办" + name}},
		})
		if err != nil {
			return err
		}
		draft, err := catalog.DraftEdition(ctx, f.store, catalog.DraftEditionInput{Item: item})
		if err != nil {
			return err
		}
		if _, err := catalog.SaveDraft(ctx, f.store, catalog.SaveDraftInput{ID: draft, ExpectedVersion: 1, Content: f.guide(name)}); err != nil {
			return err
		}
		if _, err := catalog.PublishEdition(ctx, f.store, catalog.PublishEditionInput{ID: draft, ExpectedVersion: 2}); err != nil {
			return err
		}
		f.items = append(f.items, item)
	}
	return nil
}

// guide has five to seven materials, two fees and five steps.
func (f *filler) guide(name string) catalog.Content {
	return catalog.Content{
		Title: name, Summary: "符合条件的申请人可以在窗口或网上办理" + name + "，材料齐全的按承诺时限办结。",
		Handling:       new(catalog.HandlingPromised),
		StatutoryLimit: &catalog.TimeLimit{Value: 20, Unit: catalog.WorkingDays, Explanation: "自受理之日起计算"},
		PromisedLimit:  &catalog.TimeLimit{Value: 8 + f.random.IntN(8), Unit: catalog.WorkingDays},
		Conditions: []catalog.Condition{
			{Text: "申请人户籍或经常居住地在本区"}, {Text: "所提交的材料真实、完整、有效"}, {Text: "已在其他地区办理同一事项的", Excludes: true}},
		Materials: f.materials(), Steps: steps(), Charged: new(true), Fees: f.fees(),
		LegalBases: []catalog.LegalBasis{{Law: "中华人民共和国行政许可法", Article: "第三十条", Text: "规定：行政机关应当公示许可的事项、依据、条件和期限。"}},
		Results: []catalog.Result{{Name: name + "结果通知书", Type: catalog.ResultCertificate,
			Delivery: []catalog.Delivery{catalog.DeliverCounter}, ValidFor: "五年"}},
		Visits: new(1), VisitsReason: "核验原件", OnlineDepth: new(catalog.OnlineSubmit), CrossArea: new(catalog.CrossCounty),
		Bookable: true, BookingNote: "可提前三日预约", PlaceNote: "区政务服务中心一楼",
		Consult:         catalog.Channel{Phone: "0826-2000301", Address: "区政务服务中心一楼"},
		Complaint:       catalog.Channel{Phone: "0826-2009301"},
		Appeal:          catalog.Redress{Name: "测试区人民政府"},
		Litigation:      catalog.Redress{Name: "测试区人民法院"},
		RightsAndDuties: "申请人应如实提交材料；对决定不服的，可以申请行政复议或提起行政诉讼。",
		Questions:       []catalog.Question{{Question: "可以请别人代办吗？", Answer: "可以，代办人带上本人和申请人的身份证。"}},
		Notice:          "测试数据",
	}
}

func (f *filler) materials() []catalog.Material {
	names := []string{"申请表", "居民身份证", "户口簿", "近期免冠照片", "所在单位证明", "授权委托书", "权属证明"}
	materials := make([]catalog.Material, 5+f.random.IntN(3))
	for i := range materials {
		materials[i] = catalog.Material{
			Name: names[i], Form: catalog.FormOriginalAndCopy, Originals: 1, Copies: 1 + f.random.IntN(2),
			Necessity: catalog.NecessityRequired, Source: catalog.SourceApplicant, Format: new(catalog.FormatEither),
			PageNotes: "A4 纸，字迹清楚", AcceptedStandard: "在有效期内，人证一致", LegalBasis: "办理指南",
		}
	}
	return materials
}

func (f *filler) fees() []catalog.Fee {
	fee := func(name string, yuan int64) catalog.Fee {
		return catalog.Fee{Name: name, Standard: fmt.Sprintf("每件 %d 元", yuan), AmountFen: new(yuan * 100),
			Basis: "省发展改革委关于收费标准的通知", Reductions: "低保对象免收"}
	}
	return []catalog.Fee{fee("工本费", 5+f.random.Int64N(20)), fee("检验费", 50+f.random.Int64N(200))}
}

func steps() []catalog.Step {
	days := func(n int) *catalog.TimeLimit { return &catalog.TimeLimit{Value: n, Unit: catalog.WorkingDays} }
	return []catalog.Step{
		{Key: "receive", Name: "提交申请", Kind: catalog.StepReceive, Post: "窗口收件岗", Limit: days(1), Criteria: "材料齐全"},
		{Key: "accept", Name: "受理", Kind: catalog.StepAccept, Post: "受理岗", Limit: days(1), Criteria: "符合形式要求", DependsOn: []string{"receive"}},
		{Key: "review", Name: "审查", Kind: catalog.StepReview, Post: "审查岗", Limit: days(3), Criteria: "符合法定条件", DependsOn: []string{"accept"}},
		{Key: "decide", Name: "决定", Kind: catalog.StepDecide, Post: "决定岗", Limit: days(1), Criteria: "事实清楚", DependsOn: []string{"review"}},
		{Key: "deliver", Name: "送达", Kind: catalog.StepDeliver, Post: "出件岗", Limit: days(1), Criteria: "结果已告知本人", DependsOn: []string{"decide"}},
	}
}
