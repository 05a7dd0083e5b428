package catalog

import (
	"fmt"
	"slices"
	"testing"

	"onewindow/internal/page"
)

func TestTopicsThatAreFullTakeNoMore(t *testing.T) {
	eachScene(t, func(s *scene) {
		for i := range MaxTopics - 1 {
			s.Client.Topic.Create().SetCode(fmt.Sprint("T", i)).SetName("题").SetKind(string(KindTopic)).SaveX(t.Context())
		}
		s.topic("LAST", "LIFE_EVENT")
		s.unchanged(func() {
			_, err := CreateTopic(adminContext, s.Store, CreateTopicInput{Code: "MORE", Name: "题", Kind: KindTopic})
			s.refused(err, "LIST_FULL code")
		})
	})
}

func TestRoundsHavePages(t *testing.T) {
	eachScene(t, func(s *scene) {
		for _, code := range []string{"B", "A", "C"} {
			s.round(code)
		}
		l, _ := s.see()
		c, err := l.Rounds(page.Args{First: ptr(2)})
		s.must(err)
		rest, err := l.Rounds(page.Args{After: c.PageInfo.EndCursor()})
		s.must(err)
		var pages []string
		for _, r := range slices.Concat(c.Nodes(), rest.Nodes()) {
			pages = append(pages, r.Code)
		}
		if !slices.Equal(pages, []string{"A", "B", "C"}) {
			t.Errorf("pages of rounds are %q", pages)
		}
		done, err := l.Compression().ByRound(2)
		s.must(err)
		if len(done) != 2 || done[0].Round.Code != "C" || done[1].Round.Code != "B" {
			t.Errorf("by round: %d, the first %s", len(done), done[0].Round.Code)
		}
		if _, err := l.Compression().ByRound(page.Max + 1); err == nil {
			t.Error("there is no limit by round")
		}
	})
}

func TestEditionsHavePagesTheNewestFirst(t *testing.T) {
	item := &Item{}
	for number := range page.Max + 2 {
		item.Editions = append(item.Editions, &Edition{Number: number + 1})
	}
	at := &ItemAt{Item: item}
	var numbers []int
	for after := (*string)(nil); ; {
		c, err := at.EditionPage(ptr(40), after, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Nodes() {
			numbers = append(numbers, e.Number)
		}
		if after = c.PageInfo.EndCursor(); !c.PageInfo.HasNextPage {
			break
		}
	}
	if len(numbers) != page.Max+2 || numbers[0] != page.Max+2 || !slices.IsSortedFunc(numbers, func(a, b int) int { return b - a }) {
		t.Errorf("pages of editions are %v", numbers)
	}
	if newest, err := at.PublishedEditions(); err != nil || len(newest) != page.Max || newest[0].Number != page.Max+2 {
		t.Errorf("the newest are %d, %v", len(newest), err)
	}
}

func TestCompressionTellsWhoHasMostFirst(t *testing.T) {
	eachScene(t, func(s *scene) {
		l, _ := s.see()
		c := &Compression{lens: l}
		for _, owner := range []int{s.civil, s.police, s.police} {
			c.pairs = append(c.pairs, limitPair{&Item{OwnerID: owner}, 20, 10})
		}
		all, err := c.ByDepartment(page.Max)
		s.must(err)
		least, err := c.ByDepartment(1)
		s.must(err)
		if len(all) != 2 || len(least) != 1 || least[0].Department.Department.ID != s.police || all[0].Figures.Items != 2 {
			t.Errorf("by department: %+v, the first %+v", all, least)
		}
	})
}

func TestARefusalOfAnEditionNamesWhatIsSaidTwice(t *testing.T) {
	c := complete()
	c.Results[0].Delivery = []Delivery{DeliverMail, DeliverCounter, DeliverMail}
	problems := Malformed(c)
	if len(problems) != 1 || problems[0].Code != "REPEATED" || !slices.Equal(problems[0].Path, []string{"content", "results", "0", "delivery", "2"}) {
		t.Errorf("told is %v", problems)
	}
}
