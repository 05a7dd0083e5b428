package graph

import (
	"bufio"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"onewindow/ent/db/edition"
	"onewindow/ent/db/post"
	"onewindow/ent/db/staff"
	"onewindow/internal/acceptance"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/exchange"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/personal"
	"onewindow/internal/reception"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/trusted"
	"onewindow/sample"
	"onewindow/schema/compat"
)

// access is schema/access.txt: what each field takes, by "Type.field".
type access map[string]string

func readAccess(t *testing.T) access {
	t.Helper()
	f, err := os.Open("../schema/access.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rules := access{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		head, fields, ok := strings.Cut(lines.Text(), ":")
		if !ok || strings.HasPrefix(head, "#") {
			continue
		}
		typeName, rule, _ := strings.Cut(head, " ")
		for _, name := range strings.Fields(fields) {
			rules[typeName+"."+name] = rule
		}
	}
	return rules
}

func TestEveryFieldHasARule(t *testing.T) {
	schema, err := compat.Load("../schema")
	if err != nil {
		t.Fatal(err)
	}
	rules := readAccess(t)
	for _, d := range schema.Types {
		if d.Kind != ast.Object || d.BuiltIn {
			continue
		}
		for _, f := range d.Fields {
			key := d.Name + "." + f.Name
			rule, known := rules[key]
			delete(rules, key)
			switch {
			case strings.HasPrefix(f.Name, "__"):
			case !known:
				t.Errorf("schema/access.txt has no line for %s", key)
			case d.Name == "Mutation" && rule == "PUBLIC" && identity.IsOpen(f.Name):
			case d.Name == "Mutation" && rule != string(identity.ActionOf(f.Name)):
				t.Errorf("%s takes %s by schema/access.txt, %s by the table of rights", key, rule, identity.ActionOf(f.Name))
			case rule != "PUBLIC" && rule != "SIGNED_IN" && !slices.Contains(identity.Actions, identity.Action(rule)):
				t.Errorf("schema/access.txt: %s takes %s, which is no action", key, rule)
			}
		}
	}
	for key := range rules {
		t.Errorf("schema/access.txt has a line for %s, which is no field", key)
	}
}

// everything is the sample district with something in every field that is not
// public.
type everything struct {
	*api
	store *store.Store
	ids   map[string][]string // global ids by type
	// later is how far the store's clock is ahead, receipt the number of a paper.
	later   time.Duration
	receipt string
	// shift is the id of a shift of a duty roster.
	shift string
	// emptyCenter and emptyDepartment have nothing to see.
	emptyCenter, emptyDepartment int
}

func newEverything(t *testing.T) *everything {
	t.Helper()
	e := &everything{api: &api{t: t}, ids: map[string][]string{}}
	s := testdb.Open(t, testdb.SQLite(t), store.Options{Clock: func() time.Time { return time.Now().Add(e.later) }})
	e.store = s
	ctx := identity.With(t.Context(), identity.Admin("test"))
	if _, err := sample.Load(ctx, s); err != nil {
		t.Fatal(err)
	}
	e.fill()
	e.publishContact()
	live, err := catalog.Follow(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	cases := acceptance.New(s, live)
	e.fillCases(cases)
	e.fillReception()
	runs := exchange.NewRuns(s)
	t.Cleanup(runs.Stop)
	resolver := &Resolver{Store: s, Live: live, Acceptance: cases, Reception: reception.New(s, live), Org: &organization.Service{Store: s, EndOfferings: catalog.EndOfferings}, Imports: runs,
		Documents: &trusted.Service{Store: s}}
	srv := handler.New(Schema(resolver))
	srv.AddTransport(transport.POST{})
	srv.Use(extension.Introspection{})
	srv.SetErrorPresenter(PresentError)
	srv.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(resolver.WithLoaders(live.Begin(ctx)))
	})
	e.handler = srv
	return e
}

