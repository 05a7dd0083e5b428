package portal

// hall is what the screen of a hall shows.
type hall struct {
	Calls []struct {
		Number, WindowNumber, WindowName string
	}
	Waiting, WaitingPriority int
}

// called is a number on the screen, with the window that it goes to in words.
type called struct{ Number, Window, Name string }

// hall is the screen of a center's hall, for a television in it and for the phones of
// those who wait: what is called as it is now, which a script follows.
func (p *Portal) hall(v *visit) (*view, error) {
	var of struct {
		Center *struct{ ID, Code, Name string }
	}
	if err := v.ask("HallOf", map[string]any{"code": v.PathValue("code")}, &of); err != nil {
		return nil, err
	}
	if of.Center == nil {
		return nil, errNothing
	}
	var data struct{ Hall *hall }
	if err := v.ask("Hall", map[string]any{"center": of.Center.ID}, &data); err != nil {
		return nil, err
	}
	if data.Hall == nil {
		return nil, errNothing
	}
	calls := make([]called, len(data.Hall.Calls))
	for i, c := range data.Hall.Calls {
		calls[i] = called{c.Number, v.words.Say("window-n", c.WindowNumber), c.WindowName}
	}
	shown := map[string]any{"Center": of.Center, "Hall": data.Hall, "Calls": calls, "None": called{}}
	return &view{template: "hall", Title: v.words.Say("hall") + v.words.Say("in-brackets", of.Center.Name), Private: true, Data: shown}, nil
}
