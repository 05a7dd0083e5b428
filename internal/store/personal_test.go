package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/ent/db/staff"
	"onewindow/internal/event"
	"onewindow/internal/personal"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

const phone = "13871620459"

// keysOf reads keys that are written one after the other.
func keysOf(t *testing.T, texts ...string) *personal.Keys {
	t.Helper()
	k, err := personal.Parse(strings.Join(texts, ","))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// unlocked is a migrated store without keys.
func unlocked(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// addPerson registers a person with a phone, as a domain does.
func addPerson(ctx context.Context, s *store.Store, number string) error {
	_, err := store.Write(ctx, s, "registerStaff", func(ctx context.Context, tx *store.Tx) (int, error) {
		sealed, err := tx.Seal(personal.StaffPhone, number, "phone", phone)
		if err != nil {
			return 0, err
		}
		row, err := tx.Staff.Create().SetNumber(number).SetName(number).SetPhone(sealed).Save(ctx)
		if err != nil {
			return 0, err
		}
		tx.Record(event.Staff, row.ID, nil, row)
		return row.ID, nil
	})
	return err
}

// phones are the numbers of all persons by the key that sealed them; each opens.
func phones(t *testing.T, s *store.Store, keys *personal.Keys) map[string]int {
	t.Helper()
	by := map[string]int{}
	for _, row := range s.Client.Staff.Query().AllX(t.Context()) {
		if clear, err := keys.Open(personal.StaffPhone, row.Number, row.Phone); clear != phone || err != nil {
			t.Fatalf("the phone of %s opens as %q, %v", row.Number, clear, err)
		}
		by[row.Phone.KeyID()]++
	}
	return by
}

func TestTheFirstKeySealsWhatWasInTheClear(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		ctx, s := admin(t.Context()), unlocked(t, url)
		if err := addPerson(ctx, s, "S1"); !strings.Contains(fmt.Sprint(err), `NO_PERSONAL_KEY at "phone"`) {
			t.Errorf("without a key a phone is kept: %v", err)
		}
		// Rows from before phones were sealed: more than a batch, and one without.
		rows := make([]*db.StaffCreate, 1201)
		for i := range rows {
			rows[i] = s.Client.Staff.Create().SetNumber(fmt.Sprintf("S%d", i)).SetName("人").SetPhone(phone)
		}
		s.Client.Staff.CreateBulk(rows...).ExecX(ctx)
		person := s.Client.Staff.Create().SetNumber("T").SetName("无").SaveX(ctx)
		s.Client.LocalAccount.Create().SetStaffID(person.ID).SetPasswordHash("x").SetTotpSecret("JBSWY3DPEHPK3PXP").ExecX(ctx)
		keys := keysOf(t, personal.NewKey())
		for range 2 {
			if err := s.UseKeys(ctx, keys); err != nil {
				t.Fatal(err)
			}
		}
		if n := s.Client.Staff.Query().Where(staff.Phone("")).CountX(ctx); n != 1 {
			t.Errorf("%d persons have no phone", n)
		}
		s.Client.Staff.UpdateOne(person).SetPhone(sealedFor(t, keys, "T")).ExecX(ctx)
		if by := phones(t, s, keys); !reflect.DeepEqual(by, map[string]int{keys.First(): 1202}) {
			t.Errorf("phones are sealed with %v", by)
		}
		account := s.Client.LocalAccount.Query().OnlyX(ctx)
		if secret, err := keys.Open(personal.OneTimeSecret, fmt.Sprint(person.ID), account.TotpSecret); secret != "JBSWY3DPEHPK3PXP" || err != nil {
			t.Errorf("the key of one-time codes is %q, %v", secret, err)
		}
		file, isFile := strings.CutPrefix(url, "sqlite:")
		for _, name := range []string{file, file + "-wal"} {
			if content, err := os.ReadFile(name); isFile && err == nil && strings.Contains(string(content), phone) {
				t.Errorf("%s still has phones in the clear", name)
			}
		}
	})
}

