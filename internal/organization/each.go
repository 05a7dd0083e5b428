package organization

import "onewindow/internal/calendar"

// EachDivision calls f with every division in force on the lens's day, in the
// order of codes.
func (l *Lens) EachDivision(f func(*DivisionAt)) {
	day := pack(l.Day)
	for i := range l.divisions.rows {
		if l.divisions.rows[i].inForce(day) {
			f(l.divisionAt(int32(i)))
		}
	}
}

// EachDivisionBetween visits the ids of divisions that are in force, or are
// called something else, on only one of two days.
func (l *Lens) EachDivisionBetween(one, other calendar.Day, f func(id int)) {
	a, b := pack(one), pack(other)
	for i := range l.divisions.rows {
		d := &l.divisions.rows[i]
		if d.inForce(a) != d.inForce(b) {
			f(d.ID)
			continue
		}
		if !d.changed {
			continue
		}
		nameA, parentA := l.divisions.stateOn(int32(i), a)
		if nameB, parentB := l.divisions.stateOn(int32(i), b); nameA != nameB || parentA != parentB {
			f(d.ID)
		}
	}
}