// fill adds what the sample lacks, and notes ids of something of each kind.
func (e *everything) fill() {
	db, ctx, now, since := e.store.Client, e.t.Context(), e.store.Now(), calendar.NewDay(2020, 1, 1)
	window := db.Window.Query().FirstX(ctx)
	post := db.Post.Query().Where(post.Kind("LEADER"), post.DepartmentIDNotNil()).FirstX(ctx)
	phone, err := e.store.Keys().Seal(personal.StaffPhone, "C1", "0826-1234567")
	if err != nil {
		e.t.Fatal(err)
	}
	clerk := db.Staff.Create().SetNumber("C1").SetName("窗口").SetPhone(phone).SaveX(ctx)
	held := db.Post.Create().SetStaffID(clerk.ID).SetKind("CLERK").SetTitle("综合窗口").SetCenterID(window.CenterID).SetWindowID(window.ID).
		SetDepartmentID(*post.DepartmentID).SetLeaderID(post.StaffID).SetValidFrom(since).SetValidTo(e.store.Today()).SetStartedAt(now).SetStartedBy("test").
		SetStartReason("轮岗").SetEndedAt(now).SetEndedBy("test").SetEndReason("轮岗").SaveX(ctx)
	published := db.Edition.Query().Where(edition.Status("PUBLISHED")).FirstX(ctx)
	draft := db.Edition.Create().SetItemID(published.ItemID).SetNumber(published.Number + 1).SetStatus("DRAFT").SetTitle("").SetRemark("请补充").
		SetSubmittedBy("test").SetRetiredBy("test").
		SetCreatedAt(now).SetCreatedBy("test").SetUpdatedAt(now).SetUpdatedBy("test").SaveX(ctx)
	run := db.ImportRun.Create().SetForm("items").SetFileName("事项.csv").SetState("DONE").SetRowsTotal(1).SetStartedBy("test").
		SetStartedAt(now).SetFinishedAt(now).SetReport([]byte(`{"file": [{"line": 1}], "rows": [{"line": 2, "key": "a", "name": "甲", "sheet": "items",
			"outcome": "FAULTY", "findings": [{"sheet": "items", "line": 2, "column": "slug", "heading": "网址名", "severity": "FAULT", "code": "X", "zh": "错"}]}]}`)).SaveX(ctx)
	basic := db.BasicItem.Create().SetBasicCode("000101000000").SetName("基本目录").SetType("PUBLIC_SERVICE").SaveX(ctx)
	db.MissedSearch.Create().SetText("没有").SetTimes(3).SetFirstOn(since).SetLastOn(since).ExecX(ctx)
	stationing := db.Stationing.Query().FirstX(ctx)
	stationing.Update().SetEndedAt(now).SetEndedBy("test").SetEndReason("test").ExecX(ctx)
	center := db.ServiceCenter.GetX(ctx, db.StandardEvidence.Query().FirstX(ctx).CenterID)
	e.emptyCenter = db.ServiceCenter.Create().SetCode("EMPTY").SetName("空").SetTier("STATION").SetDivisionID(center.DivisionID).
		SetDistrictCode(center.DistrictCode).SetReportsToID(center.ID).SetStatus("OPEN").SetStatusSince(since).SetWays([]string{}).SaveX(ctx).ID
	e.emptyDepartment = db.Department.Create().SetCode("EMPTY").SetName("空").SetKind("STATUTORY_BODY").SetValidFrom(since).SaveX(ctx).ID
	token := db.AccessToken.Create().SetName("kiosk").SetRole("SERVICE").SetActions([]string{"READ_UNPUBLISHED"}).SetOnlyRegistered(true).SetCenterID(center.ID).
		SetDepartmentID(*post.DepartmentID).SetHash("x").SetCreatedAt(now).SetExpiresAt(now).SetRevokedAt(now).SaveX(ctx)
	document := db.TrustedDocument.Create().SetClient("kiosk").SetDocumentID("x").SetBody("query Q { catalog { villages } }").SetOperation("Q").
		SetRegisteredAt(now).SetRegisteredBy("test").SaveX(ctx)
	for kind, id := range map[string]int{
		"ServiceToken": token.ID, "TrustedDocument": document.ID,
		"Staff": clerk.ID, "Post": held.ID, "ImportRun": run.ID, "ServiceItem": published.ItemID, "Stationing": stationing.ID,
		"ServiceCenter": center.ID, "Department": *post.DepartmentID, "Window": window.ID, "Division": center.DivisionID,
		"CenterStandard": db.CenterStandard.Query().FirstIDX(ctx), "Sector": db.Sector.Query().FirstIDX(ctx),
		"BasicItem": basic.ID, "Topic": db.Topic.Query().FirstIDX(ctx), "ReformRound": db.ReformRound.Query().FirstIDX(ctx),
		"Offering": db.Offering.Query().FirstIDX(ctx), "SynonymGroup": db.SynonymGroup.Query().FirstIDX(ctx),
	} {
		e.ids[kind] = []string{node.Encode(kind, id)}
	}
	e.ids["Edition"] = []string{node.Encode("Edition", draft.ID), node.Encode("Edition", published.ID)}
}

