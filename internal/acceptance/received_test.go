package acceptance

import (
	"testing"

	"onewindow/internal/testdb"
)

// No window puts off the law's rule: a paper that was ticked as received is received,
// also when nobody gives a receipt for it.
func TestTheFiveDaysRunFromTheFirstPaper(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		id := sc.start()
		check := func(checks ...CheckInput) {
			t.Helper()
			_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), checks)
			sc.must(err)
		}
		stands := func(what string, state State, received string) {
			t.Helper()
			c := sc.read(id)
			if c.State != state || (received == "") != (c.Clock == nil) || c.Clock != nil && !c.Clock.Start.Equal(at(received)) {
				t.Errorf("%s: it is %s, and the clock is %+v", what, c.State, c.Clock)
			}
		}
		check(CheckInput{Material: 1, State: MaterialFetched}) // by the window itself
		stands("what nobody handed in", Contacted, "")
		check(all()[0])
		stands("a first paper", Contacted, "2026-03-02 10:00")
		sc.now = at("2026-03-03 10:00")
		check(all()[2:]...)
		stands("a second paper", Contacted, "2026-03-02 10:00")
		_, err := sc.ReceiveCase(sc.as(sc.clerk), sc.on(id))
		sc.must(err)
		stands("a receipt that comes later", Received, "2026-03-02 10:00")
		check(CheckInput{Material: 2, State: MaterialMissing}, CheckInput{Material: 3, State: MaterialMissing})
		_, err = sc.OneTimeNotice(sc.as(sc.clerk), sc.on(id), NoticeInput{})
		sc.must(err)
		stands("told what is missing", ToComplete, "")
		check(all()[2])
		stands("a part of what was told", ToComplete, "")
		sc.now = at("2026-03-05 10:00")
		check(all()[3]) // not needed after all
		stands("nothing that was told is missing", ToComplete, "2026-03-05 10:00")
		sc.now = at("2026-03-12 17:30")
		sc.must(sc.Sweep(t.Context()))
		c := sc.read(id)
		if c.State != Accepted || !c.Deemed || !c.AcceptedAt.Equal(at("2026-03-05 10:00")) {
			t.Errorf("it is %s since %v", c.State, c.AcceptedAt)
		}
		if n := len(c.Breaches); n == 0 || c.Breaches[0].Kind != NotTold {
			t.Errorf("breaches %+v", c.Breaches)
		}
	})
}

// Nothing is not received: of a material of which the list wants pieces some came.
func TestNothingIsNotReceived(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	id := sc.start()
	for _, test := range []struct {
		originals, copies *int
		want              string
	}{{new(0), new(0), "INVALID"}, {new(0), nil, "INVALID"}, {new(0), new(1), ""}, {nil, nil, ""}} {
		_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), []CheckInput{{Material: 0, State: MaterialReceived, Originals: test.originals, Copies: test.copies}})
		if test.want == "" {
			sc.must(err)
		} else {
			sc.refused(err, test.want)
		}
	}
}
