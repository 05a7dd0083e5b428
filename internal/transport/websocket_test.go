package transport

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"onewindow/ent/db/accesstoken"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
	"onewindow/internal/signin"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/token"
	"onewindow/internal/trusted"
)

// serving is a server over an empty store.
func serving(t *testing.T, url string, limits Limits) (*Server, *httptest.Server) {
	t.Helper()
	s := testdb.Open(t, url, store.Options{})
	live, err := catalog.Follow(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	documents, err := trusted.Follow(t.Context(), s, live.Watch(t.Context()), nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := New(s, live, documents, limits, signin.Open(s, signin.Flags{}))
	h := httptest.NewServer(srv)
	t.Cleanup(func() { srv.EndStreams(); h.Close() })
	return srv, h
}

// change makes the next revision of the catalog.
func change(t *testing.T, srv *Server, code string) {
	t.Helper()
	ctx := identity.With(t.Context(), identity.Admin("test"))
	if _, err := (&organization.Service{Store: srv.store}).CreateSector(ctx, organization.CreateSectorInput{Code: code, Name: "领域" + code}); err != nil {
		t.Fatal(err)
	}
}

func dial(t *testing.T, h *httptest.Server, subprotocols ...string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(h.URL, "http")+"/graphql", &websocket.DialOptions{Subprotocols: subprotocols})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

// closedWith says everything that a client is told until it is cut off, and how.
func closedWith(t *testing.T, conn *websocket.Conn) (websocket.StatusCode, []message) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var told []message
	for {
		var m message
		if err := wsjson.Read(ctx, conn, &m); err != nil {
			if ctx.Err() != nil {
				t.Fatalf("it stays open after %v", told)
			}
			return websocket.CloseStatus(err), told
		}
		told = append(told, m)
	}
}

const (
	hello  = `{"type":"connection_init"}`
	follow = `{"type":"subscribe","id":"1","payload":{"query":"subscription { catalogChanged { revision } }"}}`
)

func TestSocketsCloseWithTheProtocolsCodes(t *testing.T) {
	_, h := serving(t, testdb.SQLite(t), DefaultLimits())
	for name, c := range map[string]struct {
		sent []string
		code websocket.StatusCode
	}{
		"no JSON":                       {[]string{hello, `{`}, 4400},
		"no UTF-8":                      {[]string{hello, "{\"type\":\"ping\",\"payload\":{\"a\":\"\xff\"}}"}, 4400},
		"no object":                     {[]string{hello, `[]`}, 4400},
		"an unknown type":               {[]string{hello, `{"type":"start"}`}, 4400},
		"an unknown type first":         {[]string{`{"type":"start"}`}, 4400},
		"no type":                       {[]string{hello, `{}`}, 4400},
		"no id":                         {[]string{hello, `{"type":"subscribe","payload":{"query":"{ __typename }"}}`}, 4400},
		"a long id":                     {[]string{hello, `{"type":"subscribe","id":"` + strings.Repeat("a", 200) + `","payload":{"query":"{ __typename }"}}`}, 4400},
		"no payload":                    {[]string{hello, `{"type":"subscribe","id":"1"}`}, 4400},
		"a payload of another kind":     {[]string{hello, `{"type":"subscribe","id":"1","payload":[1]}`}, 4400},
		"an init that is no object":     {[]string{`{"type":"connection_init","payload":"me"}`}, 4400},
		"subscribe before init":         {[]string{follow}, 4401},
		"a wrong token":                 {[]string{`{"type":"connection_init","payload":{"Authorization":"Bearer ow_wrong"}}`}, 4403},
		"a token that is a number":      {[]string{`{"type":"connection_init","payload":{"Authorization":5}}`}, 4403},
		"a token of another kind":       {[]string{`{"type":"connection_init","payload":{"Authorization":"Basic x"}}`}, 4403},
		"the same id twice":             {[]string{hello, follow, follow}, 4409},
		"init twice":                    {[]string{hello, hello}, 4429},
		"a message that is too long":    {[]string{hello, strings.Repeat(" ", 70_000)}, websocket.StatusMessageTooBig},
		"a binary message, in any case": {[]string{"\x00"}, 4400},
	} {
		conn := dial(t, h, subprotocol)
		for _, text := range c.sent {
			kind := websocket.MessageText
			if text == "\x00" {
				kind = websocket.MessageBinary
			}
			if err := conn.Write(t.Context(), kind, []byte(text)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if code, told := closedWith(t, conn); code != c.code {
			t.Errorf("%s is closed with %d after %v", name, code, told)
		}
	}
	for _, wrong := range [][]string{nil, {"graphql-ws"}} {
		if code, _ := closedWith(t, dial(t, h, wrong...)); code != closeSubprotocol {
			t.Errorf("the subprotocols %v are closed with %d", wrong, code)
		}
	}
}

func TestASocketThatSaysNothingIsClosed(t *testing.T) {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sockets{limits: DefaultLimits(), initTimeout: time.Millisecond}.Do(w, r, nil)
	}))
	defer h.Close()
	if code, _ := closedWith(t, dial(t, h, subprotocol)); code != closeInitTimeout {
		t.Errorf("it is closed with %d", code)
	}
}

