import { expect, test } from 'vitest';
import { parseDocument } from '../../../shared/text/parse-document.ts';
import { parse } from './parsed.ts';

const slow = `<p>${Array.from({ length: 400 }, (_, index) => `<b id=${index}>`).join('')}${'<p>x'.repeat(100_000)}`;

test('many documents at once are each read as if alone', async () => {
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  const documents = await Promise.all(
    numbers.map((number) => parse('a.md', `# ${number}\n\nText ${number}`)),
  );
  expect(documents.map(({ text }) => text)).toEqual(numbers.map((number) => `${number}\n\nText ${number}`));
});

test('the bytes that were handed in stay as they are', async () => {
  const bytes = new Uint8Array(Buffer.from('# A'));
  await parseDocument(bytes, { name: 'a.md' });
  expect(Buffer.from(bytes).toString()).toBe('# A');
});

test('a reading is cancelled before it begins, while it waits and while it runs', async () => {
  await expect(parseDocument(Buffer.from('a'), { name: 'a.md' }, AbortSignal.abort())).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  const controller = new AbortController();
  const readings = Array.from({ length: 6 }, () =>
    parseDocument(Buffer.from(slow), { name: 'a.html' }, controller.signal),
  );
  const settled = Promise.allSettled(readings);
  setImmediate(() => controller.abort());
  expect((await settled).map((one) => one.status === 'rejected' && one.reason.code)).toEqual(
    Array.from({ length: 6 }, () => 'CANCELLED'),
  );
  expect((await parse('a.md', 'after')).text).toBe('after');
});

test('the same document gives the same, word for word', async () => {
  const content = '---\na: 1\n---\n# A\n\n[[b]] <https://e.org>\n\n<p>c</p>\n';
  expect(await parse('a.md', content)).toEqual(await parse('a.md', content));
});
