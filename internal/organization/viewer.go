package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/internal/identity"
)

// Viewer is who asks (当前用户).
type Viewer struct {
	Caller identity.Caller
	lens   *Lens
}

// Viewer is the caller as they see themselves, nil for the public.
func (l *Lens) Viewer(c identity.Caller) *Viewer {
	if c.Public() {
		return nil
	}
	return &Viewer{c, l}
}

// Name is what the audit trail calls them.
func (v *Viewer) Name() string { return v.Caller.Name }

// ReadStaff is the person, nil for a program. Everybody sees themselves.
func (v *Viewer) ReadStaff(ctx context.Context, client *db.Client) (*StaffMember, error) {
	if v.Caller.StaffID == 0 {
		return nil, nil //nolint:nilnil // a program is no person
	}
	row, err := client.Staff.Get(ctx, v.Caller.StaffID)
	if err != nil {
		return nil, fmt.Errorf("read who calls: %w", err)
	}
	return &StaffMember{row, v.lens}, nil
}

// Actions are all that the viewer may do somewhere.
func (v *Viewer) Actions() []identity.Action {
	may := []identity.Action{}
	for _, a := range identity.Actions {
		if !v.Caller.Reach(a).Nowhere() {
			may = append(may, a)
		}
	}
	return may
}

// GrantAt is a role within its scope.
type GrantAt struct {
	identity.Grant
	lens *Lens
}

// Grants are the roles that the viewer has today.
func (v *Viewer) Grants() []*GrantAt {
	grants := make([]*GrantAt, len(v.Caller.Grants))
	for i, g := range v.Caller.Grants {
		grants[i] = &GrantAt{g, v.lens}
	}
	return grants
}

// Center is the center that the grant reaches, nil for none.
func (g *GrantAt) Center() *CenterAt { return g.lens.Center(g.CenterID) }

// Department is the department that the grant reaches, nil for none.
func (g *GrantAt) Department() *DepartmentAt { return g.lens.Department(g.DepartmentID) }
