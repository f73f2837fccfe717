import { type Canon, canonOf } from './canon.ts';
import type { Fact } from './graph.ts';
import type { Ontology } from './ontology.ts';
import { readSlot, repaint } from './slot.ts';
import type { GraphChange } from './store/store.ts';

export interface Retracted {
  /** Facts that are not believed any more. */
  facts: number[];
  /** Facts that hold again, or for longer, without them. */
  resumed: number[];
}

/** Takes facts back: nobody stands for them any more, and what had given way to them holds again. */
export async function retractFacts(
  change: GraphChange,
  ontology: Ontology,
  facts: readonly number[],
): Promise<Retracted> {
  const canon = canonOf(await change.merges(change.graph));
  const rows = await change.history(facts);
  const supports = await change.supports(facts);
  for (const { row } of supports) await change.end('support', row);
  const current = rows.filter(({ ended }) => ended === undefined);
  for (const { row } of current) await change.end('fact', row);
  const resumed = await resume(change, ontology, canon, rows);
  const gone = new Set([...supports, ...current].map(({ fact }) => fact));
  return { facts: [...gone].sort((a, b) => a - b), resumed };
}

/** What is left to be believed in the slots of facts that are gone. */
async function resume(
  change: GraphChange,
  ontology: Ontology,
  canon: Canon,
  gone: readonly Fact[],
): Promise<number[]> {
  const slots = new Map<string, { subject: number; relations: readonly string[] }>();
  for (const { subject, relation } of gone) {
    const relations = ontology.excluding(relation);
    if (relations.length === 0) continue;
    slots.set(JSON.stringify([canon.of(subject), relations]), { subject, relations });
  }
  const resumed: number[] = [];
  for (const { subject, relations } of slots.values()) {
    const slot = await readSlot(change, canon, subject, relations);
    resumed.push(...(await repaint(change, slot)).resumed);
  }
  return resumed;
}

/** What an episode brought, and whether others say it too. */
export async function retractEpisode(
  change: GraphChange,
  ontology: Ontology,
  episode: number,
): Promise<Retracted> {
  await endEpisode(change, episode);
  return retractSupport(change, ontology, episode);
}

/** Ends an episode with its text, and leaves what it supports. */
export async function endEpisode(change: GraphChange, episode: number): Promise<void> {
  const chunks = await change.chunks([episode]);
  for (const { row } of await change.mentionsIn(chunks.map(({ row }) => row)))
    await change.end('mention', row);
  for (const { row } of chunks) await change.end('chunk', row);
  await change.end('episode', episode);
}

/** Takes back what only this episode says: done after the next version of it is there, facts of both stay as they are. */
export async function retractSupport(
  change: GraphChange,
  ontology: Ontology,
  episode: number,
): Promise<Retracted> {
  const supports = await change.supportsFrom([episode]);
  for (const { row } of supports) await change.end('support', row);
  const facts = [...new Set(supports.map(({ fact }) => fact))];
  const others = new Set((await change.supports(facts)).map(({ fact }) => fact));
  return retractFacts(
    change,
    ontology,
    facts.filter((fact) => !others.has(fact)),
  );
}

/** As retracting, and nothing of what the facts and their sources said is left, in any version. */
export async function eraseFacts(
  change: GraphChange,
  ontology: Ontology,
  facts: readonly number[],
): Promise<Retracted> {
  const supports = await change.supports(facts, 'ever');
  const retracted = await retractFacts(change, ontology, facts);
  for (const { row } of await change.history(facts)) await change.erase('fact', row);
  for (const { row } of supports) await change.erase('support', row);
  return retracted;
}

/** As retracting an episode, and nothing of what it said is left. Facts that others say too stay. */
export async function eraseEpisode(
  change: GraphChange,
  ontology: Ontology,
  episode: number,
): Promise<Retracted> {
  const supports = await change.supportsFrom([episode]);
  const chunks = await change.chunks([episode]);
  const retracted = await retractEpisode(change, ontology, episode);
  for (const { row } of await change.history(retracted.facts)) await change.erase('fact', row);
  for (const { row } of supports) await change.erase('support', row);
  for (const { row } of chunks) await change.erase('chunk', row);
  await change.erase('episode', episode);
  return retracted;
}
