package signin

import (
	"context"
	"crypto/subtle"
	"fmt"
	"sync"

	"onewindow/ent/db/post"
	"onewindow/internal/identity"
)

// links let people try the sample: one for each kind of post, each good once.
type links struct {
	mu    sync.Mutex
	codes map[string]string // staff numbers by code
}

// Link is a way into the sample as somebody with a kind of post.
type Link struct{ Kind, Path string }

// kindsOfLinks are the kinds of post of which there is a link, in their order.
var kindsOfLinks = []string{"CLERK", "AGENT", "REVIEWER", "CENTER_ADMIN", "DEPARTMENT_ADMIN", "DISTRICT_ADMIN", "SUPERVISOR", "AUDITOR"}

// OpenSample makes a link for each kind of post that somebody holds. It is for a
// machine that nobody else reaches.
func (d *Doors) OpenSample(ctx context.Context) ([]Link, error) {
	d.sample = &links{codes: map[string]string{}}
	var made []Link
	for _, kind := range kindsOfLinks {
		held, err := d.store.Client.Post.Query().Where(post.Kind(kind), post.ValidFromLTE(d.store.Today()),
			post.Or(post.ValidToIsNil(), post.ValidToGT(d.store.Today()))).WithStaff().Order(post.ByID()).Limit(1).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for somebody with a post of kind %s: %w", kind, err)
		}
		if len(held) == 0 {
			continue
		}
		code := identity.NewSecret()
		d.sample.codes[code] = held[0].Edges.Staff.Number
		made = append(made, Link{kind, "/auth/sample?code=" + code})
	}
	return made, nil
}

// Sampled is whether there are links into the sample.
func (d *Doors) Sampled() bool { return d.sample != nil }

// Sample begins the session of a link, once.
func (d *Doors) Sample(ctx context.Context, code string) (string, error) {
	if d.sample == nil {
		return "", ErrWrong
	}
	number := d.sample.take(code)
	if number == "" {
		return "", ErrWrong
	}
	return Begin(ctx, d.store, number, "sample")
}

func (l *links) take(code string) (number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for known, whose := range l.codes {
		if subtle.ConstantTimeCompare([]byte(known), []byte(code)) == 1 {
			delete(l.codes, known)
			return whose
		}
	}
	return ""
}
