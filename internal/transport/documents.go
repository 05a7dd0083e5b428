package transport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash/maphash"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/trusted"
)

// maxStrangers is how many unregistered documents are logged until the program ends.
const maxStrangers = 1000

var (
	// notRegistered has the words by which Apollo's clients know it.
	notRegistered = fault.NewKind("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", "PersistedQueryNotFound")
	onlyTrusted   = fault.NewKind("DOCUMENT_NOT_REGISTERED",
		"此处只执行已登记的查询：请由管理员用 onewindow documents register 登记，再按标识或原文发送。",
		"Only registered documents execute here: have it registered with onewindow documents register, then send its id or the same text.")
)

func init() {
	errcode.RegisterErrorType(notRegistered.Code, errcode.KindProtocol)
	errcode.RegisterErrorType(onlyTrusted.Code, errcode.KindProtocol)
}

// documents puts the text of a registered document where a request has its id, and
// refuses or logs what is not registered.
type documents struct {
	limits    Limits
	budgets   *budgets
	registry  *trusted.Registry
	strangers *strangers
}

func (*documents) ExtensionName() string                     { return "TrustedDocuments" }
func (*documents) Validate(_ graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters finds the document of an id.
func (d *documents) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	switch only := d.limits.onlyRegistered(identity.From(ctx)); {
	case request.Query == "":
		return d.byID(ctx, request, only)
	case only:
		return d.byText(ctx, request)
	}
	return nil
}

func (d *documents) byID(ctx context.Context, request *graphql.RawParams, only bool) *gqlerror.Error {
	id, hash := "", automatic(request.Extensions)
	if read, ok := ctx.Value(documentKey{}).(func() string); ok {
		id = read()
	}
	for _, id := range []string{id, hash} {
		if id == "" {
			continue
		}
		if found := d.registry.Find(clientOf(request.Headers), id); found != nil {
			request.Query = found.Body
			delete(request.Extensions, persistedQuery)
			return nil
		}
	}
	if id == "" && (hash == "" || !only) {
		return nil // it has no document, or one that was sent here before
	}
	return refusal(ctx, notRegistered.At(""))
}

// byText lets a document pass that is registered, also in another layout; what
// executes is the registered one.
func (d *documents) byText(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if d.registry.Text(request.Query) != nil {
		delete(request.Extensions, persistedQuery)
		return nil
	}
	if len(request.Query) > d.limits.MaxDocument {
		return refusal(ctx, onlyTrusted.At(""))
	}
	if refused := d.budgets.charge(ctx, len(request.Query)/bytesPerCost); refused != nil {
		return refused
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, d.limits.MaxTokens)
	if err != nil {
		return refusal(ctx, onlyTrusted.At(""))
	}
	same := d.registry.Same(doc)
	if same == nil {
		return refusal(ctx, onlyTrusted.At(""))
	}
	request.Query = same.Body
	delete(request.Extensions, persistedQuery)
	return nil
}

// MutateOperationContext logs what is not registered, where that is wanted.
func (d *documents) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if d.limits.Documents != DocumentsLog || d.registry.Text(op.RawQuery) != nil {
		return nil
	}
	switch first, last := d.strangers.meet(op.RawQuery); {
	case !first || d.registry.Same(op.Doc) != nil:
	case last:
		slog.WarnContext(ctx, "many unregistered documents, no more of them are logged", "documents", maxStrangers)
	default:
		sum := sha256.Sum256([]byte(op.RawQuery))
		slog.InfoContext(ctx, "unregistered document", "operation", op.Operation.Name, "kind", op.Operation.Operation,
			"fields", strings.Join(rootFields(op.Operation.SelectionSet), ","), "client", cut(clientOf(op.Headers), maxName), "sha256", hex.EncodeToString(sum[:]))
	}
	return nil
}

// rootFields are the names of the fields that an operation begins with: of the
// schema, and not what a caller wrote.
func rootFields(set ast.SelectionSet) (names []string) {
	for _, selection := range set {
		if f, ok := selection.(*ast.Field); ok && len(names) < 10 {
			names = append(names, f.Name)
		}
	}
	return names
}

// onlyRegistered is whether a caller may send registered documents only: a token
// can say so, or the operator for all but those who register them.
func (l Limits) onlyRegistered(c identity.Caller) bool {
	return c.OnlyRegistered || l.Documents == DocumentsOnly && c.Reach(identity.ManageDocuments).Nowhere()
}

// persistedQuery is the extension under which Apollo's clients send a hash.
const persistedQuery = "persistedQuery"

// automatic is the hash in a request's extensions, empty for none.
func automatic(extensions map[string]any) string {
	persisted, _ := extensions[persistedQuery].(map[string]any)
	hash, _ := persisted["sha256Hash"].(string)
	return hash
}

// clientOf is the name by which a frontend calls itself, empty for none.
func clientOf(headers http.Header) string {
	if name := headers.Get("GraphQL-Client-Name"); name != "" {
		return name
	}
	return headers.Get("Apollographql-Client-Name")
}

// documentKey is under which a request's context has the id of its document.
type documentKey struct{}

// naming notes how to read the id of a document that a request may have instead of
// its text: a request with a text is not read twice.
func naming(ctx context.Context, id func() string) context.Context {
	return context.WithValue(ctx, documentKey{}, id)
}

// idInBody is the id in the body of a request: under the name of the
// specification's draft, or those that Relay's guides use.
func idInBody(body []byte) string {
	var request struct {
		DocumentID string `json:"documentId"`
		DocID      string `json:"doc_id"`
		ID         string `json:"id"`
	}
	if json.Unmarshal(body, &request) != nil {
		return ""
	}
	for _, id := range []string{request.DocumentID, request.DocID, request.ID} {
		if id != "" {
			return id
		}
	}
	return ""
}

// namesTrusted is whether a GET asks for a registered document and nothing else.
func (s *Server) namesTrusted(r *http.Request) bool {
	q := r.URL.Query()
	if q.Get("query") != "" {
		return false
	}
	var extensions map[string]any
	_ = json.Unmarshal([]byte(q.Get("extensions")), &extensions)
	for _, id := range []string{q.Get("documentId"), automatic(extensions)} {
		if id != "" && s.documents.Find(clientOf(r.Header), id) != nil {
			return true
		}
	}
	return false
}

// strangers are the unregistered documents that were logged.
type strangers struct {
	mu   sync.Mutex
	seed maphash.Seed
	met  map[uint64]struct{}
}

func newStrangers() *strangers {
	return &strangers{seed: maphash.MakeSeed(), met: map[uint64]struct{}{}}
}

// meet is whether a document comes for the first time, and whether it is the last
// one that is told so.
func (s *strangers) meet(document string) (first, last bool) {
	hash := maphash.String(s.seed, document)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, met := s.met[hash]; met || len(s.met) > maxStrangers {
		return false, false
	}
	s.met[hash] = struct{}{}
	return true, len(s.met) > maxStrangers
}
