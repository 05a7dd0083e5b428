package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// between stands between a browser and the server. It can make the server one of an
// older version, whose kiosk has other documents in a file of another name, and let
// questions hang.
type between struct {
	at      string
	older   atomic.Bool
	hangs   atomic.Bool
	release chan struct{}
	// of the newer version and of the older one, in turn
	names *strings.Replacer
	back  *strings.Replacer
}

// What names the version of the kiosk's page in the files that are loaded first.
var (
	scriptOfKiosk   = regexp.MustCompile(`assets/(main-[^"]+)\.js`)
	revisionOfIndex = regexp.MustCompile(`"/kiosk/index.html","revision":"([^"]+)"`)
)

// read is what a server has under a path.
func read(t *testing.T, s *server, path string) string {
	t.Helper()
	answer, err := http.Get("http://" + s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func standBetween(t *testing.T, s *server) *between {
	t.Helper()
	b := &between{release: make(chan struct{})}
	pairs := []string{
		scriptOfKiosk.FindStringSubmatch(read(t, s, "/kiosk/"))[1], "main-older",
		revisionOfIndex.FindStringSubmatch(read(t, s, "/kiosk/sw.js"))[1], "older",
	}
	for _, operation := range []string{"Whole", "Changes"} {
		id := kioskDocument(t, operation)
		pairs = append(pairs, id, strings.Repeat(id[:8], 8))
	}
	b.names = strings.NewReplacer(pairs...)
	for i := 0; i < len(pairs); i += 2 {
		pairs[i], pairs[i+1] = pairs[i+1], pairs[i]
	}
	b.back = strings.NewReplacer(pairs...)
	target := &url.URL{Scheme: "http", Host: s.address}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host; b.ask(r.Out) },
		ModifyResponse: b.answer,
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && b.hangs.Load() {
			select {
			case <-b.release:
			case <-r.Context().Done():
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.CloseClientConnections)
	b.at = strings.TrimPrefix(front.URL, "http://")
	return b
}

func (b *between) ask(r *http.Request) {
	r.Header.Del("If-None-Match")
	if r.Header.Get("Upgrade") != "" || !b.older.Load() {
		return
	}
	r.Header.Del("Accept-Encoding")
	r.URL.Path = b.back.Replace(r.URL.Path)
	if r.Body == nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	text := b.back.Replace(string(body))
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
}

func (b *between) answer(r *http.Response) error {
	if !b.older.Load() || !strings.HasPrefix(r.Request.URL.Path, "/kiosk/") {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	text := b.names.Replace(string(body))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(text))), int64(len(text))
	r.Header.Set("Content-Length", strconv.Itoa(len(text)))
	r.Header.Del("ETag")
	return nil
}

// early runs a script in every page before its own.
func (b *tab) early(script string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		b.t.Fatal(err)
	}
}

func rename(t *testing.T, s *server, name string) {
	t.Helper()
	center := s.must(t, `query($code: String!) { center(code: $code) { id version } }`, map[string]any{"code": kioskCenter})
	s.must(t, `mutation($id: ID!, $v: Int!, $name: String!) { updateCenter(input: {id: $id, expectedVersion: $v, name: $name}) { userErrors { message } } }`,
		map[string]any{"id": at(t, center, "center.id"), "v": at(t, center, "center.version"), "name": name})
}

// The program is replaced by one whose kiosk asks otherwise: the page that runs finds
// out and is loaded anew, but under nobody's finger.
func TestAKioskRenewsItself(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	s.token = newToken(t, s.database, "renames")
	front := standBetween(t, s)
	for name, early := range map[string]string{
		"by its service worker": "",
		"without https":         `Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }); performance.now = () => 100_000`,
	} {
		t.Run(name, func(t *testing.T) {
			front.older.Store(true)
			b := openTab(t, &server{address: front.at})
			b.early(early)
			b.visit("/kiosk/?center=" + kioskCenter)
			b.await("the start", `document.querySelector("h1")?.textContent.includes("要办什么事")`)
			if early == "" {
				b.await("the service worker", `navigator.serviceWorker.controller`)
				askPage[bool](b, `(navigator.serviceWorker.addEventListener("controllerchange", () => { window.changed = true }), true)`)
			}
			const older = `document.querySelector("script[src*=main-older]")`
			if !askPage[bool](b, "!!"+older) {
				t.Fatal("it is not the older page")
			}
			b.pressText("按部门找")
			b.await("departments", `document.querySelector("h1").textContent === "按部门找"`)

			front.older.Store(false)
			renamed := "新版本便民服务中心" + strconv.Itoa(len(name))
			rename(t, s, renamed)
			b.await("why it is not up to date", `document.querySelector(".age")?.textContent.includes("正在换新版")`)
			if early == "" {
				b.await("the newer version beside the older", `window.changed`)
			}
			if shown := askPage[string](b, `document.querySelector("h1").textContent`); shown != "按部门找" || !askPage[bool](b, "!!"+older) {
				t.Errorf("what somebody looked at was taken away: %q is shown", shown)
			}
			read := len(b.since(0))
			b.pressText("回到开头")
			b.await("the newer page", `!`+older+` && document.querySelector(".bar").textContent.includes("`+renamed+`")`)
			b.await("no word of an old catalog", `!document.querySelector(".age")`)
			if asks(b.since(read), kioskDocument(t, "Whole")) == 0 {
				t.Error("what another version kept is taken for its own")
			}
		})
	}
}

