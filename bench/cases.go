package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"entgo.io/ent/dialect"

	"onewindow/ent/db/casefile"
	"onewindow/ent/db/casetask"
	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/personal"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/sample"
)

// casesCommand measures lists of cases when there are few and when there is a day
// of a large city.
type casesCommand struct {
	Engine string        `default:"sqlite" enum:"sqlite,postgres" help:"On which engine: sqlite or postgres."`
	Few    int           `default:"200" help:"How many cases there are at first."`
	Many   int           `default:"20000" help:"How many there are then."`
	Slice  time.Duration `default:"2s" help:"How long each list is read."`
}

// Run fills two sample districts with cases, one with few and one with many, and
// reads their lists in turn, so that what else the machine does slows both.
func (c *casesCommand) Run() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "onewindow-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var days []*day
	for _, n := range []int{c.Few, c.Many} {
		database := fmt.Sprintf("sqlite:%s/%d.db", dir, n)
		if c.Engine == "postgres" {
			url, stop, err := testdb.StartPostgres(ctx)
			if err != nil {
				return err
			}
			defer stop()
			database = url
		}
		d, err := openDay(ctx, database)
		if err != nil {
			return err
		}
		defer func() { _ = d.store.Close() }()
		if err := d.prepare(ctx, n); err != nil {
			return err
		}
		days = append(days, d)
	}
	for i, name := range lists {
		few, many, err := inTurn(ctx, days[0], days[1], i, c.Slice)
		if err != nil {
			return err
		}
		fmt.Printf("  %-34s %8.0f a second of few, %8.0f of many, %2d and %2d rows, ratio %.2f\n", name, few.rate, many.rate, few.rows, many.rows, many.rate/few.rate)
	}
	return nil
}

