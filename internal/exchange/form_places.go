package exchange

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// stationingRecord is a department at a center, as it is today.
type stationingRecord struct {
	Department string        `json:"department"`
	Center     string        `json:"center"`
	Authority  string        `json:"authority"`
	Since      *calendar.Day `json:"since,omitempty"`
	Reason     string        `json:"reason,omitempty"`
}

var stationings = &Form{
	Name: "stationings", Chinese: "进驻",
	Sheets: []*Sheet{{Name: "stationings", Chinese: "进驻", Columns: []*Column{
		{Key: "department", Chinese: "部门", Kind: Code, Required: true, NoteChinese: "部门的代码或名称。", NoteEnglish: "The code or name of the department."},
		{Key: "center", Chinese: "中心", Kind: Code, Required: true, NoteChinese: "中心的代码。", NoteEnglish: "The code of the center."},
		{Key: "authority", Chinese: "授权", Required: true, Choices: authorities, NoteChinese: "窗口能否当场决定。", NoteEnglish: "How much the window may decide."},
		{Key: "since", Chinese: "进驻日期", Kind: Date, NoteChinese: "自哪一天起；留空为当天。改授权时填新授权的起始日。", NoteEnglish: "The first day; today when left empty. With another authority, the day from which that holds."},
		{Key: "reason", Chinese: "原因", NoteChinese: "为什么进驻，记入日志；留空记“表格导入”。", NoteEnglish: "Why, for the audit trail; 表格导入 (imported) when left empty."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(stationingRecords(s)), nil },
	load:   stationingForm.load,
}

// imported is the reason of a change that gives none.
const imported = "表格导入"

var stationingForm = flat[stationingRecord]{
	records: stationingRecords, keys: []string{"department", "center"},
	key:  func(s stationingRecord) string { return s.Department + " " + s.Center },
	name: func(s stationingRecord) string { return s.Authority },
	match: func(r *run, row *Row) string {
		return r.departmentCode(row.text("department")) + " " + row.text("center")
	},
	tidy: func(r *run, before, after *stationingRecord) fault.Problems {
		after.Department = r.departmentCode(after.Department)
		after.Reason = ""
		if before != nil && (after.Since == nil || before.Authority == after.Authority) {
			after.Since = before.Since
		}
		return nil
	},
	add: station, change: func(ctx context.Context, r *run, before, after stationingRecord) error {
		if after.Since != nil && *after.Since == *before.Since {
			after.Since = nil
		}
		return station(ctx, r, after)
	},
}

func stationingRecords(s *source) []stationingRecord {
	var all []stationingRecord
	for _, c := range s.Directory.Centers() {
		for _, st := range s.Directory.Stationings(c.ID, s.Day) {
			d := s.Directory.Department(st.DepartmentID)
			all = append(all, stationingRecord{Department: d.Code, Center: c.Code, Authority: string(st.Authority), Since: &st.ValidFrom})
		}
	}
	return all
}

// departmentCode is the code of a department that is named in any way, or what
// was written when there is none.
func (r *run) departmentCode(named string) string {
	if id, problem := r.department("", named); problem == nil {
		if d := r.source.Directory.Department(id); d != nil {
			return d.Code
		}
	}
	return named
}

func station(ctx context.Context, r *run, s stationingRecord) error {
	var problems fault.Problems
	department, problem := r.department("department", s.Department)
	if problem != nil {
		problems.Add(*problem)
	}
	center, problem := r.center("center", s.Center)
	if problem != nil {
		problems.Add(*problem)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	_, err := r.org().StationDepartments(ctx, organization.StationDepartmentsInput{
		Center: node.CenterID(center), From: s.Since, Reason: imported,
		Departments: []organization.StationedDepartment{{Department: node.DepartmentID(department), Authority: organization.Authority(s.Authority)}}})
	return underEntry(err, "departments")
}

// underEntry takes "departments.0" away from the paths of a list of one.
func underEntry(err error, list string) error {
	problems, ok := fault.From(err)
	if !ok {
		return err
	}
	cut := make(fault.Problems, len(problems))
	for i, p := range problems {
		if len(p.Path) > 2 && p.Path[0] == list {
			p.Path = p.Path[2:]
		}
		cut[i] = p
	}
	return cut
}

// windowRecord is a window of a center.
type windowRecord struct {
	Center     string `json:"center"`
	Number     string `json:"number"`
	Name       string `json:"name,omitempty"`
	Kind       string `json:"kind"`
	Department string `json:"department,omitempty"`
	Open       *bool  `json:"open"`
}

var windows = &Form{
	Name: "windows", Chinese: "窗口",
	Sheets: []*Sheet{{Name: "windows", Chinese: "窗口", Columns: []*Column{
		{Key: "center", Chinese: "中心", Kind: Code, Required: true, NoteChinese: "中心的代码。", NoteEnglish: "The code of the center."},
		{Key: "number", Chinese: "窗口号", Kind: Code, Required: true, NoteChinese: "窗口的编号。", NoteEnglish: "The number of the window."},
		{Key: "name", Chinese: "名称", NoteChinese: "窗口的名称。", NoteEnglish: "What it is called."},
		{Key: "kind", Chinese: "窗口类型", Required: true, Choices: windowKinds, NoteChinese: "窗口的类型。", NoteEnglish: "The kind of window."},
		{Key: "department", Chinese: "部门", Kind: Code, NoteChinese: "部门窗口须填：部门的代码或名称，须已进驻。", NoteEnglish: "Needed for a department's window: the code or name of the department, which is stationed there."},
		{Key: "open", Chinese: "开放", Kind: YesNo, NoteChinese: "留空为是；填否即关闭。", NoteEnglish: "Yes when left empty; no closes it."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(windowRecords(s)), nil },
	load:   windowForm.load,
}

var windowForm = flat[windowRecord]{
	records: windowRecords, keys: []string{"center", "number"},
	key:  func(w windowRecord) string { return w.Center + " " + w.Number },
	name: func(w windowRecord) string { return w.Name },
	tidy: func(r *run, before, after *windowRecord) fault.Problems {
		if after.Department != "" {
			after.Department = r.departmentCode(after.Department)
		}
		if after.Open == nil {
			after.Open = new(true)
			if before != nil {
				after.Open = before.Open
			}
		}
		return nil
	},
	add: addWindow, change: changeWindow,
}

func windowRecords(s *source) []windowRecord {
	var all []windowRecord
	for _, c := range s.Directory.Centers() {
		for _, w := range s.Directory.Windows(c.ID) {
			record := windowRecord{Center: c.Code, Number: w.Number, Name: w.Name, Kind: string(w.Kind), Open: &w.Open}
			if d := s.Directory.Department(w.DepartmentID); d != nil {
				record.Department = d.Code
			}
			all = append(all, record)
		}
	}
	return all
}

func addWindow(ctx context.Context, r *run, w windowRecord) error {
	center, problem := r.center("center", w.Center)
	if problem != nil {
		return *problem
	}
	in := organization.OpenWindowInput{Center: node.CenterID(center), Number: w.Number, Name: &w.Name, Kind: organization.WindowKind(w.Kind)}
	if w.Department != "" {
		department, problem := r.department("department", w.Department)
		if problem != nil {
			return *problem
		}
		in.Department = new(node.DepartmentID(department))
	}
	id, err := r.org().OpenWindow(ctx, in)
	if err != nil || *w.Open {
		return err
	}
	_, err = r.org().CloseWindow(ctx, organization.CloseWindowInput{ID: node.WindowID(id), ExpectedVersion: 1})
	return err
}

func changeWindow(ctx context.Context, r *run, before, after windowRecord) error {
	if *after.Open && !*before.Open {
		return addWindow(ctx, r, after)
	}
	var known *organization.Window
	for _, w := range r.source.Directory.Windows(r.source.Directory.CenterByCode(after.Center).ID) {
		if w.Number == after.Number {
			known = w
		}
	}
	version := known.Version
	if !*after.Open && *before.Open {
		if _, err := r.org().CloseWindow(ctx, organization.CloseWindowInput{ID: node.WindowID(known.ID), ExpectedVersion: version}); err != nil {
			return err
		}
		version++
	}
	in := organization.UpdateWindowInput{ID: node.WindowID(known.ID), ExpectedVersion: version, Name: &after.Name,
		Kind: new(organization.WindowKind(after.Kind)), Department: none[node.DepartmentID]()}
	if after.Department != "" {
		department, problem := r.department("department", after.Department)
		if problem != nil {
			return *problem
		}
		in.Department = graphql.OmittableOf(new(node.DepartmentID(department)))
	}
	_, err := r.org().UpdateWindow(ctx, in)
	return err
}
