import canonicalize from 'canonicalize';
import fc from 'fast-check';
import type { RecordKind, Records } from '../../../servers/knowledge-graph/graph.ts';
import { RECORD_KINDS } from '../../../servers/knowledge-graph/graph.ts';
import {
  ERASABLE,
  type Erasable,
  type GraphChange,
  type GraphStore,
  type GraphView,
  type KnownAt,
} from '../../../servers/knowledge-graph/store/store.ts';

/** What is done in a change. Numbers of rows are taken modulo what there is. */
type Step =
  | {
      do: 'add';
      kind: RecordKind;
      a: number;
      b: number;
      text: string;
      time: number | undefined;
      times: number;
    }
  | { do: 'end'; kind: RecordKind; a: number }
  | { do: 'erase'; kind: Erasable; a: number }
  | { do: 'fail' };

export interface RandomChange {
  graph: string;
  ms: number;
  steps: Step[];
}

const number = fc.nat(1_000);
const kind = fc.constantFrom(...RECORD_KINDS, 'entity' as const, 'fact' as const, 'fact' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 140,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      kind,
      a: number,
      b: number,
      text: fc.string({ unit: 'binary', maxLength: 12 }),
      time: fc.option(fc.integer({ min: -1e12, max: 2e12 }), { nil: undefined }),
      times: fc.constantFrom(1, 1, 1, 3),
    }),
  },
  { weight: 40, arbitrary: fc.record({ do: fc.constant('end' as const), kind, a: number }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('erase' as const),
      kind: fc.constantFrom(...ERASABLE),
      a: number,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
);

export const randomChange: fc.Arbitrary<RandomChange> = fc.record({
  graph: fc.constantFrom('main', 'main', 'side'),
  ms: fc.integer({ min: -5, max: 1_000 }),
  steps: fc.array(step, { minLength: 1, maxLength: 20, size: 'max' }),
});

type Counts = Partial<Record<RecordKind, number>>;

/** Applies changes to a store; gives what came of each, which is the same in every engine. */
export function applier(store: GraphStore): (change: RandomChange) => Promise<string> {
  let counts: Counts = {};
  return async ({ graph, steps }) => {
    let mine: Counts = {};
    try {
      const outcome = await store.change({ graph, tool: 'random' }, async (change) => {
        mine = { ...counts };
        const done: (number | string)[] = [];
        for (const one of steps) done.push(await take(change, one, mine));
        return done.join(' ');
      });
      counts = mine;
      return outcome;
    } catch {
      return 'failed';
    }
  };
}

async function take(change: GraphChange, one: Step, counts: Counts): Promise<number | string> {
  if (one.do === 'fail') throw new Error('on purpose');
  if (one.do === 'add') {
    const record = recordOf(one, counts);
    if (!record) return '-';
    // A thing has one description at a time.
    const described = 'name' in record && 'type' in record ? record.entity : 0;
    const before = described === 0 ? [] : await change.entities([described]);
    for (const { row } of before) await change.end('entity', row);
    const times = described === 0 && one.kind !== 'merge' ? one.times : 1;
    const first =
      times === 1
        ? await change.add(one.kind, record)
        : await change.addAll(
            one.kind,
            Array.from({ length: times }, () => record),
          );
    counts[one.kind] = first + times - 1;
    return first;
  }
  const row = (one.a % ((counts[one.kind] ?? 0) + 1)) + 1;
  try {
    if (one.do === 'end') await change.end(one.kind, row);
    else await change.erase(one.kind, row);
    return 'done';
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** A record that hangs on rows that are there; undefined where none is. */
function recordOf(
  { kind: of, a, b, text, time }: Extract<Step, { do: 'add' }>,
  counts: Counts,
): Records[RecordKind] | undefined {
  const some = (target: RecordKind, n: number): number | undefined => {
    const rows = counts[target] ?? 0;
    return rows === 0 ? undefined : (n % rows) + 1;
  };
  const entity = some('entity', a);
  const other = some('entity', b);
  const episode = some('episode', a);
  const chunk = some('chunk', a);
  switch (of) {
    case 'entity':
      return { entity: b % 4 === 0 && entity ? entity : 0, type: `Type ${a % 3}`, name: text };
    case 'alias':
      if (!entity) return undefined;
      return { entity, kind: b % 3 ? 'name' : 'key', name: text, norm: text.toLowerCase() };
    case 'fact':
      if (!entity) return undefined;
      return {
        fact: a % 7 === 0 ? (some('fact', b) ?? 0) : 0,
        subject: entity,
        relation: `relation_${b % 5}`,
        ...(b % 3 ? { object: other } : { value: [text, a, a / 7, a % 2 === 0][b % 4] }),
        validFrom: time,
        ...(time !== undefined && a % 2 === 0 && { validTo: time + b, claim: [null, time] as const }),
        confidence: (a % 11) / 10,
        ...(b % 2 === 0 && { text }),
      };
    case 'support': {
      const fact = some('fact', a);
      return fact && episode ? { fact, episode, quote: text, extractor: 'rules' } : undefined;
    }
    case 'episode':
      return {
        kind: 'document',
        title: text,
        hash: text,
        occurredAt: time,
        ...(b % 2 === 0 && { source: 'notes', externalId: `${a}` }),
      };
    case 'chunk':
      return episode ? { episode, ord: b, text, headings: [text], start: 0, end: a, tokens: b } : undefined;
    case 'mention':
      return chunk && entity ? { chunk, entity, count: b } : undefined;
    case 'merge':
      return mergeOf(counts, a, text);
    case 'distinct':
      return entity && other ? { a: entity, b: other } : undefined;
    case 'ontology':
      return { version: a, document: { text, time: time ?? null, deep: [{ a }] } };
  }
}

/** Every fifth entity is merged once, into one that is none of them: no circles, and nothing merged twice. */
function mergeOf(counts: Counts, a: number, text: string): Records['merge'] | undefined {
  const loser = ((counts.merge ?? 0) + 1) * 5;
  if (loser > (counts.entity ?? 0)) return undefined;
  return { winner: 1 + 5 * (a % (loser / 5)), loser, rule: 'random', evidence: text };
}

/** What a view says to a round of questions, in one form for all engines. */
export async function askAll(view: GraphView, knownAt: KnownAt, n: number): Promise<string> {
  const graph = n % 3 ? 'main' : 'side';
  const ids = [1, 2, 3, n, n * 3, 1];
  const [some] = await view.rows('alias', [n]);
  const edges = await view.edges(graph, knownAt);
  const answers = {
    last: await view.last(),
    changeAt: await view.changeAt(1_795_000_000_000 + n * 100),
    graphs: await view.graphs(),
    stats: await view.stats(graph),
    rows: await view.rows('support', ids),
    scan: await view.scan('mention', graph, n, 5),
    entitiesOf: await view.entitiesOf(graph, n % 2 ? 'Type 1' : undefined, n, 4, knownAt),
    // Several rows of one entity may be known at a time, and which of them is given is the engine's affair.
    entities: knownAt === 'ever' ? 0 : (await view.entities(ids, knownAt)).map(({ entity }) => entity),
    aliases: await view.aliases(ids, knownAt),
    // Erased names have none, and nobody asks for that.
    named: some?.norm && (await view.named(graph, [some.norm, 'nobody'], knownAt)),
    facts: await view.facts(ids, { knownAt, limit: 9, after: n % 5 }),
    out: await view.facts(ids, { knownAt, direction: 'out', validAt: 1e12, object: [1, 2, n] }),
    valued: await view.facts(ids, { knownAt, direction: 'in', object: { value: true } }),
    related: await view.facts(ids, { knownAt, relations: ['relation_1', 'nothing'] }),
    factsOf: await view.factsOf(graph, 'relation_2', { knownAt, limit: 3, validAt: n }),
    counted: await view.countFacts(ids, { knownAt }),
    history: await view.history(ids),
    supports: await view.supports(ids, knownAt),
    supportsFrom: await view.supportsFrom(ids),
    edges: Array.from(edges.facts, (row, at) => [
      row,
      edges.subjects[at],
      edges.relationNames[edges.relations[at] ?? -1],
      edges.objects[at],
      String(edges.validFrom[at]),
      String(edges.validTo[at]),
    ]),
    episodeOf: await view.episodeOf(graph, 'notes', `${n}`),
    episodes: await view.episodes(graph, n, 3, n % 2 ? 'notes' : undefined),
    chunks: await view.chunks(ids),
    mentionsIn: await view.mentionsIn(ids),
    mentionsOf: await view.mentionsOf(ids, 4),
    merges: await view.merges(graph, knownAt),
    distincts: await view.distincts(graph),
    ontology: await view.ontology(graph, knownAt),
    relations: await view.relations(graph),
    types: await view.types(graph),
  };
  return Object.entries(answers)
    .map(([question, answer]) => `${question} ${canonicalize(answer)}`)
    .join('\n');
}
