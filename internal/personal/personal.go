// Package personal keeps personal data unreadable for whoever gets hold of the
// database: it is sealed with a key that is kept elsewhere, bound to its row, and
// shown masked.
//
// A column of personal data is declared as sealed in ent/schema and as a Field
// here. store.Tx.Seal seals it, Keys.Masked shows it, and a change that leaves a
// trace tells it with store.Tx.Open.
package personal

import (
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"onewindow/internal/fault"
)

// Field is a column with personal data.
type Field struct {
	Table, Column string
	// Row is the column that names the row of a value and never changes: a value
	// is sealed for its row and opens nowhere else.
	Row string
	// Mask is how those see it who may not see it in the clear; nil shows nothing.
	Mask func(clear string) string
}

// The columns with personal data.
var (
	StaffPhone    = Field{Table: "staff", Column: "phone", Row: "number", Mask: MaskPhone}
	OneTimeSecret = Field{Table: "local_accounts", Column: "totp_secret", Row: "staff_id"}

	ApplicantName     = Field{Table: "case_files", Column: "applicant_name", Row: "number", Mask: MaskName}
	ApplicantIdentity = Field{Table: "case_files", Column: "applicant_identity", Row: "number", Mask: MaskIdentityNumber}
	ApplicantPhone    = Field{Table: "case_files", Column: "applicant_phone", Row: "number", Mask: MaskPhone}
	ApplicantAddress  = Field{Table: "case_files", Column: "applicant_address", Row: "number"}
	// FollowSecret is what an applicant follows a case with, beside its number.
	FollowSecret = Field{Table: "case_files", Column: "follow_secret", Row: "number"}

	VisitorName    = Field{Table: "appointments", Column: "name", Row: "number", Mask: MaskName}
	VisitorPhone   = Field{Table: "appointments", Column: "phone", Row: "number", Mask: MaskPhone}
	VisitorAddress = Field{Table: "appointments", Column: "address", Row: "number"}
	// VisitSecret is what a visitor cancels an appointment with, beside its number.
	VisitSecret = Field{Table: "appointments", Column: "secret", Row: "number"}
)

// Fields are all of them: what is sealed anew when the key changes.
var Fields = []Field{
	StaffPhone, OneTimeSecret,
	ApplicantName, ApplicantIdentity, ApplicantPhone, ApplicantAddress, FollowSecret,
	VisitorName, VisitorPhone, VisitorAddress, VisitSecret,
}

// String is the column as operators know it.
func (f Field) String() string { return f.Table + "." + f.Column }

// Sealed is a value as it is stored: "sealed:v1:KEY:BASE64", or empty for none. It
// never prints, in no log, error or JSON, whatever is in it.
type Sealed string

const version = "sealed:v1:"

// hidden is all that is shown of what is not shown.
const hidden = "****"

// String is for people and logs.
func (s Sealed) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString is for %#v.
func (s Sealed) GoString() string { return s.String() }

// MarshalText is for JSON and logs.
func (s Sealed) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// KeyID is the key that sealed it, empty for a value from before there was a key.
func (s Sealed) KeyID() string {
	rest, ok := strings.CutPrefix(string(s), version)
	id, _, found := strings.Cut(rest, ":")
	if !ok || !found {
		return ""
	}
	return id
}

var (
	// NoKey is for whoever gives personal data to a deployment that has no key.
	NoKey = fault.NewKind("NO_PERSONAL_KEY",
		"本系统尚未配置个人信息密钥，不能保存此项：请联系运维人员（--personal-keys）。",
		"This deployment has no key for personal data and keeps none: ask its operator for one (--personal-keys).")

	// ErrMissingKey says that something is sealed with a key that was not given.
	ErrMissingKey = errors.New("personal data is sealed with a key that was not given")
	// ErrDamaged says that a value was altered or belongs to another row.
	ErrDamaged = errors.New("personal data was altered, or belongs elsewhere")
)

// Seal seals a value of a field in the row that is called so. An empty value is
// none.
func (k *Keys) Seal(f Field, row, clear string) (Sealed, error) {
	if clear == "" {
		return "", nil
	}
	if k == nil {
		return "", NoKey.At("")
	}
	head := Prefix(k.first)
	text := k.byID[k.first].seal.Seal(nil, nil, []byte(clear), place(head, f, row))
	return Sealed(head + base64.StdEncoding.EncodeToString(text)), nil
}

// Open opens a value of a field in the row that is called so.
func (k *Keys) Open(f Field, row string, s Sealed) (string, error) {
	if s == "" {
		return "", nil
	}
	id := s.KeyID()
	opener, err := k.opener(f, row, id)
	if err != nil {
		return "", err
	}
	if opener == nil {
		return string(s), nil
	}
	head := Prefix(id)
	text, err := base64.StdEncoding.DecodeString(string(s[len(head):]))
	if err != nil {
		return "", fmt.Errorf("%w: %s of %s", ErrDamaged, f, row)
	}
	clear, err := opener.Open(nil, nil, text, place(head, f, row))
	if err != nil {
		return "", fmt.Errorf("%w: %s of %s", ErrDamaged, f, row)
	}
	return string(clear), nil
}

// Reseal seals a value with the first key, whichever sealed it, also one from
// before there was a key.
func (k *Keys) Reseal(f Field, row string, s Sealed) (Sealed, error) {
	clear := string(s)
	if strings.HasPrefix(clear, version) {
		var err error
		if clear, err = k.Open(f, row, s); err != nil {
			return "", err
		}
	}
	return k.Seal(f, row, clear)
}

// opener is what opens values of a key; nil for one that nothing sealed, which
// there is only as long as there is no key: the first one seals them all.
func (k *Keys) opener(f Field, row, id string) (cipher.AEAD, error) {
	switch {
	case id == "" && k == nil:
		return nil, nil //nolint:nilnil // it opens itself
	case id == "":
		return nil, fmt.Errorf("%w: %s of %s is not sealed", ErrDamaged, f, row)
	case k == nil || k.byID[id] == nil:
		return nil, fmt.Errorf("%w: %s of %s with %q", ErrMissingKey, f, row, id)
	}
	return k.byID[id].seal, nil
}

// Masked is a value as those see it who may not see it in the clear. Of one that
// cannot be opened nothing is shown, and the operator's log says why.
func (k *Keys) Masked(f Field, row string, s Sealed) string {
	if s == "" {
		return ""
	}
	clear, err := k.Open(f, row, s)
	if err != nil {
		slog.Error("open personal data", "error", err)
		return hidden
	}
	if f.Mask == nil {
		return hidden
	}
	return f.Mask(clear)
}

// Prefix is how all begins that a key has sealed.
func Prefix(keyID string) string { return version + keyID + ":" }

// place binds a value to its version, its key and where it stands.
func place(head string, f Field, row string) []byte {
	return []byte(head + f.String() + ":" + row)
}
