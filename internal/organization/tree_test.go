package organization

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

func TestReportsToRules(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		sc.setStatus("cB2", Closed)
		for _, c := range []struct{ center, above, division, wanted string }{
			{"cA1", "cD", "", "<nil>"},
			{"cA1", "cA", "", "<nil>"},
			{"cA1", "", "", "ORPHAN at reportsTo"},
			{"cA1", "cB", "", "REPORTS_TO_OUTSIDE at reportsTo"},
			{"cA1", "cA2", "", "REPORTS_TO_LEVEL at reportsTo"},
			{"cA", "cA1", "", "REPORTS_TO_LEVEL at reportsTo, CYCLE at reportsTo"},
			{"cA", "cA", "", "REPORTS_TO_LEVEL at reportsTo, CYCLE at reportsTo"},
			{"cA1", "cB", "B1", "<nil>"},
			{"cB", "cD", "A", "HAS_SUBORDINATES at division"},
			{"cD", "", "", "<nil>"},
		} {
			in := SetReportsToInput{ID: sc.centers[c.center], ExpectedVersion: sc.version(c.center)}
			if c.above != "" {
				in.ReportsTo = ptr(sc.centers[c.above])
			}
			if c.division != "" {
				in.Division = ptr(sc.divisionID(c.division))
			}
			_, err := sc.service.SetReportsTo(sc.ctx, in)
			if got := codes(err); got != c.wanted {
				t.Errorf("%s to %s in %q: got %s, want %s", c.center, c.above, c.division, got, c.wanted)
			}
		}
		sc.holds()
	})
}

func TestStaleVersionIsAConflict(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		in := UpdateCenterInput{ID: sc.centers["cA"], ExpectedVersion: sc.version("cA"), Name: ptr("新名")}
		if _, err := sc.service.UpdateCenter(sc.ctx, in); err != nil {
			t.Fatal(err)
		}
		before := sc.revision()
		_, err := sc.service.UpdateCenter(sc.ctx, in)
		sc.want(err, "CONFLICT at expectedVersion")
		if sc.revision() != before {
			t.Error("a refused change made a revision")
		}
	})
}

func TestCenterIsNotClosedUnderOthers(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url).district()
		_, err := sc.service.ChangeCenterStatus(sc.ctx, ChangeCenterStatusInput{ID: sc.centers["cA"], ExpectedVersion: 1, Status: Closed})
		sc.want(err, "HAS_SUBORDINATES at status")
		_, err = sc.service.ChangeCenterStatus(sc.ctx, ChangeCenterStatusInput{ID: sc.centers["cA1"], ExpectedVersion: 1, Status: Building, Since: ptr(since.AddDays(-1))})
		sc.want(err, "STATUS_NOT_ALLOWED at status, DAY_ORDER at since")
		sc.setStatus("cA1", Closed)
		sc.setStatus("cA2", Closed)
		sc.setStatus("cA", Closed)
		_, err = sc.service.SetReportsTo(sc.ctx, SetReportsToInput{ID: sc.centers["cA1"], ExpectedVersion: 2, ReportsTo: ptr(sc.centers["cA"])})
		sc.want(err, "SUPERIOR_CLOSED at reportsTo")
		_, err = sc.service.ChangeCenterStatus(sc.ctx, ChangeCenterStatusInput{ID: sc.centers["cA1"], ExpectedVersion: 2, Status: Planned})
		sc.want(err, "SUPERIOR_CLOSED at reportsTo")
		sc.holds()
	})
}

// forest is a district with several centers in each division, so that there is
// much to re-parent.
func (sc *scene) forest(townships, villages int) {
	sc.Helper()
	sc.division("D", District, "")
	sc.center("c0", "D", "")
	sc.center("c1", "D", "")
	for i := range townships {
		township := fmt.Sprintf("T%d", i)
		sc.division(township, Township, "D")
		sc.center("a"+township, township, "c0")
		sc.center("b"+township, township, "c1")
		for j := range villages {
			village := fmt.Sprintf("V%d-%d", i, j)
			sc.division(village, Village, township)
			sc.center(village, village, "a"+township)
		}
	}
}

