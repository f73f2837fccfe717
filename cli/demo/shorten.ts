import type { JsonObject, JsonValue } from '../../shared/mcp/surface.ts';

/**
 * A text on one line of at most `length` characters; where it is cut, an ellipsis says so. Control characters are
 * left out: text of documents and servers must not move a terminal's cursor.
 */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim());
  if (characters.length <= length) return characters.join('');
  return `${characters.slice(0, length - 1).join('')}…`;
}

/** A path keeps its end, which tells more than its beginning. */
function shortenValue(value: JsonValue, length: number): JsonValue {
  if (typeof value === 'string') {
    const path = /^(?:\/|[A-Za-z]:\\|file:)/.test(value);
    return path && value.length > length ? `…${value.slice(1 - length)}` : shorten(value, length);
  }
  if (Array.isArray(value)) return value.map((item) => shortenValue(item, length));
  if (value !== null && typeof value === 'object') return shortenArguments(value, length);
  return value;
}

/** The same arguments with every text in them cut to `length`. */
export function shortenArguments(args: JsonObject, length: number): JsonObject {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, shortenValue(value, length)]));
}

/** `1 fact`, `2 facts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A text in lines of at most `width` characters, and at most `limit` of them. */
export function wrap(text: string, width: number, limit: number): string[] {
  const lines: string[] = [];
  let rest = shorten(text, Number.MAX_SAFE_INTEGER);
  while (rest.length > width && lines.length < limit - 1) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, shorten(rest, width)];
}
