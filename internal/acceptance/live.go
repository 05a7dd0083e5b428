package acceptance

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/caseevent"
	"onewindow/ent/db/casefile"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// Change is something that happened to a case, as those who follow it are told.
type Change struct {
	CaseID  node.CaseID
	Number  string
	Kind    Kind
	At      time.Time
	Seq     int
	State   State
	Version int
	Warning Level
	Due     *time.Time

	centers, departments []int
}

// FollowFilter says what somebody follows; what is nil follows all.
type FollowFilter struct {
	Case       *node.CaseID
	Center     *node.CenterID
	Department *node.DepartmentID
}

func (f FollowFilter) wants(c *Change) bool {
	return (f.Case == nil || *f.Case == c.CaseID) &&
		(f.Center == nil || slices.Contains(c.centers, int(*f.Center))) &&
		(f.Department == nil || slices.Contains(c.departments, int(*f.Department)))
}

// follower is somebody who follows cases.
type follower struct {
	filter FollowFilter
	view   organization.View
	told   chan *Change
}

func (f *follower) sees(c *Change) bool {
	return f.view.Everywhere || slices.ContainsFunc(c.centers, f.view.Center) || slices.ContainsFunc(c.departments, f.view.Department)
}

// toldAhead is how many changes wait for a reader; one who is further behind is
// cut off, and asks again.
const toldAhead = 256

// hub tells followers what happens, in the order in which it was written down.
type hub struct {
	mu        sync.Mutex
	followers map[*follower]struct{}
	wake      chan struct{}
}

func newHub() *hub { return &hub{followers: map[*follower]struct{}{}, wake: make(chan struct{}, 1)} }

// look has the hub read what is new; it never waits.
func (h *hub) look() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *hub) add(f *follower) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.followers[f] = struct{}{}
}

func (h *hub) remove(f *follower) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, there := h.followers[f]; there {
		delete(h.followers, f)
		close(f.told)
	}
}

func (h *hub) tell(changes []*Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range changes {
		for f := range h.followers {
			if !f.filter.wants(c) || !f.sees(c) {
				continue
			}
			select {
			case f.told <- c:
			default:
				delete(h.followers, f)
				close(f.told)
			}
		}
	}
}

// Changes tells what happens to the cases that a filter picks and the caller may
// see, from now on. It ends with the context, and for a reader who falls behind.
func (s *Service) Changes(ctx context.Context, f FollowFilter) (<-chan *Change, error) {
	caller, err := identity.Authorize(ctx, identity.ReadCases)
	if err != nil {
		return nil, err
	}
	view := s.Live.Current().Directory.ViewOf(caller.Reach(identity.ReadCases))
	one := &follower{filter: f, view: view, told: make(chan *Change, toldAhead)}
	s.hub.add(one)
	context.AfterFunc(ctx, func() { s.hub.remove(one) })
	return one.told, nil
}

// watchEvery bounds how late a change is told when a notification was lost, or on
// SQLite, where another process cannot notify.
const watchEvery = 300 * time.Millisecond

// Watch tells followers what happens, also on other instances, until the context
// ends. Events get their ids under the ledger's lock, so none comes later with a
// smaller one.
func (s *Service) Watch(ctx context.Context) error {
	last, err := s.newestEvent(ctx)
	if err != nil {
		return err
	}
	go func() {
		told, tick := s.Store.Notifications(ctx), time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.hub.wake:
			case <-told:
			case <-tick.C:
			}
			next, err := s.tellSince(ctx, last)
			if err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "follow cases", "error", err)
			}
			last = max(last, next)
		}
	}()
	return nil
}

func (s *Service) newestEvent(ctx context.Context) (int, error) {
	last, err := s.Store.Client.CaseEvent.Query().Order(db.Desc(caseevent.FieldID)).Limit(1).FirstID(ctx)
	if err != nil && !db.IsNotFound(err) {
		return 0, fmt.Errorf("look for the newest event: %w", err)
	}
	return last, nil
}

// eventsAtOnce is how many events are told in one go.
const eventsAtOnce = 1000

// tellSince tells the events after one, and which was the last.
func (s *Service) tellSince(ctx context.Context, last int) (int, error) {
	for {
		events, err := s.Store.Client.CaseEvent.Query().Where(caseevent.IDGT(last)).Order(caseevent.ByID()).Limit(eventsAtOnce).
			Select(caseevent.FieldID, caseevent.FieldCaseID, caseevent.FieldSeq, caseevent.FieldKind, caseevent.FieldAt).All(ctx)
		if err != nil || len(events) == 0 {
			return last, wrap(err, "read what happened")
		}
		changes, err := s.changesOf(ctx, events)
		if err != nil {
			return last, err
		}
		s.hub.tell(changes)
		last = events[len(events)-1].ID
	}
}

func (s *Service) changesOf(ctx context.Context, events []*db.CaseEvent) ([]*Change, error) {
	ids := make([]int, len(events))
	for i, e := range events {
		ids[i] = e.CaseID
	}
	slices.Sort(ids)
	rows, err := s.Store.Client.CaseFile.Query().Where(casefile.IDIn(slices.Compact(ids)...)).WithTasks().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the cases of events: %w", err)
	}
	byID := map[int]*db.CaseFile{}
	for _, row := range rows {
		byID[row.ID] = row
	}
	changes := make([]*Change, 0, len(events))
	for _, e := range events {
		row := byID[e.CaseID]
		if row == nil {
			return nil, errors.New("an event without a case")
		}
		c := &Change{
			CaseID: node.CaseID(row.ID), Number: row.Number, Kind: Kind(e.Kind), At: e.At, Seq: e.Seq, State: State(row.State),
			Version: row.Version, Warning: Level(row.Warning), Due: row.DueAt,
			centers: []int{row.CenterID, row.AtCenterID}, departments: []int{row.OwnerID},
		}
		for _, t := range row.Edges.Tasks {
			c.departments = append(c.departments, t.DepartmentID)
		}
		changes = append(changes, c)
	}
	return changes, nil
}
