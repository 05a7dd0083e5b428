package store

import (
	"context"
	"log/slog"
	"time"

	"entgo.io/ent/dialect"
	"github.com/lib/pq"
)

// Notifications comes to life whenever an instance has committed a change, on
// PostgreSQL; elsewhere nothing ever comes. One may be lost with a connection, so
// whoever follows looks by themselves now and then. It ends with the context.
func (s *Store) Notifications(ctx context.Context) <-chan *pq.Notification {
	if s.Dialect != dialect.Postgres {
		return nil
	}
	listener := pq.NewListener(s.URL, 100*time.Millisecond, 5*time.Second, func(_ pq.ListenerEventType, err error) {
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "listen for changes", "error", err)
		}
	})
	go func() {
		if err := listener.Listen(RevisionChannel); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "listen for changes", "error", err)
		}
	}()
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	return listener.NotificationChannel()
}
