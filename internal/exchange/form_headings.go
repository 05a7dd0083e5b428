package exchange

import (
	"context"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// headingRecord is a sector, a topic, an event of life or a round of reform:
// what the other forms name by code.
type headingRecord struct {
	Kind      string        `json:"kind"`
	Code      string        `json:"code"`
	Name      string        `json:"name"`
	Position  int           `json:"position,omitempty"`
	Named     bool          `json:"named,omitempty"`
	DecidedOn *calendar.Day `json:"decidedOn,omitempty"`
	Document  string        `json:"document,omitempty"`
}

var headings = &Form{
	Name: "headings", Chinese: "分类",
	Sheets: []*Sheet{{Name: "headings", Chinese: "分类", Columns: []*Column{
		{Key: "kind", Chinese: "类别", Required: true, Choices: headingKinds, NoteChinese: "这一行是领域、主题、人生事件还是改革批次。", NoteEnglish: "Whether the row is a sector, a topic, an event of life or a round of reform."},
		{Key: "code", Chinese: "代码", Kind: Code, Required: true, NoteChinese: "大写字母、数字、下划线和连字符，登记后不变。", NoteEnglish: "Capital letters, digits, underscores and hyphens; it never changes."},
		{Key: "name", Chinese: "名称", Required: true, NoteChinese: "给人看的名称。", NoteEnglish: "The name that people see."},
		{Key: "position", Chinese: "顺序", Kind: Integer, NoteChinese: "排列顺序，小的在前。", NoteEnglish: "The place in lists, smallest first."},
		{Key: "named", Chinese: "应进窗口", Kind: YesNo, NoteChinese: "仅领域：是否文件点名要求进驻窗口的领域。", NoteEnglish: "Sectors only: whether it is one that must be at the windows."},
		{Key: "decidedOn", Chinese: "决定日期", Kind: Date, NoteChinese: "仅改革批次：决定的日期，必填。", NoteEnglish: "Rounds only, needed there: the day of the decision."},
		{Key: "document", Chinese: "文号", NoteChinese: "仅改革批次：文件文号。", NoteEnglish: "Rounds only: the document's number."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(headingRecords(s)), nil },
	load:   headingForm.load,
}

var headingForm = flat[headingRecord]{
	records: headingRecords, keys: []string{"kind", "code"},
	key:  func(h headingRecord) string { return h.Kind + " " + h.Code },
	name: func(h headingRecord) string { return h.Name },
	add:  addHeading, change: changeHeading,
}

func headingRecords(s *source) []headingRecord {
	var all []headingRecord
	for _, sector := range s.Directory.Sectors() {
		all = append(all, headingRecord{Kind: "SECTOR", Code: sector.Code, Name: sector.Name, Position: sector.Position, Named: sector.Named})
	}
	for _, t := range s.Topics(nil) {
		all = append(all, headingRecord{Kind: string(t.Kind), Code: t.Code, Name: t.Name, Position: t.Position})
	}
	for _, r := range s.AllRounds() {
		all = append(all, headingRecord{Kind: "ROUND", Code: r.Code, Name: r.Name, DecidedOn: &r.DecidedOn, Document: r.Document})
	}
	return all
}

func addHeading(ctx context.Context, r *run, h headingRecord) error {
	var err error
	switch h.Kind {
	case "SECTOR":
		_, err = r.org().CreateSector(ctx, organization.CreateSectorInput{Code: h.Code, Name: h.Name, Named: h.Named, Position: &h.Position})
	case "ROUND":
		in := catalog.CreateRoundInput{Code: h.Code, Name: h.Name, DecidedOn: orZero(h.DecidedOn), Document: &h.Document}
		_, err = catalog.CreateReformRound(ctx, r.store, in)
	default:
		in := catalog.CreateTopicInput{Code: h.Code, Name: h.Name, Kind: catalog.TopicKind(h.Kind), Position: &h.Position}
		_, err = catalog.CreateTopic(ctx, r.store, in)
	}
	return err
}

// changeHeading renames or moves a heading. A round of reform stays as it was decided.
func changeHeading(ctx context.Context, r *run, before, after headingRecord) error {
	switch after.Kind {
	case "SECTOR":
		for _, s := range r.source.Directory.Sectors() {
			if s.Code == after.Code {
				_, err := r.org().UpdateSector(ctx, organization.UpdateSectorInput{
					ID: node.SectorID(s.ID), ExpectedVersion: s.Version, Name: &after.Name, Named: &after.Named, Position: &after.Position})
				return err
			}
		}
	case "ROUND":
		return fault.Problems{notChangeable.At("name", before.Name)}
	}
	for _, t := range r.source.Topics(nil) {
		if t.Code == after.Code {
			_, err := catalog.UpdateTopic(ctx, r.store, catalog.UpdateTopicInput{
				ID: t.ID(), ExpectedVersion: t.Version, Name: &after.Name, Position: &after.Position})
			return err
		}
	}
	return nil
}
