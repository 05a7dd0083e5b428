package organization

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db"
	"onewindow/ent/db/servicecenter"
	"onewindow/ent/db/stationing"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of centers.
var (
	noStatusChange  = fault.NewKind("STATUS_NOT_ALLOWED", "状态不能从 %s 变为 %s，可变为：%s。", "The status can't go from %s to %s; possible: %s.")
	hasSubordinates = fault.NewKind("HAS_SUBORDINATES",
		"还有 %d 个中心向它汇报，请先让它们改向其他中心汇报。",
		"%d centers report to it: have them report elsewhere first.")
	hasStationings = fault.NewKind("HAS_STATIONINGS",
		"还有 %d 个部门进驻，请先撤出。",
		"%d departments are stationed here: withdraw them first.")
)

// transitions say which status may follow which (建设状态流转).
var transitions = map[Status][]Status{
	Planned:   {Building, Closed},
	Building:  {Accepted, Closed},
	Accepted:  {Open, Closed},
	Open:      {Suspended, Closed},
	Suspended: {Open, Closed},
	Closed:    {Planned},
}

// CenterDetails are what a center tells about itself. What is nil is not said:
// a new center then has none of it, an updated one keeps what it had.
type CenterDetails struct {
	Address     *string
	Position    graphql.Omittable[*Position]
	Directions  *string
	Phones      []Phone
	Hours       *Hours
	Ways        []Way
	DutyContact graphql.Omittable[*Contact]
}

// CreateCenterInput is a new center.
type CreateCenterInput struct {
	Code, Name string
	Tier       Tier
	Division   node.DivisionID
	// ReportsTo may be nil only in a division of the highest level.
	ReportsTo *node.CenterID
	// Status is PLANNED when nil; CLOSED is none to begin with.
	Status      *Status
	StatusSince *calendar.Day
	CenterDetails
}

// CreateCenter adds a center and returns its id.
func (s *Service) CreateCenter(ctx context.Context, in CreateCenterInput) (int, error) {
	return change(ctx, s, "createCenter", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		in.Code, in.Name = c.code("code", in.Code), c.required("name", in.Name, maxName)
		listed(c, "tier", in.Tier, Tiers)
		status := Planned
		if in.Status != nil {
			status = *in.Status
			listed(c, "status", status, Statuses[:len(Statuses)-1])
		}
		c.dayOrder("statusSince", tx.Today, dayOr(in.StatusSince, tx.Today))
		details := c.details(in.CenterDetails)
		exists, err := tx.ServiceCenter.Query().Where(servicecenter.Code(in.Code)).Exist(ctx)
		if err := taken(c, "code", in.Code, exists, err); err != nil {
			return 0, err
		}
		seat := seat{divisionPath: "division", division: int(in.Division), reportsToPath: "reportsTo", reportsTo: (*int)(in.ReportsTo)}
		district, err := seat.check(ctx, tx, c)
		if err != nil || c.stop() {
			return 0, err
		}
		row, err := details.create(tx.ServiceCenter.Create().SetCode(in.Code).SetName(in.Name).SetTier(string(in.Tier)).
			SetDivisionID(int(in.Division)).SetDistrictCode(district).SetNillableReportsToID((*int)(in.ReportsTo)).
			SetStatus(string(status)).SetStatusSince(dayOr(in.StatusSince, tx.Today))).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store center %s: %w", in.Code, err)
		}
		return row.ID, recordCenter(tx, nil, row, "")
	})
}

// UpdateCenterInput changes what is given.
type UpdateCenterInput struct {
	ID              node.CenterID
	ExpectedVersion int
	Name            *string
	Tier            *Tier
	CenterDetails
}

// UpdateCenter changes what a center tells about itself.
func (s *Service) UpdateCenter(ctx context.Context, in UpdateCenterInput) (int, error) {
	return s.updateCenter(ctx, "updateCenter", in.ID, in.ExpectedVersion, "", func(_ context.Context, _ *store.Tx, c *checker, row *db.ServiceCenter) (*db.ServiceCenterUpdateOne, error) {
		update := c.details(in.CenterDetails).update(row.Update())
		if in.Name != nil {
			update.SetName(c.required("name", *in.Name, maxName))
		}
		if in.Tier != nil {
			listed(c, "tier", *in.Tier, Tiers)
			update.SetTier(string(*in.Tier))
		}
		return update, nil
	})
}

