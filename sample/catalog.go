package sample

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"onewindow/internal/catalog"
	"onewindow/internal/node"
)

// guide is one entry of guides/*.yaml.
type guide struct {
	ItemCode   string             `json:"itemCode"`
	Slug       string             `json:"slug"`
	Audiences  []catalog.Audience `json:"audiences"`
	Topics     []string           `json:"topics"`
	LifeEvents []string           `json:"lifeEvents"`
	Aliases    []string           `json:"aliases"`
	Content    catalog.Content    `json:"content"`
}

// headings are topics, events of life, rounds of reform and basic entries.
func (l *loader) headings(ctx context.Context) error {
	position := 0
	for _, kind := range []struct {
		kind catalog.TopicKind
		list []struct{ Code, Name string }
	}{{catalog.KindTopic, l.about.Topics}, {catalog.KindLifeEvent, l.about.LifeEvents}} {
		for _, t := range kind.list {
			position++
			in := catalog.CreateTopicInput{Code: t.Code, Name: t.Name, Kind: kind.kind, Position: new(position)}
			if _, err := catalog.CreateTopic(ctx, l.store, in); err != nil {
				return err
			}
		}
	}
	for _, r := range l.about.Rounds {
		in := catalog.CreateRoundInput{Code: r.Code, Name: r.Name, DecidedOn: r.DecidedOn, Document: &r.Document}
		id, err := catalog.CreateReformRound(ctx, l.store, in)
		if err != nil {
			return err
		}
		l.roundIDs[r.Code] = id
	}
	return nil
}

// synonyms are words that mean the same to those who search.
func (l *loader) synonyms(ctx context.Context) error {
	var groups [][]string
	if err := decodeYAML("data/synonyms.yaml", &groups); err != nil {
		return err
	}
	for _, words := range groups {
		if _, err := catalog.SaveSynonyms(ctx, l.store, catalog.SaveSynonymsInput{Words: words}); err != nil {
			return err
		}
	}
	return nil
}

// items registers the published list: every row, with the faults of its code.
func (l *loader) items(ctx context.Context) error {
	guides, err := readGuides()
	if err != nil {
		return err
	}
	basics, err := l.basicItems(ctx)
	if err != nil {
		return err
	}
	rows, err := table("service-items-511602.csv")
	if err != nil {
		return err
	}
	for i, r := range rows {
		in, err := l.itemInput(i, r, guides[r["item_code"]], basics[r["name"]])
		if err != nil {
			return err
		}
		id, err := catalog.RegisterItem(ctx, l.store, in)
		if err != nil {
			return fmt.Errorf("item %s: %w", r["item_code"], err)
		}
		l.itemIDs[r["item_code"]] = id
		l.itemsByName[r["name"]] = append(l.itemsByName[r["name"]], id)
		l.itemOwner[id] = l.departmentOf[l.byName[r["department"]]]
		if g, ok := guides[r["item_code"]]; ok {
			l.published = append(l.published, g)
		}
	}
	return nil
}

func (l *loader) itemInput(i int, r map[string]string, g guide, basic *node.BasicItemID) (catalog.RegisterItemInput, error) {
	kind, ok := catalog.ParseItemType(r["task_type"])
	if !ok {
		return catalog.RegisterItemInput{}, fmt.Errorf("item %s has the unknown type %s", r["item_code"], r["task_type"])
	}
	name, code, level := r["name"], r["item_code"], catalog.LevelDistrict
	in := catalog.RegisterItemInput{
		Slug: fmt.Sprintf("item-%04d", i+1), Owner: node.DepartmentID(l.byName[r["department"]]), Basic: basic, ImplementationCode: &code,
		ItemValues: catalog.ItemValues{Name: &name, Type: &kind, ExerciseLevel: &level},
	}
	if r["main_item"] != "未分类" {
		in.MainItem = new(r["main_item"])
	}
	if g.Slug != "" {
		in.Slug, in.Audiences, in.Topics, in.LifeEvents, in.Aliases = g.Slug, g.Audiences, g.Topics, g.LifeEvents, g.Aliases
	} else if basic != nil { // it says its name and leaves the rest to the basic entry
		in.Type, in.ExerciseLevel = nil, nil
	}
	return in, nil
}

