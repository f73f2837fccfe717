import { IzaError } from '../../../shared/mcp/errors.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { appendMessages, type PreparedMessage, prepareMessage } from '../conversation.ts';
import type { MemoryDomain } from '../deps.ts';
import { type Accepted, accept, type Item } from '../intake.ts';
import { MAX_TEXT } from '../memory.ts';
import { normaliseName } from '../names.ts';
import { linkEntities } from '../remember.ts';
import type { MemoryChange } from '../store/store.ts';
import { type ImportCounts, NOTHING, sum } from './counts.ts';
import type { ImportItem } from './import-item.ts';
import { notingScreen } from './screened.ts';

/** An item of another program's file that has passed the screen. */
export type PreparedItem = { scope: string; redacted: boolean } & (
  | { kind: 'memory'; memory: Accepted & { id: string } }
  | { kind: 'message'; message: PreparedMessage; session: string; title?: string }
  | { kind: 'entity'; name: string; type?: string }
  | { kind: 'refused' }
);

type Deps = Pick<MemoryDomain, 'ids' | 'screen' | 'vault'>;

/** Memories with the same words that are looked at for the one on the same things. */
const TWINS = 100;

/** What is too long for one memory becomes several. */
export function prepareItem(item: ImportItem, scope: string, deps: Deps): PreparedItem[] {
  const own = item.scope ?? scope;
  if (item.kind === 'entity') return [prepareEntity(item, own, deps)];
  return pieces(item.text).map((text, part) => {
    const { screen, found } = notingScreen(deps.screen);
    const noting = { ...deps, screen };
    try {
      const prepared =
        item.kind === 'message'
          ? messageOf(item, text, part, noting)
          : { kind: 'memory' as const, memory: acceptItem(itemOf(item, text, noting), noting) };
      return { ...prepared, scope: own, redacted: found.redacted };
    } catch (error) {
      if (!(error instanceof IzaError)) throw error;
      return { kind: 'refused', scope: own, redacted: false };
    }
  });
}

function acceptItem(item: Item, deps: Deps): Accepted & { id: string } {
  const id = deps.ids.next();
  return { id, ...accept(item, deps, id) };
}

function itemOf(
  { kind, memoryKind = 'note', at, data, ...item }: ImportItem,
  text: string,
  { screen }: Pick<Deps, 'screen'>,
): Item {
  const common = {
    text,
    origin: 'document' as const,
    about: item.about,
    tags: item.tags,
    source: item.source,
    validFrom: at,
  };
  if (kind !== 'relation') return { ...common, kind: memoryKind, data };
  const { from, type, to, ...more } = data ?? {};
  return {
    ...common,
    kind: 'relationship',
    subject: String(from).toWellFormed(),
    predicate: screen(String(type).toWellFormed()).text,
    object: String(to).toWellFormed(),
    data: { relationType: String(type), ...more } satisfies JsonObject,
  };
}

function messageOf(item: ImportItem, text: string, part: number, deps: Deps) {
  const { role = 'user', at, session = { id: item.source.title } } = item;
  const id = item.message === undefined ? undefined : `${item.message}${part > 0 ? ` ${part}` : ''}`;
  return {
    kind: 'message' as const,
    message: prepareMessage({ role, text, at, id }, deps, 'document'),
    session: session.id.toWellFormed(),
    ...(session.title && { title: session.title.toWellFormed() }),
  };
}

function prepareEntity(item: ImportItem, scope: string, deps: Deps): PreparedItem {
  const { screen, found } = notingScreen(deps.screen);
  const type = typeof item.data?.entityType === 'string' ? screen(item.data.entityType).text : undefined;
  const name = screen(item.text.toWellFormed()).text;
  return { kind: 'entity', scope, name, redacted: found.redacted, ...(type && { type }) };
}

