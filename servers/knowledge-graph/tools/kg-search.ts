import * as z from 'zod';
import { decodeCursor, encodeCursor, unknownCursor } from '../../../shared/db/cursor.ts';
import { cutFields } from '../../../shared/mcp/output.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { momentOf } from '../../../shared/moments.ts';
import type { GraphDeps } from '../deps.ts';
import { publicId } from '../public-id.ts';
import { SEARCH_MODES } from '../search/modes.ts';
import type { Offsets } from '../search/search.ts';
import type { FoundPassage } from '../search/show-found.ts';
import {
  asOfField,
  dateOf,
  entityShown,
  factLine,
  factOut,
  factShown,
  graphField,
  knownAtField,
  nextCall,
  present,
} from './fields.ts';

const input = z.object({
  query: z.string().trim().min(1).max(2_000).describe('A question, or words for it.'),
  graph: graphField,
  mode: z
    .enum(SEARCH_MODES)
    .default('multihop')
    .describe('fast: words and names; multihop: also chains; temporal: by dates in the query.'),
  as_of: asOfField,
  known_at: knownAtField,
  limit: z.number().int().min(1).max(50).default(10).describe('Of each kind.'),
  max_tokens: z.number().int().min(100).max(10_000).default(3_000).describe('Budget.'),
  cursor: z.string().max(100).optional().describe('From next.'),
});

const found = { score: z.number(), why: z.array(z.string()) };
const passage = z.object({
  id: z.string(),
  text: z.string(),
  more_characters: z.number().int().optional(),
  headings: z.array(z.string()).optional(),
  episode: z.string(),
  title: z.string().optional(),
  uri: z.string().optional(),
  at: z.string().optional(),
  span: z.array(z.number().int()).describe('Where it is in the text of the episode.'),
  ...found,
});

const output = z.object({
  facts: z.array(factShown.extend(found)),
  passages: z.array(passage),
  entities: z.array(entityShown.extend(found)),
  tried: z.array(z.string()).optional(),
  note: z.string().optional(),
  ...cutFields,
});
type PassageOut = z.output<typeof passage>;

const PARTIAL =
  'The graph is still being read into memory: passages were found by their words alone. Ask again for more.';

export const kgSearchTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_search',
  title: 'Search the graph',
  description:
    'Finds facts, passages and entities for a question, with sources and why each was found. Use it to answer from what is known, also over several steps; kg_entity when you know the name; kg_timeline for one history. Cite title or episode.',
  input,
  output,
  effects: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }) {
    const [{ searchGraph }, { packInto }] = await Promise.all([
      import('../search/search.ts'),
      import('../search/pack.ts'),
    ]);
    const offsets = readCursor(asked.cursor);
    const answer = await searchGraph(await open(), {
      ...asked,
      offsets,
      asOf: momentOf(asked.as_of),
      knownAt: momentOf(asked.known_at),
    });
    const packed = packInto(
      {
        facts: answer.facts.map(({ fact, score, why }) => ({ ...factOut(fact), ...scored(score), why })),
        passages: answer.passages.map(passageOut),
        entities: answer.entities.map(({ entity: { entity, name, type }, score, why }) => ({
          id: publicId('entity', entity),
          name,
          type,
          ...scored(score),
          why,
        })),
      },
      asked.max_tokens,
      shortened,
    );
    const after: Offsets = {
      facts: offsets.facts + packed.facts.length,
      passages: offsets.passages + packed.passages.length,
      entities: offsets.entities + packed.entities.length,
    };
    const shown = packed.facts.length + packed.passages.length + packed.entities.length;
    const more = (Object.keys(after) as (keyof Offsets)[]).some((kind) => after[kind] < answer.totals[kind]);
    return {
      ...packed,
      ...(answer.tried.length > 0 && { tried: answer.tried }),
      ...(answer.partial && { note: PARTIAL }),
      ...(more &&
        (shown > 0
          ? { next: nextCall('kg_search', { ...asked, cursor: writeCursor(after) }) }
          : { next: nextCall('kg_search', { ...asked, max_tokens: asked.max_tokens * 2 }) })),
    };
  },
  render({ facts, passages, entities, tried, note, next }) {
    const lines = [
      ...facts.map((fact) => `- ${factLine(fact)} ${because(fact)}`),
      ...passages.map((one) => `- ${passageLine(one)} ${because(one)}`),
      ...entities.map((one) => `- ${one.name} (${one.type}) [${one.id}] ${because(one)}`),
    ];
    if (lines.length === 0) lines.push('Nothing was found.');
    if (tried) lines.push(...tried);
    if (note) lines.push(note);
    if (next) lines.push(`More: call ${next.tool} with ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});

function scored(score: number): { score: number } {
  return { score: Number(score.toFixed(3)) };
}

function passageOut({ chunk, text, headings, start, end, episode, score, why }: FoundPassage): PassageOut {
  return {
    id: publicId('chunk', chunk),
    text,
    ...(headings.length > 0 && { headings: [...headings] }),
    episode: publicId('episode', episode.row),
    ...present({ title: episode.title, uri: episode.uri }),
    ...(episode.occurredAt !== undefined && { at: dateOf(episode.occurredAt) }),
    span: [start, end],
    ...scored(score),
    why,
  };
}

/** The passage without the end of its text, and with how much is missing. */
function shortened(whole: PassageOut, by: number): PassageOut | undefined {
  // The mark, and the field that counts what is missing.
  const kept = whole.text.length - by - 40;
  if (kept < 20) return undefined;
  const text = `${whole.text.slice(0, kept).toWellFormed()}…`;
  return { ...whole, text, more_characters: whole.text.length - kept };
}

function because({ score, why }: { score: number; why: readonly string[] }): string {
  return `(${[score, ...why].join('; ')})`;
}

function passageLine({ id, text, episode, title, headings = [] }: PassageOut): string {
  const place = [title ?? episode, ...headings.filter((heading) => heading !== title)].join(' > ');
  return `${text} [${id}; ${place}]`;
}

function writeCursor({ facts, passages, entities }: Offsets): string {
  return encodeCursor(`${facts}.${passages}.${entities}`);
}

function readCursor(cursor: string | undefined): Offsets {
  if (cursor === undefined) return { facts: 0, passages: 0, entities: 0 };
  const found = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(decodeCursor(cursor));
  if (!found) throw unknownCursor();
  const [, facts, passages, entities] = found.map(Number);
  return { facts: facts ?? 0, passages: passages ?? 0, entities: entities ?? 0 };
}
