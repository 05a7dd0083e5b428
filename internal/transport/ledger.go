package transport

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
)

// ledger is the ledger of a center's day as a spreadsheet, for those who may read
// it: /ledger.xlsx?center=CODE&day=2026-03-02.
func (s *Server) ledger(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	ctx := s.live.Begin(r.Context())
	day, err := calendar.ParseDay(r.URL.Query().Get("day"))
	center := catalog.LensOf(ctx).Org.CenterByCode(r.URL.Query().Get("center"))
	if err != nil || center == nil {
		refuse(w, r, http.StatusBadRequest, whichLedger.At(""))
		return
	}
	var book bytes.Buffer
	err = s.acceptance.WriteLedger(ctx, &book, node.CenterID(center.Center.ID), day, languageOf(r))
	switch {
	case errors.Is(err, identity.ErrUnauthenticated):
		refuse(w, r, http.StatusUnauthorized, ledgerSignIn.At(""))
	case errors.Is(err, identity.ErrForbidden):
		refuse(w, r, http.StatusForbidden, ledgerNotRole.At(""))
	case err != nil:
		slog.ErrorContext(ctx, "write a ledger", "error", err)
		refuse(w, r, http.StatusInternalServerError, internal.At(""))
	default:
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="ledger-%s-%s.xlsx"`, center.Code, day))
		_, _ = w.Write(book.Bytes())
	}
}
