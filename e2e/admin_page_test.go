package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// signInAsAdmin opens the admin pages as the sample's district admin.
func signInAsAdmin(t *testing.T, s *server) *tab {
	t.Helper()
	return signInAs(t, s, "district admin")
}

// signInAs opens the admin pages as somebody of the sample.
func signInAs(t *testing.T, s *server, post string) *tab {
	t.Helper()
	awaitLog(t, s, "auditor") // the last of the links
	link := regexp.MustCompile(post + `\s+http://[^/]+(/auth/sample\?code=\S+)`).FindStringSubmatch(s.output.String())
	if link == nil {
		t.Fatalf("no link for a %s in %s", post, s.output)
	}
	b := openTab(t, s)
	b.size(1400, 1000)
	b.visit(link[1])
	askPage[bool](b, `(localStorage.setItem("onewindow.language", "zh-CN"), true)`)
	b.visit("/admin/")
	b.await("the menu", `document.querySelector(".ant-menu") && location.pathname.startsWith("/admin/")`)
	return b
}

// drag takes hold of what fits a selector and lets it go over another place, as a
// hand with a mouse does.
func (b *tab) drag(from, to string) {
	b.t.Helper()
	middle := func(selector string) (x, y float64) {
		at := askPage[[]float64](b, fmt.Sprintf(`(() => { const r = (%s).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()`, selector))
		return at[0], at[1]
	}
	x, y := middle(from)
	toX, toY := middle(to)
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		b.t.Helper()
		if _, err := chromedp.Call(b.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1, Buttons: 1}); err != nil {
			b.t.Fatal(err)
		}
	}
	mouse(input.DispatchMouseEventTypeMousePressed, x, y)
	for step := range 10 {
		part := float64(step+1) / 10
		mouse(input.DispatchMouseEventTypeMouseMoved, x+(toX-x)*part, y+(toY-y)*part)
	}
	b.await("the target to be the one below", fmt.Sprintf(`(%s).classList.contains("over")`, to))
	mouse(input.DispatchMouseEventTypeMouseReleased, toX, toY)
}

func TestAnAdminMovesDepartments(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	s.token = newToken(t, s.database, "colleague")
	const from = "511602001000-01"
	b.visit("/admin/centers?center=" + from)
	department := func(name string) string {
		return fmt.Sprintf(`[...document.querySelectorAll(".handle")].find((e) => e.textContent === %q)`, name)
	}
	const target = `[...document.querySelectorAll(".target")].find((e) => e.textContent.startsWith("悦来镇"))` // where nobody is yet
	b.await("the departments", department("区民政局"))
	b.await("the centers", target)
	askPage[bool](b, `(window.stays = true)`)
	b.shot("centers")
	b.axe("the centers")

	to := askPage[string](b, "("+target+").dataset.code")
	b.drag(department("区民政局"), target)
	b.await("the preview: the hall above has it too", `document.querySelector(".ant-modal .preview")?.textContent.includes("没有事项因此停止办理")`)
	b.press(".confirm-change")
	b.await("it is gone", `!`+department("区民政局"))
	codes := func(center string) string {
		return fmt.Sprint(s.must(t, `query($code: String!) { center(code: $code) { departments { code } } }`, map[string]any{"code": center}))
	}
	if !strings.Contains(codes(to), "mzj") || strings.Contains(codes(from), "mzj") {
		t.Errorf("it is at %s, no more at %s", codes(to), codes(from))
	}

	// A colleague stations another one meanwhile: it shows without a reload.
	ids := s.must(t, `query($code: String!) { center(code: $code) { id } department(code: "lyj") { id name } }`, map[string]any{"code": from})
	s.must(t, `mutation($c: ID!, $d: ID!) { stationDepartments(input: {center: $c, departments: [{department: $d, authority: FULL}], reason: "试点"}) { userErrors { message } } }`,
		map[string]any{"c": at(t, ids, "center.id"), "d": at(t, ids, "department.id")})
	newcomer := at(t, ids, "department.name").(string)
	b.awaitFor(3*time.Second, "what the colleague did", department(newcomer))

	// The way without a mouse, and back again: nothing is offered by the newcomer yet.
	askPage[bool](b, fmt.Sprintf(`(document.querySelector(".row input[aria-label='%s']").click(), true)`, newcomer))
	b.pressText("撤出")
	b.await("a preview", `document.querySelector(".preview")?.textContent.includes("没有事项因此停止办理")`)
	b.press(".confirm-change")
	b.await("it left", `!`+department(newcomer))
	b.press(".undo")
	b.await("it is back", department(newcomer))
	if !askPage[bool](b, "window.stays === true") {
		t.Error("the page was loaded again")
	}
	b.visit("/admin/centers?center=511602000000-01")
	b.await("the hall", `document.querySelector(".row input[aria-label='区民政局']")`)
	askPage[bool](b, `(document.querySelector(".row input[aria-label='区民政局']").click(), true)`)
	b.pressText("撤出")
	b.await("what the hall and those below would lose", `document.querySelector(".ant-modal .preview")?.textContent.includes("不再办理")`)
	b.shot("preview")
	b.axe("the preview")
	b.visit("/admin/centers?center=" + from + "&asOf=2026-06-01")
	b.await("a day of the past", `document.querySelector(".ant-alert") && !document.querySelector(".tools") && document.querySelector("input[type=date]").value === "2026-06-01"`)
	b.fill("input[type=date]", "")
	b.await("today again", `!document.querySelector(".ant-alert") && document.querySelector(".tools") && !location.search.includes("asOf")`)
}

