package transport

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/signin"
)

// flowCookie holds a sign-in at the provider until the person comes back.
const flowCookie = "onewindow_signin"

// patience is how long somebody may take at the provider.
const patience = 10 * time.Minute

//go:embed signin.html
var signInHTML string

var signInPage = template.Must(template.New("signin").Parse(signInHTML))

// signInStyle names the page's own style to the policy by its hash, so that no other applies.
var signInStyle = func() string {
	_, style, _ := strings.Cut(signInHTML, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}()

// credential is what a caller shows: a bearer token, or the secret of a session.
type credential struct{ bearer, session string }

// credentialOf is what a request shows; the header outdoes the cookie.
func credentialOf(r *http.Request) (c credential, shown, wellFormed bool) {
	if header := r.Header.Get("Authorization"); header != "" {
		token, ok := cutBearer(header)
		return credential{bearer: token}, true, ok
	}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		return credential{session: cookie.Value}, true, true
	}
	return c, false, true
}

// caller is who shows a credential, with what they may do at this moment.
func (s *Server) caller(ctx context.Context, c credential) (identity.Caller, error) {
	switch {
	case c.session != "":
		return signin.CallerOf(ctx, s.store, c.session)
	case strings.Count(c.bearer, ".") == 2:
		return s.doors.Bearer(ctx, c.bearer)
	default:
		return identity.CallerOf(ctx, s.store.Client, s.store.Now(), c.bearer)
	}
}

// signInRoutes are the ways in for people with a browser.
func (s *Server) signInRoutes() {
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /auth/signin": s.signInAt, "GET /auth/callback": s.callback, "GET /auth/sample": s.sampleLink,
		"POST /auth/password": s.password, "POST /auth/signout": s.signOut,
	} {
		s.mux.Handle(pattern, s.budgeted(signInCost, s.limitBody(handler)))
	}
}

// signInAt shows the page for passwords, or leads to the provider where that is
// the only way, or was chosen.
func (s *Server) signInAt(w http.ResponseWriter, r *http.Request) {
	back := signin.Within(r.URL.Query().Get("return"))
	if !s.doors.Provided() || s.doors.Passwords() && r.URL.Query().Get("with") != "provider" {
		s.signInForm(w, r, http.StatusOK, back, "")
		return
	}
	address, flow, err := s.doors.Begin(s.base(r), back)
	if err != nil {
		s.notSignedIn(w, r, back, err)
		return
	}
	s.setCookie(w, r, flowCookie, flow.Text(), "/auth/", patience)
	http.Redirect(w, r, address, http.StatusSeeOther)
}

func (s *Server) callback(w http.ResponseWriter, r *http.Request) {
	flow := signin.Flow{}
	if cookie, err := r.Cookie(flowCookie); err == nil {
		flow = signin.FlowOf(cookie.Value)
	}
	s.setCookie(w, r, flowCookie, "", "/auth/", -1)
	secret, err := s.doors.Finish(r.Context(), s.base(r), flow, r.URL.Query().Get("state"), r.URL.Query().Get("code"))
	s.begin(w, r, secret, signin.Within(flow.Return), err)
}

func (s *Server) sampleLink(w http.ResponseWriter, r *http.Request) {
	secret, err := s.doors.Sample(r.Context(), r.URL.Query().Get("code"))
	back := "/graphiql"
	if s.limits.Pages {
		back = "/admin/"
	}
	s.begin(w, r, secret, back, err)
}

// password signs in by a form of this origin's page.
func (s *Server) password(w http.ResponseWriter, r *http.Request) {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !s.sameOrigin(r) || media != "application/x-www-form-urlencoded" {
		refuse(w, r, http.StatusForbidden, signInByForm.At(""))
		return
	}
	back := signin.Within(r.PostFormValue("return"))
	secret, err := s.doors.Password(r.Context(), r.PostFormValue("number"), r.PostFormValue("password"), r.PostFormValue("code"))
	s.begin(w, r, secret, back, err)
}

// begin gives the browser its session, or says why not.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, secret, back string, err error) {
	if err != nil {
		s.notSignedIn(w, r, back, err)
		return
	}
	s.setCookie(w, r, sessionCookie, secret, "/", 12*time.Hour)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, back, http.StatusSeeOther)
}

func (s *Server) notSignedIn(w http.ResponseWriter, r *http.Request, back string, err error) {
	chinese := languageOf(r) == fault.Chinese
	say := func(zh, en string) string {
		if chinese {
			return zh
		}
		return en
	}
	status, message := http.StatusUnauthorized, say("工号、密码或验证码不对，或尝试次数过多，请稍后再试。", "The staff number, the password or the code is wrong, or too many were tried: try later.")
	switch {
	case errors.Is(err, signin.ErrUnknownPerson):
		status, message = http.StatusForbidden, say("系统中没有您的工号，请联系管理员。", "Nobody here has your staff number: ask an admin.")
	case errors.Is(err, signin.ErrProvider):
		slog.ErrorContext(r.Context(), "sign in at the provider", "error", err)
		status, message = http.StatusServiceUnavailable, say("统一身份认证暂时无法访问，请稍后再试。", "The identity provider can't be reached at the moment: try again.")
	case !errors.Is(err, signin.ErrWrong):
		slog.ErrorContext(r.Context(), "sign in", "error", err)
		status, message = http.StatusServiceUnavailable, say("暂时无法登录，请稍后再试。", "Nobody can sign in at the moment: try again.")
	}
	s.signInForm(w, r, status, back, message)
}

func (s *Server) signInForm(w http.ResponseWriter, r *http.Request, status int, back, message string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src '"+signInStyle+"'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	err := signInPage.Execute(w, map[string]any{
		"Chinese": languageOf(r) == fault.Chinese, "Passwords": s.doors.Passwords(), "Provided": s.doors.Provided(), "Sampled": s.doors.Sampled(),
		"Return": back, "Message": message, "Number": r.PostFormValue("number"), "Provider": "/auth/signin?with=provider&return=" + url.QueryEscape(back),
	})
	if err != nil {
		slog.WarnContext(r.Context(), "write the sign-in page", "error", err)
	}
}

// signOut ends the session of the browser.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if !s.sameOrigin(r) {
		refuse(w, r, http.StatusForbidden, signOutFrom.At(""))
		return
	}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		if err := signin.End(r.Context(), s.store, cookie.Value); err != nil && !errors.Is(err, identity.ErrUnauthenticated) {
			slog.ErrorContext(r.Context(), "sign out", "error", err)
			refuse(w, r, http.StatusServiceUnavailable, notEnded.At(""))
			return
		}
	}
	s.setCookie(w, r, sessionCookie, "", "/", -1)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// sameOrigin is whether a page of this origin sent a request that changes
// something: browsers tell the origin with every POST.
func (s *Server) sameOrigin(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && origin.Host != "" && strings.EqualFold(origin.Host, r.Host)
}

// base is how people reach this program: as its operator says, or else as this
// request did. Whoever asks chooses the host of a request.
func (s *Server) base(r *http.Request) string {
	switch {
	case s.doors.PublicURL() != "":
		return s.doors.PublicURL()
	case s.overTLS(r):
		return "https://" + r.Host
	default:
		return "http://" + r.Host
	}
}

// setCookie sets a cookie that no script reads and no other site sends along with
// a POST; a life of -1 removes it. It goes over TLS only, but on the machine itself.
func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, name, value, path string, life time.Duration) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	seconds := -1
	if life > 0 {
		seconds = int(life.Seconds())
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: path, MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: !local || s.overTLS(r),
	})
}
