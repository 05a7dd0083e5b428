package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// Flags say which doors are open.
type Flags struct {
	OIDC
	LocalAccounts bool `help:"Let people sign in with a password that is kept here (onewindow account set)."`
}

// Check says what cannot be meant.
func (f Flags) Check() error {
	if f.Issuer != "" && f.Audience == "" {
		return errors.New("--oidc-issuer needs --oidc-audience: for whom its tokens are made")
	}
	for name, address := range map[string]string{"--oidc-issuer": f.Issuer, "--public-url": f.PublicURL} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			return fmt.Errorf("%s %q is not a URL", name, address)
		}
	}
	return nil
}

// Doors are the ways in.
type Doors struct {
	store    *store.Store
	flags    Flags
	provider *provider // nil without one
	sample   *links    // nil without the sample
}

// Open opens the doors that the flags name.
func Open(s *store.Store, f Flags) *Doors {
	f.PublicURL = strings.TrimSuffix(f.PublicURL, "/")
	d := &Doors{store: s, flags: f}
	if f.Issuer != "" {
		d.provider = newProvider(f.OIDC, s.Now)
	}
	return d
}

// PublicURL is where people reach this program, as its operator says; empty when
// nobody did.
func (d *Doors) PublicURL() string { return d.flags.PublicURL }

// Bearer is whose token of the provider this is.
func (d *Doors) Bearer(ctx context.Context, token string) (identity.Caller, error) {
	if d.provider == nil {
		return identity.Caller{}, identity.ErrUnauthenticated
	}
	number, err := d.provider.staffNumber(ctx, token, "")
	if err != nil {
		return identity.Caller{}, err
	}
	c, err := identity.CallerOfStaff(ctx, d.store.Client, d.store.Today(), number)
	if errors.Is(err, identity.ErrUnauthenticated) {
		return c, ErrUnknownPerson
	}
	return c, err
}
