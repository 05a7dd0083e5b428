package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// query is one of the measured questions, with all its variables.
type query struct {
	name, document string
	// floor is the least share of the plain handler's rate.
	floor     float64
	variables []map[string]any
}

const guideDocument = `query Guide($code: String!) { item(code: $code) {
	id slug name type implementationCode aliases audiences state owner { code name }
	edition {
		number status effectiveFrom title summary handling statutoryLimit { value unit } promisedLimit { value unit }
		conditions { text excludes }
		materials { name form originals copies necessity notNeededWhen source sourceNote issuer format pageNotes mayFollow sharedRecord }
		steps { key name kind post criteria limit { value unit } dependsOn }
		charged fees { name standard amount { amount currency } basis reductions payableOnline }
		legalBases { law article text } results { name type delivery validFor }
		questions { question answer } visits visitsReason consult { phone } complaint { phone } notice
	}
} }`

const listDocument = `query List($after: String) { items(first: 20, after: $after, sort: NAME) {
	nodes { slug name edition { materials { name form originals copies necessity } fees { name standard amount { amount currency } basis } } }
	pageInfo { hasNextPage endCursor }
} }`

const townshipDocument = `query Township($code: String!) { division(code: $code) {
	name children(first: 100) { nodes { code name offeredItems } }
} }`

const searchDocument = `query Search($text: String!) { items(filter: { text: $text }, first: 10) {
	totalCount edges { node { slug name } match { place text } }
} }`

// queries are the measured questions about data of a size. The cursors of the
// list are asked of the server.
func queries(address string, n size) ([]query, error) {
	guide := query{name: "guide", document: guideDocument, floor: 0.20}
	for i := range n.items {
		guide.variables = append(guide.variables, map[string]any{"code": itemCode(i)})
	}
	township := query{name: "township", document: townshipDocument, floor: 0.15}
	for i := range n.townships {
		township.variables = append(township.variables, map[string]any{"code": townshipCode(i)})
	}
	search := query{name: "search", document: searchDocument, floor: 0.12}
	for _, subject := range subjects {
		for _, text := range []string{subject, "怎么办" + subject, subject + actions[3]} {
			search.variables = append(search.variables, map[string]any{"text": text})
		}
	}
	list := query{name: "list", document: listDocument, floor: 0.08}
	var after any
	for {
		variables := map[string]any{"after": after}
		list.variables = append(list.variables, variables)
		answer, err := ask(address, list.document, variables)
		if err != nil {
			return nil, err
		}
		var page struct {
			Data struct {
				Items struct {
					PageInfo struct {
						HasNextPage bool
						EndCursor   string
					}
				}
			}
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, err
		}
		if !page.Data.Items.PageInfo.HasNextPage {
			return []query{guide, list, township, search}, nil
		}
		after = page.Data.Items.PageInfo.EndCursor
	}
}

// ask sends one question; an answer with errors is an error.
func ask(address, document string, variables map[string]any, headers ...string) ([]byte, error) {
	r, err := http.NewRequest(http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(bodyOf(document, variables)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var envelope struct{ Errors []json.RawMessage }
	if err := json.Unmarshal(answer, &envelope); err != nil || len(envelope.Errors) > 0 {
		return nil, fmt.Errorf("%.300s is answered %.300s", document, answer)
	}
	return answer, nil
}

func bodyOf(document string, variables map[string]any) []byte {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err) // texts and numbers
	}
	return body
}
