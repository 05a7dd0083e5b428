package catalog

import (
	"onewindow/internal/identity"
	"onewindow/internal/node"
)

// Can is whether a caller may do something at a center, for a department or for
// an item, by its global id; somewhere at all when nothing is named. What the
// caller does not see is nothing they can do something to.
func (l *Lens) Can(c identity.Caller, a identity.Action, at *string) (bool, error) {
	reach := c.Reach(a)
	if at == nil {
		return !reach.Nowhere(), nil
	}
	kind, id, err := node.Decode(*at)
	if err != nil {
		return false, err
	}
	view := l.Directory.ViewOf(reach)
	switch kind {
	case "ServiceCenter":
		return l.Org.Center(id) != nil && view.Center(id), nil
	case "Department":
		return l.Org.Department(id) != nil && view.Department(id), nil
	case "ServiceItem":
		item := l.Item(id)
		return item != nil && view.Department(item.OwnerID), nil
	default:
		return false, node.WrongKind(kind, "ServiceCenter, Department, ServiceItem")
	}
}
