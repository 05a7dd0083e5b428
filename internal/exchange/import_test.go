package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/sample"
)

// TestItemsAreAddedChangedAndLeft: rows are matched by slug, code, or owner and
// name; what a file leaves out stays; the same file again records nothing.
func TestItemsAreAddedChangedAndLeft(t *testing.T) {
	eachScene(t, func(s *scene) {
		list := "name,owner,type,item_code,topics,aliases\n" +
			"高龄津贴,区民政局,5,511A0138000000-511602000000-000-115113010833722043-1-00,WELFARE,老人补贴;长寿金\n" +
			"临时救助,mzj,行政给付,,,\n"
		s.counts(s.load("items", list), 2, 0, 0, 0)
		before := s.revision()
		s.counts(s.load("items", list), 0, 0, 2, 0)
		if after := s.revision(); after != before {
			t.Errorf("the same file made revision %d of %d", after, before)
		}
		item := s.lens().ItemByCode("511A0138000000-511602000000-000-115113010833722043-1-00")
		if item == nil || item.Slug != "511a0138000000-511602000000-000-115113010833722043-1-00" || strings.Join(item.Aliases, ",") != "老人补贴,长寿金" {
			t.Fatalf("the item is %+v", item)
		}
		s.counts(s.load("items", "name,owner,mainItem\n临时救助,区民政局,社会救助\n"), 0, 1, 0, 0)
		s.counts(s.load("items", "slug,aliases\n"+item.Slug+",\n"), 0, 1, 0, 0)
		if again := s.lens().ItemBySlug(item.Slug); len(again.Aliases) != 0 || len(again.Values.Topics) != 1 || again.Name != "高龄津贴" {
			t.Errorf("an emptied cell made %+v", again.Values)
		}
		s.counts(s.load("items", "slug,state,stateReason,reformRound,stateSince\n"+item.Slug+",取消,合并,2026-1,2026-01-06\n"), 0, 1, 0, 0)
		if again := s.lens().ItemBySlug(item.Slug); again.State != catalog.StateCancelled || again.StateSince.String() != "2026-01-06" {
			t.Errorf("cancelled: %s since %s", again.State, again.StateSince)
		}
	})
}

// TestEndedDivisionsAreFollowedUp: what an import of divisions leaves to be done
// is told with the divisions that end.
func TestEndedDivisionsAreFollowedUp(t *testing.T) {
	eachScene(t, func(s *scene) {
		const left = "code,name,level,parent_code\n511602000000,广安区,DISTRICT,\n511602001000,东街道,TOWNSHIP,511602000000\n"
		r := s.loadAs("divisions", CSV, []byte(left), Options{AsOf: new(calendar.NewDay(2021, 1, 1))})
		i := slices.IndexFunc(r.Rows, func(row RowReport) bool { return row.Key == "511602002000" })
		if i < 0 || len(r.Rows[i].Findings) != 1 || r.Rows[i].Findings[0].Code != "SUCCESSORS_WANTED" || !r.Applied {
			t.Errorf("the division that ended: %s", text(r))
		}
	})
}

