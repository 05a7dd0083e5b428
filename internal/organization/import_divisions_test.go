package organization_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"onewindow/ent/db/division"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

const header = "code,name,level,parent_code\n"

func importText(s *store.Store, text, asOf string, dryRun bool, report func(organization.ImportedRow)) (organization.ImportSummary, error) {
	return organization.ImportDivisions(admin, s, strings.NewReader(text), calendar.MustParseDay(asOf), dryRun, report)
}

func testFile(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// emptyPlace is a database with nothing in it.
func emptyPlace(t *testing.T, url string) *place {
	s := testdb.Open(t, url, store.Options{})
	return &place{t: t, Store: s, Service: &organization.Service{Store: s}}
}

func TestImportOfAMerger(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		p := emptyPlace(t, url)
		before, after := testFile(t, "divisions-331003-before-merger.csv"), testFile(t, "divisions-331003.csv")
		_, err := importText(p.Store, before, "2018-01-01", false, nil)
		p.must(err)
		old := p.tree("2019-06-01")
		p.villageCount("2019-06-01", 518)

		outcomes := map[organization.Outcome]int{}
		revision := p.revision()
		planned, err := importText(p.Store, after, "2020-01-01", true, func(r organization.ImportedRow) { outcomes[r.Outcome]++ })
		p.must(err)
		if p.revision() != revision {
			t.Error("a dry run changed something")
		}
		done, err := importText(p.Store, after, "2020-01-01", false, nil)
		p.must(err)
		if done.String() != planned.String() {
			t.Errorf("planned %s\ndone %s", planned, done)
		}
		if outcomes[organization.Ended] != done.Ended || outcomes[organization.Added] != done.Added ||
			done.Ended-done.Added != 518-348 || len(done.NeedSuccessors) != done.Ended || outcomes[organization.Faulty] != 0 {
			t.Errorf("outcomes %v, summary %s", outcomes, done)
		}
		p.villageCount("2020-01-01", 348)
		if now := p.tree("2019-06-01"); now != old {
			t.Error("the tree of 2019 is not the old one any more")
		}
		if p.tree("2020-06-01") == old {
			t.Error("the tree of 2020 is still the old one")
		}
		revision = p.revision()
		again, err := importText(p.Store, after, "2020-01-01", false, nil)
		p.must(err)
		if p.revision() != revision || again.Added+again.Ended+again.Renamed+again.Moved != 0 {
			t.Errorf("the same file again: %s", again)
		}
		p.nameASuccessor(len(done.NeedSuccessors))
	})
}

// tree are all divisions in force on a day, each with its path, by code.
func (p *place) tree(on string) string {
	p.t.Helper()
	var text strings.Builder
	p.lens(on, true).EachDivision(func(d *organization.DivisionAt) {
		for _, above := range d.Path() {
			fmt.Fprintf(&text, "%s %s/", above.Code(), above.Name())
		}
		text.WriteString("\n")
	})
	return text.String()
}

func (p *place) villageCount(on string, want int) {
	p.t.Helper()
	if n := p.lens(on, true).DivisionCount(calendar.MustParseDay(on)).Villages; n != want {
		p.t.Errorf("%d villages on %s, want %d", n, on, want)
	}
}

// nameASuccessor takes the first division off the list of those without one.
func (p *place) nameASuccessor(listed int) {
	p.t.Helper()
	first, err := p.lens("2020-01-01", true).DivisionsWithoutSuccessor(page.Args{})
	p.must(err)
	ended := first.Edges[0].Node
	heir := p.Client.Division.Query().Where(division.ValidToIsNil(), division.Level("VILLAGE")).FirstX(p.t.Context())
	in := organization.NameSuccessorsInput{Division: ended.ID(), ExpectedVersion: ended.Version(),
		Successors: []organization.SuccessorInput{{Division: node.DivisionID(heir.ID)}}}
	_, err = p.NameSuccessors(admin, in)
	p.must(err)
	p.refused(func() error { _, err := p.NameSuccessors(admin, in); return err }, "CONFLICT expectedVersion")
	again, err := importText(p.Store, testFile(p.t, "divisions-331003.csv"), "2020-01-01", true, nil)
	p.must(err)
	if len(again.NeedSuccessors) != listed-1 {
		p.t.Errorf("%d need successors, want %d", len(again.NeedSuccessors), listed-1)
	}
	if s := p.lens("2020-01-01", false).Division(int(ended.ID())).Successors(); len(s) != 1 || s[0].Successor().Code() != heir.Code {
		p.t.Errorf("successors %v", s)
	}
}

