import {
  isPrompt,
  isResource,
  isResourceTemplate,
  isTool,
  type Prompt,
  type Resource,
  type ResourceTemplate,
  type ServerCapabilities,
  type Tool,
} from '../../shared/mcp/surface.ts';

/** A server that never stops sending pages is cut off here; what it sent is kept. */
const MAX_PAGES = 64;
const MAX_ITEMS = 10_000;
const MAX_PROBLEMS = 20;

/** What one server offers, as it describes it. */
export interface Catalogue {
  tools: Tool[];
  resources: Resource[];
  resourceTemplates: ResourceTemplate[];
  prompts: Prompt[];
  /** What was left out and why: a tool with an invalid schema would make hosts refuse the whole list. */
  problems: string[];
}

export const EMPTY_CATALOGUE: Catalogue = {
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  problems: [],
};

type ListMethod = 'tools/list' | 'resources/list' | 'resources/templates/list' | 'prompts/list';
type Ask = (method: ListMethod, params: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Reads all lists of a server. One list that fails costs that list only. */
export async function readCatalogue(ask: Ask, capabilities: ServerCapabilities): Promise<Catalogue> {
  const problems: string[] = [];
  const read = <T>(offered: unknown, method: ListMethod, field: string, is: (item: unknown) => item is T) =>
    offered ? readList(ask, method, field, is, problems) : Promise.resolve([]);
  const [tools, resources, resourceTemplates, prompts] = await Promise.all([
    read(capabilities.tools, 'tools/list', 'tools', isTool),
    read(capabilities.resources, 'resources/list', 'resources', isResource),
    read(capabilities.resources, 'resources/templates/list', 'resourceTemplates', isResourceTemplate),
    read(capabilities.prompts, 'prompts/list', 'prompts', isPrompt),
  ]);
  return { tools, resources, resourceTemplates, prompts, problems };
}

async function readList<T>(
  ask: Ask,
  method: ListMethod,
  field: string,
  is: (item: unknown) => item is T,
  problems: string[],
): Promise<T[]> {
  const items: T[] = [];
  const report = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  try {
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await ask(method, cursor === undefined ? {} : { cursor });
      const listed: unknown = answer[field];
      for (const item of Array.isArray(listed) ? listed : []) {
        if (is(item)) items.push(item);
        else report(`${method}: left out ${nameOf(item)}, its definition is not valid`);
      }
      cursor = answer.nextCursor;
      if (cursor === undefined || cursor === null) return items;
      if (items.length >= MAX_ITEMS) break;
    }
    report(`${method}: cut off after ${items.length} entries`);
  } catch (error) {
    report(`${method} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return items;
}

function nameOf(item: unknown): string {
  const { name } = (item ?? {}) as { name?: unknown };
  return typeof name === 'string' ? JSON.stringify(name.slice(0, 80)) : 'an entry without a name';
}
