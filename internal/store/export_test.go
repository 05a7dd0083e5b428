package store

import (
	"testing"
	"time"
)

// LetBatchesLast has every change that waits share the transaction under way,
// however slow the machine is.
func LetBatchesLast(t *testing.T) {
	was := batchLasts
	batchLasts = time.Hour
	t.Cleanup(func() { batchLasts = was })
}

// Waiting is how many changes wait for their turn.
func (s *Store) Waiting() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return len(s.queue.waiting)
}
