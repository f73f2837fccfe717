/** The first of some items that together are at most so many characters of JSON. */
export function fitting<T>(items: readonly T[], characters: number): T[] {
  let left = characters;
  const end = items.findIndex((item) => {
    left -= JSON.stringify(item).length + 1;
    return left < 0;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}

/** Ids in their order, those that count up by one as a range: `f1-f500, f502`. */
export function idRanges(ids: readonly string[]): string {
  const ranges: { from: string; to: string }[] = [];
  for (const id of ids) {
    const last = ranges.at(-1);
    if (last && followsOn(last.to, id)) last.to = id;
    else ranges.push({ from: id, to: id });
  }
  return ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(', ');
}

function followsOn(before: string, id: string): boolean {
  const number = (text: string): number => Number(/\d+$/.exec(text)?.[0]);
  return number(id) === number(before) + 1 && id.replace(/\d+$/, '') === before.replace(/\d+$/, '');
}

/** The beginning of a text that is longer. */
export function excerpt(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1).toWellFormed()}…`;
}