// holds reads the tree back from the database: no cycle, no orphan, each
// superior higher and around, none closed above one that is not.
func (sc *scene) holds() {
	sc.Helper()
	d := sc.directory()
	for _, c := range d.Centers() {
		own, above := d.Division(c.DivisionID), d.Center(c.ReportsToID)
		if above == nil {
			if own.Level() != District {
				sc.Errorf("center %s is an orphan", c.Code)
			}
			continue
		}
		outer := d.Division(above.DivisionID)
		if !outer.Level().Above(own.Level()) || !d.DivisionWithin(own.ID, outer.ID, today) {
			sc.Errorf("center %s in %s reports to %s in %s", c.Code, own.Name, above.Code, outer.Name)
		}
		if above.Status == Closed && c.Status != Closed {
			sc.Errorf("center %s reports to %s, which is closed", c.Code, above.Code)
		}
		up := c
		for range d.Centers() {
			if up = d.Center(up.ReportsToID); up == nil {
				break
			}
		}
		if up != nil {
			sc.Errorf("center %s stands in a circle", c.Code)
		}
	}
}

func TestConcurrentReparentingKeepsTheTree(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		const writers, attempts = 64, 4
		sc := newScene(t, url)
		sc.forest(4, 4)
		all := sc.directory().Centers()
		var wg sync.WaitGroup
		var mu sync.Mutex
		outcomes := map[string]int{}
		for w := range writers {
			wg.Add(1)
			go func() {
				defer wg.Done()
				random := rand.New(rand.NewPCG(uint64(w), 1))
				for range attempts {
					err := sc.disturb(random, all)
					mu.Lock()
					outcomes[firstCode(err)]++
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
		sc.holds()
		for code, n := range outcomes {
			switch code {
			case "done", "CONFLICT", "ORPHAN", "REPORTS_TO_OUTSIDE", "REPORTS_TO_LEVEL", "HAS_SUBORDINATES", "SUPERIOR_CLOSED", "STATUS_NOT_ALLOWED":
			default:
				t.Errorf("%d times %s", n, code)
			}
		}
		if outcomes["done"] < 10 || outcomes["CONFLICT"] == 0 {
			t.Errorf("too little happened for this to prove anything: %v", outcomes)
		}
	})
}

// disturb re-parents a random center, or closes it, or takes it up again.
func (sc *scene) disturb(random *rand.Rand, all []*Center) error {
	c, above := all[random.IntN(len(all))], all[random.IntN(len(all))]
	seen := 1 + random.IntN(3)
	if random.IntN(4) == 0 {
		status := []Status{Closed, Suspended, Planned}[random.IntN(3)]
		_, err := sc.service.ChangeCenterStatus(sc.ctx, ChangeCenterStatusInput{ID: node.CenterID(c.ID), ExpectedVersion: seen, Status: status})
		return err
	}
	_, err := sc.service.SetReportsTo(sc.ctx, SetReportsToInput{ID: node.CenterID(c.ID), ExpectedVersion: seen, ReportsTo: ptr(node.CenterID(above.ID))})
	return err
}

func firstCode(err error) string {
	if err == nil {
		return "done"
	}
	problems, ok := fault.From(err)
	if !ok {
		return err.Error()
	}
	return problems[0].Code
}

// TestRandomTreeOperations holds each change against a second statement of the
// rule, made from what the divisions are called.
func TestRandomTreeOperations(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.forest(3, 3)
		random := rand.New(rand.NewPCG(7, 7))
		for range 150 {
			all := sc.store.Client.ServiceCenter.Query().WithDivision().AllX(sc.ctx)
			c, above := all[random.IntN(len(all))], all[random.IntN(len(all))]
			in := SetReportsToInput{ID: node.CenterID(c.ID), ExpectedVersion: c.Version, ReportsTo: ptr(node.CenterID(above.ID))}
			allowed := mayReport(c.Edges.Division.Name, above.Edges.Division.Name)
			if random.IntN(8) == 0 {
				in.ReportsTo, allowed = nil, c.Edges.Division.Name == "D"
			}
			_, err := sc.service.SetReportsTo(sc.ctx, in)
			if (err == nil) != allowed {
				t.Fatalf("%s (%s) to %s (%s): %v", c.Code, c.Edges.Division.Name, above.Code, above.Edges.Division.Name, err)
			}
		}
		sc.holds()
	})
}

// mayReport reads it off the names of forest: D holds T0, which holds V0-1.
func mayReport(own, above string) bool {
	if above == "D" {
		return own != "D"
	}
	return above[0] == 'T' && own[0] == 'V' && own[1:2] == above[1:2]
}
