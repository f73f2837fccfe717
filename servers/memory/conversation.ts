import type { MemoryDomain } from './deps.ts';
import { fingerprint } from './fingerprint.ts';
import { type Accepted, accept } from './intake.ts';
import type { Origin } from './memory.ts';
import { normaliseName } from './names.ts';
import type { By } from './remember.ts';
import type { MemoryChange } from './store/store.ts';

export interface Message {
  role: 'user' | 'assistant' | 'system' | 'tool';
  text: string;
  speaker?: string | undefined;
  /** Milliseconds since the epoch; when it is logged, unless said. */
  at?: number | undefined;
  /** The client's own name for the message: the surest way to log it once. */
  id?: string | undefined;
}

export interface Logged {
  session: string;
  /** Ids of the messages, in the order they came, those that were there already included. */
  messages: { id: string; isNew: boolean }[];
  notes: string[];
}

/** Runs of fewer messages than this are taken for a repetition only at the end of the log: people say "ok" often. */
const REPEATED_RUN = 3;

/** A message that has passed the screen. */
export type PreparedMessage = Omit<Message, 'id'> &
  Accepted & { id: string; clientId: string | undefined; mark: string };

export interface ConversationName {
  name: string;
  title?: string | undefined;
  /** Milliseconds since the epoch; now, unless said. */
  startedAt?: number | undefined;
  lastAt?: number | undefined;
}

/** @throws IzaError INVALID_INPUT when nothing but secrets is left. */
export function prepareMessage(
  message: Message,
  deps: Pick<MemoryDomain, 'ids' | 'screen' | 'vault'>,
  origin: Origin,
): PreparedMessage {
  const id = deps.ids.next();
  const item = { text: message.text, kind: 'message' as const, origin };
  return { ...message, id, clientId: message.id, ...accept(item, deps, id), mark: markOf(message) };
}

/**
 * Appends messages to a conversation's log. A log that comes again, whole or overlapping with what is there, is
 * stored once: messages with an id by that, others by the run of messages that they repeat.
 */
export async function logConversation(
  deps: Pick<MemoryDomain, 'store' | 'ids' | 'screen' | 'vault'>,
  scope: string,
  session: ConversationName,
  messages: readonly Message[],
  by: By,
): Promise<Logged> {
  const prepared = messages.map((message) => prepareMessage(message, deps, 'person'));
  return deps.store.change(by, (change) => appendMessages(change, deps, scope, session, prepared));
}

/** Appends messages as a part of a change. */
export function appendMessages(
  change: MemoryChange,
  deps: Pick<MemoryDomain, 'ids' | 'screen'>,
  scope: string,
  { name, title, startedAt, lastAt }: ConversationName,
  messages: readonly PreparedMessage[],
): Logged {
  const saved = change.saveSession({
    id: deps.ids.next(),
    scope,
    name: deps.screen(name).text,
    ...(title !== undefined && { title: deps.screen(title).text }),
    ...(startedAt !== undefined && { startedAt }),
    ...(lastAt !== undefined && { lastAt }),
  });
  const known = change.conversation(saved.id);
  const skip = repeated(
    known.map(({ mark }) => mark),
    messages.map(({ mark }) => mark),
  );
  const byMark = new Map(known.map((each) => [each.mark, each]));
  let position = (known.at(-1)?.position ?? -1) + 1;
  const stored = messages.map((message, index) => {
    const there = message.clientId === undefined ? skip[index] : byMark.get(message.mark);
    const old = typeof there === 'number' ? known[there] : there;
    if (old) return { id: old.id, isNew: false };
    const { content } = message;
    // Logged words are the conversation's, not a memory to act on: what reads like orders is marked by its trust.
    change.add(
      message.id,
      scope,
      {
        ...content,
        status: 'active',
        validFrom: message.at ?? change.now,
        session: saved.id,
        position: position++,
        role: message.role,
        ...(message.speaker !== undefined && { speaker: deps.screen(message.speaker).text }),
      },
      message.mark,
    );
    return { id: message.id, isNew: true };
  });
  return {
    session: saved.id,
    messages: stored,
    notes: [...new Set(messages.flatMap(({ notes }) => notes))],
  };
}

function markOf({ role, speaker = '', text, at, id }: Message): string {
  if (id !== undefined) return fingerprint(`id ${id}`);
  return fingerprint(JSON.stringify([role, normaliseName(speaker), text, at ?? null]));
}

/** For each message of a batch the place in the log of which it is a repetition, if it is one. */
export function repeated(log: readonly string[], batch: readonly string[]): (number | undefined)[] {
  const none: (number | undefined)[] = batch.map(() => undefined);
  if (log.length === 0 || batch.length === 0) return none;
  const whole = batch.length >= REPEATED_RUN ? runIn(log, batch) : undefined;
  if (whole !== undefined) return batch.map((_, index) => whole + index);
  for (let length = Math.min(log.length, batch.length); length > 0; length--) {
    const start = log.length - length;
    if (batch.slice(0, length).every((mark, index) => mark === log[start + index])) {
      return batch.map((_, index) => (index < length ? start + index : undefined));
    }
  }
  return none;
}

function runIn(log: readonly string[], batch: readonly string[]): number | undefined {
  for (let start = log.indexOf(batch[0] ?? ''); start >= 0; start = log.indexOf(batch[0] ?? '', start + 1)) {
    if (batch.every((mark, index) => log[start + index] === mark)) return start;
  }
  return undefined;
}
