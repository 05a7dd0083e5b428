package e2e

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// windows are those at which cases are accepted at once.
const windows = 32

// TestAcceptedCasesOutliveTheirServer kills the server in the middle of what many
// clerks do: nothing that was acknowledged is lost, nothing that is tried again with
// its key is doubled, and the numbers have no gap. ONEWINDOW_TEST_LONG=1 has them
// work for a minute.
func TestAcceptedCasesOutliveTheirServer(t *testing.T) {
	t.Parallel()
	half := 2 * time.Second
	if os.Getenv("ONEWINDOW_TEST_LONG") != "" {
		half = 30 * time.Second
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			clerk := s.officer(t, "clerk")
			hall := &busyHall{t: t, officer: clerk, chosen: clerk.choose(), back: make(chan struct{})}
			hall.server.Store(s)
			ctx, stop := context.WithCancel(t.Context())
			var clerks sync.WaitGroup
			for window := range windows {
				clerks.Go(func() {
					for i := 0; ctx.Err() == nil; i++ {
						hall.accept(fmt.Sprintf("w%d-%d", window, i))
					}
				})
			}
			time.Sleep(half) // the clerks' time, not a wait for something
			_ = s.cmd.Process.Signal(syscall.SIGKILL)
			_ = s.cmd.Wait()
			before := hall.accepted.Load()
			hall.server.Store(start(t, s.database, "--sample"))
			hall.restarted()
			time.Sleep(half)
			stop()
			clerks.Wait()
			hall.isWhole()
			t.Logf("%d cases were accepted before the end, %d in all, %d steps were tried again", before, hall.accepted.Load(), hall.again.Load())
		})
	}
}

// busyHall is a center at which many accept cases while its server goes and comes back.
type busyHall struct {
	*officer
	chosen
	t               *testing.T
	server          atomic.Pointer[server]
	back            chan struct{} // closed when the server is back
	accepted, again atomic.Int64
	numbers         sync.Map // of the cases whose acceptance was acknowledged, with the keys of their clerks
}

func (h *busyHall) restarted() { close(h.back) }

// accept begins a case, checks its materials and accepts it, each with a key of its own.
func (h *busyHall) accept(key string) {
	begun := h.step(key+"-start", startDocument, "startCase", map[string]any{"item": h.item, "center": h.center})
	if begun == nil {
		return
	}
	id, number, version := begun["id"], begun["number"], begun["version"]
	checked := h.step(key+"-check", `mutation($id: ID!, $v: Int!) { checkMaterials(input: {case: $id, expectedVersion: $v, `+h.checks()+`}) {
		case { version } userErrors { code } } }`, "checkMaterials", map[string]any{"id": id, "v": version})
	if checked == nil {
		return
	}
	accepted := h.step(key+"-accept", `mutation($id: ID!, $v: Int!) { acceptCase(input: {case: $id, expectedVersion: $v}) {
		case { state } userErrors { code } } }`, "acceptCase", map[string]any{"id": id, "v": checked["version"]})
	if accepted == nil {
		return
	}
	if accepted["state"] != "ACCEPTED" {
		h.t.Errorf("%v is acknowledged as %v", number, accepted["state"])
	}
	h.numbers.Store(number, key)
	h.accepted.Add(1)
}

// step makes a change, and makes it again with the same key on the server that is
// back when the first one went. It returns the case.
func (h *busyHall) step(key, document, name string, variables map[string]any) map[string]any {
	for range 2 {
		a, err := h.server.Load().post(context.WithoutCancel(h.t.Context()), document, variables, h.headers("Idempotency-Key", key)...)
		if err == nil && len(a.Errors) == 0 {
			done, _ := a.Data[name].(map[string]any)
			if c, ok := done["case"].(map[string]any); ok {
				return c
			}
			h.t.Errorf("%s is answered %v", key, a.Data)
			return nil
		}
		<-h.back
		h.again.Add(1)
	}
	h.t.Errorf("%s was not done though it was tried again", key)
	return nil
}

// isWhole is that every case which was begun is accepted once, and that the numbers
// have no gap: every clerk ended what they began.
func (h *busyHall) isWhole() {
	h.t.Helper()
	back := &officer{h.server.Load(), h.t, h.cookie}
	if n := h.accepted.Load(); n < windows {
		h.t.Fatalf("only %d cases were accepted", n)
	}
	h.numbers.Range(func(number, key any) bool {
		if begun := back.startCase(h.chosen, "Idempotency-Key", key.(string)+"-start"); at(h.t, begun, "case.number") != number {
			h.t.Errorf("%v was acknowledged as %v and is %v when tried again", key, number, at(h.t, begun, "case.number"))
		}
		return true
	})
	newest := at(h.t, back.query(`{ cases(first: 1) { totalCount nodes { number } } }`, nil), "cases").(map[string]any)
	if total := int64(newest["totalCount"].(float64)); total != h.accepted.Load() {
		h.t.Errorf("%d cases are there, %d were acknowledged as accepted", total, h.accepted.Load())
	}
	if last := at(h.t, newest, "nodes.0.number").(string); !strings.HasSuffix(last, fmt.Sprintf("-%06d", h.accepted.Load())) {
		h.t.Errorf("the last of %d cases is %s", h.accepted.Load(), last)
	}
	seen := 0
	for after := any(nil); ; {
		page := at(h.t, back.query(`query($a: String) { cases(first: 20, after: $a) { nodes { number state events(first: 20) { nodes { kind } } }
			pageInfo { hasNextPage endCursor } } }`, map[string]any{"a": after}), "cases").(map[string]any)
		for _, row := range page["nodes"].([]any) {
			c := row.(map[string]any)
			kinds := map[any]int{}
			for _, e := range at(h.t, c, "events.nodes").([]any) {
				kinds[e.(map[string]any)["kind"]]++
			}
			if _, known := h.numbers.Load(c["number"]); !known || c["state"] != "ACCEPTED" || kinds["STARTED"] != 1 || kinds["ACCEPTED"] != 1 {
				h.t.Errorf("%v is %v, known %v, with %v", c["number"], c["state"], known, kinds)
			}
			seen++
		}
		if at(h.t, page, "pageInfo.hasNextPage") != true {
			break
		}
		after = at(h.t, page, "pageInfo.endCursor")
	}
	if int64(seen) != h.accepted.Load() {
		h.t.Errorf("%d of %d cases were read", seen, h.accepted.Load())
	}
}
