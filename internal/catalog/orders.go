package catalog

import (
	"sync"

	"onewindow/internal/page"
)

// orders keeps the items of a snapshot sorted in the ways that were asked for:
// a list then only leaves out what does not pass.
type orders struct {
	sync.Mutex
	by map[ItemSort][]*Item
}

// inOrder are all items in an order.
func (s *Snapshot) inOrder(sort ItemSort, key func(*Item) string) []*Item {
	if sort == SortByDepartment || sort == "" {
		return s.listed
	}
	s.orders.Lock()
	defer s.orders.Unlock()
	if sorted, ok := s.orders.by[sort]; ok {
		return sorted
	}
	sorted := append([]*Item(nil), s.listed...)
	page.SortBy(sorted, key)
	if s.orders.by == nil {
		s.orders.by = map[ItemSort][]*Item{}
	}
	s.orders.by[sort] = sorted
	return sorted
}
