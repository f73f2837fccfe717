import { describe, expect, test } from 'vitest';
import { MODEL_CONFIG } from '../../../shared/llm/model-config.ts';
import { createModelCatalogue, fitEffort, pickModel, retirementWarning } from '../../../shared/llm/models.ts';
import { NOON } from '../../clock.ts';
import { failure, model, scriptedProvider } from './scripted-provider.ts';
import { virtualTime } from './virtual-time.ts';

const HOUR = 60 * 60_000;
const sonnet = (line = 'sonnet') => ({ provider: 'claude', line });

describe('the model of a line', () => {
  const models = [
    model('s-4', 'sonnet', { createdAt: '2025-09-29T00:00:00Z' }),
    model('s-5-5', 'sonnet', { createdAt: '2026-09-28T00:00:00Z' }),
    model('s-6', 'sonnet', { createdAt: '2026-11-01T00:00:00Z', retiresAt: '2026-11-20T12:00:00Z' }),
    model('o-5', 'opus', { createdAt: '2026-07-24T00:00:00Z' }),
    model('loose', ''),
  ];

  test('is its newest that has not retired', () => {
    expect(pickModel(models, sonnet(), NOON).id).toBe('s-5-5');
    expect(pickModel(models, sonnet(), NOON - 1).id).toBe('s-6');
  });

  test('is the one whose full name the line is', () => {
    expect(pickModel(models, sonnet('s-4'), NOON).id).toBe('s-4');
    expect(pickModel(models, sonnet('loose'), NOON).id).toBe('loose');
  });

  test('is always the same among those without a date', () => {
    const undated = ['b', 'c', 'a'].map((id) => model(id, 'x'));
    expect(pickModel(undated, sonnet('x'), NOON).id).toBe('c');
    expect(pickModel(undated.toReversed(), sonnet('x'), NOON).id).toBe('c');
  });

  test('when there is none, the lines there are', () => {
    expect(() => pickModel(models, sonnet('haiku'), NOON)).toThrow(
      expect.objectContaining({
        code: 'NO_MODEL',
        message: 'claude has no model of the line "haiku".',
        details: expect.objectContaining({ hint: 'There are: opus, sonnet.' }),
      }),
    );
    expect(() => pickModel([model('m', '')], sonnet(), NOON)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ hint: 'There are: m.' }) }),
    );
    expect(() => pickModel([], sonnet(), NOON)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ hint: 'It names no model at all.' }) }),
    );
  });
});

test.each([
  ['2026-12-21T12:00:00Z', undefined],
  ['2026-12-20T12:00:00Z', 'm retires in 30 days (2026-12-20)'],
  ['2026-11-30T00:00:00Z', 'm retires in 10 days (2026-11-30)'],
  ['2026-11-21T00:00:00Z', 'm retires within a day (2026-11-21)'],
  ['no date', undefined],
])('a model that retires at %s: %s', (retiresAt, warning) => {
  const said = retirementWarning(model('m', 'x', { retiresAt }), NOON);
  expect(said?.split('.')[0]).toBe(warning);
});

test.each([
  ['medium', ['low', 'medium', 'high'], 'medium'],
  ['max', ['low', 'high'], 'high'],
  ['medium', ['low', 'high'], 'low'],
  ['low', ['high', 'max'], 'high'],
  ['high', [], undefined],
  [undefined, ['low'], undefined],
] as const)('of the effort %s a model that knows %j takes %s', (wanted, known, taken) => {
  expect(fitEffort(wanted, known)).toBe(taken);
});

