import { seededRandom } from '../seeded-random.ts';
import type { LineClient } from './line-client.ts';

/** A memory as its writer last had it acknowledged. */
export interface Kept {
  id: string;
  text: string;
  version: number;
  state: 'active' | 'retracted' | 'purged';
}

/** A preference that was acknowledged, and when it was sent and answered, in ms of one clock. */
export interface Set {
  id: string;
  key: string;
  value: string;
  sent: number;
  answered: number;
}

export interface Writer {
  /** Calls until so many writes are acknowledged; rejects with 'the process ended' and goes on where it was. */
  drive(client: LineClient): Promise<void>;
  readonly done: boolean;
  /** Whether a purge, which cleans the log afterwards, is under way. */
  readonly purging: boolean;
  readonly acknowledged: number;
  readonly receipts: number;
  readonly kept: readonly Kept[];
  readonly sets: readonly Set[];
  /** Messages by the name of their conversation. */
  readonly logged: ReadonlyMap<string, readonly string[]>;
  /** Milliseconds of each acknowledged call. */
  readonly took: readonly number[];
  /** Answers that were errors. */
  readonly failures: readonly string[];
}

interface Step {
  tool: string;
  args: Record<string, unknown>;
  writes: number;
  accept(answer: Answer, sent: number): void;
}

interface Call {
  step: Step;
  key: string;
  /** For the first time: what a killed process did without telling is of that time. */
  sent: number;
}

interface Answer {
  id?: string;
  version?: number;
  stored?: { id: string; status: string }[] | number;
  status?: string;
  forgotten?: string[];
}

const WORDS =
  'amber basil cedar delta ember fjord grove hazel iris juniper kelp lotus maple nectar olive poppy'.split(
    ' ',
  );
/** Keys that all writers set. */
const SHARED_KEYS = 40;
const MANY = 20;
const MESSAGES = 10;
/** A conversation is read as a whole whenever more of it is logged. */
const LONGEST_CONVERSATION = 100;
const LANES = 2;

/** One client's endless work: every kind of write, each named by a key and repeated until it is acknowledged. */
export function createWriter(name: string, writes: number, seed: number): Writer {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const kept: Kept[] = [];
  /** Those that no call is about right now. */
  const idle: Kept[] = [];
  const sets: Set[] = [];
  const logged = new Map<string, string[]>();
  const took: number[] = [];
  const failures: string[] = [];
  const waiting: Call[] = [];
  let planned = 0;
  let acknowledged = 0;
  let receipts = 0;
  let serial = 0;
  let purging = 0;

  const text = (): string => {
    serial += 1;
    return `${name} item ${serial}: ${Array.from({ length: 8 }, () => pick(WORDS)).join(' ')}`;
  };
  const keep = (id: string | undefined, said: string): void => {
    const one: Kept = { id: id ?? '', text: said, version: 1, state: 'active' };
    kept.push(one);
    idle.push(one);
  };
  const remember = (count: number): Step => {
    const texts = Array.from({ length: count }, text);
    return {
      tool: 'remember',
      args: { items: texts.map((said) => ({ text: said })) },
      writes: count,
      accept({ stored }) {
        if (!Array.isArray(stored)) throw new Error('no list of what was stored');
        for (const [index, said] of texts.entries()) {
          if (stored[index]?.status !== 'new') failures.push(`${said} is ${stored[index]?.status}`);
          keep(stored[index]?.id, said);
        }
      },
    };
  };
  const log = (): Step => {
    const last = [...logged.keys()].at(-1);
    const session =
      last && (logged.get(last)?.length ?? 0) < LONGEST_CONVERSATION ? last : `${name} talk ${logged.size}`;
    const texts = Array.from({ length: MESSAGES }, text);
    const all = logged.get(session) ?? [];
    logged.set(session, all);
    all.push(...texts);
    return {
      tool: 'log_conversation',
      args: { session, messages: texts.map((said) => ({ role: 'user', text: said, id: said.slice(0, 40) })) },
      writes: MESSAGES,
      accept({ stored }) {
        if (stored !== MESSAGES) failures.push(`${session} stored ${stored} of ${MESSAGES}`);
      },
    };
  };
  const prefer = (): Step => {
    serial += 1;
    const key = `storm.key${Math.floor(random() * SHARED_KEYS)}`;
    const value = `${name} value ${serial}`;
    return {
      tool: 'set_preference',
      args: { key, value },
      writes: 1,
      accept({ id = '' }, sent) {
        sets.push({ id, key, value, sent, answered: performance.now() });
      },
    };
  };
  const takeIdle = (): Kept | undefined => idle.splice(Math.floor(random() * idle.length), 1)[0];
  const update = (one: Kept): Step => {
    const said = `${one.text} again`;
    return {
      tool: 'update_memory',
      args: { id: one.id, text: said, expected_version: one.version },
      writes: 1,
      accept({ version = 0 }) {
        if (version !== one.version + 1) failures.push(`${one.id} went from ${one.version} to ${version}`);
        one.text = said;
        one.version = version;
        idle.push(one);
      },
    };
  };
  const forget = (one: Kept): Step => {
    const mode = random() < 0.2 ? 'purge' : 'retract';
    return {
      tool: 'forget',
      args: { ids: [one.id], mode, ...(mode === 'purge' && { confirm: true }) },
      writes: 1,
      accept({ forgotten = [] }) {
        if (forgotten[0] !== one.id) failures.push(`${one.id} was not forgotten`);
        one.state = mode === 'purge' ? 'purged' : 'retracted';
        if (mode === 'retract') one.version += 1;
      },
    };
  };
  const plan = (): Call | undefined => {
    const again = waiting.pop();
    if (again) return again;
    if (planned >= writes) return undefined;
    const dice = random();
    const one = dice >= 0.85 ? takeIdle() : undefined;
    const step =
      dice < 0.45 || (dice >= 0.85 && !one)
        ? remember(1)
        : dice < 0.53
          ? remember(MANY)
          : dice < 0.65
            ? log()
            : !one
              ? prefer()
              : dice < 0.95
                ? update(one)
                : forget(one);
    planned += step.writes;
    serial += 1;
    return { step, key: `${name} call ${serial}`, sent: performance.now() };
  };
  const perform = async (client: LineClient, call: Call): Promise<void> => {
    const { step, key, sent } = call;
    const began = performance.now();
    const cleans = step.args.mode === 'purge';
    if (cleans) purging += 1;
    try {
      const result = await client.call(step.tool, { ...step.args, idempotency_key: key });
      took.push(performance.now() - began);
      if (result.isError) failures.push(`${step.tool}: ${JSON.stringify(result.content)}`);
      else step.accept((result.structuredContent ?? {}) as Answer, sent);
      acknowledged += step.writes;
      receipts += 1;
    } catch (error) {
      waiting.push(call);
      throw error;
    } finally {
      if (cleans) purging -= 1;
    }
  };

  return {
    async drive(client) {
      const lanes = Array.from({ length: LANES }, async () => {
        for (let next = plan(); next; next = plan()) await perform(client, next);
      });
      const [failed] = (await Promise.allSettled(lanes)).filter(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
    get done() {
      return planned >= writes && waiting.length === 0;
    },
    get purging() {
      return purging > 0;
    },
    get acknowledged() {
      return acknowledged;
    },
    get receipts() {
      return receipts;
    },
    kept,
    sets,
    logged,
    took,
    failures,
  };
}
