import { cut } from '../../shared/mcp/output.ts';
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
  /** Whether every list could be read; what could not is as it was before. */
  complete: boolean;
}

export const EMPTY_CATALOGUE: Catalogue = {
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  problems: [],
  complete: true,
};

type ListMethod = 'tools/list' | 'resources/list' | 'resources/templates/list' | 'prompts/list';
type Ask = (method: ListMethod, params: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Reads all lists of a server. One list that fails stays as it was in `before`, and costs no other. */
export async function readCatalogue(
  ask: Ask,
  capabilities: ServerCapabilities,
  before: Catalogue = EMPTY_CATALOGUE,
): Promise<Catalogue> {
  const problems: string[] = [];
  let complete = true;
  const read = async <T>(
    offered: unknown,
    method: ListMethod,
    field: string,
    is: (item: unknown) => item is T,
    keyOf: (item: T) => string,
    known: T[],
  ): Promise<T[]> => {
    if (!offered) return [];
    try {
      return await readList(ask, method, field, is, keyOf, problems);
    } catch (error) {
      complete = false;
      problems.push(`${method} failed: ${error instanceof Error ? error.message : String(error)}`);
      return known;
    }
  };
  const named = ({ name }: { name: string }): string => name;
  const { tools: hasTools, resources: hasResources, prompts: hasPrompts } = capabilities;
  const [tools, resources, resourceTemplates, prompts] = await Promise.all([
    read(hasTools, 'tools/list', 'tools', isTool, named, before.tools),
    read(hasResources, 'resources/list', 'resources', isResource, ({ uri }) => uri, before.resources),
    read(
      hasResources,
      'resources/templates/list',
      'resourceTemplates',
      isResourceTemplate,
      ({ uriTemplate }) => uriTemplate,
      before.resourceTemplates,
    ),
    read(hasPrompts, 'prompts/list', 'prompts', isPrompt, named, before.prompts),
  ]);
  return { tools, resources, resourceTemplates, prompts, problems, complete };
}

async function readList<T>(
  ask: Ask,
  method: ListMethod,
  field: string,
  is: (item: unknown) => item is T,
  keyOf: (item: T) => string,
  problems: string[],
): Promise<T[]> {
  const items = new Map<string, T>();
  const report = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  let cursor: unknown;
  for (let page = 0; page < MAX_PAGES && items.size < MAX_ITEMS; page += 1) {
    const answer = await ask(method, cursor === undefined ? {} : { cursor });
    const listed: unknown = answer[field];
    for (const item of Array.isArray(listed) ? listed : []) {
      if (!is(item)) report(`${method}: left out ${nameOf(item)}, its definition is not valid`);
      else if (items.has(keyOf(item))) report(`${method}: left out a second ${nameOf(item)}`);
      else items.set(keyOf(item), item);
    }
    cursor = answer.nextCursor;
    if (cursor === undefined || cursor === null) return [...items.values()];
  }
  report(`${method}: cut off after ${items.size} entries`);
  return [...items.values()];
}

function nameOf(item: unknown): string {
  const { name } = (item ?? {}) as { name?: unknown };
  return typeof name === 'string' ? JSON.stringify(cut(name, 80)) : 'an entry without a name';
}
