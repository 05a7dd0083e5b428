package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// as has the browser go on as somebody who is signed in.
func (b *tab) as(o *officer) {
	b.t.Helper()
	name, value, _ := strings.Cut(o.cookie, "=")
	if _, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: "http://" + o.address, HTTPOnly: new(true)}); err != nil {
		b.t.Fatal(err)
	}
}

// step presses the button of a step and answers its dialog.
func (b *tab) step(name string, answer func()) {
	b.t.Helper()
	b.press(".step-" + name)
	b.await("the dialog of "+name, `document.querySelector(".ask-do")`)
	if answer != nil {
		answer()
	}
	b.do()
}

// TestACaseThroughThePages leads a case from start to rating at the desk: the
// simple part of the clerk by keyboard and in under a minute, with a supplement and
// an extension on the way.
func TestACaseThroughThePages(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk, reviewer := s.officer(t, "clerk"), s.officer(t, "reviewer")
	b := openTab(t, s)
	b.size(1400, 1000)
	b.dark(false) // and without motion: a menu that is still on its way is wider than a phone
	b.as(clerk)
	b.visit("/admin/desk")
	askPage[bool](b, `(localStorage.setItem("onewindow.language", "zh-CN"), true)`)
	b.visit("/admin/desk")
	began := time.Now()
	b.await("the desk", `document.querySelector(".start-case")`)
	b.tabTo("a new case", `e.matches(".start-case")`)
	b.key(kb.Enter)
	b.await("the form", `document.querySelector("#ask-item")`)
	b.choose("#ask-item", "80周岁以上老年人高龄津贴发放")
	b.choose("#ask-center", "浓洄街道便民服务中心")
	b.fill("#ask-name", "李小明")
	b.fill("#ask-phone", "13812341234")
	b.press(".ask-do")
	b.await("the code", `document.querySelector("[role=dialog] .secret")`)
	secret := askPage[string](b, `document.querySelector("[role=dialog] .secret").textContent`)
	b.press(".begun")
	b.await("the case", `document.querySelector(".case-state")`)
	b.press(".step-oneTimeNotice")
	b.await("what will be told", `document.querySelectorAll("[role=dialog] .told li").length > 0`)
	b.key(kb.Escape)
	b.await("the dialog to close", `!document.querySelector(".ask-do")`)
	b.tabTo("the first material", `e.matches(".checklist input")`)
	n := askPage[int](b, `document.querySelectorAll(".checklist li").length`)
	for i := range n { // Space takes the first state, Tab leads to the next material
		b.await("the material", fmt.Sprintf(`document.querySelectorAll(".checklist li")[%d]`, i))
		askPage[bool](b, fmt.Sprintf(`(document.querySelectorAll(".checklist li")[%d].querySelector("input[value=RECEIVED]").focus(), true)`, i))
		b.key(" ")
	}
	b.tabTo("to save", `e.matches(".save-checks")`)
	b.key(kb.Enter)
	b.await("that it is saved", `document.querySelector(".save-checks").disabled`)
	b.tabTo("to accept", `e.matches(".step-acceptCase")`)
	b.key(kb.Enter)
	b.do()
	b.await("that it is accepted", `document.querySelector(".case-state").textContent === "已受理"`)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("a simple case took %v at the desk", took)
	}
	b.shot("desk-case")
	b.axe("a case at the desk")
	for _, width := range []int64{360, 768, 1440} {
		b.size(width, 900)
		b.fits(fmt.Sprint("a case at ", width))
	}
	number := askPage[string](b, `document.querySelector(".ant-descriptions").textContent.match(/[0-9-]+-2[0-9]{3}-[0-9]{6}/)[0]`)
	here := askPage[string](b, `location.pathname`)

	b.as(reviewer)
	b.size(1400, 1000)
	b.visit("/admin/desk")
	b.pressText("部门环节")
	b.await("the task", `[...document.querySelectorAll("td a")].some((e) => e.textContent.includes("核对"))`)
	b.shot("desk-tasks")
	b.axe("the tasks of the desk")
	b.visit(here)
	b.step("beginTask", nil)
	b.step("requestSupplement", func() {
		b.fill("#ask-extras", "近照")
		b.fill("#ask-whyNow", "核实后才知")
	})
	b.await("that it waits", `document.querySelector(".task").textContent.includes("停表")`)
	b.as(clerk)
	b.visit(here)
	b.step("receiveSupplement", nil)
	b.await("that it goes on", `!document.querySelector(".task").textContent.includes("停表")`)

	b.as(reviewer)
	b.visit(here)
	b.step("extendTask", func() {
		b.fill("#ask-days", "3")
		b.fill("#ask-reason", "情况复杂")
		b.choose("#ask-approver", "示例乙 S0002")
	})
	b.await("that it is extended", `document.querySelector(".history").textContent.includes("延期")`)
	for range 9 { // the tasks one after another
		b.step("decideTask", nil)
		b.await("what comes next", `document.querySelector(".step-beginTask, .step-decideCase")`)
		if askPage[bool](b, `document.querySelector(".step-decideCase") !== null`) {
			break
		}
		b.step("beginTask", nil)
	}
	b.step("decideCase", func() { b.choose("#ask-granted", "准予") })
	b.await("that it is decided", `document.querySelector(".case-state").textContent === "已办结"`)

	b.as(clerk)
	b.visit(here)
	b.step("deliverCase", func() { b.fill("#ask-proof", "签收 1") })
	b.await("that it is delivered", `document.querySelector(".case-state").textContent === "已送达"`)
	b.shot("desk-delivered")

	b.visit("/follow?lang=zh-CN&number=" + number)
	b.fill("#secret", secret)
	askPage[bool](b, `(document.querySelector("main form").requestSubmit(), true)`)
	b.await("the rating", `document.querySelector("input[name=grade]")`)
	b.shot("follow-delivered")
	askPage[bool](b, `(document.querySelector("input[name=grade][value='5']").click(), document.querySelector("form:has([name=grade])").requestSubmit(), true)`)
	b.await("the thanks", `document.querySelector("[role=status]")`)
}
