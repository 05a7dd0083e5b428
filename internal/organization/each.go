package organization

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
