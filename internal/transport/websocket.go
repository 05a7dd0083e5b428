package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/internal/fault"
)

// subprotocol is the one way in which GraphQL is spoken over a WebSocket here.
const subprotocol = "graphql-transport-ws"

// The reasons for which graphql-transport-ws closes a connection.
const (
	closeInvalid      websocket.StatusCode = 4400
	closeUnauthorized websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeSubprotocol  websocket.StatusCode = 4406
	closeInitTimeout  websocket.StatusCode = 4408
	closeDuplicate    websocket.StatusCode = 4409
	closeInitAgain    websocket.StatusCode = 4429
)

const (
	// initTimeout is how long a client has to say who it is.
	initTimeout = 10 * time.Second
	// writeTimeout is how long a client may take to read what it is sent; the
	// connection of a slower one is cut, and nobody else waits for it.
	writeTimeout = 10 * time.Second
	// maxOperationID is the most bytes that a client may name an operation with.
	maxOperationID = 64
	// maxEcho is the largest payload of a ping that its pong has too; it may have none.
	maxEcho = 1024
)

var tooManyOperations = fault.NewKind("LIMIT_EXCEEDED",
	"一个连接上最多同时进行 %d 个操作。",
	"At most %d operations are under way on one connection.")

// sockets speaks graphql-transport-ws, instead of gqlgen's transport, whose close
// codes are not the protocol's.
type sockets struct {
	limits      Limits
	initTimeout time.Duration
	// signIn finds who opens a connection by the payload of connection_init. The
	// context ends with errAuthorityEnded as its cause when that holds no longer.
	signIn func(ctx context.Context, authorization string) (context.Context, error)
}

// Supports is whether a request asks for a WebSocket.
func (t sockets) Supports(r *http.Request) bool { return isSocket(r) }

// Do serves a connection until it is closed.
func (t sockets) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}, OriginPatterns: originPatterns(t.limits.CORSOrigin)})
	if err != nil {
		return // Accept has answered
	}
	defer func() { _ = conn.CloseNow() }()
	if conn.Subprotocol() != subprotocol {
		_ = conn.Close(closeSubprotocol, "Subprotocol not acceptable")
		return
	}
	conn.SetReadLimit(t.limits.MaxMessage)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	s := &socket{sockets: t, conn: conn, exec: exec, headers: r.Header, ctx: ctx, active: map[string]context.CancelFunc{}}
	impatience := time.AfterFunc(t.initTimeout, func() { s.close(closeInitTimeout, "Connection initialisation timeout") })
	defer impatience.Stop()
	s.impatience = impatience
	defer context.AfterFunc(ctx, func() { s.closeEnded(ctx) })()
	go s.keepAlive(ctx)
	s.read()
	cancel()
	s.running.Wait()
}

// originPatterns are the hosts whose pages may connect beside this one's.
func originPatterns(origins []string) []string {
	patterns := make([]string, 0, len(origins))
	for _, origin := range origins {
		if u, err := url.Parse(origin); err == nil && u.Host != "" {
			origin = u.Scheme + "://" + u.Host
		}
		patterns = append(patterns, origin)
	}
	return patterns
}

// socket is one connection.
type socket struct {
	sockets
	conn       *websocket.Conn
	exec       graphql.GraphExecutor
	headers    http.Header
	impatience *time.Timer

	// Only the reader touches these.
	ctx                context.Context
	greeted, confirmed bool

	mu      sync.Mutex
	active  map[string]context.CancelFunc
	running sync.WaitGroup
}

// message is one message of the protocol, in either direction.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// read takes messages until the connection is closed.
func (s *socket) read() {
	for {
		kind, content, err := s.conn.Read(context.WithoutCancel(s.ctx))
		if err != nil {
			return
		}
		var m message
		if kind != websocket.MessageText || !utf8.Valid(content) || json.Unmarshal(content, &m) != nil {
			s.close(closeInvalid, "Invalid message received")
			return
		}
		if code, reason := s.receive(m); code != 0 {
			s.close(code, reason)
			return
		}
	}
}

// receive does what a message asks for, or says why the connection is closed.
func (s *socket) receive(m message) (websocket.StatusCode, string) {
	switch m.Type {
	case "connection_init":
		return s.init(m.Payload)
	case "ping":
		if len(m.Payload) > maxEcho {
			m.Payload = nil
		}
		s.send(message{Type: "pong", Payload: m.Payload})
	case "pong":
	case "subscribe":
		return s.subscribe(m)
	case "complete":
		s.mu.Lock()
		cancel := s.active[m.ID]
		delete(s.active, m.ID) // the name is free again at once
		s.mu.Unlock()
		if cancel != nil {
			cancel()
		}
	default:
		return closeInvalid, "Invalid message received"
	}
	return 0, ""
}

