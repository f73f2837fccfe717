import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { GraphDeps } from '../deps.ts';
import { publicId, requireNumber } from '../public-id.ts';
import { byOf, graphField } from './fields.ts';
import { fitting } from './fitting.ts';

/** Of each list: what was taken back must be answered for, however much it was. */
const LISTED_CHARS = 12_000;

const input = z.object({
  graph: graphField,
  facts: z.array(z.string().max(20)).max(200).default([]).describe('Such as f7.'),
  episode: z.string().max(20).optional().describe('All that only this one says, such as ep3.'),
  mode: z
    .enum(['retract', 'erase'])
    .default('retract')
    .describe('erase: nothing of it stays, in no version.'),
  reason: z.string().max(500).optional().describe('For the history.'),
});

const output = z.object({
  mode: z.enum(['retract', 'erase']),
  facts: z.array(z.string()),
  resumed: z.array(z.string()).optional().describe('Hold again without them.'),
  left_out: z.number().int().optional().describe('More of them that are not listed.'),
  erased_everywhere: z.boolean().optional(),
});

export const kgRetractTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_retract',
  title: 'Take back',
  description:
    'Takes facts back, or all that only one episode says. What had given way to them holds again. Use it for what was wrong; for what has merely ended, assert it with valid_to. Retracting keeps the history, erasing does not.',
  input,
  output,
  effects: { readOnly: false, destructive: true, idempotent: true, openWorld: false },
  confirm: ({ mode, facts, episode }) =>
    mode === 'erase'
      ? `Erase ${episode === undefined ? `${facts.length === 1 ? 'one fact' : `${facts.length} facts`}` : `the episode ${episode} and all that only it says`} for ever, with their history?`
      : undefined,
  async handler(asked, { open }, call) {
    if ((asked.episode === undefined) === (asked.facts.length === 0)) {
      throw new IzaError('INVALID_INPUT', 'Give either facts or an episode.', {
        allowed: ['facts', 'episode'],
      });
    }
    const { takeBack } = await import('../take-back.ts');
    const { facts, resumed, scrubbed } = await takeBack(
      await open(),
      {
        graph: asked.graph,
        mode: asked.mode,
        reason: asked.reason,
        ...(asked.episode === undefined
          ? { facts: asked.facts.map((id, index) => requireNumber('fact', id, `/facts/${index}`)) }
          : { episode: requireNumber('episode', asked.episode, '/episode') }),
      },
      byOf('kg_retract', call),
    );
    const listed = (ids: readonly number[]): string[] =>
      fitting(
        ids.map((id) => publicId('fact', id)),
        LISTED_CHARS,
      );
    const [taken, back] = [listed(facts), listed(resumed)];
    const leftOut = facts.length + resumed.length - taken.length - back.length;
    return {
      mode: asked.mode,
      facts: taken,
      ...(back.length > 0 && { resumed: back }),
      ...(leftOut > 0 && { left_out: leftOut }),
      ...(scrubbed !== undefined && { erased_everywhere: scrubbed }),
    };
  },
  render({ mode, facts, resumed, left_out, erased_everywhere }) {
    const done = mode === 'erase' ? 'Erased' : 'Taken back';
    const lines = [`${done}: ${facts.join(', ') || 'nothing that was still believed'}.`];
    if (resumed) lines.push(`Hold again: ${resumed.join(', ')}.`);
    if (left_out) lines.push(`And ${left_out} more.`);
    if (erased_everywhere === false) {
      lines.push(
        'Another process was reading; its traces in the log of the database go at the next erasing, or at the end.',
      );
    }
    return lines.join('\n');
  },
});
