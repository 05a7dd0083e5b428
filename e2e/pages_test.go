package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"onewindow/internal/testdb"
)

// tab is a page in a real browser, which is watched: no request leaves the server's
// origin, no script fails, nothing breaks the policy of the page.
type tab struct {
	t   *testing.T
	ctx context.Context
	at  string // http://host:port
	// api is another origin that the page asks, where it is not of ours.
	api string

	mu         sync.Mutex
	away       []string
	complaints []string
	asked      []string // the bodies of the requests to /graphql
	// offline is while the server is stopped on purpose: what can't be loaded is no complaint.
	offline bool
}

// openTab opens a tab for the pages of a server.
func openTab(t *testing.T, s *server) *tab {
	t.Helper()
	b := &tab{t: t, ctx: browser(t), at: "http://" + s.address}
	if err := chromedp.Listen(b.ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	for _, enable := range []error{
		second(chromedp.Call(b.ctx, network.Enable, network.EnableParams{})),
		second(chromedp.Call(b.ctx, log.Enable, cdp.Empty{})),
		second(chromedp.Call(b.ctx, runtime.Enable, cdp.Empty{})),
	} {
		if enable != nil {
			t.Fatal(enable)
		}
	}
	t.Cleanup(b.complain)
	return b
}

func second[T any](_ T, err error) error { return err }

func (b *tab) watch(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		u := e.Request.URL
		if !strings.HasPrefix(u, b.at+"/") && (b.api == "" || !strings.HasPrefix(u, b.api+"/")) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") && !strings.HasPrefix(u, "about:") {
			b.away = append(b.away, u)
		}
		if strings.HasPrefix(u, b.at+"/graphql") || b.api != "" && strings.HasPrefix(u, b.api+"/graphql") {
			for _, part := range e.Request.PostDataEntries {
				b.asked = append(b.asked, string(part.Bytes))
			}
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, fmt.Sprintf("%s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !b.offline && e.Entry.Source != "network" {
			b.complaints = append(b.complaints, e.Entry.Text)
		}
	}
}

func (b *tab) complain() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.away) > 0 {
		b.t.Errorf("requests left the origin: %v", b.away)
	}
	if len(b.complaints) > 0 {
		b.t.Errorf("the browser complains: %s", strings.Join(b.complaints, "\n"))
	}
}

// visit goes to a path and waits until it is loaded.
func (b *tab) visit(path string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.at+path)); err != nil {
		b.t.Fatalf("go to %s: %v", path, err)
	}
}

// askPage evaluates an expression in the page.
func askPage[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%.200s: %v", expression, err)
	}
	return v
}

// await waits until an expression holds in the page.
func (b *tab) await(what, expression string) {
	b.t.Helper()
	b.awaitFor(15*time.Second, what, expression)
}

func (b *tab) awaitFor(patience time.Duration, what, expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!(() => { try { return "+expression+" } catch { return false } })()"))
		if err == nil && holds {
			return
		}
		select {
		case <-ctx.Done():
			b.shot("failed")
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText.slice(0, 1500)"))
			b.t.Fatalf("waited in vain for %s: %v\n%s", what, err, text)
		case <-tick.C:
		}
	}
}

// press clicks on the first thing that fits a selector, once it is there.
func (b *tab) press(selector string) {
	b.t.Helper()
	quoted, _ := json.Marshal(selector)
	b.await(selector, fmt.Sprintf("document.querySelector(%s)", quoted))
	askPage[bool](b, fmt.Sprintf("(document.querySelector(%s).click(), true)", quoted))
}

// pressText clicks on the first button, link or the like with a text.
func (b *tab) pressText(text string) {
	b.t.Helper()
	quoted, _ := json.Marshal(text)
	find := fmt.Sprintf(`[...document.querySelectorAll("button, a, [role=button], [role=tab], [role=menuitem], [role=option], label, summary")].find((e) => e.textContent.includes(%s) && e.offsetParent !== null && !e.disabled)`, quoted)
	b.await("something to press: "+text, find)
	askPage[bool](b, "("+find+".click(), true)")
}

// write types a text into a field, as a person does: not while a dialog still opens,
// which takes the focus when it has.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.await(selector, fmt.Sprintf("document.querySelector(%q) && !document.querySelector('.ant-zoom-appear, .ant-zoom-enter')", selector))
	if err := chromedp.Do(b.ctx, chromedp.SendKeys(selector, text)); err != nil {
		b.t.Fatalf("write into %s: %v", selector, err)
	}
}

// size makes the window so large.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}); err != nil {
		b.t.Fatal(err)
	}
}

// dark has the machine prefer dark pages, or light ones, and no motion.
func (b *tab) dark(is bool) {
	b.t.Helper()
	scheme := map[bool]string{true: "dark", false: "light"}[is]
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	}); err != nil {
		b.t.Fatal(err)
	}
}

// shot keeps a picture of the page, in a folder that git ignores.
func (b *tab) shot(name string) {
	answer, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{OptimizeForSpeed: new(true)})
	if err != nil {
		b.t.Logf("take a picture of %s: %v", name, err)
		return
	}
	b.keep(name+".png", answer.Data)
}

// keep writes a picture into the folder that git ignores.
func (b *tab) keep(name string, picture []byte) {
	if err := os.MkdirAll("screenshots", 0o755); err == nil {
		_ = os.WriteFile(filepath.Join("screenshots", strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name), picture, 0o644)
	}
}

// axe is what axe-core finds in a page that is serious or worse.
func (b *tab) axe(where string) {
	b.t.Helper()
	if !askPage[bool](b, `"axe" in window`) { // it stays as long as the page
		source, err := os.ReadFile("../web/node_modules/axe-core/axe.min.js")
		if err != nil {
			if testdb.Required("node") {
				b.t.Errorf("axe-core is not there: run npm ci in web: %v", err)
			}
			return
		}
		askPage[bool](b, string(source)+";true")
	}
	const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"]}).then((r) => r.violations
		.filter(({impact}) => impact === "serious" || impact === "critical")
		.map(({id, nodes}) => id + ": " + nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " " + n.failureSummary.slice(0, 200)).join(" | ")))`
	findings, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe at %s: %v", where, err)
	}
	for _, finding := range findings {
		b.t.Errorf("%s: %s", where, finding)
	}
}

// tooWide is by how many pixels a page is wider than its window, once it has had the
// time to follow a new size.
const tooWide = `new Promise((done) => {
	const until = performance.now() + 3000;
	(function look() {
		const over = document.documentElement.scrollWidth - window.innerWidth;
		if (over <= 0 || performance.now() > until) done(Math.max(0, over));
		else setTimeout(look, 20);
	})();
})`

// fits checks that the page fits into its window without scrolling sideways.
func (b *tab) fits(where string) {
	b.t.Helper()
	over, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](tooWide, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("measure %s: %v", where, err)
	}
	if over > 0 {
		widest := askPage[string](b, `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")`)
		b.t.Errorf("%s is %d pixels too wide: %s", where, over, widest)
	}
}

// since are the bodies of the requests to /graphql from the nth on.
func (b *tab) since(n int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.asked[n:]...)
}