// TestOperationsOnASocket holds what is answered to operations of each kind.
func TestOperationsOnASocket(t *testing.T) {
	limits := DefaultLimits()
	limits.MaxOperations = 2
	_, h := serving(t, testdb.SQLite(t), limits)
	conn := dial(t, h, subprotocol)
	say := func(text string) {
		t.Helper()
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(kind, id, contains string) {
		t.Helper()
		var m message
		if err := wsjson.Read(t.Context(), conn, &m); err != nil {
			t.Fatal(err)
		}
		if m.Type != kind || m.ID != id || !strings.Contains(string(m.Payload), contains) {
			t.Fatalf("told %s %s %s, wanted %s %s %s", m.Type, m.ID, m.Payload, kind, id, contains)
		}
	}
	say(`{"type":"ping","payload":{"n":1}}`)
	hear("pong", "", `{"n":1}`)
	large := strings.Repeat("a", 20_000)
	say(`{"type":"ping","payload":{"a":"` + large + `"}}`)
	var pong json.RawMessage
	if err := wsjson.Read(t.Context(), conn, &pong); err != nil || string(pong) != `{"type":"pong"}` {
		t.Errorf("a large ping is answered with %d bytes, %v", len(pong), err)
	}
	say(hello)
	hear("connection_ack", "", "")
	say(`{"type":"subscribe","id":"q","payload":{"query":"{ catalog { revision } }","extensions":{"cost":true}}}`)
	hear("next", "q", `"actual":2`)
	hear("complete", "q", "")
	say(`{"type":"subscribe","id":"bad","payload":{"query":"{ nothing }"}}`)
	hear("error", "bad", `[{"message":`)
	say(follow)
	hear("next", "1", "revision")
	say(strings.Replace(follow, `"1"`, `"2"`, 1))
	hear("next", "2", "revision")
	say(strings.Replace(follow, `"1"`, `"3"`, 1))
	hear("error", "3", "LIMIT_EXCEEDED")
	say(`{"type":"complete","id":"1"}`)
	say(follow) // its name is free again
	hear("next", "1", "revision")
}

func TestStreamsOfOneCallerAreLimited(t *testing.T) {
	limits := DefaultLimits()
	limits.MaxStreams = 2
	_, h := serving(t, testdb.SQLite(t), limits)
	first := dial(t, h, subprotocol)
	dial(t, h, subprotocol)
	_, response, err := websocket.Dial(t.Context(), h.URL+"/graphql", &websocket.DialOptions{Subprotocols: []string{subprotocol}})
	if err == nil || response.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("the third is answered %v", err)
	}
	_ = first.Close(websocket.StatusNormalClosure, "")
	deadline := time.Now().Add(5 * time.Second)
	for { // the server notices a moment later that the first is closed
		conn, _, err := websocket.Dial(t.Context(), h.URL+"/graphql", &websocket.DialOptions{Subprotocols: []string{subprotocol}})
		if err == nil {
			_ = conn.CloseNow()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a place that was left is never free")
		}
	}
}

// TestARevokedTokenEndsItsStreams follows with a token that is revoked, in a
// header and in connection_init.
func TestARevokedTokenEndsItsStreams(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		srv, h := serving(t, url, DefaultLimits())
		ctx := identity.With(t.Context(), identity.Admin("test"))
		made, err := token.Create(ctx, srv.store, token.CreateInput{Name: "follower", Role: identity.DistrictAdmin})
		if err != nil {
			t.Fatal(err)
		}
		token := made.Secret
		byPayload := dial(t, h, subprotocol)
		byHeader, _, err := websocket.Dial(t.Context(), h.URL+"/graphql", &websocket.DialOptions{
			Subprotocols: []string{subprotocol}, HTTPHeader: http.Header{"Authorization": {"Bearer " + token}},
		})
		if err != nil {
			t.Fatal(err)
		}
		public := dial(t, h, subprotocol)
		for conn, greeting := range map[*websocket.Conn]string{byPayload: fmt.Sprintf(`{"type":"connection_init","payload":{"Authorization":"Bearer %s"}}`, token), byHeader: hello, public: hello} {
			for _, text := range []string{greeting, follow} {
				if err := conn.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
					t.Fatal(err)
				}
			}
			var ack, first message
			if err := wsjson.Read(ctx, conn, &ack); err != nil {
				t.Fatal(err)
			}
			if err := wsjson.Read(ctx, conn, &first); err != nil {
				t.Fatal(err)
			}
		}
		if err := srv.store.Client.AccessToken.Update().Where(accesstoken.Name("follower")).SetRevokedAt(srv.store.Now()).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		change(t, srv, "A")
		for _, conn := range []*websocket.Conn{byPayload, byHeader} {
			if code, _ := closedWith(t, conn); code != closeForbidden {
				t.Errorf("it is closed with %d", code)
			}
		}
		var m message
		if err := wsjson.Read(ctx, public, &m); err != nil || m.Type != "next" {
			t.Errorf("the public's stream goes on with %v, %v", m.Type, err)
		}
	})
}

// TestASlowReaderHoldsNobodyUp has one client that never reads beside one that
// does.
func TestASlowReaderHoldsNobodyUp(t *testing.T) {
	srv, h := serving(t, testdb.SQLite(t), DefaultLimits())
	raw, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	_, _ = fmt.Fprintf(raw, "GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n", subprotocol)
	write := func(text string) { // a masked frame whose mask is 0
		_, _ = raw.Write(append([]byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}, text...))
	}
	write(hello)
	write(follow)
	conn := dial(t, h, subprotocol)
	for _, text := range []string{hello, follow} {
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, code := range []string{"A", "B", "C", "D", "E"} {
		change(t, srv, code)
	}
	want := fmt.Sprintf(`"revision":%d`, srv.live.Current().Revision)
	for {
		var m message
		if err := wsjson.Read(t.Context(), conn, &m); err != nil {
			t.Fatal(err)
		}
		if compact, _ := json.Marshal(m.Payload); strings.Contains(string(compact), want) {
			return
		}
	}
}
