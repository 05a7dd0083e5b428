package command

import "testing"

func TestWhereHealthAsks(t *testing.T) {
	for _, c := range []struct{ at, listen, want string }{
		{"http://window.example:81", ":8080", "http://window.example:81"},
		{"", ":9090", "http://localhost:9090"},
		{"", "0.0.0.0:8080", "http://localhost:8080"},
		{"", "[::]:8080", "http://localhost:8080"},
		{"", "10.1.2.3:80", "http://10.1.2.3:80"},
		{"", "[fd00::1]:80", "http://[fd00::1]:80"},
	} {
		if got, err := (&healthCommand{At: c.at, Listen: c.listen}).address(); err != nil || got != c.want {
			t.Errorf("--at %q with %q asks %q (%v), not %q", c.at, c.listen, got, err, c.want)
		}
	}
	if _, err := (&healthCommand{Listen: "nowhere"}).address(); err == nil {
		t.Error("an address without a port is taken")
	}
}
