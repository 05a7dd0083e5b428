package scalar

import (
	"regexp"
	"strconv"
	"strings"
)

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
