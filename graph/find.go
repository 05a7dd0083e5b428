package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/graph/scalar"
	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/token"
	"onewindow/internal/trusted"
)

// on is how this request sees the catalog on a day, today when none is given.
func on(ctx context.Context, asOf *calendar.Day) *catalog.Lens {
	if asOf == nil {
		return lens(ctx)
	}
	return lens(ctx).On(*asOf)
}

func orElse[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// exactlyOne is for queries that find one thing by one of several names.
var exactlyOne = fault.NewKind("EXACTLY_ONE",
	"按哪一个查找须给出且只给出一个参数。",
	"Give exactly one of the arguments that say which one is wanted.")

// way is one name under which a thing can be asked for; nil when it was not used.
type way[T any] func() (*T, error)

// placesOf is the filter for what is offered in a division or at a center.
func placesOf(division, center *string) (f catalog.ItemFilter, err error) {
	if division != nil {
		id, err := idOf[node.DivisionID](*division)
		if err != nil {
			return f, err
		}
		f.Division = &id
	}
	if center != nil {
		id, err := idOf[node.CenterID](*center)
		if err != nil {
			return f, err
		}
		f.Center = &id
	}
	return f, nil
}

// given is a way that was used when its argument is there.
func given[T any](arg *string, find func(string) (*T, error)) way[T] {
	if arg == nil {
		return nil
	}
	return func() (*T, error) { return find(*arg) }
}

// oneOf goes the one way that was used.
func oneOf[T any](ways ...way[T]) (*T, error) {
	var used way[T]
	for _, w := range ways {
		switch {
		case w == nil:
		case used != nil:
			return nil, exactlyOne.At("")
		default:
			used = w
		}
	}
	if used == nil {
		return nil, exactlyOne.At("")
	}
	return used()
}

// eachOf finds many at once, each by the first of its keys. One that is not there,
// or not for the caller to see, is null; a malformed id is the fault of its place alone.
func eachOf[K, T any](keys []K, ways func(K) []way[T]) ([]*T, error) {
	things, faults := make([]*T, len(keys)), make(graphql.BatchErrorList, len(keys))
	for i, key := range keys {
		for _, find := range ways(key) {
			if find != nil {
				things[i], faults[i] = find()
				break
			}
		}
	}
	return things, faults
}

// byID finds by an opaque id of one kind.
func byID[ID ~int, T any, P interface {
	*ID
	UnmarshalGQL(v any) error
}](find func(int) *T,
) func(string) (*T, error) {
	return func(s string) (*T, error) {
		id, err := idOf[ID, P](s)
		if err != nil {
			return nil, err
		}
		return find(int(id)), nil
	}
}

// found is a search that cannot fail.
func found[T any](find func(string) *T) func(string) (*T, error) {
	return func(s string) (*T, error) { return find(s), nil }
}

// changed shows what a change of the organization changed, nil when it was refused.
func changed[T any](ctx context.Context, r *Resolver, id int, err error, show func(*organization.Lens, int) *T) (*T, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	return show(r.fresh(ctx).Org, id), problems, nil
}

func (r *Resolver) changedStationings(ctx context.Context, made organization.Restationed, err error) ([]*organization.StationingAt, *catalog.Endings, []*scalar.UserError, error) {
	return changedWithEndings(ctx, r, made.Stationings, made.Ended, err, (*organization.Lens).Stationing)
}

// changedWithEndings shows all that a change of the organization changed and what
// ended with it, nil when it was refused.
func changedWithEndings[T any](ctx context.Context, r *Resolver, ids []int, ended []organization.EndedOffering, err error, show func(*organization.Lens, int) *T) (shown []*T, endings *catalog.Endings, problems []*scalar.UserError, _ error) {
	problems, err = userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, nil, problems, err
	}
	l := r.fresh(ctx)
	for _, id := range ids {
		shown = append(shown, show(l.Org, id))
	}
	return shown, l.Endings(ended), problems, nil
}

// changedToken shows a token that was made or revoked, nil when that was refused.
func (r *Resolver) changedToken(ctx context.Context, id node.TokenID, err error) (*token.View, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	shown, err := token.Read(ctx, r.Store.Client, r.fresh(ctx).Org, int(id))
	return shown, problems, err
}

func (r *Resolver) changedStaff(ctx context.Context, id int, err error) (*organization.StaffMember, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	staff, err := r.fresh(ctx).Org.ReadChanged(ctx, r.Store.Client, id)
	return staff, problems, err
}

