package e2e

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// portalPages are one of each kind.
var portalPages = map[string]string{
	"home": "/", "search": "/search?q=shenfenzheng", "nothing": "/search?q=qqqqqqqq", "guide": "/item/resident-id-card", "print": "/item/resident-id-card/print", "leaflet": "/item/resident-id-card/leaflet",
	"places": "/places", "named": "/places?name=%E7%A4%BE%E5%8C%BA", "place": "/place/511602001001", "center": "/center/511602000000-01",
	"card": "/center/511602000000-01/card", "department": "/department/gaj", "english": "/item/resident-id-card?lang=en", "english home": "/?lang=en", "problem": "/nowhere",
}

func TestAPortalFindsAndPrintsAGuide(t *testing.T) {
	t.Parallel()
	s := sampledOn(t, "sqlite")
	b := openTab(t, s)
	b.size(360, 740)
	b.visit("/?lang=zh-CN")
	b.write("#ask", "sfz")
	b.await("suggestions", `[...document.querySelectorAll("#ask-list li")].map((row) => row.dataset.href).join() === "/item/resident-id-card"`)
	b.shot("suggestions")
	if err := chromedp.Do(b.ctx, chromedp.SendKeys("#ask", kb.ArrowDown)); err != nil {
		t.Fatal(err)
	}
	b.await("the first one chosen", `document.querySelector("#ask").getAttribute("aria-activedescendant") === "ask-list-0"`)
	if err := chromedp.Do(b.ctx, chromedp.SendKeys("#ask", kb.Enter)); err != nil {
		t.Fatal(err)
	}
	b.await("the guide", `location.pathname === "/item/resident-id-card" && document.querySelector("h1").textContent.includes("身份证")`)
	b.press("#m0")
	b.visit("/item/resident-id-card")
	b.await("what was ticked before", `document.querySelector("#m0").checked && !document.querySelector("#m1").checked`)

	askPage[bool](b, `(() => { const f = document.querySelector("#from"); f.value = "2026-09-28"; f.dispatchEvent(new Event("change")); return true })()`)
	// 15 working days from the eve of the National Day's week, in which makeup days count.
	due, err := time.Parse(time.DateOnly, fmt.Sprint(at(t, s.must(t, `{ dueOn(from: "2026-09-28", value: 15, unit: WORKING_DAYS) { day } }`, nil), "dueOn.day")))
	if err != nil {
		t.Fatal(err)
	}
	b.await("the day by which it is done", fmt.Sprintf(`document.querySelector(".due output").textContent.includes(%q)`, due.Format("2006年1月2日")))
	b.cutOff(true)
	reckon := func(day string) {
		askPage[bool](b, fmt.Sprintf(`(() => { const f = document.querySelector("#from"); f.value = %q; f.dispatchEvent(new Event("change")); return true })()`, day))
	}
	reckon("2026-09-29")
	b.await("that it can't be reckoned without a line, and the guide", `document.querySelector(".due output").textContent.includes("暂时连不上服务器") && document.querySelector("#m0").checked`)
	b.cutOff(false)
	reckon("2026-09-28")
	b.await("the day again", fmt.Sprintf(`document.querySelector(".due output").textContent.includes(%q)`, due.Format("2006年1月2日")))
	b.press(`a[href$="/print"]`)
	b.await("the guide for paper, with what was ticked", `location.pathname === "/item/resident-id-card/print" && document.querySelector("svg.qr") && document.querySelector("#m0").checked`)
	b.size(794, 1123) // A4
	b.media("print", "dark")
	b.shot("paper")
	b.media("screen", "light")
	pdf, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil || len(pdf.Data) < 10_000 {
		t.Errorf("printed: %d bytes, %v", len(pdf.Data), err)
	}
	b.media("print", "light")
	for _, slug := range []string{"resident-id-card", "marriage-registration"} { // with several fees, with many papers
		b.visit("/item/" + slug + "/leaflet")
		leaflet, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
		if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(leaflet.Data, -1)); err != nil || pages != 1 {
			t.Errorf("the leaflet of %s has %d pages, %v", slug, pages, err)
		}
	}
	b.media("screen", "light")
	b.visit("/item/old-age-allowance") // has questions, which are folded on the screen and not on paper
	const answer = `document.querySelector("details p").checkVisibility()`
	if askPage[bool](b, answer) {
		t.Error("an answer is unfolded")
	}
	b.media("print", "dark")
	if !askPage[bool](b, answer) {
		t.Error("an answer is not printed")
	}
	const ground = `getComputedStyle(document.body).backgroundColor`
	if got := askPage[string](b, ground); got != "rgb(255, 255, 255)" {
		t.Errorf("who likes it dark prints on %s", got)
	}
	b.media("screen", "dark")
	if got := askPage[string](b, ground); got == "rgb(255, 255, 255)" {
		t.Errorf("who likes it dark reads on %s", got)
	}
}

