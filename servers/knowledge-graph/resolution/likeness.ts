/**
 * Jaro-Winkler similarity in [0, 1] (Winkler 1990, with his prefix scale 0.1 for up to four letters). In UTF-16 units.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const window = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  const taken = new Uint8Array(b.length);
  const matched: number[] = [];
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(b.length, i + window + 1);
    for (let j = Math.max(0, i - window); j < end; j += 1) {
      if (taken[j] || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      taken[j] = 1;
      matched.push(a.charCodeAt(i));
      break;
    }
  }
  if (matched.length === 0) return 0;
  let at = 0;
  let moved = 0;
  for (let j = 0; j < b.length; j += 1) {
    if (!taken[j]) continue;
    if (matched[at] !== b.charCodeAt(j)) moved += 1;
    at += 1;
  }
  const m = matched.length;
  const jaro = (m / a.length + m / b.length + (m - moved / 2) / m) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/**
 * Whether the optimal string alignment distance is at most one: a letter more, less or other, or two neighbours
 * swapped. In one pass, since nothing farther is ever asked for.
 */
export function withinOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}

/** Whether one word is the plural of the other, by the endings of English. */
export function isPlural(a: string, b: string): boolean {
  const [one, many] = a.length <= b.length ? [a, b] : [b, a];
  if (one.length < 3 || !many.endsWith('s')) return false;
  return (
    many === `${one}s` || many === `${one}es` || (one.endsWith('y') && many === `${one.slice(0, -1)}ies`)
  );
}

/** The trigrams of a text between spaces, each once. */
export function trigramsOf(text: string): Set<string> {
  const padded = ` ${text} `;
  const found = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at += 1) found.add(padded.slice(at, at + 3));
  return found;
}

/** Share of trigrams that two texts have in common, in [0, 1] (Dice). */
export function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const each of small) if (large.has(each)) common += 1;
  return a.size + b.size === 0 ? 1 : (2 * common) / (a.size + b.size);
}
