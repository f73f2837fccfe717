import type MiniSearch from 'minisearch';
import type { Tool } from '../../shared/mcp/surface.ts';
import type { Routes, ToolRoute } from './routes.ts';

interface Document {
  id: string;
  name: string;
  title: string;
  description: string;
  server: string;
  parameters: string;
}

export interface FoundTool {
  /** The name for call_tool. */
  name: string;
  route: ToolRoute;
  score: number;
}

export interface ToolIndex {
  search(need: string, options: { servers?: readonly string[]; limit: number }): FoundTool[];
  readonly size: number;
}

const STOP_WORDS = new Set(
  'a an and are as at be by can do for from get give have how i in into is it me my of on or please so some that the their them then there this to use want was what when where which will with you your'.split(
    ' ',
  ),
);

/** Splits words, and the names of tools into theirs: `read_text_file`, `readTextFile` and `read-text-file` are one. */
export function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Lower-cases, drops what says nothing, and takes the plural off. */
function normalise(word: string): string | null {
  const lower = word.toLowerCase();
  if (STOP_WORDS.has(lower)) return null;
  if (lower.length > 4 && lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  if (lower.length > 3 && lower.endsWith('s') && !lower.endsWith('ss')) return lower.slice(0, -1);
  return lower;
}

const indexes = new WeakMap<Routes, Promise<ToolIndex>>();

/** The index of every reachable tool; made once for each state of the routes. */
export function indexTools(routes: Routes): Promise<ToolIndex> {
  const known = indexes.get(routes);
  if (known) return known;
  const index = buildIndex(routes);
  indexes.set(routes, index);
  return index;
}

/** BM25 over the fields of each tool, a word of the name counting for most. */
async function buildIndex(routes: Routes): Promise<ToolIndex> {
  const { default: Search } = await import('minisearch');
  const byId = new Map<string, ToolRoute>();
  for (const [name, route] of routes.tools) {
    // Directly listed tools are also known under their public name; they are one and the same.
    if (name === `${route.source.name}:${route.name}`) byId.set(name, route);
  }
  const index: MiniSearch<Document> = new Search<Document>({
    fields: ['name', 'title', 'description', 'server', 'parameters'],
    tokenize: words,
    processTerm: normalise,
    searchOptions: {
      boost: { name: 3, title: 2, server: 1.5, parameters: 0.5 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 ? 0.2 : false),
    },
  });
  index.addAll([...byId].map(([id, { source, tool }]) => document(id, source.name, tool)));
  return {
    size: byId.size,
    search(need, { servers, limit }) {
      const found = index.search(need, {
        ...(servers && { filter: ({ id }) => servers.includes(byId.get(String(id))?.source.name ?? '') }),
      });
      return found.slice(0, limit).flatMap(({ id, score }) => {
        const route = byId.get(String(id));
        return route ? [{ name: String(id), route, score: Math.round(score * 100) / 100 }] : [];
      });
    },
  };
}

function document(id: string, server: string, tool: Tool): Document {
  return {
    id,
    server,
    name: tool.name,
    title: tool.title ?? '',
    description: tool.description ?? '',
    parameters: Object.keys(tool.inputSchema.properties ?? {}).join(' '),
  };
}
