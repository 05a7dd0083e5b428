package reception

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/ticket"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// Hall is what the screen of a hall shows: which number goes to which window, and how
// many wait. Nothing of persons is in it.
type Hall struct {
	CenterID node.CenterID
	Day      calendar.Day
	// Calls are the numbers that are served, the last one called first.
	Calls []Call
	// Waiting is how many wait, WaitingPriority how many of them are called before.
	Waiting, WaitingPriority int
}

// Call is a number that was called to a window.
type Call struct {
	Number                   string
	WindowNumber, WindowName string
	CalledAt                 time.Time
}

// same is whether two halls show the same.
func (h *Hall) same(other *Hall) bool {
	return other != nil && h.Day == other.Day && h.Waiting == other.Waiting && h.WaitingPriority == other.WaitingPriority &&
		slices.Equal(h.Calls, other.Calls)
}

// Hall is the hall of a center that is open, nil for none that the caller may see.
func (s *Service) Hall(ctx context.Context, id node.CenterID) (*Hall, error) {
	lens := catalog.LensOf(ctx)
	if c := lens.Org.Center(int(id)); c == nil || c.Status != organization.Open {
		return nil, nil //nolint:nilnil // no hall is an answer
	}
	halls, err := s.halls(ctx, lens.Directory, s.Store.Today(), []int{int(id)})
	if err != nil {
		return nil, err
	}
	return halls[int(id)], nil
}

// halls are those of some centers on a day, read at once.
func (s *Service) halls(ctx context.Context, seen *organization.Directory, day calendar.Day, centers []int) (map[int]*Hall, error) {
	rows, err := s.Store.Client.Ticket.Query().
		Where(ticket.CenterIDIn(centers...), ticket.Day(day), ticket.StateIn(string(Waiting), string(Called))).
		Order(db.Desc(ticket.FieldCalledAt, ticket.FieldID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read halls: %w", err)
	}
	halls := map[int]*Hall{}
	for _, id := range centers {
		halls[id] = &Hall{CenterID: node.CenterID(id), Day: day, Calls: []Call{}}
	}
	for _, row := range rows {
		h := halls[row.CenterID]
		switch {
		case TicketState(row.State) == Called:
			call := Call{Number: shownNumber(row.Number), CalledAt: orZero(row.CalledAt)}
			if w := seen.Window(orZero(row.WindowID)); w != nil {
				call.WindowNumber, call.WindowName = w.Number, w.Name
			}
			h.Calls = append(h.Calls, call)
		case row.Priority:
			h.WaitingPriority++
			h.Waiting++
		default:
			h.Waiting++
		}
	}
	return halls, nil
}

// hub tells the screens of halls what changed. All that a screen is told comes from
// one loop, so that nothing older comes after something newer.
type hub struct {
	mu      sync.Mutex
	screens map[int]map[*screen]struct{} // by center
	wake    chan struct{}
}

// screen follows a hall. What it has not read yet is replaced by what is newer.
type screen struct {
	shown chan *Hall
	fresh bool // it was told nothing yet
}

func newHub() *hub {
	return &hub{screens: map[int]map[*screen]struct{}{}, wake: make(chan struct{}, 1)}
}

// look has the loop read what is new; it never waits.
func (h *hub) look() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *hub) add(center int, s *screen) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.screens[center] == nil {
		h.screens[center] = map[*screen]struct{}{}
	}
	h.screens[center][s] = struct{}{}
}

func (h *hub) remove(center int, s *screen) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.screens[center], s)
	close(s.shown)
	if len(h.screens[center]) == 0 {
		delete(h.screens, center)
	}
}

// followed are the centers whose halls somebody follows, and whether a screen among
// them was told nothing yet.
func (h *hub) followed() (centers []int, fresh bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, screens := range h.screens {
		centers = append(centers, id)
		for s := range screens {
			fresh = fresh || s.fresh
		}
	}
	return centers, fresh
}

// tell shows a hall to its screens: to all where it changed, else to those that were
// told nothing yet.
func (h *hub) tell(hall *Hall, changed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.screens[int(hall.CenterID)] {
		if !changed && !s.fresh {
			continue
		}
		s.fresh = false
		select {
		case <-s.shown: // the older one was not read
		default:
		}
		s.shown <- hall
	}
}

// HallChanged tells the hall of an open center as it is, and again whenever it
// changes, until the context ends. Who reads slowly misses what was replaced since.
func (s *Service) HallChanged(ctx context.Context, id node.CenterID) (<-chan *Hall, error) {
	if c := catalog.LensOf(ctx).Org.Center(int(id)); c == nil || c.Status != organization.Open {
		return nil, fault.NotFound.At("center", node.Encode("ServiceCenter", int(id)))
	}
	one := &screen{shown: make(chan *Hall, 1), fresh: true}
	s.hub.add(int(id), one)
	context.AfterFunc(ctx, func() { s.hub.remove(int(id), one) })
	s.hub.look()
	return one.shown, nil
}

const (
	// watchEvery bounds how late a change is told when a notification was lost, or on
	// SQLite, where another process cannot notify.
	watchEvery = 300 * time.Millisecond
	// pause is how long the loop rests after it looked: what changes meanwhile is told
	// at once.
	pause = 50 * time.Millisecond
)

// Watch keeps the screens of halls up to date, also with what other instances
// change, until the context ends.
func (s *Service) Watch(ctx context.Context) {
	told, tick := s.Store.Notifications(ctx), time.NewTicker(watchEvery)
	defer tick.Stop()
	w := watcher{Service: s, halls: map[int]*Hall{}}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.hub.wake:
		case <-told:
		case <-tick.C:
		}
		if err := w.look(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "follow halls", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// watcher is what the loop knows.
type watcher struct {
	*Service
	// seq is the last entry of the trail when the halls were read: every change leaves one.
	seq   int64
	day   calendar.Day
	halls map[int]*Hall
}

// look reads the halls that are followed, when anything changed at all since it did.
func (w *watcher) look(ctx context.Context) error {
	centers, fresh := w.hub.followed()
	if len(centers) == 0 {
		return nil
	}
	ledger, err := w.Store.Client.Ledger.Query().Only(ctx)
	if err != nil {
		return fmt.Errorf("look whether anything changed: %w", err)
	}
	today := w.Store.Today()
	if !fresh && ledger.AuditSeq == w.seq && today == w.day {
		return nil
	}
	halls, err := w.Service.halls(ctx, w.Live.Current().Directory, today, centers)
	if err != nil {
		return err
	}
	for id, hall := range halls {
		w.hub.tell(hall, !hall.same(w.halls[id]))
	}
	w.seq, w.day, w.halls = ledger.AuditSeq, today, halls
	return nil
}
