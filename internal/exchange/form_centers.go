package exchange

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// centerRecord is a center as files have it.
type centerRecord struct {
	Code        string                 `json:"code"`
	Name        string                 `json:"name"`
	Tier        string                 `json:"tier"`
	Division    string                 `json:"division"`
	ReportsTo   string                 `json:"reportsTo,omitempty"`
	Status      string                 `json:"status"`
	StatusSince *calendar.Day          `json:"statusSince,omitempty"`
	Address     string                 `json:"address,omitempty"`
	Directions  string                 `json:"directions,omitempty"`
	Phones      []string               `json:"phones,omitempty"`
	Position    *organization.Position `json:"position,omitempty"`
	Ways        []string               `json:"ways,omitempty"`
	DutyContact *organization.Contact  `json:"dutyContact,omitempty"`
	Hours       *organization.Hours    `json:"hours,omitempty"`
}

var positionHalf = fault.NewKind("POSITION_HALF",
	"经度和纬度须同时填写。请补填另一个，或两个都清空。",
	"Longitude and latitude go together: fill the other one too, or empty both.")

var centers = &Form{
	Name: "centers", Chinese: "中心",
	Sheets: []*Sheet{{Name: "centers", Chinese: "中心", Columns: []*Column{
		{Key: "code", Chinese: "代码", Kind: Code, Required: true, NoteChinese: "中心代码，登记后不变，例如区划代码加序号 511602001000-01。", NoteEnglish: "The center's code, which never changes, e.g. the division's code and a number."},
		{Key: "name", Chinese: "名称", Required: true, NoteChinese: "挂牌的名称。", NoteEnglish: "The name on its plate."},
		{Key: "tier", Chinese: "建设形式", Required: true, Choices: tiers, NoteChinese: "中心、站点，或由专人代办。", NoteEnglish: "A center, a station, or a person who acts for people."},
		{Key: "division", Chinese: "区划", Kind: Code, Required: true, NoteChinese: "所在的 12 位区划代码。", NoteEnglish: "The code of 12 digits of the division it is in."},
		{Key: "reportsTo", Chinese: "上级中心", Kind: Code, NoteChinese: "上级中心的代码，可在同一文件中；最高一级留空。", NoteEnglish: "The code of the center above, which may stand in the same file; empty for the highest."},
		{Key: "status", Chinese: "状态", Choices: statuses, NoteChinese: "留空为规划。", NoteEnglish: "PLANNED when left empty."},
		{Key: "statusSince", Chinese: "状态起始日", Kind: Date, NoteChinese: "自哪一天起是这一状态；留空为当天。", NoteEnglish: "The first day of the status; today when left empty."},
		{Key: "address", Chinese: "地址", NoteChinese: "详细地址。", NoteEnglish: "The address."},
		{Key: "directions", Chinese: "交通指引", NoteChinese: "怎么去。", NoteEnglish: "How to get there."},
		{Key: "phones", Chinese: "电话", Kind: List, aliases: []string{"phone"}, NoteChinese: "写成“咨询: 0826-2000000”，多个用分号隔开；用途可省略。", NoteEnglish: "Written as 咨询: 0826-2000000 with what it is for, which may be left out; divided by semicolons."},
		{Key: "longitude", Chinese: "经度", Kind: Decimal, path: "position.longitude", NoteChinese: "十进制度数，WGS 84。", NoteEnglish: "Decimal degrees, WGS 84."},
		{Key: "latitude", Chinese: "纬度", Kind: Decimal, path: "position.latitude", NoteChinese: "十进制度数，WGS 84。", NoteEnglish: "Decimal degrees, WGS 84."},
		{Key: "ways", Chinese: "服务方式", Kind: List, Choices: ways, NoteChinese: "可填多个，用分号隔开。", NoteEnglish: "Several are divided by semicolons."},
		{Key: "dutyContact", Chinese: "值班联系人", path: "dutyContact.name", aliases: []string{"duty_contact"}, NoteChinese: "对外公布的值班联系人或岗位。", NoteEnglish: "The person or post on duty that is published."},
		{Key: "dutyPhone", Chinese: "值班电话", Kind: Code, path: "dutyContact.phone", NoteChinese: "值班联系人的电话。", NoteEnglish: "The phone of the contact on duty."},
		{Key: "hours", Chinese: "开放时间", Kind: Object, NoteChinese: `JSON，例如 {"weekly":[{"days":["MONDAY"],"from":"09:00","to":"12:00","kind":"REGULAR"}]}；不改动的可不填此列。`,
			NoteEnglish: `JSON, e.g. {"weekly":[{"days":["MONDAY"],"from":"09:00","to":"12:00","kind":"REGULAR"}]}; leave the column out to keep the hours.`},
	}}},
	export: func(s *source) ([]tree, error) { return trees(centerRecords(s)), nil },
	load:   centerForm.load,
}