// The line is there, and nothing comes over it.
func TestAKioskOnALineThatHangs(t *testing.T) {
	t.Parallel()
	s := sampledOn(t, "sqlite")
	front := standBetween(t, s)
	b := openTab(t, &server{address: front.at})
	b.early(`{ const later = window.setTimeout; window.setTimeout = (run, after, ...rest) => later(run, after > 5000 ? after / 20 : after, ...rest) }`)
	b.visit("/kiosk/?center=" + kioskCenter)
	b.await("the start", `document.querySelector("h1")?.textContent.includes("要办什么事")`)
	front.hangs.Store(true)
	b.pressText("打字找")
	b.press(".keys button:nth-child(4)")
	b.press(".keys button:nth-child(2)")
	b.await("what the machine finds by itself", `document.querySelector(".tile")`)
	askPage[bool](b, `dispatchEvent(new Event("online"))`)
	b.await("how old it is", `document.querySelector(".age")?.textContent.includes("线路断开")`)
	front.hangs.Store(false)
	close(front.release)
	askPage[bool](b, `dispatchEvent(new Event("online"))`)
	b.await("no word of a cut line", `!document.querySelector(".age")`)
}

// A machine whose browser keeps nothing shows what it reads; who is in a guide stays there
// in the other language.
func TestAKioskThatKeepsNothing(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.early(`Object.defineProperty(window, "indexedDB", { value: { open() { const r = { error: new Error("no room") }; setTimeout(() => r.onerror?.()); return r } } })`)
	b.visit("/kiosk/?center=" + kioskCenter)
	b.await("the start", `document.querySelector("main .tile")`)
	b.pressText("按部门找")
	b.press("main .tile")
	b.await("items", `document.querySelector("h1").textContent !== "按部门找"`)
	b.press("main .tile")
	b.await("a guide", `document.querySelector(".guide h2")?.textContent === "要带什么"`)
	title := askPage[string](b, `document.querySelector("h1").textContent`)
	b.pressText("English")
	b.await("the same in English", `document.querySelector(".guide h2")?.textContent === "What to bring" && document.querySelector("h1").textContent === `+strconv.Quote(title))
	b.pressText("Back")
	b.await("the start, in English", `document.querySelector("h1").textContent.startsWith("Hello")`)
}

// A machine that is told to wait when it is switched on asks again by itself.
func TestAKioskThatIsToldToWait(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.early(`{ const ask = window.fetch; window.refused = 0;
		const refusal = () => new Response(JSON.stringify({errors: [{message: "later", extensions: {code: "LIMIT_EXCEEDED", retryAfter: 1}}]}), {status: 429});
		window.fetch = (to, ...rest) => to === "/graphql" && window.refused < 3 ? (window.refused++, Promise.resolve(refusal())) : ask(to, ...rest) }`)
	b.visit("/kiosk/?center=" + kioskCenter)
	b.await("the start, in the end", `window.refused === 3 && document.querySelector("main .tile")`)
}

// A code of no center is not kept, and something can be pressed.
func TestAKioskOfNoCenter(t *testing.T) {
	t.Parallel()
	b := openTab(t, sampledOn(t, "sqlite"))
	b.size(1280, 800)
	b.visit("/kiosk/?center=nope")
	b.await("that it is unknown", `document.querySelector("[role=alert]")?.textContent.includes("nope")`)
	b.axe("the kiosk of no center")
	if kept := askPage[int](b, "localStorage.length"); kept != 0 {
		t.Errorf("%d things are kept", kept)
	}
	b.write("input", "村")
	b.await("six centers", `document.querySelectorAll(".tile").length === 6`)
	b.await("that there are more", `document.querySelector("[role=status]").textContent.includes("还有更多")`)
	b.shot("set-up")
	chosen := askPage[string](b, `document.querySelector(".tile").textContent`)
	b.press(".tile")
	b.await(chosen, `document.querySelector(".bar").textContent.includes(`+strconv.Quote(chosen)+`)`)
	b.visit("/kiosk/")
	b.await(chosen+" again", `document.querySelector(".bar").textContent.includes(`+strconv.Quote(chosen)+`)`)
}
