package organization

import (
	"fmt"

	"onewindow/internal/fault"
)

// How many there are at most. A list that the API answers whole has its number
// here, is kept to it when somebody writes, and tells it in the schema;
// internal/transport compares the two.
const (
	// MaxStationed departments are stationed at a center at once, counting those
	// that will be.
	MaxStationed = 200
	// MaxWindows has a center, counting closed ones.
	MaxWindows = 200
	// MaxStandards are in force at once, counting those that will be.
	MaxStandards = 100
	MaxSectors   = 100
	// MaxRules suggest local extras.
	MaxRules = 100
	// MaxFacts are known of the people of a division.
	MaxFacts = 100
	// MaxSuccessions a division has on either side.
	MaxSuccessions = 100
	// MaxPosts a person holds at once, counting those to come.
	MaxPosts = 100
	// MaxPhones has a center, MaxOtherCodes a department.
	MaxPhones     = 20
	MaxOtherCodes = 20
	// MaxSpans has a week or a day of a center, MaxExceptions its hours.
	MaxSpans      = 50
	MaxExceptions = 50
	// MaxBatch is how many things one change touches.
	MaxBatch = 500
	// MaxMoved centers get another place in the tree at once.
	MaxMoved = 100
)

// room reports that there is none for some more beside the others; err is that of
// counting them.
func (c *checker) room(path string, more, others, most int, err error) error {
	if err != nil {
		return fmt.Errorf("count whether there is room: %w", err)
	}
	if others+more > most {
		c.add(fault.Full, path, most)
	}
	return nil
}
