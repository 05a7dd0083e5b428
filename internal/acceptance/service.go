// Package acceptance is one-window acceptance (一窗受理): cases from first contact
// to delivery, their clocks, notices, papers and ledger. One window receives, the
// departments approve behind it, one window delivers.
//
// A case is its events (event.go). What it is follows from them (fold.go), what may
// be done from one table (machine.go), when something is due from its clocks
// (clock.go), and what holds by itself from all of these (settle.go). The rows
// beside the events are there for lists.
package acceptance

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/caseevent"
	"onewindow/ent/db/casefile"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/event"
	"onewindow/internal/node"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// Service makes the changes of cases. Each method is one change: the events, the
// rows, the papers and the audit trail, or nothing. An error is fault.Problems
// when the caller can mend it.
type Service struct {
	Store *store.Store
	Live  *catalog.Live
	// Yellow and Red are the shares of a limit after which it is warned.
	Yellow, Red float64
	// Codes are what applicants follow their cases with.
	Codes *personal.Codes

	hub *hub
}

// New is acceptance over a store and the catalog that follows it, with warnings
// after six and eight tenths of a limit.
func New(s *store.Store, live *catalog.Live) *Service {
	h := newHub()
	s.AfterCommit(func(context.Context, int64) { h.look() })
	codes := personal.NewCodes(personal.FollowSecret, s.Keys(), unknownCase.At("number"))
	return &Service{Store: s, Live: live, Yellow: 0.6, Red: 0.8, Codes: codes, hub: h}
}

// On names the case that something is done to, and the version that was seen.
type On struct {
	Case            node.CaseID
	ExpectedVersion int
}

// OnTask names the task that something is done to, and the version of its case
// that was seen.
type OnTask struct {
	Task            node.TaskID
	ExpectedVersion int
}

// change is a case under a change.
type change struct {
	*Case
	checker
	tx      *store.Tx
	service *Service
	seen    *catalog.Snapshot
	row     *db.CaseFile
}

// act takes a step with a case: what holds by itself is written down first, then
// the table is asked, then the step's own rules.
func (s *Service) act(ctx context.Context, on On, step Step, do func(context.Context, *change) error) (node.CaseID, error) {
	return s.actAs(ctx, string(step), on, step, do)
}

// actAs is act under another name of the change than the step's.
func (s *Service) actAs(ctx context.Context, name string, on On, step Step, do func(context.Context, *change) error) (node.CaseID, error) {
	return store.Write(ctx, s.Store, name, func(ctx context.Context, tx *store.Tx) (node.CaseID, error) {
		return s.take(ctx, tx, on, step, do)
	})
}

// take is a step inside its transaction.
func (s *Service) take(ctx context.Context, tx *store.Tx, on On, step Step, do func(context.Context, *change) error) (node.CaseID, error) {
	c, err := s.open(ctx, tx, int(on.Case))
	if err != nil {
		return 0, store.Found(err, "case", node.Encode("Case", int(on.Case)))
	}
	if err := c.atHandlers(ctx); err != nil { // before anything is told of it
		return 0, err
	}
	c.Settle(c.rules(), tx.Now)
	if err := c.merge(c.checkVersion(ctx, on.ExpectedVersion)); err != nil {
		return 0, err
	}
	if err := refuse(caseTable, step.subject(), step, c.State); err != nil {
		return 0, cmp.Or(c.problems.Err(), err) // a conflict says why it is not the time any more
	}
	if err := c.merge(do(ctx, c)); err != nil {
		return 0, err
	}
	if err := c.problems.Err(); err != nil {
		return 0, err
	}
	return on.Case, c.save(ctx)
}

// actOnTask is act for a step with a task, which both tables must allow, by those
// who work for its department, or at the center where it decides on the spot.
func (s *Service) actOnTask(ctx context.Context, on OnTask, step Step, do func(context.Context, *change, *Task) error) (node.CaseID, error) {
	return store.Write(ctx, s.Store, string(step), func(ctx context.Context, tx *store.Tx) (node.CaseID, error) {
		row, err := tx.CaseTask.Get(ctx, int(on.Task))
		if err != nil {
			return 0, store.Found(fmt.Errorf("find a task: %w", err), "task", node.Encode("CaseTask", int(on.Task)))
		}
		return s.take(ctx, tx, On{node.CaseID(row.CaseID), on.ExpectedVersion}, step, func(ctx context.Context, c *change) error {
			t := c.Task(row.Key)
			desk := c.deskOf(t.DepartmentID)
			if step == ReceiveSupp { // what the applicant brings comes to the window
				desk = store.Place{CenterID: c.AtCenterID}
			}
			if err := c.tx.At(ctx, desk); err != nil {
				return err
			}
			if err := refuse(taskTable, "task", step, t.State); err != nil {
				return err
			}
			return do(ctx, c, t)
		})
	})
}

// happen adds what the caller does.
func (c *change) happen(kind Kind, facts Facts) {
	c.add(Event{Kind: kind, At: c.tx.Now, Actor: c.tx.Caller.Name, StaffID: c.tx.Caller.StaffID, Facts: facts})
}

