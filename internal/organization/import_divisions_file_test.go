package organization

import (
	"strings"
	"testing"

	"onewindow/internal/fault"
)

// Whatever the file, the reader ends, and a row that it does not complain about
// has a code, a name and a level.
func FuzzReadDivisions(f *testing.F) {
	const header = "code,name,level,parent_code\n"
	for _, text := range []string{"", header, "\ufeff" + header + "511602000000,广安区,DISTRICT,\n", header + "\"", header + "1,2\n3,4,5,6\n", header + "a,\x00,VILLAGE,\xff\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, problems, err := readDivisions(strings.NewReader(text))
		if err == nil && len(rows)+len(problems) == 0 {
			t.Fatal("neither rows nor problems")
		}
		for _, row := range rows {
			if _, ok := codeNumber(row.code); len(row.problems) == 0 && (!ok || row.name == "" || row.level.rank() < 0 || !fault.IsText(row.name)) {
				t.Fatalf("a bad row passed: %+v", row)
			}
		}
	})
}
