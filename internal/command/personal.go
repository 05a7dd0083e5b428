package command

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// sampleKeyFile is where the key of samples on PostgreSQL is, one for whoever runs them
// on this machine. Who tries the sample should not have to make one; a place that serves
// people gives its own, since each of its machines needs the same.
func sampleKeyFile() string {
	folder, err := os.UserConfigDir()
	if err != nil { // nobody's home
		return "onewindow-sample.key"
	}
	return filepath.Join(folder, "onewindow", "sample.key")
}

// useKeys gives a store the keys of personal data: those of the flags, or those in
// the file beside SQLite's or of the sample, which is made for a database that has had
// none.
func (p *process) useKeys(s *store.Store) error {
	keys, err := p.keys(s)
	if err != nil {
		return err
	}
	err = s.UseKeys(p.ctx, keys)
	switch {
	case errors.Is(err, personal.ErrMissingKey) && !p.serves:
		slog.Warn("not all personal data can be read", "error", err)
		return nil
	case errors.Is(err, personal.ErrMissingKey):
		return fmt.Errorf("%w: give it too (--personal-keys, or FILE.key beside SQLite's FILE)", err)
	case err == nil && keys == nil:
		slog.Warn("there is no key for personal data: what is personal is refused until --personal-keys gives one")
	}
	return err
}

func (p *process) keys(s *store.Store) (*personal.Keys, error) {
	file := p.globals.PersonalKeysFile
	switch beside, isFile := strings.CutPrefix(p.globals.Database, "sqlite:"); {
	case p.globals.PersonalKeys != "" && file != "":
		return nil, errors.New("--personal-keys and --personal-keys-file are one too many")
	case p.globals.PersonalKeys != "":
		return parseKeys(p.globals.PersonalKeys, "--personal-keys")
	case file == "":
		if file = sampleKeyFile(); isFile {
			file = beside + ".key"
		}
		if !isFile && !p.sample { // a sample, if it needs a key
			if err := s.UseKeys(p.ctx, nil); !errors.Is(err, personal.ErrMissingKey) {
				return nil, err
			}
			break
		}
		err := p.makeKeyFile(s, file)
		if err != nil && isFile {
			return nil, fmt.Errorf("make a key for personal data: %w", err)
		}
		if err != nil { // a sample is worth trying without
			slog.Warn("make a key for the sample", "error", err)
			return nil, nil //nolint:nilnil // it goes without
		}
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && p.globals.PersonalKeysFile == "" {
		return nil, nil //nolint:nilnil // it goes without, or one that is in use is missing, as UseKeys will say
	}
	if err != nil {
		return nil, fmt.Errorf("read the keys of personal data: %w", err)
	}
	return parseKeys(string(text), file)
}

func parseKeys(text, from string) (*personal.Keys, error) {
	keys, err := personal.Parse(text)
	if err == nil && keys == nil {
		err = errors.New("there is none")
	}
	if err != nil {
		return nil, fmt.Errorf("the keys of %s: %w", from, err)
	}
	return keys, nil
}

// makeKeyFile makes the file with a key where there is none, for a database that
// never had a key. Of several processes that start at once one makes it, whole.
func (p *process) makeKeyFile(s *store.Store, file string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := s.UseKeys(p.ctx, nil); errors.Is(err, personal.ErrMissingKey) {
		return nil
	} else if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = fmt.Fprintln(draft, personal.NewKey())
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	err = os.Link(draft.Name(), file)
	if err == nil {
		slog.Info("made a key for personal data: keep a copy of it, but not with those of the database", "file", file)
	}
	if errors.Is(err, fs.ErrExist) { // by another process, this moment
		return nil
	}
	return err
}

type personalCommand struct {
	Key    personalKey    `cmd:"" help:"Print a new key for --personal-keys."`
	Rotate personalRotate `cmd:"" help:"Seal with the first key what is sealed with others, which are needed no more after it."`
}

type personalKey struct{}

// Run prints a new key.
func (personalKey) Run(p *process) error {
	_, err := fmt.Fprintln(p.out, personal.NewKey())
	return err
}

type personalRotate struct {
	EmptyLost bool `help:"Empty what cannot be opened, because its key is lost or it was altered. There is no way back."`
}

// Run seals everything with the first key.
func (c *personalRotate) Run(p *process) error {
	return p.withStore(func(s *store.Store) error {
		done, err := s.RotateKeys(p.asOperator("personal"), c.EmptyLost)
		if err != nil {
			return fmt.Errorf("%d values were sealed anew, not all: %w", done.Sealed, err)
		}
		_, _ = fmt.Fprintf(p.out, "%d values were sealed anew, %d were lost; everything is sealed with %s.\n", done.Sealed, done.Emptied, done.Key)
		if len(done.Retired) > 0 {
			_, _ = fmt.Fprintf(p.out, "No longer needed here: %s. Copies of the database from before still need them.\n", strings.Join(done.Retired, ", "))
		}
		return nil
	})
}
