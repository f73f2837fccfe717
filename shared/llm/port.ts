import type * as z from 'zod';
import type { JsonObject } from '../mcp/surface.ts';
import type { LlmError } from './errors.ts';

/** What a caller wants of a model, instead of a model's name: names change, these do not. */
export const MODEL_ALIASES = ['planner', 'worker', 'judge'] as const;
export type ModelAlias = (typeof MODEL_ALIASES)[number];

export const EFFORTS = ['low', 'medium', 'high', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

export interface TextPart {
  type: 'text';
  text: string;
}

export interface ToolUsePart {
  type: 'tool_use';
  id: string;
  name: string;
  input: JsonObject;
}

export interface ToolResultPart {
  type: 'tool_result';
  /** The id of the tool use it answers. */
  id: string;
  text: string;
  isError?: boolean;
}

/**
 * What a provider wants back with the conversation exactly as it gave it, such as signed reasoning: Claude refuses the
 * result of a tool without it. Only that provider reads it; every other leaves it out of what it sends.
 */
export interface OpaquePart {
  type: 'opaque';
  /** The `id` of the provider it came from. */
  provider: string;
  value: JsonObject;
}

export type Part = TextPart | ToolUsePart | ToolResultPart | OpaquePart;

export interface Message {
  role: 'user' | 'assistant';
  content: string | readonly Part[];
}

/** On whose account a call is: budgets and the ledger are kept by these. */
export interface Account {
  /** The server or command that calls: `memory`, `cli`. */
  caller: string;
  /** The plan it calls for, where there is one. */
  plan?: string;
}

export interface GenerateRequest {
  /** An alias, which the settings resolve to a line of models and an effort. */
  model: ModelAlias;
  account: Account;
  system?: string;
  messages: readonly Message[];
  /** Most tokens of the answer. */
  maxTokens: number;
  /** Marks system and tools as a prefix worth caching; for prompts that are sent again within minutes. */
  cache?: boolean;
  effort?: Effort;
  signal?: AbortSignal;
  /** Milliseconds for the whole call, retries and waiting included; 120,000 unless said. */
  timeoutMs?: number;
}

export interface ObjectRequest<S extends z.ZodType> extends GenerateRequest {
  /** The answer is parsed by it in full: providers enforce only parts of a schema. */
  schema: S;
  /** What the object is called, for providers that ask: snake_case. */
  name: string;
}

/** A tool that the model may call while it works. */
export interface ModelTool {
  name: string;
  description: string;
  input: z.ZodObject;
  /** The result as text for the model. What it throws is told to the model as an error, and the loop goes on. */
  run(input: JsonObject, signal: AbortSignal): Promise<string>;
}

export interface ToolsRequest extends GenerateRequest {
  tools: readonly ModelTool[];
  /** Most rounds of model and tools; 10 unless said. */
  maxTurns?: number;
}

/** Tokens as the provider counted them. Input does not include what was read from or written to its cache. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

/** end: said all · length: maxTokens reached · tool_use: wants a tool · refusal: will not answer. */
export type StopReason = 'end' | 'length' | 'tool_use' | 'refusal';

export interface GenerateResult {
  text: string;
  content: Part[];
  stop: StopReason;
  usage: Usage;
  /** The model that answered, which need not be the one that was asked. */
  model: string;
  provider: string;
  requestId?: string;
}

export interface ObjectResult<T> extends Omit<GenerateResult, 'content' | 'text'> {
  object: T;
}

export interface ToolsResult extends GenerateResult {
  /** The whole conversation, tools included, as it can be sent again. */
  messages: Message[];
  turns: number;
}

export type StreamEvent = { type: 'text'; text: string } | { type: 'done'; result: GenerateResult };

export interface ModelInfo {
  /** The name that the provider's API takes. */
  id: string;
  /** The line it belongs to: `opus`, `sonnet`; empty where the provider names none. */
  line: string;
  displayName: string;
  /** 0 where the provider does not say. */
  maxInputTokens: number;
  /** 0 where the provider does not say. */
  maxOutputTokens: number;
  structured: boolean;
  efforts: readonly Effort[];
  /** ISO date after which it answers no more. */
  retiresAt?: string;
  /** ISO date; newer models of a line go before older ones. */
  createdAt?: string;
}

export interface Capabilities {
  structured: boolean;
  tools: boolean;
  streaming: boolean;
  caching: boolean;
  countTokens: boolean;
  batches: boolean;
}

/** One request to a provider with its model resolved: what the layers under the alias pass on. */
export type Resolved<R extends GenerateRequest> = Omit<R, 'model'> & { modelId: string; effort?: Effort };

/**
 * A model provider. It does one attempt a call: waiting, retries, budgets and routing are the layers' above, which
 * are the same for all. Errors are LlmError.
 */
export interface Provider {
  readonly id: string;
  readonly capabilities: Capabilities;
  generate(request: Resolved<GenerateRequest>): Promise<GenerateResult>;
  /** The provider's own structured output where it has one, the object in text otherwise; not parsed by the schema. */
  generateJson(
    request: Resolved<GenerateRequest> & { schema: JsonObject; name: string },
  ): Promise<GenerateResult>;
  stream(request: Resolved<GenerateRequest>): AsyncIterable<StreamEvent>;
  /** One turn with tools offered: the caller runs them and comes back. */
  generateWithTools(
    request: Resolved<GenerateRequest> & {
      tools: readonly { name: string; description: string; schema: JsonObject }[];
    },
  ): Promise<GenerateResult>;
  /** Tokens of a request as the provider would count its input. */
  countTokens(request: Resolved<GenerateRequest>): Promise<number>;
  models(signal?: AbortSignal): Promise<ModelInfo[]>;
  /** There where `capabilities.batches` is true. */
  readonly batches?: ProviderBatches;
}

/** Many requests at once, answered later at a lower price; each of its functions is one attempt. */
export interface ProviderBatches {
  create(requests: readonly BatchRequest[], signal?: AbortSignal): Promise<Batch>;
  get(id: string, signal?: AbortSignal): Promise<Batch>;
  /** The results of a batch that has ended, by the ids of its requests. */
  results(id: string, signal?: AbortSignal): Promise<Map<string, BatchResult>>;
  /** Asks that what has not begun be left; the batch ends a little later. */
  cancel(id: string, signal?: AbortSignal): Promise<Batch>;
}

export interface BatchRequest {
  /** Unique in the batch: 1 to 64 letters, digits, `_` and `-`. */
  id: string;
  request: Resolved<GenerateRequest>;
  /** Where the answer shall be an object. */
  json?: { schema: JsonObject; name: string };
}

export interface Batch {
  id: string;
  state: 'in_progress' | 'canceling' | 'ended';
  /** Until the whole batch has ended, all of them are processing. */
  counts: { processing: number; succeeded: number; errored: number; canceled: number; expired: number };
  /** ISO time by which it has ended, come what may: a day after it was made. */
  expiresAt: string;
}

export type BatchResult =
  | { state: 'succeeded'; result: GenerateResult }
  /** `usage` or `answered` in its details where it was paid for all the same. */
  | { state: 'failed'; error: LlmError }
  /** Neither was answered, or paid for. */
  | { state: 'canceled' | 'expired' };

/** What an attempt learned from the provider's answer beside its content; providers report it as they can. */
export interface RateLimits {
  /** The model that the limits are of; of every model of the provider when it does not say. */
  model?: string;
  requests?: Limit;
  inputTokens?: Limit;
  outputTokens?: Limit;
}

export interface Limit {
  limit: number;
  remaining: number;
  /** Milliseconds since the epoch. */
  resetsAt: number;
}

/** A provider before its first use: opening it loads its SDK, which is heavy. */
export interface ProviderSource {
  /** The name in the settings and in the ledger, such as `claude`. */
  readonly id: string;
  open(report: (limits: RateLimits) => void): Promise<Provider>;
}
