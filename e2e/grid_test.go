package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// scene is a page, or a screen of one, as somebody sees it.
type scene struct {
	name, path string
	// act is what is done there until it shows what is to be looked at.
	act func(b *tab)
	// turning has axe look at it in more sizes.
	turning bool
}

// gridSizes are a phone, a tablet and a desk (issue 5, line 14); kioskSizes are those of
// a machine in a hall, upright and lying, beside them.
var (
	gridSizes  = [][2]int64{{360, 780}, {768, 1024}, {1440, 900}}
	kioskSizes = append([][2]int64{{1080, 1920}, {1920, 1080}}, gridSizes...)
)

// faultsOfSight is what a machine can see that is wrong with what a page shows: it is
// wider than the window, a text is cut or lies over another one, or is Chinese on a page
// or part that says it is in English, where it would be read aloud as nonsense.
const faultsOfSight = `new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled))).then(() => {
	const faults = [], say = (what, e) => faults.push(what + ": " + e.outerHTML.replace(/\s+/g, " ").slice(0, 140));
	const over = document.documentElement.scrollWidth - innerWidth;
	if (over > 0) [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 2).forEach((e) => say(over + " pixels too wide", e));
	const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node; (node = walk.nextNode()); ) {
		const e = node.parentElement;
		if (!node.data.trim() || !e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || e.closest(".unseen, .skip, script, style, svg, [aria-hidden=true]")) continue;
		if (/\p{Script=Han}/u.test(node.data) && !(e.closest("[lang]").lang.startsWith("zh"))) say("Chinese that is not marked", e);
		let cut, fixed, shown = {left: -1e9, right: 1e9, top: -1e9, bottom: 1e9};
		for (let up = e; up && up !== document.body; up = up.parentElement) {
			const style = getComputedStyle(up);
			if (style.overflowY !== "visible") { const r = up.getBoundingClientRect(); if (r.bottom - r.top < shown.bottom - shown.top) shown = r; }
			fixed ||= style.position === "fixed" || style.position === "sticky" || up.tagName === "DIALOG" || style.position === "absolute" && style.zIndex !== "auto";
			cut ||= (style.overflowX === "hidden" || style.overflowX === "clip") && up.scrollWidth > up.clientWidth + 1 && up;
		}
		if (cut) say("cut", cut);
		if (fixed || document.querySelector("dialog[open], .ant-modal-wrap")) continue; // what lies over others by intent
		const range = document.createRange();
		range.selectNodeContents(node);
		for (const r of range.getClientRects()) if (r.width > 1) {
			const t = Math.max(shown.top, r.top + r.height * 0.2), b = Math.min(shown.bottom, r.bottom - r.height * 0.2);
			if (t < b) texts.push({e, l: Math.max(shown.left, r.left), r: Math.min(shown.right, r.right), t, b});
		}
	}
	texts.sort((a, b) => a.t - b.t);
	texts.forEach((a, i) => {
		for (let j = i + 1; j < texts.length && texts[j].t < a.b; j++) {
			const b = texts[j];
			if (Math.min(a.r, b.r) - Math.max(a.l, b.l) > 2 && Math.min(a.b, b.b) - Math.max(a.t, b.t) > 2) say("over each other", b.e), say("  and", a.e);
		}
	});
	return [...new Set(faults)].slice(0, 8);
})`

// seen looks at what is shown, as a machine can.
func (b *tab) seen(where, language string) {
	b.t.Helper()
	faults, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](faultsOfSight, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("look at %s: %v", where, err)
	}
	for _, fault := range faults {
		b.t.Errorf("%s: %s", where, fault)
	}
	if got := askPage[string](b, "document.documentElement.lang"); got != language {
		b.t.Errorf("%s says that it is in %q", where, got)
	}
}

// looks shows each scene in each size, light and dark, and lets axe look at the narrowest
// light one and at the widest dark one; and where turning, at one more of each scheme,
// another size and language with each scene.
func looks(b *tab, language string, sizes [][2]int64, schemes []string, scenes []scene) {
	b.t.Helper()
	for n, s := range scenes {
		if s.path != "" {
			b.visit(s.path)
		}
		if s.act != nil {
			s.act(b)
		}
		for i, size := range sizes {
			b.size(size[0], size[1])
			for _, scheme := range schemes {
				b.dark(scheme == "dark")
				where := fmt.Sprintf("%s-%s-%d-%s", s.name, language, size[0], scheme)
				if scheme == "light" { // colors move nothing
					b.seen(where, language)
				}
				b.picture(where)
				edge := i == 0 && scheme == "light" && language == "zh-CN" || i == len(sizes)-1 && scheme == "dark" && language == "en"
				turn := s.turning && ((scheme == "light") == (language == "zh-CN") == (n%2 == 0)) && i == (n+map[string]int{"light": 0, "dark": 1}[scheme])%len(sizes)
				if edge || turn {
					b.axe(where)
				}
			}
		}
	}
}

