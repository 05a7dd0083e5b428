package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// TestListsFollowColleagues has somebody look at the lists of items and of cases while
// others change them: what is chosen and typed stays. Filters wait for who writes in them.
func TestListsFollowColleagues(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk := s.officer(t, "clerk")
	b := signInAsAdmin(t, s)
	s.token = newToken(t, s.database, "colleague")
	b.filtersWait()
	b.visit("/admin/items?text=sfz")
	const row = `document.querySelector("a[href='/admin/items/resident-id-card']").closest("tr")`
	b.await("the item", row)
	askPage[bool](b, `(window.stays = true, `+row+`.querySelector("input[type=checkbox]").click(), true)`)
	b.pressText("登记事项")
	b.write("#ask-name", "写到一半")
	item := s.must(t, `{ item(slug: "resident-id-card") { id version } }`, nil)
	s.must(t, `mutation($id: ID!, $v: Int!) { suspendItem(input: {id: $id, expectedVersion: $v, reason: "系统升级"}) { userErrors { message } } }`,
		map[string]any{"id": at(t, item, "item.id"), "v": at(t, item, "item.version")})
	b.awaitFor(3*time.Second, "what the colleague did", row+`.textContent.includes("暂停")`)
	if !askPage[bool](b, `stays && `+row+`.querySelector("input[type=checkbox]").checked && document.querySelector("#ask-name").value === "写到一半" && document.querySelector("#find").value === "sfz"`) {
		t.Error("what was chosen or typed is lost")
	}

	b.as(clerk)
	b.visit("/admin/desk")
	b.await("the desk", `document.querySelector(".start-case")`)
	c := clerk.choose()
	begun := clerk.startCase(c)
	number := fmt.Sprintf(`[...document.querySelectorAll("tr")].find((e) => e.textContent.includes(%q))`, at(t, begun, "case.number"))
	b.awaitFor(3*time.Second, "the colleague's case", number)
	id := at(t, begun, "case.id").(string)
	clerk.do("checkMaterials", id, c.checks())
	clerk.do("acceptCase", id, "")
	b.awaitFor(3*time.Second, "that it is accepted", number+`.textContent.includes("已受理")`)
}

// filtersWait counts what filters ask while somebody writes in them.
func (b *tab) filtersWait() {
	b.t.Helper()
	asked := func(what string) (n int) {
		for _, body := range b.since(0) {
			if strings.Contains(body, what) {
				n++
			}
		}
		return n
	}
	for _, filter := range []struct{ path, field, text, part string }{
		{"/admin/audit", "#action", "registerItem", `"action":"r`},
		{"/admin/items", "#find", "shenfenzheng", `"text":"s`},
		{"/admin/people", "#named", "S0002", `"text":"S`},
	} {
		b.visit(filter.path)
		b.await("the list", `document.querySelector(".paged table") && !document.querySelector(".ant-spin-spinning")`)
		b.write(filter.field, filter.text)
		b.await("what is written", fmt.Sprintf(`document.querySelector(%q).value === %q`, filter.field, filter.text))
		b.key(kb.Enter) // does not wait for the pause
		for !slices.ContainsFunc(b.since(0), func(body string) bool { return strings.Contains(body, filter.text) }) {
			b.await("an answer", `!document.querySelector(".ant-spin-spinning")`)
		}
		if n := asked(filter.part); n > 3 {
			b.t.Errorf("%s asks %d times while %d letters are written", filter.path, n, len(filter.text))
		}
	}
}

// TestADepartmentSendsPapersBack signs for papers at the department, and sends them to
// the window from the list that they came with.
func TestADepartmentSendsPapersBack(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk, reviewer := s.officer(t, "clerk"), s.officer(t, "reviewer")
	c := clerk.choose()
	id := at(t, clerk.startCase(c), "case.id").(string)
	clerk.do("checkMaterials", id, c.checks())
	clerk.do("acceptCase", id, "")
	department := at(t, clerk.query(`{ department(code: "mzj") { id } }`, nil), "department.id")
	clerk.do("sendHandOver", id, fmt.Sprintf(`toDepartment: %q, papers: ["申请表", "照片"]`, department))

	b := openTab(t, s)
	b.size(1400, 1000)
	b.as(reviewer)
	b.visit("/admin/")
	askPage[bool](b, `(localStorage.setItem("onewindow.language", "zh-CN"), true)`)
	b.visit("/admin/desk/" + id)
	b.step("signHandOver", func() { b.fill("#ask-lost", "照片") })
	b.press(".send-back")
	b.await("what is left of the papers", `document.querySelector("#ask-papers")?.value === "申请表"`)
	b.shot("send-back")
	b.axe("the dialog")
	b.do()
	b.await("the list that goes back", `document.body.textContent.includes("浓洄街道便民服务中心 · 申请表")`)
	b.as(clerk)
	b.visit("/admin/desk/" + id)
	b.step("signHandOver", nil) // of the list that is on its way
	b.await("that it is signed for", `!document.querySelector(".step-signHandOver") && !document.querySelector(".send-back")`)
}

// TestNobodyPaysAndNobodyHasAReference records at the desk that a fee is waived.
func TestNobodyPaysAndNobodyHasAReference(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk := s.officer(t, "clerk")
	s.token = newToken(t, s.database, "offers")
	data := s.must(t, `{ center(code: "511602001000-01") { id } item(slug: "resident-id-card") { id edition { materials { name } fees { name standard } } } }`, nil)
	c := chosen{item: at(t, data, "item.id").(string), center: at(t, data, "center.id").(string), materials: len(at(t, data, "item.edition.materials").([]any))}
	s.must(t, `mutation($i: ID!, $c: ID!) { offerItems(input: {items: [$i], centers: [$c], mode: ACCEPT_AND_FORWARD, reason: "试点"}) { userErrors { message } } }`,
		map[string]any{"i": c.item, "c": c.center})
	id := at(t, clerk.startCase(c), "case.id").(string)
	clerk.do("checkMaterials", id, c.checks())
	clerk.do("acceptCase", id, "")
	fee := fmt.Sprint(at(t, data, "item.edition.fees.0.name"), " ", at(t, data, "item.edition.fees.0.standard"))
	b := openTab(t, s)
	b.size(1400, 1000)
	b.as(clerk)
	b.visit("/admin/")
	askPage[bool](b, `(localStorage.setItem("onewindow.language", "zh-CN"), true)`)
	b.visit("/admin/desk/" + id)
	b.step("recordPayment", func() {
		b.choose("#ask-fee", fee)
		b.fill("#ask-amount", "0")
		b.fill("#ask-reduction", "低保家庭免收")
	})
	b.await("that it is recorded", `document.querySelector(".history").textContent.includes("缴费")`)
}
