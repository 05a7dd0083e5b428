package catalog

// How many there are at most. A list that the API answers whole has its number
// here, is kept to it when somebody writes, and tells it in the schema;
// internal/transport compares the two.
const (
	// MaxTopics are subjects and events of life together.
	MaxTopics = 200
	// MaxEntries has a list of an edition: materials, steps, the days of an offering.
	MaxEntries = 100
	// MaxAliases are an item's other names.
	MaxAliases = 50
	// MaxReadings are those of an item's name and its other names.
	MaxReadings = 1 + MaxAliases
	// MaxSynonyms are the words of a group.
	MaxSynonyms = 30
	// MaxItems is how many items, or texts, one change takes.
	MaxItems = 2000
)
