import type { Canon } from './canon.ts';
import { overlap, widened } from './claims.ts';
import type { Fact, Literal } from './graph.ts';
import type { Ontology } from './ontology.ts';
import { loses, readSlot, repaint } from './slot.ts';
import type { GraphChange } from './store/store.ts';

/** Something that was told about a subject. */
export interface Told {
  subject: number;
  /** As the ontology names it. */
  relation: string;
  /** An entity; or else there is a `value`. */
  object?: number | undefined;
  value?: Literal | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** When it was told: what "still so" and "from now on" refer to. */
  at: number;
  confidence: number;
  text?: string | undefined;
}

export interface Believed {
  fact: number;
  /** known: the same is believed already · widened: the same, with an interval that says more. */
  outcome: 'new' | 'known' | 'widened';
  /** Facts that hold for less time than before, since they cannot hold together with this one. */
  superseded: number[];
}

/** What the graph is read by while facts are added. */
export interface Beliefs {
  change: GraphChange;
  ontology: Ontology;
  canon: Canon;
}

/**
 * Adds what was told to what is believed (docs/decisions.md). The same told again is the same fact. Where the subject
 * has one object at a time, others give way from the moment at which this begins; nothing else is ever ended by it.
 * The caller adds the source, in the same change.
 */
export async function believe(beliefs: Beliefs, told: Told): Promise<Believed> {
  const relations = beliefs.ontology.excluding(told.relation);
  return relations.length > 0 ? succeed(beliefs, told, relations) : accumulate(beliefs, told);
}

/** A subject has as many as are told. */
async function accumulate({ change, ontology, canon }: Beliefs, told: Told): Promise<Believed> {
  const rows = await sameFacts(change, canon, told, ontology.relation(told.relation).declared?.symmetric);
  const known = rows.find((row) => meets(row, told));
  if (!known) {
    // "It is so" after it was known to have ended: it is so again, at the latest since now.
    const again = told.from === undefined && rows.length > 0 && !isPast(told);
    return {
      fact: await add(change, { ...told, from: again ? told.at : told.from }),
      outcome: 'new',
      superseded: [],
    };
  }
  const interval = widened({ from: known.validFrom, to: known.validTo }, told);
  if (interval.from === known.validFrom && interval.to === known.validTo) {
    return { fact: known.fact, outcome: 'known', superseded: [] };
  }
  const { row, added: _, ended: __, graph: ___, ...record } = known;
  await change.end('fact', row);
  await change.add('fact', { ...record, validFrom: interval.from, validTo: interval.to });
  return { fact: known.fact, outcome: 'widened', superseded: [] };
}

/** A subject has one at a time. */
async function succeed(
  { change, canon }: Beliefs,
  told: Told,
  relations: readonly string[],
): Promise<Believed> {
  const slot = await readSlot(change, canon, told.subject, relations);
  const [known] = slot.current
    .filter((row) => isSame(row, canon, told) && meets(row, told))
    .sort((a, b) => a.fact - b.fact);
  const claim = known && slot.claims.get(known.fact);
  if (known && claim) {
    const interval = widened(claim, told);
    const same = interval.from === claim.from && interval.to === claim.to;
    if (same) return { fact: known.fact, outcome: 'known', superseded: [] };
    const wider = { ...claim, ...interval };
    if (!loses(slot, wider)) {
      slot.claims.set(known.fact, wider);
      const { cut } = await repaint(change, slot);
      return { fact: known.fact, outcome: 'widened', superseded: cut.filter((fact) => fact !== known.fact) };
    }
  }
  const from = told.from ?? (slot.claims.size > 0 && !isPast(told) ? told.at : undefined);
  const fact = await add(change, { ...told, from });
  const [row] = await change.rows('fact', [fact]);
  if (!row) throw new RangeError(`Fact ${fact} was not added.`);
  slot.current.push(row);
  slot.newest.set(fact, row);
  slot.claims.set(fact, { fact, from, to: told.to, told: fact });
  const { cut } = await repaint(change, slot);
  return { fact, outcome: 'new', superseded: cut.filter((one) => one !== fact) };
}

/** The rows that say the same of the same, at whatever time. */
async function sameFacts(
  change: GraphChange,
  canon: Canon,
  { subject, relation, object, value }: Told,
  symmetric = false,
): Promise<Fact[]> {
  const subjects = canon.members(subject);
  const filter = { direction: 'out', relations: [relation] } as const;
  if (object === undefined)
    return value === undefined ? [] : change.facts(subjects, { ...filter, object: { value } });
  const objects = canon.members(object);
  const rows = await change.facts(subjects, { ...filter, object: objects });
  if (!symmetric) return rows;
  return [...rows, ...(await change.facts(objects, { ...filter, object: subjects }))];
}

function isSame(row: Fact, canon: Canon, { relation, object, value }: Told): boolean {
  if (row.relation !== relation) return false;
  if (object === undefined) return row.object === undefined && row.value === value;
  return row.object !== undefined && canon.of(row.object) === canon.of(object);
}

/** Whether a row is about the same time: what is told without one is told of the moment of telling. */
function meets({ validFrom, validTo }: Fact, { from, to, at }: Told): boolean {
  const time = from === undefined && to === undefined ? { from: at, to: at + 1 } : { from, to };
  return overlap({ from: validFrom, to: validTo }, time);
}

/** Told with an end that was over by then, and no beginning. */
function isPast({ from, to, at }: Told): boolean {
  return from === undefined && to !== undefined && to <= at;
}

function add(change: GraphChange, { subject, relation, object, value, from, to, confidence, text }: Told) {
  const record = {
    fact: 0,
    subject,
    relation,
    object,
    value,
    validFrom: from,
    validTo: to,
    confidence,
    text,
  };
  return change.add('fact', record);
}
