package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/argon2"

	"onewindow/ent/db"
	"onewindow/ent/db/localaccount"
	"onewindow/ent/db/staff"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// The parameters of argon2id: the second choice of RFC 9106, for machines without
// 2 GiB to spare for each sign-in.
const (
	passes    = 3
	memoryKiB = 64 * 1024
	lanes     = 4
	keyLength = 32
)

const (
	shortest  = 10
	longestPW = 200
	// free is how many wrong passwords cost no delay; from then on it doubles.
	free        = 3
	longestWait = 15 * time.Minute
	step        = 30 // seconds of a one-time code
)

var (
	// ErrWrong is all that somebody learns who may not come in.
	ErrWrong = errors.New("the staff number, the password or the code is wrong, or too many were: try later")

	passwordLength = fault.NewKind("PASSWORD_LENGTH", "密码须有 %d 至 %d 个字符。", "A password has %d to %d characters.")
)

// hash is a password as it is kept: its parameters, its salt and its key.
func hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails
	return kept(salt, argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, keyLength))
}

func kept(salt, key []byte) string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, encode(salt), encode(key))
}

// hashing bounds how many passwords are tried at once: each takes 64 MiB.
var hashing = make(chan struct{}, 2)

// fits is whether a password is the one that was kept. Who goes away while others
// are tried is not.
func fits(ctx context.Context, password, wanted string) bool {
	var version, memory, time, threads uint32
	parts := strings.Split(wanted, "$")
	if len(parts) != 6 {
		return false
	}
	_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
	_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads)
	salt, err3 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err4 := base64.RawStdEncoding.DecodeString(parts[5])
	if errors.Join(err1, err2, err3, err4) != nil || version != argon2.Version || threads == 0 || threads > 255 || len(key) == 0 {
		return false
	}
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-hashing }()
	made := argon2.IDKey([]byte(password), salt, time, memory, uint8(threads), uint32(len(key)))
	return subtle.ConstantTimeCompare(made, key) == 1
}

// nobodys is what an unknown number's password is compared with, so that it takes
// as long as a known one's: a key that no password has. Making one here would cost
// every start a quarter of a second.
var nobodys = kept(make([]byte, 16), make([]byte, keyLength))

// SetPassword gives a person a local account, or another password, which ends the
// sessions that they had: whoever found out the earlier one may be in one of them.
func SetPassword(ctx context.Context, s *store.Store, number, password string) error {
	if n := utf8.RuneCountInString(password); n < shortest || n > longestPW {
		return fault.Problems{passwordLength.At("password", shortest, longestPW)}
	}
	hashed := hash(password)
	_, err := store.Write(ctx, s, "setAccount", func(ctx context.Context, tx *store.Tx) (int, error) {
		person, account, err := find(ctx, tx.Client, number)
		if err != nil {
			return 0, store.Found(err, "number", number)
		}
		if account == nil {
			account, err = tx.LocalAccount.Create().SetStaffID(person.ID).SetPasswordHash(hashed).Save(ctx)
		} else {
			account, err = account.Update().SetPasswordHash(hashed).SetFailures(0).ClearLockedUntil().SetLocked(false).Save(ctx)
		}
		if err != nil {
			return 0, fmt.Errorf("store an account: %w", err)
		}
		if err := endAll(ctx, tx, person.ID); err != nil {
			return 0, err
		}
		tx.Record(event.Account, account.ID, nil, map[string]any{"staff": number, "passwordSet": true})
		return account.ID, nil
	})
	return err
}

// SetTOTP asks a person for one-time codes from now on, and returns the address
// for their app, which nobody can read again; off ends it.
func SetTOTP(ctx context.Context, s *store.Store, number string, off bool) (string, error) {
	key := &otp.Key{}
	if !off {
		var err error
		if key, err = totp.Generate(totp.GenerateOpts{Issuer: "OneWindow", AccountName: number, Period: step}); err != nil {
			return "", fmt.Errorf("make a key for one-time codes: %w", err)
		}
	}
	_, err := store.Write(ctx, s, "setAccount", func(ctx context.Context, tx *store.Tx) (int, error) {
		account, err := account(ctx, tx, number)
		if err != nil {
			return 0, err
		}
		clear := ""
		if !off {
			clear = key.Secret()
		}
		secret, err := tx.Seal(personal.OneTimeSecret, strconv.Itoa(account.StaffID), "", clear)
		if err != nil {
			return 0, err
		}
		if err := account.Update().SetTotpSecret(secret).SetTotpStep(0).Exec(ctx); err != nil {
			return 0, fmt.Errorf("store a key for one-time codes: %w", err)
		}
		tx.Record(event.Account, account.ID, nil, map[string]any{"staff": number, "oneTimeCodes": !off})
		return account.ID, nil
	})
	if err != nil || off {
		return "", err
	}
	return key.URL(), nil
}

// Lock keeps an account from being used until it is unlocked, and ends its sessions.
func Lock(ctx context.Context, s *store.Store, number string, locked bool) error {
	_, err := store.Write(ctx, s, "lockAccount", func(ctx context.Context, tx *store.Tx) (int, error) {
		account, err := account(ctx, tx, number)
		if err != nil {
			return 0, err
		}
		if err := account.Update().SetLocked(locked).SetFailures(0).ClearLockedUntil().Exec(ctx); err != nil {
			return 0, fmt.Errorf("lock or unlock an account: %w", err)
		}
		if locked {
			if err := endAll(ctx, tx, account.StaffID); err != nil {
				return 0, err
			}
		}
		tx.Record(event.Account, account.ID, nil, map[string]any{"staff": number, "locked": locked})
		return account.ID, nil
	})
	return err
}

