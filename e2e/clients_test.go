package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"onewindow/internal/testdb"
)

// clients is the folder of the checks that run in Node.
const clients = "clients"

// TestClients tries the tools of frontend teams on the real server: a linter, an
// audit of the HTTP endpoint, a composition of subgraphs, Relay, typed clients, and
// documents that are registered.
func TestClients(t *testing.T) {
	needsNode(t)
	s := sampledOn(t, "sqlite")
	npm(t, s, "ci", "--prefer-offline", "--no-progress")
	npm(t, s, "run", "schema")
	for _, check := range []string{"lint", "http", "federation", "relay", "types"} {
		t.Run(check, func(t *testing.T) {
			t.Parallel()
			npm(t, s, "run", check)
		})
	}
	t.Run("documents", func(t *testing.T) {
		t.Parallel()
		npm(t, s, "run", "manifests")
		closed := start(t, sampleDatabase(t, "sqlite"), "--sample", "--documents", "only")
		for client, manifest := range map[string]string{"portal": "gql/persisted-documents.json", "kiosk": "persisted_queries.json"} {
			command(t, "documents", "register", "--database", closed.database, "--client", client, filepath.Join(clients, "build", manifest))
		}
		npm(t, closed, "run", "documents")
	})
}

// needsNode skips a test on a machine without Node, if CI doesn't require it.
func needsNode(t *testing.T) {
	t.Helper()
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err == nil {
			continue
		}
		if testdb.Required("node") {
			t.Fatalf("no %s on this machine", name)
		}
		t.Skipf("no %s on this machine: the tools of frontend teams are not tried", name)
	}
}

// npm runs npm in the folder of the checks against a server.
func npm(t *testing.T, s *server, args ...string) {
	t.Helper()
	npmIn(t, clients, s, args...)
}

func npmIn(t *testing.T, folder string, s *server, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "npm", append(args, "--silent")...)
	cmd.Dir = folder
	cmd.Env = append(cmd.Environ(), "ONEWINDOW_URL=http://"+s.address+"/graphql")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
