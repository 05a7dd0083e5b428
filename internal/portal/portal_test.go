package portal

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
)

// answering is a portal whose API answers all questions alike.
func answering(t *testing.T, data string, err error) *Portal {
	t.Helper()
	today, wrong := calendar.ParseDay("2026-11-25")
	if wrong != nil {
		t.Fatal(wrong)
	}
	ask := func(_ *http.Request, _ string, _ map[string]any, into any) error {
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(data), into)
	}
	return New(ask, ask, Assets{Script: "/s.js", Style: "/s.css"}, "default-src 'none'", func() calendar.Day { return today })
}

func get(p *Portal, address string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func TestWhyThereIsNoPage(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		err     error
		status  int
		text    string
	}{
		"no such address":         {"/nowhere", nil, 404, "没有这个页面"},
		"no such item":            {"/item/none", nil, 404, "没有这个页面"},
		"an item, in English":     {"/item/none?lang=en", nil, 404, "There is no such page"},
		"no such place":           {"/place/1", nil, 404, "没有这个页面"},
		"no such center":          {"/center/1/card", nil, 404, "没有这个页面"},
		"an address with rubbish": {"/search?q=a&after=b", &Refusal{Status: 200, Code: "BAD_USER_INPUT"}, 404, "没有这个页面"},
		"too many":                {"/", &Refusal{Status: 429, Code: "RATE_LIMITED", RetryAfter: "7"}, 429, "访问太多"},
		"not signed in":           {"/ledger", &Refusal{Status: 200, Code: "UNAUTHENTICATED"}, 401, "请先登录"},
		"not allowed":             {"/ledger?lang=en", &Refusal{Status: 200, Code: "FORBIDDEN"}, 403, "Not allowed"},
		"no such hall":            {"/hall/none", nil, 404, "没有这个页面"},
		"the API is at fault":     {"/", &Refusal{Status: 200, Code: "INTERNAL_SERVER_ERROR"}, 503, "暂时打不开"},
		"the API is away":         {"/?lang=en", errors.New("no answer"), 503, "at the moment"},
	} {
		w := get(answering(t, `{}`, c.err), c.address)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.text) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if after := w.Header().Get("Retry-After"); (after == "7") != (c.status == 429) {
			t.Errorf("%s: to be asked again after %q", name, after)
		}
	}
}

const someGuide = `{"item": {"slug": "lunch", "name": "助餐", "offerings": {"totalCount": 1, "nodes": [{"mode": "BY_AGENT", "days": ["TUESDAY"], "note": "带上老花镜",
	"window": {"number": "A03", "name": "民政"}, "center": {"code": "c-1", "name": "某村便民站"}}]},
	"edition": {"number": 2, "title": "助餐<补贴>", "noMaterials": true, "charged": true, "promisedLimit": null,
		"fees": [{"name": "换领", "standard": "二十元", "amount": {"amount": "20.00", "currency": "CNY"}}, {"name": "补领", "standard": "四十元", "amount": {"amount": "40.00", "currency": "CNY"}}],
		"diff": [{"path": ["promisedLimit", "value"], "kind": "CHANGED", "before": "10", "after": "5"}]}}}`

