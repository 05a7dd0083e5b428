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

// Fingerprint keys a digest, so that it tells whether a text came again and gives
// nothing away: who has the database alone cannot try phone numbers until one fits.
func (k *Keys) Fingerprint(digest string) string {
	if k == nil {
		return digest
	}
	return k.first + ":" + k.byID[k.first].fingerprint(digest)
}

func (k *key) fingerprint(digest string) string {
	mac := hmac.New(sha256.New, k.print)
	mac.Write([]byte(digest))
	return hex.EncodeToString(mac.Sum(nil))
}

// Fits is whether a digest has this fingerprint, made with whichever key, or
// before there was one.
func (k *Keys) Fits(fingerprint, digest string) bool {
	id, mac, keyed := strings.Cut(fingerprint, ":")
	switch {
	case !keyed:
		return fingerprint == digest
	case k == nil || k.byID[id] == nil:
		return false
	}
	return hmac.Equal([]byte(mac), []byte(k.byID[id].fingerprint(digest)))
}
