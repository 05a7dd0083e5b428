package portal

import (
	"strings"
	"testing"
)

func TestTheLanguageOfAPage(t *testing.T) {
	p := answering(t, `{}`, nil)
	for name, c := range map[string]struct {
		address string
		header  []string
		want    string
	}{
		"nothing said":            {"/", nil, "zh-CN"},
		"the browser's":           {"/", []string{"Accept-Language", "en-GB,en;q=0.9"}, "en"},
		"one that we don't write": {"/", []string{"Accept-Language", "fr"}, "zh-CN"},
		"the reader's before":     {"/", []string{"Accept-Language", "en", "Cookie", languageCookie + "=zh-CN"}, "zh-CN"},
		"the address's":           {"/?lang=en", []string{"Cookie", languageCookie + "=zh-CN"}, "en"},
	} {
		if w := get(p, c.address, c.header...); !strings.Contains(w.Body.String(), `<html lang="`+c.want+`">`) {
			t.Errorf("%s: %.60s", name, w.Body)
		}
	}
}

// Larger type is kept from page to page, and given up in the same way.
func TestTheSizeOfType(t *testing.T) {
	p := answering(t, `{}`, nil)
	for name, c := range map[string]struct {
		address, cookie string
		large           bool
		kept            string
	}{
		"nothing said":         {"/follow", "", false, ""},
		"the address":          {"/follow?type=large", "", true, typeCookie + "=large"},
		"as before":            {"/follow", typeCookie + "=large", true, ""},
		"given up":             {"/follow?type=normal", typeCookie + "=large", false, typeCookie + "=normal"},
		"something else":       {"/follow?type=huge", "", false, ""},
		"something else again": {"/follow?type=huge", typeCookie + "=large", true, ""},
	} {
		w := get(p, c.address, "Cookie", c.cookie)
		if large := strings.Contains(w.Body.String(), `class="large"`); large != c.large || !strings.HasPrefix(w.Header().Get("Set-Cookie"), c.kept) || c.kept == "" && w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: large %v, kept %q", name, large, w.Header().Get("Set-Cookie"))
		}
	}
}
