package exchange

const (
	itemOfPart   = "item"
	numberOfPart = "number"
)
