import { estimateTokens } from '../../shared/text/tokens.ts';
import { SECTIONS, type Section } from './choices.ts';
import type { MemoryDomain } from './deps.ts';
import { type Memory, type MemoryKind, TRUST } from './memory.ts';
import { effectivePreferences } from './prefer.ts';
import { readableText } from './readable.ts';
import type { Understood } from './semantics/understand.ts';
import type { MemoryView } from './store/store.ts';

export interface ContextRequest {
  task: string;
  scopes: readonly string[];
  sections: readonly Section[];
  maxTokens: number;
}

export interface ContextLine {
  id: string;
  text: string;
}

export interface Context {
  sections: { name: Section; text: string; tokens: number; ids: string[] }[];
  /** All of it, with the sections' heads: within the budget. */
  tokens: number;
  /** What would have fitted the task but not the budget. */
  dropped: { section: Section; ids: string[] }[];
}

/** Tokens that a section gets before any other may take them. */
const FLOORS: { [S in Section]?: number } = { preferences: 120, decisions: 150, conversation: 200 };
/** Most of the budget that one section may take. */
const CAP = 0.4;

const FOUND = 60;
const LISTED = 100;
/** From this share of common word pairs on a line says nothing new. */
const REDUNDANT = 0.6;

const HEADS: { [S in Section]: string } = {
  preferences: '## What the person wants',
  pinned: '## Always to be known',
  decisions: '## Decided before',
  tasks: '## Open tasks',
  memories: '## Remembered',
  conversation: '## Said before',
};

interface Candidate extends ContextLine {
  section: Section;
  /** How much it is worth: 0 to 1. */
  worth: number;
  tokens: number;
  at: number;
  pairs: ReadonlySet<string>;
}

/**
 * What memory has to say on a task, chosen for a budget that is never exceeded: floors for each section, then whatever
 * is worth most for its length, without saying anything twice. The same memories give the same bytes.
 */
export async function memoryContext(deps: MemoryDomain, request: ContextRequest): Promise<Context> {
  const { task, scopes } = request;
  const [{ near }] = await Promise.all([deps.semantics.understand(task, { scopes }), deps.searcher.warm()]);
  const candidates = await deps.store.read((view) => gather(view, deps, request, near));
  return pack(candidates, request);
}