func TestAGuideTells(t *testing.T) {
	html := get(answering(t, someGuide, nil), "/item/lunch?from=2026-09-28").Body.String()
	for _, text := range []string{
		"<h1>助餐&lt;补贴&gt;</h1>", "收费，分 2 种", "二十元", "四十元", "A03 号窗口 民政", "只在这几天受理：周二", "带上老花镜", "改动 1 处", "承诺时限 （修改）", "<del>10</del>", "<ins>5</ins>",
		`<link rel="canonical" href="http://example.com/item/lunch">`, `"@type":"GovernmentService"`, `"name":"助餐\u003c补贴\u003e"`,
	} {
		if !strings.Contains(html, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	if strings.Contains(html, "¥20.00</a>") {
		t.Error("one of two fees is shown as the fee")
	}
}

// A page that a browser has already is not sent again (RFC 9110, 13.1.2).
func TestAPageThatOneHas(t *testing.T) {
	p := answering(t, someGuide, nil)
	tag := get(p, "/item/lunch").Header().Get("ETag")
	for name, c := range map[string]struct {
		address, known string
		status         int
	}{
		"nothing known":       {"/item/lunch", "", http.StatusOK},
		"the page":            {"/item/lunch", tag, http.StatusNotModified},
		"made weak by others": {"/item/lunch", "W/" + tag, http.StatusNotModified},
		"one of many":         {"/item/lunch", `"a", W/"b,c" ,` + tag, http.StatusNotModified},
		"any":                 {"/item/lunch", "*", http.StatusNotModified},
		"others":              {"/item/lunch", `"a", "b"`, http.StatusOK},
		"without quotes":      {"/item/lunch", strings.Trim(tag, `"`), http.StatusOK},
		"in another language": {"/item/lunch?lang=en", tag, http.StatusOK},
		"what is not there":   {"/nowhere", "*", http.StatusNotFound},
	} {
		w := get(p, c.address, "If-None-Match", c.known)
		if w.Code != c.status || (w.Body.Len() == 0) != (c.status == http.StatusNotModified) {
			t.Errorf("%s: %d, %d bytes", name, w.Code, w.Body.Len())
		}
	}
}

// On paper a guide says of which day it is and where it is found; it has nothing that
// only a screen can do.
func TestAGuideOnPaper(t *testing.T) {
	html := get(answering(t, someGuide, nil), "/item/lunch/print").Body.String()
	for _, text := range []string{"<h1>助餐&lt;补贴&gt;</h1>", "第 2 版", "内容截至 2026年11月25日", "http://example.com/item/lunch<", `<svg class="qr"`, "二十元", "A03 号窗口 民政", "<details open>"} {
		if !strings.Contains(html, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	for _, text := range []string{"<details>", "现在不开放", `class="due"`} {
		if strings.Contains(html, text) {
			t.Errorf("the page has %q", text)
		}
	}
}

func TestTheFeeAtAGlance(t *testing.T) {
	for fees, want := range map[string]string{
		`"charged": false`: "<dt>收费</dt><dd><strong>不收费</strong></dd>",
		`"charged": true, "fees": [{"name": "工本费", "standard": "二十元", "amount": {"amount": "20.00", "currency": "CNY"}}]`: `<dt>收费</dt><dd><a href="#fees">¥20.00</a></dd>`,
	} {
		html := get(answering(t, `{"item": {"slug": "a", "edition": {"number": 1, `+fees+`}}}`, nil), "/item/a").Body.String()
		if !strings.Contains(html, want) {
			t.Errorf("%s: the page lacks %q", fees, want)
		}
	}
}

var way = regexp.MustCompile(`离[^<（）]*公里|位置没有登记`)

// How far it is is measured from the nearest center whose position is known, and says
// so; where a position is not known, that is said.
func TestTheWayToACenter(t *testing.T) {
	const here, none = `{"longitude": 106.6, "latitude": 30.5}`, "null"
	for name, c := range map[string]struct {
		village, township string
		want              []string
	}{
		"all known":                  {here, here, []string{"离某村站直线约 0.0 公里", "离某村站直线约 11.1 公里"}},
		"the village's not":          {none, here, []string{"位置没有登记", "离某乡中心直线约 11.1 公里"}},
		"the township's not":         {here, none, []string{"位置没有登记", "离某村站直线约 11.1 公里"}},
		"none but the district's is": {none, none, []string{"位置没有登记", "位置没有登记"}},
	} {
		level := func(center, position string) string {
			return `{"centers": {"nodes": [{"name": "` + center + `", "position": ` + position + `}]}}`
		}
		path := level("区中心", `{"longitude": 106.6, "latitude": 30.4}`) + "," + level("某乡中心", c.township) + "," + level("某村站", c.village)
		html := get(answering(t, `{"division": {"name": "某村", "path": [`+path+`]}}`, nil), "/place/1").Body.String()
		if got := way.FindAllString(html, -1); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestHoursInWords(t *testing.T) {
	days := strings.Fields("MONDAY TUESDAY WEDNESDAY")
	week := []span{{Days: days, From: "09:00", To: "12:00"}, {Days: days[2:], From: "17:00", To: "19:00", Note: "限社保"}, {Days: days, From: "13:00", To: "17:00"}}
	if got := chinese.Week(week); !slices.Equal(got, []string{"周一至周三 09:00–12:00、13:00–17:00", "周三 17:00–19:00 限社保"}) {
		t.Errorf("the week is %q", got)
	}
	html := get(answering(t, `{"center": {"name": "某中心", "hours": {"exceptions": [
		{"day": "2026-11-24", "closed": true, "reason": "过去"}, {"day": "2026-11-25", "closed": true, "reason": "停电"}, {"day": "2026-12-31", "spans": [{"from": "09:00", "to": "12:00"}]}]}}}`, nil), "/center/1/card").Body.String()
	if strings.Contains(html, "过去") || !strings.Contains(html, "2026年11月25日 不开放 停电") || !strings.Contains(html, "2026年12月31日 09:00–12:00") {
		t.Errorf("the card tells of %s", html)
	}
}

func TestDaysInWords(t *testing.T) {
	for want, days := range map[string]string{
		"":         "",
		"周三":       "WEDNESDAY",
		"周六、周日":    "SATURDAY SUNDAY",
		"周一至周五":    "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY",
		"周一、周三至周日": "SUNDAY SATURDAY FRIDAY THURSDAY WEDNESDAY MONDAY",
		"周一、周三、周五": "MONDAY WEDNESDAY FRIDAY",
		"周一至周三、周日": "MONDAY TUESDAY WEDNESDAY SUNDAY",
	} {
		if got := chinese.Days(strings.Fields(days)); got != want {
			t.Errorf("%s: %s", days, got)
		}
	}
	if got := english.Days(week); got != "Mon to Sun" {
		t.Error(got)
	}
	at := "2026-03-09T14:05:00+08:00"
	for _, c := range []struct{ got, want string }{
		{chinese.Day("2026-03-09"), "2026年3月9日"}, {english.Day("2026-03-09"), "March 9, 2026"}, {chinese.Day(""), ""},
		{chinese.Moment(&at), "3月9日 14:05"}, {english.Moment(&at), "March 9, 14:05"}, {chinese.Moment(nil), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// A center has more items than a page of the API: the rest is a page away.
func TestACenterWithManyItems(t *testing.T) {
	const center = `{"center": {"code": "c-1", "name": "某中心", "offerings": {"totalCount": 141, "pageInfo": {"hasNextPage": %, "endCursor": "x/1"}, "nodes": []}}}`
	for more, want := range map[string]bool{"true": true, "false": false} {
		html := get(answering(t, strings.Replace(center, "%", more, 1), nil), "/center/c-1?lang=en").Body.String()
		if strings.Contains(html, `href="/center/c-1?after=x%2F1#can-do"`) != want {
			t.Errorf("more: %s\n%s", more, html)
		}
	}
}

func TestRanksOfSteps(t *testing.T) {
	a, b, c, d := step{Key: "a"}, step{Key: "b", DependsOn: []string{"a"}}, step{Key: "c", DependsOn: []string{"a"}}, step{Key: "d", DependsOn: []string{"c", "b"}}
	if got := ranks([]step{d, a, b, c}); !reflect.DeepEqual(got, [][]step{{a}, {b, c}, {d}}) {
		t.Errorf("%v", got)
	}
	ring := []step{{Key: "a", DependsOn: []string{"b"}}, {Key: "b", DependsOn: []string{"a"}}}
	if got := ranks(ring); len(got) == 0 { // a guide with a ring is never published; its page must end all the same
		t.Errorf("%v", got)
	}
}

func TestChangesInAReadersWords(t *testing.T) {
	text := func(s string) *string { return &s }
	e := &edition{Steps: []step{{Key: "accept", Name: "受理"}}, Diff: []change{
		{Path: []string{"promisedLimit", "unit"}, Kind: "CHANGED", Before: text("WORKING_DAYS"), After: text("CALENDAR_DAYS")},
		{Path: []string{"materials", "照片"}, Kind: "REMOVED", Before: text(`{"name":"照片"}`)},
		{Path: []string{"materials", "户口簿", "copies"}, Kind: "ADDED", After: text("2")},
		{Path: []string{"steps", "accept", "limit", "value"}, Kind: "CHANGED", Before: text("3"), After: text("1")},
		{Path: []string{"steps", "gone"}, Kind: "REMOVED", Before: text(`{"key":"gone"}`)},
		{Path: []string{"mailResult"}, Kind: "CHANGED", Before: text("false"), After: text("true")},
		{Path: []string{"mailResult"}, Kind: "CHANGED", Before: text("true"), After: text("false")},
		{Path: []string{"fees"}, Kind: "REORDERED", Before: text(`["a","b"]`), After: text(`["b","a"]`)},
	}}
	want := []shownChange{
		{Part: "promisedLimit", Kind: "CHANGED"},
		{Part: "materials", Entry: "照片", Kind: "REMOVED"},
		{Part: "materials", Entry: "户口簿", Kind: "CHANGED", After: "2"},
		{Part: "steps", Entry: "受理", Kind: "CHANGED", Before: "3", After: "1"},
		{Part: "steps", Kind: "REMOVED"},
		{Part: "mailResult", Kind: "CHANGED"},
	}
	if got := e.changes(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

var (
	wholeKey = regexp.MustCompile(`(?:Say|say) ?\(?"([a-z0-9-]+[a-z0-9])"`)
	keyBegin = regexp.MustCompile(`(?:Say \(print|Say\(|All|w\.All\() ?"([a-z]+-)"`)
)

// Every text that a page says is there in both languages, and none that nobody says.
func TestWords(t *testing.T) {
	sources, _ := filepath.Glob("*.go")
	pages, _ := filepath.Glob("templates/*.html")
	said := map[string]bool{}
	var begins []string
	for _, file := range append(sources, pages...) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range wholeKey.FindAllSubmatch(source, -1) {
			said[string(m[1])] = true
		}
		for _, m := range keyBegin.FindAllSubmatch(source, -1) {
			begins = append(begins, string(m[1]))
		}
	}
	for key := range said {
		if _, known := texts[key]; !known {
			t.Errorf("%q has no text", key)
		}
	}
	for key, text := range texts {
		begun := false
		for _, b := range begins {
			begun = begun || strings.HasPrefix(key, b)
		}
		if !said[key] && !begun {
			t.Errorf("nobody says %q", key)
		}
		if key != "why-WORDS" && (text[0] == "" || text[1] == "") || strings.Count(text[0], "%") != strings.Count(text[1], "%") {
			t.Errorf("%q is %q", key, text)
		}
	}
	content := reflect.TypeFor[catalog.Content]()
	for i := range content.NumField() {
		field, _, _ := strings.Cut(content.Field(i).Tag.Get("json"), ",")
		if _, known := texts["part-"+field]; !known {
			t.Errorf("a change of %s has no name", field)
		}
	}
}

func TestChineseInAnEnglishPage(t *testing.T) {
	for html, want := range map[string]string{
		`<p>Also called: 办身份证、身份证</p>`:                   `<p>Also called: <span lang="zh-CN">办身份证、身份证</span></p>`,
		`<b>80周岁以上</b> <i title="村">12 villages</i>`:     `<b><span lang="zh-CN">80周岁以上</span></b> <i title="村">12 villages</i>`,
		`<li>《居民身份证法》第三条 &amp; more</li>`:                `<li><span lang="zh-CN">《居民身份证法》第三条</span> &amp; more</li>`,
		`<title>村</title><script>"村"</script><p>Nothing`: `<title>村</title><script>"村"</script><p>Nothing`,
		`<script src="/s.js"></script><br>村<br/>村`:       `<script src="/s.js"></script><br><span lang="zh-CN">村</span><br/><span lang="zh-CN">村</span>`,
	} {
		if got := string(markChinese([]byte(html))); got != want {
			t.Errorf("%s becomes %s", html, got)
		}
	}
}

// TestACaseIsFollowedByAForm looks at what an applicant sees, and that nothing of it
// is kept.
func TestACaseIsFollowedByAForm(t *testing.T) {
	p := answering(t, `{"followCase": {"number": "EAST-2026-000001", "item": "建房<许可>", "state": "ACCEPTED", "center": "东街道", "phone": "0826-1",
		"startedAt": "2026-03-02T10:00:00+08:00", "runningLimit": {"clock": "TO_DECIDE", "due": "2026-03-09T17:30:00+08:00", "daysLeft": 3},
		"toBring": ["近照"], "steps": [{"name": "受理", "at": "2026-03-02T10:00:00+08:00"}, {"name": "审查", "current": true}], "canBeRated": true}}`, nil)
	form := get(p, "/follow?number=EAST-2026-000001").Body.String()
	if !strings.Contains(form, `value="EAST-2026-000001"`) || !strings.Contains(form, `method="post"`) {
		t.Errorf("the form is %s", form)
	}
	r := httptest.NewRequest(http.MethodPost, "/follow", strings.NewReader("number=EAST-2026-000001&secret=ABC"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	page := w.Body.String()
	for _, text := range []string{"建房&lt;许可&gt;", "3月9日 17:30", "近照", "正在办理", "非常满意", `name="secret" value="ABC"`} {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %s:\n%s", text, page)
		}
	}
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
		t.Errorf("it may be kept: %v", w.Header())
	}
	wrong := answering(t, "", &Refusal{Status: 200, Code: "UNKNOWN_CASE"})
	w = httptest.NewRecorder()
	r = httptest.NewRequest(http.MethodPost, "/follow", strings.NewReader("number=X&secret=Y"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	wrong.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "办件编号或查询码有误") {
		t.Errorf("a wrong code is answered %d %s", w.Code, w.Body)
	}
	often := answering(t, "", &Refusal{Status: 200, Code: "LIMIT_EXCEEDED"})
	w = httptest.NewRecorder()
	r = httptest.NewRequest(http.MethodPost, "/follow", strings.NewReader("number=X&secret=Y"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	often.ServeHTTP(w, r)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("one who tried too often is answered %d %v", w.Code, w.Header())
	}
	if w := httptest.NewRecorder(); true {
		p.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/search", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("a form is sent to another page and answered %d", w.Code)
		}
	}
}

func TestTextsCountOneAsOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value  int
		unit   string
		zh, en string
	}{
		{1, "WORKING_DAYS", "1 个工作日", "1 working day"},
		{5, "WORKING_DAYS", "5 个工作日", "5 working days"},
		{1, "CALENDAR_DAYS", "1 天", "1 day"},
		{60, "CALENDAR_DAYS", "60 天", "60 days"},
		{0, "ON_THE_SPOT", "当场办好", "on the spot"},
	} {
		l := &limit{Value: c.value, Unit: c.unit}
		if zh, en := chinese.Limit(l), english.Limit(l); zh != c.zh || en != c.en {
			t.Errorf("%d %s is %q and %q", c.value, c.unit, zh, en)
		}
	}
}
