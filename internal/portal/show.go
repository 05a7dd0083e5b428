package portal

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/piglig/go-qr"

	"onewindow/internal/calendar"
)

// functions are what templates may call beside a page's own values.
var functions = template.FuncMap{
	"inc":    func(n int) int { return n + 1 },
	"worded": func(w *words, value any) worded { return worded{w, value} },
	"yes":    func(b *bool) bool { return b != nil && *b },
	"text":   orEmpty,
	"tel":    func(number string) template.URL { return template.URL("tel:" + onlyDigits(number)) },
	"geo":    func(p *position) template.URL { return template.URL(fmt.Sprintf("geo:%f,%f", p.Latitude, p.Longitude)) },
}

// worded is a value for a template that has to say something about it.
type worded struct {
	*words
	Value any
}

// Limit is a time limit in words.
func (w *words) Limit(l *limit) string {
	switch {
	case l == nil:
		return w.Say("no-limit")
	case l.Unit == "ON_THE_SPOT":
		return w.Say("on-the-spot")
	case l.Unit == "WORKING_DAYS" && l.Value == 1:
		return w.Say("working-day", l.Value)
	case l.Unit == "WORKING_DAYS":
		return w.Say("working-days", l.Value)
	case l.Value == 1:
		return w.Say("calendar-day", l.Value)
	}
	return w.Say("calendar-days", l.Value)
}

// Words are the texts themselves, for a template within another.
func (w *words) Words() *words { return w }

// Visits is how often one has to come, empty where nobody said.
func (w *words) Visits(n *int) string {
	switch {
	case n == nil:
		return ""
	case *n == 0:
		return w.Say("visits-0")
	}
	return w.Say("visits-n", *n)
}

// Fees say at a glance what is to be paid: the amount where there is one for all.
func (w *words) Fees(all []fee) string {
	switch {
	case len(all) > 1:
		return w.Say("charged-n", len(all))
	case all[0].Amount == nil:
		return w.Say("charged")
	}
	return "¥" + all[0].Amount.Amount
}

// Day is a day as people write it, empty for none.
func (w *words) Day(day string) string {
	d, err := calendar.ParseDay(day)
	if err != nil {
		return ""
	}
	return d.In(time.UTC).Format(w.dayFormat)
}

// Spans are times of a day.
func (w *words) Spans(all []span) string {
	said := make([]string, len(all))
	for i, s := range all {
		said[i] = s.From + "–" + s.To
	}
	return strings.Join(said, w.comma())
}

// Week are the hours of a week in lines: those of the same days, with the same remark,
// stand together.
func (w *words) Week(all []span) []string {
	type line struct{ days, note string }
	var order []line
	times := map[line][]span{}
	for _, s := range all {
		l := line{w.Days(s.Days), s.Note}
		if times[l] == nil {
			order = append(order, l)
		}
		times[l] = append(times[l], s)
	}
	said := make([]string, len(order))
	for i, l := range order {
		said[i] = strings.TrimSpace(l.days + " " + w.Spans(times[l]) + " " + l.note)
	}
	return said
}

// Moment is a time of a day within the year, empty for none.
func (w *words) Moment(at *string) string {
	t, err := time.Parse(time.RFC3339, orEmpty(at))
	if err != nil {
		return ""
	}
	return t.Format(w.momentFormat)
}

var week = []string{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"}

// Days are days of the week in words, three and more in a row by the first and the
// last.
func (w *words) Days(days []string) string {
	var said []string
	for i := 0; i < len(week); i++ {
		if !slices.Contains(days, week[i]) {
			continue
		}
		first := i
		for i+1 < len(week) && slices.Contains(days, week[i+1]) {
			i++
		}
		if i-first > 1 {
			said = append(said, w.Say("day-to-day", w.Say("day-"+week[first]), w.Say("day-"+week[i])))
			continue
		}
		for _, d := range week[first : i+1] {
			said = append(said, w.Say("day-"+d))
		}
	}
	return strings.Join(said, w.comma())
}

func (w *words) comma() string {
	if w == english {
		return ", "
	}
	return "、"
}

// Listed are names in a row.
func (w *words) Listed(names []string) string { return strings.Join(names, w.comma()) }

// All are texts by their keys, which have a prefix.
func (w *words) All(prefix string, keys []string) string {
	said := make([]string, len(keys))
	for i, k := range keys {
		said[i] = w.Say(prefix + k)
	}
	return strings.Join(said, w.comma())
}

// qrCode is a QR code as SVG.
func qrCode(text string) (template.HTML, error) {
	code, err := go_qr.EncodeText(text, go_qr.Medium)
	if err != nil {
		return "", fmt.Errorf("make a QR code: %w", err)
	}
	const quiet = 4 // modules of white around it
	size := code.Size()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if code.Module(x, y) {
				_, _ = fmt.Fprintf(&path, "M%d,%dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	side := size + 2*quiet
	svg := fmt.Sprintf(`<svg class="qr" viewBox="0 0 %[1]d %[1]d" role="img" aria-label="%[3]s" shape-rendering="crispEdges"><rect width="%[1]d" height="%[1]d" fill="#fff"/><path d="%[2]s" fill="#000"/></svg>`,
		side, path.String(), template.HTMLEscapeString(text))
	return template.HTML(svg), nil //nolint:gosec // numbers, and an escaped text
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func lower(text string) string { return strings.ToLower(text) }

func onlyDigits(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}
