package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"onewindow/internal/fault"
)

// Rules on time limits. Their source is the review of implementation lists
// (即办件 means done on the spot; a promise is never longer than the law's
// limit), which follows 行政许可法 art. 42–43.
var (
	HandlingMissing = fault.NewKind("HANDLING_MISSING",
		"未写明是即办件还是承诺件。",
		"It is not said whether it is done on the spot or by a promised day.")
	HandlingMismatch = fault.NewKind("HANDLING_MISMATCH",
		"即办件的承诺时限必须是“当场办结”，承诺件则不能是。",
		"What is done on the spot promises ON_THE_SPOT, and nothing else does.")
	OnTheSpotValue = fault.NewKind("ON_THE_SPOT_VALUE",
		"“当场办结”的天数为 0，现为 %d。",
		"ON_THE_SPOT has the value 0, and here it is %d.")
	LimitOfZero = fault.NewKind("LIMIT_OF_ZERO",
		"时限至少为 1 天；当场办结请用单位 ON_THE_SPOT。",
		"A limit is at least 1 day; for zero days use the unit ON_THE_SPOT.")

	promiseExceedsStatutory = perUnit("PROMISE_EXCEEDS_STATUTORY",
		"承诺时限折合 %s 个{天}，超过法定时限的 %s 个{天}。",
		"The promised limit comes to %s {days}, more than the statutory %s {days}.")
)

// perUnit declares one rule whose message counts in the unit of a limit.
func perUnit(code, chinese, english string) map[LimitUnit]fault.Kind {
	in := func(days, tian string) fault.Kind {
		return fault.NewKind(code,
			strings.ReplaceAll(chinese, "{天}", tian), strings.ReplaceAll(english, "{days}", days))
	}
	return map[LimitUnit]fault.Kind{
		WorkingDays:  in("working days", "工作日"),
		CalendarDays: in("calendar days", "自然日"),
		OnTheSpot:    in("calendar days", "自然日"),
	}
}

// length is a limit in fifths of a calendar day, in which limits of every unit
// compare exactly.
//
// Five working days are one week, so a working day is 7/5 of a calendar day:
// 5 working days equal 7 calendar days and 20 equal 28. ON_THE_SPOT is 0.
// Nothing is rounded, so a promise of 1 working day is longer than a statutory
// calendar day, as it is over any weekend. Public holidays are left out of the
// comparison: how many fall into a limit depends on the day it begins, while
// the gate must say the same about a guide on every day of the year.
type length int

// lengthOf is false for a limit that is malformed, which is reported elsewhere.
func lengthOf(l TimeLimit) (length, bool) {
	if l.Value < 0 || l.Value > maxDays {
		return 0, false
	}
	switch l.Unit {
	case WorkingDays:
		return length(7 * l.Value), true
	case CalendarDays:
		return length(5 * l.Value), true
	case OnTheSpot:
		return 0, true
	}
	return 0, false
}

// in is the length as a number of days of a unit, with one decimal if need be.
func (l length) in(unit LimitUnit) string {
	perDay := 5.0
	if unit == WorkingDays {
		perDay = 7
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(l)/perDay, 'f', 1, 64), ".0")
}

func (g *gate) handlingMatchesPromise() {
	if g.Handling == nil {
		g.block(HandlingMissing.At("content.handling"))
		return
	}
	if g.PromisedLimit == nil {
		return
	}
	if (*g.Handling == HandlingOnTheSpot) != (g.PromisedLimit.Unit == OnTheSpot) {
		g.block(HandlingMismatch.At("content.handling"))
	}
}

func (g *gate) limitsMatchTheirUnits() {
	g.limitMatchesUnit("content.statutoryLimit", g.StatutoryLimit)
	g.limitMatchesUnit("content.promisedLimit", g.PromisedLimit)
	for i, p := range g.SpecialProcedures {
		g.limitMatchesUnit(fmt.Sprintf("content.specialProcedures.%d.limit", i), p.Limit)
	}
	for i, step := range g.Steps {
		g.limitMatchesUnit(fmt.Sprintf("content.steps.%d.limit", i), step.Limit)
	}
}

func (g *gate) limitMatchesUnit(at string, l *TimeLimit) {
	switch {
	case l == nil:
	case l.Unit == OnTheSpot && l.Value > 0:
		g.block(OnTheSpotValue.At(at+".value", l.Value))
	case l.Unit != OnTheSpot && l.Value == 0:
		g.block(LimitOfZero.At(at + ".value"))
	}
}

func (g *gate) promiseKeepsWithinTheLaw() {
	if g.PromisedLimit == nil || g.StatutoryLimit == nil {
		return
	}
	promised, ok := lengthOf(*g.PromisedLimit)
	statutory, alsoOK := lengthOf(*g.StatutoryLimit)
	if ok && alsoOK && promised > statutory {
		unit := g.StatutoryLimit.Unit
		g.block(promiseExceedsStatutory[unit].At("content.promisedLimit", promised.in(unit), statutory.in(unit)))
	}
}