func (r *Resolver) changedPost(ctx context.Context, id int, err error) (*organization.PostAt, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	post, err := r.fresh(ctx).Org.ReadPost(ctx, r.Store.Client, id)
	return post, problems, err
}

// node finds a thing of any kind by its id, as the caller may see it.
func (r *Resolver) node(ctx context.Context, s string) (scalar.Node, error) {
	kind, id, err := node.Decode(s)
	if err != nil {
		return nil, err
	}
	l := lens(ctx)
	switch kind {
	case "Division":
		return orNone(l.Org.Division(id), nil)
	case "ServiceCenter":
		return orNone(l.Org.Center(id), nil)
	case "CenterStandard":
		return orNone(l.Org.Standard(id), nil)
	case "Sector":
		return orNone(l.Org.Sector(id), nil)
	case "Department":
		return orNone(l.Org.Department(id), nil)
	case "Stationing":
		return orNone(l.Org.Stationing(id), nil)
	case "Window":
		return orNone(l.Org.Window(id), nil)
	case "Staff":
		return orNone(load(ctx).staff.Load(ctx, id))
	case "Post":
		return orNone(load(ctx).post.Load(ctx, id))
	case "Topic":
		return orNone(l.Topic(id), nil)
	case "BasicItem":
		return orNone(l.Basic(id), nil)
	case "ReformRound":
		return orNone(l.Round(id), nil)
	case "ServiceItem":
		return orNone(l.Item(id), nil)
	case "Edition":
		return orNone(readEdition(ctx, id))
	case "Offering":
		return orNone(l.Offering(id), nil)
	case "SynonymGroup":
		return orNone(l.SynonymGroup(node.SynonymGroupID(id)), nil)
	case "ImportRun":
		if identity.From(ctx).Reach(identity.ImportForms).Nowhere() {
			return nil, nil
		}
		return orNone(r.Imports.View(ctx, id))
	case "Case", "CaseTask", "Receipt":
		if identity.From(ctx).Reach(identity.ReadCases).Nowhere() {
			return nil, nil
		}
		return caseNode(ctx, kind, id)
	case "SlotPlan", "Appointment", "Ticket":
		if identity.From(ctx).Reach(identity.ReadAppointments).Nowhere() {
			return nil, nil
		}
		return receptionNode(ctx, kind, id)
	case "TrustedDocument":
		return orNone(trusted.Read(ctx, r.Store.Client, id))
	case "ServiceToken":
		return orNone(token.Read(ctx, r.Store.Client, l.Org, id))
	default:
		return nil, nil
	}
}

// followFilter is what a subscription to cases follows.
func followFilter(about, center, department *string) (f acceptance.FollowFilter, err error) {
	if f.Case, err = optionalID[node.CaseID](about); err != nil {
		return f, err
	}
	if f.Center, err = optionalID[node.CenterID](center); err != nil {
		return f, err
	}
	f.Department, err = optionalID[node.DepartmentID](department)
	return f, err
}

// optionalID reads an opaque id of one kind, nil where none is given.
func optionalID[T ~int, P interface {
	*T
	UnmarshalGQL(v any) error
}](s *string,
) (*T, error) {
	if s == nil {
		return nil, nil //nolint:nilnil // nothing given is an answer
	}
	id, err := idOf[T, P](*s)
	return &id, err
}

// caseNode is a case, or a part of one.
func caseNode(ctx context.Context, kind string, id int) (scalar.Node, error) {
	switch kind {
	case "Case":
		return orNone(load(ctx).cases.Load(ctx, id))
	case "CaseTask":
		return orNone(load(ctx).tasks.Load(ctx, id))
	default:
		return orNone(load(ctx).receipt.Load(ctx, id))
	}
}

// receptionNode is a plan of slots, an appointment or a waiting number.
func receptionNode(ctx context.Context, kind string, id int) (scalar.Node, error) {
	switch kind {
	case "SlotPlan":
		return orNone(load(ctx).plans.Load(ctx, id))
	case "Appointment":
		return orNone(load(ctx).appointments.Load(ctx, id))
	default:
		return orNone(load(ctx).tickets.Load(ctx, id))
	}
}

// orNone makes a missing thing no Node at all, instead of one that is nil inside.
func orNone[T any](thing *T, err error) (scalar.Node, error) {
	if thing == nil || err != nil {
		return nil, err
	}
	return thing, nil
}
