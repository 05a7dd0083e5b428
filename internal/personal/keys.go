package personal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Keys are the keys of a deployment: the first one seals, all of them open. Nil
// is none.
type Keys struct {
	first string
	byID  map[string]*key
}

// key is what one key is used for, each with bits of its own.
type key struct {
	seal  cipher.AEAD
	print []byte
}

// keySize is AES-256.
const keySize = 32

var keyID = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// Parse reads "ID:BASE64", several with commas or spaces between them, nil for
// none. Its errors tell nothing of the keys.
func Parse(text string) (*Keys, error) {
	given := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	if len(given) == 0 {
		return nil, nil //nolint:nilnil // no keys are no mistake
	}
	k := &Keys{byID: make(map[string]*key, len(given))}
	for i, one := range given {
		id, encoded, _ := strings.Cut(one, ":")
		secret, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || len(secret) != keySize || !keyID.MatchString(id) {
			return nil, fmt.Errorf("key %d is not ID:BASE64 with an id of small letters, digits and - and 32 bytes; 'onewindow personal key' makes one", i+1)
		}
		if k.byID[id] != nil {
			return nil, fmt.Errorf("two keys are called %q", id)
		}
		if k.byID[id], err = newKey(secret); err != nil {
			return nil, err
		}
		if i == 0 {
			k.first = id
		}
	}
	return k, nil
}

func newKey(secret []byte) (*key, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("take a key into use: %w", err)
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("take a key into use: %w", err)
	}
	print, err := hkdf.Key(sha256.New, secret, nil, "onewindow fingerprint v1", keySize)
	if err != nil {
		return nil, fmt.Errorf("take a key into use: %w", err)
	}
	return &key{seal, print}, nil
}

// NewKey draws a key, as Parse reads it.
func NewKey() string {
	bits := make([]byte, 4+keySize)
	_, _ = rand.Read(bits) // it never fails
	return "k" + hex.EncodeToString(bits[:4]) + ":" + base64.StdEncoding.EncodeToString(bits[4:])
}

// First is the id of the key that seals, empty for none.
func (k *Keys) First() string {
	if k == nil {
		return ""
	}
	return k.first
}

// Fingerprint tells whether a text is the same again, without giving it away: who
// has the database alone cannot try phone numbers until one fits.
func (k *Keys) Fingerprint(text []byte) string {
	if k == nil {
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:])
	}
	return k.first + ":" + k.byID[k.first].fingerprint(text)
}

func (k *key) fingerprint(text []byte) string {
	mac := hmac.New(sha256.New, k.print)
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}

// Fits is whether a text has this fingerprint, made with whichever key.
func (k *Keys) Fits(fingerprint string, text []byte) bool {
	id, mac, keyed := strings.Cut(fingerprint, ":")
	switch {
	case !keyed:
		return (*Keys)(nil).Fingerprint(text) == fingerprint
	case k == nil || k.byID[id] == nil:
		return false
	}
	return hmac.Equal([]byte(mac), []byte(k.byID[id].fingerprint(text)))
}
