package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/personal"
)

// The ledger knows the keys of personal data that are in use, each with a text
// that it sealed: so another key under the same name is noticed, one that is
// missing is named at the start, and one that was retired seals nothing any more.

// keyProof is where the ledger's texts are sealed for, by the key's id.
var keyProof = personal.Field{Table: "ledger", Column: "personal_keys"}

// Keys are the keys of personal data of this process, nil for none.
func (s *Store) Keys() *personal.Keys { return s.keys }

// UseKeys has personal data sealed and opened with keys, nil for none. The first
// key that a database ever gets seals what was stored in the clear before. A key
// that is in use and not among them is personal.ErrMissingKey: what other keys
// sealed can be read all the same.
func (s *Store) UseKeys(ctx context.Context, keys *personal.Keys) error {
	ledger, err := s.Client.Ledger.Query().Only(ctx)
	if err != nil {
		return fmt.Errorf("look up which keys are in use: %w", err)
	}
	err = proven(keys, ledger.PersonalKeys)
	if err != nil && !errors.Is(err, personal.ErrMissingKey) {
		return err
	}
	if keys != nil && ledger.PersonalKeys[keys.First()] == "" {
		if err := s.introduce(ctx, keys); err != nil {
			return fmt.Errorf("take a key for personal data into use: %w", err)
		}
	}
	s.keys = keys
	return err
}

// proven is whether keys are those that are in use.
func proven(keys *personal.Keys, inUse map[string]string) (missing error) {
	for _, id := range slices.Sorted(maps.Keys(inUse)) {
		_, err := keys.Open(keyProof, id, personal.Sealed(inUse[id]))
		switch {
		case errors.Is(err, personal.ErrMissingKey):
			missing = fmt.Errorf("%w: %q", personal.ErrMissingKey, id)
		case err != nil:
			return fmt.Errorf("the key %q is another one than the one of this name that sealed personal data here", id)
		}
	}
	return missing
}

// introduce enters the first of the keys into the ledger. Where it is the first
// ever, it seals what is there in the same transaction.
func (s *Store) introduce(ctx context.Context, keys *personal.Keys) error {
	sealed := 0
	err := s.locked(ctx, func(client *db.Client, ledger *db.Ledger) error {
		if err := proven(keys, ledger.PersonalKeys); err != nil && !errors.Is(err, personal.ErrMissingKey) {
			return err
		}
		first := len(ledger.PersonalKeys) == 0
		proof, err := keys.Seal(keyProof, keys.First(), "OneWindow")
		if err != nil {
			return err
		}
		inUse := maps.Clone(ledger.PersonalKeys)
		if inUse == nil {
			inUse = map[string]string{}
		}
		inUse[keys.First()] = string(proof)
		if err := ledger.Update().SetPersonalKeys(inUse).Exec(ctx); err != nil || !first {
			return err
		}
		for _, f := range personal.Fields {
			for last, n := 0, resealAtOnce; n == resealAtOnce; {
				if n, last, err = s.reseal(ctx, client, f, keys, last); err != nil {
					return err
				}
				sealed += n
			}
		}
		return nil
	})
	if err != nil || sealed == 0 {
		return err
	}
	return s.forgetClear(ctx)
}

// forgetClear has the engine overwrite what stood in the clear.
func (s *Store) forgetClear(ctx context.Context) error {
	statements := []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}
	if s.Dialect == dialect.Postgres {
		statements = nil
		for _, f := range personal.Fields {
			statements = append(statements, "VACUUM FULL "+f.Table)
		}
	}
	for _, statement := range statements {
		if _, err := s.SQL.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("have the database forget personal data in the clear: %w", err)
		}
	}
	return nil
}