var centerForm = flat[centerRecord]{
	records: centerRecords, keys: []string{"code"}, parent: "reportsTo",
	key:  func(c centerRecord) string { return c.Code },
	name: func(c centerRecord) string { return c.Name },
	tidy: tidyCenter, add: addCenter, change: changeCenter, finish: closeCenters,
}

func centerRecords(s *source) []centerRecord {
	var all []centerRecord
	for _, c := range s.Directory.Centers() {
		record := centerRecord{
			Code: c.Code, Name: c.Name, Tier: string(c.Tier), Division: s.Directory.Division(c.DivisionID).Code(), Status: string(c.Status),
			StatusSince: &c.StatusSince, Address: c.Address, Directions: c.Directions, Position: c.Position, Ways: texts(c.Ways),
			DutyContact: c.DutyContact,
		}
		if above := s.Directory.Center(c.ReportsToID); above != nil {
			record.ReportsTo = above.Code
		}
		for _, p := range c.Phones {
			record.Phones = append(record.Phones, phoneText(p))
		}
		if len(c.Hours.Weekly)+len(c.Hours.Exceptions) > 0 {
			record.Hours = &c.Hours
		}
		all = append(all, record)
	}
	return all
}

func phoneText(p organization.Phone) string {
	if p.Label == "" {
		return p.Number
	}
	return p.Label + ": " + p.Number
}

// phoneOf reads "咨询: 0826-2000000"; the label ends at the last colon.
func phoneOf(text string) organization.Phone {
	text = strings.ReplaceAll(text, "：", ":")
	if i := strings.LastIndex(text, ":"); i >= 0 {
		return organization.Phone{Label: strings.TrimSpace(text[:i]), Number: strings.TrimSpace(text[i+1:])}
	}
	return organization.Phone{Number: strings.TrimSpace(text)}
}

func tidyCenter(r *run, before, after *centerRecord) fault.Problems {
	if after.Status == "" {
		after.Status = string(organization.Planned)
		if before != nil {
			after.Status = before.Status
		}
	}
	if after.StatusSince == nil {
		after.StatusSince = &r.tx.Today
		if before != nil && before.Status == after.Status {
			after.StatusSince = before.StatusSince
		}
	}
	for i, p := range after.Phones {
		after.Phones[i] = phoneText(phoneOf(p))
	}
	if after.DutyContact != nil && after.DutyContact.Phone == "" && len(after.Phones) > 0 {
		after.DutyContact.Phone = phoneOf(after.Phones[0]).Number
	}
	if p := after.Position; p != nil && (p.Longitude == 0) != (p.Latitude == 0) {
		return fault.Problems{positionHalf.At("position.longitude")}
	}
	return nil
}

func (c centerRecord) details() organization.CenterDetails {
	phones := []organization.Phone{}
	for _, p := range c.Phones {
		phones = append(phones, phoneOf(p))
	}
	hours := organization.Hours{}
	if c.Hours != nil {
		hours = *c.Hours
	}
	return organization.CenterDetails{
		Address: &c.Address, Directions: &c.Directions, Phones: phones, Hours: &hours, Ways: append([]organization.Way{}, typed[organization.Way](c.Ways)...),
		Position: graphql.OmittableOf(c.Position), DutyContact: graphql.OmittableOf(c.DutyContact),
	}
}

