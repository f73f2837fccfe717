import { IzaError } from '../../shared/mcp/errors.ts';
import type { By } from './assert.ts';
import type { GraphDomain } from './deps.ts';
import { publicId } from './public-id.ts';
import { readOntology } from './read-ontology.ts';
import { eraseEpisode, eraseFacts, type Retracted, retractEpisode, retractFacts } from './retract.ts';
import type { GraphChange } from './store/store.ts';

export interface TakeBackRequest {
  graph: string;
  mode: 'retract' | 'erase';
  reason?: string | undefined;
  facts?: readonly number[];
  episode?: number;
}

/**
 * Retracts or erases facts, or an episode with all that only it says.
 * @returns `scrubbed`: after erasing, whether nothing is left in the database's log either.
 * @throws IzaError NOT_FOUND, and nothing is changed.
 */
export async function takeBack(
  { store }: GraphDomain,
  { graph, mode, reason, facts = [], episode }: TakeBackRequest,
  by: By,
): Promise<Retracted & { scrubbed?: boolean }> {
  const result = await store.change({ graph, reason, ...by }, async (change) => {
    const ontology = await readOntology(change, graph);
    if (episode !== undefined) {
      await requireEpisode(change, graph, episode);
      return mode === 'erase'
        ? eraseEpisode(change, ontology, episode)
        : retractEpisode(change, ontology, episode);
    }
    await requireFacts(change, graph, facts);
    return mode === 'erase' ? eraseFacts(change, ontology, facts) : retractFacts(change, ontology, facts);
  });
  return mode === 'erase' ? { ...result, scrubbed: await store.scrub() } : result;
}

async function requireFacts(change: GraphChange, graph: string, facts: readonly number[]): Promise<void> {
  const there = new Set(
    (await change.history(facts)).filter((row) => row.graph === graph).map(({ fact }) => fact),
  );
  const missing = facts.filter((fact) => !there.has(fact));
  if (missing.length === 0) return;
  throw new IzaError(
    'NOT_FOUND',
    `There is no fact ${missing.map((fact) => publicId('fact', fact)).join(', ')} in the graph ${JSON.stringify(graph)}.`,
    {
      hint: 'Nothing was changed. kg_entity and kg_search show the ids of facts.',
    },
  );
}

async function requireEpisode(change: GraphChange, graph: string, episode: number): Promise<void> {
  const [row] = await change.rows('episode', [episode]);
  if (row && row.graph === graph && row.ended === undefined) return;
  throw new IzaError(
    'NOT_FOUND',
    `There is no episode ${publicId('episode', episode)} in the graph ${JSON.stringify(graph)}${row ? ' any more' : ''}.`,
    {
      hint: 'Nothing was changed. Facts name the episodes that they come from.',
    },
  );
}
