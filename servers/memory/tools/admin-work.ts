import { IzaError } from '../../../shared/mcp/errors.ts';
import { type FOREIGN_FORMATS, SOURCES } from '../choices.ts';
import type { MemoryDomain } from '../deps.ts';
import { EXPORT_FORMATS } from '../transfer/formats.ts';

type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What long work is asked for with. */
export interface Asked {
  action: string;
  path?: string | undefined;
  format?: ExportFormat | (typeof FOREIGN_FORMATS)[number] | undefined;
  scopes?: string[] | undefined;
  scope?: string | undefined;
  source?: string | undefined;
  dry_run?: boolean | undefined;
}

/** What the job of an action is started with. @throws IzaError INVALID_INPUT, NOT_FOUND */
export async function workInput(
  asked: Asked,
  deps: MemoryDomain,
  client: string | undefined,
): Promise<object> {
  switch (asked.action) {
    case 'import':
      return asked.source ? externalInput(asked) : importInput(asked, deps, client);
    case 'export':
      return exportInput(asked, deps);
    case 'mirror':
      return externalInput(asked);
    default:
      return {};
  }
}

async function importInput(
  { path, format, scope = 'user', dry_run: dryRun = false }: Asked,
  { importFolders }: MemoryDomain,
  client: string | undefined,
): Promise<object> {
  if (path === undefined) {
    throw new IzaError('INVALID_INPUT', '/path: import needs it.', {
      hint: `Nothing was imported. Files are imported from ${importFolders.join(', ')}.`,
    });
  }
  const { locateImport } = await import('../transfer/import-path.ts');
  const named = isOurs(format) ? `iza-${format}` : format;
  return {
    path: await locateImport(path, importFolders),
    scope,
    dryRun,
    ...(named && { format: named }),
    ...(client !== undefined && { client }),
  };
}

function exportInput({ format = 'jsonl', scopes }: Asked, { clock }: MemoryDomain): object {
  if (isOurs(format)) return { format, at: clock.now(), ...(scopes && { scopes }) };
  throw new IzaError('INVALID_INPUT', `/format: nothing is exported as ${format}.`, {
    allowed: EXPORT_FORMATS,
  });
}

function isOurs(format: Asked['format']): format is ExportFormat {
  return EXPORT_FORMATS.some((known) => known === format);
}

function externalInput({ action, source, path, scope = 'user' }: Asked): object {
  if (source && path !== undefined) {
    throw new IzaError('INVALID_INPUT', '/path: does not go with source.', {
      hint: `Nothing was changed. Leave out the path to import what ${source} remembers, or the source to import a file.`,
    });
  }
  if (source) return { source, scope };
  throw new IzaError('INVALID_INPUT', `/source: ${action} needs it.`, {
    allowed: SOURCES,
    hint: 'Nothing was changed.',
  });
}
