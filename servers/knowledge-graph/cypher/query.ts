import { IzaError } from '../../../shared/mcp/errors.ts';
import { canonOf } from '../canon.ts';
import type { GraphDomain } from '../deps.ts';
import { type AskedMoment, momentIn } from '../moment.ts';
import { readOntology } from '../read-ontology.ts';
import { createBudget, LIMITS, type Limits } from './budget.ts';
import { checkQuery } from './check.ts';
import { parseQuery } from './parse.ts';
import { createReader } from './reader.ts';
import { runQuery } from './run.ts';
import type { JsonValue } from './shown.ts';
import { shownValue } from './shown.ts';
import { givenValue } from './values.ts';

export interface QueryRequest extends AskedMoment {
  graph: string;
  query: string;
  parameters: Readonly<Record<string, unknown>>;
  offset: number;
  limit: number;
}

export interface QueryAnswer {
  columns: string[];
  rows: JsonValue[][];
  /** Of all pages. */
  total: number;
}

/**
 * Answers a query in the subset of Cypher that docs/cypher.md describes, over what is believed at a moment. It only
 * reads: it can ask the port for nothing but a view.
 * @throws IzaError READ_ONLY, INVALID_INPUT, TOO_LARGE, TIMEOUT, CANCELLED.
 */
export async function answerQuery(
  { store, clock }: Pick<GraphDomain, 'store' | 'clock'>,
  asked: QueryRequest,
  { limits = LIMITS, signal }: { limits?: Limits; signal?: AbortSignal } = {},
): Promise<QueryAnswer> {
  const query = parseQuery(asked.query);
  const wanted = checkQuery(query, asked.query);
  const budget = createBudget(clock, limits, signal);
  const missing = [...wanted.parameters].filter((name) => !Object.hasOwn(asked.parameters, name));
  if (missing.length > 0)
    throw new IzaError(
      'INVALID_INPUT',
      `/params: ${missing.map((name) => `$${name}`).join(', ')} not given.`,
    );
  const parameters = new Map(
    Object.entries(asked.parameters).map(([name, value]) => [name, givenValue(value, budget)] as const),
  );
  return store.read(async (view) => {
    const moment = await momentIn(view, asked, clock.now());
    const canon = canonOf(await view.merges(asked.graph, moment.knownAt));
    const ontology = await readOntology(view, asked.graph, moment.knownAt);
    const reader = createReader(view, asked.graph, moment, canon, ontology, wanted, budget);
    const rows = await runQuery(query, { reader, budget, parameters });
    const page = rows.slice(asked.offset, asked.offset + asked.limit);
    const columns = [...(rows[0]?.keys() ?? query.result.items.map(({ name }) => name))];
    return {
      columns,
      rows: page.map((row) => [...row.values()].map((value) => shownValue(value, reader))),
      total: rows.length,
    };
  });
}
