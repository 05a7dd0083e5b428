package graph

import (
	"context"

	"onewindow/graph/model"
	"onewindow/graph/scalar"
	"onewindow/internal/catalog"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/reception"
)

// idOf reads an opaque id of one kind, e.g. idOf[node.EditionID](id).
func idOf[T ~int, P interface {
	*T
	UnmarshalGQL(v any) error
}](s string,
) (T, error) {
	var id T
	err := P(&id).UnmarshalGQL(s)
	return id, err
}

// changedItem shows the item that a mutation changed, nil when it was refused.
func (r *Resolver) changedItem(ctx context.Context, id node.ItemID, err error) (*catalog.ItemAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || id == 0 {
		return nil, problems, err
	}
	return r.fresh(ctx).Item(int(id)), problems, nil
}

// changedItems shows the items that a mutation changed, nil when it was refused.
func (r *Resolver) changedItems(ctx context.Context, ids []node.ItemID, err error) ([]*catalog.ItemAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	lens := r.fresh(ctx)
	items := make([]*catalog.ItemAt, 0, len(ids))
	for _, id := range ids {
		if item := lens.Item(int(id)); item != nil {
			items = append(items, item)
		}
	}
	return items, problems, nil
}

// changedEdition shows the edition that a mutation changed, nil when it was refused.
func (r *Resolver) changedEdition(ctx context.Context, id node.EditionID, err error) (*catalog.EditionAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || id == 0 {
		return nil, problems, err
	}
	e, err := r.fresh(ctx).ReadEdition(ctx, r.Store.Client, int(id))
	return e, problems, err
}

// changedCase shows the case that a mutation changed, nil when it was refused.
func (r *Resolver) changedCase(ctx context.Context, id node.CaseID, err error) (*scalar.CasePayload, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || id == 0 {
		return &scalar.CasePayload{UserErrors: problems}, err
	}
	changed, err := r.Acceptance.Changed(ctx, id)
	return &scalar.CasePayload{Case: changed, UserErrors: problems}, err
}

// changedRoster shows the duty roster of a center that was changed, nil when that was
// refused.
func (r *Resolver) changedRoster(ctx context.Context, center node.CenterID, err error) (*organization.RosterAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	roster, err := r.fresh(ctx).Org.ReadRoster(ctx, r.Store.Client, int(center))
	return roster, problems, err
}

// changedPlan shows a plan of slots that was made or ended, nil when that was refused.
func (r *Resolver) changedPlan(ctx context.Context, id node.SlotPlanID, err error) (*reception.PlanAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || id == 0 {
		return nil, problems, err
	}
	plan, err := r.Reception.ChangedPlan(ctx, id)
	return plan, problems, err
}

// changedAppointment shows an appointment that was changed, nil when that was refused.
func (r *Resolver) changedAppointment(ctx context.Context, id node.AppointmentID, err error) (*reception.AppointmentAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || id == 0 {
		return nil, problems, err
	}
	appointment, err := r.Reception.ChangedAppointment(ctx, id)
	return appointment, problems, err
}

// changedTicket shows a waiting number that was changed, nil when that was refused.
func (r *Resolver) changedTicket(ctx context.Context, id node.TicketID, err error) (*reception.TicketAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || id == 0 {
		return nil, problems, err
	}
	ticket, err := r.Reception.ChangedTicket(ctx, id)
	return ticket, problems, err
}

// staffOf is a person of a case as the caller may see them, nil for nobody.
func staffOf(ctx context.Context, id int) (*organization.StaffMember, error) {
	if id == 0 {
		return nil, nil //nolint:nilnil // nobody is an answer
	}
	return load(ctx).staff.Load(ctx, id)
}

// codeFaults shows the faults of an item's implementation code.
func codeFaults(ctx context.Context, item *catalog.ItemAt) []*model.CodeFault {
	shown := []*model.CodeFault{}
	if item == nil {
		return shown
	}
	for _, f := range item.CodeFaults() {
		fault := &model.CodeFault{Code: f.Code, Message: f.Message(Language(ctx))}
		if len(f.Path) > 0 {
			fault.Part = &f.Path[0]
		}
		shown = append(shown, fault)
	}
	return shown
}

// shownFindings are findings in the caller's language; nil stays nil.
func shownFindings(ctx context.Context, findings []catalog.Finding) []*model.Finding {
	if findings == nil {
		return nil
	}
	shown := make([]*model.Finding, len(findings))
	for i, f := range findings {
		shown[i] = &model.Finding{Field: f.Path, Code: f.Code, Message: f.Message(Language(ctx)), Severity: f.Severity}
		if f.Public != "" {
			shown[i].MissingPublic = &f.Public
		}
	}
	return shown
}
