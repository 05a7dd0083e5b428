package e2e

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"onewindow/internal/testdb"
)

// chromium is the browser of all tests: each has a window and a profile of its own in
// it, with its own cookies, storage and service workers.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

// browser is a window of a headless Chromium with a profile of its own.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := testdb.Chromium()
	if path == "" {
		if testdb.Required("chromium") {
			t.Fatal("no Chromium on this machine")
		}
		t.Skip("no Chromium on this machine")
	}
	chromium.once.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
			chromedp.DisableGPU, chromedp.UserDataDir(filepath.Join(filepath.Dir(binary), "chromium")), chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 800))
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...) // outlives this test: it ends with the process
		window, leave := chromedp.NewContext(allocator)
		chromium.ctx, chromium.stop = window, func() { leave(); stop() }
		chromium.err = chromedp.Do(chromium.ctx, chromedp.Navigate("about:blank"))
	})
	if chromium.err != nil {
		t.Fatalf("start Chromium: %v", chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, done := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(done)
	// A window has the focus for the test that looks at it, whatever other tests do.
	if err := second(chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// execute presses the button, again every two seconds, since a page that is
// still starting on a busy machine overhears it, and gives what is answered.
const execute = `(() => {
	const shown = document.querySelector(".result-window")?.innerText ?? "";
	if (shown.includes("revision")) return shown;
	const button = document.querySelector(".graphiql-execute-button");
	if (button && Date.now() - (window.pressed ?? 0) > 2000) {
		window.pressed = Date.now();
		button.click();
	}
	return "";
})()`

// executed waits for the answer to the default query.
func executed(ctx context.Context, t *testing.T) string {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		answered, err := chromedp.Run(ctx, chromedp.Evaluate[string](execute))
		if err != nil {
			t.Fatal(err)
		}
		if answered != "" {
			return answered
		}
		<-tick.C
	}
}

// TestGraphiQL runs a query in GraphiQL and watches that no request leaves the server.
func TestGraphiQL(t *testing.T) {
	s := sampledOn(t, "sqlite")
	ctx := browser(t)
	var mu sync.Mutex
	var away, complaints []string
	if err := chromedp.Listen(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := ev.(type) {
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "http://"+s.address+"/") && !strings.HasPrefix(u, "data:") {
				away = append(away, u)
			}
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("http://"+s.address+"/graphiql")); err != nil {
		t.Fatal(err)
	}
	answered := executed(ctx, t)
	mu.Lock()
	defer mu.Unlock()
	if len(away) > 0 || len(complaints) > 0 {
		t.Errorf("requests elsewhere: %v; errors: %v", away, complaints)
	}
	if !strings.Contains(answered, `"revision"`) {
		t.Errorf("the answer is %s", answered)
	}
}
