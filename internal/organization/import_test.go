package organization

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/ent/db/division"
	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

var (
	merger = calendar.NewDay(2025, 7, 1)
	before = merger.AddDays(-1)
)

const (
	fileBefore = "testdata/divisions-331003-before-merger.csv"
	fileAfter  = "testdata/divisions-331003.csv"
)

func (sc *scene) importFile(name string, asOf calendar.Day, dryRun bool, report func(ImportedRow)) (ImportSummary, error) {
	sc.Helper()
	f, err := os.Open(name)
	if err != nil {
		sc.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	return ImportDivisions(sc.ctx, sc.store, f, asOf, dryRun, report)
}

func (sc *scene) importText(text string, asOf calendar.Day) error {
	sc.Helper()
	_, err := ImportDivisions(sc.ctx, sc.store, strings.NewReader(text), asOf, false, nil)
	return err
}

func TestImportTurnsTheOldTreeIntoTheNew(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		if _, err := sc.importFile(fileBefore, since, false, nil); err != nil {
			t.Fatal(err)
		}
		if got := sc.directory().DivisionCount(today).Villages; got != 518 {
			t.Fatalf("%d villages before the merger, want 518", got)
		}
		revision, outcomes := sc.revision(), map[Outcome]int{}
		planned, err := sc.importFile(fileAfter, merger, true, func(r ImportedRow) { outcomes[r.Outcome]++ })
		if err != nil || sc.revision() != revision {
			t.Fatalf("a dry run changed something: %v", err)
		}
		done, err := sc.importFile(fileAfter, merger, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if done.String() != planned.String() || outcomes[Ended] != done.Ended || outcomes[Added] != done.Added {
			t.Errorf("planned %v, done %v", planned, done)
		}
		if len(done.NeedSuccessors) != done.Ended || done.Ended == 0 {
			t.Errorf("%d ended, %d need a successor", done.Ended, len(done.NeedSuccessors))
		}
		d := sc.directory()
		for day, villages := range map[calendar.Day]int{before: 518, merger: 348, today: 348, since.AddDays(-1): 0} {
			if got := d.DivisionCount(day).Villages; got != villages {
				t.Errorf("on %s there are %d villages, want %d", day, got, villages)
			}
		}
		sc.treeIs(&Lens{Directory: d, Day: before}, fileBefore)
		sc.treeIs(&Lens{Directory: d, Day: merger}, fileAfter)
	})
}

// treeIs holds names, parents and children as of a day against a file.
func (sc *scene) treeIs(l *Lens, file string) {
	sc.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		sc.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		sc.Fatal(err)
	}
	children := map[string]int{}
	for _, row := range rows[1:] {
		children[row[3]]++
		d := l.DivisionByCode(row[0])
		if d == nil {
			sc.Fatalf("on %s there is no %v", l.Day, row)
		}
		parent := ""
		if d.Parent() != nil {
			parent = d.Parent().Code()
		}
		if d.Name() != row[1] || string(d.Level()) != row[2] || parent != row[3] {
			sc.Errorf("on %s: %s %s in %s, want %v", l.Day, d.Code(), d.Name(), parent, row)
		}
	}
	for _, row := range rows[1:] {
		c, err := l.DivisionByCode(row[0]).Children(nil, nil, nil, nil)
		if err != nil || c.TotalCount != children[row[0]] {
			sc.Errorf("on %s %s has %d children, want %d", l.Day, row[1], c.TotalCount, children[row[0]])
		}
	}
}

func TestImportAgainChangesNothing(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		for _, file := range []string{fileBefore, fileBefore} {
			if _, err := sc.importFile(file, since, false, nil); err != nil {
				t.Fatal(err)
			}
		}
		if sc.revision() != 1 {
			t.Errorf("the same file again made revision %d", sc.revision())
		}
		for _, asOf := range []calendar.Day{merger, merger, today} {
			if _, err := sc.importFile(fileAfter, asOf, false, nil); err != nil {
				t.Fatal(err)
			}
		}
		if sc.revision() != 2 {
			t.Errorf("the same file again made revision %d", sc.revision())
		}
		_, err := sc.importFile(fileBefore, before, false, nil)
		if !strings.Contains(codes(err), "DIVISION_KNOWN_LATER") {
			t.Errorf("a day before what is known: %v", codes(err))
		}
	})
}