// basicItems makes the basic entries and says which items, by name, refine them.
func (l *loader) basicItems(ctx context.Context) (map[string]*node.BasicItemID, error) {
	refines := map[string]*node.BasicItemID{}
	for _, b := range l.about.BasicItems {
		kind, level := catalog.ItemType(b.Type), catalog.ExerciseLevel(b.ExerciseLevel)
		audiences := make([]catalog.Audience, len(b.Audiences))
		for i, a := range b.Audiences {
			audiences[i] = catalog.Audience(a)
		}
		id, err := catalog.CreateBasicItem(ctx, l.store, catalog.CreateBasicItemInput{
			BasicCode:        b.Code,
			ItemValues:       catalog.ItemValues{Name: &b.Name, Type: &kind, ExerciseLevel: &level, Audiences: audiences, Topics: b.Topics, Aliases: b.Aliases},
			BasicItemDetails: catalog.BasicItemDetails{LegalBasis: &b.LegalBasis, CentralDepartment: &b.CentralDepartment},
		})
		if err != nil {
			return nil, fmt.Errorf("basic entry %s: %w", b.Code, err)
		}
		for _, name := range b.Items {
			refines[name] = &id
		}
	}
	return refines, nil
}

// readGuides are all guides by the code of their item.
func readGuides() (map[string]guide, error) {
	names, err := fs.Glob(files, "guides/*.yaml")
	if err != nil {
		return nil, err
	}
	guides := map[string]guide{}
	for _, name := range names {
		var list []guide
		if err := decodeYAML(name, &list); err != nil {
			return nil, err
		}
		for _, g := range list {
			if _, twice := guides[g.ItemCode]; twice {
				return nil, fmt.Errorf("%s: there are two guides for %s", name, g.ItemCode)
			}
			guides[g.ItemCode] = g
		}
	}
	return guides, nil
}