// prepare fills a day, and has the database in the order that it has by itself a
// minute later.
func (d *day) prepare(ctx context.Context, n int) error {
	began := time.Now()
	if err := d.fill(ctx, n); err != nil {
		return err
	}
	fmt.Printf("%d cases, %d tasks, %d events; filled in %v\n", d.store.Client.CaseFile.Query().CountX(ctx),
		d.store.Client.CaseTask.Query().CountX(ctx), d.store.Client.CaseEvent.Query().CountX(ctx), time.Since(began).Round(time.Millisecond))
	tidy := []string{"ANALYZE"}
	if d.store.Dialect == dialect.Postgres {
		tidy = []string{"VACUUM ANALYZE", "CHECKPOINT"}
	}
	for _, statement := range tidy {
		if _, err := d.store.SQL.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// turns is how often each of two days has its turn with a list.
const turns = 6

func inTurn(ctx context.Context, few, many *day, list int, slice time.Duration) (of, beside reading, err error) {
	for range turns {
		for _, one := range []struct {
			*day
			sum *reading
		}{{few, &of}, {many, &beside}} {
			r, err := one.read(ctx, list, slice/turns)
			if err != nil {
				return of, beside, err
			}
			one.sum.rate += r.rate / turns
			one.sum.rows = r.rows
		}
	}
	return of, beside, nil
}

// lists are what is read.
var lists = []string{"cases of a center, newest first", "cases of a center, due first", "tasks of a department, due first", "ledger of a center's day", "a case by its number"}

// day is the sample district with somebody who does everything in it.
type day struct {
	store  *store.Store
	cases  *acceptance.Service
	caller identity.Caller
	pairs  []pair
	filled int
}

// pair is an item at a center that offers it.
type pair struct {
	item   *catalog.ItemAt
	center node.CenterID
}

func openDay(ctx context.Context, database string) (*day, error) {
	s, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return nil, err
	}
	if _, err := s.Migrate(ctx); err != nil {
		return nil, err
	}
	keys, err := personal.Parse(personal.NewKey())
	if err != nil {
		return nil, err
	}
	if err := s.UseKeys(ctx, keys); err != nil {
		return nil, err
	}
	if _, err := sample.Load(identity.With(ctx, identity.Admin("bench")), s); err != nil {
		return nil, err
	}
	live, err := catalog.Follow(ctx, s)
	if err != nil {
		return nil, err
	}
	somebody := s.Client.Staff.Create().SetNumber("BENCH").SetName("测速").SaveX(ctx).ID
	d := &day{store: s, cases: acceptance.New(s, live), caller: identity.Caller{
		Name: "staff:BENCH", StaffID: somebody,
		Grants: []identity.Grant{{Role: identity.DistrictAdmin}, {Role: identity.WindowClerk}, {Role: identity.DepartmentReviewer}},
	}}
	seen := live.Current().See(d.caller, s.Now())
	for _, center := range seen.Directory.Centers() {
		offered, err := seen.OfferingsAt(center.ID, []catalog.Mode{catalog.ModeOnTheSpot, catalog.ModeForward}, page.Args{First: new(20)})
		if err != nil {
			return nil, err
		}
		for _, o := range offered.Nodes() {
			if item := o.Item(); item != nil && item.Edition(nil) != nil {
				d.pairs = append(d.pairs, pair{item, node.CenterID(center.ID)})
			}
		}
	}
	if len(d.pairs) == 0 {
		return nil, errors.New("the sample offers nothing")
	}
	return d, nil
}

// fill adds cases until there are n, in several stages of their lives, many in one
// transaction.
func (d *day) fill(ctx context.Context, n int) error {
	ctx = identity.With(ctx, d.caller)
	for d.filled < n {
		_, err := store.Write(store.Alone(ctx), d.store, "loadSample", func(ctx context.Context, tx *store.Tx) (int, error) {
			tx.Anywhere()
			for range min(100, n-d.filled) {
				if err := d.live(ctx, tx, d.pairs[d.filled%len(d.pairs)], d.filled%5); err != nil {
					return 0, err
				}
				d.filled++
			}
			return d.filled, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// live leads a case through its life, up to a stage.
func (d *day) live(ctx context.Context, tx *store.Tx, p pair, stage int) error {
	s := d.cases
	id, err := s.StartCase(ctx, acceptance.StartCaseInput{
		Item: p.item.ID(), Center: p.center, Channel: acceptance.AtWindow, Applicant: acceptance.ApplicantInput{Kind: acceptance.PersonApplies, Name: "张三"},
	})
	if err != nil {
		return err
	}
	version, edition := 1, p.item.Edition(nil)
	step := func(do func(acceptance.On) (node.CaseID, error)) {
		if err == nil {
			_, err = do(acceptance.On{Case: id, ExpectedVersion: version})
			version++
		}
	}
	var checks []acceptance.CheckInput
	for i := range edition.Materials {
		checks = append(checks, acceptance.CheckInput{Material: i, State: acceptance.MaterialReceived})
	}
	if len(checks) > 0 {
		for range 4 { // a clerk ticks them off one after another
			step(func(on acceptance.On) (node.CaseID, error) { return s.CheckMaterials(ctx, on, checks) })
		}
	}
	step(func(on acceptance.On) (node.CaseID, error) { return s.ReceiveCase(ctx, on) })
	step(func(on acceptance.On) (node.CaseID, error) { return s.AcceptCase(ctx, on) })
	if err != nil || stage == 0 {
		return err
	}
	return d.decide(ctx, tx, id, version, stage)
}

func (d *day) decide(ctx context.Context, tx *store.Tx, id node.CaseID, version, stage int) error {
	tasks, err := tx.CaseTask.Query().Where(casetask.CaseID(int(id))).Order(casetask.ByID()).IDs(ctx)
	for _, task := range tasks {
		if err == nil {
			_, err = d.cases.BeginTask(ctx, acceptance.OnTask{Task: node.TaskID(task), ExpectedVersion: version})
			version++
		}
		if err == nil {
			_, err = d.cases.DecideTask(ctx, acceptance.OnTask{Task: node.TaskID(task), ExpectedVersion: version}, true, nil)
			version++
		}
	}
	if err == nil && stage > 2 {
		_, err = d.cases.DecideCase(ctx, acceptance.On{Case: id, ExpectedVersion: version}, acceptance.DecideInput{Granted: true})
	}
	return err
}

// reading is how often a second a list was read, and how many rows its page had: a
// page that is not full is no measure for one that is.
type reading struct {
	rate float64
	rows int
}

// read reads a list for a while.
func (d *day) read(ctx context.Context, list int, slice time.Duration) (r reading, err error) {
	ctx = d.cases.Live.Begin(identity.With(ctx, d.caller))
	file := d.store.Client.CaseFile.Query().Order(casefile.ByID()).FirstX(ctx)
	center, owner := node.CenterID(file.AtCenterID), node.DepartmentID(file.OwnerID)
	today, first := calendar.DayOf(d.store.Now().In(d.store.Location())), page.Args{First: new(10)} // full also when there are few
	cases := func(f acceptance.Filter, order acceptance.Order) (int, error) {
		c, err := d.cases.List(ctx, &f, order, first)
		if err != nil {
			return 0, err
		}
		return len(c.Edges), nil
	}
	do := []func() (rows int, err error){
		func() (int, error) { return cases(acceptance.Filter{Center: &center}, acceptance.NewestFirst) },
		func() (int, error) {
			return cases(acceptance.Filter{Center: &center, States: []acceptance.State{acceptance.Accepted}}, acceptance.DueFirst)
		},
		func() (int, error) {
			c, err := d.cases.Tasks(ctx, &acceptance.TaskFilter{Department: &owner, States: []acceptance.TaskState{acceptance.Ready}}, first)
			if err != nil {
				return 0, err
			}
			return len(c.Edges), nil
		},
		func() (int, error) {
			c, err := d.cases.Ledger(ctx, center, today, first)
			if err != nil {
				return 0, err
			}
			return len(c.Edges), nil
		},
		func() (int, error) { _, err := d.cases.ByNumber(ctx, file.Number); return 1, err },
	}[list]
	n, began := 0, time.Now()
	for ; time.Since(began) < slice; n++ {
		if r.rows, err = do(); err != nil {
			return r, err
		}
	}
	r.rate = float64(n) / time.Since(began).Seconds()
	return r, nil
}
