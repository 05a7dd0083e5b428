package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/post"
	"onewindow/ent/db/staff"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// Rules of posts.
var (
	postPlace      = fault.NewKind("POST_PLACE", "岗位须说明在哪个中心或部门。", "A post says at which center or department it is.")
	postCenter     = fault.NewKind("POST_CENTER", "窗口人员、代办员和中心管理员的岗位须说明中心。", "A clerk, an agent or an admin of a center works at a center.")
	postDepartment = fault.NewKind("POST_DEPARTMENT", "部门管理员的岗位须说明部门。", "An admin of a department works for one.")
	postWindow     = fault.NewKind("POST_WINDOW", "窗口不属于该中心。", "The window is not one of the center.")
	ownLeader      = fault.NewKind("OWN_LEADER", "不能是自己的领导。", "Nobody is their own leader.")
	postHeld       = fault.NewKind("POST_HELD", "此人已在同一处担任这一岗位。", "This person holds that post at that place already.")
	worksElsewhere = fault.NewKind("WORKS_ELSEWHERE", "此人只在您管理范围之外任职：调任由区级管理员办理。", "This person works or worked elsewhere only: the admin of the district moves people.")
	postEnded      = fault.NewKind("POST_ENDED", "岗位已于 %s 结束。", "The post ended on %s.")
)

// RegisterStaffInput is a new person.
type RegisterStaffInput struct {
	Number, Name string
	Phone        *string
}

// staffTrail is what the audit trail keeps of a person: not the phone number.
type staffTrail struct {
	Number, Name string
	PhoneChanged bool `json:",omitempty"`
}

// RegisterStaff adds a person and returns their id.
func (s *Service) RegisterStaff(ctx context.Context, in RegisterStaffInput) (int, error) {
	return change(ctx, s, "registerStaff", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		tx.Anywhere()
		in.Number, in.Name = c.code("number", in.Number), c.required("name", in.Name, maxName)
		phone := c.phone("phone", orZero(in.Phone))
		exists, err := tx.Staff.Query().Where(staff.Number(in.Number)).Exist(ctx)
		if err := taken(c, "number", in.Number, exists, err); err != nil {
			return 0, err
		}
		sealed, err := tx.Seal(personal.StaffPhone, in.Number, "phone", phone)
		if err := c.merge(err); err != nil || c.stop() {
			return 0, err
		}
		row, err := tx.Staff.Create().SetNumber(in.Number).SetName(in.Name).SetPhone(sealed).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store a member of staff: %w", err)
		}
		tx.Record(event.Staff, row.ID, nil, staffTrail{row.Number, row.Name, phone != ""})
		return row.ID, nil
	})
}

// UpdateStaffInput changes what is given.
type UpdateStaffInput struct {
	ID              node.StaffID
	ExpectedVersion int
	Name, Phone     *string
}

// UpdateStaff changes the name or the number of a person.
func (s *Service) UpdateStaff(ctx context.Context, in UpdateStaffInput) (int, error) {
	return change(ctx, s, "updateStaff", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		row, err := tx.Staff.Get(ctx, int(in.ID))
		if err := c.merge(store.Found(err, "id", idText(in.ID))); err != nil || c.stop() {
			return 0, err
		}
		if err := atPostsOf(ctx, tx, row.ID); err != nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, row.Version)
		before, update := staffTrail{Number: row.Number, Name: row.Name}, row.Update().AddVersion(1)
		if in.Name != nil {
			update.SetName(c.required("name", *in.Name, maxName))
		}
		changed, err := c.newPhone(tx, row, update, in.Phone)
		if err != nil || c.stop() {
			return 0, err
		}
		after, err := update.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store staff %d: %w", in.ID, err)
		}
		tx.Record(event.Staff, row.ID, before, staffTrail{after.Number, after.Name, changed})
		return row.ID, nil
	})
}

// newPhone has an update store a number, and says whether it is another one. One
// that cannot be read any more is.
func (c *checker) newPhone(tx *store.Tx, row *db.Staff, update *db.StaffUpdateOne, given *string) (changed bool, err error) {
	if given == nil {
		return false, nil
	}
	phone := c.phone("phone", *given)
	sealed, err := tx.Seal(personal.StaffPhone, row.Number, "phone", phone)
	if err := c.merge(err); err != nil || c.stop() {
		return false, err
	}
	update.SetPhone(sealed)
	was, err := tx.Open(personal.StaffPhone, row.Number, row.Phone)
	return err != nil || was != phone, nil
}

