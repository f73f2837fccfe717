import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { connectToCommand } from '../../shared/mcp/harness.ts';
import { status } from '../support/messages-api/faults.ts';
import { cutShort, type Reply, refusal, text } from '../support/messages-api/replies.ts';
import { startMessagesApi } from '../support/messages-api/server.ts';
import { ROOT } from './support/meta.ts';

const IZA = join(ROOT, 'dist/iza.js');
const run = promisify(execFile);

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'iza-ask-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Runs the command with no credentials but those given. */
async function iza(args: readonly string[], env: Record<string, string> = {}) {
  const { ANTHROPIC_API_KEY: _k, ANTHROPIC_AUTH_TOKEN: _t, ANTHROPIC_PROFILE: _p, ...rest } = process.env;
  return run(process.execPath, [IZA, ...args], { env: { ...rest, IZA_HOME: home, HOME: home, ...env } });
}

async function remember(...texts: string[]): Promise<string[]> {
  const { client, close } = await connectToCommand(process.execPath, [IZA, 'memory'], {
    era: 'modern',
    env: { ...(process.env as Record<string, string>), IZA_HOME: home },
  });
  const items = texts.map((one) => ({ text: one, source: { title: 'lease.pdf' } }));
  const { structuredContent } = await client.callTool({ name: 'remember', arguments: { items } });
  await close();
  return (structuredContent as { stored: { id: string }[] }).stored.map(({ id }) => id);
}

describe('iza ask', () => {
  test('answers from what is remembered, with citations, and says what it cost', async () => {
    const [rent = ''] = await remember(
      'The rent is due on the 3rd of every month.',
      'Anna likes jasmine tea.',
    );
    const api = await startMessagesApi({
      rules: [
        { reply: text(`The rent is due on the 3rd [${rent}]. It is high [01ZZZZZZZZZZZZZZZZZZZZZZZZ].`) },
      ],
    });
    onTestFinished(api.close);
    const env = { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url };
    const { stdout, stderr } = await iza(['ask', '--json', 'When is the rent due?'], env);
    expect(JSON.parse(stdout)).toMatchObject({
      question: 'When is the rent due?',
      memories: [{ id: rent, text: 'The rent is due on the 3rd of every month.', source: 'lease.pdf' }],
      cited: [rent],
      unknown_citations: ['01ZZZZZZZZZZZZZZZZZZZZZZZZ'],
      provider: 'claude',
    });
    expect(JSON.parse(stdout).cost_usd).toBeGreaterThan(0);
    expect(stderr).toBe('');

    // What was remembered reaches the model as fenced data, never among its instructions.
    const [body] = api.journal.bodies('messages') as { system?: unknown; messages: unknown }[];
    expect(JSON.stringify(body?.system)).not.toContain('The rent is due');
    expect(JSON.stringify(body?.messages)).toContain('The rent is due on the 3rd of every month.');

    const spent = JSON.parse((await iza(['llm', '--json'], env)).stdout);
    expect(spent.spend.callers).toMatchObject([{ name: 'cli', calls: 1, unknown: 0 }]);
    expect(spent.status.providers).toMatchObject([{ provider: 'claude', state: 'ready' }]);
    expect(spent.embedder).toEqual({ id: 'none', fingerprint: 'none' });
    expect(spent.spend.callers[0].costNanoUsd / 1e9).toBeCloseTo(JSON.parse(stdout).cost_usd, 9);
  });

  test('by a prompt of the person’s own, or says what is wrong with it', async () => {
    await remember('The boiler was serviced in May.');
    const api = await startMessagesApi({ rules: [{ reply: text('In May.') }] });
    onTestFinished(api.close);
    const env = { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url };
    const shipped = await readFile(join(ROOT, 'dist/templates/answer-from-memories.md'), 'utf8');
    const own = join(home, 'prompts/mine.md');
    await mkdir(join(home, 'prompts'));
    await writeFile(own, shipped.replace('You answer a question', 'In rhymes you answer a question'));
    expect((await iza(['ask', 'boiler?'], env)).stdout).toContain('In May.');
    const [body] = api.journal.bodies('messages') as { system?: unknown }[];
    expect(JSON.stringify(body?.system)).toContain('In rhymes you answer a question');

    await writeFile(own, shipped.replace('{{question}}', '{{quest}}'));
    const failed = await iza(['ask', 'boiler?'], env).catch((error: unknown) => error as { stdout: string });
    expect(failed).toMatchObject({ code: 69 });
    expect(failed.stdout).toContain('mine.md: User: {{quest}} is not declared in variables');
    expect(failed.stdout).toContain('- The boiler was serviced in May.');
  });

  test('without a model shows what is remembered as it is, and says how to get answers', async () => {
    const [id = ''] = await remember('The boiler was serviced in May.');
    const { stdout } = await iza(['ask', 'boiler serviced?']);
    expect(stdout).toContain(`- The boiler was serviced in May. (just now) [${id}]`);
    expect(stdout).toContain('There is no answer, for no model is configured');
    expect(stdout).toContain('set ANTHROPIC_API_KEY');
  });

  test('asks no model when nothing is remembered', async () => {
    const api = await startMessagesApi({ rules: [{ reply: text('never said') }] });
    onTestFinished(api.close);
    const env = { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url };
    const { stdout } = await iza(['ask', 'What is the code of the garage?'], env);
    expect(stdout).toBe('Nothing that is remembered fits this question.\n');
    expect(api.journal.entries).toEqual([]);
  });

  test('a key that is wrong is said so, with the way out, and is not shown', async () => {
    await remember('The boiler was serviced in May.');
    const api = await startMessagesApi({ rules: [{ when: { endpoint: 'models' }, fault: status(401) }] });
    onTestFinished(api.close);
    const env = { ANTHROPIC_API_KEY: 'sk-ant-wrong-0123456789', ANTHROPIC_BASE_URL: api.url };
    const failed = await iza(['ask', 'boiler?'], env).catch(
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    );
    // What is remembered is shown all the same.
    expect(failed).toMatchObject({
      code: 69,
      stdout: expect.stringContaining('- The boiler was serviced in May.'),
    });
    expect(failed.stdout).toContain('What to do:');
    expect(failed.stdout + failed.stderr).not.toContain('sk-ant-wrong');
  });
});