// atCenter keeps a change to those who work at the center that has the case.
func (c *change) atCenter(ctx context.Context) error {
	return c.tx.At(ctx, store.Place{CenterID: c.AtCenterID})
}

// deskOf is where a department's part is done: at the department, and at the
// center too where it has full authority and decides on the spot (充分授权).
func (c *change) deskOf(department int) store.Place {
	place := store.Place{DepartmentID: department}
	if c.mode() == catalog.ModeOnTheSpot {
		place.CenterID = c.AtCenterID
	}
	return place
}

// mode is how the center that has the case offers its item, empty for not.
func (c *change) mode() catalog.Mode {
	if o := c.offering(); o != nil {
		return o.Mode
	}
	return ""
}

func (c *change) offering() *catalog.Offering {
	return c.seen.ItemOf(c.row.ItemID).OfferedAt(c.AtCenterID, c.tx.Today)
}

// rules are what the case's clocks are measured by.
func (c *change) rules() Rules { return c.service.rulesAt(c.seen, c.AtCenterID) }

func (s *Service) rulesAt(seen *catalog.Snapshot, centerID int) Rules {
	return Rules{
		Calendar: seen.Directory.Calendar(), Location: seen.Directory.Location(), Hours: seen.Directory.Center(centerID).Hours,
		Yellow: s.Yellow, Red: s.Red,
	}
}

// open reads a case inside a change.
func (s *Service) open(ctx context.Context, tx *store.Tx, id int) (*change, error) {
	row, err := tx.CaseFile.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read a case: %w", err)
	}
	seen := s.Live.Current()
	cases, err := s.fold(ctx, tx.Client, seen, []*db.CaseFile{row})
	if err != nil {
		return nil, err
	}
	return &change{Case: cases[0], tx: tx, service: s, seen: seen, row: row}, nil
}

