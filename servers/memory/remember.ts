import { IzaError } from '../../shared/mcp/errors.ts';
import type { Receipt } from '../../shared/mcp/tool.ts';
import type { OnConflict, REMEMBERED } from './choices.ts';
import type { MemoryDomain } from './deps.ts';
import { type Accepted, accept, type Item } from './intake.ts';
import { readCopy } from './learning/recalled-copy.ts';
import { type Memory, type MemoryContent, type MemoryKind, NOTED_KINDS } from './memory.ts';
import { normaliseName } from './names.ts';
import { readableText } from './readable.ts';
import { retell } from './retell.ts';
import { probeGroups, probeWords, saysTheSame } from './similar.ts';
import type { MemoryChange } from './store/store.ts';
import { beginsLater, isExclusive, overlaps, rivalsOf, succession, supersede } from './supersede.ts';

export interface Remembered {
  /** The memory that holds the text: a new one, or the one that was there. */
  id: string;
  status: (typeof REMEMBERED)[number];
  kind: MemoryKind;
  /** The memories whose place it took. */
  replaced: string[];
  notes: string[];
}

export interface By {
  tool: string;
  client?: string | undefined;
  receipt?: Receipt | undefined;
}

/** Candidates for a near copy that are compared. */
const NEAR = 20;

/** Stores all items in a scope, or none; what the scope has already is not stored twice. */
export async function remember(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  items: readonly Item[],
  { onConflict = 'supersede' }: { onConflict?: OnConflict | undefined },
  by: By,
): Promise<Remembered[]> {
  const accepted = items.map((item) => {
    const id = deps.ids.next();
    return { id, ...accept(item, deps, id) };
  });
  return deps.store.change(by, (change) =>
    accepted.map((each) => keep(change, deps, scope, each, onConflict, by.client)),
  );
}

/** Stores one item as a part of a change. */
export function keep(
  change: MemoryChange,
  deps: Pick<MemoryDomain, 'ids' | 'vault'>,
  scope: string,
  item: Accepted & { id: string },
  onConflict: OnConflict,
  client: string | undefined,
): Remembered {
  const content = withKnownNames(change, scope, item.content);
  refuseOver(content, change.now);
  const answer = (
    memory: Memory,
    status: Remembered['status'],
    replaced: Memory[] = [],
    note?: string,
  ): Remembered => {
    change.addSource(memory, { ...item.source, ...(client && { client }), at: change.now });
    const notes = note === undefined ? item.notes : [...item.notes, note];
    return { id: memory.id, status, kind: memory.kind, replaced: replaced.map((each) => each.id), notes };
  };

  const rivals = rivalsOf(change, scope, content);
  const same =
    rivals.find(
      (rival) => rival.fingerprint === item.fingerprint && !beginsLater(rival, content, change.now),
    ) ?? twinOf(change, scope, item);
  const near = same || rivals.length > 0 ? undefined : nearCopy(change, deps, scope, item);
  const known = same ?? near;
  if (known) {
    const told = retell(change, known, content, rivals);
    return answer(told.memory, same ? 'duplicate' : 'merged', [], told.note);
  }
  const recalled = rivals.length === 0 ? recalledCopy(change, scope, item) : undefined;
  if (recalled) return answer(recalled, 'merged');

  if (content.status === 'quarantined') {
    return answer(
      heldTwin(change, scope, item, content) ?? store(change, scope, item, content),
      'quarantined',
    );
  }
  const [rival] = rivals;
  if (rival && onConflict === 'keep') {
    // No source of the older: what was told now says something else.
    return { id: rival.id, status: 'kept', kind: rival.kind, replaced: [], notes: [...item.notes, KEPT] };
  }
  if (rival && onConflict === 'ask') {
    const waiting = heldTwin(change, scope, item, content);
    if (waiting) return answer(waiting, 'conflict');
    const held = store(change, scope, item, { ...content, status: 'quarantined' });
    const reason = `Both say something of ${JSON.stringify(content.key ?? `${content.subject} ${content.predicate}`)}.`;
    change.addConflict({ id: deps.ids.next(), scope, reason, older: rival.id, newer: held.id });
    return answer(held, 'conflict');
  }
  const { content: dated, replaced } =
    content.key === undefined && rivals.length === 0
      ? { content, replaced: [] }
      : succession(change, content, rivals);
  const added = store(change, scope, item, dated);
  for (const older of replaced) supersede(change, older, added);
  return answer(added, replaced.length > 0 ? 'superseded' : 'new', replaced);
}

/** Without a beginning, the word on a key begins now: it would end before that. */
function refuseOver(content: MemoryContent, now: number): void {
  const { validFrom, validTo } = content;
  if (!isExclusive(content) || validFrom !== undefined || validTo === undefined || validTo > now) return;
  const what = JSON.stringify(content.key ?? `${content.subject} ${content.predicate}`);
  throw new IzaError('INVALID_INPUT', `What held of ${what} until valid_to needs valid_from too.`, {
    why: 'valid_to has passed, and without valid_from it would begin now.',
    hint: 'Nothing was changed. Add valid_from, if only the year.',
  });
}

const KEPT = 'Not stored: the scope has another word on it, which was to be kept.';

