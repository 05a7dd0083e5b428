package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"onewindow/internal/identity"
)

// Flow is a sign-in at the provider that has begun. It waits in a cookie of the
// browser that began it.
type Flow struct {
	State, Nonce, Verifier, Return string
}

// Text is the flow as a cookie holds it.
func (f Flow) Text() string {
	b, _ := json.Marshal(f) // strings always encode
	return base64.RawURLEncoding.EncodeToString(b)
}

// FlowOf reads what Text wrote; the zero Flow, which nothing answers to, for
// anything else.
func FlowOf(text string) (f Flow) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &f) != nil {
		return Flow{}
	}
	f.Return = Within(f.Return)
	return f
}

// Provided is whether there is an OpenID provider.
func (d *Doors) Provided() bool { return d.provider != nil }

// Passwords is whether people sign in with passwords that are kept here.
func (d *Doors) Passwords() bool { return d.flags.LocalAccounts }

// Begin is where the provider asks the person, and what to remember until they
// come back: the code flow with PKCE. Base is where people reach this program when
// no --public-url says so.
func (d *Doors) Begin(base, back string) (address string, f Flow, err error) {
	client, err := d.client(base)
	if err != nil {
		return "", Flow{}, err
	}
	f = Flow{State: identity.NewSecret(), Nonce: identity.NewSecret(), Verifier: oauth2.GenerateVerifier(), Return: Within(back)}
	return client.AuthCodeURL(f.State, oauth2.S256ChallengeOption(f.Verifier), oauth2.SetAuthURLParam("nonce", f.Nonce)), f, nil
}

func (d *Doors) client(base string) (*oauth2.Config, error) {
	if d.provider == nil {
		return nil, ErrWrong
	}
	client, err := d.provider.oauth()
	if err == nil && d.provider.PublicURL == "" {
		client.RedirectURL = base + "/auth/callback"
	}
	return client, err
}

// Finish begins the session of a person who comes back from the provider.
func (d *Doors) Finish(ctx context.Context, base string, f Flow, state, code string) (string, error) {
	if f.State == "" || f.Nonce == "" || state != f.State || code == "" {
		return "", ErrWrong
	}
	client, err := d.client(base)
	if err != nil {
		return "", err
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, d.provider.client)
	answer, err := client.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused):
		return "", ErrWrong
	case err != nil:
		return "", fmt.Errorf("%w: %w", ErrProvider, err)
	}
	raw, _ := answer.Extra("id_token").(string)
	number, err := d.provider.staffNumber(ctx, raw, f.Nonce)
	if errors.Is(err, identity.ErrUnauthenticated) {
		return "", ErrWrong
	}
	if err != nil {
		return "", err
	}
	return Begin(ctx, d.store, number, "oidc")
}

// Within is a path of this program's own pages, the first page for anything that
// leads elsewhere.
func Within(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsAny(path, "\\\r\n\t") || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return path
}
