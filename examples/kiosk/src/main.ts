import { Refused } from "./api";
import { catchUp, kept, offered, type Item, type Kept } from "./catalog";

const code = new URLSearchParams(location.search).get("center") ?? "511602001000-01";
const main = document.querySelector("main")!;
const age = document.querySelector("#age")!;

/** Makes an element with texts and others in it. */
function make(name: string, ...inside: (Node | string)[]): HTMLElement {
  const element = document.createElement(name);
  element.append(...inside);
  return element;
}

function button(text: string, press: () => void): HTMLElement {
  const element = make("button", text);
  element.addEventListener("click", press);
  return element;
}

function list(catalog: Kept): void {
  document.querySelector("h1")!.textContent = catalog.name;
  main.replaceChildren(...offered(catalog).map((item) => button(item.edition!.title, () => guide(catalog, item))));
}

function guide(catalog: Kept, { edition }: Item): void {
  const { title, summary, charged, promisedLimit, materials, fees } = edition!;
  const units = { WORKING_DAYS: "个工作日", CALENDAR_DAYS: "天", ON_THE_SPOT: "当场办结" };
  main.replaceChildren(
    button("← 返回", () => list(catalog)),
    make("h2", title),
    make("p", summary ?? ""),
    make("p", promisedLimit ? `多久：${promisedLimit.value || ""}${units[promisedLimit.unit]}` : ""),
    make("p", charged ? `收费：${fees.map(({ name, standard }) => `${name} ${standard}`).join("；")}` : "不收费"),
    make("h3", "要带什么"),
    make("ul", ...materials.map(({ name, issuer, notNeededWhen }) => make("li", name, issuer ? `（${issuer}）` : "", notNeededWhen ? `　${notNeededWhen}时不用带` : ""))),
  );
}

/** Shows what the machine has, then what is new; without a line it says how old it is. */
async function refresh(): Promise<void> {
  try {
    const catalog = await catchUp(code);
    age.textContent = "";
    if (!main.querySelector("h2")) list(catalog); // nobody is reading a guide
  } catch (error) {
    const catalog = kept(code);
    const reason = error instanceof Refused && error.code === "OFFLINE" ? "网络断开" : (error as Error).message;
    age.textContent = catalog ? `${reason}，内容截至 ${new Date(catalog.confirmed).toLocaleString("zh-CN")}` : reason;
  }
}

const before = kept(code);
if (before) list(before);
void refresh();
setInterval(() => void refresh(), 60_000);
