package command

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

type healthCommand struct {
	At string `default:"http://localhost:8080" placeholder:"URL" help:"Where the instance is."`
}

// Run asks a running instance whether it is ready, for containers, which have no
// other program to ask with.
func (c *healthCommand) Run(p *process) error {
	r, err := http.NewRequestWithContext(p.ctx, http.MethodGet, c.At+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.At, err)
	}
	response, err := (&http.Client{Timeout: 5 * time.Second}).Do(r)
	if err != nil {
		return fmt.Errorf("ask %s: %w", c.At, err)
	}
	defer func() { _ = response.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: %d %s", c.At, response.StatusCode, said)
	}
	_, err = p.out.Write(said)
	return err
}
