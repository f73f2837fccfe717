import * as z from 'zod';
import { defineTool } from '../../../shared/mcp/tool.ts';
import { intervalOf, momentOf } from '../../../shared/moments.ts';
import { ON_AMBIGUOUS } from '../assertion.ts';
import type { GraphDeps } from '../deps.ts';
import { EPISODE_KINDS } from '../graph.ts';
import { publicId, requireNumber } from '../public-id.ts';
import {
  byOf,
  entityField,
  entityShown,
  graphField,
  momentField,
  nextCall,
  present,
  relationField,
} from './fields.ts';
import { excerpt, fitting, idRanges } from './fitting.ts';

const MAX_TEXT = 200_000;
/** What was stored must be answered for, however much it was: lists are cut, and the ids given as ranges. */
const ENTITIES_CHARS = 14_000;
const FACTS_CHARS = 12_000;
const SENTENCE = 300;

const text = (longest: number) => z.string().trim().min(1).max(longest);

const entity = z.strictObject({
  ref: z.string().max(200).optional().describe('For facts; its name unless given.'),
  id: z.string().max(20).optional().describe('e12'),
  name: text(500),
  type: z.string().trim().max(100).optional().describe('Person, Project, …'),
  aliases: z.array(text(500)).optional(),
  keys: z.array(z.string().max(2_000)).optional().describe('What only it has: e-mail, URL, repository.'),
  summary: z.string().max(1_000).optional(),
});

const fact = z.strictObject({
  subject: entityField.describe('A ref, an id or a name.'),
  relation: relationField.describe('works_at'),
  object: z.string().max(2_000).optional().describe('Or value.'),
  value: z.union([z.string().max(10_000), z.number(), z.boolean()]).optional(),
  valid_from: momentField.optional(),
  valid_to: momentField.optional(),
  quote: z.string().max(2_000).optional().describe('The words it rests on.'),
  text: z.string().max(2_000).optional(),
  confidence: z.number().min(0).max(1).optional(),
  supersedes: z.array(z.string().max(20)).optional().describe('Facts that were wrong.'),
});

const input = z.object({
  graph: graphField,
  episode: z
    .strictObject({
      kind: z.enum(EPISODE_KINDS).optional(),
      title: z.string().max(500).optional(),
      uri: z.string().max(2_000).optional(),
      text: z.string().max(MAX_TEXT).optional().describe('To be searched.'),
      occurred_at: momentField.optional().describe('When it was said.'),
      actor: z.string().max(200).optional(),
    })
    .optional()
    .describe('The source.'),
  entities: z.array(entity).max(200).optional().describe('Things.'),
  facts: z.array(fact).max(500).optional().describe('What is so.'),
  on_ambiguous: z.enum(ON_AMBIGUOUS).default('ask').describe('Where a name may mean several.'),
  dry_run: z.boolean().default(false).describe('Only say what would be.'),
});

const candidate = entityShown.extend({ why: z.array(z.string()) });
const output = z.object({
  status: z.enum(['stored', 'undecided', 'dry run']),
  episode: z.string().optional(),
  entities: z.array(
    z.object({
      ref: z.string(),
      status: z.enum(['new', 'matched', 'undecided']),
      id: z.string().optional(),
      name: z.string(),
      type: z.string(),
      because: z.string().optional(),
      candidates: z.array(candidate).optional(),
    }),
  ),
  facts: z.array(
    z.object({
      id: z.string(),
      status: z.enum(['new', 'known', 'widened']),
      fact: z.string(),
      superseded: z.array(z.string()).optional(),
    }),
  ),
  left_out: z
    .object({ entities: z.number().int(), facts: z.number().int() })
    .optional()
    .describe('Stored as well, and not listed.'),
  ids: z
    .object({ entities: z.string(), facts: z.string() })
    .optional()
    .describe('All of them, in the order of the call.'),
  warnings: z.array(z.string()).optional(),
  next: z.object({ tool: z.string(), arguments: z.record(z.string(), z.json()) }).optional(),
});

