// Package node makes the opaque ids by which the API names things, one Go type
// for each kind, so that an id of one kind is refused where another belongs.
package node

import (
	"encoding/base64"
	"io"
	"strconv"
	"strings"

	"onewindow/internal/fault"
)

// Encode is the opaque id of the row id of a GraphQL type.
func Encode(kind string, id int) string {
	return base64.RawURLEncoding.EncodeToString([]byte(kind + ":" + strconv.Itoa(id)))
}

// Decode takes an opaque id apart. The error never repeats the input whole.
func Decode(s string) (kind string, id int, err error) {
	if len(s) > 64 {
		return "", 0, errMalformed
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return "", 0, errMalformed
	}
	kind, number, ok := strings.Cut(string(b), ":")
	if !ok {
		return "", 0, errMalformed
	}
	id, err = strconv.Atoi(number)
	if err != nil || id <= 0 || Encode(kind, id) != s { // the decoder reads over line breaks
		return "", 0, errMalformed
	}
	return kind, id, nil
}

// malformed and wrongKind are the rules of an id.
var (
	malformed = fault.NewKind("MALFORMED_ID", "这不是本接口给出的标识。", "This is not an id of this API.")
	wrongKind = fault.NewKind("WRONG_KIND_OF_ID", "这是 %s 的标识，此处需要 %s 的标识。", "This is the id of a %s, wanted is the id of a %s.")
)

// WrongKind is the problem of an id of a kind that cannot be used there.
func WrongKind(kind, wanted string) fault.Problem { return wrongKind.At("", known(kind), wanted) }

var errMalformed = malformed.At("")

func write(w io.Writer, kind string, id int) {
	_, _ = io.WriteString(w, `"`+Encode(kind, id)+`"`) // base64 needs no escapes
}

func read(v any, want string, into *int) error {
	s, ok := v.(string)
	if !ok {
		return errMalformed
	}
	kind, id, err := Decode(s)
	if err != nil {
		return err
	}
	if kind != want {
		return wrongKind.At("", known(kind), want)
	}
	*into = id
	return nil
}

// known keeps what a caller wrote out of messages.
func known(kind string) string {
	if _, ok := kinds[kind]; ok {
		return kind
	}
	return "thing unknown here"
}

var kinds = map[string]struct{}{
	"Division":        {},
	"ServiceCenter":   {},
	"CenterStandard":  {},
	"Sector":          {},
	"Department":      {},
	"Stationing":      {},
	"Window":          {},
	"Staff":           {},
	"Post":            {},
	"Topic":           {},
	"BasicItem":       {},
	"ReformRound":     {},
	"ServiceItem":     {},
	"Edition":         {},
	"Offering":        {},
	"SynonymGroup":    {},
	"ImportRun":       {},
	"ServiceToken":    {},
	"TrustedDocument": {},
	"Case":            {},
	"CaseTask":        {},
	"Receipt":         {},
	"DutyShift":       {},
	"SlotPlan":        {},
	"Appointment":     {},
	"Ticket":          {},
}

// DivisionID names a division.
type DivisionID int

