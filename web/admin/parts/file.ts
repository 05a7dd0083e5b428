/** The file that was chosen; the same one can be chosen again, when it was mended or is meant this time. */
export function fileOf(field: HTMLInputElement): File | undefined {
  const file = field.files?.[0];
  field.value = "";
  return file;
}
