package catalog

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/basicitem"
	"onewindow/ent/db/reformround"
	"onewindow/ent/db/topic"
	"onewindow/internal/calendar"
)

// Topic is a heading under which people look for items.
type Topic struct {
	ID         int
	Code, Name string
	Kind       TopicKind
	Position   int
	Version    int
}

// TopicKind is what kind of heading it is.
type TopicKind string

const (
	KindTopic     TopicKind = "TOPIC"      // 主题
	KindLifeEvent TopicKind = "LIFE_EVENT" // 人生事件
)

type topicIndex struct {
	all    []*Topic // by position, then code
	byCode map[string]*Topic
	byID   map[int]*Topic
}

// Round is one round of reform (改革批次).
type Round struct {
	ID                   int
	Code, Name, Document string
	DecidedOn            calendar.Day
	Version              int
}

type roundIndex struct {
	all  []*Round // by day, then code
	byID map[int]*Round
}

// BasicItem is an entry of the basic catalog (基本目录), which items refine.
type BasicItem struct {
	ID        int
	BasicCode string
	Values
	LegalBasis, CentralDepartment string
	ParentID                      int
	Version                       int
}

func loadTopics(ctx context.Context, client *db.Client) (topicIndex, error) {
	index := topicIndex{byCode: map[string]*Topic{}, byID: map[int]*Topic{}}
	rows, err := client.Topic.Query().Order(topic.ByPosition(), topic.ByCode()).All(ctx)
	if err != nil {
		return index, fmt.Errorf("read topics: %w", err)
	}
	for _, r := range rows {
		t := &Topic{ID: r.ID, Code: r.Code, Name: r.Name, Kind: TopicKind(r.Kind), Position: r.Position, Version: r.Version}
		index.all = append(index.all, t)
		index.byCode[t.Code], index.byID[t.ID] = t, t
	}
	return index, nil
}

func loadRounds(ctx context.Context, client *db.Client) (roundIndex, error) {
	index := roundIndex{byID: map[int]*Round{}}
	rows, err := client.ReformRound.Query().Order(reformround.ByDecidedOn(), reformround.ByCode()).All(ctx)
	if err != nil {
		return index, fmt.Errorf("read reform rounds: %w", err)
	}
	for _, r := range rows {
		round := &Round{ID: r.ID, Code: r.Code, Name: r.Name, Document: r.Document, DecidedOn: r.DecidedOn, Version: r.Version}
		index.all = append(index.all, round)
		index.byID[round.ID] = round
	}
	return index, nil
}

func loadBasics(ctx context.Context, client *db.Client) (map[int]*BasicItem, error) {
	rows, err := client.BasicItem.Query().Order(basicitem.ByBasicCode()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read basic items: %w", err)
	}
	basics := make(map[int]*BasicItem, len(rows))
	for _, r := range rows {
		basics[r.ID] = &BasicItem{
			ID: r.ID, BasicCode: r.BasicCode, Values: basicValues(r), LegalBasis: r.LegalBasis,
			CentralDepartment: r.CentralDepartment, ParentID: orZero(r.ParentID), Version: r.Version,
		}
	}
	return basics, nil
}
