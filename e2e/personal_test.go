package e2e

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"

	"onewindow/internal/testdb"
)

const (
	secretPhone = "13871620459"
	wrongPhone  = secretPhone + "x"
	samplePhone = "10000000103"
)

// TestAPhoneIsFoundNowhereButInTheAnswer writes a phone by every way in and looks
// for it in all that the program writes: every table, its files, its logs, its
// answers.
func TestAPhoneIsFoundNowhereButInTheAnswer(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		s := start(t, database, "--sample", "--log-level", "debug")
		s.token = newToken(t, database, "office")
		said := map[string]string{} // by what said it
		ask := func(name, document string, variables map[string]any) map[string]any {
			t.Helper()
			a := s.ask(t, document, variables, "Idempotency-Key", strings.ReplaceAll(name, " ", "-"))
			said["the answer to "+name] = string(a.raw)
			return a.Data
		}
		const register = `mutation($number: String!, $phone: String) { registerStaff(input: {number: $number, name: "张三", phone: $phone}) {
			staff { id version phone } userErrors { field code message } } }`
		made := ask("a registration", register, map[string]any{"number": "L1", "phone": secretPhone})
		person := at(t, made, "registerStaff.staff").(map[string]any)
		if person["phone"] != "138****0459" {
			t.Errorf("the phone is shown as %v", person["phone"])
		}
		id := map[string]any{"id": person["id"]}
		ask("a registration", register, map[string]any{"number": "L1", "phone": secretPhone})
		ask("the number once more", register, map[string]any{"number": "L1", "phone": secretPhone})
		ask("a wrong phone", register, map[string]any{"number": "L2", "phone": wrongPhone})
		ask("a phone that is a number", register, map[string]any{"number": "L2", "phone": 13871620459})
		ask("a phone that is a list", register, map[string]any{"number": "L2", "phone": map[string]any{secretPhone: secretPhone}})
		ask("a change", `mutation($id: ID!) { updateStaff(input: {id: $id, expectedVersion: 1, phone: "`+secretPhone+`"}) { staff { phone } userErrors { code message } } }`, id)
		ask("a late change", `mutation($id: ID!) { updateStaff(input: {id: $id, expectedVersion: 1, phone: "`+secretPhone+`"}) { staff { phone } userErrors { code message } } }`, id)
		ask("a search", `query($t: String) { staff(filter: {text: $t}) { nodes { number } totalCount } }`, map[string]any{"t": secretPhone})
		ask("a missed search", `query($t: String!) { viewer { name } staff(filter: {text: $t}) { nodes { number phone } } }`, map[string]any{"t": "L1"})
		ask("a node", `query($id: ID!) { node(id: $id) { ... on Staff { phone posts { id } } } }`, id)

		const reveal = `mutation($id: ID!) { revealStaffPhone(input: {id: $id, reason: "值班"}) { phone userErrors { code } } }`
		for range 2 {
			if told := s.must(t, reveal, id, "Idempotency-Key", "reveal"); at(t, told, "revealStaffPhone.phone") != secretPhone {
				t.Errorf("it tells %v", told)
			}
		}
		ask("the trail", `{ auditEvents(first: 10) { nodes { action actor entity entityId before after } } }`, nil)
		if trail := said["the answer to the trail"]; strings.Count(trail, "revealStaffPhone") != 2 || !strings.Contains(trail, "值班") {
			t.Errorf("the trail says %s", trail)
		}

		// A value that was moved to another row: the operator is told, the caller is not.
		exec := `UPDATE staff SET phone = (SELECT phone FROM staff WHERE number = 'L1') WHERE number = 'S0101'`
		pool := open(t, database)
		if _, err := pool.Exec(exec); err != nil {
			t.Fatal(err)
		}
		ask("what was moved", `{ staff(filter: {text: "S0101"}) { nodes { id phone } } }`, nil)
		moved := at(t, s.must(t, `{ staff(filter: {text: "S0101"}) { nodes { id phone } } }`, nil), "staff.nodes.0").(map[string]any)
		refused := s.ask(t, reveal, map[string]any{"id": moved["id"]})
		if moved["phone"] != "****" || len(refused.Errors) != 1 || refused.Errors[0].Extensions["code"] != "INTERNAL" || strings.Contains(string(refused.raw), "staff.phone") {
			t.Errorf("what was moved is shown as %v, told as %s", moved["phone"], refused.raw)
		}
		if !strings.Contains(s.output.String(), "staff.phone of S0101") {
			t.Error("the operator is not told which value was moved")
		}

		said["audit export"] = command(t, "audit", "export", "--database", database)
		for _, form := range []string{"catalog", "departments", "centers"} {
			said["export "+form] = command(t, "export", form, "--database", database)
		}
		secret := oneTimeSecret(t, database)
		said["rotation"] = everything(t, "personal", "rotate", "--empty-lost", "--database", database)
		said["the program's output"] = s.output.String()
		for name, text := range tables(t, pool, database) {
			said["table "+name] = text
		}
		if file, ok := strings.CutPrefix(database, "sqlite:"); ok {
			for _, part := range []string{"", "-wal"} {
				content, err := os.ReadFile(file + part)
				if err != nil {
					t.Fatal(err)
				}
				said["file "+filepath.Base(file)+part] = string(content)
			}
		}
		for what, text := range said {
			for _, clear := range []string{secretPhone, samplePhone, secret} {
				if strings.Contains(text, clear) {
					t.Errorf("%s has %s: %.400s", what, clear, text[max(0, strings.Index(text, clear)-200):])
				}
			}
		}
		if len(said) < 40 {
			t.Errorf("only %d things were looked at", len(said))
		}
	})
}

