package transport

import (
	"context"
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/time/rate"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
)

const (
	// requestCost is charged for each request, whatever it asks, and one more for
	// each bytesOfBodyPerCost: reading and refusing it takes time as well.
	requestCost = 20
	// signInCost is charged for each try to sign in: a password takes 64 MiB and a
	// tenth of a second to check, a code asks the provider.
	signInCost = 100_000
	// exportCost is charged for a spreadsheet.
	exportCost         = 20_000
	bytesOfBodyPerCost = 100
	// rememberedCallers is how many budgets are kept; the one that was unused for
	// longest is forgotten first, and full again.
	rememberedCallers = 20_000
)

var overBudget = fault.NewKind("LIMIT_EXCEEDED",
	"请求过于频繁，请在 %s 秒后再试。",
	"Too much was asked within a minute, try again in %s seconds.")

// budgets are how much cost each caller may still ask for. A budget fills up
// evenly within a minute.
type budgets struct {
	public, signedIn int
	now              func() time.Time
	kept             *lru.Cache[account, *rate.Limiter]
}

func newBudgets(l Limits, now func() time.Time) *budgets {
	kept, err := lru.New[account, *rate.Limiter](rememberedCallers)
	if err != nil {
		panic(err) // for a size that is not positive
	}
	return &budgets{public: l.PublicBudget, signedIn: l.CallerBudget, now: now, kept: kept}
}

// account is who pays: a signed-in caller by name, or an address of the public.
// The zero account pays nothing.
type account struct {
	name string
	from netip.Addr
}

// limiter is the budget of an account, nil for one that pays nothing.
func (b *budgets) limiter(a account) *rate.Limiter {
	perMinute := b.public
	if a.name != "" {
		perMinute = b.signedIn
	}
	if perMinute <= 0 || a == (account{}) {
		return nil
	}
	limiter, known := b.kept.Get(a)
	if !known {
		limiter = rate.NewLimiter(rate.Limit(float64(perMinute)/60), perMinute)
		if earlier, there, _ := b.kept.PeekOrAdd(a, limiter); there {
			limiter = earlier
		}
	}
	return limiter
}

// take takes a cost from a budget, or says how long to wait for it.
func (b *budgets) take(a account, cost int) time.Duration {
	limiter := b.limiter(a)
	if limiter == nil {
		return 0
	}
	now := b.now()
	reserved := limiter.ReserveN(now, min(cost, limiter.Burst()))
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}

// charge takes a cost from the budget of who asks, or refuses and says in the
// header of the answer when to come again.
func (b *budgets) charge(ctx context.Context, cost int) *gqlerror.Error {
	wait := b.take(payer(ctx), cost)
	if wait == 0 {
		return nil
	}
	if header, ok := ctx.Value(costKey{}).(http.Header); ok {
		header.Set("Retry-After", seconds(wait))
	}
	return refusal(ctx, overBudget.At("", seconds(wait)))
}

// seconds are whole ones, as Retry-After wants them.
func seconds(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }

type payerKey struct{}

// payer is who pays for the operations of a context.
func payer(ctx context.Context) account {
	from, _ := ctx.Value(payerKey{}).(account)
	if caller := identity.From(ctx); !caller.Public() && from != (account{}) {
		return account{name: caller.Name}
	}
	return from
}

// budgeted charges each request a cost to its address, and notes who pays for the
// rest, and who tries codes.
func (s *Server) budgeted(cost int, next http.Handler) http.Handler {
	return s.budgetedOr(cost, refuseOverBudget, next)
}

// budgetedOr is budgeted with another way to refuse.
func (s *Server) budgetedOr(cost int, refuse refusing, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := s.account(r)
		if wait := s.budgets.take(a, cost+int(max(r.ContentLength, 0)/bytesOfBodyPerCost)); wait > 0 {
			refuse(w, r, seconds(wait))
			return
		}
		ctx := context.WithValue(r.Context(), tryingKey{}, s.address(r))
		if a != (account{}) {
			ctx = context.WithValue(ctx, payerKey{}, a)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// over is whether a request costs more than is left, which it is refused for.
func (s *Server) over(w http.ResponseWriter, r *http.Request, a account, cost int) bool {
	wait := s.budgets.take(a, cost)
	if wait > 0 {
		refuseOverBudget(w, r, seconds(wait))
	}
	return wait > 0
}

// refusing answers a request whose budget is used up, and says in seconds when to
// come again.
type refusing func(w http.ResponseWriter, r *http.Request, retryAfter string)

// refuseOverBudget answers as the API does.
func refuseOverBudget(w http.ResponseWriter, r *http.Request, retryAfter string) {
	w.Header().Set("Retry-After", retryAfter)
	refuse(w, r, http.StatusTooManyRequests, overBudget.At("", retryAfter))
}

// address is where a request comes from, this machine too.
func (s *Server) address(r *http.Request) account {
	return account{from: network(clientAddress(r, s.limits.TrustedProxy))}
}

// account is the address that a request is charged to. This machine's own
// requests are free, unless they were passed on for somebody else.
func (s *Server) account(r *http.Request) account {
	from := clientAddress(r, s.limits.TrustedProxy)
	if from.IsLoopback() && !s.limits.LimitLoopback && !passedOn(r) {
		return account{}
	}
	return account{from: network(from)}
}

// passedOn is whether a proxy says that it sends a request for somebody else.
func passedOn(r *http.Request) bool {
	return slices.ContainsFunc([]string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"}, func(name string) bool { return r.Header.Get(name) != "" })
}

// network is the address that a customer of a provider has: of IPv6 they have
// 2^64 of their own.
func network(a netip.Addr) netip.Addr {
	if a.Is4() || !a.IsValid() {
		return a
	}
	prefix, err := a.Prefix(64)
	if err != nil {
		return a
	}
	return prefix.Addr()
}

// clientAddress is where a request comes from: the last address in
// X-Forwarded-For that is no trusted proxy's, when a trusted proxy passed it on.
func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	from := peerAddress(r)
	if !isTrusted(from, trusted) {
		return from
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return from
		}
		if from = next.Unmap().WithZone(""); !isTrusted(from, trusted) {
			return from
		}
	}
	return from
}

// peerAddress is the other end of a request's connection.
func peerAddress(r *http.Request) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	return peer.Addr().Unmap().WithZone("")
}

func isTrusted(a netip.Addr, trusted []netip.Prefix) bool {
	return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
}

// streamsOpen counts the streams that each caller has open.
type streamsOpen struct {
	sync.Mutex
	most int
	open map[account]int
}

// count is how many there are of all.
func (o *streamsOpen) count() (n int) {
	o.Lock()
	defer o.Unlock()
	for _, of := range o.open {
		n += of
	}
	return n
}

// enter counts one more, unless there are too many.
func (o *streamsOpen) enter(a account) (leave func(), ok bool) {
	o.Lock()
	defer o.Unlock()
	if o.open[a] >= o.most {
		return nil, false
	}
	o.open[a]++
	return func() {
		o.Lock()
		defer o.Unlock()
		if o.open[a]--; o.open[a] == 0 {
			delete(o.open, a)
		}
	}, true
}
