/** Keeps which materials were ticked on this machine, for each guide. */
export function tickMaterials(): void {
  const guide = document.querySelector<HTMLElement>(".guide");
  if (!guide) return;
  const key = `onewindow.materials.${guide.dataset["slug"]}`;
  const boxes = [...guide.querySelectorAll<HTMLInputElement>(".materials input[type=checkbox]")];
  const nameOf = (box: HTMLInputElement) => box.labels?.[0]?.textContent ?? box.id; // which lasts from edition to edition
  const ticked = new Set(remembered(key));
  for (const box of boxes) {
    box.checked = ticked.has(nameOf(box));
    box.onchange = () => remember(key, boxes.filter(({ checked }) => checked).map(nameOf));
  }
}

function remembered(key: string): string[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as string[];
  } catch {
    return []; // a browser may be told to keep nothing
  }
}

function remember(key: string, names: string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(names));
  } catch {
    // then the ticks last as long as the page
  }
}
