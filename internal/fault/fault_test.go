package fault

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestProblemsTravelThroughWrapping(t *testing.T) {
	var ps Problems
	if ps.Err() != nil {
		t.Fatal("no problem must be no error")
	}
	ps.Add(Required.At("name"))
	ps.Add(Conflict.At("expectedVersion", 3, 5).Under("input"))
	wrapped := fmt.Errorf("create center: %w", ps.Err())

	got, ok := From(wrapped)
	if !ok || len(got) != 2 {
		t.Fatalf("From = %v, %v", got, ok)
	}
	if want := []string{"input", "expectedVersion"}; !slices.Equal(got[1].Path, want) {
		t.Errorf("path %v, want %v", got[1].Path, want)
	}
	if m := got[1].Message(English); m != "You saw version 3 and it is version 5 now: read it again before you change it." {
		t.Errorf("English message: %s", m)
	}
	if m := got[0].Message(Chinese); m != "此项必填。" {
		t.Errorf("Chinese message: %s", m)
	}
	if _, ok := From(errors.New("disk full")); ok {
		t.Error("an internal error is nobody's input")
	}
}
