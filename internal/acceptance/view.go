package acceptance

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/casefile"
	"onewindow/ent/db/casetask"
	"onewindow/ent/db/receipt"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/personal"
)

// CaseAt is a case as a caller sees it at a moment.
type CaseAt struct {
	*Case
	Row   *db.CaseFile
	rules Rules
	now   time.Time
	lens  *catalog.Lens
	keys  *personal.Keys
}

// shown are cases as the caller sees them, in the order of the rows.
func (s *Service) shown(ctx context.Context, rows []*db.CaseFile) ([]*CaseAt, error) {
	lens, now := catalog.LensOf(ctx), s.Store.Now()
	cases, err := s.fold(ctx, s.Store.Client, lens.Snapshot, rows)
	if err != nil {
		return nil, err
	}
	shown := make([]*CaseAt, len(rows))
	for i, row := range rows {
		shown[i] = &CaseAt{
			Case: cases[i], Row: row, rules: s.rulesAt(lens.Snapshot, cases[i].AtCenterID), now: now, lens: lens, keys: s.Store.Keys(),
		}
	}
	return shown, nil
}

// ByID are cases by their ids, in that order, nil for those that are not for the
// caller to see.
func (s *Service) ByID(ctx context.Context, ids []int) ([]*CaseAt, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.rowsOf(ctx, append(visible, casefile.IDIn(ids...))...)
	if err != nil {
		return nil, err
	}
	return inOrder(ctx, s, ids, rows)
}

func inOrder(ctx context.Context, s *Service, ids []int, rows []*db.CaseFile) ([]*CaseAt, error) {
	shown, err := s.shown(ctx, rows)
	if err != nil {
		return nil, err
	}
	found := make([]*CaseAt, len(ids))
	for i, id := range ids {
		if at := slices.IndexFunc(shown, func(c *CaseAt) bool { return c.Row.ID == id }); at >= 0 {
			found[i] = shown[at]
		}
	}
	return found, nil
}

// Changed is the case that the caller has just changed.
func (s *Service) Changed(ctx context.Context, id node.CaseID) (*CaseAt, error) {
	rows, err := s.rowsOf(ctx, casefile.ID(int(id)))
	if err != nil {
		return nil, err
	}
	shown, err := s.shown(ctx, rows)
	if err != nil || len(shown) == 0 {
		return nil, err
	}
	return shown[0], nil
}

// FollowSecret is what the applicant follows the case with, for whoever has just
// begun it.
func (s *Service) FollowSecret(c *CaseAt) (*string, error) {
	secret, err := s.Store.Keys().Open(personal.FollowSecret, c.Row.Number, c.Row.FollowSecret)
	if err != nil {
		return nil, fmt.Errorf("open the code of a case: %w", err)
	}
	return &secret, nil
}