function gather(
  view: MemoryView,
  deps: MemoryDomain,
  { task, scopes, sections }: ContextRequest,
  near: Understood['near'],
): Candidate[] {
  const now = deps.clock.now();
  const line = (section: Section, memory: Memory, worth: number): Candidate => {
    const text = lineOf(memory, deps);
    return {
      section,
      id: memory.id,
      text,
      worth: Math.min(1, Math.max(0.01, worth)),
      tokens: estimateTokens(`${text}\n`),
      at: memory.validFrom ?? memory.createdAt,
      pairs: pairsOf(memory.text),
    };
  };
  const found = (kinds: readonly MemoryKind[]): [Memory, number][] =>
    deps.searcher
      .search(view, { query: task, filter: { scopes, kinds }, limit: FOUND, seen: new Set(), now, near })
      .map(({ memory, confidence }) => [memory, confidence]);
  const listed = (kinds: readonly MemoryKind[] | undefined): Memory[] =>
    view.bySeq(view.find([], { scopes, ...(kinds && { kinds }) }, LISTED));

  const gatherers: { [S in Section]: () => Candidate[] } = {
    preferences: () => {
      const ids = effectivePreferences(view, deps, scopes, LISTED).map(({ id }) => id);
      return ids.flatMap((id) => {
        const memory = view.current(id);
        return memory ? [line('preferences', memory, memory.importance)] : [];
      });
    },
    pinned: () =>
      listed(undefined)
        .filter(({ pinned, kind }) => pinned && kind !== 'preference')
        .map((memory) => line('pinned', memory, 1)),
    decisions: () => {
      const fitting = new Map(found(['decision']).map(([memory, worth]) => [memory.id, worth]));
      return listed(['decision']).map((memory) => line('decisions', memory, fitting.get(memory.id) ?? 0.1));
    },
    tasks: () => listed(['task']).map((memory) => line('tasks', memory, memory.importance * 0.6)),
    memories: () =>
      found(['fact', 'event', 'procedure', 'relationship', 'summary', 'note'])
        .filter(([memory]) => memory.importance > 0.1)
        .map(([memory, worth]) => line('memories', memory, worth)),
    conversation: () => found(['message']).map(([memory, worth]) => line('conversation', memory, worth)),
  };
  const seen = new Set<string>();
  return SECTIONS.filter((section) => sections.includes(section))
    .flatMap((section) => gatherers[section]())
    .filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** One line: `[2026-11-20] Ada: "…" (id)`. Text that nobody vouches for stands in quotation marks. */
function lineOf(memory: Memory, deps: Pick<MemoryDomain, 'vault'>): string {
  const day = new Date(memory.validFrom ?? memory.createdAt).toISOString().slice(0, 10);
  const text = readableText(memory, deps).replace(/\s+/gu, ' ').trim();
  const by = memory.speaker ?? memory.role;
  const said = memory.trust < TRUST.document || memory.kind === 'message' ? JSON.stringify(text) : text;
  return `- [${day}] ${by ? `${by}: ` : ''}${said} (${memory.id})`;
}

function pack(candidates: readonly Candidate[], { maxTokens }: ContextRequest): Context {
  const chosen = new Set<Candidate>();
  const used = new Map<Section, number>();
  let total = 0;
  const headOf = (section: Section): number =>
    used.has(section) ? 0 : estimateTokens(`${HEADS[section]}\n`);
  const take = (candidate: Candidate, limit: number): void => {
    const { section, tokens } = candidate;
    const cost = tokens + headOf(section);
    const inSection = (used.get(section) ?? 0) + cost;
    if (chosen.has(candidate) || total + cost > maxTokens || inSection > limit) return;
    for (const other of chosen) if (overlap(candidate.pairs, other.pairs) > REDUNDANT) return;
    chosen.add(candidate);
    used.set(section, inSection);
    total += cost;
  };
  const byWorth = [...candidates].sort((a, b) => b.worth - a.worth || b.at - a.at || (a.id < b.id ? -1 : 1));
  for (const candidate of byWorth) {
    const floor = FLOORS[candidate.section];
    if (floor !== undefined) take(candidate, Math.min(floor, maxTokens));
  }
  const byDensity = [...byWorth].sort((a, b) => b.worth / b.tokens ** 0.5 - a.worth / a.tokens ** 0.5);
  for (const candidate of byDensity)
    take(candidate, Math.max(CAP * maxTokens, FLOORS[candidate.section] ?? 0));
  // What the caps kept out may have what is left.
  for (const candidate of byDensity) take(candidate, maxTokens);
  return render(candidates, chosen);
}

function render(candidates: readonly Candidate[], chosen: ReadonlySet<Candidate>): Context {
  const sections = SECTIONS.flatMap((name) => {
    const lines = candidates
      .filter((candidate) => candidate.section === name && chosen.has(candidate))
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    if (lines.length === 0) return [];
    const text = `${[HEADS[name], ...lines.map((line) => line.text)].join('\n')}\n`;
    return [{ name, text, tokens: estimateTokens(text), ids: lines.map(({ id }) => id) }];
  });
  const dropped = SECTIONS.flatMap((section) => {
    const ids = candidates
      .filter((each) => each.section === section && !chosen.has(each))
      .map(({ id }) => id);
    return ids.length > 0 ? [{ section, ids }] : [];
  });
  return { sections, tokens: sections.reduce((sum, { tokens }) => sum + tokens, 0), dropped };
}

function pairsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

/** The share of the smaller one's pairs that the other has. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let common = 0;
  for (const pair of small) if (large.has(pair)) common++;
  return common / small.size;
}
