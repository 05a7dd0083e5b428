package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/time/rate"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
)

// OIDC are the flags of an OpenID provider.
type OIDC struct {
	Issuer       string `name:"oidc-issuer" placeholder:"URL" help:"The OpenID provider whose tokens are taken, e.g. https://id.example/realms/gov."`
	Audience     string `name:"oidc-audience" placeholder:"ID" help:"For whom its tokens are made: the client id of this program."`
	ClientSecret string `name:"oidc-client-secret" placeholder:"SECRET" help:"The secret of the client, where the provider gave one."`
	StaffClaim   string `name:"oidc-staff-claim" default:"preferred_username" placeholder:"CLAIM" help:"The claim with the staff number."`
	PublicURL    string `placeholder:"URL" help:"Where people reach this program, e.g. https://services.example; the provider sends them back there, and links and printed codes begin with it."`
}

// ErrProvider is for a provider that can't be reached: nobody can say who calls.
var ErrProvider = errors.New("the identity provider can't be reached")

// signed are the algorithms that are taken: all have a key that only the provider
// knows.
var signed = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

const (
	// retryAfter is how long a provider that can't be reached is left alone.
	retryAfter = 5 * time.Second
	// keysKept is how long its keys are used before they are read again: a key that
	// it has withdrawn is good for no longer. Keys that are new are read at once.
	keysKept = 5 * time.Minute
	// looksAtOnce are how often the provider is asked in a row, and once a second from
	// then on: a token with a key that is not known makes it be asked, whoever made that
	// up. Those that need no new key never wait.
	looksAtOnce = 10
)

// sparing asks a provider no more often than it bears.
type sparing struct{ looks *rate.Limiter }

// RoundTrip waits with what reads: what exchanges a code is told apart by its method.
func (s sparing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		if err := s.looks.Wait(r.Context()); err != nil {
			return nil, fmt.Errorf("wait for the identity provider: %w", err)
		}
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && answer.StatusCode >= http.StatusInternalServerError {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("the identity provider answers %s", answer.Status)
	}
	return answer, err
}

// keys tell a signature that is wrong from keys that can't be had at the moment:
// the verifier says the same of both.
type keys struct {
	oidc.KeySet
	away error
}

// VerifySignature is the key set's, and keeps why it could not read the keys.
func (k *keys) VerifySignature(ctx context.Context, raw string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, raw)
	if _, unread := errors.AsType[*url.Error](err); unread {
		k.away = err
	}
	return payload, err
}

// provider is an OpenID provider, discovered when it is first needed: a start does
// not wait for it.
type provider struct {
	OIDC
	client *http.Client
	now    func() time.Time

	known  atomic.Pointer[description]
	asking sync.Mutex
}

// description is what is known of a provider, its keys among it, until it is asked
// again. There is an error where nothing is known.
type description struct {
	found *oidc.Provider
	keys  oidc.KeySet
	err   error
	until time.Time
}

func newProvider(flags OIDC, now func() time.Time) *provider {
	p := &provider{OIDC: flags, client: &http.Client{Timeout: 10 * time.Second, Transport: sparing{rate.NewLimiter(1, looksAtOnce)}}, now: now}
	p.known.Store(&description{})
	return p
}

// discover is the provider's description. One caller at a time asks for it; the
// others, and all while the provider is away, go on with what is known.
func (p *provider) discover() (*description, error) {
	switch known := p.known.Load(); {
	case p.now().Before(known.until):
		return known, known.err
	case known.found == nil:
		p.asking.Lock()
	case !p.asking.TryLock():
		return known, nil
	}
	defer p.asking.Unlock()
	known := p.known.Load()
	if p.now().Before(known.until) {
		return known, known.err
	}
	found, keys, err := p.ask()
	switch {
	case err == nil:
		known = &description{found: found, keys: keys, until: p.now().Add(keysKept)}
	case known.found != nil:
		slog.Warn("ask the identity provider for its keys again", "error", err)
		known = &description{found: known.found, keys: known.keys, until: p.now().Add(retryAfter)}
	default:
		known = &description{err: fmt.Errorf("%w: %w", ErrProvider, err), until: p.now().Add(retryAfter)}
	}
	p.known.Store(known)
	return known, known.err
}

// ask reads the provider's description. Its keys are fetched long after this request.
func (p *provider) ask() (*oidc.Provider, oidc.KeySet, error) {
	ctx := oidc.ClientContext(context.Background(), p.client)
	found, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, nil, err
	}
	var at struct {
		Keys string `json:"jwks_uri"`
	}
	if err := found.Claims(&at); err != nil {
		return nil, nil, fmt.Errorf("read where its keys are: %w", err)
	}
	return found, oidc.NewRemoteKeySet(ctx, at.Keys), nil
}

// staffNumber verifies a token and reads whose it is. Whatever is wrong with the
// token is identity.ErrUnauthenticated. The nonce is checked where one is given.
func (p *provider) staffNumber(ctx context.Context, raw, nonce string) (string, error) {
	known, err := p.discover()
	if err != nil {
		return "", err
	}
	keys := &keys{KeySet: known.keys}
	verifier := oidc.NewVerifier(p.Issuer, keys, &oidc.Config{ClientID: p.Audience, SupportedSigningAlgs: signed, Now: p.now})
	token, err := verifier.Verify(oidc.ClientContext(ctx, p.client), raw)
	switch {
	case keys.away != nil:
		return "", fmt.Errorf("%w: %w", ErrProvider, keys.away)
	case err != nil:
		return "", fmt.Errorf("%w: %w", identity.ErrUnauthenticated, err)
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return "", fmt.Errorf("%w: %w", identity.ErrUnauthenticated, err)
	}
	number, _ := claims[p.StaffClaim].(string)
	if number == "" || !fault.IsText(number) || nonce != "" && !p.isAnswer(claims, token.Nonce, nonce) {
		return "", identity.ErrUnauthenticated
	}
	return number, nil
}

// isAnswer is whether an id token was made for the sign-in of a nonce, and for no
// other client of the provider (OpenID Connect Core, 3.1.3.7, 4 and 5). The bearer
// token of a frontend names that frontend as its authorized party, rightly.
func (p *provider) isAnswer(claims map[string]any, has, nonce string) bool {
	party, named := claims["azp"]
	return has == nonce && (!named || party == p.Audience)
}

// client is this program as a client of the provider.
func (p *provider) oauth() (*oauth2.Config, error) {
	known, err := p.discover()
	if err != nil {
		return nil, err
	}
	return &oauth2.Config{
		ClientID: p.Audience, ClientSecret: p.ClientSecret, Endpoint: known.found.Endpoint(),
		RedirectURL: p.PublicURL + "/auth/callback", Scopes: []string{oidc.ScopeOpenID, "profile"},
	}, nil
}
