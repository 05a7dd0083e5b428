package search

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

var some = []*Document{
	{ID: 1, Names: []string{"居民身份证办理（包括临时）"}, Aliases: []string{"身份证", "补办身份证"}, About: []string{"公安分局", "resident id card"}, Codes: []string{"resident-id-card", "5101-A"}, Tie: "1"},
	{ID: 2, Names: []string{"林木采伐许可证核发"}, Aliases: []string{"伐木"}, Codes: []string{"tree-felling"}, Tie: "2"},
	{ID: 3, Names: []string{"残疾人证新办"}, Aliases: []string{"残疾证"}, About: []string{"带身份证到残联"}, Tie: "3"},
	{ID: 4, Names: []string{"银行开户许可", "ＡＢＣ类开户"}, Aliases: []string{"重新开户"}, Tie: "4"},
	{ID: 5, Names: []string{"乡村建设规划许可证"}, Aliases: []string{"农村自建房", "建房"}, Tie: "5"},
}

var words = NewVocabulary([][]string{{"砍树", "采伐", "伐木"}, {"二代证", "身份证"}})

func build(t testing.TB, documents []*Document) *Index {
	t.Helper()
	x, err := New(documents)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func find(t testing.TB, x *Index, text string) []int {
	t.Helper()
	hits, _, err := x.Find(t.Context(), words.Read(text), func(int) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]int, len(hits))
	for i, h := range hits {
		if ids[i] = h.ID; i > 0 && h.Score > hits[i-1].Score {
			t.Errorf("%s: %v are not the best first", text, hits)
		}
	}
	return ids
}

func TestFindAndExplain(t *testing.T) {
	x := build(t, some)
	for _, c := range []struct {
		text  string
		first int
		place Place
		way   Way
		shown string // with what matched in brackets
	}{
		{"身份证", 1, Alias, AsWords, "[身份证]"},
		{"怎么办理身份证", 1, Alias, AsWords, "[身份证]"},
		{"我想补办身份证需要什么材料？", 1, Alias, AsWords, "[补办身份证]"},
		{"二代证", 1, Alias, AsSynonym, "[身份证]"},
		{"砍树", 2, Alias, AsSynonym, "[伐木]"},
		{"shenfenzheng", 1, Name, AsPinyin, "居民[身份证]办理（包括临时）"},
		{"shenfen", 1, Name, AsPinyin, "居民[身份]证办理（包括临时）"},
		{"shenf", 1, Name, AsPinyin, "居民[身份]证办理（包括临时）"},
		{"Shen Fen Zheng", 1, Name, AsPinyin, "居民[身份证]办理（包括临时）"},
		{"sfz", 1, Name, AsInitials, "居民[身份证]办理（包括临时）"},
		{"ＳＦＺ", 1, Name, AsInitials, "居民[身份证]办理（包括临时）"},
		{"怎么办sfz", 1, Name, AsInitials, "居民[身份证]办理（包括临时）"},
		{"身份证", 1, Alias, AsWords, "[身份证]"},
		{"居民身份证办理", 1, Name, AsWords, "[居民身份证]办理（包括临时）"},
		{"办一张身份证", 1, Alias, AsWords, "[身份证]"},
		{"砍几棵树", 2, Alias, AsSynonym, "[伐木]"},
		{"sfz补办", 1, Alias, AsWords, "[补办身份证]"},
		{"補辦身份證", 1, Alias, AsWords, "[补办身份证]"},
		{"農村建房", 5, Alias, AsWords, "[农村]自[建房]"},
		{"身分证", 1, Name, AsSound, "居民[身份证]办理（包括临时）"},
		{"残废证", 3, Alias, AsMistake, "[残疾证]"},
		{"shenfenzeng", 1, Alias, AsMistake, "[身份证]"},
		{"abc", 4, Name, AsWords, "[ＡＢＣ]类开户"},
		{"银行", 4, Name, AsWords, "[银行]开户许可"},
		{"yinhang", 4, Name, AsPinyin, "[银行]开户许可"},
		{"yinxing", 4, Name, AsPinyin, "[银行]开户许可"},
		{"chongxin", 4, Alias, AsPinyin, "[重新]开户"},
		{"id card", 1, About, AsWords, "resident [id] [card]"},
		{"tree-f", 2, Code, AsCode, "[tree-f]elling"},
		{"5101-a", 1, Code, AsCode, "[5101-A]"},
		{"公安", 1, About, AsWords, "[公安]分局"},
		{"nongcunjianfang", 5, Alias, AsPinyin, "[农村]自建房"},
	} {
		ids := find(t, x, c.text)
		if len(ids) == 0 || ids[0] != c.first {
			t.Errorf("%s finds %v, wanted %d first", c.text, ids, c.first)
			continue
		}
		m := x.Explain(words.Read(c.text), c.first)
		if m == nil {
			t.Errorf("%s: nothing says why", c.text)
			continue
		}
		if got := brackets(m); m.Place != c.place || m.Way != c.way || got != c.shown {
			t.Errorf("%s matched %s %s %s, wanted %s %s %s", c.text, m.Place, m.Way, got, c.place, c.way, c.shown)
		}
	}
}