func account(ctx context.Context, tx *store.Tx, number string) (*db.LocalAccount, error) {
	_, account, err := find(ctx, tx.Client, number)
	if err == nil && account == nil {
		return nil, fault.Problems{fault.NotFound.At("number", number)}
	}
	return account, store.Found(err, "number", number)
}

// find is the person of a number and their account, nil where they have none.
func find(ctx context.Context, client *db.Client, number string) (*db.Staff, *db.LocalAccount, error) {
	person, err := client.Staff.Query().Where(staff.Number(number)).Only(ctx)
	if err != nil {
		return nil, nil, err
	}
	account, err := client.LocalAccount.Query().Where(localaccount.StaffID(person.ID)).Only(ctx)
	if db.IsNotFound(err) {
		return person, nil, nil
	}
	return person, account, err
}

// Password begins a session of a person who knows their password, and their
// one-time code where they have one. Whatever is wrong is ErrWrong, after the
// same time. Each wrong try from the fourth on doubles how long the account waits.
func (d *Doors) Password(ctx context.Context, number, password, code string) (string, error) {
	if !d.flags.LocalAccounts {
		return "", ErrWrong
	}
	var account *db.LocalAccount
	if fault.IsText(number) { // PostgreSQL fails at what is none
		var err error
		if _, account, err = find(ctx, d.store.Client, number); err != nil && !db.IsNotFound(err) {
			return "", fmt.Errorf("look for an account: %w", err)
		}
	}
	now, counted := d.store.Now(), false
	if account != nil && len(password) <= 4*longestPW {
		var err error
		if counted, err = countTry(ctx, d.store.Client, account, now); err != nil {
			return "", err
		}
	}
	if !counted {
		fits(ctx, "", nobodys)
		return "", ErrWrong
	}
	right := fits(ctx, password, account.PasswordHash)
	secret, err := d.store.Keys().Open(personal.OneTimeSecret, strconv.Itoa(account.StaffID), account.TotpSecret)
	if err != nil {
		return "", fmt.Errorf("open the key of one-time codes: %w", err)
	}
	used, codeRight := codeStep(account, secret, code, now)
	if !right || !codeRight {
		return "", ErrWrong
	}
	n, err := d.store.Client.LocalAccount.Update().Where(localaccount.ID(account.ID), localaccount.TotpStep(account.TotpStep)).
		SetFailures(0).ClearLockedUntil().SetTotpStep(used).Save(ctx)
	if err != nil {
		return "", fmt.Errorf("note a sign-in: %w", err)
	}
	if n == 0 { // the same code came in twice at once
		return "", ErrWrong
	}
	return Begin(ctx, d.store, number, "password")
}

// countTry counts a try as a wrong one before it is looked at; the right password
// takes that back. So of many that come at once one is looked at, and none by an
// account that is locked or waits.
func countTry(ctx context.Context, client *db.Client, account *db.LocalAccount, now time.Time) (bool, error) {
	update := client.LocalAccount.Update().Where(localaccount.ID(account.ID), localaccount.Failures(account.Failures), localaccount.Locked(false),
		localaccount.Or(localaccount.LockedUntilIsNil(), localaccount.LockedUntilLTE(now))).AddFailures(1)
	if over := account.Failures + 1 - free; over > 0 {
		update.SetLockedUntil(now.Add(min(longestWait, time.Second<<min(over, 20))))
	}
	n, err := update.Save(ctx)
	if err != nil {
		return false, fmt.Errorf("count a try of a password: %w", err)
	}
	return n == 1, nil
}

// codeStep is whether a one-time code is right and was not used before, and which
// step it is of. An account without a key needs none.
func codeStep(account *db.LocalAccount, secret, code string, now time.Time) (int64, bool) {
	if secret == "" {
		return account.TotpStep, true
	}
	for at := now.Unix()/step - 1; at <= now.Unix()/step+1; at++ {
		if at <= account.TotpStep {
			continue
		}
		want, err := totp.GenerateCodeCustom(secret, time.Unix(at*step, 0), totp.ValidateOpts{Period: step, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(strings.TrimSpace(code))) == 1 {
			return at, true
		}
	}
	return 0, false
}

// Account is a local account as its operator sees it.
type Account struct {
	Number, Name         string
	OneTimeCodes, Locked bool
	LockedUntil          *time.Time
}

// Accounts lists the local accounts by staff number.
func Accounts(ctx context.Context, s *store.Store) ([]Account, error) {
	if _, err := identity.Authorize(ctx, identity.ManageAccounts); err != nil {
		return nil, err
	}
	rows, err := s.Client.LocalAccount.Query().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	of := make(map[int]*db.LocalAccount, len(rows))
	ids := make([]int, len(rows))
	for i, row := range rows {
		of[row.StaffID], ids[i] = row, row.StaffID
	}
	people, err := s.Client.Staff.Query().Where(staff.IDIn(ids...)).Order(staff.ByNumber()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	accounts := make([]Account, len(people))
	for i, p := range people {
		row := of[p.ID]
		accounts[i] = Account{p.Number, p.Name, row.TotpSecret != "", row.Locked, row.LockedUntil}
	}
	return accounts, nil
}
