package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keyboard is put into a page to see what a person without a mouse gets to. A step is
// taken after each press of Tab; what cannot be got to, or does not look different while
// it has the focus, is told at the end. What a composite widget holds is reached by its
// own keys, and a field's clear button by deleting its text.
const keyboard = `(() => {
	const composites = "[role=listbox], [role=tree], .ant-tree, .ant-select, [role=menu]", within = window.keyboardWithin ?? "body";
	const operable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [tabindex='0']";
	const reached = new Set(), faults = new Set();
	const say = (what, e) => faults.add(what + ": " + e.outerHTML.replace(/\s+/g, " ").slice(0, 140));
	const round = (e) => [e, e.parentElement, e.parentElement?.parentElement, e.parentElement?.parentElement?.parentElement, e.nextElementSibling, e.previousElementSibling, e.closest(".ant-tree, .ant-select")].filter(Boolean);
	const look = (e) => round(e).map((part) => { const s = getComputedStyle(part); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.insetBlockStart].join() }).join("|");
	let last, lit;
	window.keyboardStep = () => {
		if (last?.isConnected && last.tabIndex >= 0 && !last.parentElement.contains(document.activeElement) && last.checkVisibility() && look(last) === lit) say("the focus is not seen on", last);
		last = document.activeElement === document.body ? undefined : document.activeElement;
		if (last) { reached.add(last); lit = look(last) }
		return reached.size;
	};
	window.keyboardFaults = () => {
		keyboardStep();
		for (const e of document.querySelectorAll(within + " *")) {
			const r = e.getBoundingClientRect(), inner = e.parentElement.closest(composites);
			if (!e.checkVisibility({visibilityProperty: true}) || r.width === 0 || inner || e.matches(".ant-input-clear-icon, :disabled, [aria-hidden=true] *")) continue;
			if (e.matches("input[type=radio]") && [...reached].some((other) => other.name === e.name)) continue;
			if (e.matches(operable)) { if (!reached.has(e) && !e.querySelector(composites)) say("not reached", e) }
			else if (getComputedStyle(e).cursor === "pointer" && !e.closest(operable + ", label") && !e.querySelector(operable)) say("for a mouse only", e);
		}
		return [...faults].slice(0, 6);
	};
	keyboardStep();
	return true;
})()`

// tabbed goes through a page by Tab and tells what is wrong on the way.
func (b *tab) tabbed(where string) {
	b.t.Helper()
	askPage[bool](b, keyboard)
	most := askPage[int](b, `document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']").length + 6 * document.querySelectorAll("input[type^=date]").length`) + 8 // a date has parts
	for range most {
		b.key(kb.Tab)
		askPage[int](b, "keyboardStep()")
	}
	for _, fault := range askPage[[]string](b, "keyboardFaults()") {
		b.t.Errorf("%s: %s", where, fault)
	}
}

// key presses keys one after another.
func (b *tab) key(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		if err := chromedp.Do(b.ctx, chromedp.KeyEvent(k)); err != nil {
			b.t.Fatal(err)
		}
	}
}

// tabTo presses Tab until what has the focus fits an expression over e.
func (b *tab) tabTo(what, fits string) {
	b.t.Helper()
	for range 80 {
		if askPage[bool](b, "((e) => !!("+fits+"))(document.activeElement)") {
			return
		}
		b.key(kb.Tab)
	}
	b.shot("not-reached")
	b.t.Fatalf("Tab does not lead to %s", what)
}

