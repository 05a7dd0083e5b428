package acceptance

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/numberseries"
	"onewindow/internal/store"
)

// What is counted, without a gap, by center and year.
const (
	seriesOfCases    = "CASE"
	seriesOfReceipts = "RECEIPT"
)

// nextNumber counts one on. Changes come one after another (store.Write), and a
// change that fails gives its number back.
func nextNumber(ctx context.Context, tx *store.Tx, kind string, centerID, year int) (int, error) {
	row, err := tx.NumberSeries.Query().
		Where(numberseries.Kind(kind), numberseries.CenterID(centerID), numberseries.Year(year)).Only(ctx)
	switch {
	case db.IsNotFound(err):
		err = tx.NumberSeries.Create().SetKind(kind).SetCenterID(centerID).SetYear(year).SetLast(1).Exec(ctx)
		if err == nil {
			return 1, nil
		}
	case err == nil:
		if err = row.Update().SetLast(row.Last + 1).Exec(ctx); err == nil {
			return row.Last + 1, nil
		}
	}
	return 0, fmt.Errorf("count the numbers of center %d: %w", centerID, err)
}

// ReceiptKind is what a paper tells of (办件文书).
type ReceiptKind string

// The papers.
const (
	ReceiptReceived   ReceiptKind = "RECEIVED"          // 收件凭证
	ReceiptSupplement ReceiptKind = "TO_SUPPLEMENT"     // 补正告知书
	ReceiptAccepted   ReceiptKind = "ACCEPTED"          // 受理通知书
	ReceiptDeclined   ReceiptKind = "DECLINED"          // 不予受理通知书
	ReceiptSpecial    ReceiptKind = "SPECIAL_PROCEDURE" // 特别程序告知书
	ReceiptExtension  ReceiptKind = "EXTENSION"         // 延期通知书
	ReceiptDecision   ReceiptKind = "DECISION"          // 决定书
	ReceiptDelivery   ReceiptKind = "DELIVERY"          // 送达回证
	ReceiptHandOver   ReceiptKind = "HAND_OVER"         // 材料移交单
)

// papers are the events that give a paper.
var papers = map[Kind]ReceiptKind{
	EventReceived: ReceiptReceived, EventNotified: ReceiptSupplement, EventSuppRequested: ReceiptSupplement,
	EventAccepted: ReceiptAccepted, EventDeemedAccepted: ReceiptAccepted, EventDeclined: ReceiptDeclined,
	EventSpecialStarted: ReceiptSpecial, EventExtended: ReceiptExtension, EventDecided: ReceiptDecision,
	EventDelivered: ReceiptDelivery, EventHandOverSent: ReceiptHandOver,
}

// issue gives an event its paper, if it has one, numbered at the center that has
// the case.
func (c *change) issue(ctx context.Context, e Event) error {
	kind, has := papers[e.Kind]
	if !has {
		return nil
	}
	year := c.tx.Today.Year()
	ordinal, err := nextNumber(ctx, c.tx, seriesOfReceipts, e.CenterID, year)
	if err != nil {
		return err
	}
	number := fmt.Sprintf("%s-%d-R%06d", c.seen.Directory.Center(e.CenterID).Code, year, ordinal)
	err = c.tx.Receipt.Create().SetCaseID(c.row.ID).SetSeq(e.Seq).SetKind(string(kind)).SetCenterID(e.CenterID).
		SetYear(year).SetOrdinal(ordinal).SetNumber(number).SetIssuedAt(c.tx.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("issue a paper of case %s: %w", c.Number, err)
	}
	return nil
}