const smallFile = `code,name,level,parent_code
331003000000,黄岩区,DISTRICT,
331003001000,东城街道,TOWNSHIP,331003000000
331003002000,南城街道,TOWNSHIP,331003000000
331003001001,甲村,VILLAGE,331003001000
331003001002,乙村,VILLAGE,331003001000
`

func TestImportOfRenamedAndMovedDivisions(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.want(sc.importText(smallFile, since), "<nil>")
		changed := strings.NewReplacer("甲村,VILLAGE,331003001000", "甲村,VILLAGE,331003002000", "乙村", "新乙村", "331003002000,南城街道", "331003002000,城南街道").Replace(smallFile)
		sc.want(sc.importText(changed, merger), "<nil>")
		d := sc.directory()
		for day, want := range map[calendar.Day]string{
			before: "黄岩区/东城街道/甲村 黄岩区/东城街道/乙村 南城街道: 0",
			merger: "黄岩区/城南街道/甲村 黄岩区/东城街道/新乙村 城南街道: 1",
		} {
			l := &Lens{Directory: d, Day: day}
			south := l.DivisionByCode("331003002000")
			got := fmt.Sprintf("%s %s %s: %d", pathOf(l, "331003001001"), pathOf(l, "331003001002"), south.Name(), south.Counts().Villages)
			if got != want {
				t.Errorf("on %s: %s, want %s", day, got, want)
			}
		}
	})
}

func pathOf(l *Lens, code string) string {
	var names []string
	for _, d := range l.DivisionByCode(code).Path() {
		names = append(names, d.Name())
	}
	return strings.Join(names, "/")
}

// TestImportEndsOnlyBelowItsTop imports one township: the other one stays.
func TestImportEndsOnlyBelowItsTop(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.want(sc.importText(smallFile+"331003002001,丙村,VILLAGE,331003002000\n", since), "<nil>")
		township := "code,name,level,parent_code\n331003001000,东城街道,TOWNSHIP,331003000000\n331003001001,甲村,VILLAGE,331003001000\n"
		sc.want(sc.importText(township, merger), "<nil>")
		l := &Lens{Directory: sc.directory(), Day: today}
		for code, wanted := range map[string]bool{"331003000000": true, "331003002000": true, "331003002001": true, "331003001001": true, "331003001002": false} {
			if got := l.DivisionByCode(code) != nil; got != wanted {
				t.Errorf("%s in force: %v, want %v", code, got, wanted)
			}
		}
	})
}

// TestImportKeepsNoChildOfAnEndedDivision has a file without a township that a
// village of the file lies in.
func TestImportKeepsNoChildOfAnEndedDivision(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.want(sc.importText(smallFile, since), "<nil>")
		without := strings.Replace(smallFile, "331003001000,东城街道,TOWNSHIP,331003000000\n", "", 1)
		sc.want(sc.importText(without, merger), "DIVISION_WITHOUT_PARENT at lines.4.parent_code, DIVISION_WITHOUT_PARENT at lines.5.parent_code")
	})
}

func TestImportTellsEveryFaultAndChangesNothing(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		err := sc.importText(smallFile+`33100300100,短,VILLAGE,331003001000
331003001003,,VILLAGE,331003001000
331003001004,丁村,HAMLET,331003001000
331003001001,重复,VILLAGE,331003001000
331003001005,戊村,VILLAGE,331003009000
331003001006,己村,VILLAGE,331003001001
331003001007,庚村,VILLAGE
`, since)
		sc.want(err, "DIVISION_CODE at lines.7.code, REQUIRED at lines.8.name, DIVISION_LEVEL at lines.9.level, DIVISIONS_LINE at lines.13, "+
			"DIVISION_TWICE at lines.10.code, DIVISION_WITHOUT_PARENT at lines.11.parent_code, DIVISION_NOT_BELOW at lines.12.parent_code")
		if sc.revision() != 0 || sc.store.Client.Division.Query().CountX(sc.ctx) != 0 {
			t.Error("a file with faults changed something")
		}
		sc.want(sc.importText("code,name\n", since), "DIVISIONS_HEADER at lines.1")
		sc.want(sc.importText(smallFile, since), "<nil>")
		sc.want(sc.importText(strings.ReplaceAll(smallFile, "乙村,VILLAGE,331003001000", "乙村,TOWNSHIP,331003000000"), merger), "DIVISION_LEVEL_CHANGED at lines.6.level")
	})
}