func brackets(m *Match) string {
	var b strings.Builder
	for _, f := range m.Fragments {
		if f.Matched {
			b.WriteString("[" + f.Text + "]")
		} else {
			b.WriteString(f.Text)
		}
	}
	return b.String()
}

func TestNothingIsFound(t *testing.T) {
	x := build(t, some)
	for _, text := range []string{"", "  ", "?!。", "护照", "zzzzzz", "é", "🙂", strings.Repeat("长", 500), "\x00"} {
		if ids := find(t, x, text); len(ids) != 0 {
			t.Errorf("%q finds %v", text, ids)
		}
		if m := x.Explain(words.Read("身份证"), 99); m != nil {
			t.Errorf("a document that is not there matches: %v", m)
		}
	}
}

// A guess is made by what says something, and it is told that it is one.
func TestGuesses(t *testing.T) {
	documents := slices.Clone(some)
	for id := 6; id <= 40; id++ {
		documents = append(documents, &Document{ID: id, Names: []string{fmt.Sprintf("第%d类登记", id)}, Tie: fmt.Sprint(id)})
	}
	x := build(t, documents)
	for text, want := range map[string]struct {
		first   int // 0 for nothing
		guessed bool
	}{
		"身份证": {1, false},
		"我家隔壁邻居把采伐搞得一团糟": {2, true},
		"给我家的小狗小猫登记一下":   {0, true}, // too many are for 登记
		"给我家的小狗小猫洗个澡":    {0, true},
	} {
		hits, guessed, err := x.Find(t.Context(), words.Read(text), func(int) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		first := 0
		if len(hits) > 0 {
			first = hits[0].ID
		}
		if first != want.first || guessed != want.guessed {
			t.Errorf("%s: %v, guessed: %t; wanted %v", text, hits, guessed, want)
		}
	}
}

func TestKeepDecidesWhatIsLookedFor(t *testing.T) {
	x := build(t, some)
	// What is hidden must not keep a weaker match from being found.
	hits, _, err := x.Find(t.Context(), words.Read("身份证"), func(id int) bool { return id == 3 })
	if err != nil || len(hits) != 1 || hits[0].ID != 3 {
		t.Errorf("found %v, %v", hits, err)
	}
}

// Any sequence of changes finds the same, in the same order, as an index made
// at once; an older index goes on finding what it found.
func TestSuccessorsFindWhatANewIndexFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	name := func() string {
		parts := []string{"身份证", "户口", "残疾", "证", "补贴", "办理", "许可", "登记", "养老", "保险"}
		return parts[random.IntN(len(parts))] + parts[random.IntN(len(parts))] + parts[random.IntN(len(parts))]
	}
	now := map[int]*Document{}
	x := build(t, nil)
	first, before := x, find(t, x, "身份证")
	for step := range 3 * maxBatches {
		var changed []*Document
		var removed []int
		for range 1 + random.IntN(3) {
			id := 1 + random.IntN(40)
			if now[id] != nil && random.IntN(3) == 0 {
				removed = append(removed, id)
				delete(now, id)
				continue
			}
			d := &Document{ID: id, Names: []string{name()}, Aliases: []string{name()}, Tie: fmt.Sprint(id)}
			now[id] = d
			changed = append(changed, d)
			removed = slices.DeleteFunc(removed, func(r int) bool { return r == id })
		}
		changed = slices.DeleteFunc(changed, func(d *Document) bool { return now[d.ID] != d })
		var err error
		if x, err = x.With(changed, removed); err != nil {
			t.Fatal(err)
		}
		if step%8 != 0 {
			continue
		}
		documents := make([]*Document, 0, len(now))
		for _, d := range now {
			documents = append(documents, d)
		}
		fresh := build(t, documents)
		for _, text := range []string{"身份证", "残疾补贴", "yanglao", "hk", "户囗登记"} {
			if got, want := find(t, x, text), find(t, fresh, text); !slices.Equal(got, want) {
				t.Fatalf("step %d: %s finds %v, a new index %v", step, text, got, want)
			}
		}
	}
	if x.batches > maxBatches+3*maxBatches/2 {
		t.Errorf("it grew to %d parts and was never built anew", x.batches)
	}
	if got := find(t, first, "身份证"); !slices.Equal(got, before) {
		t.Errorf("an older index changed: %v, was %v", got, before)
	}
}

