// Package graph answers the GraphQL schema: thin resolvers that find the
// caller, call one domain function and shape the answer.
package graph

import (
	"context"

	"onewindow/internal/acceptance"
	"onewindow/internal/catalog"
	"onewindow/internal/exchange"
	"onewindow/internal/organization"
	"onewindow/internal/reception"
	"onewindow/internal/store"
	"onewindow/internal/trusted"
)

// Resolver holds what the resolvers call.
type Resolver struct {
	Store *store.Store
	// Org makes the changes of the organization.
	Org *organization.Service
	// Live is the catalog in memory, which every public query reads.
	Live *catalog.Live
	// Imports are carried out in the background.
	Imports *exchange.Runs
	// Acceptance makes the changes of cases, and reads them.
	Acceptance *acceptance.Service
	// Reception makes the changes of appointments and waiting numbers, and reads them.
	Reception *reception.Service
	// Documents registers trusted documents.
	Documents *trusted.Service
}

// lens is how this request sees the catalog: one state from start to end.
func lens(ctx context.Context) *catalog.Lens { return catalog.LensOf(ctx) }

// fresh has the rest of a mutation's answer read the state that it made.
func (r *Resolver) fresh(ctx context.Context) *catalog.Lens { return r.Live.Refresh(ctx) }
