package catalog

import (
	"regexp"
	"slices"
	"strings"

	"onewindow/internal/fault"
)

// ImplementationCode is the code under which a district publishes an item
// (实施编码), in the form seen in a real list of 1,135 items:
//
//	511A0138000000-511602000000-000-115113010833722043-1-00
//	catalog        area         000 organization       1 00
//
// The parts are as written, faults and all. What 000, 1 and 00 stand for was
// published nowhere that could be found; they are kept and only their form is
// checked.
type ImplementationCode struct {
	Catalog      string // catalogue code (目录编码), whose first 12 characters are the basic code
	Area         string // division that publishes it, 12 digits
	Reserved     string // 000
	Organization string // unified social credit code of the body in charge, 18 characters
	Body         string // 1 or 2
	Variant      string // 00
}

// String is the parts that there are, with hyphens between them.
func (c ImplementationCode) String() string {
	parts := []string{c.Catalog, c.Area, c.Reserved, c.Organization, c.Body, c.Variant}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "-")
}

// BasicCode is the first 12 characters of the catalogue code: the entry of the
// basic catalogue (基本编码) that the item refines. It is empty when the
// catalogue code has not the usual form.
func (c ImplementationCode) BasicCode() string {
	catalog := strings.ToUpper(c.Catalog)
	if !catalogCode.MatchString(catalog) {
		return ""
	}
	return catalog[:12]
}

// Faults of codes.
var (
	CodeParts = fault.NewKind("CODE_PARTS",
		"实施编码“%s”应由 6 段组成，实际为 %d 段。",
		"The implementation code %q should have 6 parts and has %d.")
	CodeLowerCase = fault.NewKind("CODE_LOWER_CASE",
		"编码“%s”含有小写字母。",
		"The code %q has lower-case letters.")
	CodeCharacters = fault.NewKind("CODE_CHARACTERS",
		"编码“%s”含有不允许的字符“%s”。",
		"The code %q has characters that are not allowed: %q.")
	CatalogCodeForm = fault.NewKind("CODE_CATALOG",
		"目录编码“%s”应为 12 位或 14 位：3 位数字、1 位数字或字母、8 位或 10 位数字。",
		"The catalogue code %q should have 12 or 14 characters: 3 digits, a digit or letter, 8 or 10 digits.")
	BasicCodeForm = fault.NewKind("CODE_BASIC",
		"基本编码“%s”应为 12 位：3 位数字、1 位数字或字母、8 位数字。",
		"The basic code %q should have 12 characters: 3 digits, a digit or letter, 8 digits.")
	CodeArea = fault.NewKind("CODE_AREA",
		"区划段“%s”应为 12 位数字。",
		"The area %q should have 12 digits.")
	CodeTail = fault.NewKind("CODE_TAIL",
		"“%s”应为 %d 位数字。",
		"%q should have %d digits.")
	OrganizationLength = fault.NewKind("CODE_ORGANIZATION_LENGTH",
		"机构段“%s”有 %d 位，应为 18 位统一社会信用代码。",
		"The organization %q has %d characters and should be a unified social credit code of 18.")
	OrganizationOld = fault.NewKind("CODE_ORGANIZATION_OLD",
		"机构段“%s”是旧的 9 位组织机构代码，应为 18 位统一社会信用代码。",
		"The organization %q is an old organization code of 9 characters and should be a unified social credit code of 18.")
	CheckDigit = fault.NewKind("CODE_CHECK_DIGIT",
		"代码“%s”的校验位是 %s，应为 %s。",
		"The check digit of the code %q is %s and should be %s.")
)

// catalogCode is the form of the catalogue codes of the list: a basic code of 12
// characters, and two digits more where an entry is divided into several items.
// Older ones with hyphens (Z-000147-001, 1J-5100-00027) have not this form.
var (
	catalogCode = regexp.MustCompile(`^[0-9]{3}[0-9A-Z][0-9]{8}([0-9]{2})?$`)
	basicCode   = regexp.MustCompile(`^[0-9]{3}[0-9A-Z][0-9]{8}$`)
	areaCode    = regexp.MustCompile(`^[0-9]{12}$`)
	digitsOnly  = regexp.MustCompile(`^[0-9]+$`)
)

