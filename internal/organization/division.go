package organization

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"onewindow/internal/calendar"
)

// Division is a node of the official tree (行政区划). It is kept small, since a
// country has 620,000 of them. Its Name and its parent are the present ones;
// how they were on another day is for a Lens to say.
type Division struct {
	ID   int
	Name string

	code            uint64
	from, to, since packedDay
	parentID        int32
	parent          int32 // its place in the index, -1 for none
	version         int32
	level           uint8
	changed         bool // whether it had another name or parent before
}

// Code is the official code of twelve digits.
func (d *Division) Code() string { return fmt.Sprintf("%012d", d.code) }

// Level is how high it stands.
func (d *Division) Level() Level { return Levels[d.level] }

// ParentID is the division it is in at present, 0 for the topmost.
func (d *Division) ParentID() int { return int(d.parentID) }

// ValidFrom is the first day it is in force.
func (d *Division) ValidFrom() calendar.Day { return d.from.day() }

// ValidTo is the first day it is no longer in force, nil while no end is known.
func (d *Division) ValidTo() *calendar.Day {
	if d.to == 0 {
		return nil
	}
	day := d.to.day()
	return &day
}

// Version is the version to give back when changing it.
func (d *Division) Version() int { return int(d.version) }

// InForce is whether it exists on a day.
func (d *Division) InForce(day calendar.Day) bool { return d.inForce(pack(day)) }

func (d *Division) inForce(day packedDay) bool {
	return d.from <= day && (d.to == 0 || day < d.to)
}

// nearest is the day itself while the division is in force, otherwise the day
// of its life that is nearest.
func (d *Division) nearest(day packedDay) packedDay {
	if d.to != 0 && day >= d.to {
		day = pack(d.to.day().AddDays(-1))
	}
	return max(day, d.from)
}

// packedDay is a day in four bytes, in the order of days; 0 is no day.
type packedDay int32

func pack(d calendar.Day) packedDay {
	if d.IsZero() {
		return 0
	}
	_, _, date := d.In(time.UTC).Date()
	return packedDay(d.Year()*10000 + int(d.Month())*100 + date)
}

func (p packedDay) day() calendar.Day {
	return calendar.NewDay(int(p/10000), time.Month(p/100%100), int(p%100))
}

// formerState is the name and the parent a division had for a time.
type formerState struct {
	division, parent int32 // places in the index
	from, to         packedDay
	name             string
}

// Succession says that a division took over from one that ended.
type Succession struct {
	PredecessorID, SuccessorID int
	OnDay                      calendar.Day
	Note                       string
}

// divisionTree is the index of all divisions, those that ended too.
type divisionTree struct {
	rows []Division      // by code, then by first day
	byID map[int32]int32 // to the place in rows

	// children holds, parent by parent, every division that ever was below it,
	// in the order of codes; those of place i are between offsets i+1 and i+2.
	// Offset 0 begins the ones without a parent.
	children []int32
	offsets  []int32

	former       []formerState // by division, then by first day
	successors   map[int][]Succession
	predecessors map[int][]Succession

	// lastChange is the last day on which anything began, ended or changed.
	lastChange packedDay
	counts     countCache
}

// build links rows and former states, which name parents by id until then.
func (t *divisionTree) build(former []formerRow) {
	slices.SortFunc(t.rows, func(a, b Division) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.from, b.from), cmp.Compare(a.ID, b.ID))
	})
	t.byID = make(map[int32]int32, len(t.rows))
	for i := range t.rows {
		t.byID[int32(t.rows[i].ID)] = int32(i)
	}
	for i := range t.rows {
		d := &t.rows[i]
		d.parent = t.place(int(d.parentID))
		t.lastChange = max(t.lastChange, d.from, d.to, d.since)
	}
	for _, f := range former {
		at := t.place(int(f.division))
		t.rows[at].changed = true
		t.former = append(t.former, formerState{at, t.place(int(f.parent)), f.from, f.to, f.name})
	}
	slices.SortFunc(t.former, func(a, b formerState) int {
		return cmp.Or(cmp.Compare(a.division, b.division), cmp.Compare(a.from, b.from))
	})
	t.linkChildren()
}

// formerRow is a former state as it is stored.
type formerRow struct {
	division, parent int32 // ids
	from, to         packedDay
	name             string
}