// updateCenter finds a center, checks its version, has it changed and records that.
func (s *Service) updateCenter(ctx context.Context, action string, id node.CenterID, seen int, reason string,
	edit func(context.Context, *store.Tx, *checker, *db.ServiceCenter) (*db.ServiceCenterUpdateOne, error),
) (int, error) {
	return change(ctx, s, action, func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		reason := c.text("reason", reason, maxReason)
		row, err := findCenter(ctx, tx, c, "id", int(id))
		if err != nil || row == nil {
			return 0, err
		}
		if err := tx.At(ctx, store.Place{CenterID: row.ID}); err != nil {
			return 0, err
		}
		c.version(seen, row.Version)
		before, err := centerOf(row)
		if err != nil {
			return 0, err
		}
		update, err := edit(ctx, tx, c, row)
		if err != nil || c.stop() {
			return 0, err
		}
		if row, err = saveCenter(ctx, tx, before, update, reason); err != nil {
			return 0, err
		}
		return row.ID, s.endOfferingsOf(ctx, tx, before, row)
	})
}

// saveCenter stores a changed center and records that.
func saveCenter(ctx context.Context, tx *store.Tx, before *Center, update *db.ServiceCenterUpdateOne, reason string) (*db.ServiceCenter, error) {
	row, err := update.AddVersion(1).Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("store center %s: %w", before.Code, err)
	}
	return row, recordCenter(tx, before, row, reason)
}

// endOfferingsOf ends what may no longer be offered at a center, and at those
// below it, when it closed or reports to another one.
func (s *Service) endOfferingsOf(ctx context.Context, tx *store.Tx, before *Center, after *db.ServiceCenter) error {
	switch {
	case after.Status == string(Closed) && before.Status != Closed:
		_, err := s.endOfferings(ctx, tx, 0, []int{after.ID}, after.StatusSince)
		return err
	case orZero(after.ReportsToID) != before.ReportsToID:
		_, err := s.endOfferings(ctx, tx, 0, []int{after.ID}, tx.Today)
		return err
	}
	return nil
}

// ChangeCenterStatusInput moves a center along its life.
type ChangeCenterStatusInput struct {
	ID              node.CenterID
	ExpectedVersion int
	Status          Status
	// Since is today when nil; it is not before the present status began, and not
	// in the future.
	Since  *calendar.Day
	Reason *string
}

// StatusChange is the action of the events that tell of a center's new status.
const StatusChange = "changeCenterStatus"

// ChangeCenterStatus changes the status by the table of transitions. A center to
// which others report, or at which departments are stationed, is not closed;
// what is offered at one that closes ends. One that is planned again still has
// its place in the tree, or is given another by SetReportsTo before.
func (s *Service) ChangeCenterStatus(ctx context.Context, in ChangeCenterStatusInput) (int, error) {
	return s.updateCenter(ctx, StatusChange, in.ID, in.ExpectedVersion, orZero(in.Reason), func(ctx context.Context, tx *store.Tx, c *checker, row *db.ServiceCenter) (*db.ServiceCenterUpdateOne, error) {
		from, since := Status(row.Status), dayOr(in.Since, tx.Today)
		if !slices.Contains(transitions[from], in.Status) {
			c.add(noStatusChange, "status", from, in.Status, fmt.Sprint(transitions[from]))
		}
		c.dayOrder("since", since, row.StatusSince)
		c.dayOrder("since", tx.Today, since)
		var err error
		switch {
		case in.Status == Closed:
			err = mayClose(ctx, tx, c, row.ID)
		case from == Closed:
			at := seat{center: row.ID, division: row.DivisionID, divisionPath: "status", reportsTo: row.ReportsToID, reportsToPath: "status"}
			_, err = at.check(ctx, tx, c)
		}
		if err != nil {
			return nil, err
		}
		return row.Update().SetStatus(string(in.Status)).SetStatusSince(since), nil
	})
}

