import type { Prompt, Resource, ResourceTemplate, Tool } from '../../shared/mcp/surface.ts';
import type { Catalogue } from './catalogue.ts';
import { createNameTable } from './names.ts';
import type { Source } from './source.ts';

/** Where a public name leads: never worked out from the name, always looked up. */
export interface Route {
  source: Source;
  /** The name as the server itself knows it. */
  name: string;
}

export interface ToolRoute extends Route {
  tool: Tool;
  /** Listed directly, rather than found by find_tools only. */
  direct: boolean;
}

export interface Routes {
  /** Directly listed tools by public name, and all tools as `server:tool`. */
  tools: Map<string, ToolRoute>;
  prompts: Map<string, Route>;
  /** The server of each listed URI. Two servers with one URI: the first in the configuration has it. */
  resources: Map<string, Source>;
  listed: { tools: Tool[]; prompts: Prompt[]; resources: Resource[]; resourceTemplates: ResourceTemplate[] };
  templates: { source: Source; template: ResourceTemplate }[];
}

/** Merges what all sources offer. Deterministic: the order of the configuration, then of each server. */
export function buildRoutes(
  offers: readonly { source: Source; catalogue: Catalogue }[],
  ownTools: readonly Tool[],
): Routes {
  const names = createNameTable(ownTools.map(({ name }) => name));
  const promptNames = createNameTable();
  const routes: Routes = {
    tools: new Map(),
    prompts: new Map(),
    resources: new Map(),
    listed: { tools: [...ownTools], prompts: [], resources: [], resourceTemplates: [] },
    templates: [],
  };
  for (const { source, catalogue } of offers) {
    for (const tool of catalogue.tools) {
      const direct = source.prefix !== undefined;
      const route: ToolRoute = { source, name: tool.name, tool, direct };
      routes.tools.set(qualified(source.name, tool.name), route);
      if (!direct) continue;
      const name = names.add(source.name, source.prefix ?? '', tool.name);
      routes.tools.set(name, route);
      routes.listed.tools.push({ ...tool, name });
    }
    for (const prompt of catalogue.prompts) {
      const name = promptNames.add(source.name, source.prefix ?? `${source.name}_`, prompt.name);
      routes.prompts.set(name, { source, name: prompt.name });
      routes.listed.prompts.push({ ...prompt, name });
    }
    for (const resource of catalogue.resources) {
      if (routes.resources.has(resource.uri)) continue;
      routes.resources.set(resource.uri, source);
      routes.listed.resources.push(resource);
    }
    for (const template of catalogue.resourceTemplates) {
      routes.templates.push({ source, template });
      routes.listed.resourceTemplates.push(template);
    }
  }
  return routes;
}

/** The name by which call_tool knows any tool. */
export function qualified(server: string, tool: string): string {
  return `${server}:${tool}`;
}
