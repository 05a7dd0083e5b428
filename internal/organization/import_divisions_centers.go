package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/servicecenter"
)

// findMisplaced lists the centers that no longer have their place once the
// divisions are as the file says: their division has ended, or the one of the
// center they report to does not contain theirs any more. The import leaves
// them as they are; whoever knows says with setReportsTo where they belong.
func (p *divisionPlan) findMisplaced(ctx context.Context, client *db.Client) error {
	centers, err := client.ServiceCenter.Query().Where(servicecenter.StatusNEQ(string(Closed))).
		Order(servicecenter.ByCode()).WithDivision().WithReportsTo(func(q *db.ServiceCenterQuery) { q.WithDivision() }).All(ctx)
	if err != nil {
		return fmt.Errorf("read the centers: %w", err)
	}
	gone := map[string]bool{}
	for _, d := range p.ended {
		gone[d.Code] = true
	}
	for _, c := range centers {
		if !p.hasPlace(c, gone) {
			p.summary.MisplacedCenters = append(p.summary.MisplacedCenters, c.Code+" "+c.Name)
		}
	}
	return nil
}

// hasPlace is whether a center's division lasts and lies in that of the center above.
func (p *divisionPlan) hasPlace(c *db.ServiceCenter, gone map[string]bool) bool {
	own, above := c.Edges.Division, c.Edges.ReportsTo
	if p.byID[own.ID] == nil || gone[own.Code] {
		return false
	}
	if above == nil {
		return true
	}
	code := own.Code
	for range len(Levels) {
		if code = p.newParent(code); code == above.Edges.Division.Code {
			return true
		}
	}
	return false
}

// newParent is the code of what a division lies in after the import, empty for none.
func (p *divisionPlan) newParent(code string) string {
	if row := p.byCode[code]; row != nil {
		return row.parent
	}
	if d := p.present[code]; d != nil {
		return p.parentCode(d)
	}
	return ""
}
