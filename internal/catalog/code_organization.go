package catalog

import (
	"regexp"
	"strconv"
	"strings"

	"onewindow/internal/fault"
)

// CreditCode is a unified social credit code (统一社会信用代码, GB 32100-2015), in
// its five parts.
type CreditCode struct {
	Authority    string // 1: registering authority (登记管理部门)
	Category     string // 1: category of the body (机构类别)
	Division     string // 6: division where it is registered
	Organization string // 9: organization code (主体标识码, GB 11714)
	Check        string // 1: check character
}

// String is the code as a whole.
func (c CreditCode) String() string {
	return c.Authority + c.Category + c.Division + c.Organization + c.Check
}

// Faults of credit codes beyond those of every code.
var (
	CreditCodeLength = fault.NewKind("CREDIT_CODE_LENGTH",
		"统一社会信用代码“%s”有 %d 位，应为 18 位。",
		"The unified social credit code %q has %d characters and should have 18.")
	CreditCodeDivision = fault.NewKind("CREDIT_CODE_DIVISION",
		"统一社会信用代码“%s”的第 3 至 8 位应为数字。",
		"Characters 3 to 8 of the unified social credit code %q should be digits.")
	OrganizationCodeForm = fault.NewKind("ORGANIZATION_CODE_FORM",
		"组织机构代码“%s”应为 8 位本体代码和 1 位校验码。",
		"The organization code %q should be 8 characters and a check character.")
)

// creditAlphabet is the 31 characters of GB 32100-2015, each at the place of its
// value: digits and letters without I, O, S, V, Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// oldOrganizationCode is a code of GB 11714-1997: eight digits or letters, a
// hyphen that may be left out, a check character that may be X.
var oldOrganizationCode = regexp.MustCompile(`^[0-9A-Z]{8}-?[0-9X]$`)

// ParseCreditCode takes a credit code apart, if it has 18 characters, and
// reports what is wrong with it.
func ParseCreditCode(s string) (CreditCode, []fault.Problem) {
	problems := CheckCreditCode(s)
	r := []rune(s)
	if len(r) != 18 {
		return CreditCode{}, problems
	}
	return CreditCode{
		Authority: string(r[:1]), Category: string(r[1:2]), Division: string(r[2:8]),
		Organization: string(r[8:17]), Check: string(r[17:]),
	}, problems
}

// CheckCreditCode reports what is wrong with a unified social credit code: its
// length, its characters, its division, its check character. The check of the
// organization code inside is not repeated, because the one at the end covers it.
func CheckCreditCode(s string) []fault.Problem {
	var problems fault.Problems
	if n := len([]rune(s)); n != 18 {
		problems.Add(CreditCodeLength.At("", s, n))
		return problems
	}
	code := strings.ToUpper(s)
	if code != s {
		problems.Add(CodeLowerCase.At("", s))
	}
	if strange := without(code, creditAlphabet); strange != "" {
		problems.Add(CodeCharacters.At("", s, strange))
		return problems
	}
	if !digitsOnly.MatchString(code[2:8]) {
		problems.Add(CreditCodeDivision.At("", s))
	}
	if want := creditCheck(code[:17]); code[17:] != want {
		problems.Add(CheckDigit.At("", s, s[17:], want))
	}
	return problems
}

// creditCheck is the check character of the first 17: with weights 3^(i-1) mod 31
// the sum over all 18 characters is a multiple of 31 (GB 32100-2015, 附录 A).
func creditCheck(code string) string {
	sum, weight := 0, 1
	for _, r := range code {
		sum += strings.IndexRune(creditAlphabet, r) * weight
		weight = weight * 3 % 31
	}
	return string(creditAlphabet[(31-sum%31)%31])
}

// CheckOrganizationCode reports what is wrong with an old organization code,
// with or without its hyphen.
func CheckOrganizationCode(s string) []fault.Problem {
	if !oldOrganizationCode.MatchString(s) {
		return []fault.Problem{OrganizationCodeForm.At("", s)}
	}
	body, check := s[:8], s[len(s)-1:]
	if want := organizationCheck(body); check != want {
		return []fault.Problem{CheckDigit.At("", s, check, want)}
	}
	return nil
}

// organizationCheck is the check character of GB 11714-1997: 11 minus the
// weighted sum modulo 11, where 10 is written X and 11 is written 0. A letter
// counts 10 for A up to 35 for Z.
func organizationCheck(body string) string {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, r := range body {
		value, _ := strconv.ParseInt(string(r), 36, 0)
		sum += int(value) * weights[i]
	}
	switch check := 11 - sum%11; check {
	case 10:
		return "X"
	case 11:
		return "0"
	default:
		return strconv.Itoa(check)
	}
}

// without is the characters of s that an alphabet lacks, each once.
func without(s, alphabet string) string {
	var strange strings.Builder
	for _, r := range s {
		if !strings.ContainsRune(alphabet, r) && !strings.ContainsRune(strange.String(), r) {
			strange.WriteRune(r)
		}
	}
	return strange.String()
}
