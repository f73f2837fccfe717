import type { GraphDomain } from './deps.ts';
import { findEntity } from './find-entity.ts';
import type { Entity } from './graph.ts';
import { type AskedMoment, momentIn } from './moment.ts';
import { relationName } from './ontology.ts';
import { type ShownFact, showFacts } from './show-facts.ts';
import { shortestPaths } from './topology/shortest-paths.ts';
import type { Direction } from './topology/view.ts';

export interface PathsRequest extends AskedMoment {
  graph: string;
  from: string;
  to: string;
  /** Steps, at most 6. */
  maxLength: number;
  /** Paths, at most 10. */
  limit: number;
  relations?: readonly string[] | undefined;
  direction: Direction;
}

export interface FoundPath {
  entities: Entity[];
  /** The facts that each step may take. */
  steps: ShownFact[][];
}

export interface PathsAnswer {
  from: Entity;
  to: Entity;
  paths: FoundPath[];
  /** Whether the search ended before it had looked at everything. */
  stoppedEarly: boolean;
}

/** Facts of one step that are shown. */
const FACTS = 3;

/** How two entities hang together: the shortest ways over facts that hold, each step with its facts. */
export async function pathsBetween(
  { store, clock, topologies }: GraphDomain,
  asked: PathsRequest,
): Promise<PathsAnswer> {
  return store.read(async (view) => {
    const moment = await momentIn(view, asked, clock.now());
    const { topology, canon, relation } = await topologies.of(view, asked.graph, moment.knownAt);
    const from = await findEntity(view, canon, asked.graph, asked.from, moment);
    const to = await findEntity(view, canon, asked.graph, asked.to, moment);
    const relations = asked.relations?.flatMap((name) => relation(relationName(name)) ?? []);
    const found = shortestPaths(topology, from.entity, to.entity, {
      at: moment.validAt,
      maxLength: asked.maxLength,
      k: asked.limit,
      direction: asked.direction,
      ...(relations && { relations: new Set(relations) }),
    });
    const shownSteps = found.paths.map(({ steps }) =>
      steps.map((step) => step.slice(0, FACTS).map(({ fact }) => fact)),
    );
    const rows = await view.rows('fact', [...new Set(shownSteps.flat(2))]);
    const shown = await showFacts(view, canon, rows, moment.knownAt);
    const byRow = new Map(rows.map(({ row }, index) => [row, shown[index]]));
    const ids = [...new Set(found.paths.flatMap((path) => path.ids))];
    const entities = new Map((await view.entities(ids, moment.knownAt)).map((one) => [one.entity, one]));
    return {
      from,
      to,
      stoppedEarly: found.stoppedEarly,
      paths: found.paths.map(({ ids: on }, index) => ({
        entities: on.flatMap((id) => entities.get(id) ?? []),
        steps: (shownSteps[index] ?? []).map((facts) => facts.flatMap((fact) => byRow.get(fact) ?? [])),
      })),
    };
  });
}