// guides drafts and publishes every guide; the gate has to let each pass. Items
// without a guide get a draft with nothing but a title, which the gate stops.
func (l *loader) guides(ctx context.Context) error {
	withGuide := map[node.ItemID]bool{}
	for _, g := range l.published {
		withGuide[l.itemIDs[g.ItemCode]] = true
		if err := l.publish(ctx, g); err != nil {
			return fmt.Errorf("guide of %s: %w", g.ItemCode, err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.itemOwner)) {
		if withGuide[id] {
			continue
		}
		if _, err := catalog.DraftEdition(ctx, l.store, catalog.DraftEditionInput{Item: id}); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) publish(ctx context.Context, g guide) error {
	id, err := catalog.DraftEdition(ctx, l.store, catalog.DraftEditionInput{Item: l.itemIDs[g.ItemCode]})
	if err != nil {
		return err
	}
	for i, step := range g.Content.Steps {
		if department, ok := l.byName[step.Department]; ok { // guides name departments as people do
			g.Content.Steps[i].Department = l.departmentOf[department]
		}
	}
	if _, err := catalog.SaveDraft(ctx, l.store, catalog.SaveDraftInput{ID: id, ExpectedVersion: 1, Content: g.Content}); err != nil {
		return err
	}
	in := catalog.PublishEditionInput{ID: id, ExpectedVersion: 2}
	if hasShortened(g.Content) {
		in.ReformRound = new(l.roundIDs[l.about.Rounds[len(l.about.Rounds)-1].Code])
	}
	_, err = catalog.PublishEdition(ctx, l.store, in)
	return err
}

// hasShortened is whether the promise takes at most half of the law's days.
func hasShortened(c catalog.Content) bool {
	return c.StatutoryLimit != nil && c.PromisedLimit != nil && c.StatutoryLimit.Unit == c.PromisedLimit.Unit &&
		2*c.PromisedLimit.Value <= c.StatutoryLimit.Value
}

// offerings: the district's center offers what the departments stationed there
// own, open townships and villages what the plans say.
func (l *loader) offerings(ctx context.Context) error {
	stationings, err := table("stationings.csv")
	if err != nil {
		return err
	}
	at := map[string]map[string]string{} // authority by center and department
	for _, r := range stationings {
		if at[r["center"]] == nil {
			at[r["center"]] = map[string]string{}
		}
		at[r["center"]][r["department"]] = r["authority"]
	}
	seat := districtCode + "-01"
	for _, a := range []struct {
		authority string
		mode      catalog.Mode
	}{{"FULL", catalog.ModeOnTheSpot}, {"RECEIVE_ONLY", catalog.ModeForward}} {
		items := l.publishedItems(func(_ guide, owner string) bool { return at[seat][owner] == a.authority })
		if err := l.offer(ctx, items, a.mode, []node.CenterID{node.CenterID(l.centerIDs[seat])}); err != nil {
			return err
		}
	}
	if err := l.offerBelow(ctx, l.about.TownshipItems, "township"); err != nil {
		return err
	}
	return l.offerBelow(ctx, l.about.VillageItems, "village")
}

func (l *loader) offerBelow(ctx context.Context, plan offeringPlan, level string) error {
	items := l.publishedItems(func(g guide, owner string) bool { return plan.includes(g, owner) })
	return l.offer(ctx, items, catalog.Mode(plan.Mode), l.openCenters(level))
}

func (l *loader) offer(ctx context.Context, items []node.ItemID, mode catalog.Mode, centers []node.CenterID) error {
	if len(items) == 0 {
		return nil
	}
	_, err := catalog.OfferItems(ctx, l.store, catalog.OfferItemsInput{
		Items: items, OfferingPlaces: catalog.OfferingPlaces{Centers: centers}, OfferingTerms: catalog.OfferingTerms{Mode: mode},
		Reason: "示例：首批进驻事项",
	})
	if err != nil {
		return fmt.Errorf("offer %d items %s at %d centers: %w", len(items), mode, len(centers), err)
	}
	return nil
}

func (p offeringPlan) includes(g guide, owner string) bool {
	return slices.Contains(p.Departments, owner) &&
		(len(p.Topics) == 0 || slices.ContainsFunc(g.Topics, func(t string) bool { return slices.Contains(p.Topics, t) }))
}

// publishedItems are the items with a guide that a plan picks, in the list's order.
func (l *loader) publishedItems(picks func(guide, string) bool) []node.ItemID {
	var items []node.ItemID
	for _, g := range l.published {
		if id := l.itemIDs[g.ItemCode]; picks(g, l.itemOwner[id]) {
			items = append(items, id)
		}
	}
	return items
}

func (l *loader) openCenters(level string) []node.CenterID {
	var centers []node.CenterID
	for _, r := range l.centerRows {
		if r["status"] == "OPEN" && levelOf(r["division"]) == level {
			centers = append(centers, node.CenterID(l.centerIDs[r["code"]]))
		}
	}
	return centers
}

func (l *loader) cancellations(ctx context.Context) error {
	for _, c := range l.about.Cancelled {
		round, ok := l.roundIDs[c.Round]
		items := l.itemsByName[c.Item]
		if !ok || len(items) == 0 {
			return fmt.Errorf("nothing to cancel: %s in round %s", c.Item, c.Round)
		}
		in := catalog.CancelItemsInput{Round: round, Items: items, Reason: c.Reason}
		if _, err := catalog.CancelItems(ctx, l.store, in); err != nil {
			return fmt.Errorf("cancel %s: %w", c.Item, err)
		}
	}
	return nil
}
