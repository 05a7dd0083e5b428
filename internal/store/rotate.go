package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/personal"
)

// Rotated is what a rotation did.
type Rotated struct {
	// Sealed is how many values were sealed anew, Emptied how many were lost.
	Sealed, Emptied int
	// Key is what all is sealed with now, Retired are those that nothing is
	// sealed with any more.
	Key     string
	Retired []string
}

// rotate is the name of the change.
const rotate = "rotatePersonalKeys"

// RotateKeys seals with the first key what is sealed with others, a batch at a
// time: where it ends before its time, the next one goes on. Values that cannot
// be opened are named, and no key is retired; or they are emptied, where somebody
// has given up on them.
func (s *Store) RotateKeys(ctx context.Context, emptyLost bool) (Rotated, error) {
	done := Rotated{Key: s.keys.First()}
	if _, err := identity.AuthorizeChange(ctx, rotate); err != nil {
		return done, err
	}
	if s.keys == nil {
		return done, errors.New("there is no key to seal with: give one (--personal-keys)")
	}
	if err := s.introduce(ctx, s.keys, emptyLost); err != nil {
		return done, err
	}
	var stuck []error
	for _, f := range personal.Fields {
		b := resealing{Field: f, keys: s.keys, emptyLost: emptyLost}
		for more := true; more; {
			err := s.locked(ctx, func(client *db.Client, _ *db.Ledger) (err error) {
				more, err = s.reseal(ctx, client, &b)
				return err
			})
			if err != nil {
				return done, fmt.Errorf("seal %s anew: %w", f, err)
			}
			done.Sealed, done.Emptied, b.sealed, b.emptied = done.Sealed+b.sealed, done.Emptied+b.emptied, 0, 0
		}
		stuck = append(stuck, b.stuck...)
	}
	if len(stuck) > 0 {
		return done, fmt.Errorf("%d values can't be opened: %w", len(stuck), errors.Join(stuck[:min(len(stuck), 20)]...))
	}
	return s.retire(ctx, done)
}

// retire forgets the keys that nothing is sealed with any more, and notes what
// the rotation did.
func (s *Store) retire(ctx context.Context, done Rotated) (Rotated, error) {
	return Write(Alone(ctx), s, rotate, func(ctx context.Context, tx *Tx) (Rotated, error) {
		for _, f := range personal.Fields {
			left, err := s.unsealed(ctx, tx.Client, &resealing{Field: f, keys: s.keys})
			if err == nil && len(left) > 0 {
				err = fmt.Errorf("%s was sealed with another key meanwhile: rotate again", f)
			}
			if err != nil {
				return done, err
			}
		}
		for _, id := range slices.Sorted(maps.Keys(tx.inUse)) {
			if id != done.Key {
				done.Retired = append(done.Retired, id)
			}
		}
		if done.Sealed+done.Emptied+len(done.Retired) == 0 {
			return done, nil
		}
		if err := tx.Ledger.Update().SetPersonalKeys(map[string]string{done.Key: tx.inUse[done.Key]}).Exec(ctx); err != nil {
			return done, fmt.Errorf("retire keys: %w", err)
		}
		tx.Record(event.PersonalKeys, 0, nil, done)
		return done, nil
	})
}

// resealing is a field on the way through its rows.
type resealing struct {
	personal.Field
	keys      *personal.Keys
	emptyLost bool
	// after is the last row that was looked at.
	after           int
	sealed, emptied int
	// stuck is what could not be opened.
	stuck []error
}

// atOnce is how many values one transaction seals anew.
const atOnce = 500

// reseal seals the next values of a field that its first key has not sealed, and
// says whether there may be more.
func (s *Store) reseal(ctx context.Context, client *db.Client, b *resealing) (more bool, err error) {
	values, err := s.unsealed(ctx, client, b)
	if err != nil {
		return false, err
	}
	for _, v := range values {
		b.after = v.id
		sealed, err := b.keys.Reseal(b.Field, v.row, v.sealed)
		switch {
		case err == nil:
			b.sealed++
		case b.emptyLost:
			b.emptied++
		default:
			b.stuck = append(b.stuck, err)
			continue
		}
		query, args := sql.Dialect(s.Dialect).Update(b.Table).Set(b.Column, string(sealed)).Where(sql.EQ("id", v.id)).Query()
		if _, err := client.ExecContext(ctx, query, args...); err != nil {
			return false, fmt.Errorf("store %s of %s: %w", b.Field, v.row, err)
		}
	}
	return len(values) == atOnce, nil
}

// value is one of personal data where it is stored.
type value struct {
	id     int
	row    string
	sealed personal.Sealed
}

// unsealed are the next values of a field that its first key has not sealed.
func (s *Store) unsealed(ctx context.Context, client *db.Client, b *resealing) ([]value, error) {
	prefix := personal.Prefix(b.keys.First())
	query, args := sql.Dialect(s.Dialect).Select("id", b.Row, b.Column).From(sql.Table(b.Table)).
		Where(sql.And(sql.GT("id", b.after), sql.NEQ(b.Column, ""),
			sql.ExprP(fmt.Sprintf("substr(%s, 1, %d) <> '%s'", b.Column, len(prefix), prefix)))).
		OrderBy("id").Limit(atOnce).Query()
	rows, err := client.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("look for what is to be sealed in %s: %w", b.Field, err)
	}
	defer func() { _ = rows.Close() }()
	var found []value
	for rows.Next() {
		var v value
		if err := rows.Scan(&v.id, &v.row, &v.sealed); err != nil {
			return nil, fmt.Errorf("read %s: %w", b.Field, err)
		}
		found = append(found, v)
	}
	return found, rows.Err()
}