describe('what the model does not say well', () => {
  const ask = async (reply: Reply) => {
    await remember('The boiler \u001b[2J was serviced in May.');
    const api = await startMessagesApi({ rules: [{ reply }] });
    onTestFinished(api.close);
    const env = { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url };
    return iza(['ask', 'boiler?'], env).catch((error: unknown) => error as { code: number; stdout: string });
  };

  test('a refusal is told as one, with the memories', async () => {
    const outcome = await ask(refusal());
    expect(outcome).toMatchObject({ code: 69 });
    expect(outcome.stdout).toContain('There is no answer, for the model declined to answer');
    expect(outcome.stdout).toContain('was serviced in May.');
  });

  test('an answer that was cut off says so', async () => {
    expect((await ask(cutShort('It was serviced in'))).stdout).toContain('… The answer was cut off');
  });

  test('control characters do not reach the terminal', async () => {
    const { stdout } = await ask(text('In May \u001b]0;owned\u0007.'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
  });
});

test('a recorded answer is replayed without a key and without a network, and costs nothing again', async () => {
  await remember('The boiler was serviced in May.');
  const api = await startMessagesApi({ rules: [{ reply: text('In May.') }] });
  const settings = (mode: string) =>
    writeFile(join(home, 'settings.json'), JSON.stringify({ modelConfig: { recording: { mode } } }));
  await settings('record');
  const env = { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url };
  const recorded = await iza(['ask', '--json', 'boiler?'], env);
  await api.close();
  await settings('replay');
  const replayed = await iza(['ask', '--json', 'boiler?']);
  const said = ({ stdout }: { stdout: string }) => {
    const { answer, usage, model } = JSON.parse(stdout);
    return { answer, usage, model };
  };
  expect(said(replayed)).toEqual(said(recorded));
  await settings('off');
  const { spend } = JSON.parse((await iza(['llm', '--json'])).stdout);
  expect(spend.callers).toMatchObject([{ name: 'cli', calls: 1 }]);
});

describe('iza llm', () => {
  test('shows models, aliases and what a request would cost, and sends nothing that is paid for', async () => {
    const api = await startMessagesApi();
    onTestFinished(api.close);
    const env = { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url };
    const { stdout } = await iza(['llm', '--json', '--estimate', 'Summarise the week.'], env);
    const report = JSON.parse(stdout);
    expect(report.status.providers).toMatchObject([{ provider: 'claude', state: 'ready' }]);
    expect(report.status.aliases.map(({ alias }: { alias: string }) => alias)).toEqual([
      'planner',
      'worker',
      'judge',
    ]);
    for (const { estimate } of report.estimates) expect(estimate.cost.nanoUsd).toBeGreaterThan(0);
    expect(api.journal.bodies('messages')).toEqual([]);
    expect((await iza(['llm'], env)).stdout).toMatch(/^Providers\n {2}claude: answers, with 4 models\.\n/);
  });

  test('a mistake in its section of the settings is named with its key', async () => {
    const settings = {
      modelConfig: { budgets: { dayUSD: 3 }, aliases: { worker: [{ provider: 'claude' }] } },
    };
    await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
    const failed = await iza(['llm']).catch((error: unknown) => error as { code: number; stderr: string });
    expect(failed).toMatchObject({ code: 78 });
    expect(failed.stderr).toContain('modelConfig.budgets.dayUSD: no such setting, did you mean dayUsd?');
    expect(failed.stderr).toContain('modelConfig.aliases.worker.0.line');
  });
});
