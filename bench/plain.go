package main

import (
	"encoding/gob"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

// plainCommand serves known answers to known requests, as a plain net/http
// handler does: the measure for the real server.
type plainCommand struct {
	Answers string `arg:"" help:"The file with the answers."`
}

// Run serves until the process is killed.
func (c *plainCommand) Run() error {
	f, err := os.Open(c.Answers)
	if err != nil {
		return err
	}
	answers := map[string][]byte{}
	if err := gob.NewDecoder(f).Decode(&answers); err != nil {
		return err
	}
	_ = f.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answers[string(body)])
	}))
}
