package organization

import "onewindow/internal/node"

// NodeID is the global id.
func (s *Standard) NodeID() node.StandardID { return node.StandardID(s.ID) }

// StandardResult is how a center stands against one standard.
type StandardResult struct {
	Standard *Standard
	evidence *Evidence
	lens     *Lens
}

// MetScore is the score from which a standard is met.
const MetScore = 100

// Score is from 0 to 100, nil when nobody looked.
func (r *StandardResult) Score() *int {
	if r.evidence == nil {
		return nil
	}
	return &r.evidence.Score
}

// Met is whether the standard is met in full.
func (r *StandardResult) Met() bool { return r.evidence != nil && r.evidence.Score >= MetScore }

// Evidence is what shows it, nil when nobody looked.
func (r *StandardResult) Evidence() *EvidenceAt {
	if r.evidence == nil {
		return nil
	}
	return &EvidenceAt{r.evidence, r.lens.All}
}

// EvidenceAt is evidence as a Lens shows it.
type EvidenceAt struct {
	*Evidence
	all bool
}

// Text is what was found, nil when nobody said.
func (e *EvidenceAt) Text() *string { return optional(e.Evidence.Text) }

// DocumentURL leads to the document, nil when there is none.
func (e *EvidenceAt) DocumentURL() *string { return optional(e.Evidence.DocumentURL) }

// CheckedBy is who looked; the public is not told.
func (e *EvidenceAt) CheckedBy() *string {
	if !e.all {
		return nil
	}
	return optional(e.Evidence.CheckedBy)
}

// Standards are those of the center's level in force on the day, each with how
// the center stands.
func (c *CenterAt) Standards() []*StandardResult {
	results := []*StandardResult{}
	level := c.Level()
	for _, s := range c.lens.Directory.Standards() {
		if s.Level == level && c.lens.Day.Within(s.ValidFrom, s.ValidTo) {
			results = append(results, &StandardResult{s, c.lens.Directory.Evidence(c.Center.ID, s.ID), c.lens})
		}
	}
	return results
}

// StandardScore is how a center stands against all standards of its level.
type StandardScore struct {
	// Mean is over all of them, from 0 to 100; one that nobody looked at counts 0.
	Mean       float64
	Met, Total int
}

// StandardScore is nil where the center's level has no standards.
func (c *CenterAt) StandardScore() *StandardScore {
	results := c.Standards()
	if len(results) == 0 {
		return nil
	}
	score, sum := StandardScore{Total: len(results)}, 0
	for _, r := range results {
		if r.Met() {
			score.Met++
		}
		sum += orZero(r.Score())
	}
	score.Mean = float64(sum) / float64(len(results))
	return &score
}
