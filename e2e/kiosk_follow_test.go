package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// kept is the selection of what a kiosk keeps of each thing.
const kept = `
fragment Kept on Node {
	__typename id
	... on Topic { code name kind }
	... on ServiceCenter { name status phones { number } stationings { authority department { name } } windows { number kind } }
	... on ServiceItem { name aliases state owner { name } edition { number title promisedLimit { value unit } materials { name } } }
	... on Offering { mode note validFrom item { id } }
}`

const readWhole = `query($center: ID!, $after: String) {
	catalog { revision }
	topics { ...Kept }
	node(id: $center) { ...Kept ... on ServiceCenter { offerings(first: 100, after: $after) {
		nodes { ...Kept item { ...Kept } }
		pageInfo { hasNextPage endCursor }
	} } }
}` + kept

const readChanges = `query($center: ID!, $since: Int!, $day: Date, $first: Int, $after: String) {
	catalogChanges(center: $center, since: $since, sinceDay: $day, first: $first, after: $after) {
		since revision day totalCount
		nodes { kind thing id revision node { ...Kept } }
		pageInfo { hasNextPage endCursor }
	}
}` + kept

// kiosk follows the catalog of its center over HTTP.
type kiosk struct {
	t        *testing.T
	server   *server
	center   string
	things   map[string]string // as JSON, by id
	revision int
	day      any
}

func (k *kiosk) keep(thing any) {
	if thing == nil {
		return
	}
	own := maps.Clone(thing.(map[string]any))
	delete(own, "offerings")
	if own["__typename"] == "Offering" {
		own["item"] = map[string]any{"id": at(k.t, own, "item.id")}
	}
	text, err := json.Marshal(own)
	if err != nil {
		k.t.Fatal(err)
	}
	k.things[own["id"].(string)] = string(text)
}

// read reads everything.
func (k *kiosk) read() {
	k.t.Helper()
	k.things = map[string]string{}
	var after any
	for {
		data := k.server.must(k.t, readWhole, map[string]any{"center": k.center, "after": after})
		k.revision = int(at(k.t, data, "catalog.revision").(float64))
		for _, topic := range data["topics"].([]any) {
			k.keep(topic)
		}
		k.keep(data["node"])
		if data["node"] == nil {
			return
		}
		for _, offering := range at(k.t, data, "node.offerings.nodes").([]any) {
			k.keep(at(k.t, offering, "item"))
			k.keep(offering)
		}
		if at(k.t, data, "node.offerings.pageInfo.hasNextPage") == false {
			return
		}
		after = at(k.t, data, "node.offerings.pageInfo.endCursor")
	}
}

// follow applies what changed and returns it as "KIND THING", sorted.
func (k *kiosk) follow(pageSize int) []string {
	k.t.Helper()
	var told []string
	var after, day any
	for {
		data := k.server.must(k.t, readChanges, map[string]any{"center": k.center, "since": k.revision, "day": k.day, "first": pageSize, "after": after})
		for _, change := range at(k.t, data, "catalogChanges.nodes").([]any) {
			told = append(told, fmt.Sprint(at(k.t, change, "kind"), " ", at(k.t, change, "thing")))
			id := at(k.t, change, "id").(string)
			if at(k.t, change, "kind") == "REMOVED" {
				if at(k.t, change, "node") != nil {
					k.t.Errorf("%v is gone and still told: %v", id, change)
				}
				delete(k.things, id)
				continue
			}
			k.keep(at(k.t, change, "node"))
		}
		if day == nil {
			day = at(k.t, data, "catalogChanges.day")
		}
		if at(k.t, data, "catalogChanges.pageInfo.hasNextPage") == false {
			k.revision, k.day = int(at(k.t, data, "catalogChanges.revision").(float64)), day
			slices.Sort(told)
			return told
		}
		after = at(k.t, data, "catalogChanges.pageInfo.endCursor")
	}
}

// same compares what the kiosk followed with what it would read now.
func (k *kiosk) same() {
	k.t.Helper()
	now := &kiosk{t: k.t, server: k.server, center: k.center}
	now.read()
	if now.revision != k.revision {
		k.t.Errorf("followed to revision %d, it is %d", k.revision, now.revision)
	}
	for id := range now.things {
		if k.things[id] != now.things[id] {
			k.t.Errorf("followed %s\n and is  %s", k.things[id], now.things[id])
		}
	}
	for id, thing := range k.things {
		if _, ok := now.things[id]; !ok {
			k.t.Errorf("followed %s, which is gone", thing)
		}
	}
}

