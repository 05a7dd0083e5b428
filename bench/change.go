package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"onewindow/ent/db/serviceitem"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// adminToken makes a token for the mutations.
func adminToken(ctx context.Context, s *store.Store) (string, error) {
	ctx = identity.With(ctx, identity.Caller{Name: "bench", Role: identity.RoleAdmin})
	var token string
	_, err := store.Write(ctx, s, "createToken", func(ctx context.Context, tx *store.Tx) (string, error) {
		var err error
		token, err = identity.CreateToken(ctx, tx.Client, tx.Now, identity.NewToken{Name: "bench", Role: identity.RoleAdmin})
		tx.Record(event.Token, 0, nil, map[string]string{"name": "bench"})
		return "bench", err
	})
	return token, err
}

// admin asks mutations over HTTP.
type admin struct{ address, token string }

// draftOf is the edition in a mutation's payload.
type draftOf struct {
	Edition *struct {
		ID      string
		Version int
	}
	UserErrors []struct {
		Field         []string
		Code, Message string
	}
}

// mutate asks one mutation whose payload has an edition.
func (a admin) mutate(ctx context.Context, name, inputType string, input map[string]any) (draftOf, error) {
	document := fmt.Sprintf("mutation($input: %s!) { payload: %s(input: $input) { edition { id version } userErrors { code message } } }", inputType, name)
	body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]any{"input": input}})
	if err != nil {
		return draftOf{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+a.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return draftOf{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+a.token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return draftOf{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		return draftOf{}, err
	}
	var got struct{ Data struct{ Payload draftOf } }
	if err := json.Unmarshal(b, &got); err != nil || got.Data.Payload.Edition == nil {
		return draftOf{}, errors.Join(err, fmt.Errorf("%s answers %s", name, b))
	}
	return got.Data.Payload, nil
}

// compareChanges has one admin after the other change the promised limit of a
// guide: the save alone, and the whole way from a new draft to its publication;
// beside it a bare UPDATE of the same column with a commit each.
func compareChanges(ctx context.Context, address, url, token string, total time.Duration) error {
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	items, err := s.Client.ServiceItem.Query().Order(serviceitem.ByID()).IDs(ctx)
	if err != nil {
		return err
	}
	a := admin{address, token}
	var saves, whole, bare side
	for i, end := 0, time.Now().Add(total); time.Now().Before(end); i++ {
		item := items[i%len(items)]
		content, err := guideOf(8 + i%7)
		if err != nil {
			return err
		}
		if err := changeLimit(ctx, a, item, content, &saves, &whole); err != nil {
			return err
		}
		if err := bareUpdates(ctx, s, item, &bare); err != nil {
			return err
		}
	}
	fmt.Printf("a new promised limit: saveDraft %.0f/s, draftEdition + saveDraft + publishEdition %.1f/s, bare UPDATE %.0f/s; ratios %.3f and %.4f\n",
		saves.rate(), whole.rate(), bare.rate(), saves.rate()/bare.rate(), whole.rate()/bare.rate())
	return nil
}

// guideOf is the input of a guide that promises so many days.
func guideOf(days int) (map[string]any, error) {
	f := &filler{random: rand.New(rand.NewPCG(1, 1))}
	guide := f.guide("承诺时限变更")
	guide.Fees, guide.Charged = nil, new(false) // their amounts have another form in the API
	guide.PromisedLimit.Value = days
	b, err := json.Marshal(guide)
	if err != nil {
		return nil, err
	}
	var content map[string]any
	return content, json.Unmarshal(b, &content)
}

// changeLimit goes the whole way once, saving five times.
func changeLimit(ctx context.Context, a admin, item int, content map[string]any, saves, whole *side) error {
	began := time.Now()
	draft, err := a.mutate(ctx, "draftEdition", "DraftEditionInput", map[string]any{"item": node.Encode("ServiceItem", item)})
	if err != nil {
		return err
	}
	const times = 5
	saving := time.Now()
	for range times {
		draft, err = a.mutate(ctx, "saveDraft", "SaveDraftInput",
			map[string]any{"id": draft.Edition.ID, "expectedVersion": draft.Edition.Version, "content": content})
		if err != nil {
			return err
		}
	}
	saved := time.Since(saving)
	if _, err := a.mutate(ctx, "publishEdition", "PublishEditionInput",
		map[string]any{"id": draft.Edition.ID, "expectedVersion": draft.Edition.Version}); err != nil {
		return err
	}
	saves.answers, saves.time = saves.answers+times, saves.time+saved
	whole.answers, whole.time = whole.answers+1, whole.time+time.Since(began)-saved+saved/times
	return nil
}

func bareUpdates(ctx context.Context, s *store.Store, item int, bare *side) error {
	began := time.Now()
	const times = 5
	for i := range times {
		if _, err := s.SQL.ExecContext(ctx, "UPDATE editions SET promised_value = $1 WHERE item_id = $2 AND number = 1", 8+i, item); err != nil {
			return fmt.Errorf("update: %w", err)
		}
	}
	bare.answers, bare.time = bare.answers+times, bare.time+time.Since(began)
	return nil
}
