package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
)

// district begins a selection in something that has all kinds of fields.
const district = `division(code: "511602000000")`

// nestedAttacks are documents that are slow to validate, each kept by another
// limit or found to be harmless below all of them.
func nestedAttacks() []attack {
	many := strings.Repeat
	// graph is n fragments of which each spreads those that a rule picks.
	graph := func(n int, on string, spreads func(i, j int) bool) string {
		var b strings.Builder
		for i := range n {
			_, _ = fmt.Fprintf(&b, " fragment f%d on Division { %s ", i, fmt.Sprintf(on, i))
			for j := range n {
				if spreads(i, j) {
					_, _ = fmt.Fprintf(&b, "...f%d ", j)
				}
			}
			b.WriteString("}")
		}
		return b.String()
	}
	later, others := func(i, j int) bool { return j > i }, func(i, j int) bool { return j != i }
	document := func(name, text string, status int) attack { return attack{name, asked(text, nil), status} }
	return []attack{
		document("graph-of-fragments", "{ "+district+" { ...f0 } }"+graph(60, "x%d: name", later), 400),
		document("graph-of-fragments-allowed", "{ "+district+" { ...f0 } }"+graph(20, "x%d: name", later), 400),
		document("graph-of-fragments-in-circles", "{ "+district+" { ...f0 } }"+graph(60, "id", others), 400),
		document("graph-of-fragments-in-circles-allowed", "{ "+district+" { ...f0 } }"+graph(14, "id", others), 400),
		document("graph-of-fragments-that-conflict", "{ "+district+" { ...f0 } }"+graph(19, "children(first: %d) { totalCount }", later), 400),
		document("fragments-that-conflict", "{ "+district+" { "+numbered(99, "...f%[1]d ")+"} }"+numbered(99, " fragment f%[1]d on Division { children(first: %[1]d) { nodes { id name } } }"), 400),
		document("fields-that-conflict", "{ "+district+" { "+numbered(199, "children(first: %[1]d) { totalCount } ")+"} }", 400),
		document("fields-that-conflict-below", "{ "+district+" { "+numbered(80, "parent { parent { children(first: %[1]d) { totalCount } } } ")+"} }", 400),
		document("fields-that-conflict-by-type", `{ node(id: "x") { `+many("... on Division { a: name } ... on ServiceCenter { a: id } ... on Department { a: code } ", 24)+"} }", 400),
		document("fields-that-are-the-same", "{ "+district+" { "+many("name ", 199)+"} }", 200),
		document("fields-that-are-the-same-below", "{ "+district+" { "+many("parent { parent { parent { id } } } ", 100)+"} }", 200),
		document("chain-that-doubles", "{ "+district+" { ...f0 } }"+numbered(18, " fragment f%[1]d on Division { parent { ...f%[2]d } parent { ...f%[2]d } }")+" fragment f18 on Division { id }", 400),
		document("inline-fragments-with-aliases", "{ "+numbered(60, "... on Query { a%[1]d: catalog { revision } ")+many("}", 61), 200),
		document("inline-fragments-of-each-type", `{ node(id: "x") { `+many("... on Division { id } ... on ServiceCenter { id } ... on Department { id } ... on ServiceItem { id } ", 24)+"} }", 200),
		document("inline-fragments-with-directives", "{ "+many("... @include(if: true) { __typename } ", 49)+"}", 200),
		document("operations-with-one-fragment", numbered(400, "query q%[1]d($a: Int) { ...f } ")+"fragment f on Query { "+district+" { children(first: $a) { totalCount } } }", 400),
		document("operations-with-a-chain", numbered(30, "query q%[1]d { "+district+" { ...f0 } } ")+numbered(90, "fragment f%[1]d on Division { ...f%[2]d ...f%[2]d } ")+"fragment f90 on Division { id }", 400),
		document("operations-of-one-name", many("query q { __typename } ", 29), 400),
		document("variables-in-fragments", "query("+numbered(90, "$v%[1]d: Int ")+") { "+district+" { "+numbered(90, "...f%[1]d ")+"} }"+numbered(90, " fragment f%[1]d on Division { a%[1]d: children(first: $v%[1]d) { totalCount } }"), 200),
		document("variables-of-another-type", "query("+numbered(90, "$v%[1]d: String ")+") { "+district+" { "+numbered(90, "a%[1]d: children(first: $v%[1]d) { totalCount } ")+"} }", 400),
		document("variables-undefined", "{ nodes(ids: ["+numbered(3500, "$v%[1]d ")+"]) { id } }", 400),
		document("variables-of-unknown-types", "query("+numbered(1900, "$v%[1]d: X%[1]d ")+") { __typename }", 400),
		document("variable-of-deep-type", "query($v: "+many("[", 3900)+"Int"+many("]", 3900)+") { __typename }", 400),
		document("variable-with-deep-default", "query($v: ItemFilter = "+many("{a: ", 1900)+"1"+many("}", 1900)+") { items(filter: $v) { totalCount } }", 400),
		document("variable-with-wide-default", "query($v: ItemFilter = {"+numbered(1500, "k%[1]d: 1 ")+"}) { items(filter: $v) { totalCount } }", 400),
		document("fragments-unused", "{ __typename }"+numbered(99, " fragment f%[1]d on Division { id name code level }"), 400),
		document("fragments-unknown", "{ "+numbered(100, "...x%[1]d ")+"}", 400),
		document("fragments-on-unknown-types", "{ "+numbered(50, "... on X%[1]d { a } ")+"}", 400),
		document("arguments-repeated", "{ items("+many("first: 1 ", 2600)+") { totalCount } }", 400),
		document("input-fields-repeated", "{ items(filter: {"+many(`text: "a" `, 2600)+"}) { totalCount } }", 400),
		document("enum-values", "{ items(filter: {types: ["+many("LICENSE ", 7900)+"]}) { totalCount } }", 400),
		document("ids-as-literals", `{ nodes(ids: [`+many(`"x" `, 7900)+`]) { id } }`, 400),
		document("directive-arguments", "{ __typename @skip("+numbered(2600, "a%[1]d: 1 ")+") }", 400),
		document("selections-of-leaves", "{ catalog { "+numbered(99, "revision { a%[1]d } ")+"} }", 400),
		document("selections-missing", "{ "+numbered(59, "a%[1]d: catalog ")+"}", 400),
		document("defer", "{ "+many("... @defer { __typename } ", 49)+"}", 0),
		document("stream", "{ nodes(ids: []) @stream(initialCount: 0) { id } }", 400),
		document("mutations-without-token", "mutation { "+numbered(60, `a%[1]d: createSector(input: {code: "X%[1]d", name: "x"}) { userErrors { code } } `)+"}", 200),
		document("subscription-by-post", "subscription { "+numbered(60, "a%[1]d: catalogChanged { revision } ")+"}", 400),
		document("nested-pages", "{ "+district+" { children(first: 100) { nodes { children(first: 100) { nodes { children(first: 100) { totalCount } } } } } } }", 400),
	}
}

