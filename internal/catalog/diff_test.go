package catalog

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// told is a change in one line.
func told(c Change) string {
	line := string(c.Kind) + " " + strings.Join(c.Path, "/")
	for _, side := range []*string{c.Before, c.After} {
		if side == nil {
			line += " | -"
		} else {
			line += " | " + *side
		}
	}
	return line
}

func TestDiff(t *testing.T) {
	for name, tt := range map[string]struct {
		edit func(*Content)
		want []string
	}{
		"nothing":      {func(*Content) {}, nil},
		"text":         {func(c *Content) { c.Title = "小作坊登记" }, []string{"CHANGED title | 食品小作坊登记 | 小作坊登记"}},
		"text removed": {func(c *Content) { c.Summary = "" }, []string{"REMOVED summary | 开办食品小作坊的，领取登记证。 | -"}},
		"text added":   {func(c *Content) { c.Notice = "示例" }, []string{"ADDED notice | - | 示例"}},
		"yes to no":    {func(c *Content) { c.MailResult = false }, []string{"CHANGED mailResult | true | false"}},
		"unsaid":       {func(c *Content) { c.Charged = nil }, []string{"REMOVED charged | true | -"}},
		"said no":      {func(c *Content) { c.Charged = ptr(false) }, []string{"CHANGED charged | true | false"}},
		"enum":         {func(c *Content) { c.CrossArea = ptr(CrossCity) }, []string{"CHANGED crossArea | ACROSS_COUNTIES | ACROSS_CITIES"}},
		"limit":        {func(c *Content) { c.PromisedLimit = workingDays(7) }, []string{"CHANGED promisedLimit/value | 10 | 7"}},
		"limit removed": {func(c *Content) { c.StatutoryLimit = nil },
			[]string{`REMOVED statutoryLimit | {"value":20,"unit":"WORKING_DAYS"} | -`}},
		"channel": {func(c *Content) { c.Consult.Phone = "1" }, []string{"CHANGED consult/phone | 0826-2222222 | 1"}},
		"material in front": {func(c *Content) {
			c.Materials = slices.Insert(c.Materials, 0, Material{Name: "新", Form: FormCopy, Copies: 1})
		},
			[]string{`ADDED materials/新 | - | {"name":"新","form":"COPY","originals":0,"copies":1,"necessity":"","source":""}`}},
		"material removed": {func(c *Content) { c.Materials = c.Materials[1:] },
			[]string{`REMOVED materials/申请表 | {"name":"申请表","form":"ORIGINAL","originals":1,"copies":0,"necessity":"REQUIRED","source":"APPLICANT","pageNotes":"A4 一页"} | -`}},
		"material changed": {func(c *Content) { c.Materials[1].Copies, c.Materials[1].Issuer = 2, "" },
			[]string{"CHANGED materials/身份证/copies | 1 | 2", "REMOVED materials/身份证/issuer | 公安机关 | -"}},
		"materials reordered": {func(c *Content) { slices.Reverse(c.Materials) },
			[]string{`REORDERED materials | ["申请表","身份证","平面图"] | ["平面图","身份证","申请表"]`}},
		"step": {func(c *Content) { c.Steps[3].Limit = workingDays(5) }, []string{"CHANGED steps/review/limit/value | 6 | 5"}},
		"step's dependency": {func(c *Content) { c.Steps[4].DependsOn = []string{"accept", "review"} },
			[]string{"ADDED steps/decide/dependsOn/accept | - | accept"}},
		"fee":   {func(c *Content) { c.Fees[0].AmountFen = ptr(int64(1000)) }, []string{"CHANGED fees/工本费/amountFen | 2000 | 1000"}},
		"basis": {func(c *Content) { c.LegalBases[0].Text = "…" }, []string{"ADDED legalBases/中华人民共和国食品安全法 第三十六条/text | - | …"}},
		"result": {func(c *Content) { c.Results[0].Delivery = []Delivery{DeliverMail} },
			[]string{"REMOVED results/登记证/delivery/COUNTER | COUNTER | -"}},
		"delivery reordered": {func(c *Content) { slices.Reverse(c.Results[0].Delivery) },
			[]string{`REORDERED results/登记证/delivery | ["COUNTER","MAIL"] | ["MAIL","COUNTER"]`}},
		"answer":    {func(c *Content) { c.Questions[0].Answer = "五个。" }, []string{"CHANGED questions/多久能拿证？/answer | 十个工作日。 | 五个。"}},
		"condition": {func(c *Content) { c.Conditions[0].Excludes = true }, []string{"CHANGED conditions/有固定的生产场所/excludes | false | true"}},
		"special":   {func(c *Content) { c.SpecialProcedures[0].Limit = nil }, []string{`REMOVED specialProcedures/现场核查/limit | {"value":5,"unit":"WORKING_DAYS"} | -`}},
		"no list and an empty one": {func(c *Content) {
			c.Materials = append([]Material{}, c.Materials...)
			c.Steps[0].DependsOn = []string{}
		}, nil},
	} {
		after := complete()
		tt.edit(&after)
		var got []string
		for _, c := range Diff(complete(), after) {
			got = append(got, told(c))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, tt.want)
		}
	}
}

