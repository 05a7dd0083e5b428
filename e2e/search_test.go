package e2e

import (
	"fmt"
	"strings"
	"testing"
)

const searchItems = `query($text: String!) {
	items(filter: { text: $text }, first: 3) {
		totalCount
		edges { node { slug } match { place way text fragments { text matched } } }
		facets { topics { topic { code } count } departments { count } }
	}
}`

func TestSearchFindsAndSaysWhy(t *testing.T) {
	withSample(t, func(t *testing.T, s *server) {
		found := s.must(t, searchItems, map[string]any{"text": "sfz"})
		if got := at(t, found, "items.edges.0.node.slug"); got != "resident-id-card" {
			t.Errorf("sfz finds %v", got)
		}
		if way, text := at(t, found, "items.edges.0.match.way"), at(t, found, "items.edges.0.match.fragments"); way != "INITIALS" || !strings.Contains(fmt.Sprint(text), "matched:true text:身份证") {
			t.Errorf("sfz matched %v in %v", way, text)
		}
		total := at(t, found, "items.totalCount").(float64)
		inDepartments := 0.0
		for _, d := range at(t, found, "items.facets.departments").([]any) {
			inDepartments += at(t, d, "count").(float64)
		}
		if total == 0 || inDepartments != total {
			t.Errorf("%v were found, %v are counted under departments", total, inDepartments)
		}
		plain := s.must(t, `{ items(first: 1) { edges { match { text } } } }`, nil)
		if at(t, plain, "items.edges.0.match") != nil {
			t.Error("a list without a text says why")
		}
	})
}

func TestSuggestionsWhileTyping(t *testing.T) {
	const suggest = `query($text: String!, $center: ID) {
		searchSuggestions(text: $text, first: 5, center: $center) { text item { slug } match { way } }
	}`
	withSample(t, func(t *testing.T, s *server) {
		for _, typed := range []string{"身", "身份", "身份证", "she", "shenf", "shenfenz", "sfz"} {
			list := at(t, s.must(t, suggest, map[string]any{"text": typed}), "searchSuggestions").([]any)
			if len(list) == 0 || len(list) > 5 {
				t.Errorf("%s: %d suggestions", typed, len(list))
			}
			said := map[any]bool{}
			for _, one := range list {
				if text := at(t, one, "text"); said[text] {
					t.Errorf("%s: %v is suggested twice", typed, text)
				} else {
					said[text] = true
				}
			}
		}
		if list := at(t, s.must(t, suggest, map[string]any{"text": "  "}), "searchSuggestions").([]any); len(list) != 0 {
			t.Errorf("nothing typed suggests %v", list)
		}
		if a := s.ask(t, `{ searchSuggestions(text: "a", first: 101) { text } }`, nil); len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != "LIMIT_EXCEEDED" {
			t.Errorf("101 suggestions are answered %s", a.raw)
		}
	})
}

func TestSynonymsAndMissedSearches(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			s := sampleOn(t, engine)
			slug := func() any {
				found := at(t, s.must(t, searchItems, map[string]any{"text": "弄个红本本"}), "items.edges").([]any)
				if len(found) == 0 {
					return nil
				}
				return at(t, found[0], "node.slug")
			}
			if got := slug(); got != nil {
				t.Fatalf("it is found as %v before anybody taught it", got)
			}
			if a := s.ask(t, `{ missedSearches { totalCount } }`, nil); len(a.Errors) == 0 || a.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
				t.Errorf("the public asks for missed searches: %s", a.raw)
			}
			s.stop(t) // what was counted is written down before it ends
			s = start(t, s.database)
			s.token = newToken(t, s.database, "editor")
			missed := s.must(t, `{ missedSearches(first: 5) { nodes { text times firstOn lastOn } } }`, nil)
			if at(t, missed, "missedSearches.nodes.0.text") != "弄个红本本" || at(t, missed, "missedSearches.nodes.0.times") != 1.0 {
				t.Errorf("missed searches are %v", missed)
			}
			saved := s.must(t, `mutation { saveSynonyms(input: { words: ["红本本", "结婚证"], note: "口语" }) { synonyms { id version words } userErrors { code } } }`, nil)
			id := at(t, saved, "saveSynonyms.synonyms.id")
			if got := slug(); got != "marriage-registration" && got != "marriage-certificate-reissue" {
				t.Errorf("with the synonym it finds %v", got)
			}
			gone := s.must(t, `mutation($id: ID!) {
				dismissMissedSearches(input: { texts: ["弄个红本本"] }) { dismissed userErrors { code } }
				removeSynonyms(input: { id: $id, expectedVersion: 1 }) { removedId userErrors { code } }
			}`, map[string]any{"id": id})
			if at(t, gone, "dismissMissedSearches.dismissed") != 1.0 || at(t, gone, "removeSynonyms.removedId") != id {
				t.Errorf("removing answers %v", gone)
			}
			if got := slug(); got != nil {
				t.Errorf("without the synonym it finds %v", got)
			}
		})
	}
}
