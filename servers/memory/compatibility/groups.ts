import type { Logger } from '../../../shared/log.ts';
import type { ResourceDefinition } from '../../../shared/mcp/resource.ts';
import type { SurfaceEvent } from '../../../shared/mcp/surface.ts';
import type { AnyTool } from '../../../shared/mcp/tool.ts';
import type { SettingsSections } from '../../../shared/server-context.ts';
import type { MemoryDeps } from '../deps.ts';
import { scopeUri } from '../resources/uris.ts';
import { readMemoryConfig } from '../settings.ts';
import { memoryTool } from './memory-tool/tool.ts';
import { REFERENCE_RESOURCES, REFERENCE_TOOLS } from './reference/group.ts';
import { GRAPH_URI } from './reference/resource.ts';

/** What other memories offer and this one can offer too, as far as the settings ask for it. */
export interface Compatibility {
  tools: readonly AnyTool<MemoryDeps>[];
  resources: readonly ResourceDefinition<MemoryDeps>[];
  scope: string;
  /** Also tells of the documents of these groups when something changes that is in them. */
  announce(emit: (event: SurfaceEvent) => void): (event: SurfaceEvent) => void;
}

const NONE: Compatibility = { tools: [], resources: [], scope: 'user', announce: (emit) => emit };

/** A mistake in the settings costs these tools only, and is logged. */
export function compatibilityOf(settings: SettingsSections | undefined, log: Logger): Compatibility {
  if (settings?.memory === undefined) return NONE;
  try {
    const { compatibility, compatibilityScope: scope } = readMemoryConfig(settings);
    const reference = compatibility.includes('reference');
    return {
      scope,
      tools: [
        ...(reference ? REFERENCE_TOOLS : []),
        ...(compatibility.includes('memory_tool') ? [memoryTool] : []),
      ],
      resources: reference ? REFERENCE_RESOURCES : [],
      announce: (emit) => (event) => {
        emit(event);
        if (reference && event.kind === 'resource' && event.uri === scopeUri(scope)) {
          emit({ kind: 'resource', uri: GRAPH_URI });
        }
      },
    };
  } catch (error) {
    log.error({ err: error }, 'no tools of other memories: the settings have a mistake');
    return NONE;
  }
}
