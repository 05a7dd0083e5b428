package store

import (
	"context"
	"slices"
	"sync"
)

// queue lets one change at a time through, in the order they came. Whoever is
// through hands the transaction it has open to the next one, so that changes
// that wait for each other anyway share one commit.
type queue struct {
	mu      sync.Mutex
	busy    bool
	waiting []ticket
}

// ticket is a place in the queue; whoever holds it is told its turn once.
type ticket struct {
	alone bool
	turn  chan *batch
}

// enter waits for the caller's turn and returns the transaction to join, nil
// where it has to begin one. Who returns without an error has to leave.
func (q *queue) enter(ctx context.Context, alone bool) (*batch, error) {
	q.mu.Lock()
	if !q.busy {
		q.busy = true
		q.mu.Unlock()
		return nil, nil //nolint:nilnil // there is none to join
	}
	t := ticket{alone, make(chan *batch, 1)}
	q.waiting = append(q.waiting, t)
	q.mu.Unlock()
	select {
	case b := <-t.turn:
		return b, nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	i := slices.Index(q.waiting, t)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	q.mu.Unlock()
	if i >= 0 {
		return nil, ctx.Err()
	}
	return <-t.turn, nil // it was told its turn meanwhile
}

// pass hands an open transaction to the next that may join it.
func (q *queue) pass(b *batch) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 || q.waiting[0].alone {
		return false
	}
	q.next(b)
	return true
}

// leave lets the next one begin.
func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.busy = len(q.waiting) > 0; q.busy {
		q.next(nil)
	}
}

func (q *queue) next(b *batch) {
	q.waiting[0].turn <- b
	q.waiting = q.waiting[1:]
}
