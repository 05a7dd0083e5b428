package exchange

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
)

// Columns that join the parts of a guide with it.
const (
	itemOfPart   = "item"
	numberOfPart = "number"
)

// editionRecord is a guide as files have it.
type editionRecord struct {
	Item          string          `json:"item"`
	Status        string          `json:"status,omitempty"`
	Edition       *int            `json:"edition,omitempty"`
	EffectiveFrom *calendar.Day   `json:"effectiveFrom,omitempty"`
	PublishedAt   *time.Time      `json:"publishedAt,omitempty"`
	ReformRound   string          `json:"reformRound,omitempty"`
	Content       catalog.Content `json:"content"`
}

// Faults of guides.
var (
	partWithoutGuide = fault.NewKind("PART_WITHOUT_GUIDE",
		"文件中没有事项“%s”的指南行。请在第一张表中补上这一事项，或删去这一行。",
		"The file has no guide of the item %q: add it in the first sheet, or delete this row.")
	notMoment = fault.NewKind("NOT_A_MOMENT",
		"“%s”不是时刻。请写成 2026-03-01T09:00:00+08:00 这样的形式，或留空。",
		"%q is no moment. Write it like 2026-03-01T09:00:00+08:00, or leave it empty.")
)

var editions = &Form{
	Name: "editions", Chinese: "办事指南", Sheets: editionSheets,
	export: func(s *source) ([]tree, error) { return trees(editionRecords(s)), nil },
	load:   loadEditions,
}

// editionRecords are the guides in force, in the order of items.
func editionRecords(s *source) []editionRecord {
	var all []editionRecord
	s.EachItem(func(i *catalog.ItemAt) {
		if e := i.Edition(nil); e != nil {
			all = append(all, editionRecordOf(s, i.Slug, e))
		}
	})
	return all
}

func editionRecordOf(s *source, slug string, e *catalog.EditionAt) editionRecord {
	record := editionRecord{Item: slug, Status: "PUBLISHED", Edition: &e.Number, EffectiveFrom: e.EffectiveFrom, PublishedAt: e.PublishedAt, Content: e.Content}
	if round := s.Round(e.RoundID); round != nil {
		record.ReformRound = round.Code
	}
	return record
}

// guide is a guide of the file with the rows that it is made of.
type guide struct {
	row    *Row
	item   *catalog.ItemAt
	record editionRecord
	parts  map[string][]*Row // by the path of their sheet
	tree   tree
	faults fault.Problems
	// others are the findings that stand in the rows of parts.
	others []Finding
}

