package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/ent/db/stationing"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// Rules on offerings. One change may break a rule for thousands of pairs, so
// each rule is reported once, with how many break it and the names of some.
var (
	ItemsNotActive = fault.NewKind("ITEMS_NOT_ACTIVE",
		"有 %d 个事项不是在用状态：%s。",
		"%d items are not active: %s.")
	ItemsNotPublished = fault.NewKind("ITEMS_NOT_PUBLISHED",
		"有 %d 个事项没有已发布的办事指南：%s。",
		"%d items have no published guide: %s.")
	CentersClosed = fault.NewKind("CENTERS_CLOSED",
		"有 %d 个中心已关闭：%s。",
		"%d centers are closed: %s.")
	// NoFullStationing is why something cannot be decided on the spot: design
	// section 1, 充分授权 against 只收不办.
	NoFullStationing = fault.NewKind("NO_FULL_STATIONING",
		"即办要求事项的主管部门当日在该中心进驻并充分授权，有 %d 处不满足：%s。",
		"To decide on the spot the owner must be stationed at that very center with full authority on that day; %d times it is not: %s.")
	NoStationing = fault.NewKind("NO_STATIONING",
		"事项的主管部门当日须进驻该中心或其上级中心，有 %d 处不满足：%s。",
		"The owner must be stationed on that day at the center or at one that it reports to; %d times it is not: %s.")
	WindowElsewhere = fault.NewKind("WINDOW_ELSEWHERE",
		"窗口“%s”不属于以下 %d 个中心：%s。",
		"The window %q does not belong to %d of the centers: %s.")
	LimitExceedsPromise = fault.NewKind("LIMIT_EXCEEDS_PROMISE",
		"该时限长于 %d 个事项的承诺时限：%s。",
		"This limit is longer than what the guides of %d items promise: %s.")
	OfferedLater = fault.NewKind("OFFERED_LATER",
		"有 %d 处已安排了此后开始或结束的进驻，请先撤出：%s。",
		"For %d pairs an offering is planned that begins or ends later: withdraw it first: %s.")
)

// The values of the enumerations of an offering.
var (
	modes    = []Mode{ModeOnTheSpot, ModeForward, ModeByAgent, ModeConsult}
	weekdays = []organization.Weekday{organization.Monday, organization.Tuesday, organization.Wednesday,
		organization.Thursday, organization.Friday, organization.Saturday, organization.Sunday}
)

// offeringChange is a change of offerings while it is checked.
type offeringChange struct {
	tx       *store.Tx
	day      calendar.Day
	reason   string
	terms    OfferingTerms
	items    []*db.ServiceItem
	centers  []*db.ServiceCenter
	problems fault.Problems
}

// group reports a rule once for all that break it.
func (c *offeringChange) group(kind fault.Kind, path string, names []string) {
	if len(names) > 0 {
		c.problems.Add(kind.At(path, len(names), named(names)))
	}
}

func (c *offeringChange) reasoned(reason string) {
	var s shape
	s.reason(reason)
	c.problems = append(c.problems, s.problems...)
}

func (c *offeringChange) checkTerms() {
	var s shape
	oneOf(&s, "mode", c.terms.Mode, modes)
	c.terms.Days = once(c.terms.Days)
	entries(&s, "days", c.terms.Days, func(at string, d organization.Weekday) {
		oneOf(&s, at, d, weekdays)
	})
	s.limit("limit", c.terms.Limit)
	if l := c.terms.Limit; l != nil && (l.Unit == OnTheSpot) != (l.Value == 0) {
		if l.Unit == OnTheSpot {
			s.problems.Add(OnTheSpotValue.At("limit.value", l.Value))
		} else {
			s.problems.Add(LimitOfZero.At("limit.value"))
		}
	}
	if c.terms.Note != nil {
		s.text("note", *c.terms.Note)
	}
	c.problems = append(c.problems, s.problems...)
}

// checkRules looks at everything that keeps the items from the centers.
func (c *offeringChange) checkRules(ctx context.Context) error {
	if err := c.checkItems(ctx); err != nil {
		return err
	}
	if err := c.checkWindow(ctx); err != nil {
		return err
	}
	var closed []string
	for _, center := range c.centers {
		if center.Status == string(organization.Closed) {
			closed = append(closed, center.Name)
		}
	}
	c.group(CentersClosed, "centers", closed)
	return c.checkStationings(ctx)
}

// checkItems wants active items with a guide whose promise the limit keeps.
func (c *offeringChange) checkItems(ctx context.Context) error {
	ids := make([]int, len(c.items))
	for i, item := range c.items {
		ids[i] = item.ID
	}
	guides, err := c.tx.Edition.Query().
		Where(edition.ItemIDIn(ids...), edition.Status(string(EditionPublished))).All(ctx)
	if err != nil {
		return fmt.Errorf("read published editions: %w", err)
	}
	promises := map[int]*TimeLimit{}
	for _, g := range guides {
		promises[g.ItemID] = limitOf(g.PromisedValue, g.PromisedUnit, "")
	}
	var inactive, unpublished, exceeded []string
	for _, item := range c.items {
		promise, published := promises[item.ID]
		if item.State != string(StateActive) {
			inactive = append(inactive, item.Slug)
		} else if !published {
			unpublished = append(unpublished, item.Slug)
		}
		if longer(c.terms.Limit, promise) {
			exceeded = append(exceeded, item.Slug)
		}
	}
	c.group(ItemsNotActive, "items", inactive)
	c.group(ItemsNotPublished, "items", unpublished)
	c.group(LimitExceedsPromise, "limit", exceeded)
	return nil
}

// longer is whether a limit is longer than a promise, as the gate compares them.
func longer(limit, promise *TimeLimit) bool {
	if limit == nil || promise == nil {
		return false
	}
	own, ok := lengthOf(*limit)
	promised, alsoOK := lengthOf(*promise)
	return ok && alsoOK && own > promised
}

