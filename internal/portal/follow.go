package portal

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"strconv"
)

// followed is a case as its applicant follows it.
type followed struct {
	Number, Item, State, Center string
	Phone                       *string
	StartedAt                   string
	RunningLimit                *struct {
		Clock                string
		Due                  *string
		DaysLeft             int
		Stopped, Provisional bool
	}
	ToBring []string
	Steps   []struct {
		Name    string
		At      *string
		Current bool
	}
	Decision   *string
	Reason     *string
	Referral   *struct{ Where, How, Phone string }
	CanBeRated bool
}

// asked is what the page of a case shows: the form, and what was found. The code
// stands in no address: it is sent as a form, and kept nowhere.
type asked struct {
	Number, Secret string
	Case           *followed
	// Wrong and Rated are what became of what was sent.
	Wrong, Rated bool
	// Refused is why a rating was not kept.
	Refused []string
	Grades  []int
}

// follow asks for the number and the code; a receipt's QR code leads here with the number.
func (p *Portal) follow(v *visit) (*view, error) {
	return v.following(asked{Number: v.URL.Query().Get("number")}), nil
}

// followed shows the case of the number and the code that were sent, and keeps the
// rating that came with them.
func (p *Portal) followed(v *visit) (*view, error) {
	a := asked{Number: v.PostFormValue("number"), Secret: v.PostFormValue("secret"), Grades: []int{5, 4, 3, 2, 1}}
	if len(a.Number) > 80 || len(a.Secret) > 40 {
		return v.following(asked{Wrong: true}), nil
	}
	if grade, err := strconv.Atoi(v.PostFormValue("grade")); err == nil {
		var data struct {
			RateCase struct{ UserErrors []struct{ Message string } }
		}
		input := map[string]any{"number": a.Number, "secret": a.Secret, "grade": grade}
		if comment := v.PostFormValue("comment"); comment != "" {
			input["comment"] = comment
		}
		if err := v.try("RateCase", map[string]any{"input": input}, &data); err != nil {
			return nil, err
		}
		a.Rated = len(data.RateCase.UserErrors) == 0
		for _, e := range data.RateCase.UserErrors {
			a.Refused = append(a.Refused, e.Message)
		}
	}
	var data struct{ FollowCase *followed }
	err := v.try("FollowCase", map[string]any{"number": a.Number, "secret": a.Secret}, &data)
	if refused, isRefused := err.(*Refusal); isRefused && refused.Code == "UNKNOWN_CASE" { //nolint:errorlint // as it came
		return v.following(asked{Number: a.Number, Wrong: true}), nil
	}
	if err != nil {
		return nil, err
	}
	a.Case = data.FollowCase
	if a.Case == nil {
		return v.following(asked{Number: a.Number, Wrong: true}), nil
	}
	return v.following(a), nil
}

// try asks with a code. Who tried too many is told to come again, as anybody is who
// asks too much.
func (v *visit) try(operation string, variables map[string]any, data any) error {
	err := v.ask(operation, variables, data)
	if refused, isRefused := errors.AsType[*Refusal](err); isRefused && refused.Code == "LIMIT_EXCEEDED" {
		return &Refusal{Status: http.StatusTooManyRequests, Code: refused.Code, RetryAfter: cmp.Or(refused.RetryAfter, "60")}
	}
	return err
}

func (v *visit) following(a asked) *view {
	return &view{template: "follow", Title: v.words.Say("follow"), Data: a, Private: true}
}

// paper is a paper of a case, to be printed.
type paper struct {
	Number, Kind, IssuedAt string
	Center                 *struct {
		Name    string
		Address *string
		Phones  []struct{ Number string }
	}
	Case    struct{ Number string }
	Content struct {
		Title, Item, Applicant string
		Lines                  []struct{ Label, Text string }
		Materials              []string
	}
}

// receipt is a paper for whoever is signed in and may see its case.
func (p *Portal) receipt(v *visit) (*view, error) {
	var data struct{ Receipt *paper }
	err := v.askSignedIn("Receipt", map[string]any{"number": v.PathValue("number")}, &data)
	if err != nil {
		return nil, err
	}
	if data.Receipt == nil {
		return nil, errNothing
	}
	code, err := qrCode(base(v.Request) + "/follow?number=" + template.URLQueryEscaper(data.Receipt.Case.Number))
	if err != nil {
		return nil, err
	}
	return &view{template: "receipt", Title: data.Receipt.Content.Title, Private: true, Data: map[string]any{"Paper": data.Receipt, "Code": code}}, nil
}

// mayPost is whether a page takes a form.
func mayPost(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == "/follow" }
