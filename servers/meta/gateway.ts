import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../shared/log.ts';
import { createEmitter } from '../../shared/mcp/emitter.ts';
import { IzaError } from '../../shared/mcp/errors.ts';
import { nearest } from '../../shared/mcp/input.ts';
import { errorResult } from '../../shared/mcp/output.ts';
import {
  invalidParams,
  isResourceNotFound,
  matchesTemplate,
  resourceNotFound,
} from '../../shared/mcp/protocol-error.ts';
import type { Call, Params, SurfaceEvent, Tool } from '../../shared/mcp/surface.ts';
import type { Catalogue } from './catalogue.ts';
import { buildRoutes, qualified, type Route, type Routes, type ToolRoute } from './routes.ts';
import type { Source } from './source.ts';

/** How long a list waits for servers that are still starting. They are announced when they come up. */
const LIST_WAIT_MS = 8_000;

type Answer = Record<string, unknown>;

export interface Gateway {
  readonly sources: readonly Source[];
  /**
   * Everything that can be reached now. Starts what was not started, and waits a while for it; `listed` waits
   * only for the servers whose tools are listed directly, so that the others cost the first list nothing.
   */
  routes(call: Call, wait?: 'all' | 'listed'): Promise<Routes>;
  callTool(route: ToolRoute, params: Params, call: Call): Promise<Answer>;
  /** The server whose tools begin as this name does, if there is one. */
  serverOf(name: string): Source | undefined;
  /** Names of the tools that are known now; waits for nothing. */
  knownTools(): Iterable<string>;
  /** The tool of a public or qualified name. */
  findTool(name: string, call: Call): Promise<ToolRoute | undefined>;
  complete(params: Params, call: Call): Promise<Answer>;
  getPrompt(params: Params, call: Call): Promise<Answer>;
  readResource(params: Params, call: Call): Promise<Answer>;
  follow(
    method: 'resources/subscribe' | 'resources/unsubscribe',
    params: Params,
    call: Call,
  ): Promise<Answer>;
  setLogLevel(params: Params, call: Call): Promise<Answer>;
  onEvent(listener: (event: SurfaceEvent) => void): () => void;
  close(): Promise<void>;
}

export interface GatewayOptions {
  sources: readonly Source[];
  /** The gateway's own tools, which come first and whose names nobody can take. */
  ownTools: readonly Tool[];
  /** What has to be known before anything is listed. */
  ready: Promise<void>;
  log: Logger;
}