func sealedFor(t *testing.T, keys *personal.Keys, number string) personal.Sealed {
	t.Helper()
	s, err := keys.Seal(personal.StaffPhone, number, phone)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeysAreThoseThatAreInUse(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		ctx, s, first, second := admin(t.Context()), unlocked(t, url), personal.NewKey(), personal.NewKey()
		if err := s.UseKeys(ctx, nil); err != nil {
			t.Errorf("a database without personal data wants a key: %v", err)
		}
		if err := errors.Join(s.UseKeys(ctx, keysOf(t, first)), addPerson(ctx, s, "S1")); err != nil {
			t.Fatal(err)
		}
		id, _, _ := strings.Cut(first, ":")
		_, secret, _ := strings.Cut(second, ":")
		for name, try := range map[string]struct {
			keys    *personal.Keys
			missing bool
		}{
			"none": {nil, true}, "another": {keysOf(t, second), true}, "another of its name": {keysOf(t, id+":"+secret), false},
		} {
			err := unlocked(t, url).UseKeys(ctx, try.keys)
			if err == nil || errors.Is(err, personal.ErrMissingKey) != try.missing || !strings.Contains(err.Error(), id) {
				t.Errorf("with %s: %v", name, err)
			}
		}
		if inUse := s.Client.Ledger.Query().OnlyX(ctx).PersonalKeys; len(inUse) != 1 {
			t.Errorf("keys that were refused are in use: %v", inUse)
		}
	})
}

func TestRotationGoesOnWhereItWasCut(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		ctx, s, first, second := admin(t.Context()), unlocked(t, url), personal.NewKey(), personal.NewKey()
		old, turned := keysOf(t, first), keysOf(t, second, first)
		if err := s.UseKeys(ctx, old); err != nil {
			t.Fatal(err)
		}
		rows := make([]*db.StaffCreate, 1300)
		for i := range rows {
			number := fmt.Sprintf("S%d", i)
			rows[i] = s.Client.Staff.Create().SetNumber(number).SetName("人").SetPhone(sealedFor(t, old, number))
		}
		s.Client.Staff.CreateBulk(rows...).ExecX(ctx)

		// It is cut in its second batch.
		cut, stop := context.WithCancel(ctx)
		updates := 0
		other := testdbWith(t, url, turned, func(statement string) {
			if strings.Contains(statement, "UPDATE") && strings.Contains(statement, "phone") {
				if updates++; updates == 700 {
					stop()
				}
			}
		})
		if done, err := other.RotateKeys(cut, false); !errors.Is(err, context.Canceled) {
			t.Fatalf("a rotation that is cut did %+v, %v", done, err)
		}
		if by := phones(t, s, turned); by[old.First()] != 800 || by[turned.First()] != 500 {
			t.Errorf("after the cut phones are sealed with %v", by)
		}
		if err := addPerson(ctx, s, "T"); err != nil {
			t.Errorf("an instance that still seals with the old key: %v", err)
		}
		done, err := other.RotateKeys(ctx, false)
		if err != nil || done.Sealed != 801 || !slices.Equal(done.Retired, []string{old.First()}) {
			t.Errorf("the next one did %+v, %v", done, err)
		}
		if by := phones(t, s, keysOf(t, second)); by[turned.First()] != 1301 {
			t.Errorf("at the end phones are sealed with %v", by)
		}
		if err := addPerson(ctx, s, "U"); !strings.Contains(fmt.Sprint(err), "retired") {
			t.Errorf("a retired key seals: %v", err)
		}
		if done, err := other.RotateKeys(ctx, false); err != nil || done.Sealed != 0 || len(done.Retired) > 0 {
			t.Errorf("once more it did %+v, %v", done, err)
		}
		if n := s.Client.AuditEvent.Query().Where(auditevent.Action("rotatePersonalKeys")).CountX(ctx); n != 1 {
			t.Errorf("the trail has %d rotations", n)
		}
		if err := unlocked(t, url).UseKeys(ctx, keysOf(t, second)); err != nil {
			t.Errorf("the old key is still needed: %v", err)
		}
		if _, err := other.RotateKeys(t.Context(), false); err == nil {
			t.Error("the public rotates keys")
		}
	})
}

