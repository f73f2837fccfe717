/**
 * Where things stand in a JSON text (RFC 8259). Parsing and printing again would be shorter, and would
 * reorder integer keys, reprint numbers and unfold every array of a file that belongs to somebody else.
 */
export interface JsonSpan {
  kind: 'object' | 'array' | 'scalar';
  /** Offset of the first character. */
  start: number;
  /** Offset after the last character. */
  end: number;
  /** The members of an object, in the order of the text, duplicates included. */
  members: JsonMember[];
}

export interface JsonMember {
  key: string;
  /** Offset of the key's opening quote. */
  start: number;
  value: JsonSpan;
}

/** A text that is not JSON: where it stops being so, and what could have stood there. */
export class JsonTextError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(text: string, offset: number, expected: string) {
    super(`expected ${expected}`);
    this.name = 'JsonTextError';
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    this.line = before.length;
    this.column = (before.at(-1) ?? '').length + 1;
  }
}

const WHITESPACE = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 §7 bars them from strings
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Far beyond any settings file, far below the call stack. */
const MAX_DEPTH = 500;

/** Reads the spans of a JSON text, or throws a JsonTextError. */
export function readJsonText(text: string): JsonSpan {
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const fail = (expected: string): never => {
    throw new JsonTextError(text, at, expected);
  };
  /** Takes one of the characters after whitespace, and says which. */
  const takeOne = (characters: string): string | undefined => {
    take(WHITESPACE);
    const next = text[at];
    if (next === undefined || !characters.includes(next)) return undefined;
    at += 1;
    return next;
  };

  const readValue = (depth: number): JsonSpan => {
    if (depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} levels`);
    take(WHITESPACE);
    const start = at;
    const members: JsonMember[] = [];
    const opening = takeOne('{[');
    if (opening === '{') {
      if (!takeOne('}')) {
        do members.push(readMember(depth));
        while (takeOne(','));
        if (!takeOne('}')) fail('a comma or }');
      }
      return { kind: 'object', start, end: at, members };
    }
    if (opening === '[') {
      if (!takeOne(']')) {
        do readValue(depth + 1);
        while (takeOne(','));
        if (!takeOne(']')) fail('a comma or ]');
      }
      return { kind: 'array', start, end: at, members };
    }
    if (take(STRING) === undefined && take(SCALAR) === undefined) fail('a JSON value');
    return { kind: 'scalar', start, end: at, members };
  };

  const readMember = (depth: number): JsonMember => {
    take(WHITESPACE);
    const start = at;
    const key = take(STRING) ?? fail('a key in double quotes');
    if (!takeOne(':')) fail('a colon');
    return { key: JSON.parse(key) as string, start, value: readValue(depth + 1) };
  };

  const root = readValue(0);
  take(WHITESPACE);
  if (at < text.length) fail('the end of the file');
  return root;
}

/** The member that counts under a key: the last, as for JSON.parse. */
export function memberOf(span: JsonSpan, key: string): JsonMember | undefined {
  return span.members.findLast((member) => member.key === key);
}
