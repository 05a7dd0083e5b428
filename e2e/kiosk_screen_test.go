package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// voices gives a browser voices, and keeps what they are told to say.
const voices = `
	window.told = [];
	window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
	speechSynthesis.speak = (piece) => window.told.push(piece.lang + " " + piece.text);
	speechSynthesis.getVoices = () => [
		{ name: "of a company", lang: "zh-CN", localService: false },
		{ name: "of Hong Kong", lang: "zh-HK", localService: true },
		{ name: "of here", lang: "zh_CN", localService: true },
		...(window.english ?? []),
	];`

// The machine reads aloud where it has a voice, each text in its language.
func TestAKioskReadsAloud(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.early(voices)
	b.visit("/kiosk/?center=" + kioskCenter)
	b.pressText("读给我听")
	if told := askPage[[]string](b, "told"); len(told) != 1 || !strings.HasPrefix(told[0], "zh_CN 您好，要办什么事？\n") {
		t.Errorf("the start is read as %q", told)
	}
	b.pressText("English")
	b.await("no voice for English", `document.documentElement.lang === "en" && !document.querySelector(".read")`)
	askPage[bool](b, `(window.english = [{ name: "of an English one", lang: "en-GB", localService: true }], speechSynthesis.dispatchEvent(new Event("voiceschanged")), true)`)
	b.await("a voice for English", `document.querySelector(".read")`)
	b.pressText("By department")
	b.press("main .tile")
	b.await("items", `document.querySelector("h1[lang=zh-CN]")`)
	b.press("main .tile")
	b.await("a guide", `document.querySelector(".guide")`)
	b.pressText("Read to me")
	told := askPage[[]string](b, "(told.shift(), told)")
	for _, piece := range told {
		language, text, _ := strings.Cut(piece, " ")
		if han := strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }); han != (language == "zh_CN") {
			t.Errorf("in %s is read: %s", language, text)
		}
	}
	if len(told) < 10 {
		t.Errorf("only this is read: %q", told)
	}
}

// A guide says all that one needs to come once.
func TestAKioskTellsAllOfAGuide(t *testing.T) {
	t.Parallel()
	s := sampledOn(t, "sqlite")
	data := s.must(t, `query($code: String!) { center(code: $code) { offerings(first: 100) { nodes { item { edition {
		title materials { name necessity issuer } steps { name limit { value unit } } } } } } } }`, map[string]any{"code": kioskCenter})
	var title string
	var wanted []string
	for _, offering := range at(t, data, "center.offerings.nodes").([]any) {
		edition := at(t, offering, "item.edition")
		var issued, timed []string
		for _, m := range at(t, edition, "materials").([]any) {
			if issuer := at(t, m, "issuer").(string); issuer != "" {
				issued = append(issued, "哪里来："+issuer)
			}
		}
		for _, step := range at(t, edition, "steps").([]any) {
			name := at(t, step, "name").(string)
			timed = append(timed, name)
			if at(t, step, "limit") != nil && at(t, step, "limit.unit") == "WORKING_DAYS" {
				timed = append(timed, fmt.Sprintf("%s %v 个工作日", name, at(t, step, "limit.value")))
			}
		}
		if wanted == nil && len(issued) > 0 && len(timed) > 1 {
			title, wanted = at(t, edition, "title").(string), append(issued, timed...)
		}
	}
	if wanted == nil {
		t.Fatal("the sample has no item whose papers somebody issues")
	}
	b := openTab(t, s)
	b.size(1280, 800)
	b.visit("/kiosk/?center=" + kioskCenter)
	openGuide(b, title)
	text := askPage[string](b, `document.querySelector("main").innerText`)
	for _, want := range append(wanted, "必须带", "什么时候来", "周一至周五 ") {
		if !strings.Contains(text, want) {
			t.Errorf("the guide of %s does not say %q:\n%s", title, want, text)
		}
	}

	// It is longer than the screen, and there are buttons for that.
	b.await("a way down", `document.querySelector(".more button:last-child[aria-disabled=false]")`)
	b.shot("long-guide")
	b.press(".more button:last-child")
	b.await("what is below", `scrollY > 300`)
	b.await("a way up", `document.querySelector(".more button:first-child[aria-disabled=false]")`)
	b.axe("the middle of a guide")
	b.pressText("返回")
	b.await("the top of the list", `!document.querySelector(".guide") && scrollY === 0 && document.activeElement === document.querySelector("h1")`)
}

// openGuide goes from the start through the subjects to a guide.
func openGuide(b *tab, title string) {
	b.t.Helper()
	b.pressText("按部门找")
	b.await("departments", `document.querySelector("h1").textContent === "按部门找" && document.activeElement === document.querySelector("h1")`)
	const tiles = `[...document.querySelectorAll("main .tile")].map((e) => e.textContent).join("\n")`
	for department := 0; ; department++ {
		b.press(fmt.Sprintf("main li:nth-child(%d) .tile", department+1))
		b.await("items", `document.querySelector("h1").textContent !== "按部门找"`)
		if strings.Contains(askPage[string](b, tiles), title) {
			b.pressText(title)
			b.await(title, `document.querySelector(".guide h1")`)
			return
		}
		b.pressText("返回")
		b.await("departments", `document.querySelector("h1").textContent === "按部门找"`)
	}
}

// A day with other hours shows until it is over.
func TestAKioskTellsOfOtherHours(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.early(`Date.now = () => Date.parse(sessionStorage.getItem("today") ?? "2026-12-31T10:00:00+08:00")`)
	b.visit("/kiosk/?center=511602000000-01")
	b.pressText("这里的时间和电话")
	b.await("the hours of that day", `document.querySelector(".otherwise")?.textContent.includes("12月31日周四 09:00–12:00")`)
	if got := askPage[string](b, `document.querySelector("dd p").textContent.trim()`); got != "周一至周五 09:00–12:00、13:00–17:00" {
		t.Errorf("the usual days are %q", got)
	}
	askPage[bool](b, `(sessionStorage.setItem("today", "2027-01-01T10:00:00+08:00"), true)`)
	b.visit("/kiosk/?center=511602000000-01")
	b.pressText("这里的时间和电话")
	b.await("the usual hours only", `document.querySelector("dd p") && !document.querySelector(".otherwise")`)
}

// A list fills the screens that machines have, upright and lying, and none of it is below the fold.
func TestAKioskUsesItsScreen(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.visit("/kiosk/?center=" + kioskCenter)
	b.pressText("人生大事")
	b.await("six tiles and the way to more", `document.querySelectorAll("main .tile").length === 6 && document.querySelector(".turn")`)
	for _, size := range [][2]int64{{1080, 1920}, {1920, 1080}, {1366, 768}, {1280, 800}, {768, 1024}, {3840, 2160}} {
		b.size(size[0], size[1])
		b.await(fmt.Sprint("the list to fill ", size), `innerWidth === `+fmt.Sprint(size[0])+` && !document.querySelector(".more") && (({bottom}) => bottom <= innerHeight && bottom > innerHeight * 0.75)(document.querySelector(".turn").getBoundingClientRect())
			&& document.querySelector(".tiles").offsetWidth > innerWidth * 0.9`)
	}
}
