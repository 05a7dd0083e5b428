package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"onewindow/ent/db/edition"
	"onewindow/ent/db/material"
	"onewindow/ent/db/offering"
	"onewindow/ent/db/servicecenter"
	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/signin"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/token"
	"onewindow/internal/transport"
	"onewindow/internal/trusted"
	"onewindow/sample"
)

// counted is the server over the sample, with a count of the statements it sends.
type counted struct {
	t          *testing.T
	server     *transport.Server
	store      *store.Store
	live       *catalog.Live
	statements atomic.Int64
	token      string
}

func newCounted(t *testing.T, url string) *counted {
	t.Helper()
	c := &counted{t: t}
	s := testdb.Open(t, url, store.Options{Observe: func(string) { c.statements.Add(1) }})
	c.store = s
	ctx := identity.With(t.Context(), identity.Admin("test"))
	if _, err := sample.Load(ctx, s); err != nil {
		t.Fatal(err)
	}
	made, err := token.Create(ctx, s, token.CreateInput{Name: "test", Role: identity.DistrictAdmin})
	if err != nil {
		t.Fatal(err)
	}
	c.token = made.Secret
	live, err := catalog.Follow(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	c.live = live
	c.server = transport.New(s, live, &trusted.Registry{}, transport.DefaultLimits(), signin.Open(s, signin.Flags{}))
	return c
}

// ask answers a document and says how many statements that took.
func (c *counted) ask(token, document string) int64 {
	c.t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	before, w := c.statements.Load(), httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"errors"`) {
		c.t.Fatalf("%s\nis answered %d %.500s", document, w.Code, w.Body)
	}
	return c.statements.Load() - before
}

func TestPublicQueriesSendNoSQL(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		c := newCounted(t, url)
		for _, document := range []string{
			`{ catalog { revision publishedItems villages } topics { name itemCount } sectors { name } rounds { nodes { name cancelledCount } } reformRounds { name } }`,
			`{ items(first: 50, filter: {text: "养老"}) { totalCount nodes { name owner { name } edition { title materials { name } steps { name department { name } } fees { name } } offerings { nodes { center { name } } } } facets { departments { count } topics { count } modes { count } } } }`,
			`{ division(code: "511602000000") { counts { townships villages } children(first: 30) { nodes { name offeredItems centers { nodes { name openNow stationings { department { name leader { name } } attribution { startedBy } } } } } } } }`,
			`{ center(code: "511602000000-01") { name day { open { from } stationings { department { name } } } offerings(first: 100) { nodes { item { name } } } suggestions { totalCount } } }`,
			`{ items(first: 20) { nodes { name editions { nodes { number } } publishedEditions { number } whereToGo(center: "U2VydmljZUNlbnRlcjox") { here center { name } } } } }`,
			`{ entryGap { missingItems sectors { movedIn } } compression { overall { totalRatio } byDepartment { figures { items } } } }`,
			`{ catalogChanges(since: 0, center: "U2VydmljZUNlbnRlcjox", first: 100) { totalCount nodes { kind revision node { id ... on ServiceItem { name owner { name } edition { title materials { name } } } ... on Offering { mode item { name } } } } } }`,
			`{ _entities(representations: [{__typename: "ServiceItem", slug: "x"}, {__typename: "Division", code: "511602001001"}]) { ... on Division { name centers { nodes { name } } } } }`,
			`{ dueOn(from: "2026-09-28", value: 5, unit: WORKING_DAYS) { day } division(code: "511602001001", asOf: "2020-01-01") { name path { name } } }`,
		} {
			if n := c.ask("", document); n != 0 {
				t.Errorf("%d statements for %s", n, document)
			}
		}
	})
}

// TestNestedReadsDoNotGrowWithTheirParents asks for what is read from the
// database below 1, 5 and 50 parents: it takes as many statements below all.
func TestNestedReadsDoNotGrowWithTheirParents(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		c := newCounted(t, url)
		ids := c.fill(50)
		ids.center, ids.today = c.fillCases(50), c.store.Today().String()
		for name, document := range map[string]string{
			"drafts":              `{ items(first: N, filter: {states: [ACTIVE], text: "试题"}) { nodes { draft { title materials { name } steps { name department { name } } fees { name } people { createdBy } findings { code } diff { path } } } } }`,
			"drafts of a owner":   `{ department(code: "d01") { items(first: N) { nodes { draft { title item { draft { number } } } } } } }`,
			"a draft beside each": `{ items(first: N, filter: {published: true}) { nodes { edition { diff(with: "DRAFT") { path } } } } }`,
			"attributions":        `{ centers(first: N) { nodes { stationings { attribution { startedBy startReason } } } } }`,
			"history":             `{ departments(first: N) { nodes { stationings(first: 10) { nodes { validTo attribution { endedBy endReason } } } } } }`,
			"leaders":             `{ departments(first: N) { nodes { leader { name posts { kind staff { name } leader { name } attribution { startedBy } department { leader { name } } } } } } }`,
			"leaders on a day":    `{ departments(first: N) { nodes { leader(asOf: "2030-01-01") { name } } } }`,
			"staff":               `{ staff(first: N) { nodes { name posts { kind center { name } leader { name posts { kind } } attribution { startedBy } } } } }`,
			"nodes: drafts":       `{ nodes(ids: [DRAFTS]) { ... on Edition { title item { name draft { number } } } } }`,
			"nodes: staff":        `{ nodes(ids: [STAFF]) { ... on Staff { name posts { kind } } } }`,
			"cases": `{ cases(first: N) { nodes { number holder { name } runningLimit { due daysLeft } checklist { state wanted { name } } notices { missing { what } }
				tasks { name department { name } holder { name } runningLimit { daysLeft } } receipts { number content { title lines { text } } }
				events(first: 9) { nodes { kind summary by { name } } } } } }`,
			"tasks":        `{ caseTasks(first: N) { nodes { name case { __typename } holder { name } } } }`,
			"ledger":       `{ caseLedger(center: "CENTER", day: "TODAY", first: N) { nodes { summary by { name } case { tasks { name } receipts { number } } } } }`,
			"nodes: posts": `{ nodes(ids: [POSTS]) { ... on Post { kind staff { name posts { kind } } leader { name } } } }`,
		} {
			least := map[int]int64{}
			for _, parents := range []int{1, 5, 50} {
				least[parents] = c.least(ids.in(document, parents))
			}
			if least[1] == 0 || least[5] > 2*least[1] || least[50] > 2*least[1] { // a batch was cut each time
				t.Errorf("%s: statements by parents are %v", name, least)
			}
		}
	})
}

// least is the smallest number of statements of several tries: a busy machine
// may cut what is read at once in two.
func (c *counted) least(document string) int64 {
	c.t.Helper()
	n := c.ask(c.token, document)
	for range 4 {
		n = min(n, c.ask(c.token, document))
	}
	return n
}

// filled are ids of what fill made.
type filled struct {
	drafts, staff, posts []string
	center, today        string
}

// in writes as many parents into a document.
func (f filled) in(document string, parents int) string {
	list := func(ids []string) string { return `"` + strings.Join(ids[:parents], `", "`) + `"` }
	return strings.NewReplacer("first: N", fmt.Sprint("first: ", parents), "DRAFTS", list(f.drafts), "STAFF", list(f.staff),
		"POSTS", list(f.posts), "DRAFT", f.drafts[0], "CENTER", f.center, "TODAY", f.today).Replace(document)
}

// fill makes n departments, stationed and withdrawn, each with a leader, and an
// item with a draft each, most of one department.
func (c *counted) fill(n int) (f filled) {
	c.t.Helper()
	ctx, org := identity.With(c.t.Context(), identity.Admin("test")), &organization.Service{Store: c.store, EndOfferings: catalog.EndOfferings}
	hall := node.CenterID(c.store.Client.ServiceCenter.Query().Where(servicecenter.Code("511602000000-01")).OnlyIDX(ctx))
	_, err := store.Write(ctx, c.store, "loadSample", func(ctx context.Context, _ *store.Tx) (int, error) {
		var owner node.DepartmentID
		for i := range n {
			code := fmt.Sprintf("d%02d", i)
			id, err := org.CreateDepartment(ctx, organization.CreateDepartmentInput{Code: code, Name: "试局" + code, Kind: organization.StatutoryBody})
			if err != nil {
				return 0, err
			}
			department := node.DepartmentID(id)
			if i < 2 {
				owner = department
			}
			if err := f.post(ctx, org, department, hall, code); err != nil {
				return 0, err
			}
			name, kind := "试题"+code, catalog.PublicService
			item, err := catalog.RegisterItem(ctx, c.store, catalog.RegisterItemInput{Slug: "try-" + code, Owner: owner, ItemValues: catalog.ItemValues{Name: &name, Type: &kind}})
			if err != nil {
				return 0, err
			}
			draft, err := catalog.DraftEdition(ctx, c.store, catalog.DraftEditionInput{Item: item})
			if err != nil {
				return 0, err
			}
			f.drafts = append(f.drafts, node.Encode("Edition", int(draft)))
		}
		return 0, nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// fillCases accepts n cases at a center, whose id it says.
func (c *counted) fillCases(n int) (center string) {
	c.t.Helper()
	db, ctx := c.store.Client, c.t.Context()
	var published []int
	for _, e := range db.Edition.Query().Where(edition.Status("PUBLISHED")).AllX(ctx) {
		published = append(published, e.ItemID)
	}
	offered := db.Offering.Query().Where(offering.ValidToIsNil(), offering.ModeNEQ("CONSULT"), offering.ItemIDIn(published...)).FirstX(ctx)
	clerk := db.Staff.Create().SetNumber("CLERK").SetName("窗口").SaveX(ctx).ID
	db.Post.Create().SetStaffID(clerk).SetKind("CLERK").SetCenterID(offered.CenterID).SetValidFrom(calendar.NewDay(2020, 1, 1)).
		SetStartedAt(c.store.Now()).SetStartedBy("test").ExecX(ctx)
	cases, admin := c.server.Acceptance(), identity.With(ctx, identity.Caller{Name: "staff:CLERK", StaffID: clerk, Grants: []identity.Grant{{Role: identity.DistrictAdmin}}})
	for range n {
		id, err := cases.StartCase(admin, acceptance.StartCaseInput{
			Item: node.ItemID(offered.ItemID), Center: node.CenterID(offered.CenterID), Channel: acceptance.AtWindow,
			Applicant: acceptance.ApplicantInput{Kind: acceptance.PersonApplies, Name: "张三"},
		})
		on := acceptance.On{Case: id, ExpectedVersion: 1}
		var checks []acceptance.CheckInput
		for i := range db.Material.Query().Where(material.EditionID(db.CaseFile.GetX(ctx, int(id)).EditionID)).CountX(ctx) {
			checks = append(checks, acceptance.CheckInput{Material: i, State: acceptance.MaterialReceived})
		}
		if err == nil && len(checks) > 0 {
			_, err = cases.CheckMaterials(admin, on, checks)
			on.ExpectedVersion++
		}
		if err == nil {
			_, err = cases.AcceptCase(admin, on)
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	return node.Encode("ServiceCenter", offered.CenterID)
}

// post stations a department for a day and gives it a leader.
func (f *filled) post(ctx context.Context, org *organization.Service, department node.DepartmentID, hall node.CenterID, code string) error {
	_, err := org.StationDepartments(ctx, organization.StationDepartmentsInput{Center: hall, Reason: "试",
		Departments: []organization.StationedDepartment{{Department: department, Authority: organization.Full}}})
	if err != nil {
		return err
	}
	if _, err = org.WithdrawDepartments(ctx, organization.WithdrawDepartmentsInput{Center: hall, Departments: []node.DepartmentID{department}, Reason: "试"}); err != nil {
		return err
	}
	person, err := org.RegisterStaff(ctx, organization.RegisterStaffInput{Number: "s" + code, Name: "试员" + code})
	if err != nil {
		return err
	}
	post, err := org.AssignPost(ctx, organization.AssignPostInput{Staff: node.StaffID(person), Kind: organization.Leader, Department: &department})
	f.staff, f.posts = append(f.staff, node.Encode("Staff", person)), append(f.posts, node.Encode("Post", post))
	return err
}
