package e2e

import (
	"fmt"
	"testing"
)

// Every admin page in both languages, light and dark, as wide as a phone, a tablet
// and a desk: axe finds nothing serious, and nothing is wider than the window.
func TestAdminPagesLook(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	paths := []string{"dashboard", "centers?center=511602001000-01", "items?text=sfz", "items/resident-id-card", "imports", "people", "tokens", "audit", "documents"}
	for _, dark := range []bool{false, true} {
		b.dark(dark)
		for i, path := range paths {
			width, language := []int64{360, 768, 1440}[i%3], []string{"zh-CN", "en"}[i%2]
			if dark {
				width, language = []int64{768, 1440, 360}[i%3], []string{"en", "zh-CN"}[i%2]
			}
			b.size(width, 900)
			askPage[bool](b, fmt.Sprintf(`(localStorage.setItem("onewindow.language", %q), true)`, language))
			b.visit("/admin/" + path)
			b.await(path, `document.querySelector("h1") && !document.querySelector(".ant-spin-spinning")`)
			name := fmt.Sprintf("%s, %d wide, dark %v", path, width, dark)
			b.axe(name)
			b.fits(name)
			b.shot(fmt.Sprintf("%d-%d-%v", i, width, dark))
		}
	}
}