// MarshalGQL writes the opaque id.
func (id DivisionID) MarshalGQL(w io.Writer) { write(w, "Division", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *DivisionID) UnmarshalGQL(v any) error { return read(v, "Division", (*int)(id)) }

// CenterID names a service center.
type CenterID int

// MarshalGQL writes the opaque id.
func (id CenterID) MarshalGQL(w io.Writer) { write(w, "ServiceCenter", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *CenterID) UnmarshalGQL(v any) error { return read(v, "ServiceCenter", (*int)(id)) }

// StandardID names a center standard.
type StandardID int

// MarshalGQL writes the opaque id.
func (id StandardID) MarshalGQL(w io.Writer) { write(w, "CenterStandard", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *StandardID) UnmarshalGQL(v any) error { return read(v, "CenterStandard", (*int)(id)) }

// SectorID names a sector.
type SectorID int

// MarshalGQL writes the opaque id.
func (id SectorID) MarshalGQL(w io.Writer) { write(w, "Sector", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *SectorID) UnmarshalGQL(v any) error { return read(v, "Sector", (*int)(id)) }

// DepartmentID names a department.
type DepartmentID int

// MarshalGQL writes the opaque id.
func (id DepartmentID) MarshalGQL(w io.Writer) { write(w, "Department", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *DepartmentID) UnmarshalGQL(v any) error { return read(v, "Department", (*int)(id)) }

// StationingID names a stationing.
type StationingID int

// MarshalGQL writes the opaque id.
func (id StationingID) MarshalGQL(w io.Writer) { write(w, "Stationing", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *StationingID) UnmarshalGQL(v any) error { return read(v, "Stationing", (*int)(id)) }

// WindowID names a window.
type WindowID int

// MarshalGQL writes the opaque id.
func (id WindowID) MarshalGQL(w io.Writer) { write(w, "Window", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *WindowID) UnmarshalGQL(v any) error { return read(v, "Window", (*int)(id)) }

// StaffID names a member of staff.
type StaffID int

// MarshalGQL writes the opaque id.
func (id StaffID) MarshalGQL(w io.Writer) { write(w, "Staff", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *StaffID) UnmarshalGQL(v any) error { return read(v, "Staff", (*int)(id)) }

// PostID names a post.
type PostID int

// MarshalGQL writes the opaque id.
func (id PostID) MarshalGQL(w io.Writer) { write(w, "Post", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *PostID) UnmarshalGQL(v any) error { return read(v, "Post", (*int)(id)) }

// TopicID names a topic.
type TopicID int

// MarshalGQL writes the opaque id.
func (id TopicID) MarshalGQL(w io.Writer) { write(w, "Topic", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *TopicID) UnmarshalGQL(v any) error { return read(v, "Topic", (*int)(id)) }

// BasicItemID names an entry of the basic catalog.
type BasicItemID int

// MarshalGQL writes the opaque id.
func (id BasicItemID) MarshalGQL(w io.Writer) { write(w, "BasicItem", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *BasicItemID) UnmarshalGQL(v any) error { return read(v, "BasicItem", (*int)(id)) }

// RoundID names a round of reform.
type RoundID int

// MarshalGQL writes the opaque id.
func (id RoundID) MarshalGQL(w io.Writer) { write(w, "ReformRound", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *RoundID) UnmarshalGQL(v any) error { return read(v, "ReformRound", (*int)(id)) }

// ItemID names a service item.
type ItemID int

// MarshalGQL writes the opaque id.
func (id ItemID) MarshalGQL(w io.Writer) { write(w, "ServiceItem", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *ItemID) UnmarshalGQL(v any) error { return read(v, "ServiceItem", (*int)(id)) }

// EditionID names an edition.
type EditionID int

// MarshalGQL writes the opaque id.
func (id EditionID) MarshalGQL(w io.Writer) { write(w, "Edition", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *EditionID) UnmarshalGQL(v any) error { return read(v, "Edition", (*int)(id)) }

// OfferingID names an offering.
type OfferingID int

// MarshalGQL writes the opaque id.
func (id OfferingID) MarshalGQL(w io.Writer) { write(w, "Offering", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *OfferingID) UnmarshalGQL(v any) error { return read(v, "Offering", (*int)(id)) }

// SynonymGroupID names a group of synonyms.
type SynonymGroupID int

// MarshalGQL writes the opaque id.
func (id SynonymGroupID) MarshalGQL(w io.Writer) { write(w, "SynonymGroup", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *SynonymGroupID) UnmarshalGQL(v any) error { return read(v, "SynonymGroup", (*int)(id)) }

// ImportID names an import through the API.
type ImportID int

// MarshalGQL writes the opaque id.
func (id ImportID) MarshalGQL(w io.Writer) { write(w, "ImportRun", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *ImportID) UnmarshalGQL(v any) error { return read(v, "ImportRun", (*int)(id)) }

// TokenID names a service token.
type TokenID int

// MarshalGQL writes the opaque id.
func (id TokenID) MarshalGQL(w io.Writer) { write(w, "ServiceToken", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *TokenID) UnmarshalGQL(v any) error { return read(v, "ServiceToken", (*int)(id)) }

// DocumentID names a trusted document.
type DocumentID int

// MarshalGQL writes the opaque id.
func (id DocumentID) MarshalGQL(w io.Writer) { write(w, "TrustedDocument", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *DocumentID) UnmarshalGQL(v any) error { return read(v, "TrustedDocument", (*int)(id)) }

// CaseID names a case.
type CaseID int

// MarshalGQL writes the opaque id.
func (id CaseID) MarshalGQL(w io.Writer) { write(w, "Case", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *CaseID) UnmarshalGQL(v any) error { return read(v, "Case", (*int)(id)) }

// TaskID names a task of a case.
type TaskID int

// MarshalGQL writes the opaque id.
func (id TaskID) MarshalGQL(w io.Writer) { write(w, "CaseTask", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *TaskID) UnmarshalGQL(v any) error { return read(v, "CaseTask", (*int)(id)) }

// ReceiptID names a paper of a case.
type ReceiptID int

// MarshalGQL writes the opaque id.
func (id ReceiptID) MarshalGQL(w io.Writer) { write(w, "Receipt", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *ReceiptID) UnmarshalGQL(v any) error { return read(v, "Receipt", (*int)(id)) }

// SlotPlanID names a plan of slots.
type SlotPlanID int

// MarshalGQL writes the opaque id.
func (id SlotPlanID) MarshalGQL(w io.Writer) { write(w, "SlotPlan", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *SlotPlanID) UnmarshalGQL(v any) error { return read(v, "SlotPlan", (*int)(id)) }

// AppointmentID names an appointment.
type AppointmentID int

// MarshalGQL writes the opaque id.
func (id AppointmentID) MarshalGQL(w io.Writer) { write(w, "Appointment", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *AppointmentID) UnmarshalGQL(v any) error { return read(v, "Appointment", (*int)(id)) }

// TicketID names a waiting number.
type TicketID int

// MarshalGQL writes the opaque id.
func (id TicketID) MarshalGQL(w io.Writer) { write(w, "Ticket", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *TicketID) UnmarshalGQL(v any) error { return read(v, "Ticket", (*int)(id)) }

// DutyShiftID names a shift of a duty roster.
type DutyShiftID int

// MarshalGQL writes the opaque id.
func (id DutyShiftID) MarshalGQL(w io.Writer) { write(w, "DutyShift", int(id)) }

// UnmarshalGQL reads the opaque id.
func (id *DutyShiftID) UnmarshalGQL(v any) error { return read(v, "DutyShift", (*int)(id)) }