/** Texts that fit, cut at the last line end or space where there is one in the second half. */
export function pieces(text: string): string[] {
  if (text.length <= MAX_TEXT) return [text];
  const found: string[] = [];
  let rest = text;
  while (rest.length > MAX_TEXT) {
    const head = rest.slice(0, MAX_TEXT);
    const places = [head.lastIndexOf('\n'), head.lastIndexOf(' ')].filter((place) => place > MAX_TEXT / 2);
    // Not between the halves of a surrogate pair.
    const end = (places[0] ?? -1) + 1 || (/[\ud800-\udbff]$/.test(head) ? MAX_TEXT - 1 : MAX_TEXT);
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...found, rest].filter((piece) => piece.trim() !== '');
}

/** Stores items as a part of a change, conversations by the run; what is there already is not stored twice. */
export function keepItems(
  change: MemoryChange,
  deps: Deps,
  items: readonly PreparedItem[],
  client: string | undefined,
): ImportCounts {
  let counts: ImportCounts = NOTHING;
  const add = (more: Partial<ImportCounts>): void => {
    counts = sum(counts, { ...NOTHING, ...more });
  };
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (!item) continue;
    if (item.kind === 'message') {
      const end = items.findIndex((other, index) => index > at && !sameConversation(item, other));
      const run = items.slice(at, end < 0 ? undefined : end).filter((each) => each.kind === 'message');
      add(keepMessages(change, deps, run));
      at += run.length - 1;
      continue;
    }
    if (item.redacted) add({ redacted: 1 });
    if (item.kind === 'refused') add({ refused: 1 });
    else if (item.kind === 'memory') add(keepMemory(change, item.scope, item.memory, client));
    else add(keepEntity(change, item));
  }
  return counts;
}

type Said = Extract<PreparedItem, { kind: 'message' }>;

function sameConversation(one: Said, other: PreparedItem): boolean {
  return other.kind === 'message' && other.scope === one.scope && other.session === one.session;
}

function keepMessages(change: MemoryChange, deps: Deps, run: readonly Said[]): ImportCounts {
  const [first] = run;
  if (!first) return NOTHING;
  const times = run.flatMap(({ message: { at } }) => at ?? []);
  const name = {
    name: first.session,
    title: run.find(({ title }) => title !== undefined)?.title,
    ...(times.length > 0 && { startedAt: Math.min(...times), lastAt: Math.max(...times) }),
  };
  const said = run.map(({ message }) => message);
  const { messages } = appendMessages(change, deps, first.scope, name, said);
  const fresh = messages.filter(({ isNew }) => isNew).length;
  const redacted = run.filter((each) => each.redacted).length;
  return { ...NOTHING, new: fresh, duplicates: messages.length - fresh, redacted };
}

function keepEntity(
  change: MemoryChange,
  { scope, name, type }: Extract<PreparedItem, { kind: 'entity' }>,
): Partial<ImportCounts> {
  const norm = normaliseName(name);
  if (norm === '') return {};
  const known = change.entity(scope, norm);
  change.saveEntity(scope, name.trim(), norm, type);
  return known ? { duplicates: 1 } : { new: 1 };
}

/**
 * Without the search for near copies and without succession: a file is one word of many, and nothing of it may be
 * lost. The same words about other things are another memory.
 */
function keepMemory(
  change: MemoryChange,
  scope: string,
  { id, content, fingerprint, about, source }: Accepted & { id: string },
  client: string | undefined,
): Partial<ImportCounts> {
  const from = { ...source, ...(client !== undefined && { client }), at: change.now };
  const names = about.map(normaliseName).filter((norm) => norm !== '');
  const twin = change.twins(scope, fingerprint, TWINS).find((memory) => {
    if (memory.kind !== content.kind) return false;
    const known = new Set(change.about(memory.id).map(({ name }) => normaliseName(name)));
    return names.every((norm) => known.has(norm));
  });
  if (twin) {
    change.addSource(twin, from);
    return { duplicates: 1 };
  }
  const added = change.add(id, scope, content, fingerprint);
  linkEntities(change, scope, added, about);
  change.addSource(added, from);
  return content.status === 'quarantined' ? { new: 1, held: 1 } : { new: 1 };
}
