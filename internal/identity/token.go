package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/accesstoken"
	"onewindow/internal/fault"
)

// tokenPrefix makes a leaked token recognisable to whoever scans for secrets.
const tokenPrefix = "ow_"

// NewToken is the input of CreateToken.
type NewToken struct {
	Name string
	Role Role
	// ExpiresAt is nil for a token that lasts until it is revoked.
	ExpiresAt *time.Time
}

// CreateToken stores the hash of a new token and returns the token itself,
// which nobody can read again.
func CreateToken(ctx context.Context, client *db.Client, now time.Time, in NewToken) (string, error) {
	if in.Name == "" {
		return "", fault.Required.At("name")
	}
	taken, err := client.AccessToken.Query().
		Where(accesstoken.Name(in.Name), accesstoken.RevokedAtIsNil()).Exist(ctx)
	if err != nil {
		return "", fmt.Errorf("look for token %q: %w", in.Name, err)
	}
	if taken {
		return "", fault.Taken.At("name", in.Name)
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	token := tokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
	err = client.AccessToken.Create().SetName(in.Name).SetRole("ADMIN").SetHash(hashToken(token)).
		SetCreatedAt(now).SetNillableExpiresAt(in.ExpiresAt).Exec(ctx)
	if err != nil {
		return "", fmt.Errorf("store token %q: %w", in.Name, err)
	}
	return token, nil
}

// CallerOf finds who holds a token. An unknown, expired or revoked one is
// ErrUnauthenticated.
func CallerOf(ctx context.Context, client *db.Client, now time.Time, token string) (Caller, error) {
	if !strings.HasPrefix(token, tokenPrefix) {
		return Caller{}, ErrUnauthenticated
	}
	found, err := client.AccessToken.Query().
		Where(accesstoken.Hash(hashToken(token)), accesstoken.RevokedAtIsNil()).Only(ctx)
	switch {
	case db.IsNotFound(err):
		return Caller{}, ErrUnauthenticated
	case err != nil:
		return Caller{}, fmt.Errorf("look up a token: %w", err)
	case found.ExpiresAt != nil && !found.ExpiresAt.After(now):
		return Caller{}, ErrUnauthenticated
	}
	return Caller{Name: "token:" + found.Name, Grants: []Grant{{Role: DistrictAdmin}}}, nil
}

// hashToken needs no salt and no slow hash: a token has 256 random bits.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
