package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// TestALedgerOnAPage reads the ledger of a center's day as a page: from the desk, with
// the lines of its spreadsheet, and for nobody but those who may see them.
func TestALedgerOnAPage(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	clerk, agent := s.officer(t, "clerk"), s.officer(t, "agent")
	begun := clerk.startCase(clerk.choose())
	number := at(t, begun, "case.number").(string)
	clerk.do("declineCase", at(t, begun, "case.id").(string), `reason: "不属于受理范围", referral: {where: "区政务大厅", how: "到 3 号窗口", phone: "0826-1000001"}`)
	const path = "/ledger?center=511602001000-01&lang=zh-CN"
	for who, want := range map[string]struct {
		cookie string
		status int
		has    bool
	}{
		"nobody":                    {"", http.StatusUnauthorized, false},
		"an agent of another place": {agent.cookie, http.StatusOK, false},
		"a clerk of the center":     {clerk.cookie, http.StatusOK, true},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+path, nil)
		if want.cookie != "" {
			r.Header.Set("Cookie", want.cookie)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body := new(strings.Builder)
		_ = response.Write(body)
		_ = response.Body.Close()
		if response.StatusCode != want.status || strings.Contains(body.String(), number) != want.has || strings.Contains(body.String(), "李小明") || response.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s is answered %s", who, body)
		}
	}

	b := openTab(t, s)
	b.as(clerk)
	b.size(1400, 900)
	b.visit("/admin/desk")
	b.press(`a[href="/ledger"]`)
	b.await("the ledger of their own center", fmt.Sprintf(`location.pathname === "/ledger" && document.querySelector(".ledger").textContent.includes(%q)`, number))
	b.visit(path)
	b.await("the sheet's lines", fmt.Sprintf(`document.querySelectorAll(".ledger tbody tr").length === %d`, clerk.linesOfSheet(askPage[string](b, `document.querySelector("a[href^='/ledger.xlsx']").getAttribute("href")`))))
	for _, width := range []int64{360, 768, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			where := fmt.Sprint("ledger-", width, "-", scheme)
			b.size(width, 900)
			b.media("screen", scheme)
			b.fits(where)
			b.shot(where)
			b.axe(where)
		}
	}
	b.media("screen", "light")
	b.tabbed("the ledger")
	b.media("print", "light")
	b.shot("paper")
	pdf, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	sheets := regexp.MustCompile(`/MediaBox \[0 0 (\d+)[^\]]*\]`).FindAllSubmatch(pdf.Data, -1)
	if len(sheets) == 0 {
		t.Error("nothing is printed")
	}
	for _, sheet := range sheets {
		if width := string(sheet[1]); width != "841" && width != "842" { // points of A4 across
			t.Errorf("it is printed on %s", sheet[0])
		}
	}
	b.media("screen", "light")
	askPage[bool](b, `(document.querySelector("#ledger-day").value = "2020-01-02", document.querySelector("main form").requestSubmit(), true)`)
	b.await("a day without a line", `location.search.includes("day=2020-01-02") && document.querySelector(".ledger").textContent.includes("没有记录")`)
	b.fill("#ledger-center", "便民服务中心")
	askPage[bool](b, `(document.querySelector("main form").requestSubmit(), true)`)
	b.await("which of the centers", `document.querySelectorAll("main li a[href^='/ledger?']").length > 1`)
	b.axe("the choice of a center")
	b.visit("/ledger?center=nope&lang=en")
	b.await("that there is none", `document.querySelector("[role=status]").textContent === "There is no such center."`)
}

// linesOfSheet is how many lines a spreadsheet has beside its heads.
func (o *officer) linesOfSheet(address string) int {
	o.t.Helper()
	r, _ := http.NewRequestWithContext(o.t.Context(), http.MethodGet, "http://"+o.address+address, nil)
	r.Header.Set("Cookie", o.cookie)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	book, err := excelize.OpenReader(response.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		o.t.Fatal(err)
	}
	return len(rows) - 1
}