describe('the catalogue', () => {
  const catalogueOf = (answers: (Error | string[])[]) => {
    const time = virtualTime();
    let asked = 0;
    const provider = {
      ...scriptedProvider('claude'),
      models: async () => {
        asked += 1;
        const answer = answers.shift() ?? [];
        if (answer instanceof Error) throw answer;
        return answer.map((id) => model(id, 'x'));
      },
    };
    const catalogue = createModelCatalogue({ ...time, random: () => 0.5 });
    const ids = async () => (await time.run(catalogue.of(provider))).map(({ id }) => id);
    return { time, ids, asked: () => asked, catalogue, provider };
  };

  test('asks once an hour, and once for those who come together', async () => {
    const { time, ids, asked, catalogue, provider } = catalogueOf([['a'], ['b']]);
    await Promise.all([catalogue.of(provider), catalogue.of(provider)]);
    expect([await ids(), asked()]).toEqual([['a'], 1]);
    await time.run(time.sleep(HOUR - 1));
    expect(await ids()).toEqual(['a']);
    await time.run(time.sleep(1));
    expect([await ids(), asked()]).toEqual([['b'], 2]);
  });

  test('tries twice, and keeps the old answer when it gets no new one', async () => {
    const { time, ids, asked } = catalogueOf([
      failure('OVERLOADED'),
      ['a'],
      failure('OVERLOADED'),
      failure('OVERLOADED'),
      ['b'],
    ]);
    expect(await ids()).toEqual(['a']);
    await time.run(time.sleep(HOUR));
    expect(await ids()).toEqual(['a']);
    expect(asked()).toBe(4);
    await time.run(time.sleep(59_000));
    expect(await ids()).toEqual(['a']);
    await time.run(time.sleep(1_000));
    expect(await ids()).toEqual(['b']);
  });

  test('without an old answer it fails, and does not make the next caller wait for the same', async () => {
    const { time, ids, asked } = catalogueOf([failure('NO_ACCESS'), ['a']]);
    await expect(ids()).rejects.toMatchObject({ code: 'NO_ACCESS' });
    await expect(ids()).rejects.toMatchObject({ code: 'NO_ACCESS' });
    expect(asked()).toBe(1);
    await time.run(time.sleep(5_000));
    expect(await ids()).toEqual(['a']);
  });

  test('gives a provider that does not answer 15 seconds', async () => {
    const time = virtualTime();
    const silent = { ...scriptedProvider('claude'), models: () => new Promise<never>(() => undefined) };
    const catalogue = createModelCatalogue({ ...time, random: () => 0.5 });
    await expect(time.run(catalogue.of(silent))).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'Listing the models of claude took longer than 15 s.',
    });
    expect(time.clock.now() - NOON).toBe(15_250);
  });

  test('a clock that is set back or on changes nothing', async () => {
    const { time, ids, asked } = catalogueOf([['a'], ['b']]);
    await ids();
    for (const days of [-1, 0, 1]) {
      time.set(NOON + days * 24 * HOUR);
      expect([await ids(), asked()]).toEqual([['a'], 1]);
    }
  });
});

describe('the section of the settings', () => {
  test('by default asks Claude only, a line for each alias, within ten dollars a day', () => {
    const { providers, aliases, prefer, budgets, prices, recording } = MODEL_CONFIG.parse({});
    expect(
      Object.entries(providers)
        .filter(([, { enabled }]) => enabled)
        .map(([id]) => id),
    ).toEqual(['claude']);
    expect(providers.claude).toEqual({
      enabled: true,
      apiKeyEnv: 'ANTHROPIC_API_KEY',
      timeoutMs: 100_000,
      limits: {},
    });
    expect(aliases).toEqual({
      planner: [{ provider: 'claude', line: 'opus', effort: 'high' }],
      worker: [{ provider: 'claude', line: 'sonnet', effort: 'medium' }],
      judge: [{ provider: 'claude', line: 'sonnet', effort: 'low' }],
    });
    expect(budgets).toEqual({ callUsd: 1, dayUsd: 10, planUsd: 5, callers: {} });
    expect({ prefer, prices, recording }).toEqual({
      prefer: 'order',
      prices: [],
      recording: { mode: 'off' },
    });
  });

  test.each([
    [{ providers: { claude: { apiKeyEnv: 'sk-ant-key' } } }, ['providers', 'claude', 'apiKeyEnv']],
    [{ providers: { claude: { apiKey: 'x' } } }, ['providers', 'claude']],
    [{ providers: { local: { baseURL: 'file:///etc' } } }, ['providers', 'local', 'baseURL']],
    [{ aliases: { worker: [] } }, ['aliases', 'worker']],
    [{ budgets: { dayUsd: -1 } }, ['budgets', 'dayUsd']],
    [{ recording: { mode: 'on' } }, ['recording', 'mode']],
  ])('refuses %j', (settings, path) => {
    expect(MODEL_CONFIG.safeParse(settings).error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});
