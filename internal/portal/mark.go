package portal

import (
	"bytes"
	"regexp"

	"golang.org/x/net/html"
)

// inChinese is a run of Chinese with what belongs to it at its ends.
var inChinese = regexp.MustCompile(`[《（“\d]*\p{Han}(?:(?s:.)*\p{Han})?[》）”。？！\d]*`)

// markChinese says of all that is Chinese in a page in English that it is, so that it is
// read aloud as such (WCAG 2.1, 3.1.2): the catalog is as its departments wrote it.
func markChinese(page []byte) []byte {
	var marked bytes.Buffer
	plain := false // within what holds text alone
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken: // the end: the templates' HTML is whole
			return marked.Bytes()
		case html.TextToken:
			text := z.Raw()
			if !plain {
				text = inChinese.ReplaceAll(text, []byte(`<span lang="zh-CN">$0</span>`))
			}
			marked.Write(text)
		default:
			marked.Write(z.Raw())
			name, _ := z.TagName()
			plain = kind == html.StartTagToken && (string(name) == "title" || string(name) == "script")
		}
	}
}
