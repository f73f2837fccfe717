import { createHash } from 'node:crypto';
import { IzaError } from '../../shared/mcp/errors.ts';
import type { ForgetMode } from './choices.ts';
import type { MemoryDomain } from './deps.ts';
import { excerpt } from './excerpt.ts';
import { fingerprint } from './fingerprint.ts';
import { contentOf } from './intake.ts';
import { isDigest } from './learning/digests.ts';
import type { Memory, MemoryKind } from './memory.ts';
import { contentWords } from './query.ts';
import { readableText } from './readable.ts';
import type { By } from './remember.ts';
import type { MemoryChange, MemoryView } from './store/store.ts';

/** Which memories: those with these ids, or all in the scopes that fit everything else that is given. */
export interface Target {
  ids?: readonly string[] | undefined;
  query?: string | undefined;
  scopes?: readonly string[] | undefined;
  kinds?: readonly MemoryKind[] | undefined;
  tags?: readonly string[] | undefined;
  entities?: readonly string[] | undefined;
  between?: readonly [number, number] | undefined;
}

export interface Preview {
  count: number;
  samples: { id: string; kind: MemoryKind; scope: string; text: string }[];
  /** What to hand in to do it: it stands for exactly these memories and this mode. */
  token: string;
}

export interface Forgotten {
  forgotten: string[];
  missing: string[];
  /** Takes it back when given to memory_admin; a purge or redaction cannot be taken back. */
  change?: string;
}

const SAMPLE = 120;
const SAMPLES = 5;

/** Most memories that one call can forget. */
export const MOST_FORGOTTEN = 1_000;

const REDACTED = '[redacted by request]';

export async function previewForget(
  deps: Pick<MemoryDomain, 'store' | 'vault'>,
  target: Target,
  mode: ForgetMode,
): Promise<Preview> {
  return deps.store.read((view) => {
    const found = select(view, target, mode);
    return {
      count: found.length,
      samples: found.slice(0, SAMPLES).map((memory) => ({
        id: memory.id,
        kind: memory.kind,
        scope: memory.scope,
        text: excerpt(readableText(memory, deps), SAMPLE).text,
      })),
      token: tokenOf(found, target, mode),
    };
  });
}

/**
 * Forgets, all or nothing. A filter needs the token of its preview, so that what is forgotten is what was shown.
 * @throws IzaError CONFLICT when the token belongs to something else, or something was added meanwhile.
 */
export async function forget(
  { store }: Pick<MemoryDomain, 'store'>,
  { target, mode, token }: { target: Target; mode: ForgetMode; token?: string | undefined },
  by: By,
): Promise<Forgotten & { scrubbed: boolean }> {
  const result = await store.change(by, (change): Forgotten => {
    const found = select(change, target, mode);
    if (token !== undefined && token !== tokenOf(found, target, mode)) throw staleToken();
    let retracted = 0;
    for (const memory of found) {
      if (mode === 'purge') change.purge(memory);
      else if (mode === 'redact') change.redact(memory, REDACTED, fingerprint(`${REDACTED} ${memory.id}`));
      if (mode !== 'purge' && memory.status !== 'retracted') {
        const now = mode === 'redact' ? change.current(memory.id) : memory;
        if (now) change.revise(now, { ...contentOf(now), status: 'retracted' }, 'retract');
        retracted += 1;
      }
    }
    const gone = new Set(found.map(({ id }) => id));
    forgetDigests(change, gone, mode);
    return {
      forgotten: [...gone],
      missing: [...new Set(target.ids ?? [])].filter((id) => !gone.has(id)),
      ...(mode === 'retract' && retracted > 0 && { change: change.id }),
    };
  });
  const erased = mode !== 'retract' && result.forgotten.length > 0;
  return { ...result, scrubbed: !erased || (await store.scrub()) };
}

/** What was made of forgotten messages goes with them; what is left of the conversation gets another digest. */
function forgetDigests(change: MemoryChange, gone: ReadonlySet<string>, mode: ForgetMode): void {
  const made = new Set(change.citing([...gone]).map(({ by }) => by));
  for (const id of made) {
    const digest = gone.has(id) ? undefined : change.current(id);
    if (!digest || !isDigest(digest)) continue;
    if (mode !== 'retract') change.purge(digest);
    else if (digest.status === 'active') {
      change.revise(digest, { ...contentOf(digest), status: 'retracted' }, 'retract');
    }
  }
}

function select(view: MemoryView, target: Target, mode: ForgetMode): Memory[] {
  const { ids, query, scopes = ['user'], kinds, tags, entities, between } = target;
  const within = (memory: Memory): boolean => !target.scopes || target.scopes.includes(memory.scope);
  if (ids) {
    return [...new Set(ids)].flatMap((id) => view.current(id) ?? []).filter(within);
  }
  const words = query === undefined ? [] : contentWords(query);
  if (query !== undefined && words.length === 0) return [];
  const statuses = mode === 'retract' ? (['active', 'archived', 'quarantined'] as const) : undefined;
  const filter = {
    scopes,
    kinds,
    tags,
    entities,
    between,
    validAt: 'any' as const,
    statuses: statuses ?? (['active', 'archived', 'quarantined', 'retracted'] as const),
  };
  const found = view.bySeq(view.find(words, filter, MOST_FORGOTTEN + 1));
  if (found.length > MOST_FORGOTTEN) {
    throw new IzaError('TOO_LARGE', `More than ${MOST_FORGOTTEN} memories fit.`, {
      hint: 'Nothing was changed. Narrow it by kinds, tags, about, or a time, and go on in parts.',
    });
  }
  return found;
}

/** Stands for the memories as they are, what is to be done, and by which filter they were found. */
function tokenOf(found: readonly Memory[], target: Target, mode: ForgetMode): string {
  const what = [mode, target, found.map(({ id, version }) => `${id}@${version}`).sort()];
  return createHash('sha256').update(JSON.stringify(what)).digest('base64url').slice(0, 24);
}

function staleToken(): IzaError {
  return new IzaError('CONFLICT', 'The preview token does not fit what would be forgotten now.', {
    why: 'It is of another filter or mode, or a memory that fits was added or changed since.',
    hint: 'Nothing was changed. Leave preview_token out to see a new preview.',
  });
}
