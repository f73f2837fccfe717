import {
  type CallToolResult,
  type ClientCapabilities,
  type Implementation,
  type InputRequiredResult,
  isSpecType,
  type Prompt,
  type ProtocolEra,
  type Resource,
  type ResourceTemplateType,
  type ResultTypeMap,
  type ServerCapabilities,
  type Tool,
} from '@modelcontextprotocol/server';

export type {
  CallToolResult,
  ClientCapabilities,
  Implementation,
  InputRequiredResult,
  Prompt,
  Resource,
  ResourceTemplateType as ResourceTemplate,
  ServerCapabilities,
  Tool,
};

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** legacy: the protocol up to 2025-11-25, with sessions. modern: 2026-07-28, where each request stands alone. */
export type Era = ProtocolEra;

/** The requests of MCP that a server answers about what it offers, in both protocol eras. */
export type SurfaceMethod =
  | 'tools/list'
  | 'tools/call'
  | 'resources/list'
  | 'resources/templates/list'
  | 'resources/read'
  | 'resources/subscribe'
  | 'resources/unsubscribe'
  | 'prompts/list'
  | 'prompts/get'
  | 'completion/complete'
  | 'logging/setLevel';

/** The params of a request as they arrive, less `_meta`, which the call carries. */
export type Params = Record<string, unknown>;

export type SurfaceResult<M extends SurfaceMethod> = M extends 'tools/call' | 'prompts/get' | 'resources/read'
  ? ResultTypeMap[M] | InputRequiredResult
  : ResultTypeMap[M];

/** Something about a server changed; hosts re-read what they hold. */
export type SurfaceEvent = { kind: 'tools' | 'prompts' | 'resources' } | { kind: 'resource'; uri: string };

/**
 * One MCP server as plain functions: what the transports serve, what the gateway merges, and what a call
 * from one server to another goes through. A defined server, a downstream process and the gateway over
 * both all have this shape, so a gateway is a surface over surfaces and an in-process link is a function call.
 */
export interface Surface {
  readonly info: Implementation;
  readonly instructions?: string;
  readonly capabilities: ServerCapabilities;
  /** Milliseconds that a modern client may keep a list; 60,000 unless said. */
  readonly listTtlMs?: number;
  request<M extends SurfaceMethod>(method: M, params: Params, call: Call): Promise<SurfaceResult<M>>;
  /** Calls `listener` at every change until the returned function is called. */
  onEvent(listener: (event: SurfaceEvent) => void): () => void;
  /** A client connection came up: a chance to prepare for it. Never awaited. */
  onSession?(session: Session): void;
  close(): Promise<void>;
}

/** The client connection that calls belong to: a stdio pipe, an HTTP session, or another server in this process. */
export interface Session {
  /** Unique in this process. A modern HTTP client has no session: all of them share one of these. */
  readonly id: string;
  readonly era: Era;
  /** Aborted when the connection ends. */
  readonly closed: AbortSignal;
  /** What the client of a legacy connection declared at `initialize`; modern calls carry their own. */
  capabilities(): ClientCapabilities;
  client(): Implementation | undefined;
  /** Sends a notification outside of any call (legacy connections only; elsewhere it does nothing). */
  notify(method: string, params: Params): Promise<void>;
  /** Puts a question to the client outside of any call (legacy connections only). */
  ask?(method: string, params: Params, signal?: AbortSignal): Promise<Record<string, unknown>>;
}

/** Everything about one request except its params. */
export interface Call {
  readonly session: Session;
  readonly era: Era;
  /** Aborted when the client cancels, disconnects, or the deadline passes. */
  readonly signal: AbortSignal;
  /** The caller's `_meta`, less the reserved keys of the 2026-07-28 envelope and the progress token. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** The reserved `io.modelcontextprotocol/*` keys of a modern request, as received. */
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly capabilities: ClientCapabilities;
  readonly client?: Implementation;
  /** Made by this process on its own behalf, not by a client. */
  readonly internal?: true;
  /** Answers to questions of an earlier round of this call (2026-07-28 multi-round-trip). Untrusted. */
  readonly inputResponses?: Readonly<Record<string, unknown>>;
  /** The opaque state that the earlier round asked to get back. Untrusted. */
  readonly requestState?: string;
  /** True when the client asked for progress. */
  readonly wantsProgress: boolean;
  /** Sends progress: done so far, of how much, and what is being done. */
  progress(progress: number, total?: number, message?: string): Promise<void>;
  /** Sends another notification that belongs to this call (a log message, say). */
  notify(method: string, params: Params): Promise<void>;
  /** Puts a question to the client while this call waits (legacy only; modern calls return `input_required`). */
  ask?(method: string, params: Params, signal?: AbortSignal): Promise<Record<string, unknown>>;
}

/** Whether a value from outside is a definition that hosts accept: their lists fail whole on one that is not. */
export const isTool = (value: unknown): value is Tool => isSpecType.Tool(value);
export const isResource = (value: unknown): value is Resource => isSpecType.Resource(value);
export const isResourceTemplate = (value: unknown): value is ResourceTemplateType =>
  isSpecType.ResourceTemplate(value);
export const isPrompt = (value: unknown): value is Prompt => isSpecType.Prompt(value);
