import { IzaError } from '../../shared/mcp/errors.ts';
import type { MemoryDomain } from './deps.ts';
import { accept, contentOf, type Item } from './intake.ts';
import { type Feedback, giveFeedback, lessonOf, type Usefulness } from './learning/feedback.ts';
import type { Memory, MemoryStatus } from './memory.ts';
import { opened } from './readable.ts';
import { type By, linkEntities } from './remember.ts';

/** What may change; what is left out stays. */
export interface Patch extends Partial<Omit<Item, 'source' | 'origin' | 'data'>> {
  status?: MemoryStatus | undefined;
}

export interface Updated {
  id: string;
  version: number;
  changed: string[];
  /** Takes the change back when given to memory_admin; absent where there is no new version. */
  change?: string;
  usefulness?: Usefulness;
  notes: string[];
}

/**
 * Records the next version of a memory, or of its use where nothing else is given. @throws IzaError NOT_FOUND; CONFLICT
 * when it is not the expected version; UNAVAILABLE when it is sealed and its key is not at hand.
 */
export async function updateMemory(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault' | 'searcher' | 'clock'>,
  {
    id,
    expectedVersion,
    patch,
    feedback,
  }: { id: string; expectedVersion: number | undefined; patch: Patch; feedback?: Feedback | undefined },
  by: By,
): Promise<Updated> {
  const lesson = feedback && (await lessonOf(deps, id, feedback));
  return deps.store.change(by, (change) => {
    const memory = change.current(id);
    if (!memory) throw unknownMemory(id);
    if (expectedVersion !== undefined && memory.version !== expectedVersion) {
      throw new IzaError(
        'CONFLICT',
        `Memory ${id} is at version ${memory.version}, not ${expectedVersion}.`,
        {
          why: 'Somebody changed it in the meantime.',
          hint: 'Nothing was changed. Read what it says now, and update with that version.',
          next: { tool: 'memory_history', arguments: { id } },
        },
      );
    }
    const { about, status, ...given } = Object.fromEntries(
      Object.entries(patch).filter(([, value]) => value !== undefined),
    ) as Patch;
    const usefulness = feedback && { usefulness: giveFeedback(change, memory, feedback, lesson) };
    if (usefulness && !about && status === undefined && Object.keys(given).length === 0) {
      return { id, version: memory.version, changed: [], notes: [], ...usefulness };
    }
    const old = contentOf(memory);
    const item: Item = {
      ...itemOf(memory, deps),
      // How private the same text is stays as it was found, or said, to be.
      ...(given.text === undefined && { sensitivity: memory.sensitivity }),
      ...given,
    };
    // What was replaced in the moment in which it began ends there, and may still be corrected otherwise.
    const { validFrom, validTo } = item;
    const dated = given.validFrom !== undefined || given.validTo !== undefined;
    if (dated && validFrom !== undefined && validTo !== undefined && validTo <= validFrom) {
      throw new IzaError('INVALID_INPUT', '/valid_to: it has to be later than valid_from.', {
        hint: 'Nothing was changed.',
      });
    }
    const { content, fingerprint, notes } = accept(item, deps, id);
    const next = {
      ...old,
      ...content,
      status: status ?? (content.status === 'quarantined' ? content.status : old.status),
      trust: old.trust,
    };
    if (!content.sealed) delete next.sealed;
    const revised = change.revise(
      memory,
      next,
      'update',
      memory.kind === 'message' ? memory.fingerprint : fingerprint,
    );
    if (about) {
      change.unlink(id);
      const names = about.map((name) => deps.screen(name).text);
      linkEntities(change, memory.scope, revised, names);
    }
    return {
      id,
      version: revised.version,
      changed: Object.keys({ ...given, ...(about && { about }), ...(status && { status }) }).sort(),
      change: change.id,
      notes,
      ...usefulness,
    };
  });
}

export function unknownMemory(id: string): IzaError {
  return new IzaError('NOT_FOUND', `There is no memory ${JSON.stringify(id.slice(0, 64))}.`, {
    why: 'It was never there, or it was purged.',
    hint: 'Recall to find the id.',
  });
}

function itemOf(memory: Memory, deps: Pick<MemoryDomain, 'vault'>): Item {
  const { text, subject, object, data } = opened(memory, deps);
  const { kind, key, predicate, tags, validFrom, validTo, importance, pinned } = memory;
  return {
    text,
    kind,
    key,
    subject,
    predicate,
    object,
    data,
    tags,
    validFrom,
    validTo,
    importance,
    pinned,
  };
}
