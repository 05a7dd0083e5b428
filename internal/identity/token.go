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
)

// tokenPrefix makes a leaked token recognisable to whoever scans for secrets.
const tokenPrefix = "ow_"

// NewSecret draws a token.
func NewSecret() string {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // it never fails
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
}

// CallerOf finds who holds a token. An unknown, expired or revoked one is
// ErrUnauthenticated.
func CallerOf(ctx context.Context, client *db.Client, now time.Time, token string) (Caller, error) {
	if !strings.HasPrefix(token, tokenPrefix) {
		return Caller{}, ErrUnauthenticated
	}
	found, err := client.AccessToken.Query().
		Where(accesstoken.Hash(HashSecret(token)), accesstoken.RevokedAtIsNil()).Only(ctx)
	switch {
	case db.IsNotFound(err):
		return Caller{}, ErrUnauthenticated
	case err != nil:
		return Caller{}, fmt.Errorf("look up a token: %w", err)
	case found.ExpiresAt != nil && !found.ExpiresAt.After(now):
		return Caller{}, ErrUnauthenticated
	}
	return callerOfToken(found), nil
}

func callerOfToken(row *db.AccessToken) Caller {
	c := Caller{Name: "token:" + row.Name, OnlyRegistered: row.OnlyRegistered, Grants: []Grant{{Role: Role(row.Role), CenterID: orZero(row.CenterID), DepartmentID: orZero(row.DepartmentID)}}}
	for _, a := range row.Actions {
		c.Only = append(c.Only, Action(a))
	}
	return c
}

// HashSecret needs no salt and no slow hash: a token has 256 random bits.
func HashSecret(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
