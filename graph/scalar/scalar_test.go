package scalar

import (
	"strings"
	"testing"
)

func TestDayText(t *testing.T) {
	var b strings.Builder
	MarshalDayText("2026-03-02").MarshalGQL(&b)
	MarshalDayText("").MarshalGQL(&b)
	if b.String() != `"2026-03-02"null` {
		t.Errorf("written as %s", b.String())
	}
	if day, err := UnmarshalDayText("2026-03-02"); day != "2026-03-02" || err != nil {
		t.Errorf("read as %q, %v", day, err)
	}
	if day, err := UnmarshalDayText(nil); day != "" || err != nil {
		t.Errorf("null was read as %q, %v", day, err)
	}
	for _, v := range []any{"2026-3-2", 20260302, ""} {
		if day, err := UnmarshalDayText(v); err == nil {
			t.Errorf("%v was read as %q", v, day)
		}
	}
}
