import { describe, expect, test } from 'vitest';
import { readGraphConfig } from '../../../servers/knowledge-graph/settings.ts';
import type { SettingsSections } from '../../../shared/server-context.ts';
import { copyIn, dropSpaces, type OpenedNeo4j, openNeo4jGraph } from './open-neo4j.ts';
import { setUp } from './set-up.ts';

const settingsFor = (
  { server, space }: Pick<OpenedNeo4j, 'server' | 'space'>,
  as: 'engine' | 'copy',
): { settings: SettingsSections; env: Record<string, string> } => ({
  settings: {
    file: 'settings.json',
    knowledgeGraph: {
      neo4j: { url: server.url, user: server.user, passwordEnv: 'GRAPH_PASSWORD', as, space },
    },
  } as unknown as SettingsSections,
  env: { GRAPH_PASSWORD: server.password },
});

const ADA = {
  episode: { text: 'Ada Lovelace works at Acme since 2020.' },
  entities: [
    { ref: 'a', name: 'Ada Lovelace', type: 'Person' },
    { ref: 'b', name: 'Acme', type: 'Organization' },
  ],
  facts: [{ subject: 'a', relation: 'works_at', object: 'b', valid_from: '2020-01-01' }],
};

describe('a server whose settings name a Neo4j', { timeout: 180_000 }, () => {
  dropSpaces();

  test('has its graphs there, as the engine', async (context) => {
    const opened = await openNeo4jGraph(context);
    const { value } = await setUp(settingsFor(opened, 'engine'));
    expect(await value('kg_assert', ADA)).toMatchObject({ status: 'stored' });
    expect(await value('kg_entity', { entity: 'ada lovelace' })).toMatchObject({ name: 'Ada Lovelace' });
    expect(await opened.store.read((view) => view.stats('main'))).toMatchObject({ entities: 2, facts: 1 });
    expect(await copyIn(opened).audit()).toMatchObject({ entities: 2, facts: 1 });
  });

  test('keeps what is believed there, as a copy', async (context) => {
    const opened = await openNeo4jGraph(context);
    const { value } = await setUp(settingsFor(opened, 'copy'));
    await value('kg_assert', ADA);
    const copy = copyIn(opened);
    await expect.poll(() => copy.seq(), { timeout: 60_000 }).toBe(1);
    expect(await copy.audit()).toMatchObject({ entities: 2, facts: 1 });
    expect(await opened.store.read((view) => view.graphs())).toEqual([]);
  });

  test('goes on where the copy cannot be reached, and says where the engine cannot', async () => {
    const away = { server: { url: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'none' }, space: 'Away' };
    const { value } = await setUp(settingsFor(away, 'copy'));
    expect(await value('kg_assert', ADA)).toMatchObject({ status: 'stored' });
    const without = await setUp(settingsFor(away, 'engine'));
    const answer = JSON.stringify(await without.call('kg_assert', ADA));
    expect(answer).toContain('Neo4j at bolt://127.0.0.1:1 cannot be reached.');
    expect(answer).not.toContain('ECONNREFUSED');
  });

  test('refuses an address that is none, with its key', () => {
    const settings = { file: 'settings.json', knowledgeGraph: { neo4j: { url: 'http://x' } } };
    expect(() => readGraphConfig(settings as unknown as SettingsSections)).toThrow(
      'knowledgeGraph.neo4j.url: an address such as bolt://127.0.0.1:7687, without user and password.',
    );
  });
});
