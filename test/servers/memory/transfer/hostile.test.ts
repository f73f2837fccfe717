import { describe, expect, test } from 'vitest';
import { readImport, surveyImport } from '../../../../servers/memory/transfer/read-import.ts';
import { bytesSource } from '../../../../shared/text/byte-source.ts';
import { zipFile } from '../../../support/zip-file.ts';
import { collect, importOf, refusalOf } from './read.ts';

const ENTITY = '{"type":"entity","name":"A","entityType":"t","observations":[]}';

describe('text', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'file: it is empty.'],
    ['white space', ' \n\t\n', 'file: it is empty.'],
    ['NUL', `${ENTITY}\n{"type":"\0"}\n`, 'file, line 2: there is a NUL byte.'],
    [
      'Latin-1',
      Buffer.from(`${ENTITY}\n\n{"caf\xe9":1}\n`, 'latin1'),
      'file, line 3: the text is not UTF-8.',
    ],
    ['UTF-16', Buffer.from('\ufeff[]', 'utf16le'), 'file, line 1: the text is not UTF-8.'],
    [
      'half a character at the end',
      Buffer.from(`${ENTITY}\n"é`).subarray(0, -1),
      'file, line 2: the text ends within a character.',
    ],
    [
      'a line that is no JSON',
      `${ENTITY}\n{"type": }\n`,
      'file, line 2, column 10: it is not JSON: expected a JSON value.',
    ],
    [
      'a line of another kind',
      `${ENTITY}\n{"type":"person"}\n`,
      "file, line 2: /type does not fit: Invalid discriminator value. Expected 'entity' | 'relation'.",
    ],
    [
      'a name that is a number',
      `${ENTITY}\n${ENTITY.replace('"A"', '7')}`,
      'file, line 2: /name does not fit: Invalid input: expected string, received number.',
    ],
    [
      'a key twice',
      '[{"memory":"a",\n"memory":"b"}]',
      'file, line 2: the key "memory" comes twice in one object.',
    ],
    [
      'a key twice, spelt otherwise',
      '[{"memory":"a","m\\u0065mory":"b"}]',
      'file, line 1: the key "memory" comes twice in one object.',
    ],
    [
      'a list without an end',
      '[{"memory":"a"},\n{"memory":"b"}\n',
      'file, line 3: the list has no end: the file is cut off.',
    ],
    [
      'an element cut off',
      '[{"memory":"a"},\n{"memory":"b',
      'file, line 2: the list has no end: the file is cut off.',
    ],
    [
      'a comma too many',
      '[{"memory":"a"},,{"memory":"b"}]',
      'file, line 1: there is a comma with nothing between.',
    ],
    ['a comma at the end', '[{"memory":"a"},]', 'file, line 1: there is a comma with nothing between.'],
    ['more after the list', '[{"memory":"a"}]\n[]', 'file, line 2: there is more after the end of the list.'],
    [
      'a later element that is no JSON',
      '[{"memory":"a"},\n{"memory" "b"}]',
      'file, line 2, column 11: it is not JSON: expected a colon.',
    ],
    [
      'a later element of another kind',
      '[{"memory":"a"},\n{"memory":5}]',
      'file, line 2: it does not fit: Invalid input.',
    ],
    [
      'a date that is none',
      '[{"memory":"a"},{"memory":"b","created_at":"soon"}]',
      'file, line 1: it does not fit: Invalid input.',
    ],
    ['JSON of no known kind', '[{"some":"thing"}]', 'file: the JSON is of no kind that can be imported.'],
    [
      'a conversation with a bad date',
      '[{"uuid":"u","created_at":"soon","chat_messages":[]}]',
      'file, line 1: /created_at does not fit: "soon" is not a date.',
    ],
    [
      'YAML with a key twice',
      '---\ntitle: a\ntitle: b\npermalink: x\n---\n',
      'file, line 3: the front matter is not plain YAML, or has a key twice.',
    ],
    [
      'YAML with aliases',
      '---\na: &a [x]\npermalink: *a\n---\n',
      'file, line 2: the front matter is not plain YAML, or has a key twice.',
    ],
    [
      'front matter that is a list',
      '---\n- a\n---\n',
      'file, line 1: the front matter is not a list of keys and values.',
    ],
  ])('%s', async (_, content, message) => {
    const error = await refusalOf(content);
    expect(error.message).toBe(message);
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.details.hint).toBeTypeOf('string');
  });

  test('the line of bad bytes is right wherever chunks end', async () => {
    const line = `${JSON.stringify({ type: 'entity', name: 'é'.repeat(3_000), entityType: 't', observations: [] })}\n`;
    const before = line.repeat(200);
    const content = Buffer.concat([
      Buffer.from(before),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(line),
    ]);
    expect((await refusalOf(content)).message).toBe('file, line 201: the text is not UTF-8.');
  });
});

