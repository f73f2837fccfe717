import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/db/database.ts';
import { LEDGER_FILE, LEDGER_MIGRATIONS } from '../../shared/llm/ledger/ledger.ts';
import { stall } from '../support/messages-api/breaks.ts';
import { text } from '../support/messages-api/replies.ts';
import { type MessagesApi, startMessagesApi } from '../support/messages-api/server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const SCRIPT = fileURLToPath(new URL('batch-process.ts', import.meta.url));
/** Half of 5 tokens in at $1 a million and 100 out at $10: what is held; and of 5 in and 3 out: what it costs. */
const MOST = 502_500;
const COST = 17_500;

function start(api: MessagesApi, home: string, ticket?: string): ChildProcess & { line: Promise<string> } {
  const child = spawn(process.execPath, [SCRIPT, home, ...(ticket === undefined ? [] : [ticket])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = once(createInterface({ input: child.stdout }), 'line').then(([first]) => String(first));
  return Object.assign(child, { line });
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function entries(home: string) {
  const options = { durability: 'full', clock: systemClock } as const;
  const db = await openDatabase(join(home, LEDGER_FILE), LEDGER_MIGRATIONS, options);
  try {
    return db.prepare('SELECT state, amount, calls FROM entry').all();
  } finally {
    db.close();
  }
}

test('one process submits a batch and is killed; two others collect it, and it is booked once', async () => {
  const home = await temporaryFolder();
  const reply = { reply: ({ text: asked }: { text: string }) => text(`You said ${asked}`) };
  // The first process looks once and is told that it is not done.
  const api = await startMessagesApi({ batchPolls: 1, rules: [reply] });
  onTestFinished(api.close);
  const submitting = start(api, home);
  const ticket = await submitting.line;
  expect(await entries(home)).toEqual([{ state: 'open', amount: MOST, calls: 1 }]);
  await expect.poll(() => api.journal.entries.at(-1)?.request.endpoint).toBe('batches.retrieve');
  await kill(submitting);

  const collecting = [start(api, home, ticket), start(api, home, ticket)];
  for (const { line } of collecting) {
    expect(JSON.parse(await line)).toEqual({ text: 'You said one', nanoUsd: COST });
  }
  expect(await entries(home)).toEqual([{ state: 'settled', amount: COST, calls: 1 }]);
});

test('a process that is killed while it submits leaves what the batch can cost held', async () => {
  const home = await temporaryFolder();
  const rules = [{ when: { endpoint: 'batches.create' } as const, fault: stall(Number.POSITIVE_INFINITY) }];
  const api = await startMessagesApi({ rules });
  onTestFinished(api.close);
  const submitting = start(api, home);
  submitting.line.catch(() => undefined);
  await expect
    .poll(() => api.journal.entries.at(-1)?.request.endpoint, { timeout: 10_000 })
    .toBe('batches.create');
  await kill(submitting);
  expect(await entries(home)).toEqual([{ state: 'open', amount: MOST, calls: 1 }]);
});