// valueAttacks are values that are hard to read, in variables and in documents.
func valueAttacks() []attack {
	many := strings.Repeat
	const search, page = "query($v: String) { items(filter: {text: $v}, first: 100) { totalCount nodes { id name } } }", "query($v: Int) { items(first: $v) { totalCount } }"
	with := func(name, document string, v any, status int) attack {
		return attack{name, asked(document, map[string]any{"v": v}), status}
	}
	plain := func(name, document, v string, status int) attack { // v is JSON, or what is not
		body, _ := json.Marshal(document)
		return attack{name, posted(`{"query":` + string(body) + `,"variables":{"v":` + v + `}}`), status}
	}
	references := make([]any, 2000)
	for i := range references {
		references[i] = map[string]any{"__typename": many("X", 400), "code": i}
	}
	return []attack{
		plain("number-of-a-million-digits", page, many("9", 1_000_000), 400),
		plain("number-after-the-point", page, "0."+many("0", 900_000)+"1", 400),
		plain("number-with-a-huge-exponent", page, "1e"+many("9", 500_000), 400),
		plain("object-deep", "query($v: ItemFilter) { items(filter: $v) { totalCount } }", many(`{"a":`, 9000)+"1"+many("}", 9000), 400),
		plain("list-deep", "query($v: [ID!]!) { nodes(ids: $v) { id } }", many("[", 9000)+many("]", 9000), 400),
		plain("surrogates", search, `"\ud800\udc00\udc00\ud800"`, 200),
		plain("utf-8-in-a-variable", search, "\"\xff\xfe\xc0\xaf\xed\xa0\x80\"", 200),
		with("page-of-all", page, 2147483647, 200),
		with("page-below-nothing", page, -2147483648, 200),
		with("enum-values-in-a-variable", "query($v: ItemFilter) { items(filter: $v) { totalCount } }", map[string]any{"types": strings.Fields(many("LICENSE ", 90_000))}, 400),
		with("ids-that-are-none", "query($v: [ID!]!) { nodes(ids: $v) { id } }", strings.Fields(many(many("x", 9000)+" ", 100)), 200),
		with("representations-of-nothing", "query($v: [_Any!]!) { _entities(representations: $v) { __typename } }", references, 400),
		with("as-many-of-nothing-as-a-gateway-may-send", "query($v: [_Any!]!) { _entities(representations: $v) { __typename } }", references[:1000], 200),
		with("changes-since-long-ago", "query($v: Int!) { catalogChanges(since: $v) { revision } }", -1, 0),
		with("changes-since-the-future", "query($v: Int!) { catalogChanges(since: $v) { revision } }", 2147483647, 0),
		with("instant-that-is-none", `query($v: DateTime) { auditEvents(filter: {from: $v}) { totalCount } }`, many("9", 10_000), 200),
		with("search-for-much", search, many("a", 100_000), 200),
		with("search-for-letters", search, many("x", 64), 200),
		with("search-for-expressions", search, many("(a+)+$", 30), 200),
		with("search-for-operators", search, `a~9 b^1000 +c -d /.*/ field:x [0 TO *] "`, 200),
		with("search-for-signs", search, many("\u202e\u200b\u0301ﷺİ", 30), 200),
		with("search-for-words", search, "残疾人证 社保 医保 户口 婚姻 生育 低保 土地 建房 采伐 公证 驾照 护照 营业执照", 200),
		with("as-many-searches-as-there-may-be", `{
			a: items(filter: {text: "残疾人证社保医保户口补办换发"}, first: 10) { nodes { name } }
			b: items(filter: {text: "不存在的词语甲乙丙丁戊己庚辛"}, first: 10) { nodes { name } }
			c: items(filter: {text: "zhuxiaohukoububan"}, first: 10) { nodes { name } }
			d: searchSuggestions(text: "居民身份证丢了怎么补领") { text } }`, nil, 200),
		with("as-many-searches-for-little-as-there-may-be", `{
			a: items(filter: {text: "sh"}, first: 10) { nodes { name } }
			b: items(filter: {text: "zh"}, first: 10) { nodes { name } }
			c: items(filter: {text: "yi"}, first: 10) { nodes { name } }
			d: searchSuggestions(text: "办") { text } }`, nil, 200),
		with("as-many-searches-for-mistakes-as-there-may-be", `{
			a: items(filter: {text: "爨龘鱻麤爩鸞籲灪麷鱺鸝虋"}, first: 10) { nodes { name } }
			b: items(filter: {text: "不存在的词语甲乙丙丁戊己"}, first: 10) { nodes { name } }
			c: items(filter: {text: "shangzhuangchuangshuangzhuangsh"}, first: 10) { nodes { name } }
			d: items(filter: {text: "壮双床庄撞装爽窗创霜妆桩"}, first: 10) { nodes { name } } }`, nil, 200),
		with("as-many-counts-as-there-may-be", `{ a: items(filter: {text: "证"}) { facets { departments { count } } } b: items(filter: {text: "办"}) { facets { departments { count } } } }`, nil, 200),
		with("mutation-of-much", "mutation($v: String!) { createSector(input: {code: $v, name: $v}) { userErrors { code message } } }", many("x", 400_000), 200),
		{"escapes", asked(`{ node(id: "`+many(`\u0041`, 20_000)+`") { id } }`, nil), 200},
		{"escapes-beyond-unicode", asked(`{ node(id: "\u{110000}\ud800") { id } }`, nil), 400},
	}
}