func TestFaultyDivisionFilesAreRefusedWhole(t *testing.T) {
	const good = "511602000000,广安区,DISTRICT,\n511602001000,东街道,TOWNSHIP,511602000000\n"
	p := emptyPlace(t, testdb.SQLite(t))
	_, err := importText(p.Store, header+good, "2020-01-01", false, nil)
	p.must(err)
	for name, test := range map[string]struct{ text, asOf, want string }{
		"empty":          {"", "2021-01-01", "DIVISIONS_EMPTY lines.1"},
		"header only":    {header, "2021-01-01", "DIVISIONS_EMPTY lines.2"},
		"mark only":      {"\ufeff", "2021-01-01", "DIVISIONS_EMPTY lines.1"},
		"other header":   {"code,name\n" + good, "2021-01-01", "DIVISIONS_HEADER lines.1"},
		"no header":      {good, "2021-01-01", "DIVISIONS_HEADER lines.1"},
		"code":           {header + good + "5116,村,VILLAGE,511602001000\n", "2021-01-01", "DIVISION_CODE lines.4.code"},
		"level":          {header + good + "511602001001,村,HAMLET,511602001000\n", "2021-01-01", "DIVISION_LEVEL lines.4.level"},
		"unknown parent": {header + good + "511602001001,村,VILLAGE,511602009000\n", "2021-01-01", "DIVISION_WITHOUT_PARENT lines.4.parent_code"},
		"parent ends":    {header + "511602000000,广安区,DISTRICT,\n511602001001,村,VILLAGE,511602001000\n", "2021-01-01", "DIVISION_WITHOUT_PARENT lines.3.parent_code"},
		"parent below":   {header + good + "511602001001,村,TOWNSHIP,511602001000\n", "2021-01-01", "DIVISION_NOT_BELOW lines.4.parent_code"},
		"twice":          {header + good + "511602001000,东街道,TOWNSHIP,511602000000\n", "2021-01-01", "DIVISION_TWICE lines.4.code"},
		"no name":        {header + good + "511602001001, ,VILLAGE,511602001000\n", "2021-01-01", "REQUIRED lines.4.name"},
		"long name":      {header + good + "511602001001," + strings.Repeat("村", 200_000) + ",VILLAGE,511602001000\n", "2021-01-01", "TOO_LONG lines.4.name"},
		"NUL":            {header + good + "511602001001,村\x00,VILLAGE,511602001000\n", "2021-01-01", "BAD_TEXT lines.4.name"},
		"columns":        {header + good + "511602001001,村\n", "2021-01-01", "DIVISIONS_LINE lines.4"},
		"quotes":         {header + good + "511602001001,\"村,VILLAGE,511602001000\n", "2021-01-01", "DIVISIONS_QUOTES lines.4"},
		"quotes first":   {header + good + "\"", "2021-01-01", "DIVISIONS_QUOTES lines.4"},
		"level changes":  {header + "511602000000,广安区,DISTRICT,\n511602001000,东街道,VILLAGE,511602000000\n", "2021-01-01", "DIVISION_LEVEL_CHANGED lines.3.level"},
		"too early":      {header + good, "2019-12-31", "DIVISION_KNOWN_LATER lines.2.code, DIVISION_KNOWN_LATER lines.3.code"},
		"many":           {header + "1,,X,2\n511602002000,村,VILLAGE\n", "2021-01-01", "DIVISION_CODE lines.2.code, DIVISION_CODE lines.2.parent_code, DIVISION_LEVEL lines.2.level, REQUIRED lines.2.name, DIVISIONS_LINE lines.3"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, dryRun := range []bool{true, false} {
				revision := p.revision()
				_, err := importText(p.Store, test.text, test.asOf, dryRun, nil)
				problems, _ := fault.From(err)
				if got := strings.Join(codes(problems), ", "); got != test.want {
					t.Errorf("got %s (%v), want %s", got, err, test.want)
				}
				if p.revision() != revision {
					t.Error("something changed")
				}
			}
		})
	}
	for name, text := range map[string]string{"byte order mark": "\ufeff" + header + good, "crlf": strings.ReplaceAll(header+good, "\n", "\r\n")} {
		sum, err := importText(p.Store, text, "2021-01-01", false, nil)
		if err != nil || sum.Unchanged != 2 {
			t.Errorf("%s: %s, %v", name, sum, err)
		}
	}
}

// A division that ended keeps its center, and gets no new one.
func TestADivisionEndsWithACenterInIt(t *testing.T) {
	eachPlace(t, func(p *place) {
		rest := header + "511602001000,东街道,TOWNSHIP,511602000000\n511602001202,二村,VILLAGE,511602001000\n"
		_, err := importText(p.Store, rest, "2026-02-01", false, nil)
		p.must(err)
		lens, ended := p.lens("2026-03-02", false), p.divisions["511602001201"]
		if d := lens.Center(p.villages[0]).Division(); d == nil || d.InForce() || d.Code() != "511602001201" {
			t.Errorf("the center is in %+v", d)
		}
		if p.lens("2026-01-01", false).Division(ended).InForce() != true {
			t.Error("it was in force in January")
		}
		within, err := lens.Division(p.divisions["511602001000"]).Centers(nil, nil, nil, nil, nil)
		p.must(err)
		if len(within.Edges) != 3 {
			t.Errorf("%d centers in the township, want 3", len(within.Edges))
		}
		p.refused(func() error {
			_, err := p.CreateCenter(admin, organization.CreateCenterInput{Code: "NEW", Name: "新", Tier: organization.TierStation,
				Division: node.DivisionID(ended), ReportsTo: ptr(node.CenterID(p.east))})
			return err
		}, "DIVISION_ENDED division")
		_, err = p.SetReportsTo(admin, organization.SetReportsToInput{ID: node.CenterID(p.villages[0]), ExpectedVersion: 1,
			ReportsTo: ptr(node.CenterID(p.east)), Division: ptr(node.DivisionID(p.divisions["511602001202"]))})
		p.must(err)
		p.checkTree()
	})
}
