package signin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"onewindow/ent/db/auditevent"
	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/personal"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// place is a department with a reviewer, S1, and a person without a post, S2.
type place struct {
	*store.Store
	t     *testing.T
	now   time.Time
	admin context.Context
}

func newPlace(t *testing.T, database string) *place {
	t.Helper()
	p := &place{t: t, now: time.Now().UTC().Truncate(time.Second), admin: identity.With(t.Context(), identity.Admin("test"))}
	p.Store = testdb.Open(t, database, store.Options{Clock: func() time.Time { return p.now }})
	ctx, since := t.Context(), calendar.NewDay(2020, 1, 1)
	department := p.Client.Department.Create().SetCode("MZJ").SetName("民政局").SetKind("STATUTORY_BODY").SetValidFrom(since).SaveX(ctx)
	person := p.Client.Staff.Create().SetNumber("S1").SetName("甲").SaveX(ctx)
	p.Client.Staff.Create().SetNumber("S2").SetName("乙").ExecX(ctx)
	p.Client.Post.Create().SetStaffID(person.ID).SetKind("REVIEWER").SetDepartmentID(department.ID).SetValidFrom(since).
		SetStartedAt(p.now).SetStartedBy("test").ExecX(ctx)
	return p
}

func TestASessionEnds(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		p := newPlace(t, database)
		begin := func() string {
			secret, err := Begin(t.Context(), p.Store, "S1", "test")
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		ended := func(why, secret string) {
			t.Helper()
			if c, err := CallerOf(t.Context(), p.Store, secret); !errors.Is(err, identity.ErrUnauthenticated) {
				t.Errorf("%s it is %+v, %v", why, c, err)
			}
		}
		revision := p.Client.Ledger.Query().OnlyX(t.Context()).Revision
		secret := begin()
		if now := p.Client.Ledger.Query().OnlyX(t.Context()).Revision; now != revision {
			t.Errorf("a sign-in moves the catalog's revision from %d to %d", revision, now)
		}
		c, err := CallerOf(t.Context(), p.Store, secret)
		if err != nil || c.Name != "staff:S1" || !c.Has(identity.DepartmentReviewer) {
			t.Fatalf("the session is of %+v, %v", c, err)
		}
		for range 13 { // used every 55 minutes
			p.now = p.now.Add(55 * time.Minute)
			if _, err := CallerOf(t.Context(), p.Store, secret); err != nil {
				t.Fatalf("it ends while it is used: %v", err)
			}
		}
		p.now = p.now.Add(10 * time.Minute)
		ended("after twelve hours", secret)
		secret = begin()
		p.now = p.now.Add(time.Hour + time.Second)
		ended("after an idle hour", secret)
		secret = begin()
		if err := End(t.Context(), p.Store, secret); err != nil {
			t.Fatal(err)
		}
		ended("after signing out", secret)
		ended("for another secret", identity.NewSecret())
		if _, err := Begin(t.Context(), p.Store, "nobody", "test"); !errors.Is(err, ErrUnknownPerson) {
			t.Errorf("nobody's session: %v", err)
		}
		for _, e := range p.Client.AuditEvent.Query().Where(auditevent.Entity("session")).AllX(t.Context()) {
			if e.Actor != "staff:S1" || strings.Contains(e.Before+e.After, secret) {
				t.Errorf("the trail says %+v", e)
			}
		}
	})
}

