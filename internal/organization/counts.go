package organization

import "sync"

// DivisionCounts is how many divisions of the lower levels lie in a division.
type DivisionCounts struct {
	Townships, Villages int
}

// countCache keeps the counts of the days that were asked for last. Counting
// all divisions of a day at once costs little more than counting one province.
type countCache struct {
	mu   sync.Mutex
	days map[packedDay][]countPair
}

type countPair struct{ townships, villages int32 }

// countedDays is for how many days counts are kept.
const countedDays = 4

// countOn is how many townships and villages lie below a place on a day.
func (t *divisionTree) countOn(at int32, day packedDay) DivisionCounts {
	day = min(day, t.lastChange) // nothing changes after it
	t.counts.mu.Lock()
	defer t.counts.mu.Unlock()
	table, ok := t.counts.days[day]
	if !ok {
		if t.counts.days == nil || len(t.counts.days) >= countedDays {
			t.counts.days = map[packedDay][]countPair{}
		}
		table = t.countAll(day)
		t.counts.days[day] = table
	}
	return DivisionCounts{int(table[at+1].townships), int(table[at+1].villages)}
}

// countAll counts for every place; the first pair is the whole tree.
func (t *divisionTree) countAll(day packedDay) []countPair {
	table := make([]countPair, len(t.rows)+1)
	for i := range t.rows {
		d := &t.rows[i]
		one := countPair{}
		switch d.Level() {
		case Township:
			one.townships = 1
		case Village:
			one.villages = 1
		}
		if one == (countPair{}) || !d.inForce(day) {
			continue
		}
		table[0].add(one)
		t.ancestorsOn(int32(i), day, func(above int32) bool {
			table[above+1].add(one)
			return true
		})
	}
	return table
}

func (c *countPair) add(other countPair) {
	c.townships += other.townships
	c.villages += other.villages
}
