package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestAnApplicantFollowsAndRates goes through the pages for applicants with the
// keyboard, and prints a paper as a clerk.
func TestAnApplicantFollowsAndRates(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk := s.officer(t, "clerk")
	begun := clerk.startCase(clerk.choose())
	id, number, secret := at(t, begun, "case.id").(string), at(t, begun, "case.number").(string), begun["followSecret"].(string)
	clerk.do("declineCase", id, `reason: "不属于受理范围", referral: {where: "区政务大厅", how: "到 3 号窗口", phone: "0826-1000001"}`)

	b := openTab(t, s)
	for _, width := range []int64{360, 768, 1440} {
		b.size(width, 900)
		b.visit("/follow?number=" + number)
		b.fits(fmt.Sprint("follow at ", width))
	}
	b.size(360, 800)
	b.visit("/follow?lang=zh-CN&number=" + number)
	b.shot("follow-form")
	askPage[bool](b, fmt.Sprintf(`(document.querySelector("#secret").value = %q, document.querySelector("main form").requestSubmit(), true)`, "WRONGCODE2"))
	b.await("that the code is wrong", `document.querySelector("[role=alert]")`)
	if address := askPage[string](b, `location.href`); strings.Contains(address, "WRONG") {
		t.Errorf("the code stands in the address %s", address)
	}
	askPage[bool](b, fmt.Sprintf(`(document.querySelector("#secret").value = %q, document.querySelector("main form").requestSubmit(), true)`, strings.ToLower(secret)))
	b.await("the case", `document.querySelector("main").textContent.includes("到 3 号窗口")`)
	if text := askPage[string](b, `document.querySelector("main").textContent`); !strings.Contains(text, "不属于受理范围") {
		t.Errorf("the applicant is not told why: %s", text)
	}
	b.shot("follow-declined")
	b.axe("follow")
	for _, width := range []int64{360, 1280} { // in larger type, which keeps the case
		b.size(width, 900)
		b.press(".case-type button[value=large]")
		b.await("larger type", `document.documentElement.matches(".large") && document.querySelector("main").textContent.includes("到 3 号窗口")`)
		b.fits(fmt.Sprint("follow in larger type at ", width))
		b.shot(fmt.Sprint("follow-large-", width))
		b.axe("follow in larger type")
		b.press(".case-type button[value=normal]")
		b.await("normal type", `!document.documentElement.matches(".large") && document.querySelector("main").textContent.includes("到 3 号窗口")`)
	}
	b.size(360, 800)
	askPage[bool](b, `(document.querySelector("input[name=grade][value='5']").click(), document.querySelector("form:has([name=grade])").requestSubmit(), true)`)
	b.await("the thanks", `document.querySelector("[role=status]")`)

	paper := at(t, clerk.query(`query($n: String!) { case(number: $n) { receipts { number kind } } }`, map[string]any{"n": number}), "case.receipts.0.number").(string)
	b.visit("/receipts/" + paper)
	if text := askPage[string](b, `document.querySelector("main").textContent`); strings.Contains(text, number) {
		t.Error("a paper is shown to whoever asks")
	}
	link := regexp.MustCompile(`agent\s+http://[^/]+(/auth/sample\?code=\S+)`).FindStringSubmatch(s.output.String())
	b.visit(link[1]) // an agent of another center
	b.visit("/receipts/" + paper)
	if text := askPage[string](b, `document.querySelector("main").textContent`); strings.Contains(text, number) {
		t.Error("a paper is shown to an agent of another center")
	}
	link = regexp.MustCompile(`center admin\s+http://[^/]+(/auth/sample\?code=\S+)`).FindStringSubmatch(s.output.String())
	b.visit(link[1])
	b.size(800, 1100)
	b.visit("/receipts/" + paper + "?lang=zh-CN")
	b.await("the paper", `document.querySelector("main").textContent.includes("不予受理通知书") && document.querySelector("svg.qr")`)
	if text := askPage[string](b, `document.querySelector("main").textContent`); strings.Contains(text, "李小明") || !strings.Contains(text, "李**") {
		t.Error("a paper names its applicant")
	}
	b.shot("receipt")
	b.axe("receipt")
}
