package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// line is a line between a browser and a server, which can go dead: what was sent
// stays under way, and nobody is told.
type line struct {
	at   string
	mu   sync.Mutex
	dead bool
	up   *sync.Cond
}

func lineTo(t *testing.T, s *server) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{at: listener.Addr().String()}
	l.up = sync.NewCond(&l.mu)
	t.Cleanup(func() { _ = listener.Close(); l.set(false) })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", s.address)
			if err != nil {
				_ = near.Close()
				continue
			}
			go l.carry(near, far)
			go l.carry(far, near)
		}
	}()
	return l
}

func (l *line) set(dead bool) {
	l.mu.Lock()
	l.dead = dead
	l.mu.Unlock()
	l.up.Broadcast()
}

func (l *line) carry(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.mu.Lock()
		for l.dead {
			l.up.Wait()
		}
		l.mu.Unlock()
		if _, wrong := to.Write(buffer[:n]); wrong != nil || err != nil {
			return
		}
	}
}

// TestTheScreenOfAHall calls numbers before a television that shows them without a
// reload, says them aloud, and comes back after a line that went dead and a server
// that was restarted.
func TestTheScreenOfAHall(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	s.token = newToken(t, s.database, "hall")
	_, center, window := (&server{address: s.address}).bookable(t) // as anybody sees it
	told := s.must(t, `query($center: ID!) { center(id: $center) { code } }`, map[string]any{"center": center})
	l := lineTo(t, s)
	b := openTab(t, &server{address: l.at})
	b.early(voices + `{ const later = window.setTimeout, often = window.setInterval; // a slow line is found out sooner
		window.setTimeout = (run, after, ...rest) => later(run, after > 3000 ? after / 10 : after, ...rest);
		window.setInterval = (run, after, ...rest) => often(run, after / 2, ...rest) }`)
	path := "/hall/" + at(t, told, "center.code").(string)
	take := func() string {
		t.Helper()
		taken := s.must(t, `mutation($center: ID!) { takeNumber(input: {center: $center}) { ticket { number } userErrors { code } } }`, map[string]any{"center": center})
		return at(t, taken, "takeNumber.ticket.number").(string)
	}
	call := func() {
		t.Helper()
		s.must(t, `mutation($window: ID!) { callNext(input: {window: $window}) { ticket { id } userErrors { code } } }`, map[string]any{"window": window})
	}
	finish := func() {
		t.Helper()
		served := at(t, s.must(t, `query($window: ID!) { servedAt(window: $window) { id version } }`, map[string]any{"window": window}), "servedAt").(map[string]any)
		s.must(t, `mutation($ticket: ID!, $version: Int!) { finishTicket(input: {ticket: $ticket, expectedVersion: $version}) { userErrors { code } } }`,
			map[string]any{"ticket": served["id"], "version": served["version"]})
	}
	shows := func(number string, waiting int) {
		t.Helper()
		b.await(fmt.Sprint(number, " and how many wait"), fmt.Sprintf(`document.querySelector(".calls .number").textContent === %q && document.querySelector(".waiting").textContent === "%d"`, number, waiting))
	}

	first := take()
	call()
	second := take()
	take()
	html := read(t, s, path+"?lang=zh-CN") // as without a script
	if !strings.Contains(html, `<b class="number">`+first+`</b>`) || !strings.Contains(html, `<dd class="waiting">2</dd>`) || !strings.Contains(html, `http-equiv="refresh"`) {
		t.Errorf("the page is %s", html)
	}
	b.size(1920, 1080)
	b.visit(path + "?lang=zh-CN")
	askPage[bool](b, `(window.stays = true)`)
	shows(first, 2)
	b.press(".aloud")
	finish()
	call()
	shows(second, 1)
	b.await("that it is said aloud", fmt.Sprintf(`told.length === 2 && told[1].includes(%q)`, "请 "+strings.Join(strings.Split(second, ""), " ")+" 号到 "))
	b.await("that it is told to who can't see it", fmt.Sprintf(`document.querySelector("[aria-live]").textContent.startsWith(%q)`, "请 "+second+" 号到 "))

	// The line goes dead, then comes back; nobody closed it.
	l.set(true)
	b.await("since when it is not connected", `/^未连接，自 \d+:\d+ 起不再更新$/.test(document.querySelector(".cut").textContent)`)
	finish()
	call()
	l.set(false)
	b.await("that it is connected", `document.querySelector(".cut").textContent === ""`)
	shows("003", 0)

	b.mu.Lock()
	b.offline = true
	b.mu.Unlock()
	s.stop(t)
	b.await("that it is not connected", `document.querySelector(".cut").textContent !== ""`)
	b.shot("cut")
	again, err := launch(s.database, "--listen", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.stop(t) })
	again.token, s = s.token, again
	finish()
	b.await("that it is connected again", `document.querySelector(".cut").textContent === "" && document.querySelector(".calls").children.length === 0 && !document.querySelector(".none").hidden`)
	if !askPage[bool](b, "window.stays") {
		t.Error("the page was loaded anew")
	}
}

// TestTheScreenOfAHallForEverybody shows a hall on televisions and phones, light and
// dark, in both languages.
func TestTheScreenOfAHallForEverybody(t *testing.T) {
	t.Parallel()
	s := sampleOn(t, "sqlite")
	s.token = newToken(t, s.database, "hall")
	_, center, _ := (&server{address: s.address}).bookable(t)
	told := s.must(t, `query($center: ID!) { center(id: $center) { code windows { id open } } }`, map[string]any{"center": center})
	for range 9 {
		s.must(t, `mutation($center: ID!) { takeNumber(input: {center: $center, priority: true}) { userErrors { code } } }`, map[string]any{"center": center})
	}
	for _, w := range at(t, told, "center.windows").([]any) {
		if w := w.(map[string]any); w["open"] == true {
			s.must(t, `mutation($window: ID!) { callNext(input: {window: $window}) { userErrors { code } } }`, map[string]any{"window": w["id"]})
		}
	}
	b := openTab(t, s)
	for _, language := range []string{"zh-CN", "en"} {
		b.visit("/hall/" + at(t, told, "center.code").(string) + "?lang=" + language)
		b.await("what is called", `document.querySelector(".calls li")`)
		for _, width := range []int64{360, 768, 1366, 1920} {
			b.size(width, max(width*9/16, 740))
			for _, scheme := range []string{"light", "dark"} {
				where := fmt.Sprint("hall-", language, "-", width, "-", scheme)
				b.media("screen", scheme)
				b.fits(where)
				b.shot(where)
				b.axe(where)
			}
		}
	}
	answer, err := http.Get("http://" + s.address + "/hall/nope")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("the hall of no center: %d", answer.StatusCode)
	}
}