func (c *offeringChange) checkWindow(ctx context.Context) error {
	if c.terms.Window == nil {
		return nil
	}
	window, err := c.tx.Window.Get(ctx, int(*c.terms.Window))
	if db.IsNotFound(err) {
		c.problems.Add(fault.NotFound.At("window", node.Encode("Window", int(*c.terms.Window))))
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up the window: %w", err)
	}
	var elsewhere []string
	for _, center := range c.centers {
		if center.ID != window.CenterID {
			elsewhere = append(elsewhere, center.Name)
		}
	}
	if len(elsewhere) > 0 {
		c.problems.Add(WindowElsewhere.At("window", window.Number, len(elsewhere), named(elsewhere)))
	}
	return nil
}

// checkStationings wants each owner stationed as the mode needs it.
func (c *offeringChange) checkStationings(ctx context.Context) error {
	var owners []int
	for _, item := range c.items {
		if !slices.Contains(owners, item.OwnerID) {
			owners = append(owners, item.OwnerID)
		}
	}
	g, err := loadGround(ctx, c.tx.Client, c.day, owners, c.centers)
	if err != nil {
		return err
	}
	names, err := departmentNames(ctx, c.tx.Client, owners)
	if err != nil {
		return err
	}
	var missing []string
	for _, owner := range owners {
		for _, center := range c.centers {
			if !g.allows(c.terms.Mode, owner, center.ID) {
				missing = append(missing, names[owner]+" @ "+center.Name)
			}
		}
	}
	if c.terms.Mode == ModeOnTheSpot {
		c.group(NoFullStationing, "mode", missing)
	} else {
		c.group(NoStationing, "mode", missing)
	}
	return nil
}

// ground is who is stationed where on a day, and which center reports to which.
type ground struct {
	superior  map[int]int
	authority map[stationed]organization.Authority
}

type stationed struct{ department, center int }

// loadGround reads what the rules need for some departments at some centers:
// the centers above them, and the stationings in force on the day.
func loadGround(ctx context.Context, client *db.Client, day calendar.Day, departments []int, centers []*db.ServiceCenter) (*ground, error) {
	g := &ground{superior: map[int]int{}, authority: map[stationed]organization.Authority{}}
	for len(centers) > 0 {
		above, err := centersByID(ctx, client, g.climb(centers))
		if err != nil {
			return nil, err
		}
		centers = above
	}
	rows, err := client.Stationing.Query().Where(
		stationing.DepartmentIDIn(departments...), stationing.ValidFromLTE(day),
		stationing.Or(stationing.ValidToIsNil(), stationing.ValidToGT(day))).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read stationings: %w", err)
	}
	for _, row := range rows {
		g.authority[stationed{row.DepartmentID, row.CenterID}] = organization.Authority(row.Authority)
	}
	return g, nil
}

// climb notes to whom centers report and returns those superiors that are new.
func (g *ground) climb(centers []*db.ServiceCenter) []int {
	var above []int
	for _, c := range centers {
		g.superior[c.ID] = orZero(c.ReportsToID)
	}
	for _, c := range centers {
		id := orZero(c.ReportsToID)
		if _, known := g.superior[id]; id != 0 && !known && !slices.Contains(above, id) {
			above = append(above, id)
		}
	}
	return above
}

// allows is whether a department may offer its items at a center in a mode. What
// is decided on the spot needs its full authority there; anything else needs it
// there or at a center further up.
func (g *ground) allows(mode Mode, department, center int) bool {
	if mode == ModeOnTheSpot {
		return g.authority[stationed{department, center}] == organization.Full
	}
	for id := center; id != 0; id = g.superior[id] {
		if g.authority[stationed{department, id}] != "" {
			return true
		}
	}
	return false
}

// underAny is whether a center is one of others, or reports to one, directly or further up.
func (g *ground) underAny(center int, superiors []int) bool {
	for id := center; id != 0; id = g.superior[id] {
		if slices.Contains(superiors, id) {
			return true
		}
	}
	return false
}

// find reads the items and the centers that an input names.
func (c *offeringChange) find(ctx context.Context, items []node.ItemID, places OfferingPlaces) error {
	rows, problems, err := itemRows(ctx, c.tx, items)
	if err != nil {
		return err
	}
	c.problems = append(c.problems, problems...)
	for _, row := range rows {
		if row != nil {
			c.items = append(c.items, row)
		}
	}
	if c.centers, problems, err = places.find(ctx, c.tx, c.day); err != nil {
		return err
	}
	c.problems = append(c.problems, problems...)
	if len(c.items)*len(c.centers) > maxPairs {
		c.problems.Add(TooManyPairs.At("", strconv.Itoa(len(c.items)), strconv.Itoa(len(c.centers)), maxPairs))
		return c.problems
	}
	return c.withinReach(ctx)
}

// withinReach keeps a center's admin to their centers and a department's to its
// items.
func (c *offeringChange) withinReach(ctx context.Context) error {
	owners := map[int]bool{}
	for _, item := range c.items {
		owners[item.OwnerID] = true
	}
	var places []store.Place
	for _, center := range c.centers {
		for owner := range owners {
			places = append(places, store.Place{CenterID: center.ID, DepartmentID: owner})
		}
	}
	return c.tx.At(ctx, places...)
}

// maxPairs is how many pairs of an item and a center one change takes at most.
const maxPairs = 100_000

// TooManyPairs bounds one change.
var TooManyPairs = fault.NewKind("TOO_MANY_PAIRS",
	"%s 个事项乘以 %s 个中心超过了一次 %d 对的上限。",
	"%s items at %s centers are more than the %d pairs that one change takes.")
