package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// choose looks for something by its name in a field that finds it, and takes it.
func (b *tab) choose(field, name string) {
	b.t.Helper()
	b.write(field, name)
	option := fmt.Sprintf(`[...document.querySelectorAll(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option")].find((e) => e.textContent === %q)`, name)
	b.await("the choice "+name, option)
	askPage[bool](b, "("+option+".click(), true)")
	askPage[bool](b, fmt.Sprintf("(document.querySelector(%q).blur(), true)", field))
	b.await("the list to close", `!document.querySelector(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")`)
}

// do presses the button of a dialog and waits until it is closed.
func (b *tab) do() {
	b.t.Helper()
	b.press(".ask-do")
	b.await("the dialog to close", `!document.querySelector(".ask-do")`)
}

// shows waits for a text somewhere in the content.
func (b *tab) shows(text string) {
	b.t.Helper()
	b.await(text, fmt.Sprintf(`document.querySelector("#content").textContent.includes(%q)`, text))
}

// An admin registers an item, suspends and resumes it, offers another one at many
// centers and withdraws it.
func TestAnAdminChangesItems(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	s.token = newToken(t, s.database, "looks")
	b.visit("/admin/items")
	b.pressText("登记事项")
	b.write("#ask-name", "高龄津贴发放")
	b.write("#ask-slug", "Not A Slug")
	b.choose("#ask-owner", "区民政局")
	b.choose("#ask-type", "公共服务")
	b.press(".ask-do")
	b.await("what is wrong with the slug, beside it", `document.querySelector("#ask-slug").closest(".ant-form-item").textContent.includes("小写")`)
	b.shot("register")
	b.axe("the dialog with a fault")
	b.fill("#ask-slug", "old-age-allowance-2")
	b.do()
	b.await("the item's own page", `location.pathname === "/admin/items/old-age-allowance-2" && document.querySelector("h1").textContent === "高龄津贴发放"`)
	b.pressText("暂停办理")
	b.press(".ask-do")
	b.await("that a reason is needed", `document.querySelector(".ant-form-item-explain-error")`)
	b.write("#ask-reason", "系统升级")
	b.do()
	b.shows("系统升级")
	b.pressText("恢复办理")
	b.write("#ask-reason", "已恢复")
	b.do()
	b.shows("在用")

	const offered = `{ item(slug: "resident-id-card") { offerings { totalCount } } }`
	count := func() float64 { return at(t, s.must(t, offered, nil), "item.offerings.totalCount").(float64) }
	before := count()
	b.visit("/admin/items?text=sfz&state=ACTIVE")
	b.await("the item", `document.querySelector("a[href='/admin/items/resident-id-card']")`)
	askPage[bool](b, `(document.querySelector("a[href='/admin/items/resident-id-card']").closest("tr").querySelector("input[type=checkbox]").click(), true)`)
	b.shows("已选 1 个事项")
	b.pressText("撤出中心")
	b.choose("#ask-allCentersWithin", "广安区")
	b.write("#ask-reason", "试点结束")
	b.do()
	b.await("how many ended", `document.querySelector(".ant-notification")?.textContent.includes("已撤出")`)
	if n := count(); n >= before {
		t.Errorf("%v offerings before, %v after the withdrawal", before, n)
	}
	b.pressText("进驻中心")
	b.choose("#ask-mode", "咨询")
	b.choose("#ask-allVillagesOf", "广安区")
	b.write("#ask-reason", "恢复")
	b.shot("offer")
	b.do()
	b.await("how many began", `document.querySelector(".ant-notification")?.textContent.includes("新增")`)
	if n := count(); n < 300 {
		t.Errorf("%v offerings at the villages", n)
	}

	b.visit("/admin/items?department=" + at(t, s.must(t, `{ department(code: "mzj") { id } }`, nil), "department.id").(string))
	b.await("only the department's items", `document.querySelector(".ant-table-row") && [...document.querySelectorAll(".ant-table-row")].every((e) => e.textContent.includes("区民政局"))`)

	b.visit("/admin/imports")
	askPage[bool](b, `(HTMLAnchorElement.prototype.click = function () { window.kept = [this.download, this.href] }, true)`)
	b.press(".export")
	b.await("the file", `window.kept?.[0] === "items.xlsx" && window.kept[1].startsWith("blob:")`)
}

