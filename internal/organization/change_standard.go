package organization

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db"
	"onewindow/ent/db/centerstandard"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// CreateStandardInput is a new criterion that centers of a level must meet.
type CreateStandardInput struct {
	Code, Name  string
	Description *string
	Level       Level
	Position    *int
	// ValidFrom is today when nil.
	ValidFrom *calendar.Day
}

// CreateStandard adds a criterion (四个一, 十个一) and returns its id.
func (s *Service) CreateStandard(ctx context.Context, in CreateStandardInput) (int, error) {
	return change(ctx, s, "createCenterStandard", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		in.Code, in.Name = c.code("code", in.Code), c.required("name", in.Name, maxName)
		description := c.text("description", orZero(in.Description), maxText)
		listed(c, "level", in.Level, Levels)
		c.within("position", orZero(in.Position), 0, 1_000_000)
		exists, err := tx.CenterStandard.Query().Where(centerstandard.Code(in.Code)).Exist(ctx)
		if err := taken(c, "code", in.Code, exists, err); err != nil {
			return 0, err
		}
		from := dayOr(in.ValidFrom, tx.Today)
		if err := c.roomForStandard(ctx, tx, "code", from, 0); err != nil || c.stop() {
			return 0, err
		}
		row, err := tx.CenterStandard.Create().SetCode(in.Code).SetName(in.Name).SetDescription(description).
			SetLevel(string(in.Level)).SetPosition(orZero(in.Position)).SetValidFrom(from).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store standard %s: %w", in.Code, err)
		}
		tx.Record(event.Standard, row.ID, nil, standardOf(row))
		return row.ID, nil
	})
}

// UpdateStandardInput changes what is given. A criterion keeps its code and level.
type UpdateStandardInput struct {
	ID                node.StandardID
	ExpectedVersion   int
	Name, Description *string
	Position          *int
	// ValidTo is the first day it no longer holds; null has it hold on.
	ValidTo graphql.Omittable[*calendar.Day]
}

// UpdateStandard changes a criterion, or ends it.
func (s *Service) UpdateStandard(ctx context.Context, in UpdateStandardInput) (int, error) {
	return change(ctx, s, "updateCenterStandard", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		row, err := tx.CenterStandard.Get(ctx, int(in.ID))
		if err := c.merge(store.Found(err, "id", idText(in.ID))); err != nil || row == nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, row.Version)
		c.within("position", orZero(in.Position), 0, 1_000_000)
		update := row.Update().SetNillablePosition(in.Position)
		if in.Name != nil {
			update.SetName(c.required("name", *in.Name, maxName))
		}
		if in.Description != nil {
			update.SetDescription(c.text("description", *in.Description, maxText))
		}
		if end, given := in.ValidTo.ValueOK(); given {
			endStandard(c, update, row, end)
			if err := c.roomForStandard(ctx, tx, "validTo", row.ValidFrom, row.ID); err != nil {
				return 0, err
			}
		}
		if c.stop() {
			return 0, nil
		}
		after, err := update.AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store standard %d: %w", in.ID, err)
		}
		tx.Record(event.Standard, row.ID, standardOf(row), standardOf(after))
		return row.ID, nil
	})
}

// roomForStandard counts those that are in force on a day or later beside one.
func (c *checker) roomForStandard(ctx context.Context, tx *store.Tx, path string, from calendar.Day, id int) error {
	n, err := tx.CenterStandard.Query().Where(centerstandard.IDNEQ(id),
		centerstandard.Or(centerstandard.ValidToIsNil(), centerstandard.ValidToGT(from))).Count(ctx)
	return c.room(path, 1, n, MaxStandards, err)
}

func endStandard(c *checker, update *db.CenterStandardUpdateOne, row *db.CenterStandard, end *calendar.Day) {
	if end == nil {
		update.ClearValidTo()
		return
	}
	c.dayOrder("validTo", *end, row.ValidFrom)
	update.SetValidTo(*end)
}