function store(
  change: MemoryChange,
  scope: string,
  { id, fingerprint, about }: Accepted & { id: string },
  content: Accepted['content'],
): Memory {
  const added = change.add(id, scope, content, fingerprint);
  linkEntities(change, scope, added, about);
  return added;
}

/** Relations that say how else an entity is called. */
const ALIASES = new Set(['also_known_as', 'aka', 'alias', 'nickname', 'called', 'short_for']);

/** Ties a memory to the entities it names; those that are not known yet are made. */
export function linkEntities(
  change: MemoryChange,
  scope: string,
  memory: Pick<Memory, 'id' | 'subject' | 'predicate' | 'object'>,
  about: readonly string[],
): void {
  const { subject, predicate = '', object } = memory;
  const isAlias = ALIASES.has(predicate) && subject !== undefined && object !== undefined;
  if (isAlias) {
    const entity = change.saveEntity(scope, subject, normaliseName(subject));
    change.addAlias(entity.id, object, normaliseName(object));
  }
  const names = [...about, subject, ...(isAlias ? [] : [object])];
  for (const name of names) {
    const norm = name === undefined ? '' : normaliseName(name);
    if (name !== undefined && norm !== '') {
      change.link(memory.id, change.saveEntity(scope, name.trim(), norm).id);
    }
  }
}

/** Names of entities as they are known already, so that relations of one subject are found together. */
function withKnownNames(change: MemoryChange, scope: string, content: MemoryContent): MemoryContent {
  const known = (name: string): string => change.entity(scope, normaliseName(name))?.name ?? name.trim();
  const { subject, object } = content;
  return {
    ...content,
    ...(subject && { subject: known(subject) }),
    ...(object && { object: known(object) }),
  };
}

function twinOf(change: MemoryChange, scope: string, { content, fingerprint }: Accepted): Memory | undefined {
  // A word that was given up and is said again is news: only its rivals tell whether it still holds.
  if (isExclusive(content)) return undefined;
  if (content.kind === 'event') {
    return change
      .twins(scope, fingerprint, NEAR)
      .find((twin) => twin.status === 'active' && isSameTime(twin, content, change.now));
  }
  const twin = change.byFingerprint(scope, fingerprint);
  return twin && overlaps(twin, content, change.now) ? twin : undefined;
}

/** Whether the same words may mean the same: those of another day are another event. */
function isSameTime(memory: Memory, content: MemoryContent, now: number): boolean {
  const beginnings = [memory.validFrom, content.validFrom].filter((begin) => begin !== undefined);
  const isOther = content.kind === 'event' && new Set(beginnings).size > 1;
  return !isOther && overlaps(memory, content, now);
}

/** The same words on the same thing that wait for a decision already. */
function heldTwin(
  change: MemoryChange,
  scope: string,
  { plain, fingerprint }: Accepted,
  { kind, key }: MemoryContent,
): Memory | undefined {
  const filter = { scopes: [scope], kinds: [kind], statuses: ['quarantined'], validAt: 'any' } as const;
  return change
    .bySeq(change.find(probeWords(plain), filter, NEAR))
    .find((memory) => memory.fingerprint === fingerprint && memory.key === key);
}

/** A copy with a word more or less would come back from every recall that is written down again. */
function nearCopy(
  change: MemoryChange,
  deps: Pick<MemoryDomain, 'vault'>,
  scope: string,
  { content, plain }: Accepted,
): Memory | undefined {
  if (content.sealed || content.key !== undefined || content.kind === 'message') return undefined;
  const groups = probeGroups(plain);
  if (groups.length === 0) return undefined;
  const filter = { scopes: [scope], kinds: [content.kind], validAt: 'any' } as const;
  const found = change.withAll(groups, filter, NEAR, change.mayBeAlike(plain));
  return change
    .bySeq(found)
    .find(
      (memory) =>
        memory.key === undefined &&
        isSameTime(memory, content, change.now) &&
        saysTheSame(readableText(memory, deps), plain),
    );
}

/**
 * The first of the stored texts that a text is put together of, as recall hands them out. What is dated anew, or is one
 * text in another kind or other marks, was not just recalled.
 */
function recalledCopy(change: MemoryChange, scope: string, { content, plain }: Accepted): Memory | undefined {
  const { sealed, key, kind, validFrom, validTo } = content;
  if (sealed || key !== undefined || kind === 'message') return undefined;
  if (validFrom !== undefined || validTo !== undefined) return undefined;
  const reader = readCopy(plain);
  let first: Memory | undefined;
  for (let words = reader.next(); words; words = reader.next()) {
    const filter = { scopes: [scope], kinds: NOTED_KINDS };
    const found = change.bySeq(change.withAll([words], filter, NEAR, change.mayBegin(reader.starts())));
    const taken = reader.take(found.map(({ text }) => text));
    if (taken === undefined) return undefined;
    first ??= found[taken];
  }
  if (!first || !reader.whole()) return undefined;
  return reader.bare() && first.kind !== kind && unquoted(plain) !== unquoted(first.text) ? undefined : first;
}

function unquoted(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/^[ •"“'-]+|[ "”']+$/gu, '');
}
