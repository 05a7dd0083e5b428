package exchange

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// departmentRecord is a department as files have it.
type departmentRecord struct {
	Code       string        `json:"code"`
	Name       string        `json:"name"`
	ShortName  string        `json:"shortName,omitempty"`
	Kind       string        `json:"kind"`
	Sector     string        `json:"sector,omitempty"`
	Division   string        `json:"division,omitempty"`
	Parent     string        `json:"parent,omitempty"`
	CreditCode string        `json:"creditCode,omitempty"`
	OtherCodes []string      `json:"otherCodes,omitempty"`
	Phone      string        `json:"phone,omitempty"`
	Address    string        `json:"address,omitempty"`
	Position   int           `json:"position,omitempty"`
	ValidFrom  *calendar.Day `json:"validFrom,omitempty"`
	ValidTo    *calendar.Day `json:"validTo,omitempty"`
}

var departments = &Form{
	Name: "departments", Chinese: "部门",
	Sheets: []*Sheet{{Name: "departments", Chinese: "部门", Columns: []*Column{
		{Key: "code", Chinese: "代码", Kind: Code, Required: true, NoteChinese: "登记用的短代码，字母、数字和 . _ -，登记后不变。", NoteEnglish: "A short code of letters, digits and . _ - that never changes."},
		{Key: "name", Chinese: "名称", Required: true, NoteChinese: "部门全称。", NoteEnglish: "The full name."},
		{Key: "shortName", Chinese: "简称", NoteChinese: "平常的叫法。", NoteEnglish: "What people call it."},
		{Key: "kind", Chinese: "机构性质", Required: true, Choices: departmentKinds, NoteChinese: "法律上的性质。", NoteEnglish: "What it is in law."},
		{Key: "sector", Chinese: "领域", Kind: Code, NoteChinese: "领域代码（见 headings 表）。", NoteEnglish: "The code of its sector (form headings)."},
		{Key: "division", Chinese: "区划", Kind: Code, NoteChinese: "所属政府的 12 位区划代码。", NoteEnglish: "The code of 12 digits of the division whose government it belongs to."},
		{Key: "parent", Chinese: "上级部门", Kind: Code, NoteChinese: "上级部门的代码，可在同一文件中。", NoteEnglish: "The code of the department above, which may stand in the same file."},
		{Key: "creditCode", Chinese: "统一社会信用代码", Kind: Code, NoteChinese: "18 位，校验位须正确。", NoteEnglish: "18 characters with a right check digit."},
		{Key: "otherCodes", Chinese: "其他代码", Kind: Codes, aliases: []string{"published_codes"}, NoteChinese: "公布清单中用过的代码，有错的也可，用空格或分号隔开。", NoteEnglish: "Codes under which published lists name it, faulty ones too, divided by spaces or semicolons."},
		{Key: "phone", Chinese: "电话", Kind: Code, NoteChinese: "咨询电话。", NoteEnglish: "The phone."},
		{Key: "address", Chinese: "地址", NoteChinese: "办公地址。", NoteEnglish: "The address."},
		{Key: "position", Chinese: "顺序", Kind: Integer, NoteChinese: "排列顺序，小的在前。", NoteEnglish: "The place in lists, smallest first."},
		{Key: "validFrom", Chinese: "设立日期", Kind: Date, NoteChinese: "自哪一天起存续；留空为当天，登记后不变。", NoteEnglish: "The first day; today when left empty. It never changes."},
		{Key: "validTo", Chinese: "撤销日期", Kind: Date, NoteChinese: "自哪一天起不再存续；留空为存续。", NoteEnglish: "The first day on which it is no more; empty while it lasts."},
	}}},
	export: func(s *source) ([]tree, error) { return trees(departmentRecords(s)), nil },
	load:   departmentForm.load,
}

var departmentForm = flat[departmentRecord]{
	records: departmentRecords, keys: []string{"code"}, parent: "parent",
	key:  func(d departmentRecord) string { return d.Code },
	name: func(d departmentRecord) string { return d.Name },
	tidy: tidyDepartment, add: addDepartment, change: changeDepartment,
}

