package catalog

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"onewindow/internal/fault"
)

// codesOf is the faults as "CODE path".
func codesOf(problems []fault.Problem) []string {
	var codes []string
	for _, p := range problems {
		codes = append(codes, written(Finding{Problem: p}))
	}
	return codes
}

// realCodes is the codes of the item list that a district published, with its faults.
func realCodes(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/implementation-codes-511602.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

func TestFaultsOfRealCodes(t *testing.T) {
	counts, faultless := map[string]int{}, 0
	for _, s := range realCodes(t) {
		code, problems := ParseImplementationCode(s)
		if code.String() != s {
			t.Errorf("the parts of %s make %s", s, code)
		}
		if len(problems) == 0 {
			faultless++
		}
		for _, c := range codesOf(problems) {
			counts[c]++
		}
	}
	want := map[string]int{
		"CODE_PARTS":                            37,
		"CODE_LOWER_CASE":                       1,
		"CODE_CATALOG catalog":                  21,
		"CODE_AREA area":                        3,
		"CODE_TAIL reserved":                    3,
		"CODE_TAIL body":                        3,
		"CODE_TAIL variant":                     3,
		"CODE_ORGANIZATION_LENGTH organization": 114,
		"CODE_ORGANIZATION_OLD organization":    31,
		"CODE_CHECK_DIGIT organization":         7,
	}
	if !maps.Equal(counts, want) || faultless != 963 {
		t.Errorf("%d codes without fault; faults: %v", faultless, counts)
	}
}

func TestParseImplementationCode(t *testing.T) {
	for s, tt := range map[string]struct {
		want   ImplementationCode
		faults []string
	}{
		"511A0138000000-511602000000-000-115113010833722043-1-00": {
			ImplementationCode{"511A0138000000", "511602000000", "000", "115113010833722043", "1", "00"}, nil},
		"511Z07001006-511602000000-000-11511301008778183N-1-00": {
			ImplementationCode{"511Z07001006", "511602000000", "000", "11511301008778183N", "1", "00"}, nil},
		"511F0167300000-511602000000-000-45225901-3-2-00": {
			ImplementationCode{"511F0167300000", "511602000000", "000", "45225901-3", "2", "00"},
			[]string{"CODE_PARTS", "CODE_ORGANIZATION_OLD organization"}},
		"511F0167300000-511602000000-000-45225901-4-2-00": {
			ImplementationCode{"511F0167300000", "511602000000", "000", "45225901-4", "2", "00"},
			[]string{"CODE_PARTS", "CODE_ORGANIZATION_OLD organization", "CODE_CHECK_DIGIT organization"}},
		"511A0138000000-511602000000-000-083372204-1-00": {
			ImplementationCode{"511A0138000000", "511602000000", "000", "083372204", "1", "00"},
			[]string{"CODE_ORGANIZATION_OLD organization"}},
		"511A0138000000-511602000000-000-8282348-1-00": {
			ImplementationCode{"511A0138000000", "511602000000", "000", "8282348", "1", "00"},
			[]string{"CODE_ORGANIZATION_LENGTH organization"}},
		"511A0138000000-511602000000-000-11511301452259996u-1-00": {
			ImplementationCode{"511A0138000000", "511602000000", "000", "11511301452259996u", "1", "00"},
			[]string{"CODE_LOWER_CASE"}},
		"511A0138000000-511602000000-000-115113010833722044-1-00": {
			ImplementationCode{"511A0138000000", "511602000000", "000", "115113010833722044", "1", "00"},
			[]string{"CODE_CHECK_DIGIT organization"}},
		"511A0138000000-511602000000-000-I15113010833722043-1-00": {
			ImplementationCode{"511A0138000000", "511602000000", "000", "I15113010833722043", "1", "00"},
			[]string{"CODE_CHARACTERS organization"}},
		"511A0138000000-51160200000-000-115113010833722043-1-00": {
			ImplementationCode{"511A0138000000", "51160200000", "000", "115113010833722043", "1", "00"},
			[]string{"CODE_AREA area"}},
		"511A01380000-00-511602000000-00-115113010833722043-A-0": {
			ImplementationCode{"511A01380000-00", "511602000000", "00", "115113010833722043", "A", "0"},
			[]string{"CODE_PARTS", "CODE_CATALOG catalog", "CODE_TAIL reserved", "CODE_TAIL body", "CODE_TAIL variant"}},
		"1J-5100-00027-511602000000-000-11511301008778386B-1-00": {
			ImplementationCode{"1J-5100-00027", "511602000000", "000", "11511301008778386B", "1", "00"},
			[]string{"CODE_PARTS", "CODE_CATALOG catalog"}},
		"E-000004-001-11511301008778386B": {
			ImplementationCode{Catalog: "E-000004-001", Organization: "11511301008778386B"},
			[]string{"CODE_PARTS", "CODE_CATALOG catalog", "CODE_AREA area", "CODE_TAIL reserved", "CODE_TAIL body", "CODE_TAIL variant"}},
		"": {ImplementationCode{}, []string{"CODE_PARTS", "CODE_CATALOG catalog", "CODE_AREA area",
			"CODE_TAIL reserved", "CODE_ORGANIZATION_LENGTH organization", "CODE_TAIL body", "CODE_TAIL variant"}},
	} {
		got, problems := ParseImplementationCode(s)
		if got != tt.want || !slices.Equal(codesOf(problems), tt.faults) {
			t.Errorf("%s is %+v with %q,\nwant %+v with %q", s, got, codesOf(problems), tt.want, tt.faults)
		}
	}
}

func TestFaultsShowWhatIsThere(t *testing.T) {
	_, problems := ParseImplementationCode("511A0138000000-511602000000-000-8282348-1-00")
	if m := problems[0].Message(fault.Chinese); m != "机构段“8282348”有 7 位，应为 18 位统一社会信用代码。" {
		t.Error(m)
	}
	_, problems = ParseImplementationCode("511A0138000000-511602000000-000-115113010833722044-1-00")
	if m := problems[0].Message(fault.English); m != `The check digit of the code "115113010833722044" is 4 and should be 3.` {
		t.Error(m)
	}
}

func TestBasicCode(t *testing.T) {
	code, _ := ParseImplementationCode("511A0138000000-511602000000-000-115113010833722043-1-00")
	if code.BasicCode() != "511A01380000" || len(CheckBasicCode(code.BasicCode())) > 0 {
		t.Errorf("got %q", code.BasicCode())
	}
	if old, _ := ParseImplementationCode("E-000004-001-11511301008778386B"); old.BasicCode() != "" {
		t.Errorf("an old code has no basic code, got %q", old.BasicCode())
	}
	for s, want := range map[string]string{
		"000123456789": "", "511Z07001006": "", "511z07001006": "CODE_LOWER_CASE",
		"511Z0700100": "CODE_BASIC", "511Z070010066": "CODE_BASIC", "51AZ07001006": "CODE_BASIC", "": "CODE_BASIC",
	} {
		if got := strings.Join(codesOf(CheckBasicCode(s)), " "); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestCreditCode(t *testing.T) {
	code, problems := ParseCreditCode("1151130174468656XH")
	want := CreditCode{"1", "1", "511301", "74468656X", "H"}
	if code != want || len(problems) > 0 || code.String() != "1151130174468656XH" {
		t.Errorf("got %+v, %v", code, problems)
	}
	for s, faults := range map[string][]string{
		"91350100M000100Y43": nil, // the example of GB 32100-2015
		"91350100M000100Y44": {"CODE_CHECK_DIGIT"},
		"91350100m000100y43": {"CODE_LOWER_CASE"},
		"9135010OM000100Y43": {"CODE_CHARACTERS"},
		"91350A00M000100Y43": {"CREDIT_CODE_DIVISION", "CODE_CHECK_DIGIT"},
		"TE5116020105116050": {"CODE_CHECK_DIGIT"},
		"1151130108778239R":  {"CREDIT_CODE_LENGTH"},
		"一二三四五六七八九十一二三四五六七八": {"CODE_CHARACTERS"},
		"1151130108337220432": {"CREDIT_CODE_LENGTH"},
		"":                    {"CREDIT_CODE_LENGTH"},
	} {
		if got := codesOf(CheckCreditCode(s)); !slices.Equal(got, faults) {
			t.Errorf("%q: %q, want %q", s, got, faults)
		}
	}
}

// Any one character of a credit code that is mistaken, and any two neighbours
// that are swapped, are found.
func TestCreditCodeFindsSlips(t *testing.T) {
	const code = "91350100M000100Y43"
	for i := range code {
		for _, r := range creditAlphabet {
			if slip := code[:i] + string(r) + code[i+1:]; slip != code && len(CheckCreditCode(slip)) == 0 {
				t.Errorf("%s passes", slip)
			}
		}
		if i > 0 && code[i] != code[i-1] {
			if slip := code[:i-1] + code[i:i+1] + code[i-1:i] + code[i+1:]; len(CheckCreditCode(slip)) == 0 {
				t.Errorf("%s passes", slip)
			}
		}
	}
}

func TestOrganizationCode(t *testing.T) {
	for s, want := range map[string]string{
		"00877868-5": "", "76726532-X": "", "083372204": "", "MB1549994": "", "D2143569X": "",
		"00877868-6": "CODE_CHECK_DIGIT", "0087790701": "ORGANIZATION_CODE_FORM", "": "ORGANIZATION_CODE_FORM",
		"00877836-x": "ORGANIZATION_CODE_FORM", "２３４５６７８９-1": "ORGANIZATION_CODE_FORM",
	} {
		if got := strings.Join(codesOf(CheckOrganizationCode(s)), " "); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

// FuzzCodes: a code is never cut or changed by reading it, and one that is without
// fault has the form that it should.
func FuzzCodes(f *testing.F) {
	for i, s := range realCodes(f) {
		if i%50 == 0 || strings.Count(s, "-") != 5 {
			f.Add(s)
		}
	}
	for _, s := range []string{"", "-----", "一-511602000000--\xff", "000101001000", "11511602008787836Y", "00877836-X", "00877836X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, problems := ParseImplementationCode(s)
		all := code.Catalog + code.Area + code.Reserved + code.Organization + code.Body + code.Variant
		if strings.ReplaceAll(all, "-", "") != strings.ReplaceAll(s, "-", "") {
			t.Errorf("%q lost characters: %+v", s, code)
		}
		if len(problems) == 0 && code.String() != s {
			t.Errorf("%q is without fault and reads %q", s, code)
		}
		if credit, problems := ParseCreditCode(s); len(problems) == 0 && (credit.String() != s || len(s) != 18) {
			t.Errorf("%q is without fault and reads %q", s, credit)
		}
		if n := len(s); len(CheckBasicCode(s)) == 0 && n != 12 || len(CheckOrganizationCode(s)) == 0 && n != 9 && n != 10 {
			t.Errorf("%q is without fault with %d characters", s, n)
		}
	})
}
