package acceptance

import (
	"context"
	"fmt"
	"strings"
	"time"

	"onewindow/ent/db/casefile"
	"onewindow/ent/db/receipt"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/personal"
)

// Content is what a paper says, as things were when it was made.
type Content struct {
	Title, Item, Applicant string
	Lines                  []Line
	Materials              []string
	// Follow is where the applicant follows the case.
	Follow string
}

// Line is one line of a paper.
type Line struct{ Label, Text string }

var paperWords = map[ReceiptKind]words{
	ReceiptReceived: {"收件凭证", "Receipt"}, ReceiptSupplement: {"补正告知书", "Notice of what is missing"},
	ReceiptAccepted: {"受理通知书", "Notice of acceptance"}, ReceiptDeclined: {"不予受理通知书", "Notice that the application is declined"},
	ReceiptSpecial: {"特别程序告知书", "Notice of a special procedure"}, ReceiptExtension: {"延期通知书", "Notice of an extension"},
	ReceiptDecision: {"决定书", "Decision"}, ReceiptDelivery: {"送达回证", "Acknowledgement of delivery"}, ReceiptHandOver: {"材料移交单", "List of papers handed over"},
}

// PaperByNumber is the paper of a number, nil for none that the caller may see.
func (s *Service) PaperByNumber(ctx context.Context, number string) (*ReceiptAt, error) {
	visible, err := s.visible(ctx)
	if err != nil || !fault.IsText(number) {
		return nil, err
	}
	query := s.Store.Client.Receipt.Query().Where(receipt.Number(number))
	if len(visible) > 0 {
		query = query.Where(receipt.HasCaseWith(visible...))
	}
	rows, err := query.All(ctx)
	if err != nil || len(rows) == 0 {
		return nil, wrap(err, "look for a paper")
	}
	files, err := s.rowsOf(ctx, casefile.ID(rows[0].CaseID))
	if err != nil {
		return nil, err
	}
	shown, err := s.shown(ctx, files)
	if err != nil {
		return nil, err
	}
	return &ReceiptAt{rows[0], shown[0]}, nil
}

// Content is what the paper says: the case as the events up to the paper's own made
// it. So a paper says the same whenever it is printed.
func (r *ReceiptAt) Content(lang fault.Lang) (*Content, error) {
	seen := r.Case.lens.Snapshot
	opened, err := openedOf(seen, r.Case.Row)
	if err != nil {
		return nil, err
	}
	events := r.Case.history[:r.Row.Seq]
	then := Fold(opened, events)
	w := &writer{
		Content: Content{
			Title: paperWords[r.Kind()].in(lang), Item: then.Edition.Title,
			Applicant: r.Case.keys.Masked(personal.ApplicantName, then.Number, r.Case.Row.ApplicantName),
			Follow:    "/follow?number=" + then.Number,
		},
		lang: lang, c: then, rules: r.Case.rules, seen: seen,
	}
	w.line(words{"办件编号", "Case"}, then.Number)
	if center := seen.Directory.Center(r.Row.CenterID); center != nil {
		w.line(words{"办理中心", "Center"}, center.Name)
	}
	w.write(&events[len(events)-1])
	return &w.Content, nil
}

// writer writes a paper.
type writer struct {
	Content
	lang  fault.Lang
	c     *Case
	rules Rules
	seen  *catalog.Snapshot
}

func (w *writer) line(label words, text string) {
	if text != "" {
		w.Lines = append(w.Lines, Line{label.in(w.lang), text})
	}
}

func (w *writer) moment(label words, at time.Time) {
	w.line(label, at.In(w.rules.Location).Format("2006-01-02 15:04"))
}

func (w *writer) due(label words, clock *Clock) {
	if clock == nil {
		return
	}
	if due := w.rules.Due(clock); due != nil {
		w.moment(label, due.At)
	}
}

func (w *writer) limit(label words, l *catalog.TimeLimit) {
	if l == nil {
		return
	}
	w.line(label, map[catalog.LimitUnit]words{
		catalog.WorkingDays: {"%d 个工作日", "%d working days"}, catalog.CalendarDays: {"%d 天", "%d days"}, catalog.OnTheSpot: {"当场办结%.0d", "on the spot%.0d"},
	}[l.Unit].with(w.lang, l.Value))
}

func (w *writer) asked(missing []Missing) {
	for _, m := range missing {
		w.Materials = append(w.Materials, m.What)
	}
}

