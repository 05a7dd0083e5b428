package catalog

import (
	"slices"

	"onewindow/ent/db"
)

// ExerciseLevel is the level of government that exercises an item (行使层级).
type ExerciseLevel string

const (
	LevelState    ExerciseLevel = "STATE"    // 国家级
	LevelProvince ExerciseLevel = "PROVINCE" // 省级
	LevelCity     ExerciseLevel = "CITY"     // 市级
	LevelDistrict ExerciseLevel = "DISTRICT" // 县级
	LevelTownship ExerciseLevel = "TOWNSHIP" // 乡镇（街道）级
	LevelVillage  ExerciseLevel = "VILLAGE"  // 村（社区）级
)

// PowerSource is where the owner has the power from (权力来源).
type PowerSource string

const (
	PowerOwn                 PowerSource = "OWN"                   // 法定本级行使
	PowerHandedDown          PowerSource = "HANDED_DOWN"           // 上级下放
	PowerAuthorisedFromAbove PowerSource = "AUTHORISED_FROM_ABOVE" // 上级授权
	PowerAuthorisedByPeer    PowerSource = "AUTHORISED_BY_PEER"    // 同级授权
	PowerEntrustedFromAbove  PowerSource = "ENTRUSTED_FROM_ABOVE"  // 上级委托
	PowerEntrustedByPeer     PowerSource = "ENTRUSTED_BY_PEER"     // 同级委托
)

// Audience is for whom an item is (服务对象).
type Audience string

const (
	ForNaturalPersons          Audience = "NATURAL_PERSON"            // 自然人
	ForEnterprises             Audience = "ENTERPRISE"                // 企业法人
	ForPublicInstitutions      Audience = "PUBLIC_INSTITUTION"        // 事业法人
	ForSocialOrganizations     Audience = "SOCIAL_ORGANIZATION"       // 社会组织法人
	ForUnincorporatedCompanies Audience = "UNINCORPORATED_ENTERPRISE" // 非法人企业
	ForAdministrativeBodies    Audience = "ADMINISTRATIVE_BODY"       // 行政机关
	ForOthers                  Audience = "OTHER"                     // 其他组织
)

// ItemState is whether an item can be applied for (事项状态).
type ItemState string

const (
	StateActive    ItemState = "ACTIVE"    // 在用
	StateSuspended ItemState = "SUSPENDED" // 暂停
	StateCancelled ItemState = "CANCELLED" // 取消
)

// ItemField is something that an item may inherit from its basic entry.
type ItemField string

const (
	FieldName          ItemField = "NAME"
	FieldType          ItemField = "TYPE"
	FieldExerciseLevel ItemField = "EXERCISE_LEVEL"
	FieldPowerSource   ItemField = "POWER_SOURCE"
	FieldAudiences     ItemField = "AUDIENCES"
	FieldTopics        ItemField = "TOPICS"
	FieldLifeEvents    ItemField = "LIFE_EVENTS"
	FieldAliases       ItemField = "ALIASES"
)

// The values of the enumerations above.
var (
	exerciseLevels = []ExerciseLevel{LevelState, LevelProvince, LevelCity, LevelDistrict, LevelTownship, LevelVillage}
	powerSources   = []PowerSource{PowerOwn, PowerHandedDown, PowerAuthorisedFromAbove, PowerAuthorisedByPeer,
		PowerEntrustedFromAbove, PowerEntrustedByPeer}
	audiences = []Audience{ForNaturalPersons, ForEnterprises, ForPublicInstitutions, ForSocialOrganizations,
		ForUnincorporatedCompanies, ForAdministrativeBodies, ForOthers}
	itemFields = []ItemField{FieldName, FieldType, FieldExerciseLevel, FieldPowerSource, FieldAudiences,
		FieldTopics, FieldLifeEvents, FieldAliases}
)

// Values are what an item says itself or inherits from its basic entry.
// Nil is "not said"; topics and life events are codes of headings.
type Values struct {
	Name          string
	Type          ItemType
	ExerciseLevel *ExerciseLevel
	PowerSource   *PowerSource
	Audiences     []Audience
	Topics        []string
	LifeEvents    []string
	Aliases       []string
}

// Effective is what an item says, with what it does not say taken from its
// basic entry, which may be nil; inherited are the fields that came from there,
// in the order of their declaration. An item without a basic entry inherits nothing.
func Effective(item *db.ServiceItem, basic *db.BasicItem) (values Values, inherited []ItemField) {
	own := ownValues(item)
	if basic == nil {
		return own, nil
	}
	values, inherited = basicValues(basic), slices.Clone(itemFields)
	says := func(field ItemField, said bool) bool {
		if said {
			inherited = slices.DeleteFunc(inherited, func(f ItemField) bool { return f == field })
		}
		return said
	}
	if says(FieldName, item.Name != nil) {
		values.Name = own.Name
	}
	if says(FieldType, item.Type != nil) {
		values.Type = own.Type
	}
	if says(FieldExerciseLevel, own.ExerciseLevel != nil) {
		values.ExerciseLevel = own.ExerciseLevel
	}
	if says(FieldPowerSource, own.PowerSource != nil) {
		values.PowerSource = own.PowerSource
	}
	if says(FieldAudiences, item.Audiences != nil) {
		values.Audiences = own.Audiences
	}
	if says(FieldTopics, item.Topics != nil) {
		values.Topics = own.Topics
	}
	if says(FieldLifeEvents, item.LifeEvents != nil) {
		values.LifeEvents = own.LifeEvents
	}
	if says(FieldAliases, item.Aliases != nil) {
		values.Aliases = own.Aliases
	}
	return values, inherited
}

// ownValues are what an item says itself.
func ownValues(item *db.ServiceItem) Values {
	own := Values{
		ExerciseLevel: enum[ExerciseLevel](item.ExerciseLevel), PowerSource: enum[PowerSource](item.PowerSource),
		Audiences: enums[Audience](item.Audiences),
		Topics:    item.Topics, LifeEvents: item.LifeEvents, Aliases: item.Aliases,
	}
	if item.Name != nil {
		own.Name = *item.Name
	}
	if item.Type != nil {
		own.Type = ItemType(*item.Type)
	}
	return own
}

// basicValues are what a basic entry says.
func basicValues(basic *db.BasicItem) Values {
	return Values{
		Name: basic.Name, Type: ItemType(basic.Type),
		ExerciseLevel: enum[ExerciseLevel](basic.ExerciseLevel), PowerSource: enum[PowerSource](basic.PowerSource),
		Audiences: enums[Audience](basic.Audiences),
		Topics:    basic.Topics, LifeEvents: basic.LifeEvents, Aliases: basic.Aliases,
	}
}
