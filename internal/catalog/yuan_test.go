package catalog

import "testing"

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
