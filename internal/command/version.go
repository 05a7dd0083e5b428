package command

import (
	"fmt"
	"runtime/debug"
)

type versionCommand struct{}

// Run says which program this is: the module's version where it was built from a
// release, and the commit where it was built from a checkout.
func (versionCommand) Run(p *process) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("this program was built without saying from what")
	}
	of := map[string]string{}
	for _, s := range info.Settings {
		of[s.Key] = s.Value
	}
	changed := ""
	if of["vcs.modified"] == "true" {
		changed = " with changes"
	}
	_, err := fmt.Fprintf(p.out, "onewindow %s, commit %s%s of %s, %s\n", info.Main.Version, orDash(of["vcs.revision"]), changed, orDash(of["vcs.time"]), info.GoVersion)
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
