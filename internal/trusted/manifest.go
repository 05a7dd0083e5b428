package trusted

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"onewindow/internal/fault"
)

// apolloFormat is what Apollo's manifests say that they are.
const apolloFormat = "apollo-persisted-query-manifest"

var errNoManifest = errors.New("not a manifest")

// ReadManifest reads the documents of a manifest, in its order: an object from ids
// to documents, as graphql-codegen and relay-compiler write it, or Apollo's list.
func ReadManifest(text []byte) ([]Entry, error) {
	entries, err := decode(bytes.TrimPrefix(text, []byte("\ufeff")))
	if err != nil {
		return nil, noManifest.At("manifest")
	}
	var problems fault.Problems
	if len(entries) == 0 {
		problems.Add(emptyManifest.At("manifest"))
	}
	if len(entries) > maxDocuments {
		return nil, tooMany.At("manifest", maxDocuments, maxCharacters)
	}
	bodies := make(map[string]string, len(entries))
	kept := entries[:0]
	for i, e := range entries {
		earlier, known := bodies[e.ID]
		switch hash, prefixed := strings.CutPrefix(e.ID, "sha256:"); {
		case len(e.ID) > maxID || !idForm.MatchString(e.ID):
			problems.Add(badID.At("manifest", i+1, maxID))
		case known && earlier != e.Body:
			problems.Add(twice.At("manifest", e.ID))
		case prefixed && hash != hashOf(e.Body):
			problems.Add(notItsHash.At("manifest", e.ID))
		case !known:
			kept = append(kept, e)
		}
		bodies[e.ID] = e.Body
		if len(problems) >= maxReported {
			break
		}
	}
	return kept, problems.Err()
}

func decode(text []byte) ([]Entry, error) {
	var apollo struct {
		Format     string
		Operations []Entry
	}
	if err := json.Unmarshal(text, &apollo); err == nil && apollo.Format == apolloFormat {
		return apollo.Operations, nil
	}
	in := json.NewDecoder(bytes.NewReader(text))
	if token, err := in.Token(); err != nil || token != json.Delim('{') {
		return nil, errNoManifest
	}
	var entries []Entry
	for in.More() {
		id, err := in.Token()
		if err != nil {
			return nil, err
		}
		var body *string
		if err := in.Decode(&body); err != nil || body == nil {
			return nil, errNoManifest
		}
		entries = append(entries, Entry{id.(string), *body}) // a key is always a string
	}
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) { // something stands behind it
		return nil, errNoManifest
	}
	return entries, nil
}