func TestDiffOfEntriesOfOneName(t *testing.T) {
	named := func(copies ...int) Content {
		var c Content
		for _, n := range copies {
			c.Materials = append(c.Materials, Material{Name: "表", Copies: n})
		}
		return c
	}
	changes := Diff(named(1, 2), named(1, 3, 4))
	if len(changes) != 2 || told(changes[0]) != "CHANGED materials/表 #2/copies | 2 | 3" || changes[1].Path[1] != "表 #3" {
		t.Errorf("got %v", changes)
	}
}

// randomContent fills a content from few words, so that entries meet again.
func randomContent(r *rand.Rand) Content {
	var c Content
	fill(r, reflect.ValueOf(&c).Elem())
	return c
}

func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.String:
		v.SetString([]string{"", "a", "b", "a #2"}[r.IntN(4)])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	default:
		v.SetInt(int64(r.IntN(3)))
	}
}

func asText(c Content) string {
	text, _ := json.Marshal(c)
	return string(text)
}

func copyOf(c Content) Content {
	var twin Content
	if err := json.Unmarshal([]byte(asText(c)), &twin); err != nil {
		panic(err)
	}
	return twin
}

func TestDiffIsEmptyExactlyForEqualContents(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		a, b := randomContent(r), randomContent(r)
		if changes := Diff(a, copyOf(a)); len(changes) > 0 {
			t.Fatalf("a content differs from itself: %v", changes)
		}
		for name, other := range map[string]Content{"another": b, "an edited": edited(r, a)} {
			changes := Diff(a, other)
			if (len(changes) == 0) != (asText(a) == asText(other)) {
				t.Fatalf("%s content: %d changes\n%s\n%s", name, len(changes), asText(a), asText(other))
			}
		}
	}
}

// edited changes, removes, adds or moves one thing.
func edited(r *rand.Rand, c Content) Content {
	c = copyOf(c)
	fields := reflect.ValueOf(&c).Elem()
	field := fields.Field(r.IntN(fields.NumField()))
	if field.Kind() == reflect.Slice && field.Len() > 1 && r.IntN(2) == 0 {
		reflect.Swapper(field.Interface())(0, field.Len()-1)
		return c
	}
	fill(r, field)
	return c
}

// What is added one way is removed the other way.
func TestDiffBackwards(t *testing.T) {
	back := map[ChangeKind]ChangeKind{Added: Removed, Removed: Added, Changed: Changed, Reordered: Reordered}
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		a, b := randomContent(r), randomContent(r)
		forth := map[string]bool{}
		for _, c := range Diff(a, b) {
			forth[told(Change{c.Path, back[c.Kind], c.After, c.Before})] = true
		}
		for _, c := range Diff(b, a) {
			if !forth[told(c)] {
				t.Fatalf("%s has no counterpart", told(c))
			}
		}
	}
}

func TestDiffPathsAreTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Diff(Content{}, complete()) {
		path := fmt.Sprintf("%q", c.Path)
		if seen[path] {
			t.Errorf("%s comes twice", path)
		}
		seen[path] = true
	}
}
