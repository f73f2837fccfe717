import { expect, test } from 'vitest';
import { outline, parse } from '../parsed.ts';

const PAGE = `<!doctype html>
<html><head>
  <title>Engines &amp; more</title>
  <meta name="author" content="Ada"><meta property="article:published_time" content="2026-01-02T03:04:05Z">
  <style>p { color: red }</style>
</head><body>
  <header><a href="/">Home</a></header>
  <nav><ul><li><a href="/a">Menu</a></li></ul></nav>
  <main>
    <h1>Engines</h1>
    <p>The <b>mill</b> and<br>the <a href="/store">store</a>.</p>
    <p hidden>secret one</p><p style="color: red; display:none">secret two</p><p aria-hidden="true">secret three</p>
    <script>alert('secret four')</script><noscript>secret five</noscript><template>secret six</template>
    <aside>An advertisement</aside>
    <h2>Parts</h2>
    <ul><li>cogs</li><li>axles<ol><li>long</li></ol></li></ul>
    <table><tr><th>Part</th><th>Weight</th></tr><tr><td>Mill</td><td>5&nbsp;t</td></tr></table>
    <blockquote><p>It weaves</p></blockquote>
    <pre><code class="language-c">int main();
</code></pre>
    <button>Buy</button>
  </main>
  <footer>Imprint</footer>
</body></html>`;

test('a page by its content, without what is around it and what is hidden', async () => {
  const page = await parse('page.html', PAGE);
  expect(outline(page)).toEqual([
    'heading1 Engines',
    'paragraph (Engines) The mill and\nthe store.',
    'heading2 (Engines) Parts',
    'list (Engines > Parts) - cogs\n- axles\n  1. long',
    'table (Engines > Parts) Part | Weight\nMill | 5 t',
    'quote (Engines > Parts) It weaves',
    'code (Engines > Parts) int main();',
  ]);
  expect(page).toMatchObject({
    kind: 'html',
    title: 'Engines & more',
    author: 'Ada',
    date: '2026-01-02T03:04:05Z',
    links: [{ text: 'store', target: '/store' }],
  });
});

test('an only article is the content; of several, the body is', async () => {
  const one = await parse('a.html', '<p>around</p><article><p>in it</p></article><p>after</p>');
  expect(one.text).toBe('in it');
  const two = await parse('a.html', '<p>around</p><article>a</article><article>b</article>');
  expect(two.text).toBe('around\n\na\n\nb');
});

test('double brackets are no links outside Markdown', async () => {
  const { links, text } = await parse('a.html', '<p>[[Prototype]]');
  expect({ links, text }).toEqual({ links: [], text: '[[Prototype]]' });
});

test('a page without any structure', async () => {
  const page = await parse('a.html', 'just <i>words</i>');
  expect(outline(page)).toEqual(['paragraph just words']);
  expect(page).not.toHaveProperty('title');
});

test('the encoding that a page names', async () => {
  // Cyrillic "да" in KOI8-R.
  const page = Buffer.concat([Buffer.from('<meta charset="koi8-r"><p>'), Buffer.from([0xc4, 0xc1])]);
  expect((await parse('a.html', page)).text).toBe('да');
});