// addCenter adds a center. One that is closed already is planned first and
// closed when all are there, because nothing begins closed.
func addCenter(ctx context.Context, r *run, c centerRecord) error {
	division, problem := r.division("division", c.Division)
	if problem != nil {
		return *problem
	}
	status := organization.Status(c.Status)
	if status == organization.Closed {
		status = organization.Planned
		r.closing = append(r.closing, c)
	}
	in := organization.CreateCenterInput{Code: c.Code, Name: c.Name, Tier: organization.Tier(c.Tier), Division: node.DivisionID(division),
		Status: &status, StatusSince: c.StatusSince, CenterDetails: c.details()}
	if c.ReportsTo != "" {
		above, problem := r.center("reportsTo", c.ReportsTo)
		if problem != nil {
			return *problem
		}
		in.ReportsTo = new(node.CenterID(above))
	}
	id, err := r.org().CreateCenter(ctx, in)
	if err == nil {
		r.ids["center/"+c.Code] = id
	}
	return err
}

// changeCenter makes of a center what the file says: its details, its place in
// the tree, its status.
func changeCenter(ctx context.Context, r *run, before, after centerRecord) error {
	known := r.source.Directory.CenterByCode(after.Code)
	id, version := node.CenterID(known.ID), known.Version
	if before.ReportsTo != after.ReportsTo || before.Division != after.Division {
		if err := r.moveCenter(ctx, id, version, after); err != nil {
			return err
		}
		version++
	}
	if before.Status != after.Status {
		if _, err := r.org().ChangeCenterStatus(ctx, organization.ChangeCenterStatusInput{
			ID: id, ExpectedVersion: version, Status: organization.Status(after.Status), Since: after.StatusSince}); err != nil {
			return inColumns(err, map[string]string{"since": "statusSince"})
		}
		version++
	} else if *before.StatusSince != *after.StatusSince {
		return fault.Problems{notChangeable.At("statusSince", before.StatusSince.String())}
	}
	if canonical(before.told()) == canonical(after.told()) {
		return nil
	}
	_, err := r.org().UpdateCenter(ctx, organization.UpdateCenterInput{
		ID: id, ExpectedVersion: version, Name: &after.Name, Tier: new(organization.Tier(after.Tier)), CenterDetails: after.details()})
	return err
}

// told is the record as far as UpdateCenter changes it.
func (c centerRecord) told() centerRecord {
	c.Division, c.ReportsTo, c.Status, c.StatusSince = "", "", "", nil
	return c
}

func (r *run) moveCenter(ctx context.Context, id node.CenterID, version int, c centerRecord) error {
	division, problem := r.division("division", c.Division)
	if problem != nil {
		return *problem
	}
	in := organization.SetReportsToInput{ID: id, ExpectedVersion: version, Division: new(node.DivisionID(division))}
	if c.ReportsTo != "" {
		above, problem := r.center("reportsTo", c.ReportsTo)
		if problem != nil {
			return *problem
		}
		in.ReportsTo = new(node.CenterID(above))
	}
	_, err := r.org().SetReportsTo(ctx, in)
	return err
}

// closeCenters closes those that the file has as closed, the lowest first.
func closeCenters(ctx context.Context, r *run) (map[string]error, error) {
	refused := map[string]error{}
	for _, c := range slices.Backward(r.closing) {
		id, added := r.ids["center/"+c.Code]
		if !added {
			continue
		}
		_, err := r.org().ChangeCenterStatus(ctx, organization.ChangeCenterStatusInput{
			ID: node.CenterID(id), ExpectedVersion: 1, Status: organization.Closed, Since: c.StatusSince})
		if err != nil {
			refused[c.Code] = err
		}
	}
	return refused, nil
}
