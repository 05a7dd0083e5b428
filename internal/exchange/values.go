package exchange

import (
	"encoding/json"
	"strconv"

	"onewindow/internal/fault"
)

func orZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// orNil is a value, nil for what is not said.
func orNil[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// texts are the values of an enumeration as texts; nil stays nil.
func texts[T ~string](values []T) []string {
	if values == nil {
		return nil
	}
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// typed are texts as values of an enumeration; nil stays nil.
func typed[T ~string](values []string) []T {
	if values == nil {
		return nil
	}
	all := make([]T, len(values))
	for i, v := range values {
		all[i] = T(v)
	}
	return all
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// inColumns gives the problems of a domain's input the columns of the form.
func inColumns(err error, columns map[string]string) error {
	problems, ok := fault.From(err)
	if !ok {
		return err
	}
	renamed := make(fault.Problems, len(problems))
	for i, p := range problems {
		renamed[i] = p
		if len(p.Path) > 0 && columns[p.Path[0]] != "" {
			renamed[i].Path = append([]string{columns[p.Path[0]]}, p.Path[1:]...)
		}
	}
	return renamed
}