// ByNumber is the case of a number, nil for none that the caller may see.
func (s *Service) ByNumber(ctx context.Context, number string) (*CaseAt, error) {
	visible, err := s.visible(ctx)
	if err != nil || !fault.IsText(number) {
		return nil, err
	}
	rows, err := s.rowsOf(ctx, append(visible, casefile.Number(number))...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	shown, err := s.shown(ctx, rows)
	if err != nil {
		return nil, err
	}
	return shown[0], nil
}

// ID is the opaque id.
func (c *CaseAt) ID() node.CaseID { return node.CaseID(c.Row.ID) }

// Item is what is applied for.
func (c *CaseAt) Item() *catalog.ItemAt { return c.Guide().Item() }

// Guide is the edition that the case follows, which stays with it.
func (c *CaseAt) Guide() *catalog.EditionAt { return c.lens.KeptEdition(c.Edition) }

// Center received it.
func (c *CaseAt) Center() *organization.CenterAt { return c.lens.Org.Center(c.CenterID) }

// AtCenter has it now.
func (c *CaseAt) AtCenter() *organization.CenterAt { return c.lens.Org.Center(c.AtCenterID) }

// Owner is the department that decides.
func (c *CaseAt) Owner() *organization.DepartmentAt { return c.lens.Org.Department(c.OwnerID) }

// Applicant is who applies, masked.
func (c *CaseAt) Applicant() *MaskedApplicant {
	masked := func(f personal.Field, s personal.Sealed) string { return c.keys.Masked(f, c.Row.Number, s) }
	return &MaskedApplicant{
		Kind: ApplicantKind(c.Row.ApplicantKind), Name: masked(personal.ApplicantName, c.Row.ApplicantName),
		Identity: orNil(masked(personal.ApplicantIdentity, c.Row.ApplicantIdentity)), Phone: orNil(masked(personal.ApplicantPhone, c.Row.ApplicantPhone)),
	}
}

// MaskedApplicant is who applies, as everybody sees them.
type MaskedApplicant struct {
	Kind            ApplicantKind
	Name            string
	Identity, Phone *string
}

// Limit is how a limit stands.
type Limit struct {
	Clock ClockName
	// Since is when it began.
	Since time.Time
	// Due is when it ends, nil while it stands.
	Due         *time.Time
	Provisional bool
	Stopped     bool
	// DaysLeft are the days left after today, negative when it is overdue.
	DaysLeft     int
	ExtendedDays int
	TimeLimit    *catalog.TimeLimit
}

// RunningLimit is the limit that runs now, nil while none does.
func (c *CaseAt) RunningLimit() *Limit { return c.limitOf(c.Clock) }

func (c *CaseAt) limitOf(clock *Clock) *Limit { return limitOf(c.rules, clock, c.now) }

func limitOf(rules Rules, clock *Clock, now time.Time) *Limit {
	if clock == nil {
		return nil
	}
	limit := &Limit{
		Clock: clock.Name, Since: clock.Start, Stopped: clock.Stopped(), DaysLeft: rules.DaysLeft(clock, now),
		ExtendedDays: clock.Extra, TimeLimit: &clock.Limit,
	}
	if due := rules.Due(clock); due != nil {
		limit.Due, limit.Provisional = &due.At, due.Provisional
	}
	return limit
}

// Promise is the limit that the acceptance starts.
func (c *CaseAt) Promise() *catalog.TimeLimit { return &c.plan.Limit }

// CheckLine is one material of the list with how it stands.
type CheckLine struct {
	*Check
	Wanted *catalog.Material
}

// Checklist are the materials of the edition, each with how it stands.
func (c *CaseAt) Checklist() []*CheckLine {
	lines := make([]*CheckLine, len(c.Checks))
	for i := range c.Checks {
		lines[i] = &CheckLine{&c.Checks[i], &c.Edition.Materials[i]}
	}
	return lines
}

// Reason is why it ended, nil for a case that was not declined or withdrawn.
func (c *CaseAt) Reason() *string { return orNil(c.Case.Reason) }

// HandOvers are the papers that went to somebody else.
func (c *CaseAt) HandOvers() []*HandOverAt {
	lists := make([]*HandOverAt, len(c.Case.HandOvers))
	for i, h := range c.Case.HandOvers {
		lists[i] = &HandOverAt{h, c.lens.Org}
	}
	return lists
}

// HandOverAt is a list of papers as a caller sees it.
type HandOverAt struct {
	*HandOver
	lens *organization.Lens
}

// FromCenter is the center that they came from, nil for a department.
func (h *HandOverAt) FromCenter() *organization.CenterAt {
	if h.HandOver.FromDepartment != 0 {
		return nil
	}
	return h.lens.Center(h.HandOver.FromCenter)
}

// FromDepartment is the department that they came from, nil for a center.
func (h *HandOverAt) FromDepartment() *organization.DepartmentAt {
	return h.lens.Department(h.HandOver.FromDepartment)
}

// ToCenter is the center that they go to, nil for none.
func (h *HandOverAt) ToCenter() *organization.CenterAt { return h.lens.Center(h.HandOver.ToCenter) }

// ToDepartment is the department that they go to, nil for none.
func (h *HandOverAt) ToDepartment() *organization.DepartmentAt {
	return h.lens.Department(h.HandOver.ToDepartment)
}

// Amount is what was paid.
func (p *Payment) Amount() *catalog.Money {
	return &catalog.Money{Amount: yuan(p.AmountFen), Currency: "CNY"}
}

// TaskAt is a task as a caller sees it.
type TaskAt struct {
	*Task
	Row  *db.CaseTask
	Case *CaseAt
}

// tasksShown are tasks as the caller sees them, in the order of the rows.
func (s *Service) tasksShown(ctx context.Context, rows []*db.CaseTask) ([]*TaskAt, error) {
	ids := make([]int, len(rows))
	for i, row := range rows {
		ids[i] = row.CaseID
	}
	files, err := s.rowsOf(ctx, casefile.IDIn(ids...))
	if err != nil {
		return nil, err
	}
	cases, err := inOrder(ctx, s, ids, files)
	if err != nil {
		return nil, err
	}
	tasks := make([]*TaskAt, len(rows))
	for i, row := range rows {
		tasks[i] = &TaskAt{cases[i].Task(row.Key), row, cases[i]}
	}
	return tasks, nil
}

// TasksByID are tasks by their ids, in that order, nil for those that are not for
// the caller to see.
func (s *Service) TasksByID(ctx context.Context, ids []int) ([]*TaskAt, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	query := s.Store.Client.CaseTask.Query().Where(casetask.IDIn(ids...))
	if len(visible) > 0 {
		query = query.Where(casetask.HasCaseWith(visible...))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read tasks: %w", err)
	}
	shown, err := s.tasksShown(ctx, rows)
	if err != nil {
		return nil, err
	}
	found := make([]*TaskAt, len(ids))
	for i, id := range ids {
		if at := slices.IndexFunc(shown, func(t *TaskAt) bool { return t.Row.ID == id }); at >= 0 {
			found[i] = shown[at]
		}
	}
	return found, nil
}

// TasksOf are the tasks of many cases, read at once, each case's in the order of
// its plan.
func (s *Service) TasksOf(ctx context.Context, cases []*CaseAt) ([][]*TaskAt, error) {
	ids := make([]int, len(cases))
	for i, c := range cases {
		ids[i] = c.Row.ID
	}
	rows, err := s.Store.Client.CaseTask.Query().Where(casetask.CaseIDIn(ids...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the tasks of cases: %w", err)
	}
	tasks := make([][]*TaskAt, len(cases))
	for i, c := range cases {
		tasks[i] = []*TaskAt{}
		for _, t := range c.Tasks {
			at := slices.IndexFunc(rows, func(row *db.CaseTask) bool { return row.CaseID == c.Row.ID && row.Key == t.Key })
			if at >= 0 {
				tasks[i] = append(tasks[i], &TaskAt{t, rows[at], c})
			}
		}
	}
	return tasks, nil
}

// ID is the opaque id.
func (t *TaskAt) ID() node.TaskID { return node.TaskID(t.Row.ID) }

// Department does it.
func (t *TaskAt) Department() *organization.DepartmentAt {
	return t.Case.lens.Org.Department(t.DepartmentID)
}

// RunningLimit is the task's own limit, nil for none.
func (t *TaskAt) RunningLimit() *Limit {
	if t.State.Over() {
		return nil
	}
	return t.Case.limitOf(t.Clock)
}

// Post is who does it there, nil when the guide says nobody.
func (t *TaskAt) Post() *string { return orNil(t.Task.Post) }

// Reason is what was said last about it.
func (t *TaskAt) Reason() *string { return orNil(t.Task.Reason) }

// Procedure is the special procedure that lasts, nil for none.
func (t *TaskAt) Procedure() *string {
	if t.State != Special {
		return nil
	}
	return &t.Task.Procedure
}

// ReceiptAt is a paper of a case.
type ReceiptAt struct {
	Row  *db.Receipt
	Case *CaseAt
}

// ReceiptsOf are the papers of many cases, read at once, the earliest first.
func (s *Service) ReceiptsOf(ctx context.Context, cases []*CaseAt) ([][]*ReceiptAt, error) {
	ids := make([]int, len(cases))
	for i, c := range cases {
		ids[i] = c.Row.ID
	}
	rows, err := s.Store.Client.Receipt.Query().Where(receipt.CaseIDIn(ids...)).Order(receipt.BySeq()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the papers of cases: %w", err)
	}
	papers := make([][]*ReceiptAt, len(cases))
	for i, c := range cases {
		papers[i] = []*ReceiptAt{}
		for _, row := range rows {
			if row.CaseID == c.Row.ID {
				papers[i] = append(papers[i], &ReceiptAt{row, c})
			}
		}
	}
	return papers, nil
}

// ReceiptsByID are papers by their ids, in that order, nil for those that are not
// for the caller to see.
func (s *Service) ReceiptsByID(ctx context.Context, ids []int) ([]*ReceiptAt, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	query := s.Store.Client.Receipt.Query().Where(receipt.IDIn(ids...))
	if len(visible) > 0 {
		query = query.Where(receipt.HasCaseWith(visible...))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read papers: %w", err)
	}
	caseIDs := make([]int, len(rows))
	for i, row := range rows {
		caseIDs[i] = row.CaseID
	}
	files, err := s.rowsOf(ctx, casefile.IDIn(caseIDs...))
	if err != nil {
		return nil, err
	}
	cases, err := inOrder(ctx, s, caseIDs, files)
	if err != nil {
		return nil, err
	}
	found := make([]*ReceiptAt, len(ids))
	for i, id := range ids {
		if at := slices.IndexFunc(rows, func(row *db.Receipt) bool { return row.ID == id }); at >= 0 {
			found[i] = &ReceiptAt{rows[at], cases[at]}
		}
	}
	return found, nil
}

// ID is the opaque id.
func (r *ReceiptAt) ID() node.ReceiptID { return node.ReceiptID(r.Row.ID) }

// Number is the paper's own.
func (r *ReceiptAt) Number() string { return r.Row.Number }

// Kind is what it tells of.
func (r *ReceiptAt) Kind() ReceiptKind { return ReceiptKind(r.Row.Kind) }

// IssuedAt is when it was made.
func (r *ReceiptAt) IssuedAt() time.Time { return r.Row.IssuedAt }

// Center issued it.
func (r *ReceiptAt) Center() *organization.CenterAt { return r.Case.lens.Org.Center(r.Row.CenterID) }
