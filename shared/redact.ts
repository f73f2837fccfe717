import type { DownstreamEntry } from './config.ts';

/** Shorter values (a port, `true`) are no secrets, and would be found all over a text. */
const MIN_SECRET = 6;

/**
 * A text with every value that an entry hands to its server replaced by the value's name: errors repeat
 * addresses, and a server that starts badly likes to print its environment. These values are known, whatever they
 * look like; secrets that nobody named are what shared/privacy recognises.
 */
export function redact(text: string, entry: Partial<DownstreamEntry>): string {
  const { url, headers = {}, env = {}, args = [] } = entry;
  const hidden: [value: string, shown: string][] = [
    ...Object.entries(headers),
    ...Object.entries(env),
    ...secretArguments(args),
  ]
    .filter(([, value]) => value.length >= MIN_SECRET)
    .map(([name, value]) => [value, `[${name}]`]);
  if (url !== undefined) {
    const { href, search, username, password } = new URL(url);
    hidden.push([url, plainAddress(url)], [href, plainAddress(url)], [search, ''], [password, '[password]']);
    hidden.push([username, '[user]']);
  }
  // The longest first: one value may be part of another.
  return hidden
    .filter(([value]) => value.length > 1)
    .sort(([a], [b]) => b.length - a.length)
    .reduce((shown, [value, name]) => shown.replaceAll(value, () => name), text);
}

/** Values of arguments that are named as secrets: `--api-key=…`, `--token …`. */
function secretArguments(args: readonly string[]): [name: string, value: string][] {
  return args.flatMap((arg, i): [string, string][] => {
    const [, flag = '', value] =
      /^(--?[\w-]*(?:key|token|secret|password)[\w-]*)(?:=(.*))?$/i.exec(arg) ?? [];
    if (!flag) return [];
    return [[flag.replace(/^-+/, ''), value ?? args[i + 1] ?? '']];
  });
}

/** An address without the parts that may carry a token: user, password, query. */
export function plainAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