// Everything on the portal and the kiosk is reached by Tab, and seen when it is.
func TestEverythingByKeyboard(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.size(1280, 900)
	for _, path := range []string{"/?lang=zh-CN", "/search?q=zheng", "/search?q=qqqqqqqq", "/item/old-age-allowance", "/item/resident-id-card/print", "/item/resident-id-card/leaflet", "/places", "/place/511602001001", "/center/511602001000-01", "/center/511602001000-01/card", "/hall/511602001000-01", "/nowhere"} {
		b.visit(path)
		b.tabbed(path)
	}
	b.visit("/item/old-age-allowance")
	b.key(kb.Tab, kb.Enter, kb.Tab)
	if !askPage[bool](b, `document.activeElement.closest("main")`+" !== null") {
		t.Error("the first link does not lead past the head of the page")
	}
	b.tabTo("a question", `e.matches("summary")`)
	b.key(kb.Enter)
	b.await("its answer", `document.activeElement.parentElement.open`)

	b.visit("/kiosk/?center=" + kioskCenter)
	b.await("the start", `document.querySelector("main .tile")`)
	b.tabbed("the kiosk's start")
	b.tabTo("the departments", `e.textContent === "按部门找"`)
	b.key(kb.Enter)
	b.await("departments", `document.querySelector("h1").textContent === "按部门找" && document.activeElement.matches("h1")`)
	b.tabbed("the kiosk's departments")
	b.tabTo("a department", `e.matches(".tile")`)
	b.key(kb.Enter)
	b.await("items", `document.querySelector("h1").textContent !== "按部门找"`)
	b.tabTo("the next page", `e.matches(".turn button")`)
	b.key(kb.Enter)
	b.await("the second page, at its beginning", `document.querySelector(".turn span").textContent.startsWith("2") && document.activeElement.matches(".tile")`)
	b.tabTo("an item", `e.matches(".tile")`)
	b.key(kb.Enter)
	b.await("a guide", `document.querySelector(".guide")`)
	b.tabbed("the kiosk's guide")
	b.visit("/kiosk/?timeout=8&center=" + kioskCenter)
	b.await("the start", `document.querySelector("main .tile")`)
	b.tabTo("the search", `e.textContent === "打字找"`)
	b.key(kb.Enter)
	b.await("the keys", `document.querySelector(".keys")`)
	b.await("the question whether one is there", `document.querySelector(".still") && document.activeElement.matches(".still button")`)
	b.key(kb.Enter)
	b.await("the keys again", `!document.querySelector(".still") && document.querySelector(".keys")`)
}

