import { IzaError } from '../../../shared/mcp/errors.ts';
import type { MemoryDomain } from '../deps.ts';
import { type Accepted, accept, contentOf, type Item } from '../intake.ts';
import { type Memory, type Origin, TRUST } from '../memory.ts';
import { keep } from '../remember.ts';
import { scopeAllowed } from '../store/scoped.ts';
import type { MemoryView, Session } from '../store/store.ts';
import { type DigestSentence, extractDigest, type Said } from './extract.ts';
import { BY_CONSOLIDATION } from './tidy-pairs.ts';
import { count, type Work } from './work.ts';

/** Shorter conversations are as quickly read as their digest. */
const FEWEST_MESSAGES = 12;
/** A digest is made anew when its conversation has grown by half. */
const GROWN = 1.5;
/** The newest messages that a digest is made of. */
const MOST_MESSAGES = 5_000;
const BATCH = 200;

/** A key that tells a digest, and the conversation it is of. */
const KEY = 'digest-of.';

export function isDigest({ kind, key }: Pick<Memory, 'kind' | 'key'>): boolean {
  return kind === 'summary' && key !== undefined && key.startsWith(KEY);
}

/** What a model made of a conversation, or why nothing came of it. */
export type Written =
  | { sentences: readonly DigestSentence[] }
  | { reason: string /** Whether asking again now is no use. */; givesUp?: boolean };

/** Writes a digest of messages. Those that may not be sent are left out by it. */
export type DigestWriter = (messages: readonly Memory[], signal: AbortSignal) => Promise<Written>;

export type DigestDeps = Pick<MemoryDomain, 'store' | 'clock' | 'ids' | 'screen' | 'vault'> & {
  /** The scopes that are open, as in the settings. */
  scopes: readonly string[];
};

/** Makes digests of conversations behind `after`, by id, that are long enough and have none, or one of far fewer messages. */
export async function digestConversations(
  deps: DigestDeps,
  write: DigestWriter | undefined,
  after: string,
  work: Work,
): Promise<void> {
  let writer = write;
  let finished = after;
  const rest = (): Promise<void> => work.rest(finished);
  for (;;) {
    const [session] = await deps.store.read((view) => view.sessionsAfter(finished, 1));
    if (!session) return;
    const { id, scope, messages } = session;
    if (messages >= FEWEST_MESSAGES && scopeAllowed(deps.scopes, scope)) {
      if (await deps.store.read((view) => isDue(view, session))) await digest(session);
    }
    finished = id;
    await rest();
  }

  async function digest(session: Session): Promise<void> {
    const messages = await messagesOf(deps, session, rest);
    const extract = await extractDigest(messages.map(saidIn), rest);
    if (extract.length === 0) return;
    const written = await writer?.(messages, work.signal);
    const sentences = written && 'sentences' in written ? written.sentences : extract;
    const change = await store(
      deps,
      session,
      messages,
      sentences,
      sentences === extract ? 'extract' : 'model',
    );
    if (change === undefined) return;
    const { digests } = work.result;
    count(digests, change);
    if (sentences !== extract) digests.by_model += 1;
    if (!written || !('reason' in written)) return;
    if (digests.extracts.length < BATCH)
      digests.extracts.push({ session: session.id, reason: written.reason });
    if (written.givesUp) writer = undefined;
  }
}

function isDue(view: MemoryView, { id, scope, messages }: Session): boolean {
  // A digest that somebody took back is not made again of the same messages.
  const made = view.withKey([scope], KEY + id).map(({ data }) => Number(data?.messages ?? 0));
  return messages >= GROWN * Math.max(0, ...made);
}

/**
 * The messages that a digest may be made of, in their order: what people and assistants said, but for what is sealed
 * and what reads like orders.
 */
async function messagesOf(
  { store }: Pick<MemoryDomain, 'store'>,
  session: Session,
  rest: () => Promise<void>,
): Promise<Memory[]> {
  const filter = {
    scopes: [session.scope],
    kinds: ['message' as const],
    session: session.id,
    validAt: 'any' as const,
  };
  const found: Memory[] = [];
  for (let offset = 0; offset < MOST_MESSAGES; offset += BATCH) {
    const some = await store.read((view) => view.bySeq(view.find([], filter, BATCH, offset)));
    found.push(...some);
    if (some.length < BATCH) break;
    await rest();
  }
  return found
    .filter(
      ({ sealed, trust, role }) =>
        !sealed && trust > TRUST.none && (role === 'user' || role === 'assistant' || role === undefined),
    )
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

export function saidIn({ id, text, speaker, role }: Memory): Said {
  return { id, text, by: speaker ?? role ?? 'user' };
}

/** Keeps a digest in place of the one before. As private as the most private, and trusted as the least trusted, that it cites. */
async function store(
  deps: DigestDeps,
  session: Session,
  messages: readonly Memory[],
  sentences: readonly DigestSentence[],
  by: 'extract' | 'model',
): Promise<string | undefined> {
  const cited = messages.filter(({ id }) => sentences.some(({ cites }) => cites.includes(id)));
  const last = Math.max(...messages.map(({ validFrom, createdAt }) => validFrom ?? createdAt));
  const item: Item = {
    kind: 'summary',
    text: sentences.map(({ text }) => text).join('\n'),
    key: KEY + session.id,
    data: { session: session.id, messages: session.messages, by },
    tags: ['digest'],
    validFrom: Math.min(last, deps.clock.now()),
    sensitivity: Math.max(...cited.map(({ sensitivity }) => sensitivity)),
    origin: originOf(Math.min(...cited.map(({ trust }) => trust))),
    ...(session.title !== undefined && { source: { title: session.title } }),
  };
  const id = deps.ids.next();
  const accepted = acceptable(item, deps, id);
  if (!accepted) return undefined;
  return deps.store.change(BY_CONSOLIDATION, (change) => {
    // What was forgotten while this was written must not come back in it.
    if (cited.some((message) => change.current(message.id)?.seq !== message.seq)) return undefined;
    const kept = keep(change, deps, session.scope, accepted, 'supersede', undefined);
    const memory = change.current(kept.id);
    if (!memory) return undefined;
    if (kept.status === 'duplicate')
      change.revise(memory, { ...contentOf(memory), ...dataOf(accepted.content) }, 'update');
    for (const { cites, quote } of sentences) {
      const said = quote !== undefined && !accepted.content.sealed ? { quote } : {};
      for (const message of cites) change.addSource(memory, { message, ...said, at: change.now });
    }
    return change.id;
  });
}

/** Undefined where the privacy policy does not let it be stored: then its messages stand without a digest. */
function acceptable(item: Item, deps: DigestDeps, id: string): (Accepted & { id: string }) | undefined {
  try {
    return { id, ...accept(item, deps, id) };
  } catch (error) {
    if (error instanceof IzaError) return undefined;
    throw error;
  }
}

function dataOf({ data }: Pick<Memory, 'data'>): Pick<Memory, 'data'> {
  return data ? { data } : {};
}

function originOf(trust: number): Origin {
  const origins = Object.entries(TRUST) as [Origin, number][];
  return origins.find(([, level]) => level === trust)?.[0] ?? 'web';
}
