import { keyIn } from '../entity-key.ts';
import { relationName } from '../ontology.ts';
import { numberOf } from '../public-id.ts';
import { normaliseName } from '../resolution/read-name.ts';
import type { EdgePattern, Expression, Labels, NodePattern, PatternPart } from './ast.ts';
import type { Budget } from './budget.ts';
import { constantIn, variablesOf } from './conditions.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { type GraphReader, OWN_PROPERTIES } from './reader.ts';
import { isList, type Row, type Value } from './values.ts';

/** Where the matching of a pattern begins, about how many nodes that gives, and how to get them. */
export interface Start {
  index: number;
  cost: number;
  /** Undefined where the node is bound: every row has its own. */
  find?: () => Promise<number[]>;
}

/** Entities and facts read at once. */
const PAGE = 2_000;
const NOTHING: Row = new Map();

/** The node of a pattern that fewest nodes can be; the first one where several are alike. */
export async function cheapestStart(
  part: PatternPart,
  bound: ReadonlySet<string>,
  conjuncts: readonly Expression[],
  scope: Scope,
): Promise<Start> {
  const starts: Start[] = [];
  for (const index of part.nodes.keys()) starts.push(await startAt(part, index, bound, conjuncts, scope));
  return starts.reduce((best, start) => (start.cost < best.cost ? start : best));
}

export async function startAt(
  part: PatternPart,
  index: number,
  bound: ReadonlySet<string>,
  conjuncts: readonly Expression[],
  scope: Scope,
): Promise<Start> {
  const node = part.nodes[index] as NodePattern;
  if (bound.has(node.variable)) return { index, cost: 0 };
  const { reader, budget } = scope;
  const options: Omit<Start, 'index'>[] = [];
  for (const { property, values } of equalities(node, conjuncts, scope)) {
    const option = byProperty(reader, budget, property, values);
    if (option) options.push(option);
  }
  if (!options.some(({ cost }) => cost < 10)) {
    options.push(await byType(reader, budget, node.labels));
    for (const [edge, outgoing] of [
      [part.edges[index], true],
      [part.edges[index - 1], false],
    ] as const) {
      if (edge && edge.types.length > 0 && (edge.hops?.min ?? 1) > 0)
        options.push(await byRelation(reader, budget, edge, outgoing));
    }
  }
  const best = options.reduce((a, b) => (b.cost < a.cost ? b : a));
  return { index, ...best };
}

/** What a property of the node has to be, said by its map or a condition, with nothing but constants. */
function equalities(node: NodePattern, conjuncts: readonly Expression[], scope: Scope) {
  const found: { property: string; values: Value[] }[] = [];
  const add = (property: string, expression: Expression, many: boolean): void => {
    if (variablesOf(expression).size > 0) return;
    const value = evaluate(expression, NOTHING, scope);
    found.push({ property, values: many ? (isList(value) ? [...value] : []) : [value] });
  };
  for (const [property, expression] of node.properties) add(property, expression, false);
  for (const condition of conjuncts) {
    const constant = constantIn(condition, node.variable);
    if (constant) add(constant.property, constant.expression, constant.many);
  }
  return found;
}

function byProperty(
  reader: GraphReader,
  budget: Budget,
  property: string,
  values: readonly Value[],
): Omit<Start, 'index'> | undefined {
  const { view, graph, canon, moment } = reader;
  const texts = values.filter((value) => typeof value === 'string');
  const named = async (norms: readonly string[]): Promise<number[]> => {
    const aliases = await view.named(graph, norms, moment.knownAt);
    budget.read(aliases.length);
    return inOrder(aliases.map(({ entity }) => canon.of(entity)));
  };
  if (property === 'id') {
    const ids = texts.flatMap((text) => numberOf('entity', text) ?? []);
    return { cost: 1, find: async () => inOrder(ids.filter((id) => canon.of(id) === id)) };
  }
  if (property === 'name' || property === 'aliases') {
    const norms = texts.flatMap((text) => normOf(text) ?? []);
    return { cost: 2, find: () => named(norms) };
  }
  if (property === 'keys') return { cost: 2, find: () => named(texts.flatMap((text) => keyIn(text) ?? [])) };
  if (OWN_PROPERTIES.has(property)) return undefined;
  const literals = values.filter((value) => typeof value !== 'object');
  return {
    cost: 5,
    async find() {
      const subjects: number[] = [];
      for (const value of literals) {
        const filter = { ...moment, object: { value }, limit: budget.left() + 1 };
        const rows = await view.factsOf(graph, relationName(property), filter);
        budget.read(rows.length);
        subjects.push(...rows.map(({ subject }) => canon.of(subject)));
      }
      return inOrder(subjects);
    },
  };
}

async function byType(reader: GraphReader, budget: Budget, labels: Labels): Promise<Omit<Start, 'index'>> {
  const { view, graph, canon, moment } = reader;
  const types = (await view.types(graph)).filter(({ name }) =>
    labels.every((some) => some.some((label) => reader.isA(name, label))),
  );
  // What is asked of an earlier time may have types that nothing has now: then all are looked at.
  const all = labels.length === 0 || moment.knownAt !== 'now';
  return {
    cost: 10 + types.reduce((sum, { entities }) => sum + entities, 0),
    async find() {
      const found: number[] = [];
      for (const type of all ? [undefined] : types.map(({ name }) => name)) {
        for (let after = 0; ; ) {
          const page = await view.entitiesOf(graph, type, after, PAGE, moment.knownAt);
          budget.read(page.length);
          found.push(...page.map(({ entity }) => entity).filter((entity) => canon.of(entity) === entity));
          if (page.length < PAGE) break;
          after = page.at(-1)?.row ?? after;
        }
      }
      return inOrder(found);
    },
  };
}

/** The ends of all facts of some relations; the node is the end that the relationship comes from, as it is written. */
async function byRelation(
  { view, graph, canon, moment, ontology }: GraphReader,
  budget: Budget,
  { types, direction }: EdgePattern,
  left: boolean,
): Promise<Omit<Start, 'index'>> {
  const names = inOrderOf(types.map((type) => ontology.relation(type)));
  const counts = await view.relations(graph);
  return {
    cost: 10 + counts.filter(({ name }) => names.has(name)).reduce((sum, { facts }) => sum + facts, 0),
    async find() {
      const found: number[] = [];
      for (const [relation, reversed] of names) {
        const rows = await view.factsOf(graph, relation, { ...moment, limit: budget.left() + 1 });
        budget.read(rows.length);
        const subject = (direction === 'out') === left;
        for (const row of rows) {
          if (row.object === undefined) continue;
          const ends = direction === 'both' || reversed === undefined;
          if (ends || subject !== reversed) found.push(canon.of(row.subject));
          if (ends || subject === reversed) found.push(canon.of(row.object));
        }
      }
      return inOrder(found);
    },
  };
}

/** By their names in the store; `undefined` where a relation is asked for from both of its ends. */
function inOrderOf(
  relations: readonly { name: string; reversed: boolean }[],
): Map<string, boolean | undefined> {
  const names = new Map<string, boolean | undefined>();
  for (const { name, reversed } of relations)
    names.set(name, names.has(name) && names.get(name) !== reversed ? undefined : reversed);
  return names;
}

const inOrder = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b);

/** Undefined for what can be no name. */
function normOf(text: string): string | undefined {
  try {
    return normaliseName(text);
  } catch {
    return undefined;
  }
}
