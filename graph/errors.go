package graph

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/graph/scalar"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/page"
)

type languageKey struct{}

// WithLanguage puts the language of messages into the context.
func WithLanguage(ctx context.Context, lang fault.Lang) context.Context {
	return context.WithValue(ctx, languageKey{}, lang)
}

// Language is the language of messages in this context.
func Language(ctx context.Context) fault.Lang {
	if lang, ok := ctx.Value(languageKey{}).(fault.Lang); ok {
		return lang
	}
	return fault.Chinese
}

// userErrors divides what a domain call returned: problems of the input go to
// the payload's userErrors, anything else is an error of the request.
func userErrors(ctx context.Context, err error) ([]*scalar.UserError, error) {
	if err == nil {
		return []*scalar.UserError{}, nil
	}
	problems, ok := fault.From(err)
	if !ok {
		return nil, err
	}
	return shown(ctx, problems), nil
}

func shown(ctx context.Context, problems fault.Problems) []*scalar.UserError {
	list := make([]*scalar.UserError, len(problems))
	for i, p := range problems {
		list[i] = &scalar.UserError{Field: p.Path, Code: p.Code, Message: p.Message(Language(ctx))}
		if p.Path == nil {
			list[i].Field = []string{}
		}
	}
	return list
}

// refusals are the errors that are told as they are, each with its code. All
// others are logged and masked: nothing internal is ever told.
var refusals = []struct {
	err           error
	code, zh, eng string
}{
	{identity.ErrUnauthenticated, "UNAUTHENTICATED", "请先用令牌登录。", "Sign in with a bearer token to do this."},
	{identity.ErrForbidden, "FORBIDDEN", "您的岗位不能做这件事。", "Your role may not do this."},
	{page.ErrLimit, "LIMIT_EXCEEDED", "每页最多 100 条。", "first and last are at most 100."},
	{page.ErrArgs, "BAD_USER_INPUT", "分页参数有误：first 与 last 只给一个且不为负，游标须原样取自本接口。", "Bad paging arguments: give first or last, not negative, and cursors as this API gave them."},
	{calendar.ErrDay, "BAD_USER_INPUT", "日期应为 YYYY-MM-DD 的形式。", "A day has the form YYYY-MM-DD."},
	{scalar.ErrDateTime, "BAD_USER_INPUT", "时刻应按 RFC 3339 书写并带时差，例如 2026-11-23T09:30:00+08:00。", "A DateTime is written as RFC 3339 asks, with its offset, e.g. 2026-11-23T09:30:00+08:00."},
	{context.Canceled, "CANCELED", "请求已取消。", "The request was cancelled."},
	{context.DeadlineExceeded, "TIMEOUT", "处理超时，请稍后再试。", "This took too long, try again later."},
}

// PresentError shows an error to the client.
func PresentError(ctx context.Context, err error) *gqlerror.Error {
	shownAs := graphql.DefaultErrorPresenter(ctx, err)
	if isRequestError(err) {
		if strings.HasPrefix(shownAs.Message, "json request body could not be decoded") { // it goes on with the body
			return present(ctx, shownAs, "BAD_USER_INPUT", "请求体不是 JSON 形式的 GraphQL 请求。", "The body is not a GraphQL request in JSON.")
		}
		if shownAs.Extensions["code"] == nil {
			shownAs.Extensions = map[string]any{"code": "BAD_USER_INPUT"}
		}
		shownAs.Message = Said(shownAs, Language(ctx))
		return shownAs
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return present(ctx, shownAs, r.code, r.zh, r.eng)
		}
	}
	if problems, ok := fault.From(err); ok {
		p := problems[0]
		return present(ctx, shownAs, p.Code, p.Message(fault.Chinese), p.Message(fault.English))
	}
	if f := graphql.GetFieldContext(ctx); f != nil && f.Field.Field != nil && f.Field.Name == "_entities" { // found in memory: only what came can be wrong
		return present(ctx, shownAs, "BAD_USER_INPUT", "representations 须各有 __typename 和该类型某个 @key 的字段。",
			"Each representation has a __typename and the fields of one @key of that type.")
	}
	slog.ErrorContext(ctx, "request failed", "path", shownAs.Path.String(), "error", err)
	return present(ctx, shownAs, "INTERNAL", "服务器内部错误，已记录。", "Internal error; it was logged.")
}

func present(ctx context.Context, e *gqlerror.Error, code, chinese, english string) *gqlerror.Error {
	e.Message = chinese
	if Language(ctx) == fault.English {
		e.Message = english
	}
	e.Err = nil
	e.Extensions = map[string]any{"code": code}
	return e
}

// isRequestError finds errors of gqlgen and gqlparser about the request itself
// (syntax, validation, values of variables): they are written for the caller.
func isRequestError(err error) bool {
	e, ok := errors.AsType[*gqlerror.Error](err)
	return ok && (e.Err == nil || e.Rule != "")
}
