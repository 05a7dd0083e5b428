// Command onewindow is the OneWindow registry: a GraphQL API over the service
// catalog of a local government. Without a command it serves.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"onewindow/internal/command"
)

//go:generate go run github.com/99designs/gqlgen generate
//go:generate go run ./graph/shortcut

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command.Run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "onewindow:", err)
		os.Exit(1)
	}
}
