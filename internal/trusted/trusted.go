// Package trusted keeps the documents that frontends registered before they ask
// for them (可信查询): where only those execute, nobody can ask anything else.
package trusted

import (
	"context"
	"regexp"

	"onewindow/internal/fault"
	"onewindow/internal/store"
	"onewindow/internal/trusted/manifest"
)

const (
	// maxDocuments and maxCharacters are how many are registered at most, and how
	// long they are together: every instance has all of them in memory.
	maxDocuments, maxCharacters = manifest.MaxDocuments, 16_000_000
	// maxClient is the most characters of a client's name.
	maxClient = 80
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

// Fault is something wrong with a document, at a line of it, the first one where it is all of it.
type Fault struct {
	Line             int
	Chinese, English string
}

var clientForm = regexp.MustCompile(`^[\x21-\x7e]+$`)

var (
	badClient = fault.NewKind("BAD_CLIENT",
		"客户端名称应为不含空格的可见 ASCII 字符，最多 %d 个。",
		"A client's name has visible ASCII characters without spaces, at most %d.")
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
