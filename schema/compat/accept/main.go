// Command accept makes the present GraphQL schema the accepted one, against which CI looks for breaking changes.
// Run it at the top of the repository.
package main

import (
	"flag"
	"fmt"
	"os"

	"onewindow/schema/compat"
)

func main() {
	force := flag.Bool("force", false, "accept breaking changes that were not deprecated before")
	dir := flag.String("schema", "schema", "folder of the *.graphql files")
	flag.Parse()
	breaking, err := compat.Accept(*dir, *force)
	for _, line := range breaking {
		fmt.Fprintln(os.Stderr, "breaking:", line)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "not accepted:", err)
		if len(breaking) > 0 {
			fmt.Fprintln(os.Stderr, "Mark with @deprecated first what is to go, or accept the breakage with --force.")
		}
		os.Exit(1)
	}
	fmt.Println("accepted")
}
