import { beforeAll, describe, expect, test } from 'vitest';
import { izaHome, MEMORY_TOOLS, packageVersion, startIza } from './support/built-iza.ts';
import { HOSTS } from './support/hosts.ts';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

interface Stored {
  stored: { id: string; status: string; scope: string; kind: string }[];
}

describe.each(HOSTS)('iza memory, met by %s', (kind) => {
  let home: string;
  beforeAll(async () => {
    home = await izaHome();
  });

  test('says who it is and lists its tools', async () => {
    const host = await startIza(kind, 'memory', home);
    expect(host.info()).toEqual({ name: 'memory', title: 'Memory', version: await packageVersion() });
    expect(await host.tools()).toEqual(MEMORY_TOOLS);
  });

  test('remembers once, and recalls with the client as the source', async () => {
    const host = await startIza(kind, 'memory', home);
    const items = [{ text: 'Ada prefers metric units.', kind: 'preference' }];
    const first = await host.call('remember', { items });
    const id = (first.structured as unknown as Stored).stored[0]?.id ?? '';
    expect(id).toMatch(ULID);
    expect(first).toEqual({
      text: `Remembered in user: preference ${id}`,
      structured: { stored: [{ id, status: 'new', scope: 'user', kind: 'preference' }] },
      isError: false,
    });
    const second = await host.call('remember', { items });
    expect(second.structured).toEqual({
      stored: [{ id, status: 'duplicate', scope: 'user', kind: 'preference' }],
    });
    const recalled = await host.call('recall', { query: 'metric units' });
    expect(recalled.structured).toMatchObject({
      matched: 'all words',
      items: [
        { id, text: 'Ada prefers metric units.', kind: 'preference', sources: [{ client: 'interop 1.0.0' }] },
      ],
    });
  });

  test('names every mistake in the arguments, as a result', async () => {
    const host = await startIza(kind, 'memory', home);
    expect(await host.call('recall', { limit: 'many' })).toEqual({
      text: [
        'INVALID_INPUT: recall cannot run with these arguments.',
        'Why: /query: is missing, expected string; /limit: expected number',
        'What to do: Nothing was changed. Mend the arguments and call recall again.',
      ].join('\n'),
      isError: true,
    });
  });

  test('answers a tool that it does not have with an error of the protocol', async () => {
    const host = await startIza(kind, 'memory', home);
    await expect(host.call('recal')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Unknown tool recal. Did you mean recall?'),
    });
  });

  test.each([
    ['agrees', { action: 'accept', content: { confirm: true } }, false, /^Erased: /],
    ['accepts without agreeing', { action: 'accept', content: { confirm: false } }, true, /^DECLINED: /],
    ['declines', { action: 'decline' }, true, /^DECLINED: The person said no\./],
    ['closes the question', { action: 'cancel' }, true, /^CONFIRMATION_PENDING: /],
  ] as const)('erases only when the person %s', async (how, answer, isError, text) => {
    const host = await startIza(kind, 'memory', home, { person: () => answer });
    const kept = await host.call('remember', { items: [{ text: `Quasar ${how}.` }] });
    const id = (kept.structured as unknown as Stored).stored[0]?.id ?? '';
    const result = await host.call('forget', { ids: [id], mode: 'purge' });
    expect(result).toMatchObject({ isError, text: expect.stringMatching(text) });
    const { structured } = await host.call('recall', { query: `Quasar ${how}` });
    const left = (structured as { items: { id: string }[] }).items.map((item) => item.id);
    expect(left.includes(id)).toBe(isError);
  });

  test('where nobody can be asked, erasing needs the word of the conversation', async () => {
    const host = await startIza(kind, 'memory', home);
    const kept = await host.call('remember', { items: [{ text: 'Nebula.' }] });
    const id = (kept.structured as unknown as Stored).stored[0]?.id ?? '';
    const refused = await host.call('forget', { ids: [id], mode: 'purge' });
    expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/^CONFIRMATION_REQUIRED: /) });
    const done = await host.call('forget', { ids: [id], mode: 'purge', confirm: true });
    expect(done.structured).toEqual({ forgotten: [id], missing: [], mode: 'purge' });
  });
});

test('three clients of three kinds share one memory at the same time', async () => {
  const home = await izaHome();
  const hosts = await Promise.all(HOSTS.map((kind) => startIza(kind, 'memory', home)));
  await Promise.all(
    hosts.map((host, i) => host.call('remember', { items: [{ text: `Comet number ${i} was seen.` }] })),
  );
  for (const host of hosts) {
    const { structured } = await host.call('recall', { query: 'comet' });
    expect(structured).toMatchObject({ matched: 'all words' });
    expect(structured?.items).toHaveLength(3);
  }
});
