package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheExampleKiosk builds the kiosk of examples/ as its README says, serves it
// from an origin of its own, and uses it against a server that answers registered
// documents only: it shows the catalog, follows what changes, and goes on without a line.
func TestTheExampleKiosk(t *testing.T) {
	needsNode(t)
	t.Parallel()
	const folder = "../examples/kiosk"
	schema := sampledOn(t, "sqlite")
	npmIn(t, folder, schema, "ci", "--prefer-offline", "--no-progress")
	npmIn(t, folder, schema, "run", "build")
	page := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(folder, "dist"))))
	defer page.Close()
	s := start(t, sampleDatabase(t, "sqlite"), "--sample", "--documents", "only", "--cors-origin", page.URL)
	command(t, "documents", "register", "--database", s.database, "--client", "example-kiosk", filepath.Join(folder, "src/gql/persisted-documents.json"))

	b := openTab(t, &server{address: strings.TrimPrefix(page.URL, "http://")})
	b.api = "http://" + s.address
	path := "/?" + url.Values{"server": {b.api}, "center": {kioskCenter}}.Encode()
	b.visit(path)
	b.await("the items", `document.querySelectorAll("main button").length > 10`)
	b.await("the center's name", `document.querySelector("h1").textContent.includes("浓洄街道")`)
	b.pressText("最低生活保障")
	b.await("the guide", `document.querySelector("main h3")?.textContent === "要带什么" && document.querySelectorAll("main li").length > 1`)
	b.shot("guide")

	b.mu.Lock()
	b.offline = true
	b.mu.Unlock()
	s.stop(t)
	b.visit(path)
	b.await("what the machine has, and how old it is", `document.querySelectorAll("main button").length > 10 && document.querySelector("#age").textContent.includes("网络断开")`)
	b.shot("offline")

	// The line is back, and an item was withdrawn meanwhile: that comes as a change.
	again, err := launch(s.database, "--listen", s.address, "--cors-origin", page.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.stop(t) })
	again.token = newToken(t, s.database, "withdraws")
	ids := again.must(t, `query($code: String!) { center(code: $code) { id } item(slug: "subsistence-allowance") { id } }`, map[string]any{"code": kioskCenter})
	again.must(t, `mutation($i: ID!, $c: ID!) { withdrawItems(input: {items: [$i], centers: [$c], reason: "试点结束"}) { userErrors { message } } }`,
		map[string]any{"i": at(t, ids, "item.id"), "c": at(t, ids, "center.id")})
	before := len(b.since(0))
	b.visit(path)
	b.await("the list without it", `document.querySelectorAll("main button").length > 9 && ![...document.querySelectorAll("main button")].some((e) => e.textContent === "最低生活保障") && document.querySelector("#age").textContent === ""`)
	if requests := b.since(before); len(requests) != 1 {
		t.Errorf("it took %d requests: %.200q", len(requests), requests)
	}
}