func TestPasswords(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		p := newPlace(t, database)
		doors := Open(p.Store, Flags{LocalAccounts: true})
		try := func(password, code string) bool {
			t.Helper()
			secret, err := doors.Password(t.Context(), "S1", password, code)
			if err != nil && !errors.Is(err, ErrWrong) {
				t.Fatal(err)
			}
			return secret != ""
		}
		if err := SetPassword(p.admin, p.Store, "S1", "short"); err == nil {
			t.Error("a short password is taken")
		}
		const right = "correct horse battery"
		if err := SetPassword(p.admin, p.Store, "S1", right); err != nil {
			t.Fatal(err)
		}
		if !try(right, "") || try("wrong", "") || !try(right, "") {
			t.Error("a right password is refused or a wrong one taken")
		}
		for range free + 2 {
			try("wrong", "")
		}
		if try(right, "") {
			t.Error("a right password is taken at once after many wrong ones")
		}
		p.now = p.now.Add(5 * time.Second)
		if !try(right, "") {
			t.Error("a right password is refused after the wait")
		}
		_, account, err := find(t.Context(), p.Client, "S1")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false} {
			if counted, err := countTry(t.Context(), p.Client, account, p.now); err != nil || counted != want {
				t.Errorf("try %d of those that came at once is looked at: %v, %v", i+1, counted, err)
			}
		}
		address, err := SetTOTP(p.admin, p.Store, "S1", false)
		if err != nil {
			t.Fatal(err)
		}
		key, err := otp.NewKeyFromURL(address)
		if err != nil {
			t.Fatal(err)
		}
		code, err := totp.GenerateCode(key.Secret(), p.now)
		if err != nil {
			t.Fatal(err)
		}
		if try(right, "") || try(right, "000000") || !try(right, code) || try(right, code) {
			t.Error("a code is not asked for, or one is taken twice")
		}
		// Who lost a password to somebody sets another, which throws them out.
		if err := SetPassword(p.admin, p.Store, "S1", right); err != nil {
			t.Fatal(err)
		}
		if n := p.Client.Session.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d sessions outlive the password", n)
		}
		p.now = p.now.Add(time.Minute)
		if code, _ = totp.GenerateCode(key.Secret(), p.now); !try(right, code) {
			t.Error("a password that was set again is refused")
		}
		if err := Lock(p.admin, p.Store, "S1", true); err != nil {
			t.Fatal(err)
		}
		p.now = p.now.Add(time.Minute)
		code, _ = totp.GenerateCode(key.Secret(), p.now)
		if try(right, code) {
			t.Error("a locked account comes in")
		}
		if n := p.Client.Session.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d sessions outlive the lock", n)
		}
		for _, number := range []string{"nobody", "", "S1\x00", "S1\xff", strings.Repeat("9", 100_000)} { // some are no text to PostgreSQL
			if _, err := doors.Password(t.Context(), number, right, ""); !errors.Is(err, ErrWrong) {
				t.Errorf("nobody comes in: %v", err)
			}
		}
		if _, err := Open(p.Store, Flags{}).Password(t.Context(), "S1", right, ""); !errors.Is(err, ErrWrong) {
			t.Errorf("passwords that are not switched on: %v", err)
		}
		if err := SetPassword(t.Context(), p.Store, "S1", right); err == nil {
			t.Error("the public sets passwords")
		}
	})
}

func TestTheKeyOfOneTimeCodesIsSealed(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		p := newPlace(t, database)
		doors := Open(p.Store, Flags{LocalAccounts: true})
		const right = "correct horse battery"
		if err := SetPassword(p.admin, p.Store, "S1", right); err != nil {
			t.Fatal(err)
		}
		address, err := SetTOTP(p.admin, p.Store, "S1", false)
		if err != nil {
			t.Fatal(err)
		}
		key, err := otp.NewKeyFromURL(address)
		if err != nil {
			t.Fatal(err)
		}
		account := p.Client.LocalAccount.Query().OnlyX(t.Context())
		if kept := string(account.TotpSecret); !strings.HasPrefix(kept, "sealed:v1:") || strings.Contains(kept, key.Secret()) {
			t.Errorf("it is kept as %s", kept)
		}
		code, err := totp.GenerateCode(key.Secret(), p.now)
		if err != nil {
			t.Fatal(err)
		}
		// Where it cannot be opened nobody comes in without a code.
		account.Update().SetTotpSecret(account.TotpSecret[:len(account.TotpSecret)-8] + "AAAAAAA=").ExecX(t.Context())
		if secret, err := doors.Password(t.Context(), "S1", right, code); secret != "" || !errors.Is(err, personal.ErrDamaged) {
			t.Errorf("with a damaged key: %q, %v", secret, err)
		}
		if err := p.UseKeys(t.Context(), nil); !errors.Is(err, personal.ErrMissingKey) {
			t.Errorf("the key is not missed: %v", err)
		}
		if _, err := SetTOTP(p.admin, p.Store, "S1", false); !strings.Contains(fmt.Sprint(err), personal.NoKey.Code) {
			t.Errorf("without a key for personal data: %v", err)
		}
		if _, err := SetTOTP(p.admin, p.Store, "S1", true); err != nil {
			t.Errorf("without a key codes can't be ended: %v", err)
		}
	})
}

func TestALinkWorksOnce(t *testing.T) {
	p := newPlace(t, testdb.SQLite(t))
	doors := Open(p.Store, Flags{})
	if _, err := doors.Sample(t.Context(), ""); !errors.Is(err, ErrWrong) {
		t.Errorf("without the sample: %v", err)
	}
	links, err := doors.OpenSample(t.Context())
	if err != nil || len(links) != 1 || links[0].Kind != "REVIEWER" {
		t.Fatalf("the links are %+v, %v", links, err)
	}
	_, code, _ := strings.Cut(links[0].Path, "code=")
	for i, want := range []error{nil, ErrWrong} {
		if _, err := doors.Sample(t.Context(), code); !errors.Is(err, want) {
			t.Errorf("time %d: %v", i+1, err)
		}
	}
}

func TestWithin(t *testing.T) {
	for path, want := range map[string]string{
		"/admin?tab=1#x": "/admin?tab=1#x", "": "/", "admin": "/", "//evil.invalid": "/", "https://evil.invalid/": "/", "/\\evil.invalid": "/",
		"/a\r\nSet-Cookie: x": "/", "javascript:alert(1)": "/", "/%2f/evil.invalid": "/", "///evil.invalid": "/",
	} {
		if got := Within(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}
