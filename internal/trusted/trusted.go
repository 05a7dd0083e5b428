// Package trusted keeps the documents that frontends registered before they ask
// for them (可信查询): where only those execute, nobody can ask anything else.
package trusted

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"onewindow/internal/fault"
	"onewindow/internal/store"
)

const (
	// maxDocuments and maxCharacters are how many are registered at most, and how
	// long they are together: every instance has all of them in memory.
	maxDocuments, maxCharacters = 10_000, 16_000_000
	// maxClient and maxID are the most characters of a client's name and of an id.
	maxClient, maxID = 80, 128
)

// Service registers documents and removes them.
type Service struct {
	Store *store.Store
	// Check says what is wrong with a document, by the schema and the limits of
	// this program.
	Check Check
	// Registry hears of a change at once; nil where there is none.
	Registry *Registry
}

// Check reads a document: the names of its operations, and what is wrong with it.
type Check func(body string) (operation string, faults []Fault)

// Fault is something wrong with a document, at a line of it; 0 for all of it.
type Fault struct {
	Line             int
	Chinese, English string
}

// Entry is a document as a manifest has it.
type Entry struct{ ID, Body string }

var (
	clientForm = regexp.MustCompile(`^[\x21-\x7e]+$`)
	// idForm is that of the draft on persisted documents: a hash, or a kind of hash
	// and a hash.
	idForm = regexp.MustCompile(`^[A-Za-z0-9._~-]+(:[A-Za-z0-9._~-]+)?$`)
)

var (
	badClient = fault.NewKind("BAD_CLIENT",
		"客户端名称应为不含空格的可见 ASCII 字符，最多 %d 个。",
		"A client's name has visible ASCII characters without spaces, at most %d.")
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
	faulty = fault.NewKind("DOCUMENT_FAULTY",
		"查询 %[1]s 第 %[2]d 行：%[3]s",
		"Document %[1]s, line %[2]d: %[4]s")
	moreFaulty = fault.NewKind("MORE_DOCUMENTS_FAULTY",
		"另有 %d 个查询有误。",
		"%d more documents are faulty.")
	taken = fault.NewKind("DOCUMENT_ID_TAKEN",
		"标识“%s”已对应另一个查询：标识是内容的哈希，内容变了标识也要变；确要替换请先移除。",
		"%q stands for another document already. An id is a hash: what changes has another one. To replace it, remove it first.")
	tooMany = fault.NewKind("TOO_MANY_DOCUMENTS",
		"最多登记 %d 个查询，共 %d 个字符：请先移除不再使用的。",
		"At most %d documents of %d characters together are registered: remove those that are no longer used first.")
)

// hashOf is the SHA-256 of a text in hexadecimal digits.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func checkClient(client string) fault.Problems {
	switch {
	case client == "":
		return fault.Problems{fault.Required.At("client")}
	case len(client) > maxClient || !clientForm.MatchString(client):
		return fault.Problems{badClient.At("client", maxClient)}
	}
	return nil
}

// refresh has this instance know of a change before it answers; should that fail,
// the registry tries again by itself.
func (s *Service) refresh(ctx context.Context) {
	if s.Registry != nil {
		s.Registry.soon(context.WithoutCancel(ctx))
	}
}
