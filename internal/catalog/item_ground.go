package catalog

import (
	"context"

	"onewindow/ent/db"
	"onewindow/ent/db/serviceitem"
)

// slugTaken is whether another item has a slug.
func (g *itemGround) slugTaken(ctx context.Context, slug string, except int) (bool, error) {
	if g.known != nil {
		id, taken := g.known.slugs[slug]
		return taken && id != except, nil
	}
	return g.tx.ServiceItem.Query().Where(serviceitem.Slug(slug), serviceitem.IDNEQ(except)).Exist(ctx)
}

// codeTaken is whether another item has an implementation code.
func (g *itemGround) codeTaken(ctx context.Context, code string, except int) (bool, error) {
	if g.known != nil {
		id, taken := g.known.codes[code]
		return taken && id != except, nil
	}
	return g.tx.ServiceItem.Query().Where(serviceitem.ImplementationCode(code), serviceitem.IDNEQ(except)).Exist(ctx)
}

// basicOf is the basic entry of an id.
func (g *itemGround) basicOf(ctx context.Context, id int) (*db.BasicItem, error) {
	if g.known == nil {
		return g.tx.BasicItem.Get(ctx, id)
	}
	if row := g.known.basics[id]; row != nil {
		return row, nil
	}
	return nil, &db.NotFoundError{}
}

// departmentOf is the department of an id.
func (g *itemGround) departmentOf(ctx context.Context, id int) (*db.Department, error) {
	if g.known == nil {
		return g.tx.Department.Get(ctx, id)
	}
	if row := g.known.departments[id]; row != nil {
		return row, nil
	}
	return nil, &db.NotFoundError{}
}

// topicKinds gives the kind of each heading that exists, by code.
func (g *itemGround) topicKinds(ctx context.Context, codes []string) (map[string]string, error) {
	if g.known != nil {
		return g.known.kinds, nil
	}
	return topicKinds(ctx, g.tx, codes)
}

// district is the partition key of a department's items.
func (g *itemGround) district(ctx context.Context, d *db.Department) (string, error) {
	if g.known == nil {
		return districtOf(ctx, g.tx, d)
	}
	if code, known := g.known.districts[d.ID]; known {
		return code, nil
	}
	code, err := districtOf(ctx, g.tx, d)
	g.known.districts[d.ID] = code
	return code, err
}
