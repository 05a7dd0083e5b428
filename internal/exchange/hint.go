package exchange

import (
	"strings"

	"onewindow/internal/fault"
)

// hint says what to do about a problem that the domain reports in its own words.
type hint struct{ chinese, english string }

// hints are by code. What is not here is mended in its cell.
var hints = map[string]hint{
	"NOT_FOUND":           {"请先登记它，或改成已登记的代码。", "Register it first, or write the code of one that is registered."},
	"ALREADY_EXISTS":      {"请改用别的值，或删去重复的一行。", "Write another value, or delete the row that repeats it."},
	"REQUIRED":            {"请补填这一格。", "Fill this cell."},
	"LIST_FULL":           {"请先减少已有的，或删去这一行。", "Take some away first, or delete this row."},
	"CODE_PARTS":          {"请向主管部门核对完整的实施编码后改正。", "Ask the body in charge for the whole code and correct it."},
	"CODE_LOWER_CASE":     {"请改为大写字母。", "Write capital letters."},
	"CODE_CHARACTERS":     {"请核对代码，去掉这些字符。", "Check the code and take these characters out."},
	"CODE_CATALOG":        {"请对照上级目录核对目录编码。", "Check the catalogue code against the catalogue of the level above."},
	"CODE_AREA":           {"请改为本地区 12 位区划代码。", "Write the 12 digits of the division."},
	"CODE_TAIL":           {"请补全此段。", "Complete this part."},
	"CODE_CHECK_DIGIT":    {"请对照统一社会信用代码证书核对每一位。", "Compare every character with the certificate of the code."},
	"ITEM_STATE":          {"请先在登记系统中恢复该事项，或删去这一行。", "Resume the item in the registry first, or delete this row."},
	"NO_STATIONING":       {"请先用进驻表（stationings）登记部门进驻，或删去这一行。", "Station the department with the form stationings first, or delete this row."},
	"NO_FULL_STATIONING":  {"请改进驻方式，或先把该部门在此中心的授权登记为“充分授权”。", "Write another mode, or first give the department full authority at the center."},
	"ITEMS_NOT_PUBLISHED": {"请先用办事指南表（editions）发布其指南，或删去这一行。", "Publish its guide with the form editions first, or delete this row."},
	"STATUS_NOT_ALLOWED":  {"请填写允许的下一个状态。", "Write a status that may follow."},

	"CODE_ORGANIZATION_LENGTH": {"请按该部门的统一社会信用代码证书改正此段。", "Correct this part from the certificate of the body's social credit code."},
	"CODE_ORGANIZATION_OLD":    {"请换成该部门 18 位统一社会信用代码。", "Replace it by the body's unified social credit code of 18 characters."},
}

var generalHint = hint{"请改正这一格后重新导入。", "Correct this cell and import the file again."}

// finding puts a problem into words for a clerk: what is wrong, and what to do.
func finding(row *Row, p fault.Problem, severity Severity) Finding {
	f := Finding{
		Severity: severity, Code: p.Code,
		Chinese: sentence(p.Message(fault.Chinese), "。"), English: sentence(p.Message(fault.English), "."),
	}
	if h, known := hints[p.Code]; known {
		f.Chinese, f.English = f.Chinese+h.chinese, f.English+" "+h.english
	} else if row != nil && !strings.Contains(f.Chinese, "请") {
		f.Chinese, f.English = f.Chinese+generalHint.chinese, f.English+" "+generalHint.english
	}
	if row != nil {
		f.Line = row.line
		if c := row.sheet.columnAt(p.Path); c != nil {
			f.Column, f.Heading = c.Key, c.Chinese
		} else {
			f.Column = strings.Join(p.Path, ".")
		}
	}
	return f
}

// sentence is text that ends like one.
func sentence(text, end string) string {
	if strings.HasSuffix(text, end) {
		return text
	}
	return text + end
}

// columnAt is the column whose value stands at a path, or around it, or the
// first one below it; nil for none.
func (s *Sheet) columnAt(path []string) *Column {
	for n := len(path); n > 0; n-- {
		at := strings.Join(path[:n], ".")
		for _, c := range s.Columns {
			if c.at() == at || c.Key == at {
				return c
			}
		}
	}
	for _, c := range s.Columns {
		if len(path) > 0 && strings.HasPrefix(c.at(), strings.Join(path, ".")+".") {
			return c
		}
	}
	return nil
}