// CheckBasicCode reports what is wrong with the code of an entry of the basic
// catalogue (基本编码, 12 characters).
func CheckBasicCode(s string) []fault.Problem {
	if basicCode.MatchString(s) {
		return nil
	}
	if basicCode.MatchString(strings.ToUpper(s)) {
		return []fault.Problem{CodeLowerCase.At("", s)}
	}
	return []fault.Problem{BasicCodeForm.At("", s)}
}

// ParseImplementationCode takes a code apart and reports every fault. Real codes
// have faults, so the parts are found as well as they can be, also when the
// catalogue code or the organization has hyphens in it or parts are missing;
// every character that is no hyphen is in one of the parts. The paths of the
// problems are the names of the parts.
func ParseImplementationCode(s string) (ImplementationCode, []fault.Problem) {
	parts := strings.Split(s, "-")
	code := recognise(parts)
	var problems fault.Problems
	if len(parts) != 6 {
		problems.Add(CodeParts.At("", s, len(parts)))
	}
	if s != strings.ToUpper(s) {
		problems.Add(CodeLowerCase.At("", s))
	}
	if !catalogCode.MatchString(strings.ToUpper(code.Catalog)) {
		problems.Add(CatalogCodeForm.At("catalog", code.Catalog))
	}
	if !areaCode.MatchString(code.Area) {
		problems.Add(CodeArea.At("area", code.Area))
	}
	checkTail(&problems, "reserved", code.Reserved, 3)
	problems = append(problems, checkOrganization(code.Organization)...)
	checkTail(&problems, "body", code.Body, 1)
	checkTail(&problems, "variant", code.Variant, 2)
	return code, problems
}

// recognise says which part is which. The area, twelve digits after the
// catalogue code, is the anchor; without one the parts count from both ends.
func recognise(parts []string) ImplementationCode {
	area := slices.IndexFunc(parts[1:], areaCode.MatchString) + 1
	switch {
	case area > 0:
		return around(parts, area)
	case len(parts) >= 6:
		return around(parts, 1)
	default:
		return cutShort(parts)
	}
}

// around fills the parts on both sides of the area. The last two are the tail,
// and what remains in the middle is the organization.
func around(parts []string, area int) ImplementationCode {
	code := ImplementationCode{Catalog: strings.Join(parts[:area], "-"), Area: parts[area]}
	rest := parts[area+1:]
	if len(rest) > 1 {
		code.Reserved, rest = rest[0], rest[1:]
	}
	if len(rest) > 2 {
		code.Body, code.Variant = rest[len(rest)-2], rest[len(rest)-1]
		rest = rest[:len(rest)-2]
	}
	code.Organization = strings.Join(rest, "-")
	return code
}

// cutShort reads a code that lost its middle, like E-000004-001-11511301008778386B:
// the last part is the organization.
func cutShort(parts []string) ImplementationCode {
	last := len(parts) - 1
	if last == 0 {
		return ImplementationCode{Catalog: parts[0]}
	}
	return ImplementationCode{Catalog: strings.Join(parts[:last], "-"), Organization: parts[last]}
}

func checkTail(problems *fault.Problems, part, value string, length int) {
	if len(value) != length || !digitsOnly.MatchString(value) {
		problems.Add(CodeTail.At(part, value, length))
	}
}

// checkOrganization expects a credit code and knows the old one. Lower case is
// reported for the code as a whole.
func checkOrganization(s string) []fault.Problem {
	code := strings.ToUpper(s)
	var problems []fault.Problem
	switch length := len([]rune(s)); {
	case length == 18:
		problems = CheckCreditCode(code)
	case oldOrganizationCode.MatchString(code):
		problems = append([]fault.Problem{OrganizationOld.At("", s)}, CheckOrganizationCode(code)...)
	default:
		problems = []fault.Problem{OrganizationLength.At("", s, length)}
	}
	for i := range problems {
		problems[i] = problems[i].Under("organization")
	}
	return problems
}
