package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

var adminLink = regexp.MustCompile(`district admin\s+http://[^/]+(/auth/sample\?code=\S+)`)

// signInAsAdmin opens a path of the admin pages as the sample's district admin.
func signInAsAdmin(t *testing.T, s *server) *tab {
	t.Helper()
	awaitLog(t, s, "auditor") // the last of the links
	link := adminLink.FindStringSubmatch(s.output.String())
	if link == nil {
		t.Fatalf("no link for an admin in %s", s.output)
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
	b.await("the preview", `document.querySelector(".ant-modal .preview")?.textContent.includes("不再办理")`)
	b.shot("preview")
	b.axe("the preview")
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
	b.visit("/admin/centers?center=" + from + "&asOf=2026-06-01")
	b.await("a day of the past", `document.querySelector(".ant-alert") && !document.querySelector(".tools")`)
}

func TestAdminPagesOfPeopleAndRights(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	b := signInAsAdmin(t, s)
	for path, shown := range map[string]string{"people": "S", "audit": "registerItem", "documents": "", "tokens": ""} {
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
	b.press(".ant-table .ant-btn-dangerous")
	b.press(".revoke-sure")
	b.await("that it is revoked", `document.querySelector(".ant-table").textContent.includes("已吊销")`)
	if status := asked(); status != 401 {
		t.Errorf("with the revoked token it is answered %d", status)
	}
}
