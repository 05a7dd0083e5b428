package graph

import (
	"context"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
	"onewindow/internal/reception"
)

// loaders read what is private from the database, many at once however deep
// they stand in the answer: gqlgen's own batches only reach over one list.
type loaders struct {
	drafts       *dataloadgen.Loader[*catalog.ItemAt, *catalog.EditionAt]
	attributions *dataloadgen.Loader[*organization.StationingAt, *organization.Attribution]
	leaders      *dataloadgen.Loader[departmentOn, *organization.StaffMember]
	posts        *dataloadgen.Loader[staffOn, []*organization.PostAt]
	editions     *dataloadgen.Loader[editionFor, *catalog.EditionAt]
	staff        *dataloadgen.Loader[int, *organization.StaffMember]
	post         *dataloadgen.Loader[int, *organization.PostAt]
	cases        *dataloadgen.Loader[int, *acceptance.CaseAt]
	tasks        *dataloadgen.Loader[int, *acceptance.TaskAt]
	receipt      *dataloadgen.Loader[int, *acceptance.ReceiptAt]
	caseTasks    *dataloadgen.Loader[*acceptance.CaseAt, []*acceptance.TaskAt]
	receipts     *dataloadgen.Loader[*acceptance.CaseAt, []*acceptance.ReceiptAt]
	plans        *dataloadgen.Loader[int, *reception.PlanAt]
	appointments *dataloadgen.Loader[int, *reception.AppointmentAt]
	tickets      *dataloadgen.Loader[int, *reception.TicketAt]
}

// editionFor asks for an edition as it is in one state of the catalog: a mutation
// of the same request makes another one.
type editionFor struct {
	seen *catalog.Lens
	id   int
}

// readEdition is the edition of an id, nil for none that the caller may see.
func readEdition(ctx context.Context, id int) (*catalog.EditionAt, error) {
	return load(ctx).editions.Load(ctx, editionFor{lens(ctx), id})
}

// departmentOn asks who leads a department on a day.
type departmentOn struct {
	department *organization.DepartmentAt
	day        calendar.Day
}

// staffOn asks for the posts of a person on a day, or for all with no day.
type staffOn struct {
	person *organization.StaffMember
	day    calendar.Day
}

// patience is how long a loader waits for more to load at once.
const patience = 2 * time.Millisecond

type loadersKey struct{}

// WithLoaders gives a request its loaders, made when the first is wanted: a
// question of the public mostly wants none.
func (r *Resolver) WithLoaders(ctx context.Context) context.Context {
	public := identity.From(ctx).Public()
	return context.WithValue(ctx, loadersKey{}, sync.OnceValue(func() *loaders { return r.loaders(public) }))
}

// load are the loaders of this request.
func load(ctx context.Context) *loaders { return ctx.Value(loadersKey{}).(func() *loaders)() }

func (r *Resolver) loaders(public bool) *loaders {
	client, wait := r.Store.Client, dataloadgen.WithWait(patience)
	if public {
		wait = dataloadgen.WithBatchCapacity(1) // there is nothing private to read: nobody waits for others
	}
	return &loaders{
		drafts: inOrder(func(ctx context.Context, items []*catalog.ItemAt) ([]*catalog.EditionAt, error) {
			return lens(ctx).ReadDrafts(ctx, client, items)
		}, wait),
		attributions: inOrder(func(ctx context.Context, stationings []*organization.StationingAt) ([]*organization.Attribution, error) {
			return lens(ctx).Org.AttributionsOf(ctx, client, stationings)
		}, wait),
		leaders: inOrder(byDay(func(k departmentOn) calendar.Day { return k.day },
			func(ctx context.Context, keys []departmentOn, day calendar.Day) ([]*organization.StaffMember, error) {
				return lens(ctx).Org.LeadersOf(ctx, client, each(keys, func(k departmentOn) *organization.DepartmentAt { return k.department }), &day)
			}), wait),
		posts: inOrder(byDay(func(k staffOn) calendar.Day { return k.day },
			func(ctx context.Context, keys []staffOn, day calendar.Day) ([][]*organization.PostAt, error) {
				people := each(keys, func(k staffOn) *organization.StaffMember { return k.person })
				if day.IsZero() {
					return lens(ctx).Org.PostsOf(ctx, client, people, nil)
				}
				return lens(ctx).Org.PostsOf(ctx, client, people, &day)
			}), wait),
		editions: inOrder(func(ctx context.Context, keys []editionFor) ([]*catalog.EditionAt, error) {
			return lens(ctx).ReadEditions(ctx, client, each(keys, func(k editionFor) int { return k.id }))
		}, wait),
		staff: inOrder(func(ctx context.Context, ids []int) ([]*organization.StaffMember, error) {
			return lens(ctx).Org.StaffOf(ctx, client, ids)
		}, wait),
		post: inOrder(func(ctx context.Context, ids []int) ([]*organization.PostAt, error) {
			return lens(ctx).Org.PostsByID(ctx, client, ids)
		}, wait),
		cases:     inOrder(r.Acceptance.ByID, wait),
		tasks:     inOrder(r.Acceptance.TasksByID, wait),
		receipt:   inOrder(r.Acceptance.ReceiptsByID, wait),
		caseTasks: inOrder(r.Acceptance.TasksOf, wait),
		receipts:  inOrder(r.Acceptance.ReceiptsOf, wait),

		plans:        inOrder(r.Reception.PlansByID, wait),
		appointments: inOrder(r.Reception.AppointmentsByID, wait),
		tickets:      inOrder(r.Reception.TicketsByID, wait),
	}
}

// inOrder is a loader over a function that answers in the order of its keys.
func inOrder[K comparable, V any](fetch func(context.Context, []K) ([]V, error), o ...dataloadgen.Option) *dataloadgen.Loader[K, V] {
	return dataloadgen.NewLoader(func(ctx context.Context, keys []K) ([]V, []error) {
		values, err := fetch(ctx, keys)
		if err != nil {
			return make([]V, len(keys)), []error{err}
		}
		return values, nil
	}, o...)
}

// byDay fetches the keys of each day together.
func byDay[K comparable, V any](dayOf func(K) calendar.Day, fetch func(context.Context, []K, calendar.Day) ([]V, error)) func(context.Context, []K) ([]V, error) {
	return func(ctx context.Context, keys []K) ([]V, error) {
		places := map[calendar.Day][]int{}
		for i, k := range keys {
			places[dayOf(k)] = append(places[dayOf(k)], i)
		}
		values := make([]V, len(keys))
		for day, at := range places {
			found, err := fetch(ctx, each(at, func(i int) K { return keys[i] }), day)
			if err != nil {
				return nil, err
			}
			for n, i := range at {
				values[i] = found[n]
			}
		}
		return values, nil
	}
}

func each[A, B any](list []A, f func(A) B) []B {
	mapped := make([]B, len(list))
	for i, a := range list {
		mapped[i] = f(a)
	}
	return mapped
}
