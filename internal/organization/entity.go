package organization

// What other subgraphs of a federation may name by its keys is told to gqlgen
// by these methods.

// IsEntity marks a division as an entity.
func (*DivisionAt) IsEntity() {}

// IsEntity marks a center as an entity.
func (*CenterAt) IsEntity() {}

// IsEntity marks a department as an entity.
func (*DepartmentAt) IsEntity() {}
