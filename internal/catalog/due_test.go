package catalog

import (
	"testing"
	"time"

	"onewindow/internal/calendar"
)

// A day that a Date can't say is no answer.
func TestALimitEndsInThisCalendar(t *testing.T) {
	last := calendar.NewDay(9999, time.December, 31)
	if due, err := (&Lens{}).DueOn(last.AddDays(-5), *calendarDays(5)); err != nil || due.Day != last {
		t.Errorf("it ends on %v, %v", due, err)
	}
	if due, err := (&Lens{}).DueOn(last.AddDays(-5), *calendarDays(6)); err == nil {
		t.Errorf("it ends on %v", due.Day)
	}
}
