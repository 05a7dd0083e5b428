package portal

import (
	"bytes"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
)

// robots tells search engines where the guides are.
func (p *Portal) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "User-agent: *\nDisallow: /admin/\nDisallow: /kiosk/\nDisallow: /graphql\nSitemap: %s/sitemap.xml\n", base(r))
}

// sitemap lists the guides for search engines.
func (p *Portal) sitemap(w http.ResponseWriter, r *http.Request) {
	var out bytes.Buffer
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	after := any(nil)
	for {
		var data struct {
			Items struct {
				Nodes []struct {
					Slug    string
					Edition *struct{ EffectiveFrom string }
				}
				PageInfo pageInfo
			}
		}
		if err := p.ask(r, "AllItems", map[string]any{"after": after}, &data); err != nil {
			slog.ErrorContext(r.Context(), "list the guides", "error", err)
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
			return
		}
		for _, item := range data.Items.Nodes {
			if item.Edition != nil {
				_, _ = fmt.Fprintf(&out, "<url><loc>%s/item/%s</loc><lastmod>%s</lastmod></url>\n", template.HTMLEscapeString(base(r)), item.Slug, item.Edition.EffectiveFrom)
			}
		}
		if !data.Items.PageInfo.HasNextPage {
			break
		}
		after = data.Items.PageInfo.EndCursor
	}
	out.WriteString("</urlset>\n")
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	_, _ = w.Write(out.Bytes())
}

type pageInfo struct {
	HasNextPage bool
	EndCursor   string
}
