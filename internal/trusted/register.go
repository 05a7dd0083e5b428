package trusted

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/trusteddocument"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/trusted/manifest"
)

const (
	// maxReported is how many faulty documents are named, faultsEach how many
	// faults of each.
	maxReported, faultsEach = 100, 3
	// perStatement is how many rows one statement writes or removes.
	perStatement = 500
)

// RegisterInput is a client's manifest.
type RegisterInput struct {
	Client   string
	Manifest string
}

// Registered is what a registration did.
type Registered struct{ Added, Unchanged int }

// RemoveInput names documents of a client; all of them where IDs is nil.
type RemoveInput struct {
	Client string
	IDs    []string
}

// prepared is a document that was found good.
type prepared struct {
	manifest.Entry
	operation string
}

// inTrail is a document as the trail names it: by its hash and not by its text.
type inTrail struct {
	ID        string `json:"id"`
	Operation string `json:"operation"`
	SHA256    string `json:"sha256"`
}

// Register takes the documents of a manifest in, all of them or, if one is
// faulty, none. Those that are known are left as they are.
func (s *Service) Register(ctx context.Context, in RegisterInput) (Registered, error) {
	if _, err := identity.AuthorizeChange(ctx, "registerDocuments"); err != nil {
		return Registered{}, err // before anything is read: to check a manifest takes long
	}
	documents, err := s.prepare(ctx, in)
	if err != nil {
		return Registered{}, err
	}
	done, err := store.Write(ctx, s.Store, "registerDocuments", func(ctx context.Context, tx *store.Tx) (Registered, error) {
		added, err := unknown(ctx, tx, in.Client, documents)
		if err != nil || len(added) == 0 {
			return Registered{Unchanged: len(documents)}, err
		}
		if err := room(ctx, tx, added); err != nil {
			return Registered{}, err
		}
		if err := insert(ctx, tx, in.Client, added); err != nil {
			return Registered{}, err
		}
		trail := make([]inTrail, len(added))
		for i, d := range added {
			trail[i] = inTrail{d.ID, d.operation, manifest.Hash(d.Body)}
		}
		tx.Record(event.Document, 0, nil, map[string]any{"client": in.Client, "documents": trail})
		return Registered{Added: len(added), Unchanged: len(documents) - len(added)}, nil
	})
	if err == nil {
		s.refresh(ctx)
	}
	return done, err
}

// prepare reads a manifest and checks every document of it.
func (s *Service) prepare(ctx context.Context, in RegisterInput) ([]prepared, error) {
	problems := checkClient(in.Client)
	entries, err := manifest.Read([]byte(in.Manifest))
	if err != nil {
		found, _ := fault.From(err)
		return nil, append(problems, found...)
	}
	documents, wrong := make([]prepared, len(entries)), 0
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check the documents of %s: %w", in.Client, err)
		}
		operation, faults := s.Check(e.Body)
		documents[i] = prepared{e, operation}
		if len(faults) == 0 {
			continue
		}
		if wrong++; wrong > maxReported {
			continue
		}
		name := e.ID
		if operation != "" {
			name = operation + " (" + e.ID + ")"
		}
		for _, f := range faults[:min(len(faults), faultsEach)] {
			problems.Add(faulty.At("manifest", name, f.Line, f.Chinese, f.English))
		}
	}
	if wrong > maxReported {
		problems.Add(moreFaulty.At("manifest", wrong-maxReported))
	}
	return documents, problems.Err()
}

// unknown are those documents that the client has not registered yet.
func unknown(ctx context.Context, tx *store.Tx, client string, documents []prepared) ([]prepared, error) {
	rows, err := tx.TrustedDocument.Query().Where(trusteddocument.Client(client)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the documents of %s: %w", client, err)
	}
	known := make(map[string]string, len(rows))
	for _, row := range rows {
		known[row.DocumentID] = row.Body
	}
	var added []prepared
	var problems fault.Problems
	for _, d := range documents {
		switch body, there := known[d.ID]; {
		case !there:
			added = append(added, d)
		case body != d.Body && len(problems) < maxReported:
			problems.Add(taken.At("manifest", d.ID))
		}
	}
	return added, problems.Err()
}

