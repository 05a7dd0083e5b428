package scalar

import (
	"strings"
	"testing"
)

func TestYuan(t *testing.T) {
	for amount, fen := range map[string]int64{"0": 0, "20": 2000, "20.5": 2050, "20.05": 2005, "9999999999999.99": 999999999999999} {
		got, ok := ParseYuan(amount)
		if !ok || got != fen {
			t.Errorf("%s is %d fen, want %d", amount, got, fen)
		}
	}
	for _, amount := range []string{"", "-1", "1.005", "1,000", "1e3", ".5", "20 ", "99999999999999", "٢"} {
		if fen, ok := ParseYuan(amount); ok {
			t.Errorf("%q was read as %d fen", amount, fen)
		}
	}
}

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
