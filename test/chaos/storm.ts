import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../seeded-random.ts';
import { type LineClient, startLineClient } from './line-client.ts';
import { createWriter, type Writer } from './storm-writer.ts';

export interface StormOptions {
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  processes: number;
  /** Acknowledged writes in all: each memory, message, preference, correction and forgetting is one. */
  writes: number;
  kills: number;
  seed: number;
}

/** What a process was at when it was killed. */
export type Moment = 'starting' | 'opening' | 'scrubbing' | 'writing';

export interface Storm {
  writers: readonly Writer[];
  kills: Record<Moment, number>;
  ms: number;
}

/** Kills of the processes that come up first, together, on an empty folder: they are making the tables. */
const AT_FIRST = 0.1;
const FIRST_MS = 700;
/** Kills that wait for a process that is scrubbing. */
const SCRUBBING = 0.2;
const LOOK_MS = 3;

/** Lets many processes write into one folder and kills them at random, until all that was meant is acknowledged. */
export async function storm({
  command,
  args,
  env,
  processes,
  writes,
  kills,
  seed,
}: StormOptions): Promise<Storm> {
  const random = seededRandom(seed);
  const share = Math.ceil(writes / processes);
  const slots = Array.from({ length: processes }, (_, number) => ({
    writer: createWriter(`writer-${number}`, share, seed * 1_000 + number),
    client: undefined as LineClient | undefined,
    /** Acknowledged calls of the writer when this process began. */
    before: -1,
    starting: new AbortController(),
  }));
  type Slot = (typeof slots)[number];
  const counts: Record<Moment, number> = { starting: 0, opening: 0, scrubbing: 0, writing: 0 };
  const began = performance.now();

  const work = async (slot: Slot): Promise<void> => {
    while (!slot.writer.done) {
      try {
        slot.starting = new AbortController();
        slot.before = slot.writer.receipts;
        slot.client = await startLineClient(command, args, env, slot.starting.signal);
        await slot.writer.drive(slot.client);
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'the process ended') throw error;
        slot.client = undefined;
      }
    }
    await slot.client?.leave();
    slot.client = undefined;
  };
  const momentOf = ({ client, writer, before }: Slot): Moment => {
    if (!client) return 'starting';
    if (writer.purging) return 'scrubbing';
    return writer.receipts === before ? 'opening' : 'writing';
  };
  const kill = (slot: Slot): boolean => {
    const moment = momentOf(slot);
    if (slot.client) {
      if (!slot.client.kill()) return false;
    } else slot.starting.abort();
    counts[moment] += 1;
    return true;
  };
  const acknowledged = (): number => slots.reduce((sum, { writer }) => sum + writer.acknowledged, 0);
  const open = (): Slot[] => slots.filter(({ writer }) => !writer.done);
  const anyOf = (some: readonly Slot[]): Slot | undefined => some[Math.floor(random() * some.length)];

  /** Kills after random numbers of writes, wherever the processes are then. */
  const strike = async (): Promise<void> => {
    const first = Math.round(kills * AT_FIRST);
    const early = Array.from({ length: first }, () => random() * FIRST_MS).sort((a, b) => a - b);
    for (const at of early) {
      await sleep(Math.max(0, began + at - performance.now()));
      const victim = anyOf(open());
      if (victim) kill(victim);
    }
    const rest = Array.from({ length: kills - first }, () => random() * 0.97 * writes).sort((a, b) => a - b);
    for (const at of rest) {
      while (acknowledged() < at && open().length > 0) await sleep(LOOK_MS);
      const scrubbing = random() < SCRUBBING;
      for (let tries = 0; open().length > 0 && tries < 1_000; tries += 1) {
        const victim = anyOf(
          scrubbing && tries < 500 ? open().filter(({ writer }) => writer.purging) : open(),
        );
        if (victim && kill(victim)) break;
        await sleep(LOOK_MS);
      }
    }
  };

  await Promise.all([strike(), ...slots.map(work)]);
  return { writers: slots.map(({ writer }) => writer), kills: counts, ms: performance.now() - began };
}
