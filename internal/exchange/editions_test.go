package exchange

import (
	"bytes"
	"strings"
	"testing"

	"onewindow/internal/catalog"
)

// guideFile is a guide in one CSV file: its own row, then its parts.
const guideFile = `part,item,number,status,summary,handling,statutoryLimitValue,statutoryLimitUnit,promisedLimitValue,promisedLimitUnit,charged,visits,visitsReason,consultPhone,complaintPhone,text,name,form,originals,copies,necessity,source,key,kind,law,type,question,answer
editions,allowance,,发布,满八十岁的老人每月领取津贴。,承诺件,20,工作日,5,工作日,否,1,核对本人,0826-2001101,12345,,,,,,,,,,,,,
conditions,allowance,1,,,,,,,,,,,,,年满八十周岁,,,,,,,,,,,,
materials,allowance,2,,,,,,,,,,,,,,户口簿,复印件,0,1,必要,申请人自备,,,,,,
materials,allowance,1,,,,,,,,,,,,,,身份证,原件,1,0,必要,申请人自备,,,,,,
steps,allowance,1,,,,,,,,,,,,,,收件,,,,,,a,收件,,,,
steps,allowance,2,,,,,,,,,,,,,,决定,,,,,,b,决定,,,,
legalBases,allowance,1,,,,,,,,,,,,,,,,,,,,,,老年人权益保障法,,,
results,allowance,1,,,,,,,,,,,,,,津贴,,,,,,,,,资金或物资给付,,
questions,allowance,1,,,,,,,,,,,,,,,,,,,,,,,,多少钱,看年龄
`

// TestGuides are published through the gate, changed by a new edition, kept as
// drafts, and told by the row at fault.
func TestGuides(t *testing.T) {
	eachScene(t, func(s *scene) {
		s.counts(s.load("items", "slug,name,owner,type\nallowance,高龄津贴,mzj,5\n"), 1, 0, 0, 0)
		s.refused("editions", strings.NewReplacer("复印件,0,1", "复印件,1,0", "核对本人", "", "legalBases,allowance", "legalBases,nothing").Replace(guideFile),
			"2 visitsReason VISITS_REASON_MISSING", "4 form MATERIAL_COUNT", "8 item PART_WITHOUT_GUIDE")
		s.refused("editions", strings.NewReplacer("复印件,0,1", "复印件,1,0", "核对本人", "").Replace(guideFile),
			"2 visitsReason VISITS_REASON_MISSING", "4 form MATERIAL_COUNT")
		s.refused("editions", strings.Replace(guideFile, "conditions,allowance,1,", "conditions,allowance,one,发布", 1),
			"3 number NOT_A_NUMBER", "3 status NOT_OF_THIS_PART")
		s.counts(s.load("editions", guideFile), 1, 0, 0, 0)
		s.counts(s.load("editions", guideFile), 0, 0, 1, 0)
		e := s.lens().ItemBySlug("allowance").Edition(nil)
		if e == nil || e.Number != 1 || e.Materials[0].Name != "身份证" || e.Title != "高龄津贴" || e.StatutoryLimit.Value != 20 {
			t.Fatalf("the guide is %+v", e)
		}
		s.counts(s.load("editions", strings.Replace(guideFile, "工作日,5,", "工作日,3,", 1)), 0, 1, 0, 0)
		if e := s.lens().ItemBySlug("allowance").Edition(nil); e.Number != 2 || e.PromisedLimit.Value != 3 {
			t.Errorf("the corrected guide is edition %d with %+v", e.Number, e.PromisedLimit)
		}
		draft := strings.Replace(strings.Replace(guideFile, "发布", "草稿", 1), "核对本人", "", 1)
		s.counts(s.load("editions", draft), 0, 1, 0, 0)
		s.counts(s.load("editions", draft), 0, 0, 1, 0)
		if item := s.lens().ItemBySlug("allowance"); item.Edition(nil).Number != 2 || len(item.Editions) != 2 {
			t.Error("a draft changed what is published")
		}
		s.offerings()
	})
}