// TestAKioskFollowsItsCenter changes what a center shows, as an admin, with
// restarts between, while kiosks follow it in pages of several sizes.
func TestAKioskFollowsItsCenter(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			token := newToken(t, s.database, "editor")
			center := at(t, s.must(t, `{ center(code: "511602001001-01") { id } }`, nil), "center.id").(string)
			small, large := &kiosk{t: t, server: s, center: center}, &kiosk{t: t, server: s, center: center}
			small.read()
			large.read()
			from := small.revision
			if told := small.follow(1); len(told) != 0 {
				t.Errorf("nothing changed and %v is told", told)
			}
			admin := &change{t: t, server: &server{address: s.address, token: token}, center: center}
			admin.some()
			if told, want := small.follow(2), []string{"ADDED ITEM", "ADDED OFFERING", "ADDED TOPIC", "CHANGED CENTER", "REMOVED ITEM", "REMOVED OFFERING"}; !slices.Equal(told, want) {
				t.Errorf("told %v, want %v", told, want)
			}
			small.same()

			s.stop(t)
			s = start(t, s.database)
			small.server, large.server, admin.server = s, s, &server{address: s.address, token: token}
			small.same()
			if told := large.follow(50); len(told) != 6 {
				t.Errorf("after a restart %v is told", told)
			}
			large.same()
			admin.status("SUSPENDED")
			told := slices.Compact(small.follow(100))
			if want := []string{"REMOVED CENTER", "REMOVED ITEM", "REMOVED OFFERING"}; !slices.Equal(told, want) {
				t.Errorf("a suspended center tells %v, want %v", told, want)
			}
			small.same()
			admin.status("OPEN")
			small.follow(7)
			small.same()
			refusedRevisions(t, s, center, from)
		})
	}
}

// change makes changes as an admin.
type change struct {
	t      *testing.T
	server *server
	center string
}

func (c *change) do(document string, variables map[string]any) map[string]any {
	c.t.Helper()
	data := c.server.must(c.t, document, variables)
	for _, payload := range data {
		if problems, ok := payload.(map[string]any)["userErrors"].([]any); ok && len(problems) > 0 {
			c.t.Fatalf("%s: %v", document, problems)
		}
	}
	return data
}

// some renames the center, withdraws an item, offers another and makes a topic;
// a draft is nobody's change.
func (c *change) some() {
	c.t.Helper()
	data := c.server.must(c.t, `query($c: ID!) {
		node(id: $c) { ... on ServiceCenter { version offerings(first: 100) { nodes { item { id } } } } }
		items(first: 100, filter: {published: true}) { nodes { id whereToGo(center: $c) { here stepsUp } } }
	}`, map[string]any{"c": c.center})
	offered := map[any]bool{}
	for _, o := range at(c.t, data, "node.offerings.nodes").([]any) {
		offered[at(c.t, o, "item.id")] = true
	}
	var another any
	for _, item := range at(c.t, data, "items.nodes").([]any) {
		if !offered[at(c.t, item, "id")] && at(c.t, item, "whereToGo") != nil && another == nil {
			another = at(c.t, item, "id")
		}
	}
	c.do(`mutation($in: UpdateCenterInput!) { updateCenter(input: $in) { userErrors { field code message } } }`,
		map[string]any{"in": map[string]any{"id": c.center, "expectedVersion": at(c.t, data, "node.version"), "name": "改名的服务站"}})
	c.do(`mutation($in: WithdrawItemsInput!) { withdrawItems(input: $in) { userErrors { field code message } } }`,
		map[string]any{"in": map[string]any{"items": []any{at(c.t, data, "node.offerings.nodes.0.item.id")}, "centers": []any{c.center}, "reason": "试"}})
	c.do(`mutation($in: OfferItemsInput!) { offerItems(input: $in) { userErrors { field code message } } }`,
		map[string]any{"in": map[string]any{"items": []any{another}, "centers": []any{c.center}, "mode": "CONSULT", "reason": "试"}})
	c.do(`mutation { createTopic(input: {code: "NEW", name: "新主题", kind: TOPIC}) { userErrors { field code message } } }`, nil)
	c.do(`mutation($in: DraftEditionInput!) { draftEdition(input: $in) { userErrors { field code message } } }`,
		map[string]any{"in": map[string]any{"item": another}})
}

func (c *change) status(status string) {
	c.t.Helper()
	data := c.server.must(c.t, `query($c: ID!) { node(id: $c) { ... on ServiceCenter { version } } }`, map[string]any{"c": c.center})
	c.do(`mutation($in: ChangeCenterStatusInput!) { changeCenterStatus(input: $in) { userErrors { field code message } } }`,
		map[string]any{"in": map[string]any{"id": c.center, "expectedVersion": at(c.t, data, "node.version"), "status": status, "reason": "试"}})
}

// refusedRevisions asks from where nobody can follow.
func refusedRevisions(t *testing.T, s *server, center string, known int) {
	t.Helper()
	const document = `query($since: Int!, $center: ID, $after: String, $first: Int) { catalogChanges(since: $since, center: $center, after: $after, first: $first) { revision } }`
	for code, variables := range map[string]map[string]any{
		"REVISION_UNKNOWN": {"since": 1_000_000, "center": center},
		"REVISION_TOO_OLD": {"since": 0}, // all divisions were imported after it
		"NOT_FOUND":        {"since": known, "center": "U2VydmljZUNlbnRlcjo5OTk5OTk"},
		"WRONG_KIND_OF_ID": {"since": known, "center": "RGl2aXNpb246Mjc"},
		"BAD_USER_INPUT":   {"since": known, "after": "nonsense"},
		"LIMIT_EXCEEDED":   {"since": known, "first": 101},
	} {
		a := s.ask(t, document, variables)
		if len(a.Errors) != 1 || a.Errors[0].Extensions["code"] != code || len(a.Errors[0].Message) == 0 {
			t.Errorf("%v is answered %s, wanted %s", variables, a.raw, code)
		}
	}
}