// room checks that so many more documents can be kept.
func room(ctx context.Context, tx *store.Tx, added []prepared) error {
	var there []struct{ Documents, Characters int }
	err := tx.TrustedDocument.Query().Aggregate(
		db.As(db.Count(), "documents"),
		func(s *sql.Selector) string {
			return sql.As("COALESCE(SUM(LENGTH("+s.C(trusteddocument.FieldBody)+")), 0)", "characters")
		},
	).Scan(ctx, &there)
	if err != nil {
		return fmt.Errorf("count the documents: %w", err)
	}
	documents, characters := there[0].Documents+len(added), there[0].Characters
	for _, d := range added {
		characters += utf8.RuneCountInString(d.Body)
	}
	if documents > maxDocuments || characters > maxCharacters {
		return tooMany.At("manifest", maxDocuments, maxCharacters)
	}
	return nil
}

func insert(ctx context.Context, tx *store.Tx, client string, added []prepared) error {
	for batch := range slices.Chunk(added, perStatement) {
		rows := make([]*db.TrustedDocumentCreate, len(batch))
		for i, d := range batch {
			rows[i] = tx.TrustedDocument.Create().SetClient(client).SetDocumentID(d.ID).SetBody(d.Body).SetOperation(d.operation).
				SetRegisteredAt(tx.Now).SetRegisteredBy(tx.Caller.Name)
		}
		if err := tx.TrustedDocument.CreateBulk(rows...).Exec(ctx); err != nil {
			return fmt.Errorf("store documents of %s: %w", client, err)
		}
	}
	return nil
}

// Remove forgets documents of a client, on every instance. It says how many.
func (s *Service) Remove(ctx context.Context, in RemoveInput) (int, error) {
	removed, err := store.Write(ctx, s.Store, "removeDocuments", func(ctx context.Context, tx *store.Tx) (int, error) {
		rows, err := tx.TrustedDocument.Query().Where(trusteddocument.Client(in.Client)).Order(trusteddocument.ByID()).All(ctx)
		if err != nil {
			return 0, fmt.Errorf("read the documents of %s: %w", in.Client, err)
		}
		chosen, err := choose(rows, in)
		if err != nil {
			return 0, err
		}
		trail, ids := make([]inTrail, len(chosen)), make([]int, len(chosen))
		for i, row := range chosen {
			trail[i], ids[i] = inTrail{row.DocumentID, row.Operation, manifest.Hash(row.Body)}, row.ID
		}
		for batch := range slices.Chunk(ids, perStatement) {
			if _, err := tx.TrustedDocument.Delete().Where(trusteddocument.IDIn(batch...)).Exec(ctx); err != nil {
				return 0, fmt.Errorf("remove documents of %s: %w", in.Client, err)
			}
		}
		tx.Record(event.Document, 0, map[string]any{"client": in.Client, "documents": trail}, nil)
		return len(chosen), nil
	})
	if err == nil {
		s.refresh(ctx)
	}
	return removed, err
}

// choose picks the rows that are meant; each has to be there.
func choose(rows []*db.TrustedDocument, in RemoveInput) ([]*db.TrustedDocument, error) {
	var problems fault.Problems
	if len(rows) == 0 {
		problems.Add(fault.NotFound.At("client", in.Client))
	}
	if in.IDs != nil && len(in.IDs) == 0 {
		problems.Add(fault.Required.At("ids"))
	}
	if in.IDs == nil || len(rows) == 0 {
		return rows, problems.Err()
	}
	byID := make(map[string]*db.TrustedDocument, len(rows))
	for _, row := range rows {
		byID[row.DocumentID] = row
	}
	var chosen []*db.TrustedDocument
	for i, id := range in.IDs {
		row, there := byID[id]
		switch {
		case !there:
			problems.Add(fault.NotFound.At(fmt.Sprintf("ids.%d", i), id))
		case !slices.Contains(chosen, row):
			chosen = append(chosen, row)
		}
	}
	return chosen, problems.Err()
}
