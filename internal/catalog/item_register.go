package catalog

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"onewindow/ent/db"
	"onewindow/ent/db/division"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules on items.
var (
	// SlugForm keeps slugs readable in an address.
	SlugForm = fault.NewKind("SLUG_FORM",
		"“%s”只能含小写英文字母、数字和单个连字符，最多 80 个字符。",
		"%q may have lower-case letters a–z, digits and single hyphens only, at most 80.")
	// BasicContradictory is a basic entry that is set and taken away at once.
	BasicContradictory = fault.NewKind("BASIC_CONTRADICTORY",
		"不能既指定基本目录条目又取消它。",
		"A basic entry cannot be given and taken away at once.")
	// DepartmentNotInForce is for departments that ended or have not begun.
	DepartmentNotInForce = fault.NewKind("DEPARTMENT_NOT_IN_FORCE",
		"部门“%s”在 %s 未生效或已撤销。",
		"The department %q is not in force on %s.")
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// RegisterItemInput is a new entry of the catalog.
type RegisterItemInput struct {
	// Slug names the item in addresses, unique in the registry.
	Slug  string
	Basic *node.BasicItemID
	Owner node.DepartmentID
	// ImplementationCode is kept as published, faults and all; no two items share one.
	ImplementationCode *string
	LocalCode          *string
	// MainItem is the heading it stands under in the published list (主项).
	MainItem *string
	ItemValues
}

// UpdateItemInput changes what is given and leaves the rest as it is.
type UpdateItemInput struct {
	ID              node.ItemID
	ExpectedVersion int
	Slug            *string
	// Basic is the basic entry that the item refines from now on.
	Basic *node.BasicItemID
	// WithoutBasic takes the item from its basic entry: it must say its own name and type.
	WithoutBasic *bool
	// ImplementationCode, LocalCode and MainItem are removed by an empty text.
	ImplementationCode *string
	LocalCode          *string
	MainItem           *string
	ItemValues
	// Inherit are the fields that the item no longer says itself.
	Inherit []ItemField
}

// RegisterItem adds an item to the catalog. Faults of its implementation code do
// not stop it (real lists have them): ParseImplementationCode tells them. Its
// name and type are required unless its basic entry gives them.
func RegisterItem(ctx context.Context, s *store.Store, in RegisterItemInput) (node.ItemID, error) {
	return store.Write(ctx, s, "registerItem", func(ctx context.Context, tx *store.Tx) (node.ItemID, error) {
		if err := tx.At(ctx, store.Place{DepartmentID: int(in.Owner)}); err != nil {
			return 0, err
		}
		create, err := in.prepare(ctx, &itemGround{tx: tx})
		if err != nil {
			return 0, err
		}
		item, err := create.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the item: %w", err)
		}
		tx.Record(event.Item, item.ID, nil, item)
		return node.ItemID(item.ID), nil
	})
}

// prepare checks a new item and has it ready to be stored.
func (in RegisterItemInput) prepare(ctx context.Context, g *itemGround) (*db.ServiceItemCreate, error) {
	change := itemChange{itemGround: g, slug: &in.Slug, basic: in.Basic, code: in.ImplementationCode,
		localCode: in.LocalCode, mainItem: in.MainItem, values: in.clean(), row: &db.ServiceItem{}}
	if err := change.check(ctx); err != nil {
		return nil, err
	}
	district, err := change.owner(ctx, in.Owner)
	if err != nil {
		return nil, err
	}
	if err := change.problems.Err(); err != nil {
		return nil, err
	}
	create := g.tx.ServiceItem.Create().SetOwnerID(int(in.Owner)).SetDistrictCode(district).
		SetStateSince(g.tx.Today).SetCreatedAt(g.tx.Now).SetUpdatedAt(g.tx.Now)
	change.apply(create.Mutation())
	return create, nil
}

