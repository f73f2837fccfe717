/** The start of a text and how many UTF-16 units of it are left out; never half of a character. */
export function excerpt(text: string, length: number): { text: string; omitted: number } {
  if (text.length <= length) return { text, omitted: 0 };
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
  const end = splitsPair ? length - 1 : length;
  return { text: `${text.slice(0, end)}…`, omitted: text.length - end };
}
