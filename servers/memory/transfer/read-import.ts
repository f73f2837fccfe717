import { IzaError } from '../../../shared/mcp/errors.ts';
import type { ByteSource } from '../../../shared/text/byte-source.ts';
import { overLimit, refused } from '../../../shared/text/refusal.ts';
import { isZip } from '../../../shared/text/zip/zip.ts';
import { checkItem, createRecordCheck, outlineOf, type RecordOutline } from './check-records.ts';
import { detectFormat } from './detect.ts';
import type { ImportFormat } from './formats.ts';
import type { ImportItem } from './import-item.ts';
import { readJsonl } from './jsonl.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
import { readBasicMemory } from './readers/basic-memory.ts';
import { readChatGpt } from './readers/chatgpt.ts';
import { readClaude, readClaudeProjects } from './readers/claude.ts';
import { readClaudeMd } from './readers/claude-md.ts';
import { readMcpMemory } from './readers/mcp-memory.ts';
import { readMem0 } from './readers/mem0.ts';
import { compareRecords } from './record.ts';
import { readMarkdown } from './record-markdown.ts';
import { fileOf, type ImportFile, type ImportFolder } from './source.ts';
import { filesInZip } from './zip.ts';

const READERS: Record<ImportFormat, (file: ImportFile, limits: ImportLimits) => AsyncIterable<ImportItem>> = {
  'iza-jsonl': readJsonl,
  'iza-markdown': readMarkdown,
  'mcp-memory': readMcpMemory,
  mem0: readMem0,
  chatgpt: readChatGpt,
  claude: readClaude,
  'claude-projects': readClaudeProjects,
  'basic-memory': readBasicMemory,
  'claude-md': readClaudeMd,
};

/** A file whose format is known. One that is empty is left out. */
export interface ImportPart {
  file: ImportFile;
  format: ImportFormat;
}

/** What an import would bring, from a reading of all of it. */
export interface ImportSurvey {
  parts: ImportPart[];
  /** How many things of each kind. */
  counts: Partial<Record<ImportItem['kind'], number>>;
  total: number;
}

/**
 * Reads everything once and keeps nothing but counts: whatever is wrong with a file is found here, before the first
 * memory is stored. `format` is for a file that would be taken for another. Records of ours that have a file each
 * are put into the order in which they can be stored.
 * @throws IzaError with the file, the line and the limit or the mistake.
 */
export async function surveyImport(
  source: ByteSource | ImportFolder,
  options: {
    format?: ImportFormat | undefined;
    limits?: Partial<ImportLimits>;
    signal?: AbortSignal | undefined;
    /** Refuses too what could be read, and not be stored. */
    storable?: boolean;
    /** Called with how many things were found so far. */
    progress?: (found: number) => void;
  } = {},
): Promise<ImportSurvey> {
  const limits = { ...IMPORT_LIMITS, ...options.limits };
  const parts = await partsOf(source, options.format, limits);
  const counts: ImportSurvey['counts'] = {};
  const single: { part: ImportPart; outline: RecordOutline }[] = [];
  let total = 0;
  for (const part of parts) {
    const check = createRecordCheck();
    for await (const item of readImport([part], { limits })) {
      if (options.signal?.aborted)
        throw new IzaError('CANCELLED', 'The import was cancelled. Nothing of it was imported.');
      counts[item.kind] = (counts[item.kind] ?? 0) + 1;
      total += 1;
      options.progress?.(total);
      if (total > limits.items) throw overLimit(source.name, 'it has', limits.items, 'things to import');
      const outline = item.record && outlineOf(item.record, part.file.name);
      if (outline && part.format === 'iza-markdown') single.push({ part, outline });
      if (!options.storable) continue;
      checkItem(item, part.file.name);
      if (outline && part.format !== 'iza-markdown') check.see(outline);
    }
    check.end();
  }
  single.sort((a, b) => compareRecords(a.outline, b.outline));
  const check = createRecordCheck();
  if (options.storable) for (const { outline } of single) check.see(outline);
  check.end();
  const others = parts.filter(({ format }) => format !== 'iza-markdown');
  return { parts: [...others, ...single.map(({ part }) => part)], counts, total };
}

/** Everything in files that were surveyed, one after another, without holding more than one element in memory. */
export async function* readImport(
  parts: readonly ImportPart[],
  options: { limits?: Partial<ImportLimits> } = {},
): AsyncGenerator<ImportItem> {
  const limits = { ...IMPORT_LIMITS, ...options.limits };
  for (const { file, format } of parts) yield* READERS[format](file, limits);
}

async function partsOf(
  source: ByteSource | ImportFolder,
  format: ImportFormat | undefined,
  limits: ImportLimits,
): Promise<ImportPart[]> {
  const files = await filesOf(source, limits);
  if (files.length === 0) {
    throw refused(
      source.name,
      'there is no file in it that can be imported',
      'Looked for: conversations.json, projects.json, and files that end in .md or .jsonl.',
    );
  }
  const parts: ImportPart[] = [];
  for (const file of files) {
    const found = format ?? (await detectFormat(file, limits));
    if (found !== 'empty') parts.push({ file, format: found });
  }
  return parts;
}

async function filesOf(
  source: ByteSource | ImportFolder,
  limits: ImportLimits,
): Promise<readonly ImportFile[]> {
  if ('files' in source) return source.files;
  const plain = fileOf(source, limits);
  const zipped = isZip(await source.read(0, Math.min(4, source.size)));
  return zipped ? filesInZip(source, limits) : [plain];
}