/** Merges many servers into one: exact routing, and no server that can break another's answer. */
export function createGateway({ sources, ownTools, ready, log }: GatewayOptions): Gateway {
  const events = createEmitter<SurfaceEvent>();
  const seen = new Map<Source, Catalogue>();
  let built: Routes | undefined;

  for (const source of sources) {
    source.onEvent((event) => {
      if (event.kind !== 'resource') built = undefined;
      // Tools that no list has cannot change one.
      if (event.kind !== 'tools' || source.prefix !== undefined) events.emit(event);
    });
  }

  /** Takes a catalogue in; the routes are built anew only when it is another one. */
  const note = (source: Source, catalogue: Catalogue): boolean => {
    if (seen.get(source) === catalogue) return false;
    seen.set(source, catalogue);
    built = undefined;
    return true;
  };

  /** A server came up after its lists were asked for. */
  const announce = (source: Source, { tools, prompts, resources, resourceTemplates }: Catalogue): void => {
    if (source.prefix !== undefined && tools.length > 0) events.emit({ kind: 'tools' });
    if (prompts.length > 0) events.emit({ kind: 'prompts' });
    if (resources.length + resourceTemplates.length > 0) events.emit({ kind: 'resources' });
  };

  const load = async (source: Source, call: Call, waitMs: number): Promise<void> => {
    let late = false;
    const loading = source.catalogue(call).then((catalogue) => {
      if (note(source, catalogue) && late) announce(source, catalogue);
    });
    const patience = new AbortController();
    await Promise.race([
      loading.finally(() => patience.abort()),
      sleep(waitMs, undefined, { signal: patience.signal, ref: false }).catch(() => {}),
    ]);
    late = true;
  };

  const routes = async (call: Call, wait: 'all' | 'listed' = 'all'): Promise<Routes> => {
    await ready;
    const waitMs = (source: Source): number =>
      wait === 'all' || source.prefix !== undefined ? LIST_WAIT_MS : 0;
    await Promise.all(sources.map((source) => load(source, call, waitMs(source))));
    return known();
  };

  const known = (): Routes => {
    built ??= buildRoutes(
      sources
        .filter((source) => source.status().state !== 'disabled')
        .map((source) => ({ source, catalogue: seen.get(source) }))
        .filter((offer): offer is { source: Source; catalogue: Catalogue } => offer.catalogue !== undefined),
      ownTools,
    );
    return built;
  };

  /**
   * Looks in what is known first, then in the servers that are up at once or that the name may belong to: a call
   * to one server does not wait for another to start.
   */
  const find = async <T>(
    look: (routes: Routes) => T | undefined,
    call: Call,
    name = '',
  ): Promise<T | undefined> => {
    const found = look(known());
    if (found !== undefined) return found;
    await ready;
    const named = sources.filter((source) => name.startsWith(qualified(source.name, '')));
    const own = sources.filter(({ kind }) => kind === 'first-party');
    await Promise.all([...new Set([...named, ...own])].map((source) => load(source, call, LIST_WAIT_MS)));
    // A name that says whose it is belongs to no other.
    return look(known()) ?? (named.length > 0 ? undefined : look(await routes(call)));
  };

  /** The server that lists a URI, or else all that may know it. */
  const sourcesOfUri = async (uri: string, call: Call): Promise<Source[]> => {
    const listed = await find(({ resources, templates }) => {
      const owner = resources.get(uri);
      if (owner) return [owner];
      const matching = templates.filter(({ template }) => matchesTemplate(template.uriTemplate, uri));
      return matching.length > 0 ? matching.map(({ source }) => source) : undefined;
    }, call);
    if (listed) return listed;
    // Links inside results lead to resources that no list has: whoever offers resources may know them.
    return sources.filter((source) => {
      const catalogue = seen.get(source);
      return catalogue && catalogue.resources.length + catalogue.resourceTemplates.length > 0;
    });
  };

  const ofUri = async (
    method: 'resources/read' | 'resources/subscribe' | 'resources/unsubscribe',
    params: Params,
    call: Call,
  ): Promise<Answer> => {
    const uri = String(params.uri);
    let failure: unknown = resourceNotFound(uri);
    for (const source of await sourcesOfUri(uri, call)) {
      try {
        return await source.request(method, params, call);
      } catch (error) {
        // One that does not know it, or is not there, keeps no other from being asked; its own words go last.
        if (isResourceNotFound(failure)) failure = error;
      }
    }
    throw failure;
  };

  const promptOf = async (name: string, call: Call): Promise<Route> => {
    const route = await find(({ prompts }) => prompts.get(name), call);
    if (route) return route;
    throw invalidParams(`Unknown prompt ${name.slice(0, 100)}.${didYouMean(name, known().prompts.keys())}`);
  };

  return {
    sources,
    routes,
    serverOf: (name) => sources.find((source) => name.startsWith(qualified(source.name, ''))),
    knownTools: () => known().tools.keys(),
    findTool: (name, call) => find(({ tools }) => tools.get(name), call, name),
    async callTool({ source, name, tool }, params, call) {
      const send = (): Promise<Answer> => source.request('tools/call', { ...params, name }, call);
      try {
        try {
          return await send();
        } catch (error) {
          // A reader that died under the call is asked once more; anything else may have had its effect.
          if (!isUnavailable(error) || !tool.annotations?.readOnlyHint || call.signal.aborted) throw error;
          log.info({ server: source.name, tool: name }, 'asked again after a crash');
          return await send();
        }
      } catch (error) {
        if (error instanceof IzaError) return errorResult(error);
        throw error;
      }
    },
    async complete(params, call) {
      const { ref } = params as { ref?: { type?: string; name?: string; uri?: string } };
      if (ref?.type === 'ref/prompt') {
        const { source, name } = await promptOf(String(ref.name), call);
        return source.request('completion/complete', { ...params, ref: { ...ref, name } }, call);
      }
      const uri = String(ref?.uri);
      const offer = await find(
        ({ templates, resources }) =>
          templates.find(({ template }) => template.uriTemplate === uri)?.source ?? resources.get(uri),
        call,
      );
      if (!offer) throw invalidParams(`Nothing to complete for ${uri.slice(0, 200)}.`);
      return offer.request('completion/complete', params, call);
    },
    async getPrompt(params, call) {
      const { source, name } = await promptOf(String(params.name), call);
      return source.request('prompts/get', { ...params, name }, call);
    },
    readResource: (params, call) => ofUri('resources/read', params, call),
    follow: (method, params, call) => ofUri(method, params, call),
    async setLogLevel(params, call) {
      const running = sources.filter(
        (source) => source.kind === 'downstream' && source.status().state === 'ready',
      );
      await Promise.allSettled(running.map((source) => source.request('logging/setLevel', params, call)));
      return {};
    },
    onEvent: events.on,
    async close() {
      await Promise.allSettled(sources.map((source) => source.close()));
    },
  };
}

export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, [...known]);
  return near ? ` Did you mean ${near}?` : '';
}

function isUnavailable(error: unknown): boolean {
  return error instanceof IzaError && error.code === 'UNAVAILABLE';
}
