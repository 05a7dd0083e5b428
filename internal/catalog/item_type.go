package catalog

// ItemType is the kind of power or service an item is (事项类型). The first seven
// are what the public applies for; the enforcement types have room here because
// an owner's list of powers names them too.
type ItemType string

const (
	Licence       ItemType = "LICENCE"        // 行政许可
	Payment       ItemType = "PAYMENT"        // 行政给付
	Confirmation  ItemType = "CONFIRMATION"   // 行政确认
	Reward        ItemType = "REWARD"         // 行政奖励
	Ruling        ItemType = "RULING"         // 行政裁决
	OtherPower    ItemType = "OTHER_POWER"    // 其他行政权力
	PublicService ItemType = "PUBLIC_SERVICE" // 公共服务

	Penalty    ItemType = "PENALTY"    // 行政处罚
	Coercion   ItemType = "COERCION"   // 行政强制
	Levy       ItemType = "LEVY"       // 行政征收
	Inspection ItemType = "INSPECTION" // 行政检查
)

// itemTypes gives every type its number in the national implementation list
// (实施清单, column 事项类型) and its Chinese name. 1, 5, 7, 8, 9, 10 and 20 were
// seen in a real district's list; 2, 3, 4 and 6 are the enforcement types.
var itemTypes = []struct {
	itemType ItemType
	code     string
	chinese  string
}{
	{Licence, "1", "行政许可"},
	{Penalty, "2", "行政处罚"},
	{Coercion, "3", "行政强制"},
	{Levy, "4", "行政征收"},
	{Payment, "5", "行政给付"},
	{Inspection, "6", "行政检查"},
	{Confirmation, "7", "行政确认"},
	{Reward, "8", "行政奖励"},
	{Ruling, "9", "行政裁决"},
	{OtherPower, "10", "其他行政权力"},
	{PublicService, "20", "公共服务"},
}

// ParseItemType is the type with a national number, such as "10".
func ParseItemType(code string) (ItemType, bool) {
	for _, t := range itemTypes {
		if t.code == code {
			return t.itemType, true
		}
	}
	return "", false
}

// Code is the national number of the type, empty for what is no type.
func (t ItemType) Code() string {
	for _, known := range itemTypes {
		if known.itemType == t {
			return known.code
		}
	}
	return ""
}

// Chinese is the official name of the type, empty for what is no type.
func (t ItemType) Chinese() string {
	for _, known := range itemTypes {
		if known.itemType == t {
			return known.chinese
		}
	}
	return ""
}

// Valid is whether t is one of the declared types.
func (t ItemType) Valid() bool { return t.Code() != "" }