// callers are one of each role, with posts where there is nothing of what the
// documents ask for.
func (e *everything) callers() map[string]identity.Caller {
	callers := map[string]identity.Caller{"public": {}}
	for _, role := range identity.Roles {
		grant := identity.Grant{Role: role}
		switch role {
		case identity.DistrictAdmin, identity.Supervisor, identity.Auditor:
		case identity.DepartmentReviewer, identity.DepartmentAdmin:
			grant.DepartmentID = e.emptyDepartment
		default:
			grant.CenterID = e.emptyCenter
		}
		callers[string(role)] = identity.Caller{Name: "test:" + string(role), Grants: []identity.Grant{grant}}
	}
	return callers
}

// TestEveryFieldAsEveryRole asks for every field of the schema as every role. What
// takes an action is seen by those who may do it everywhere, and by nobody else
// here: the posts of the others are elsewhere.
func TestEveryFieldAsEveryRole(t *testing.T) {
	e := newEverything(t)
	w := &walk{everything: e, schema: Schema(nil).Schema(), rules: readAccess(t), asked: map[string]bool{},
		shown: map[string]map[string]bool{}, given: map[string]map[string]bool{}}
	documents := w.documents()
	for name, caller := range e.callers() {
		for _, document := range documents {
			answer := e.ask(caller, document, nil)
			for _, found := range asList(answer["errors"]) {
				if code, _ := at(found, "extensions", "code").(string); code == "INTERNAL" || code == "" {
					t.Errorf("%s is answered %v", name, found)
				}
			}
			w.look(name, "Query", answer["data"])
		}
		for key, rule := range w.rules {
			open := rule == "SIGNED_IN" && !caller.Public() || caller.Reach(identity.Action(rule)).Everywhere
			switch shown, given := w.shown[name][key], w.given[name][key]; {
			case strings.HasPrefix(key, "RevealedApplicant.") || strings.HasPrefix(key, "RevealedVisitor.") || strings.HasPrefix(key, "CaseChange."): // of changes and subscriptions
			case rule == "PUBLIC" || strings.HasPrefix(key, "Mutation.") || strings.HasPrefix(key, "Subscription."):
			case shown && !open:
				t.Errorf("%s sees %s, which takes %s", name, key, rule)
			case !given && open && rule != "SIGNED_IN":
				t.Errorf("%s does not see %s: the fixture has none, or they are refused what they may do", name, key)
			}
		}
	}
	for key := range w.rules {
		typeName, _, _ := strings.Cut(key, ".")
		if !w.asked[key] && !ofChanges(typeName) {
			t.Errorf("no document asks for %s", key)
		}
	}
}

// ofChanges is whether a type is an answer to a change or a subscription, which
// this test does not ask for.
func ofChanges(typeName string) bool {
	return slices.Contains([]string{"Mutation", "Subscription", "UserError", "CalendarSummary", "OfferingEndings", "RevealedApplicant", "RevealedVisitor", "CaseChange"}, typeName) || strings.HasSuffix(typeName, "Payload")
}

// walk asks for all fields that can be asked for.
type walk struct {
	*everything
	schema *ast.Schema
	rules  access
	asked  map[string]bool // by "Type.field"
	// shown are the fields in which a caller saw something, given those that were
	// not null.
	shown, given map[string]map[string]bool
}

// documents ask for each thing of the fixture and for each root field.
func (w *walk) documents() (all []string) {
	for kind, ids := range w.ids {
		all = append(all, `{ nodes(ids: ["`+strings.Join(ids, `", "`)+`"]) { __typename ... on `+kind+" "+w.selection(w.schema.Types[kind], nil)+" } }")
	}
	arguments := map[string]string{
		"item": `(id: "` + w.ids["ServiceItem"][0] + `")`, "edition": `(id: "` + w.ids["Edition"][0] + `")`, "center": `(id: "` + w.ids["ServiceCenter"][0] + `")`,
		"department": `(id: "` + w.ids["Department"][0] + `")`, "division": `(id: "` + w.ids["Division"][0] + `")`, "node": `(id: "` + w.ids["Staff"][0] + `")`,
		"nodes": `(ids: ["` + w.ids["Staff"][0] + `"])`, "checkEdition": `(id: "` + w.ids["Edition"][0] + `")`, "importRun": `(id: "` + w.ids["ImportRun"][0] + `")`,
		"case": `(id: "` + w.ids["Case"][0] + `")`, "receipt": `(number: "` + w.receipt + `")`,
		"reachableNow": `(division: "` + w.ids["Division"][0] + `")`, "servedAt": `(window: "` + w.ids["Window"][0] + `")`, "catalogChanges": `(since: 0)`, "items": `(filter: {text: "身份证"})`,
	}
	for _, f := range w.schema.Query.Fields {
		if !strings.HasPrefix(f.Name, "_") {
			all = append(all, "{ "+w.field(w.schema.Query, f, arguments[f.Name], nil)+" }")
		}
	}
	return all
}