// Everything on the admin pages is reached and done by keyboard: departments are moved,
// dialogs left and the focus brought back, guides edited, an import tried.
func TestTheAdministrationByKeyboard(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	s.token = newToken(t, s.database, "types")
	item := s.must(t, `{ item(slug: "resident-id-card") { id } }`, nil)
	s.must(t, `mutation($item: ID!) { draftEdition(input: {item: $item}) { userErrors { message } } }`, map[string]any{"item": at(t, item, "item.id")})
	b := signInAsAdmin(t, s)
	b.dark(false) // and without motion, which would hide the focus for a moment
	const township = "511602001000-01"
	for _, path := range []string{"dashboard", "centers?center=" + township, "items?text=sfz", "items/old-age-allowance", "imports", "people", "tokens", "audit", "documents"} {
		b.visit("/admin/" + path)
		b.await(path, `document.querySelector("h1") && !document.querySelector(".ant-spin-spinning")`)
		b.tabbed("/admin/" + path)
	}

	b.visit("/admin/centers")
	b.await("the tree", `document.querySelectorAll(".target").length > 10`)
	b.tabTo("the tree", `e.closest(".ant-tree")`)
	b.key(kb.ArrowDown, kb.Enter)
	b.await("those below", `document.querySelectorAll(".ant-tree-treenode-switcher-open").length > 1`)
	b.await("a center", `location.search.includes("center=") && document.querySelector(".stationed .row")`)
	b.key(" ")
	b.await("that it is marked", `document.querySelector(".marked [role=status]").textContent.includes("已选 1 个中心")`)
	b.key(" ")
	b.await("that it is not any more", `!document.querySelector(".marked [role=status]")`)
	b.tabTo("a department", `e.matches(".row input[type=checkbox]")`)
	b.key(" ")
	b.await("that it is chosen", `document.querySelector(".tools [role=status]")`)
	askPage[bool](b, `(document.querySelector(".tools button").focus(), true)`)
	b.tabTo("the move", `e.textContent === "移到……"`)
	b.key(kb.Enter)
	b.await("the question where to", `document.querySelector(".ant-modal #target") === document.activeElement`)
	askPage[bool](b, `(window.keyboardWithin = ".ant-modal", true)`)
	b.key(kb.Escape)
	b.await("that it is left, and the focus back", `!document.querySelector(".ant-modal") && document.activeElement.textContent === "移到……"`)
	b.key(kb.Enter)
	b.await("the question again", `document.querySelector(".ant-modal #target") === document.activeElement`)
	for _, letter := range "悦来镇" {
		b.key(string(letter))
	}
	b.await("what is found", `document.querySelector(".ant-select-item-option")?.textContent.startsWith("悦来镇")`)
	b.key(kb.Enter, kb.Tab)
	b.tabTo("the confirmation", `e.closest(".ant-modal-footer") && e.matches(".ant-btn-primary")`)
	b.key(kb.Enter)
	b.await("the preview, and the reason under the finger", `document.querySelector(".ant-modal .preview") && document.activeElement.id === "reason" && !document.querySelector(".confirm-change").disabled`)
	b.key(kb.Enter)
	b.await("that it is done", `document.querySelector(".undo")`)

	b.visit("/admin/items/resident-id-card")
	b.await("the editor", `document.querySelector("[id='content.title']")`)
	b.tabTo("the title", `e.id === "content.title"`)
	b.key(kb.End, "，", "新")
	b.tabTo("one condition more", `e.textContent === "添加受理条件"`)
	b.key(kb.Enter)
	b.await("its field", `document.querySelectorAll("[data-path='content.conditions'] .entry").length === 2`)
	askPage[bool](b, `(document.querySelector(".editor button").focus(), true)`)
	b.tabTo("the saving", `e.matches(".save")`)
	b.key(kb.Enter)
	b.await("that it is saved", `document.querySelector(".ant-message")?.textContent.includes("已保存")`)

	b.visit("/admin/items?text=sfz")
	b.await("the items", `document.querySelector(".ant-table-row")`)
	b.tabTo("the registering", `e.textContent.startsWith("登记事项")`)
	b.key(kb.Enter)
	b.await("the dialog", `document.querySelector("#ask-name") && document.activeElement.closest(".ant-modal")`)
	askPage[bool](b, `(window.keyboardWithin = ".ant-modal", true)`)
	b.tabbed("the dialog of a new item")
	b.key(kb.Escape)
	b.await("that it is left, and the focus back", `!document.querySelector(".ant-modal") && document.activeElement.textContent.startsWith("登记事项")`)

	b.visit("/admin/imports")
	b.await("the form", `document.querySelector("#file")`)
	b.tabTo("the trial", `e.matches("input[type=checkbox]")`)
	b.key(" ")
	b.await("that it is none any more", `!document.activeElement.checked`)

	b.size(360, 780)
	b.visit("/admin/audit")
	b.await("the trail", `document.querySelector(".ant-table-row")`)
	first := askPage[string](b, `document.querySelector(".ant-table-row").dataset.rowKey`)
	b.tabTo("the next page", `e.textContent === "下一页"`)
	b.key(kb.Enter)
	b.await("it, and the focus where it was", fmt.Sprintf(`document.querySelector(".ant-table-row").dataset.rowKey !== %q && document.activeElement.textContent === "下一页"`, first))
	b.tabTo("the menu's button", fmt.Sprintf(`e.getAttribute("aria-label") === %q && e.matches("button")`, "菜单"))
	b.key(kb.Enter)
	const link = `e.closest(".ant-menu") && e.textContent === "人员与岗位"`
	b.tabTo("a link in it", link)
	b.key(kb.Escape)
	b.await("the menu closed, and its button", `document.activeElement.matches(".menu-button[aria-expanded=false]")`)
	b.key(kb.Enter)
	b.tabTo("a link in it", link)
	b.fits("an open menu")
	b.key(kb.Enter)
	b.await("the page, by its name", `location.pathname.endsWith("/people") && document.title.startsWith("人员与岗位")`)
}
