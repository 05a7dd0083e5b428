package e2e

import (
	"bufio"
	bits "encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// rawSocket is a WebSocket on which anything can be sent.
type rawSocket struct {
	net.Conn
	in *bufio.Reader
}

func (s *server) rawSocket(t *testing.T, headers ...string) *rawSocket {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	_, _ = io.WriteString(conn, "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"+strings.Join(append(headers, "", ""), "\r\n"))
	socket := &rawSocket{conn, bufio.NewReader(conn)}
	response, err := http.ReadResponse(socket.in, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("no WebSocket: %v, %v", response, err)
	}
	return socket
}

// The kinds of frames; fin is in those that end a message, compressed in those
// that say to be packed.
const (
	fin, compressed                                   = 0x80, 0x40
	continuation, text, binaryKind, closing, pingKind = 0, 1, 2, 8, 9
)

// frame is a masked frame whose mask is 0.
func frame(head byte, payload string) []byte {
	b := []byte{head}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = bits.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = bits.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

func say(payload string) []byte { return frame(fin|text, payload) }

// closedWith reads what is sent until the server closes, and says with which
// code: 0 where it just ended.
func (r *rawSocket) closedWith(t *testing.T) int {
	t.Helper()
	for {
		head := make([]byte, 2)
		if _, err := io.ReadFull(r.in, head); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				t.Fatal("it stays open")
			}
			return 0
		}
		n := int(head[1] & 0x7f)
		extended := map[int]int{126: 2, 127: 8}[n]
		length := make([]byte, 8)
		if _, err := io.ReadFull(r.in, length[8-extended:]); err != nil {
			return 0
		}
		if extended > 0 {
			n = int(bits.BigEndian.Uint64(length))
		}
		payload := make([]byte, n)
		if _, err := io.ReadFull(r.in, payload); err != nil {
			return 0
		}
		if head[0]&0xf == closing {
			if n < 2 {
				return 1005
			}
			return int(bits.BigEndian.Uint16(payload))
		}
	}
}

const greeting, followIt = `{"type":"connection_init"}`, `{"type":"subscribe","id":"1","payload":{"query":"subscription { catalogChanged { revision } }"}}`

// TestAttacksOnSockets sends what breaks the protocol of WebSockets or that above
// it. Each is closed, with the code of its protocol, and a normal request beside
// it is served as ever.
func TestAttacksOnSockets(t *testing.T) {
	s := sampleOn(t, "sqlite")
	silent := s.rawSocket(t) // for longer than it may, while the others are tried
	join := func(frames ...[]byte) (all []byte) {
		for _, f := range frames {
			all = append(all, f...)
		}
		return all
	}
	const tooBig, broken = 1009, 1002
	for name, c := range map[string]struct {
		sent  []byte
		codes []int // 0 for one that is just cut
	}{
		"a message that is no object":     {join(say(greeting), say(`[]`)), []int{4400}},
		"a message of brackets":           {join(say(greeting), say(strings.Repeat("[", 60_000))), []int{4400}},
		"a message that is no UTF-8":      {join(say(greeting), say("{\"type\":\"ping\",\"payload\":\"\xff\xfe\"}")), []int{4400}},
		"a binary message":                {join(say(greeting), frame(fin|binaryKind, greeting)), []int{4400}},
		"a subscription before the init":  {say(followIt), []int{4401}},
		"a token that is none":            {say(`{"type":"connection_init","payload":{"Authorization":"Bearer ` + strings.Repeat("a.", 20_000) + `"}}`), []int{4403}},
		"a name that is taken":            {join(say(greeting), say(followIt), say(followIt)), []int{4409}},
		"an init again":                   {join(say(greeting), say(greeting)), []int{4429}},
		"a message beyond the limit":      {join(say(greeting), say(strings.Repeat(" ", 70_000))), []int{tooBig}},
		"a message in small pieces":       {join(say(greeting), frame(text, "["), []byte(strings.Repeat(string(frame(continuation, " ")), 70_000))), []int{tooBig}},
		"a frame that says to be endless": {join([]byte{fin | text, 0x80 | 127}, []byte("\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"), []byte(strings.Repeat(" ", 70_000))), []int{tooBig}},
		"a frame below nothing":           {join([]byte{fin | text, 0x80 | 127}, []byte("\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00")), []int{broken, 0}},
		"a frame without a mask":          {append([]byte{fin | text, byte(len(greeting))}, greeting...), []int{broken, 0}},
		"a packed frame":                  {frame(fin|text|compressed, greeting), []int{broken, 0}},
		"a kind that is none":             {frame(fin|5, ""), []int{broken, 0}},
		"a ping in pieces":                {frame(pingKind, ""), []int{broken, 0}},
		"a ping that is too long":         {frame(fin|pingKind, strings.Repeat("a", 200)), []int{broken, 0}},
		"a continuation of nothing":       {frame(fin|continuation, greeting), []int{broken, 0}},
		"a close with half a code":        {frame(fin|closing, "\x03"), []int{broken, 1005, 0}},
		"pings and a close":               {append([]byte(strings.Repeat(string(frame(fin|pingKind, "")), 20_000)), frame(fin|closing, "\x03\xe8")...), []int{1000}},
		"subscriptions and a close":       {join(say(greeting), []byte(subscriptions(2000)), frame(fin|closing, "\x03\xe8")), []int{1000, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			socket := s.rawSocket(t)
			go func() { _, _ = socket.Write(c.sent) }()
			code := socket.closedWith(t)
			for _, want := range c.codes {
				if code == want {
					return
				}
			}
			t.Errorf("it is closed with %d, not %v", code, c.codes)
		})
		s.must(t, `{ catalog { registeredItems } }`, nil)
	}
	if code := silent.closedWith(t); code != 4408 {
		t.Errorf("one that says nothing is closed with %d", code)
	}
	if strings.Contains(s.output.String(), "panic") {
		t.Errorf("something panicked:\n%s", s.output)
	}
}

// subscriptions are so many frames that each subscribe to something.
func subscriptions(n int) string {
	var b strings.Builder
	for i := range n {
		payload, _ := json.Marshal(map[string]any{"query": fmt.Sprintf("subscription { a%d: catalogChanged { revision } }", i)})
		b.Write(say(fmt.Sprintf(`{"type":"subscribe","id":"%d","payload":%s}`, i, payload)))
	}
	return b.String()
}

// TestFloodsOfStreamsAreLimited opens streams of both kinds until the limit of one
// address: those beyond are refused, and what is no stream is served as ever.
func TestFloodsOfStreamsAreLimited(t *testing.T) {
	s := start(t, sampledOn(t, "sqlite").database, "--max-streams", "40")
	for range 20 {
		s.rawSocket(t)
	}
	events := func() int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.address+"/graphql", strings.NewReader(`{"query":"subscription { catalogChanged { revision } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "text/event-stream")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = response.Body.Close() })
		return response.StatusCode
	}
	for i := range 60 {
		want := http.StatusOK
		if i >= 20 {
			want = http.StatusTooManyRequests
		}
		if status := events(); status != want {
			t.Fatalf("stream %d of events is answered %d", i+1, status)
		}
	}
	s.must(t, `{ catalog { registeredItems } }`, nil)
}
