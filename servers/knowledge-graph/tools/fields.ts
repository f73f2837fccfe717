import * as z from 'zod';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import type { ToolCall } from '../../../shared/mcp/tool.ts';
import { isMoment, MOMENT_MESSAGE } from '../../../shared/moments.ts';
import type { By } from '../assert.ts';
import type { ShownFact } from '../show-facts.ts';

export const graphField = z
  .string()
  .trim()
  .refine(
    (name) => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name),
    'must be letters, digits, ".", "_" and "-", at most 64',
  )
  .default('main')
  .describe('Which graph.');

export const momentField = z.string().max(40).refine(isMoment, MOMENT_MESSAGE);
export const asOfField = momentField.optional().describe('What held then; now unless given.');
export const knownAtField = momentField.optional().describe('What was known then.');

/** An id, a strong key or a name. */
export const entityField = z.string().trim().min(1).max(2_000);
export const relationField = z.string().trim().min(1).max(100);

export const limitField = z.number().int().min(1).max(100).default(20).describe('At most.');
export const cursorField = z.string().max(100).optional().describe('From next.');

export const entityShown = z.object({ id: z.string(), name: z.string(), type: z.string() });

const endShown = z.object({ id: z.string(), name: z.string() });
export const factShown = z.object({
  id: z.string(),
  subject: endShown,
  relation: z.string(),
  object: endShown.optional(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  valid_from: z.string().optional(),
  valid_to: z.string().optional(),
  confidence: z.number().optional(),
  text: z.string().optional(),
  sources: z.array(
    z.object({
      episode: z.string(),
      title: z.string().optional(),
      uri: z.string().optional(),
      quote: z.string().optional(),
      at: z.string().optional(),
    }),
  ),
  more_sources: z.number().int().optional(),
});

/** A fact as the tools answer with it: without what goes without saying. */
export function factOut(fact: ShownFact): z.input<typeof factShown> {
  const { validFrom, validTo, confidence, text, support, sources, ...rest } = fact;
  return {
    ...rest,
    ...(validFrom !== undefined && { valid_from: dateOf(validFrom) }),
    ...(validTo !== undefined && { valid_to: dateOf(validTo) }),
    ...(confidence !== 1 && { confidence }),
    ...(text !== undefined && { text }),
    sources: sources.map(({ at, ...source }) => ({
      ...present(source),
      episode: source.episode,
      ...(at !== undefined && { at: dateOf(at) }),
    })),
    ...(support > sources.length && { more_sources: support - sources.length }),
  };
}

/** A fact in a line of text. */
export function factLine(fact: z.output<typeof factShown>): string {
  const end = fact.object ? `${fact.object.name} [${fact.object.id}]` : JSON.stringify(fact.value);
  const time =
    fact.valid_from || fact.valid_to ? ` (${fact.valid_from ?? '…'} to ${fact.valid_to ?? 'now'})` : '';
  const [source] = fact.sources;
  const from = source
    ? `; ${[source.title ?? source.episode, source.quote && JSON.stringify(source.quote)].filter(Boolean).join(': ')}`
    : '';
  return `${fact.subject.name} [${fact.subject.id}] ${fact.relation} ${end}${time} [${fact.id}${from}]`;
}

/** A day where it is one, else a moment. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().replace('T00:00:00.000Z', '');
}

/** The fields that are there. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function nextCall(tool: string, args: object) {
  return { tool, arguments: args as JsonObject };
}

/** On whose behalf a change is made, for the change log. */
export function byOf(tool: string, call: ToolCall): By {
  const client = call.client && `${call.client.name} ${call.client.version}`.slice(0, 100);
  return { tool, client, receipt: call.receipt };
}
