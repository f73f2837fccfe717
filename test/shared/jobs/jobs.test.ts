import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { openDatabase } from '../../../shared/db/database.ts';
import { lazyDatabase } from '../../../shared/db/lazy-database.ts';
import { RECEIPT_TABLE } from '../../../shared/db/receipt.ts';
import { createIds } from '../../../shared/ids.ts';
import { defineJobKind } from '../../../shared/jobs/job-kind.ts';
import { createJobs, type JobsOptions } from '../../../shared/jobs/jobs.ts';
import type { Job } from '../../../shared/jobs/run-job.ts';
import { JOB_TABLE } from '../../../shared/jobs/store.ts';
import { createLogger } from '../../../shared/log.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { testCall } from '../../call.ts';
import { testClock } from '../../clock.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const clock = testClock();
const log = createLogger('silent');
/** No beat comes by itself within a test: what happens is what the test asks for. */
const HOUR = 3_600_000;

/** Work whose steps the test takes: it waits at each `step` until told to go on. */
function heldWork() {
  const started: { job: Job; end(value: unknown): void; fail(error: unknown): void }[] = [];
  const arrivals: ((count: number) => void)[] = [];
  const kind = defineJobKind({
    input: z.object({ n: z.number() }),
    run: (_, job) =>
      new Promise((end, fail) => {
        job.signal.addEventListener('abort', () => fail(job.signal.reason));
        started.push({ job, end, fail });
        for (const arrival of arrivals) arrival(started.length);
      }),
  });
  const attempt = async (index: number) => {
    while (!started[index]) await new Promise<unknown>((resolve) => arrivals.push(resolve));
    return started[index];
  };
  return { kind, attempt, started };
}

async function newFile(): Promise<string> {
  return join(await temporaryFolder(), 'jobs.db');
}

function openJobs(file: string, kinds: JobsOptions['kinds'], options: Partial<JobsOptions> = {}) {
  const sql = RECEIPT_TABLE + JOB_TABLE;
  const db = lazyDatabase(() => openDatabase(file, [{ version: 1, sql }], { durability: 'normal', clock }));
  const jobs = createJobs({ db, clock, ids: createIds(clock), log, kinds, heartbeatMs: HOUR, ...options });
  onTestFinished(async () => {
    await jobs.close();
    await db.close();
  });
  return { jobs, db };
}

const double = defineJobKind({
  input: z.object({ n: z.number() }),
  run: async ({ n }, job) => {
    job.progress(1, 2, 'half');
    job.progress(2, 2, 'whole');
    return { twice: n * 2 };
  },
});

test('a job runs, shows its progress, and keeps its result', async () => {
  const { jobs } = openJobs(await newFile(), { double });
  const view = await jobs.start('double', { n: 21 });
  expect(view).toEqual({
    id: view.id,
    kind: 'double',
    status: 'running',
    attempts: 1,
    created: '2026-11-20T12:00:00.000Z',
  });
  expect(await jobs.waitFor(view.id, testCall())).toEqual({
    ...view,
    status: 'done',
    progress: { done: 2, total: 2, message: 'whole' },
    result: { twice: 42 },
    finished: '2026-11-20T12:00:00.000Z',
  });
});

