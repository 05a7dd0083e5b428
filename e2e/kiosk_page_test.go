package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"onewindow/web"
)

// kioskDocument is the id of one of the kiosk's documents.
func kioskDocument(t *testing.T, operation string) string {
	t.Helper()
	var all map[string]string
	if err := json.Unmarshal(web.Documents("kiosk"), &all); err != nil {
		t.Fatal(err)
	}
	for id, body := range all {
		if strings.Contains(body, "query "+operation+"(") {
			return strings.TrimPrefix(id, "sha256:")
		}
	}
	t.Fatalf("the kiosk has no document %s", operation)
	return ""
}

// asks counts the requests with a document among some.
func asks(requests []string, id string) (n int) {
	for _, r := range requests {
		if strings.Contains(r, id) {
			n++
		}
	}
	return n
}

const kioskCenter = "511602001000-01"

func TestAKioskServesOnePersonAfterAnother(t *testing.T) {
	t.Parallel()
	s := sampledOn(t, "sqlite")
	b := openTab(t, s)
	for _, size := range [][2]int64{{1080, 1920}, {1920, 1080}} {
		where := fmt.Sprint(size[0], "x", size[1])
		b.size(size[0], size[1])
		b.visit("/kiosk/?center=" + kioskCenter + "&timeout=60")
		b.await("the start", `document.querySelector("h1")?.textContent.includes("要办什么事")`)
		look := func(screen string) {
			t.Helper()
			b.fits("the kiosk's " + screen + " at " + where)
			b.axe("the kiosk's " + screen + " at " + where)
			b.shot(where + "-" + screen)
			small := askPage[string](b, `[...document.querySelectorAll("button, a")].filter((e) => e.getBoundingClientRect().height < 64).map((e) => e.textContent).join()`)
			if small != "" {
				t.Errorf("%s at %s: too small to hit: %s", screen, where, small)
			}
			if n := askPage[int](b, `document.querySelectorAll(".tile").length`); n > 6 {
				t.Errorf("%s at %s has %d tiles", screen, where, n)
			}
		}
		look("start")
		b.pressText("按部门找")
		b.await("departments", `document.querySelectorAll(".tile").length > 1`)
		look("departments")
		b.press(".tile")
		b.await("items", `document.querySelector("h1").textContent !== "按部门找"`)
		look("items")
		b.press(".tile")
		b.await("a guide", `document.querySelector(".guide .code") && document.body.innerText.includes("要带什么")`)
		look("guide")
		if askPage[bool](b, `document.querySelector(".read") !== null`) {
			t.Error("a machine without a voice offers to read aloud")
		}
		b.pressText("返回")
		b.await("the list again", `document.querySelector(".tile") && !document.querySelector(".guide")`)
		b.pressText("回到开头")
		b.pressText("打字找")
		for _, letter := range []string{"D", "B"} {
			b.press(fmt.Sprintf(".keys button:nth-child(%d)", letter[0]-'A'+1))
		}
		b.await("最低生活保障", `document.querySelector(".tile")?.textContent.includes("低保") || document.body.innerText.includes("最低生活保障")`)
		look("search")
		b.pressText("English")
		b.await("English, and what was tapped and found", `document.querySelector("h1").textContent === "Search" && document.querySelector(".typed").textContent === "DB" && document.body.innerText.includes("最低生活保障")`)
		b.pressText("Start")
		b.pressText("English")
		b.await("English", `document.querySelector("h1").textContent.startsWith("Hello")`)
	}

	// Nobody touches it any more: it goes back, in Chinese, and nothing stays.
	b.visit("/kiosk/?center=" + kioskCenter + "&timeout=4")
	b.pressText("English")
	b.pressText("By department")
	b.await("the warning", `document.querySelector(".still")`)
	b.shot("still-here")
	b.press(".still button")
	b.await("the departments again", `!document.querySelector(".still") && document.activeElement.textContent === "By department"`)
	b.await("the warning again", `document.querySelector(".still")`)
	b.await("the start again", `!document.querySelector(".still") && document.querySelector("h1").textContent.includes("要办什么事") && document.documentElement.lang === "zh-CN"`)
	b.pressText("English") // somebody who leaves at once
	b.await("Chinese again", `document.documentElement.lang === "zh-CN" && document.querySelector("h1").textContent.includes("要办什么事")`)
	if n := askPage[int](b, "sessionStorage.length"); n != 0 {
		t.Errorf("%d things of the last person are kept", n)
	}
	before := askPage[int](b, "history.length")
	b.pressText("按部门找")
	if after := askPage[int](b, "history.length"); after != before {
		t.Error("a browser's way back leads to what the last person saw")
	}
}

// The line is cut: the machine goes on with what it has, and comes back by what
// changed meanwhile.
func TestAKioskWithoutALine(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := openTab(t, s)
	start := "/kiosk/?center=" + kioskCenter
	b.visit(start)
	b.await("the start", `document.querySelector("h1")?.textContent.includes("要办什么事")`)
	b.await("the service worker", `navigator.serviceWorker.controller`)
	if n := asks(b.since(0), kioskDocument(t, "Whole")); n == 0 {
		t.Fatalf("it read nothing: %.300q", b.since(0))
	}

	b.mu.Lock()
	b.offline = true
	b.mu.Unlock()
	s.stop(t)
	b.visit(start)
	b.await("how old it is", `document.querySelector(".age")?.textContent.includes("线路断开")`)
	askPage[bool](b, `(fetch("/kiosk/icon.svg").then((answer) => { window.icon = answer.ok }), true)`)
	b.await("its icon", "window.icon")
	b.pressText("打字找")
	b.press(".keys button:nth-child(4)") // D, of 低
	b.press(".keys button:nth-child(2)") // B, of 保
	b.await("what the machine finds by itself", `document.querySelector(".tile")`)
	b.shot("offline")
	b.pressText("删")
	for _, letter := range "IBAO" { // after D: dibao, as one reads 低保
		b.press(fmt.Sprintf(".keys button:nth-child(%d)", letter-'A'+1))
	}
	b.await("what the whole pinyin finds", `document.querySelector(".typed").textContent === "DIBAO" && document.querySelector(".tile")`)
	b.pressText("回到开头")

	read := len(b.since(0))
	again, err := launch(s.database, "--listen", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.stop(t) })
	again.token = newToken(t, s.database, "renames")
	center := again.must(t, `query($code: String!) { center(code: $code) { id version } }`, map[string]any{"code": kioskCenter})
	again.must(t, `mutation($id: ID!, $v: Int!) { updateCenter(input: {id: $id, expectedVersion: $v, name: "新名字便民服务中心"}) { userErrors { message } } }`,
		map[string]any{"id": at(t, center, "center.id"), "v": at(t, center, "center.version")})
	b.await("the new name", `document.querySelector(".bar").textContent.includes("新名字便民服务中心")`)
	b.await("no word of a cut line", `!document.querySelector(".age")`)
	if n := asks(b.since(read), kioskDocument(t, "Whole")); n != 0 {
		t.Errorf("it read everything again, in %d requests", n)
	}
	if n := asks(b.since(read), kioskDocument(t, "Changes")); n == 0 {
		t.Error("it asked for no changes")
	}
}