// testdbWith is a store whose statements are seen.
func testdbWith(t *testing.T, url string, keys *personal.Keys, observe func(string)) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{Observe: observe})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.UseKeys(t.Context(), keys); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatCannotBeOpenedIsNamedOrGivenUp(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		ctx, s, first, second := admin(t.Context()), unlocked(t, url), personal.NewKey(), personal.NewKey()
		if err := s.UseKeys(ctx, keysOf(t, first)); err != nil {
			t.Fatal(err)
		}
		for _, number := range []string{"S1", "S2", "S3"} {
			if err := addPerson(ctx, s, number); err != nil {
				t.Fatal(err)
			}
		}
		// S2 gets the value of S1.
		one := s.Client.Staff.Query().Where(staff.Number("S1")).OnlyX(ctx)
		s.Client.Staff.Update().Where(staff.Number("S2")).SetPhone(one.Phone).ExecX(ctx)
		if err := s.UseKeys(ctx, keysOf(t, second, first)); err != nil {
			t.Fatal(err)
		}
		done, err := s.RotateKeys(ctx, false)
		if !strings.Contains(fmt.Sprint(err), "staff.phone of S2") || done.Sealed != 2 || len(done.Retired) > 0 {
			t.Errorf("a value that was moved: %+v, %v", done, err)
		}
		// The first key is lost, and with it S2's.
		lost := unlocked(t, url)
		if err := lost.UseKeys(ctx, keysOf(t, second)); !errors.Is(err, personal.ErrMissingKey) {
			t.Errorf("a lost key is not missed: %v", err)
		}
		if _, err := lost.RotateKeys(ctx, false); !errors.Is(err, personal.ErrMissingKey) {
			t.Errorf("a rotation without the key: %v", err)
		}
		done, err = lost.RotateKeys(ctx, true)
		if err != nil || done.Emptied != 1 || len(done.Retired) != 1 {
			t.Errorf("given up, it did %+v, %v", done, err)
		}
		if row := s.Client.Staff.Query().Where(staff.Number("S2")).OnlyX(ctx); row.Phone != "" {
			t.Errorf("the lost value is %q", string(row.Phone))
		}
		if err := unlocked(t, url).UseKeys(ctx, keysOf(t, second)); err != nil {
			t.Errorf("the lost key is still wanted: %v", err)
		}
	})
}

func TestARetryIsKnownAcrossKeysAndItsInputCannotBeGuessed(t *testing.T) {
	s, first, second := unlocked(t, testdb.SQLite(t)), personal.NewKey(), personal.NewKey()
	for i, keys := range []*personal.Keys{keysOf(t, first), keysOf(t, second, first)} {
		if err := s.UseKeys(t.Context(), keys); err != nil {
			t.Fatal(err)
		}
		ctx, err := store.WithIdempotencyKey(admin(t.Context()), "key-1", phone)
		if err != nil {
			t.Fatal(err)
		}
		if id, err := addSector(ctx, s, "A"); id == 0 || err != nil {
			t.Errorf("try %d is answered %d, %v", i+1, id, err)
		}
	}
	kept := s.Client.IdempotencyKey.Query().OnlyX(t.Context())
	if guess := sha256.Sum256([]byte(`"` + phone + `"`)); strings.Contains(kept.InputHash, hex.EncodeToString(guess[:])) {
		t.Error("whoever reads the database can try phones until one fits")
	}
}

// TestEverySealedColumnIsRotated compares ent's structs with the list of fields.
func TestEverySealedColumnIsRotated(t *testing.T) {
	listed := map[string]bool{}
	for _, f := range personal.Fields {
		listed[strings.ReplaceAll(f.Column, "_", "")] = true
	}
	found := 0
	client := reflect.TypeFor[db.Client]()
	for i := range client.NumField() {
		get, ok := client.Field(i).Type.MethodByName("Get")
		if !ok {
			continue
		}
		entity := get.Type.Out(0).Elem()
		for j := range entity.NumField() {
			if f := entity.Field(j); f.Type == reflect.TypeFor[personal.Sealed]() {
				found++
				if !listed[strings.ToLower(f.Name)] {
					t.Errorf("%s.%s is sealed and not in personal.Fields", entity.Name(), f.Name)
				}
			}
		}
	}
	if found != len(personal.Fields) {
		t.Errorf("%d columns are sealed, personal.Fields has %d", found, len(personal.Fields))
	}
}