// A center reports to another one, and tells who was there; a person gets a post
// and loses it; a trusted document is removed.
func TestAnAdminChangesCentersAndPeople(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	s.token = newToken(t, s.database, "looks")
	given := s.must(t, `{ above: center(code: "511602001000-01") { name subordinates(first: 1) { nodes { code name } } }
		other: center(code: "511602000000-01") { name } }`, nil)
	village, district := at(t, given, "above.subordinates.nodes.0.code").(string), at(t, given, "other.name").(string)
	b.visit("/admin/centers?center=" + village)
	b.shows("上级中心：" + at(t, given, "above.name").(string))
	if asOf := askPage[string](b, `document.querySelector("input[type=date]").value`); asOf != "" {
		t.Errorf("the page is as of %q", asOf)
	}
	b.pressText("改变上级中心")
	b.choose("#target", district)
	b.press(".ant-modal .ant-btn-primary")
	b.await("what would end", `document.querySelector(".ant-modal .preview")`)
	b.fill("#reason", "直管试点")
	b.press(".confirm-change")
	b.shows("上级中心：" + district)
	b.visit("/admin/centers?center=511602001000-01")
	b.pressText("进驻历史")
	b.await("who was there", `document.querySelector("section[aria-label='进驻历史'] .ant-table-row")`)
	b.shot("history")
	b.axe("the history")

	b.visit("/admin/people")
	b.pressText("登记人员")
	b.write("#ask-number", "T900")
	b.write("#ask-name", "王小明")
	b.do()
	b.write("#named", "T900")
	b.await("the person", `document.querySelectorAll(".ant-table-row").length === 1 && document.querySelector(".ant-table-row").textContent.includes("王小明")`)
	b.pressText("任命")
	b.choose("#ask-kind", "窗口人员")
	b.choose("#ask-center", district)
	b.do()
	b.await("the post", `document.querySelector(".ant-table-row").textContent.includes("窗口人员 · `+district+`")`)
	b.shot("people")
	b.axe("people")
	b.pressText("修改岗位")
	b.await("what can change", `document.querySelector(".ant-modal").textContent.includes("岗位开始后")`)
	b.write("#ask-title", "导办员")
	b.write("#ask-reason", "职务更正")
	b.do()
	b.await("the title", `document.querySelector(".ant-table-row").textContent.includes("导办员 · `+district+`")`)
	b.pressText("免去")
	b.write("#ask-reason", "调离")
	b.do()
	b.await("that it ended", `![...document.querySelectorAll(".ant-table-row button")].some((e) => e.textContent === "免去")`)

	b.visit("/admin/audit")
	b.await("the post", `[...document.querySelectorAll(".ant-table-row button")].some((e) => e.textContent.startsWith("post "))`)
	askPage[string](b, `[...document.querySelectorAll(".ant-table-row button")].find((e) => e.textContent.startsWith("post ")).click(), ""`)
	b.await("what was done to it alone", `document.querySelector(".about") && [...document.querySelectorAll(".ant-table-row")].map((e) => e.children[4].textContent).join() === "endPost,updatePost,assignPost"`)
	b.axe("the trail of one post")
	b.press(".about [aria-label='看全部对象']")
	b.await("all again", `!document.querySelector(".about") && document.querySelectorAll(".ant-table-row").length === 20`)

	b.visit("/admin/tokens")
	b.pressText("新建令牌")
	b.write("#token-name", "kiosk-8")
	b.choose("#token-center", district)
	b.press(".make-token")
	b.await("the secret", `document.querySelector(".secret")`)
	b.press(".make-token")
	b.await("the limited token", `[...document.querySelectorAll("td")].some((e) => e.textContent === "服务账号 · `+district+`")`)

	s.must(t, `mutation { registerDocuments(input: {client: "mine", manifest: "{\"abc\": \"{ catalog { revision } }\"}"}) { userErrors { message } } }`, nil)
	b.visit("/admin/documents")
	b.shows("mine")
	b.press(".remove")
	b.do()
	b.await("that it is gone", `!document.querySelector("#content").textContent.includes("mine")`)
}

// What would be refused is not offered: a center's admin moves departments at their
// own center and below, an auditor reads the trail and changes nothing.
func TestAdminPagesKeepToOnesRights(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAs(t, s, "center admin")
	askPage[string](b, `fetch("/graphql", {method: "POST", headers: {"Content-Type": "application/json", "OneWindow-CSRF": "1"},
		body: JSON.stringify({query: "{ viewer { grants { center { code } } } }"})}).then((r) => r.json()).then((a) => { window.own = a.data.viewer.grants[0].center.code }), ""`)
	b.await("whose admin it is", "window.own")
	own := askPage[string](b, "window.own")
	b.visit("/admin/centers?center=" + own)
	b.pressText("进驻部门……")
	b.visit("/admin/centers?center=511602000000-01")
	b.shows("进驻部门")
	b.await("no way to change the district's", `document.querySelector(".row") && !document.querySelector(".tools")`)

	b = signInAs(t, s, "auditor")
	b.visit("/admin/audit")
	b.await("the trail", `document.querySelector(".ant-table-row")`)
	if menu := askPage[string](b, `[...document.querySelectorAll(".ant-menu a")].map((e) => e.textContent).join()`); strings.Contains(menu, "导入") || strings.Contains(menu, "令牌") {
		t.Errorf("an auditor is offered %s", menu)
	}
}
