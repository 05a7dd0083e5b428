package exchange

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

// nothing in a cell of a list says that there is none, where an empty cell would
// have the record inherit it.
const nothing = "-"

// Faults of single cells.
var (
	notOneOf = fault.NewKind("NOT_ONE_OF",
		"“%s”不是可填的值。请从下列值中选一个填入：%s。",
		"%q is none of the values. Write one of these: %s.")
	notNumber = fault.NewKind("NOT_A_NUMBER",
		"“%s”不是数字。请只填数字，不带单位。",
		"%q is not a number. Write digits only, without a unit.")
	notYesNo = fault.NewKind("NOT_YES_OR_NO",
		"“%s”应为“是”或“否”。",
		"%q should be 是 (yes) or 否 (no).")
	notDate = fault.NewKind("NOT_A_DAY",
		"“%s”不是日期。请写成 2026-03-01 这样的形式。",
		"%q is not a day. Write it like 2026-03-01.")
	notObject = fault.NewKind("NOT_JSON",
		"“%s”无法识别。请照模板的说明填写。",
		"%q can't be read. Write it as the template's note says.")
	digitsLost = fault.NewKind("DIGITS_LOST",
		"“%s”是被 Excel 变成数字的代码，末尾几位可能已丢失。请把此列设为“文本”格式，重新填写完整的代码。",
		"%q is a code that Excel turned into a number: its last digits may be lost. Format the column as text and write the whole code again.")
	formulaFailed = fault.NewKind("FORMULA_ERROR",
		"“%s”是公式出错的结果。请改正公式，或直接填写内容。",
		"%q is what a formula gives that fails. Mend the formula, or write the value itself.")
	cellTooLong = fault.NewKind("TOO_LONG",
		"内容有 %d 个字符，最多 %d 个。请缩短。",
		"This has %d characters, at most %d are taken. Shorten it.")
)

// maxCell is the most characters of a cell, as in Excel.
const maxCell = 32767

// read turns the text of a cell into a value of the record's JSON; nil is an
// empty cell.
func (c *Column) read(cell string) (any, *fault.Problem) {
	cell = trim(cell)
	if n := len([]rune(cell)); n > maxCell {
		return c.fails(cellTooLong, n, maxCell)
	}
	if cell == "" {
		return nil, nil
	}
	if formulaError.MatchString(cell) {
		return c.fails(formulaFailed, cell)
	}
	switch c.Kind {
	case Code:
		return c.readCode(cell)
	case Integer:
		return c.readInteger(cell)
	case Decimal:
		return c.readDecimal(cell)
	case YesNo:
		return c.readYesNo(cell)
	case Date:
		return c.readDate(cell)
	case Yuan:
		return c.readYuan(cell)
	case List, Codes:
		return c.readList(cell)
	case Object:
		return c.readObject(cell)
	}
	if len(c.Choices) > 0 {
		return c.choose(cell)
	}
	return strings.ReplaceAll(cell, "\r\n", "\n"), nil
}

func (c *Column) fails(kind fault.Kind, args ...any) (any, *fault.Problem) {
	p := kind.At(c.at(), args...)
	return nil, &p
}