// UpdateItem changes an item that is seen at its newest version.
func UpdateItem(ctx context.Context, s *store.Store, in UpdateItemInput) (node.ItemID, error) {
	return store.Write(ctx, s, "updateItem", func(ctx context.Context, tx *store.Tx) (node.ItemID, error) {
		row, conflict := itemRow(ctx, tx, in.ID, in.ExpectedVersion)
		if row == nil {
			return 0, conflict
		}
		update, err := in.prepare(ctx, &itemGround{tx: tx}, row)
		if err := fault.Join(conflict, err); err != nil {
			return 0, err
		}
		updated, err := update.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store the item: %w", err)
		}
		tx.Record(event.Item, row.ID, row, updated)
		return in.ID, nil
	})
}

// prepare checks a change of an item and has it ready to be stored.
func (in UpdateItemInput) prepare(ctx context.Context, g *itemGround, row *db.ServiceItem) (*db.ServiceItemUpdateOne, error) {
	change := itemChange{itemGround: g, slug: in.Slug, basic: in.Basic, withoutBasic: in.WithoutBasic != nil && *in.WithoutBasic,
		code: in.ImplementationCode, localCode: in.LocalCode, mainItem: in.MainItem,
		values: in.clean(), inherit: once(in.Inherit), row: row}
	if err := change.check(ctx); err != nil {
		return nil, err
	}
	if err := change.problems.Err(); err != nil {
		return nil, err
	}
	update := row.Update().AddVersion(1).SetUpdatedAt(g.tx.Now)
	change.apply(update.Mutation())
	return update, nil
}

// itemRow is the item; the error is a conflict when the caller saw another
// version, and the item is nil with every other one.
func itemRow(ctx context.Context, tx *store.Tx, id node.ItemID, expectedVersion int) (*db.ServiceItem, error) {
	row, err := tx.ServiceItem.Get(ctx, int(id))
	if err != nil {
		return nil, store.Found(err, "id", node.Encode("ServiceItem", int(id)))
	}
	if err := tx.At(ctx, store.Place{DepartmentID: row.OwnerID}); err != nil {
		return nil, err
	}
	return row, store.CheckVersion("expectedVersion", expectedVersion, row.Version)
}

// itemChange is what a registration and an update have in common: row is the
// item as it was, empty for a new one.
type itemChange struct {
	*itemGround
	row                       *db.ServiceItem
	slug                      *string
	basic                     *node.BasicItemID
	withoutBasic              bool
	code, localCode, mainItem *string
	values                    ItemValues
	inherit                   []ItemField

	basicRow *db.BasicItem
	problems fault.Problems
}

// check collects problems; its error is one of the database.
func (c *itemChange) check(ctx context.Context) error {
	for _, step := range []func(context.Context) error{c.checkSlug, c.checkBasic, c.checkCodes, c.checkValues} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	c.checkInherited()
	return nil
}

func (c *itemChange) checkSlug(ctx context.Context) error {
	if c.slug == nil {
		return nil
	}
	if len(*c.slug) > 80 || !slugForm.MatchString(*c.slug) {
		c.problems.Add(SlugForm.At("slug", clip(*c.slug)))
		return nil
	}
	taken, err := c.slugTaken(ctx, *c.slug, c.row.ID)
	if taken {
		c.problems.Add(fault.Taken.At("slug", *c.slug))
	}
	return err
}

// checkBasic finds the basic entry that the item will have.
func (c *itemChange) checkBasic(ctx context.Context) error {
	id := c.row.BasicID
	if c.basic != nil {
		given := int(*c.basic)
		id = &given
	}
	if c.basic != nil && c.withoutBasic {
		c.problems.Add(BasicContradictory.At("withoutBasic"))
	}
	if id == nil || c.withoutBasic {
		return nil
	}
	var err error
	c.basicRow, err = c.basicOf(ctx, *id)
	if db.IsNotFound(err) {
		c.problems.Add(fault.NotFound.At("basic", node.Encode("BasicItem", *id)))
		return nil
	}
	return err
}