// Every page fits into narrow windows and wide ones, and axe finds nothing serious in
// it, light or dark.
func TestThePortalForEverybody(t *testing.T) {
	t.Parallel()
	s := sampledOn(t, "sqlite")
	b := openTab(t, s)
	for name, path := range portalPages {
		b.visit(path)
		for _, width := range []int64{320, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				where := fmt.Sprint(name, "-", width, "-", scheme)
				b.size(width, 900)
				b.media("screen", scheme)
				b.fits(where)
				b.shot(where)
				b.axe(where)
			}
		}
	}
	b.visit("/follow?number=1")
	b.press(".top .type")
	b.await("the form in larger type, with its number", `document.documentElement.matches(".large") && document.querySelector("#number").value === "1"`)
	for name, path := range portalPages { // what was chosen is kept
		b.visit(path)
		for _, width := range []int64{320, 1280} {
			b.size(width, 900)
			b.fits(fmt.Sprint(name, "-", width, "-large"))
			b.shot(fmt.Sprint(name, "-", width, "-large"))
		}
	}
	b.press(".top .type")
	b.await("normal type", `!document.documentElement.matches(".large")`)
}

// looked is how often a page asked for itself anew.
const looked = `performance.getEntriesByType("resource").filter(({initiatorType, name}) => initiatorType === "fetch" && name === location.href).length`

// hurried has a page draw no delay before it asks for itself anew, and counts how often
// it draws and asks.
const hurried = `(() => { const ask = fetch; window.drawn = window.anew = 0; Math.random = () => (window.drawn++, 0)
	window.fetch = (...a) => (window.anew += a[0] === location.href, ask(...a)); return true })()`

// A new edition shows on an open page within a second, without a reload.
func TestThePortalFollowsAPublication(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := openTab(t, s)
	b.visit("/item/resident-id-card")
	askPage[bool](b, `(window.stays = true)`)
	b.await("its first look for news", looked+" > 0")
	renamed := lunchGuide(5)
	renamed["title"] = "身份证，当天就办"
	s.token = newToken(t, s.database, "publisher")
	item := at(t, s.must(t, `{ item(slug: "resident-id-card") { id } }`, nil), "item.id")
	draft := s.must(t, `mutation($item: ID!) { draftEdition(input: {item: $item}) { edition { id version } userErrors { message } } }`, map[string]any{"item": item})
	id, version := at(t, draft, "draftEdition.edition.id"), at(t, draft, "draftEdition.edition.version")
	saved := s.must(t, `mutation($id: ID!, $v: Int!, $c: EditionContentInput!) { saveDraft(input: {id: $id, expectedVersion: $v, content: $c}) { edition { version } userErrors { message } } }`,
		map[string]any{"id": id, "v": version, "c": renamed})
	s.must(t, `mutation($id: ID!, $v: Int!) { publishEdition(input: {id: $id, expectedVersion: $v}) { userErrors { code message } } }`,
		map[string]any{"id": id, "v": at(t, saved, "saveDraft.edition.version")})
	b.awaitFor(time.Second, "the new edition", `document.querySelector("h1").textContent.includes("当天就办")`)
	if !askPage[bool](b, "window.stays === true") {
		t.Error("the page was loaded again")
	}

	// Who writes is not disturbed: the news comes when they are done, and what they wrote stays.
	b.visit("/")
	b.await("its first look for news", looked+" > 0")
	b.write("#ask", "sfz")
	counts := askPage[string](b, `document.querySelector(".counts").textContent`)
	askPage[bool](b, hurried)
	s.retire(t, "old-age-allowance")
	b.await("the news", "window.drawn > 0")
	if n := askPage[int](b, "window.anew"); n != 0 {
		t.Errorf("while somebody writes the page asked anew %d times", n)
	}
	askPage[bool](b, `(document.activeElement.blur(), true)`)
	b.awaitFor(time.Second, "one guide less", fmt.Sprintf(`document.querySelector(".counts").textContent !== %q && document.querySelector("#ask").value === "sfz"`, counts))

	// A page that nobody looks at asks when somebody does again.
	b.visit("/search?q=shenfenzheng")
	b.await("its first look for news", looked+" > 0")
	askPage[bool](b, `(Object.defineProperty(document, "hidden", {value: true, configurable: true}), true)`)
	askPage[bool](b, hurried)
	s.retire(t, "resident-id-card")
	b.await("the news", "window.drawn > 0")
	if n := askPage[int](b, "window.anew"); n != 0 {
		t.Errorf("a hidden page asked anew %d times", n)
	}
	askPage[bool](b, `(delete document.hidden, document.dispatchEvent(new Event("visibilitychange")))`)
	b.awaitFor(time.Second, "that it is not found any more", `document.querySelectorAll(".found a").length === 0`)

	b.visit("/item/temporary-relief")
	b.await("its first look for news", looked+" > 0")
	s.retire(t, "temporary-relief")
	b.awaitFor(time.Second, "that the guide is gone", `document.querySelector("h1") && !document.querySelector(".guide")`)
}