func (s *socket) init(payload json.RawMessage) (websocket.StatusCode, string) {
	if s.greeted {
		return closeInitAgain, "Too many initialisation requests"
	}
	s.greeted = true
	s.impatience.Stop()
	var fields map[string]any
	if len(payload) > 0 && json.Unmarshal(payload, &fields) != nil {
		return closeInvalid, "Invalid message received"
	}
	authorization, wellFormed := authorizationOf(fields)
	if !wellFormed {
		return closeForbidden, "Forbidden"
	}
	ctx, err := s.signIn(s.ctx, authorization)
	if err != nil {
		return closeForbidden, "Forbidden"
	}
	context.AfterFunc(ctx, func() { s.closeEnded(ctx) })
	s.ctx, s.confirmed = ctx, true
	s.send(message{Type: "connection_ack"})
	return 0, ""
}

// authorizationOf is what a payload gives as the header of that name, which is a text.
func authorizationOf(fields map[string]any) (authorization string, wellFormed bool) {
	for _, name := range []string{"Authorization", "authorization"} {
		if given, is := fields[name]; is && given != nil && authorization == "" {
			if authorization, is = given.(string); !is {
				return "", false
			}
		}
	}
	return authorization, true
}

func (s *socket) subscribe(m message) (websocket.StatusCode, string) {
	if !s.confirmed {
		return closeUnauthorized, "Unauthorized"
	}
	request := &graphql.RawParams{Headers: s.headers, ReadTime: graphql.TraceTiming{Start: graphql.Now(), End: graphql.Now()}}
	decoder := json.NewDecoder(bytes.NewReader(m.Payload))
	decoder.UseNumber()
	if m.ID == "" || len(m.ID) > maxOperationID || decoder.Decode(request) != nil {
		return closeInvalid, "Invalid message received"
	}
	ctx, cancel := context.WithCancel(graphql.StartOperationTrace(naming(s.ctx, func() string { return idInBody(m.Payload) })))
	taken, full := s.admit(m.ID, cancel)
	switch {
	case taken:
		cancel()
		return closeDuplicate, "Subscriber for " + m.ID + " already exists"
	case full:
		cancel()
		s.sendErrors(m.ID, gqlerror.List{refusal(ctx, tooManyOperations.At("", s.limits.MaxOperations))})
	default:
		s.running.Go(func() { s.run(ctx, cancel, m.ID, request) })
	}
	return 0, ""
}

// admit notes that an operation is under way.
func (s *socket) admit(id string, cancel context.CancelFunc) (taken, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken = s.active[id]; taken {
		return taken, false
	}
	if len(s.active) >= s.limits.MaxOperations {
		return false, true
	}
	s.active[id] = cancel
	return false, false
}

// run carries an operation out. What it can't do is an error, what ends it a
// complete, unless the client ended it.
func (s *socket) run(ctx context.Context, cancel context.CancelFunc, id string, request *graphql.RawParams) {
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			slog.ErrorContext(ctx, "an operation panicked", "panic", v, "stack", string(debug.Stack()))
			s.close(websocket.StatusInternalError, "Internal error")
		}
	}()
	op, errs := s.exec.CreateOperationContext(ctx, request)
	if len(errs) > 0 {
		response := s.exec.DispatchError(graphql.WithOperationContext(ctx, op), errs)
		if s.forget(ctx, id) {
			s.sendErrors(id, response.Errors)
		}
		return
	}
	responses, inner := s.exec.DispatchOperation(graphql.WithOperationContext(ctx, op), op) // inner ends with a query's answer
	for response := responses(inner); response != nil; response = responses(inner) {
		payload, err := json.Marshal(response)
		if err != nil || ctx.Err() != nil || !s.send(message{ID: id, Type: "next", Payload: payload}) {
			break
		}
	}
	if s.forget(ctx, id) {
		s.send(message{ID: id, Type: "complete"})
	}
}

// forget frees an operation's name; false when the client had ended it.
func (s *socket) forget(ctx context.Context, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return false
	}
	delete(s.active, id)
	return true
}

func (s *socket) sendErrors(id string, errs gqlerror.List) {
	payload, err := json.Marshal(errs)
	if err == nil {
		s.send(message{ID: id, Type: "error", Payload: payload})
	}
}

// send writes a message; a client that does not read in time loses its connection.
func (s *socket) send(m message) bool {
	content, err := json.Marshal(m)
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, content) == nil
}

// keepAlive finds out when the other side is gone.
func (s *socket) keepAlive(ctx context.Context) {
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		waiting, cancel := context.WithTimeout(ctx, writeTimeout)
		err := s.conn.Ping(waiting)
		cancel()
		if err != nil {
			_ = s.conn.CloseNow()
			return
		}
	}
}

// closeEnded closes a connection whose context has ended.
func (s *socket) closeEnded(ctx context.Context) {
	if errors.Is(context.Cause(ctx), errAuthorityEnded) {
		s.close(closeForbidden, "Forbidden")
		return
	}
	s.close(websocket.StatusGoingAway, "The server stops")
}

func (s *socket) close(code websocket.StatusCode, reason string) { _ = s.conn.Close(code, reason) }
