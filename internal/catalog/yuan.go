package catalog

import (
	"regexp"
	"strconv"
	"strings"

	"onewindow/internal/fault"
)

// MoneyForm is for amounts that are none.
var MoneyForm = fault.NewKind("MONEY_FORM",
	"金额应为最多两位小数的十进制数，例如 20.00。",
	"An amount is a decimal number with at most two places, e.g. 20.00.")

var yuan = regexp.MustCompile(`^[0-9]{1,13}(\.[0-9]{1,2})?$`)

// ParseYuan reads an amount of yuan such as "20", "20.5" or "20.00" as fen, and
// says whether it is one.
func ParseYuan(amount string) (fen int64, ok bool) {
	if !yuan.MatchString(amount) {
		return 0, false
	}
	whole, part, _ := strings.Cut(amount, ".")
	fen, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return fen, err == nil
}
