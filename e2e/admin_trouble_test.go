package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// cutOff takes the line from a tab, or gives it back.
func (b *tab) cutOff(is bool) {
	b.t.Helper()
	b.mu.Lock()
	b.offline = is
	b.mu.Unlock()
	if _, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		b.t.Fatal(err)
	}
	conditions := []*network.Conditions{{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}}
	if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}); err != nil {
		b.t.Fatal(err)
	}
}

// session replaces the session's cookie, and gives the one that there was.
func (b *tab) session(value string) (before string) {
	b.t.Helper()
	all, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, cookie := range all.Cookies {
		if cookie.Name == "onewindow_session" {
			before = cookie.Value
		}
	}
	if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "onewindow_session", Value: value, URL: b.at, HTTPOnly: new(true)}); err != nil {
		b.t.Fatal(err)
	}
	return before
}

// A session that ends, or a line that is cut, while somebody writes costs nothing that
// was written, and is told in words.
func TestNothingTypedIsLostWithTheSession(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := openTab(t, s)
	b.visit("/admin/items?text=sfz")
	b.await("the way to sign in, and back", `document.querySelector("main h1") && document.querySelector("a[href='/auth/signin?return=%2Fadmin%2Fitems%3Ftext%3Dsfz']")`)
	b.axe("nobody signed in")
	b = signInAsAdmin(t, s)
	b.dark(true) // and without motion
	b.visit("/admin/items?text=sfz")
	b.await("the items", `document.querySelector(".ant-table-row")`)
	b.pressText("登记事项")
	b.write("#ask-name", "没写完的事项")
	held := b.session("ended")
	b.fill("#ask-owner", "民政") // which asks the API, once
	const over = `document.querySelector(".signed-out a[href^='/auth/signin']")`
	b.await("that the session is over", over)
	const kept = `document.querySelector("#ask-name")?.value === "没写完的事项"`
	b.await("what was typed", kept)
	b.shot("signed-out")
	b.axe("a session that is over")
	if !askPage[bool](b, `(() => { const e = `+over+`, r = e.getBoundingClientRect(); return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2) === e || e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)) })()`) {
		t.Error("the dialog lies over the way to sign in")
	}
	b.session(held)
	askPage[bool](b, `document.dispatchEvent(new Event("visibilitychange", {bubbles: true}))`)
	b.await("that somebody is signed in again", `!document.querySelector(".signed-out") && `+kept)
	b.key(kb.Escape)

	b.cutOff(true)
	b.fill("#find", "低保")
	b.await("that nothing answers", `document.querySelector("#content [role=alert]")?.textContent.includes("暂时连不上服务器")`)
	b.press(`.ant-menu a[href="/admin/people"]`) // whose script is not there yet
	b.await("that it can't be opened, and the frame around it", `document.querySelector(".load-again") && document.querySelector(".ant-menu")`)
	b.press(`.ant-menu a[href="/admin/items"]`)
	b.await("what is there", `document.querySelector("#content h1") && !document.querySelector(".load-again")`)
	b.press(`.ant-menu a[href="/admin/people"]`)
	b.mu.Lock()
	b.complaints = nil // React tells of it, too
	b.mu.Unlock()
	b.cutOff(false)
	b.press(".load-again")
	b.pressText("查看全号")
	b.await("the question, in its field", `document.activeElement.id === "ask-reason"`)
	b.write("#ask-reason", "核对")
	b.cutOff(true)
	b.press(".ask-do")
	b.await("that it could not be done", `document.querySelector(".ant-modal [role=alert]")?.textContent.includes("暂时连不上服务器") && document.querySelector("#ask-reason").value === "核对"`)
	b.cutOff(false)
	b.press(".ask-do")
	b.await("the phone", `/^1\d{10}$/.test(document.querySelector(".ant-modal-confirm-content")?.textContent)`)
	b.axe("the phone")
}

// A view says in its title what it is about and is read from its beginning; entries of a
// guide come and go under the finger, and a draft is not discarded by one press.
func TestAnEditorKeepsTheirPlace(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	b.dark(false)
	b.visit("/admin/items?text=sfz")
	b.press(`a[href="/admin/items/resident-id-card"]`)
	b.await("the title, and the focus at the beginning", `document.title.startsWith(document.querySelector("h1").textContent) && document.activeElement.id === "content"`)
	b.pressText("起草")
	b.await("the editor", `document.querySelector(".editor")`)
	entries := func(list string) string { return fmt.Sprintf(`[data-path="content.%s"] > .entry`, list) }
	before := askPage[int](b, fmt.Sprintf("document.querySelectorAll('%s').length", entries("materials")))
	b.press(`[data-path="content.materials"] > .add`)
	b.await("the first field of a new material", fmt.Sprintf(`document.activeElement.id === "content.materials.%d.name"`, before))
	b.press(fmt.Sprintf(`%s:nth-of-type(%d) > .ant-btn-dangerous`, entries("materials"), before+1))
	b.await("the way to another", `document.activeElement.matches("[data-path='content.materials'] > .add")`)

	const after = `[...document.querySelectorAll("[id^='content.steps.'][id$='.dependsOn']")].map((e) => e.value).join()`
	if got := askPage[string](b, after); got != ",receive,review,sign" && len(got) < 3 {
		t.Fatalf("the steps come after %s", got)
	}
	want := askPage[string](b, after+`.replace(/^[^,]*,/, "")`)
	b.press(entries("steps") + ":nth-of-type(1) > .ant-btn-dangerous")
	b.await("the other steps, as they were", fmt.Sprintf("%s === %q", after, want))
	b.await("what the gate has against it, beside the field", `document.querySelector("[data-path='content.steps.0.dependsOn'] .blocking")`)

	b.press(".discard")
	b.await("the question", `document.querySelector(".ask-do")`)
	b.shot("discard")
	b.axe("whether to discard")
	b.key(kb.Escape)
	b.await("that it is left", `!document.querySelector(".ask-do") && document.querySelector(".editor")`)
	b.press(".discard")
	b.do()
	b.await("that it is gone", `!document.querySelector(".editor") && sessionStorage.length === 0`)
}

// A file that was tried is loaded by choosing it again.
func TestAnAdminLoadsTheFileThatWasTried(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	b.visit("/admin/imports")
	give := func() {
		t.Helper()
		b.await("a field that would take the same file again", `document.querySelector("#file")?.value === ""`)
		askPage[bool](b, `(() => {
			const given = new DataTransfer(), field = document.querySelector("#file");
			given.items.add(new File(["网址名,事项名称,部门,事项类型\r\nnew-item,新事项,区民政局,行政许可\r\n"], "items.csv"));
			field.files = given.files;
			field.dispatchEvent(new Event("change", {bubbles: true}));
			return true;
		})()`)
	}
	give()
	b.await("the trial", `document.querySelector(".import h2")?.textContent.includes("试导入") && document.querySelector(".state").textContent.includes("完成")`)
	b.press(".filters input[type=checkbox]")
	give()
	b.await("the import", `document.querySelector(".import h2") && !document.querySelector(".import h2").textContent.includes("试导入") && document.querySelector(".state").textContent.includes("完成")`)
	s.token = newToken(t, s.database, "looks")
	if name := at(t, s.must(t, `{ item(slug: "new-item") { name } }`, nil), "item.name"); name != "新事项" {
		t.Errorf("the item is %v", name)
	}
}