// selection is all fields of a type; things that have an id are asked for on
// their own, and what contains itself once.
func (w *walk) selection(d *ast.Definition, within []string) string {
	if d.Kind != ast.Object {
		return "{ __typename }"
	}
	fields := []string{"__typename"}
	for _, f := range d.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			fields = append(fields, w.field(d, f, "", append(within, d.Name)))
		}
	}
	return "{ " + strings.Join(fields, " ") + " }"
}

func (w *walk) field(parent *ast.Definition, f *ast.FieldDefinition, arguments string, within []string) string {
	w.asked[parent.Name+"."+f.Name] = true
	if arguments == "" {
		arguments = w.arguments(f)
	}
	of := w.schema.Types[f.Type.Name()]
	switch {
	case of.IsLeafType():
		return f.Name + arguments
	case slices.Contains(of.Interfaces, "Node") || slices.Contains(within, of.Name):
		return f.Name + arguments + " { __typename }"
	}
	return f.Name + arguments + " " + w.selection(of, within)
}

// arguments are values for those that a field must have.
func (w *walk) arguments(f *ast.FieldDefinition) string {
	var given []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull || a.DefaultValue != nil {
			continue
		}
		value := map[string]string{"Date": `"2026-03-02"`, "Int": "5", "String": `"身份证"`, "ID": `"` + w.ids["ServiceCenter"][0] + `"`,
			"LimitUnit": "WORKING_DAYS", "Action": "READ_STAFF", "ImportForm": "ITEMS", "PositionInput": "{latitude: 30, longitude: 106}"}[a.Type.Name()]
		if value == "" {
			w.t.Fatalf("no value for %s(%s: %s)", f.Name, a.Name, a.Type)
		}
		given = append(given, a.Name+": "+value)
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// look notes what a caller was shown.
func (w *walk) look(caller, typeName string, value any) {
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			w.look(caller, typeName, v)
		}
	case map[string]any:
		if name, ok := value["__typename"].(string); ok {
			typeName = name
		}
		for name, below := range value {
			key := typeName + "." + name
			if below != nil {
				w.note(w.given, caller, key)
			}
			if !empty(below) {
				w.note(w.shown, caller, key)
			}
			if f := w.schema.Types[typeName].Fields.ForName(name); f != nil {
				w.look(caller, f.Type.Name(), below)
			}
		}
	}
}

func (w *walk) note(in map[string]map[string]bool, caller, key string) {
	if in[caller] == nil {
		in[caller] = map[string]bool{}
	}
	in[caller][key] = true
}

// empty is whether a value tells nothing.
func empty(value any) bool {
	switch value := value.(type) {
	case []any:
		return !slices.ContainsFunc(value, func(v any) bool { return !empty(v) })
	case map[string]any:
		for name, v := range value {
			if name != "__typename" && !empty(v) {
				return false
			}
		}
		return len(value) > 1 || value["__typename"] == nil
	default:
		return value == nil || value == "" || value == false || value == 0.0
	}
}

