import { describe, expect, test } from 'vitest';
import { outline, parse, refusal } from '../parsed.ts';

describe('CSV', () => {
  test('each row says its columns; empty cells are left out', async () => {
    const table = await parse(
      'a.csv',
      'name,age,city\nAda,36,"London, England"\n\nCharles,,\n,,\n"a ""b""",1\n',
    );
    expect(outline(table)).toEqual([
      'table name: Ada; age: 36; city: London, England',
      'table name: Charles',
      'table name: a "b"; age: 1',
    ]);
    expect(table.kind).toBe('csv');
  });

  test.each([
    ['a.csv', 'a;b\n1;2,5\n', 'a: 1; b: 2,5'],
    ['a.tsv', 'a\tb\n1\t2\n', 'a: 1; b: 2'],
    ['a.csv', 'a|b\n1|2|3\n', 'a: 1; b: 2; column 3: 3'],
    ['a.csv', 'a\r\n"two\r\nlines"\r\n', 'a: two lines'],
  ])('%s %j', async (name, content, text) => {
    expect((await parse(name, content)).text).toBe(text);
  });

  test('rows beyond the limit are counted', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => index).join('\n');
    const table = await parse('a.csv', `n\n${rows}\n`, { limits: { rows: 10 } });
    expect(table.blocks.length).toBe(10);
    expect(table.truncated).toEqual({ limit: 'rows', kept: 10, of: 25 });
  });

  test('a header alone', async () => {
    expect((await parse('a.csv', 'a,b\n')).text).toBe('a; b');
  });

  test('a quote without end', async () => {
    expect(await refusal('a.csv', 'a,b\n1,"2\n')).toBe(
      'INVALID_INPUT: a.csv, line 2: a quote has no end or stands where none may be.',
    );
  });
});

describe('JSON', () => {
  test('an object: a block for each member, a line for each value', async () => {
    const object = await parse('package.json', '{"name":"iza","a":{"b":[1,{"c":null}],"d":{}},"ok":true}');
    expect(outline(object)).toEqual([
      'paragraph name: iza',
      'paragraph a.b[0]: 1\na.b[1].c: null\na.d: {}',
      'paragraph ok: true',
    ]);
    expect(object).toMatchObject({ kind: 'json', title: 'iza' });
  });

  test('a list: a block for each entry', async () => {
    const list = await parse('a.json', '[{"a":1,"b":"x"},2]', { limits: { rows: 1 } });
    expect(outline(list)).toEqual(['paragraph [0].a: 1\n[0].b: x']);
    expect(list.truncated).toEqual({ limit: 'rows', kept: 1, of: 2 });
  });

  test('JSON Lines, by their name or by their first line', async () => {
    for (const name of ['a.jsonl', 'a.json']) {
      expect((await parse(name, '{"a":1}\n\n{"b":2}\n')).text).toBe('a: 1\n\nb: 2');
    }
    expect(await refusal('a.jsonl', '{"a":1}\n{"b":\n')).toBe(
      'INVALID_INPUT: a.jsonl, line 2: the line is not JSON.',
    );
  });

  test('comments and a last comma, as settings have them', async () => {
    expect((await parse('tsconfig.json', '{\n  // why\n  "strict": true,\n}\n')).text).toBe('strict: true');
  });

  test('what is not JSON is refused with the place', async () => {
    expect(await refusal('a.json', '{\n  "a": }')).toBe(
      'INVALID_INPUT: a.json, line 2, column 8: it is not JSON: expected a JSON value.',
    );
  });
});

test('a notebook: Markdown by its blocks, code as it stands', async () => {
  const notebook = await parse(
    'a.ipynb',
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: ['# Study\n', '\n', 'See [[Notes]].'] },
        { cell_type: 'code', source: 'x = 1\n\nprint(x)', outputs: [{ text: 'secret' }] },
        { cell_type: 'raw', source: 'plain' },
      ],
      metadata: { kernelspec: { language: 'python' } },
      nbformat: 4,
    }),
  );
  expect(outline(notebook)).toEqual([
    'heading1 Study',
    'paragraph (Study) See Notes.',
    'code (Study) x = 1\n\nprint(x)',
    'paragraph (Study) plain',
  ]);
  expect(notebook).toMatchObject({
    kind: 'notebook',
    title: 'Study',
    language: 'python',
    links: [{ text: 'Notes', target: 'Notes', wiki: true }],
  });
  expect(await refusal('a.ipynb', '{"worksheets":[]}')).toBe(
    'INVALID_INPUT: a.ipynb: it is no Jupyter notebook of format 4.',
  );
});

