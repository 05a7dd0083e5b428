package exchange

import (
	"cmp"
	"context"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
)

// basicRecord is an entry of the basic catalog as files have it.
type basicRecord struct {
	BasicCode         string   `json:"basicCode"`
	Name              string   `json:"name"`
	Type              string   `json:"type"`
	ExerciseLevel     string   `json:"exerciseLevel,omitempty"`
	PowerSource       string   `json:"powerSource,omitempty"`
	Audiences         []string `json:"audiences,omitempty"`
	Topics            []string `json:"topics,omitempty"`
	LifeEvents        []string `json:"lifeEvents,omitempty"`
	Aliases           []string `json:"aliases,omitempty"`
	LegalBasis        string   `json:"legalBasis,omitempty"`
	CentralDepartment string   `json:"centralDepartment,omitempty"`
	Parent            string   `json:"parent,omitempty"`
}

var basics = &Form{
	Name: "basics", Chinese: "基本目录",
	Sheets: []*Sheet{{Name: "basics", Chinese: "基本目录", Columns: []*Column{
		{Key: "basicCode", Chinese: "基本编码", Kind: Code, Required: true, NoteChinese: "12 位基本编码，登记后不变。", NoteEnglish: "The basic code of 12 characters, which never changes."},
		{Key: "name", Chinese: "名称", Required: true, NoteChinese: "目录条目的名称。", NoteEnglish: "The name of the entry."},
		{Key: "type", Chinese: "事项类型", Required: true, Choices: itemTypes, NoteChinese: "事项类型，可填国家清单中的编号。", NoteEnglish: "The type, or its number in the national list."},
		{Key: "exerciseLevel", Chinese: "行使层级", Choices: exerciseLevels, NoteChinese: "由哪一级政府行使。", NoteEnglish: "The level of government that exercises it."},
		{Key: "powerSource", Chinese: "权力来源", Choices: powerSources, NoteChinese: "权力从何而来。", NoteEnglish: "Where the power comes from."},
		{Key: "audiences", Chinese: "服务对象", Kind: List, Choices: audiences, NoteChinese: "可填多个，用分号隔开。", NoteEnglish: "Several are divided by semicolons."},
		{Key: "topics", Chinese: "主题", Kind: Codes, NoteChinese: "主题代码（见 headings 表）。", NoteEnglish: "Codes of topics (form headings)."},
		{Key: "lifeEvents", Chinese: "人生事件", Kind: Codes, NoteChinese: "人生事件代码（见 headings 表）。", NoteEnglish: "Codes of life events (form headings)."},
		{Key: "aliases", Chinese: "别名", Kind: List, NoteChinese: "群众的叫法，多个用分号隔开。", NoteEnglish: "What people call it, divided by semicolons."},
		{Key: "legalBasis", Chinese: "设定依据", NoteChinese: "所依据的法律法规。", NoteEnglish: "The law it rests on."},
		{Key: "centralDepartment", Chinese: "国家主管部门", NoteChinese: "国务院主管部门。", NoteEnglish: "The ministry in charge."},
		{Key: "parent", Chinese: "上级条目", Kind: Code, NoteChinese: "上级条目的基本编码，可在同一文件中。", NoteEnglish: "The basic code of the entry above, which may stand in the same file."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(basicRecords(s)), nil },
	load:   basicForm.load,
}

var basicForm = flat[basicRecord]{
	records: basicRecords, keys: []string{"basicCode"}, parent: "parent",
	key:  func(b basicRecord) string { return b.BasicCode },
	name: func(b basicRecord) string { return b.Name },
	tidy: func(_ *run, before, after *basicRecord) fault.Problems {
		if before != nil { // these cannot be taken away
			after.ExerciseLevel = cmp.Or(after.ExerciseLevel, before.ExerciseLevel)
			after.PowerSource, after.Parent = cmp.Or(after.PowerSource, before.PowerSource), cmp.Or(after.Parent, before.Parent)
		}
		return nil
	},
	add: func(ctx context.Context, r *run, b basicRecord) error {
		details, err := b.details(r)
		if err != nil {
			return err
		}
		in := catalog.CreateBasicItemInput{BasicCode: b.BasicCode, ItemValues: b.values(), BasicItemDetails: details}
		id, err := catalog.CreateBasicItem(ctx, r.store, in)
		if err == nil {
			r.ids["basic/"+b.BasicCode] = int(id)
		}
		return err
	},
	change: func(ctx context.Context, r *run, _, after basicRecord) error {
		details, err := after.details(r)
		if err != nil {
			return err
		}
		known := r.basicOf(after.BasicCode)
		_, err = catalog.UpdateBasicItem(ctx, r.store, catalog.UpdateBasicItemInput{
			ID: known.ID(), ExpectedVersion: known.Version, ItemValues: after.values(), BasicItemDetails: details})
		return err
	},
}

func basicRecords(s *source) []basicRecord {
	var all []basicRecord
	s.EachBasic(func(b *catalog.BasicAt) {
		record := basicRecord{
			BasicCode: b.BasicCode, Name: b.Name, Type: string(b.Type), ExerciseLevel: string(orZero(b.ExerciseLevel)),
			PowerSource: string(orZero(b.PowerSource)), Audiences: texts(b.Audiences), Topics: b.Values.Topics,
			LifeEvents: b.Values.LifeEvents, Aliases: b.Aliases, LegalBasis: b.LegalBasis, CentralDepartment: b.CentralDepartment,
		}
		if parent := b.Parent(); parent != nil {
			record.Parent = parent.BasicCode
		}
		all = append(all, record)
	})
	return all
}

// basicOf is the entry of a code, nil for none.
func (r *run) basicOf(code string) *catalog.BasicAt {
	var found *catalog.BasicAt
	r.source.EachBasic(func(b *catalog.BasicAt) {
		if b.BasicCode == code {
			found = b
		}
	})
	return found
}

func (b basicRecord) values() catalog.ItemValues {
	return saidEmpty(catalog.ItemValues{
		Name: &b.Name, Type: new(catalog.ItemType(b.Type)), ExerciseLevel: orNil(catalog.ExerciseLevel(b.ExerciseLevel)),
		PowerSource: orNil(catalog.PowerSource(b.PowerSource)),
		Audiences:   typed[catalog.Audience](b.Audiences), Topics: b.Topics, LifeEvents: b.LifeEvents, Aliases: b.Aliases,
	})
}

func (b basicRecord) details(r *run) (catalog.BasicItemDetails, error) {
	details := catalog.BasicItemDetails{LegalBasis: &b.LegalBasis, CentralDepartment: &b.CentralDepartment}
	if b.Parent == "" {
		return details, nil
	}
	id, added := r.ids["basic/"+b.Parent]
	if known := r.basicOf(b.Parent); known != nil {
		id, added = known.BasicItem.ID, true
	}
	if !added {
		return details, fault.Problems{unknownCode.At("parent", "基本目录条目 basic entry", clip(b.Parent), "basics")}
	}
	details.Parent = new(node.BasicItemID(id))
	return details, nil
}
