package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many clients ask at once.
const connections = 16

// request is a whole HTTP request, made before the clock runs.
func request(body []byte) []byte {
	return append(fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body)), body...)
}

// load sends requests over kept connections for a while, each client from
// another place in the list, and counts the answers.
func load(address string, requests [][]byte, long time.Duration) (answers int, took time.Duration, err error) {
	var count atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, connections)
	began := time.Now()
	for client := range connections {
		wg.Go(func() {
			n, err := loadOne(address, requests, client*len(requests)/connections, began.Add(long))
			count.Add(int64(n))
			if err != nil {
				failed <- err
			}
		})
	}
	wg.Wait()
	took = time.Since(began)
	close(failed)
	for e := range failed {
		err = errors.Join(err, e)
	}
	return int(count.Load()), took, err
}

func loadOne(address string, requests [][]byte, from int, until time.Time) (answers int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReaderSize(conn, 64<<10)
	for i := from; time.Now().Before(until); i++ {
		if _, err := conn.Write(requests[i%len(requests)]); err != nil {
			return answers, err
		}
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			return answers, err
		}
		if response.StatusCode != http.StatusOK {
			return answers, fmt.Errorf("answered %s", response.Status)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return answers, err
		}
		answers++
	}
	return answers, nil
}
