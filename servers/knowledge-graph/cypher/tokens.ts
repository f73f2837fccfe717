import { createToken, Lexer, type TokenType } from 'chevrotain';

/*
 * Outside of quotes only ASCII is a token, and a backslash is none: Cypher itself reads \u0043REATE as CREATE, and a
 * full-width or zero-width letter is no way to write a word here.
 */

/** Whatever may stand for a property, a label or a type. */
export const Name = createToken({ name: 'Name', label: 'a name', pattern: Lexer.NA });
/** Whatever may stand for a variable: any name that is no word of the language, or one in backticks. */
export const Variable = createToken({
  name: 'Variable',
  label: 'a variable',
  pattern: Lexer.NA,
  categories: [Name],
});
const Identifier = createToken({
  name: 'Identifier',
  label: 'a name',
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  categories: [Variable],
});
export const Quoted = createToken({
  name: 'Quoted',
  label: 'a name in backticks',
  pattern: /`(?:[^`\n\r]|``)+`/,
  line_breaks: false,
  categories: [Variable],
});

const word = (text: string): TokenType =>
  createToken({
    name: text,
    label: text,
    pattern: new RegExp(text, 'i'),
    longer_alt: Identifier,
    categories: [Name],
  });
const sign = (name: string, text: string): TokenType =>
  createToken({ name, label: `"${text}"`, pattern: text });

export const Match = word('MATCH');
export const Optional = word('OPTIONAL');
export const Where = word('WHERE');
export const With = word('WITH');
export const Unwind = word('UNWIND');
export const Return = word('RETURN');
export const Distinct = word('DISTINCT');
export const As = word('AS');
export const Order = word('ORDER');
export const By = word('BY');
export const Ascending = createToken({
  name: 'ASC',
  label: 'ASC',
  pattern: /asc(ending)?/i,
  longer_alt: Identifier,
  categories: [Name],
});
export const Descending = createToken({
  name: 'DESC',
  label: 'DESC',
  pattern: /desc(ending)?/i,
  longer_alt: Identifier,
  categories: [Name],
});
export const Skip = word('SKIP');
export const Limit = word('LIMIT');
export const And = word('AND');
export const Or = word('OR');
export const Xor = word('XOR');
export const Not = word('NOT');
export const In = word('IN');
export const Starts = word('STARTS');
export const Ends = word('ENDS');
export const Contains = word('CONTAINS');
export const Is = word('IS');
export const Null = word('NULL');
export const ShortestPath = word('shortestPath');
export const True = word('TRUE');
export const False = word('FALSE');

export const Text = createToken({
  name: 'Text',
  label: 'a string',
  pattern: /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/,
  line_breaks: true,
});
export const Decimal = createToken({
  name: 'Decimal',
  label: 'a number',
  pattern: /(?:\d+\.\d+|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?/,
});
export const Whole = createToken({ name: 'Whole', label: 'a whole number', pattern: /\d+/ });
export const Parameter = createToken({
  name: 'Parameter',
  label: 'a parameter',
  pattern: /\$[A-Za-z_][A-Za-z0-9_]*/,
});

export const DotDot = sign('DotDot', '..');
export const Dot = sign('Dot', '.');
export const LessEqual = sign('LessEqual', '<=');
export const GreaterEqual = sign('GreaterEqual', '>=');
export const Unequal = sign('Unequal', '<>');
export const Less = sign('Less', '<');
export const Greater = sign('Greater', '>');
export const Equal = sign('Equal', '=');
export const Plus = sign('Plus', '+');
export const Minus = sign('Minus', '-');
export const Star = sign('Star', '*');
export const Slash = sign('Slash', '/');
export const Percent = sign('Percent', '%');
export const Open = sign('Open', '(');
export const Close = sign('Close', ')');
export const OpenList = sign('OpenList', '[');
export const CloseList = sign('CloseList', ']');
export const OpenMap = sign('OpenMap', '{');
export const CloseMap = sign('CloseMap', '}');
export const Comma = sign('Comma', ',');
export const Colon = sign('Colon', ':');
export const Pipe = sign('Pipe', '|');
export const Semicolon = sign('Semicolon', ';');

const skipped = [
  createToken({ name: 'Space', pattern: /[ \t\r\n\f]+/, line_breaks: true, group: Lexer.SKIPPED }),
  createToken({ name: 'LineComment', pattern: /\/\/[^\n\r]*/, group: Lexer.SKIPPED }),
  createToken({ name: 'Comment', pattern: /\/\*[\s\S]*?\*\//, line_breaks: true, group: Lexer.SKIPPED }),
];
const words = [
  [Match, Optional, Where, With, Unwind, Return, Distinct, As, Order, By, Ascending, Descending, Skip],
  [Limit, And, Or, Xor, Not, In, Starts, Ends, Contains, Is, Null, True, False, ShortestPath],
].flat();
const signs = [
  [DotDot, Dot, LessEqual, GreaterEqual, Unequal, Less, Greater, Equal, Plus, Minus, Star, Slash, Percent],
  [Open, Close, OpenList, CloseList, OpenMap, CloseMap, Comma, Colon, Pipe, Semicolon],
].flat();

/** In the order in which they are tried. */
export const TOKENS: TokenType[] = [
  ...skipped,
  ...words,
  Identifier,
  Quoted,
  Text,
  Decimal,
  Whole,
  Parameter,
  ...signs,
  Name,
  Variable,
];
