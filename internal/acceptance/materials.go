package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
)

// Rules of materials and of what follows from them.
var (
	noSuchMaterial = fault.NewKind("NO_SUCH_MATERIAL", "清单中没有第 %d 项材料。", "The list has no material %d.")
	mayNotFollow   = fault.NewKind("MAY_NOT_FOLLOW", "“%s”不可容缺后补。", "%q may not follow later: the guide does not allow it.")
	followsTooLate = fault.NewKind("FOLLOWS_TOO_LATE", "后补日期应在今天与承诺办结日 %s 之间。", "A material follows between today and %s, the day the promise ends.")
	followPassed   = fault.NewKind("FOLLOW_DAY_PASSED", "“%s”的后补日期已过，请重新核验。", "The day by which %q was to follow has passed: check it again.")
	noRecord       = fault.NewKind("NO_SHARED_RECORD", "“%s”没有可调取的共享数据。", "There is no shared record to fetch %q from.")
	nothingMissing = fault.NewKind("NOTHING_MISSING", "没有缺少的材料，可以直接受理。", "Nothing is missing: it can be accepted.")
	stillMissing   = fault.NewKind("MATERIALS_MISSING", "还缺：%s。请一次性告知，或按容缺受理。", "Still missing: %s. Tell it once, or accept it with materials to follow.")
	notOfferedHere = fault.NewKind("NOT_OFFERED_HERE", "本中心不受理该事项：请转交上级中心，或不予受理并告知去处。", "This center does not take the item: send it upwards, or decline it and say where to go.")
	keptAlready    = fault.NewKind("ACCEPTED_ALREADY", "受理后只能登记材料已收、已调取或无需提交。", "After acceptance a material can only be received, fetched or not needed.")
	onTheWay       = fault.NewKind("PAPERS_ON_THE_WAY", "材料正在移交途中，须签收后办理。", "The papers are on the way: they have to be signed for first.")
)

// CheckInput is how one material of the list stands.
type CheckInput struct {
	// Material is its place in the list, from 0.
	Material          int
	State             CheckState
	Originals, Copies *int
	FollowsBy         *calendar.Day
	Note              *string
}

// CheckMaterials notes how materials of the list stand; those left out stay.
func (s *Service) CheckMaterials(ctx context.Context, on On, checks []CheckInput) (node.CaseID, error) {
	return s.act(ctx, on, CheckMaterials, func(ctx context.Context, c *change) error {
		if err := c.atCenter(ctx); err != nil {
			return err
		}
		if len(checks) == 0 {
			c.report(fault.Required, "checks")
		}
		c.happen(EventChecked, Facts{Checks: c.checks("checks", checks)})
		return nil
	})
}

// checks are the materials' states, each with what its state asks for.
func (c *change) checks(path string, in []CheckInput) []Check {
	checks, seen := make([]Check, 0, len(in)), map[int]bool{}
	for i, one := range in {
		at := fmt.Sprintf("%s.%d", path, i)
		switch {
		case one.Material < 0 || one.Material >= len(c.Checks):
			c.report(noSuchMaterial, at+".material", one.Material)
			continue
		case seen[one.Material]:
			c.report(fault.Repeated, at+".material", strconv.Itoa(one.Material))
			continue
		}
		seen[one.Material] = true
		if c.State == Accepted && (one.State == MaterialMissing || one.State == MaterialFollows) {
			c.report(keptAlready, at+".state")
			continue
		}
		checks = append(checks, c.check1(at, one))
	}
	return checks
}

func (c *change) check1(at string, in CheckInput) Check {
	material := c.Edition.Materials[in.Material]
	check := Check{Material: in.Material, State: in.State, Note: c.text(at+".note", orZero(in.Note), maxNote)}
	switch in.State {
	case MaterialReceived:
		check.Originals, check.Copies = c.count(at+".originals", in.Originals, material.Originals), c.count(at+".copies", in.Copies, material.Copies)
		if check.Originals+check.Copies == 0 && material.Originals+material.Copies > 0 {
			c.report(fault.Invalid, at+".originals", "0", "1–999")
		}
	case MaterialFetched:
		if material.SharedRecord == "" {
			c.report(noRecord, at+".state", material.Name)
		}
	case MaterialFollows:
		check.FollowsBy = in.FollowsBy
		c.follows(at, material, in.FollowsBy)
	case MaterialNotNeeded:
		check.Note = c.required(at+".note", orZero(in.Note), maxNote)
	}
	return check
}

// count is how many are handed in, as many as the list says when nobody said.
func (c *checker) count(path string, n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	if *n < 0 || *n > 999 {
		c.report(fault.Invalid, path, strconv.Itoa(*n), "0–999")
	}
	return *n
}

// follows checks that a material may follow, and by when (容缺受理: only where the
// edition allows it, never after the promise).
func (c *change) follows(at string, material catalog.Material, by *calendar.Day) {
	if !material.MayFollow {
		c.report(mayNotFollow, at+".state", material.Name)
	}
	if by == nil {
		c.report(fault.Required, at+".followsBy")
		return
	}
	clock := c.Clock
	if c.State != Accepted {
		clock = &Clock{Name: ToDecide, Start: c.tx.Now, Limit: c.plan.Limit}
	}
	rules := c.rules()
	if due := rules.Due(clock); due != nil {
		last := calendar.DayOf(due.At.Add(-1).In(rules.Location))
		if by.Before(c.tx.Today) || by.After(last) {
			c.report(followsTooLate, at+".followsBy", last)
		}
	}
}