// loadEditions brings guides in. Each is given whole: what a file does not say
// is not in it.
func loadEditions(ctx context.Context, r *run) error {
	guides, err := r.guides(ctx)
	if err != nil {
		return err
	}
	drafts, err := r.drafts(ctx, guides)
	if err != nil {
		return err
	}
	for i, g := range guides {
		outcome := Faulty
		if len(g.faults) == 0 && len(g.others) == 0 {
			if outcome, err = r.bringGuide(ctx, g, drafts[i]); err != nil {
				return err
			}
		}
		r.tellGuide(g, outcome)
		if err := r.step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// guides puts rows and their parts together.
func (r *run) guides(ctx context.Context) ([]*guide, error) {
	var all []*guide
	byItem, strays := map[string]*guide{}, 0
	for _, row := range r.file.Rows {
		if row.sheet != r.form.records() {
			continue
		}
		slug := r.slugOf(row.text(itemOfPart))
		g := &guide{row: row, item: r.source.ItemBySlug(slug), parts: map[string][]*Row{}, faults: row.problems}
		g.tree = tree{}.over(row)
		g.tree.set(itemOfPart, slug)
		if first := byItem[slug]; first != nil {
			g.faults.Add(twiceInFile.At(itemOfPart, first.row.line, slug))
		} else {
			byItem[slug] = g
		}
		switch {
		case slug == "":
			g.faults.Add(keyMissing.At(itemOfPart, "事项 item"))
		case g.item == nil:
			g.faults.Add(unknownCode.At(itemOfPart, "事项 item", clip(slug), "items"))
		}
		all = append(all, g)
	}
	for _, row := range r.file.Rows {
		if row.sheet == r.form.records() {
			continue
		}
		if g := byItem[r.slugOf(row.text(itemOfPart))]; g != nil {
			g.parts[row.sheet.path] = append(g.parts[row.sheet.path], row)
			continue
		}
		strays++
		problems := append(row.problems, partWithoutGuide.At(itemOfPart, clip(row.text(itemOfPart))))
		r.tell(row, row.text(itemOfPart), "", Faulty, problems, nil)
	}
	r.done += strays
	for _, g := range all {
		g.assemble(r)
	}
	return all, ctx.Err()
}

// assemble makes the guide of its rows.
func (g *guide) assemble(r *run) {
	for _, s := range r.form.Sheets[1:] {
		rows := g.parts[s.path]
		slices.SortStableFunc(rows, func(a, b *Row) int { return a.place() - b.place() })
		var list []any
		for _, row := range rows {
			for _, p := range row.problems {
				g.others = append(g.others, partFinding(row, p))
			}
			part := tree{}.over(row)
			delete(part, itemOfPart)
			delete(part, numberOfPart)
			list = append(list, map[string]any(part))
		}
		g.tree.set(s.path, nilIfEmpty(list))
	}
	if at, isText := g.tree["publishedAt"].(string); isText {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			g.faults.Add(notMoment.At("publishedAt", clip(at)))
			return
		}
	}
	if content := below(g.tree["content"]); content == nil {
		g.tree["content"] = map[string]any{}
	}
	record, err := decode[editionRecord](g.tree)
	if err != nil && len(g.faults) == 0 && len(g.others) == 0 {
		g.faults.Add(notOfType.At("", clip(err.Error())))
	}
	g.record = record
	if g.record.Content.Title == "" && g.item != nil {
		g.record.Content.Title = g.item.Name
	}
}

// place is the number of a part, 0 when it has none: parts without numbers keep
// the order of the file.
func (r *Row) place() int {
	n, _ := r.given[numberOfPart].(json.Number)
	place, _ := strconv.Atoi(n.String())
	return place
}

func nilIfEmpty(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

// drafts are the drafts that the items have, in the order of the guides.
func (r *run) drafts(ctx context.Context, guides []*guide) ([]*catalog.EditionAt, error) {
	var items []*catalog.ItemAt
	for _, g := range guides {
		if g.item != nil {
			items = append(items, g.item)
		}
	}
	byItem := map[int]*catalog.EditionAt{}
	for chunk := range slices.Chunk(items, 1000) {
		found, err := r.source.ReadDrafts(ctx, r.tx.Client, chunk)
		if err != nil {
			return nil, err
		}
		for _, d := range found {
			if d != nil {
				byItem[d.ItemID] = d
			}
		}
	}
	all := make([]*catalog.EditionAt, len(guides))
	for i, g := range guides {
		if g.item != nil {
			all[i] = byItem[g.item.Item.ID]
		}
	}
	return all, nil
}

// bringGuide stores a guide unless the item has it already: as its draft, or in force.
func (r *run) bringGuide(ctx context.Context, g *guide, draft *catalog.EditionAt) (Outcome, error) {
	current := g.item.Edition(nil)
	publish := g.record.Status == "PUBLISHED"
	switch {
	case publish && current != nil && g.same(r.source, current):
		return Unchanged, nil
	case !publish && draft != nil && canonical(draft.Content) == canonical(g.record.Content):
		return Unchanged, nil
	case !publish && draft == nil && current != nil && canonical(current.Content) == canonical(g.record.Content):
		return Unchanged, nil
	}
	in := catalog.PutEditionInput{Item: g.item.ID(), Content: g.record.Content, Publish: publish}
	if publish {
		in.EffectiveFrom, in.PublishedAt = g.record.EffectiveFrom, g.record.PublishedAt
		in.Number = g.record.Edition
		if current != nil { // another edition than the one the file was exported from
			in.EffectiveFrom, in.PublishedAt, in.Number = nil, nil, nil
		}
	}
	if g.record.ReformRound != "" {
		round, problem := r.round("reformRound", g.record.ReformRound)
		if problem != nil {
			g.faults.Add(*problem)
			return Faulty, nil
		}
		in.ReformRound = new(node.RoundID(round))
	}
	_, err := catalog.PutEdition(ctx, r.store, in)
	if problems, ok := fault.From(err); ok {
		g.blame(r.form, problems)
		return Faulty, nil
	}
	if current == nil && draft == nil {
		return Added, err
	}
	return Changed, err
}

// same is whether the edition in force says what the file says.
func (g *guide) same(s *source, current *catalog.EditionAt) bool {
	was := editionRecordOf(s, g.item.Slug, current)
	return canonical(was.Content) == canonical(g.record.Content) && (g.record.ReformRound == "" || g.record.ReformRound == was.ReformRound)
}

// blame puts problems of the content where the file has what they are about:
// "content.materials.2.form" stands in the third row of materials.
func (g *guide) blame(form *Form, problems fault.Problems) {
	for _, p := range problems {
		if row, rest := g.partAt(form, p.Path); row != nil {
			p.Path = rest
			g.others = append(g.others, partFinding(row, p))
			continue
		}
		g.faults.Add(p)
	}
}

func (g *guide) partAt(form *Form, path []string) (*Row, []string) {
	if len(path) < 3 {
		return nil, nil
	}
	rows := g.parts[path[0]+"."+path[1]]
	n, err := strconv.Atoi(path[2])
	if err != nil || n < 0 || n >= len(rows) {
		return nil, nil
	}
	return rows[n], path[3:]
}

func partFinding(row *Row, p fault.Problem) Finding {
	f := finding(row, p, Fault)
	f.Sheet = row.sheet.Name
	return f
}

// tellGuide reports a guide with what was found in its parts.
func (r *run) tellGuide(g *guide, outcome Outcome) {
	r.tell(g.row, r.slugOf(g.row.text(itemOfPart)), g.record.Content.Title, outcome, g.faults, nil)
	last := &r.report.Rows[len(r.report.Rows)-1]
	if len(g.others) > 0 {
		last.Outcome = Faulty
		last.Findings = append(last.Findings, g.others...)
	}
}
