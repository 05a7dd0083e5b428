package catalog

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"onewindow/ent/db"
	"onewindow/ent/db/offering"
	"onewindow/ent/db/predicate"
	"onewindow/ent/db/serviceitem"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// rowsPerInsert keeps a statement's parameters below what both engines take.
const rowsPerInsert = 1000

// OfferingTerms are how an item is offered at a center.
type OfferingTerms struct {
	Mode Mode
	// Window is where, nil for any; it belongs to the one center that is named.
	Window *node.WindowID
	// Days are the weekdays on which it is offered, none for all opening hours.
	Days []organization.Weekday
	// Limit is the center's own promise, not longer than the guide's; nil for the guide's.
	Limit *TimeLimit
	Note  *string
}

// OfferItemsInput offers items at centers, each item at each center.
type OfferItemsInput struct {
	Items []node.ItemID
	OfferingPlaces
	OfferingTerms
	// On is the first day, today when nil.
	On     *calendar.Day
	Reason string
}

// WithdrawItemsInput ends what is offered, each item at each center.
type WithdrawItemsInput struct {
	Items []node.ItemID
	OfferingPlaces
	// On is the first day on which it is not offered any more, today when nil.
	On     *calendar.Day
	Reason string
}

// OfferingResult is what a change of many offerings did.
type OfferingResult struct {
	// Items are those for which something changed.
	Items []node.ItemID
	// Started, Ended and Unchanged count pairs of an item and a center. A pair
	// whose terms changed counts as ended and as started.
	Started, Ended, Unchanged int
}

// OfferItems offers items at centers, all or none. What is offered there in the
// same way stays as it is; what is offered in another way ends, and begins anew.
func OfferItems(ctx context.Context, s *store.Store, in OfferItemsInput) (OfferingResult, error) {
	return store.Write(ctx, s, "offerItems", in.within)
}

// within is OfferItems inside its transaction.
func (in OfferItemsInput) within(ctx context.Context, tx *store.Tx) (OfferingResult, error) {
	c := &offeringChange{tx: tx, day: dayOr(in.On, tx.Today), reason: in.Reason, terms: in.OfferingTerms}
	c.reasoned(in.Reason)
	c.checkTerms()
	if err := c.find(ctx, in.Items, in.OfferingPlaces); err != nil {
		return OfferingResult{}, err
	}
	if err := c.checkRules(ctx); err != nil {
		return OfferingResult{}, err
	}
	existing, err := c.existing(ctx)
	if err != nil {
		return OfferingResult{}, err
	}
	plan := c.plan(existing)
	if err := c.problems.Err(); err != nil {
		return OfferingResult{}, err
	}
	return c.carryOut(ctx, plan)
}

// WithdrawItems ends what is offered of the items at the centers, all or none.
// What is not offered there is left as it is.
func WithdrawItems(ctx context.Context, s *store.Store, in WithdrawItemsInput) (OfferingResult, error) {
	return store.Write(ctx, s, "withdrawItems", func(ctx context.Context, tx *store.Tx) (OfferingResult, error) {
		c := &offeringChange{tx: tx, day: dayOr(in.On, tx.Today), reason: in.Reason}
		c.reasoned(in.Reason)
		if err := c.find(ctx, in.Items, in.OfferingPlaces); err != nil {
			return OfferingResult{}, err
		}
		if err := c.problems.Err(); err != nil {
			return OfferingResult{}, err
		}
		existing, err := c.existing(ctx)
		if err != nil {
			return OfferingResult{}, err
		}
		plan := offeringPlan{end: slices.Collect(maps.Values(existing))}
		plan.unchanged = len(c.items)*len(c.centers) - len(plan.end)
		return c.carryOut(ctx, plan)
	})
}

