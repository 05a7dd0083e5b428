package exchange

import (
	"bytes"
	"strings"
	"testing"

	"onewindow/internal/audit"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

var admin = identity.Admin("test")

// scene is a registry with a district, two townships, two departments and a center each.
type scene struct {
	t *testing.T
	*store.Store
}

func eachScene(t *testing.T, test func(s *scene)) {
	t.Helper()
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := &scene{t, testdb.Open(t, url, store.Options{})}
		s.fill()
		test(s)
		s.verify()
	})
}

// small is a district in the forms themselves.
var small = []struct{ form, text string }{
	{"divisions", "code,name,level,parent_code\n511602000000,广安区,DISTRICT,\n511602001000,东街道,TOWNSHIP,511602000000\n511602002000,西镇,TOWNSHIP,511602000000\n"},
	{"headings", "类别,代码,名称,顺序,应进窗口,决定日期\n领域,CIVIL,民政,1,是,\n主题,WELFARE,社会救助,1,,\n人生事件,GROWING_OLD,年老,2,,\n改革批次,2026-1,第一批,,,2026/1/5\n"},
	{"departments", "code,name,kind,sector,otherCodes,parent\nmzj,区民政局,法定机关,CIVIL,11511301008778298W 008778298,\nldb,区老龄办,法定机关,,,mzj\n"},
	{"centers", "code,name,tier,division,reports_to,status,phone\nEAST,东街道中心,中心,511602001000,HALL,已开放,咨询: 0826-2000001\nHALL,政务大厅,中心,511602000000,,已开放,\n"},
	{"stationings", "department,center,authority,reason\n区民政局,HALL,充分授权,首批进驻\n"},
	{"windows", "center,number,kind,department\nHALL,1,综合窗口,\nHALL,2,部门窗口,mzj\n"},
}

func (s *scene) fill() {
	for _, f := range small {
		if report := s.load(f.form, f.text); !report.Applied {
			s.t.Fatalf("%s: %s", f.form, text(report))
		}
	}
}

// load imports a text as CSV.
func (s *scene) load(form, content string) *Report {
	s.t.Helper()
	return s.loadAs(form, CSV, []byte(content), Options{AsOf: new(calendar.NewDay(2020, 1, 1))})
}

func (s *scene) loadAs(form string, format Format, content []byte, o Options) *Report {
	s.t.Helper()
	file, err := Read(FormOf(form), format, bytes.NewReader(content))
	if err != nil {
		s.t.Fatal(err)
	}
	report, err := Import(identity.With(s.t.Context(), admin), s.Store, FormOf(form), file, o)
	if err != nil {
		s.t.Fatal(err)
	}
	return report
}

func text(r *Report) string {
	var b strings.Builder
	_ = r.WriteText(&b, true)
	return b.String()
}

// counts wants so many added, changed, unchanged and faulty.
func (s *scene) counts(r *Report, added, changed, unchanged, faulty int) {
	s.t.Helper()
	if r.Added != added || r.Changed != changed || r.Unchanged != unchanged || r.Faulty != faulty {
		s.t.Errorf("wanted %d added, %d changed, %d unchanged, %d faulty:\n%s", added, changed, unchanged, faulty, text(r))
	}
}

// refused wants codes at lines and columns, written "line column CODE", and
// nothing changed.
func (s *scene) refused(form, content string, want ...string) {
	s.t.Helper()
	before := s.revision()
	r := s.load(form, content)
	var got []string
	for _, row := range append([]RowReport{{Findings: r.File}}, r.Rows...) {
		for _, f := range row.Findings {
			if f.Severity == Fault {
				got = append(got, strings.Join(strings.Fields(strings.Join([]string{itoa(f.Line), f.Column, f.Code}, " ")), " "))
			}
			if strings.Contains(f.Chinese+f.English, "%!") || f.Chinese == "" || f.English == "" {
				s.t.Errorf("%s is badly written: %s / %s", f.Code, f.Chinese, f.English)
			}
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		s.t.Errorf("refused with\n%q, want\n%q\n%s", got, want, text(r))
	}
	if r.OK() || r.Applied || s.revision() != before {
		s.t.Error("something was changed")
	}
}

func itoa(n int) string { return number(n).String() }

func (s *scene) revision() int64 { return s.Client.Ledger.Query().OnlyX(s.t.Context()).Revision }

func (s *scene) lens() *catalog.Lens {
	s.t.Helper()
	live, err := catalog.Follow(s.t.Context(), s.Store)
	if err != nil {
		s.t.Fatal(err)
	}
	return live.Current().See(admin, s.Now())
}

func (s *scene) verify() {
	if _, err := audit.Verify(s.t.Context(), s.Client, s.Dialect, audit.Check{}); err != nil {
		s.t.Error(err)
	}
}