func TestReadLeavesOutWhatSaysNothing(t *testing.T) {
	for text, want := range map[string]string{
		"怎么办身份证":       "身份证",
		"我要去办残疾证吗":     "残疾 疾证",
		"办理":           "办理",
		"在哪里办理":        "在哪 哪里 里办 办理",
		"VR体验馆":        "vr 体验 验馆",
		"砍树要办什么手续":     "砍树",
		"证":            "证",
		"开饭店，要什么证？":    "饭店",
		"Ｗｉｆｉ 安装":      "wifi 安装",
		"居民 身份证（临时）办理": "居民 身份证 临时",
	} {
		var got []string
		for _, u := range words.Read(text).units {
			got = append(got, u.word)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is read as %v, wanted %s", text, got, want)
		}
	}
}

func FuzzFindAndExplain(f *testing.F) {
	x := build(f, some)
	for _, text := range []string{"身份证", "sfz", "a b", "\xff", "１２３", "-", "重庆", "''"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hits, _, err := x.Find(t.Context(), words.Read(text), func(int) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			x.Explain(words.Read(text), h.ID)
		}
	})
}

// The times of a search in 1,100 and in 100,000 items, which have the names of a
// real district's: go test -run none -bench Find ./internal/search
func BenchmarkFind(b *testing.B) {
	names := realNames(b)
	for _, n := range []int{1_100, 100_000} {
		documents := make([]*Document, n)
		for i := range documents {
			name := names[i%len(names)]
			if i >= len(names) {
				name += fmt.Sprintf("（%d区）", i/len(names))
			}
			documents[i] = &Document{ID: i + 1, Names: []string{name}, Tie: fmt.Sprint(i)}
		}
		x := build(b, documents)
		for _, text := range []string{"残疾人证", "怎么办理养老保险登记", "林木采伐", "linmucaifa", "shebao", "sbk", "残废人证", "证", "sh", "zhuxiaohukoububan", "残疾人证社保医保户口补办换发", "不存在的词语甲乙丙丁戊己"} {
			b.Run(fmt.Sprintf("%d/%s", n, text), func(b *testing.B) {
				for b.Loop() {
					if _, _, err := x.Find(b.Context(), words.Read(text), func(int) bool { return true }); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(find(b, x, text))), "hits")
			})
		}
	}
}

func realNames(b *testing.B) []string {
	f, err := os.Open("../../sample/data/service-items-511602.csv")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	var names []string
	for _, row := range rows[1:] {
		names = append(names, row[3])
	}
	return names
}

func TestReading(t *testing.T) {
	for text, want := range map[string]string{"社会保险登记": "she hui bao xian deng ji", "80周岁（ETC）办理": "8 0 zhou sui e t c ban li", "——": ""} {
		if got := Reading(text); got != want {
			t.Errorf("%s sounds %q", text, got)
		}
	}
}
