package catalog

import "time"

// Status is the catalog as a whole at one revision.
type Status struct {
	Revision int64
	// OldestRevision is the oldest one after which every change is known here.
	OldestRevision int64
	ChangedAt      *time.Time
	// RegisteredItems leaves out the cancelled ones.
	RegisteredItems, PublishedItems int
	Townships, Villages             int
	Departments, OpenCenters        int
}