// RevealStaffPhoneInput asks for a number in the clear.
type RevealStaffPhoneInput struct {
	ID     node.StaffID
	Reason string
}

// RevealStaffPhone tells the number of a person in the clear, nil when nobody
// said, to who may see personal data where the person works. Each time it leaves
// an event in the trail, also when it is asked again with the same key.
func (s *Service) RevealStaffPhone(ctx context.Context, in RevealStaffPhoneInput) (*string, error) {
	var phone string // not the result of the change, which is kept for retries
	_, err := change(store.Unkeyed(ctx), s, "revealStaffPhone", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		reason := c.required("reason", in.Reason, maxReason)
		row, err := tx.Staff.Get(ctx, int(in.ID))
		if err := c.merge(store.Found(err, "id", idText(in.ID))); err != nil || row == nil {
			return 0, err
		}
		places, err := placesOf(ctx, tx, row.ID)
		if err != nil {
			return 0, err
		}
		if len(places) == 0 { // nobody's but the district's
			places = []store.Place{{}}
		}
		if err := tx.At(ctx, places...); err != nil || c.stop() {
			return 0, err
		}
		if phone, err = tx.Open(personal.StaffPhone, row.Number, row.Phone); err != nil {
			return 0, err
		}
		tx.RecordOnly(event.Staff, row.ID, nil, staffSeen{row.Number, []string{"phone"}, reason})
		return row.ID, nil
	})
	if err != nil {
		return nil, err
	}
	return optional(phone), nil
}

// staffSeen is what the trail keeps of a look: not what was seen.
type staffSeen struct {
	Number   string
	Revealed []string
	Reason   string
}

// AssignPostInput gives a person a post.
type AssignPostInput struct {
	Staff      node.StaffID
	Kind       PostKind
	Title      *string
	Center     *node.CenterID
	Department *node.DepartmentID
	Window     *node.WindowID
	// Leader is who leads this post at this time (分管领导).
	Leader *node.StaffID
	// From is today when nil.
	From   *calendar.Day
	Reason *string
}

// AssignPost gives a person a post at a center or a department and returns the
// id of the post.
func (s *Service) AssignPost(ctx context.Context, in AssignPostInput) (int, error) {
	return change(ctx, s, "assignPost", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if err := mayHandOut(ctx, tx, in.Kind, orZero(in.Center), orZero(in.Department)); err != nil {
			return 0, err
		}
		listed(c, "kind", in.Kind, PostKinds)
		title, reason := c.text("title", orZero(in.Title), maxName), c.text("reason", orZero(in.Reason), maxReason)
		c.postPlace(in)
		if err := c.postReferences(ctx, tx, in, term{path: "staff"}); err != nil {
			return 0, err
		}
		if err := c.knownHere(ctx, tx, "staff", int(in.Staff)); err != nil || c.stop() {
			return 0, err
		}
		row, err := tx.Post.Create().SetStaffID(int(in.Staff)).SetKind(string(in.Kind)).SetTitle(title).
			SetNillableCenterID((*int)(in.Center)).SetNillableDepartmentID((*int)(in.Department)).
			SetNillableWindowID((*int)(in.Window)).SetNillableLeaderID((*int)(in.Leader)).
			SetValidFrom(dayOr(in.From, tx.Today)).SetStartedAt(tx.Now).SetStartedBy(tx.Caller.Name).
			SetStartReason(reason).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store a post: %w", err)
		}
		tx.Record(event.Post, row.ID, nil, postTrailOf(row))
		return row.ID, nil
	})
}

// postPlace checks what needs no reading.
func (c *checker) postPlace(in AssignPostInput) {
	switch {
	case in.Center == nil && in.Department == nil:
		c.add(postPlace, "center")
	case in.Center == nil && (in.Kind == Clerk || in.Kind == Agent || in.Kind == CenterAdminPost):
		c.add(postCenter, "center")
	case in.Department == nil && in.Kind == DepartmentAdminPost:
		c.add(postDepartment, "department")
	}
	if in.Leader != nil && *in.Leader == in.Staff {
		c.add(ownLeader, "leader")
	}
}

