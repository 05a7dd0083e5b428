package command

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type healthCommand struct {
	At     string `placeholder:"URL" help:"Where the instance is; where it listens on this machine when left out."`
	Listen string `default:"localhost:8080" placeholder:"ADDR" help:"The address that it was told to serve at."`
}

// address is where to ask: a program that serves at all addresses of a machine
// is asked at its own.
func (c *healthCommand) address() (string, error) {
	if c.At != "" {
		return c.At, nil
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "", fmt.Errorf("read where the instance listens: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port), nil
}

// Run asks a running instance whether it is ready, for containers, which have no
// other program to ask with.
func (c *healthCommand) Run(p *process) error {
	at, err := c.address()
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(p.ctx, http.MethodGet, at+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", at, err)
	}
	response, err := (&http.Client{Timeout: 5 * time.Second}).Do(r)
	if err != nil {
		return fmt.Errorf("ask %s: %w", at, err)
	}
	defer func() { _ = response.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: %d %s", at, response.StatusCode, said)
	}
	_, err = p.out.Write(said)
	return err
}
