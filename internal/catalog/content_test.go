package catalog_test

import (
	"testing"

	"onewindow/internal/catalog"
)

func TestFeeAmount(t *testing.T) {
	for fen, want := range map[int64]string{0: "0.00", 5: "0.05", 2000: "20.00", 2050: "20.50", 999999999999999: "9999999999999.99"} {
		if got := (&catalog.Fee{AmountFen: &fen}).Amount(); *got != (catalog.Money{Amount: want, Currency: "CNY"}) {
			t.Errorf("%d fen show as %v, want %s", fen, got, want)
		}
	}
	if got := (&catalog.Fee{}).Amount(); got != nil {
		t.Errorf("no fixed sum shows as %v", got)
	}
}
