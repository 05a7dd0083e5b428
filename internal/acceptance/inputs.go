package acceptance

import "onewindow/internal/node"

// The inputs of the API that name what they are done to, with what is done.
type (
	// CheckMaterialsInput is how materials of the list stand.
	CheckMaterialsInput struct {
		On
		Checks []CheckInput
	}
	// OneTimeNoticeInput tells what is missing.
	OneTimeNoticeInput struct {
		On
		NoticeInput
	}
	// DeclineCaseInput declines, with where and how to go on.
	DeclineCaseInput struct {
		On
		Reason   string
		Referral ReferralInput
	}
	// WithdrawCaseInput ends a case for its applicant.
	WithdrawCaseInput struct {
		On
		Reason string
	}
	// RequestSupplementInput asks the applicant for something.
	RequestSupplementInput struct {
		OnTask
		Materials []int
		NoticeInput
	}
	// ReceiveSupplementInput is what came.
	ReceiveSupplementInput struct {
		OnTask
		Checks []CheckInput
	}
	// StartSpecialProcedureInput begins a special procedure.
	StartSpecialProcedureInput struct {
		OnTask
		SpecialInput
	}
	// EndSpecialProcedureInput ends one.
	EndSpecialProcedureInput struct {
		OnTask
		Outcome string
	}
	// ExtendTaskInput lengthens a limit.
	ExtendTaskInput struct {
		OnTask
		ExtendInput
	}
	// DecideTaskInput is a department's opinion.
	DecideTaskInput struct {
		OnTask
		Agrees bool
		Reason *string
	}
	// DecideCaseInput is the decision.
	DecideCaseInput struct {
		On
		DecideInput
	}
	// RecordPaymentInput is a fee that was paid.
	RecordPaymentInput struct {
		On
		PaymentInput
	}
	// DeliverCaseInput is how the result is given.
	DeliverCaseInput struct {
		On
		DeliverInput
	}
	// OfferDutyInput hands a duty on.
	OfferDutyInput struct {
		On
		DutyInput
	}
	// TakeDutyInput takes one over.
	TakeDutyInput struct {
		On
		Task *node.TaskID
	}
	// SendHandOverInput sends papers.
	SendHandOverInput struct {
		On
		HandOverInput
	}
	// SignHandOverInput signs for them.
	SignHandOverInput struct {
		On
		Number int
		Lost   []string
	}
)
