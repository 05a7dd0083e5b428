package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// slice is how long each side is asked in turn: short, so that what else the
// machine does falls on both.
const slice = 500 * time.Millisecond

// side is what one of two servers did.
type side struct {
	answers   int
	time      time.Duration
	processor time.Duration
}

func (s side) rate() float64 { return float64(s.answers) / s.time.Seconds() }

// each is the processor time of the server for one answer.
func (s side) each() time.Duration { return s.processor / time.Duration(max(s.answers, 1)) }

// result compares the server with the plain handler on one question.
type result struct {
	question      question
	server, plain side
	bytes         int // of an answer, in the mean
}

func (r result) String() string {
	ratio := r.server.rate() / r.plain.rate()
	return fmt.Sprintf("%-10s %8d %10.0f %10.0f %8.3f %7.2f %10s %10s", r.question.name, r.bytes, r.server.rate(), r.plain.rate(),
		ratio, r.question.floor, r.server.each().Round(time.Microsecond), r.plain.each().Round(time.Microsecond))
}

const resultHead = "query      bytes/answer  server/s    plain/s    ratio   floor server CPU  plain CPU"

// compare captures the answers to a question and asks both sides in turn.
func compare(ctx context.Context, server *running, q question, total time.Duration, dir string) (result, error) {
	bodies, err := q.bodies()
	if err != nil {
		return result{}, err
	}
	exchanges, err := capture(server.address, bodies)
	if err != nil {
		return result{}, fmt.Errorf("capture %s: %w", q.name, err)
	}
	other, err := startPlain(ctx, exchanges, dir)
	if err != nil {
		return result{}, err
	}
	defer other.stop()
	r := result{question: q}
	for _, e := range exchanges {
		r.bytes += len(e.Answer) / len(exchanges)
	}
	mine, err := newLoader(server.address, "/graphql", bodies)
	if err != nil {
		return r, err
	}
	defer mine.close()
	theirs, err := newLoader(other.address, "/", bodies)
	if err != nil {
		return r, err
	}
	defer theirs.close()
	if _, err := mine.run(slice); err != nil { // warm
		return r, err
	}
	for end := time.Now().Add(total); time.Now().Before(end); {
		if err := r.server.measure(server, mine); err != nil {
			return r, err
		}
		if err := r.plain.measure(other, theirs); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (s *side) measure(p *running, l *loader) error {
	before, err := p.processor()
	if err != nil {
		return err
	}
	began := time.Now()
	n, err := l.run(slice)
	if err != nil {
		return err
	}
	s.time += time.Since(began)
	s.answers += n
	after, err := p.processor()
	s.processor += after - before
	return err
}

// capture asks each request once. An answer with errors is an error.
func capture(address string, bodies [][]byte) ([]exchange, error) {
	l, err := newLoader(address, "/graphql", bodies)
	if err != nil {
		return nil, err
	}
	defer l.close()
	exchanges := make([]exchange, len(bodies))
	for i, request := range l.requests {
		var answer bytes.Buffer
		if err := l.conns[0].ask(request, &answer); err != nil {
			return nil, err
		}
		if bytes.HasPrefix(answer.Bytes(), []byte(`{"errors"`)) {
			return nil, fmt.Errorf("%s answers %s", bodies[i], answer.Bytes())
		}
		exchanges[i] = exchange{bodies[i], answer.Bytes()}
	}
	return exchanges, nil
}

func startPlain(ctx context.Context, exchanges []exchange, dir string) (*running, error) {
	b, err := json.Marshal(exchanges)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "exchanges.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return startServer(ctx, []string{plainEnv + "=" + file}, self)
}
