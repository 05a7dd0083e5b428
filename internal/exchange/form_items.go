package exchange

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
)

// itemRecord is an item as files have it: what it says itself, not what it
// inherits. A nil list is inherited, an empty one says that there is none.
type itemRecord struct {
	Slug               string        `json:"slug"`
	ImplementationCode string        `json:"implementationCode,omitempty"`
	LocalCode          string        `json:"localCode,omitempty"`
	MainItem           string        `json:"mainItem,omitempty"`
	Name               string        `json:"name,omitempty"`
	Type               string        `json:"type,omitempty"`
	Owner              string        `json:"owner"`
	Basic              string        `json:"basic,omitempty"`
	ExerciseLevel      string        `json:"exerciseLevel,omitempty"`
	PowerSource        string        `json:"powerSource,omitempty"`
	Audiences          []string      `json:"audiences,omitzero"`
	Topics             []string      `json:"topics,omitzero"`
	LifeEvents         []string      `json:"lifeEvents,omitzero"`
	Aliases            []string      `json:"aliases,omitzero"`
	State              string        `json:"state"`
	StateReason        string        `json:"stateReason,omitempty"`
	StateSince         *calendar.Day `json:"stateSince,omitempty"`
	ReformRound        string        `json:"reformRound,omitempty"`
}

// noClass is how real lists say that an item stands under no heading.
const noClass = "未分类"

// Advice about items of real lists.
var (
	unclassified = fault.NewKind("UNCLASSIFIED",
		"主项为“未分类”，按没有主项登记。请向主管部门核实主项名称后补填。",
		"The main item is 未分类 (unclassified) and is taken as none. Ask the body in charge for its name and fill it in.")
	ownerCodeUnknown = fault.NewKind("OWNER_CODE_UNKNOWN",
		"“%s”不是“%s”已登记的代码。请核对；属实的，在部门表的“其他代码”中补上。",
		"%q is none of the codes of %q. Check it; if it is right, add it to the other codes of the department.")
	ownerCodes = fault.NewKind("OWNER_HAS_SEVERAL_CODES",
		"本文件中“%s”有 %d 个不同的部门代码：%s。请统一为一个 18 位统一社会信用代码。",
		"This file gives %q %d different codes: %s. Use one unified social credit code of 18 characters.")
	sameName = fault.NewKind("SAME_NAME",
		"第 %d 行同一部门已有同名事项。请确认不是重复；不是的，在名称后加括号区分。",
		"Line %d has an item of the same name and department. Make sure that it is no repetition; if not, tell them apart in brackets after the name.")
	codeMissing = fault.NewKind("CODE_MISSING",
		"没有实施编码。请向主管部门索取后补填；在此之前按部门和名称识别本事项。",
		"There is no implementation code. Ask the body in charge for it; until then the item is known by its department and name.")
)

