import type { ResourceDefinition } from '../../../shared/mcp/resource.ts';
import type { SurfaceEvent, Tool } from '../../../shared/mcp/surface.ts';
import type { AnyTool } from '../../../shared/mcp/tool.ts';
import type { SettingsSections } from '../../../shared/server-context.ts';
import type { MemoryDeps } from '../deps.ts';
import { scopeUri } from '../resources/uris.ts';
import definitions from './definitions.json' with { type: 'json' };
import { GRAPH_URI, graphResource } from './reference/resource.ts';

/** What other memories offer and this one can offer too, as far as the settings ask for it. */
export interface Compatibility {
  definitions: readonly Tool[];
  load(): Promise<readonly AnyTool<MemoryDeps>[]>;
  resources: readonly ResourceDefinition<MemoryDeps>[];
  scope: string;
  /** Also tells of the documents of these groups when something changes that is in them. */
  announce(emit: (event: SurfaceEvent) => void): (event: SurfaceEvent) => void;
}

/** The tools of each group. */
export const GROUPS: Readonly<Record<string, () => Promise<readonly AnyTool<MemoryDeps>[]>>> = {
  reference: async () => (await import('./reference/group.ts')).REFERENCE_TOOLS,
  memory_tool: async () => [(await import('./memory-tool/tool.ts')).memoryTool],
};

/** Listing needs no more of the settings than this; a mistake in them is told when the memory is opened. */
interface Wanted {
  compatibility?: unknown;
  compatibilityScope?: unknown;
}

export function compatibilityOf(settings: SettingsSections | undefined): Compatibility {
  const { compatibility, compatibilityScope } = (settings?.memory ?? {}) as Wanted;
  const wanted = Array.isArray(compatibility)
    ? Object.keys(GROUPS).filter((name) => compatibility.includes(name))
    : [];
  const scope = typeof compatibilityScope === 'string' ? compatibilityScope : 'user';
  const reference = wanted.includes('reference');
  const listed = definitions as unknown as Readonly<Record<string, readonly Tool[]>>;
  return {
    scope,
    definitions: wanted.flatMap((name) => listed[name] ?? []),
    load: async () => (await Promise.all(wanted.map((name) => GROUPS[name]?.() ?? []))).flat(),
    resources: reference ? [graphResource] : [],
    announce: (emit) => (event) => {
      emit(event);
      if (reference && event.kind === 'resource' && event.uri === scopeUri(scope)) {
        emit({ kind: 'resource', uri: GRAPH_URI });
      }
    },
  };
}
