package catalog

import (
	"cmp"
	"slices"

	"onewindow/internal/organization"
)

// Endings are the offerings that end, or would end, because departments are no
// longer where they were.
type Endings struct {
	OfferingCount, ItemCount, CenterCount int
	// Items and Centers are the first MaxNamedEndings of each, in the order of lists.
	Items   []*ItemAt
	Centers []*organization.CenterAt
}

// MaxNamedEndings is how many items and centers are told one by one.
const MaxNamedEndings = 100

// Endings shows what ended to whom this lens is.
func (l *Lens) Endings(ended []organization.EndedOffering) *Endings {
	e := &Endings{OfferingCount: len(ended), Items: []*ItemAt{}, Centers: []*organization.CenterAt{}}
	itemIDs, centerIDs := map[int]bool{}, map[int]bool{}
	for _, o := range ended {
		if item := l.Item(o.ItemID); item != nil && !itemIDs[o.ItemID] {
			e.Items = append(e.Items, item)
		}
		if center := l.Org.Center(o.CenterID); center != nil && !centerIDs[o.CenterID] {
			e.Centers = append(e.Centers, center)
		}
		itemIDs[o.ItemID], centerIDs[o.CenterID] = true, true
	}
	e.ItemCount, e.CenterCount = len(itemIDs), len(centerIDs)
	slices.SortFunc(e.Items, func(a, b *ItemAt) int { return cmp.Compare(a.sortKey, b.sortKey) })
	slices.SortFunc(e.Centers, func(a, b *organization.CenterAt) int { return cmp.Compare(a.Code, b.Code) })
	e.Items, e.Centers = e.Items[:min(len(e.Items), MaxNamedEndings)], e.Centers[:min(len(e.Centers), MaxNamedEndings)]
	return e
}