func TestImportNeedsACaller(t *testing.T) {
	sc := newScene(t, testdb.SQLite(t))
	sc.ctx = identity.With(t.Context(), identity.Caller{})
	for _, dryRun := range []bool{false, true} {
		if _, err := sc.importFile(fileBefore, since, dryRun, nil); err == nil {
			t.Error("the public imported divisions")
		}
	}
}

func TestSuccessorsOfEndedDivisions(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.want(sc.importText(smallFile, since), "<nil>")
		sc.want(sc.importText(strings.Replace(smallFile, "331003001002,乙村,VILLAGE,331003001000\n", "", 1), merger), "<nil>")
		d := sc.directory()
		ended, heir := d.DivisionByCode("331003001002", before), d.DivisionByCode("331003001001", today)
		in := NameSuccessorsInput{Division: nodeID(heir), ExpectedVersion: heir.Version(), Successors: []SuccessorInput{{Division: nodeID(ended)}}}
		_, err := sc.service.NameSuccessors(sc.ctx, in)
		sc.want(err, "DIVISION_IN_FORCE at division")
		in = NameSuccessorsInput{Division: nodeID(ended), ExpectedVersion: ended.Version(), Successors: []SuccessorInput{{Division: nodeID(heir)}}}
		if _, err := sc.service.NameSuccessors(sc.ctx, in); err != nil {
			t.Fatal(err)
		}
		l := &Lens{Directory: sc.directory(), Day: today}
		if s := l.Division(ended.ID).Successors(); len(s) != 1 || s[0].Successor().Name() != "甲村" {
			t.Errorf("successors are %v", s)
		}
		if s := l.DivisionByCode("331003001001").Predecessors(); len(s) != 1 || s[0].Predecessor().Name() != "乙村" {
			t.Errorf("predecessors are %v", s)
		}
		_, err = sc.service.NameSuccessors(sc.ctx, in)
		sc.want(err, "CONFLICT at expectedVersion")
	})
}

func TestImportNamesCentersThatLoseTheirPlace(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.want(sc.importText(smallFile, since), "<nil>")
		for name, code := range map[string]string{"D": "331003000000", "A": "331003001000", "B": "331003002000", "A1": "331003001001", "A2": "331003001002"} {
			sc.divisions[name] = sc.store.Client.Division.Query().Where(division.Code(code)).OnlyX(sc.ctx)
		}
		sc.center("cD", "D", "")
		sc.center("cA", "A", "cD")
		sc.center("cB", "B", "cD")
		sc.center("cA1", "A1", "cA")
		sc.center("cA2", "A2", "cA")
		moved := strings.NewReplacer("甲村,VILLAGE,331003001000", "甲村,VILLAGE,331003002000", "331003001002,乙村,VILLAGE,331003001000\n", "").Replace(smallFile)
		for _, dryRun := range []bool{true, false} {
			sum, err := ImportDivisions(sc.ctx, sc.store, strings.NewReader(moved), merger, dryRun, nil)
			if want := []string{"cA1 中心cA1", "cA2 中心cA2"}; err != nil || !slices.Equal(sum.MisplacedCenters, want) {
				t.Errorf("misplaced are %v, want %v: %v", sum.MisplacedCenters, want, err)
			}
		}
		for code, division := range map[string]string{"cA1": "A1", "cA2": "A1"} {
			in := SetReportsToInput{ID: sc.centers[code], ExpectedVersion: 1, ReportsTo: ptr(sc.centers["cB"]), Division: ptr(sc.divisionID(division))}
			if _, err := sc.service.SetReportsTo(sc.ctx, in); err != nil {
				t.Error(err)
			}
		}
		sc.holds()
	})
}