// Every page of the portal in each language, size and scheme.
func TestGridOfThePortal(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	for _, language := range []string{"zh-CN", "en"} {
		b.visit("/?lang=" + language)
		looks(b, language, gridSizes, []string{"light", "dark"}, []scene{
			{name: "start", path: "/"},
			{name: "found", path: "/search?q=shenfenzheng"},
			{name: "typing", path: "/", act: func(b *tab) {
				b.write("#ask", "jh")
				b.await("suggestions", `document.querySelector("#ask-list li")`)
			}},
			{name: "nothing", path: "/search?q=qqqqqqqq"},
			{name: "life", path: "/life/GETTING_MARRIED"},
			{name: "topic", path: "/topic/SOCIAL_SECURITY"},
			{name: "department", path: "/department/gaj"},
			{name: "places", path: "/places"},
			{name: "place", path: "/place/511602001001"},
			{name: "guide", path: "/item/resident-id-card"},
			{name: "guide-allowance", path: "/item/old-age-allowance"},
			{name: "center", path: "/center/511602000000-01"},
			{name: "card", path: "/center/511602000000-01/card"},
			{name: "print", path: "/item/resident-id-card/print"},
			{name: "leaflet", path: "/item/resident-id-card/leaflet"},
			{name: "problem", path: "/nowhere"},
		})
	}
}

// Every screen of the kiosk, upright and lying, and as wide as a phone, a tablet and a desk.
func TestGridOfTheKiosk(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	for _, language := range []string{"zh-CN", "en"} {
		begin := func(b *tab) {
			b.await("the start", `document.querySelector("main .tile")`)
			if language == "en" {
				b.pressText("English")
				b.await("English", `document.documentElement.lang === "en"`)
			}
		}
		tile := func(n int) func(*tab) {
			return func(b *tab) {
				title := askPage[string](b, `document.querySelector("h1").textContent`)
				b.press(fmt.Sprintf("main li:nth-child(%d) .tile", n))
				b.await("the next screen", fmt.Sprintf(`document.querySelector("h1").textContent !== %q`, title))
			}
		}
		looks(b, language, kioskSizes, []string{"light", "dark"}, []scene{
			{name: "kiosk-start", path: "/kiosk/?center=" + kioskCenter, act: begin},
			{name: "kiosk-departments", act: tile(3)},
			{name: "kiosk-items", act: tile(1)},
			{name: "kiosk-guide", act: tile(1)},
			{name: "kiosk-search", path: "/kiosk/?center=" + kioskCenter, act: func(b *tab) {
				begin(b)
				tile(4)(b)
				b.press(".keys button:nth-child(4)") // D and B, as in 低保
				b.press(".keys button:nth-child(2)")
				b.await("what is found", `document.querySelector(".tile")`)
			}},
			{name: "kiosk-center", path: "/kiosk/?center=" + kioskCenter, act: func(b *tab) {
				begin(b)
				tile(5)(b)
			}},
			{name: "kiosk-life", path: "/kiosk/?center=" + kioskCenter, act: func(b *tab) {
				begin(b)
				tile(1)(b)
			}},
		})
	}
	b.size(1080, 1920)
	b.visit("/kiosk/?center=nowhere")
	b.await("that there is no such center", `document.querySelector("[role=alert]")`)
	b.seen("kiosk-setup", "zh-CN")
	b.picture("kiosk-setup")
}

// Every page of the administration in each size and scheme, in a browser for each language.
func TestGridOfTheAdministration(t *testing.T)          { t.Parallel(); gridOfAdministration(t, "zh-CN") }
func TestGridOfTheAdministrationInEnglish(t *testing.T) { t.Parallel(); gridOfAdministration(t, "en") }

func gridOfAdministration(t *testing.T, language string) {
	t.Helper()
	s := start(t, sampleDatabase(t, "sqlite"), "--sample", "--local-accounts")
	s.token = newToken(t, s.database, "looks")
	item := s.must(t, `{ item(slug: "resident-id-card") { id } }`, nil)
	s.must(t, `mutation($item: ID!) { draftEdition(input: {item: $item}) { userErrors { message } } }`, map[string]any{"item": at(t, item, "item.id")})
	scenes := []scene{}
	for _, path := range []string{"dashboard", "centers", "centers?center=511602001000-01", "items", "items?text=sfz", "items/old-age-allowance", "items/resident-id-card", "imports", "people", "tokens", "audit", "documents", "nowhere"} {
		scenes = append(scenes, scene{name: "admin-" + strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path), path: "/admin/" + path, turning: true, act: func(b *tab) {
			b.await(path, `(document.querySelector("h1, .ant-result")) && !document.querySelector(".ant-spin-spinning, .ant-spin-fullscreen")`)
			if strings.HasPrefix(path, "centers") {
				b.await("the tree", `document.querySelectorAll(".target").length > 10`)
			}
		}})
	}
	strangers := []scene{
		{name: "admin-stranger", path: "/admin/", act: func(b *tab) { b.await("the way in", `document.querySelector(".ant-result a")`) }},
		{name: "signin", path: "/auth/signin?return=/admin/"},
	}
	b := signInAsAdmin(t, s)
	askPage[bool](b, fmt.Sprintf(`(localStorage.setItem("onewindow.language", %q), true)`, language))
	looks(b, language, gridSizes, []string{"light", "dark"}, scenes)
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": language}}); err != nil {
		t.Fatal(err)
	}
	looks(b, language, gridSizes, []string{"light", "dark"}, strangers)
}

// picture keeps a picture of a page, of a long one the beginning.
func (b *tab) picture(name string) {
	b.t.Helper()
	size := askPage[[]float64](b, "[innerWidth, Math.min(document.documentElement.scrollHeight, 3000)]")
	p := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatJpeg, Quality: new(int64(60)), CaptureBeyondViewport: new(true), OptimizeForSpeed: new(true),
		Clip: &page.Viewport{Width: size[0], Height: size[1], Scale: 1}}
	answer, err := chromedp.Call(b.ctx, page.CaptureScreenshot, p)
	if err != nil {
		b.t.Logf("take a picture of %s: %v", name, err)
		return
	}
	b.keep(name+".jpg", answer.Data)
}