func mayClose(ctx context.Context, tx *store.Tx, c *checker, id int) error {
	below, err := tx.ServiceCenter.Query().
		Where(servicecenter.ReportsToID(id), servicecenter.StatusNEQ(string(Closed))).Count(ctx)
	if err != nil {
		return fmt.Errorf("count subordinates: %w", err)
	}
	if below > 0 {
		c.add(hasSubordinates, "status", below)
	}
	stationed, err := tx.Stationing.Query().
		Where(stationing.CenterID(id), stationing.Or(stationing.ValidToIsNil(), stationing.ValidToGT(tx.Today))).Count(ctx)
	if err != nil {
		return fmt.Errorf("count stationings: %w", err)
	}
	if stationed > 0 {
		c.add(hasStationings, "status", stationed)
	}
	return nil
}

// checkedDetails are details in the form of columns.
type checkedDetails struct {
	CenterDetails
	phones, hours json.RawMessage
	ways          []string
}

// details checks what a center tells about itself.
func (c *checker) details(in CenterDetails) checkedDetails {
	if in.Address != nil {
		*in.Address = c.text("address", *in.Address, maxText)
	}
	if in.Directions != nil {
		*in.Directions = c.text("directions", *in.Directions, maxText)
	}
	if p := in.Position.Value(); p != nil {
		c.position("position", *p)
	}
	if contact := in.DutyContact.Value(); contact != nil {
		contact.Name = c.required("dutyContact.name", contact.Name, maxName)
		if contact.Phone = c.phone("dutyContact.phone", contact.Phone); contact.Phone == "" {
			c.add(fault.Required, "dutyContact.phone")
		}
	}
	checked := checkedDetails{CenterDetails: in}
	if in.Phones != nil {
		checked.phones = encode(c.phones("phones", in.Phones))
	}
	if in.Hours != nil {
		c.problems = append(c.problems, in.Hours.Check("hours")...)
		checked.hours = encode(in.Hours)
	}
	if in.Ways != nil {
		checked.ways = []string{}
		for i, w := range in.Ways {
			listed(c, fmt.Sprintf("ways.%d", i), w, Ways)
			if slices.Contains(checked.ways, string(w)) {
				c.add(fault.Repeated, fmt.Sprintf("ways.%d", i), w)
			}
			checked.ways = append(checked.ways, string(w))
		}
	}
	return checked
}

func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values always encode
	}
	return b
}

func (d checkedDetails) create(row *db.ServiceCenterCreate) *db.ServiceCenterCreate {
	row.SetNillableAddress(d.Address).SetNillableDirections(d.Directions).SetPhones(d.phones).SetHours(d.hours)
	if d.ways != nil {
		row.SetWays(d.ways)
	}
	if p := d.Position.Value(); p != nil {
		row.SetLongitude(p.Longitude).SetLatitude(p.Latitude)
	}
	if contact := d.DutyContact.Value(); contact != nil {
		row.SetDutyContactName(contact.Name).SetDutyContactPhone(contact.Phone)
	}
	return row
}

func (d checkedDetails) update(row *db.ServiceCenterUpdateOne) *db.ServiceCenterUpdateOne {
	row.SetNillableAddress(d.Address).SetNillableDirections(d.Directions)
	if d.phones != nil {
		row.SetPhones(d.phones)
	}
	if d.hours != nil {
		row.SetHours(d.hours)
	}
	if d.ways != nil {
		row.SetWays(d.ways)
	}
	if p, given := d.Position.ValueOK(); given {
		row.ClearLongitude().ClearLatitude()
		if p != nil {
			row.SetLongitude(p.Longitude).SetLatitude(p.Latitude)
		}
	}
	if contact, given := d.DutyContact.ValueOK(); given {
		row.SetDutyContactName("").SetDutyContactPhone("")
		if contact != nil {
			row.SetDutyContactName(contact.Name).SetDutyContactPhone(contact.Phone)
		}
	}
	return row
}