// TestEveryChangeAsEveryRole tries every mutation as every role that may not make
// it, and as those who may make it elsewhere.
func TestEveryChangeAsEveryRole(t *testing.T) {
	e := newEverything(t)
	w := &walk{everything: e, schema: Schema(nil).Schema(), rules: readAccess(t)}
	before := e.store.Client.Ledger.Query().OnlyX(t.Context())
	for _, f := range w.schema.Mutation.Fields {
		document := "mutation { " + f.Name + "(input: " + w.example(w.schema.Types[f.Arguments[0].Type.Name()]) + ") { __typename userErrors { code } } }"
		if strings.HasPrefix(f.Name, "__") || identity.IsOpen(f.Name) {
			continue
		}
		for name, caller := range e.callers() {
			reach := caller.Reach(identity.Action(w.rules["Mutation."+f.Name]))
			if reach.Everywhere {
				continue
			}
			answer := e.ask(caller, document, nil)
			code := "FORBIDDEN"
			if caller.Public() {
				code = "UNAUTHENTICATED"
			}
			problems, _ := at(answer, "data", f.Name, "userErrors").([]any)
			switch errors, _ := answer["errors"].([]any); {
			case len(errors) == 1 && at(errors[0], "extensions", "code") == code:
			case !reach.Nowhere() && len(errors) == 0 && len(problems) > 0: // stopped by another rule first
			case f.Name == "registerStaff" && !reach.Nowhere(): // who is not yet anywhere can be registered by all who register
			default:
				t.Errorf("%s is answered for %s: %v\n%s", f.Name, name, answer, document)
			}
		}
	}
	staff := e.store.Client.Staff.Query().Where(staff.NumberHasPrefix("x")).CountX(t.Context())
	if after := e.store.Client.Ledger.Query().OnlyX(t.Context()); after.AuditSeq > before.AuditSeq+int64(staff) {
		t.Errorf("%d changes were made by callers who may not", after.AuditSeq-before.AuditSeq-int64(staff))
	}
}

// example is an input with what it must have.
func (w *walk) example(d *ast.Definition) string {
	var fields []string
	for _, f := range d.Fields {
		if f.Type.NonNull && f.DefaultValue == nil || d.Name == "StationDepartmentsInput" {
			fields = append(fields, f.Name+": "+w.value(d.Name+"."+f.Name, f.Name, f.Type))
		}
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

// kinds are of what kind the ids in inputs are, where their names don't say so.
var kinds = map[string]string{
	"owner": "Department", "from": "ServiceCenter", "to": "ServiceCenter", "item": "ServiceItem", "items": "ServiceItem", "round": "ReformRound",
	"standard": "CenterStandard", "basic": "BasicItem", "departments": "Department", "department": "Department", "center": "ServiceCenter",
	"centers": "ServiceCenter", "staff": "Staff", "division": "Division", "successors": "Division", "reportsTo": "ServiceCenter", "window": "Window",
	"UpdateCenterInput.id": "ServiceCenter", "ChangeCenterStatusInput.id": "ServiceCenter", "SetReportsToInput.id": "ServiceCenter", "SeenCenterInput.id": "ServiceCenter",
	"UpdateWindowInput.id": "Window", "CloseWindowInput.id": "Window", "UpdateCenterStandardInput.id": "CenterStandard",
	"UpdateDepartmentInput.id": "Department", "UpdateSectorInput.id": "Sector", "UpdateStaffInput.id": "Staff", "RevealStaffPhoneInput.id": "Staff", "UpdatePostInput.id": "Post", "EndPostInput.id": "Post",
	"UpdateItemInput.id": "ServiceItem", "SuspendItemInput.id": "ServiceItem", "ResumeItemInput.id": "ServiceItem", "UpdateBasicItemInput.id": "BasicItem",
	"plan": "SlotPlan", "EndSlotPlanInput.id": "SlotPlan", "appointment": "Appointment", "ticket": "Ticket", "case": "Case", "task": "CaseTask", "approver": "Staff", "OfferDutyInput.to": "Staff",
	"UpdateTopicInput.id": "Topic", "CancelImportInput.id": "ImportRun", "RemoveSynonymsInput.id": "SynonymGroup", "RevokeServiceTokenInput.id": "ServiceToken",
}

func (w *walk) value(key, name string, of *ast.Type) string {
	if of.Elem != nil {
		return "[" + w.value(key, name, of.Elem) + "]"
	}
	d := w.schema.Types[of.Name()]
	switch {
	case d.Kind == ast.Enum:
		return d.EnumValues[0].Name
	case d.Kind == ast.InputObject:
		return w.example(d)
	}
	switch d.Name {
	case "ID":
		if name == "shift" {
			return `"` + w.shift + `"`
		}
		kind := kinds[key]
		if kind == "" {
			kind = kinds[name]
		}
		if kind == "" {
			kind = "Edition"
		}
		return `"` + w.ids[kind][0] + `"`
	case "Int", "Float":
		return "1"
	case "Boolean":
		return "true"
	case "DateTime":
		return `"2030-01-01T09:00:00+08:00"`
	case "Date":
		return `"2026-03-02"`
	default:
		return `"x1"`
	}
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}
