package personal

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"

	"onewindow/internal/fault"
)

// Tries limits how often codes are tried without an account.
type Tries interface {
	// May says why no code may be tried now.
	May(ctx context.Context) error
	// Wrong notes that one was wrong.
	Wrong(ctx context.Context)
}

// Codes are what people without an account find their own again with: a number, and
// the code that came with it.
type Codes struct {
	// Tries limits how often they are tried; nil for no limit.
	Tries Tries

	field   Field
	keys    *Keys
	unknown fault.Problem
	decoy   Sealed
}

// nowhere is a row that no table has.
const nowhere = ""

// NewCodes are the codes in a column. Who has a number without its code, or one that
// leads nowhere, is answered that it is unknown.
func NewCodes(field Field, keys *Keys, unknown fault.Problem) *Codes {
	sealed, _ := keys.Seal(field, nowhere, NewSecret()) // without a key there are no codes
	return &Codes{field: field, keys: keys, unknown: unknown, decoy: sealed}
}

// Find is what is found with a number, for whoever gives its code; look finds nil for
// an unknown number. A wrong code and an unknown number are one and the same answer,
// after the same work: nobody learns which numbers there are.
func Find[R any](ctx context.Context, c *Codes, given string, look func() (*R, error), code func(*R) (row string, sealed Sealed)) (*R, error) {
	if c.Tries != nil {
		if err := c.Tries.May(ctx); err != nil {
			return nil, err
		}
	}
	found, err := look()
	if err != nil {
		return nil, err
	}
	row, sealed := nowhere, c.decoy
	if found != nil {
		row, sealed = code(found)
	}
	wanted, err := c.keys.Open(c.field, row, sealed)
	if err != nil {
		return nil, fmt.Errorf("open a code: %w", err)
	}
	given = strings.ToUpper(strings.TrimSpace(given))
	if subtle.ConstantTimeCompare([]byte(given), []byte(wanted)) == 1 && found != nil && wanted != "" {
		return found, nil
	}
	if c.Tries != nil {
		c.Tries.Wrong(ctx)
	}
	return nil, c.unknown
}