// TestFaultsNameTheirCell: each fault is told at its line and column, and one of
// them keeps the whole file out.
func TestFaultsNameTheirCell(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.refused("items", "slug,name,owner,type\nfine,好,mzj,1\nBad Slug,坏,mzj,1\nother,坏,没有,9999\nfine,重复,mzj,1\nnameless,,mzj,1\n",
			"3 slug SLUG_FORM", "4 type NOT_ONE_OF", "4 owner UNKNOWN_CODE", "5 slug TWICE_IN_FILE", "6 name REQUIRED")
		s.refused("items", "slug,name,owner,type,implementationCode\na,甲,mzj,1,5.11602E+11\n", "2 implementationCode DIGITS_LOST")
		s.refused("items", "slug,colour\na,red\n", "0 COLUMN_UNKNOWN")
		s.refused("items", "slug,name,owner,type,mainItem\nsurplus,多余,mzj,LICENCE,第一,第二,第三\n", "2 CELL_WITHOUT_HEADING")
		s.refused("items", "slug,name\n,,note\n", "2 CELL_WITHOUT_HEADING", "2 owner KEY_MISSING")
		s.refused("items", "颜色,大小\na,b\n", "0 HEADINGS_UNKNOWN")
		s.refused("items", "slug,name\n\n", "0 FILE_EMPTY")
		s.refused("centers", "code,name,tier,division,reportsTo,longitude\nW,西,中心,511602002000,EAST,106.5\nX,西,中心,599999999999,HALL,\n",
			"2 longitude POSITION_HALF", "3 division UNKNOWN_CODE")
		s.refused("centers", "code,name,tier,division,reportsTo\nW,西,中心,511602002000,EAST\n", "2 reportsTo REPORTS_TO_LEVEL")
		s.refused("departments", "code,name,kind,creditCode\nx,某局,法定机关,11511301008778298A\n", "2 creditCode BAD_CREDIT_CODE")
		s.refused("stationings", "department,center,authority\nmzj,NOWHERE,FULL\nmzj,EAST,\n", "2 center UNKNOWN_CODE", "3 authority KEY_MISSING")
		s.refused("offerings", "item,center,mode\nnothing,HALL,即办\n", "2 item UNKNOWN_CODE")
		s.refused("divisions", "code,name,level,parent_code\n511602000000,广安区,DISTRICT,\n51160200,东,TOWNSHIP,511602000000\n", "3 code DIVISION_CODE")
	})
}

// TestListsThatAreFullTakeNoMore brings in one more than there may be.
func TestListsThatAreFullTakeNoMore(t *testing.T) {
	eachScene(t, func(s *scene) {
		var headings, windows strings.Builder
		headings.WriteString("kind,code,name\n")
		windows.WriteString("center,number,kind\n")
		for i := range catalog.MaxTopics - len(s.lens().Topics(nil)) + 1 {
			fmt.Fprintf(&headings, "TOPIC,T%d,题\n", i)
		}
		for i := range organization.MaxWindows + 1 {
			fmt.Fprintf(&windows, "EAST,W%d,COMPREHENSIVE\n", i)
		}
		s.refused("headings", headings.String(), fmt.Sprint(strings.Count(headings.String(), "\n"), " code LIST_FULL"))
		s.refused("windows", windows.String(), "202 center LIST_FULL")
	})
}

// TestALongReportIsCut keeps the rows with findings, in their order.
func TestALongReportIsCut(t *testing.T) {
	r := &Report{File: make([]Finding, MaxFindings+1)}
	for i := range maxToldRows + 10 {
		r.Rows = append(r.Rows, RowReport{Line: i + 1})
	}
	last := &r.Rows[len(r.Rows)-1]
	last.Findings = make([]Finding, MaxFindings+1)
	told := r.told()
	if len(told.File) != MaxFindings || len(told.Rows) != maxToldRows || told.Rows[0].Line != 1 ||
		told.Rows[maxToldRows-1].Line != last.Line || len(told.Rows[maxToldRows-1].Findings) != MaxFindings {
		t.Errorf("told are %d findings and %d rows", len(told.File), len(told.Rows))
	}
	if len(last.Findings) != MaxFindings+1 {
		t.Error("the report itself was cut")
	}
}

// TestRealListGoesIn: the published list with its faults goes into a registry
// that knows the departments; every fault is told with what to do; strictly it
// stays out.
func TestRealListGoesIn(t *testing.T) {
	list, err := os.ReadFile("../../sample/data/service-items-511602.csv")
	if err != nil {
		t.Fatal(err)
	}
	departments, err := os.ReadFile("../../sample/data/departments.csv")
	if err != nil {
		t.Fatal(err)
	}
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := &scene{t, testdb.Open(t, url, store.Options{})}
		if r := s.loadAs("items", CSV, list, Options{}); r.Faulty != 1135 || r.Rows[0].Findings[0].Code != "UNKNOWN_CODE" {
			t.Errorf("without departments: %s", r.Summary())
		}
		cut := strings.ReplaceAll(string(departments), ",sector,", ",shortName,")
		s.counts(s.load("departments", cut), 34, 0, 0, 0)
		strict := s.loadAs("items", CSV, list, Options{Strict: true})
		if strict.OK() || strict.Applied {
			t.Error("advice did not keep the list out")
		}
		r := s.loadAs("items", CSV, list, Options{})
		s.counts(r, 1135, 0, 0, 0)
		found := map[string]int{}
		for _, row := range r.Rows {
			for _, f := range row.Findings {
				found[f.Code]++
				if f.Column == "" || !strings.Contains(f.Chinese, "请") || f.Severity != Advice {
					t.Errorf("line %d: %+v does not say what to do", f.Line, f)
				}
			}
		}
		for code, times := range map[string]int{"UNCLASSIFIED": 615, "CODE_PARTS": 37, "CODE_ORGANIZATION_LENGTH": 114,
			"CODE_ORGANIZATION_OLD": 31, "CODE_LOWER_CASE": 1, "CODE_CHECK_DIGIT": 7, "OWNER_HAS_SEVERAL_CODES": 251, "SAME_NAME": 2} {
			if found[code] != times {
				t.Errorf("%s was told %d times, the list has it %d times: %v", code, found[code], times, found)
			}
		}
		s.counts(s.loadAs("items", CSV, list, Options{}), 0, 0, 1135, 0)
	})
}