var items = &Form{
	Name: "items", Chinese: "事项",
	Sheets: []*Sheet{{Name: "items", Chinese: "事项", Columns: []*Column{
		{Key: "slug", Chinese: "网址名", Kind: Code, NoteChinese: "网址中的名字，只含小写字母、数字和连字符；新事项可留空，由系统生成。",
			NoteEnglish: "The name in addresses: lower-case letters, digits and hyphens. Leave it empty for a new item: one is made of the code."},
		{Key: "implementationCode", Chinese: "实施编码", Kind: Code, aliases: []string{"item_code", "code", "事项编码"},
			NoteChinese: "公布的实施编码，照原样填写；有错也先照填，导入时会逐条提示。", NoteEnglish: "The code as published. Write it as it is, faults too: the import tells each of them."},
		{Key: "name", Chinese: "事项名称", Required: false, aliases: []string{"名称"}, NoteChinese: "事项的正式名称；没有对应基本目录条目的必填。",
			NoteEnglish: "The official name. Needed unless a basic entry gives it."},
		{Key: "owner", Chinese: "部门", Kind: Code, Required: true, aliases: []string{"department", "所属部门", "实施主体"},
			NoteChinese: "主管部门的代码或名称，须已登记。", NoteEnglish: "The code or name of the department in charge, which is registered before."},
		{Key: "ownerCode", Chinese: "部门代码", Kind: Code, aliases: []string{"department_code"},
			NoteChinese: "公布清单中的部门代码，只作核对，不改变登记内容。", NoteEnglish: "The department's code in the published list. It is compared only and changes nothing."},
		{Key: "mainItem", Chinese: "主项", aliases: []string{"main_item", "主项名称"}, NoteChinese: "公布清单中所属的主项名称。", NoteEnglish: "The heading it stands under in the published list."},
		{Key: "type", Chinese: "事项类型", Choices: itemTypes, aliases: []string{"task_type"},
			NoteChinese: "事项类型，可填中文、英文或国家清单中的编号（如 1 为行政许可）；没有对应基本目录条目的必填。",
			NoteEnglish: "The type, in Chinese, English or as the number of the national list. Needed unless a basic entry gives it."},
		{Key: "localCode", Chinese: "本地编码", Kind: Code, NoteChinese: "本地自用的编码。", NoteEnglish: "A code that the place itself uses."},
		{Key: "basic", Chinese: "基本编码", Kind: Code, NoteChinese: "所对应的基本目录条目的 12 位编码；留空的列从它继承。",
			NoteEnglish: "The basic code of 12 characters of the entry that the item refines. What is left empty is inherited from it."},
		{Key: "exerciseLevel", Chinese: "行使层级", Choices: exerciseLevels, NoteChinese: "由哪一级政府行使。", NoteEnglish: "The level of government that exercises it."},
		{Key: "powerSource", Chinese: "权力来源", Choices: powerSources, NoteChinese: "权力从何而来。", NoteEnglish: "Where the owner has the power from."},
		{Key: "audiences", Chinese: "服务对象", Kind: List, Choices: audiences, NoteChinese: "可填多个，用分号隔开；填“-”表示没有。", NoteEnglish: "Several are divided by semicolons; a hyphen alone says none."},
		{Key: "topics", Chinese: "主题", Kind: Codes, NoteChinese: "主题代码（见 headings 表），多个用分号隔开。", NoteEnglish: "Codes of topics (form headings), divided by semicolons."},
		{Key: "lifeEvents", Chinese: "人生事件", Kind: Codes, NoteChinese: "人生事件代码（见 headings 表），多个用分号隔开。", NoteEnglish: "Codes of life events (form headings), divided by semicolons."},
		{Key: "aliases", Chinese: "别名", Kind: List, NoteChinese: "群众的叫法，多个用分号隔开。", NoteEnglish: "What people call it, divided by semicolons."},
		{Key: "state", Chinese: "事项状态", Choices: itemStates, NoteChinese: "留空为在用。", NoteEnglish: "ACTIVE when left empty."},
		{Key: "stateReason", Chinese: "状态原因", NoteChinese: "暂停、恢复或取消的原因；状态有变时必填。", NoteEnglish: "Why it is suspended, resumed or cancelled. Needed when the state changes."},
		{Key: "stateSince", Chinese: "取消日期", Kind: Date, NoteChinese: "自哪一天起取消；留空为当天。", NoteEnglish: "The day from which it is cancelled; today when left empty."},
		{Key: "reformRound", Chinese: "取消批次", Kind: Code, NoteChinese: "取消它的改革批次代码（见 headings 表）；取消的必填。", NoteEnglish: "The code of the round of reform that cancelled it (form headings). Needed for cancelled ones."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(itemRecords(s)), nil },
	load:   itemForm.load,
}

var itemForm = flat[itemRecord]{
	records: itemRecords, keys: []string{"slug"},
	key:   func(i itemRecord) string { return i.Slug },
	name:  func(i itemRecord) string { return i.Name },
	match: func(r *run, row *Row) string { return r.underWay().match(r, row) },
	tidy:  tidyItem, advise: adviseItem, add: addItem, change: changeItem, finish: finishItems,
}

func itemRecords(s *source) []itemRecord {
	var all []itemRecord
	s.EachItem(func(i *catalog.ItemAt) { all = append(all, itemRecordOf(s, i)) })
	return all
}

func itemRecordOf(s *source, i *catalog.ItemAt) itemRecord {
	v := i.Own()
	record := itemRecord{
		Slug: i.Slug, ImplementationCode: i.Item.ImplementationCode, LocalCode: i.Item.LocalCode, MainItem: i.Item.MainItem,
		Name: v.Name, Type: string(v.Type), ExerciseLevel: string(orZero(v.ExerciseLevel)), PowerSource: string(orZero(v.PowerSource)),
		Audiences: texts(v.Audiences), Topics: v.Topics, LifeEvents: v.LifeEvents, Aliases: v.Aliases,
		Owner: s.Directory.Department(i.OwnerID).Code, State: string(i.State),
	}
	if basic := s.Basic(i.BasicID); basic != nil {
		record.Basic = basic.BasicCode
		record.sayEmpty(i.Inherited)
	}
	if i.State != catalog.StateActive {
		record.StateReason = i.Item.StateReason
	}
	if i.State == catalog.StateCancelled {
		record.StateSince = &i.StateSince
		if round := s.Round(i.RoundID); round != nil {
			record.ReformRound = round.Code
		}
	}
	record.tidyLists()
	return record
}

// sayEmpty makes lists empty that are said and have nothing in them.
func (i *itemRecord) sayEmpty(inherited []catalog.ItemField) {
	for field, list := range map[catalog.ItemField]*[]string{catalog.FieldAudiences: &i.Audiences, catalog.FieldTopics: &i.Topics,
		catalog.FieldLifeEvents: &i.LifeEvents, catalog.FieldAliases: &i.Aliases} {
		if *list == nil && !slices.Contains(inherited, field) {
			*list = []string{}
		}
	}
}

// tidyLists makes empty lists none where there is nothing to inherit.
func (i *itemRecord) tidyLists() {
	for _, list := range []*[]string{&i.Audiences, &i.Topics, &i.LifeEvents, &i.Aliases} {
		if i.Basic == "" && len(*list) == 0 {
			*list = nil
		}
	}
}

// itemsUnderWay is what an import of items keeps while it runs.
type itemsUnderWay struct {
	batch  *catalog.ItemBatch
	byName map[string][]string     // slugs of items without a code, by owner and name
	basics map[string]int          // by basic code
	codes  map[string][]string     // owner codes that the file gives, by owner
	names  map[string]int          // lines by owner and name
	slugs  map[string]bool         // that this file takes
	after  []itemRecord            // records whose state has to change, with their items
	states map[string]catalog.Item // as they were, for those that exist
}

// underWay is made at the first row.
func (r *run) underWay() *itemsUnderWay {
	if r.items != nil {
		return r.items
	}
	u := &itemsUnderWay{byName: map[string][]string{}, basics: map[string]int{}, codes: map[string][]string{},
		names: map[string]int{}, slugs: map[string]bool{}, states: map[string]catalog.Item{}}
	r.source.EachItem(func(i *catalog.ItemAt) {
		u.states[i.Slug] = *i.Item
		if i.Item.ImplementationCode == "" {
			name := strconv.Itoa(i.OwnerID) + " " + i.Name
			u.byName[name] = append(u.byName[name], i.Slug)
		}
	})
	r.source.EachBasic(func(b *catalog.BasicAt) { u.basics[b.BasicCode] = b.BasicItem.ID })
	for _, row := range r.file.Rows {
		owner, code := row.text("owner"), row.text("ownerCode")
		if code != "" && !slices.Contains(u.codes[owner], code) {
			u.codes[owner] = append(u.codes[owner], code)
		}
	}
	r.items = u
	return u
}

// match finds an item by its slug, its implementation code, or, where it has no
// code, by owner and name.
func (u *itemsUnderWay) match(r *run, row *Row) string {
	if slug := row.text("slug"); slug != "" {
		if _, exists := u.states[slug]; exists {
			return slug
		}
	}
	if code := row.text("implementationCode"); code != "" {
		if item := r.source.ItemByCode(code); item != nil {
			return item.Slug
		}
		return ""
	}
	owner, problem := r.department("owner", row.text("owner"))
	if problem == nil {
		if slugs := u.byName[strconv.Itoa(owner)+" "+row.text("name")]; len(slugs) == 1 {
			return slugs[0]
		}
	}
	return ""
}

func tidyItem(r *run, before, after *itemRecord) fault.Problems {
	var problems fault.Problems
	if after.Owner != "" {
		id, problem := r.department("owner", after.Owner)
		if problem != nil {
			problems.Add(*problem)
		} else if d := r.source.Directory.Department(id); d != nil {
			after.Owner = d.Code
		}
	}
	if after.MainItem == noClass {
		after.MainItem = ""
	}
	if after.State == "" {
		after.State = string(catalog.StateActive)
		if before != nil {
			after.State = before.State
		}
	}
	if after.State == string(catalog.StateActive) {
		after.StateSince, after.ReformRound = nil, ""
		if before == nil || before.State == after.State {
			after.StateReason = ""
		}
	}
	if after.Slug == "" && before != nil {
		after.Slug = before.Slug
	} else if after.Slug == "" {
		after.Slug = r.underWay().slugFor(*after)
	}
	r.underWay().slugs[after.Slug] = true
	if before != nil && after.Basic == "" {
		after.keepSaid(*before)
	}
	after.tidyLists()
	return problems
}

// keepSaid keeps what an item without a basic entry cannot be without.
func (i *itemRecord) keepSaid(before itemRecord) {
	i.Name, i.Type = cmp.Or(i.Name, before.Name), cmp.Or(i.Type, before.Type)
	i.ExerciseLevel, i.PowerSource = cmp.Or(i.ExerciseLevel, before.ExerciseLevel), cmp.Or(i.PowerSource, before.PowerSource)
}

var notInSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slugFor makes a slug of the implementation code, or of owner and name, the
// same one whenever the same list is imported.
func (u *itemsUnderWay) slugFor(i itemRecord) string {
	base := strings.Trim(notInSlug.ReplaceAllString(strings.ToLower(i.ImplementationCode), "-"), "-")
	if base == "" || len(base) > 70 {
		sum := sha256.Sum256([]byte(i.Owner + "\n" + i.ImplementationCode + "\n" + i.Name))
		base = "item-" + hex.EncodeToString(sum[:6])
	}
	slug := base
	for n := 2; ; n++ {
		if _, taken := u.states[slug]; !taken && !u.slugs[slug] {
			return slug
		}
		slug = base + "-" + strconv.Itoa(n)
	}
}

// adviseItem tells the faults of real lists that keep nothing out.
func adviseItem(r *run, row *Row, i itemRecord) fault.Problems {
	var advice fault.Problems
	if i.ImplementationCode == "" {
		advice.Add(codeMissing.At("implementationCode"))
	} else {
		_, faults := catalog.ParseImplementationCode(i.ImplementationCode)
		for _, p := range faults {
			advice.Add(p.Under("implementationCode"))
		}
	}
	if row.text("mainItem") == noClass {
		advice.Add(unclassified.At("mainItem"))
	}
	u, owner := r.underWay(), r.source.Directory.DepartmentByCode(i.Owner)
	if code := row.text("ownerCode"); code != "" && owner != nil {
		if known := r.source.Directory.DepartmentByCode(code); known != owner {
			advice.Add(ownerCodeUnknown.At("ownerCode", code, owner.Name))
		}
		if codes := u.codes[row.text("owner")]; len(codes) > 1 {
			advice.Add(ownerCodes.At("ownerCode", owner.Name, len(codes), strings.Join(codes, "、")))
		}
	}
	name := i.Owner + " " + i.Name
	if first, twice := u.names[name]; twice && i.Name != "" {
		advice.Add(sameName.At("name", first))
	} else {
		u.names[name] = row.line
	}
	return advice
}

// itemBatch is made when the first item is new or changed.
func (r *run) itemBatch(ctx context.Context) (*catalog.ItemBatch, error) {
	u := r.underWay()
	if u.batch == nil {
		var err error
		if u.batch, err = catalog.NewItemBatch(ctx, r.tx); err != nil {
			return nil, err
		}
	}
	return u.batch, nil
}

func addItem(ctx context.Context, r *run, i itemRecord) error {
	batch, err := r.itemBatch(ctx)
	if err != nil {
		return err
	}
	values, basic, problems := i.values(r)
	owner, problem := r.department("owner", i.Owner)
	if problem != nil {
		problems.Add(*problem)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if i.State != string(catalog.StateActive) {
		r.items.after = append(r.items.after, i)
	}
	in := catalog.RegisterItemInput{Slug: i.Slug, Owner: node.DepartmentID(owner), Basic: basic,
		LocalCode: &i.LocalCode, MainItem: &i.MainItem, ItemValues: values}
	if i.ImplementationCode != "" {
		in.ImplementationCode = &i.ImplementationCode
	}
	return batch.Register(ctx, in)
}

// values are what the record says itself.
func (i itemRecord) values(r *run) (catalog.ItemValues, *node.BasicItemID, fault.Problems) {
	v := catalog.ItemValues{
		Name: orNil(i.Name), Type: orNil(catalog.ItemType(i.Type)), ExerciseLevel: orNil(catalog.ExerciseLevel(i.ExerciseLevel)),
		PowerSource: orNil(catalog.PowerSource(i.PowerSource)),
		Audiences:   typed[catalog.Audience](i.Audiences), Topics: i.Topics, LifeEvents: i.LifeEvents, Aliases: i.Aliases,
	}
	if i.Basic == "" {
		return v, nil, nil
	}
	id, known := r.underWay().basics[i.Basic]
	if !known {
		return v, nil, fault.Problems{unknownCode.At("basic", "基本目录条目 basic entry", clip(i.Basic), "basics")}
	}
	return v, new(node.BasicItemID(id)), nil
}

func changeItem(ctx context.Context, r *run, before, after itemRecord) error {
	batch, err := r.itemBatch(ctx)
	if err != nil {
		return err
	}
	values, basic, problems := after.values(r)
	if before.Owner != after.Owner {
		problems.Add(notChangeable.At("owner", before.Owner))
	}
	if before.State == string(catalog.StateCancelled) && after.State != before.State {
		problems.Add(notChangeable.At("state", before.State))
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if before.State != after.State {
		r.items.after = append(r.items.after, after)
	}
	if canonical(before.withoutState()) == canonical(after.withoutState()) {
		return nil
	}
	item := r.items.states[before.Slug]
	in := catalog.UpdateItemInput{ID: node.ItemID(item.ID), ExpectedVersion: item.Version, Slug: &after.Slug, Basic: basic,
		ImplementationCode: &after.ImplementationCode, LocalCode: &after.LocalCode, MainItem: &after.MainItem, ItemValues: values}
	in.WithoutBasic = new(before.Basic != "" && after.Basic == "")
	if after.Basic == "" {
		in.ItemValues = saidEmpty(in.ItemValues)
	} else {
		in.Inherit = before.noLongerSaid(after)
	}
	return batch.Update(ctx, in)
}

// withoutState is the record as far as it is changed by an update.
func (i itemRecord) withoutState() itemRecord {
	i.State, i.StateReason, i.StateSince, i.ReformRound = "", "", nil, ""
	return i
}

// saidEmpty has lists that are not said emptied, where nothing can be inherited.
func saidEmpty(v catalog.ItemValues) catalog.ItemValues {
	if v.Audiences == nil {
		v.Audiences = []catalog.Audience{}
	}
	for _, list := range []*[]string{&v.Topics, &v.LifeEvents, &v.Aliases} {
		if *list == nil {
			*list = []string{}
		}
	}
	return v
}

// noLongerSaid are the fields that come from the basic entry from now on.
func (i itemRecord) noLongerSaid(after itemRecord) []catalog.ItemField {
	var fields []catalog.ItemField
	for _, f := range []struct {
		field catalog.ItemField
		gone  bool
	}{
		{catalog.FieldName, i.Name != "" && after.Name == ""},
		{catalog.FieldType, i.Type != "" && after.Type == ""},
		{catalog.FieldExerciseLevel, i.ExerciseLevel != "" && after.ExerciseLevel == ""},
		{catalog.FieldPowerSource, i.PowerSource != "" && after.PowerSource == ""},
		{catalog.FieldAudiences, i.Audiences != nil && after.Audiences == nil},
		{catalog.FieldTopics, i.Topics != nil && after.Topics == nil},
		{catalog.FieldLifeEvents, i.LifeEvents != nil && after.LifeEvents == nil},
		{catalog.FieldAliases, i.Aliases != nil && after.Aliases == nil},
	} {
		if f.gone {
			fields = append(fields, f.field)
		}
	}
	return fields
}

// finishItems writes the new items and then changes states.
func finishItems(ctx context.Context, r *run) (map[string]error, error) {
	u, refused := r.underWay(), map[string]error{}
	if u.batch == nil {
		return nil, nil
	}
	ids, err := u.batch.Flush(ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range u.after {
		id, added := ids[i.Slug]
		if was, exists := u.states[i.Slug]; exists && !added {
			id = node.ItemID(was.ID)
		}
		if err := r.changeState(ctx, id, i); err != nil {
			refused[i.Slug] = err
		}
	}
	return refused, nil
}

// changeState suspends, resumes or cancels an item.
func (r *run) changeState(ctx context.Context, id node.ItemID, i itemRecord) error {
	in := catalog.ItemStateInput{ID: id, ExpectedVersion: r.items.batch.Version(id), Reason: i.StateReason}
	var err error
	switch catalog.ItemState(i.State) {
	case catalog.StateSuspended:
		_, err = catalog.SuspendItem(ctx, r.store, in)
	case catalog.StateCancelled:
		round, problem := r.round("reformRound", i.ReformRound)
		if problem != nil {
			return *problem
		}
		_, err = catalog.CancelItems(ctx, r.store, catalog.CancelItemsInput{
			Round: node.RoundID(round), Items: []node.ItemID{id}, On: i.StateSince, Reason: i.StateReason})
	default:
		_, err = catalog.ResumeItem(ctx, r.store, in)
	}
	return inColumns(err, map[string]string{"reason": "stateReason", "on": "stateSince", "round": "reformRound", "items": "state", "id": "state"})
}