// offerings of the published guide: modes need authority; terms may change.
func (s *scene) offerings() {
	list := "item,center,mode,window,limitValue,limitUnit,days\nallowance,HALL,即办,1,,,周一;周二\nallowance,EAST,代办,,2,工作日,\n"
	s.counts(s.load("offerings", list), 2, 0, 0, 0)
	s.counts(s.load("offerings", list), 0, 0, 2, 0)
	s.counts(s.load("offerings", strings.Replace(list, "EAST,代办", "EAST,咨询", 1)), 0, 1, 1, 0)
	s.refused("offerings", "item,center,mode,window,limitValue,limitUnit\nallowance,EAST,即办,,,\nallowance,HALL,代办,9,30,工作日\n",
		"2 mode NO_FULL_STATIONING", "3 window UNKNOWN_CODE")
	s.refused("offerings", "item,center,limitValue,limitUnit\nallowance,HALL,30,工作日\n", "2 limitValue LIMIT_EXCEEDS_PROMISE")
	at := map[string]catalog.Mode{}
	for _, o := range offeringRecords(&source{s.lens()}) {
		at[o.Center] = catalog.Mode(o.Mode)
	}
	if len(at) != 2 || at["EAST"] != catalog.ModeConsult || at["HALL"] != catalog.ModeOnTheSpot {
		s.t.Errorf("it is offered %v", at)
	}
}

// TestOrganizationChanges: what a file says of departments, centers, stationings
// and windows becomes so; the rest stays.
func TestOrganizationChanges(t *testing.T) {
	eachScene(t, func(s *scene) {
		for _, f := range small[1:] {
			s.counts(s.load(f.form, f.text), 0, 0, strings.Count(f.text, "\n")-1, 0)
		}
		s.counts(s.load("headings", "kind,code,name\n领域,CIVIL,民政事务\n主题,WELFARE,救助\n"), 0, 2, 0, 0)
		s.counts(s.load("departments", "code,phone,sector\nmzj,0826-2009999,\nldb,,CIVIL\n"), 0, 2, 0, 0)
		s.counts(s.load("centers", "code,name,status,address\nEAST,东街道便民中心,SUSPENDED,新址\n"), 0, 1, 0, 0)
		s.counts(s.load("stationings", "department,center,authority\nmzj,HALL,RECEIVE_ONLY\n"), 0, 1, 0, 0)
		s.counts(s.load("windows", "center,number,name,open\nHALL,1,综合一,\nHALL,2,,否\n"), 0, 2, 0, 0)
		s.counts(s.load("basics", "basicCode,name,type,parent\n511A01380001,子项,5,511A01380000\n511A01380000,主项,5,\n"), 2, 0, 0, 0)
		s.counts(s.load("basics", "basicCode,name\n511A01380001,子项目\n"), 0, 1, 0, 0)
		s.counts(s.load("items", "slug,owner,basic\nrefined,mzj,511A01380001\n"), 1, 0, 0, 0)
		d := s.lens().Directory
		if m := d.DepartmentByCode("mzj"); m.Phone != "0826-2009999" || m.SectorID != 0 || m.Name != "区民政局" || len(m.OtherCodes) != 2 {
			t.Errorf("the department is %+v", m)
		}
		if c := d.CenterByCode("EAST"); c.Name != "东街道便民中心" || c.Status != "SUSPENDED" || c.Address != "新址" || len(c.Phones) != 1 {
			t.Errorf("the center is %+v", c)
		}
		if i := s.lens().ItemBySlug("refined"); i.Name != "子项目" || len(i.Inherited) == 0 {
			t.Errorf("the item is %+v", i.Values)
		}
		for _, form := range Forms()[1:] { // what was exported changes nothing
			var b bytes.Buffer
			if err := Export(&b, s.lens(), form, JSON, false); err != nil {
				t.Fatal(err)
			}
			if r := s.loadAs(form.Name, JSON, b.Bytes(), Options{}); len(r.File) == 0 && r.Unchanged != len(r.Rows) {
				t.Errorf("%s: %s", form.Name, text(r))
			}
		}
	})
}
