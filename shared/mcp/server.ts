import {
  type CompleteResult,
  type GetPromptResult,
  type InputRequiredResult,
  type Prompt,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  type ServerCapabilities,
  type Tool,
  UriTemplate,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { createEmitter } from './emitter.ts';
import { nearest, parseInput } from './input.ts';
import type { AnyPrompt } from './prompt.ts';
import type { ResourceDefinition, ResourceTemplateDefinition } from './resource.ts';
import { createToolRunner, inputSchemaOf, type ToolRuntime } from './run-tool.ts';
import type {
  Call,
  Params,
  Session,
  Surface,
  SurfaceEvent,
  SurfaceMethod,
  SurfaceResult,
} from './surface.ts';
import type { AnyTool } from './tool.ts';

/** Completions are capped by the protocol. */
const MAX_COMPLETIONS = 100;

const MAX_NAMES_SHOWN = 30;

/**
 * Tools that are listed from what was written down of them, and loaded at the first call: making schemas of many fields
 * and describing them costs more than the rest of a start.
 */
export interface LaterTools<D> {
  /** As `describeTool` gives them; a test has to hold them equal. */
  definitions: readonly Tool[];
  load(): Promise<readonly AnyTool<D>[]>;
}

export interface ServerDefinition<D> {
  /** The short key by which hosts know it: `memory`. */
  name: string;
  title: string;
  version: string;
  /** What the model reads at the start of every session: ≤ 1,500 characters, the first sentence stands alone. */
  instructions: string;
  tools?: readonly AnyTool<D>[] | LaterTools<D>;
  resources?: readonly ResourceDefinition<D>[];
  resourceTemplates?: readonly ResourceTemplateDefinition<D>[];
  prompts?: readonly AnyPrompt<D>[];
  deps: D;
  runtime: ToolRuntime;
  onSession?(session: Session): void;
  close?(): Promise<void> | void;
}

/** A server that can also tell its clients what changed. */
export interface ServerSurface extends Surface {
  emit(event: SurfaceEvent): void;
}

/** Makes a server of its tools, resources and prompts. Transports are not its business. */
export function defineServer<D>(definition: ServerDefinition<D>): ServerSurface {
  const { tools = [], resources = [], resourceTemplates = [], prompts = [], deps, runtime } = definition;
  const events = createEmitter<SurfaceEvent>();
  const handlers = {
    ...serveTools(tools, deps, runtime),
    ...serveResources(resources, resourceTemplates, deps),
    ...servePrompts(prompts, deps),
    'completion/complete': complete(prompts, resourceTemplates, deps),
    'logging/setLevel': () => ({}),
  } as Record<SurfaceMethod, (params: Params, call: Call) => unknown>;

  return {
    info: { name: definition.name, title: definition.title, version: definition.version },
    instructions: definition.instructions,
    capabilities: capabilitiesOf(definition),
    request: async <M extends SurfaceMethod>(method: M, params: Params, call: Call) =>
      (await handlers[method](params, call)) as SurfaceResult<M>,
    onEvent: events.on,
    emit: events.emit,
    ...(definition.onSession && { onSession: definition.onSession }),
    close: async () => definition.close?.(),
  };
}

function capabilitiesOf<D>(definition: ServerDefinition<D>): ServerCapabilities {
  const { resources = [], resourceTemplates = [], prompts = [] } = definition;
  const completes = [...prompts, ...resourceTemplates].some((offer) => offer.complete);
  return {
    ...(countOf(definition.tools) > 0 && { tools: { listChanged: true } }),
    ...(resources.length + resourceTemplates.length > 0 && {
      resources: { subscribe: true, listChanged: true },
    }),
    ...(prompts.length > 0 && { prompts: { listChanged: true } }),
    ...(completes && { completions: {} }),
  };
}

/** The definition of a tool as it goes over the wire, in draft 2020-12 of JSON Schema. */
export function describeTool<D>(tool: AnyTool<D>): Tool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: schemaOf(inputSchemaOf(tool), 'input') as Tool['inputSchema'],
    ...(tool.output && {
      outputSchema: schemaOf(tool.output, 'output') as NonNullable<Tool['outputSchema']>,
    }),
    annotations: {
      readOnlyHint: tool.effects.readOnly,
      destructiveHint: tool.effects.destructive,
      idempotentHint: tool.effects.idempotent,
      openWorldHint: tool.effects.openWorld,
    },
    ...('meta' in tool && tool.meta && { _meta: tool.meta }),
  };
}

/**
 * Types that a value may have are alternatives and not a list, which some hosts do not take.
 * A free-form object says so with `true`: some hosts take zod's empty schema for a mistake. What an input must be long
 * is left out, since every definition is paid for in tokens of the model and the answer to a wrong one says it; so is
 * `$schema`, for 2020-12 is what is meant without it.
 */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      const { additionalProperties: others } = jsonSchema;
      if (typeof others === 'object' && Object.keys(others).length === 0) {
        jsonSchema.additionalProperties = true;
      }
      if (io === 'input') {
        delete jsonSchema.minLength;
        delete jsonSchema.maxLength;
      }
    },
  });
  return alternatives(described) as object;
}

/** zod puts several simple types into one list. */
function alternatives(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(alternatives);
  if (schema === null || typeof schema !== 'object') return schema;
  const { type, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'enum' || key === 'default' ? value : alternatives(value),
    ]),
  );
  if (!Array.isArray(type)) return { ...schema, ...rest };
  return { ...rest, anyOf: type.map((one) => ({ type: one })) };
}

