import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedEntity, ExportedFact } from '../export/records.ts';
import type { GraphWriter } from '../export/writer.ts';
import type { ViewData } from './view-data.ts';

/** The page as the build puts it beside its other files. */
const SHIPPED = join(import.meta.dirname, 'graph-viewer.html');

/** Where the data goes. */
const PLACE = '<script id="graph" type="application/json">';
const NONE = 'null';

let page: Promise<string> | undefined;

async function load(): Promise<string> {
  try {
    return await readFile(SHIPPED, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // From the sources, where nothing was built.
    const { buildPage } = await import('./build-page.ts');
    return buildPage(join(import.meta.dirname, 'page'));
  }
}

/** The page, one HTML document that needs nothing beside it; with data to show, or without, for a host to send it. */
export async function viewerPage(data?: ViewData): Promise<string> {
  page ??= load();
  const whole = await page;
  const start = whole.indexOf(PLACE) + PLACE.length;
  // Nothing in it may end the script element, or begin a comment in it (HTML, 4.12.1.3).
  const json = data === undefined ? NONE : JSON.stringify(data).replaceAll('<', '\\u003c');
  return whole.slice(0, start) + json + whole.slice(start + NONE.length);
}

/** A page is written at the end: its data is one piece. */
export function htmlWriter(graph: string): GraphWriter {
  const data: ViewData = { graph, entities: [], facts: [] };
  return {
    begin: () => [],
    entity(entity: ExportedEntity) {
      data.entities.push(entity);
      return '';
    },
    fact(fact: ExportedFact) {
      data.facts.push(fact);
      return '';
    },
    end: async () => [await viewerPage(data)],
  };
}
