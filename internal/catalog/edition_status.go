package catalog

// EditionStatus is where an edition stands between drafting and retirement.
type EditionStatus string

const (
	EditionDraft     EditionStatus = "DRAFT"     // 草稿
	EditionInReview  EditionStatus = "IN_REVIEW" // 审核中
	EditionPublished EditionStatus = "PUBLISHED" // 已发布
	EditionRetired   EditionStatus = "RETIRED"   // 已停用
)
