package e2e

import (
	"fmt"
	"strings"
)

// requestAttacks trouble whoever reads the request: its bytes, its headers, its
// framing, its paths.
func requestAttacks() []attack {
	many := strings.Repeat
	const jsonType, ok = "Content-Type: application/json", `{"query":"{ __typename }"}`
	headed := func(name, header string, status int) attack {
		return attack{name, posted(ok, jsonType, header), status}
	}
	framed := func(name, headers, body string, status int) attack {
		return attack{name, []byte("POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + jsonType + "\r\n" + headers + "\r\n\r\n" + body), status}
	}
	at := func(name, path string, status int) attack {
		return attack{name, []byte("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), status}
	}
	form := func(name, path, body, origin string, status int) attack {
		return attack{name, fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", path, origin, len(body), body), status}
	}
	const chunked = "Transfer-Encoding: chunked"
	return []attack{
		{"json-arrays", posted(many("[", 500_000)), 400},
		{"json-arrays-closed", posted(many("[", 9999) + many("]", 9999)), 400},
		{"json-extensions-deep", posted(`{"query":"{ __typename }","extensions":{"a":` + many("[", 9000) + many("]", 9000) + `}}`), 200},
		{"json-fields-of-other-kinds", posted(`{"query":["{ __typename }"],"variables":"{}","operationName":{},"extensions":1}`), 400},
		{"byte-order-mark", posted("\ufeff" + ok), 400},
		{"utf-16", posted("{\x00\"\x00q\x00"), 400},
		{"utf-8-in-a-name", posted("{\"query\":\"query a { __typename }\",\"operationName\":\"\xff\xff\"}"), 400},
		{"operation-name-huge", posted(`{"query":"query a { __typename }","operationName":"` + many("x", 500_000) + `"}`), 400},
		{"persisted-hash-huge", posted(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + many("x", 500_000) + `"}}}`), 0},
		{"persisted-hash-of-another", posted(`{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}`), 0},
		{"persisted-of-another-kind", posted(`{"query":"{ __typename }","extensions":{"persistedQuery":[1,{}]}}`), 0},
		headed("languages", "Accept-Language: "+numbered(3000, "a%[1]d-x-y;q=0.5, "), 200),
		headed("language-extensions", "Accept-Language: en-u-"+many("co-phonebk-", 5000), 200),
		headed("accepts", "Accept: "+many("a/b;q=0.1, ", 5000), 0),
		headed("cookies", "Cookie: "+many("a=b; ", 11_000), 200),
		headed("token-of-dots", "Authorization: Bearer "+many("a.", 25_000), 401),
		headed("token-of-three-parts", "Authorization: Bearer "+many("A", 20_000)+".e30."+many("x", 20_000), 401),
		headed("token-of-no-text", "Authorization: \xff\xfe", 401),
		headed("forwarded-by-many", "X-Forwarded-For: "+many("1.2.3.4, ", 6000), 200),
		headed("idempotency-key-huge", "Idempotency-Key: "+many("k", 60_000), 200),
		{"type-with-parameters", posted(ok, "Content-Type: application/json; "+many("a=b; ", 11_000)), 0},
		{"type-in-another-charset", posted(ok, "Content-Type: application/json; charset=utf-16"), 415},
		{"events-that-are-no-json", posted("{", jsonType, "Accept: text/event-stream"), 400},
		{"events-in-single-mode", posted(ok, jsonType, "Accept: text/event-stream", "X-GraphQL-Event-Stream-Token: x"), 400},

		{"http-1.0", []byte("POST /graphql HTTP/1.0\r\n" + jsonType + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n%s", len(ok), ok)), 200},
		{"absolute-form", []byte("POST http://evil.invalid/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + jsonType + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n%s", len(ok), ok)), 200},
		{"connect", []byte("CONNECT evil.invalid:80 HTTP/1.1\r\nHost: evil.invalid:80\r\nConnection: close\r\n\r\n"), 404},
		framed("chunks-and-length", chunked+"\r\nContent-Length: 4", "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 400),
		framed("lengths-that-differ", "Content-Length: 4\r\nContent-Length: 5", "abcde", 400),
		framed("length-of-all", "Content-Length: 9223372036854775807", "{", 413),
		framed("length-beyond-numbers", "Content-Length: 99999999999999999999", "{", 400),
		framed("length-below-nothing", "Content-Length: -1", "{", 400),
		framed("chunks-of-a-byte", chunked, many("1\r\n \r\n", 100_000)+"0\r\n\r\n", 400),
		framed("chunk-of-all", chunked, "FFFFFFFFFFFFFFFFF\r\n", 408),
		framed("chunk-with-an-extension", chunked, "1;"+many("a", 50_000)+"\r\n \r\n0\r\n\r\n", 408),
		framed("trailers", chunked+"\r\nTrailer: X", "0\r\nX: "+many("a", 100_000)+"\r\n\r\n", 0),
		{"two-hosts", []byte("GET /graphql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400},
		{"header-with-nul", []byte("GET /graphql HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n"), 400},
		{"headers-many", []byte("GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + numbered(5000, "X%[1]d: a\r\n") + "\r\n"), 0},

		at("path-huge", "/"+many("a", 60_000), 404),
		at("path-out-of-the-pages", "/graphiql/%2e%2e%2f%2e%2e%2fserver.go", 404),
		at("path-with-nul", "/graphiql/%00", 404),
		at("path-to-another-host", "//evil.invalid/graphql", 0),
		at("path-with-lines", "/x%0alevel=ERROR%20msg=forged", 404),
		at("way-back-to-another-host", "/auth/signin?return=/%5cevil.invalid", 200),
		at("way-back-with-a-script", `/auth/signin?return=%22%3E%3Cscript%3Ealert(1)%3C/script%3E`, 200),
		at("callback-that-nobody-began", "/auth/callback?code=x&state=y", 401),
		at("link-that-is-none", "/auth/sample?code="+many("x", 50_000), 401),
		form("password-huge", "/auth/password", "number=1&password="+many("a", 500_000), "http://x", 401),
		form("password-of-many-fields", "/auth/password", "number=1&"+many("a=b&", 100_000), "http://x", 0),
		form("sign-out-by-another-page", "/auth/signout", "", "http://evil.invalid", 403),
	}
}