// A center is taken hold of and let go over the one it is to report to, and two are moved
// at once by keyboard; a place that the rules forbid is refused, what would end is told
// before, and what was done is taken back.
func TestAnAdminMovesACenter(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	b.dark(false) // and without motion, in which axe would see colours on their way
	above := func(center string) any {
		return at(t, s.must(t, `query($code: String!) { center(code: $code) { reportsTo { code } } }`, map[string]any{"code": center}), "center.reportsTo.code")
	}
	const township, hall = "511602001000-01", "511602000000-01"
	below := s.must(t, `{ center(code: "511602001000-01") { subordinates(first: 2) { nodes { code } } } hall: center(code: "511602000000-01") { name } }`, nil)
	village, another := at(t, below, "center.subordinates.nodes.0.code").(string), at(t, below, "center.subordinates.nodes.1.code").(string)
	node := func(code string) string {
		return fmt.Sprintf(`document.querySelector(".target[data-code='%s']")`, code)
	}
	b.visit("/admin/centers?center=" + township)
	b.await("the tree", node(township))
	askPage[bool](b, fmt.Sprintf(`(%s.closest(".ant-tree-treenode").querySelector(".ant-tree-switcher").click(), true)`, node(township)))
	b.await("the villages", node(village))
	b.drag(node(village), node(hall))
	b.await("what it loses", `document.querySelector(".ant-modal .preview")`)
	b.press(".confirm-change")
	b.await("that it is done", `document.querySelector(".undo")`)
	if got := above(village); got != hall {
		t.Errorf("it reports to %v", got)
	}
	b.press(".undo")
	b.await("that it is undone", `document.querySelector(".ant-notification")?.textContent.includes("已撤销")`)
	if got := above(village); got != township {
		t.Errorf("it reports to %v again", got)
	}
	b.await("it below its township again", fmt.Sprintf(`%s.getBoundingClientRect().x > %s.getBoundingClientRect().x`, node(village), node(township)))
	b.drag(node(township), node(village))
	b.await("why it can't be", `document.querySelector(".ant-modal [role=alert]")?.textContent.includes("上级中心") && document.querySelector(".confirm-change").disabled`)
	b.key(kb.Escape)
	b.await("that it is left", `!document.querySelector(".ant-modal")`)

	// Two at once, by keyboard.
	b.tabTo("the tree", `e.closest(".ant-tree")`)
	b.key(kb.Home, kb.ArrowDown, kb.ArrowDown, " ", kb.ArrowDown, " ")
	b.await("that two are marked", `document.querySelector(".marked [role=status]")?.textContent.includes("已选 2 个中心")`)
	for _, code := range []string{village, another} {
		b.await(code+" among them", fmt.Sprintf(`%s.closest(".ant-tree-treenode-checkbox-checked")`, node(code)))
	}
	b.shot("marked")
	b.axe("the marked centers")
	askPage[bool](b, `(document.querySelector("input[type=date]").focus(), true)`)
	b.tabTo("where they are to report", `e.matches(".place-marked")`)
	b.key(kb.Enter)
	b.await("the question where to", `document.querySelector(".ant-modal #target") === document.activeElement`)
	for _, letter := range at(t, below, "hall.name").(string) {
		b.key(string(letter))
	}
	b.await("what is found", fmt.Sprintf(`document.querySelector(".ant-select-item-option")?.textContent === %q`, at(t, below, "hall.name")))
	b.key(kb.Enter, kb.Tab)
	b.tabTo("the choice", `e.closest(".ant-modal-footer") && e.matches(".ant-btn-primary")`)
	b.key(kb.Enter)
	b.await("the preview", `document.querySelector(".ant-modal .preview") && document.querySelector(".ant-modal-title").textContent.startsWith("把 2 个中心")`)
	b.shot("placing")
	b.axe("the preview of two centers")
	b.tabTo("the confirmation", `e.matches(".confirm-change")`)
	b.key(kb.Enter)
	b.await("that it is done", `document.querySelector(".undo") && !document.querySelector(".marked [role=status]")`)
	if above(village) != hall || above(another) != hall {
		t.Errorf("they report to %v and %v", above(village), above(another))
	}
	b.tabTo("the way back", `e.matches(".undo")`)
	b.key(kb.Enter)
	b.await("both below their township again", fmt.Sprintf(`[%s, %s].every((e) => e.getBoundingClientRect().x > %s.getBoundingClientRect().x)`, node(village), node(another), node(township)))
	if above(village) != township || above(another) != township {
		t.Errorf("they report to %v and %v again", above(village), above(another))
	}

	// What only the township's department lets them offer ends, and does not come back.
	s.token = newToken(t, s.database, "colleague")
	ids := s.must(t, `{ center(code: "511602000000-01") { id } department(code: "mzj") { id } }`, nil)
	s.must(t, `mutation($c: ID!, $d: ID!) { withdrawDepartments(input: {center: $c, departments: [$d], reason: "试点"}) { userErrors { message } } }`,
		map[string]any{"c": at(t, ids, "center.id"), "d": at(t, ids, "department.id")})
	b.visit("/admin/centers?center=" + township)
	b.await("the tree", node(township))
	askPage[bool](b, fmt.Sprintf(`(%s.closest(".ant-tree-treenode").querySelector(".ant-tree-switcher").click(), true)`, node(township)))
	for _, code := range []string{village, another} {
		b.await(code, node(code))
		askPage[bool](b, fmt.Sprintf(`(%s.dispatchEvent(new MouseEvent("click", {bubbles: true, ctrlKey: true})), true)`, node(code)))
	}
	b.await("that two are marked", `document.querySelector(".marked [role=status]")?.textContent.includes("已选 2 个中心")`)
	b.drag(node(another), node(hall))
	b.await("what they would lose", `document.querySelector(".ant-modal .preview")?.textContent.includes("不再办理")`)
	b.shot("loses")
	b.press(".confirm-change")
	b.await("that it is done, for good", `document.querySelector(".ant-notification")?.textContent.includes("已完成") && !document.querySelector(".undo")`)
	if above(village) != hall || above(another) != hall {
		t.Errorf("they report to %v and %v", above(village), above(another))
	}
}

