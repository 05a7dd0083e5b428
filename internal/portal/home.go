package portal

// heading is something under which items are found.
type heading struct {
	Code, Name string
	ItemCount  int
}

// home is the first page: a field to search with, and the ways to look around.
func (p *Portal) home(v *visit) (*view, error) {
	var data struct {
		Catalog            struct{ PublishedItems, Townships, Villages, OpenCenters int }
		LifeEvents, Topics []heading
		Departments        struct {
			Nodes []struct {
				Code, Name string
				Items      struct{ TotalCount int }
			}
		}
	}
	if err := v.ask("Home", nil, &data); err != nil {
		return nil, err
	}
	var offices []heading
	for _, d := range data.Departments.Nodes {
		if d.Items.TotalCount > 0 {
			offices = append(offices, heading{d.Code, d.Name, d.Items.TotalCount})
		}
	}
	c := data.Catalog
	counts := v.words.Say("counts", c.PublishedItems, c.OpenCenters, c.Townships, c.Villages)
	return &view{template: "home", Title: v.words.Say("site"), Description: counts, Follows: true, Data: map[string]any{
		"Counts": counts, "Life": used(data.LifeEvents), "Topics": used(data.Topics), "Offices": offices,
	}}, nil
}

// used leaves out what nothing stands under.
func used(all []heading) (kept []heading) {
	for _, h := range all {
		if h.ItemCount > 0 {
			kept = append(kept, h)
		}
	}
	return kept
}
