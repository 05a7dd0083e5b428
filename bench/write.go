package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"onewindow/internal/store"
)

const (
	draftDocument = `mutation($item: ID!) { draftEdition(input: { item: $item }) { edition { id version } userErrors { code } } }`
	saveDocument  = `mutation($id: ID!, $version: Int!, $content: EditionContentInput!) {
		saveDraft(input: { id: $id, expectedVersion: $version, content: $content }) { edition { version } userErrors { code } } }`
)

// writes measures a mutation that changes a promised limit, audited and numbered
// and told to followers, beside a bare UPDATE with its commit. One client each:
// changes are serialised.
func (m *measurement) writes(ctx context.Context, binary string) error {
	out, err := exec.CommandContext(ctx, binary, "token", "create", "--role", "admin", "--database", m.database, fmt.Sprint("bench", time.Now().UnixNano())).Output()
	if err != nil {
		return fmt.Errorf("make a token: %w", err)
	}
	w := &writer{m: m, token: "Bearer " + strings.TrimSpace(string(out))}
	if err := w.begin(); err != nil {
		return err
	}
	s, err := store.Open(ctx, m.database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	var counts [2]int
	var times [2]time.Duration
	for range m.Slices {
		for i, do := range []func() error{w.shorten, func() error { return update(ctx, s.SQL) }} {
			began := time.Now()
			for time.Since(began) < m.Slice {
				if err := do(); err != nil {
					return err
				}
				counts[i]++
			}
			times[i] += time.Since(began)
		}
	}
	ours, bare := float64(counts[0])/times[0].Seconds(), float64(counts[1])/times[1].Seconds()
	fmt.Printf("\nchange of a promised limit: %.0f/s, a bare UPDATE with commit: %.0f/s, ratio %.3f\n", ours, bare, ours/bare)
	return nil
}

// update changes a promised limit and nothing else.
func update(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "UPDATE editions SET promised_value = 5 + (promised_value + 1) % 6 WHERE number = 1 AND item_id = 2")
	return err
}

// writer changes the promised limit of a draft again and again.
type writer struct {
	m       *measurement
	token   string
	id      string
	version int
}

func (w *writer) begin() error {
	answer, err := ask(w.m.address, `query($code: String!) { item(code: $code) { id draft { id version } } }`,
		map[string]any{"code": itemCode(0)}, "Authorization", w.token)
	if err != nil {
		return err
	}
	var found struct {
		Data struct {
			Item struct {
				ID    string
				Draft *struct {
					ID      string
					Version int
				}
			}
		}
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return err
	}
	if d := found.Data.Item.Draft; d != nil {
		w.id, w.version = d.ID, d.Version
		return nil
	}
	answer, err = ask(w.m.address, draftDocument, map[string]any{"item": found.Data.Item.ID}, "Authorization", w.token)
	if err != nil {
		return err
	}
	var begun struct {
		Data struct {
			DraftEdition struct {
				Edition struct {
					ID      string
					Version int
				}
			}
		}
	}
	err = json.Unmarshal(answer, &begun)
	w.id, w.version = begun.Data.DraftEdition.Edition.ID, begun.Data.DraftEdition.Edition.Version
	return err
}

// shorten saves the draft with another promised limit.
func (w *writer) shorten() error {
	content := map[string]any{
		"title": "性能测试", "statutoryLimit": map[string]any{"value": 20, "unit": "WORKING_DAYS"},
		"promisedLimit": map[string]any{"value": 5 + w.version%6, "unit": "WORKING_DAYS"},
	}
	answer, err := ask(w.m.address, saveDocument, map[string]any{"id": w.id, "version": w.version, "content": content}, "Authorization", w.token)
	if err != nil {
		return err
	}
	var saved struct {
		Data struct {
			SaveDraft struct {
				Edition *struct{ Version int }
			}
		}
	}
	if err := json.Unmarshal(answer, &saved); err != nil {
		return err
	}
	if saved.Data.SaveDraft.Edition == nil {
		return fmt.Errorf("the draft was not saved: %s", answer)
	}
	w.version = saved.Data.SaveDraft.Edition.Version
	return nil
}