export const kgAssertTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_assert',
  title: 'Assert facts',
  description:
    'Stores entities and facts with their source, all or none. Use it whenever you learn how people, projects or things hang together. Where a name may mean several entities, nothing is stored and the candidates are listed.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler(asked, { open }, call) {
    const { assertFacts } = await import('../assert.ts');
    const { occurred_at, kind = 'assertion', ...episode } = asked.episode ?? {};
    const result = await assertFacts(
      await open(),
      {
        graph: asked.graph,
        episode: { ...episode, kind, occurredAt: momentOf(occurred_at) },
        entities: (asked.entities ?? []).map(({ aliases = [], keys = [], ...rest }) => ({
          ...rest,
          aliases,
          keys,
        })),
        facts: (asked.facts ?? []).map(
          ({ valid_from, valid_to, supersedes = [], confidence = 1, ...rest }, index) => {
            const { validFrom: from, validTo: to } = intervalOf({ valid_from, valid_to }, `/facts/${index}`);
            const wrong = supersedes.map((id, at) =>
              requireNumber('fact', id, `/facts/${index}/supersedes/${at}`),
            );
            return { ...rest, from, to, confidence, supersedes: wrong };
          },
        ),
        onAmbiguous: asked.on_ambiguous,
        extractor: 'host',
        dryRun: asked.dry_run,
      },
      byOf('kg_assert', call),
    );
    const like = result.entities.find(({ status, candidates }) => status === 'new' && candidates.length > 0);
    // What is undecided is what the answer is for, where there is some.
    const told =
      result.status === 'undecided'
        ? result.entities.filter(({ status }) => status === 'undecided')
        : result.entities;
    const entities = fitting(
      told.map(({ entity: id, because, candidates, ...rest }) => ({
        ...rest,
        ...(id !== undefined && { id: publicId('entity', id) }),
        ...present({ because }),
        ...(candidates.length > 0 && {
          candidates: candidates.map(({ score: _, ...one }) => ({ ...one, id: publicId('entity', one.id) })),
        }),
      })),
      ENTITIES_CHARS,
    );
    const facts = fitting(
      result.facts.map(({ fact: id, outcome, superseded, sentence }) => ({
        id: publicId('fact', id),
        status: outcome,
        fact: excerpt(sentence, SENTENCE),
        ...(superseded.length > 0 && { superseded: superseded.map((one) => publicId('fact', one)) }),
      })),
      FACTS_CHARS,
    );
    const leftOut = { entities: told.length - entities.length, facts: result.facts.length - facts.length };
    return {
      status: result.status,
      ...(result.episode !== undefined && { episode: publicId('episode', result.episode) }),
      entities,
      facts,
      ...(leftOut.entities + leftOut.facts > 0 && {
        left_out: leftOut,
        ids: {
          entities: idRanges(
            result.entities.flatMap(({ entity }) =>
              entity === undefined ? [] : [publicId('entity', entity)],
            ),
          ),
          facts: idRanges(result.facts.map(({ fact: id }) => publicId('fact', id))),
        },
      }),
      ...(result.warnings.length > 0 && { warnings: result.warnings }),
      ...(result.status === 'stored' &&
        like?.entity !== undefined && {
          next: nextCall('kg_resolve', {
            op: 'candidates',
            graph: asked.graph,
            entity: publicId('entity', like.entity),
          }),
        }),
    };
  },
  render({ status, episode, entities, facts, left_out, ids, warnings, next }) {
    const head = {
      stored: `Stored as ${episode}.`,
      undecided: 'Nothing was stored: say which entities are meant, by id, and call again.',
      'dry run': 'Nothing was stored; this is what would be.',
    }[status];
    const lines = [head];
    for (const one of entities) {
      lines.push(
        `- ${one.status} ${one.name} (${one.type})${one.id ? ` [${one.id}]` : ''}${one.because ? `, by ${one.because}` : ''}`,
      );
      for (const other of one.candidates ?? []) {
        lines.push(`  may be ${other.name} (${other.type}) [${other.id}]: ${other.why.join(', ')}`);
      }
    }
    for (const { id, status: how, fact: sentence, superseded } of facts) {
      lines.push(
        `- ${how}: ${sentence} [${id}]${superseded ? `, in place of ${superseded.join(', ')}` : ''}`,
      );
    }
    if (left_out && ids) {
      lines.push(
        `And ${left_out.entities} more entities and ${left_out.facts} more facts. In the order of the call: ${ids.entities}; ${ids.facts}`,
      );
    }
    for (const warning of warnings ?? []) lines.push(`Note: ${warning}`);
    if (next) lines.push(`Next: ${next.tool} ${JSON.stringify(next.arguments)}`);
    return lines.join('\n');
  },
});
