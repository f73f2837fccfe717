import { IzaError } from '../../../shared/mcp/errors.ts';
import { detectFormat, type ImportFormat } from './detect.ts';
import type { ImportItem } from './import-item.ts';
import { readJsonl } from './jsonl.ts';
import { IMPORT_LIMITS, type ImportLimits, overLimit, refused } from './limits.ts';
import { readBasicMemory } from './readers/basic-memory.ts';
import { readChatGpt } from './readers/chatgpt.ts';
import { readClaude, readClaudeProjects } from './readers/claude.ts';
import { readClaudeMd } from './readers/claude-md.ts';
import { readMcpMemory } from './readers/mcp-memory.ts';
import { readMem0 } from './readers/mem0.ts';
import { readMarkdown } from './record-markdown.ts';
import { fileOf, type ImportFile, type ImportSource } from './source.ts';
import { filesInZip, isZip } from './zip.ts';

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
 * memory is stored. `format` is for a file that would be taken for another.
 * @throws IzaError with the file, the line and the limit or the mistake.
 */
export async function surveyImport(
  source: ImportSource,
  options: {
    format?: ImportFormat | undefined;
    limits?: Partial<ImportLimits>;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<ImportSurvey> {
  const limits = { ...IMPORT_LIMITS, ...options.limits };
  const parts = await partsOf(source, options.format, limits);
  const counts: ImportSurvey['counts'] = {};
  let total = 0;
  for await (const { kind } of readImport(parts, { limits })) {
    if (options.signal?.aborted)
      throw new IzaError('CANCELLED', 'The import was cancelled. Nothing of it was imported.');
    counts[kind] = (counts[kind] ?? 0) + 1;
    total += 1;
    if (total > limits.items) throw overLimit(source.name, 'it has', limits.items, 'things to import');
  }
  return { parts, counts, total };
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
  source: ImportSource,
  format: ImportFormat | undefined,
  limits: ImportLimits,
): Promise<ImportPart[]> {
  const plain = fileOf(source, limits);
  const zipped = isZip(await source.read(0, Math.min(4, source.size)));
  const files = zipped ? await filesInZip(source, limits) : [plain];
  if (files.length === 0) {
    throw refused(
      source.name,
      'the archive has no file that can be imported',
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
