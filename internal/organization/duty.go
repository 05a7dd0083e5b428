package organization

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

// Stretch is a stretch of time from From up to and without To.
type Stretch struct{ From, To time.Time }

// holds is whether a moment lies in it.
func (s Stretch) holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// overlaps is whether two stretches share a moment.
func (s Stretch) overlaps(other Stretch) bool {
	return s.From.Before(other.To) && other.From.Before(s.To)
}

// DutyShift says that a person is on duty at a center (岗位轮值), also after hours.
type DutyShift struct {
	Stretch
	StaffID int
	// SubstituteForID is whose place the person took, 0 for nobody's.
	SubstituteForID int
}

// MaxShifts are planned at a center at once, MaxDutyDays is how long a period is
// that one plan sets.
const (
	MaxShifts   = 400
	MaxDutyDays = 62
)

// Rules of the duty roster: someone can always be found (design section 2, line 11).
var (
	dutyGap = fault.NewKind("DUTY_GAP",
		"%s 至 %s 无人值班：请安排人员或指定顶岗人。",
		"Nobody is on duty from %s to %s: plan a shift or name a substitute.")
	dutyTwice = fault.NewKind("DUTY_TWICE",
		"此人在这一时段已有值班。",
		"This person is on duty at that time already.")
	dutyOutside = fault.NewKind("DUTY_OUTSIDE",
		"班次应在 %s 至 %s 之内。",
		"A shift lies between %s and %s.")
	dutyOrder = fault.NewKind("DUTY_ORDER",
		"班次的结束应晚于开始。",
		"A shift ends after it begins.")
	dutyOver = fault.NewKind("DUTY_OVER",
		"班次已经结束，不能再退出。",
		"The shift is over: nobody withdraws from it any more.")
	ownSubstitute = fault.NewKind("OWN_SUBSTITUTE",
		"不能由本人顶岗。",
		"Nobody is their own substitute.")
)

// DutyTimes are the stretches of a period in which a center promises that someone
// is found, joined and in order: when it is open, and the hours after that it
// declared as duty. Those hold on each day of the week that they name, on
// holidays and closed days too: that is when duty is for.
func DutyTimes(open Hours, after []Span, period Stretch, loc *time.Location, cal *calendar.Calendar) []Stretch {
	var all []Stretch
	// The day of the end is looked at too: it may begin inside the period.
	last := calendar.DayOf(period.To.In(loc))
	for day := calendar.DayOf(period.From.In(loc)); !day.After(last); day = day.AddDays(1) {
		for _, span := range slices.Concat(open.On(day, cal), Hours{Weekly: after}.usually(weekdays[day.Weekday()])) {
			if s, ok := span.on(day, loc); ok {
				all = append(all, within(s, period)...)
			}
		}
	}
	return joined(all)
}

// on is when the span is on a day, by the clock of its place.
func (s Span) on(day calendar.Day, loc *time.Location) (Stretch, bool) {
	from, known := momentOf(day, s.From, loc)
	if s.To == "24:00" {
		return Stretch{from, day.AddDays(1).In(loc)}, known
	}
	to, ends := momentOf(day, s.To, loc)
	return Stretch{from, to}, known && ends
}

// within is the part of a stretch that lies in a period; none where they share nothing.
func within(s, period Stretch) []Stretch {
	s.From = later(s.From, period.From)
	if s.To.After(period.To) {
		s.To = period.To
	}
	if !s.From.Before(s.To) {
		return nil
	}
	return []Stretch{s}
}

// joined puts stretches in order and makes one of those that touch.
func joined(all []Stretch) []Stretch {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Stretch) int { return a.From.Compare(b.From) })
	var whole []Stretch
	for _, s := range all {
		if n := len(whole); n > 0 && !s.From.After(whole[n-1].To) {
			if s.To.After(whole[n-1].To) {
				whole[n-1].To = s.To
			}
			continue
		}
		whole = append(whole, s)
	}
	return whole
}

