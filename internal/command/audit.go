package command

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/audit"
	"onewindow/internal/event"
	"onewindow/internal/store"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Check that no event of the trail was altered, removed or reordered."`
	Export auditExport `cmd:"" help:"Write the trail as JSON, an event a line."`
}

type auditVerify struct {
	Through string `placeholder:"SEQ:HASH" help:"The end of the trail as an earlier check printed it, kept elsewhere: the trail must pass through it."`
}

// Run walks the chain.
func (c *auditVerify) Run(p *process) error {
	through, err := c.head()
	if err != nil {
		return err
	}
	return p.withStore(func(s *store.Store) error {
		began, told := time.Now(), time.Now()
		progress := func(head audit.Head) {
			if time.Since(told) > tellEvery {
				told = time.Now()
				_, _ = fmt.Fprintf(p.errors, "%d events so far, %.0f a second\n", head.Seq, float64(head.Seq)/time.Since(began).Seconds())
			}
		}
		head, err := audit.Verify(p.ctx, s.Client, s.Dialect, audit.Check{Through: through, Progress: progress})
		if err != nil {
			return fmt.Errorf("the audit trail is broken: %w", err)
		}
		took := time.Since(began)
		_, err = fmt.Fprintf(p.out, "The audit trail is whole: %d events in %.1f s, %.0f a second.\nIts end, to be kept elsewhere: %d:%s\n",
			head.Seq, took.Seconds(), float64(head.Seq)/took.Seconds(), head.Seq, head.Hash)
		return err
	})
}

// tellEvery is how often a long check says how far it is.
const tellEvery = 5 * time.Second

func (c *auditVerify) head() (*audit.Head, error) {
	if c.Through == "" {
		return nil, nil //nolint:nilnil // nothing was kept
	}
	seq, hash, ok := strings.Cut(c.Through, ":")
	n, err := strconv.ParseInt(seq, 10, 64)
	if !ok || err != nil || n < 1 || hash == "" {
		return nil, fmt.Errorf("--through %q is not SEQ:HASH as audit verify prints it", c.Through)
	}
	return &audit.Head{Seq: n, Hash: hash}, nil
}

type auditExport struct {
	From string `placeholder:"DAY" help:"The first day, e.g. 2026-01-01."`
	To   string `placeholder:"DAY" help:"The first day that is left out."`
}

// Run writes the trail, and notes in it that it was written out.
func (c *auditExport) Run(p *process) error {
	return p.withStore(func(s *store.Store) error {
		from, err := beginning(c.From, s.Location())
		if err != nil {
			return err
		}
		to, err := beginning(c.To, s.Location())
		if err != nil {
			return err
		}
		_, err = store.Write(p.asOperator("audit"), s, "exportAudit", func(_ context.Context, tx *store.Tx) (int, error) {
			tx.RecordOnly(event.Trail, 0, nil, map[string]any{"from": c.From, "to": c.To})
			return 0, nil
		})
		if err != nil {
			return err
		}
		lines := json.NewEncoder(p.out)
		return audit.Each(p.ctx, s.Client, s.Dialect, from, to, func(e *db.AuditEvent) error { return lines.Encode(e) })
	})
}

// beginning is when a day begins, no moment for no day.
func beginning(day string, in *time.Location) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, day, in)
	if err != nil {
		return at, fmt.Errorf("%q is not a day such as 2026-01-31", day)
	}
	return at, nil
}
