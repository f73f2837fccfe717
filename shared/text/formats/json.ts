import type { ParseError } from 'jsonc-parser';
import { JsonTextError, readJsonText } from '../../json-text.ts';
import type { Draft, Reading } from '../document.ts';
import type { DocumentLimits } from '../document-limits.ts';
import { checkJsonDepth } from '../json-depth.ts';
import { overLimit, place, refused } from '../refusal.ts';

/** UTF-16 units of a key as paths repeat it. */
const KEY = 200;
const TITLES = ['title', 'name'];

/**
 * JSON as lines `path: value`: a block for each entry of a list, member of an object, or line of JSON Lines. Comments
 * and commas at the ends of lists are let through, as settings have them.
 * @throws IzaError
 */
export async function readJson(name: string, text: string, limits: DocumentLimits): Promise<Reading> {
  checkJsonDepth(name, text, limits.depth);
  const { values, of } = await valuesOf(name, text, limits);
  const write = createWriter(name, limits);
  const blocks: Draft[] = values.map(([path, value]) => ({ kind: 'paragraph', text: write(path, value) }));
  const title = TITLES.flatMap((key) =>
    values.flatMap(([path, value]) => (path === key && typeof value === 'string' ? [value.trim()] : [])),
  ).find((one) => one !== '');
  return {
    ...(title !== undefined && { title }),
    blocks,
    links: [],
    ...(of > values.length && { truncated: { limit: 'rows', kept: values.length, of } }),
  };
}

type Named = [path: string, value: unknown];

/** What becomes a block each, and how many of it there are. */
async function valuesOf(
  name: string,
  text: string,
  limits: DocumentLimits,
): Promise<{ values: Named[]; of: number }> {
  const whole = tryParse(text);
  if (whole !== undefined) return partsOf(whole.value, limits);
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const isLines =
    /\.(?:jsonl|ndjson)$/i.test(name) ||
    (lines.filter((line) => line.trim() !== '').length > 1 && tryParse(lines[first] ?? '') !== undefined);
  return isLines ? jsonLines(name, lines, limits) : partsOf(await withComments(name, text), limits);
}

function tryParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function jsonLines(
  name: string,
  lines: readonly string[],
  { rows }: DocumentLimits,
): { values: Named[]; of: number } {
  const values: Named[] = [];
  let of = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = tryParse(line);
    if (!parsed) throw refused(place(name, index + 1), 'the line is not JSON');
    of += 1;
    if (values.length < rows) values.push(['', parsed.value]);
  }
  return { values, of };
}

async function withComments(name: string, text: string): Promise<unknown> {
  const { parse } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length === 0 && value !== undefined) return value;
  try {
    readJsonText(text);
  } catch (error) {
    if (error instanceof JsonTextError) {
      throw refused(`${place(name, error.line)}, column ${error.column}`, `it is not JSON: ${error.message}`);
    }
  }
  throw refused(name, 'it is not JSON');
}

function partsOf(value: unknown, { rows }: DocumentLimits): { values: Named[]; of: number } {
  if (Array.isArray(value)) {
    return { values: value.slice(0, rows).map((one, index): Named => [`[${index}]`, one]), of: value.length };
  }
  if (typeof value !== 'object' || value === null) return { values: [['', value]], of: 1 };
  const members = Object.entries(value);
  return { values: members, of: members.length };
}

/** Writes values as lines, until that is more text than a document may have. */
function createWriter(
  name: string,
  { characters }: DocumentLimits,
): (path: string, value: unknown) => string {
  let size = 0;
  const write = (path: string, value: unknown, lines: string[]): void => {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
      for (const [key, one] of Object.entries(value)) {
        const step = Array.isArray(value) ? `[${key}]` : `${path === '' ? '' : '.'}${key.slice(0, KEY)}`;
        write(path + step, one, lines);
      }
      return;
    }
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    const line = path === '' ? shown : `${path}: ${shown}`;
    size += line.length;
    if (size > characters) throw overLimit(name, 'it has', characters, 'characters of text');
    lines.push(line);
  };
  return (path, value) => {
    const lines: string[] = [];
    write(path.slice(0, KEY), value, lines);
    return lines.join('\n');
  };
}
