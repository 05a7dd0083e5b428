package sample

import (
	"context"
	"testing"
	"time"

	"onewindow/ent/db/serviceitem"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/reception"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// TestSomebodyIsReachedAtAnyHour loads the sample at awkward moments: at the end of a
// Saturday, in the minute of a hand-over before a holiday, and in a year whose
// calendar is not there.
func TestSomebodyIsReachedAtAnyHour(t *testing.T) {
	for _, clock := range []string{"2026-11-14 23:59", "2026-12-31 17:00", "2027-01-29 09:00"} {
		t.Run(clock, func(t *testing.T) {
			t.Parallel()
			now, err := time.ParseInLocation("2006-01-02 15:04", clock, store.DefaultLocation())
			if err != nil {
				t.Fatal(err)
			}
			s := testdb.Open(t, testdb.SQLite(t), store.Options{Clock: func() time.Time { return now }})
			ctx := identity.With(t.Context(), identity.Admin("test"))
			if _, err := Load(ctx, s); err != nil {
				t.Fatal(err)
			}
			live, err := catalog.Follow(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			ctx = live.Begin(ctx)
			reached(ctx, t, s, now)
			noGaps(ctx, t, s, now)
			booked(ctx, t, s, live)
		})
	}
}

// reached is that each village reaches somebody now, and one of them at any hour of
// the coming weeks.
func reached(ctx context.Context, t *testing.T, s *store.Store, now time.Time) {
	t.Helper()
	directory, villages := catalog.LensOf(ctx).Directory, 0
	try := func(division int, at time.Time) {
		t.Helper()
		if found, err := directory.ReachableNow(ctx, s.Client, division, at); err != nil || found == nil {
			t.Errorf("nobody is reached at %s for %s: %v", at, directory.Division(division).Name, err)
		}
	}
	var village int
	for _, d := range s.Client.Division.Query().AllX(ctx) {
		if levelOf(d.Code) == "village" {
			villages, village = villages+1, d.ID
			try(d.ID, now)
		}
	}
	if villages != 332 {
		t.Errorf("there are %d villages", villages)
	}
	for hour := range 8 * 7 * 24 {
		try(village, now.Add(time.Duration(hour)*time.Hour))
	}
}

// noGaps is that no roster has one, and that substitutes are named.
func noGaps(ctx context.Context, t *testing.T, s *store.Store, now time.Time) {
	t.Helper()
	substitutes, rosters := 0, s.Client.DutyPlan.Query().AllX(ctx)
	for _, plan := range rosters {
		roster, err := catalog.LensOf(ctx).Org.ReadRoster(ctx, s.Client, plan.CenterID)
		if err != nil {
			t.Fatal(err)
		}
		if gaps := roster.Gaps(); len(gaps) > 0 {
			t.Errorf("center %d has the gaps %v", plan.CenterID, gaps)
		}
		for _, shift := range roster.Shifts {
			if shift.SubstituteForID != 0 {
				substitutes++
			}
		}
		if last := roster.Shifts[len(roster.Shifts)-1]; last.To.Before(now.AddDate(0, 0, 7*7)) {
			t.Errorf("the duty of center %d ends %s", plan.CenterID, last.To)
		}
	}
	if len(rosters) != 4 || substitutes != 2 {
		t.Errorf("there are %d rosters with %d substitutes", len(rosters), substitutes)
	}
}

// booked is that each kind of slot can be booked for something within two weeks, and
// something within seven days at each center.
func booked(ctx context.Context, t *testing.T, s *store.Store, live *catalog.Live) {
	t.Helper()
	desk, directory := reception.New(s, live), catalog.LensOf(ctx).Directory
	today, kinds := s.Today(), map[reception.Kind]int{}
	for _, p := range []struct{ center, item string }{
		{districtCode + "-01", "household-registration-birth"},
		{"511602001000-01", "social-security-card-replace"},
		{"511602002000-01", "marriage-registration"},
		{"511602004000-01", "marriage-registration"},
		{"511602001001-01", "disability-certificate-new"}, // in a village
	} {
		center, item := directory.CenterByCode(p.center), node.ItemID(s.Client.ServiceItem.Query().Where(serviceitem.Slug(p.item)).OnlyIDX(ctx))
		free, err := desk.FreeSlots(ctx, reception.FreeFilter{
			Center: node.CenterID(center.ID), Item: &item, From: today, To: today.AddDays(reception.MaxFreeDays - 1),
		})
		if err != nil || len(free) == 0 {
			t.Errorf("%d slots are free at %s for %s, %v", len(free), p.center, p.item, err)
		}
		if len(free) > 0 && free[0].Day.After(today.AddDays(6)) {
			t.Errorf("the first slot at %s is on %s", p.center, free[0].Day)
		}
		for _, slot := range free {
			kinds[slot.Kind()]++
		}
	}
	for _, kind := range reception.Kinds {
		if kinds[kind] == 0 {
			t.Errorf("nothing of the kind %s can be booked", kind)
		}
	}
}