describe('limits', () => {
  const nested = (depth: number) =>
    `{"memory":"a","metadata":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

  test.each<[string, string, Parameters<typeof refusalOf>[1], string]>([
    ['a file', '[{"memory":"a"}]', { fileBytes: 10 }, 'file: it has more than 10 bytes.'],
    [
      'a line',
      `${ENTITY}\n${ENTITY.replace('A', 'A'.repeat(99))}`,
      { lineLength: 100 },
      'file, line 2: the line has more than 100 characters.',
    ],
    [
      'an element',
      `[{"memory":"a"},\n{"memory":"${'a'.repeat(99)}"}]`,
      { elementLength: 100 },
      'file, line 2, element 2: it has more than 100 characters.',
    ],
    [
      'levels of JSON',
      `[{"memory":"a"},\n${nested(63)}]`,
      {},
      'file, line 2: it is nested more than 64 levels deep.',
    ],
    [
      'levels of Markdown',
      `text\n\n${'> '.repeat(65)}text`,
      {},
      'file, line 3: lists and quotes are nested more than 64 levels deep.',
    ],
    ['Markdown', 'x '.repeat(600), { markdownBytes: 1_000 }, 'file: it has more than 1000 bytes.'],
    ['things', `${ENTITY}\n`.repeat(4), { items: 3 }, 'file: it has more than 3 things to import.'],
  ])('%s', async (_, content, limits, message) => {
    const error = await refusalOf(content, limits);
    expect(error.message).toBe(message);
    expect(error.code).toBe('TOO_LARGE');
  });

  test('what is nested as deep as it may be is read', async () => {
    expect((await importOf(`[${nested(62)}]`)).items).toHaveLength(1);
    expect((await importOf(`${'> '.repeat(64)}text`)).items).toHaveLength(1);
  });

  test('Markdown is parsed in parts, which have to end somewhere', async () => {
    const bullets = Array.from({ length: 4_000 }, (_, index) => `- Rule ${index}\n`).join('');
    expect((await importOf(bullets)).items).toHaveLength(4_000);
    const code = `\`\`\`\n${'# no heading\n\n'.repeat(1_000)}\`\`\`\n`;
    expect((await importOf(`- Rule\n\n${code}`)).items).toHaveLength(2);
    const endless = `text\n\n${'_a_ '.repeat(9_000)}`;
    const error = await refusalOf(endless);
    expect(error.message).toBe(
      'file, line 3: there is a stretch without a break of more than 32768 characters.',
    );
    expect(error.code).toBe('TOO_LARGE');
  });

  test('brackets without end are found before they are parsed', async () => {
    for (const open of ['{"a":', '[{"a":', '[ [']) {
      const error = await refusalOf(`[ ${open.repeat(1_000_000)}`);
      expect(['INVALID_INPUT', 'TOO_LARGE']).toContain(error.code);
    }
    expect((await refusalOf(`---\na: ${'['.repeat(100_000)}\n---\n`)).code).toBe('INVALID_INPUT');
  });
});

