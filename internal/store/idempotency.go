package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/idempotencykey"
	"onewindow/internal/fault"
	"onewindow/internal/personal"
)

// ErrKeyReused says that an idempotency key came back with another input.
var ErrKeyReused = fault.NewKind("IDEMPOTENCY_KEY_REUSED",
	"这个 Idempotency-Key 已用于另一次不同的请求，请换一个。",
	"This Idempotency-Key was used for another input: take a new one.")

type idempotencyKey struct{ key, inputHash string }

type idempotencyContext struct{}

// WithIdempotencyKey has the write of this context remembered under key. The
// input is what the caller asked for; the same key with other input is an error.
func WithIdempotencyKey(ctx context.Context, key string, input any) (context.Context, error) {
	b, err := json.Marshal(input)
	if err != nil {
		return ctx, fmt.Errorf("hash the input of a keyed change: %w", err)
	}
	sum := sha256.Sum256(b)
	return context.WithValue(ctx, idempotencyContext{}, idempotencyKey{key, hex.EncodeToString(sum[:])}), nil
}

type replayContext struct{}

// OnReplay has f called when a change of this context had been made before, under the
// key of the context.
func OnReplay(ctx context.Context, f func()) context.Context {
	return context.WithValue(ctx, replayContext{}, f)
}

// Unkeyed is the context without its key, for what has to be done each time that
// it is asked for.
func Unkeyed(ctx context.Context) context.Context {
	return context.WithValue(ctx, idempotencyContext{}, nil)
}

func replay(ctx context.Context, client *db.Client, keys *personal.Keys, c change) (*idempotencyKey, bool, error) {
	key, ok := ctx.Value(idempotencyContext{}).(idempotencyKey)
	if !ok {
		return nil, false, nil
	}
	used, err := client.IdempotencyKey.Query().
		Where(idempotencykey.Caller(c.caller.Name), idempotencykey.Key(key.key)).Only(ctx)
	switch {
	case db.IsNotFound(err):
		return &key, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("look up the idempotency key: %w", err)
	case !keys.Fits(used.InputHash, key.inputHash):
		return nil, false, ErrKeyReused.At("")
	}
	if err := json.Unmarshal(used.Result, c.result); err != nil {
		return nil, false, fmt.Errorf("read the remembered result: %w", err)
	}
	if f, ok := ctx.Value(replayContext{}).(func()); ok {
		f()
	}
	return nil, true, nil
}

func remember(ctx context.Context, tx *Tx, key *idempotencyKey, result any) error {
	if key == nil {
		return nil
	}
	b, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("remember the result: %w", err)
	}
	err = tx.IdempotencyKey.Create().SetCaller(tx.Caller.Name).SetKey(key.key).SetInputHash(tx.keys.Fingerprint(key.inputHash)).
		SetResult(b).SetCreatedAt(tx.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("remember the idempotency key: %w", err)
	}
	return nil
}
