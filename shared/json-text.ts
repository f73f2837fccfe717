import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

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

  constructor(text: string, offset: number, problem: string) {
    super(problem);
    this.name = 'JsonTextError';
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    this.line = before.length;
    this.column = (before.at(-1) ?? '').length + 1;
  }
}

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** The parser's names of its errors, in words. */
const EXPECTED: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a JSON value',
  ColonExpected: 'expected a colon',
  CommaExpected: 'expected a comma or the end of the list',
  CloseBraceExpected: 'expected }',
  CloseBracketExpected: 'expected ]',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'comments are not JSON',
};

/** Reads the spans of a JSON text, or throws a JsonTextError. */
export function readJsonText(text: string): JsonSpan {
  const errors: ParseError[] = [];
  const root = parse(text, errors);
  const [first] = errors;
  if (first)
    throw new JsonTextError(
      text,
      first.offset,
      EXPECTED[printParseErrorCode(first.error)] ?? 'expected a JSON value',
    );
  if (!root) throw new JsonTextError(text, text.length, 'expected a JSON value');
  return spanOf(root);
}

function parse(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, STRICT);
  } catch (error) {
    // The parser goes down a level a call: far beyond any settings file, the stack ends.
    if (error instanceof RangeError) throw new JsonTextError(text, 0, 'it is nested too deep');
    throw error;
  }
}

function spanOf({ type, offset, length, children = [] }: Node): JsonSpan {
  const kind = type === 'object' || type === 'array' ? type : 'scalar';
  const members = type === 'object' ? children.flatMap(memberAt) : [];
  return { kind, start: offset, end: offset + length, members };
}

function memberAt({ children: [key, value] = [] }: Node): JsonMember[] {
  return key && value ? [{ key: String(key.value), start: key.offset, value: spanOf(value) }] : [];
}

/** The member that counts under a key: the last, as for JSON.parse. */
export function memberOf(span: JsonSpan, key: string): JsonMember | undefined {
  return span.members.findLast((member) => member.key === key);
}
