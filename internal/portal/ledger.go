package portal

import (
	"net/url"
	"slices"
	"time"

	"onewindow/internal/calendar"
)

// ledgerPages are of how many pages of the API's a ledger on one page has at most: who
// needs more takes the spreadsheet.
const ledgerPages = 20

// ledgerCenter is a center that may have a ledger.
type ledgerCenter struct{ ID, Code, Name string }

// ledgerRow is a line of a ledger.
type ledgerRow struct {
	RecordedAt, At, Summary string
	By                      *struct{ Name, Number string }
	Case                    struct {
		Number string
		Guide  *struct{ Title string }
	}
}

// ledgerOf is what the page of a ledger shows.
type ledgerOf struct {
	Text   string // what was asked for: a code, or a part of a name
	Day    calendar.Day
	Center *ledgerCenter
	// Choices are the centers that the text may mean, when it is not clear which.
	Choices []ledgerCenter
	Rows    []ledgerRow
	More    bool
	Sheet   string // the address of the spreadsheet
}

// ledger is the ledger of a center's day as a page to print, for those who may read
// it: without a center, that of the reader's own post.
func (p *Portal) ledger(v *visit) (*view, error) {
	var reader struct {
		Viewer *struct {
			Grants []struct{ Center *struct{ Code string } }
		}
	}
	if err := v.askSignedIn("LedgerReader", nil, &reader); err != nil {
		return nil, err
	}
	if reader.Viewer == nil {
		return nil, &Refusal{Code: unauthenticated}
	}
	shown := &ledgerOf{Text: v.URL.Query().Get("center"), Day: p.today()}
	if day, err := calendar.ParseDay(v.URL.Query().Get("day")); err == nil {
		shown.Day = day
	}
	for _, g := range reader.Viewer.Grants {
		if shown.Text == "" && g.Center != nil {
			shown.Text = g.Center.Code
		}
	}
	if err := v.findCenter(shown); err != nil {
		return nil, err
	}
	if shown.Center != nil {
		if err := v.readLedger(shown); err != nil {
			return nil, err
		}
		shown.Sheet = "/ledger.xlsx?" + url.Values{"center": {shown.Center.Code}, "day": {shown.Day.String()}}.Encode()
	}
	return &view{template: "ledger", Title: v.words.Say("ledger"), Private: true, Data: shown}, nil
}

// findCenter finds the center that a text means: by its code, or as the only one.
func (v *visit) findCenter(l *ledgerOf) error {
	if l.Text == "" {
		return nil
	}
	var data struct {
		Centers struct{ Nodes []ledgerCenter }
	}
	if err := v.askSignedIn("LedgerCenters", map[string]any{"text": l.Text}, &data); err != nil {
		return err
	}
	found := data.Centers.Nodes
	i := slices.IndexFunc(found, func(c ledgerCenter) bool { return c.Code == l.Text || c.Name == l.Text })
	if len(found) == 1 {
		i = 0
	}
	if i < 0 {
		l.Choices = found
		return nil
	}
	l.Center = &found[i]
	return nil
}

// readLedger reads the rows of a ledger, the earliest first.
func (v *visit) readLedger(l *ledgerOf) error {
	var after *string
	for range ledgerPages {
		var data struct {
			CaseLedger struct {
				Nodes    []ledgerRow
				PageInfo pageInfo
			}
		}
		if err := v.askSignedIn("Ledger", map[string]any{"center": l.Center.ID, "day": l.Day.String(), "after": after}, &data); err != nil {
			return err
		}
		l.Rows, l.More = append(l.Rows, data.CaseLedger.Nodes...), data.CaseLedger.PageInfo.HasNextPage
		if !l.More {
			break
		}
		after = &data.CaseLedger.PageInfo.EndCursor
	}
	return nil
}

// Stamp is a moment to the second, as ledgers have it.
func (w *words) Stamp(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return t.Format(time.DateTime)
}