// exponent is how Excel writes a number that is too wide for its column.
var exponent = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}$`)

// readCode takes a code, or a name that stands for one: full-width letters and
// digits are a code's, while a name keeps its full-width brackets.
func (c *Column) readCode(cell string) (any, *fault.Problem) {
	if exponent.MatchString(cell) {
		return c.fails(digitsLost, cell)
	}
	if narrow := halfWidth(cell); strings.IndexFunc(narrow, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return narrow, nil
	}
	return cell, nil
}

// formulaError is what a cell of Excel or WPS shows when its formula fails.
var formulaError = regexp.MustCompile(`^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$`)

// trim takes off spaces, and what nobody sees.
func trim(cell string) string {
	return strings.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

func (c *Column) readInteger(cell string) (any, *fault.Problem) {
	n, ok := new(big.Rat).SetString(halfWidth(cell))
	if !ok || !n.IsInt() || !n.Num().IsInt64() {
		return c.fails(notNumber, clip(cell))
	}
	return json.Number(n.Num().String()), nil
}

func (c *Column) readDecimal(cell string) (any, *fault.Problem) {
	f, err := strconv.ParseFloat(halfWidth(cell), 64)
	if err != nil || f != f || f > 1e15 || f < -1e15 {
		return c.fails(notNumber, clip(cell))
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64)), nil
}

// readYuan takes an amount in yuan with at most two decimals, as fen.
func (c *Column) readYuan(cell string) (any, *fault.Problem) {
	n, ok := new(big.Rat).SetString(strings.TrimSuffix(halfWidth(cell), "元"))
	if ok {
		n.Mul(n, big.NewRat(100, 1))
	}
	if !ok || !n.IsInt() || !n.Num().IsInt64() {
		return c.fails(notNumber, clip(cell))
	}
	return json.Number(n.Num().String()), nil
}

func (c *Column) readYesNo(cell string) (any, *fault.Problem) {
	switch strings.ToLower(cell) {
	case "是", "yes", "y", "true", "1", "有":
		return true, nil
	case "否", "no", "n", "false", "0", "无":
		return false, nil
	}
	return c.fails(notYesNo, clip(cell))
}

var dayParts = regexp.MustCompile(`^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?( 0?0:00(:00)?|T00:00:00Z?)?$`)

// readDate takes the ways in which days are written, and Excel's day numbers.
func (c *Column) readDate(cell string) (any, *fault.Problem) {
	cell = halfWidth(cell)
	if m := dayParts.FindStringSubmatch(cell); m != nil {
		if t, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			return calendar.DayOf(t).String(), nil
		}
	}
	if serial, err := strconv.ParseFloat(cell, 64); err == nil && serial >= 10_000 && serial < 100_000 {
		if t, err := excelize.ExcelDateToTime(serial, false); err == nil {
			return calendar.DayOf(t).String(), nil
		}
	}
	return c.fails(notDate, clip(cell))
}

// readList takes values apart at semicolons and line ends; codes at spaces and
// commas too. A backslash keeps the next character as it is.
func (c *Column) readList(cell string) (any, *fault.Problem) {
	list := []any{}
	if cell == nothing {
		return list, nil
	}
	separators := ";；\r\n"
	if c.Kind == Codes || len(c.Choices) > 0 {
		separators += " ,，、\t"
	}
	for _, part := range split(cell, separators) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		value, problem := any(part), (*fault.Problem)(nil)
		if len(c.Choices) > 0 {
			value, problem = c.choose(part)
		} else if c.Kind == Codes {
			value, problem = c.readCode(part)
		}
		if problem != nil {
			return nil, problem
		}
		list = append(list, value)
	}
	return list, nil
}

func split(s, separators string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case strings.ContainsRune(separators, r):
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	return append(parts, part.String())
}

// choose takes a value's name, its Chinese name or its national number.
func (c *Column) choose(cell string) (any, *fault.Problem) {
	for _, choice := range c.Choices {
		if strings.EqualFold(cell, choice.Value) || cell == choice.Chinese || choice.number != "" && cell == choice.number {
			return choice.Value, nil
		}
	}
	return c.fails(notOneOf, clip(cell), c.allowed())
}

// allowed names the choices.
func (c *Column) allowed() string {
	names := make([]string, len(c.Choices))
	for i, choice := range c.Choices {
		names[i] = choice.Chinese + " " + choice.Value
	}
	return strings.Join(names, "、")
}

func (c *Column) readObject(cell string) (any, *fault.Problem) {
	var value any
	d := json.NewDecoder(strings.NewReader(cell))
	d.UseNumber()
	if err := d.Decode(&value); err != nil || d.More() {
		return c.fails(notObject, clip(cell))
	}
	return value, nil
}

// write is the text of a cell for a value of the record's JSON.
func (c *Column) write(value any, chinese bool) string {
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		return yesNo(v, chinese)
	case []any:
		if c.Kind != Object {
			return c.writeList(v, chinese)
		}
	case string:
		if len(c.Choices) > 0 && chinese {
			return c.chineseOf(v)
		}
		return v
	case json.Number:
		if c.Kind == Yuan {
			return inYuan(v)
		}
		return v.String()
	}
	return canonical(value)
}

func yesNo(yes, chinese bool) string {
	switch {
	case yes && chinese:
		return "是"
	case yes:
		return "yes"
	case chinese:
		return "否"
	default:
		return "no"
	}
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, "；", `\；`, "\n", "\\\n", "\r", "\\\r")

func (c *Column) writeList(list []any, chinese bool) string {
	if len(list) == 0 {
		return nothing
	}
	parts := make([]string, len(list))
	for i, v := range list {
		s, _ := v.(string)
		if len(c.Choices) > 0 && chinese {
			s = c.chineseOf(s)
		}
		parts[i] = escapes.Replace(s)
	}
	if len(parts) == 1 && parts[0] == nothing {
		return `\` + nothing
	}
	return strings.Join(parts, "; ")
}

func (c *Column) chineseOf(value string) string {
	for _, choice := range c.Choices {
		if choice.Value == value {
			return choice.Chinese
		}
	}
	return value
}

func inYuan(fen json.Number) string {
	n, ok := new(big.Rat).SetString(fen.String())
	if !ok {
		return fen.String()
	}
	return n.Mul(n, big.NewRat(1, 100)).FloatString(2)
}

// halfWidth turns the full-width digits and signs of Chinese input into ASCII.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

// clip keeps what a message repeats short.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
