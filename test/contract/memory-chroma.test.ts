import { ChromaClient } from 'chromadb';
import { expect, test } from 'vitest';
import { createChroma } from '../../servers/memory/external/chroma.ts';
import { collectionOf } from '../../servers/memory/external/chroma-names.ts';
import type { ExternalMemoryCopy } from '../../servers/memory/external/external-memory.ts';
import type { Embedder } from '../../shared/embed/embedder.ts';
import { needs } from '../needs.ts';
import { startChroma } from '../support/chroma.ts';

/** A vector of how often each of a few words is in a text, of length 1: what is near can be worked out by hand. */
const WORDS = ['tea', 'coffee', 'cat'];
const embedder: Embedder = {
  id: 'words',
  fingerprint: 'words/1',
  embed: async (texts) =>
    texts.map((text) => {
      const counts = WORDS.map((word) => text.toLowerCase().split(word).length - 1);
      const length = Math.hypot(...counts) || 1;
      return Float32Array.from(counts, (count) => count / length);
    }),
};

const NOON = Date.UTC(2026, 10, 20, 12);
const ITEMS: ExternalMemoryCopy[] = [
  {
    id: 'A',
    text: 'Green tea in the morning 🍵',
    at: NOON,
    metadata: { kind: 'preference', pinned: true, uses: 3 },
  },
  { id: 'B', text: 'Tea for the cat?\n"quotes" \\ ‮right to left', metadata: { kind: 'note' } },
  { id: 'C', text: 'Coffee after lunch' },
];

test('memories in a real Chroma server', async (context) => {
  const baseURL = await startChroma(needs(context, 'chroma'));
  const chroma = createChroma({ baseURL, embedder });
  const user = { scope: 'user' };

  // Nothing there yet.
  expect(await chroma.search('tea', { ...user, limit: 5 })).toEqual([]);
  expect(await chroma.list({ ...user, limit: 5 })).toEqual({ items: [] });
  await chroma.remove(['A'], user);
  expect(await chroma.check()).toEqual({
    ok: true,
    words: `Chroma answers at ${baseURL}, with 0 collections in default_tenant/default_database.`,
  });

  // Twice the same is once.
  expect(await chroma.add(ITEMS, user)).toEqual(['A', 'B', 'C']);
  await chroma.add(ITEMS, user);
  const found = await chroma.search('tea', { ...user, limit: 2 });
  expect(found.map(({ score, ...item }) => ({ ...item, score: score.toFixed(4) }))).toEqual([
    {
      id: 'A',
      text: ITEMS[0]?.text,
      at: NOON,
      metadata: { kind: 'preference', pinned: true, uses: 3, iza_id: 'A' },
      score: '1.0000',
    },
    // One of two words: cos 45°.
    { id: 'B', text: ITEMS[1]?.text, metadata: { kind: 'note', iza_id: 'B' }, score: '0.7071' },
  ]);

  const first = await chroma.list({ ...user, limit: 2 });
  const second = await chroma.list({ ...user, limit: 2, cursor: first.cursor });
  expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual(['A', 'B', 'C']);
  expect(second.cursor).toBeUndefined();

  await chroma.remove(['A', 'nobody'], user);
  expect((await chroma.search('tea', { ...user, limit: 5 })).map(({ id }) => id)).toEqual(['B', 'C']);

  // Scopes whose names differ only in what a collection's name cannot have.
  const scopes = ['project:a b', 'project:a.b', 'project:日本', 'agent:a b'];
  for (const scope of scopes) await chroma.add([{ id: 'X', text: `tea of ${scope}` }], { scope });
  for (const scope of scopes) {
    const items = await chroma.search('tea', { scope, limit: 5 });
    expect(items.map(({ text }) => text)).toEqual([`tea of ${scope}`]);
  }

  // More than go into one request.
  const many = Array.from({ length: 250 }, (_, index) => ({ id: `m${index}`, text: `tea ${index}` }));
  expect(await chroma.add(many, { scope: 'session:many' })).toHaveLength(250);
  expect((await chroma.list({ scope: 'session:many', limit: 300 })).items).toHaveLength(250);

  // Vectors of another model.
  const other = createChroma({ baseURL, embedder: { ...embedder, fingerprint: 'words/2' } });
  const mismatch = { name: 'IzaError', code: 'VERSION_MISMATCH' };
  await expect(other.search('tea', { ...user, limit: 5 })).rejects.toMatchObject(mismatch);
  await expect(other.add(ITEMS, user)).rejects.toMatchObject(mismatch);
  const wide: Embedder = {
    ...embedder,
    embed: async (texts) => texts.map(() => Float32Array.of(1, 0, 0, 0)),
  };
  await expect(
    createChroma({ baseURL, embedder: wide }).search('tea', { ...user, limit: 5 }),
  ).rejects.toMatchObject({ name: 'IzaError', code: 'INVALID_INPUT' });

  // A place that is not there.
  const lost = await createChroma({ baseURL, embedder, database: 'no-such-database' }).check();
  expect(lost).toEqual({
    ok: false,
    words:
      'Chroma has no database no-such-database in the tenant default_tenant. Check both in the settings, and that the address is that of a Chroma server with the v2 API.',
  });
});

test('a collection that another program fills is read and left alone', async (context) => {
  const baseURL = await startChroma(needs(context, 'chroma'));
  const client = new ChromaClient({
    host: '127.0.0.1',
    port: Number(new URL(baseURL).port),
    tenant: 'default_tenant',
    database: 'default_database',
  });
  const theirs = await client.createCollection({ name: 'their_notes', embeddingFunction: null });
  await theirs.add({
    ids: ['n1'],
    documents: ['tea'],
    embeddings: [[1, 0, 0]],
    metadatas: [{ author: 'ada' }],
  });

  const chroma = createChroma({ baseURL, embedder, collections: { user: 'their_notes' } });
  const found = await chroma.search('cat', { scope: 'user', limit: 5 });
  // Squared distance 2 between two unit vectors at a right angle.
  expect(found).toEqual([{ id: 'n1', text: 'tea', score: 1 / 3, metadata: { author: 'ada' } }]);
  const refused = { name: 'IzaError', code: 'READ_ONLY' };
  await expect(chroma.add(ITEMS, { scope: 'user' })).rejects.toMatchObject(refused);
  await expect(chroma.remove(['n1'], { scope: 'user' })).rejects.toMatchObject(refused);
  expect(await theirs.count()).toBe(1);
});

test('names of collections keep to the rules of Chroma', () => {
  // The end is of the SHA-256 of the scope, by sha256sum.
  expect(collectionOf('user')).toBe('iza-user-04f8996da763b7a9');
  for (const scope of ['user', 'project:日本', 'agent:---', `organisation:${'x'.repeat(200)}`]) {
    expect(collectionOf(scope)).toMatch(/^[a-z0-9](?:[a-z0-9._-]{1,510})[a-z0-9]$/);
  }
});
