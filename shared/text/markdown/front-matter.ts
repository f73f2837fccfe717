import { overLimit, place, refused } from '../refusal.ts';

/** UTF-16 units of front matter: a YAML parser's time grows with the square of how deep brackets are nested. */
export const MAX_FRONT_MATTER = 256 * 1024;

/** `line` is where the body begins. */
export function splitFrontMatter(text: string): { yaml?: string; body: string; line: number } {
  const [whole, yaml = ''] = /^---[ \t]*\r?\n((?:[^\n]*\n)*?)---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (whole === undefined) return { body: text, line: 1 };
  return { yaml, body: text.slice(whole.length), line: whole.split('\n').length };
}

/** Front matter as an object. @throws IzaError when it is no YAML, repeats a key or names a value elsewhere. */
export async function parseFrontMatter(file: string, yaml: string): Promise<Record<string, unknown>> {
  if (yaml.length > MAX_FRONT_MATTER) {
    throw overLimit(place(file, 1), 'the front matter has', MAX_FRONT_MATTER, 'characters');
  }
  const { parse } = await import('./packages.ts');
  let value: unknown;
  try {
    value = parse(yaml, { uniqueKeys: true, maxAliasCount: 0, strict: true, logLevel: 'error' });
  } catch (error) {
    // The place within the front matter, whose first line is the second of the file.
    const at = (error as { linePos?: [{ line: number }] }).linePos?.[0].line ?? 1;
    throw refused(place(file, at + 1), 'the front matter is not plain YAML, or has a key twice');
  }
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refused(place(file, 1), 'the front matter is not a list of keys and values');
}
