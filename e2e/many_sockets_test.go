package e2e

import (
	"context"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// manySockets is how many screens follow a center at once (issue of one-window
// acceptance: 2,000 on a machine of this size, told within a second).
const manySockets = 2000

// TestManySocketsFollowACenter holds that a case which is started is told to all who
// follow its center over sockets of their own.
func TestManySocketsFollowACenter(t *testing.T) {
	s := start(t, sampleDatabase(t, "sqlite"), "--sample", "--max-streams", "3000")
	o := s.officer(t, "clerk")
	c := o.choose()
	told := make(chan string, manySockets*10) // the number of a case, from each who was told of it
	var listening sync.WaitGroup
	for range manySockets {
		listening.Go(func() { o.followCenter(c.center, func(number string) { told <- number }) })
	}
	listening.Wait()
	// A subscription begins a moment after its socket asked for it: who missed the first case hears of another.
	began, number, heard := time.Now(), "", 0
	for try := 0; try < 8 && heard < manySockets; try++ {
		began, heard = time.Now(), 0
		number = at(t, o.startCase(c), "case.number").(string)
		for late := time.After(5 * time.Second); late != nil && heard < manySockets; {
			select {
			case of := <-told:
				if of == number {
					heard++
				}
			case <-late:
				late = nil
			}
		}
	}
	took := time.Since(began)
	t.Logf("%d of %d sockets were told of %s after %s, the start of the case included", heard, manySockets, number, took)
	within := time.Second
	if os.Getenv("ONEWINDOW_TEST_ALONE") == "" {
		within *= besideOthers / 2
	}
	if heard != manySockets || took > within {
		t.Errorf("%d of %d were told within %s", heard, manySockets, took)
	}
}

// followCenter subscribes over a socket of its own and returns when the server has
// answered something that was sent after.
func (o *officer) followCenter(center string, tell func(number string)) {
	header := http.Header{"Cookie": {o.cookie}, "Origin": {"http://" + o.address}}
	conn, _, err := websocket.Dial(o.t.Context(), "ws://"+o.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: header})
	if err != nil {
		o.t.Errorf("dial: %v", err)
		return
	}
	o.t.Cleanup(func() { _ = conn.CloseNow() })
	for _, message := range []map[string]any{
		{"type": "connection_init"},
		{"type": "subscribe", "id": "1", "payload": map[string]any{
			"query": `subscription($c: ID!) { caseChanged(center: $c) { number kind } }`, "variables": map[string]any{"c": center},
		}},
		{"type": "ping"},
	} {
		if err := wsjson.Write(o.t.Context(), conn, message); err != nil {
			o.t.Errorf("send: %v", err)
			return
		}
	}
	answered := make(chan struct{})
	go func() {
		open := true
		for {
			var message struct {
				Type    string
				Payload answer
			}
			if wsjson.Read(context.WithoutCancel(o.t.Context()), conn, &message) != nil {
				if open {
					close(answered)
				}
				return
			}
			switch change, _ := message.Payload.Data["caseChanged"].(map[string]any); {
			case message.Type == "pong" && open:
				open = false
				close(answered)
			case change != nil && change["kind"] == "STARTED":
				tell(change["number"].(string))
			}
		}
	}()
	<-answered
}