test('work that the program gives itself is one job for all processes, and the last one is kept', async () => {
  const file = await newFile();
  const held = heldWork();
  const { jobs } = openJobs(file, { held: held.kind, double });
  const { jobs: others } = openJobs(file, { held: held.kind, double });
  const first = await jobs.startOne('held', { n: 1 });
  expect((await others.startOne('held', { n: 1 })).id).toBe(first.id);
  expect((await jobs.startOne('held', { n: 2 })).id).not.toBe(first.id);
  (await held.attempt(0))?.end('done');
  await jobs.waitFor(first.id, testCall());
  const second = await jobs.startOne('held', { n: 1 });
  expect(second.id).not.toBe(first.id);
  // The one that was done has made room; that of other input has not.
  expect((await jobs.list()).items.map(({ id }) => id)).not.toContain(first.id);
  expect((await jobs.list()).total).toBe(2);
  await expect(jobs.startOne('held', { n: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('what waits its turn is queued, and a call that waits sees the progress', async () => {
  const { kind, attempt } = heldWork();
  const { jobs } = openJobs(await newFile(), { held: kind }, { concurrency: 1 });
  const first = await jobs.start('held', { n: 1 });
  const second = await jobs.start('held', { n: 2 });
  expect([first.status, second.status, second.attempts]).toEqual(['running', 'queued', 0]);
  const seen: unknown[] = [];
  const call = testCall({ progress: async (...args) => void seen.push(args) });
  const { job, end } = await attempt(0);
  job.progress(3, 9, 'third');
  const waiting = jobs.waitFor(first.id, call);
  end('ok');
  expect((await waiting).result).toBe('ok');
  expect(seen[0]).toEqual([3, 9, 'third']);
  (await attempt(1)).end(null);
  expect((await jobs.waitFor(second.id, call)).status).toBe('done');
});

test('waiting ends at the deadline with the job as it is', async () => {
  const { kind } = heldWork();
  const { jobs } = openJobs(await newFile(), { held: kind });
  const { id } = await jobs.start('held', { n: 1 });
  expect((await jobs.waitFor(id, testCall(), { deadlineMs: 1 })).status).toBe('running');
  expect((await jobs.waitFor(id, testCall({ signal: AbortSignal.abort() }))).status).toBe('running');
});

describe('failure', () => {
  test.each([
    [
      new IzaError('NOT_FOUND', 'No such thing.', { hint: 'Look elsewhere.' }),
      { code: 'NOT_FOUND', message: 'No such thing.', hint: 'Look elsewhere.' },
    ],
    [
      new Error('password=1234'),
      {
        code: 'INTERNAL',
        message: 'The job failed on an error of its own.',
        hint: 'The log on stderr says more.',
      },
    ],
    [Object.assign(new Error('x'), { code: 'SQLITE_FULL' }), expect.objectContaining({ code: 'DISK_FULL' })],
  ])('%s', async (thrown, shown) => {
    const failing = defineJobKind({
      input: z.object({}),
      run: async () => {
        throw thrown;
      },
    });
    const { jobs } = openJobs(await newFile(), { failing });
    const { id } = await jobs.start('failing', {});
    expect(await jobs.waitFor(id, testCall())).toMatchObject({ status: 'failed', error: shown });
  });

  test('of the request leaves no job', async () => {
    const { jobs } = openJobs(await newFile(), { double });
    await expect(jobs.start('duble', { n: 1 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { allowed: ['double'], hint: 'Did you mean double?' },
    });
    await expect(jobs.start('double', { n: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(jobs.get('nope')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await jobs.list()).total).toBe(0);
  });
});

test('a receipt starts one job', async () => {
  const { jobs } = openJobs(await newFile(), { double });
  const receipt = { tool: 't', key: 'k', inputHash: 'h' };
  const first = await jobs.start('double', { n: 1 }, { receipt });
  const again = await jobs.start('double', { n: 1 }, { receipt });
  expect(again.id).toBe(first.id);
  expect((await jobs.list()).total).toBe(1);
});

test('lists the newest first, in pages that stay right while jobs are added', async () => {
  const { jobs } = openJobs(await newFile(), { double });
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push((await jobs.start('double', { n })).id);
  const page = await jobs.list({ limit: 2 });
  expect([page.total, page.items.map(({ id }) => id)]).toEqual([5, [ids[4], ids[3]]]);
  await jobs.start('double', { n: 6 });
  const rest = await jobs.list({ limit: 3, cursor: page.cursor });
  expect(rest.items.map(({ id }) => id)).toEqual([ids[2], ids[1], ids[0]]);
  expect(rest.cursor).toBe(undefined);
  await expect(jobs.list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  for (const id of ids) await jobs.waitFor(id, testCall());
  expect((await jobs.list({ status: 'cancelled' })).items).toEqual([]);
});

describe('cancelling', () => {
  test('stops the work here, and nothing it does afterwards counts', async () => {
    const { kind, attempt } = heldWork();
    const { jobs } = openJobs(await newFile(), { held: kind }, { concurrency: 1 });
    const running = await jobs.start('held', { n: 1 });
    const queued = await jobs.start('held', { n: 2 });
    const { job } = await attempt(0);
    expect((await jobs.cancel(queued.id)).status).toBe('cancelled');
    expect((await jobs.cancel(running.id)).status).toBe('cancelled');
    expect(job.signal.aborted).toBe(true);
    expect(() => job.progress(1)).toThrow('was cancelled or taken over');
    expect(() => job.checkpoint(1)).toThrow('was cancelled or taken over');
    expect(await jobs.get(running.id)).not.toHaveProperty('progress');
  });

  test('reaches the work of another process at its next beat or write', async () => {
    const file = await newFile();
    const { kind, attempt } = heldWork();
    const owner = openJobs(file, { held: kind });
    const other = openJobs(file, {});
    const one = await owner.jobs.start('held', { n: 1 });
    const two = await owner.jobs.start('held', { n: 2 });
    expect((await other.jobs.cancel(one.id)).status).toBe('cancelled');
    expect((await other.jobs.cancel(two.id)).status).toBe('cancelled');
    const [first, second] = [await attempt(0), await attempt(1)];
    expect(() => first.job.checkpoint('late')).toThrow('was cancelled or taken over');
    expect([first.job.signal.aborted, second.job.signal.aborted]).toEqual([true, false]);
    await owner.jobs.resume();
    expect(second.job.signal.aborted).toBe(true);
  });

  test('comes too late for a job that is done', async () => {
    const { jobs } = openJobs(await newFile(), { double });
    const { id } = await jobs.start('double', { n: 1 });
    await jobs.waitFor(id, testCall());
    expect((await jobs.cancel(id)).status).toBe('done');
  });
});

describe('owners', () => {
  test('one whose lease ran out is replaced, from the last checkpoint, and can write nothing more', async () => {
    const file = await newFile();
    const [stalled, heir] = [heldWork(), heldWork()];
    const a = openJobs(file, { held: stalled.kind });
    const b = openJobs(file, { held: heir.kind });
    const { id } = await a.jobs.start('held', { n: 1 });
    const old = await stalled.attempt(0);
    old.job.checkpoint({ at: 5 });
    clock.advance(14_999);
    expect(await b.jobs.resume()).toEqual([]);
    clock.advance(1);
    expect(await b.jobs.resume()).toEqual([id]);
    const current = await heir.attempt(0);
    expect(current.job.resumedFrom).toEqual({ at: 5 });
    const effects: string[] = [];
    expect(() => old.job.checkpoint({ at: 6 }, () => effects.push('old'))).toThrow('taken over');
    old.end('of the stalled owner');
    current.job.checkpoint({ at: 7 }, () => effects.push('new'));
    current.end('of the heir');
    expect(await b.jobs.waitFor(id, testCall())).toMatchObject({
      status: 'done',
      result: 'of the heir',
      attempts: 2,
    });
    expect(effects).toEqual(['new']);
  });

  test('one that renews in time keeps its job', async () => {
    const file = await newFile();
    const work = heldWork();
    const a = openJobs(file, { held: work.kind });
    const b = openJobs(file, { held: work.kind });
    await a.jobs.start('held', { n: 1 });
    clock.advance(14_000);
    await a.jobs.resume();
    clock.advance(14_000);
    expect(await b.jobs.resume()).toEqual([]);
  });

  test('one that closes puts its jobs back', async () => {
    const file = await newFile();
    const [first, second] = [heldWork(), heldWork()];
    const a = openJobs(file, { held: first.kind });
    const { id } = await a.jobs.start('held', { n: 1 });
    (await first.attempt(0)).job.checkpoint('here');
    await a.jobs.close();
    const b = openJobs(file, { held: second.kind });
    expect((await b.jobs.get(id)).status).toBe('queued');
    expect(await b.jobs.resume()).toEqual([id]);
    const taken = await second.attempt(0);
    expect(taken.job.resumedFrom).toBe('here');
    taken.end(1);
    expect(await b.jobs.waitFor(id, testCall())).toMatchObject({ status: 'done', attempts: 1 });
    await expect(a.jobs.get(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('work that takes its process down each time is given up', async () => {
    const file = await newFile();
    const work = heldWork();
    const owners = Array.from({ length: 6 }, () => openJobs(file, { held: work.kind }));
    const id = (await owners[0]?.jobs.start('held', { n: 1 }))?.id ?? '';
    for (const owner of owners.slice(1)) {
      clock.advance(15_000);
      expect(await owner.jobs.resume()).toEqual([id]);
    }
    expect(await owners[5]?.jobs.waitFor(id, testCall())).toMatchObject({
      status: 'failed',
      attempts: 6,
      error: { message: 'The job was given up: its process ended 5 times while it ran.' },
    });
    expect(work.started).toHaveLength(5);
  });
});
