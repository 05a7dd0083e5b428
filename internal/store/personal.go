package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"entgo.io/ent/dialect"

	"onewindow/ent/db"
	"onewindow/internal/fault"
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
	switch {
	case err != nil && !errors.Is(err, personal.ErrMissingKey):
		return err
	case err == nil && keys != nil && ledger.PersonalKeys[keys.First()] == "":
		err = s.introduce(ctx, keys, false)
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
// ever, it seals what is there in the same transaction. A key that is missing
// stops it, unless it is lost.
func (s *Store) introduce(ctx context.Context, keys *personal.Keys, lost bool) error {
	sealed := 0
	err := s.locked(ctx, func(client *db.Client, ledger *db.Ledger) error {
		inUse := ledger.PersonalKeys
		if err := proven(keys, inUse); err != nil && !(lost && errors.Is(err, personal.ErrMissingKey)) {
			return err
		}
		if inUse[keys.First()] != "" {
			return nil
		}
		proof, err := keys.Seal(keyProof, keys.First(), "OneWindow")
		if err != nil {
			return err
		}
		if len(inUse) == 0 {
			inUse = map[string]string{}
			if sealed, err = s.sealAll(ctx, client, keys); err != nil {
				return err
			}
		}
		inUse[keys.First()] = string(proof)
		return ledger.Update().SetPersonalKeys(inUse).Exec(ctx)
	})
	switch {
	case err != nil:
		return fmt.Errorf("take a key for personal data into use: %w", err)
	case sealed == 0:
		return nil
	}
	return s.forgetClear(ctx)
}

// sealAll seals what was stored in the clear.
func (s *Store) sealAll(ctx context.Context, client *db.Client, keys *personal.Keys) (sealed int, err error) {
	for _, f := range personal.Fields {
		b := resealing{Field: f, keys: keys}
		for more := true; more; {
			if more, err = s.reseal(ctx, client, &b); err != nil {
				return 0, err
			}
		}
		if len(b.stuck) > 0 {
			return 0, b.stuck[0]
		}
		sealed += b.sealed
	}
	return sealed, nil
}

// forgetClear has the engine overwrite what stood in the clear.
func (s *Store) forgetClear(ctx context.Context) error {
	statements := []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}
	if s.Dialect == dialect.Postgres {
		statements = nil
		for _, f := range personal.Fields {
			if statement := "VACUUM FULL " + f.Table; !slices.Contains(statements, statement) {
				statements = append(statements, statement)
			}
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
	if _, err := s.queue.enter(ctx, true); err != nil {
		return err
	}
	defer s.queue.leave()
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
