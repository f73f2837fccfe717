import { expect, onTestFinished, test } from 'vitest';
import { checkModels } from '../../../cli/doctor/models.ts';
import { loadSettings } from '../../../shared/config.ts';
import { status } from '../../support/messages-api/faults.ts';
import { startMessagesApi } from '../../support/messages-api/server.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

async function check(sections: { modelConfig?: unknown; embedding?: unknown }, env: NodeJS.ProcessEnv = {}) {
  const settings = loadSettings({ env: {}, dataFolder: await temporaryFolder() });
  return checkModels({ ...settings, ...sections }, env);
}

async function claude(rules: Parameters<typeof startMessagesApi>[0]) {
  const api = await startMessagesApi(rules);
  onTestFinished(api.close);
  return { api, env: { ANTHROPIC_API_KEY: api.key, ANTHROPIC_BASE_URL: api.url } };
}

test('without a key nobody is asked', async () => {
  expect(await check({})).toMatchObject([
    { id: 'models', status: 'ok', seen: 'none is set up, and nothing needs one' },
  ]);
});

test('a provider that answers', async () => {
  const { api, env } = await claude({});
  expect(await check({}, env)).toMatchObject([
    { id: 'models.claude', title: 'claude', status: 'ok', seen: 'answers, with 4 models.' },
  ]);
  expect(api.journal.entries.map(({ request }) => request.endpoint)).toEqual(['models']);
});

test.each([
  [
    'a wrong key',
    401,
    'fail',
    'Claude does not accept the key.',
    'Set another key, or modelConfig.providers.claude.enabled to false.',
  ],
  ['trouble', 529, 'warn', 'Claude is overloaded.', 'Until then Iza does without it.'],
] as const)('%s is told with what to do', async (_, code, level, words, mend) => {
  const { env } = await claude({ rules: [{ when: { endpoint: 'models' }, fault: status(code) }] });
  const [found] = await check({}, env);
  expect(found).toMatchObject({ id: 'models.claude', status: level, seen: expect.stringContaining(words) });
  expect(found?.mend).toBe(mend);
});

test('what answers from recordings is not asked', async () => {
  const { api, env } = await claude({});
  const modelConfig = { recording: { mode: 'replay' } };
  expect(await check({ modelConfig }, env)).toMatchObject([{ id: 'models', status: 'ok' }]);
  expect(api.journal.entries).toEqual([]);
});

test('an embedder without its key, and mistakes in both sections', async () => {
  const embedding = { provider: 'voyage', model: 'voyage-4', apiKeyEnv: 'VOYAGE_API_KEY' };
  expect((await check({ embedding }))[1]).toMatchObject({
    id: 'embedding',
    status: 'fail',
    seen: 'The key for voyage is missing: VOYAGE_API_KEY is not set.',
  });
  const [, found] = await check({ embedding }, { VOYAGE_API_KEY: 'pa-1' });
  expect(found).toMatchObject({ status: 'ok', seen: expect.stringMatching(/^voyage\/voyage-4\//) });
  expect(await check({ modelConfig: { prefer: 'luck' }, embedding: { provider: 'x' } })).toMatchObject([
    { id: 'settings.modelConfig.prefer', status: 'fail' },
    { id: 'settings.embedding.provider', status: 'fail' },
  ]);
});
