import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { MAX_FRONT_MATTER, parseFrontMatter } from '../../../shared/text/markdown/front-matter.ts';
import { place, refused } from '../../../shared/text/refusal.ts';
import { fits } from './foreign.ts';
import type { ImportItem } from './import-item.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
import { MemoryRecord, TransferRecord } from './record.ts';
import { itemOfRecord } from './record-item.ts';
import type { ImportFile } from './source.ts';
import { wholeText } from './text.ts';

/** The first line of front matter that is ours. */
const MARK = 'iza: 1';
/** Fields that a person reads as dates: ISO 8601 in the file, milliseconds in the record. */
const TIMES = new Set(['validFrom', 'validTo', 'recordedAt', 'retiredAt', 'started', 'ended', 'at']);
/** The fields in the order that they are written in, which is that of the schemas. */
const KEYS = [...new Set(TransferRecord.options.flatMap(({ shape }) => Object.keys(shape)))];

export interface MarkdownFile {
  /** With `/` between folders, in letters, digits, `-`, `_` and `.` only. */
  path: string;
  text: string;
}

/**
 * A record as a Markdown file of its own: everything about it as front matter, each value as JSON, which is YAML too;
 * the text of a memory below, as it is, and one line end. The same record always gives the same bytes. A text with NUL,
 * which makes a file binary, is front matter too.
 * @throws IzaError TOO_LARGE when it could not be read back; Error when it is no record: a mistake of the caller.
 */
export function writeMarkdown(one: TransferRecord): MarkdownFile {
  const record: Record<string, unknown> = TransferRecord.parse(one);
  const body = typeof record.text === 'string' && !record.text.includes('\0') ? record.text : undefined;
  const lines = KEYS.filter(
    (key) => record[key] !== undefined && !(key === 'text' && body !== undefined),
  ).map((key) => `${key}: ${jsonOf(key, record[key])}`);
  const path = pathOf(one);
  const front = `${MARK}\n${lines.join('\n')}`;
  const text = `---\n${front}\n---\n${body === undefined ? '' : `${body}\n`}`;
  if (front.length > MAX_FRONT_MATTER || Buffer.byteLength(text) > IMPORT_LIMITS.recordBytes) {
    throw new IzaError(
      'TOO_LARGE',
      `${path}: the record ${one.id.slice(0, 80)} is too large for a Markdown file.`,
      {
        hint: 'Export as JSON Lines, which takes records of any size.',
      },
    );
  }
  return { path, text };
}

function jsonOf(key: string, value: unknown): string {
  const dated = TIMES.has(key) ? dateOf(value) : key === 'sources' ? datedSources(value) : value;
  // The fields of `data` in one order (RFC 8785), whoever wrote them.
  const shown = (key === 'data' ? canonicalize(dated) : undefined) ?? JSON.stringify(dated);
  // What YAML takes for no character or for a line end, and what nobody would see: bidirectional controls.
  return shown.replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function dateOf(value: unknown): unknown {
  return typeof value === 'number' ? new Date(value).toISOString() : value;
}

function datedSources(value: unknown): unknown {
  return Array.isArray(value) ? value.map((source) => ({ ...source, at: dateOf(source.at) })) : value;
}

/** Reads one such file back. Front matter may have been put in another order by an editor. @throws IzaError */
export async function* readMarkdown(file: ImportFile, limits: ImportLimits): AsyncGenerator<ImportItem> {
  const whole = await wholeText(file, limits.recordBytes);
  const parts = splitRecord(whole);
  if (!parts) throw refused(place(file.name, 1), 'the front matter has no end');
  const { iza: _mark, ...front } = await parseFrontMatter(file.name, parts.yaml);
  const fields = Object.fromEntries(
    Object.entries(front).map(([key, value]) => [key, readField(key, value)]),
  );
  const { text } = parts;
  const hasBody = front.record === MemoryRecord.shape.record.value && fields.text === undefined;
  if (!hasBody && text.trim() !== '') {
    throw refused(file.name, 'only a memory has a text below the front matter');
  }
  const record = fits(TransferRecord, hasBody ? { ...fields, text } : fields, { file: file.name, line: 1 });
  yield itemOfRecord(record, file.name);
}

/** Whether a text is a record of ours as Markdown. */
export function isRecordMarkdown(text: string): boolean {
  return text.startsWith(`---\n${MARK}\n`) || text.startsWith(`---\r\n${MARK}\r\n`);
}

function splitRecord(whole: string): { yaml: string; text: string } | undefined {
  const newline = whole.startsWith('---\r\n') ? '\r\n' : '\n';
  const fence = `${newline}---${newline}`;
  const end = whole.indexOf(fence);
  if (end < 0) return undefined;
  const body = whole.slice(end + fence.length);
  // The line end after the text is ours, or that of the editor that made all of them CRLF.
  const text = body.endsWith(newline) ? body.slice(0, -newline.length) : body;
  return { yaml: whole.slice(3 + newline.length, end), text };
}

function readField(key: string, value: unknown): unknown {
  if (TIMES.has(key)) return timeOf(value);
  if (key !== 'sources' || !Array.isArray(value)) return value;
  return value.map((source: unknown) =>
    typeof source === 'object' && source !== null && 'at' in source
      ? { ...source, at: timeOf(source.at) }
      : source,
  );
}

function timeOf(value: unknown): unknown {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? at : value;
}

/** A folder a scope, and a file a version; names are made of ids, which may hold anything. */
function pathOf(record: TransferRecord): string {
  const { scope, id } = record;
  const version = record.record === 'memory' && record.version > 1 ? `.v${record.version}` : '';
  const folder = { entity: 'entities', session: 'sessions', memory: 'memories' }[record.record];
  return `${safeName(scope)}/${folder}/${safeName(id)}${version}.md`;
}

/** A name that every file system keeps apart from every other: with a part of its hash unless it is plain already. */
function safeName(text: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,80}$|^[0-9A-HJKMNP-TV-Z]{26}$/.test(text)) return text;
  const words = text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 12);
  return `${words.slice(0, 60).toLowerCase()}-${hash}`.replace(/^-/, '');
}