func (c *checker) postReferences(ctx context.Context, tx *store.Tx, in AssignPostInput, held term) error {
	_, err := tx.Staff.Get(ctx, int(in.Staff))
	if err := c.merge(store.Found(err, "staff", idText(in.Staff))); err != nil {
		return err
	}
	if in.Leader != nil {
		_, err := tx.Staff.Get(ctx, int(*in.Leader))
		if err := c.merge(store.Found(err, "leader", idText(*in.Leader))); err != nil {
			return err
		}
	}
	if in.Center != nil {
		row, err := findCenter(ctx, tx, c, "center", int(*in.Center))
		if err != nil {
			return err
		}
		if row != nil && Status(row.Status) == Closed {
			c.add(centerClosed, "center", row.Name)
		}
	}
	if in.Department != nil {
		row, err := findDepartment(ctx, tx, c, "department", int(*in.Department))
		if err != nil {
			return err
		}
		if from := dayOr(in.From, tx.Today); row != nil && !from.Within(row.ValidFrom, row.ValidTo) {
			c.add(departmentEnded, "department", row.Name, from)
		}
	}
	if err := c.postWindow(ctx, tx, in); err != nil {
		return err
	}
	return c.postHeld(ctx, tx, in, held)
}

func (c *checker) postWindow(ctx context.Context, tx *store.Tx, in AssignPostInput) error {
	if in.Window == nil {
		return nil
	}
	row, err := tx.Window.Get(ctx, int(*in.Window))
	if err := c.merge(store.Found(err, "window", idText(*in.Window))); err != nil || row == nil {
		return err
	}
	if in.Center == nil || int(*in.Center) != row.CenterID {
		c.add(postWindow, "window")
	}
	return nil
}

// term is until when a post is held.
type term struct {
	post int // itself; 0 for a new one
	to   *calendar.Day
	// path is the field of the input that says whose it is.
	path string
}

// postHeld reports that the person has this very post already in its time, or no
// room for another one.
func (c *checker) postHeld(ctx context.Context, tx *store.Tx, in AssignPostInput, t term) error {
	from := dayOr(in.From, tx.Today)
	held, err := tx.Post.Query().
		Where(post.StaffID(int(in.Staff)), post.IDNEQ(t.post), post.Or(post.ValidToIsNil(), post.ValidToGT(from))).All(ctx)
	if err := c.room(t.path, 1, len(held), MaxPosts, err); err != nil {
		return err
	}
	for _, p := range held {
		if t.to != nil && !p.ValidFrom.Before(*t.to) {
			continue
		}
		if p.Kind == string(in.Kind) && orZero(p.CenterID) == int(orZero(in.Center)) && orZero(p.DepartmentID) == int(orZero(in.Department)) &&
			orZero(p.WindowID) == int(orZero(in.Window)) {
			c.add(postHeld, t.path)
			return nil
		}
	}
	return nil
}

// EndPostInput takes a post away.
type EndPostInput struct {
	ID              node.PostID
	ExpectedVersion int
	// On is the first day without it; today when nil.
	On     *calendar.Day
	Reason string
}

// EndPost ends a post; that it was held stays.
func (s *Service) EndPost(ctx context.Context, in EndPostInput) (int, error) {
	return change(ctx, s, "endPost", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		reason := c.required("reason", in.Reason, maxReason)
		row, err := tx.Post.Get(ctx, int(in.ID))
		if err := c.merge(store.Found(err, "id", idText(in.ID))); err != nil || row == nil {
			return 0, err
		}
		if err := mayHandOut(ctx, tx, PostKind(row.Kind), node.CenterID(orZero(row.CenterID)), node.DepartmentID(orZero(row.DepartmentID))); err != nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, row.Version)
		on := dayOr(in.On, tx.Today)
		c.dayOrder("on", on, row.ValidFrom)
		if row.ValidTo != nil {
			c.add(postEnded, "id", *row.ValidTo)
		}
		if c.stop() {
			return 0, nil
		}
		ended, err := row.Update().SetValidTo(on).SetEndedAt(tx.Now).SetEndedBy(tx.Caller.Name).SetEndReason(reason).
			AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("end post %d: %w", in.ID, err)
		}
		tx.Record(event.Post, row.ID, postTrailOf(row), postTrailOf(ended))
		return row.ID, nil
	})
}

type postTrail struct {
	StaffID                          int
	Kind, Title                      string
	CenterID, DepartmentID, WindowID int `json:",omitempty"`
	LeaderID                         int `json:",omitempty"`
	ValidFrom                        calendar.Day
	ValidTo                          *calendar.Day
	StartReason, EndReason           string `json:",omitempty"`
}

func postTrailOf(r *db.Post) postTrail {
	return postTrail{
		r.StaffID, r.Kind, r.Title, orZero(r.CenterID), orZero(r.DepartmentID), orZero(r.WindowID), orZero(r.LeaderID),
		r.ValidFrom, r.ValidTo, r.StartReason, r.EndReason,
	}
}