describe('feeds', () => {
  test('RSS', async () => {
    const feed = await parse(
      'a.xml',
      `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
        <title>News</title><lastBuildDate>Wed, 04 Mar 2026 00:00:00 GMT</lastBuildDate>
        <item><title>A &amp; B</title><link>https://example.org/a</link><dc:creator>Ada</dc:creator>
          <pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>
          <description>&lt;h2&gt;In it&lt;/h2&gt;&lt;p&gt;See &lt;a href="/x"&gt;x&lt;/a&gt;.&lt;/p&gt;</description></item>
        <item><title>C</title></item></channel></rss>`,
    );
    expect(outline(feed)).toEqual([
      'heading1 News',
      'heading2 (News) A & B',
      'paragraph (News > A & B) Tue, 03 Mar 2026 10:00:00 GMT, Ada',
      'heading4 (News > A & B) In it',
      'paragraph (News > A & B > In it) See x.',
      'heading2 (News) C',
    ]);
    expect(feed).toMatchObject({
      kind: 'feed',
      title: 'News',
      date: 'Wed, 04 Mar 2026 00:00:00 GMT',
      links: [
        { text: 'A & B', target: 'https://example.org/a' },
        { text: 'x', target: '/x' },
      ],
    });
  });

  test('Atom', async () => {
    const feed = await parse(
      'a.atom',
      `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">The &lt;b&gt;log&lt;/b&gt;</title>
        <author><name>Ada</name></author><updated>2026-01-02T00:00:00Z</updated>
        <entry><id>1</id><title>One</title><updated>2026-01-01T00:00:00Z</updated>
          <link href="https://example.org/1"/><summary>Short.</summary></entry></feed>`,
    );
    expect(outline(feed)).toEqual([
      'heading1 The log',
      'heading2 (The log) One',
      'paragraph (The log > One) 2026-01-01T00:00:00Z',
      'paragraph (The log > One) Short.',
    ]);
    expect(feed).toMatchObject({ title: 'The log', author: 'Ada', date: '2026-01-02T00:00:00Z' });
  });

  test('a JSON feed, by its version', async () => {
    const feed = await parse(
      'feed.json',
      '{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"https://e.org/1","title":"One","content_text":"Text."}]}',
    );
    expect(feed.kind).toBe('feed');
    expect(outline(feed)).toEqual(['heading1 T', 'heading2 (T) One', 'paragraph (T > One) Text.']);
  });

  test('entities of its own are refused, as is what is no feed', async () => {
    expect(
      await refusal(
        'a.rss',
        '<!DOCTYPE r [<!ENTITY a "aaaa">]><rss version="2.0"><channel><title>&a;</title></channel></rss>',
      ),
    ).toBe('INVALID_INPUT: a.rss: the feed defines entities of its own, which are not read.');
    expect(await refusal('a.rss', '<html></html>')).toBe(
      'INVALID_INPUT: a.rss: it is no RSS, RDF, Atom or JSON feed that can be read.',
    );
  });
});

test('code and plain text stand as they are, in blocks', async () => {
  const source = 'import os\n\n\ndef f():\n    x = 1\n\n    return x\n\nf(\n\n)\r\n\r\n    \nlast\n';
  const code = await parse('a.py', source);
  expect(code).toMatchObject({ kind: 'code', language: 'python', text: source });
  expect(code.blocks.map(({ text }) => text)).toEqual([
    'import os',
    'def f():\n    x = 1\n\n    return x',
    'f(\n\n)',
    'last',
  ]);
  const text = await parse('a.txt', '  one\ntwo\n\n \n\tthree\n');
  expect(text).toMatchObject({ kind: 'text', text: '  one\ntwo\n\n \n\tthree\n' });
  expect(text.blocks.map((block) => [block.text, block.start, block.end])).toEqual([
    ['  one\ntwo', 0, 9],
    ['\tthree', 13, 19],
  ]);
});
