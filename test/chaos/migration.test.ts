import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { faultsOf, writeFirstVersion } from './first-version.ts';
import { startLineClient } from './line-client.ts';

const BINARY = fileURLToPath(new URL('../../dist/iza.js', import.meta.url));
const OPENER = fileURLToPath(new URL('migration-opener.ts', import.meta.url));
const MEMORIES = 4_000;
const KILLS = 60;
const HANDOVERS = 12;

interface Opener {
  child: ChildProcessByStdio<null, Readable, null>;
  /** Resolves when it says so, or when it ends. */
  said(word: 'begun' | 'open'): Promise<void>;
  has(word: 'begun' | 'open'): boolean;
  ended: Promise<unknown>;
}

function open(file: string, ...stay: string[]): Opener {
  const child = spawn(process.execPath, [OPENER, file, ...stay], { stdio: ['ignore', 'pipe', 'inherit'] });
  let heard = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    for (const look of waiting) look();
  });
  const ended = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  const has = (word: string): boolean => heard.includes(word);
  return {
    child,
    ended,
    has,
    said: (word) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (has(word)) resolve();
        };
        waiting.add(look);
        void ended.then(() => resolve());
        look();
      }),
  };
}

/** A folder with a memory of the first version, and a way to put it there again. */
async function firstVersion() {
  const folder = await temporaryFolder();
  const [template, file] = [join(folder, 'first.db'), join(folder, 'memory.db')];
  await writeFirstVersion(template, MEMORIES);
  const renew = async (): Promise<void> => {
    await Promise.all(['-wal', '-shm', ''].map((suffix) => rm(`${file}${suffix}`, { force: true })));
    await copyFile(template, file);
  };
  await renew();
  return { folder, file, renew };
}

/** Milliseconds from the beginning of the migration until the memory is open, when nobody disturbs. */
async function undisturbed(file: string): Promise<number> {
  const opener = open(file);
  await opener.said('begun');
  const begun = performance.now();
  await opener.said('open');
  const took = performance.now() - begun;
  await opener.ended;
  return took;
}

test('kills anywhere in a migration lose nothing, however many come one after the other', async () => {
  const { file, renew } = await firstVersion();
  const took = await undisturbed(file);
  expect(await faultsOf(file, MEMORIES)).toEqual([]);
  await renew();
  const random = seededRandom(60);
  let kills = 0;
  let finished = 0;
  // The file is left as the killed process left it, for the next one to find.
  while (kills < KILLS && finished < KILLS) {
    const opener = open(file);
    await opener.said('begun');
    await wait(random() * took);
    opener.child.kill('SIGKILL');
    await opener.ended;
    if (!opener.has('open')) {
      kills += 1;
    } else {
      finished += 1;
      expect(await faultsOf(file, MEMORIES)).toEqual([]);
      await renew();
    }
  }
  expect(kills).toBe(KILLS);
  expect(await faultsOf(file, MEMORIES)).toEqual([]);
});

test('who opens it meanwhile waits, and migrates when the first one is killed', async () => {
  const { file, renew } = await firstVersion();
  const took = await undisturbed(file);
  const random = seededRandom(61);
  for (let n = 0; n < HANDOVERS; n++) {
    await renew();
    const first = open(file, 'stay');
    await first.said('begun');
    const others = [open(file), open(file)];
    await wait(random() * 2 * took + 100);
    expect(others.map((other) => other.has('open'))).toEqual([false, false]);
    first.child.kill('SIGKILL');
    await Promise.all(others.map((other) => other.ended));
    expect(others.map((other) => other.has('open'))).toEqual([true, true]);
    // One of them did it, and the other found it done.
    expect(others.filter((other) => other.has('begun'))).toHaveLength(1);
    expect(await faultsOf(file, MEMORIES)).toEqual([]);
  }
});

test('where the first one takes too long, a server says so and works when it is called again', async () => {
  expect([BINARY, existsSync(BINARY)], 'run `npm run build` first').toEqual([BINARY, true]);
  const { folder, file } = await firstVersion();
  const first = open(file, 'stay');
  await first.said('begun');
  const env = { IZA_HOME: folder, IZA_SETTINGS: '' };
  const client = await startLineClient(process.execPath, [BINARY, 'memory'], env);
  onTestFinished(() => void client.kill());
  const recall = () => client.call('recall', { query: 'harbour' });
  expect(await recall()).toMatchObject({
    isError: true,
    content: [
      { text: expect.stringMatching(/^UNAVAILABLE: Another process is holding the data for too long\./) },
    ],
  });
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await recall()).toMatchObject({ structuredContent: { matched: 'all words' } });
  await client.leave();
  expect(await faultsOf(file, MEMORIES)).toEqual([]);
});
