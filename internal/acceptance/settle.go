package acceptance

import (
	"time"
)

// Settle adds what holds by itself at a moment: warnings, overruns, and the
// acceptance that the law makes of silence. Each comes with the moment since
// which it holds, so it is the same whether it is written down at once or after a
// week of outage, and settling again adds nothing. It says when to look next, nil
// for a case in which nothing runs.
//
// On a day that is provisional nothing follows from the end of a limit: the
// calendar may still move it. Its warnings are given.
func (c *Case) Settle(r Rules, now time.Time) (next *time.Time) {
	for {
		e := c.nextDerived(r)
		if e == nil {
			return nil
		}
		if e.At.After(now) {
			return &e.At
		}
		c.add(*e)
	}
}

// nextDerived is the earliest thing that comes to hold by itself and was not
// written down yet.
func (c *Case) nextDerived(r Rules) *Event {
	var first *Event
	consider := func(e Event, at *time.Time) {
		if at == nil || first != nil && !at.Before(first.At) {
			return
		}
		e.At = *at
		if e.At.Before(c.LastAt) {
			e.At = c.LastAt
		}
		e.Actor = systemActor
		first = &e
	}
	for _, clock := range c.clocks() {
		due := r.Due(clock.Clock)
		if due == nil {
			continue
		}
		warn := func(level Level, share float64) {
			if !c.told[keyOf(clock.key(), clock.Clock, level)] {
				consider(Event{Kind: EventWarned, Facts: Facts{Task: clock.key(), Clock: clock.Name, Level: level, Due: &due.At}}, r.Warn(clock.Clock, share))
			}
		}
		warn(Yellow, r.Yellow)
		warn(Red, r.Red)
		if !due.Provisional {
			c.considerEnd(clock, due.At, consider)
		}
	}
	c.considerFollowing(r, consider)
	return first
}

// considerEnd is what comes with the end of a limit.
func (c *Case) considerEnd(clock runningClock, due time.Time, consider func(Event, *time.Time)) {
	if c.told[keyOf(clock.key(), clock.Clock, Overdue)] {
		if clock.Name == ToAccept { // the breach is noted: now what the law makes of it
			consider(Event{Kind: EventDeemedAccepted, Facts: Facts{Since: c.ReceivedAt, Tasks: c.plan.Tasks, Limit: &c.plan.Limit}}, &due)
		}
		return
	}
	breach := BeyondLimit
	if clock.Name == ToAccept {
		breach = NotTold
	}
	consider(Event{Kind: EventBreached, Facts: Facts{
		Task: clock.key(), Clock: clock.Name, Level: Overdue, Due: &due, Breach: breach,
	}}, &due)
}

// considerFollowing reminds of materials that were to follow, on the morning of
// their day, or of the last working day before it.
func (c *Case) considerFollowing(r Rules, consider func(Event, *time.Time)) {
	if c.State != Accepted {
		return
	}
	for _, place := range c.following() {
		due := r.closing(*c.Checks[place].FollowsBy)
		if !c.told[followKey(due)] {
			day := *c.Checks[place].FollowsBy
			for r.dayOff(day) {
				day = day.AddDays(-1)
			}
			at := r.opening(day)
			consider(Event{Kind: EventWarned, Facts: Facts{Clock: ToFollow, Level: Yellow, Due: &due}}, &at)
		}
	}
}

// systemActor is who writes down what holds by itself.
const systemActor = "command:sweep"
