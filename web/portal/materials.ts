/** Keeps which materials were ticked on this machine, for each guide. */
export function tickMaterials(): void {
  const guide = document.querySelector<HTMLElement>(".guide");
  if (!guide) return;
  const key = `onewindow.materials.${guide.dataset["slug"]}`;
  const boxes = [...guide.querySelectorAll<HTMLInputElement>(".materials input[type=checkbox]")];
  const nameOf = (box: HTMLInputElement) => box.labels?.[0]?.textContent ?? box.id; // which lasts from edition to edition
  const ticked = new Set<string>(JSON.parse(localStorage.getItem(key) ?? "[]") as string[]);
  for (const box of boxes) {
    box.checked = ticked.has(nameOf(box));
    box.onchange = () => localStorage.setItem(key, JSON.stringify(boxes.filter(({ checked }) => checked).map(nameOf)));
  }
}
