package graph

import (
	"encoding/json"
	"testing"

	"onewindow/internal/identity"
	"onewindow/internal/node"
)

const entities = `query($r: [_Any!]!) { _entities(representations: $r) {
	... on ServiceItem { slug } ... on ServiceCenter { name } ... on Department { name } ... on Division { name } } }`

// TestEntitiesAreFoundByAnyKeyInTheOrderAsked asks as a gateway does, for several types at once.
func TestEntitiesAreFoundByAnyKeyInTheOrderAsked(t *testing.T) {
	a := newAPI(t)
	code := "511A01380000-511602000000-000-1151130108778239R-1-00"
	id := at(a.admin(`mutation($owner: ID!, $code: String!) { registerItem(input: {slug: "food", owner: $owner, name: "小作坊登记", type: PUBLIC_SERVICE,
		implementationCode: $code}) { item { id } } }`, map[string]any{"owner": a.owner, "code": code}), "registerItem", "item", "id")
	asked := map[string]any{"r": []any{
		map[string]any{"__typename": "ServiceItem", "slug": "food"},
		map[string]any{"__typename": "ServiceCenter", "code": "V"},
		map[string]any{"__typename": "ServiceItem", "id": nil, "implementationCode": code},
		map[string]any{"__typename": "Division", "code": "511602001001"},
		map[string]any{"__typename": "Department", "id": a.owner, "code": "another key beside it"},
		map[string]any{"__typename": "ServiceItem", "slug": "none"},
		map[string]any{"__typename": "Division", "id": a.village},
		map[string]any{"__typename": "ServiceCenter", "id": a.center},
		map[string]any{"__typename": "ServiceItem", "id": id},
		map[string]any{"__typename": "Department", "code": "MZJ"},
	}}
	callers := map[string]identity.Caller{"admin": identity.Admin("test"), "public": {}}
	for name, item := range map[string]string{"admin": `{"slug":"food"}`, "public": `null`} { // it has no published guide
		want := `{"data":{"_entities":[` + item + `,{"name":"村站"},` + item + `,{"name":"村"},{"name":"民政局"},null,{"name":"区"},{"name":"大厅"},` + item + `,{"name":"民政局"}]}}`
		if got, _ := json.Marshal(a.ask(callers[name], entities, asked)); string(got) != want {
			t.Errorf("%q gets %s,\nwant %s", name, got, want)
		}
	}
}

func TestAFaultyRepresentationIsToldAndSparesTheOthers(t *testing.T) {
	a := newAPI(t)
	good := map[string]any{"__typename": "ServiceCenter", "code": "HALL"}
	for name, c := range map[string]struct {
		bad  any
		code string
	}{
		"another kind of id":  {map[string]any{"__typename": "Division", "id": node.Encode("Department", 1)}, "WRONG_KIND_OF_ID"},
		"malformed id":        {map[string]any{"__typename": "ServiceCenter", "id": "HALL"}, "MALFORMED_ID"},
		"no key":              {map[string]any{"__typename": "Division", "name": "村"}, "BAD_USER_INPUT"},
		"no type":             {map[string]any{"code": "HALL"}, "BAD_USER_INPUT"},
		"no entity":           {map[string]any{"__typename": "Window", "id": "1"}, "BAD_USER_INPUT"},
		"key of a wrong kind": {map[string]any{"__typename": "Department", "code": []any{"MZJ"}}, "BAD_USER_INPUT"},
	} {
		answer := a.ask(identity.Caller{}, entities, map[string]any{"r": []any{c.bad, good}})
		if faults, _ := answer["errors"].([]any); len(faults) != 1 || at(faults[0], "extensions", "code") != c.code {
			t.Errorf("%s: %v", name, answer)
		}
		if list, _ := at(answer, "data", "_entities").([]any); len(list) != 2 || list[0] != nil || at(list[1], "name") != "大厅" {
			t.Errorf("%s: the others are %v", name, answer)
		}
	}
}
