import type { Receipt } from '../../shared/mcp/tool.ts';
import { addEpisode } from './add-episode.ts';
import type { AssertRequest } from './assertion.ts';
import { type Beliefs, believe } from './believe.ts';
import { canonOf } from './canon.ts';
import { checkFact } from './check-fact.ts';
import type { GraphDomain } from './deps.ts';
import { readKnown } from './known-entities.ts';
import { numberOf } from './public-id.ts';
import { readOntology } from './read-ontology.ts';
import { type EntityOutcome, type PreparedMention, prepareMentions, resolveAll } from './resolve-all.ts';
import { retractFacts } from './retract.ts';
import { screened } from './screened.ts';
import type { GraphChange } from './store/store.ts';

export interface By {
  tool: string;
  client?: string | undefined;
  receipt?: Receipt | undefined;
}

export interface Asserted {
  /** stored; nothing stored since a name may mean several; or what a dry run found. */
  status: 'stored' | 'undecided' | 'dry run';
  episode?: number | undefined;
  entities: EntityOutcome[];
  facts: { fact: number; outcome: 'new' | 'known' | 'widened'; superseded: number[]; sentence: string }[];
  warnings: string[];
}

/** Takes a change back and gives its result all the same. */
class Unstored extends Error {
  readonly result: Asserted;
  constructor(result: Asserted) {
    super('not stored');
    this.result = result;
  }
}

/**
 * Stores what the host has drawn from something it read or heard: an episode, the entities in it and facts about them,
 * as a whole or not at all.
 * @throws IzaError INVALID_INPUT for names, keys, intervals and facts that the ontology refuses, by JSON pointer.
 */
export async function assertFacts(domain: GraphDomain, asked: AssertRequest, by: By): Promise<Asserted> {
  const { request, warnings } = screened(domain.screen, asked);
  const mentions = prepareMentions(request.entities, request.facts);
  await domain.store.read((view) => domain.names.catchUp(view, request.graph));
  try {
    return await domain.store.change({ graph: request.graph, ...by }, async (change) => {
      const result = await perform(domain, change, request, mentions, [...warnings]);
      if (result.status !== 'stored') throw new Unstored(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Unstored) return error.result;
    throw error;
  }
}

async function perform(
  domain: GraphDomain,
  change: GraphChange,
  request: AssertRequest,
  mentions: readonly PreparedMention[],
  warnings: string[],
): Promise<Asserted> {
  const { graph, facts, onAmbiguous, extractor } = request;
  const ontology = await readOntology(change, graph);
  const canon = canonOf(await change.merges(graph));
  const known = await readKnown(
    change,
    graph,
    canon,
    domain.names,
    mentions.map(({ mention }) => mention),
    facts
      .flatMap(({ subject, object = '' }) => [subject, object])
      .flatMap((id) => numberOf('entity', id) ?? []),
  );
  const { entities, idOf } = await resolveAll(
    { change, ontology, canon, known, onAmbiguous, warnings },
    mentions,
  );
  if (entities.some(({ status }) => status === 'undecided')) {
    return { status: 'undecided', entities, facts: [], warnings };
  }
  const { episode, placeOf } = await addEpisode(change, request, entities);
  const at = request.episode.occurredAt ?? change.at;
  const stored: Asserted['facts'] = [];
  const beliefs: Beliefs = { change, ontology, canon };
  for (const [index, fact] of facts.entries()) {
    const told = checkFact(ontology, fact, `/facts/${index}`, { idOf, entity: known.entity, warnings });
    const believed = await believe(beliefs, { ...told, at });
    await change.add('support', {
      fact: believed.fact,
      episode,
      ...placeOf(fact.quote),
      extractor,
    });
    const wrong = fact.supersedes.filter((one) => one !== believed.fact);
    if (wrong.length > 0) await retractFacts(change, ontology, wrong);
    stored.push({
      fact: believed.fact,
      outcome: believed.outcome,
      superseded: [...new Set([...believed.superseded, ...wrong])],
      sentence: told.sentence,
    });
  }
  return { status: request.dryRun ? 'dry run' : 'stored', episode, entities, facts: stored, warnings };
}
