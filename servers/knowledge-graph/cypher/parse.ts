import { type ILexingError, type IParserErrorMessageProvider, type IToken, Lexer } from 'chevrotain';
import { IzaError } from '../../../shared/mcp/errors.ts';
import type { Query } from './ast.ts';
import { QueryParser } from './query-parser.ts';
import { refusedWord } from './refused.ts';
import { Close, CloseList, CloseMap, Open, OpenList, OpenMap, TOKENS } from './tokens.ts';

/** Characters of a query. */
export const MAX_QUERY = 10_000;
/** Brackets within brackets: what the parser goes down by. */
const MAX_DEPTH = 40;
const MAX_CLAUSES = 30;

export const SUBSET = 'docs/cypher.md says what is understood.';

/** Where something is in a query, as people count. */
export function placeIn(source: string, at: number): string {
  const before = source.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

export function queryError(source: string, at: number, what: string, hint = SUBSET): IzaError {
  return new IzaError('INVALID_INPUT', `/query, ${placeIn(source, at)}: ${what}`, { hint });
}

/**
 * Reads a query.
 * @throws IzaError READ_ONLY for what is refused by name; INVALID_INPUT with line, column and what was expected.
 */
export function parseQuery(source: string): Query {
  if (source.length > MAX_QUERY)
    throw new IzaError('TOO_LARGE', `/query has more than ${MAX_QUERY} characters.`, {
      hint: 'Hand long lists in as parameters.',
    });
  const { tokens, errors } = lexer().tokenize(source);
  const refused = refusedWord(tokens);
  if (refused) {
    throw new IzaError(
      'READ_ONLY',
      `/query, ${placeIn(source, refused.token.startOffset)}: ${refused.word} is refused: ${refused.why}.`,
      { hint: refused.hint },
    );
  }
  const [wrong] = errors;
  if (wrong) throw queryError(source, wrong.offset, unreadable(source, wrong));
  checkDepth(source, tokens);

  const parser = queryParser();
  parser.source = source;
  parser.input = tokens;
  const query = parser.query();
  const [error] = parser.errors;
  if (error) {
    const { token } = error;
    const at = Number.isNaN(token.startOffset) ? source.trimEnd().length : token.startOffset;
    throw queryError(source, at, `${error.message}.`);
  }
  if (query.clauses.length > MAX_CLAUSES)
    throw new IzaError('TOO_LARGE', `/query has more than ${MAX_CLAUSES} clauses.`);
  return query;
}

let lexing: Lexer | undefined;
/** Made once: the tables take some milliseconds. */
function lexer(): Lexer {
  lexing ??= new Lexer(TOKENS, { positionTracking: 'full' });
  return lexing;
}

let parsing: QueryParser | undefined;
function queryParser(): QueryParser {
  parsing ??= new QueryParser({ errorMessageProvider: MESSAGES, maxLookahead: 3 });
  return parsing;
}

const MESSAGES: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) =>
    `expected ${expected.LABEL ?? expected.name}, found ${found(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `expected the end, or a clause that may come here, found ${found(firstRedundant)}`,
  buildNoViableAltMessage: ({ expectedPathsPerAlt, actual }) =>
    `expected ${labelsOf(expectedPathsPerAlt.flat())}, found ${found(actual[0])}`,
  buildEarlyExitMessage: ({ expectedIterationPaths, actual }) =>
    `expected ${labelsOf(expectedIterationPaths)}, found ${found(actual[0])}`,
};

function labelsOf(paths: readonly (readonly { LABEL?: string; name: string }[])[]): string {
  const labels = [...new Set(paths.flatMap(([first]) => (first ? [first.LABEL ?? first.name] : [])))];
  return labels.length > 1 ? `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}` : (labels[0] ?? 'more');
}

function found(token: IToken | undefined): string {
  return token === undefined || token.image === '' ? 'the end' : JSON.stringify(token.image.slice(0, 40));
}

function unreadable(source: string, { offset }: ILexingError): string {
  const char = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  if (char === '\\') return 'a backslash stands only in strings: escapes outside of them are refused.';
  if (char === '`' || char === "'" || char === '"') return `the quote ${char} is not closed.`;
  if (char > '\u007f') {
    const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `U+${code} stands only in strings and in names in backticks.`;
  }
  if (char === '~') return 'regular expressions are not part of it: use CONTAINS, STARTS WITH or ENDS WITH.';
  return `${JSON.stringify(char)} has no meaning here.`;
}

function checkDepth(source: string, tokens: readonly IToken[]): void {
  const opening = new Set([Open, OpenList, OpenMap]);
  const closing = new Set([Close, CloseList, CloseMap]);
  let depth = 0;
  for (const { tokenType, startOffset } of tokens) {
    if (opening.has(tokenType)) depth += 1;
    if (closing.has(tokenType)) depth -= 1;
    if (depth > MAX_DEPTH)
      throw queryError(source, startOffset, `more than ${MAX_DEPTH} brackets within each other.`);
  }
}