// pieces are how many of a material were handed in.
func (w *writer) pieces(check Check) string {
	var counted []string
	if check.State == MaterialFetched {
		counted = append(counted, words{"共享调取", "from a shared record"}.in(w.lang))
	}
	if check.Originals > 0 {
		counted = append(counted, words{"原件 %d", "originals: %d"}.with(w.lang, check.Originals))
	}
	if check.Copies > 0 {
		counted = append(counted, words{"复印件 %d", "copies: %d"}.with(w.lang, check.Copies))
	}
	if len(counted) == 0 {
		return ""
	}
	return words{"（%s）", " (%s)"}.with(w.lang, strings.Join(counted, words{"，", ", "}.in(w.lang)))
}

// receiver is the name of the center or department that papers go to.
func (w *writer) receiver(e *Event) string {
	if center := w.seen.Directory.Center(e.Center); center != nil {
		return center.Name
	}
	if department := w.seen.Directory.Department(e.Department); department != nil {
		return department.Name
	}
	return ""
}

// write is what the paper tells of its event.
func (w *writer) write(e *Event) {
	w.moment(words{"日期", "Date"}, e.At)
	reason := words{"理由", "Reason"}
	if t := w.c.Task(e.Task); t != nil {
		w.line(words{"环节", "Part"}, t.Name)
	}
	switch e.Kind {
	case EventReceived:
		for i, check := range w.c.Checks {
			if check.State == MaterialReceived || check.State == MaterialFetched {
				w.Materials = append(w.Materials, w.c.Edition.Materials[i].Name+w.pieces(check))
			}
		}
		w.due(words{"最迟告知受理结果", "You are told by"}, w.c.Clock)
	case EventNotified, EventSuppRequested:
		w.asked(e.Missing)
		w.line(words{"说明", "Remark"}, e.Reason)
	case EventAccepted, EventDeemedAccepted:
		w.limit(words{"承诺时限", "Promised within"}, e.Limit)
		w.due(words{"办结期限", "Decided by"}, w.c.Clock)
		for _, place := range w.c.following() {
			w.Materials = append(w.Materials, fmt.Sprintf("%s（%s）", w.c.Edition.Materials[place].Name, w.c.Checks[place].FollowsBy))
		}
	case EventDeclined:
		w.line(reason, e.Reason)
		w.line(words{"请到", "Go to"}, e.Referral.Where)
		w.line(words{"如何办理", "How"}, e.Referral.How)
		w.line(words{"电话", "Phone"}, e.Referral.Phone)
	case EventSpecialStarted:
		w.line(words{"程序", "Procedure"}, e.Procedure)
		w.limit(words{"所需时间（不计入办理期限）", "It takes (not counted in the limit)"}, e.Limit)
		w.line(reason, e.Reason)
	case EventExtended:
		w.line(words{"延长", "Extended by"}, words{"%d 天", "%d days"}.with(w.lang, e.Days))
		w.due(words{"新的办结期限", "Decided by"}, w.c.Clock)
		w.line(reason, e.Reason)
	case EventDecided:
		w.line(words{"决定", "Decision"}, granted[*e.Granted].in(w.lang))
		w.line(words{"文号", "Number of the result"}, e.Document)
		w.line(reason, e.Reason)
		w.due(words{"送达期限", "Delivered by"}, w.c.Clock)
		if !*e.Granted {
			w.redress()
		}
	case EventDelivered:
		w.line(words{"方式", "Way"}, deliveryWords[e.Delivery].in(w.lang))
		w.line(words{"领取人", "Taken by"}, receiverWords[e.Receiver].in(w.lang))
		w.line(words{"签收凭证", "Signed"}, e.Document)
	case EventHandOverSent:
		w.Materials = e.Papers
		if from := w.seen.Directory.Department(e.From); from != nil {
			w.line(words{"移出部门", "Comes from"}, from.Name)
		}
		w.line(words{"移交至", "Goes to"}, w.receiver(e))
		w.line(words{"移交人签名", "Sent by"}, "＿＿＿＿＿＿")
		w.line(words{"接收人签名", "Received by"}, "＿＿＿＿＿＿")
	}
}

// redress is where one who was refused can turn to (行政许可法 art. 38).
func (w *writer) redress() {
	w.line(words{"行政复议机关", "Administrative review"}, w.c.Edition.Appeal.Name)
	w.line(words{"行政诉讼法院", "Court"}, w.c.Edition.Litigation.Name)
}
