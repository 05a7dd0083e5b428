import type { Language } from "../shared/language";

/** Each text: Chinese, then English. */
const texts = {
  welcome: ["您好，要办什么事？", "Hello, what do you need?"],
  touch: ["点一下屏幕上的方块", "Touch one of the tiles"],
  life: ["人生大事", "Events of life"],
  topics: ["按主题找", "By subject"],
  departments: ["按部门找", "By department"],
  search: ["打字找", "Search"],
  place: ["这里的时间和电话", "Hours and phones"],
  back: ["返回", "Back"],
  start: ["回到开头", "Start"],
  before: ["上一页", "Previous"],
  next: ["下一页", "Next"],
  read: ["读给我听", "Read to me"],
  quiet: ["停", "Stop"],
  other: ["English", "中文"],
  bring: ["要带什么", "What to bring"],
  REQUIRED: ["必须带", "required"],
  CONDITIONAL: ["有的情况不用带", "not always required"],
  OPTIONAL: ["可带可不带", "optional"],
  origin: ["哪里来：", "Where from: "],
  APPLICANT: ["自己准备", "your own"],
  GOVERNMENT: ["政府部门开具", "from a government office"],
  INTERMEDIARY: ["中介机构出具", "from an agency"],
  OTHER: ["其他地方", "elsewhere"],
  steps: ["怎么办", "Step by step"],
  when: ["什么时候来", "When to come"],
  to: ["至", " to "],
  comma: ["、", ", "],
  closed: ["不开放", "closed"],
  nothingToBring: ["不用带材料", "Nothing to bring"],
  long: ["多久办好", "How long"],
  cost: ["收多少钱", "What it costs"],
  free: ["不收费", "Free"],
  where: ["在哪个窗口", "At which window"],
  anyWindow: ["任何一个窗口", "Any window"],
  ask: ["打电话问", "Ask by phone"],
  scan: ["手机扫一扫，带走全文", "Scan to take it with you"],
  who: ["谁来办", "Who does it"],
  may: ["什么人能办", "Who may apply"],
  notIf: ["不能办：", "Not if: "],
  noNeed: ["可以不带：", "Not needed when: "],
  spot: ["当场办好", "On the spot"],
  workingDay: ["个工作日", "working day"],
  workingDays: ["个工作日", "working days"],
  day: ["天", "day"],
  days: ["天", "days"],
  original: ["原件", "originals"],
  copy: ["复印件", "copies"],
  still: ["还在吗？", "Still here?"],
  stay: ["还在看", "Yes, I am"],
  seconds: ["秒后回到开头", "seconds until it starts again"],
  none: ["没有找到，请换个字试试，或者问工作人员。", "Nothing was found. Try other letters, or ask somebody here."],
  letters: ["打拼音的头一个字母，例如：低保 打 D B", "Type the first letters of the pinyin, such as D B for 低保"],
  erase: ["删", "Erase"],
  down: ["线路断开", "The line is down"],
  outdated: ["本机正在换新版", "This machine is being renewed"],
  unknown: ["本中心暂停服务", "This center is closed for now"],
  from: ["，资料更新于", "; last updated"],
  now: ["刚才", "just now"],
  open: ["开放时间", "Hours"],
  phone: ["电话", "Phone"],
  duty: ["下班后找", "After hours"],
  address: ["地址", "Address"],
  pageUp: ["往上看", "Up"],
  pageDown: ["往下看", "Down"],
  more: ["看上面或下面", "See more"],
  loading: ["正在准备……", "Getting ready …"],
  setUp: ["设置本机：选择所在的中心", "Set this machine up: choose its center"],
  setUpHint: ["写中心的名字", "The name of the center"],
  typeMore: ["还有更多，请把名字写全一点。", "There are more: type more of the name."],
  noSuchCenter: ["没有找到这个代码的中心：", "No center has this code: "],
  ON_THE_SPOT: ["这里当场办", "Done here"],
  ACCEPT_AND_FORWARD: ["这里收件，转送上级", "Received here"],
  BY_AGENT: ["这里有人替您跑", "Somebody here goes for you"],
  CONSULT: ["这里可以问", "Advice here"],
  MONDAY: ["周一", "Mon"],
  TUESDAY: ["周二", "Tue"],
  WEDNESDAY: ["周三", "Wed"],
  THURSDAY: ["周四", "Thu"],
  FRIDAY: ["周五", "Fri"],
  SATURDAY: ["周六", "Sat"],
  SUNDAY: ["周日", "Sun"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof texts;

let language: Language = "zh-CN"; // a kiosk begins in Chinese for everybody

/** Says a text in the language of the person at the machine. */
export function say(word: Word): string {
  return texts[word][language === "en" ? 1 : 0];
}

export function speak(): Language {
  return language;
}

/** Changes the language, until the machine goes back to its start. */
export function speakIn(next: Language): void {
  language = next;
  document.documentElement.lang = next;
}
