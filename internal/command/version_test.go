package command

import (
	"runtime/debug"
	"testing"
)

func TestVersionOf(t *testing.T) {
	built := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: version}, Settings: settings}
	}
	checkout := built("v0.3.1-0.20261125-abc", debug.BuildSetting{Key: "vcs.revision", Value: "abc"}, debug.BuildSetting{Key: "vcs.time", Value: "2026-11-25T10:00:00Z"}, debug.BuildSetting{Key: "vcs.modified", Value: "true"})
	for _, c := range []struct {
		info              *debug.BuildInfo
		release, revision string
		want              string
	}{
		{checkout, "", "", "onewindow v0.3.1-0.20261125-abc, commit abc of 2026-11-25T10:00:00Z with changes, go1.26.8"},
		{built("(devel)"), "", "", "onewindow (devel), commit -, go1.26.8"},
		{built("(devel)"), "v1.2.0", "def", "onewindow v1.2.0, commit def, go1.26.8"},
		{checkout, "v1.2.0", "def", "onewindow v1.2.0, commit def, go1.26.8"},
	} {
		if got := versionOf(c.info, c.release, c.revision); got != c.want {
			t.Errorf("it says %q, not %q", got, c.want)
		}
	}
}
