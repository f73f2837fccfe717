import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCALARS } from '../../../../servers/knowledge-graph/cypher/functions.ts';
import { smallGraph } from './small-graph.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/cypher.md'), 'utf8');
const EXAMPLES = [...page.matchAll(/```cypher\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/g)];

test('the examples of docs/cypher.md give what it says', async () => {
  const { rows } = await smallGraph();
  expect(EXAMPLES.length).toBe(7);
  for (const [, query = '', answer = ''] of EXAMPLES) {
    expect([query, await rows(query, { names: ['Ada', 'Ben'] })]).toEqual([query, JSON.parse(answer)]);
  }
});

test('docs/cypher.md names every function', () => {
  const named = new Set([...page.matchAll(/`(\w+)`/g)].map(([, name = '']) => name.toLowerCase()));
  expect(Object.keys(SCALARS).filter((name) => !named.has(name))).toEqual([]);
});
