package transport

import (
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/alecthomas/kong"

	"onewindow/internal/identity"
)

// Limits are what one request, one caller and one connection may take. The tags
// are the flags of serve with their defaults; docs/security.md says what each is
// for.
type Limits struct {
	MaxBody         int64 `default:"1048576" placeholder:"BYTES" help:"The most bytes of one request of the public."`
	MaxSignedInBody int64 `default:"25165824" placeholder:"BYTES" help:"The most bytes of one request with a token, which may carry a file to import."`
	MaxPersisted    int   `default:"200" placeholder:"N" help:"How many documents are kept for automatic persisted queries, the last used ones."`

	DocumentLimits `embed:""`

	PublicBudget  int            `default:"3000000" placeholder:"COST" help:"How much cost a minute each address of the public may ask for, and at once; 0 for any."`
	CallerBudget  int            `default:"12000000" placeholder:"COST" help:"The same for each signed-in caller."`
	TrustedProxy  []netip.Prefix `placeholder:"CIDR" help:"Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, e.g. 10.0.0.0/8."`
	LimitLoopback bool           `help:"Give requests from this machine a budget as well."`

	RequestTimeout time.Duration `default:"30s" placeholder:"TIME" help:"How long an operation may take, its statements included; streams and imports may take longer."`
	MaxStreams     int           `default:"200" placeholder:"N" help:"The most WebSockets and event streams of one caller or address at once."`
	MaxOperations  int           `default:"50" placeholder:"N" help:"The most operations under way on one WebSocket."`
	MaxMessage     int64         `default:"65536" placeholder:"BYTES" help:"The most bytes of one message on a WebSocket."`

	CORSOrigin      []string       `name:"cors-origin" placeholder:"ORIGIN" help:"Origins whose pages may ask with a token, e.g. https://portal.example; * for all."`
	Introspection   Audience       `default:"everyone" enum:"everyone,signed-in,nobody" placeholder:"WHO" help:"For whom the schema is told: everyone, signed-in or nobody."`
	NoIntrospection bool           `hidden:"" help:"The same as --introspection nobody."`
	MetricsFrom     []netip.Prefix `default:"127.0.0.0/8,::1/128" placeholder:"CIDR" help:"Who may read /metrics: where the monitoring asks from."`
	Pages           bool           `default:"true" negatable:"" help:"Serve the portal at /, the kiosk at /kiosk/ and the admin pages at /admin/."`
	GraphiQL        bool           `name:"graphiql" default:"true" negatable:"" help:"Serve GraphiQL, the page to try the API with."`
	Documents       DocumentMode   `default:"off" enum:"off,log,only" placeholder:"MODE" help:"Which documents execute: off for all, log for all and the unregistered are logged, only for registered ones only; see onewindow documents."`
}

// DocumentLimits are what one document may be.
type DocumentLimits struct {
	MaxDocument   int `default:"131072" placeholder:"BYTES" help:"The most bytes of one GraphQL document; values go into its variables."`
	MaxTokens     int `default:"8000" placeholder:"N" help:"The most tokens of one GraphQL document."`
	MaxDepth      int `default:"20" placeholder:"N" help:"How deep one operation may nest; introspection needs 15."`
	MaxAliases    int `default:"100" placeholder:"N" help:"The most aliases of one document."`
	MaxRootFields int `default:"60" placeholder:"N" help:"The most root fields of one operation."`
	MaxBreadth    int `default:"250" placeholder:"N" help:"The most fields in one place of an answer, repeated ones included."`
	MaxDirectives int `default:"50" placeholder:"N" help:"The most directives of one document."`
	MaxFragments  int `default:"100" placeholder:"N" help:"The most fragments of one document; they may be spread twice as often."`
	MaxList       int `default:"100" placeholder:"N" help:"The most rows of one page, and entries of a list among the arguments of a question; at most 100 rows are given in any case."`
	MaxGiven      int `default:"2000" placeholder:"N" help:"The most entries of a list in a change, whose own rules mostly allow less."`
	MaxEntities   int `default:"1000" placeholder:"N" help:"The most references that a gateway asks for at once."`
	MaxSearches   int `default:"4" placeholder:"N" help:"The most searches by a text and counts by facet in one operation: each looks at the whole catalog."`
	MaxCost       int `default:"100000" placeholder:"N" help:"The most fields that one operation may answer, reckoned before it runs."`
}

// DocumentMode is which documents execute.
type DocumentMode string

// The modes. The registered ones can be asked for by their ids in each.
const (
	DocumentsOff  DocumentMode = "off"
	DocumentsLog  DocumentMode = "log"
	DocumentsOnly DocumentMode = "only"
)

// Audience is for whom something is.
type Audience string

// The audiences.
const (
	Everyone Audience = "everyone"
	SignedIn Audience = "signed-in"
	Nobody   Audience = "nobody"
)

// includes is whether a caller belongs to it.
func (a Audience) includes(c identity.Caller) bool {
	return a == Everyone || a == SignedIn && !c.Public()
}

// DefaultLimits are the limits when no flag is given.
func DefaultLimits() Limits {
	var l Limits
	if err := kong.ApplyDefaults(&l); err != nil {
		panic("transport: " + err.Error()) // the tags above are wrong
	}
	return l
}

// introspection is for whom the schema is told.
func (l Limits) introspection() Audience {
	if l.NoIntrospection {
		return Nobody
	}
	return l.Introspection
}

// Check says what cannot be meant.
func (l Limits) Check() error {
	for _, origin := range l.CORSOrigin {
		u, err := url.Parse(origin)
		if origin != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != origin) {
			return fmt.Errorf("--cors-origin %q is not an origin such as https://portal.example", origin)
		}
	}
	return nil
}
