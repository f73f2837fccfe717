import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import { FORGET_MODES } from '../choices.ts';
import type { MemoryDeps } from '../deps.ts';
import type { Target } from '../forget.ts';
import { normaliseName, normaliseTag } from '../names.ts';
import {
  byOf,
  idField,
  kindField,
  momentField,
  nameField,
  nextCall,
  nextField,
  scopeField,
  tagField,
} from './fields.ts';

const mode = z.enum(FORGET_MODES);

const input = z.object({
  ids: z.array(idField).min(1).max(100).optional().describe('Which; or a filter:'),
  query: z.string().min(1).max(1_000).optional().describe('With one of these words.'),
  kinds: z.array(kindField).min(1).optional().describe('Of these kinds.'),
  tags: z.array(tagField).min(1).max(20).optional().describe('With all of these.'),
  about: nameField.optional().describe('About this entity.'),
  since: momentField.optional().describe('From then on.'),
  until: momentField.optional().describe('Before then.'),
  scopes: z.array(scopeField).min(1).max(20).optional().describe('Only there; user unless said.'),
  mode: mode
    .default('retract')
    .describe('retract: kept in the history. redact: the text goes. purge: erased for good.'),
  preview_token: z.string().max(64).optional().describe('From the preview.'),
});

const output = z.object({
  preview: z
    .object({
      count: z.number().int(),
      samples: z.array(z.object({ id: z.string(), kind: kindField, scope: z.string(), text: z.string() })),
      preview_token: z.string(),
    })
    .optional(),
  forgotten: z.array(z.string()),
  missing: z.array(z.string()),
  mode,
  change: z.string().optional().describe('Undo it with memory_admin.'),
  note: z.string().optional(),
  next: nextField.optional(),
});

const NOT_SCRUBBED =
  'Erased. Another program is reading the data, so the last traces on the disk go when it is done.';

type Input = z.output<typeof input>;

function targetOf(asked: Input): Target {
  const { ids, query, kinds, tags, about, since, until, scopes } = asked;
  const filtered = query ?? kinds ?? tags ?? about ?? since ?? until ?? scopes;
  if (!ids && filtered === undefined) {
    throw new IzaError('INVALID_INPUT', 'Say what to forget: ids, or a filter.', {
      hint: 'Nothing was changed.',
    });
  }
  const beside = Object.keys({ query, kinds, tags, about, since, until }).filter(
    (name) => asked[name as 'query'] !== undefined,
  );
  if (ids && beside.length > 0) {
    throw new IzaError('INVALID_INPUT', `/${beside[0]}: does not go with ids.`, {
      why: 'What is named by its id is forgotten whether a filter fits it or not.',
      hint: 'Nothing was changed. Give the ids, or the filter alone.',
    });
  }
  return {
    ids,
    query,
    kinds,
    tags: tags?.map(normaliseTag),
    scopes,
    ...(about !== undefined && { entities: [normaliseName(about)] }),
    ...((since ?? until) !== undefined && {
      between: [
        momentOf(since) ?? Number.MIN_SAFE_INTEGER,
        momentOf(until) ?? Number.MAX_SAFE_INTEGER,
      ] as const,
    }),
  };
}

export const forgetTool = defineTool<typeof input, typeof output, MemoryDeps>({
  name: 'forget',
  title: 'Forget',
  description:
    'Takes memories out by id or by a filter, so that recall no longer finds them. A filter is answered with a preview and a token first; call again with it. retract can be undone; redact and purge cannot and ask the person. When something has changed, remember the new state instead.',
  input,
  output,
  effects: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  async confirm(asked, { open }) {
    const target = targetOf(asked);
    if (asked.mode === 'retract' || (!target.ids && asked.preview_token === undefined)) return undefined;
    const { previewForget } = await import('../forget.ts');
    const { count, samples } = await previewForget(await open(), target, asked.mode);
    const [first] = samples;
    if (!first) return undefined;
    const what = count === 1 ? '1 memory' : `${count} memories`;
    const done = asked.mode === 'purge' ? `Erase ${what} for good?` : `Erase the text of ${what}?`;
    const which = count === 1 ? 'It begins' : 'The first begins';
    return `${done} This cannot be undone. ${which}: ${JSON.stringify(first.text)}`;
  },
  async handler(asked, { open }, call) {
    const deps = await open();
    const { forget, previewForget } = await import('../forget.ts');
    const target = targetOf(asked);
    const { mode: how, preview_token: token } = asked;
    if (!target.ids && token === undefined) {
      const { token: given, ...preview } = await previewForget(deps, target, how);
      const { idempotency_key: _, ...again } = asked as Input & { idempotency_key?: string };
      return {
        preview: { ...preview, preview_token: given },
        forgotten: [],
        missing: [],
        mode: how,
        note: 'Nothing has been changed yet.',
        ...(preview.count > 0 && { next: nextCall('forget', { ...again, preview_token: given }) }),
      };
    }
    const { scrubbed, ...result } = await forget(deps, { target, mode: how, token }, byOf('forget', call));
    return { ...result, mode: how, ...(!scrubbed && { note: NOT_SCRUBBED }) };
  },
  render({ preview, forgotten, missing, mode: how, change, note }) {
    const lines: string[] = [];
    if (preview) {
      lines.push(`${preview.count} would be forgotten (token ${preview.preview_token}):`);
      for (const { id, kind, scope, text } of preview.samples) {
        lines.push(`- [${kind}, ${scope}, ${id}] ${JSON.stringify(text)}`);
      }
    }
    if (forgotten.length > 0) lines.push(`${DONE[how]}: ${forgotten.join(', ')}`);
    if (missing.length > 0) lines.push(`Not there: ${missing.join(', ')}`);
    if (change) lines.push(`Undo with memory_admin, change ${change}.`);
    if (note) lines.push(note);
    return lines.join('\n');
  },
});

const DONE = { retract: 'Retracted', redact: 'Redacted', purge: 'Erased' } as const;
