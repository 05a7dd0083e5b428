// Package manifest reads the files in which frontends' tools list the documents
// that they will send.
package manifest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"onewindow/internal/fault"
)

// Entry is a document as a manifest has it.
type Entry struct{ ID, Body string }

const (
	// MaxDocuments is how many documents a manifest has at most.
	MaxDocuments = 10_000
	// maxID is the most characters of an id.
	maxID = 128
	// maxReported is how many problems are named.
	maxReported = 100
)

// idForm is that of the draft on persisted documents: a hash, or a kind of hash
// and a hash.
var idForm = regexp.MustCompile(`^[A-Za-z0-9._~-]+(:[A-Za-z0-9._~-]+)?$`)

// sha256Form is that of a SHA-256, which all of these tools take of the text that they
// list, and by which a document is found as well, whatever it is called.
var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

var (
	noManifest = fault.NewKind("NO_MANIFEST",
		"这不是查询清单：应为 graphql-codegen、relay-compiler 或 Apollo 写出的 JSON 文件。",
		"This is no manifest: it should be the JSON file that graphql-codegen, relay-compiler or Apollo writes.")
	emptyManifest = fault.NewKind("EMPTY_MANIFEST", "清单中没有查询。", "There is no document in the manifest.")
	badID         = fault.NewKind("BAD_DOCUMENT_ID",
		"第 %[1]d 个查询的标识不符合要求：最多 %[2]d 个字母、数字或 . _ ~ -，可有一个冒号。",
		"The id of document %[1]d is not valid: it has at most %[2]d letters, digits and . _ ~ -, and may have one colon.")
	twice = fault.NewKind("DOCUMENT_TWICE",
		"清单中的标识“%s”对应两个不同的查询。",
		"Two documents of the manifest have the id %q.")
	notItsHash = fault.NewKind("NOT_ITS_HASH",
		"标识“%s”不是该查询的 SHA-256：文件可能已损坏。",
		"%q is not the SHA-256 of its document: the file may be damaged.")
	tooLong = fault.NewKind("TOO_MANY_DOCUMENTS", "清单中最多 %d 个查询。", "At most %d documents are in a manifest.")
)

// apolloFormat is what Apollo's manifests say that they are.
const apolloFormat = "apollo-persisted-query-manifest"

var errNoManifest = errors.New("not a manifest")

// Read reads the documents of a manifest, in its order: an object from ids
// to documents, as graphql-codegen and relay-compiler write it, or Apollo's list.
func Read(text []byte) ([]Entry, error) {
	entries, err := decode(bytes.TrimPrefix(text, []byte("\ufeff")))
	if err != nil {
		return nil, noManifest.At("manifest")
	}
	var problems fault.Problems
	if len(entries) == 0 {
		problems.Add(emptyManifest.At("manifest"))
	}
	if len(entries) > MaxDocuments {
		return nil, tooLong.At("manifest", MaxDocuments)
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
		case (prefixed || sha256Form.MatchString(hash)) && hash != Hash(e.Body):
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
	if !utf8.Valid(text) { // JSON would be read with other characters in place of what is wrong
		return nil, errNoManifest
	}
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

// Hash is the SHA-256 of a document in hexadecimal digits.
func Hash(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
