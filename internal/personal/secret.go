package personal

import "crypto/rand"

// secretAlphabet has no letter or digit that is taken for another one on paper.
const secretAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// NewSecret draws what somebody without an account finds their own again with: ten
// characters of 31, fifty bits, which nobody tries out at the rate that is served.
func NewSecret() string { return NewCode(10) }

// NewCode draws so many characters, each with the same chance.
func NewCode(length int) string {
	drawn := make([]byte, length)
	for i := range drawn {
		drawn[i] = secretAlphabet[below(len(secretAlphabet))]
	}
	return string(drawn)
}

// below draws a number below n, each with the same chance.
func below(n int) int {
	var b [1]byte
	for {
		_, _ = rand.Read(b[:]) // it never fails
		if int(b[0]) < 256-256%n {
			return int(b[0]) % n
		}
	}
}
