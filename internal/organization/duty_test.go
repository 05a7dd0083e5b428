package organization

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

// at is a moment of October 2026 by the clock of the place.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, shanghai)
}

func between(day, from, to int) Stretch { return Stretch{at(day, from, 0), at(day, to, 0)} }

func sameStretches(a, b []Stretch) bool {
	return slices.EqualFunc(a, b, func(a, b Stretch) bool { return a.From.Equal(b.From) && a.To.Equal(b.To) })
}

func TestDutyTimes(t *testing.T) {
	night := []Span{{Days: weekdays, From: "20:00", To: "24:00"}}
	dawn := []Span{{Days: weekdays, From: "00:00", To: "08:00"}}
	for name, c := range map[string]struct {
		after  []Span
		period Stretch
		want   []Stretch
	}{
		"open on a Monday, a noon break": {
			period: Stretch{at(12, 0, 0), at(13, 0, 0)},
			want:   []Stretch{between(12, 9, 12), {at(12, 14, 0), at(12, 17, 30)}},
		},
		"a long Thursday is one stretch": {
			period: Stretch{at(15, 12, 0), at(16, 0, 0)},
			want:   []Stretch{between(15, 14, 20)},
		},
		"nothing on a holiday": {period: Stretch{at(1, 0, 0), at(2, 0, 0)}},
		"duty holds on a holiday": {
			after: night, period: Stretch{at(1, 0, 0), at(2, 0, 0)},
			want: []Stretch{{at(1, 20, 0), at(2, 0, 0)}},
		},
		"duty holds on a day that is closed": {
			after: night, period: Stretch{at(14, 0, 0), at(15, 0, 0)},
			want: []Stretch{{at(14, 20, 0), at(15, 0, 0)}},
		},
		"the night joins over midnight": {
			after: slices.Concat(night, dawn), period: Stretch{at(3, 12, 0), at(4, 12, 0)},
			want: []Stretch{{at(3, 20, 0), at(4, 8, 0)}},
		},
		"a period cuts": {
			period: Stretch{at(12, 10, 0), at(12, 15, 0)},
			want:   []Stretch{between(12, 10, 12), between(12, 14, 15)},
		},
		"an empty period": {period: Stretch{at(12, 10, 0), at(12, 10, 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := DutyTimes(usual(), c.after, c.period, shanghai, nationalDay); !sameStretches(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestCheckRoster(t *testing.T) {
	day, promised := between(12, 0, 23), []Stretch{between(12, 9, 12), between(12, 14, 17)}
	shift := func(staff, from, to int) DutyShift { return DutyShift{Stretch: between(12, from, to), StaffID: staff} }
	for name, c := range map[string]struct {
		shifts []DutyShift
		want   []string
	}{
		"one covers all":                   {[]DutyShift{shift(1, 8, 18)}, nil},
		"two that touch":                   {[]DutyShift{shift(2, 11, 17), shift(1, 9, 11)}, nil},
		"two at once":                      {[]DutyShift{shift(1, 9, 17), shift(2, 9, 17)}, nil},
		"a break that nobody was promised": {[]DutyShift{shift(1, 9, 12), shift(1, 14, 17)}, nil},
		"each gap is listed":               {[]DutyShift{shift(1, 10, 11), shift(2, 15, 16)}, []string{"DUTY_GAP", "DUTY_GAP", "DUTY_GAP", "DUTY_GAP"}},
		"nobody":                           {nil, []string{"DUTY_GAP", "DUTY_GAP"}},
		"twice at once":                    {[]DutyShift{shift(1, 8, 18), shift(1, 17, 19)}, []string{"DUTY_TWICE"}},
		"no time and outside":              {[]DutyShift{shift(1, 12, 12), {Stretch: Stretch{at(11, 23, 0), at(12, 18, 0)}, StaffID: 2}}, []string{"DUTY_ORDER", "DUTY_OUTSIDE"}},
		"more than there may be":           {make([]DutyShift, MaxShifts+1), []string{"TOO_MANY"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := codesOf(t, CheckRoster(c.shifts, day, promised, shanghai)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func codesOf(t *testing.T, err error) []string {
	t.Helper()
	problems, ok := fault.From(err)
	if err != nil && !ok {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}

func TestWithdraw(t *testing.T) {
	promised := []Stretch{between(12, 9, 17)}
	whole := []DutyShift{{Stretch: between(12, 9, 17), StaffID: 1}}
	for name, c := range map[string]struct {
		shifts     []DutyShift
		now        time.Time
		substitute int
		want       []DutyShift
		code       []string
	}{
		"a gap is refused":                     {whole, at(12, 8, 0), 0, nil, []string{"DUTY_GAP"}},
		"in the middle too":                    {whole, at(12, 13, 0), 0, nil, []string{"DUTY_GAP"}},
		"a substitute takes all":               {whole, at(12, 8, 0), 2, []DutyShift{{between(12, 9, 17), 2, 1}}, nil},
		"a substitute takes the rest":          {whole, at(12, 13, 0), 2, []DutyShift{{between(12, 9, 13), 1, 0}, {between(12, 13, 17), 2, 1}}, nil},
		"it is over":                           {whole, at(12, 17, 0), 2, nil, []string{"DUTY_OVER"}},
		"not by oneself":                       {whole, at(12, 8, 0), 1, nil, []string{"OWN_SUBSTITUTE"}},
		"another is there":                     {append(slices.Clone(whole), DutyShift{Stretch: between(12, 8, 18), StaffID: 3}), at(12, 8, 0), 0, []DutyShift{{between(12, 8, 18), 3, 0}}, nil},
		"a substitute who is on duty is none":  {append(slices.Clone(whole), DutyShift{Stretch: between(12, 10, 11), StaffID: 3}), at(12, 8, 0), 3, nil, []string{"DUTY_TWICE"}},
		"what nobody was promised may be left": {[]DutyShift{{Stretch: between(12, 18, 20), StaffID: 1}}, at(12, 8, 0), 0, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(c.shifts)
			got, err := Withdraw(c.shifts, 0, c.now, c.substitute, promised, shanghai)
			if codes := codesOf(t, err); !slices.Equal(codes, c.code) {
				t.Fatalf("got %v, want %v", codes, c.code)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if !slices.Equal(before, c.shifts) {
				t.Error("the roster that was given changed")
			}
		})
	}
}

// TestNoMomentIsLeft plans and withdraws at random and looks at each half hour by
// itself: a moment is a gap exactly when it was promised and nobody is on duty,
// and no withdrawal that is allowed makes one.
func TestNoMomentIsLeft(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 11))
	period, refused, allowed := Stretch{at(12, 0, 0), at(14, 0, 0)}, 0, 0
	moment := func(n int) time.Time { return period.From.Add(time.Duration(n) * 30 * time.Minute) }
	some := func() Stretch {
		from := r.IntN(95)
		return Stretch{moment(from), moment(from + 1 + r.IntN(96-from))}
	}
	holds := func(all []Stretch, t time.Time) bool {
		return slices.ContainsFunc(all, func(s Stretch) bool { return s.holds(t) })
	}
	for range 5000 {
		promised := make([]Stretch, r.IntN(4))
		for i := range promised {
			promised[i] = some()
		}
		shifts := make([]DutyShift, 1+r.IntN(6))
		for i := range shifts {
			shifts[i] = DutyShift{Stretch: some(), StaffID: i + 1}
		}
		gaps := DutyGaps(promised, shifts)
		after, err := Withdraw(shifts, r.IntN(len(shifts)), moment(r.IntN(96)), r.IntN(2)*99, promised, shanghai)
		if err != nil {
			refused++
		} else {
			allowed++
		}
		for n := range 96 {
			now := moment(n)
			if want := holds(promised, now) && len(OnDutyAt(shifts, now)) == 0; holds(gaps, now) != want {
				t.Fatalf("at %v a gap is %v: promised %v, shifts %v, gaps %v", now, !want, promised, shifts, gaps)
			}
			if err == nil && holds(promised, now) && len(OnDutyAt(after, now)) == 0 && !holds(gaps, now) {
				t.Fatalf("at %v nobody is left: promised %v, shifts %v, after %v", now, promised, shifts, after)
			}
		}
	}
	if refused < 500 || allowed < 500 {
		t.Errorf("%d were refused and %d allowed: that tries too little", refused, allowed)
	}
}

func TestDutyTimesOfAYear(t *testing.T) {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	from := calendar.MustParseDay("2026-01-01")
	year := Stretch{from.In(loc), from.AddDays(365).In(loc)}
	promised := DutyTimes(usual(), []Span{{Days: weekdays, From: "00:00", To: "24:00"}}, year, loc, nationalDay)
	if !sameStretches(promised, []Stretch{year}) {
		t.Errorf("around the clock is %d stretches", len(promised))
	}
}
