package node

import (
	"bytes"
	"strings"
	"testing"

	"onewindow/internal/fault"
)

func TestIDsComeBackAsTheyWent(t *testing.T) {
	var b bytes.Buffer
	CenterID(42).MarshalGQL(&b)
	var id CenterID
	if err := id.UnmarshalGQL(strings.Trim(b.String(), `"`)); err != nil || id != 42 {
		t.Errorf("%d, %v", id, err)
	}
}

func TestBadIDsAreProblemsOfTheInput(t *testing.T) {
	for name, v := range map[string]any{
		"another kind": Encode("Division", 1), "an unknown kind": Encode("Spaceship", 1), "no base64": "%%%",
		"no number": Encode("ServiceCenter", 0), "too long": strings.Repeat("A", 100), "no string": 7,
		"padding": Encode("ServiceCenter", 1) + "=",
	} {
		var id CenterID
		if err := id.UnmarshalGQL(v); err == nil {
			t.Errorf("%s was read as %d", name, id)
		} else if _, ok := fault.From(err); !ok {
			t.Errorf("%s: %v is not a problem of the input", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode("ServiceItem", 7))
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if kind, id, err := Decode(s); err == nil && Encode(kind, id) != s {
			t.Errorf("%q is read as %s %d, which is written %q", s, kind, id, Encode(kind, id))
		}
	})
}
