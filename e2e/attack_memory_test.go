package e2e

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// memoryAtMost is how many MiB the program may have had at once. 200 answers of
// 1.3 MB that are made at once took 700 MiB; without limits it would grow with
// what is asked.
const memoryAtMost = 1200

// TestMemoryIsBounded asks for the largest answers that the limits allow, 200 at
// once.
func TestMemoryIsBounded(t *testing.T) {
	s := sampleOn(t, "sqlite")
	idle := s.memory(t)
	largest := `{ items(first: 100, filter: {published: true}) { nodes { edition { materials { ` + numbered(95, "a%[1]d: name ") + `} } } } }`
	size := 0
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			a, err := s.post(t.Context(), largest, nil)
			if err != nil || len(a.Errors) > 0 {
				t.Errorf("it is refused: %v %.200s", err, a.raw)
			}
			if i == 0 {
				size = len(a.raw)
			}
		})
	}
	all.Wait()
	s.must(t, `{ catalog { registeredItems } }`, nil)
	if size < 1<<20 {
		t.Errorf("the largest answer has %d bytes only", size)
	}
	if most := s.memory(t); most > memoryAtMost {
		t.Errorf("it took %d MiB for 200 answers of %d bytes", most, size)
	} else {
		t.Logf("it took %d MiB for 200 answers of %d bytes at once, %d before", most, size, idle)
	}
}

// memory is the most MiB that the program has had resident so far.
func (s *server) memory(t *testing.T) (most int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Skip("only Linux tells how much memory a process has had: ", err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(after, &most); err != nil {
		t.Fatal(err)
	}
	return most / 1024
}