// country is a file of about n divisions in a tree like the real one.
func country(n int) string {
	var b strings.Builder
	b.WriteString("code,name,level,parent_code\n")
	for i := range n {
		village, township := i%18+1, i/18
		district, city := township/14, township/14/9
		province := city / 11
		codes := []string{
			fmt.Sprintf("%02d0000000000", province+11),
			fmt.Sprintf("%02d%02d00000000", province+11, city%11+1),
			fmt.Sprintf("%02d%02d%02d000000", province+11, city%11+1, district%9+1),
			fmt.Sprintf("%02d%02d%02d%03d000", province+11, city%11+1, district%9+1, township%14+1),
			fmt.Sprintf("%02d%02d%02d%03d%03d", province+11, city%11+1, district%9+1, township%14+1, village),
		}
		parent := ""
		for at, level := range Levels {
			if strings.HasSuffix(codes[4], firstOf[at]) || at == 4 {
				fmt.Fprintf(&b, "%s,第%s号,%s,%s\n", codes[at], codes[at], level, parent)
			}
			parent = codes[at]
		}
	}
	return b.String()
}

// firstOf is how the code of the first village of a province, city and so on ends.
var firstOf = []string{"0101001001", "01001001", "001001", "001", ""}

func TestImportOfTwentyThousand(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		file := country(19_000)
		lines := strings.Count(file, "\n") - 1
		sc.want(sc.importText(file, since), "<nil>")
		sc.want(sc.importText(file, today), "<nil>")
		d := sc.directory()
		if got := sc.store.Client.Division.Query().CountX(sc.ctx); got != lines || sc.revision() != 1 {
			t.Errorf("%d divisions at revision %d, want %d", got, sc.revision(), lines)
		}
		if got := d.DivisionCount(today).Villages; got != 19_000 {
			t.Errorf("%d villages", got)
		}
		sum := 0
		l := &Lens{Directory: d, Day: today}
		top, err := l.Divisions(&DivisionFilter{Top: ptr(true)}, pageArgs(100))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range top.Edges {
			sum += e.Node.Counts().Villages
		}
		if sum != 19_000 {
			t.Errorf("the provinces have %d villages together", sum)
		}
	})
}

// BenchmarkImportOfACountry loads 620,000 divisions into SQLite, imports the
// same file again, and loads the directory.
func BenchmarkImportOfACountry(b *testing.B) {
	file := country(585_500)
	ctx := identity.With(b.Context(), identity.Admin("benchmark"))
	for b.Loop() {
		s, err := store.Open(ctx, "sqlite:"+b.TempDir()+"/country.db", store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Migrate(ctx); err != nil {
			b.Fatal(err)
		}
		for _, step := range []string{"first", "again", "load"} {
			start := b.Elapsed()
			if step == "load" {
				_, err = Load(ctx, s.Client, s.Location(), nil, nil)
			} else {
				_, err = ImportDivisions(ctx, s, strings.NewReader(file), since, false, nil)
			}
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric((b.Elapsed() - start).Seconds(), step+"-s")
		}
		b.ReportMetric(float64(strings.Count(file, "\n")-1), "divisions")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestImportedCalendarReplacesItsYears(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		const year = "date,kind,name\n2026-01-01,HOLIDAY,元旦\n2026-01-04,MAKEUP_WORKDAY,元旦补班\n"
		var made []CalendarSummary
		for _, file := range []string{year, year, "date,kind,name\n2026-01-01,HOLIDAY,新年\n"} {
			sum, err := ImportCalendar(sc.ctx, sc.store, strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, sum)
		}
		if want := []CalendarSummary{{2, 2, 0, 0}, {2, 0, 0, 0}, {1, 0, 1, 1}}; !slices.Equal(made, want) {
			t.Errorf("made %v, want %v", made, want)
		}
		if sc.revision() != 2 {
			t.Errorf("revision %d, want 2: the same file again changes nothing", sc.revision())
		}
		d := sc.directory()
		if working, provisional := d.Calendar().IsWorkingDay(calendar.NewDay(2026, 1, 4)); working || provisional {
			t.Errorf("the Sunday that is no longer in the file: working %v, provisional %v", working, provisional)
		}
	})
}
