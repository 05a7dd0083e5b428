package trusted

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/predicate"
	"onewindow/ent/db/trusteddocument"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// View is a document as those see it who look after them.
type View struct{ row *db.TrustedDocument }

// Edge is a document on a page.
type Edge = page.Edge[*View]

// Connection is a page of documents, the newest first. How many there are is
// counted when somebody asks.
type Connection struct {
	page.Connection[*View]
	count func(context.Context) (int, error)
}

// TotalCount is how many documents there are.
func (c *Connection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// ID is the global id.
func (v *View) ID() node.DocumentID { return node.DocumentID(v.row.ID) }

// Client is who registered it.
func (v *View) Client() string { return v.row.Client }

// DocumentID is what the client calls it.
func (v *View) DocumentID() string { return v.row.DocumentID }

// Operation is the name of its operation.
func (v *View) Operation() string { return v.row.Operation }

// Body is its text.
func (v *View) Body() string { return v.row.Body }

// RegisteredAt is when it was registered.
func (v *View) RegisteredAt() time.Time { return v.row.RegisteredAt }

// RegisteredBy is who registered it, as the trail calls them.
func (v *View) RegisteredBy() string { return v.row.RegisteredBy }

// List reads a page of documents, of one client or of all, for those who may.
func List(ctx context.Context, client *db.Client, of *string, args page.Args) (*Connection, error) {
	if _, err := identity.Authorize(ctx, identity.ManageDocuments); err != nil {
		return nil, err
	}
	var where []predicate.TrustedDocument
	if of != nil {
		where = append(where, trusteddocument.Client(*of))
	}
	fetch := func(after, before string, n int, fromEnd bool) ([]*View, error) {
		query, order := client.TrustedDocument.Query().Where(where...), db.Desc(trusteddocument.FieldID)
		if after != "" {
			query = query.Where(trusteddocument.IDLT(rowOf(after)))
		}
		if before != "" {
			query = query.Where(trusteddocument.IDGT(rowOf(before)))
		}
		if fromEnd {
			order = db.Asc(trusteddocument.FieldID)
		}
		rows, err := query.Order(order).Limit(n).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the trusted documents: %w", err)
		}
		if fromEnd {
			slices.Reverse(rows)
		}
		views := make([]*View, len(rows))
		for i, row := range rows {
			views[i] = &View{row}
		}
		return views, nil
	}
	c, err := page.Fetch(args, func(v *View) string { return strconv.Itoa(v.row.ID) }, fetch)
	if err != nil {
		return nil, err
	}
	return &Connection{c, func(ctx context.Context) (int, error) {
		n, err := client.TrustedDocument.Query().Where(where...).Count(ctx)
		if err != nil {
			return 0, fmt.Errorf("count the trusted documents: %w", err)
		}
		return n, nil
	}}, nil
}

// rowOf is a cursor's place; what is none stands before all.
func rowOf(key string) int {
	id, _ := strconv.Atoi(key)
	return id
}

// Read is the document of a row id, nil for none that the caller looks after.
func Read(ctx context.Context, client *db.Client, id int) (*View, error) {
	if identity.From(ctx).Reach(identity.ManageDocuments).Nowhere() {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	row, err := client.TrustedDocument.Get(ctx, id)
	switch {
	case db.IsNotFound(err):
		return nil, nil //nolint:nilnil // none is an answer here
	case err != nil:
		return nil, fmt.Errorf("read a trusted document: %w", err)
	}
	return &View{row}, nil
}