// locked runs fn in a transaction under the ledger's lock. It leaves no trail: it
// is for what changes how something is stored, and not what it says.
func (s *Store) locked(ctx context.Context, fn func(*db.Client, *db.Ledger) error) error {
	if s.Dialect == dialect.SQLite {
		s.writers.Lock()
		defer s.writers.Unlock()
	}
	tx, err := s.Client.Tx(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	ledger, err := lockLedger(ctx, tx.Client(), s.Dialect)
	if err != nil {
		return err
	}
	if err := fn(tx.Client(), ledger); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Seal seals a value of personal data in the row that is called so; that nothing
// can be sealed here is a problem at path.
func (tx *Tx) Seal(f personal.Field, row, path, clear string) (personal.Sealed, error) {
	if clear != "" && tx.keys != nil && tx.inUse[tx.keys.First()] == "" {
		return "", fmt.Errorf("the key %q was retired by 'onewindow personal rotate': start this instance with the keys of today", tx.keys.First())
	}
	sealed, err := tx.keys.Seal(f, row, clear)
	if problems, ok := fault.From(err); ok {
		return "", problems[0].Under(path)
	}
	return sealed, err
}

// Open opens a value of personal data in the row that is called so.
func (tx *Tx) Open(f personal.Field, row string, s personal.Sealed) (string, error) {
	return tx.keys.Open(f, row, s)
}

// Rotated is what a rotation did.
type Rotated struct {
	// Values is how many were sealed anew.
	Values int
	// Key is what all is sealed with now, Retired are those that nothing is
	// sealed with any more.
	Key     string
	Retired []string
}

// RotateKeys seals with the first key what is sealed with others, a batch at a
// time: where it ends before its time, the next one goes on. Values that cannot
// be opened stay as they are and are named, and then no key is retired.
func (s *Store) RotateKeys(ctx context.Context) (Rotated, error) {
	done := Rotated{Key: s.keys.First()}
	if _, err := identity.AuthorizeChange(ctx, rotate); err != nil {
		return done, err
	}
	if s.keys == nil {
		return done, errors.New("there is no key to seal with: give one (--personal-keys)")
	}
	var stuck []error
	for _, f := range personal.Fields {
		for last, more := 0, true; more; {
			err := s.locked(ctx, func(client *db.Client, _ *db.Ledger) error {
				n, next, err := s.reseal(ctx, client, f, s.keys, last)
				if damaged, ok := errors.AsType[unopened](err); ok {
					stuck, err = append(stuck, damaged...), nil
				}
				done.Values, more, last = done.Values+n, next != last, next
				return err
			})
			if err != nil {
				return done, fmt.Errorf("seal %s anew: %w", f, err)
			}
		}
	}
	if len(stuck) > 0 {
		return done, fmt.Errorf("%d values can't be opened, write them anew: %w", len(stuck), errors.Join(stuck[:min(len(stuck), 20)]...))
	}
	return s.retire(ctx, done)
}

// retire forgets the keys that nothing is sealed with any more, and notes what
// the rotation did.
func (s *Store) retire(ctx context.Context, done Rotated) (Rotated, error) {
	return Write(ctx, s, rotate, func(ctx context.Context, tx *Tx) (Rotated, error) {
		for _, f := range personal.Fields {
			found, err := unsealed(ctx, tx.Client, s.Dialect, f, done.Key, 0)
			if err == nil && len(found) > 0 {
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
		if done.Values == 0 && len(done.Retired) == 0 {
			return done, nil
		}
		if err := tx.Ledger.Update().SetPersonalKeys(map[string]string{done.Key: tx.inUse[done.Key]}).Exec(ctx); err != nil {
			return done, fmt.Errorf("retire keys: %w", err)
		}
		tx.Record(event.PersonalKeys, 0, map[string]any{"retired": done.Retired}, map[string]any{"key": done.Key, "values": done.Values})
		return done, nil
	})
}

// rotate is the name of the change.
const rotate = "rotatePersonalKeys"

// resealAtOnce is how many values one transaction seals anew.
const resealAtOnce = 500

// unopened are the values of a batch that could not be opened.
type unopened []error

// Error lists them.
func (u unopened) Error() string { return errors.Join(u...).Error() }

// reseal seals the next values of a field after a row that keys has not sealed,
// and says how many and which row was the last.
func (s *Store) reseal(ctx context.Context, client *db.Client, f personal.Field, keys *personal.Keys, after int) (n, last int, err error) {
	found, err := unsealed(ctx, client, s.Dialect, f, keys.First(), after)
	if err != nil {
		return 0, after, err
	}
	var stuck unopened
	for _, v := range found {
		after = v.id
		sealed, err := keys.Reseal(f, v.row, v.sealed)
		if err != nil {
			stuck = append(stuck, err)
			continue
		}
		query, args := sql.Dialect(s.Dialect).Update(f.Table).Set(f.Column, string(sealed)).Where(sql.EQ("id", v.id)).Query()
		if _, err := client.ExecContext(ctx, query, args...); err != nil {
			return n, after, err
		}
		n++
	}
	if len(stuck) > 0 {
		return n, after, stuck
	}
	return n, after, nil
}

// value is one of personal data where it is stored.
type value struct {
	id     int
	row    string
	sealed personal.Sealed
}

// unsealed are the next values of a field after a row that a key has not sealed.
func unsealed(ctx context.Context, client *db.Client, engine string, f personal.Field, key string, after int) ([]value, error) {
	prefix := personal.Prefix(key)
	query, args := sql.Dialect(engine).Select("id", f.Row, f.Column).From(sql.Table(f.Table)).
		Where(sql.And(sql.GT("id", after), sql.NEQ(f.Column, ""),
			sql.ExprP(fmt.Sprintf("substr(%s, 1, %d) <> '%s'", f.Column, len(prefix), prefix)))).
		OrderBy("id").Limit(resealAtOnce).Query()
	rows, err := client.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("look for what is to be sealed in %s: %w", f, err)
	}
	defer func() { _ = rows.Close() }()
	var found []value
	for rows.Next() {
		var v value
		if err := rows.Scan(&v.id, &v.row, &v.sealed); err != nil {
			return nil, fmt.Errorf("read %s: %w", f, err)
		}
		found = append(found, v)
	}
	return found, rows.Err()
}
