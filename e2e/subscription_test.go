package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"onewindow/internal/testdb"
)

const followCatalog = `subscription { catalogChanged { revision publishedItems } }`

// TestSubscriptions follows the catalog over both protocols while it changes.
func TestSubscriptions(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			s.token = newToken(t, s.database, "subscriptions")
			revisions := map[string]<-chan float64{"WebSocket": s.followBySocket(t), "SSE": s.followByEvents(t)}
			for protocol, ch := range revisions {
				next(t, protocol, ch) // the present state comes at once
			}
			began := time.Now()
			s.must(t, `mutation { createSector(input: {code: "NEW", name: "新领域"}) { userErrors { code } } }`, nil)
			made := at(t, s.must(t, `{ catalog { revision } }`, nil), "catalog.revision")
			for protocol, ch := range revisions {
				for next(t, protocol, ch) != made { // the token may be told before it
				}
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("the change was told after %s", took)
			}
		})
	}
}

func next(t *testing.T, protocol string, ch <-chan float64) float64 {
	t.Helper()
	select {
	case revision, ok := <-ch:
		if !ok {
			t.Fatalf("%s ended", protocol)
		}
		return revision
	case <-time.After(5 * time.Second):
		t.Fatalf("%s tells nothing", protocol)
		return 0
	}
}

// followBySocket speaks graphql-transport-ws.
func (s *server) followBySocket(t *testing.T) <-chan float64 {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), "ws://"+s.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	send := func(message map[string]any) {
		if err := wsjson.Write(t.Context(), conn, message); err != nil {
			t.Fatal(err)
		}
	}
	send(map[string]any{"type": "connection_init"})
	send(map[string]any{"type": "subscribe", "id": "1", "payload": map[string]any{"query": followCatalog}})
	ch := make(chan float64, 16)
	go func() {
		defer close(ch)
		for {
			var message struct {
				Type    string
				Payload answer
			}
			if wsjson.Read(context.WithoutCancel(t.Context()), conn, &message) != nil {
				return
			}
			if message.Type == "next" {
				ch <- message.Payload.Data["catalogChanged"].(map[string]any)["revision"].(float64)
			}
		}
	}()
	return ch
}

// followByEvents speaks server-sent events in distinct connections mode.
func (s *server) followByEvents(t *testing.T) <-chan float64 {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.address+"/graphql",
		strings.NewReader(fmt.Sprintf(`{"query": %q}`, followCatalog)))
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
	if kind := response.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		t.Fatalf("the stream is %s", kind)
	}
	ch := make(chan float64, 16)
	go func() {
		defer close(ch)
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			var revision float64
			if _, data, ok := strings.Cut(lines.Text(), `"revision":`); ok {
				if _, err := fmt.Sscanf(data, "%f", &revision); err == nil {
					ch <- revision
				}
			}
		}
	}()
	return ch
}

// TestInstancesFollowEachOther publishes on one instance and reads on another
// over the same PostgreSQL, before and after every connection was cut.
func TestInstancesFollowEachOther(t *testing.T) {
	database := testdb.Postgres(t)
	one := start(t, database, "--sample")
	two := start(t, database)
	one.token = newToken(t, database, "following")
	change := func(code string) {
		t.Helper()
		one.must(t, `mutation($code: String!) { createSector(input: {code: $code, name: "新领域"}) { userErrors { code } } }`, map[string]any{"code": code})
		want := at(t, one.must(t, `{ catalog { revision } }`, nil), "catalog.revision")
		deadline := time.Now().Add(time.Second)
		for at(t, two.must(t, `{ catalog { revision } }`, nil), "catalog.revision") != want {
			if time.Now().After(deadline) {
				t.Fatalf("the other instance has not seen %s within a second", code)
			}
		}
	}
	change("BEFORE")
	cutConnections(t, database)
	change("AFTER")
}

func cutConnections(t *testing.T, database string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	testdb.Exec(t, u.String(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+name+"'")
}
