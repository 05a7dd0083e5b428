package acceptance

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// Rules of a first contact.
var (
	itemNotActive = fault.NewKind("ITEM_NOT_ACTIVE", "该事项已暂停或取消，不能办理。", "This item is suspended or cancelled: nobody can apply for it.")
	noGuide       = fault.NewKind("NO_GUIDE", "该事项今天没有已发布的办事指南。", "This item has no published guide today.")
	centerNotOpen = fault.NewKind("CENTER_NOT_OPEN", "该中心尚未开放。", "This center is not open.")
	badIdentity   = fault.NewKind("BAD_IDENTITY", "身份证号码或统一社会信用代码的校验位不符。", "The check digit of the identity number or credit code is wrong.")
)

// ApplicantKind is whether a person or an organization applies.
type ApplicantKind string

// The kinds of applicants.
const (
	PersonApplies       ApplicantKind = "PERSON"       // 个人
	OrganizationApplies ApplicantKind = "ORGANIZATION" // 单位
)

// ApplicantInput is who applies. It is sealed in the database and in no event.
type ApplicantInput struct {
	Kind ApplicantKind
	Name string
	// Identity is the number of an identity card, a passport or another paper, or the
	// unified social credit code.
	Identity, Phone, Address *string
}

// StartCaseInput is a first contact.
type StartCaseInput struct {
	Item    node.ItemID
	Center  node.CenterID
	Channel Channel
	// Staff is who receives it; the caller when nil.
	Staff     *node.StaffID
	Applicant ApplicantInput
}

// StartCase records a first contact, even if nothing comes of it: the checklist is
// that of the edition of today, and stays with the case. Whoever receives it
// answers for it from now on (首问责任).
func (s *Service) StartCase(ctx context.Context, in StartCaseInput) (node.CaseID, error) {
	return store.Write(ctx, s.Store, "startCase", func(ctx context.Context, tx *store.Tx) (node.CaseID, error) {
		c := &change{tx: tx, service: s, seen: s.Live.Current()}
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		item, edition, center := c.whatAndWhere(in)
		named := (*int)(in.Staff)
		holder := 0
		if center != nil {
			var err error
			if holder, err = c.firstHolder(ctx, tx, center.ID, named); err != nil {
				return 0, err
			}
		}
		name := c.required("applicant.name", in.Applicant.Name, maxName)
		identity := c.identity("applicant.identity", in.Applicant)
		phone := c.phone("applicant.phone", orZero(in.Applicant.Phone))
		address := c.text("applicant.address", orZero(in.Applicant.Address), maxName)
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		number, err := nextNumber(ctx, tx, seriesOfCases, center.ID, tx.Today.Year())
		if err != nil {
			return 0, err
		}
		opened := Opened{
			Number:  fmt.Sprintf("%s-%d-%06d", center.Code, tx.Today.Year(), number),
			OwnerID: item.OwnerID, CenterID: center.ID, Edition: edition,
			Plan: planOf(c.seen, item.OfferedAt(center.ID, tx.Today), edition, item.OwnerID),
		}
		c.Case = Fold(opened, nil)
		create := tx.CaseFile.Create().SetNumber(c.Number).SetDistrictCode(center.DistrictCode).SetItemID(item.ID).SetEditionID(edition.ID).
			SetOwnerID(item.OwnerID).SetCenterID(center.ID).SetAtCenterID(center.ID).SetChannel(string(in.Channel)).
			SetApplicantKind(string(in.Applicant.Kind)).SetState(string(Contacted)).SetHolderID(holder).SetStartedAt(tx.Now).SetDueOrder(never)
		for _, f := range []struct {
			personal.Field
			path, value string
			set         func(personal.Sealed)
		}{
			{personal.ApplicantName, "applicant.name", name, func(v personal.Sealed) { create.SetApplicantName(v) }},
			{personal.ApplicantIdentity, "applicant.identity", identity, func(v personal.Sealed) { create.SetApplicantIdentity(v) }},
			{personal.ApplicantPhone, "applicant.phone", phone, func(v personal.Sealed) { create.SetApplicantPhone(v) }},
			{personal.ApplicantAddress, "applicant.address", address, func(v personal.Sealed) { create.SetApplicantAddress(v) }},
			{personal.FollowSecret, "applicant", personal.NewSecret(), func(v personal.Sealed) { create.SetFollowSecret(v) }},
		} {
			sealed, err := tx.Seal(f.Field, c.Number, f.path, f.value)
			if err != nil {
				return 0, err
			}
			f.set(sealed)
		}
		if c.row, err = create.Save(ctx); err != nil {
			return 0, fmt.Errorf("store a case: %w", err)
		}
		c.happen(EventStarted, Facts{Channel: in.Channel, Staff: holder})
		return node.CaseID(c.row.ID), c.save(ctx)
	})
}

// whatAndWhere finds the item with today's edition, and the center.
func (c *change) whatAndWhere(in StartCaseInput) (*catalog.Item, *catalog.Edition, *organization.Center) {
	var edition *catalog.Edition
	item := c.seen.ItemOf(int(in.Item))
	switch {
	case item == nil:
		c.report(fault.NotFound, "item", node.Encode("ServiceItem", int(in.Item)))
	case item.State != catalog.StateActive:
		c.report(itemNotActive, "item")
	default:
		if edition = item.EditionIn(c.tx.Today); edition == nil {
			c.report(noGuide, "item")
		}
	}
	center := c.seen.Directory.Center(int(in.Center))
	switch {
	case center == nil:
		c.report(fault.NotFound, "center", node.Encode("ServiceCenter", int(in.Center)))
	case center.Status != organization.Open:
		c.report(centerNotOpen, "center")
	}
	return item, edition, center
}

var (
	citizenPattern  = regexp.MustCompile(`^[0-9]{17}[0-9Xx]$`)
	creditLike      = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}$`)
	citizenWeights  = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	citizenChecks   = "10X98765432"
	maxIdentityText = 40
)

// identity is the number of a paper; those with a check digit have the right one
// (GB 11643 for identity cards, GB 32100 for credit codes).
func (c *checker) identity(path string, a ApplicantInput) string {
	s := strings.ToUpper(c.text(path, orZero(a.Identity), maxIdentityText))
	switch {
	case a.Kind == PersonApplies && citizenPattern.MatchString(s):
		sum := 0
		for i, weight := range citizenWeights {
			sum += weight * int(s[i]-'0')
		}
		if citizenChecks[sum%11] != s[17] {
			c.report(badIdentity, path)
		}
	case a.Kind == OrganizationApplies && creditLike.MatchString(s) && !organization.ValidCreditCode(s):
		c.report(badIdentity, path)
	}
	return s
}

func (c *checker) phone(path, s string) string {
	s = strings.TrimSpace(s)
	if s != "" && !organization.IsPhone(s) {
		c.report(organization.BadPhone, path)
	}
	return s
}