// ReceiveCase gives a receipt for what was handed in: from now on the five days run
// in which something missing has to be told (行政许可法 art. 32).
func (s *Service) ReceiveCase(ctx context.Context, on On) (node.CaseID, error) {
	return s.act(ctx, on, ReceiveCase, func(ctx context.Context, c *change) error {
		c.happen(EventReceived, Facts{})
		return c.atCenter(ctx)
	})
}

// ExtraInput is something that a notice asks for beside the list.
type ExtraInput struct{ What string }

// NoticeInput tells what is missing, at once.
type NoticeInput struct {
	// Extras are what is asked for beside the materials of the list that are missing.
	Extras []ExtraInput
	// WhyNow says why what a second notice asks for could not be known at the first.
	WhyNow *string
	Remark *string
}

// OneTimeNotice tells everything that is missing, computed from the list
// (一次性告知). A second one is a breach of whoever gave the first, unless all that
// it asks for was in the first, or could not be known then.
func (s *Service) OneTimeNotice(ctx context.Context, on On, in NoticeInput) (node.CaseID, error) {
	return s.act(ctx, on, OneTimeNotice, func(ctx context.Context, c *change) error {
		if err := c.atCenter(ctx); err != nil {
			return err
		}
		var missing []Missing
		for _, place := range c.missing() {
			missing = append(missing, Missing{Material: place, What: c.Edition.Materials[place].Name})
		}
		missing = append(missing, c.extras(in.Extras)...)
		if len(c.Notices) >= MaxNotices {
			c.report(fault.Full, "case", MaxNotices)
		}
		remark := c.text("remark", orZero(in.Remark), maxReason)
		if len(missing) == 0 {
			c.report(nothingMissing, "case")
		}
		c.askAgain("", missing, c.text("whyNow", orZero(in.WhyNow), maxReason))
		c.happen(EventNotified, Facts{Missing: missing, Reason: remark})
		return nil
	})
}

// extras are what is asked for beside the list.
func (c *checker) extras(in []ExtraInput) (asked []Missing) {
	if len(in) > MaxExtras {
		c.report(fault.TooMany, "extras", MaxExtras)
		return nil
	}
	for i, extra := range in {
		asked = append(asked, Missing{Material: -1, What: c.required(fmt.Sprintf("extras.%d.what", i), extra.What, maxNote)})
	}
	return asked
}

// askAgain marks what is asked for that nobody asked for before, and notes the
// breach when it could have been known at the first notice: of whoever gave it, or
// accepted the case without one.
func (c *change) askAgain(task string, missing []Missing, whyNow string) {
	if len(c.Notices) == 0 && task == "" {
		return
	}
	var unasked []string
	for i, m := range missing {
		told := slices.ContainsFunc(c.asked, func(earlier Missing) bool {
			return earlier.Material == m.Material && (m.Material >= 0 || earlier.What == m.What)
		})
		if !told {
			missing[i].WhyNow = whyNow
			unasked = append(unasked, m.What)
		}
	}
	if len(unasked) == 0 || whyNow != "" {
		return
	}
	responsible := c.acceptedBy
	if len(c.Notices) > 0 {
		responsible = c.Notices[0].StaffID
	}
	if responsible == 0 {
		responsible = c.HolderID
	}
	c.happen(EventBreached, Facts{
		Task: task, Breach: SecondNotice, Reason: strings.Join(unasked, "、"), Persons: []Person{{Handler, responsible}},
	})
}

// AcceptCase accepts a case (受理), with materials to follow where the list says so:
// the promised limit and the departments' tasks begin.
func (s *Service) AcceptCase(ctx context.Context, on On) (node.CaseID, error) {
	return s.act(ctx, on, AcceptCase, func(ctx context.Context, c *change) error {
		if err := c.atCenter(ctx); err != nil {
			return err
		}
		if mode := c.mode(); mode == "" || mode == catalog.ModeConsult {
			c.report(notOfferedHere, "case")
		}
		if c.papersAreAway() {
			c.report(onTheWay, "case")
		}
		if places := c.missing(); len(places) > 0 {
			names := make([]string, len(places))
			for i, place := range places {
				names[i] = c.Edition.Materials[place].Name
			}
			c.report(stillMissing, "case", strings.Join(names, "、"))
		}
		for _, place := range c.following() {
			if c.Checks[place].FollowsBy.Before(c.tx.Today) {
				c.report(followPassed, "case", c.Edition.Materials[place].Name)
			}
		}
		if c.State != Received {
			c.happen(EventReceived, Facts{})
		}
		c.happen(EventAccepted, Facts{Tasks: c.plan.Tasks, Limit: &c.plan.Limit})
		return nil
	})
}

// ReferralInput says where and how to go on.
type ReferralInput struct {
	Where, How string
	Phone      *string
}

// DeclineCase declines a case with a referral: "not here" is never said without
// where and how instead (零拒绝, design 2.10).
func (s *Service) DeclineCase(ctx context.Context, on On, reason string, to ReferralInput) (node.CaseID, error) {
	return s.act(ctx, on, DeclineCase, func(ctx context.Context, c *change) error {
		referral := &Referral{
			Where: c.required("referral.where", to.Where, maxName), How: c.required("referral.how", to.How, maxReason),
			Phone: c.phone("referral.phone", orZero(to.Phone)),
		}
		c.happen(EventDeclined, Facts{Reason: c.required("reason", reason, maxReason), Referral: referral})
		return c.atCenter(ctx)
	})
}
