package graph

import (
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/internal/fault"
)

// Said says what is wrong with a request in the caller's language. gqlgen and gqlparser
// tell it in English: that is left as the detail behind a sentence in Chinese, since
// it has the names and values that a programmer looks for. A message that says too
// little is put in our own words in both.
func Said(e *gqlerror.Error, lang fault.Lang) string {
	if own, ok := reworded(e.Message); ok {
		return own.At("").Message(lang)
	}
	if strings.HasPrefix(e.Path.String(), "variable.") {
		return badVariable.At("", strings.TrimPrefix(e.Path.String(), "variable."), e.Message).Message(lang)
	}
	if lang == fault.English {
		return e.Message
	}
	if said := brokenRules[strings.TrimSuffix(e.Rule, "WithoutSuggestions")]; said != "" {
		return said + "：" + e.Message
	}
	if e.Extensions["code"] == "GRAPHQL_PARSE_FAILED" {
		return "查询有语法错误：" + e.Message
	}
	return e.Message
}

var (
	badVariable = fault.NewKind("GRAPHQL_VALIDATION_FAILED", "变量 %s 的值不对：%s", "The variable %s has a wrong value: %s")
	// noOperation is also an operationName that the document does not have.
	noOperation = fault.NewKind("GRAPHQL_VALIDATION_FAILED",
		"请求要执行的操作不在查询中：查询有多个操作时，须以 operationName 指明其中一个。",
		"The operation to run is not in the document: where it has several, operationName names one of them.")
	// NoDocument is a request without any operation.
	NoDocument = fault.NewKind("GRAPHQL_VALIDATION_FAILED", "请求中没有查询（query）。", "The request has no query.")
	badHash    = fault.NewKind("BAD_USER_INPUT", "extensions.persistedQuery 须有 version 1 和查询原文的 sha256Hash。",
		"extensions.persistedQuery has the version 1, and the sha256Hash of the query as it was sent.")
)

// reworded are our words for messages of gqlgen that say too little.
func reworded(message string) (fault.Kind, bool) {
	switch {
	case message == "no operation provided":
		return NoDocument, true
	case strings.HasPrefix(message, "operation ") && strings.HasSuffix(message, " not found"):
		return noOperation, true
	case message == "invalid APQ extension data", message == "unsupported APQ version", message == "provided APQ hash does not match query":
		return badHash, true
	}
	return fault.Kind{}, false
}

// brokenRules says for each rule of validation (GraphQL specification, section 5)
// what it means that a document breaks it.
var brokenRules = map[string]string{
	"FieldsOnCorrectType":          "该类型没有这个字段",
	"FragmentsOnCompositeTypes":    "片段只能用于对象、接口或联合类型",
	"KnownArgumentNames":           "没有这个参数",
	"KnownDirectives":              "没有这个指令，或指令不能用在这里",
	"KnownFragmentNames":           "没有这个片段",
	"KnownRootType":                "接口不支持这种操作",
	"KnownTypeNames":               "没有这个类型",
	"LoneAnonymousOperation":       "有多个操作时，每个操作都须有名称",
	"MaxIntrospectionDepth":        "内省查询嵌套过深",
	"NoFragmentCycles":             "片段循环引用",
	"NoUndefinedVariables":         "变量没有声明",
	"NoUnusedFragments":            "片段没有用到",
	"NoUnusedVariables":            "变量没有用到",
	"OverlappingFieldsCanBeMerged": "同名字段的内容不一致，请用别名区分",
	"PossibleFragmentSpreads":      "片段的类型不可能出现在这里",
	"ProvidedRequiredArguments":    "缺少必填的参数",
	"ScalarLeafs":                  "字段的子字段多选或漏选",
	"SingleFieldSubscriptions":     "一个订阅只能选择一个字段",
	"UniqueArgumentNames":          "参数重复",
	"UniqueDirectivesPerLocation":  "指令重复",
	"UniqueFragmentNames":          "片段重名",
	"UniqueInputFieldNames":        "输入字段重复",
	"UniqueOperationNames":         "操作重名",
	"UniqueVariableNames":          "变量重名",
	"ValuesOfCorrectType":          "值的类型不对",
	"VariablesAreInputTypes":       "变量须为输入类型",
	"VariablesInAllowedPosition":   "变量的类型与所用之处不符",
}
