package identity

import (
	"fmt"
	"slices"
	"strings"
)

// PageCommand writes docs/permissions.md, at the top of the repository.
const PageCommand = "go run ./internal/identity/permissions"

// Page is docs/permissions.md: the table of rights for people to read.
func Page() string {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nWritten from `internal/identity/policy.go` by `" + PageCommand + "`: don't edit it.\n\n" +
		"Roles come from dated posts: the right to do something begins and ends with the post. ● is everywhere; ○ is at the center\n" +
		"of the post and all that report to it, or for the department of the post and its items. Nobody reaches upwards or\n" +
		"sideways. The public needs no right to read what is published. A token has a role too, can be limited to some of its\n" +
		"actions and to one center, and reaches everywhere (●) when it is not. `viewer { can(action:, at:) }` answers by this table.\n\n")
	b.WriteString("| Action | What | 内容 |")
	for _, r := range Roles {
		b.WriteString(" " + strings.ToLower(strings.ReplaceAll(string(r), "_", " ")) + " |")
	}
	b.WriteString("\n| --- | --- | --- |" + strings.Repeat(" :-: |", len(Roles)) + "\n")
	for _, a := range Actions {
		fmt.Fprintf(&b, "| `%s` | %s | %s |", a, table[a].English, table[a].Chinese)
		for _, r := range Roles {
			b.WriteString(" " + map[scope]string{own: "○", everywhere: "●"}[table[a].of(r)] + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Which action a change is\n\n| Action | Changes |\n| --- | --- |\n")
	for _, a := range Actions {
		if names := changesOf(a); len(names) > 0 {
			fmt.Fprintf(&b, "| `%s` | %s |\n", a, strings.Join(names, ", "))
		}
	}
	return b.String()
}

// changesOf are the names of the changes that are an action.
func changesOf(a Action) (names []string) {
	for name, action := range changes {
		if action == a {
			names = append(names, "`"+name+"`")
		}
	}
	slices.Sort(names)
	return names
}
