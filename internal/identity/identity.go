// Package identity says who calls and what they may do.
package identity

import (
	"context"
	"errors"
	"slices"
)

// Caller is whoever asks. The zero Caller is the public: it reads what is
// published and changes nothing.
type Caller struct {
	// Name identifies the caller in the audit trail: "staff:1024", "token:kiosk-3",
	// "command:sample".
	Name string
	// StaffID is the person who calls, 0 for a machine.
	StaffID int
	// Grants are the posts that the caller holds today, or the role of a token.
	Grants []Grant
	// Only limits a token to some actions; nil for all that its role has.
	Only []Action
	// OnlyRegistered limits a token to trusted documents.
	OnlyRegistered bool
}

// Grant is a role within its scope: the center of a post with all that report to
// it, or its department. Both are 0 for a role of the whole district.
type Grant struct {
	Role                   Role
	CenterID, DepartmentID int
}

// Admin is a caller that may do everything everywhere, such as somebody at the
// machine itself.
func Admin(name string) Caller {
	return Caller{Name: name, Grants: []Grant{{Role: DistrictAdmin}}}
}

// Public is whether nobody signed in.
func (c Caller) Public() bool { return c.Name == "" }

// Has is whether the caller holds a role.
func (c Caller) Has(r Role) bool {
	return slices.ContainsFunc(c.Grants, func(g Grant) bool { return g.Role == r })
}

// Reach is how far an action of a caller goes: everywhere, or at some centers
// with all that report to them and for some departments.
type Reach struct {
	Everywhere           bool
	Centers, Departments []int
}

// Nowhere is whether the caller may not do it at all.
func (r Reach) Nowhere() bool {
	return !r.Everywhere && len(r.Centers) == 0 && len(r.Departments) == 0
}

// Reach is how far an action goes for this caller, by the table of policy.go.
func (c Caller) Reach(a Action) (reach Reach) {
	if c.Only != nil && !slices.Contains(c.Only, a) {
		return reach
	}
	for _, g := range c.Grants {
		switch table[a].of(g.Role) {
		case everywhere:
			reach.Everywhere = true
		case own:
			reach.add(g)
		}
	}
	return reach
}

// Department is whether a department is within reach.
func (r Reach) Department(id int) bool {
	return r.Everywhere || slices.Contains(r.Departments, id)
}

// add is what a grant reaches; one without a place, which only tokens can have,
// reaches all.
func (r *Reach) add(g Grant) {
	if g.CenterID == 0 && g.DepartmentID == 0 {
		r.Everywhere = true
	}
	if g.CenterID != 0 {
		r.Centers = append(r.Centers, g.CenterID)
	}
	if g.DepartmentID != 0 {
		r.Departments = append(r.Departments, g.DepartmentID)
	}
}

// The reasons for which something is refused before it is looked at.
var (
	ErrUnauthenticated = errors.New("sign in to do this")
	ErrForbidden       = errors.New("this caller may not do this")
)

type callerKey struct{}

// With puts the caller into the context.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From is the caller of this context, the public when none was put there.
func From(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// Authorize returns the caller when they may do something somewhere. Where they
// may is checked against what it is done to: by store.Tx for changes, by the
// lenses of the domains for reads.
func Authorize(ctx context.Context, a Action) (Caller, error) {
	c := From(ctx)
	switch {
	case c.Public():
		return c, ErrUnauthenticated
	case c.Reach(a).Nowhere():
		return c, ErrForbidden
	}
	return c, nil
}
