package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
)

// question is one query of the benchmark with parameters that vary.
type question struct {
	name string
	// floor is the least share of the plain handler's rate (issue 3, line 10).
	floor     float64
	document  string
	variables []map[string]any
}

const materialParts = `materials { name form originals copies necessity notNeededWhen source sourceNote issuer format pageNotes
	sampleUrl blankFormUrl acceptedStandard legalBasis mayFollow sharedRecord }
	fees { name standard amount { amount currency } basis reductions payableOnline }`

const guideDocument = `query Guide($code: String!) { item(code: $code) {
	id slug name type implementationCode state audiences aliases owner { id code name }
	edition { id number title summary handling publishedAt effectiveFrom
		statutoryLimit { value unit explanation } promisedLimit { value unit explanation }
		conditions { text excludes } noMaterials ` + materialParts + `
		steps { key name kind department { name } post limit { value unit } criteria dependsOn } charged
		legalBases { law article text } results { name type delivery validFor }
		visits visitsReason crossArea onlineDepth fullyOnline mailMaterials mailResult bookable bookingNote placeNote
		consult { phone address url } complaint { phone address url }
		appeal { name address phone } litigation { name address phone }
		rightsAndDuties questions { question answer } verifiedOn notice } } }`

const listDocument = `query List($department: ID!, $sort: ItemSort!) { items(filter: {departments: [$department]}, sort: $sort, first: 20) {
	totalCount pageInfo { hasNextPage endCursor }
	edges { cursor node { id slug name edition { title promisedLimit { value unit } ` + materialParts + ` } } } } }`

const townshipDocument = `query Township($code: String!) { division(code: $code) { id code name offeredItems
	children(first: 100) { totalCount nodes { id code name level offeredItems } } } }`

const searchDocument = `query Search($text: String!) { items(filter: {text: $text}, first: 20) { totalCount
	edges { node { id slug name edition { promisedLimit { value unit } } } match { place way fragments { text matched } } } } }`

// questions ask about the district that fill makes of that size.
func questions(n size, departments []string, random *rand.Rand) []question {
	return []question{
		{"guide", 0.20, guideDocument, times(300, func(int) map[string]any {
			return map[string]any{"code": itemCode(random.IntN(n.items))}
		})},
		{"list", 0.08, listDocument, times(3*len(departments), func(i int) map[string]any {
			return map[string]any{"department": departments[i/3], "sort": []string{"NAME", "PROMISED_LIMIT", "DEPARTMENT"}[i%3]}
		})},
		{"township", 0.15, townshipDocument, times(n.townships, func(i int) map[string]any {
			return map[string]any{"code": townshipCode(i)}
		})},
		{"search", 0.12, searchDocument, times(300, func(i int) map[string]any {
			return map[string]any{"text": searchText(i, random)}
		})},
	}
}

// searchText is what people type: a subject, both words of a name, a whole name, or pinyin.
func searchText(i int, random *rand.Rand) string {
	subject, act := subjects[random.IntN(len(subjects))], acts[random.IntN(len(acts))]
	switch i % 4 {
	case 0:
		return subject
	case 1:
		return subject + act
	case 2:
		return fits[random.IntN(4)] + subject + act
	default:
		return []string{"yanglaobaoxian", "shipinjingying", "zhuxiao", "bgdj", "paiwu", "qushui", "hukou", "canjiren"}[random.IntN(8)]
	}
}

func times[T any](n int, f func(int) T) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = f(i)
	}
	return list
}

// bodies are the requests as they are posted.
func (q question) bodies() ([][]byte, error) {
	bodies := make([][]byte, len(q.variables))
	for i, v := range q.variables {
		b, err := json.Marshal(map[string]any{"query": q.document, "variables": v})
		if err != nil {
			return nil, fmt.Errorf("write the query %s: %w", q.name, err)
		}
		bodies[i] = b
	}
	return bodies, nil
}