func TestAdminPagesOfPeopleAndRights(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	b.visit("/admin/dashboard")
	b.await("why drafts are stopped", `document.querySelector("[aria-label='发布检查不通过的草稿'] .ant-table-row")`)
	if n := askPage[int](b, `parseInt(document.querySelector("[aria-label='发布检查不通过的草稿'] h2").textContent.match(/\d+/)[0])`); n < 900 {
		t.Errorf("%d drafts are stopped, those of the items without a guide among them", n)
	}
	for path, shown := range map[string]string{"dashboard": "", "people": "S", "audit": "registerItem", "documents": "", "tokens": ""} {
		b.visit("/admin/" + path)
		b.await("the page of "+path, `document.querySelector("h1") && document.querySelector(".ant-table") && !document.querySelector(".ant-spin-spinning")`)
		if shown != "" {
			b.await("rows of "+path, `document.querySelector(".ant-table-row")`)
		}
		b.shot(path)
		b.axe("the page of " + path)
	}
	b.visit("/admin/tokens")
	b.pressText("新建令牌")
	b.write("#token-name", "kiosk-7")
	b.press(".make-token")
	b.await("the secret", `document.querySelector(".secret")?.textContent.startsWith("ow_")`)
	secret := askPage[string](b, `document.querySelector(".secret").textContent`)
	asked := func() int { return s.ask(t, `{ catalog { revision } }`, nil, "Authorization", "Bearer "+secret).status }
	b.press(".make-token")
	b.await("the token in the list", `[...document.querySelectorAll("td")].some((e) => e.textContent === "kiosk-7")`)
	b.press(".ant-table .revoke")
	b.do()
	b.await("that it is revoked", `document.querySelector(".ant-table").textContent.includes("已吊销")`)
	if status := asked(); status != 401 {
		t.Errorf("with the revoked token it is answered %d", status)
	}
}

