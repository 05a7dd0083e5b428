package identity_test

import (
	"os"
	"slices"
	"testing"

	"onewindow/internal/identity"
	"onewindow/schema/compat"
)

func TestThePageIsWritten(t *testing.T) {
	page, err := os.ReadFile("../../docs/permissions.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != identity.Page() {
		t.Errorf("docs/permissions.md is not what the table says: run %s", identity.PageCommand)
	}
}

// TestTheSchemaSaysTheTable holds the enumerations of the schema to the table, and
// every mutation to having an action.
func TestTheSchemaSaysTheTable(t *testing.T) {
	schema, err := compat.Load("../../schema")
	if err != nil {
		t.Fatal(err)
	}
	var shown []identity.Action
	for _, v := range schema.Types["Action"].EnumValues {
		shown = append(shown, identity.Action(v.Name))
		if said := identity.Describe(identity.Action(v.Name)); v.Description != said {
			t.Errorf("the schema says of %s: %s\nthe table: %s", v.Name, v.Description, said)
		}
	}
	if !slices.Equal(shown, identity.Actions) {
		t.Errorf("the schema has the actions %v, the table %v", shown, identity.Actions)
	}
	var roles []identity.Role
	for _, v := range schema.Types["Role"].EnumValues {
		roles = append(roles, identity.Role(v.Name))
	}
	if !slices.Equal(roles, identity.Roles) {
		t.Errorf("the schema has the roles %v, the table %v", roles, identity.Roles)
	}
	for _, f := range schema.Mutation.Fields {
		if !identity.IsOpen(f.Name) && identity.ActionOf(f.Name) == "" && identity.ActionOf("start"+f.Name) == "" {
			t.Errorf("nothing says who may %s", f.Name)
		}
	}
}

func TestReach(t *testing.T) {
	township := identity.Caller{Name: "staff:1", Grants: []identity.Grant{{Role: identity.CenterAdmin, CenterID: 7}, {Role: identity.DepartmentReviewer, DepartmentID: 3}}}
	if r := township.Reach(identity.StationDepartment); r.Everywhere || !slices.Equal(r.Centers, []int{7}) || len(r.Departments) > 0 {
		t.Errorf("an admin of a center stations at %+v", r)
	}
	if r := township.Reach(identity.EditItems); r.Everywhere || len(r.Centers) > 0 || !slices.Equal(r.Departments, []int{3}) {
		t.Errorf("a reviewer edits items of %+v", r)
	}
	if !township.Reach(identity.PlanCenters).Nowhere() || !(identity.Caller{}).Reach(identity.ReadUnpublished).Nowhere() {
		t.Error("somebody may do what the table does not say")
	}
	if !identity.Admin("x").Reach(identity.PlanCenters).Everywhere {
		t.Error("the district's admin may not plan centers")
	}
	limited := identity.Caller{Name: "token:kiosk", Grants: []identity.Grant{{Role: identity.DistrictAdmin}}, Only: []identity.Action{identity.ReadStaff}}
	if !limited.Reach(identity.PlanCenters).Nowhere() || !limited.Reach(identity.ReadStaff).Everywhere {
		t.Error("a token is not limited to its actions")
	}
}
