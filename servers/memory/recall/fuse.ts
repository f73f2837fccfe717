import type { Screened } from '../../../shared/privacy/screen.ts';
import type { SourceName } from '../choices.ts';
import type { MemoryDomain } from '../deps.ts';
import type { ExternalMemoryItem } from '../external/external-memory.ts';
import type { Heard } from '../external/sources.ts';
import { fingerprint } from '../fingerprint.ts';
import { type Memory, TRUST } from '../memory.ts';
import { USUAL_IMPORTANCE } from '../quality.ts';
import type { MemoryView } from '../store/store.ts';
import type { Found } from './search.ts';

/** Reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009, with the constant of that paper. */
const K = 60;

const weightOf = (rank: number): number => 1 / (K + rank + 1);

/** Scores and ranks of several programs cannot be compared, the order in which each gives its finds can. */
export function fuse(
  view: MemoryView,
  ours: readonly Found[],
  heard: readonly Heard[],
  { screen, now }: Pick<MemoryDomain, 'screen'> & { now: number },
): Found[] {
  const fused = new Map<string, Found>();
  for (const [rank, found] of ours.entries()) {
    fused.set(found.memory.id, { ...found, score: weightOf(rank) });
  }
  const byText = new Map(ours.map((found) => [`${found.memory.scope} ${found.memory.fingerprint}`, found]));
  for (const { source, items } of heard) {
    for (const [rank, item] of meant(items).entries()) {
      const mark = fingerprint(item.text);
      const same = byText.get(`${item.scope} ${mark}`);
      const known = same && fused.get(same.memory.id);
      if (known) {
        const why = [...known.why, `${source} has it too`];
        fused.set(known.memory.id, { ...known, why, score: known.score + weightOf(rank) });
      } else if (!view.byFingerprint(item.scope, mark) && !isOurs(view, item)) {
        const found = foundElsewhere(source, item, { screen, now });
        if (found) fused.set(found.memory.id, { ...found, score: weightOf(rank) });
      }
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}

/** Who looks for what is nearest finds something always: what has nothing in common with the query is not meant. */
function meant(items: Heard['items']): Heard['items'] {
  return items.some(({ score }) => score > 0) ? items.filter(({ score }) => score > 0) : items;
}

/** Whether it is a copy of something that was ever here: what was forgotten must not come back from a mirror. */
function isOurs(view: MemoryView, { metadata: { iza_id: id } }: ExternalMemoryItem): boolean {
  return typeof id === 'string' && view.operations(0, 1, { memory: id }).length > 0;
}

/** Text of another program, screened as if it were to be kept; undefined where the policy refuses it. */
function foundElsewhere(
  source: SourceName,
  { id, text, at, scope }: Heard['items'][number],
  { screen, now }: Pick<MemoryDomain, 'screen'> & { now: number },
): Found | undefined {
  let screened: Screened;
  try {
    screened = screen(text.toWellFormed());
  } catch {
    return undefined;
  }
  const memory: Memory = {
    seq: 0,
    id: `${source}:${id}`,
    version: 1,
    scope,
    kind: 'note',
    text: screened.text,
    fingerprint: fingerprint(screened.text),
    tags: [],
    createdAt: at ?? now,
    recordedAt: at ?? now,
    status: 'active',
    importance: USUAL_IMPORTANCE.note,
    sensitivity: screened.sensitivity,
    trust: TRUST.tool,
    pinned: false,
  };
  const why = [`found by ${source}`];
  if (screened.suspicion) why.unshift(`beware: ${screened.suspicion}`);
  return { memory, score: 0, why, confidence: 0, exactTerms: 0, askedTerms: 0, origin: source };
}
