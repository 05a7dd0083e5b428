package scalar

import "onewindow/internal/acceptance"

// CasePayload is what a mutation of a case answers.
type CasePayload struct {
	// Case is the case as it is now, nil when the call was refused.
	Case       *acceptance.CaseAt
	UserErrors []*UserError
}
