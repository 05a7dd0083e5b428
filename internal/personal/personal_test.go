package personal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const phone = "13812341234"

func mustParse(t *testing.T, text string) *Keys {
	t.Helper()
	k, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mustSeal(t *testing.T, k *Keys, f Field, row, clear string) Sealed {
	t.Helper()
	s, err := k.Seal(f, row, clear)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAValueOpensInItsPlaceOnly(t *testing.T) {
	first, second := NewKey(), NewKey()
	k := mustParse(t, first+" "+second)
	s := mustSeal(t, k, StaffPhone, "S1", phone)
	if again := mustSeal(t, k, StaffPhone, "S1", phone); again == s || strings.Contains(string(s), "1381") || s.KeyID() != k.First() {
		t.Errorf("sealed twice it is %q and %q", string(s), string(again))
	}
	turned := mustParse(t, second+","+first)
	for _, keys := range []*Keys{k, turned} {
		if clear, err := keys.Open(StaffPhone, "S1", s); clear != phone || err != nil {
			t.Errorf("it opens as %q, %v", clear, err)
		}
	}
	anew, err := turned.Reseal(StaffPhone, "S1", s)
	if err != nil || anew.KeyID() != turned.First() {
		t.Errorf("sealed anew it is %q, %v", string(anew), err)
	}
	old, err := turned.Reseal(StaffPhone, "S1", phone)
	if err != nil || old.KeyID() != turned.First() {
		t.Errorf("a value from before there were keys becomes %q, %v", string(old), err)
	}
	_, secret, _ := strings.Cut(NewKey(), ":")
	for name, try := range map[string]struct {
		keys *Keys
		f    Field
		row  string
		s    Sealed
		want error
	}{
		"in another row":           {k, StaffPhone, "S2", s, ErrDamaged},
		"in another column":        {k, OneTimeSecret, "S1", s, ErrDamaged},
		"with another of the keys": {k, StaffPhone, "S1", Sealed(strings.Replace(string(s), k.First(), turned.First(), 1)), ErrDamaged},
		"without the key":          {mustParse(t, second), StaffPhone, "S1", s, ErrMissingKey},
		"without any key":          {nil, StaffPhone, "S1", s, ErrMissingKey},
		"with a key of its name":   {mustParse(t, k.First()+":"+secret), StaffPhone, "S1", s, ErrDamaged},
		"in the clear":             {k, StaffPhone, "S1", phone, ErrDamaged},
		"without a key's name":     {k, StaffPhone, "S1", "sealed:v1:" + phone, ErrDamaged},
		"of another version":       {k, StaffPhone, "S1", Sealed("sealed:v2" + string(s[9:])), ErrDamaged},
		"short":                    {k, StaffPhone, "S1", Sealed(Prefix(k.First()) + "AAAA"), ErrDamaged},
		"not in base64":            {k, StaffPhone, "S1", Sealed(Prefix(k.First()) + phone + "!"), ErrDamaged},
	} {
		clear, err := try.keys.Open(try.f, try.row, try.s)
		if clear != "" || !errors.Is(err, try.want) || strings.Contains(fmt.Sprint(err), phone) {
			t.Errorf("%s it opens as %q, %v", name, clear, err)
		}
		if shown := try.keys.Masked(try.f, try.row, try.s); shown != hidden {
			t.Errorf("%s it shows %q", name, shown)
		}
	}
}

func TestEachAlteredBitIsNoticed(t *testing.T) {
	k := mustParse(t, NewKey())
	s := mustSeal(t, k, StaffPhone, "S1", phone)
	head := Prefix(k.First())
	bits, err := base64.StdEncoding.DecodeString(string(s[len(head):]))
	if err != nil {
		t.Fatal(err)
	}
	for i := range bits {
		for bit := range 8 {
			bits[i] ^= 1 << bit
			if _, err := k.Open(StaffPhone, "S1", Sealed(head+base64.StdEncoding.EncodeToString(bits))); !errors.Is(err, ErrDamaged) {
				t.Fatalf("with byte %d altered: %v", i, err)
			}
			bits[i] ^= 1 << bit
		}
	}
}

func TestASealedValueNeverPrints(t *testing.T) {
	var log bytes.Buffer
	for _, s := range []Sealed{phone, mustSeal(t, mustParse(t, NewKey()), StaffPhone, "S1", phone)} {
		asJSON, err := json.Marshal(map[string]any{"phone": s, "row": struct{ Phone Sealed }{s}})
		if err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "phone", s)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "phone", s)
		fmt.Fprintf(&log, "%v %s %q %+v %#v %#v %s", s, s, s, struct{ P Sealed }{s}, s, struct{ P Sealed }{s}, asJSON)
	}
	if strings.Contains(log.String(), phone) || strings.Contains(log.String(), "sealed:") || strings.Count(log.String(), hidden) != 20 {
		t.Errorf("it prints: %s", &log)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	_, secret, _ := strings.Cut(NewKey(), ":")
	for name, text := range map[string]string{
		"no id": secret, "an empty id": ":" + secret, "an id in capitals": "K1:" + secret, "an id with a quote": "k'1:" + secret,
		"too short": "k1:" + secret[:40], "too long": "k1:" + secret + secret, "the same twice": "k1:" + secret + ",k1:" + secret, "not base64": "k1:?" + secret[1:],
	} {
		if k, err := Parse(text); err == nil || k != nil || strings.Contains(err.Error(), secret[1:20]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", " \n", ","} {
		if k, err := Parse(text); k != nil || err != nil {
			t.Errorf("%q: %v, %v", text, k, err)
		}
	}
	if _, err := (*Keys)(nil).Seal(StaffPhone, "S1", phone); err == nil || !strings.Contains(err.Error(), NoKey.Code) {
		t.Errorf("without a key: %v", err)
	}
	if s, err := (*Keys)(nil).Seal(StaffPhone, "S1", ""); s != "" || err != nil {
		t.Errorf("nothing, without a key: %q, %v", string(s), err)
	}
	if clear, err := (*Keys)(nil).Open(StaffPhone, "S1", phone); clear != phone || err != nil {
		t.Errorf("what was never sealed, without a key: %q, %v", clear, err)
	}
}

func TestFingerprints(t *testing.T) {
	first, second := NewKey(), NewKey()
	k, turned, other := mustParse(t, first), mustParse(t, second+","+first), mustParse(t, second)
	for name, try := range map[string]struct {
		by            *Keys
		print, digest string
		want          bool
	}{
		"the same":                {k, k.Fingerprint(phone), phone, true},
		"another":                 {k, k.Fingerprint(phone), phone + "0", false},
		"after the key changed":   {turned, k.Fingerprint(phone), phone, true},
		"with another key":        {other, k.Fingerprint(phone), phone, false},
		"from before the keys":    {k, (*Keys)(nil).Fingerprint(phone), phone, true},
		"after the keys are gone": {nil, k.Fingerprint(phone), phone, false},
	} {
		if got := try.by.Fits(try.print, try.digest); got != try.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if strings.Contains(k.Fingerprint(phone), phone) || k.Fingerprint(phone) == other.Fingerprint(phone) {
		t.Error("a fingerprint can be made without the key")
	}
}

func TestMasks(t *testing.T) {
	for _, m := range []struct {
		mask        func(string) string
		clear, want string
	}{
		{MaskName, "张三", "张*"},
		{MaskName, "欧阳修远", "欧***"},
		{MaskName, "张", "*"},
		{MaskName, "", ""},
		{MaskName, "Ann Lee", "A******"},
		{MaskPhone, "13812341234", "138****1234"},
		{MaskPhone, "+86 138 1234 1234", "+86 1** **** 1234"},
		{MaskPhone, "0826-2001101", "082*-***1101"},
		{MaskPhone, "22221234", "******34"},
		{MaskPhone, "110", "***"},
		{MaskPhone, "张三 13812341234", "** 138****1234"},
		{MaskPhone, "", ""},
		{MaskIdentityNumber, "511602199001011234", "5116**********1234"},
		{MaskIdentityNumber, "51160219900101123X", "5116**********123X"},
		{MaskIdentityNumber, "511602900101123", "5116*******1123"},
		{MaskIdentityNumber, "E12345678", "*******78"},
		{MaskIdentityNumber, "12", "**"},
	} {
		if got := m.mask(m.clear); got != m.want {
			t.Errorf("%q is masked as %q, want %q", m.clear, got, m.want)
		}
	}
	k := mustParse(t, NewKey())
	if got := k.Masked(StaffPhone, "S1", mustSeal(t, k, StaffPhone, "S1", phone)); got != "138****1234" {
		t.Errorf("a phone shows as %q", got)
	}
	if got := k.Masked(OneTimeSecret, "1", mustSeal(t, k, OneTimeSecret, "1", phone)); got != hidden {
		t.Errorf("a field without a mask shows as %q", got)
	}
}