func (c *itemChange) checkCodes(ctx context.Context) error {
	c.code = c.trimmed("implementationCode", c.code)
	c.localCode = c.trimmed("localCode", c.localCode)
	c.mainItem = c.trimmed("mainItem", c.mainItem)
	if c.code == nil || *c.code == "" || !storable(*c.code) {
		return nil
	}
	taken, err := c.codeTaken(ctx, *c.code, c.row.ID)
	if taken {
		c.problems.Add(fault.Taken.At("implementationCode", *c.code))
	}
	return err
}

func (c *itemChange) trimmed(at string, value *string) *string {
	if value == nil {
		return nil
	}
	line := strings.TrimSpace(*value)
	s := shape{c.problems}
	s.name(at, line)
	c.problems = s.problems
	return &line
}

func (c *itemChange) checkValues(ctx context.Context) error {
	problems, err := c.values.check(ctx, c.topicKinds)
	c.problems = append(c.problems, problems...)
	return err
}

// checkInherited looks at what will come from the basic entry: without one,
// nothing can, and a name and a type must be said.
func (c *itemChange) checkInherited() {
	var s shape
	for i, field := range c.inherit {
		at := "inherit." + strconv.Itoa(i)
		oneOf(&s, at, field, itemFields)
		if c.values.says(field) {
			s.problems.Add(SetAndInherited.At(at, string(field)))
		}
		if c.basicRow == nil {
			s.problems.Add(NothingToInherit.At(at))
		}
	}
	if c.basicRow == nil && c.basic == nil && len(c.inherit) == 0 {
		if c.values.Name == nil && c.row.Name == nil {
			s.problems.Add(fault.Required.At("name"))
		}
		if c.values.Type == nil && c.row.Type == nil {
			s.problems.Add(fault.Required.At("type"))
		}
	}
	c.problems = append(c.problems, s.problems...)
}

// apply sets the columns that change.
func (c *itemChange) apply(m *db.ServiceItemMutation) {
	set(c.slug, m.SetSlug)
	if c.code != nil && *c.code == "" {
		m.ClearImplementationCode()
	} else {
		set(c.code, m.SetImplementationCode)
	}
	set(c.localCode, m.SetLocalCode)
	set(c.mainItem, m.SetMainItem)
	if c.basic != nil {
		m.SetBasicID(int(*c.basic))
	}
	if c.withoutBasic {
		m.ClearBasicID()
	}
	c.values.apply(m)
	inherit(m, c.inherit)
}

// owner checks who will own the item and returns the code of its district.
func (c *itemChange) owner(ctx context.Context, id node.DepartmentID) (district string, err error) {
	row, err := c.departmentOf(ctx, int(id))
	switch {
	case db.IsNotFound(err):
		c.problems.Add(fault.NotFound.At("owner", node.Encode("Department", int(id))))
		return "", nil
	case err != nil:
		return "", err
	case !c.tx.Today.Within(row.ValidFrom, row.ValidTo):
		c.problems.Add(DepartmentNotInForce.At("owner", row.Name, c.tx.Today.String()))
	}
	return c.district(ctx, row)
}

// districtOf is the partition key of a department's items: the code of the
// district it stands in, or of the deployment's only district. It is empty where
// there is neither, as for a department of the province.
func districtOf(ctx context.Context, tx *store.Tx, d *db.Department) (string, error) {
	if d.DivisionID != nil {
		home, err := tx.Division.Get(ctx, *d.DivisionID)
		if err != nil {
			return "", fmt.Errorf("find the division of a department: %w", err)
		}
		if home.Level == "PROVINCE" || home.Level == "CITY" {
			return "", nil
		}
		return home.Code[:6] + "000000", nil
	}
	districts, err := tx.Division.Query().Where(division.Level("DISTRICT"), division.ValidToIsNil()).Limit(2).All(ctx)
	if err != nil || len(districts) != 1 {
		return "", err
	}
	return districts[0].Code, nil
}