// place is where the division of an id stands in rows, -1 for none.
func (t *divisionTree) place(id int) int32 {
	if at, ok := t.byID[int32(id)]; ok && id > 0 && id <= math.MaxInt32 {
		return at
	}
	return -1
}

// linkChildren counts, then fills: two passes, and no list per division.
func (t *divisionTree) linkChildren() {
	pairs := t.parentages()
	t.offsets = make([]int32, len(t.rows)+2)
	for _, p := range pairs {
		t.offsets[p.parent+2]++
	}
	for i := 1; i < len(t.offsets); i++ {
		t.offsets[i] += t.offsets[i-1]
	}
	t.children = make([]int32, len(pairs))
	next := slices.Clone(t.offsets)
	for _, p := range pairs {
		t.children[next[p.parent+1]] = p.child
		next[p.parent+1]++
	}
}

type parentage struct{ parent, child int32 }

// parentages are all pairs of parent and child that ever were, by child.
func (t *divisionTree) parentages() []parentage {
	pairs := make([]parentage, 0, len(t.rows)+len(t.former))
	for i := range t.rows {
		pairs = append(pairs, parentage{t.rows[i].parent, int32(i)})
	}
	if len(t.former) == 0 {
		return pairs
	}
	for _, f := range t.former {
		pairs = append(pairs, parentage{f.parent, f.division})
	}
	slices.SortFunc(pairs, func(a, b parentage) int {
		return cmp.Or(cmp.Compare(a.child, b.child), cmp.Compare(a.parent, b.parent))
	})
	return slices.Compact(pairs)
}

func (t *divisionTree) byPlace(at int32) *Division {
	if at < 0 {
		return nil
	}
	return &t.rows[at]
}

// stateOn is the name and the parent's place of the division at a place on a day.
func (t *divisionTree) stateOn(at int32, day packedDay) (name string, parent int32) {
	d := &t.rows[at]
	if !d.changed || day >= d.since {
		return d.Name, d.parent
	}
	first, _ := slices.BinarySearchFunc(t.former, at, func(f formerState, at int32) int { return cmp.Compare(f.division, at) })
	name, parent = d.Name, d.parent
	for i := first; i < len(t.former) && t.former[i].division == at; i++ {
		f := &t.former[i]
		if day < f.to {
			return f.name, f.parent
		}
	}
	return name, parent
}

// childrenOn are the places of the divisions below a place (-1 for the topmost
// ones) that are in force on a day, in the order of codes.
func (t *divisionTree) childrenOn(at int32, day packedDay) []int32 {
	var found []int32
	for _, child := range t.children[t.offsets[at+1]:t.offsets[at+2]] {
		if !t.rows[child].inForce(day) {
			continue
		}
		if _, parent := t.stateOn(child, day); parent == at {
			found = append(found, child)
		}
	}
	return found
}

// ancestorsOn calls f with each place above one on a day, nearest first, until
// f returns false.
func (t *divisionTree) ancestorsOn(at int32, day packedDay, f func(at int32) bool) {
	for range len(Levels) {
		_, at = t.stateOn(at, t.rows[at].nearest(day))
		if at < 0 || !f(at) {
			return
		}
	}
}

// within is whether the place at lies in the place outer, or is it, on a day.
func (t *divisionTree) within(at, outer int32, day packedDay) bool {
	if at == outer {
		return true
	}
	found := false
	t.ancestorsOn(at, day, func(above int32) bool {
		found = above == outer
		return !found
	})
	return found
}

// byCode is the division that has a code on a day, nil for none.
func (t *divisionTree) byCode(code string, day packedDay) *Division {
	number, ok := codeNumber(code)
	if !ok {
		return nil
	}
	at, _ := slices.BinarySearchFunc(t.rows, number, func(d Division, n uint64) int { return cmp.Compare(d.code, n) })
	for ; at < len(t.rows) && t.rows[at].code == number; at++ {
		if t.rows[at].inForce(day) {
			return &t.rows[at]
		}
	}
	return nil
}

// codeNumber reads a code of twelve digits.
func codeNumber(code string) (uint64, bool) {
	if len(code) != codeLength {
		return 0, false
	}
	var n uint64
	for _, c := range []byte(code) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

// codeLength is how many digits the code of a division has (GB/T 10114 and the
// statistical codes below it).
const codeLength = 12

// matches is whether a division is meant by what somebody typed: part of its
// name, or the beginning of its code.
func matches(name, code, text string) bool {
	return strings.Contains(name, text) || strings.HasPrefix(code, text)
}
