import type {
  ReadResourceResult,
  Resource,
  ResourceTemplateType,
  Variables,
} from '@modelcontextprotocol/server';
import type { Call } from './surface.ts';

type Contents = ReadResourceResult['contents'];

/** A document of the server at a fixed URI. */
export interface ResourceDefinition<D>
  extends Pick<Resource, 'uri' | 'name' | 'title' | 'description' | 'mimeType'> {
  read(deps: D, call: Call): Promise<Contents> | Contents;
}

/** A family of documents at URIs of one form (RFC 6570). */
export interface ResourceTemplateDefinition<D>
  extends Pick<ResourceTemplateType, 'uriTemplate' | 'name' | 'title' | 'description' | 'mimeType'> {
  /** Documents worth showing in a list; none unless given. */
  list?(deps: D, call: Call): Promise<Resource[]> | Resource[];
  /** Values that a variable can take, best first, for what has been typed so far. */
  complete?(
    variable: string,
    typed: string,
    deps: D,
    chosen: Readonly<Record<string, string>>,
  ): Promise<string[]> | string[];
  read(uri: string, variables: Variables, deps: D, call: Call): Promise<Contents> | Contents;
}

export function defineResource<D>(definition: ResourceDefinition<D>): ResourceDefinition<D> {
  return definition;
}

export function defineResourceTemplate<D>(
  definition: ResourceTemplateDefinition<D>,
): ResourceTemplateDefinition<D> {
  return definition;
}
