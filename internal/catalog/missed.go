package catalog

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/missedsearch"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/page"
	"onewindow/internal/search"
	"onewindow/internal/store"
)

// What is kept of searches that found nothing.
const (
	longestMiss  = 40     // characters of a text
	maxWaiting   = 1000   // texts between two writes
	maxMisses    = 10_000 // texts in all; the ones that were not asked for longest go first
	rememberEach = 5 * time.Second
)

// MissedSearchEdge and MissedSearchConnection are pages of texts that were searched for and found nothing.
type (
	MissedSearchEdge       = page.Edge[*db.MissedSearch]
	MissedSearchConnection = page.Connection[*db.MissedSearch]
)

// misses counts searches that found nothing until they are written down. A
// question must not wait for a write, so a few seconds of them may be lost when
// the process is killed. Who asked is not known here.
type misses struct {
	sync.Mutex
	waiting map[string]int
}

// personal is what looks like a telephone or identity number, in figures of either
// kind.
var personal = regexp.MustCompile(`[0-9零〇一二三四五六七八九幺]{6,}`)

// Missed counts a search that found nothing.
func (l *Live) Missed(text string) {
	if most := 10 * longestMiss; len(text) > most { // what is cut off within a character is no letter
		text = text[:most]
	}
	runes := []rune(personal.ReplaceAllString(search.Plain(text), ""))
	text = string(runes[:min(len(runes), longestMiss)])
	l.misses.Lock()
	defer l.misses.Unlock()
	if _, known := l.misses.waiting[text]; text == "" || !known && len(l.misses.waiting) >= maxWaiting {
		return
	}
	l.misses.waiting[text]++
}

// rememberMisses writes them down now and then, until the context ends.
func (l *Live) rememberMisses(ctx context.Context) {
	tick := time.NewTicker(rememberEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := l.RememberMisses(ctx); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "remember searches that found nothing", "error", err)
			}
		}
	}
}

// RememberMisses writes down the searches that found nothing since the last time.
func (l *Live) RememberMisses(ctx context.Context) error {
	l.misses.Lock()
	waiting := l.misses.waiting
	l.misses.waiting = map[string]int{}
	l.misses.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	today := l.store.Today()
	rows := make([]*db.MissedSearchCreate, 0, len(waiting))
	for text, times := range waiting {
		rows = append(rows, l.store.Client.MissedSearch.Create().SetText(text).SetTimes(times).SetFirstOn(today).SetLastOn(today))
	}
	for _, row := range rows {
		if err := addMiss(ctx, row, today); err != nil {
			return err
		}
	}
	return l.forgetOldMisses(ctx)
}

func addMiss(ctx context.Context, row *db.MissedSearchCreate, today calendar.Day) error {
	times, _ := row.Mutation().Times()
	err := row.OnConflictColumns(missedsearch.FieldText).Update(func(u *db.MissedSearchUpsert) {
		u.AddTimes(times)
		u.SetLastOn(today)
	}).Exec(ctx)
	if err != nil {
		return fmt.Errorf("count a search that found nothing: %w", err)
	}
	return nil
}

func (l *Live) forgetOldMisses(ctx context.Context) error {
	n, err := l.store.Client.MissedSearch.Query().Count(ctx)
	if err != nil || n <= maxMisses {
		return err
	}
	old, err := l.store.Client.MissedSearch.Query().Order(missedsearch.ByLastOn(), missedsearch.ByTimes()).Limit(n - maxMisses).IDs(ctx)
	if err != nil {
		return err
	}
	_, err = l.store.Client.MissedSearch.Delete().Where(missedsearch.IDIn(old...)).Exec(ctx)
	return err
}

// MissedSearches lists the searches that found nothing, the most frequent
// first, for those who may see more than the public.
func MissedSearches(ctx context.Context, client *db.Client, args page.Args) (*MissedSearchConnection, error) {
	if _, err := identity.Authorize(ctx, identity.ReadMissedSearches); err != nil {
		return nil, err
	}
	rows, err := client.MissedSearch.Query().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list searches that found nothing: %w", err)
	}
	key := func(m *db.MissedSearch) string {
		return fmt.Sprintf("%010d %s", 1_000_000_000-min(m.Times, 1_000_000_000), m.Text)
	}
	page.SortBy(rows, key)
	c, err := page.Of(rows, key, args)
	return &c, err
}

// DismissMissedSearches forgets texts and says how many there were.
func DismissMissedSearches(ctx context.Context, s *store.Store, texts []string) (int, error) {
	return store.Write(ctx, s, "dismissMissedSearches", func(ctx context.Context, tx *store.Tx) (int, error) {
		switch {
		case len(texts) == 0:
			return 0, fault.Required.At("texts")
		case len(texts) > MaxItems:
			return 0, fault.TooMany.At("texts", MaxItems)
		}
		n, err := tx.MissedSearch.Delete().Where(missedsearch.TextIn(texts...)).Exec(ctx)
		if err != nil {
			return 0, fmt.Errorf("forget searches that found nothing: %w", err)
		}
		if n > 0 {
			tx.Record(event.MissedSearch, 0, texts, nil)
		}
		return n, nil
	})
}