// fold makes many cases of their events, read at once, in the order of the rows.
func (s *Service) fold(ctx context.Context, client *db.Client, seen *catalog.Snapshot, rows []*db.CaseFile) ([]*Case, error) {
	ids := make([]int, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	stored, err := client.CaseEvent.Query().Where(caseevent.CaseIDIn(ids...)).Order(caseevent.ByCaseID(), caseevent.BySeq()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the events of cases: %w", err)
	}
	byCase := map[int][]Event{}
	for _, row := range stored {
		e, err := eventOf(row)
		if err != nil {
			return nil, err
		}
		byCase[row.CaseID] = append(byCase[row.CaseID], e)
	}
	cases := make([]*Case, len(rows))
	for i, row := range rows {
		opened, err := openedOf(seen, row)
		if err != nil {
			return nil, err
		}
		cases[i] = Fold(opened, byCase[row.ID])
	}
	return cases, nil
}

// openedOf is what is known of a case beside its events.
func openedOf(seen *catalog.Snapshot, row *db.CaseFile) (Opened, error) {
	item := seen.ItemOf(row.ItemID)
	if item == nil {
		return Opened{}, fmt.Errorf("case %s is about item %d, which is not in the catalog", row.Number, row.ItemID)
	}
	edition := item.EditionOf(row.EditionID)
	if edition == nil {
		return Opened{}, fmt.Errorf("case %s follows edition %d, which is not in the catalog", row.Number, row.EditionID)
	}
	day := calendar.DayOf(row.StartedAt.In(seen.Directory.Location()))
	return Opened{
		Number: row.Number, OwnerID: row.OwnerID, CenterID: row.CenterID, Edition: edition,
		Plan: planOf(seen, item.OfferedAt(row.CenterID, day), edition, row.OwnerID),
	}, nil
}

// eventOf is an event as it is stored.
func eventOf(row *db.CaseEvent) (Event, error) {
	e := Event{
		Seq: row.Seq, At: row.At, RecordedAt: row.RecordedAt, Kind: Kind(row.Kind), Actor: row.Actor, CenterID: row.CenterID,
	}
	if row.StaffID != nil {
		e.StaffID = *row.StaffID
	}
	if err := json.Unmarshal(row.Facts, &e.Facts); err != nil {
		return e, fmt.Errorf("read event %d of case %d: %w", row.Seq, row.CaseID, err)
	}
	return e, nil
}

// save writes down what happened to the case and what follows from it.
func (c *change) save(ctx context.Context) error {
	next := c.Settle(c.rules(), c.tx.Now)
	if err := c.name(ctx); err != nil {
		return err
	}
	if err := c.saveEvents(ctx); err != nil {
		return err
	}
	if err := c.saveTasks(ctx); err != nil {
		return err
	}
	update := c.tx.CaseFile.UpdateOneID(c.row.ID).Where(casefile.Version(c.row.Version)).
		SetVersion(c.Version).SetEvents(c.Events).SetState(string(c.State)).SetHolderID(c.HolderID).SetAtCenterID(c.AtCenterID).
		SetWarning(string(c.Warning)).SetStopped(c.Clock != nil && c.Clock.Stopped()).
		SetNillableAcceptedAt(c.AcceptedAt).SetNillableClosedAt(c.ClosedAt)
	if next != nil {
		update.SetNextCheckAt(*next)
	} else {
		update.ClearNextCheckAt()
	}
	if c.OfferedTo != 0 {
		update.SetOfferedToID(c.OfferedTo)
	} else {
		update.ClearOfferedToID()
	}
	if due := c.due(c.Clock); due != nil {
		update.SetDueAt(due.At).SetDueOrder(due.At).SetProvisional(due.Provisional)
	} else {
		update.ClearDueAt().SetDueOrder(never).SetProvisional(false)
	}
	if _, err := update.Save(ctx); err != nil {
		return fmt.Errorf("store case %s: %w", c.Number, err)
	}
	return nil
}

func (c *change) due(clock *Clock) *Due {
	if clock == nil {
		return nil
	}
	return c.rules().Due(clock)
}

// saveEvents appends the fresh events, each with its paper and its place in the
// audit trail.
func (c *change) saveEvents(ctx context.Context) error {
	rows := make([]*db.CaseEventCreate, len(c.fresh))
	for i, e := range c.fresh {
		facts, err := json.Marshal(e.Facts)
		if err != nil {
			return fmt.Errorf("write an event: %w", err)
		}
		create := c.tx.CaseEvent.Create().SetCaseID(c.row.ID).SetSeq(e.Seq).SetCenterID(e.CenterID).SetKind(string(e.Kind)).
			SetDay(calendar.DayOf(e.At.In(c.service.Store.Location()))).
			SetAt(e.At).SetRecordedAt(c.tx.Now).SetActor(e.Actor).SetFacts(facts)
		if e.StaffID != 0 {
			create.SetStaffID(e.StaffID)
		}
		rows[i] = create
		c.tx.RecordOnly(event.Case, c.row.ID, nil, trail{c.Number, e.Seq, e.Kind, e.Facts})
		if err := c.issue(ctx, e); err != nil {
			return err
		}
	}
	if err := c.tx.CaseEvent.CreateBulk(rows...).Exec(ctx); err != nil {
		return fmt.Errorf("append to case %s: %w", c.Number, err)
	}
	return nil
}

// trail is what the audit trail keeps of an event. Nothing of the applicant is in it.
type trail struct {
	Number string
	Seq    int
	Kind   Kind
	Facts
}

// never is what is not due is sorted by.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// saveTasks brings the rows of tasks up to the case.
func (c *change) saveTasks(ctx context.Context) error {
	if len(c.Tasks) == 0 {
		return nil
	}
	stored, err := c.row.QueryTasks().All(ctx)
	if err != nil {
		return fmt.Errorf("read the tasks of case %s: %w", c.Number, err)
	}
	byKey := map[string]*db.CaseTask{}
	for _, row := range stored {
		byKey[row.Key] = row
	}
	for _, t := range c.Tasks {
		if err := c.saveTask(ctx, t, byKey[t.Key]); err != nil {
			return fmt.Errorf("store task %s of case %s: %w", t.Key, c.Number, err)
		}
	}
	return nil
}

func (c *change) saveTask(ctx context.Context, t *Task, row *db.CaseTask) error {
	due, order := c.taskDue(t)
	var holder, offered *int
	if t.HolderID != 0 {
		holder = &t.HolderID
	}
	if t.OfferedTo != 0 && !t.State.Over() {
		offered = &t.OfferedTo
	}
	if row == nil {
		return c.tx.CaseTask.Create().SetCaseID(c.row.ID).SetKey(t.Key).SetDepartmentID(t.DepartmentID).
			SetState(string(t.State)).SetNillableHolderID(holder).SetNillableDueAt(due).SetDueOrder(order).SetWarning(string(t.Warning)).Exec(ctx)
	}
	if row.State == string(t.State) && row.Warning == string(t.Warning) && same(row.HolderID, holder) && same(row.OfferedToID, offered) &&
		sameTime(row.DueAt, due) && row.DueOrder.Equal(order) {
		return nil
	}
	update := row.Update().SetState(string(t.State)).SetNillableHolderID(holder).SetDueOrder(order).SetWarning(string(t.Warning))
	if offered != nil {
		update.SetOfferedToID(*offered)
	} else {
		update.ClearOfferedToID()
	}
	if due != nil {
		update.SetDueAt(*due)
	} else {
		update.ClearDueAt()
	}
	return update.Exec(ctx)
}

// taskDue is when a task is due, nil for never, and what it is sorted by: one
// without a limit of its own by that of the case.
func (c *change) taskDue(t *Task) (due *time.Time, order time.Time) {
	if t.State.Over() || t.State == Waiting {
		return nil, never
	}
	if ends := c.due(t.Clock); ends != nil {
		return &ends.At, ends.At
	}
	if ends := c.due(c.Clock); ends != nil && t.Clock == nil {
		return nil, ends.At
	}
	return nil, never
}

func same(a, b *int) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func sameTime(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}
