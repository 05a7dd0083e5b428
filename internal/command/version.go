package command

import (
	"cmp"
	"fmt"
	"runtime/debug"
)

// release and revision say what a build is made from that can't look itself, as
// that of an image:
//
//	go build -ldflags "-X onewindow/internal/command.release=v1.2.0 -X onewindow/internal/command.revision=0a1b2c3"
var release, revision string

type versionCommand struct{}

// Run says which program this is: what the build was told, or else the module's
// version and the commit that Go found where it was built from a checkout.
func (versionCommand) Run(p *process) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("this program was built without saying from what")
	}
	_, err := fmt.Fprintln(p.out, versionOf(info, release, revision))
	return err
}

// versionOf is a line about a build.
func versionOf(info *debug.BuildInfo, release, revision string) string {
	of := map[string]string{}
	for _, s := range info.Settings {
		of[s.Key] = s.Value
	}
	commit := cmp.Or(revision, of["vcs.revision"], "-")
	if revision == "" && of["vcs.time"] != "" {
		commit += " of " + of["vcs.time"]
	}
	if revision == "" && of["vcs.modified"] == "true" {
		commit += " with changes"
	}
	return fmt.Sprintf("onewindow %s, commit %s, %s", cmp.Or(release, info.Main.Version), commit, info.GoVersion)
}
