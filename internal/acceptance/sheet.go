package acceptance

import (
	"context"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// ledgerHeads are the columns of a ledger's spreadsheet.
var ledgerHeads = []words{
	{"序号", "No."}, {"登记时间", "Recorded"}, {"发生时间", "Since"}, {"办件编号", "Case"}, {"事项", "Item"}, {"经过", "What happened"}, {"经办", "By"},
}

// WriteLedger writes the ledger of a center's day as a spreadsheet, row by row, for
// those who may read it. Nothing of applicants is in it.
func (s *Service) WriteLedger(ctx context.Context, w io.Writer, center node.CenterID, day calendar.Day, lang fault.Lang) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	const sheet = "Sheet1"
	rows, err := book.NewStreamWriter(sheet)
	if err != nil {
		return fmt.Errorf("begin a ledger: %w", err)
	}
	heads := make([]any, len(ledgerHeads))
	for i, head := range ledgerHeads {
		heads[i] = head.in(lang)
	}
	if err := rows.SetRow("A1", heads); err != nil {
		return fmt.Errorf("write a ledger: %w", err)
	}
	first, after := page.Max, (*string)(nil)
	for line := 2; ; {
		c, err := s.Ledger(ctx, center, day, page.Args{First: &first, After: after})
		if err != nil {
			return err
		}
		for _, e := range c.Nodes() {
			at := func(n int) string { cell, _ := excelize.CoordinatesToCellName(n, line); return cell }
			location := s.Store.Location()
			row := []any{
				line - 1, e.RecordedAt.In(location).Format("2006-01-02 15:04:05"), e.At.In(location).Format("2006-01-02 15:04:05"),
				e.Case.Number, e.Case.Edition.Title, e.Say(lang, e.Case.Case), e.Actor,
			}
			if err := rows.SetRow(at(1), row); err != nil {
				return fmt.Errorf("write a ledger: %w", err)
			}
			line++
		}
		if !c.PageInfo.HasNextPage {
			break
		}
		after = c.PageInfo.EndCursor()
	}
	if err := rows.Flush(); err != nil {
		return fmt.Errorf("write a ledger: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write a ledger: %w", err)
	}
	return nil
}
