import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { MemoryDeps, MemoryDomain } from '../deps.ts';
import { excerpt } from '../excerpt.ts';
import type { HistoryEntry } from '../history.ts';
import { cursorOf } from '../history-cursor.ts';
import { MEMORY_STATUSES, type Memory } from '../memory.ts';
import { readableText } from '../readable.ts';
import { idField, isoOf, kindField, momentField, nameField, nextCall, scopesInput } from './fields.ts';

const SHOWN = 1_000;

const input = z.object({
  id: idField.optional().describe('A memory; or give key or entity.'),
  key: nameField.optional().describe('All that was ever said on it.'),
  entity: nameField.optional().describe('All about this person, place or thing.'),
  as_of: momentField.optional().describe('As it was known then.'),
  scopes: scopesInput,
  limit: z.number().int().min(1).max(100).default(20).describe('Versions in a page.'),
  cursor: z.string().max(100).optional().describe('From next.'),
});

const output = z.object({
  versions: z.array(
    z.object({
      id: z.string(),
      version: z.number().int(),
      text: z.string(),
      more_characters: z.number().int().optional(),
      kind: kindField,
      scope: z.string(),
      key: z.string().optional(),
      status: z.enum(MEMORY_STATUSES),
      superseded_by: z.string().optional(),
      valid_from: z.string().optional(),
      valid_to: z.string().optional(),
      recorded: z.string(),
      retired: z.string().optional(),
      action: z.string().optional(),
      by: z.string().optional(),
      change: z.string().optional().describe('Undo it with memory_admin.'),
      sources: z.array(z.string()),
    }),
  ),
  total: z.number().int(),
  ...cutFields,
});

function show({ memory, sources, operation }: HistoryEntry, deps: MemoryDomain) {
  const { text, omitted } = excerpt(readableText(memory, deps), SHOWN);
  const { validFrom, validTo, retiredAt, supersededBy, key } = memory;
  return {
    id: memory.id,
    version: memory.version,
    text,
    ...(omitted > 0 && { more_characters: omitted }),
    kind: memory.kind,
    scope: memory.scope,
    ...(key !== undefined && { key }),
    status: memory.status,
    ...(supersededBy !== undefined && { superseded_by: supersededBy }),
    ...(validFrom !== undefined && { valid_from: isoOf(validFrom) }),
    ...(validTo !== undefined && { valid_to: isoOf(validTo) }),
    recorded: new Date(memory.recordedAt).toISOString(),
    ...(retiredAt !== undefined && { retired: isoOf(retiredAt) }),
    ...(operation && { action: operation.action, change: operation.change }),
    ...(operation?.client !== undefined && { by: operation.client }),
    sources: sources.items.map(({ title, uri, quote, client, message }) =>
      [title, uri, quote && JSON.stringify(quote), message && `message ${message}`, client]
        .filter(Boolean)
        .join(', '),
    ),
  };
}

function nextPage(asked: z.output<typeof input>, shown: readonly Pick<Memory, 'id' | 'version'>[]) {
  const last = shown.at(-1);
  return nextCall('memory_history', { ...asked, ...(last && { cursor: cursorOf(last) }) });
}

export const memoryHistoryTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'memory_history',
  title: 'History of a memory',
  description:
    'Shows every version of a memory, of a key or about an entity: what was believed when, who said it, what took its place. Use it to explain a change, to settle a contradiction, or to find what to undo.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  page: {
    items: 'versions',
    next: (asked, shown, kept) => nextPage(asked, shown.versions.slice(0, kept)),
  },
  async handler(asked, { open }) {
    const deps = await open();
    const { historyOf } = await import('../history.ts');
    const named = [asked.id, asked.key, asked.entity].filter((each) => each !== undefined);
    if (named.length !== 1) {
      throw new IzaError('INVALID_INPUT', 'Give one of id, key and entity.', {
        allowed: ['id', 'key', 'entity'],
      });
    }
    const { entries, total, more } = await historyOf(deps, {
      ...asked,
      knownAt: momentOf(asked.as_of),
    });
    const versions = entries.map((entry) => show(entry, deps));
    return { versions, total, ...(more && { next: nextPage(asked, versions) }) };
  },
  render({ versions, total, next }) {
    const lines = [total === 1 ? '1 version.' : `${total} versions.`];
    for (const {
      id,
      version,
      text,
      status,
      valid_from,
      valid_to,
      recorded,
      action,
      by,
      sources,
    } of versions) {
      const holds = valid_from || valid_to ? `, holds ${valid_from ?? '…'} to ${valid_to ?? '…'}` : '';
      lines.push(
        `- ${recorded} ${action ?? 'add'}${by ? ` by ${by}` : ''} [${id} v${version}, ${status}${holds}] ${JSON.stringify(text)}`,
      );
      for (const source of sources.filter(Boolean)) lines.push(`  from ${source}`);
    }
    if (next) lines.push(`Earlier: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
