package catalog

// Mode is how a center serves an item (进驻方式).
type Mode string

const (
	ModeOnTheSpot Mode = "ON_THE_SPOT"        // 即办: decided here
	ModeForward   Mode = "ACCEPT_AND_FORWARD" // 受理转办: received here, decided above
	ModeByAgent   Mode = "BY_AGENT"           // 代办: somebody runs the errand
	ModeConsult   Mode = "CONSULT"            // 咨询
)
