package transport

import (
	"fmt"

	"onewindow/internal/trusted"
	"onewindow/web"
)

// pages serves our own pages. They use the API as any frontend does.
func (s *Server) pages() {
	for _, name := range web.Pages {
		s.mux.Handle("/"+name+"/", web.Page(name))
		s.mux.Handle("/"+name, web.Page(name))
	}
}

// OwnDocuments are the documents that our own pages send.
func OwnDocuments() ([]*trusted.Document, error) {
	var all []*trusted.Document
	for _, page := range web.Pages {
		own, err := trusted.OwnDocuments("onewindow-"+page, web.Documents(page))
		if err != nil {
			return nil, fmt.Errorf("read what the built pages send: %w", err)
		}
		all = append(all, own...)
	}
	return all, nil
}