// retire withdraws the guide of an item.
func (s *server) retire(t *testing.T, slug string) {
	t.Helper()
	answer := s.must(t, `query($slug: String!) { item(slug: $slug) { edition { id version } } }`, map[string]any{"slug": slug})
	s.must(t, `mutation($id: ID!, $v: Int!) { retire(input: {id: $id, expectedVersion: $v, reason: "不再办理"}) { userErrors { code message } } }`,
		map[string]any{"id": at(t, answer, "item.edition.id"), "v": at(t, answer, "item.edition.version")})
}

var centerLink = regexp.MustCompile(`<h3><a href="/center/([^"]+)">`)

// A village's page has what is there, at its township and at its district, and not
// the stations of other villages.
func TestThePortalTellsOfOnesOwnPlace(t *testing.T) {
	s := sampledOn(t, "sqlite")
	response, err := http.Get("http://" + s.address + "/place/511602001001")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	var got []string
	for _, m := range centerLink.FindAllStringSubmatch(string(body), -1) {
		division, _, _ := strings.Cut(m[1], "-")
		got = append(got, division)
	}
	if !slices.Equal(got, []string{"511602001001", "511602001000", "511602000000"}) {
		t.Errorf("the page tells of the centers in %v", got)
	}
}

var itemLink = regexp.MustCompile(`<li><a href="/item/([^"]+)">`)

// A center's pages list all that can be done there, each once.
func TestThePortalListsAllOfACenter(t *testing.T) {
	s := sampledOn(t, "sqlite")
	listed := map[string]bool{}
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for path, pages := "/center/511602000000-01", 0; path != ""; pages++ {
		response, err := http.Get("http://" + s.address + path)
		if err != nil || response.StatusCode != http.StatusOK || pages > 9 {
			t.Fatalf("page %d of the center is answered %v, %v", pages, response, err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		for _, m := range itemLink.FindAllStringSubmatch(string(body), -1) {
			if listed[m[1]] {
				t.Errorf("%s is listed twice", m[1])
			}
			listed[m[1]] = true
		}
		path = ""
		if m := next.FindStringSubmatch(string(body)); m != nil {
			path = m[1]
		}
	}
	total := at(t, s.must(t, `{ center(code: "511602000000-01") { offerings(first: 1) { totalCount } } }`, nil), "center.offerings.totalCount")
	if fmt.Sprint(len(listed)) != fmt.Sprint(total) || len(listed) <= 100 {
		t.Errorf("%d of %v are listed", len(listed), total)
	}
}

var inScript = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

// Without a script, what the server sends is the guide.
func TestThePortalWithoutAScript(t *testing.T) {
	s := sampledOn(t, "sqlite")
	response, err := http.Get("http://" + s.address + "/item/resident-id-card")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	html := string(body)
	for _, text := range []string{"<title>居民身份证办理", `<meta name="description" content="本区户籍居民`, "居民户口簿", "15 个工作日", "¥20.00", "区公安分局", "60 天"} {
		if !strings.Contains(html, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	var service map[string]any
	if m := inScript.FindStringSubmatch(html); m == nil || json.Unmarshal([]byte(m[1]), &service) != nil || service["@type"] != "GovernmentService" || service["provider"] == nil {
		t.Errorf("the data for search engines is %v", service)
	}
	if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe-inline") {
		t.Errorf("the policy is %s", policy)
	}
	again, _ := http.NewRequest(http.MethodGet, response.Request.URL.String(), nil)
	again.Header.Set("If-None-Match", response.Header.Get("ETag"))
	if same, err := http.DefaultClient.Do(again); err != nil || same.StatusCode != http.StatusNotModified {
		t.Errorf("asked again, the page is answered %v, %v", same.Status, err)
	}
	if n := scripts(t, s, html); n == 0 || n > 150<<10 {
		t.Errorf("the page loads %d bytes of script", n)
	}
}

// media shows the page as on paper ("print") or on the screen, to a reader who likes it
// light or dark.
func (b *tab) media(media, scheme string) {
	b.t.Helper()
	p := emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, p); err != nil {
		b.t.Fatal(err)
	}
}

var scriptSource = regexp.MustCompile(`<script type="module" src="([^"]+)"`)

// scripts is how many bytes of script a page loads, in gzip.
func scripts(t *testing.T, s *server, html string) (n int64) {
	t.Helper()
	for _, m := range scriptSource.FindAllStringSubmatch(html, -1) {
		r, _ := http.NewRequest(http.MethodGet, "http://"+s.address+m[1], nil)
		r.Header.Set("Accept-Encoding", "gzip")
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		counted, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if _, err := gzip.NewReader(strings.NewReader(string(counted))); err != nil {
			t.Errorf("%s comes as it is: %v", m[1], err)
		}
		n += int64(len(counted))
	}
	return n
}
