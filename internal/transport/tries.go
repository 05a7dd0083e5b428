package transport

import (
	"context"
	"time"

	"onewindow/internal/personal"
)

const (
	// wrongCodes is how many wrong codes an address tries in a minute, for whatever
	// cases and appointments. Tries of one number are not counted: whoever knows it
	// could keep its owner out, and fifty bits are not guessed from many addresses
	// either.
	wrongCodes = 10
)

// tries keeps those few who guess the codes of cases and appointments. A right code
// costs its address nothing, so that people behind one address follow as many as they
// have. A number that nothing has counts as any other: nothing tells them apart.
type tries struct{ *budgets }

var _ personal.Tries = tries{}

func newTries(now func() time.Time) tries {
	return tries{newBudgets(Limits{PublicBudget: wrongCodes, CallerBudget: wrongCodes}, now)}
}

// May refuses an address that tried too many wrong codes.
func (t tries) May(ctx context.Context) error {
	wait := t.wait(tryingFrom(ctx))
	if wait == 0 {
		return nil
	}
	return refusal(ctx, overBudget.At("", seconds(wait)))
}

// Wrong notes a wrong code. What was tried at the same moment is owed: the address
// waits for longer.
func (t tries) Wrong(ctx context.Context) {
	if limiter := t.limiter(tryingFrom(ctx)); limiter != nil {
		limiter.ReserveN(t.now(), 1)
	}
}

type tryingKey struct{}

// tryingFrom is the address of a request, also of one who is signed in, and of this
// machine: what is free for it is to ask, not to guess.
func tryingFrom(ctx context.Context) account {
	from, _ := ctx.Value(tryingKey{}).(account)
	return from
}

// wait is how long it takes until one more may be taken.
func (t tries) wait(a account) time.Duration {
	limiter := t.limiter(a)
	if limiter == nil {
		return 0
	}
	missing := 1 - limiter.TokensAt(t.now())
	return time.Duration(max(0, missing) / float64(limiter.Limit()) * float64(time.Second))
}
