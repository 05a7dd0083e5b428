package exchange

import (
	"context"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// offeringRecord is an item at a center, as it is today.
type offeringRecord struct {
	Item   string             `json:"item"`
	Center string             `json:"center"`
	Mode   string             `json:"mode"`
	Window string             `json:"window,omitempty"`
	Days   []string           `json:"days,omitempty"`
	Limit  *catalog.TimeLimit `json:"limit,omitempty"`
	Note   string             `json:"note,omitempty"`
	From   *calendar.Day      `json:"from,omitempty"`
}

var offerings = &Form{
	Name: "offerings", Chinese: "事项进驻",
	Sheets: []*Sheet{{Name: "offerings", Chinese: "事项进驻", Columns: []*Column{
		{Key: "item", Chinese: "事项", Kind: Code, Required: true, NoteChinese: "事项的网址名或实施编码；须已发布办事指南。", NoteEnglish: "The item's slug or implementation code; its guide is published before."},
		{Key: "center", Chinese: "中心", Kind: Code, Required: true, NoteChinese: "中心的代码。", NoteEnglish: "The code of the center."},
		{Key: "mode", Chinese: "进驻方式", Required: true, Choices: modes, NoteChinese: "在该中心怎么办。即办要求部门在此充分授权。", NoteEnglish: "How it is offered there. ON_THE_SPOT needs the department's full authority at the center."},
		{Key: "window", Chinese: "窗口号", Kind: Code, NoteChinese: "只在某个窗口办理时填。", NoteEnglish: "Only where it is offered at one window."},
		{Key: "days", Chinese: "办理日", Kind: List, Choices: weekdays, NoteChinese: "只在某几天办理时填，用分号隔开。", NoteEnglish: "Only where it is offered on some weekdays, divided by semicolons."},
		{Key: "limitValue", Chinese: "本中心时限", Kind: Integer, path: "limit.value", NoteChinese: "本中心更短的承诺天数。", NoteEnglish: "The center's own, shorter promise in days."},
		{Key: "limitUnit", Chinese: "本中心时限单位", Choices: limitUnits, path: "limit.unit", NoteChinese: "本中心时限的单位。", NoteEnglish: "The unit of that promise."},
		{Key: "limitExplanation", Chinese: "本中心时限说明", path: "limit.explanation", NoteChinese: "对时限的说明。", NoteEnglish: "What is to be said about it."},
		{Key: "note", Chinese: "备注", NoteChinese: "告诉群众的话。", NoteEnglish: "What people are told."},
		{Key: "from", Chinese: "起始日期", Kind: Date, NoteChinese: "自哪一天起；留空为当天，更改时自当天起。", NoteEnglish: "The first day; today when left empty, and for a change."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(offeringRecords(s)), nil },
	load:   offeringForm.load,
}

var offeringForm = flat[offeringRecord]{
	records: offeringRecords, keys: []string{"item", "center"},
	key:   func(o offeringRecord) string { return o.Item + " " + o.Center },
	name:  func(o offeringRecord) string { return o.Mode },
	match: func(r *run, row *Row) string { return r.slugOf(row.text("item")) + " " + row.text("center") },
	tidy: func(r *run, before, after *offeringRecord) fault.Problems {
		after.Item = r.slugOf(after.Item)
		if before != nil {
			after.From = before.From
		}
		return nil
	},
	add: offer, change: func(ctx context.Context, r *run, _, after offeringRecord) error {
		after.From = nil
		return offer(ctx, r, after)
	},
	finish: func(ctx context.Context, r *run) (map[string]error, error) {
		if r.offerings == nil {
			return nil, nil
		}
		return nil, r.offerings.Flush(ctx)
	},
}

func offeringRecords(s *source) []offeringRecord {
	var all []offeringRecord
	s.EachItem(func(i *catalog.ItemAt) {
		i.EachOffering(func(o *catalog.Offering) {
			record := offeringRecord{Item: i.Slug, Center: s.Directory.Center(o.CenterID).Code, Mode: string(o.Mode),
				Days: o.Days, Limit: o.Limit, Note: o.Note, From: &o.ValidFrom}
			if w := s.Directory.Window(o.WindowID); w != nil {
				record.Window = w.Number
			}
			all = append(all, record)
		})
	})
	return all
}

// slugOf is the slug of an item that is named by slug or implementation code, or
// what was written when there is none.
func (r *run) slugOf(named string) string {
	if r.source.ItemBySlug(named) == nil {
		if item := r.source.ItemByCode(named); item != nil {
			return item.Slug
		}
	}
	return named
}

// item finds an item by its slug.
func (r *run) item(path, slug string) (int, *fault.Problem) {
	if item := r.source.ItemBySlug(slug); item != nil {
		return item.Item.ID, nil
	}
	return 0, problem(unknownCode, path, "事项 item", clip(slug), "items")
}

func offer(ctx context.Context, r *run, o offeringRecord) error {
	if r.offerings == nil {
		var err error
		if r.offerings, err = catalog.NewOfferingBatch(ctx, r.tx, imported); err != nil {
			return err
		}
	}
	var problems fault.Problems
	item, problem := r.item("item", o.Item)
	if problem != nil {
		problems.Add(*problem)
	}
	center, problem := r.center("center", o.Center)
	if problem != nil {
		problems.Add(*problem)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	e := catalog.OfferingEntry{Item: node.ItemID(item), Center: node.CenterID(center), From: o.From, OfferingTerms: catalog.OfferingTerms{
		Mode: catalog.Mode(o.Mode), Days: typed[organization.Weekday](o.Days), Limit: o.Limit, Note: &o.Note}}
	if o.Window != "" {
		for _, w := range r.source.Directory.Windows(center) {
			if w.Number == o.Window {
				e.Window = new(node.WindowID(w.ID))
			}
		}
		if e.Window == nil {
			return fault.Problems{unknownCode.At("window", "窗口 window", clip(o.Window), "windows")}
		}
	}
	return r.offerings.Offer(e)
}
