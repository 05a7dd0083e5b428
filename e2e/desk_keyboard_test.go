package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// typed presses the keys of a text.
func (b *tab) typed(text string) {
	b.t.Helper()
	for _, letter := range text {
		b.key(string(letter))
	}
}

// chosen types what is looked for into the field that has the focus, and takes what
// is found first.
func (b *tab) chosen(name string) {
	b.t.Helper()
	b.typed(name)
	b.await("the choice "+name, fmt.Sprintf(`document.querySelector(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active")?.textContent === %q`, name))
	b.key(kb.Enter)
	b.await("that it is chosen", fmt.Sprintf(`[...document.querySelectorAll("[role=dialog] .ant-select")].some((e) => e.textContent.includes(%q))`, name))
}

// confirm takes a step by its button, and does it.
func (b *tab) confirm(step string) {
	b.t.Helper()
	b.tabTo(step, fmt.Sprintf(`e.matches(".step-%s")`, step))
	b.key(kb.Enter)
	b.await("the dialog of "+step, `document.activeElement.closest("[role=dialog]")`)
	b.tabTo("to do it", `e.matches(".ask-do")`)
	b.key(kb.Enter)
	b.await("the dialog to close", `!document.querySelector(".ask-do")`)
}

// TestASimpleCaseByKeyboardAlone leads a case from first contact over a notice to
// acceptance by keys alone, in under a minute.
func TestASimpleCaseByKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := openTab(t, s)
	b.size(1400, 1000)
	b.dark(false) // and without motion
	b.early(`localStorage.setItem("onewindow.language", "zh-CN")`)
	b.as(s.officer(t, "clerk"))
	b.visit("/admin/desk")
	b.await("the desk", `document.querySelector(".start-case")`)
	began := time.Now()
	b.tabTo("a new case", `e.matches(".start-case")`)
	b.key(kb.Enter)
	b.await("the form, in its first field", `document.activeElement.id === "ask-item"`)
	b.chosen("80周岁以上老年人高龄津贴发放")
	b.tabTo("the center", `e.id === "ask-center"`)
	b.chosen("浓洄街道便民服务中心")
	b.tabTo("the name", `e.id === "ask-name"`)
	b.typed("李小明")
	b.tabTo("the phone", `e.id === "ask-phone"`)
	b.typed("13812341234")
	b.tabTo("to do it", `e.matches(".ask-do")`)
	b.key(kb.Enter)
	b.await("the code, and the way on under the finger", `document.querySelector("[role=dialog] .secret") && document.activeElement.matches(".begun")`)
	b.key(kb.Enter)
	b.await("the case", `document.querySelector(".case-state") && document.querySelector(".checklist-help")`)

	b.tabTo("the checklist", `e.matches(".checklist input")`)
	n := askPage[int](b, `document.querySelectorAll(".checklist li").length`)
	const state = `[...document.querySelectorAll(".checklist li")].map((e) => e.querySelector("input:checked")?.value).join()`
	on := func(at int) {
		t.Helper()
		b.await(fmt.Sprint("material ", at), fmt.Sprintf(`[...document.querySelectorAll(".checklist li")][%d].contains(document.activeElement)`, at))
	}
	for i := range n { // all but the first are there
		on(i)
		if i > 0 {
			b.key("o")
		}
		b.key(kb.ArrowDown)
	}
	want := "MISSING" + strings.Repeat(",RECEIVED", n-1)
	if got := askPage[string](b, state); got != want {
		t.Errorf("the materials are %s, want %s", got, want)
	}
	b.await("to save, after the last one", `document.activeElement.matches(".save-checks")`)
	b.key(kb.Enter)
	b.await("that it is saved", `document.querySelector(".save-checks").disabled`)
	b.confirm("oneTimeNotice")
	b.await("that the notice is given", `document.querySelector(".case-state").textContent === "待补正"`)

	b.tabTo("the checklist", `e.matches(".checklist input")`)
	b.key("n")
	b.await("why it is not needed", `document.activeElement.matches(".checklist input:not([type=radio])")`)
	b.typed("cn") // letters of a reason are letters
	b.key(kb.Enter)
	if n > 1 {
		on(1)
		b.key(kb.ArrowUp)
	}
	on(0)
	if got := askPage[string](b, state); !strings.HasPrefix(got, "NOT_NEEDED,RECEIVED") {
		t.Errorf("the materials are %s", got)
	}
	b.key("c")
	b.tabTo("to save", `e.matches(".save-checks")`)
	b.key(kb.Enter)
	b.await("that it is saved, and a copy", `document.querySelector(".save-checks").disabled && document.querySelector(".checklist input:checked").value === "COPY"`)
	b.confirm("acceptCase")
	b.await("that it is accepted", `document.querySelector(".case-state").textContent === "已受理"`)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("a simple case took %v by keyboard", took)
	}
}

