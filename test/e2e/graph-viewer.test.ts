import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type TestContext, test } from 'vitest';
import { testCall } from '../call.ts';
import { littleGraph } from '../servers/knowledge-graph/export/little-graph.ts';
import { setUp } from '../servers/knowledge-graph/set-up.ts';
import { openChromium, type Tab } from '../support/chromium.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { appHost } from './support/app-host.ts';

/** The little graph as a page, opened in a real browser, when it has come to rest. */
async function opened(context: TestContext): Promise<Tab & { url: string }> {
  const tab = await openChromium(context);
  const server = await setUp();
  await littleGraph(server);
  const { paths } = await server.value('kg_export', { format: 'html' });
  const [path = ''] = paths as string[];
  const url = pathToFileURL(path).href;
  await tab.prefer('light');
  await tab.open(url);
  return { ...tab, url };
}

const data = (tab: Tab, name: string) => tab.value(`document.documentElement.dataset.${name}`);

/** The colours on the canvas, each with how many of its points have it. */
const DRAWN = `(() => {
  const canvas = document.querySelector('canvas');
  // A copy, since reading the canvas itself makes the browser warn.
  const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 255) continue;
    const colour = '#' + [0, 1, 2].map((part) => data[at + part].toString(16).padStart(2, '0')).join('');
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
})()`;

test('draws every type in its colour, asks for nothing beside itself, and says nothing on the console', async (context) => {
  const tab = await opened(context);
  await tab.until(`(${DRAWN})['#4553d6'] > 300`);
  const drawn = (await tab.value(DRAWN)) as Record<string, number>;
  // Person, Machine and Place in the palette for light; all of them in the legend.
  for (const colour of ['#4553d6', '#d9622b', '#178f74']) expect(drawn[colour], colour).toBeGreaterThan(100);
  expect(
    await tab.value("[...document.querySelectorAll('#legend button')].map((row) => row.textContent)"),
  ).toEqual(['Person2', 'Machine1', 'Place1']);
  expect(await tab.value("document.getElementById('counts').textContent")).toBe('4 entities, 8 facts');
  expect(tab.requests).toEqual([tab.url]);
  expect(tab.problems).toEqual([]);
});

test('finds by keyboard, shows facts with their sources as text, and goes along a fact', async (context) => {
  const tab = await opened(context);
  await tab.key('/', '/');
  await tab.type('countess');
  expect(await tab.value("document.getElementById('hits').textContent")).toBe('Ada LovelacePerson');
  await tab.key('Enter');
  expect(await data(tab, 'selected')).toBe('e1');
  const text = (await tab.value("document.getElementById('panel').textContent")) as string;
  expect(text).toContain('wrote aboutAnalytical Engine1843-01-01 – now · 90 % sure');
  expect(text).toContain('Notes, "translated" · 1843-08-14 · https://example.org/notes?a=1&b=2');
  expect(text).toContain('weaves algebraical patterns');
  expect(text).toContain('</script><!-- &amp; #quot;');
  expect(await tab.value('document.activeElement.id')).toBe('panel');
  await tab.value(
    `[...document.querySelectorAll('.end')].find((one) => one.textContent === 'London').click()`,
  );
  expect(await data(tab, 'selected')).toBe('e4');
  expect(await tab.value("document.getElementById('panel').textContent")).toContain('← lived in');
  await tab.key('Escape');
  expect(await data(tab, 'selected')).toBe('');
  expect(tab.problems).toEqual([]);
});

test('shows what held at the time of the slider', async (context) => {
  const tab = await opened(context);
  const at = async (day: string): Promise<unknown[]> => {
    await tab.value(`(() => {
      const slider = document.getElementById('moment');
      slider.step = 'any';
      slider.value = String(Date.parse('${day}'));
      slider.dispatchEvent(new Event('input'));
    })()`);
    return [await tab.value("document.getElementById('when').textContent"), await data(tab, 'facts')];
  };
  // Always: four values. Since 1834 until 1871: designed; since 1843: wrote about; 1846 to 1852: Ada lived in
  // London; until 1871: Babbage did.
  expect(await at('1833-12-31')).toEqual(['1833-12-31', '5']);
  expect(await at('1834-01-01')).toEqual(['1834-01-01', '6']);
  expect(await at('1843-01-01')).toEqual(['1843-01-01', '7']);
  expect(await at('1846-01-01')).toEqual(['1846-01-01', '8']);
  expect(await at('1852-11-27')).toEqual(['1852-11-27', '7']);
  expect(await at('1871-01-01')).toEqual(['1871-01-01', '5']);
  // By then nothing is known of Babbage and London.
  expect(await data(tab, 'entities')).toBe('2');
  await tab.value("document.getElementById('always').click()");
  expect([await data(tab, 'entities'), await data(tab, 'facts')]).toEqual(['4', '8']);
  await tab.value("document.querySelector('#legend button').click()");
  expect(await data(tab, 'entities')).toBe('2');
});

test('is dark where the reader prefers that', async (context) => {
  const tab = await opened(context);
  await tab.prefer('dark');
  await tab.until(`(${DRAWN})['#8f9bff'] > 300`);
  expect(await tab.value('getComputedStyle(document.body).color')).toBe('rgb(236, 238, 244)');
  expect(await tab.value(DRAWN)).not.toHaveProperty('#4553d6');
});

test('shows in a host what the answer of the tool names', async (context) => {
  const tab = await openChromium(context);
  const server = await setUp();
  await littleGraph(server);
  const read = async (uri: string): Promise<string> => {
    const result = await server.server.request('resources/read', { uri }, testCall());
    return (result as { contents: { text: string }[] }).contents[0]?.text ?? '';
  };
  const result = await server.value('kg_export', { around: 'e2', depth: 1, relations: ['designed'] });
  const view = String(result.view);
  const page = await read('ui://knowledge-graph/viewer');
  const file = join(await temporaryFolder(), 'host.html');
  await writeFile(file, appHost({ page, theme: 'dark', result, resources: { [view]: await read(view) } }));
  await tab.prefer('light');
  await tab.open(pathToFileURL(file).href);
  await tab.until("frames[0].document.documentElement.dataset.entities === '2'");
  expect(await tab.value('({ ...frames[0].document.documentElement.dataset })')).toMatchObject({
    theme: 'dark',
    entities: '2',
    facts: '1',
  });
  expect(await tab.value('asked')).toMatchObject([
    {
      jsonrpc: '2.0',
      method: 'ui/initialize',
      params: { protocolVersion: '2026-01-26', appCapabilities: {} },
    },
    { method: 'ui/notifications/initialized' },
    { method: 'ui/notifications/size-changed', params: { height: 560 } },
    { method: 'resources/read', params: { uri: view } },
  ]);
  expect(tab.problems).toEqual([]);
});
