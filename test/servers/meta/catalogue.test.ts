import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../../servers/meta/catalogue.ts';

const tool = (name: string) => ({ name, inputSchema: { type: 'object' } });

describe('reading what a server offers', () => {
  test('all pages are read', async () => {
    const pages: Record<string, object> = {
      '': { tools: [tool('a')], nextCursor: '2' },
      '2': { tools: [tool('b')], nextCursor: '3' },
      '3': { tools: [tool('c')] },
    };
    const { tools, problems } = await readCatalogue(
      async (_method, { cursor }) => pages[String(cursor ?? '')] as Record<string, unknown>,
      { tools: {} },
    );
    expect(tools.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(problems).toEqual([]);
  });

  test('a server that never stops is cut off, and what it sent is kept', async () => {
    let page = 0;
    const endless = async () => ({ tools: [tool(`again_${page++}`)], nextCursor: 'more' });
    const { tools, problems } = await readCatalogue(endless, { tools: {} });
    expect(tools).toHaveLength(64);
    expect(problems).toEqual(['tools/list: cut off after 64 entries']);
  });

  test('one list that fails costs that list only', async () => {
    const catalogue = await readCatalogue(
      async (method) => {
        if (method === 'prompts/list') throw new Error('no prompts today');
        return method === 'tools/list' ? { tools: [tool('a')] } : { resources: 'nonsense' };
      },
      { tools: {}, prompts: {}, resources: {} },
    );
    expect(catalogue.tools).toHaveLength(1);
    expect(catalogue.prompts).toEqual([]);
    expect(catalogue.resources).toEqual([]);
    expect(catalogue.problems).toEqual(['prompts/list failed: no prompts today']);
  });

  test('what a server does not offer is not asked for', async () => {
    const asked: string[] = [];
    await readCatalogue(
      async (method) => {
        asked.push(method);
        return {};
      },
      { prompts: {} },
    );
    expect(asked).toEqual(['prompts/list']);
  });
});
