package manifest

import (
	"slices"
	"strings"
	"testing"

	"onewindow/internal/fault"
)

const document = "query Villages { catalog { villages } }"

func TestManifestsAreRead(t *testing.T) {
	hash := Hash(document)
	for name, c := range map[string]struct {
		text string
		want []Entry
		code string
	}{
		"graphql-codegen, SHA-256": {`{"sha256:` + hash + `": "` + document + `"}`, []Entry{{"sha256:" + hash, document}}, ""},
		"relay-compiler, MD5, in its order": {`{"9f86d081884c7d659a2feaa0c55ad015": "query B { a }", "098f6bcd4621d373cade4e832627b4f6": "query A { a }"}`,
			[]Entry{{"9f86d081884c7d659a2feaa0c55ad015", "query B { a }"}, {"098f6bcd4621d373cade4e832627b4f6", "query A { a }"}}, ""},
		"Apollo": {`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "` + hash + `", "name": "Villages", "type": "query", "body": "` + document + `"}]}`,
			[]Entry{{hash, document}}, ""},
		"a byte order mark":          {"\ufeff" + `{"a": "{ a }"}`, []Entry{{"a", "{ a }"}}, ""},
		"the same twice":             {`{"a": "{ a }", "a": "{ a }"}`, []Entry{{"a", "{ a }"}}, ""},
		"two under one id":           {`{"a": "{ a }", "a": "{ b }"}`, nil, "DOCUMENT_TWICE"},
		"another hash":               {`{"sha256:` + strings.Repeat("0", 64) + `": "{ a }"}`, nil, "NOT_ITS_HASH"},
		"SHA-256 without its name":   {`{"` + hash + `": "` + document + `"}`, []Entry{{hash, document}}, ""},
		"another one without a name": {`{"` + strings.Repeat("0", 64) + `": "{ a }"}`, nil, "NOT_ITS_HASH"},
		"another one of Apollo's":    {`{"format": "apollo-persisted-query-manifest", "operations": [{"id": "` + hash + `", "body": "{ a }"}]}`, nil, "NOT_ITS_HASH"},
		"no UTF-8":                   {`{"a": "{ a(b: \"` + "\xff" + `\") }"}`, nil, "NO_MANIFEST"},
		"an id with a space":         {`{"a b": "{ a }"}`, nil, "BAD_DOCUMENT_ID"},
		"an empty id":                {`{"": "{ a }"}`, nil, "BAD_DOCUMENT_ID"},
		"a long id":                  {`{"` + strings.Repeat("a", 129) + `": "{ a }"}`, nil, "BAD_DOCUMENT_ID"},
		"nothing in it":              {`{}`, nil, "EMPTY_MANIFEST"},
		"no text":                    {``, nil, "NO_MANIFEST"},
		"no object":                  {`["{ a }"]`, nil, "NO_MANIFEST"},
		"no documents":               {`{"a": {"b": "c"}}`, nil, "NO_MANIFEST"},
		"null":                       {`{"a": null}`, nil, "NO_MANIFEST"},
		"cut short":                  {`{"a": "{ a }"`, nil, "NO_MANIFEST"},
		"something behind it":        {`{"a": "{ a }"} x`, nil, "NO_MANIFEST"},
		"an empty list of Apollo's":  {`{"format": "apollo-persisted-query-manifest", "operations": []}`, nil, "EMPTY_MANIFEST"},
		"too many":                   {`{"x": "y"` + strings.Repeat(`,"x":"y"`, MaxDocuments) + `}`, nil, "TOO_MANY_DOCUMENTS"},
		"a name and not a list, too": {`{"format": "{ a }"}`, []Entry{{"format", "{ a }"}}, ""},
	} {
		entries, err := Read([]byte(c.text))
		problems, _ := fault.From(err)
		switch {
		case c.code == "" && (err != nil || !slices.Equal(entries, c.want)):
			t.Errorf("%s: %v, %v", name, entries, err)
		case c.code != "" && (len(problems) != 1 || problems[0].Code != c.code):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRead holds what is read to what a registration relies on.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"sha256:` + Hash(document) + `": "` + document + `"}`))
	f.Add([]byte(`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a", "body": "{ a }"}]}`))
	f.Add([]byte(`{"a": null, "a": "b"`))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, err := Read(text)
		if err != nil {
			if problems, ok := fault.From(err); !ok || len(problems) > maxReported {
				t.Fatalf("%v is no problem of the input", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, e := range entries {
			if seen[e.ID] || len(e.ID) > maxID || !idForm.MatchString(e.ID) {
				t.Fatalf("the id %q", e.ID)
			}
			seen[e.ID] = true
		}
		if len(entries) == 0 || len(entries) > MaxDocuments {
			t.Fatalf("%d documents", len(entries))
		}
	})
}
