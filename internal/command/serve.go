package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	_ "net/http/pprof" // served at --profile-at only
	"os"
	"runtime/debug"
	"strings"
	"time"

	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/signin"
	"onewindow/internal/store"
	"onewindow/internal/transport"
	"onewindow/internal/trusted"
	"onewindow/sample"
)

type serveCommand struct {
	Listen    string        `default:"localhost:8080" placeholder:"ADDR" help:"The address to serve at, e.g. :8080 for all of the machine's."`
	Sample    bool          `help:"Load the sample district first, where it is not loaded yet."`
	ProfileAt string        `hidden:"" placeholder:"ADDR" help:"Serve Go's profiles at this address, for developers; never one that others reach."`
	StopAfter time.Duration `default:"20s" help:"How long a stop waits for accepted requests to finish."`

	WarnYellow float64 `default:"0.6" placeholder:"SHARE" help:"After which share of a limit its handler is warned."`
	WarnRed    float64 `default:"0.8" placeholder:"SHARE" help:"After which share of a limit the head is warned too."`

	transport.Limits `embed:"" group:"Limits"`
	SignIn           signin.Flags `embed:"" group:"Sign-in"`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(p *process) error {
	if err := errors.Join(c.Check(), c.SignIn.Check(), c.sampleAtHome(), c.warnings()); err != nil {
		return err
	}
	p.serves, p.sample = true, c.Sample
	collectWhenGrownBy(whileStarting)
	s, err := p.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if c.Sample {
		if err := loadSample(p, s); err != nil {
			return err
		}
	}
	// Followers live until the last request has been answered.
	following, stopFollowing := context.WithCancel(context.WithoutCancel(p.ctx))
	defer stopFollowing()
	live, err := catalog.Follow(following, s)
	if err != nil {
		return err
	}
	defer func() {
		if err := live.RememberMisses(following); err != nil {
			slog.Warn("remember searches that found nothing", "error", err)
		}
	}()
	own, err := transport.OwnDocuments()
	if err != nil {
		return err
	}
	documents, err := trusted.Follow(following, s, live.Watch(following), own)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(p.ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", c.Listen, err)
	}
	doors := signin.Open(s, c.SignIn)
	handler := transport.New(s, live, documents, c.Limits, doors)
	defer handler.StopImports()
	cases := handler.Acceptance()
	cases.Yellow, cases.Red = c.WarnYellow, c.WarnRed
	if err := cases.Sweep(following); err != nil { // before anybody asks
		return err
	}
	if err := cases.Watch(following); err != nil {
		return err
	}
	go cases.Follow(following)
	go handler.Reception().Watch(following)
	go func() {
		if err := handler.Recover(following); err != nil && following.Err() == nil {
			slog.Error("look for imports that were interrupted", "error", err)
		}
	}()
	if c.ProfileAt != "" {
		go func() {
			slog.Warn("serve profiles", "at", c.ProfileAt, "error", http.ListenAndServe(c.ProfileAt, http.DefaultServeMux))
		}()
	}
	collectWhenGrownBy(whileServing)
	debug.FreeOSMemory() // reading and indexing everything leaves ten times behind of what stays
	c.greet(p, live, s.Now(), listener.Addr())
	if c.Sample {
		if err := c.showLinks(p, doors, listener.Addr()); err != nil {
			return err
		}
	}
	return c.serve(p.ctx, listener, handler)
}

// By how many percent the memory in use may grow before Go looks for what is not
// needed any more: measured in docs/performance.md.
const (
	whileStarting = 400
	whileServing  = 200
)

// collectWhenGrownBy holds unless the operator said otherwise with GOGC.
func collectWhenGrownBy(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// warnings checks the shares after which limits are warned.
func (c *serveCommand) warnings() error {
	if c.WarnYellow <= 0 || c.WarnRed <= c.WarnYellow || c.WarnRed >= 1 {
		return fmt.Errorf("--warn-yellow and --warn-red are shares of a limit with 0 < yellow < red < 1, not %g and %g", c.WarnYellow, c.WarnRed)
	}
	return nil
}

// sampleAtHome keeps the sample's ways in from everybody else: with it the program
// serves its own machine only.
func (c *serveCommand) sampleAtHome() error {
	if !c.Sample || loopback(c.Listen) {
		return nil
	}
	return fmt.Errorf("--sample lets whoever asks sign in as anybody, so it serves this machine only, not %s: "+
		"load the sample with 'onewindow sample', then serve without --sample", c.Listen)
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// showLinks prints a way in for each kind of post.
func (c *serveCommand) showLinks(p *process, doors *signin.Doors, at net.Addr) error {
	links, err := doors.OpenSample(p.ctx)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		return nil
	}
	_, _ = fmt.Fprintln(p.out, "  sign in    as somebody of the sample; each link works once:")
	for _, l := range links {
		_, _ = fmt.Fprintf(p.out, "    %-17s http://%s%s\n", strings.ToLower(strings.ReplaceAll(l.Kind, "_", " ")), reachable(at), l.Path)
	}
	return nil
}

func loadSample(p *process, s *store.Store) error {
	loaded, err := sample.Load(p.asOperator("sample"), s)
	if err != nil {
		return fmt.Errorf("load the sample district: %w", err)
	}
	if loaded {
		slog.Info("loaded the sample district")
	}
	return nil
}

// greet tells a person where to go next.
func (c *serveCommand) greet(p *process, live *catalog.Live, now time.Time, at net.Addr) {
	address := reachable(at)
	status := live.Current().See(identity.Caller{}, now).Status()
	pages := ""
	if c.Pages {
		pages = fmt.Sprintf("\n  portal     http://%[1]s/\n  kiosk      http://%[1]s/kiosk/\n  admin      http://%[1]s/admin/", address)
	}
	if c.GraphiQL {
		pages += "\n  GraphiQL   http://" + address + "/graphiql"
	}
	_, _ = fmt.Fprintf(p.out, `OneWindow is ready.  一窗已启动。
  GraphQL    http://%[1]s/graphql%[8]s
  catalog    revision %[2]d: %[3]d items (%[4]d published), %[5]d departments, %[6]d townships, %[7]d villages
  to change  onewindow token create --role admin NAME   makes a token; Ctrl-C stops
`, address, status.Revision, status.RegisteredItems, status.PublishedItems, status.Departments, status.Townships, status.Villages, pages)
}

// reachable is an address as a person at this machine types it.
func reachable(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err == nil && (net.ParseIP(host).IsUnspecified() || net.ParseIP(host).IsLoopback()) {
		return net.JoinHostPort("localhost", port)
	}
	return at.String()
}

// serve answers until the context ends, then finishes what it accepted.
func (c *serveCommand) serve(ctx context.Context, listener net.Listener, handler *transport.Server) error {
	base, cutStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer cutStreams()
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		WriteTimeout: time.Minute + max(c.RequestTimeout, time.Minute), MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return base },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	slog.Info("stopping: finishing accepted requests")
	handler.Drain()
	patience, done := context.WithTimeout(context.WithoutCancel(ctx), c.StopAfter)
	defer done()
	// Streams never finish by themselves: they are ended, requests are waited for.
	handler.EndStreams()
	if err := server.Shutdown(patience); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("some requests did not finish in %s: %w", c.StopAfter, err)
	}
	slog.Info("stopped")
	return nil
}