// EndOfferings ends, inside a change, what may no longer be offered from a day on
// at some centers and at those that report to them: because the department left, or
// has less authority there, or because a center closed or reports elsewhere.
// The change itself has been made already, so what is still allowed goes on, as
// when the department is stationed further up too. Department 0 stands for all.
func EndOfferings(ctx context.Context, tx *store.Tx, departmentID int, centerIDs []int, day calendar.Day) ([]organization.EndedOffering, error) {
	query := tx.Offering.Query().Where(notEnded(day)).WithItem().WithCenter()
	if departmentID != 0 {
		query = query.Where(offering.HasItemWith(serviceitem.OwnerID(departmentID)))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("find what is offered: %w", err)
	}
	centers, owners := map[int]*db.ServiceCenter{}, map[int]bool{}
	for _, row := range rows {
		centers[row.CenterID], owners[row.Edges.Item.OwnerID] = row.Edges.Center, true
	}
	g, err := loadGround(ctx, tx.Client, day, slices.Collect(maps.Keys(owners)), slices.Collect(maps.Values(centers)))
	if err != nil {
		return nil, err
	}
	var ended []*db.Offering
	var told []organization.EndedOffering
	for _, row := range rows {
		closed := row.Edges.Center.Status == string(organization.Closed)
		if g.underAny(row.CenterID, centerIDs) && (closed || !g.allows(Mode(row.Mode), row.Edges.Item.OwnerID, row.CenterID)) {
			ended = append(ended, row)
			told = append(told, organization.EndedOffering{ItemID: row.ItemID, CenterID: row.CenterID})
		}
	}
	c := &offeringChange{tx: tx, day: day, reason: notAllowed}
	_, err = c.carryOut(ctx, offeringPlan{end: ended})
	return told, err
}

// notAllowed is the reason that stays with offerings which EndOfferings ended.
const notAllowed = "部门进驻、授权或中心变动，不再具备进驻条件"

// endOfferings ends all offerings that a condition picks, on a day.
func endOfferings(ctx context.Context, tx *store.Tx, day calendar.Day, reason string, which predicate.Offering) (int, error) {
	rows, err := tx.Offering.Query().Where(notEnded(day), which).All(ctx)
	if err != nil {
		return 0, fmt.Errorf("find offerings to end: %w", err)
	}
	c := &offeringChange{tx: tx, day: day, reason: reason}
	_, err = c.carryOut(ctx, offeringPlan{end: rows})
	return len(rows), err
}

// notEnded picks offerings that are in force on a day or begin later.
func notEnded(day calendar.Day) predicate.Offering {
	return offering.Or(offering.ValidToIsNil(), offering.ValidToGT(day))
}

// offeringPlan is what to do.
type offeringPlan struct {
	end       []*db.Offering
	start     []pair
	unchanged int
}

// pair is an item and a center.
type pair struct {
	item   *db.ServiceItem
	center *db.ServiceCenter
}

// pairIDs is a pair as a key.
type pairIDs struct{ item, center int }

// existing are the offerings of all pairs that are in force on the day or begin later.
func (c *offeringChange) existing(ctx context.Context) (map[pairIDs]*db.Offering, error) {
	wanted := map[int]bool{}
	for _, center := range c.centers {
		wanted[center.ID] = true
	}
	ids := make([]int, len(c.items))
	for i, item := range c.items {
		ids[i] = item.ID
	}
	rows, err := c.tx.Offering.Query().Where(notEnded(c.day), offering.ItemIDIn(ids...)).Order(offering.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("find what is offered: %w", err)
	}
	found := map[pairIDs]*db.Offering{}
	for _, row := range rows {
		if wanted[row.CenterID] {
			found[pairIDs{row.ItemID, row.CenterID}] = row
		}
	}
	return found, nil
}

// plan compares what is offered with what shall be.
func (c *offeringChange) plan(existing map[pairIDs]*db.Offering) offeringPlan {
	var p offeringPlan
	var later []string
	for _, item := range c.items {
		for _, center := range c.centers {
			row := existing[pairIDs{item.ID, center.ID}]
			switch {
			case row == nil:
			case row.ValidFrom.After(c.day) || row.ValidTo != nil:
				later = append(later, item.Slug+" @ "+center.Name)
				continue
			case c.terms.same(row):
				p.unchanged++
				continue
			default:
				p.end = append(p.end, row)
			}
			p.start = append(p.start, pair{item, center})
		}
	}
	c.group(OfferedLater, "on", later)
	return p
}

// same is whether an offering has these terms.
func (t OfferingTerms) same(row *db.Offering) bool {
	days := make([]string, len(t.Days))
	for i, d := range t.Days {
		days[i] = string(d)
	}
	return row.Mode == string(t.Mode) && orZero(row.WindowID) == int(orZero(t.Window)) &&
		slices.Equal(row.Days, days) && row.Note == orZero(t.Note) &&
		orZero(limitOf(row.LimitValue, row.LimitUnit, row.LimitNote)) == orZero(t.Limit)
}

