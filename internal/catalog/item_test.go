package catalog

import (
	"reflect"
	"testing"

	"onewindow/ent/db"
)

func TestAnItemInheritsWhatItDoesNotSay(t *testing.T) {
	basic := &db.BasicItem{
		Name: "出生登记", Type: "CONFIRMATION", ExerciseLevel: ptr("DISTRICT"), PowerSource: ptr("OWN"),
		Audiences: []string{"NATURAL_PERSON"}, Topics: []string{"HOUSEHOLD"}, LifeEvents: []string{"BIRTH"}, Aliases: []string{"上户口"},
	}
	for name, tt := range map[string]struct {
		item      *db.ServiceItem
		basic     *db.BasicItem
		want      Values
		inherited []ItemField
	}{
		"says nothing": {&db.ServiceItem{}, basic, Values{
			Name: "出生登记", Type: Confirmation, ExerciseLevel: ptr(LevelDistrict), PowerSource: ptr(PowerOwn),
			Audiences: []Audience{ForNaturalPersons}, Topics: []string{"HOUSEHOLD"}, LifeEvents: []string{"BIRTH"}, Aliases: []string{"上户口"},
		}, itemFields},
		"says some": {&db.ServiceItem{Name: ptr("婚生子女出生登记"), ExerciseLevel: ptr("TOWNSHIP"), Aliases: []string{}}, basic, Values{
			Name: "婚生子女出生登记", Type: Confirmation, ExerciseLevel: ptr(LevelTownship), PowerSource: ptr(PowerOwn),
			Audiences: []Audience{ForNaturalPersons}, Topics: []string{"HOUSEHOLD"}, LifeEvents: []string{"BIRTH"}, Aliases: []string{},
		}, []ItemField{FieldType, FieldPowerSource, FieldAudiences, FieldTopics, FieldLifeEvents}},
		"stands alone": {&db.ServiceItem{Name: ptr("查询"), Type: ptr("PUBLIC_SERVICE"), Topics: []string{"WORK"}}, nil, Values{
			Name: "查询", Type: PublicService, Topics: []string{"WORK"},
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, inherited := Effective(tt.item, tt.basic)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if !reflect.DeepEqual(inherited, tt.inherited) {
				t.Errorf("inherited %v, want %v", inherited, tt.inherited)
			}
		})
	}
}
