package graph

import (
	"context"
	"encoding/base64"
	"strings"

	"onewindow/graph/model"
	"onewindow/graph/scalar"
	"onewindow/internal/exchange"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
)

var notBase64 = fault.NewKind("NOT_BASE64", "不是 base64 编码。", "This is not base64.")

// startImport begins the import of a file of one form.
func (r *Resolver) startImport(ctx context.Context, form string, input model.ImportFileInput) (*model.ImportPayload, error) {
	if _, err := identity.Authorize(ctx, identity.ImportForms); err != nil {
		return nil, err
	}
	in := exchange.StartInput{Form: form, Format: exchange.Format(strings.ToLower(string(input.Format))), Text: input.Text,
		FileName: input.FileName, DryRun: input.DryRun, Strict: input.Strict}
	var err error
	if input.Base64 != nil {
		if in.Base64, err = base64.StdEncoding.DecodeString(strings.TrimSpace(*input.Base64)); err != nil {
			err = fault.Problems{notBase64.At("base64")}
		}
	}
	id := 0
	if err == nil {
		id, err = r.Imports.Start(ctx, in)
	}
	run, problems, err := r.shownImport(ctx, id, err)
	return &model.ImportPayload{ImportRun: run, UserErrors: problems}, err
}

// shownImport shows an import that was begun or cancelled, nil when that was refused.
func (r *Resolver) shownImport(ctx context.Context, id int, err error) (*exchange.RunView, []*scalar.UserError, error) {
	problems, err := userErrors(ctx, err)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	run, err := r.Imports.View(ctx, id)
	return run, problems, err
}
