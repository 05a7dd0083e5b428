// Package identity says who calls and what they may do.
package identity

import (
	"context"
	"errors"
)

// Role is what a caller may do.
type Role string

// RoleAdmin may make every change.
const RoleAdmin Role = "ADMIN"

// Caller is whoever makes a change. The zero Caller is the public: it reads
// what is published and changes nothing.
type Caller struct {
	// Name identifies the caller in the audit trail, e.g. "token:registry-office".
	Name string
	Role Role
}

// Public is whether nobody signed in.
func (c Caller) Public() bool { return c.Role == "" }

// SeesDrafts says whether the caller sees what is not published: drafts, closed
// centers, staff, history with names.
func (c Caller) SeesDrafts() bool { return c.Role == RoleAdmin }

// The reasons for which a change is refused before it is looked at.
var (
	ErrUnauthenticated = errors.New("sign in with a bearer token to do this")
	ErrForbidden       = errors.New("this role may not do this")
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

// Authorize returns the caller when they may make changes. Every write passes
// here, through store.Write; reads of what is not public ask SeesDrafts.
func Authorize(ctx context.Context) (Caller, error) {
	c := From(ctx)
	switch c.Role {
	case RoleAdmin:
		return c, nil
	case "":
		return c, ErrUnauthenticated
	default:
		return c, ErrForbidden
	}
}