// oneTimeSecret gives L1 an account with one-time codes, and is their key.
func oneTimeSecret(t *testing.T, database string) string {
	t.Helper()
	cmd := exec.Command(binary, "account", "set", "L1", "--database", database)
	cmd.Stdin = strings.NewReader("a long password\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("set a password: %v\n%s", err, out)
	}
	_, rest, found := strings.Cut(command(t, "account", "codes", "L1", "--database", database), "secret=")
	if !found {
		t.Fatal("account codes prints no key")
	}
	return strings.TrimSpace(strings.Split(rest, "&")[0])
}

// everything is what a command printed, its logs included.
func everything(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(binary, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func open(t *testing.T, database string) *sql.DB {
	t.Helper()
	driver, source := "postgres", database
	if file, ok := strings.CutPrefix(database, "sqlite:"); ok {
		driver, source = "sqlite", file
	}
	pool, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

// tables is what every table holds, all of it as text.
func tables(t *testing.T, pool *sql.DB, database string) map[string]string {
	t.Helper()
	list := `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	if strings.HasPrefix(database, "sqlite:") {
		list = `SELECT name FROM sqlite_master WHERE type = 'table'`
	}
	all := map[string]string{}
	for _, name := range lines(t, pool, list) {
		all[name] = strings.Join(lines(t, pool, `SELECT * FROM "`+name+`"`), "\n")
	}
	return all
}

// lines are the rows of a query as text.
func lines(t *testing.T, pool *sql.DB, query string) []string {
	t.Helper()
	rows, err := pool.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for rows.Next() {
		values, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		found = append(found, string(bytes.Join(asBytes(values), []byte("\t"))))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func asBytes(values []sql.RawBytes) [][]byte {
	all := make([][]byte, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

// TestKeysOfPersonalData starts as an operator does: without a key, with another
// one, and after it was changed.
func TestKeysOfPersonalData(t *testing.T) {
	t.Setenv("ONEWINDOW_PERSONAL_KEYS", "")
	database := testdb.SQLite(t)
	keyFile := strings.TrimPrefix(database, "sqlite:") + ".key"
	command(t, "sample", "--database", database)
	info, err := os.Stat(keyFile)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("the key beside SQLite's file: %v, %v", info, err)
	}
	old, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(keyFile, keyFile+".away"); err != nil {
		t.Fatal(err)
	}
	for _, keys := range []string{"", command(t, "personal", "key")} {
		out, err := exec.Command(binary, "serve", "--database", database, "--listen", "127.0.0.1:0", "--personal-keys", keys).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "key that was not given") {
			t.Errorf("with %q it says %s", keys, out)
		}
		if keys != "" && strings.Contains(string(out), strings.TrimSpace(keys)[10:]) {
			t.Errorf("it tells a key: %s", out)
		}
		if out := command(t, "audit", "verify", "--database", database); !strings.Contains(out, "whole") {
			t.Errorf("the trail can't be checked without the key: %s", out)
		}
	}
	if _, err := os.Stat(keyFile); err == nil {
		t.Error("another key was made in the place of the missing one")
	}
	next := command(t, "personal", "key")
	if err := os.WriteFile(keyFile, []byte(next+string(old)), 0o600); err != nil {
		t.Fatal(err)
	}
	out := command(t, "personal", "rotate", "--database", database)
	if id, _, _ := strings.Cut(string(old), ":"); !strings.Contains(out, "9 values were sealed anew") || !strings.Contains(out, id) {
		t.Errorf("the rotation says %s", out)
	}
	s := start(t, database, "--personal-keys", strings.TrimSpace(next))
	s.token = newToken(t, database, "office")
	if phone := at(t, s.must(t, `{ staff(filter: {text: "S0101"}) { nodes { phone } } }`, nil), "staff.nodes.0.phone"); phone != "100****0101" {
		t.Errorf("after the rotation a phone is %v", phone)
	}
}

// TestPostgreSQLWithoutAKey refuses what is personal, and nothing else.
func TestPostgreSQLWithoutAKey(t *testing.T) {
	database := testdb.Postgres(t)
	t.Setenv("ONEWINDOW_PERSONAL_KEYS", "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	s := start(t, database)
	s.token = newToken(t, database, "office")
	if !strings.Contains(s.output.String(), "no key for personal data") {
		t.Errorf("the start does not say that there is no key:\n%s", s.output)
	}
	const register = `mutation($phone: String) { registerStaff(input: {number: "L1", name: "张三", phone: $phone}) { staff { phone } userErrors { field code } } }`
	refused := s.must(t, register, map[string]any{"phone": secretPhone})
	if got := fmt.Sprint(at(t, refused, "registerStaff.userErrors")); got != "[map[code:NO_PERSONAL_KEY field:[phone]]]" {
		t.Errorf("a phone is answered %s", got)
	}
	if made := s.must(t, register, nil); at(t, made, "registerStaff.staff.phone") != nil {
		t.Errorf("a person without a phone: %v", made)
	}
}

// TestTheSampleOnPostgreSQLHasAKey lets whoever tries it try all of it, also after the
// next start, and for nobody else.
func TestTheSampleOnPostgreSQLHasAKey(t *testing.T) {
	database := testdb.Postgres(t)
	t.Setenv("ONEWINDOW_PERSONAL_KEYS", "")
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	s := start(t, database, "--sample")
	s.token = newToken(t, database, "office")
	if phone := at(t, s.must(t, `mutation($phone: String) { registerStaff(input: {number: "L1", name: "张三", phone: $phone}) { staff { phone } } }`,
		map[string]any{"phone": secretPhone}), "registerStaff.staff.phone"); phone == nil {
		t.Error("a phone is not taken")
	}
	if info, err := os.Stat(filepath.Join(home, "onewindow", "sample.key")); err != nil || info.Mode() != 0o600 {
		t.Errorf("its key: %v, %v", info, err)
	}
	s.stop(t)
	again := start(t, database)
	again.token = s.token
	if phone := at(t, again.must(t, `{ staff(filter: {text: "L1"}) { nodes { phone } } }`, nil), "staff.nodes.0.phone"); phone == nil {
		t.Error("the next start can't read it")
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	if out, err := exec.Command(binary, "serve", "--database", database, "--listen", "127.0.0.1:0", "--sample").CombinedOutput(); err == nil || !strings.Contains(string(out), "key that was not given") {
		t.Errorf("without the file it says %s", out)
	}
}