function countOf<D>(tools: ServerDefinition<D>['tools'] = []): number {
  return 'load' in tools ? tools.definitions.length : tools.length;
}

function serveTools<D>(tools: NonNullable<ServerDefinition<D>['tools']>, deps: D, runtime: ToolRuntime) {
  const runnersOf = (loaded: readonly AnyTool<D>[]) =>
    new Map(loaded.map((tool) => [tool.name, createToolRunner(tool, deps, runtime)]));
  const now = 'load' in tools ? undefined : runnersOf(tools);
  let later: Promise<ReturnType<typeof runnersOf>> | undefined;
  let described: readonly Tool[] | undefined;
  return {
    'tools/list': () => {
      described ??= 'load' in tools ? tools.definitions : tools.map(describeTool);
      return { tools: described };
    },
    'tools/call': async (params: Params, call: Call) => {
      if ('load' in tools) later ??= tools.load().then(runnersOf);
      const runners = now ?? (await later) ?? new Map();
      const name = String(params.name);
      const run = runners.get(name);
      if (!run) throw unknownName('tool', name, [...runners.keys()]);
      return run(params.arguments, call);
    },
  };
}

function unknownName(kind: string, name: string, known: readonly string[]): ProtocolError {
  const near = nearest(name, known);
  const shown = known.slice(0, MAX_NAMES_SHOWN).join(', ') + (known.length > MAX_NAMES_SHOWN ? ', …' : '');
  const hint = near ? `Did you mean ${near}?` : `Known: ${shown || 'none'}.`;
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown ${kind} ${name.slice(0, 100)}. ${hint}`);
}

function serveResources<D>(
  resources: readonly ResourceDefinition<D>[],
  templates: readonly ResourceTemplateDefinition<D>[],
  deps: D,
) {
  const fixed = new Map(resources.map((resource) => [resource.uri, resource]));
  const families = templates.map((template) => ({ template, uri: new UriTemplate(template.uriTemplate) }));
  return {
    'resources/list': async (_: Params, call: Call) => {
      const listed = await Promise.all(templates.map(({ list }) => list?.(deps, call) ?? []));
      const own = resources.map(({ read: _, ...described }) => described);
      return { resources: [...own, ...listed.flat()] };
    },
    'resources/templates/list': () => ({
      resourceTemplates: templates.map(({ read: _r, list: _l, complete: _c, ...described }) => described),
    }),
    'resources/read': async (
      params: Params,
      call: Call,
    ): Promise<ReadResourceResult | InputRequiredResult> => {
      const uri = String(params.uri);
      const resource = fixed.get(uri);
      if (resource) return { contents: await resource.read(deps, call) };
      for (const family of families) {
        const variables = family.uri.match(uri);
        if (variables) return { contents: await family.template.read(uri, variables, deps, call) };
      }
      throw new ResourceNotFoundError(uri);
    },
    'resources/subscribe': () => ({}),
    'resources/unsubscribe': () => ({}),
  };
}

function servePrompts<D>(prompts: readonly AnyPrompt<D>[], deps: D) {
  const known = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  return {
    'prompts/list': () => ({ prompts: prompts.map(describePrompt) }),
    'prompts/get': async (params: Params, call: Call): Promise<GetPromptResult | InputRequiredResult> => {
      const name = String(params.name);
      const prompt = known.get(name);
      if (!prompt) throw unknownName('prompt', name, [...known.keys()]);
      return prompt.render(parsePromptArguments(prompt, params.arguments), deps, call);
    },
  };
}

function parsePromptArguments<D>(prompt: AnyPrompt<D>, given: unknown): Record<string, unknown> {
  try {
    return parseInput(prompt.name, prompt.arguments, given);
  } catch (error) {
    const { message, details } = error as { message: string; details?: { why?: string } };
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${message} ${details?.why ?? ''}`.trim());
  }
}

function describePrompt<D>({ name, title, description, arguments: args }: AnyPrompt<D>): Prompt {
  const fields = Object.entries(args.shape as Record<string, z.ZodType>);
  return {
    name,
    title,
    description,
    arguments: fields.map(([field, schema]) => ({
      name: field,
      ...(schema.description && { description: schema.description }),
      required: !schema.safeParse(undefined).success,
    })),
  };
}

function isCompletion({ ref, argument }: Params): boolean {
  return typeof ref === 'object' && ref !== null && typeof argument === 'object' && argument !== null;
}

function complete<D>(
  prompts: readonly AnyPrompt<D>[],
  templates: readonly ResourceTemplateDefinition<D>[],
  deps: D,
) {
  return async (params: Params): Promise<CompleteResult> => {
    if (!isCompletion(params))
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'ref and argument are needed.');
    const { ref, argument, context } = params as {
      ref: { type: string; name?: string; uri?: string };
      argument: { name: string; value: string };
      context?: { arguments?: Record<string, string> };
    };
    const offer =
      ref.type === 'ref/prompt'
        ? prompts.find((prompt) => prompt.name === ref.name)
        : templates.find((template) => template.uriTemplate === ref.uri);
    if (!offer) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `Nothing to complete for ${ref.name ?? ref.uri}.`,
      );
    }
    const values =
      (await offer.complete?.(argument.name, argument.value, deps, context?.arguments ?? {})) ?? [];
    return {
      completion: {
        values: values.slice(0, MAX_COMPLETIONS),
        total: values.length,
        hasMore: values.length > MAX_COMPLETIONS,
      },
    };
  };
}
