package acceptance

import (
	"fmt"
	"strings"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
)

// words are a text in the languages of the API.
type words struct{ chinese, english string }

func (w words) in(lang fault.Lang) string {
	if lang == fault.English {
		return w.english
	}
	return w.chinese
}

// kindWords are what happened, as a ledger says it.
var kindWords = map[Kind]words{
	EventStarted: {"首次接待", "First contact"}, EventChecked: {"核验材料", "Materials checked"}, EventReceived: {"收件", "Received"},
	EventNotified: {"一次性告知", "Told what is missing"}, EventAccepted: {"受理", "Accepted"},
	EventDeemedAccepted: {"逾期未告知，自收件之日起视为受理", "Nothing was told in time: accepted by law from the day of receipt"},
	EventDeclined:       {"不予受理", "Declined"}, EventBegun: {"承办", "Taken"}, EventSuppRequested: {"要求补正", "Asked for more"},
	EventSupplemented: {"收到补正", "What was asked for came"}, EventSpecialStarted: {"启动特别程序", "Special procedure begun"},
	EventSpecialEnded: {"结束特别程序", "Special procedure ended"}, EventExtended: {"延期", "Extended"}, EventTaskDecided: {"环节办结", "Part done"},
	EventDecided: {"作出决定", "Decided"}, EventWithdrawn: {"撤回", "Withdrawn"}, EventPaid: {"缴费", "Fee paid"}, EventDelivered: {"送达", "Delivered"},
	EventRated: {"评价", "Rated"}, EventDutyOffered: {"移交责任", "Duty offered"}, EventDutyTaken: {"接收责任", "Duty taken"},
	EventHandOverSent: {"移交材料", "Papers sent"}, EventHandOverSigned: {"签收材料", "Papers signed for"},
	EventWarned: {"预警", "Warned"}, EventBreached: {"违规", "Breach"},
}

var levelWords = map[Level]words{Yellow: {"黄牌", "yellow"}, Red: {"红牌", "red"}, Overdue: {"超时", "overdue"}}

var breachWords = map[BreachKind]words{
	SecondNotice: {"未一次性告知", "asked a second time"}, BeyondLimit: {"超过时限", "beyond the limit"},
	PapersLost: {"材料遗失", "papers lost"}, NotTold: {"逾期未告知", "not told in time"},
}

var (
	agrees  = map[bool]words{true: {"同意", "agrees"}, false: {"不同意", "disagrees"}}
	granted = map[bool]words{true: {"准予", "granted"}, false: {"不予准予", "refused"}}
)

// deliveryWords and receiverWords are how a result was given, and who took it.
var (
	deliveryWords = map[catalog.Delivery]words{
		catalog.DeliverCounter: {"窗口领取", "at the counter"}, catalog.DeliverMail: {"邮寄", "by mail"},
		catalog.DeliverOnline: {"网上下载", "as a file"}, catalog.DeliverHome: {"送达上门", "brought home"},
	}
	receiverWords = map[Receiver]words{
		ApplicantTook: {"本人", "the applicant"}, ProxyTook: {"代领人", "somebody for them"}, CarrierTook: {"邮寄", "the carrier"},
	}
)

// Say is an event in words: what happened, to which part, and what matters of it.
// Nothing of the applicant is in it.
func (e *Event) Say(lang fault.Lang, c *Case) string {
	parts := []string{kindWords[e.Kind].in(lang)}
	if t := c.Task(e.Task); t != nil {
		parts = append(parts, t.Name)
	}
	switch e.Kind {
	case EventNotified, EventSuppRequested:
		for _, m := range e.Missing {
			parts = append(parts, m.What)
		}
	case EventSpecialStarted:
		parts = append(parts, e.Procedure)
	case EventTaskDecided:
		parts = append(parts, agrees[*e.Agrees].in(lang))
	case EventDecided:
		parts = append(parts, granted[*e.Granted].in(lang), e.Document)
	case EventExtended:
		parts = append(parts, words{"%d 天", "%d days"}.with(lang, e.Days))
	case EventPaid:
		parts = append(parts, yuan(e.AmountFen))
	case EventRated:
		parts = append(parts, fmt.Sprintf("%d/5", e.Grade))
	case EventHandOverSent:
		parts = append(parts, e.Papers...)
	case EventWarned:
		parts = append(parts, levelWords[e.Level].in(lang))
	case EventBreached:
		parts = append(parts, breachWords[e.Breach].in(lang))
	}
	if e.Reason != "" {
		parts = append(parts, e.Reason)
	}
	said := parts[:0]
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, words{"：", ": "}.in(lang))
}

func (w words) with(lang fault.Lang, args ...any) string { return fmt.Sprintf(w.in(lang), args...) }

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