// TestTheDeskOfDuties takes over at the desk what was offered, and reads the history of
// a case to its beginning.
func TestTheDeskOfDuties(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk, admin := s.officer(t, "clerk"), s.officer(t, "center admin")
	chosen := clerk.choose()
	id := at(t, clerk.startCase(chosen), "case.id").(string)
	for i := range 60 { // more than a page
		clerk.do("checkMaterials", id, fmt.Sprintf(`checks: [{material: 0, state: RECEIVED, note: "第 %d 次"}]`, i))
	}
	to := at(t, admin.query(`{ viewer { staff { id name } } }`, nil), "viewer.staff").(map[string]any)
	clerk.do("offerDuty", id, fmt.Sprintf(`to: %q, reason: "轮休"`, to["id"]))

	b := openTab(t, s)
	b.size(1400, 1000)
	b.dark(false)
	b.early(`localStorage.setItem("onewindow.language", "zh-CN")`)
	b.as(admin)
	b.visit("/admin/desk")
	b.pressText("待我接收的责任")
	b.await("what was offered", `document.querySelectorAll(".take-duty").length === 1`)
	b.shot("offered")
	b.axe("the duties that were offered")
	b.press(".take-duty")
	b.await("that nothing waits", `document.querySelectorAll(".take-duty").length === 0`)
	if holder := at(t, clerk.query(`query($id: ID!) { case(id: $id) { holder { id } } }`, map[string]any{"id": id}), "case.holder.id"); holder != to["id"] {
		t.Errorf("the duty is with %v", holder)
	}

	b.visit("/admin/desk/" + id)
	b.await("the last of the history", `document.querySelectorAll(".history li").length === 50`)
	b.press(".earlier")
	b.await("all of it", `document.querySelectorAll(".history li").length === 63 && !document.querySelector(".earlier")`)
	if first := askPage[string](b, `document.querySelector(".history li").textContent`); !strings.Contains(first, "首次接待") {
		t.Errorf("it begins with %s", first)
	}
	b.axe("a case with a long history")
}

// TestTheDeskKeepsAnUnsavedCheck has a colleague change the case while a clerk goes
// through its checklist: the clerk is told, and saves what was checked all the same.
func TestTheDeskKeepsAnUnsavedCheck(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk := s.officer(t, "clerk")
	chosen := clerk.choose()
	id := at(t, clerk.startCase(chosen), "case.id").(string)
	b := openTab(t, s)
	b.dark(false)
	b.early(`localStorage.setItem("onewindow.language", "zh-CN")`)
	b.as(clerk)
	b.visit("/admin/desk/" + id)
	b.press(`.checklist li:nth-child(1) input[value="NOT_NEEDED"]`)
	b.write(`.checklist li:nth-child(1) input:not([type=radio])`, "本人已在系统中")
	clerk.do("checkMaterials", id, `checks: [{material: 1, state: RECEIVED, originals: 1}]`)
	b.press(".save-checks")
	b.await("that somebody else changed it", `document.querySelector("[aria-label='材料核验'] [role=alert]")`)
	const kept = `document.querySelector(".checklist li:nth-child(1) input[value=NOT_NEEDED]").checked && document.querySelector(".checklist li:nth-child(1) input:not([type=radio])").value === "本人已在系统中"`
	b.await("what was checked, beside what the colleague checked", kept+` && document.querySelector(".checklist li:nth-child(2) input[value=RECEIVED]").checked`)
	b.press(".save-checks")
	b.await("that it is saved", `document.querySelector(".save-checks").disabled && !document.querySelector("[aria-label='材料核验'] [role=alert]") && `+kept)
}