// fill writes a text into a field of a form as one types, in one stroke.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.await(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	askPage[bool](b, fmt.Sprintf(`(() => {
		const field = document.querySelector(%q);
		Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, %q);
		field.dispatchEvent(new Event("input", {bubbles: true}));
		return true;
	})()`, selector, text))
}

// A draft is stopped by the gate, mended and published; a colleague who saves the
// same draft first costs nobody what they typed.
func TestAnAdminPublishesAGuide(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	s.token = newToken(t, s.database, "colleague")
	b.visit("/admin/items?text=sfz")
	b.await("the item", `[...document.querySelectorAll("a")].some((e) => e.getAttribute("href") === "/admin/items/resident-id-card")`)
	b.shot("items")
	b.axe("the list of items")
	b.press(`a[href="/admin/items/resident-id-card"]`)
	b.pressText("起草")
	const title, summary = `[id="content.title"]`, `[id="content.summary"]`
	b.await("the editor", `document.querySelector('`+title+`') && document.querySelector(".gate").textContent.includes("通过")`)
	b.axe("the editor")

	b.fill(title, "")
	b.await("the gate's complaint beside the field", `document.querySelector('[data-path="content.title"] .blocking') || document.querySelector(".ant-alert-error")`)
	b.shot("stopped")
	b.fill(title, "居民身份证，我的标题")
	b.await("the gate's consent", `document.querySelector(".gate").textContent.includes("通过") && !document.querySelector('[data-path="content.title"] .blocking')`)

	// A colleague saves first: other fields are taken over, the same field is chosen.
	draft := s.must(t, `{ item(slug: "resident-id-card") { draft { id version } } }`, nil)
	colleague := lunchGuide(5)
	colleague["title"], colleague["summary"] = "同事的标题", "同事的摘要"
	s.must(t, `mutation($id: ID!, $v: Int!, $c: EditionContentInput!) { saveDraft(input: {id: $id, expectedVersion: $v, content: $c}) { userErrors { message } } }`,
		map[string]any{"id": at(t, draft, "item.draft.id"), "v": at(t, draft, "item.draft.version"), "c": colleague})
	b.press(".save")
	b.await("who changed it", `document.querySelector(".conflict")?.textContent.includes("token:colleague") && document.querySelector(".conflict").textContent.includes("同事的标题")`)
	b.await("steps and materials in words", `/环节|材料/.test(document.querySelector(".conflict").textContent) && !/[{}"\[\]]/.test(document.querySelector(".conflict").textContent)`)
	b.shot("conflict")
	b.axe("the conflict")
	b.press(".resolve")
	b.await("what was typed, and what the colleague wrote", `document.querySelector('`+title+`').value === "居民身份证，我的标题" && document.querySelector('`+summary+`').value === "同事的摘要"`)
	b.await("the gate's consent", `document.querySelector(".gate").textContent.includes("通过")`)
	b.press(".publish")
	b.await("that it is published", `document.querySelector(".ant-message")?.textContent.includes("已发布")`)
	s.token = ""
	if got := at(t, s.must(t, `{ item(slug: "resident-id-card") { edition { title } } }`, nil), "item.edition.title"); got != "居民身份证，我的标题" {
		t.Errorf("the public reads %v", got)
	}
}

// A trial of an import says what is wrong with each row, and is found again later.
func TestAnAdminTriesAnImport(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	b.visit("/admin/imports")
	b.await("the form", `document.querySelector("#file")`)
	b.axe("the form of imports")
	const file = "网址名,事项名称,部门,事项类型\r\nnew-item,新事项,区民政局,行政许可\r\nother-item,,没有这个部门,行政许可\r\n"
	askPage[bool](b, fmt.Sprintf(`(() => {
		const given = new DataTransfer(), field = document.querySelector("#file");
		given.items.add(new File([%q], "items.csv"));
		field.files = given.files;
		field.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`, file))
	const report = `document.querySelector(".import .state")?.textContent.includes("有错误") && document.querySelector(".ant-table-tbody")?.textContent.includes("other-item")`
	b.await("the report", report)
	b.shot("report")
	b.axe("the report of an import")
	run := askPage[string](b, "location.search")
	b.visit("/admin/dashboard")
	b.visit("/admin/imports")
	b.await("the import among those so far", `document.querySelector("section[aria-label='导入记录'] .ant-table-row")?.textContent.includes("items.csv")`)
	b.shows("新增 1，更改 0，不变 0，错误 1")
	b.axe("the imports so far")
	b.pressText("items.csv")
	b.await("the report again", report)
	if again := askPage[string](b, "location.search"); again != run {
		t.Errorf("the import of %s is found at %s", run, again)
	}
	if n := at(t, s.must(t, `{ catalog { registeredItems } }`, nil), "catalog.registeredItems"); n != 1131.0 {
		t.Errorf("a trial left %v items", n)
	}
}
