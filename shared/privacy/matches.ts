/** Nearly always there are none, and `matchAll` copies the pattern before it finds that out. */
export function matches(text: string, pattern: RegExp): Iterable<RegExpExecArray> {
  return text.search(pattern) === -1 ? [] : text.matchAll(pattern);
}
