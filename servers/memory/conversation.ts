import type { MemoryDomain } from './deps.ts';
import { fingerprint } from './fingerprint.ts';
import { type Accepted, accept, withoutMarks } from './intake.ts';
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

/** Runs of so many messages that stand in the log already are a repetition: fewer may be said again. */
const RUN = 3;
const RUN_AT_END = 2;
/** Nobody says so many UTF-16 units twice in the same words, and hardly so many that one run of words repeats both. */
const TELLING = 24;
const WORDY = 8;

/** A message that has passed the screen. */
export type PreparedMessage = Omit<Message, 'id'> &
  Accepted &
  Told & { id: string; clientId: string | undefined };

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
  const accepted = accept({ text: message.text, kind: 'message', origin }, deps, id);
  const speaker = message.speaker === undefined ? undefined : deps.screen(message.speaker).text;
  const mark = markOf({ ...message, text: withoutMarks(accepted.plain), speaker });
  const length = message.at === undefined ? accepted.plain.length : Number.POSITIVE_INFINITY;
  return { ...message, id, clientId: message.id, ...accepted, speaker, mark, length };
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
    messages,
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
        ...(message.speaker !== undefined && { speaker: message.speaker }),
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

export interface Told {
  /** Equal for messages that may be one. */
  mark: string;
  /** UTF-16 units of the text; infinite where it says itself when it was. */
  length: number;
}

/**
 * For each message of a batch the place in the log of which it is a repetition, if it is one. A telling message that is
 * in the log is; so is a run of three and more that stand there as they are, or of two at the end of the log, if one of
 * them is wordy and there only once. Short ones, such as "ok", are only beside such: rather a message twice than one
 * that is lost.
 */
export function repeated(log: readonly string[], batch: readonly Told[]): (number | undefined)[] {
  const found: (number | undefined)[] = batch.map(() => undefined);
  if (log.length === 0) return found;
  const places = placesOf(log);
  const taken = new Set<number>();
  const take = (index: number, place: number): void => {
    found[index] = place;
    taken.add(place);
  };
  for (let index = 0; index < batch.length; ) {
    const { place, length } = longestRun(
      log,
      batch.slice(index),
      (places.get(batch[index]?.mark ?? '') ?? []).filter((each) => !taken.has(each)),
      taken,
    );
    const tells = batch
      .slice(index, index + length)
      .some((each) => each.length >= WORDY && places.get(each.mark)?.length === 1);
    const least = index === 0 && place + length === log.length ? RUN_AT_END : RUN;
    if (length >= least && tells) for (let step = 0; step < length; step++) take(index + step, place + step);
    index += length >= least && tells ? length : 1;
  }
  for (const [index, { mark, length }] of batch.entries()) {
    const place = places.get(mark)?.find((each) => !taken.has(each));
    if (found[index] === undefined && length >= TELLING && place !== undefined) take(index, place);
  }
  for (const step of [1, -1]) {
    for (let index = step > 0 ? 0 : batch.length - 1; index in batch; index += step) {
      const beside = found[index - step];
      if (found[index] !== undefined || beside === undefined) continue;
      const place = beside + step;
      if (log[place] === batch[index]?.mark && !taken.has(place)) take(index, place);
    }
  }
  return found;
}

function placesOf(log: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, mark] of log.entries()) {
    const same = places.get(mark);
    if (same) same.push(place);
    else places.set(mark, [place]);
  }
  return places;
}

/** The longest stretch of the log, not taken yet, that a batch begins with. */
function longestRun(
  log: readonly string[],
  batch: readonly Told[],
  places: readonly number[],
  taken: ReadonlySet<number>,
): { place: number; length: number } {
  let best = { place: 0, length: 0 };
  for (const place of places) {
    let length = 0;
    while (batch[length] && log[place + length] === batch[length]?.mark && !taken.has(place + length))
      length += 1;
    if (length > best.length) best = { place, length };
  }
  return best;
}
