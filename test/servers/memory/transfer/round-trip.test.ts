import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeJsonl } from '../../../../servers/memory/transfer/jsonl.ts';
import { TransferRecord } from '../../../../servers/memory/transfer/record.ts';
import { writeMarkdown } from '../../../../servers/memory/transfer/record-markdown.ts';
import { collect, importOf, refusalOf } from './read.ts';
import { anyExport, MEMORY } from './records.ts';

const exported = async (records: readonly TransferRecord[]) => (await collect(writeJsonl(records))).join('');

describe('JSON Lines', () => {
  test('export, import and export give the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, async (records) => {
        const first = await exported(records);
        const { formats, items } = await importOf(first);
        expect(formats).toEqual(['iza-jsonl']);
        const back = items.map(({ record }) => TransferRecord.parse(record));
        expect(back).toEqual(records);
        expect(await exported(back)).toBe(first);
      }),
      { numRuns: 300 },
    );
  });

  test('one record, byte for byte', async () => {
    expect(await exported([MEMORY])).toBe(
      [
        '{"format":"iza-memory","version":1}',
        '{"about":["Ada"],"data":{"a":"x","b":[1,{"c":null}]},"id":"01JD0000000000000000000001","importance":0.5,"key":"drink","kind":"preference","pinned":true,"record":"memory","recordedAt":1795176000005,"scope":"project:iza","sensitivity":2,"sources":[{"at":1795176000000,"quote":"I like \u202etea","title":"talk"}],"status":"active","tags":["drinks"],"text":"Ada likes tea.\\n---\\nGreen.  ","trust":4,"validFrom":1767225600000,"version":2}',
        '{"end":true,"records":1}',
        '',
      ].join('\n'),
    );
  });

  test('records out of order are a mistake of the caller', async () => {
    const other = { ...MEMORY, id: '0' };
    await expect(exported([MEMORY, other])).rejects.toThrow('Records out of order at 0.');
    await expect(exported([MEMORY, MEMORY])).rejects.toThrow('Records out of order');
  });

  test('a file that is cut off, altered or of a later version is refused', async () => {
    const whole = await exported([MEMORY, { ...MEMORY, version: 3 }]);
    const lines = whole.split('\n');
    const of = (changed: string[]) => refusalOf(changed.join('\n'));
    expect((await of(lines.slice(0, 3))).message).toBe(
      'file, line 3: the export has no last line: the file is cut off.',
    );
    expect((await of([lines[0], lines[1], lines[3]].map(String))).message).toBe(
      'file, line 3: it has 1 records, and its last line says 2.',
    );
    expect((await of([lines[0], lines[2], lines[1], lines[3]].map(String))).message).toBe(
      'file, line 3: the record 01JD0000000000000000000001 is out of order or there twice.',
    );
    expect((await of([...lines.slice(0, 4), String(lines[1])])).message).toBe(
      'file, line 5: there is more after the last line of the export.',
    );
    expect((await refusalOf(whole.replace('"version":1}', '"version":2}'))).message).toBe(
      'file, line 1: it is of version 2, and this Iza knows 1.',
    );
    expect((await refusalOf(whole.replace('"trust":4', '"trust":5'))).message).toContain(
      'file, line 2: /trust does not fit',
    );
    expect((await refusalOf(whole.replace('"key":', '"kee":'))).message).toContain(
      'file, line 2: it does not fit',
    );
    expect((await refusalOf(whole.replace('"id":', '"id":"x","id":'))).message).toBe(
      'file, line 2: the key "id" comes twice in one object.',
    );
  });
});

describe('Markdown', () => {
  test('export, import and export give the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyExport, async (records) => {
        for (const record of records) {
          const first = writeMarkdown(record);
          const { formats, items } = await importOf(first.text);
          expect(formats).toEqual(['iza-markdown']);
          const back = TransferRecord.parse(items[0]?.record);
          expect(back).toEqual(record);
          expect(writeMarkdown(back)).toEqual(first);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('paths are safe, and of different records different', () => {
    fc.assert(
      fc.property(anyExport, (records) => {
        const paths = records.map((record) => writeMarkdown(record).path);
        for (const path of paths) {
          expect(path).toMatch(
            /^[A-Za-z0-9_-]+\/(?:entities|sessions|memories)\/[A-Za-z0-9_-]+(?:\.v\d+)?\.md$/,
          );
        }
        expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(
          new Set(
            records.map(({ record, scope, id, ...more }) =>
              [record, scope, id, 'version' in more && more.version].join('\n'),
            ),
          ).size,
        );
      }),
    );
  });

  test('one record, byte for byte', async () => {
    // The folder ends with a part of the SHA-256 of the scope, by sha256sum.
    expect(writeMarkdown(MEMORY)).toEqual({
      path: 'project-iza-9b2766067992/memories/01JD0000000000000000000001.v2.md',
      text: [
        '---',
        'iza: 1',
        'record: "memory"',
        'id: "01JD0000000000000000000001"',
        'scope: "project:iza"',
        'version: 2',
        'kind: "preference"',
        'key: "drink"',
        'data: {"a":"x","b":[1,{"c":null}]}',
        'tags: ["drinks"]',
        'about: ["Ada"]',
        'validFrom: "2026-01-01T00:00:00.000Z"',
        'recordedAt: "2026-11-20T12:00:00.005Z"',
        'status: "active"',
        'importance: 0.5',
        'sensitivity: 2',
        'trust: 4',
        'pinned: true',
        'sources: [{"title":"talk","quote":"I like \\u202etea","at":"2026-11-20T12:00:00.000Z"}]',
        '---',
        'Ada likes tea.',
        '---',
        'Green.  ',
        '',
      ].join('\n'),
    });
  });

  test('what a person wrote into it counts', async () => {
    const text = writeMarkdown(MEMORY)
      .text.replace('status: "active"', 'status: archived')
      .replace('recordedAt: "2026-11-20T12:00:00.005Z"', 'recordedAt: 2026-11-21')
      .replaceAll('\n', '\r\n');
    const { items } = await importOf(text);
    expect(items[0]?.record).toEqual({
      ...MEMORY,
      status: 'archived',
      recordedAt: Date.UTC(2026, 10, 21),
      text: MEMORY.text.replaceAll('\n', '\r\n'),
    });
  });

  test('a file that is no record is refused', async () => {
    const { text } = writeMarkdown(MEMORY);
    expect((await refusalOf(text.slice(0, 60))).message).toBe('file, line 1: the front matter has no end.');
    expect((await refusalOf(text.replace('id:', 'id: 1\nid:'))).message).toBe(
      'file, line 5: the front matter is not plain YAML, or has a key twice.',
    );
    expect((await refusalOf(text.replace('"drink"', '*x'))).message).toContain(
      'the front matter is not plain YAML',
    );
    expect((await refusalOf(text.replace('2026-01-01T00:00:00.000Z', 'soon'))).message).toBe(
      'file, line 1: /validFrom does not fit: Invalid input: expected number, received string.',
    );
  });
});
