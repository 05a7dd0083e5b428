package graph

import (
	"time"

	"onewindow/ent/db/dutyplan"
	"onewindow/ent/db/dutyshift"
	"onewindow/ent/db/staff"
	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/personal"
)

// publishContact has the center say whom to call.
func (e *everything) publishContact() {
	e.store.Client.ServiceCenter.UpdateOneID(e.rowID("ServiceCenter")).SetStatus("OPEN").
		SetDutyContactName("值班室").SetDutyContactPhone("0826-1000000").ExecX(e.t.Context())
}

// fillReception adds a plan of slots, an appointment that was cancelled, a number that
// a window serves and a shift of duty, with something in every field.
func (e *everything) fillReception() {
	client, ctx, now := e.store.Client, e.t.Context(), e.store.Now()
	day := calendar.MustParseDay("2026-03-02") // what the documents ask for
	center := client.ServiceCenter.GetX(ctx, e.rowID("ServiceCenter"))
	window, item := e.rowID("Window"), e.rowID("ServiceItem")
	clerk := client.Staff.Query().Where(staff.Number("C1")).OnlyIDX(ctx)
	plan := client.SlotPlan.Create().SetCenterID(center.ID).SetKind("HOME_VISIT").SetWindowID(window).
		SetStaffID(clerk).SetDays([]string{"MONDAY"}).SetBegins("09:00").SetEnds("11:00").
		SetMinutes(30).SetCapacity(2).SetValidFrom(day).SetValidTo(e.store.Today().AddDays(30)).SaveX(ctx)
	sealed := func(f personal.Field, clear string) personal.Sealed {
		s, err := e.store.Keys().Seal(f, "A1", clear)
		if err != nil {
			e.t.Fatal(err)
		}
		return s
	}
	appointment := client.Appointment.Create().SetNumber("A1").SetDistrictCode(center.DistrictCode).SetCenterID(center.ID).SetPlanID(plan.ID).
		SetItemID(item).SetKind("HOME_VISIT").SetDay(day).SetBeginsAt(now).SetEndsAt(now).SetPlace(1).SetState("CANCELLED").
		SetName(sealed(personal.VisitorName, "张三")).SetPhone(sealed(personal.VisitorPhone, "13812341234")).
		SetBookedAt(now).SetArrivedAt(now).SetCancelledAt(now).SetCancelReason("改期").SaveX(ctx)
	ticket := client.Ticket.Create().SetCenterID(center.ID).SetDistrictCode(center.DistrictCode).SetDay(e.store.Today()).SetNumber(1).SetState("CALLED").
		SetPriority(true).SetItemID(item).SetAppointmentID(appointment.ID).SetWindowID(window).SetTakenAt(now).SetCalledAt(now).SaveX(ctx)
	// In place of the sample's, which has no gap.
	client.DutyShift.Delete().Where(dutyshift.CenterID(center.ID)).ExecX(ctx)
	client.DutyPlan.Delete().Where(dutyplan.CenterID(center.ID)).ExecX(ctx)
	client.DutyPlan.Create().SetCenterID(center.ID).SetAfterHours([]byte(`[{"days": ["SUNDAY"], "from": "09:00", "to": "10:00", "kind": "EXTENDED"}]`)).ExecX(ctx)
	shift := client.DutyShift.Create().SetCenterID(center.ID).SetStaffID(clerk).SetSubstituteForID(clerk).
		SetBeginsAt(now.Add(-time.Hour)).SetEndsAt(now.Add(24 * time.Hour)).SaveX(ctx)
	client.DutyShift.Create().SetCenterID(center.ID).SetStaffID(clerk).
		SetBeginsAt(now.AddDate(0, 0, 8)).SetEndsAt(now.AddDate(0, 0, 9)).ExecX(ctx) // with a gap before it
	e.shift = node.Encode("DutyShift", shift.ID)
	for kind, id := range map[string]int{"SlotPlan": plan.ID, "Appointment": appointment.ID, "Ticket": ticket.ID} {
		e.ids[kind] = []string{node.Encode(kind, id)}
	}
}

// rowID is the row of the first thing of a kind.
func (e *everything) rowID(kind string) int {
	_, id, err := node.Decode(e.ids[kind][0])
	if err != nil {
		e.t.Fatal(err)
	}
	return id
}
