package organization

import (
	"context"
	"fmt"
	"io"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/calendarday"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// CalendarSummary is what importing a calendar did.
type CalendarSummary struct {
	// Days is how many the file has; Added, Changed and Removed what that made of
	// the calendar in the years of the file.
	Days, Added, Changed, Removed int
}

// ImportCalendar takes the days of a file (date,kind,name) over: they replace
// what was known of the years that the file is about. The same file again
// changes nothing.
func ImportCalendar(ctx context.Context, s *store.Store, r io.Reader) (CalendarSummary, error) {
	if _, err := identity.AuthorizeChange(ctx, "importCalendar"); err != nil { // before the file is read
		return CalendarSummary{}, err
	}
	entries, err := calendar.ParseCSV(r)
	if err != nil {
		return CalendarSummary{}, err
	}
	return store.Write(ctx, s, "importCalendar", func(ctx context.Context, tx *store.Tx) (CalendarSummary, error) {
		sum := CalendarSummary{Days: len(entries)}
		known, err := tx.CalendarDay.Query().All(ctx)
		if err != nil {
			return sum, fmt.Errorf("read the calendar: %w", err)
		}
		byDay := keyed(known, func(d *db.CalendarDay) calendar.Day { return d.Day })
		years := map[int]bool{}
		for _, e := range entries {
			if e.Day.Month() != time.December { // the notice of the next year may name days of December
				years[e.Day.Year()] = true
			}
			if err := sum.take(ctx, tx, byDay[e.Day], e); err != nil {
				return sum, err
			}
			delete(byDay, e.Day)
		}
		for _, d := range known {
			if byDay[d.Day] != nil && years[d.Day.Year()] {
				if err := tx.CalendarDay.DeleteOne(d).Exec(ctx); err != nil {
					return sum, fmt.Errorf("remove %s: %w", d.Day, err)
				}
				sum.Removed++
			}
		}
		if sum.Added+sum.Changed+sum.Removed > 0 {
			tx.Record(event.Calendar, 0, nil, sum)
		}
		return sum, nil
	})
}

func (sum *CalendarSummary) take(ctx context.Context, tx *store.Tx, known *db.CalendarDay, e calendar.Entry) error {
	var err error
	switch {
	case known == nil:
		sum.Added++
		err = tx.CalendarDay.Create().SetDay(e.Day).SetKind(string(e.Kind)).SetName(e.Name).Exec(ctx)
	case known.Kind != string(e.Kind) || known.Name != e.Name:
		sum.Changed++
		err = tx.CalendarDay.Update().Where(calendarday.ID(known.ID)).SetKind(string(e.Kind)).SetName(e.Name).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("store %s: %w", e.Day, err)
	}
	return nil
}