describe('zip', () => {
  const good = { name: 'notes.md', content: '- Use tabs\n' };

  test.each<[string, Buffer, Parameters<typeof refusalOf>[1], string]>([
    [
      'a way out',
      zipFile([good, { name: '../../etc/x.md', content: 'x' }]),
      {},
      'file: the archive has a file "../../etc/x.md", which leads out of it.',
    ],
    [
      'an absolute path',
      zipFile([{ name: '/etc/x.md', content: 'x' }]),
      {},
      'file: the archive has a file "/etc/x.md", which leads out of it.',
    ],
    [
      'a drive',
      zipFile([{ name: 'C:\\x.md', content: 'x' }]),
      {},
      'file: the archive has a file "C:/x.md", which leads out of it.',
    ],
    [
      'a symbolic link',
      zipFile([good, { name: 'x.md', content: '/etc/passwd', mode: 0o120777 }]),
      {},
      'file/x.md: it is a symbolic link.',
    ],
    ['a password', zipFile([{ ...good, encrypted: true }]), {}, 'file/notes.md: it is encrypted.'],
    ['one name twice', zipFile([good, good]), {}, 'file/notes.md: the archive has two files of this name.'],
    [
      'a bomb',
      zipFile([{ name: 'x.md', content: Buffer.alloc(8_000_000, 0x20) }]),
      {},
      'file/x.md: it unpacks to more than 200 times its size.',
    ],
    [
      'many files',
      zipFile([good, { ...good, name: 'b.md' }]),
      { zipEntries: 1 },
      'file: it has more than 1 files.',
    ],
    [
      'much in all',
      zipFile([good, { ...good, name: 'b.md' }]),
      { zipBytes: 20 },
      'file: it unpacks to more than 20 bytes.',
    ],
    ['one that is large', zipFile([good]), { fileBytes: 10 }, 'file: it has more than 10 bytes.'],
    [
      'more than it says',
      zipFile([{ ...good, uncompressedSize: 5 }]),
      {},
      'file/notes.md: the archive is damaged or of a kind that cannot be read.',
    ],
    [
      'another checksum',
      zipFile([{ ...good, checksum: 7 }]),
      {},
      'file/notes.md: the archive is damaged or of a kind that cannot be read.',
    ],
    [
      'nothing of use',
      zipFile([{ name: 'a.png', content: 'x' }]),
      {},
      'file: there is no file in it that can be imported.',
    ],
    [
      'no directory',
      zipFile([good]).subarray(0, -30),
      {},
      'file: the archive is damaged or of a kind that cannot be read.',
    ],
    [
      'a broken file in it',
      zipFile([good, { name: 'x.jsonl', content: '{"type":"entity"}' }]),
      {},
      'file/x.jsonl: the JSON is of no kind that can be imported.',
    ],
  ])('%s', async (_, zip, limits, message) => {
    expect((await refusalOf(zip, limits)).message).toBe(message);
  });

  test('files that lie over each other', async () => {
    // The directory says twice that a file takes up what there is once.
    const content = Array.from({ length: 3_000 }, (_, index) => `- Rule ${index * 7919}\n`).join('');
    const zip = zipFile([{ name: 'a.md', content }]);
    const start = zip.readUInt32LE(zip.length - 6);
    const entry = zip.subarray(start, zip.length - 22);
    const other = Buffer.from(entry);
    other.write('b', 46);
    const end = Buffer.from(zip.subarray(-22));
    end.writeUInt16LE(2, 8);
    end.writeUInt16LE(2, 10);
    end.writeUInt32LE(entry.length * 2, 12);
    const bomb = Buffer.concat([zip.subarray(0, start), entry, other, end]);
    expect((await refusalOf(bomb)).message).toBe('file: files of the archive lie over each other.');
  });

  test('any damage is refused or harmless', async () => {
    const zip = zipFile([good, { name: 'memory.jsonl', content: `${ENTITY}\n` }]);
    const whole = await importOf(zip);
    for (let at = 0; at < zip.length; at += 1) {
      const broken = Buffer.from(zip);
      broken[at] = (broken[at] ?? 0) ^ 0x41;
      const outcome = await importOf(broken).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome.name).toBe('IzaError');
      else expect(outcome).toSatisfy(({ items }: typeof whole) => items.length <= whole.items.length);
    }
  });
});

test('a survey can be cancelled', async () => {
  const survey = surveyImport(bytesSource('file', Buffer.from(`${ENTITY}\n`)), {
    signal: AbortSignal.abort(),
  });
  await expect(survey).rejects.toMatchObject({ name: 'IzaError', code: 'CANCELLED' });
});

test('a file that changes after it was surveyed is read with the same care', async () => {
  const bytes = Buffer.from(`${ENTITY}\n${ENTITY}\n`);
  const { parts } = await surveyImport(bytesSource('file', bytes));
  bytes.write('!', ENTITY.length + 1);
  await expect(collect(readImport(parts))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