// DutyGaps are the parts of promised stretches in which nobody is on duty, in order.
func DutyGaps(promised []Stretch, shifts []DutyShift) []Stretch {
	manned := make([]Stretch, len(shifts))
	for i, s := range shifts {
		manned[i] = s.Stretch
	}
	manned = joined(manned)
	var gaps []Stretch
	for _, p := range joined(promised) {
		from := p.From
		for _, m := range manned {
			if !m.overlaps(p) {
				continue
			}
			if from.Before(m.From) {
				gaps = append(gaps, Stretch{from, m.From})
			}
			from = m.To
		}
		if from.Before(p.To) {
			gaps = append(gaps, Stretch{from, p.To})
		}
	}
	return gaps
}

// CheckRoster reports everything that is wrong with the shifts that are to be the
// whole roster of a center in a period: those that lie outside it or are no time,
// a person who is on duty twice at once, and each gap in what is promised.
func CheckRoster(shifts []DutyShift, period Stretch, promised []Stretch, loc *time.Location) error {
	var problems fault.Problems
	if len(shifts) > MaxShifts {
		return fault.TooMany.At("shifts", MaxShifts)
	}
	for i, s := range shifts {
		path := fmt.Sprintf("shifts.%d", i)
		switch {
		case !s.From.Before(s.To):
			problems.Add(dutyOrder.At(path + ".to"))
		case s.From.Before(period.From) || s.To.After(period.To):
			problems.Add(dutyOutside.At(path, shown(period.From, loc), shown(period.To, loc)))
		case slices.ContainsFunc(shifts[:i], func(o DutyShift) bool { return o.StaffID == s.StaffID && o.overlaps(s.Stretch) }):
			problems.Add(dutyTwice.At(path + ".staff"))
		}
	}
	if len(problems) == 0 { // a shift that is none would show as a gap too
		problems = gapProblems("shifts", DutyGaps(promised, shifts), loc)
	}
	return problems.Err()
}

func gapProblems(path string, gaps []Stretch, loc *time.Location) fault.Problems {
	var problems fault.Problems
	for _, gap := range gaps {
		problems.Add(dutyGap.At(path, shown(gap.From, loc), shown(gap.To, loc)))
	}
	return problems
}

// shown is a moment as people read it.
func shown(t time.Time, loc *time.Location) string { return t.In(loc).Format("2006-01-02 15:04") }

// Withdraw takes a person out of one shift of a center's roster from a moment on,
// and has the substitute, 0 for none, do the rest of it; what was done of it
// stays. Without one it is refused where it would leave a gap in what is
// promised, which it did not have before.
func Withdraw(shifts []DutyShift, which int, now time.Time, substitute int, promised []Stretch, loc *time.Location) ([]DutyShift, error) {
	leaves := shifts[which]
	rest := Stretch{later(leaves.From, now), leaves.To}
	if !rest.From.Before(rest.To) {
		return nil, dutyOver.At("shift")
	}
	others := slices.Delete(slices.Clone(shifts), which, which+1)
	switch {
	case substitute == leaves.StaffID:
		return nil, ownSubstitute.At("substitute")
	case substitute != 0 && slices.ContainsFunc(others, func(o DutyShift) bool { return o.StaffID == substitute && o.overlaps(rest) }):
		return nil, dutyTwice.At("substitute")
	}
	after := others
	if leaves.From.Before(now) {
		after = append(after, DutyShift{Stretch{leaves.From, now}, leaves.StaffID, leaves.SubstituteForID})
	}
	if substitute != 0 {
		after = append(after, DutyShift{rest, substitute, leaves.StaffID})
	}
	inRest := make([]Stretch, 0, len(promised))
	for _, p := range promised {
		inRest = append(inRest, within(p, rest)...)
	}
	if gaps := gapProblems("substitute", DutyGaps(inRest, after), loc); len(gaps) > 0 {
		return nil, gaps
	}
	slices.SortFunc(after, func(a, b DutyShift) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.StaffID, b.StaffID))
	})
	return after, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// OnDutyAt are those of the shifts that hold at a moment.
func OnDutyAt(shifts []DutyShift, t time.Time) []DutyShift {
	var on []DutyShift
	for _, s := range shifts {
		if s.holds(t) {
			on = append(on, s)
		}
	}
	return on
}
