package transport

import (
	"net/http"

	"onewindow/internal/fault"
)

// What is wrong with a request that never reaches GraphQL.
var (
	notGetOrPost     = fault.NewKind("BAD_USER_INPUT", "GraphQL 请求须用 GET 或 POST。", "GraphQL is asked by GET or POST.")
	notJSON          = fault.NewKind("BAD_USER_INPUT", "POST 请求的 Content-Type 须为 application/json，编码为 UTF-8。", "A POST has the Content-Type application/json, in UTF-8.")
	encodedBody      = fault.NewKind("BAD_USER_INPUT", "请求体不得压缩（Content-Encoding）。", "A body is sent as it is, without a Content-Encoding.")
	unreadableURL    = fault.NewKind("BAD_USER_INPUT", "网址不是 GraphQL 请求：variables 与 extensions 须为 JSON 对象。", "The address is not a GraphQL request: variables and extensions are objects in JSON.")
	unreadableBody   = fault.NewKind("BAD_USER_INPUT", "请求体不是 JSON 形式的 GraphQL 请求。", "The body is not a GraphQL request in JSON.")
	singleConnection = fault.NewKind("BAD_USER_INPUT", "事件流只支持每个订阅一个连接：每个订阅发一次 POST，不带流令牌。", "Events come in distinct connections mode only: a POST for each subscription, without a token of a stream.")
	eventsByGet      = fault.NewKind("BAD_USER_INPUT", "事件流须用 POST 请求。", "Events are asked for by POST.")
	changeByGet      = fault.NewKind("BAD_USER_INPUT", "修改数据的请求须用 POST。", "What changes something is sent by POST.")
	largeBody        = fault.NewKind("LIMIT_EXCEEDED", "请求超过 %d 字节。", "The request is larger than %d bytes.")
	slowBody         = fault.NewKind("LIMIT_EXCEEDED", "请求未按时到达，或不完整。", "The request did not come in time, or not whole.")

	notBearer    = fault.NewKind("UNAUTHENTICATED", "Authorization 请求头须为 Bearer 加令牌。", "The Authorization header wants: Bearer and a token.")
	notStaff     = fault.NewKind("UNAUTHENTICATED", "令牌有效，但本系统没有对应的工号。", "The token is good, but nobody here has its staff number.")
	unknownToken = fault.NewKind("UNAUTHENTICATED", "令牌或会话不存在、已过期或已撤销。", "This token or session is unknown, expired or revoked.")
	noProvider   = fault.NewKind("INTERNAL", "暂时无法连接身份提供方，请稍后再试。", "The identity provider can't be reached; try again.")
	noLookUp     = fault.NewKind("INTERNAL", "暂时无法查明来访者，请稍后再试。", "The caller could not be looked up; try again.")
	notEnded     = fault.NewKind("INTERNAL", "会话未能结束，请再试一次。", "The session could not be ended; try again.")

	signInByForm  = fault.NewKind("FORBIDDEN", "请用 /auth/signin 的表单登录。", "Sign in with the form at /auth/signin.")
	signOutFrom   = fault.NewKind("FORBIDDEN", "只有本站的页面可以退出登录。", "Only pages of this origin sign out.")
	cookieFrom    = fault.NewKind("FORBIDDEN", "带会话 cookie 的请求须有请求头 %s，WebSocket 则须来自本站。", "A request with the session cookie needs the header %s, or comes from this origin as a WebSocket.")
	socketFrom    = fault.NewKind("FORBIDDEN", "WebSocket 须来自本站或 --cors-origin 所列的站点。", "A WebSocket comes from this origin or one that --cors-origin names.")
	whichLedger   = fault.NewKind("BAD_USER_INPUT", "须给出 center=中心编码 和 day=YYYY-MM-DD。", "This wants center=CODE of a center and day=YYYY-MM-DD.")
	ledgerSignIn  = fault.NewKind("UNAUTHENTICATED", "请先登录再查看台账。", "Sign in to read a ledger.")
	ledgerNotRole = fault.NewKind("FORBIDDEN", "您的岗位不能查看这份台账。", "Your role may not read this ledger.")
	internal      = fault.NewKind("INTERNAL", "服务器内部错误，已记录。", "Internal error; it was logged.")
)

// refuse answers a request that never reached GraphQL, in GraphQL's form and the
// caller's language.
func refuse(w http.ResponseWriter, r *http.Request, status int, p fault.Problem) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	answer(w, status, map[string]any{"errors": []any{
		map[string]any{"message": p.Message(languageOf(r)), "extensions": map[string]any{"code": p.Code}},
	}})
}
