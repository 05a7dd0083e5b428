package sample

import (
	"testing"

	"onewindow/internal/catalog"
)

// TestGuidesPassTheGate names every guide that the gate would stop, with all
// that it finds, and holds the sample to what it promises.
func TestGuidesPassTheGate(t *testing.T) {
	guides, err := readGuides()
	if err != nil {
		t.Fatal(err)
	}
	if len(guides) < 120 {
		t.Errorf("the sample has %d full guides, at least 120 are promised", len(guides))
	}
	rows, err := table("service-items-511602.csv")
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]catalog.ItemType{}
	for _, r := range rows {
		types[r["item_code"]], _ = catalog.ParseItemType(r["task_type"])
	}
	slugs := map[string]string{}
	for code, g := range guides {
		kind, known := types[code]
		if !known {
			t.Errorf("%s is no item of the list", code)
		}
		if other, taken := slugs[g.Slug]; taken {
			t.Errorf("%s and %s share the slug %s", code, other, g.Slug)
		}
		slugs[g.Slug] = code
		for _, f := range catalog.Check(catalog.Subject{Type: kind}, g.Content) {
			if f.Severity == catalog.Blocking {
				t.Errorf("%s (%s): %v", g.Slug, g.Content.Title, f.Problem)
			}
		}
		if g.Content.Notice != "示例文本：依据公开法律法规编写，仅供演示，办理请以当地主管部门公布为准。" {
			t.Errorf("%s does not say that it is sample text", g.Slug)
		}
	}
}