func departmentRecords(s *source) []departmentRecord {
	var all []departmentRecord
	for _, d := range s.Directory.Departments() {
		record := departmentRecord{
			Code: d.Code, Name: d.Name, ShortName: d.ShortName, Kind: string(d.Kind), CreditCode: d.CreditCode, OtherCodes: d.OtherCodes,
			Phone: d.Phone, Address: d.Address, Position: d.Position, ValidFrom: &d.ValidFrom, ValidTo: d.ValidTo,
		}
		if sector := s.Directory.Sector(d.SectorID); sector != nil {
			record.Sector = sector.Code
		}
		if division := s.Directory.Division(d.DivisionID); division != nil {
			record.Division = division.Code()
		}
		if parent := s.Directory.Department(d.ParentID); parent != nil {
			record.Parent = parent.Code
		}
		all = append(all, record)
	}
	return all
}

// tidyDepartment keeps what cannot be taken away.
func tidyDepartment(r *run, before, after *departmentRecord) fault.Problems {
	switch {
	case before == nil && after.ValidFrom == nil:
		after.ValidFrom = &r.tx.Today
	case before != nil && after.ValidFrom == nil:
		after.ValidFrom = before.ValidFrom
	}
	return nil
}

func addDepartment(ctx context.Context, r *run, d departmentRecord) error {
	details, err := d.details(r)
	if err != nil {
		return err
	}
	id, err := r.org().CreateDepartment(ctx, organization.CreateDepartmentInput{
		Code: d.Code, Name: d.Name, Kind: organization.DepartmentKind(d.Kind), ValidFrom: d.ValidFrom, DepartmentDetails: details})
	if err != nil {
		return err
	}
	r.ids["department/"+d.Code] = id
	if d.ValidTo == nil {
		return nil
	}
	_, err = r.org().UpdateDepartment(ctx, organization.UpdateDepartmentInput{
		ID: node.DepartmentID(id), ExpectedVersion: 1, ValidTo: graphql.OmittableOf(d.ValidTo)})
	return err
}

func changeDepartment(ctx context.Context, r *run, before, after departmentRecord) error {
	if *before.ValidFrom != *after.ValidFrom {
		return fault.Problems{notChangeable.At("validFrom", before.ValidFrom.String())}
	}
	details, err := after.details(r)
	if err != nil {
		return err
	}
	known := r.source.Directory.DepartmentByCode(after.Code)
	_, err = r.org().UpdateDepartment(ctx, organization.UpdateDepartmentInput{
		ID: node.DepartmentID(known.ID), ExpectedVersion: known.Version, Name: &after.Name, Kind: new(organization.DepartmentKind(after.Kind)),
		ValidTo: graphql.OmittableOf(after.ValidTo), DepartmentDetails: details})
	return err
}

// details are everything that a department says, with ids for codes.
func (d departmentRecord) details(r *run) (organization.DepartmentDetails, error) {
	details := organization.DepartmentDetails{
		ShortName: &d.ShortName, CreditCode: &d.CreditCode, OtherCodes: append([]string{}, d.OtherCodes...),
		Phone: &d.Phone, Address: &d.Address, Position: &d.Position,
		Sector: none[node.SectorID](), Division: none[node.DivisionID](), Parent: none[node.DepartmentID](),
	}
	var problems fault.Problems
	if d.Sector != "" {
		details.Sector = found[node.SectorID](&problems, r.sector, "sector", d.Sector)
	}
	if d.Division != "" {
		details.Division = found[node.DivisionID](&problems, r.division, "division", d.Division)
	}
	if d.Parent != "" {
		details.Parent = found[node.DepartmentID](&problems, r.department, "parent", d.Parent)
	}
	return details, problems.Err()
}

// none says that there is none.
func none[T ~int]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

// found is the id that a code names; a code that names nothing is a problem.
func found[T ~int](problems *fault.Problems, find func(path, code string) (int, *fault.Problem), path, code string) graphql.Omittable[*T] {
	id, problem := find(path, code)
	if problem != nil {
		problems.Add(*problem)
		return none[T]()
	}
	return graphql.OmittableOf(new(T(id)))
}

// sector finds a sector by its code.
func (r *run) sector(path, code string) (int, *fault.Problem) {
	for _, s := range r.source.Directory.Sectors() {
		if s.Code == code {
			return s.ID, nil
		}
	}
	return 0, problem(unknownCode, path, "领域 sector", clip(code), "headings")
}
