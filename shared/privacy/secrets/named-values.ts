import type { Finding } from '../finding.ts';
import { endOfToken } from '../joined.ts';
import type { View } from '../view.ts';
import { isPassword, isPin, isToken } from './plausible.ts';

type Kind = 'password' | 'token' | 'pin';

/** What a value has to look like to be a secret of a kind, since the names are everyday words. */
const PLAUSIBLE: Readonly<Record<Kind, (value: string, quoted: boolean) => boolean>> = {
  password: isPassword,
  token: isToken,
  pin: isPin,
};

const PASSWORD = `pass(?:word|wd|phrase|code)|(?<![a-z])pass(?=["']?\\s?[:=])|pwd|passwort|kennwort|contraseña|mot de passe|senha|wachtwoord|пароль|密码|密碼|パスワード|비밀번호`;
const TOKEN = `(?:api|access|auth|secret|private|signing|encryption|master|service|account|storage|license)[ _-]?(?:access[ _-]?)?(?:key|token)|client[ _-]?secret|secret|token|credentials?`;
const NAMES = new RegExp(
  `(?<password>${PASSWORD})|(?<token>${TOKEN})|(?<pin>(?<![a-z])pin(?: code| number)?(?![a-z]))`,
  'gi',
);

/** Between a name and its value: an assignment, a colon, or a sentence. Every repetition has a greatest number. */
const ASSIGNED = /["'`*_\])]{0,3}[ \t]{0,8}(?:=>|:=|==?|:|→|>)[ \t]{0,8}\n?[ \t]{0,8}/y;
const SAID =
  /["'`*_)]{0,3}(?:\s(?:for|to|of|on|at|from|zu|für|de|para)\s[^\n=:.]{1,40}?)?(?:\s(?:is now|is still|is|was|ist|war|lautet|es|est|é|set to|=)\s?:?\s|\s?(?:は|是|为)\s?)/y;
const VALUE =
  /(?:"([^"\n]{4,200})"|'([^'\n]{4,200})'|`([^`\n]{4,200})`|\*\*([^*\n]{4,200})\*\*)|[^\s"'`<>(){}[\]]{4,200}/y;
/** `hunter22 is my password`: the value before the name. */
const BEFORE = /(\S{4,64})\s(?:is|as|was|for)\s(?:the|my|our|your|her|his)\s(?:\w{1,20}\s){0,2}$/;

/** Values that the words before them call secret: `password = …`, `"apiKey": "…"`, `my password is …`. */
export function findNamedValues(view: View): Finding[] {
  const findings: Finding[] = [];
  NAMES.lastIndex = 0;
  for (let match = NAMES.exec(view.text); match; match = NAMES.exec(view.text)) {
    const kind = kindOf(match.groups);
    const found =
      valueAfter(view, match.index, NAMES.lastIndex, kind) ?? valueBefore(view, match.index, kind);
    if (!found) continue;
    findings.push({ detector: kind, class: 'secret', level: 4, ...found });
    NAMES.lastIndex = Math.max(NAMES.lastIndex, found.end);
  }
  return findings;
}

function kindOf(groups: Record<string, string | undefined> | undefined): Kind {
  if (groups?.password) return 'password';
  return groups?.pin ? 'pin' : 'token';
}

interface Span {
  start: number;
  end: number;
}

function valueAfter(view: View, name: number, from: number, kind: Kind): Span | undefined {
  const { text } = view;
  const starts = [after(ASSIGNED, text, from), after(SAID, text, from)];
  // `--password value`, and `login name password value` of .netrc.
  const flag = text.slice(Math.max(0, name - 40), name);
  if (/(?:^|\s)--?[\w-]{0,30}$|(?:^|\s)login\s\S{1,30}\s$/.test(flag)) starts.push(after(/\s/y, text, from));
  if (kind === 'pin') starts.push(after(/\s/y, text, from));
  for (const start of starts) {
    if (start === undefined) continue;
    VALUE.lastIndex = start;
    const match = VALUE.exec(text);
    if (!match) continue;
    const whole = match[0];
    const inner = match.slice(1).find((group) => group !== undefined);
    const value = [inner ?? untilComma(whole), inner ?? whole]
      .map((each) => (inner === undefined ? unpunctuated(each, text.charAt(name - 1)) : each))
      .find((each) => PLAUSIBLE[kind](each, inner !== undefined));
    if (value === undefined) continue;
    const begun = start + (inner === undefined ? 0 : (whole.length - inner.length) / 2);
    const end = endOfToken(view, begun, begun + value.length, (at) =>
      PLAUSIBLE[kind](text.slice(begun, at), inner !== undefined),
    );
    return { start: begun, end };
  }
  return undefined;
}

function valueBefore({ text }: View, name: number, kind: Kind): Span | undefined {
  const from = Math.max(0, name - 140);
  const match = BEFORE.exec(text.slice(from, name));
  if (!match) return undefined;
  const value = (match[1] ?? '').replace(/^["'`(*]+|["'`)*]+$/g, '');
  if (!PLAUSIBLE[kind](value, false)) return undefined;
  const start = from + match.index + (match[1] ?? '').indexOf(value);
  return { start, end: start + value.length };
}

function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** A comma ends a value, unless what is before it is none: then it is a part of it. */
function untilComma(value: string): string {
  return value.split(/[,;]/, 1)[0] ?? '';
}

/** Without the punctuation of the sentence, and in a query string without the parameters that follow. */
function unpunctuated(value: string, before: string): string {
  const own = before === '?' || before === '&' ? (value.split('&')[0] ?? '') : value;
  return own.replace(/[.,;:!?*_|\\]{1,3}$/, (marks) => (/^[.,;:*_|\\]/.test(marks) ? '' : marks));
}
