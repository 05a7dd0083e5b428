//go:build tools

// Package main pins the code generators and the linter that `go generate` and
// CI run, so that everybody runs the same ones.
package main

import (
	_ "entgo.io/ent/cmd/ent"
	_ "github.com/99designs/gqlgen"
	_ "honnef.co/go/tools/cmd/staticcheck"
)