// carryOut makes the change, with few statements for any number of pairs, and
// leaves one event for each item.
func (c *offeringChange) carryOut(ctx context.Context, p offeringPlan) (OfferingResult, error) {
	if err := c.end(ctx, p.end); err != nil {
		return OfferingResult{}, err
	}
	if err := c.start(ctx, p.start); err != nil {
		return OfferingResult{}, err
	}
	return OfferingResult{Items: c.record(p), Started: len(p.start), Ended: len(p.end), Unchanged: p.unchanged}, nil
}

// end ends offerings on the day; those that begin later on their first day, so
// that they were never in force.
func (c *offeringChange) end(ctx context.Context, rows []*db.Offering) error {
	byDay := map[calendar.Day][]int{}
	for _, row := range rows {
		day := c.day
		if row.ValidFrom.After(day) {
			day = row.ValidFrom
		}
		byDay[day] = append(byDay[day], row.ID)
	}
	for day, ids := range byDay {
		for chunk := range slices.Chunk(ids, rowsPerQuery) {
			_, err := c.tx.Offering.Update().Where(offering.IDIn(chunk...)).SetValidTo(day).
				SetEndedAt(c.tx.Now).SetEndedBy(c.tx.Caller.Name).SetEndReason(c.reason).AddVersion(1).Save(ctx)
			if err != nil {
				return fmt.Errorf("end offerings: %w", err)
			}
		}
	}
	return nil
}

func (c *offeringChange) start(ctx context.Context, pairs []pair) error {
	days := make([]string, len(c.terms.Days))
	for i, d := range c.terms.Days {
		days[i] = string(d)
	}
	for chunk := range slices.Chunk(pairs, rowsPerInsert) {
		err := c.tx.Offering.MapCreateBulk(chunk, func(row *db.OfferingCreate, i int) {
			row.SetItemID(chunk[i].item.ID).SetCenterID(chunk[i].center.ID).SetDistrictCode(chunk[i].center.DistrictCode).
				SetMode(string(c.terms.Mode)).SetNillableWindowID((*int)(c.terms.Window)).SetDays(days).
				SetNillableNote(c.terms.Note).SetValidFrom(c.day).
				SetStartedAt(c.tx.Now).SetStartedBy(c.tx.Caller.Name).SetStartReason(c.reason)
			if l := c.terms.Limit; l != nil {
				row.SetLimitValue(l.Value).SetLimitUnit(string(l.Unit)).SetLimitNote(l.Explanation)
			}
		}).Exec(ctx)
		if err != nil {
			return fmt.Errorf("start offerings: %w", err)
		}
	}
	return nil
}

// offeringTrail is what the audit trail keeps of an item's offerings: the
// centers where some ended or began, by their mode.
type offeringTrail struct {
	On      calendar.Day
	Reason  string
	Centers map[Mode][]int
}

func (c *offeringChange) record(p offeringPlan) []node.ItemID {
	ended, started := map[int]*offeringTrail{}, map[int]*offeringTrail{}
	note := func(trails map[int]*offeringTrail, item, center int, mode Mode) {
		if trails[item] == nil {
			trails[item] = &offeringTrail{On: c.day, Reason: c.reason, Centers: map[Mode][]int{}}
		}
		trails[item].Centers[mode] = append(trails[item].Centers[mode], center)
	}
	for _, row := range slices.SortedFunc(slices.Values(p.end), byCenter) {
		note(ended, row.ItemID, row.CenterID, Mode(row.Mode))
	}
	for _, new := range p.start {
		note(started, new.item.ID, new.center.ID, c.terms.Mode)
	}
	ids := slices.Collect(maps.Keys(ended))
	for id := range started {
		if ended[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	items := make([]node.ItemID, len(ids))
	for i, id := range ids {
		items[i] = node.ItemID(id)
		c.tx.Record(event.Offering, id, orNothing(ended[id]), orNothing(started[id]))
	}
	return items
}

func byCenter(a, b *db.Offering) int { return cmp.Compare(a.CenterID, b.CenterID) }

// orNothing makes a nil pointer the nil that the audit trail knows.
func orNothing(trail *offeringTrail) any {
	if trail == nil {
		return nil
	}
	return trail
}

// named lists at most twenty names.
func named(names []string) string {
	const most = 20
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " …"
	}
	return strings.Join(names, ", ")
}
