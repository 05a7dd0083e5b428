package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many requests are under way at once.
const connections = 16

// loader keeps connections to one server and asks the same requests in turn. It
// reads HTTP itself, because http.Client would take more of the processor than
// the plain handler that it measures.
type loader struct {
	requests [][]byte
	conns    []*wire
	next     atomic.Int64
}

func newLoader(address, path string, bodies [][]byte) (*loader, error) {
	l := &loader{}
	for _, b := range bodies {
		head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", path, address, len(b))
		l.requests = append(l.requests, append([]byte(head), b...))
	}
	for range connections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return nil, fmt.Errorf("reach the server: %w", err)
		}
		l.conns = append(l.conns, &wire{conn: c, in: bufio.NewReaderSize(c, 64<<10)})
	}
	return l, nil
}

func (l *loader) close() {
	for _, c := range l.conns {
		_ = c.conn.Close()
	}
}

// run asks for a while and says how many answers came, each with status 200.
func (l *loader) run(d time.Duration) (answers int, err error) {
	var group sync.WaitGroup
	counts, errs := make([]int, len(l.conns)), make([]error, len(l.conns))
	for i, c := range l.conns {
		group.Go(func() {
			for end := time.Now().Add(d); time.Now().Before(end) && errs[i] == nil; counts[i]++ {
				n := l.next.Add(1) % int64(len(l.requests))
				errs[i] = c.ask(l.requests[n], io.Discard)
			}
		})
	}
	group.Wait()
	for i := range counts {
		answers += counts[i]
		if errs[i] != nil {
			err = errs[i]
		}
	}
	return answers, err
}

// wire is one HTTP/1.1 connection that stays open.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

// ask sends a request and copies the body of its answer.
func (w *wire) ask(request []byte, body io.Writer) error {
	if _, err := w.conn.Write(request); err != nil {
		return fmt.Errorf("send a request: %w", err)
	}
	line, err := w.in.ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("read an answer: %w", err)
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
		return fmt.Errorf("the server answered %q", line)
	}
	length, err := w.head()
	if err != nil {
		return err
	}
	if length >= 0 {
		_, err = io.CopyN(body, w.in, length)
		return err
	}
	return w.chunks(body)
}

// head reads the headers and tells the body's length, -1 for chunks.
func (w *wire) head() (length int64, err error) {
	length = -1
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return 0, fmt.Errorf("read a header: %w", err)
		}
		if len(line) == 2 {
			return length, nil
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64); err != nil {
				return 0, fmt.Errorf("read a length: %w", err)
			}
		}
	}
}

func (w *wire) chunks(body io.Writer) error {
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("read a chunk: %w", err)
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return fmt.Errorf("read a chunk's length: %w", err)
		}
		if _, err := io.CopyN(body, w.in, n); err != nil {
			return fmt.Errorf("read a chunk: %w", err)
		}
		if _, err := w.in.Discard(2); err != nil || n == 0 {
			return err
		}
	}
}