// TestExportFillsAnEmptyRegistry: in every format the forms carry the whole catalog.
func TestExportFillsAnEmptyRegistry(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		from := &scene{t, testdb.Open(t, testdb.SQLite(t), store.Options{})}
		if _, err := sample.Load(identity.With(t.Context(), admin), from.Store); err != nil {
			t.Fatal(err)
		}
		lens := from.lens()
		to := &scene{t, testdb.Open(t, url, store.Options{})}
		for i, form := range Forms() {
			var b bytes.Buffer
			format := Formats[i%len(Formats)]
			if err := Export(&b, lens, form, format, i%2 == 0); err != nil {
				t.Fatal(err)
			}
			if r := to.loadAs(form.Name, format, b.Bytes(), Options{AsOf: new(lens.Day.AddDays(-4000))}); !r.OK() || r.Added == 0 {
				t.Fatalf("%s as %s: %s", form.Name, format, text(r))
			}
		}
		a, b := lens.Export(), to.lens().Export()
		a.Revision, b.Revision = 0, 0
		if canonical(a) != canonical(b) {
			t.Error("the catalogs differ")
		}
		for _, form := range Forms()[1:] {
			mine, err := form.export(&source{lens})
			if err != nil {
				t.Fatal(err)
			}
			theirs, err := form.export(&source{to.lens()})
			if err != nil {
				t.Fatal(err)
			}
			if canonical(mine) != canonical(theirs) {
				t.Errorf("the form %s differs", form.Name)
			}
		}
	})
}

// TestALeavingCallerLeavesNothing: an import whose context ends in the middle.
func TestALeavingCallerLeavesNothing(t *testing.T) {
	eachScene(t, func(s *scene) {
		before := s.revision()
		file, err := Read(items, CSV, strings.NewReader(manyItems(200)))
		if err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(identity.With(t.Context(), admin))
		_, err = Import(ctx, s.Store, items, file, Options{Progress: func(done, total int) {
			if done == 100 && total == 200 {
				leave()
			}
		}})
		if !errors.Is(err, context.Canceled) || s.revision() != before {
			t.Errorf("it ended with %v at revision %d of %d", err, s.revision(), before)
		}
		if n := s.Client.ServiceItem.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d items stayed", n)
		}
	})
}

func manyItems(n int) string {
	var b strings.Builder
	b.WriteString("slug,name,owner,type,topics,aliases\n")
	for i := range n {
		fmt.Fprintf(&b, "bulk-%d,批量事项 %d,mzj,LICENCE,WELFARE,别名 %d; 又名 %d\n", i, i, i, i)
	}
	return b.String()
}

// TestTenThousandItems go in, and change, in much less than the half minute that
// a clerk would wait.
func TestTenThousandItems(t *testing.T) {
	eachScene(t, func(s *scene) {
		list, began := manyItems(10_000), time.Now()
		s.counts(s.load("items", list), 10_000, 0, 0, 0)
		added := time.Since(began)
		s.counts(s.load("items", strings.ReplaceAll(list, "又名", "俗称")), 0, 10_000, 0, 0)
		t.Logf("added in %s, changed in %s", added, time.Since(began)-added)
		if added > 30*time.Second {
			t.Errorf("10,000 items went in in %s", added)
		}
	})
}
