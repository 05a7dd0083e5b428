package e2e

import (
	"testing"
)

const whatChanged = `query($since: Int!) { catalogChanges(since: $since) {
	revision nodes { kind thing revision node { ... on ServiceItem { slug state } } }
} }`

func TestChangesSurviveARestart(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			before := s.must(t, `{ catalog { revision oldestRevision } item(slug: "resident-id-card") { id version } }`, nil)
			since := at(t, before, "catalog.revision").(float64)
			admin := *s
			admin.token = newToken(t, s.database, "changes")
			suspended := admin.must(t, `mutation($id: ID!, $version: Int!) {
				suspendItem(input: { id: $id, expectedVersion: $version, reason: "系统维护" }) { item { state } userErrors { code } }
			}`, map[string]any{"id": at(t, before, "item.id"), "version": at(t, before, "item.version")})
			if at(t, suspended, "suspendItem.item.state") != "SUSPENDED" {
				t.Fatalf("the item is not suspended: %v", suspended)
			}
			check := func(s *server) {
				t.Helper()
				got := s.must(t, whatChanged, map[string]any{"since": since})
				changes := at(t, got, "catalogChanges.nodes").([]any)
				if len(changes) != 1 || at(t, changes[0], "kind") != "CHANGED" || at(t, changes[0], "node.slug") != "resident-id-card" || at(t, changes[0], "node.state") != "SUSPENDED" {
					t.Errorf("changed are %v", changes)
				}
				now := at(t, got, "catalogChanges.revision").(float64)
				if again := at(t, s.must(t, whatChanged, map[string]any{"since": now}), "catalogChanges.nodes").([]any); len(again) != 0 {
					t.Errorf("since now there changed %v", again)
				}
				a := s.ask(t, whatChanged, map[string]any{"since": now + 1})
				if len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "REVISION_UNKNOWN" {
					t.Errorf("since a later revision: %s", a.raw)
				}
				if a = s.ask(t, whatChanged, map[string]any{"since": 0}); len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != "REVISION_TOO_OLD" {
					t.Errorf("since before the divisions were imported: %s", a.raw)
				}
			}
			check(s)
			s.stop(t)
			check(start(t, s.database))
		})
	}
}
