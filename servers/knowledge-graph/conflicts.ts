import { canonOf } from './canon.ts';
import { overlap } from './claims.ts';
import type { GraphDomain } from './deps.ts';
import type { Fact } from './graph.ts';
import { readOntology } from './read-ontology.ts';
import { type ShownFact, showFacts } from './show-facts.ts';

/** Facts that may not both be right. Nothing is changed by finding them. */
export interface FactConflict {
  reason: string;
  facts: ShownFact[];
}

/** Facts of a relation that are looked at. */
const LOOKED_AT = 20_000;
/** Of so many subjects with this relation, nearly all have one value: then two are worth a look. */
const ENOUGH_SUBJECTS = 5;
const NEARLY_ALL = 0.9;

/**
 * Possible contradictions: two that hold at once where a subject has one at a time (after a merge, or told before it
 * was declared so), and two values at once where nearly everything else has one.
 */
export async function possibleConflicts(
  { store }: GraphDomain,
  { graph, limit }: { graph: string; limit: number },
): Promise<FactConflict[]> {
  return store.read(async (view) => {
    const ontology = await readOntology(view, graph);
    const canon = canonOf(await view.merges(graph));
    const conflicts: { reason: string; rows: Fact[] }[] = [];
    for (const { name } of await view.relations(graph)) {
      const exclusive = ontology.excluding(name);
      const rows = await view.factsOf(graph, name, { limit: LOOKED_AT });
      const others = exclusive.filter((one) => one !== name && one > name);
      for (const other of others) rows.push(...(await view.factsOf(graph, other, { limit: LOOKED_AT })));
      const bySubject = Map.groupBy(rows, ({ subject }) => canon.of(subject));
      const usual = [...bySubject.values()].filter((some) => atOnce(some).length === 0).length;
      const peculiar = bySubject.size >= ENOUGH_SUBJECTS && usual / bySubject.size >= NEARLY_ALL;
      if (exclusive.length === 0 && !peculiar) continue;
      const reason =
        exclusive.length > 0
          ? `${exclusive.join(', ')}: a subject has one at a time`
          : `${usual} of ${bySubject.size} subjects have one ${name} at a time`;
      for (const some of bySubject.values()) {
        const pair = atOnce(some);
        if (pair.length > 0) conflicts.push({ reason, rows: pair });
        if (conflicts.length === limit) break;
      }
      if (conflicts.length === limit) break;
    }
    const shown = await showFacts(
      view,
      canon,
      conflicts.flatMap(({ rows }) => rows),
    );
    let at = 0;
    return conflicts.map(({ reason, rows }) => {
      const facts = shown.slice(at, at + rows.length);
      at += rows.length;
      return { reason, facts };
    });
  });

  /** The first two that say different things of the same time. */
  function atOnce(rows: readonly Fact[]): Fact[] {
    for (const [index, a] of rows.entries()) {
      const b = rows.slice(index + 1).find((other) => {
        const different =
          a.object !== other.object || a.value !== other.value || a.relation !== other.relation;
        return (
          different &&
          overlap({ from: a.validFrom, to: a.validTo }, { from: other.validFrom, to: other.validTo })
        );
      });
      if (b) return [a, b];
    }
    return [];
  }
}
