import { IzaError } from '../../shared/mcp/errors.ts';
import type { JsonObject } from '../../shared/mcp/surface.ts';
import type { DECISION_STATUSES } from './choices.ts';
import type { MemoryDomain } from './deps.ts';
import { accept } from './intake.ts';
import type { Memory } from './memory.ts';
import { slug } from './names.ts';
import { readableText } from './readable.ts';
import { type By, keep } from './remember.ts';
import { probeWords } from './similar.ts';
import type { MemoryView } from './store/store.ts';
import { supersede } from './supersede.ts';

export interface Decision {
  title: string;
  choice: string;
  options?: readonly string[] | undefined;
  rationale: string;
  status: (typeof DECISION_STATUSES)[number];
  /** The id of the decision that this one replaces. */
  supersedes?: string | undefined;
  /** Milliseconds since the epoch. */
  reviewOn?: number | undefined;
  decidedAt?: number | undefined;
  tags?: readonly string[] | undefined;
  about?: readonly string[] | undefined;
}

export interface Decided {
  id: string;
  status: 'new' | 'duplicate' | 'superseded';
  replaced: string[];
  /** Decisions on much the same thing, which stand beside it. */
  related: { id: string; text: string }[];
  notes: string[];
}

const RELATED = 5;

/** The text by which a decision is found and read. */
export function decisionText({ title, choice, rationale, options = [], status }: Decision): string {
  const others = options.filter((option) => option !== choice);
  const instead = others.length > 0 ? ` Instead of: ${others.join('; ')}.` : '';
  const mark = status === 'accepted' ? '' : ` (${status})`;
  return `${title}: ${choice}${mark}. Because: ${rationale}${/[.!?]$/.test(rationale) ? '' : '.'}${instead}`;
}

/** Records what was decided and why. Another decision of the same title, or the one that is named, ends with it. */
export async function recordDecision(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  decision: Decision,
  by: By,
): Promise<Decided> {
  const id = deps.ids.next();
  const { title, choice, options = [], rationale, status, reviewOn } = decision;
  const data: JsonObject = {
    title,
    choice,
    rationale,
    status,
    ...(options.length > 0 && { options: [...options] }),
    ...(reviewOn !== undefined && { review_on: new Date(reviewOn).toISOString().slice(0, 10) }),
  };
  const item = {
    text: decisionText(decision),
    kind: 'decision' as const,
    key: `decision/${slug(deps.screen(title).text)}`,
    data,
    tags: decision.tags,
    about: decision.about,
    validFrom: decision.decidedAt,
  };
  const accepted = { id, ...accept(item, deps, id) };
  const decided = await deps.store.change(by, (change): Omit<Decided, 'related'> => {
    const named = decision.supersedes === undefined ? undefined : change.current(decision.supersedes);
    if (decision.supersedes !== undefined && (named?.kind !== 'decision' || named.scope !== scope)) {
      throw new IzaError('NOT_FOUND', `There is no decision ${decision.supersedes} in ${scope}.`, {
        hint: 'Nothing was stored. Recall with kinds ["decision"] to find it, or leave supersedes out.',
      });
    }
    const kept = keep(change, deps, scope, accepted, 'supersede', by.client);
    const added = change.current(kept.id);
    const replaced = [...kept.replaced];
    if (named && added && named.id !== added.id && !replaced.includes(named.id)) {
      supersede(change, named, added);
      replaced.push(named.id);
    }
    return {
      id: kept.id,
      status: kept.status === 'duplicate' ? 'duplicate' : replaced.length > 0 ? 'superseded' : 'new',
      replaced,
      notes: kept.notes,
    };
  });
  // Read apart from the change: the record of a call is kept, and must not tell what may be erased.
  const others = await deps.store.read((view) =>
    related(view, deps, scope, accepted.plain, [decided.id, ...decided.replaced]),
  );
  return { ...decided, related: others };
}

function related(
  view: MemoryView,
  deps: Pick<MemoryDomain, 'vault'>,
  scope: string,
  text: string,
  except: readonly string[],
): { id: string; text: string }[] {
  const found = view.find(
    probeWords(text),
    { scopes: [scope], kinds: ['decision'] },
    RELATED + except.length,
  );
  return view
    .bySeq(found)
    .filter((memory: Memory) => !except.includes(memory.id))
    .slice(0, RELATED)
    .map((memory) => ({ id: memory.id, text: readableText(memory, deps) }));
}
